/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-base64.h"

#define BLANK 0x40
#define WRONG 0x80

/* 0–63: a digit. */
static const guint8 *
get_digits (void)
{
  static guint8 digits[256];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < 256; i++)
        digits[i] = g_ascii_isspace (i) ? BLANK : WRONG;
      for (guint i = 0; i < 26; i++)
        {
          digits['A' + i] = (guint8) i;
          digits['a' + i] = (guint8) (26 + i);
        }
      for (guint i = 0; i < 10; i++)
        digits['0' + i] = (guint8) (52 + i);
      digits['+'] = 62;
      digits['/'] = 63;
      g_once_init_leave (&ready, 1);
    }
  return digits;
}

/* Behind the first "=" only more of them and blanks. */
static gboolean
is_padding (const guint8 *digits, const guint8 *in, const guint8 *end)
{
  for (guint n = 0; in < end; in++)
    {
      if (*in == '\\' && in + 1 < end && (in[1] == 'n' || in[1] == 'r'))
        in++;
      else if (*in == '=' ? ++n > 2 : digits[*in] != BLANK)
        return FALSE;
    }
  return TRUE;
}

static gssize
finish (guint32 bits, guint n_digits, guint8 *out, const guint8 *start)
{
  if (n_digits == 1)
    return -1;
  if (n_digits >= 2)
    *out++ = (guint8) (bits >> (n_digits == 2 ? 4 : 10));
  if (n_digits == 3)
    *out++ = (guint8) (bits >> 2);
  return out - start;
}

gssize
cw_base64_decode (const char *text, gsize size, guint8 *out)
{
  const guint8 *digits = get_digits ();
  const guint8 *in = (const guint8 *) text, *end = in + size;
  const guint8 *start = out;
  guint32 bits = 0;
  guint n_digits = 0;

  while (in < end)
    {
      guint8 digit;

      while (n_digits == 0 && end - in >= 4)
        {
          guint8 a = digits[in[0]], b = digits[in[1]], c = digits[in[2]], d = digits[in[3]];
          guint32 group = (guint32) a << 18 | (guint32) b << 12 | (guint32) c << 6 | d;

          if ((a | b | c | d) >= BLANK)
            break;
          out[0] = (guint8) (group >> 16);
          out[1] = (guint8) (group >> 8);
          out[2] = (guint8) group;
          out += 3;
          in += 4;
        }
      if (in == end)
        break;
      digit = digits[*in];
      if (digit < BLANK)
        {
          bits = bits << 6 | digit;
          if (++n_digits == 4)
            {
              *out++ = (guint8) (bits >> 16);
              *out++ = (guint8) (bits >> 8);
              *out++ = (guint8) bits;
              n_digits = 0;
              bits = 0;
            }
        }
      else if (*in == '=')
        return is_padding (digits, in, end) ? finish (bits, n_digits, out, start) : -1;
      else if (*in == '\\' && in + 1 < end && (in[1] == 'n' || in[1] == 'r'))
        in++;
      else if (digit != BLANK)
        return -1;
      in++;
    }
  return finish (bits, n_digits, out, start);
}
