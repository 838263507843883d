/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-import-scan.h"
#include "cw-request-private.h"

#define BACKDATED (60 * 60)

/* What belongs together: certificates and keys of the import, keys of the store, and requests that wait for an answer. */

guint
cw_import_digest_hash (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

gboolean
cw_import_digest_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 32) == 0;
}

gboolean
cw_import_scan_check_cancelled (CwImportScan *self, GError **error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The import was cancelled; nothing was stored."));
  return FALSE;
}

/* The reply to a request of ours, whoever brought it: what is asked for is then there. What is different from what was asked is said
 * before anything is stored. */
static gboolean
match_request (CwImportScan *self, CwImportRecord *record, CwCertificate *certificate, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwRequestRecord) request = cw_store_find_request_by_key (self->store, cw_certificate_get_key_id (certificate), &local);
  g_autoptr (GPtrArray) problems = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (request == NULL)
    return TRUE;
  record->request = request->id;
  record->completes = cw_request_dup_title (request);
  if (record->friendly_name == NULL)
    record->friendly_name = g_strdup (request->friendly_name);
  problems = cw_request_compare (request, NULL, certificate);
  for (guint i = 0; i < problems->len; i++)
    g_ptr_array_add (self->notices, g_object_ref (g_ptr_array_index (problems, i)));
  return TRUE;
}

static gboolean
same_holder (const CwRequestRecord *request, CwCertificate *certificate)
{
  const char *subject = cw_certificate_get_subject (certificate);
  const char *name = cw_certificate_get_names (certificate)[0];
  gsize length;

  if (g_strcmp0 (request->subject, subject) != 0)
    return FALSE;
  if (*subject != '\0')
    return TRUE;
  length = request->names != NULL ? strcspn (request->names, "\n") : 0;
  return name != NULL && length > 0 && strlen (name) == length && strncmp (name, request->names, length) == 0;
}

/* An authority that answered another request, or a file that was mixed up: without its key the certificate is of no use, and who
 * imported it as the reply would wait for nothing. What was issued before the request is its predecessor; authorities date back by
 * some minutes. */
static gboolean
warn_of_other_key (CwImportScan *self, CwImportRecord *record, CwCertificate *certificate, GError **error)
{
  if (record->joins_import || cw_certificate_is_ca (certificate))
    return TRUE;
  if (self->waiting == NULL)
    self->waiting = cw_store_list_requests (self->store, CW_REQUESTS_PENDING, error);
  if (self->waiting == NULL)
    return FALSE;
  for (guint i = 0; i < self->waiting->len; i++)
    {
      const CwRequestRecord *request = g_ptr_array_index (self->waiting, i);
      const char *source = g_ptr_array_index (self->sources, record->source);
      g_autofree char *title = NULL;

      if (cw_certificate_get_not_before (certificate) < request->created - BACKDATED || !same_holder (request, certificate))
        continue;
      title = cw_request_dup_title (request);
      g_ptr_array_add (self->notices, cw_problem_new (CW_SEVERITY_WARNING, source,
                                                      _("The certificate in “%s” looks like the reply to the request for “%s”, but it belongs to "
                                                        "another private key. The request waits on."), source, title));
      return TRUE;
    }
  return TRUE;
}

static gboolean
join_record (CwImportScan *self, CwImportRecord *record, gboolean store_has_keys, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwCertificate) certificate = NULL;
  gboolean in_store;

  record->joins_import = g_hash_table_contains (self->keys, record->key_id);
  if (!store_has_keys)
    return TRUE;
  certificate = cw_import_record_load (record, error);
  if (certificate == NULL)
    return FALSE;
  in_store = cw_store_has_key (self->store, cw_certificate_get_key_id (certificate), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  record->joins_store = in_store && !record->joins_import;
  return in_store ? match_request (self, record, certificate, error) : warn_of_other_key (self, record, certificate, error);
}

static gboolean
join_key (CwImportScan *self, CwImportRecord *record, GHashTable *certificate_keys, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  record->joins_import = g_hash_table_contains (certificate_keys, record->key_id);
  if (record->joins_import)
    return TRUE;
  rows = cw_store_find_by_key_id (self->store, cw_private_key_get_key_id (record->key), error);
  if (rows == NULL)
    return FALSE;
  record->joins_store = rows->len > 0;
  return TRUE;
}

gboolean
cw_import_scan_join (CwImportScan *self, GError **error)
{
  g_autoptr (GHashTable) certificate_keys = g_hash_table_new (cw_import_digest_hash, cw_import_digest_equal);
  gboolean store_has_keys = cw_store_count_keys (self->store) > 0;
  gboolean ok = TRUE;

  for (guint i = 0; i < self->records->len && ok; i++)
    {
      CwImportRecord *record = g_ptr_array_index (self->records, i);

      if (record->certificate == NULL && record->der == NULL)
        continue;
      g_hash_table_add (certificate_keys, record->key_id);
      if (record->fate == CW_FATE_ADD || record->fate == CW_FATE_RESTORE)
        ok = cw_import_scan_check_cancelled (self, error) && join_record (self, record, store_has_keys, error);
    }
  for (guint i = 0; i < self->records->len && ok; i++)
    {
      CwImportRecord *record = g_ptr_array_index (self->records, i);

      if (record->key != NULL && record->fate == CW_FATE_ADD)
        ok = join_key (self, record, certificate_keys, error);
    }
  return ok;
}
