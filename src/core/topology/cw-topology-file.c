/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-key-text.h"
#include "cw-name.h"
#include "cw-paths.h"
#include "cw-topology-field.h"
#include "cw-topology-private.h"

#define FILE_MAX (4 * 1024 * 1024)
#define SITE     "Topology"

/* [Pool pool1.example.org] */
static const struct { const char *prefix; GType (*get_type) (void); } kinds[] = {
  { "Computer ", cw_computer_get_type },
  { "Pool ", cw_pool_get_type },
  { "SipDomain ", cw_sip_domain_get_type },
};

/* ---- reading ---- */

static void
read_fields (CwKeyText *text, const char *group, gpointer item)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    {
      g_auto (GStrv) words = cw_key_text_dup_list (text, group, field->key);
      g_autofree char *value = g_strjoinv (", ", words);
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (known, (char *) field->key);
      if (*value != '\0' && !cw_topology_field_set_text (field, item, value, &error))
        cw_key_text_complain (text, CW_SEVERITY_ERROR, group, field->key, "%s", error->message);
    }
  if (CW_IS_SIP_DOMAIN (item))
    g_ptr_array_add (known, (char *) "Primary");
  g_ptr_array_add (known, NULL);
  cw_key_text_check_keys (text, group, (const char *const *) known->pdata);
}

static void
add_item (CwTopology *self, CwKeyText *text, const char *group, gpointer item)
{
  if (CW_IS_COMPUTER (item))
    cw_topology_add_computer (self, item);
  else if (CW_IS_POOL (item))
    cw_topology_add_pool (self, item);
  else
    cw_topology_add_sip_domain (self, item);
  if (CW_IS_SIP_DOMAIN (item) && cw_key_text_get_boolean (text, group, "Primary", FALSE))
    cw_topology_set_primary (self, item);
}

/* The name in the group is what is kept, not what the file made of it: "[Pool POOL1.example.org]" is pool1.example.org. */
static gpointer
make_item (GType type, const char *host)
{
  return g_object_new (type, type == CW_TYPE_SIP_DOMAIN ? "name" : "fqdn", host, NULL);
}

static void
read_item (CwTopology *self, CwKeyText *text, const char *group, guint kind, GHashTable *seen)
{
  const char *name = group + strlen (kinds[kind].prefix);
  g_autoptr (GError) error = NULL;
  g_autofree char *host = cw_topology_dup_host (name, &error);
  g_autofree char *place = host != NULL ? g_strconcat (kinds[kind].prefix, host, NULL) : NULL;
  g_autoptr (GObject) item = NULL;

  if (host == NULL)
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, NULL, "%s", error->message);
      return;
    }
  if (!g_hash_table_add (seen, g_steal_pointer (&place)))
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, NULL, _("“%s” is there already, written in another way; this one does nothing."), host);
      return;
    }
  item = make_item (kinds[kind].get_type (), host);
  read_fields (text, group, item);
  add_item (self, text, group, item);
}

static void
read_group (CwTopology *self, CwKeyText *text, const char *group, GHashTable *seen)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (group, kinds[i].prefix))
      {
        read_item (self, text, group, i, seen);
        return;
      }
  if (g_str_equal (group, SITE))
    {
      read_fields (text, group, self);
      return;
    }
  shown = cw_text_to_printable (g_strdup (group));
  cw_key_text_complain (text, CW_SEVERITY_WARNING, group, NULL, _("There is no group [%s] in a topology; it does nothing. There are: %s."), shown,
                        "[Topology], [Computer NAME], [Pool NAME], [SipDomain NAME]");
}

static gboolean
has_known_group (char **groups)
{
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_equal (groups[i], SITE))
        return TRUE;
      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (g_str_has_prefix (groups[i], kinds[k].prefix))
          return TRUE;
    }
  return FALSE;
}

static gboolean
read_text (CwTopology *self, const char *content, const char *path, GPtrArray *problems)
{
  g_autoptr (CwKeyText) text = cw_key_text_new (content, path, problems);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) groups = text != NULL ? g_key_file_get_groups (cw_key_text_get_file (text), NULL) : NULL;

  if (text == NULL || (!has_known_group (groups) && (groups[0] != NULL || cw_key_text_get_n_bad_lines (text) > 0)))
    return FALSE;
  for (guint i = 0; groups[i] != NULL; i++)
    read_group (self, text, groups[i], seen);
  cw_topology_set_file (self, cw_key_text_get_file (text));
  return TRUE;
}

static CwTopology *
load_file (const char *path, GPtrArray *problems, GError **error)
{
  g_autoptr (CwTopology) self = NULL;
  g_autoptr (GBytes) bytes = cw_file_read (path, FILE_MAX, error);
  g_autofree char *text = NULL;
  g_autofree char *shown = cw_paths_dup_display (path);

  if (bytes == NULL)
    return NULL;
  self = cw_topology_new ();
  text = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "", g_bytes_get_size (bytes));
  if (strlen (text) == g_bytes_get_size (bytes) && read_text (self, text, path, problems))
    {
      cw_topology_set_modified (self, FALSE);
      return g_steal_pointer (&self);
    }
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("%s is no topology: it is not written as one ([Computer …], Key=Value)."), shown);
  return NULL;
}

