/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-deadline.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-live-private.h"
#include "cw-manifest.h"

#define FOLDER_MODE 0755            /* services look into it; a key is guarded by its own mode */
#define LONGEST_NAP 50              /* ms: between two looks at a lock that somebody else has */
#define LAST ".last"                /* the highest number of a generation that is no more */
#define NOBODY ((guint) -1)
#define HIGHEST G_MAXUINT32         /* a folder with a higher number is none of ours */

struct _CwLive {
  GObject   parent_instance;
  char     *folder;
  CwWriter *writer;
  int       lock;                   /* of whoever holds it; -1 */
  GHashTable *touched;              /* of char *: paths outside */
};

G_DEFINE_FINAL_TYPE (CwLive, cw_live, G_TYPE_OBJECT)

static char *
dup_generations (CwLive *self, const char *usage)
{
  return g_build_filename (self->folder, ".generations", usage, NULL);
}

static char *
dup_link (CwLive *self, const char *usage)
{
  return g_build_filename (self->folder, usage, NULL);
}

/* ---- numbers ---- */

static gboolean
read_number (const char *text, guint64 *number)
{
  return g_ascii_isdigit (*text) && (*text != '0' || text[1] == '\0') && g_ascii_string_to_unsigned (text, 10, 0, HIGHEST, number, NULL);
}

/* Of guint64, in no order; 0 is the folder of what was there before us. */
static GArray *
list_generations (CwLive *self, const char *usage)
{
  g_autofree char *path = dup_generations (self, usage);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 number;

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    if (read_number (name, &number))
      g_array_append_val (numbers, number);
  return numbers;
}

static guint64
find_highest (CwLive *self, const char *usage)
{
  g_autoptr (GArray) numbers = list_generations (self, usage);
  guint64 highest = 0;

  for (guint i = 0; i < numbers->len; i++)
    highest = MAX (highest, g_array_index (numbers, guint64, i));
  return highest;
}

static guint64
read_last (CwLive *self, const char *usage)
{
  g_autofree char *folder = dup_generations (self, usage), *path = g_build_filename (folder, LAST, NULL);
  g_autofree char *text = NULL;
  guint64 number = 0;

  return g_file_get_contents (path, &text, NULL, NULL) && read_number (g_strchomp (text), &number) ? number : 0;
}

/* The highest is about to go: its number is not given again. */
static gboolean
write_last (CwLive *self, const char *usage, guint64 number, GError **error)
{
  g_autofree char *folder = dup_generations (self, usage), *path = g_build_filename (folder, LAST, NULL);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", number);
  g_autoptr (CwSecret) content = cw_secret_new_text (text);

  return cw_writer_write_file (self->writer, path, 0600, NOBODY, NOBODY, content, error);
}

static void
cw_live_finalize (GObject *object)
{
  CwLive *self = CW_LIVE (object);

  if (self->lock >= 0)
    close (self->lock);
  g_free (self->folder);
  g_clear_object (&self->writer);
  g_hash_table_unref (self->touched);
  G_OBJECT_CLASS (cw_live_parent_class)->finalize (object);
}

static void
cw_live_class_init (CwLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_live_finalize;
}

static void
cw_live_init (CwLive *self)
{
  self->lock = -1;
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwLive *
cw_live_new (const char *folder, CwWriter *writer)
{
  CwLive *self = g_object_new (CW_TYPE_LIVE, NULL);

  /* That of a store is given as the user has typed it. */
  self->folder = g_canonicalize_filename (folder, NULL);
  self->writer = g_object_ref (writer);
  return self;
}

const char *
cw_live_get_folder (CwLive *self)
{
  return self->folder;
}

CwWriter *
cw_live_get_writer (CwLive *self)
{
  return self->writer;
}

void
cw_live_touch (CwLive *self, const char *path)
{
  g_hash_table_add (self->touched, cw_manifest_dup_place (path));
}

gboolean
cw_live_is_touched (CwLive *self, const char *path)
{
  g_autofree char *place = cw_manifest_dup_place (path);

  return g_hash_table_contains (self->touched, place);
}

/* ---- the lock ---- */

/* It is looked at again and again, because a wait for a lock cannot be cancelled but by a signal, which is the whole process's; and inotify, which
 * would tell of whoever closes the file, hears nothing of another computer's end of a network file system, and is not always to be had. */
static gboolean
wait_for_lock (int fd, const char *path, GCancellable *cancellable, GError **error)
{
  guint nap = 1;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EWOULDBLOCK && errno != EINTR)
        {
          cw_error_set_from_errno (error, errno, "%s", path);
          return FALSE;
        }
      cw_deadline_pause (nap, cancellable);
      nap = MIN (nap * 2, LONGEST_NAP);
    }
  return FALSE;
}

