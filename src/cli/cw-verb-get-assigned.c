/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Get-CsCertificate: each usage with its certificates, now, next and before. */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-console.h"
#include "cw-get-verb.h"
#include "cw-json.h"
#include "cw-time.h"
#include "cw-usage-table.h"

typedef struct {
  CwUsageCatalogue *usages;
  GPtrArray        *types;          /* of CwUsage: only these; empty: all */
  GPtrArray        *certificates;   /* of CwStoredCertificate, in the order that was asked for */
  GPtrArray        *records;        /* of CwAssignmentRecord: of these certificates and types */
  GPtrArray        *served;         /* of CwServedRecord: of all usages */
} Assigned;

static void
assigned_clear (Assigned *self)
{
  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->served, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Assigned, assigned_clear)

/* ---- which ones ---- */

static gboolean
visit (CwStoredCertificate *certificate, gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (certificate));
  return TRUE;
}

static CwStoredCertificate *
find_certificate (Assigned *self, const CwAssignmentRecord *record, guint *position)
{
  for (*position = 0; *position < self->certificates->len; (*position)++)
    {
      CwStoredCertificate *certificate = g_ptr_array_index (self->certificates, *position);

      if (cw_stored_certificate_get_id (certificate) == record->certificate)
        return certificate;
    }
  return NULL;
}

static gboolean
is_wanted (Assigned *self, const CwAssignmentRecord *record)
{
  gboolean wanted = self->types->len == 0;
  guint position;

  for (guint i = 0; i < self->types->len; i++)
    wanted |= g_str_equal (cw_usage_get_id (g_ptr_array_index (self->types, i)), record->usage);
  return wanted && find_certificate (self, record, &position) != NULL;
}

static int
compare_usages (Assigned *self, const char *one, const char *other)
{
  CwUsage *a = cw_usage_catalogue_find (self->usages, one);
  CwUsage *b = cw_usage_catalogue_find (self->usages, other);

  /* One whose file is gone comes last. */
  if (a == NULL || b == NULL)
    return a == b ? g_strcmp0 (one, other) : a == NULL ? 1 : -1;
  return cw_usage_compare (a, b);
}

static int
by_usage (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const CwAssignmentRecord *one = *(CwAssignmentRecord *const *) a;
  const CwAssignmentRecord *other = *(CwAssignmentRecord *const *) b;
  int order = compare_usages (user_data, one->usage, other->usage);

  return order != 0 ? order : (int) one->place - (int) other->place;
}

/* As --sort says, then by usage. */
static int
by_certificate (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint one;
  guint other;

  find_certificate (user_data, *(CwAssignmentRecord *const *) a, &one);
  find_certificate (user_data, *(CwAssignmentRecord *const *) b, &other);
  return one != other ? (one < other ? -1 : 1) : by_usage (a, b, user_data);
}

/* What no row is about any more is not listed. */
static void
drop_certificates (Assigned *self)
{
  for (guint i = self->certificates->len; i > 0; i--)
    {
      gint64 id = cw_stored_certificate_get_id (g_ptr_array_index (self->certificates, i - 1));
      gboolean used = FALSE;

      for (guint r = 0; r < self->records->len; r++)
        used |= ((CwAssignmentRecord *) g_ptr_array_index (self->records, r))->certificate == id;
      if (!used)
        g_ptr_array_remove_index (self->certificates, i - 1);
    }
}

static gboolean
collect (CwInvocation *invocation, const CwCertificateQuery *query, Assigned *self, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  CwStore *store = cw_invocation_get_store (invocation);
  guint limit = cw_options_get_number (given, "limit", G_MAXUINT);
  gboolean sorted = cw_options_get (given, "sort") != NULL || cw_options_has (given, "descending");

  self->certificates = g_ptr_array_new_with_free_func (g_object_unref);
  self->types = cw_assign_verb_parse_types (invocation, NULL, error);
  if (self->types == NULL || !cw_store_visit_certificates (store, query, visit, self->certificates, error))
    return FALSE;
  self->records = cw_store_list_assignments (store, error);
  self->served = self->records != NULL ? cw_store_list_served (store, error) : NULL;
  if (self->served == NULL)
    return FALSE;
  for (guint i = self->records->len; i > 0; i--)
    if (!is_wanted (self, g_ptr_array_index (self->records, i - 1)))
      g_ptr_array_remove_index (self->records, i - 1);
  g_ptr_array_sort_with_data (self->records, sorted ? by_certificate : by_usage, self);
  if (self->records->len > limit)
    g_ptr_array_set_size (self->records, (int) limit);
  drop_certificates (self);
  return TRUE;
}

/* ---- what its ports serve ---- */

/* NULL: not asked yet, or no port. */
static const char *
get_verdict (Assigned *self, const CwAssignmentRecord *record)
{
  const CwServedRecord *served = record->place == CW_PLACE_CURRENT ? cw_served_find_telling (self->served, record->usage) : NULL;

  return served != NULL ? served->verdict : NULL;
}

