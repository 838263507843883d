/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-error.h"
#include "cw-live-private.h"
#include "cw-manifest.h"

/* Whether a generation is what was written, and what is wanted of it now. */

#define NOBODY ((guint) -1)

GPtrArray *
cw_live_read_manifest (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, generation);
  g_autoptr (GError) local = NULL;
  GPtrArray *manifest = cw_manifest_read (folder, &local);

  if (manifest != NULL)
    return manifest;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The files of %s in %s are not there any more."), usage, folder);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
verify_file (const char *folder, const CwManifestEntry *entry, GError **error)
{
  g_autofree char *path = g_build_filename (folder, entry->name, NULL), *hash = NULL;
  struct stat info;
  g_autoptr (GBytes) bytes = cw_manifest_read_file (path, &info, error);

  if (bytes == NULL)
    return FALSE;
  hash = cw_manifest_hash (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (strcmp (hash, entry->sha256) == 0 && (info.st_mode & 07777) == entry->mode && (entry->uid == NOBODY || entry->uid == info.st_uid)
      && (entry->gid == NOBODY || entry->gid == info.st_gid))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("%s is not what was put there: somebody changed it since."), path);
  return FALSE;
}

gboolean
cw_live_verify (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, generation);
  g_autoptr (GPtrArray) manifest = cw_live_read_manifest (self, usage, generation, error);

  if (manifest == NULL)
    return FALSE;
  for (guint i = 0; i < manifest->len; i++)
    if (!verify_file (folder, g_ptr_array_index (manifest, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
has_file (GPtrArray *manifest, CwPlannedFile *file)
{
  const CwManifestEntry *entry = cw_manifest_find_name (manifest, cw_planned_file_get_name (file));

  return entry != NULL && entry->mode == cw_planned_file_get_mode (file) && entry->uid == cw_planned_file_get_uid (file)
    && entry->gid == cw_planned_file_get_gid (file) && cw_manifest_has_format (entry, cw_planned_file_get_format (file))
    && strcmp (entry->path, cw_planned_file_is_outside (file) ? cw_planned_file_get_path (file) : "") == 0;
}

gboolean
cw_live_fits (CwLive *self, CwFilePlan *plan, guint64 generation, GError **error)
{
  CwUsage *usage = cw_file_plan_get_usage (plan);
  g_autoptr (GPtrArray) manifest = cw_live_read_manifest (self, cw_usage_get_id (usage), generation, error);
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (plan));
  gboolean fits = manifest != NULL && manifest->len == n_files;

  for (guint i = 0; fits && i < n_files; i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (plan), i);

      fits = has_file (manifest, file);
    }
  if (manifest != NULL && !fits)
    g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED,
                 _("The files of %s that were staged are not those that its usage file asks for now; they have to be staged again."), cw_usage_get_title (usage));
  return fits;
}