static int
open_lock (CwLive *self, const char *path, GError **error)
{
  int fd;

  if (!cw_writer_make_folder (self->writer, self->folder, FOLDER_MODE, error))
    return -1;
  fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    cw_error_set_from_errno (error, errno, "%s", path);
  return fd;
}

static void
take_lock (CwLive *self, int fd)
{
  g_hash_table_remove_all (self->touched);
  g_atomic_int_set (&self->lock, fd);
}

gboolean
cw_live_try_lock (CwLive *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, ".lock", NULL), *shown = g_filename_display_name (path);
  int fd = open_lock (self, path, error);

  if (fd < 0)
    return FALSE;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      take_lock (self, fd);
      return TRUE;
    }
  if (errno == EWOULDBLOCK)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("Another program deploys certificates in %s at the moment."), self->folder);
  else
    cw_error_set_from_errno (error, errno, "%s", shown);
  close (fd);
  return FALSE;
}

/* Each taker opens the file by himself: so the lock is between threads, too. */
gboolean
cw_live_lock (CwLive *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, ".lock", NULL), *shown = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  int fd = open_lock (self, path, error);

  if (fd < 0)
    return FALSE;
  if (wait_for_lock (fd, shown, cancellable, &local))
    {
      take_lock (self, fd);
      return TRUE;
    }
  close (fd);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled while another program deploys certificates on this computer."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
cw_live_unlock (CwLive *self)
{
  int fd = g_atomic_int_get (&self->lock);

  g_return_if_fail (fd >= 0);
  /* The next one may have it as soon as it is closed. */
  g_atomic_int_set (&self->lock, -1);
  close (fd);
}

/* ---- staging ---- */

static gboolean
make_folders (CwLive *self, const char *usage, GError **error)
{
  g_autofree char *all = g_build_filename (self->folder, ".generations", NULL), *own = dup_generations (self, usage);

  return cw_writer_make_folder (self->writer, self->folder, FOLDER_MODE, error) && cw_writer_make_folder (self->writer, all, FOLDER_MODE, error)
    && cw_writer_make_folder (self->writer, own, FOLDER_MODE, error);
}

static void
clear_file (gpointer data)
{
  CwWriterFile *file = data;

  g_clear_pointer (&file->content, cw_secret_unref);
}

static gboolean
render (CwPlannedFile *planned, CwMaterial *material, CwSecret *password, GArray *files, GPtrArray *manifest, GError **error)
{
  CwWriterFile file = { cw_planned_file_get_name (planned), cw_planned_file_get_mode (planned), cw_planned_file_get_uid (planned),
                        cw_planned_file_get_gid (planned), cw_material_render (material, cw_planned_file_get_format (planned), password, error) };
  CwManifestEntry *entry;

  if (file.content == NULL)
    return FALSE;
  g_array_append_val (files, file);
  entry = cw_manifest_entry_new (file.name, cw_planned_file_is_outside (planned) ? cw_planned_file_get_path (planned) : "", file.mode, file.uid, file.gid);
  g_free (entry->sha256);
  entry->sha256 = cw_manifest_hash (cw_secret_get_data (file.content), cw_secret_get_size (file.content));
  g_free (entry->format);
  entry->format = g_strdup (cw_target_format_to_nick (cw_planned_file_get_format (planned)));
  g_ptr_array_add (manifest, entry);
  return TRUE;
}

static GArray *
render_all (CwFilePlan *plan, CwMaterial *material, CwSecret *password, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, TRUE, sizeof (CwWriterFile));
  g_autoptr (GPtrArray) manifest = cw_manifest_new ();
  g_autofree char *text = NULL;
  CwWriterFile file = { CW_MANIFEST_NAME, 0600, NOBODY, NOBODY, NULL };

  g_array_set_clear_func (files, clear_file);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedFile) planned = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (!render (planned, material, password, files, manifest, error))
        return NULL;
    }
  text = cw_manifest_to_text (manifest);
  file.content = cw_secret_new_text (text);
  g_array_append_val (files, file);
  return g_steal_pointer (&files);
}

