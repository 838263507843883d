/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-der.h"

#include <string.h>

/* Reads the length octets; FALSE for BER's indefinite form and for what does not fit in the slice. */
static gboolean
take_length (CwDer *in, gsize *length)
{
  if (in->size == 0)
    return FALSE;
  guint8 first = in->data[0];
  gsize n = first & 0x7f, value = 0;

  in->data++, in->size--;
  if (first < 0x80)
    value = first;
  else if (n == 0 || n > 4 || n > in->size)
    return FALSE;
  else
    for (; n > 0; n--, in->data++, in->size--)
      value = value << 8 | in->data[0];
  *length = value;
  return value <= in->size;
}

gboolean
cw_der_next (CwDer *in, guint *tag, CwDer *value, CwDer *whole)
{
  CwDer rest = *in;
  gsize length;

  if (rest.size < 2 || (rest.data[0] & 0x1f) == 0x1f)
    return FALSE;
  guint found = rest.data[0];
  rest.data++, rest.size--;
  if (!take_length (&rest, &length))
    return FALSE;

  if (tag)
    *tag = found;
  if (value)
    *value = (CwDer) { rest.data, length };
  if (whole)
    *whole = (CwDer) { in->data, (gsize) (rest.data - in->data) + length };
  *in = (CwDer) { rest.data + length, rest.size - length };
  return TRUE;
}

gboolean
cw_der_take (CwDer *in, guint tag, CwDer *value)
{
  return in->size > 0 && in->data[0] == tag && cw_der_next (in, NULL, value, NULL);
}

guint
cw_der_peek (const CwDer *in)
{
  return in->size > 0 ? in->data[0] : 0;
}

gboolean
cw_der_open (CwDer in, guint tag, CwDer *value)
{
  return cw_der_take (&in, tag, value) && in.size == 0;
}

gboolean
cw_der_equal (CwDer a, CwDer b)
{
  return a.size == b.size && (a.size == 0 || memcmp (a.data, b.data, a.size) == 0);
}

gboolean
cw_der_take_boolean (CwDer *in, gboolean *value)
{
  CwDer rest = *in, content;

  if (!cw_der_take (&rest, CW_DER_BOOLEAN, &content) || content.size != 1)
    return FALSE;
  *value = content.data[0] != 0;
  *in = rest;
  return TRUE;
}

gboolean
cw_der_to_uint (CwDer integer, guint *value)
{
  guint64 sum = 0;

  if (integer.size == 0 || integer.size > 5 || (integer.data[0] & 0x80))
    return FALSE;
  for (gsize i = 0; i < integer.size; i++)
    sum = sum << 8 | integer.data[i];
  *value = (guint) sum;
  return sum <= G_MAXUINT32;
}

guint
cw_der_count_bits (CwDer integer)
{
  while (integer.size > 0 && integer.data[0] == 0)
    integer.data++, integer.size--;
  if (integer.size == 0 || integer.size > G_MAXUINT / 16)
    return 0;
  return (guint) (integer.size - 1) * 8 + g_bit_storage (integer.data[0]);
}

gboolean
cw_der_take_bits (CwDer *in, CwDer *bits)
{
  CwDer rest = *in, content;

  if (!cw_der_take (&rest, CW_DER_BIT_STRING, &content) || content.size == 0 || content.data[0] > 7)
    return FALSE;
  *bits = (CwDer) { content.data + 1, content.size - 1 };
  *in = rest;
  return TRUE;
}

/* ---- object identifiers ---- */

static gboolean
append_number (char *buffer, gsize size, gsize *used, unsigned __int128 number)
{
  char digits[40];
  gsize n = 0;

  do
    digits[n++] = '0' + (char) (number % 10);
  while ((number /= 10) != 0);
  if (*used + n + 2 > size)
    return FALSE;
  if (*used > 0)
    buffer[(*used)++] = '.';
  while (n > 0)
    buffer[(*used)++] = digits[--n];
  buffer[*used] = '\0';
  return TRUE;
}

static gboolean
append_arc (char *buffer, gsize size, gsize *used, unsigned __int128 arc)
{
  if (*used > 0)
    return append_number (buffer, size, used, arc);
  guint first = arc < 40 ? 0 : arc < 80 ? 1 : 2;
  return append_number (buffer, size, used, first) && append_number (buffer, size, used, arc - first * 40);
}

gboolean
cw_der_to_oid (CwDer oid, char *buffer, gsize size)
{
  gsize used = 0;
  unsigned __int128 arc = 0;
  gboolean good = oid.size > 0 && !(oid.data[oid.size - 1] & 0x80);

  for (gsize i = 0; good && i < oid.size; i++)
    {
      good = !(arc >> 121);
      arc = arc << 7 | (oid.data[i] & 0x7f);
      if (oid.data[i] & 0x80)
        continue;
      good = good && append_arc (buffer, size, &used, arc);
      arc = 0;
    }
  if (!good)
    buffer[0] = '\0';
  return good;
}

