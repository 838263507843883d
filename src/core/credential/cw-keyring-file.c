/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-keyring-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"

/* "GnomeKeyring\n\r\0\n", the version, then a serialised value: salt size, salt, rounds, time, use count, items. */
#define MAGIC "GnomeKeyring\n\r\0\n"
#define MAGIC_SIZE 16
#define VERSION_SIZE 2
#define CONTENT_TYPE "(uayutua(a{say}ay))"

gboolean
cw_keyring_file_is_used (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");

  if (backend != NULL)
    return strcmp (backend, "file") == 0;
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

static char *
dup_path (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");
  return path != NULL ? g_strdup (path) : g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

static gboolean
is_whole (const char *contents, gsize size)
{
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) salt = NULL;
  guint32 salt_size = 0;
  gsize begin = MAGIC_SIZE + VERSION_SIZE;

  if (size <= begin || memcmp (contents, MAGIC, MAGIC_SIZE) != 0)
    return FALSE;
  g_autoptr(GBytes) bytes = g_bytes_new (contents + begin, size - begin);
  value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (CONTENT_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (value))
    return FALSE;
  g_variant_get_child (value, 0, "u", &salt_size);
  salt = g_variant_get_child_value (value, 1);
  return g_variant_n_children (salt) == GUINT32_FROM_LE (salt_size);
}

gboolean
cw_keyring_file_check (GError **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *contents = NULL;
  gsize size = 0;

  /* What is not there is made; what cannot be read is said by libsecret. */
  if (!g_file_get_contents (path, &contents, &size, NULL) || is_whole (contents, size))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The keyring file “%s” is damaged. Restore it from a copy, or move it away."), path);
  return FALSE;
}
