/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-status.h"

struct _CwPracticeStatus
{
  GObject parent_instance;

  gboolean holds;
  CwCertificate *root;
};

G_DEFINE_FINAL_TYPE (CwPracticeStatus, cw_practice_status, G_TYPE_OBJECT)

static GPtrArray *
load_cb (gpointer user_data, GError **error)
{
  CwPracticeBook *book = cw_authorities_get_practice (user_data);
  g_autoptr (CwPracticeStatus) status = g_object_new (CW_TYPE_PRACTICE_STATUS, NULL);
  g_autoptr (CwCertificate) issuing = NULL;
  GPtrArray *found;

  if (!cw_practice_book_get_hold (book, &status->holds, error) || !cw_practice_book_load_ca (book, &status->root, &issuing, NULL, error))
    return NULL;
  found = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (found, g_steal_pointer (&status));
  return found;
}

static gboolean
equal_cb (gpointer a, gpointer b)
{
  CwPracticeStatus *one = a;
  CwPracticeStatus *two = b;

  if (one->holds != two->holds || (one->root == NULL) != (two->root == NULL))
    return FALSE;
  return one->root == NULL || g_str_equal (cw_certificate_get_sha256 (one->root), cw_certificate_get_sha256 (two->root));
}

static gint64
id_cb (gpointer item)
{
  return 1;
}

static void
cw_practice_status_finalize (GObject *object)
{
  g_clear_object (&CW_PRACTICE_STATUS (object)->root);
  G_OBJECT_CLASS (cw_practice_status_parent_class)->finalize (object);
}

static void
cw_practice_status_class_init (CwPracticeStatusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_practice_status_finalize;
}

static void
cw_practice_status_init (CwPracticeStatus *self)
{
}

gboolean
cw_practice_status_holds (CwPracticeStatus *self)
{
  return self->holds;
}

CwCertificate *
cw_practice_status_get_root (CwPracticeStatus *self)
{
  return self->root;
}

CwLiveList *
cw_practice_status_watch (CwAuthorities *authorities)
{
  CwStore *store = cw_store_access_get_store (cw_authorities_get_access (authorities));

  return cw_live_list_new (store, CW_TYPE_PRACTICE_STATUS, load_cb, equal_cb, id_cb, g_object_ref (authorities), g_object_unref);
}
