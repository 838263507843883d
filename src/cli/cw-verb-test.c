/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-console.h"
#include "cw-time.h"

/* Test-CsCertificateConfiguration. */

static const CwOption options[] = {
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("Only these usages; every assigned one without this option"), "-Type", .many = TRUE },
  { "identity", CW_OPTION_CHOICE, NULL, N_("Where it is tested; on this computer without this option"), "-Identity", cw_assign_verb_identities },
  { "mend", CW_OPTION_FLAG, NULL, N_("Put right what can be put right by itself, and test again") },
  { NULL }
};

typedef struct {
  CwInvocation  *invocation;
  CwAssignments *assignments;
  GPtrArray     *usages;       /* of CwUsage; NULL: all */
  GListModel    *findings;     /* of CwFinding; NULL until something was tested */
} Test;

static void
test_clear (Test *self)
{
  g_clear_pointer (&self->usages, g_ptr_array_unref);
  g_clear_object (&self->findings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Test, test_clear)

/* ---- what was found, for people ---- */

static const char *
get_severity_text (CwFinding *finding)
{
  switch (cw_finding_get_severity (finding))
    {
    case CW_SEVERITY_ERROR:
      return _("wrong");
    case CW_SEVERITY_WARNING:
      return _("warning");
    case CW_SEVERITY_INFO:
      break;
    }
  return _("note");
}

static guint
print_findings_of (Test *self, const char *usage, gboolean print)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (self->findings, i);

      if (g_strcmp0 (cw_finding_get_usage (finding), usage) != 0)
        continue;
      n += cw_finding_get_severity (finding) != CW_SEVERITY_INFO;
      if (print)
        cw_console_print_field (get_severity_text (finding), cw_finding_get_sentence (finding), 0);
    }
  return n;
}

/* "Web server (nginx): www.example.org, until 2027-05-01: all is well", and beneath it what is not. */
static void
print_usage (Test *self, const CwAssignmentRecord *record)
{
  CwStore *store = cw_assignments_get_store (self->assignments);
  g_autoptr (CwStoredCertificate) certificate = cw_store_find_by_id (store, record->certificate, NULL);
  g_autofree char *title = cw_console_dup_safe (cw_assign_verb_get_title (cw_assignments_get_usages (self->assignments), record->usage), FALSE);
  g_autofree char *name = cw_console_dup_safe (certificate != NULL ? cw_stored_certificate_get_friendly_name (certificate) : "", FALSE);
  g_autofree char *end = certificate != NULL ? cw_time_to_date (cw_stored_certificate_get_not_after (certificate)) : g_strdup ("");
  guint n = print_findings_of (self, record->usage, FALSE);

  if (n == 0)
    cw_console_print_format (_("%s: “%s”, until %s: all is well\n"), title, name, end);
  else
    cw_console_print_format (g_dngettext (GETTEXT_PACKAGE, "%s: “%s”, until %s: %u thing needs attention\n", "%s: “%s”, until %s: %u things need attention\n", n),
                             title, name, end, n);
  print_findings_of (self, record->usage, TRUE);
}

static gboolean
is_tested (Test *self, const char *usage)
{
  gboolean found = self->usages == NULL;

  for (guint i = 0; self->usages != NULL && i < self->usages->len; i++)
    found |= g_str_equal (cw_usage_get_id (g_ptr_array_index (self->usages, i)), usage);
  return found;
}

/* Each usage once: by its current certificate, or by the next one where there is none yet. */
static void
print_text (Test *self)
{
  g_autoptr (GPtrArray) records = cw_store_list_assignments (cw_assignments_get_store (self->assignments), NULL);
  const char *last = "";

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);

      if (record->place == CW_PLACE_PREVIOUS || g_str_equal (record->usage, last) || !is_tested (self, record->usage))
        continue;
      print_usage (self, record);
      last = record->usage;
    }
  if (print_findings_of (self, NULL, FALSE) > 0)
    cw_console_print (_("This computer:\n"));
  print_findings_of (self, NULL, TRUE);
}

