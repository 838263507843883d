/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-clock.h"
#include "cw-console.h"
#include "cw-error.h"
#include "cw-get-verb.h"
#include "cw-json.h"
#include "cw-time.h"
#include "cw-verb.h"

/* Get-CsCertificate: what is assigned; with --available what is in the store. */

#define EXPIRING (30 * 24 * 60 * 60)

/* In the order of CwCertificateSort. */
static const char *const sorts[] = { "friendly-name", "subject", "issuer", "expires", "key", "added", "state", "names", NULL };

static const CwOption options[] = {
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("Only the certificates of these usages; with --available: which ones can serve them, and why the others cannot"), "-Type", .many = TRUE },
  { "identity", CW_OPTION_CHOICE, NULL, N_("Where they are assigned; on this computer without this option"), "-Identity", cw_assign_verb_identities },
  { "available", CW_OPTION_FLAG, NULL, N_("List everything in the store, not only what is assigned") },
  { "assigned", CW_OPTION_FLAG, NULL, N_("With --available: only certificates that a usage has, now, next or before") },
  { "unassigned", CW_OPTION_FLAG, NULL, N_("With --available: only certificates that no usage has") },
  { "search", CW_OPTION_TEXT, N_("TEXT"), N_("Only what has this text in its names, issuer, serial, thumbprint or friendly name") },
  { "with-key", CW_OPTION_FLAG, NULL, N_("Only certificates with their private key") },
  { "expired", CW_OPTION_FLAG, NULL, N_("Only expired certificates") },
  { "expiring", CW_OPTION_FLAG, NULL, N_("Only certificates that expire within 30 days") },
  { "ca-certificates", CW_OPTION_FLAG, NULL, N_("Only certificates of certification authorities") },
  { "sort", CW_OPTION_CHOICE, N_("COLUMN"), N_("The order"), NULL, sorts },
  { "descending", CW_OPTION_FLAG, NULL, N_("The other way round") },
  { "limit", CW_OPTION_NUMBER, N_("NUMBER"), N_("At most so many") },
  { NULL }
};

typedef struct {
  CwTable     *table;
  JsonBuilder *builder;
  CwOutcome   *outcome;
  guint        limit;
  guint        n;
} Listing;

static CwCertificateFilter
get_filter (CwOptions *given)
{
  return (cw_options_has (given, "with-key") ? CW_FILTER_WITH_KEY : 0) | (cw_options_has (given, "expired") ? CW_FILTER_EXPIRED : 0)
    | (cw_options_has (given, "expiring") ? CW_FILTER_EXPIRING : 0) | (cw_options_has (given, "ca-certificates") ? CW_FILTER_CA : 0)
    | (cw_options_has (given, "assigned") ? CW_FILTER_ASSIGNED : 0) | (cw_options_has (given, "unassigned") ? CW_FILTER_UNASSIGNED : 0);
}

static CwCertificateSort
get_sort (CwOptions *given)
{
  const char *name = cw_options_get (given, "sort");

  for (int i = 0; name != NULL && sorts[i] != NULL; i++)
    if (g_str_equal (sorts[i], name))
      return (CwCertificateSort) i;
  return CW_SORT_FRIENDLY_NAME;
}

static const char *
get_state (CwStoredCertificate *certificate)
{
  gint64 now = cw_clock_now ();

  if (cw_stored_certificate_get_not_after (certificate) < now)
    return _("expired");
  if (cw_stored_certificate_get_not_before (certificate) > now)
    return _("not yet valid");
  if (cw_stored_certificate_get_not_after (certificate) - now < EXPIRING)
    return _("expiring");
  return _("valid");
}

static const char *
get_key_text (CwStoredCertificate *certificate)
{
  if (!cw_stored_certificate_has_private_key (certificate))
    return _("no");
  return cw_stored_certificate_is_exportable (certificate) ? _("exportable") : _("yes");
}

/* ---- for people ---- */