guint64
cw_live_stage (CwLive *self, CwFilePlan *plan, CwMaterial *material, CwSecret *password, GError **error)
{
  const char *usage = cw_usage_get_id (cw_file_plan_get_usage (plan));
  g_autoptr (GArray) files = render_all (plan, material, password, error);
  g_autofree char *folder = NULL;
  guint64 number;

  if (files == NULL || !make_folders (self, usage, error))
    return 0;
  number = 1 + MAX (MAX (find_highest (self, usage), read_last (self, usage)), cw_live_get_generation (self, usage));
  folder = cw_live_dup_folder (self, usage, number);
  if (!cw_writer_write_folder (self->writer, folder, FOLDER_MODE, (const CwWriterFile *) files->data, files->len, error))
    return 0;
  return number;
}

/* ---- switching ---- */

gboolean
cw_live_check_link (CwLive *self, const char *usage, GError **error)
{
  g_autofree char *link = dup_link (self, usage), *shown = g_filename_display_name (link);
  struct stat info;

  if (lstat (link, &info) != 0 || cw_live_get_generation (self, usage) != 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE,
               S_ISLNK (info.st_mode) ? _("%s is a link that leads elsewhere; Certificate Wizard did not make it and does not replace it. Move it away.")
                                      : _("%s is no link of Certificate Wizard, which does not replace it. Move it away."), shown);
  return FALSE;
}

/* What others put there is left where it is. */
static gboolean
set_link (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autofree char *link = dup_link (self, usage);
  g_autofree char *target = g_strdup_printf (".generations/%s/%" G_GUINT64_FORMAT, usage, generation);

  if (cw_live_get_generation (self, usage) == generation)
    return TRUE;
  if (generation == 0)
    return cw_writer_remove_file (self->writer, link, error);
  return cw_live_check_link (self, usage, error) && cw_writer_make_link (self->writer, link, target, error);
}

gboolean
cw_live_switch (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autoptr (GPtrArray) manifest = generation != 0 ? cw_live_read_manifest (self, usage, generation, error) : cw_manifest_new ();

  return manifest != NULL && cw_live_keep_foreign (self, usage, manifest, error) && set_link (self, usage, generation, error)
    && cw_live_place_outside (self, usage, generation, manifest, FALSE, error);
}

gboolean
cw_live_switch_back (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autoptr (GPtrArray) manifest = generation != 0 ? cw_live_read_manifest (self, usage, generation, error) : cw_manifest_new ();

  return manifest != NULL && set_link (self, usage, generation, error) && cw_live_place_outside (self, usage, generation, manifest, TRUE, error);
}

gboolean
cw_live_drop (CwLive *self, const char *usage, guint64 generation, GError **error)
{
  g_autofree char *folder = cw_live_dup_folder (self, usage, generation);

  g_return_val_if_fail (generation != 0, FALSE);
  if (cw_live_get_generation (self, usage) == generation)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("The files in %s are those that %s has now."), folder, usage);
      return FALSE;
    }
  if (!g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;
  if (find_highest (self, usage) == generation && read_last (self, usage) < generation && !write_last (self, usage, generation, error))
    return FALSE;
  return cw_writer_remove_tree (self->writer, folder, error);
}

gboolean
cw_live_keep_only (CwLive *self, const char *usage, const guint64 *generations, gsize n_generations, GError **error)
{
  g_autoptr (GArray) numbers = list_generations (self, usage);
  guint64 seen = cw_live_get_generation (self, usage);

  for (guint i = 0; i < numbers->len; i++)
    {
      guint64 number = g_array_index (numbers, guint64, i);
      gboolean keep = number == 0 || number == seen;

      for (gsize k = 0; k < n_generations; k++)
        keep = keep || generations[k] == number;
      if (!keep && !cw_live_drop (self, usage, number, error))
        return FALSE;
    }
  return cw_live_drop_halves (self, usage, error);
}

guint64
cw_live_get_generation (CwLive *self, const char *usage)
{
  g_autofree char *link = dup_link (self, usage), *prefix = g_strdup_printf (".generations/%s/", usage);
  g_autofree char *target = g_file_read_link (link, NULL);
  guint64 number = 0;

  return target != NULL && g_str_has_prefix (target, prefix) && read_number (target + strlen (prefix), &number) ? number : 0;
}

GPtrArray *
cw_live_list_usages (CwLive *self)
{
  g_autofree char *path = g_build_filename (self->folder, ".generations", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_free);

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    if (*name != '.')
      g_ptr_array_add (usages, g_strdup (name));
  return usages;
}

char *
cw_live_dup_folder (CwLive *self, const char *usage, guint64 generation)
{
  g_autofree char *folder = dup_generations (self, usage), *number = g_strdup_printf ("%" G_GUINT64_FORMAT, generation);

  return g_build_filename (folder, number, NULL);
}