static const char *
get_served_text (Assigned *self, const CwAssignmentRecord *record)
{
  static const char *const texts[] = {
    [CW_SERVED_RIGHT] = N_("yes"), [CW_SERVED_CHAIN_SHORT] = N_("without its chain"), [CW_SERVED_OTHER] = N_("another one"),
    [CW_SERVED_NOTHING] = N_("no answer"),
  };
  const char *nick = get_verdict (self, record);
  CwServedVerdict verdict;

  return nick != NULL && cw_served_verdict_from_nick (nick, &verdict) ? _(texts[verdict]) : "";
}

/* ---- printing ---- */

static void
print_terminal_table (Assigned *self)
{
  const CwColumn columns[] = {
    { _("Certificate Usage"), 10 }, { _("Place"), 8 }, { _("Friendly Name"), 12 }, { _("Subject"), 12 }, { _("Expires"), 0 }, { _("Served"), 0 },
    { _("Thumbprint"), 12 },
  };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < self->records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (self->records, i);
      guint position;
      CwStoredCertificate *certificate = find_certificate (self, record, &position);
      g_autofree char *place = cw_assign_verb_dup_place (record);
      g_autofree char *expires = cw_time_to_date (cw_stored_certificate_get_not_after (certificate));
      const char *cells[] = {
        cw_assign_verb_get_title (self->usages, record->usage), place, cw_stored_certificate_get_friendly_name (certificate),
        cw_stored_certificate_get_subject (certificate), expires, get_served_text (self, record), cw_stored_certificate_get_thumbprint (certificate),
      };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

/* For programs that read lines: the same in every language. */
static void
print_plain_table (Assigned *self)
{
  static const CwColumn columns[] = {
    { "usage", 0 }, { "place", 0 }, { "friendlyName", 0 }, { "subject", 0 }, { "notAfter", 0 }, { "thumbprint", 0 }, { "effective", 0 },
    { "served", 0 }, { "id", 0 },
  };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < self->records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (self->records, i);
      guint position;
      CwStoredCertificate *certificate = find_certificate (self, record, &position);
      const char *verdict = get_verdict (self, record);
      g_autofree char *not_after = cw_time_to_rfc3339 (cw_stored_certificate_get_not_after (certificate));
      g_autofree char *effective = cw_time_to_rfc3339 (record->effective);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->certificate);
      const char *cells[] = {
        record->usage, cw_place_to_nick (record->place), cw_stored_certificate_get_friendly_name (certificate),
        cw_stored_certificate_get_subject (certificate), not_after, cw_stored_certificate_get_thumbprint (certificate), effective,
        verdict != NULL ? verdict : "", id,
      };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static void
print_json (CwInvocation *invocation, Assigned *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->certificates->len; i++)
    cw_json_add_certificate (builder, g_ptr_array_index (self->certificates, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "assignments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (self->records, i);
      guint position;
      CwStoredCertificate *certificate = find_certificate (self, record, &position);

      json_builder_begin_object (builder);
      cw_assign_verb_add_record (builder, self->usages, record, self->served);
      cw_assign_verb_add_string (builder, "thumbprint", cw_stored_certificate_get_thumbprint (certificate));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  cw_get_verb_add_counts (invocation, builder, self->certificates->len);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_nothing (CwInvocation *invocation, Assigned *self, const CwCertificateQuery *query)
{
  g_autofree char *titles = cw_usage_list_dup_titles (self->types);

  if (query->search != NULL || query->filter != CW_FILTER_ASSIGNED)
    cw_console_complain (_("No assigned certificate fits."));
  else if (self->types->len > 0)
    cw_console_complain (_("No certificate is assigned to %s. “certwizardctl set” assigns one."), titles);
  else
    cw_console_complain (_("No certificate is assigned. “certwizardctl get --available” lists what is in the store."));
}

int
cw_get_verb_list_assigned (CwInvocation *invocation, const CwCertificateQuery *query, GError **error)
{
  g_autoptr (CwPlan) plan = cw_plan_new (_("Assigned certificates"));
  g_autoptr (CwOutcome) outcome = cw_outcome_new ("get", plan);
  g_auto (Assigned) self = { 0 };
  CwAssignments *assignments = cw_assign_verb_open (invocation, error);

  self.usages = assignments != NULL ? cw_assignments_get_usages (assignments) : NULL;
  if (self.usages == NULL || !collect (invocation, query, &self, error))
    return -1;
  for (guint i = 0; i < self.certificates->len; i++)
    cw_outcome_add_certificate (outcome, g_ptr_array_index (self.certificates, i));
  for (guint i = 0; i < self.records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (self.records, i);
      guint position;
      CwStoredCertificate *certificate = find_certificate (&self, record, &position);

      cw_outcome_add_assignment (outcome, record->usage, cw_assign_verb_get_title (self.usages, record->usage), record->place, certificate, certificate);
    }
  if (cw_invocation_is_json (invocation))
    print_json (invocation, &self);
  else if (self.records->len == 0)
    print_nothing (invocation, &self, query);
  else if (cw_table_is_plain ())
    print_plain_table (&self);
  else
    print_terminal_table (&self);
  return cw_get_verb_finish (invocation, outcome, self.certificates->len);
}