static CwTable *
new_terminal_table (void)
{
  static CwColumn columns[7];

  columns[0] = (CwColumn) { _("ID"), 0 };
  columns[1] = (CwColumn) { _("Friendly Name"), 12 };
  columns[2] = (CwColumn) { _("Issued By"), 8 };
  columns[3] = (CwColumn) { _("Expires"), 0 };
  columns[4] = (CwColumn) { _("State"), 0 };
  columns[5] = (CwColumn) { _("Private Key"), 0 };
  columns[6] = (CwColumn) { _("Thumbprint"), 12 };
  return cw_table_new (columns, G_N_ELEMENTS (columns));
}

static void
add_terminal_row (CwTable *table, CwStoredCertificate *certificate)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_stored_certificate_get_id (certificate));
  g_autofree char *expires = cw_time_to_date (cw_stored_certificate_get_not_after (certificate));
  const char *cells[] = {
    id, cw_stored_certificate_get_friendly_name (certificate), cw_stored_certificate_get_issuer_name (certificate), expires,
    get_state (certificate), get_key_text (certificate), cw_stored_certificate_get_thumbprint (certificate),
  };

  cw_table_add (table, cells);
}

/* ---- for programs that read lines: whole values, one certificate a line, the same in every language ---- */

static CwTable *
new_plain_table (void)
{
  static const CwColumn columns[] = {
    { "id", 0 }, { "friendlyName", 0 }, { "subject", 0 }, { "issuer", 0 }, { "serial", 0 }, { "notBefore", 0 }, { "notAfter", 0 },
    { "thumbprint", 0 }, { "names", 0 }, { "keyAlgorithm", 0 }, { "hasPrivateKey", 0 }, { "exportable", 0 },
  };

  return cw_table_new (columns, G_N_ELEMENTS (columns));
}

static void
add_plain_row (CwTable *table, CwStoredCertificate *certificate)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_stored_certificate_get_id (certificate));
  g_autofree char *not_before = cw_time_to_rfc3339 (cw_stored_certificate_get_not_before (certificate));
  g_autofree char *not_after = cw_time_to_rfc3339 (cw_stored_certificate_get_not_after (certificate));
  g_autofree char *names = g_strjoinv (", ", (char **) cw_stored_certificate_get_names (certificate));
  const char *cells[] = {
    id, cw_stored_certificate_get_friendly_name (certificate), cw_stored_certificate_get_subject (certificate),
    cw_stored_certificate_get_issuer (certificate), cw_stored_certificate_get_serial (certificate), not_before, not_after,
    cw_stored_certificate_get_thumbprint (certificate), names, cw_stored_certificate_get_key_algorithm (certificate),
    cw_stored_certificate_has_private_key (certificate) ? "true" : "false",
    cw_stored_certificate_is_exportable (certificate) ? "true" : "false",
  };

  cw_table_add (table, cells);
}

static gboolean
visit (CwStoredCertificate *certificate, gpointer user_data)
{
  Listing *listing = user_data;

  if (listing->n >= listing->limit)
    return FALSE;
  listing->n++;
  if (listing->n <= CW_OUTCOME_MAX_CERTIFICATES)
    cw_outcome_add_certificate (listing->outcome, certificate);
  if (listing->builder != NULL)
    cw_json_add_certificate (listing->builder, certificate);
  else if (cw_table_is_plain ())
    add_plain_row (listing->table, certificate);
  else
    add_terminal_row (listing->table, certificate);
  return TRUE;
}

void
cw_get_verb_add_counts (CwInvocation *invocation, JsonBuilder *builder, guint n)
{
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, n);
  json_builder_set_member_name (builder, "total");
  json_builder_add_int_value (builder, (gint64) cw_store_count_certificates (cw_invocation_get_store (invocation)));
}

