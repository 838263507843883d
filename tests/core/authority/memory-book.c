/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-book.h"

#include "cw-error.h"

typedef struct
{
  CwCertificate *root, *issuing;
  CwPrivateKey *root_key, *issuing_key;
  gboolean hold;
  guint64 crl_number;
  GPtrArray *records;     /* of CwPracticeRecord, in order of their ids */
} Content;

struct _MemoryBook
{
  GObject parent_instance;
  Content content;
  Content *saved;         /* as it was before the transaction */
  guint fail_at, steps;
};

static void book_init (CwPracticeBookInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MemoryBook, memory_book, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_PRACTICE_BOOK, book_init))

static gpointer
copy_record (gconstpointer record, gpointer unused)
{
  return cw_practice_record_copy (record);
}

static Content *
copy_content (const Content *from)
{
  Content *copy = g_memdup2 (from, sizeof *from);

  copy->root = from->root ? g_object_ref (from->root) : NULL;
  copy->issuing = from->issuing ? g_object_ref (from->issuing) : NULL;
  copy->root_key = from->root_key ? g_object_ref (from->root_key) : NULL;
  copy->issuing_key = from->issuing_key ? g_object_ref (from->issuing_key) : NULL;
  copy->records = g_ptr_array_copy (from->records, copy_record, NULL);
  g_ptr_array_set_free_func (copy->records, (GDestroyNotify) cw_practice_record_free);
  return copy;
}

static void
clear_content (Content *content)
{
  g_clear_object (&content->root);
  g_clear_object (&content->issuing);
  g_clear_object (&content->root_key);
  g_clear_object (&content->issuing_key);
  g_clear_pointer (&content->records, g_ptr_array_unref);
}

static void
forget_saved (MemoryBook *self)
{
  if (self->saved == NULL)
    return;
  clear_content (self->saved);
  g_clear_pointer (&self->saved, g_free);
}

static gboolean
step (MemoryBook *self, GError **error)
{
  self->steps++;
  if (self->steps != self->fail_at)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DISK_FULL, "The disk is full");
  return FALSE;
}

static void
book_rollback (CwPracticeBook *book)
{
  MemoryBook *self = MEMORY_BOOK (book);

  g_assert_nonnull (self->saved);
  clear_content (&self->content);
  self->content = *self->saved;
  g_clear_pointer (&self->saved, g_free);
}

static gboolean
book_begin (CwPracticeBook *book, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);

  g_assert_null (self->saved);
  if (!step (self, error))
    return FALSE;
  self->saved = copy_content (&self->content);
  return TRUE;
}

/* As that of a store: what fails is undone. */
static gboolean
book_commit (CwPracticeBook *book, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);

  g_assert_nonnull (self->saved);
  if (!step (self, error))
    {
      book_rollback (book);
      return FALSE;
    }
  forget_saved (self);
  return TRUE;
}

static gboolean
book_load_ca (CwPracticeBook *book, CwCertificate **root, CwCertificate **issuing, CwPrivateKey **issuing_key, GError **error)
{
  Content *content = &MEMORY_BOOK (book)->content;

  if (root)
    *root = content->root ? g_object_ref (content->root) : NULL;
  if (issuing)
    *issuing = content->issuing ? g_object_ref (content->issuing) : NULL;
  if (issuing_key)
    *issuing_key = content->issuing_key ? g_object_ref (content->issuing_key) : NULL;
  return TRUE;
}

/* Nothing is written outside a transaction. */
static gboolean
write_step (MemoryBook *self, GError **error)
{
  g_assert_nonnull (self->saved);
  return step (self, error);
}

static gboolean
book_save_ca (CwPracticeBook *book, CwCertificate *root, CwPrivateKey *root_key, CwCertificate *issuing, CwPrivateKey *issuing_key, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);

  if (!write_step (self, error))
    return FALSE;
  g_set_object (&self->content.root, root);
  g_set_object (&self->content.root_key, root_key);
  g_set_object (&self->content.issuing, issuing);
  g_set_object (&self->content.issuing_key, issuing_key);
  return TRUE;
}

