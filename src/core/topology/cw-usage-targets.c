/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"
#include "cw-usage-target.h"

#define GROUP_PREFIX "Target "

/* What is in every live/ID/, so that any service can be pointed there. */
static const struct { const char *file; CwTargetFormat format; guint mode; } standard[] = {
  { "cert.pem", CW_TARGET_CERTIFICATE, 0644 },
  { "chain.pem", CW_TARGET_CHAIN, 0644 },
  { "fullchain.pem", CW_TARGET_FULLCHAIN, 0644 },
  { "privkey.pem", CW_TARGET_KEY, 0600 },
};

gboolean
cw_usage_targets_is_group (const char *group)
{
  return g_str_has_prefix (group, GROUP_PREFIX);
}

static guint
find_file (GPtrArray *targets, const char *file)
{
  for (guint i = 0; i < targets->len; i++)
    if (g_str_equal (cw_usage_target_get_file (g_ptr_array_index (targets, i)), file))
      return i;
  return G_MAXUINT;
}

static gboolean
is_standard (const char *file, CwTargetFormat *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (standard); i++)
    if (g_str_equal (standard[i].file, file))
      {
        *format = standard[i].format;
        return TRUE;
      }
  return FALSE;
}

/* A place that is what it looks like: one name, or a whole path without detours, and {computer} as the only variable. */
static gboolean
is_place (const char *file)
{
  g_auto (GStrv) parts = g_strsplit (file[0] == '/' ? file + 1 : file, "/", -1);

  if (file[0] != '/' && parts[1] != NULL)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) around = g_strsplit (parts[i], "{computer}", -1);
      g_autofree char *rest = g_strjoinv ("", around);

      if (*parts[i] == '\0' || parts[i][0] == '.' || strpbrk (rest, "{}") != NULL)
        return FALSE;
      for (const char *p = parts[i]; *p != '\0'; p++)
        if (g_ascii_iscntrl (*p))
          return FALSE;
    }
  return TRUE;
}

static gboolean
read_format (CwKeyText *text, const char *group, const char *file, CwTargetFormat *format)
{
  g_autofree char *nick = cw_key_text_dup_string (text, group, "Format");
  g_autofree char *all = g_strjoinv (", ", (char **) cw_target_format_get_nicks ());
  g_autofree char *shown = NULL;

  if (nick == NULL && is_standard (file, format))
    return TRUE;
  if (nick != NULL && cw_target_format_from_nick (nick, format))
    return TRUE;
  if (nick == NULL)
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, NULL, _("“%s” is missing here. It is one of: %s."), "Format", all);
      return FALSE;
    }
  shown = cw_text_to_printable (g_steal_pointer (&nick));
  cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "Format", _("There is no format “%s”. There are: %s."), shown, all);
  return FALSE;
}

static gboolean
read_mode (CwKeyText *text, const char *group, gboolean has_key, guint *mode)
{
  g_autofree char *value = cw_key_text_dup_string (text, group, "Mode");
  guint64 number = 0;

  *mode = has_key ? 0600 : 0644;
  if (value == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (value, 8, 0, 07777, &number, NULL) || (number & ~0666u) != 0 || (number & 0400u) == 0)
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "Mode",
                            _("A mode is an octal number such as 0640, made of reading and writing only, and the owner must be able to read."));
      return FALSE;
    }
  if (has_key && (number & 0007u) != 0)
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "Mode", _("A file with a private key cannot be open to everybody: the last digit of its mode has to be 0."));
      return FALSE;
    }
  *mode = (guint) number;
  return TRUE;
}

/* Names of accounts as useradd allows them. */
static char *
read_account (CwKeyText *text, const char *group, const char *key)
{
  g_autofree char *name = cw_key_text_dup_string (text, group, key);

  if (name == NULL)
    return g_strdup ("root");
  if (strlen (name) <= 32 && name[strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] == '\0' && name[0] != '-')
    return g_steal_pointer (&name);
  cw_key_text_complain (text, CW_SEVERITY_ERROR, group, key, _("The value of “%s” is not the name of an account."), key);
  return NULL;
}

/* A service that reads a PKCS #12 has its password in a file of its own; there it is read from, so that it is written down only once. */
static char *
read_password_file (CwKeyText *text, const char *group, CwTargetFormat format)
{
  g_autofree char *path = cw_key_text_dup_string (text, group, "PasswordFile");

  if (path == NULL)
    return NULL;
  if (format != CW_TARGET_PKCS12)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "PasswordFile", _("Only a target with “Format=pkcs12” has a password."));
  else if (path[0] != '/' || !is_place (path))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "PasswordFile", _("The file with the password is a whole path from / on, without parts that begin with a dot."));
  else
    return g_steal_pointer (&path);
  return NULL;
}

static void
read_target (CwKeyText *text, const char *group, GPtrArray *targets, GHashTable *seen)
{
  static const char *const keys[] = { "File", "Format", "Owner", "Group", "Mode", "PasswordFile", NULL };
  g_autofree char *password_file = NULL;
  g_autofree char *file = cw_key_text_dup_string (text, group, "File");
  g_autofree char *owner = read_account (text, group, "Owner");
  g_autofree char *account_group = read_account (text, group, "Group");
  CwTargetFormat format = CW_TARGET_CERTIFICATE;
  guint mode = 0;
  guint place;
  CwUsageTarget *target;

  cw_key_text_check_keys (text, group, keys);
  if (file == NULL)
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, NULL, _("“%s” is missing here."), "File");
      return;
    }
  if (!is_place (file))
    {
      cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "File",
                            _("A file is either one name, which lies in the usage's own folder, or a whole path from / on; neither has parts that begin with a dot."));
      return;
    }
  if (!g_hash_table_add (seen, g_strdup (file)))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, group, "File", _("Two targets cannot write the same file."));
  if (!read_format (text, group, file, &format) || owner == NULL || account_group == NULL)
    return;
  if (!read_mode (text, group, format == CW_TARGET_KEY || format == CW_TARGET_COMBINED || format == CW_TARGET_PKCS12, &mode))
    return;
  target = cw_usage_target_new (file, format, owner, account_group, mode);
  password_file = read_password_file (text, group, format);
  cw_usage_target_set_password_file (target, password_file);
  place = find_file (targets, file);
  if (place == G_MAXUINT)
    g_ptr_array_add (targets, target);
  else
    {
      g_object_unref (g_ptr_array_index (targets, place));
      g_ptr_array_index (targets, place) = target;
    }
}

GPtrArray *
cw_usage_targets_read (CwKeyText *text)
{
  g_auto (GStrv) groups = g_key_file_get_groups (cw_key_text_get_file (text), NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *targets = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (standard); i++)
    g_ptr_array_add (targets, cw_usage_target_new (standard[i].file, standard[i].format, "root", "root", standard[i].mode));
  for (guint i = 0; groups[i] != NULL; i++)
    if (cw_usage_targets_is_group (groups[i]))
      read_target (text, groups[i], targets, seen);
  return targets;
}