/* A user who has entered nothing has the topology of the computer; what he changes goes into a file of his own. */
CwTopology *
cw_topology_load (const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *fallback = cw_paths_dup_topology_fallback (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwTopology) self = load_file (path, problems, &local);

  if (self == NULL && fallback != NULL && g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      self = load_file (fallback, problems, &local);
    }
  if (self != NULL)
    return g_steal_pointer (&self);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return cw_topology_new ();
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* ---- writing ---- */

static void
write_value (GKeyFile *file, const char *group, const char *key, const char *value)
{
  if (*value != '\0')
    g_key_file_set_string (file, group, key, value);
  else if (g_key_file_has_key (file, group, key, NULL))
    g_key_file_remove_key (file, group, key, NULL);
}

static void
write_list (GKeyFile *file, const CwTopologyField *field, const char *group, gpointer item)
{
  g_auto (GStrv) words = NULL;

  g_object_get (item, field->property, &words, NULL);
  if (words != NULL && words[0] != NULL)
    g_key_file_set_string_list (file, group, field->key, (const char *const *) words, g_strv_length (words));
  else if (g_key_file_has_key (file, group, field->key, NULL))
    g_key_file_remove_key (file, group, field->key, NULL);
}

static gboolean
is_only_detected (const CwTopologyField *field, gpointer item)
{
  return field->kind == CW_TOPOLOGY_ADDRESSES && CW_IS_COMPUTER (item) && !cw_computer_has_own_addresses (item);
}

static void
write_fields (GKeyFile *file, const char *group, gpointer item)
{
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    if (field->kind == CW_TOPOLOGY_HOST)
      {
        g_autofree char *value = cw_topology_field_dup_text (field, item);

        write_value (file, group, field->key, value);
      }
    else if (!is_only_detected (field, item))
      write_list (file, field, group, item);
}

/* GKeyFile makes a group with its first key only. */
static void
ensure_group (GKeyFile *file, const char *group)
{
  if (g_key_file_has_group (file, group))
    return;
  g_key_file_set_string (file, group, "x", "");
  g_key_file_remove_key (file, group, "x", NULL);
}

/* The group that an item was read from may spell its name in another way. */
static char *
dup_group (GHashTable *groups, const char *prefix, const char *name)
{
  g_autofree char *key = cw_topology_dup_host_key (name);
  g_autofree char *place = g_strconcat (prefix, key, NULL);
  const char *old = g_hash_table_lookup (groups, place);

  return old != NULL ? g_strdup (old) : g_strconcat (prefix, name, NULL);
}

/* Canonical "Pool pool1.example.org" → the group as it is written in the file. */
static GHashTable *
collect_groups (GKeyFile *file)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) names = g_key_file_get_groups (file, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      if (g_str_has_prefix (names[i], kinds[k].prefix))
        {
          g_autofree char *key = cw_topology_dup_host_key (names[i] + strlen (kinds[k].prefix));
          g_autofree char *place = g_strconcat (kinds[k].prefix, key, NULL);

          if (!g_hash_table_contains (groups, place))
            g_hash_table_insert (groups, g_steal_pointer (&place), g_strdup (names[i]));
        }
  return groups;
}

static void
write_items (CwTopology *self, GKeyFile *file, guint kind, GHashTable *groups, GHashTable *kept)
{
  GListModel *items = cw_topology_get_items (self, kinds[kind].get_type ());

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);
      g_autofree char *name = cw_topology_item_dup_name (item);
      g_autofree char *group = dup_group (groups, kinds[kind].prefix, name);

      if (CW_IS_COMPUTER (item) && !cw_computer_is_entered (CW_COMPUTER (item)))
        continue;
      ensure_group (file, group);
      write_fields (file, group, item);
      if (CW_IS_SIP_DOMAIN (item))
        write_value (file, group, "Primary", cw_sip_domain_is_primary (CW_SIP_DOMAIN (item)) ? "true" : "");
      g_hash_table_add (kept, g_steal_pointer (&group));
    }
}

/* Only what stood for an item; a group that could not be read stays for the person who wrote it. */
static void
drop_removed (GKeyFile *file, GHashTable *groups, GHashTable *kept)
{
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    {
      const char *name = strchr (group, ' ') + 1;
      g_autofree char *host = cw_topology_dup_host (name, NULL);

      if (host != NULL && !g_hash_table_contains (kept, group))
        g_key_file_remove_group (file, group, NULL);
    }
}

static GKeyFile *
copy_file (CwTopology *self)
{
  GKeyFile *copy = g_key_file_new ();
  gsize size = 0;
  g_autofree char *data = cw_topology_get_file (self) != NULL ? g_key_file_to_data (cw_topology_get_file (self), &size, NULL) : NULL;

  g_key_file_set_list_separator (copy, ';');
  if (data == NULL || !g_key_file_load_from_data (copy, data, size, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL) || size == 0)
    g_key_file_set_comment (copy, NULL, NULL, " The topology of the site: what the names in certificates are derived from. See “certwizardctl topology”.", NULL);
  return copy;
}

char *
cw_topology_to_text (CwTopology *self)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GHashTable) groups = NULL;
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *dialin = NULL;
  g_autofree char *admin = NULL;

  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  file = copy_file (self);
  groups = collect_groups (file);
  g_object_get (self, "dialin", &dialin, "admin", &admin, NULL);
  if (dialin != NULL || admin != NULL || g_key_file_has_group (file, SITE))
    write_fields (file, SITE, self);
  for (guint i = G_N_ELEMENTS (kinds); i > 0; i--)
    write_items (self, file, i - 1, groups, kept);
  drop_removed (file, groups, kept);
  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
cw_topology_write (const char *text, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      int saved = errno;
      g_autofree char *shown = cw_paths_dup_display (folder);

      cw_error_set_from_errno (error, saved, "%s", shown);
      return FALSE;
    }
  return cw_file_replace (path, text, strlen (text), 0644, error);
}

gboolean
cw_topology_save (CwTopology *self, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && path != NULL, FALSE);
  text = cw_topology_to_text (self);
  if (!cw_topology_write (text, path, error))
    return FALSE;
  cw_topology_set_modified (self, FALSE);
  return TRUE;
}
