/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live.h"
#include "cw-live-private.h"

/* What a killed process left of a folder that was being written or deleted: nobody sees it, and there may be a private key in it. */

static gboolean
is_half (const char *name)
{
  return g_str_has_prefix (name, ".certwizard-") && g_str_has_suffix (name, ".tmp");
}

gboolean
cw_live_drop_halves (CwLive *self, const char *usage, GError **error)
{
  g_autofree char *path = g_build_filename (cw_live_get_folder (self), ".generations", usage, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    if (is_half (name))
      {
        g_autofree char *half = g_build_filename (path, name, NULL);

        if (!cw_writer_remove_tree (cw_live_get_writer (self), half, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
has_halves (CwLive *self, const char *usage)
{
  g_autofree char *path = g_build_filename (cw_live_get_folder (self), ".generations", usage, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    if (is_half (name))
      return TRUE;
  return FALSE;
}

/* One that cannot be deleted now is found again by the next start. */
void
cw_live_sweep_locked (CwLive *self)
{
  g_autoptr (GPtrArray) usages = cw_live_list_usages (self);

  for (guint i = 0; i < usages->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!cw_live_drop_halves (self, g_ptr_array_index (usages, i), &error))
        g_debug ("%s", error->message);
    }
}

/* Whoever has the lock may be writing one at this very moment. */
void
cw_live_sweep (CwLive *self)
{
  g_autoptr (GPtrArray) usages = cw_live_list_usages (self);
  gboolean any = FALSE;

  for (guint i = 0; !any && i < usages->len; i++)
    any = has_halves (self, g_ptr_array_index (usages, i));
  if (!any || !cw_live_try_lock (self, NULL))
    return;
  cw_live_sweep_locked (self);
  cw_live_unlock (self);
}
