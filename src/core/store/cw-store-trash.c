/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-store-assignments.h"

void
cw_trash_entry_free (CwTrashEntry *self)
{
  g_free (self->friendly_name);
  g_free (self->subject);
  g_free (self->thumbprint);
  g_free (self);
}

static gboolean
copy_to_trash (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->writer, "INSERT INTO trash (id, sha256, thumbprint, friendly_name, subject, key_id, source, added, deleted, der) "
                         "SELECT c.id, c.sha256, c.thumbprint, c.friendly_name, c.subject, c.key_id, c.source, c.added, :now, d.der "
                         "FROM certificate c JOIN certificate_der d ON d.id = c.id WHERE c.id = :id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  cw_statement_bind_int (statement, ":now", cw_clock_now ());
  return cw_statement_run (statement, error);
}

static gboolean
trash_one (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(CwStoredCertificate) certificate = cw_store_find_by_id (self, id, error);

  return certificate != NULL && copy_to_trash (self, id, error) && cw_store_delete_certificate (self, id, error)
         && cw_store_retire_key (self, cw_stored_certificate_get_key_id (certificate), error);
}

gboolean
cw_store_trash (CwStore *self, const gint64 *ids, gsize n_ids, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  gboolean done = cw_store_require_unassigned (self, ids, n_ids, error);
  for (gsize i = 0; i < n_ids && done; i++)
    done = trash_one (self, ids[i], error);
  if (done)
    return cw_store_commit (self, error);
  cw_store_rollback (self);
  return FALSE;
}

static CwTrashEntry *
read_entry (CwStatement *row)
{
  CwTrashEntry *entry = g_new0 (CwTrashEntry, 1);

  entry->id = cw_statement_get_int (row, 0);
  entry->friendly_name = g_strdup (cw_statement_get_text (row, 1));
  entry->subject = g_strdup (cw_statement_get_text (row, 2));
  entry->thumbprint = g_strdup (cw_statement_get_text (row, 3));
  entry->has_private_key = cw_statement_get_int (row, 4) != 0;
  entry->deleted = cw_statement_get_int (row, 5);
  return entry;
}

GPtrArray *
cw_store_list_trash (CwStore *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_trash_entry_free);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT t.id, t.friendly_name, t.subject, t.thumbprint, "
                         "EXISTS (SELECT 1 FROM private_key k WHERE k.key_id = t.key_id), t.deleted "
                         "FROM trash t ORDER BY t.deleted DESC, t.id DESC", error);
  if (statement == NULL)
    return NULL;
  while (cw_statement_step (statement, &local))
    g_ptr_array_add (entries, read_entry (statement));
  if (local == NULL)
    return g_steal_pointer (&entries);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* ---- taking back ---- */

static GError *
trash_not_found (gint64 id)
{
  return g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no certificate with the number %" PRId64 " in the trash any more."), id);
}

gboolean
cw_store_take_from_trash (CwStore *store, gint64 id, const char *friendly_name, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (store->writer, "SELECT der, friendly_name, source, added FROM trash WHERE id = :id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  if (!cw_statement_step (statement, &local))
    {
      g_propagate_error (error, local != NULL ? g_steal_pointer (&local) : trash_not_found (id));
      return FALSE;
    }
  g_autoptr(GBytes) der = cw_statement_dup_bytes (statement, 0);
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, error);
  if (certificate == NULL)
    return FALSE;
  return cw_store_insert_certificate (store, certificate, friendly_name != NULL ? friendly_name : cw_statement_get_text (statement, 1),
                                      cw_statement_get_text (statement, 2), id, cw_statement_get_int (statement, 3), error) != 0
         && cw_store_revive_key (store, cw_certificate_get_key_id (certificate), error)
         && cw_database_run_with_id (store->writer, "DELETE FROM trash WHERE id = :id", id, error);
}

gboolean
cw_store_restore_trash (CwStore *self, const gint64 *trash_ids, gsize n, GError **error)
{
  gboolean done = TRUE;

  if (!cw_store_begin (self, error))
    return FALSE;
  for (gsize i = 0; i < n && done; i++)
    done = cw_store_take_from_trash (self, trash_ids[i], NULL, error);
  if (done)
    return cw_store_commit (self, error);
  cw_store_rollback (self);
  return FALSE;
}

/* ---- emptying ---- */

static gboolean
empty_in_transaction (CwStore *self, guint *n_removed, GError **error)
{
  if (!cw_database_exec (self->writer, "DELETE FROM trash", error))
    return FALSE;
  *n_removed = (guint) cw_database_get_changes (self->writer);
  if (!cw_database_exec (self->writer, "DELETE FROM request WHERE cleared <> 0", error))
    return FALSE;
  *n_removed += (guint) cw_database_get_changes (self->writer);
  return cw_database_exec (self->writer, "DELETE FROM private_key WHERE trashed IS NOT NULL", error);
}

gboolean
cw_store_empty_trash (CwStore *self, guint *n_removed, GError **error)
{
  guint removed = 0;

  if (!cw_store_begin (self, error))
    return FALSE;
  if (!empty_in_transaction (self, &removed, error))
    {
      cw_store_rollback (self);
      return FALSE;
    }
  if (!cw_store_commit (self, error))
    return FALSE;
  cw_store_purge_log (self);
  if (n_removed != NULL)
    *n_removed = removed;
  return TRUE;
}
