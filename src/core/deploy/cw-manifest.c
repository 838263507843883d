/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-manifest.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hex.h"

#define HEADER "certwizard files 2"
#define OLD_HEADER "certwizard files 1"      /* without the form */
#define FOOTER "end"
#define N_FIELDS 8
/* A PKCS #12 with a long chain has some ten kilobytes. */
#define MAX_SIZE (4 * 1024 * 1024)

CwManifestEntry *
cw_manifest_entry_new (const char *name, const char *path, guint mode, guint uid, guint gid)
{
  CwManifestEntry *self = g_new0 (CwManifestEntry, 1);

  self->name = g_strdup (name);
  self->path = g_strdup (path);
  self->link = g_strdup ("");
  self->sha256 = g_strdup ("");
  self->format = g_strdup ("");
  self->mode = mode;
  self->uid = uid;
  self->gid = gid;
  return self;
}

void
cw_manifest_entry_free (CwManifestEntry *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self->link);
  g_free (self->sha256);
  g_free (self->format);
  g_free (self);
}

GPtrArray *
cw_manifest_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_manifest_entry_free);
}

CwManifestEntry *
cw_manifest_find_name (GPtrArray *self, const char *name)
{
  for (guint i = 0; i < self->len; i++)
    if (strcmp (((CwManifestEntry *) g_ptr_array_index (self, i))->name, name) == 0)
      return g_ptr_array_index (self, i);
  return NULL;
}

char *
cw_manifest_dup_place (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  char *real = realpath (folder, NULL), *place = real != NULL ? g_build_filename (real, name, NULL) : g_strdup (path);

  free (real);
  return place;
}

/* Most of them differ in their names already. */
static gboolean
is_same_place (const char *a, const char *b)
{
  g_autofree char *name_a = NULL, *name_b = NULL, *place_a = NULL, *place_b = NULL;

  if (strcmp (a, b) == 0)
    return TRUE;
  name_a = g_path_get_basename (a);
  name_b = g_path_get_basename (b);
  if (*a == '\0' || *b == '\0' || strcmp (name_a, name_b) != 0)
    return FALSE;
  place_a = cw_manifest_dup_place (a);
  place_b = cw_manifest_dup_place (b);
  return strcmp (place_a, place_b) == 0;
}

CwManifestEntry *
cw_manifest_find_path (GPtrArray *self, const char *path)
{
  for (guint i = 0; i < self->len; i++)
    if (is_same_place (((CwManifestEntry *) g_ptr_array_index (self, i))->path, path))
      return g_ptr_array_index (self, i);
  return NULL;
}

gboolean
cw_manifest_has_format (const CwManifestEntry *self, CwTargetFormat format)
{
  return *self->format == '\0' || strcmp (self->format, cw_target_format_to_nick (format)) == 0;
}

/* A line for each file, fields with tabs between; names are escaped, so that none of them can hold a tab or an end of line. */
char *
cw_manifest_to_text (GPtrArray *self)
{
  GString *text = g_string_new (HEADER "\n");

  for (guint i = 0; i < self->len; i++)
    {
      const CwManifestEntry *entry = g_ptr_array_index (self, i);
      g_autofree char *name = g_strescape (entry->name, NULL), *path = g_strescape (entry->path, NULL), *link = g_strescape (entry->link, NULL);

      g_string_append_printf (text, "%s\t%04o\t%u\t%u\t%s\t%s\t%s\t%s\n", entry->sha256, entry->mode, entry->uid, entry->gid, name, path, link,
                              entry->format);
    }
  return g_string_free (g_string_append (text, FOOTER "\n"), FALSE);
}

/* g_strcompress() takes a backslash at the end for a mistake of the program. */
static gboolean
is_escaped (const char *field)
{
  gsize n = 0, length = strlen (field);

  while (n < length && field[length - 1 - n] == '\\')
    n++;
  return n % 2 == 0;
}

