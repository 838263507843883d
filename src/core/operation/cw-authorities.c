/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authorities-private.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-store-practice-book.h"

struct _CwAuthorities {
  GObject         parent_instance;
  CwStoreAccess  *access;
  CwKeyring      *keyring;
  CwPracticeBook *practice;
};

G_DEFINE_FINAL_TYPE (CwAuthorities, cw_authorities, G_TYPE_OBJECT)

static void
cw_authorities_finalize (GObject *object)
{
  CwAuthorities *self = CW_AUTHORITIES (object);

  g_clear_object (&self->practice);
  g_clear_object (&self->keyring);
  g_clear_object (&self->access);
  G_OBJECT_CLASS (cw_authorities_parent_class)->finalize (object);
}

static void
cw_authorities_class_init (CwAuthoritiesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_authorities_finalize;
}

static void
cw_authorities_init (CwAuthorities *self)
{
}

CwAuthorities *
cw_authorities_new (CwStoreAccess *access, CwKeyring *keyring)
{
  CwAuthorities *self = g_object_new (CW_TYPE_AUTHORITIES, NULL);

  self->access = g_object_ref (access);
  self->keyring = g_object_ref (keyring);
  self->practice = cw_store_practice_book_new (cw_store_access_get_store (access));
  return self;
}

CwStoreAccess *
cw_authorities_get_access (CwAuthorities *self)
{
  return self->access;
}

CwStore *
cw_authorities_get_store (CwAuthorities *self)
{
  return cw_store_access_get_store (self->access);
}

CwKeyring *
cw_authorities_get_keyring (CwAuthorities *self)
{
  return self->keyring;
}

CwPracticeBook *
cw_authorities_get_practice (CwAuthorities *self)
{
  return self->practice;
}

/* ---- the list ---- */

static gint
compare_infos (gconstpointer a, gconstpointer b)
{
  CwAuthorityInfo *one = *(CwAuthorityInfo * const *) a;
  CwAuthorityInfo *two = *(CwAuthorityInfo * const *) b;

  if (cw_authority_info_is_default (one) != cw_authority_info_is_default (two))
    return cw_authority_info_is_default (one) ? -1 : 1;
  return g_utf8_collate (cw_authority_info_get_name (one), cw_authority_info_get_name (two));
}

/* Behind those that somebody added, in the order of the table: what is for trying out comes last, even as the default. */
static void
add_built_in (GPtrArray *infos, const char *default_name)
{
  const CwAuthorityKind *const *kinds = cw_authority_kinds_get_all ();

  for (gsize i = 0; kinds[i] != NULL; i++)
    if (kinds[i]->built_in)
      g_ptr_array_add (infos, cw_authority_info_new (kinds[i], 0, kinds[i]->id, NULL, g_strcmp0 (default_name, kinds[i]->id) == 0, 0));
}

GPtrArray *
cw_authorities_list (CwAuthorities *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) records = cw_store_list_authorities (cw_authorities_get_store (self), error);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *default_name = NULL;

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      CwAuthorityInfo *info = cw_authority_info_new_from_record (g_ptr_array_index (records, i));

      if (info != NULL)
        g_ptr_array_add (infos, info);
    }
  g_ptr_array_sort (infos, compare_infos);
  default_name = cw_store_dup_default_builtin (cw_authorities_get_store (self), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  add_built_in (infos, default_name);
  return g_steal_pointer (&infos);
}

static GPtrArray *
load_cb (gpointer user_data, GError **error)
{
  return cw_authorities_list (user_data, error);
}

static gboolean
equal_cb (gpointer a, gpointer b)
{
  return cw_authority_info_equal (a, b);
}

/* The built-in ones have no number: theirs are below zero, by their place in the table. */
static gint64
id_cb (gpointer item)
{
  const CwAuthorityKind *const *kinds = cw_authority_kinds_get_all ();
  const CwAuthorityKind *kind = cw_authority_info_get_kind (item);

  for (gsize i = 0; kind->built_in && kinds[i] != NULL; i++)
    if (kinds[i] == kind)
      return -1 - (gint64) i;
  return cw_authority_info_get_id (item);
}

CwLiveList *
cw_authorities_list_live (CwAuthorities *self)
{
  return cw_live_list_new (cw_authorities_get_store (self), CW_TYPE_AUTHORITY_INFO, load_cb, equal_cb, id_cb, g_object_ref (self), g_object_unref);
}

/* ---- finding ---- */

