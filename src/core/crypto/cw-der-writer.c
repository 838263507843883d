/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-der-writer.h"

#include <string.h>

/* The length octets of so many bytes. */
static gsize
encode_length (gsize size, guint8 octets[1 + sizeof (gsize)])
{
  gsize n = 0;

  if (size < 0x80)
    {
      octets[0] = (guint8) size;
      return 1;
    }
  for (gsize rest = size; rest > 0; rest >>= 8)
    n++;
  octets[0] = (guint8) (0x80 | n);
  for (gsize i = 0; i < n; i++)
    octets[1 + i] = (guint8) (size >> 8 * (n - 1 - i));
  return 1 + n;
}

void
cw_der_write (GByteArray *out, guint tag, gconstpointer data, gsize size)
{
  guint8 octets[1 + sizeof (gsize)], identifier = (guint8) tag;

  g_byte_array_append (out, &identifier, 1);
  g_byte_array_append (out, octets, (guint) encode_length (size, octets));
  if (size > 0)
    g_byte_array_append (out, data, (guint) size);
}

void
cw_der_write_whole (GByteArray *out, CwDer whole)
{
  g_byte_array_append (out, whole.data, (guint) whole.size);
}

gsize
cw_der_begin (GByteArray *out, guint tag)
{
  guint8 header[2] = { (guint8) tag, 0 };

  g_byte_array_append (out, header, sizeof header);
  return out->len;
}

/* Most parts are short, so room was left for a single octet. */
void
cw_der_end (GByteArray *out, gsize mark)
{
  guint8 octets[1 + sizeof (gsize)];
  gsize size = out->len - mark, n = encode_length (size, octets);

  g_byte_array_set_size (out, (guint) (out->len + n - 1));
  memmove (out->data + mark + n - 1, out->data + mark, size);
  memcpy (out->data + mark - 1, octets, n);
}

void
cw_der_write_text (GByteArray *out, guint tag, const char *text)
{
  cw_der_write (out, tag, text, strlen (text));
}

static void
append_arc (GByteArray *out, guint64 arc)
{
  guint8 octets[10];
  guint first = sizeof octets - 1;

  octets[first] = arc & 0x7f;
  while ((arc >>= 7) != 0)
    octets[--first] = (guint8) (0x80 | (arc & 0x7f));
  g_byte_array_append (out, octets + first, (guint) sizeof octets - first);
}

void
cw_der_write_oid (GByteArray *out, const char *dotted)
{
  gsize mark = cw_der_begin (out, CW_DER_OID);
  char *rest;
  guint64 first = g_ascii_strtoull (dotted, &rest, 10), second = g_ascii_strtoull (*rest ? rest + 1 : rest, &rest, 10);

  append_arc (out, first * 40 + second);
  while (*rest == '.')
    append_arc (out, g_ascii_strtoull (rest + 1, &rest, 10));
  cw_der_end (out, mark);
}

void
cw_der_write_integer (GByteArray *out, const guint8 *data, gsize size)
{
  gsize mark = cw_der_begin (out, CW_DER_INTEGER);
  const guint8 zero = 0;

  while (size > 0 && *data == 0)
    data++, size--;
  if (size == 0 || (*data & 0x80))
    g_byte_array_append (out, &zero, 1);
  if (size > 0)
    g_byte_array_append (out, data, (guint) size);
  cw_der_end (out, mark);
}

void
cw_der_write_uint (GByteArray *out, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);

  cw_der_write_integer (out, (const guint8 *) &big, sizeof big);
}

void
cw_der_write_true (GByteArray *out)
{
  cw_der_write (out, CW_DER_BOOLEAN, "\xff", 1);
}

void
cw_der_write_bits (GByteArray *out, gconstpointer data, gsize size)
{
  gsize mark = cw_der_begin (out, CW_DER_BIT_STRING);

  g_byte_array_append (out, (const guint8 *) "", 1);
  g_byte_array_append (out, data, (guint) size);
  cw_der_end (out, mark);
}

void
cw_der_write_flags (GByteArray *out, guint8 flags)
{
  guint8 content[2] = { 0, flags };

  for (; content[0] < 7 && !(flags >> content[0] & 1); content[0]++)
    ;
  cw_der_write (out, CW_DER_BIT_STRING, content, sizeof content);
}

void
cw_der_write_time (GByteArray *out, gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time);
  gboolean short_year = moment && g_date_time_get_year (moment) >= 1950 && g_date_time_get_year (moment) < 2050;
  g_autofree char *text = moment ? g_date_time_format (moment, short_year ? "%y%m%d%H%M%SZ" : "%Y%m%d%H%M%SZ") : NULL;

  /* What is no date at all is the end of time. */
  cw_der_write_text (out, short_year ? CW_DER_UTC_TIME : CW_DER_GENERALIZED_TIME, text ? text : "99991231235959Z");
}

gboolean
cw_oid_is_valid (const char *dotted)
{
  g_auto (GStrv) arcs = g_strsplit (dotted, ".", -1);
  guint64 arc, first = 0;
  guint n = g_strv_length (arcs);

  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_string_to_unsigned (arcs[i], 10, 0, G_MAXINT64, &arc, NULL) || (arcs[i][0] == '0' && arcs[i][1]))
        return FALSE;
      if (i == 0)
        first = arc;
      if ((i == 0 && arc > 2) || (i == 1 && first < 2 && arc > 39))
        return FALSE;
    }
  return n >= 2 && n <= 64 && strlen (dotted) < CW_DER_OID_MAX;
}
