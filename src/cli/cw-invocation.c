/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-invocation.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-output-path.h"
#include "cw-paths.h"
#include "cw-record.h"
#include "cw-report.h"
#include "cw-terminal-interaction.h"
#include "cw-terminal.h"
#include "cw-verb.h"

struct _CwInvocation {
  const CwVerb  *verb;
  CwOptions     *options;
  gboolean       json;
  GCancellable  *cancellable;
  CwInteraction *interaction;
  CwContext     *context;
  const char    *stdin_owner;     /* what standard input was read for */
  CwPreviewPrinter preview;       /* or NULL, as the next two */
  CwPreviewPrinter review;
  CwJsonExtra    json_extra;
  gpointer       json_extra_data;
  gboolean       quiet;           /* the verb prints the outcome */
  gboolean       printed;         /* the one JSON document */
  GPtrArray     *held;            /* of CwOutcome, to be told together; NULL: each is told at once */
  int            report_code;     /* of the error, where the report could not be written */
  char          *scratch;         /* an empty store for a what-if without one */
};

CwInvocation *
cw_invocation_new (const CwVerb *verb, CwOptions *options, gboolean json, GCancellable *cancellable)
{
  CwInvocation *self = g_new0 (CwInvocation, 1);

  self->verb = verb;
  self->options = options;
  self->json = json;
  self->cancellable = g_object_ref (cancellable);
  self->interaction = cw_terminal_interaction_new ();
  return self;
}

static void
remove_scratch (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
cw_invocation_free (CwInvocation *self)
{
  g_clear_object (&self->context);
  if (self->scratch != NULL)
    remove_scratch (self->scratch);
  g_free (self->scratch);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->interaction);
  g_object_unref (self->cancellable);
  cw_options_free (self->options);
  g_free (self);
}

CwOptions *
cw_invocation_get_options (CwInvocation *self)
{
  return self->options;
}

const CwVerb *
cw_invocation_get_verb (CwInvocation *self)
{
  return self->verb;
}

GCancellable *
cw_invocation_get_cancellable (CwInvocation *self)
{
  return self->cancellable;
}

gboolean
cw_invocation_is_json (CwInvocation *self)
{
  return self->json;
}

gboolean
cw_invocation_has_printed (CwInvocation *self)
{
  return self->printed;
}

CwInteraction *
cw_invocation_get_interaction (CwInvocation *self)
{
  return self->interaction;
}

/* ---- store ---- */

static char *
dup_directory (CwInvocation *self)
{
  const char *given = cw_options_get (self->options, "store");

  if (given != NULL)
    return g_strdup (given);
  if (cw_options_has (self->options, "system") || geteuid () == 0)
    return cw_paths_dup_system_store ();
  return cw_paths_dup_user_store ();
}

/* A what-if makes no store where there is none, and a folder that was mistyped does not become one. */
static gboolean
check_directory (CwInvocation *self, char **directory, GError **error)
{
  g_autofree char *display = cw_paths_dup_display (*directory);
  g_autoptr (GError) local = NULL;

  if (g_file_test (*directory, G_FILE_TEST_EXISTS))
    return TRUE;
  if (cw_options_get (self->options, "store") != NULL && (self->verb->flags & CW_VERB_MAKES_STORE) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no store in %s."), display);
      return FALSE;
    }
  if (!cw_options_has (self->options, "what-if"))
    return TRUE;
  self->scratch = g_dir_make_tmp ("certwizard-XXXXXX", &local);
  if (self->scratch == NULL)
    {
      cw_error_propagate (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_free (*directory);
  *directory = g_strdup (self->scratch);
  return TRUE;
}

/* It replaces what is there: said before anything is done. */
static gboolean
check_report (CwInvocation *self, GError **error)
{
  const char *path = cw_options_get (self->options, "report");

  return path == NULL || cw_output_path_check (cw_invocation_get_store (self), path, error);
}

CwContext *
cw_invocation_open (CwInvocation *self, GError **error)
{
  g_autofree char *directory = NULL;
  g_autoptr (CwSecret) passphrase = NULL;
  CwContextOptions options = { 0 };

  if (self->context != NULL)
    return self->context;
  directory = dup_directory (self);
  if (!check_directory (self, &directory, error))
    return NULL;
  if (!cw_invocation_read_secret (self, "store-passphrase", &passphrase, error))
    return NULL;
  options.store_directory = cw_options_get (self->options, "store") != NULL || self->scratch != NULL ? directory : NULL;
  options.system_scope = cw_options_has (self->options, "system");
  options.store_passphrase = passphrase;
  self->context = cw_context_new (&options, error);
  if (self->context != NULL && !check_report (self, error))
    g_clear_object (&self->context);
  return self->context;
}

CwStore *
cw_invocation_get_store (CwInvocation *self)
{
  return cw_context_get_store (self->context);
}

/* ---- secrets ---- */

gboolean
cw_invocation_claim_stdin (CwInvocation *self, const char *what, GError **error)
{
  if (self->stdin_owner != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("Standard input cannot be read for %s and for %s both."), self->stdin_owner, what);
      return FALSE;
    }
  self->stdin_owner = what;
  return TRUE;
}

static CwSecret *
read_from_stdin (CwInvocation *self, const char *option, GError **error)
{
  if (!cw_invocation_claim_stdin (self, option, error))
    return NULL;
  if (isatty (STDIN_FILENO) && cw_terminal_is_there ())
    return cw_terminal_read (_("Password: "), FALSE, self->cancellable, error);
  return cw_secret_new_from_fd (STDIN_FILENO, error);
}

/* A file may have an empty password; an account has none, and a try would count. */
static gboolean
check_account_password (const char *name, CwSecret *secret, GError **error)
{
  if (!g_str_equal (name, "ca-password") || cw_secret_get_size (secret) > 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("The password of the account is empty, so it was not tried."));
  return FALSE;
}

gboolean
cw_invocation_read_secret (CwInvocation *self, const char *name, CwSecret **secret, GError **error)
{
  g_autofree char *file_option = g_strconcat (name, "-file", NULL);
  const char *path = cw_options_get (self->options, file_option);
  const char *direct = cw_options_get (self->options, name);

  if (direct != NULL && path != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), name, file_option);
      return FALSE;
    }
  if (direct == NULL && path == NULL)
    return TRUE;
  if (direct != NULL || g_str_equal (path, "-"))
    *secret = read_from_stdin (self, name, error);
  else
    *secret = cw_secret_new_from_file (path, error);
  return *secret != NULL && check_account_password (name, *secret, error);
}

