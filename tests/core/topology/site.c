/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "site.h"
#include <glib/gstdio.h>
#include <string.h>

GPtrArray *
site_problems_new (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

CwTopology *
site_load (const char *text, GPtrArray *problems, GError **error)
{
  g_autofree char *folder = site_make_folder ();
  g_autofree char *path = g_build_filename (folder, "topology.conf", NULL);
  CwTopology *topology;

  site_write (folder, "topology.conf", text);
  topology = cw_topology_load (path, problems, error);
  site_remove_folder (folder);
  return topology;
}

CwTopology *
site_new (const char *text)
{
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (GError) error = NULL;
  CwTopology *topology = site_load (text, problems, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_error ("%s: %s", cw_problem_get_field (g_ptr_array_index (problems, i)), cw_problem_get_sentence (g_ptr_array_index (problems, i)));
  return topology;
}

static gboolean
fits (CwProblem *problem, const char *field, const char *word)
{
  return (field == NULL || g_str_has_suffix (cw_problem_get_field (problem), field)) && strstr (cw_problem_get_sentence (problem), word) != NULL;
}

void
site_assert_problem (GPtrArray *problems, const char *field, const char *word)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      if (fits (problem, field, word))
        {
          g_string_free (all, TRUE);
          return;
        }
      g_string_append_printf (all, "\n  %s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  g_error ("no problem about %s with “%s” among:%s", field != NULL ? field : "anything", word, all->str);
}

void
site_assert_listed (GListModel *problems, CwSeverity severity, const char *field, const char *word)
{
  g_autoptr (GPtrArray) array = site_problems_new ();

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      CwProblem *problem = g_list_model_get_item (problems, i);

      g_ptr_array_add (array, problem);
      if (fits (problem, field, word))
        g_assert_cmpint (cw_problem_get_severity (problem), ==, severity);
    }
  site_assert_problem (array, field, word);
}

char *
site_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("certwizard-topology-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
site_write (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
site_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}
