/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include "cw-clock.h"
#include "cw-search.h"

/* Ascending and descending: each is exactly the other one turned round, so a list can do that in memory. The state of a
 * certificate (expired, expiring, valid) follows from its end; a certificate without one comes last. */
static const char * const orders[][2] = {
  [CW_SORT_FRIENDLY_NAME] = { "c.friendly_sort, c.id", "c.friendly_sort DESC, c.id DESC" },
  [CW_SORT_SUBJECT]       = { "c.subject_sort, c.id", "c.subject_sort DESC, c.id DESC" },
  [CW_SORT_ISSUER]        = { "c.issuer_sort, c.id", "c.issuer_sort DESC, c.id DESC" },
  [CW_SORT_EXPIRES]       = { "c.not_after, c.id", "c.not_after DESC, c.id DESC" },
  [CW_SORT_KEY]           = { "c.has_key, c.key_algorithm, c.id", "c.has_key DESC, c.key_algorithm DESC, c.id DESC" },
  [CW_SORT_ADDED]         = { "c.id", "c.id DESC" },
  [CW_SORT_STATE]         = { "c.not_after, c.id", "c.not_after DESC, c.id DESC" },
  [CW_SORT_NAMES]         = { "c.names_sort, c.id", "c.names_sort DESC, c.id DESC" },
};

const char *
cw_certificate_sort_get_order (CwCertificateSort sort, gboolean descending)
{
  g_return_val_if_fail ((guint) sort < G_N_ELEMENTS (orders), orders[0][0]);
  return orders[sort][descending ? 1 : 0];
}

const char *
cw_certificate_filter_get_condition (CwCertificateFilter filter)
{
  switch (filter)
    {
    case CW_FILTER_WITH_KEY:   return " AND c.has_key = 1";
    case CW_FILTER_EXPIRED:    return " AND c.not_after < :now";
    case CW_FILTER_EXPIRING:   return " AND c.not_after >= :now AND c.not_after < :now + 2592000";
    case CW_FILTER_CA:         return " AND c.is_ca = 1";
    case CW_FILTER_UNASSIGNED: return " AND c.id NOT IN (SELECT certificate FROM assignment)";
    case CW_FILTER_ASSIGNED:   return " AND c.id IN (SELECT certificate FROM assignment)";
    case CW_FILTER_NONE:
    default:                   return NULL;
    }
}

static char *
build_select (const CwCertificateQuery *query, const char *match)
{
  GString *sql = g_string_new ("SELECT " CW_STORED_CERTIFICATE_COLUMNS);

  g_string_append (sql, query->search != NULL ? ", s.text FROM certificate c JOIN certificate_search s ON s.rowid = c.id" : " FROM certificate c");
  g_string_append (sql, " WHERE :now = :now");
  for (guint filter = CW_FILTER_WITH_KEY; filter <= CW_FILTER_LAST; filter <<= 1)
    if ((query->filter & filter) != 0)
      g_string_append (sql, cw_certificate_filter_get_condition (filter));
  if (match != NULL)
    g_string_append (sql, " AND c.id IN (SELECT rowid FROM certificate_search WHERE certificate_search MATCH :match)");
  g_string_append_printf (sql, " ORDER BY %s", cw_certificate_sort_get_order (query->sort, query->descending));
  return g_string_free (sql, FALSE);
}

static gboolean
visit_rows (CwStatement *statement, CwSearch *search, CwStoreVisitor visitor, gpointer user_data, GError **error)
{
  g_autoptr(GError) local = NULL;

  while (cw_statement_step (statement, &local))
    {
      if (search != NULL && !cw_search_matches (search, cw_statement_get_text (statement, CW_STORED_CERTIFICATE_N_COLUMNS)))
        continue;
      g_autoptr(CwStoredCertificate) certificate = cw_stored_certificate_new_from_row (statement);
      if (!visitor (certificate, user_data))
        return TRUE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
cw_store_visit_certificates (CwStore *self, const CwCertificateQuery *query, CwStoreVisitor visitor, gpointer user_data, GError **error)
{
  g_autoptr(CwSearch) search = cw_search_new (query->search);
  const char *match = search != NULL ? cw_search_get_match (search) : NULL;
  CwCertificateQuery cleaned = *query;
  g_auto(CwStoreReader) reader = { 0 };

  cleaned.search = search != NULL ? query->search : NULL;
  g_autofree char *sql = build_select (&cleaned, match);
  if (!cw_store_reader_open (&reader, self, error))
    return FALSE;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, sql, error);
  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":now", cw_clock_now ());
  if (match != NULL)
    cw_statement_bind_text (statement, ":match", match);
  return visit_rows (statement, search, visitor, user_data, error);
}