/* ---- operations ---- */

gboolean
cw_invocation_write_report (CwInvocation *self, CwOutcome *outcome)
{
  const char *path = cw_options_get (self->options, "report");
  g_autofree char *json = path != NULL ? cw_outcome_to_json (outcome) : NULL;
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || cw_report_write (json, path, &error))
    return TRUE;
  self->report_code = cw_exit_from_error (error);
  cw_console_complain (_("The report %s could not be written: %s"), display, error->message);
  return FALSE;
}

static void
progress_cb (CwOperation *operation, GParamSpec *pspec, gpointer user_data)
{
  cw_console_show_progress (cw_operation_get_fraction (operation), cw_operation_get_progress (operation));
}

static CwOperationFlags
get_flags (CwInvocation *self)
{
  return (cw_options_has (self->options, "confirm") ? CW_OPERATION_CONFIRM : 0)
    | (cw_options_has (self->options, "force") ? CW_OPERATION_FORCE : 0);
}

/* An operation that did not get as far as a plan has an outcome all the same, when a report is wanted. */
static void
report_failure (CwInvocation *self, CwOperation *operation, const GError *error)
{
  g_autoptr (CwPlan) plan = cw_plan_new (_(self->verb->summary));
  g_autoptr (CwOutcome) outcome = cw_outcome_new (cw_operation_get_name (operation), plan);

  cw_outcome_set_error (outcome, error);
  cw_outcome_set_result (outcome, cw_exit_from_error (error) == CW_EXIT_REFUSED ? CW_RESULT_CANCELLED : CW_RESULT_FAILED, error->message);
  cw_outcome_finish (outcome);
  if (self->held != NULL)
    g_ptr_array_add (self->held, g_steal_pointer (&outcome));
  else
    cw_invocation_write_report (self, outcome);
}

void
cw_invocation_set_preview (CwInvocation *self, CwPreviewPrinter printer)
{
  self->preview = printer;
}

void
cw_invocation_set_review (CwInvocation *self, CwPreviewPrinter printer)
{
  self->review = printer;
}

void
cw_invocation_set_json_extra (CwInvocation *self, CwJsonExtra extra, gpointer user_data)
{
  self->json_extra = extra;
  self->json_extra_data = user_data;
}

void
cw_invocation_set_quiet (CwInvocation *self, gboolean quiet)
{
  self->quiet = quiet;
}

static void
print_plan (CwInvocation *self, CwOperation *operation, CwPlan *plan)
{
  cw_record_print_plan (plan);
  if (self->preview != NULL)
    self->preview (operation);
}

static int
print_what_if (CwInvocation *self, CwOperation *operation, CwPlan *plan, gboolean asks)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (self->json)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "operation");
      json_builder_add_string_value (builder, cw_operation_get_name (operation));
      json_builder_set_member_name (builder, "whatIf");
      json_builder_add_boolean_value (builder, TRUE);
      cw_json_add_plan (builder, plan);
      cw_json_add_problems (builder, cw_plan_get_problems (plan));
      json_builder_set_member_name (builder, "needsForce");
      json_builder_add_boolean_value (builder, asks);
      if (self->json_extra != NULL)
        self->json_extra (builder, self->json_extra_data);
      json_builder_end_object (builder);
      cw_invocation_print_json (self, builder);
    }
  else
    {
      print_plan (self, operation, plan);
      if (asks && !cw_options_has (self->options, "force"))
        cw_console_print (_("It would be asked first whether that is meant; --force says yes.\n"));
      cw_console_print (_("What if: nothing was changed.\n"));
    }
  return cw_plan_changes_anything (plan) ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static gboolean
