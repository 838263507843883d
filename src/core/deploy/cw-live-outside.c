/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live-private.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-error.h"
#include "cw-manifest.h"

#define NOBODY ((guint) -1)

/* ---- what was there before us ---- */

/* Without an error: the record of an empty folder, when nothing is kept. */
static GPtrArray *
read_kept (CwLive *self, const char *usage, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, 0);
  g_autoptr (GError) local = NULL;
  GPtrArray *kept = cw_manifest_read (folder, &local);

  if (kept != NULL)
    return kept;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return cw_manifest_new ();
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
write_kept (CwLive *self, const char *usage, GPtrArray *kept, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, 0);
  g_autofree char *path = g_build_filename (folder, CW_MANIFEST_NAME, NULL), *text = cw_manifest_to_text (kept);
  g_autoptr (CwSecret) content = cw_secret_new_text (text);

  return cw_writer_write_file (cw_live_get_writer (self), path, 0600, NOBODY, NOBODY, content, error);
}

/* A user can only give his files to groups that he is in. */
static guint
settable_user (uid_t uid)
{
  return geteuid () == 0 ? uid : NOBODY;
}

static guint
settable_group (gid_t gid)
{
  return geteuid () == 0 || group_member (gid) ? gid : NOBODY;
}

/* Whatever is at the path: nothing, a link, a file, which is copied. NULL on error. */
static CwManifestEntry *
keep_one (CwLive *self, const char *folder, const char *path, guint number, GError **error)
{
  g_autoptr (GError) local = NULL;
  struct stat info = { 0 };
  g_autoptr (GBytes) bytes = cw_manifest_read_file (path, &info, &local);
  g_autofree char *name = g_strdup_printf ("%u", number), *copy = g_build_filename (folder, name, NULL);
  g_autoptr (CwSecret) content = NULL;
  CwManifestEntry *entry;

  if (g_error_matches (local, CW_ERROR, CW_ERROR_DAMAGED) && !S_ISLNK (info.st_mode))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("%s is not an ordinary file and is not replaced. Move it away."), path);
      return NULL;
    }
  if (bytes == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND) && !S_ISLNK (info.st_mode))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  entry = cw_manifest_entry_new (bytes != NULL ? name : "", path, info.st_mode & 07777, settable_user (info.st_uid), settable_group (info.st_gid));
  if (bytes == NULL)
    {
      g_free (entry->link);
      entry->link = g_file_read_link (path, NULL);
      entry->link = entry->link != NULL ? entry->link : g_strdup ("");
      return entry;
    }
  content = cw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (cw_writer_write_file (cw_live_get_writer (self), copy, 0600, NOBODY, NOBODY, content, error))
    return entry;
  cw_manifest_entry_free (entry);
  return NULL;
}

static guint
next_number (GPtrArray *kept)
{
  guint next = 1;

  for (guint i = 0; i < kept->len; i++)
    next = MAX (next, (guint) g_ascii_strtoull (((CwManifestEntry *) g_ptr_array_index (kept, i))->name, NULL, 10) + 1);
  return next;
}

/* What another usage has put there is not foreign, and never comes back from us. */
static gboolean
check_owner (CwLive *self, const char *usage, const char *path, GError **error)
{
  g_autofree char *owner = cw_manifest_dup_owner (cw_live_get_folder (self), usage, path);

  if (owner != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("%s is already a file of the usage %s, and two cannot share it."), path, owner);
  return owner == NULL;
}

gboolean
cw_live_keep_foreign (CwLive *self, const char *usage, GPtrArray *manifest, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, 0);
  g_autoptr (GPtrArray) kept = read_kept (self, usage, error);
  guint before = kept != NULL ? kept->len : 0;

  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < manifest->len; i++)
    {
      const char *path = ((CwManifestEntry *) g_ptr_array_index (manifest, i))->path;
      CwManifestEntry *entry;

      if (*path == '\0' || cw_manifest_find_path (kept, path) != NULL)
        continue;
      if (!check_owner (self, usage, path, error))
        return FALSE;
      if (!cw_writer_make_folder (cw_live_get_writer (self), folder, 0700, error))
        return FALSE;
      entry = keep_one (self, folder, path, next_number (kept), error);
      if (entry == NULL)
        return FALSE;
      g_ptr_array_add (kept, entry);
    }
  /* In force before the first of them is replaced. */
  return kept->len == before || write_kept (self, usage, kept, error);
}