int
cw_get_verb_finish (CwInvocation *invocation, CwOutcome *outcome, guint n)
{
  g_autofree char *summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u certificate.", "%'u certificates.", n), n);

  cw_outcome_set_count (outcome, "certificates", n);
  cw_outcome_set_result (outcome, n > 0 ? CW_RESULT_DONE : CW_RESULT_NOTHING, summary);
  cw_outcome_finish (outcome);
  if (!cw_invocation_write_report (invocation, outcome))
    return CW_EXIT_PARTLY;
  return n > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static void
print_nothing (CwInvocation *invocation)
{
  if (cw_store_count_certificates (cw_invocation_get_store (invocation)) == 0)
    cw_console_complain (_("The store is empty. “certwizardctl import FILE” puts something in."));
  else
    cw_console_complain (_("No certificate fits."));
}

static void
print_listing (CwInvocation *invocation, Listing *listing)
{
  if (listing->builder != NULL)
    {
      json_builder_end_array (listing->builder);
      cw_get_verb_add_counts (invocation, listing->builder, listing->n);
      json_builder_end_object (listing->builder);
      cw_invocation_print_json (invocation, listing->builder);
    }
  else if (listing->n > 0)
    cw_table_print (listing->table);
  else
    print_nothing (invocation);
}

static int
list_available (CwInvocation *invocation, const CwCertificateQuery *query, GError **error)
{
  g_autoptr (CwTable) table = cw_table_is_plain () ? new_plain_table () : new_terminal_table ();
  g_autoptr (JsonBuilder) builder = cw_invocation_is_json (invocation) ? json_builder_new () : NULL;
  g_autoptr (CwPlan) plan = cw_plan_new (_("Certificates in the store"));
  g_autoptr (CwOutcome) outcome = cw_outcome_new ("get", plan);
  Listing listing = { .table = table, .builder = builder, .outcome = outcome };

  listing.limit = cw_options_get_number (cw_invocation_get_options (invocation), "limit", G_MAXUINT);
  if (builder != NULL)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "certificates");
      json_builder_begin_array (builder);
    }
  if (!cw_store_visit_certificates (cw_invocation_get_store (invocation), query, visit, &listing, error))
    return -1;
  print_listing (invocation, &listing);
  return cw_get_verb_finish (invocation, outcome, listing.n);
}

/* An option that would be ignored is refused. */
static gboolean
check_combination (CwOptions *given, GError **error)
{
  static const char *const of_available[] = { "assigned", "unassigned" };
  static const char *const of_all[] = { "assigned", "unassigned", "search", "with-key", "expired", "expiring", "ca-certificates", "sort", "descending" };
  gboolean available = cw_options_has (given, "available");
  gboolean judged = available && cw_options_get (given, "type") != NULL;

  for (gsize i = 0; !available && i < G_N_ELEMENTS (of_available); i++)
    if (cw_options_has (given, of_available[i]))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s has no meaning without --available."), of_available[i]);
        return FALSE;
      }
  for (gsize i = 0; judged && i < G_N_ELEMENTS (of_all); i++)
    if (cw_options_has (given, of_all[i]))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--available with --type lists what can serve, best first; --%s has no meaning then."), of_all[i]);
        return FALSE;
      }
  if (!cw_options_has (given, "assigned") || !cw_options_has (given, "unassigned"))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), "assigned", "unassigned");
  return FALSE;
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  CwCertificateQuery query = {
    .search = cw_options_get (given, "search"), .filter = get_filter (given), .sort = get_sort (given),
    .descending = cw_options_has (given, "descending"),
  };

  if (!check_combination (given, error) || !cw_assign_verb_check_identity (invocation, error) || cw_invocation_open (invocation, error) == NULL)
    return -1;
  if (cw_options_has (given, "available") && cw_options_get (given, "type") != NULL)
    return cw_get_verb_list_candidates (invocation, error);
  if (cw_options_has (given, "available"))
    return list_available (invocation, &query, error);
  query.filter |= CW_FILTER_ASSIGNED;
  return cw_get_verb_list_assigned (invocation, &query, error);
}

const CwVerb cw_verb_get = {
  .name = "get",
  .summary = N_("List the certificates that are assigned, or everything in the store"),
  .description = N_("Lists each usage with the certificate that it has, with the next one, the previous one, and what its ports were last seen to serve; "
                    "with --available the certificates of the store. On a terminal the table is shortened until it fits; elsewhere it is whole, one "
                    "certificate a line, with tabs between."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS,
};