static CwManifestEntry *
read_line (const char *line, guint n_fields)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", -1);
  g_autofree char *name = NULL, *path = NULL;
  guint64 mode, uid, gid;
  CwManifestEntry *self;

  if (g_strv_length (fields) != n_fields || !g_ascii_string_to_unsigned (fields[1], 8, 0, 07777, &mode, NULL)
      || !g_ascii_string_to_unsigned (fields[2], 10, 0, G_MAXUINT, &uid, NULL) || !g_ascii_string_to_unsigned (fields[3], 10, 0, G_MAXUINT, &gid, NULL)
      || !is_escaped (fields[4]) || !is_escaped (fields[5]) || !is_escaped (fields[6]))
    return NULL;
  name = g_strcompress (fields[4]);
  path = g_strcompress (fields[5]);
  if (strchr (name, '/') != NULL || (path[0] != '/' && path[0] != '\0'))
    return NULL;
  self = cw_manifest_entry_new (name, path, (guint) mode, (guint) uid, (guint) gid);
  g_free (self->link);
  self->link = g_strcompress (fields[6]);
  g_free (self->sha256);
  self->sha256 = g_strdup (fields[0]);
  if (n_fields < N_FIELDS)
    return self;
  g_free (self->format);
  self->format = g_strdup (fields[7]);
  return self;
}

/* NULL: not whole. */
static GPtrArray *
read_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);
  gboolean is_old = n > 0 && strcmp (lines[0], OLD_HEADER) == 0;
  g_autoptr (GPtrArray) self = cw_manifest_new ();

  if (n < 3 || (!is_old && strcmp (lines[0], HEADER) != 0) || strcmp (lines[n - 2], FOOTER) != 0 || lines[n - 1][0] != '\0')
    return NULL;
  for (guint i = 1; i < n - 2; i++)
    {
      CwManifestEntry *entry = read_line (lines[i], is_old ? N_FIELDS - 1 : N_FIELDS);

      if (entry == NULL)
        return NULL;
      g_ptr_array_add (self, entry);
    }
  return g_steal_pointer (&self);
}

GPtrArray *
cw_manifest_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, CW_MANIFEST_NAME, NULL);
  g_autoptr (GBytes) bytes = cw_manifest_read_file (path, NULL, error);
  g_autofree char *text = NULL, *shown = NULL;
  GPtrArray *self;

  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self = read_text (text);
  if (self != NULL)
    return self;
  shown = g_filename_display_name (path);
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("%s was changed by hand or is not whole"), shown);
  return NULL;
}

char *
cw_manifest_dup_owner (const char *live, const char *but, const char *path)
{
  g_autofree char *all = g_build_filename (live, ".generations", NULL);
  g_autoptr (GDir) directory = g_dir_open (all, 0, NULL);

  for (const char *name = directory != NULL ? g_dir_read_name (directory) : NULL; name != NULL; name = g_dir_read_name (directory))
    {
      g_autofree char *link = g_build_filename (live, name, NULL);
      g_autoptr (GPtrArray) manifest = *name != '.' && strcmp (name, but) != 0 && g_file_test (link, G_FILE_TEST_IS_SYMLINK)
                                         ? cw_manifest_read (link, NULL) : NULL;

      if (manifest != NULL && cw_manifest_find_path (manifest, path) != NULL)
        return g_strdup (name);
    }
  return NULL;
}

GBytes *
cw_manifest_read_file (const char *path, struct stat *info, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  struct stat own;

  if (info == NULL)
    info = &own;
  if (lstat (path, info) != 0)
    {
      cw_error_set_from_errno (error, errno, "%s", shown);
      return NULL;
    }
  if (S_ISREG (info->st_mode))
    return cw_file_read (path, MAX_SIZE, error);
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, S_ISLNK (info->st_mode) ? _("%s is a link, not a file") : _("%s is not an ordinary file"), shown);
  return NULL;
}

char *
cw_manifest_hash (gconstpointer data, gsize size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  return cw_hex_encode (digest, length);
}
