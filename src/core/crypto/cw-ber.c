/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-ber.h"

#include <string.h>

/* Real containers nest a dozen levels; a bomb nests thousands. */
#define MAX_DEPTH 48

static gboolean find_end (const guint8 *data, gsize size, guint depth, gsize *content_size);

/* Identifier and length. length is G_MAXSIZE for the indefinite form. Does not ask whether the content is there. */
static gboolean
read_header (const guint8 *data, gsize size, gsize *header, gsize *length)
{
  guint n;

  if (size < 2 || (data[0] & 0x1f) == 0x1f)
    return FALSE;
  *header = 2;
  *length = data[1];
  if (data[1] < 0x80)
    return TRUE;
  if (data[1] == 0x80)
    {
      *length = G_MAXSIZE;
      return (data[0] & 0x20) != 0;
    }
  n = data[1] & 0x7f;
  if (n > 8 || size < 2 + n)
    return FALSE;
  *length = 0;
  for (guint i = 0; i < n; i++)
    {
      if (*length > (G_MAXSIZE >> 9))
        return FALSE;
      *length = *length << 8 | data[2 + i];
    }
  *header = 2 + n;
  return TRUE;
}

static gboolean
read_element (const guint8 *data, gsize size, guint depth, CwElement *element)
{
  gsize header, length, mark = 0;

  if (!read_header (data, size, &header, &length))
    return FALSE;
  if (length == G_MAXSIZE)
    {
      if (depth >= MAX_DEPTH || !find_end (data + header, size - header, depth + 1, &length))
        return FALSE;
      mark = 2;
    }
  if (length > size - header)
    return FALSE;
  element->id = data[0];
  element->content = (CwBer) { data + header, length };
  element->whole = (CwBer) { data, header + length + mark };
  return TRUE;
}

/* The content of an indefinite length ends where an end mark stands in place of an element. */
static gboolean
find_end (const guint8 *data, gsize size, guint depth, gsize *content_size)
{
  gsize at = 0;

  while (size - at >= 2)
    {
      CwElement element;

      if (data[at] == 0 && data[at + 1] == 0)
        {
          *content_size = at;
          return TRUE;
        }
      if (!read_element (data + at, size - at, depth, &element))
        return FALSE;
      at += element.whole.size;
    }
  return FALSE;
}

gboolean
cw_ber_next (CwBer *rest, CwElement *element)
{
  if (!read_element (rest->data, rest->size, 0, element))
    return FALSE;
  rest->data += element->whole.size;
  rest->size -= element->whole.size;
  return TRUE;
}

gboolean
cw_ber_peek_id (const CwBer *rest, guint8 *id)
{
  if (rest->size == 0)
    return FALSE;
  *id = rest->data[0];
  return TRUE;
}

static gboolean
is_string (guint8 id)
{
  return id == CW_BER_OCTETS || id == CW_BER_BIT_STRING || id == CW_BER_BMP;
}

gboolean
cw_ber_take (CwBer *rest, guint8 id, CwElement *element)
{
  if (rest->size == 0 || (rest->data[0] != id && !(is_string (id) && rest->data[0] == (id | 0x20))))
    return FALSE;
  return cw_ber_next (rest, element);
}

gboolean
cw_ber_enter (CwBer *rest, guint8 id, CwBer *content)
{
  CwElement element;

  if (!cw_ber_take (rest, id, &element))
    return FALSE;
  *content = element.content;
  return TRUE;
}

gsize
cw_ber_claimed_size (const CwBer *data)
{
  gsize header, length;

  if (!read_header (data->data, data->size, &header, &length) || length == G_MAXSIZE)
    return 0;
  return header + length;
}

static gboolean
join (const CwBer *pieces, guint depth, GByteArray *joined)
{
  CwBer rest = *pieces;
  CwElement piece;

  while (rest.size > 0)
    {
      if (!cw_ber_next (&rest, &piece) || (piece.id & ~0x20) != CW_BER_OCTETS)
        return FALSE;
      if (piece.id == CW_BER_OCTETS)
        g_byte_array_append (joined, piece.content.data, (guint) piece.content.size);
      else if (depth >= MAX_DEPTH || !join (&piece.content, depth + 1, joined))
        return FALSE;
    }
  return TRUE;
}

GBytes *
cw_ber_octets (const CwElement *element)
{
  g_autoptr (GByteArray) joined = NULL;

  if ((element->id & 0x20) == 0)
    return g_bytes_new (element->content.data, element->content.size);
  joined = g_byte_array_new ();
  if (element->content.size > G_MAXUINT / 2 || !join (&element->content, 0, joined))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/* One arc in base 128. */
static gboolean
next_arc (CwBer *rest, guint64 *arc)
{
  *arc = 0;
  while (rest->size > 0 && *arc <= (G_MAXUINT64 >> 8))
    {
      guint8 byte = *rest->data++;

      rest->size--;
      *arc = *arc << 7 | (byte & 0x7f);
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

char *
cw_ber_dup_oid (const CwElement *element)
{
  CwBer rest = element->content;
  g_autoptr (GString) text = NULL;
  guint64 arc;

  if (element->id != CW_BER_OID || rest.size > 64 || !next_arc (&rest, &arc))
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, "%u.%" G_GUINT64_FORMAT, (guint) MIN (arc / 40, 2), arc - 40 * MIN (arc / 40, 2));
  while (rest.size > 0)
    {
      if (!next_arc (&rest, &arc))
        return NULL;
      g_string_append_printf (text, ".%" G_GUINT64_FORMAT, arc);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
cw_ber_is_oid (const CwElement *element, const char *dotted)
{
  g_autofree char *oid = cw_ber_dup_oid (element);

  return g_strcmp0 (oid, dotted) == 0;
}

gboolean
cw_ber_take_uint (CwBer *rest, guint64 maximum, guint64 *value)
{
  CwBer copy = *rest;
  CwElement element;

  if (!cw_ber_take (&copy, CW_BER_INTEGER, &element) || element.content.size == 0 || (element.content.data[0] & 0x80) != 0)
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < element.content.size; i++)
    {
      if (*value > (G_MAXUINT64 >> 8))
        return FALSE;
      *value = *value << 8 | element.content.data[i];
    }
  if (*value > maximum)
    return FALSE;
  *rest = copy;
  return TRUE;
}
