/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-catalogue.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-key-text.h"
#include "cw-name.h"
#include "cw-paths.h"

#define SUFFIX   ".usage"
#define SIZE_MAX_BYTES (64 * 1024)

struct _CwUsageCatalogue
{
  GObject parent_instance;

  GPtrArray *usages;         /* sorted */
  GHashTable *by_id;         /* lower case → borrowed */
  GListStore *problems;
  GHashTable *mistakes;      /* lower case → where the mistake is, and what it is */
};

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_USAGE;
}

static guint
get_n_items (GListModel *model)
{
  return CW_USAGE_CATALOGUE (model)->usages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwUsageCatalogue *self = CW_USAGE_CATALOGUE (model);

  return position < self->usages->len ? g_object_ref (g_ptr_array_index (self->usages, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwUsageCatalogue, cw_usage_catalogue, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
cw_usage_catalogue_finalize (GObject *object)
{
  CwUsageCatalogue *self = CW_USAGE_CATALOGUE (object);

  g_ptr_array_unref (self->usages);
  g_hash_table_unref (self->by_id);
  g_object_unref (self->problems);
  g_hash_table_unref (self->mistakes);
  G_OBJECT_CLASS (cw_usage_catalogue_parent_class)->finalize (object);
}

static void
cw_usage_catalogue_class_init (CwUsageCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_catalogue_finalize;
}

static void
cw_usage_catalogue_init (CwUsageCatalogue *self)
{
  self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
  self->mistakes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* ---- reading ---- */

static void
add_problem (CwUsageCatalogue *self, CwSeverity severity, const char *path, const char *sentence)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *field = g_strdup_printf ("%s:1", shown);
  g_autoptr (CwProblem) problem = cw_problem_new (severity, field, "%s", sentence);

  g_list_store_append (self->problems, problem);
}

/* A later folder takes the place of an earlier one; two of the same folder are a mistake. */
static void
add_usage (CwUsageCatalogue *self, CwUsage *usage, GHashTable *of_folder)
{
  g_autofree char *key = g_ascii_strdown (cw_usage_get_id (usage), -1);
  CwUsage *old = g_hash_table_lookup (self->by_id, key);

  if (g_hash_table_contains (of_folder, key))
    {
      g_autofree char *other = cw_paths_dup_display (cw_usage_get_path (old));
      g_autofree char *sentence = g_strdup_printf (_("The usage “%s” is described by %s already; this file is not used."), cw_usage_get_id (usage), other);

      add_problem (self, CW_SEVERITY_ERROR, cw_usage_get_path (usage), sentence);
      return;
    }
  if (old != NULL)
    g_ptr_array_remove (self->usages, old);
  g_ptr_array_add (self->usages, g_object_ref (usage));
  g_hash_table_add (of_folder, g_strdup (key));
  g_hash_table_replace (self->by_id, g_steal_pointer (&key), usage);
}

static char *
read_text (CwUsageCatalogue *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  /* A pipe would be waited for. */
  gboolean regular = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autoptr (GBytes) bytes = regular ? cw_file_read (path, SIZE_MAX_BYTES, &error) : NULL;
  g_autofree char *text = NULL;

  if (bytes == NULL)
    {
      add_problem (self, CW_SEVERITY_ERROR, path, regular ? error->message : _("This is no regular file, so it is not read."));
      return NULL;
    }
  text = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "", g_bytes_get_size (bytes));
  if (strlen (text) == g_bytes_get_size (bytes))
    return g_steal_pointer (&text);
  add_problem (self, CW_SEVERITY_ERROR, path, _("This is no text file: there is a zero byte in it."));
  return NULL;
}

/* The id that the file would have, in lower case: the one in it, else that of its name. */
static char *
guess_id (const char *path, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *value = g_str_has_prefix (line, "Id") ? g_strchug (line + 2) : line;

      if (value != line && *value == '=')
        return g_ascii_strdown (g_strchug (value + 1), -1);
    }
  return g_ascii_strdown (name, (gssize) (strlen (name) - strlen (SUFFIX)));
}

/* A file that was to take its place cannot be read: what it says is not known, and what the earlier one says is not meant any more. */
static void
drop_usage (CwUsageCatalogue *self, const char *key, GHashTable *of_folder)
{
  CwUsage *old = g_hash_table_lookup (self->by_id, key);

  if (old == NULL || g_hash_table_contains (of_folder, key))
    return;
  g_hash_table_remove (self->by_id, key);
  g_ptr_array_remove (self->usages, old);
}

/* Whoever names this usage is told what is wrong with its file: the first of the problems from here on that forbids. */
static void
note_mistake (CwUsageCatalogue *self, const char *path, const char *text, guint first, GHashTable *of_folder)
{
  g_autofree char *key = NULL;

  for (guint i = first; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (cw_problem_get_severity (problem) != CW_SEVERITY_ERROR)
        continue;
      key = guess_id (path, text);
      drop_usage (self, key, of_folder);
      g_hash_table_replace (self->mistakes, g_steal_pointer (&key),
                            g_strdup_printf ("%s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem)));
      return;
    }
}

static void
read_file (CwUsageCatalogue *self, const char *path, GHashTable *of_folder)
{
  guint first = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  g_autofree char *text = read_text (self, path);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwUsage) usage = text != NULL ? cw_usage_new_from_text (text, path, problems) : NULL;

  for (guint i = 0; i < problems->len; i++)
    g_list_store_append (self->problems, g_ptr_array_index (problems, i));
  if (usage != NULL)
    add_usage (self, usage, of_folder);
  else
    note_mistake (self, path, text, first, of_folder);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_folder (CwUsageCatalogue *self, const char *folder)
{
  g_autoptr (GHashTable) of_folder = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, SUFFIX) && name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      read_file (self, path, of_folder);
    }
}

static int
compare_usages (gconstpointer a, gconstpointer b)
{
  return cw_usage_compare (*(CwUsage *const *) a, *(CwUsage *const *) b);
}

CwUsageCatalogue *
cw_usage_catalogue_new (const char *const *folders)
{
  CwUsageCatalogue *self = g_object_new (CW_TYPE_USAGE_CATALOGUE, NULL);
  g_auto (GStrv) usual = folders == NULL ? cw_paths_dup_usage_folders () : NULL;

  if (folders == NULL)
    folders = (const char *const *) usual;
  for (guint i = 0; folders[i] != NULL; i++)
    read_folder (self, folders[i]);
  g_ptr_array_sort (self->usages, compare_usages);
  return self;
}

CwUsage *
cw_usage_catalogue_find (CwUsageCatalogue *self, const char *id)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (CW_IS_USAGE_CATALOGUE (self) && id != NULL, NULL);
  key = g_ascii_strdown (id, -1);
  return g_hash_table_lookup (self->by_id, key);
}

