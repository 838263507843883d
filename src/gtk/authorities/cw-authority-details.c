/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-details.h"

struct _CwAuthorityDetails
{
  GObject parent_instance;

  CwAuthorityCapabilities capabilities;
  GPtrArray *accounts;
  char *fault;
};

G_DEFINE_FINAL_TYPE (CwAuthorityDetails, cw_authority_details, G_TYPE_OBJECT)

/* What a worker is asked about. */
typedef struct
{
  CwAuthorities *authorities;
  CwAuthorityInfo *info;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  g_object_unref (self->authorities);
  g_object_unref (self->info);
  g_free (self);
}

static GPtrArray *
load_cb (gpointer user_data, GError **error)
{
  Watch *watch = user_data;
  g_autoptr (CwAuthorityDetails) details = g_object_new (CW_TYPE_AUTHORITY_DETAILS, NULL);
  g_autoptr (GError) fault = NULL;
  g_autoptr (CwAuthority) authority = cw_authorities_create (watch->authorities, watch->info, &fault);
  GPtrArray *found;

  details->accounts = cw_authorities_list_accounts (watch->authorities, watch->info, error);
  if (details->accounts == NULL)
    return NULL;
  if (authority != NULL)
    details->capabilities = cw_authority_get_capabilities (authority);
  else
    details->fault = g_strdup (fault->message);
  found = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (found, g_steal_pointer (&details));
  return found;
}

static gboolean
equal_cb (gpointer a, gpointer b)
{
  CwAuthorityDetails *one = a;
  CwAuthorityDetails *two = b;

  if (one->capabilities != two->capabilities || g_strcmp0 (one->fault, two->fault) != 0 || one->accounts->len != two->accounts->len)
    return FALSE;
  for (guint i = 0; i < one->accounts->len; i++)
    {
      const CwAccountRecord *left = g_ptr_array_index (one->accounts, i);
      const CwAccountRecord *right = g_ptr_array_index (two->accounts, i);

      if (!g_str_equal (left->user, right->user) || left->remembered != right->remembered || left->last_used != right->last_used)
        return FALSE;
    }
  return TRUE;
}

static gint64
id_cb (gpointer item)
{
  return 1;
}

static void
cw_authority_details_finalize (GObject *object)
{
  CwAuthorityDetails *self = CW_AUTHORITY_DETAILS (object);

  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self->fault);
  G_OBJECT_CLASS (cw_authority_details_parent_class)->finalize (object);
}

static void
cw_authority_details_class_init (CwAuthorityDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_authority_details_finalize;
}

static void
cw_authority_details_init (CwAuthorityDetails *self)
{
}

CwAuthorityCapabilities
cw_authority_details_get_capabilities (CwAuthorityDetails *self)
{
  return self->capabilities;
}

GPtrArray *
cw_authority_details_get_accounts (CwAuthorityDetails *self)
{
  return self->accounts;
}

const char *
cw_authority_details_get_fault (CwAuthorityDetails *self)
{
  return self->fault;
}

CwLiveList *
cw_authority_details_watch (CwAuthorities *authorities, CwAuthorityInfo *info)
{
  CwStore *store = cw_store_access_get_store (cw_authorities_get_access (authorities));
  Watch *watch = g_new0 (Watch, 1);

  watch->authorities = g_object_ref (authorities);
  watch->info = g_object_ref (info);
  return cw_live_list_new (store, CW_TYPE_AUTHORITY_DETAILS, load_cb, equal_cb, id_cb, watch, watch_free);
}