static gboolean
book_get_hold (CwPracticeBook *book, gboolean *hold, GError **error)
{
  *hold = MEMORY_BOOK (book)->content.hold;
  return TRUE;
}

static gboolean
book_set_hold (CwPracticeBook *book, gboolean hold, GError **error)
{
  MEMORY_BOOK (book)->content.hold = hold;
  return TRUE;
}

static guint64
book_next_crl_number (CwPracticeBook *book, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);

  return write_step (self, error) ? ++self->content.crl_number : 0;
}

static gint64
book_add (CwPracticeBook *book, const CwPracticeRecord *record, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);
  CwPracticeRecord *copy;

  if (!write_step (self, error))
    return 0;
  copy = cw_practice_record_copy (record);
  g_ptr_array_add (self->content.records, copy);
  copy->id = self->content.records->len;
  return copy->id;
}

static gboolean
book_update (CwPracticeBook *book, const CwPracticeRecord *record, GError **error)
{
  MemoryBook *self = MEMORY_BOOK (book);

  if (!write_step (self, error))
    return FALSE;
  g_assert_cmpint (record->id, >, 0);
  g_assert_cmpint (record->id, <=, self->content.records->len);
  cw_practice_record_free (self->content.records->pdata[record->id - 1]);
  self->content.records->pdata[record->id - 1] = cw_practice_record_copy (record);
  return TRUE;
}

static CwPracticeRecord *
book_find (CwPracticeBook *book, gint64 id, GError **error)
{
  GPtrArray *records = MEMORY_BOOK (book)->content.records;

  if (id > 0 && id <= records->len)
    return cw_practice_record_copy (records->pdata[id - 1]);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, "There is no request %d", (int) id);
  return NULL;
}

static CwPracticeRecord *
book_find_by_key (CwPracticeBook *book, const char *key_id, GError **error)
{
  GPtrArray *records = MEMORY_BOOK (book)->content.records;

  for (guint i = records->len; i > 0; i--)
    {
      CwPracticeRecord *record = records->pdata[i - 1];

      if (g_str_equal (record->key_id, key_id))
        return cw_practice_record_copy (record);
    }
  return NULL;
}

static GPtrArray *
book_list (CwPracticeBook *book, GError **error)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_practice_record_free);
  GPtrArray *records = MEMORY_BOOK (book)->content.records;

  for (guint i = records->len; i > 0; i--)
    g_ptr_array_add (list, cw_practice_record_copy (records->pdata[i - 1]));
  return list;
}

static void
book_init (CwPracticeBookInterface *iface)
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
memory_book_finalize (GObject *object)
{
  MemoryBook *self = MEMORY_BOOK (object);

  forget_saved (self);
  clear_content (&self->content);
  G_OBJECT_CLASS (memory_book_parent_class)->finalize (object);
}

static void
memory_book_class_init (MemoryBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_book_finalize;
}

static void
memory_book_init (MemoryBook *self)
{
  self->content.records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_practice_record_free);
}

MemoryBook *
memory_book_new (void)
{
  return g_object_new (MEMORY_TYPE_BOOK, NULL);
}

void
memory_book_fail_at (MemoryBook *self, guint n)
{
  self->fail_at = n;
  self->steps = 0;
}

guint
memory_book_count_steps (MemoryBook *self)
{
  return self->steps;
}

gboolean
memory_book_is_open (MemoryBook *self)
{
  return self->saved != NULL;
}

CwPrivateKey *
memory_book_get_root_key (MemoryBook *self)
{
  return self->content.root_key;
}

char *
memory_book_dup_content (MemoryBook *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%p %p %p %p %d %d", (void *) self->content.root, (void *) self->content.root_key, (void *) self->content.issuing,
                          (void *) self->content.issuing_key, self->content.hold, (int) self->content.crl_number);
  for (guint i = 0; i < self->content.records->len; i++)
    {
      CwPracticeRecord *record = self->content.records->pdata[i];

      g_string_append_printf (text, "\n%d %d %d %s %s %s %u %s", (int) record->id, record->state, (int) record->decided, record->reason, record->key_id,
                              record->subject, g_bytes_hash (record->csr), record->serial);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