confirm (CwInvocation *self, const CwQuestion *question, GError **error)
{
  if (question == NULL || (get_flags (self) & (CW_OPERATION_CONFIRM | CW_OPERATION_FORCE)) != 0)
    return TRUE;
  return cw_interaction_confirm (self->interaction, question, self->cancellable, error);
}

void
cw_invocation_print_document (CwInvocation *self, const char *json)
{
  cw_console_print (json);
  if (!g_str_has_suffix (json, "\n"))
    cw_console_print ("\n");
  self->printed = TRUE;
}

static int
get_code (CwInvocation *self, int code, gboolean reported)
{
  if (reported || code != CW_EXIT_DONE)
    return code;
  return (self->verb->flags & CW_VERB_JUDGES) != 0 ? self->report_code : CW_EXIT_PARTLY;
}

static void
print_outcome (CwInvocation *self, CwOutcome *outcome)
{
  g_autofree char *json = cw_outcome_to_json (outcome);

  /* What failed has nothing else to be printed. */
  if (self->quiet && cw_outcome_get_error (outcome) == NULL)
    cw_console_clear_progress ();
  else if (!self->json)
    cw_record_print (json, cw_options_has (self->options, "verbose"));
  else if (self->held == NULL)
    cw_invocation_print_document (self, json);
}

static int
tell_outcome (CwInvocation *self, CwOutcome *outcome, GError **error)
{
  gboolean reported = self->held != NULL || cw_invocation_write_report (self, outcome);

  print_outcome (self, outcome);
  if (self->held != NULL)
    g_ptr_array_add (self->held, g_object_ref (outcome));
  if (cw_outcome_get_error (outcome) == NULL)
    return get_code (self, cw_exit_from_outcome (outcome), reported);
  g_propagate_error (error, g_error_copy (cw_outcome_get_error (outcome)));
  return -1;
}

void
cw_invocation_hold (CwInvocation *self)
{
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

int
cw_invocation_tell (CwInvocation *self, int code)
{
  CwOutcome *last = self->held->len > 0 ? g_ptr_array_index (self->held, self->held->len - 1) : NULL;
  g_autofree char *json = NULL;

  if (last == NULL)
    return code;
  for (guint i = 0; i + 1 < self->held->len; i++)
    cw_outcome_add_earlier (last, g_ptr_array_index (self->held, i));
  json = cw_outcome_to_json (last);
  if (self->json)
    cw_invocation_print_document (self, json);
  return get_code (self, code, cw_invocation_write_report (self, last));
}

static gboolean
given_password (CwInvocation *self)
{
  return cw_options_get (self->options, "password") != NULL || cw_options_get (self->options, "password-file") != NULL;
}

static void
mute (CwInvocation *self, gboolean muted)
{
  if (self->interaction != NULL)
    cw_terminal_interaction_set_mute (CW_TERMINAL_INTERACTION (self->interaction), muted);
}

int
cw_invocation_run_operation (CwInvocation *self, CwOperation *operation, const CwQuestion *question, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) local = NULL;

  cw_operation_set_interaction (operation, self->interaction);
  cw_operation_set_flags (operation, get_flags (self));
  g_signal_connect (operation, "notify::progress", G_CALLBACK (progress_cb), NULL);
  cw_console_begin_progress ();
  mute (self, given_password (self));
  plan = cw_operation_prepare (operation, self->cancellable, &local);
  mute (self, FALSE);
  if (plan != NULL && cw_options_has (self->options, "what-if"))
    {
      cw_console_end_progress ();
      return print_what_if (self, operation, plan, cw_plan_needs_consent (plan) || (question != NULL && cw_plan_changes_anything (plan)));
    }
  if (plan != NULL && cw_options_has (self->options, "verbose") && !self->json)
    print_plan (self, operation, plan);
  if (plan != NULL && confirm (self, question, &local))
    outcome = cw_operation_run (operation, plan, self->cancellable);
  cw_console_end_progress ();
  if (outcome != NULL && self->review != NULL && cw_options_has (self->options, "verbose") && !self->json)
    self->review (operation);
  if (outcome != NULL)
    return tell_outcome (self, outcome, error);
  report_failure (self, operation, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

void
cw_invocation_print_json (CwInvocation *self, JsonBuilder *builder)
{
  g_autofree char *text = cw_json_print (builder);

  cw_invocation_print_document (self, text);
}

GPtrArray *
cw_invocation_find_certificates (CwInvocation *self, guint index, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (; index < cw_options_get_n_arguments (self->options); index++)
    {
      g_autoptr (CwStoredCertificate) certificate = cw_store_find (cw_invocation_get_store (self), cw_options_get_argument (self->options, index), error);
      gint64 id;

      if (certificate == NULL)
        return NULL;
      id = cw_stored_certificate_get_id (certificate);
      if (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
        g_ptr_array_add (found, g_steal_pointer (&certificate));
    }
  return g_steal_pointer (&found);
}