const char *
cw_usage_catalogue_find_mistake (CwUsageCatalogue *self, const char *id)
{
  g_autofree char *key = g_ascii_strdown (id, -1);

  return g_hash_table_contains (self->by_id, key) ? NULL : g_hash_table_lookup (self->mistakes, key);
}

static void
set_unknown (CwUsageCatalogue *self, const char *word, GError **error)
{
  const char *mistake = cw_usage_catalogue_find_mistake (self, word);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *valid = g_utf8_make_valid (word, -1);
  g_autofree char *shown = cw_text_to_printable (g_steal_pointer (&valid));
  const char *near;

  if (mistake != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_MISTAKE, _("The file of the usage “%s” has a mistake, so it cannot be used: %s"), shown, mistake);
      return;
    }
  if (self->usages->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no usage “%s”: no usage file was found at all, so the program is not installed whole."), shown);
      return;
    }
  for (guint i = 0; i < self->usages->len; i++)
    g_ptr_array_add (ids, (char *) cw_usage_get_id (g_ptr_array_index (self->usages, i)));
  g_ptr_array_add (ids, NULL);
  near = cw_key_text_suggest (word, (const char *const *) ids->pdata);
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no usage “%s”. Is “%s” meant?"), shown, near);
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) ids->pdata);

      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no usage “%s”. There are: %s."), shown, all);
    }
}

GPtrArray *
cw_usage_catalogue_parse (CwUsageCatalogue *self, const char *list, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (CW_IS_USAGE_CATALOGUE (self) && list != NULL, NULL);
  words = g_strsplit (list, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]);
      CwUsage *usage = *word != '\0' ? cw_usage_catalogue_find (self, word) : NULL;

      if (*word == '\0')
        continue;
      if (usage == NULL)
        {
          set_unknown (self, word, error);
          return NULL;
        }
      if (!g_ptr_array_find (found, usage, NULL))
        g_ptr_array_add (found, g_object_ref (usage));
    }
  if (found->len > 0)
    return g_steal_pointer (&found);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("No usage was named."));
  return NULL;
}

GListModel *
cw_usage_catalogue_get_problems (CwUsageCatalogue *self)
{
  g_return_val_if_fail (CW_IS_USAGE_CATALOGUE (self), NULL);
  return G_LIST_MODEL (self->problems);
}

static char *
join (GPtrArray *usages, const char *(*get) (CwUsage *usage), const char *separator)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; usages != NULL && i < usages->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? separator : "", get (g_ptr_array_index (usages, i)));
  return g_string_free (text, FALSE);
}

char *
cw_usage_list_dup_ids (GPtrArray *usages)
{
  return join (usages, cw_usage_get_id, ",");
}

char *
cw_usage_list_dup_titles (GPtrArray *usages)
{
  return join (usages, cw_usage_get_title, _(", "));
}
