/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person types as a name. It is one or it is not; what it was made into is made into the same again, and is text that can be
 * shown and encoded. */
#include <string.h>

#include "cw-alt-name.h"
#include "cw-error.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_again (CwAltName *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwAltName) again = cw_alt_name_new (cw_alt_name_get_kind (name), text, &error);

  g_assert_no_error (error);
  g_assert_true (cw_alt_name_equal (name, again));
  g_assert_cmpuint (cw_alt_name_hash (name), ==, cw_alt_name_hash (again));
}

static void
check_name (CwAltName *name)
{
  const char *ascii = cw_alt_name_get_ascii (name);
  g_autofree char *advice = cw_alt_name_dup_advice (name);

  g_assert_true (g_utf8_validate (cw_alt_name_get_text (name), -1, NULL));
  g_assert_cmpstr (ascii, !=, "");
  for (const char *p = ascii; *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
  g_assert_true (advice == NULL || g_utf8_validate (advice, -1, NULL));
  check_again (name, ascii);
  check_again (name, cw_alt_name_get_text (name));
}

static void
check (CwAltName *name, const GError *error)
{
  g_assert_true ((name != NULL) == (error == NULL));
  if (name != NULL)
    {
      check_name (name);
      return;
    }
  g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_NAME_INVALID));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
try_text (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwAltName) parsed = cw_alt_name_parse (text, &error);

  check (parsed, error);
  for (CwAltNameKind kind = CW_ALT_NAME_DNS; kind <= CW_ALT_NAME_URI; kind++)
    {
      g_autoptr(GError) reason = NULL;
      g_autoptr(CwAltName) name = cw_alt_name_new (kind, text, &reason);

      check (name, reason);
    }
}

/* Each line, so that one file of names is many seeds. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", MIN (size, 8192));
  g_auto(GStrv) lines = g_strsplit (text, "\n", 40);

  for (guint i = 0; lines[i] != NULL; i++)
    try_text (lines[i]);
  return 0;
}
