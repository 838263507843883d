/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-hex.h"

#include <string.h>

static const char digits[] = "0123456789ABCDEF";

/* What a certificate dialog of another system puts on the clipboard together with a thumbprint. */
static gboolean
is_filler (gunichar c)
{
  return c == ':' || c == 0xAD || g_unichar_isspace (c) || g_unichar_iszerowidth (c) ||
         g_unichar_type (c) == G_UNICODE_FORMAT;
}

char *
cw_hex_encode (gconstpointer data, gsize size)
{
  const guint8 *bytes = data;
  char *text = g_malloc (size * 2 + 1);

  for (gsize i = 0; i < size; i++)
    {
      text[i * 2] = digits[bytes[i] >> 4];
      text[i * 2 + 1] = digits[bytes[i] & 15];
    }
  text[size * 2] = '\0';
  return text;
}

char *
cw_hex_encode_spaced (gconstpointer data, gsize size, char separator)
{
  const guint8 *bytes = data;
  char *text = g_malloc (MAX (size * 3, 1));

  for (gsize i = 0; i < size; i++)
    {
      text[i * 3] = digits[bytes[i] >> 4];
      text[i * 3 + 1] = digits[bytes[i] & 15];
      text[i * 3 + 2] = separator;
    }
  text[size > 0 ? size * 3 - 1 : 0] = '\0';
  return text;
}

char *
cw_hex_normalise (const char *text)
{
  g_autoptr (GString) plain = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  plain = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 128 && g_ascii_isxdigit ((char) c))
        g_string_append_c (plain, g_ascii_toupper ((char) c));
      else if (!is_filler (c))
        return NULL;
    }
  if (plain->len == 0)
    return NULL;
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

GBytes *
cw_hex_decode (const char *text)
{
  g_autofree char *plain = cw_hex_normalise (text);
  gsize size = plain ? strlen (plain) / 2 : 0;
  guint8 *bytes;

  if (plain == NULL || strlen (plain) % 2 != 0)
    return NULL;
  bytes = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (plain[i * 2]) << 4 | g_ascii_xdigit_value (plain[i * 2 + 1]));
  return g_bytes_new_take (bytes, size);
}