/* ---- putting in place ---- */

/* A killed process may have left half of it beside it, with a private key in it. */
static void
remove_half (CwLive *self, const char *path)
{
  g_autofree char *half = cw_writer_dup_temporary (path);
  g_autoptr (GError) error = NULL;

  if (g_file_test (half, G_FILE_TEST_IS_REGULAR) && !cw_writer_remove_file (cw_live_get_writer (self), half, &error))
    g_debug ("%s", error->message);
}

static gboolean
has_content (const CwManifestEntry *entry, GBytes *bytes)
{
  struct stat info;
  g_autoptr (GBytes) found = cw_manifest_read_file (entry->path, &info, NULL);

  return found != NULL && g_bytes_equal (found, bytes) && (info.st_mode & 07777) == entry->mode
    && (entry->uid == NOBODY || entry->uid == info.st_uid) && (entry->gid == NOBODY || entry->gid == info.st_gid);
}

/* What is so already is not written: else the way back would fail for the very reason for which the way there did. */
static gboolean
copy_file (CwLive *self, const char *folder, const CwManifestEntry *entry, GError **error)
{
  g_autofree char *from = g_build_filename (folder, entry->name, NULL);
  g_autoptr (GBytes) bytes = cw_manifest_read_file (from, NULL, error);
  g_autoptr (CwSecret) content = bytes != NULL ? cw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;

  if (content == NULL)
    return FALSE;
  if (has_content (entry, bytes))
    {
      remove_half (self, entry->path);
      return TRUE;
    }
  cw_live_touch (self, entry->path);
  return cw_writer_write_file (cw_live_get_writer (self), entry->path, entry->mode, entry->uid, entry->gid, content, error);
}

static gboolean
restore_link (CwLive *self, const CwManifestEntry *entry, GError **error)
{
  g_autofree char *found = g_file_read_link (entry->path, NULL);

  return g_strcmp0 (found, entry->link) == 0 || cw_writer_make_link (cw_live_get_writer (self), entry->path, entry->link, error);
}

static gboolean
restore (CwLive *self, const char *usage, const char *folder, const CwManifestEntry *entry, GError **error)
{
  g_autofree char *owner = cw_manifest_dup_owner (cw_live_get_folder (self), usage, entry->path);
  struct stat info;

  if (owner != NULL)
    return TRUE;
  if (*entry->link == '\0' && *entry->name != '\0')
    return copy_file (self, folder, entry, error);
  remove_half (self, entry->path);
  cw_live_touch (self, entry->path);
  if (*entry->link != '\0')
    return restore_link (self, entry, error);
  return (lstat (entry->path, &info) != 0 && errno == ENOENT) || cw_writer_remove_file (cw_live_get_writer (self), entry->path, error);
}

/* Afterwards they are not ours any more: whoever changes them then, it is not undone. */
static gboolean
restore_all_but (CwLive *self, const char *usage, GPtrArray *manifest, gboolean back, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, 0);
  g_autoptr (GPtrArray) kept = read_kept (self, usage, error);
  guint before = kept != NULL ? kept->len : 0;

  if (kept == NULL)
    return FALSE;
  for (guint i = kept->len; i-- > 0;)
    {
      const CwManifestEntry *entry = g_ptr_array_index (kept, i);

      if (cw_manifest_find_path (manifest, entry->path) != NULL)
        continue;
      if ((!back || cw_live_is_touched (self, entry->path)) && !restore (self, usage, folder, entry, error))
        return FALSE;
      g_ptr_array_remove_index (kept, i);
    }
  if (kept->len > 0)
    return kept->len == before || write_kept (self, usage, kept, error);
  return before == 0 || cw_writer_remove_tree (cw_live_get_writer (self), folder, error);
}

gboolean
cw_live_place_outside (CwLive *self, const char *usage, guint64 generation, GPtrArray *manifest, gboolean back, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, generation);

  for (guint i = 0; i < manifest->len; i++)
    {
      const CwManifestEntry *entry = g_ptr_array_index (manifest, i);

      if (*entry->path != '\0' && (!back || cw_live_is_touched (self, entry->path)) && !copy_file (self, folder, entry, error))
        return FALSE;
    }
  return restore_all_but (self, usage, manifest, back, error);
}
