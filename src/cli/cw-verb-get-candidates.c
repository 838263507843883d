/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificates of the store can serve some usages, and why the others cannot: what the vendor's page of Set-CsCertificate calls available
 * for assignment. */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-console.h"
#include "cw-get-verb.h"
#include "cw-json.h"
#include "cw-time.h"

static gboolean
has_advice (CwCandidate *candidate)
{
  GListModel *problems = cw_candidate_get_problems (candidate);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_WARNING)
        return TRUE;
    }
  return FALSE;
}

static const char *
get_verdict (CwCandidate *candidate, gboolean translated)
{
  if (!cw_candidate_can_serve (candidate))
    return translated ? _("no") : "no";
  if (has_advice (candidate))
    return translated ? _("with --force") : "force";
  return translated ? _("yes") : "yes";
}

static void
print_table (GPtrArray *candidates)
{
  gboolean plain = cw_table_is_plain ();
  const CwColumn columns[] = {
    { plain ? "id" : _("ID"), 0 }, { plain ? "friendlyName" : _("Friendly Name"), 12 }, { plain ? "notBefore" : _("Issued On"), 0 },
    { plain ? "issuer" : _("Issued By"), 8 }, { plain ? "notAfter" : _("Expires"), 0 }, { plain ? "canServe" : _("Can Serve"), 0 },
    { plain ? "thumbprint" : _("Thumbprint"), 12 }, { plain ? "reasons" : _("Reasons"), 16 },
  };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < candidates->len; i++)
    {
      CwCandidate *candidate = g_ptr_array_index (candidates, i);
      CwStoredCertificate *row = cw_candidate_get_certificate (candidate);
      gint64 begin = cw_stored_certificate_get_not_before (row);
      gint64 end = cw_stored_certificate_get_not_after (row);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_stored_certificate_get_id (row));
      g_autofree char *not_before = plain ? cw_time_to_rfc3339 (begin) : cw_time_to_date (begin);
      g_autofree char *not_after = plain ? cw_time_to_rfc3339 (end) : cw_time_to_date (end);
      g_autofree char *reasons = cw_candidate_dup_reasons (candidate);
      const char *cells[] = {
        id, cw_stored_certificate_get_friendly_name (row), not_before,
        plain ? cw_stored_certificate_get_issuer (row) : cw_stored_certificate_get_issuer_name (row), not_after, get_verdict (candidate, !plain),
        cw_stored_certificate_get_thumbprint (row), reasons,
      };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static void
add_candidate (JsonBuilder *builder, CwCandidate *candidate)
{
  CwStoredCertificate *row = cw_candidate_get_certificate (candidate);
  GListModel *problems = cw_candidate_get_problems (candidate);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "certificate");
  json_builder_add_int_value (builder, cw_stored_certificate_get_id (row));
  cw_assign_verb_add_string (builder, "thumbprint", cw_stored_certificate_get_thumbprint (row));
  json_builder_set_member_name (builder, "canServe");
  json_builder_add_boolean_value (builder, cw_candidate_can_serve (candidate));
  json_builder_set_member_name (builder, "needsForce");
  json_builder_add_boolean_value (builder, cw_candidate_can_serve (candidate) && has_advice (candidate));
  cw_json_add_problems (builder, problems);
  json_builder_end_object (builder);
}

static void
print_json (CwInvocation *invocation, GPtrArray *candidates)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < candidates->len; i++)
    cw_json_add_certificate (builder, cw_candidate_get_certificate (g_ptr_array_index (candidates, i)));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "candidates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < candidates->len; i++)
    add_candidate (builder, g_ptr_array_index (candidates, i));
  json_builder_end_array (builder);
  cw_get_verb_add_counts (invocation, builder, candidates->len);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

/* Nothing can serve a usage that nothing describes any more. */
static gboolean
check_usages (CwAssignments *assignments, GPtrArray *usages, GError **error)
{
  for (guint i = 0; i < usages->len; i++)
    if (!cw_assignments_check_usage (assignments, cw_usage_get_id (g_ptr_array_index (usages, i)), error))
      return FALSE;
  return TRUE;
}

/* In the order of the core: best first. */
static GPtrArray *
list_candidates (CwInvocation *invocation, GError **error)
{
  CwAssignments *assignments = cw_assign_verb_open (invocation, error);
  g_autoptr (GPtrArray) usages = assignments != NULL ? cw_assign_verb_parse_types (invocation, NULL, error) : NULL;
  guint limit = cw_options_get_number (cw_invocation_get_options (invocation), "limit", G_MAXUINT);
  GPtrArray *candidates;

  if (usages == NULL || !check_usages (assignments, usages, error))
    return NULL;
  candidates = cw_assignments_list_candidates (assignments, usages, 0, TRUE, cw_invocation_get_cancellable (invocation), error);
  if (candidates != NULL && candidates->len > limit)
    g_ptr_array_set_size (candidates, (int) limit);
  return candidates;
}

int
cw_get_verb_list_candidates (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwPlan) plan = cw_plan_new (_("Certificates that can serve"));
  g_autoptr (CwOutcome) outcome = cw_outcome_new ("get", plan);
  g_autoptr (GPtrArray) candidates = list_candidates (invocation, error);

  if (candidates == NULL)
    return -1;
  for (guint i = 0; i < MIN (candidates->len, CW_OUTCOME_MAX_CERTIFICATES); i++)
    cw_outcome_add_certificate (outcome, cw_candidate_get_certificate (g_ptr_array_index (candidates, i)));
  if (cw_invocation_is_json (invocation))
    print_json (invocation, candidates);
  else if (candidates->len > 0)
    print_table (candidates);
  else
    cw_console_complain (_("The store is empty. “certwizardctl import FILE” puts something in."));
  return cw_get_verb_finish (invocation, outcome, candidates->len);
}
