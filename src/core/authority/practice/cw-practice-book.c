/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-book.h"

G_DEFINE_INTERFACE (CwPracticeBook, cw_practice_book, G_TYPE_OBJECT)

static void
cw_practice_book_default_init (CwPracticeBookInterface *iface)
{
}

CwPracticeRecord *
cw_practice_record_copy (const CwPracticeRecord *self)
{
  CwPracticeRecord *copy = g_memdup2 (self, sizeof *self);

  copy->reason = g_strdup (self->reason);
  copy->csr = self->csr ? g_bytes_ref (self->csr) : NULL;
  copy->key_id = g_strdup (self->key_id);
  copy->subject = g_strdup (self->subject);
  copy->certificate = self->certificate ? g_bytes_ref (self->certificate) : NULL;
  copy->serial = g_strdup (self->serial);
  return copy;
}

void
cw_practice_record_free (CwPracticeRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_clear_pointer (&self->csr, g_bytes_unref);
  g_free (self->key_id);
  g_free (self->subject);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self->serial);
  g_free (self);
}

const char *
cw_practice_state_to_nick (CwPracticeState state)
{
  static const char *const nicks[] = {
    [CW_PRACTICE_PENDING] = "pending",
    [CW_PRACTICE_ISSUED] = "issued",
    [CW_PRACTICE_DENIED] = "denied",
    [CW_PRACTICE_REVOKED] = "revoked",
    [CW_PRACTICE_CANCELLED] = "cancelled",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (nicks), NULL);
  return nicks[state];
}

gboolean
cw_practice_book_begin (CwPracticeBook *self, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->begin (self, error);
}

gboolean
cw_practice_book_commit (CwPracticeBook *self, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->commit (self, error);
}

void
cw_practice_book_rollback (CwPracticeBook *self)
{
  g_return_if_fail (CW_IS_PRACTICE_BOOK (self));
  CW_PRACTICE_BOOK_GET_IFACE (self)->rollback (self);
}

gboolean
cw_practice_book_load_ca (CwPracticeBook *self, CwCertificate **root, CwCertificate **issuing, CwPrivateKey **issuing_key, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->load_ca (self, root, issuing, issuing_key, error);
}

gboolean
cw_practice_book_save_ca (CwPracticeBook *self, CwCertificate *root, CwPrivateKey *root_key, CwCertificate *issuing, CwPrivateKey *issuing_key,
                          GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->save_ca (self, root, root_key, issuing, issuing_key, error);
}

gboolean
cw_practice_book_get_hold (CwPracticeBook *self, gboolean *hold, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->get_hold (self, hold, error);
}

gboolean
cw_practice_book_set_hold (CwPracticeBook *self, gboolean hold, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->set_hold (self, hold, error);
}

guint64
cw_practice_book_next_crl_number (CwPracticeBook *self, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), 0);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->next_crl_number (self, error);
}

gint64
cw_practice_book_add (CwPracticeBook *self, const CwPracticeRecord *record, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), 0);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->add (self, record, error);
}

gboolean
cw_practice_book_update (CwPracticeBook *self, const CwPracticeRecord *record, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), FALSE);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->update (self, record, error);
}

CwPracticeRecord *
cw_practice_book_find (CwPracticeBook *self, gint64 id, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), NULL);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->find (self, id, error);
}

CwPracticeRecord *
cw_practice_book_find_by_key (CwPracticeBook *self, const char *key_id, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), NULL);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->find_by_key (self, key_id, error);
}

GPtrArray *
cw_practice_book_list (CwPracticeBook *self, GError **error)
{
  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (self), NULL);
  return CW_PRACTICE_BOOK_GET_IFACE (self)->list (self, error);
}
