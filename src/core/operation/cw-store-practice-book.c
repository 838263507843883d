/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-practice-book.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

struct _CwStorePracticeBook {
  GObject  parent_instance;
  CwStore *store;
};

static void cw_store_practice_book_interface_init (CwPracticeBookInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwStorePracticeBook, cw_store_practice_book, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_PRACTICE_BOOK, cw_store_practice_book_interface_init))

static CwStore *
get_store (CwPracticeBook *book)
{
  return CW_STORE_PRACTICE_BOOK (book)->store;
}

static gboolean
book_begin (CwPracticeBook *book, GError **error)
{
  return cw_store_begin (get_store (book), error);
}

static gboolean
book_commit (CwPracticeBook *book, GError **error)
{
  return cw_store_commit (get_store (book), error);
}

static void
book_rollback (CwPracticeBook *book)
{
  cw_store_rollback (get_store (book));
}

/* One of the CA's certificates that somebody has deleted is no mistake of the database: then there is no CA, and a new one is made. */
static gboolean
load_certificate (CwStore *store, gint64 id, CwCertificate **certificate, GError **error)
{
  g_autoptr (GError) local = NULL;

  *certificate = id != 0 ? cw_store_load_certificate (store, id, &local) : NULL;
  if (local == NULL || g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
book_load_ca (CwPracticeBook *book, CwCertificate **root, CwCertificate **issuing, CwPrivateKey **issuing_key, GError **error)
{
  CwStore *store = get_store (book);
  CwStorePractice practice = { 0 };
  g_autoptr (CwCertificate) one = NULL;
  g_autoptr (CwCertificate) two = NULL;
  g_autoptr (CwPrivateKey) key = NULL;

  *root = *issuing = NULL;
  if (issuing_key != NULL)
    *issuing_key = NULL;
  if (!cw_store_get_practice (store, &practice, error) || !load_certificate (store, practice.root, &one, error)
      || !load_certificate (store, practice.issuing, &two, error))
    return FALSE;
  if (one == NULL || two == NULL)
    return TRUE;
  if (issuing_key != NULL)
    {
      key = cw_store_load_key (store, practice.issuing, error);
      if (key == NULL)
        return FALSE;
      *issuing_key = g_steal_pointer (&key);
    }
  *root = g_steal_pointer (&one);
  *issuing = g_steal_pointer (&two);
  return TRUE;
}

static gint64
save_certificate (CwStore *store, CwCertificate *certificate, CwPrivateKey *key, GError **error)
{
  g_autofree char *name = cw_certificate_dup_display_name (certificate);
  gboolean was_new = FALSE;

  if (!cw_store_add_key (store, key, FALSE, &was_new, error))
    return 0;
  return cw_store_add_certificate (store, certificate, name, _("Practice CA"), &was_new, error);
}

static gboolean
book_save_ca (CwPracticeBook *book, CwCertificate *root, CwPrivateKey *root_key, CwCertificate *issuing, CwPrivateKey *issuing_key, GError **error)
{
  CwStore *store = get_store (book);
  CwStorePractice practice = { 0 };

  if (!cw_store_get_practice (store, &practice, error))
    return FALSE;
  practice.root = save_certificate (store, root, root_key, error);
  practice.issuing = practice.root != 0 ? save_certificate (store, issuing, issuing_key, error) : 0;
  return practice.issuing != 0 && cw_store_set_practice (store, &practice, error);
}

static gboolean
book_get_hold (CwPracticeBook *book, gboolean *hold, GError **error)
{
  CwStorePractice practice = { 0 };

  if (!cw_store_get_practice (get_store (book), &practice, error))
    return FALSE;
  *hold = practice.hold;
  return TRUE;
}

static gboolean
book_set_hold (CwPracticeBook *book, gboolean hold, GError **error)
{
  CwStorePractice practice = { 0 };

  if (!cw_store_get_practice (get_store (book), &practice, error))
    return FALSE;
  practice.hold = hold;
  return cw_store_set_practice (get_store (book), &practice, error);
}

static guint64
book_next_crl_number (CwPracticeBook *book, GError **error)
{
  CwStorePractice practice = { 0 };

  if (!cw_store_get_practice (get_store (book), &practice, error))
    return 0;
  practice.crl_number++;
  return cw_store_set_practice (get_store (book), &practice, error) ? practice.crl_number : 0;
}

/* ---- records: the store has the same fields in a type of its own, since it knows no authority ---- */

static gint64
write_record (CwPracticeBook *book, const CwPracticeRecord *record, GError **error)
{
  const CwStorePracticeRow row = {
    .id = record->id, .state = (int) record->state, .received = record->received, .decided = record->decided, .reason = record->reason,
    .csr = record->csr, .key_id = record->key_id, .subject = record->subject, .certificate = record->certificate, .serial = record->serial,
  };

  return cw_store_put_practice_row (get_store (book), &row, error);
}

static gint64
book_add (CwPracticeBook *book, const CwPracticeRecord *record, GError **error)
{
  return write_record (book, record, error);
}

static gboolean
book_update (CwPracticeBook *book, const CwPracticeRecord *record, GError **error)
{
  return write_record (book, record, error) != 0;
}

/* Takes the row. */
static CwPracticeRecord *
make_record (CwStorePracticeRow *taken)
{
  g_autoptr (CwStorePracticeRow) row = taken;
  const CwPracticeRecord borrowed = {
    .id = row->id, .state = (CwPracticeState) row->state, .received = row->received, .decided = row->decided, .reason = row->reason,
    .csr = row->csr, .key_id = row->key_id, .subject = row->subject, .certificate = row->certificate, .serial = row->serial,
  };

  return cw_practice_record_copy (&borrowed);
}

static CwPracticeRecord *
book_find (CwPracticeBook *book, gint64 id, GError **error)
{
  CwStorePracticeRow *row = cw_store_find_practice_row (get_store (book), id, error);

  return row != NULL ? make_record (row) : NULL;
}

static CwPracticeRecord *
book_find_by_key (CwPracticeBook *book, const char *key_id, GError **error)
{
  CwStorePracticeRow *row = cw_store_find_practice_row_by_key (get_store (book), key_id, error);

  return row != NULL ? make_record (row) : NULL;
}

static GPtrArray *
book_list (CwPracticeBook *book, GError **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_practice_rows (get_store (book), error);
  GPtrArray *records;

  if (rows == NULL)
    return NULL;
  g_ptr_array_set_free_func (rows, NULL);
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_practice_record_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (records, make_record (g_ptr_array_index (rows, i)));
  return records;
}

static void
cw_store_practice_book_interface_init (CwPracticeBookInterface *iface)
{
  iface->begin = book_begin;
  iface->commit = book_commit;
  iface->rollback = book_rollback;
  iface->load_ca = book_load_ca;
  iface->save_ca = book_save_ca;
  iface->get_hold = book_get_hold;
  iface->set_hold = book_set_hold;
  iface->next_crl_number = book_next_crl_number;
  iface->add = book_add;
  iface->update = book_update;
  iface->find = book_find;
  iface->find_by_key = book_find_by_key;
  iface->list = book_list;
}

static void
cw_store_practice_book_finalize (GObject *object)
{
  g_clear_object (&CW_STORE_PRACTICE_BOOK (object)->store);
  G_OBJECT_CLASS (cw_store_practice_book_parent_class)->finalize (object);
}

static void
cw_store_practice_book_class_init (CwStorePracticeBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_store_practice_book_finalize;
}

static void
cw_store_practice_book_init (CwStorePracticeBook *self)
{
}

CwPracticeBook *
cw_store_practice_book_new (CwStore *store)
{
  CwStorePracticeBook *self = g_object_new (CW_TYPE_STORE_PRACTICE_BOOK, NULL);

  self->store = g_object_ref (store);
  return CW_PRACTICE_BOOK (self);
}