static char *
dup_choices (GPtrArray *infos)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < infos->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", cw_authority_info_get_name (g_ptr_array_index (infos, i)));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *one = g_utf8_casefold (a, -1);
  g_autofree char *two = g_utf8_casefold (b, -1);

  return g_str_equal (one, two);
}

static CwAuthorityInfo *
find_default (GPtrArray *infos, GError **error)
{
  g_autofree char *choices = dup_choices (infos);

  for (guint i = 0; i < infos->len; i++)
    if (cw_authority_info_is_default (g_ptr_array_index (infos, i)))
      return g_object_ref (g_ptr_array_index (infos, i));
  g_set_error (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN,
               _("No certification authority is set up as the default. These can be chosen: %s."), choices);
  return NULL;
}

/* "ca.example.org\Example CA": nobody has to add it before it is asked for the first time. */
static CwAuthorityInfo *
make_up (const char *reference, GError **error)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;

  if (!cw_authority_parse_address (reference, &host, &ca_name))
    return NULL;
  g_hash_table_insert (settings, g_strdup ("host"), g_strdup (host));
  g_hash_table_insert (settings, g_strdup ("ca-name"), g_strdup (ca_name));
  if (!cw_authority_settings_check (cw_authority_kinds_find ("adcs"), settings, error))
    return NULL;
  return cw_authority_info_new (cw_authority_kinds_find ("adcs"), 0, ca_name, settings, FALSE, 0);
}

/* A name goes before an address; of several at one address the default comes first, which the list does. */
static CwAuthorityInfo *
find_listed (GPtrArray *infos, const char *reference)
{
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;
  g_autofree char *address = NULL;

  if (!g_utf8_validate (reference, -1, NULL))
    return NULL;
  for (guint i = 0; i < infos->len; i++)
    if (same_text (cw_authority_info_get_name (g_ptr_array_index (infos, i)), reference))
      return g_object_ref (g_ptr_array_index (infos, i));
  if (cw_authority_parse_address (reference, &host, &ca_name))
    address = g_strdup_printf ("%s\\%s", host, ca_name);
  for (guint i = 0; i < infos->len; i++)
    if (same_text (cw_authority_info_get_address (g_ptr_array_index (infos, i)), address != NULL ? address : reference))
      return g_object_ref (g_ptr_array_index (infos, i));
  return NULL;
}

CwAuthorityInfo *
cw_authorities_find (CwAuthorities *self, const char *reference, GError **error)
{
  g_autoptr (GPtrArray) infos = cw_authorities_list (self, error);
  g_autoptr (GError) local = NULL;
  g_autofree char *choices = NULL;
  CwAuthorityInfo *info;

  if (infos == NULL)
    return NULL;
  if (reference == NULL)
    return find_default (infos, error);
  info = find_listed (infos, reference);
  if (info == NULL)
    info = make_up (reference, &local);
  if (info != NULL)
    return info;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  choices = dup_choices (infos);
  g_set_error (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN,
               _("There is no certification authority “%s”. These can be chosen: %s. Another one is written “host\\CA name”."), reference, choices);
  return NULL;
}

char *
cw_authorities_dup_free_name (CwAuthorities *self, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) infos = cw_authorities_list (self, error);
  g_autofree char *name = g_strdup (wanted);

  if (infos == NULL)
    return NULL;
  for (guint n = 2; ; n++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < infos->len && !taken; i++)
        taken = same_text (cw_authority_info_get_name (g_ptr_array_index (infos, i)), name);
      if (!taken)
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, n);
    }
}

CwAuthority *
cw_authorities_create (CwAuthorities *self, CwAuthorityInfo *info, GError **error)
{
  const CwAuthorityKind *kind = cw_authority_info_get_kind (info);
  GHashTable *settings = cw_authority_info_get_settings (info);

  if (!cw_authority_settings_check (kind, settings, error))
    return NULL;
  return kind->create (settings, self->practice, error);
}

GPtrArray *
cw_authorities_dup_anchors (CwAuthorities *self, GError **error)
{
  GPtrArray *anchors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwCertificate) root = NULL;
  g_autoptr (CwCertificate) issuing = NULL;

  if (!cw_practice_book_load_ca (self->practice, &root, &issuing, NULL, error))
    {
      g_ptr_array_unref (anchors);
      return NULL;
    }
  if (root != NULL)
    g_ptr_array_add (anchors, g_steal_pointer (&root));
  return anchors;
}