gboolean
cw_der_take_oid (CwDer *in, char *buffer, gsize size)
{
  CwDer rest = *in, oid;

  buffer[0] = '\0';
  if (!cw_der_take (&rest, CW_DER_OID, &oid) || !cw_der_to_oid (oid, buffer, size))
    return FALSE;
  *in = rest;
  return TRUE;
}

/* ---- times ---- */

static gboolean
take_digits (CwDer *in, guint n, int *value)
{
  if (in->size < n)
    return FALSE;
  *value = 0;
  for (; n > 0; n--, in->data++, in->size--)
    {
      if (!g_ascii_isdigit (in->data[0]))
        return FALSE;
      *value = *value * 10 + (in->data[0] - '0');
    }
  return TRUE;
}

/* Days since 1970-01-01 in the Gregorian calendar, for every year: the year is counted from March, so that the leap day is last. */
static gint64
days_since_1970 (int year, int month, int day)
{
  gint64 y = year - (month <= 2);
  gint64 era = y / 400, year_of_era = y % 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* "Z", nothing, or "+hhmm": the seconds to subtract. */
static gboolean
take_zone (CwDer *in, gint64 *offset)
{
  int hours, minutes;

  *offset = 0;
  if (in->size == 0)
    return TRUE;
  guint8 sign = in->data[0];
  in->data++, in->size--;
  if (sign == 'Z')
    return in->size == 0;
  if ((sign != '+' && sign != '-') || !take_digits (in, 2, &hours) || !take_digits (in, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;
  *offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return in->size == 0;
}

static void
skip_fraction (CwDer *in)
{
  if (in->size == 0 || (in->data[0] != '.' && in->data[0] != ','))
    return;
  do
    in->data++, in->size--;
  while (in->size > 0 && g_ascii_isdigit (in->data[0]));
}

gboolean
cw_der_to_time (guint tag, CwDer text, gint64 *time)
{
  int year, month, day, hour, minute, second = 0;
  gint64 offset;
  gboolean short_year = tag == CW_DER_UTC_TIME;

  if ((!short_year && tag != CW_DER_GENERALIZED_TIME) || !take_digits (&text, short_year ? 2 : 4, &year) ||
      !take_digits (&text, 2, &month) || !take_digits (&text, 2, &day) || !take_digits (&text, 2, &hour) || !take_digits (&text, 2, &minute))
    return FALSE;
  if (text.size > 0 && g_ascii_isdigit (text.data[0]) && !take_digits (&text, 2, &second))
    return FALSE;
  skip_fraction (&text);
  if (short_year)
    year += year < 50 ? 2000 : 1900;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 || !take_zone (&text, &offset))
    return FALSE;
  if (day > 28 && (year == 0 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)))
    return FALSE;
  *time = days_since_1970 (year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return TRUE;
}

gboolean
cw_der_take_time (CwDer *in, gint64 *time)
{
  CwDer rest = *in, text;
  guint tag;

  if (!cw_der_next (&rest, &tag, &text, NULL) || !cw_der_to_time (tag, text, time))
    return FALSE;
  *in = rest;
  return TRUE;
}

/* ---- strings ---- */

static char *
dup_wide (CwDer text, guint width)
{
  g_autoptr(GString) out = g_string_sized_new (text.size);

  if (text.size % width != 0)
    return NULL;
  for (gsize i = 0; i < text.size; i += width)
    {
      gunichar c = 0;
      for (guint k = 0; k < width; k++)
        c = c << 8 | text.data[i + k];
      if (width == 2 && c >= 0xd800 && c < 0xdc00 && i + 3 < text.size && (text.data[i + 2] & 0xfc) == 0xdc)
        {
          c = 0x10000 + ((c & 0x3ff) << 10 | (text.data[i + 2] & 3u) << 8 | text.data[i + 3]);
          i += 2;
        }
      if (c == 0 || !g_unichar_validate (c))
        return NULL;
      g_string_append_unichar (out, c);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
dup_narrow (CwDer text)
{
  if (text.size == 0)
    return g_strdup ("");
  if (memchr (text.data, 0, text.size))
    return NULL;
  if (g_utf8_validate ((const char *) text.data, (gssize) text.size, NULL))
    return g_strndup ((const char *) text.data, text.size);
  return g_convert ((const char *) text.data, (gssize) text.size, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

char *
cw_der_dup_string (guint tag, CwDer text)
{
  switch (tag)
    {
    case CW_DER_UTF8_STRING: case CW_DER_NUMERIC_STRING: case CW_DER_PRINTABLE_STRING: case CW_DER_IA5_STRING: case CW_DER_VISIBLE_STRING:
    case CW_DER_T61_STRING:   /* nobody ever wrote T.61: it is UTF-8 or Latin-1 in practice */
      return dup_narrow (text);
    case CW_DER_BMP_STRING:
      return dup_wide (text, 2);
    case CW_DER_UNIVERSAL_STRING:
      return dup_wide (text, 4);
    default:
      return NULL;
    }
}