static void
print_nothing (Test *self)
{
  g_autofree char *titles = self->usages != NULL ? cw_usage_list_dup_titles (self->usages) : NULL;

  if (titles != NULL)
    cw_console_complain (_("No certificate is assigned to %s, so there is nothing to test."), titles);
  else
    cw_console_complain (_("No certificate is assigned, so there is nothing to test. “certwizardctl set” assigns one."));
}

/* ---- testing and mending ---- */

static int
test_once (Test *self, GError **error)
{
  g_autoptr (CwCheckOperation) operation = cw_check_operation_new (self->assignments, self->usages);
  gboolean what_if = cw_options_has (cw_invocation_get_options (self->invocation), "what-if");
  gboolean json = cw_invocation_is_json (self->invocation);
  int code;

  cw_invocation_set_quiet (self->invocation, !json);
  code = cw_invocation_run_operation (self->invocation, CW_OPERATION (operation), NULL, error);
  cw_invocation_set_quiet (self->invocation, FALSE);
  g_set_object (&self->findings, cw_check_operation_get_findings (operation));
  if (code < 0 || what_if)
    return code;
  if (!json && code == CW_EXIT_NOTHING)
    print_nothing (self);
  else if (!json)
    print_text (self);
  return code;
}

/* Those of which something can be put right by itself, of CwUsage. */
static GPtrArray *
list_mendable (Test *self)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->findings != NULL && i < g_list_model_get_n_items (self->findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (self->findings, i);
      const char *id = cw_finding_get_mend (finding) != CW_MEND_NOTHING ? cw_finding_get_usage (finding) : NULL;
      CwUsage *usage = id != NULL ? cw_usage_catalogue_find (cw_assignments_get_usages (self->assignments), id) : NULL;

      if (usage != NULL && !g_ptr_array_find (usages, usage, NULL))
        g_ptr_array_add (usages, g_object_ref (usage));
    }
  return usages;
}

static int
mend (Test *self, GPtrArray *usages, GError **error)
{
  g_autoptr (CwOperation) operation = cw_mend_operation_new (self->assignments, usages);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);
  g_autofree char *body = g_strdup_printf (_("The files of these usages are written anew and their services reloaded: %s."), titles);
  const CwQuestion question = { .heading = _("Mend?"), .body = body, .accept = _("Mend"), .severity = CW_SEVERITY_WARNING };
  int code;

  code = cw_invocation_run_operation (self->invocation, operation, &question, error);
  return code < 0 ? -1 : test_once (self, error);
}

/* What was found, what was mended, and what is left: one document, and one report. */
static int
test_and_mend (Test *self, GError **error)
{
  g_autoptr (GPtrArray) mendable = NULL;
  int code;

  cw_invocation_hold (self->invocation);
  code = test_once (self, error);
  mendable = code == CW_EXIT_PARTLY ? list_mendable (self) : NULL;
  if (mendable != NULL && mendable->len > 0)
    code = mend (self, mendable, error);
  return cw_invocation_tell (self->invocation, code);
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  gboolean mends = cw_options_has (given, "mend") && !cw_options_has (given, "what-if");
  g_auto (Test) self = { .invocation = invocation };

  if (!cw_assign_verb_check_identity (invocation, error))
    return -1;
  self.assignments = cw_assign_verb_open (invocation, error);
  if (self.assignments == NULL)
    return -1;
  self.usages = cw_assign_verb_parse_types (invocation, NULL, error);
  if (self.usages == NULL)
    return -1;
  if (self.usages->len == 0)
    g_clear_pointer (&self.usages, g_ptr_array_unref);
  return mends ? test_and_mend (&self, error) : test_once (&self, error);
}

const CwVerb cw_verb_test = {
  .name = "test",
  .summary = N_("Test what is assigned, from file to port"),
  .description = N_("Looks at every assigned usage: whether its files are there, whole and readable by nobody else, whether the key belongs to the "
                    "certificate, dates, names and chain, and what the ports of its service really serve. Changes nothing, unless --mend is given: then "
                    "what was found, what was mended and what is left are told, with --json as one document whose member “earlier” has the first test and the "
                    "mending, with --report on one page. The exit code is 0 when all is well, and 12 when something is wrong."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS | CW_VERB_JUDGES,
};
