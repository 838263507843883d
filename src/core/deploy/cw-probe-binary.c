/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe-wire.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"

/* The protocols of directories and databases, which are made of bytes: RFC 4511 (4.14), the message formats of PostgreSQL and MySQL. */

static gboolean
set_no_sense (CwProbeWire *self, GError **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s answers what makes no sense in the protocol that it is asked by."), self->name);
  return FALSE;
}

static gboolean
set_not_offered (CwProbeWire *self, GError **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s does not offer TLS."), self->name);
  return FALSE;
}

/* ---- LDAP ---- */

/* Takes tag and length of an element and moves on to its content, whose end is *end. */
static gboolean
enter_ber (const guint8 **at, const guint8 **end, guint8 tag)
{
  const guint8 *p = *at;
  gsize length, octets;

  if (*end - p < 2 || *p++ != tag)
    return FALSE;
  length = *p++;
  if (length > 0x80)
    {
      octets = length & 0x7f;
      if (octets > 4 || octets > (gsize) (*end - p))
        return FALSE;
      for (length = 0; octets > 0; octets--)
        length = length << 8 | *p++;
    }
  else if (length == 0x80)
    return FALSE;
  if (length > (gsize) (*end - p))
    return FALSE;
  *at = p;
  *end = p + length;
  return TRUE;
}

/* One whole message: the outermost tag and its length, then so much. */
static GBytes *
read_ber (CwProbeWire *self, GError **error)
{
  guint8 *content;
  guint8 head[6] = { 0 };
  gsize octets, length, used = 2;

  if (!cw_probe_wire_read (self, head, 2, error))
    return NULL;
  octets = head[1] > 0x80 ? head[1] & 0x7fu : 0;
  if (head[0] != 0x30 || head[1] == 0x80 || octets > 4)
    {
      set_no_sense (self, error);
      return NULL;
    }
  if (octets > 0 && !cw_probe_wire_read (self, head + 2, octets, error))
    return NULL;
  length = octets == 0 ? head[1] : 0;
  for (; used < 2 + octets; used++)
    length = length << 8 | head[used];
  content = cw_probe_wire_dup (self, length, error);
  return content != NULL ? g_bytes_new_take (content, length) : NULL;
}

/* LDAPMessage ::= { messageID 1, extendedResp [APPLICATION 24] { resultCode, matchedDN, diagnosticMessage, … } } */
static gboolean
judge_ldap (CwProbeWire *self, GBytes *answer, GError **error)
{
  gsize size;
  const guint8 *at = g_bytes_get_data (answer, &size), *end = at + size, *inner, *inner_end, *last;
  g_autofree char *diagnostic = NULL;
  guint code;

  inner_end = end;
  if (!enter_ber (&at, &inner_end, 0x02))
    return set_no_sense (self, error);
  inner = inner_end;
  if (!enter_ber (&inner, &end, 0x78))
    return set_no_sense (self, error);
  last = end;
  if (!enter_ber (&inner, &last, 0x0a) || last - inner != 1)
    return set_no_sense (self, error);
  code = *inner;
  if (code == 0)
    return TRUE;
  inner = last;
  last = end;
  if (enter_ber (&inner, &last, 0x04))
    {
      inner = last;
      last = end;
      if (enter_ber (&inner, &last, 0x04) && last > inner)
        diagnostic = g_strndup ((const char *) inner, (gsize) (last - inner));
    }
  if (diagnostic == NULL)
    diagnostic = g_strdup_printf (_("result code %u"), code);
  return cw_probe_wire_refuse (self, diagnostic, error);
}

gboolean
cw_probe_start_ldap (CwProbeWire *self, GError **error)
{
  static const char request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037";
  g_autoptr (GBytes) answer = NULL;

  if (!cw_probe_wire_send (self, request, sizeof request - 1, error) || (answer = read_ber (self, error)) == NULL)
    return FALSE;
  return judge_ldap (self, answer, error);
}

/* ---- PostgreSQL ---- */

gboolean
cw_probe_start_postgresql (CwProbeWire *self, GError **error)
{
  static const guint8 ssl_request[] = { 0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f };
  guint8 answer = 0;

  if (!cw_probe_wire_send (self, ssl_request, sizeof ssl_request, error) || !cw_probe_wire_read (self, &answer, 1, error))
    return FALSE;
  if (answer == 'S')
    return TRUE;
  return answer == 'N' ? set_not_offered (self, error) : set_no_sense (self, error);
}

/* ---- MySQL ---- */

#define MYSQL_PROTOCOL_41 0x0200u
#define MYSQL_SSL         0x0800u
#define MYSQL_SECURE      0x8000u

/* The lower half of the capabilities is behind version, its NUL, thread id and the first 8 bytes of the challenge with a NUL. */
static gboolean
judge_greeting (CwProbeWire *self, const guint8 *packet, gsize size, GError **error)
{
  const guint8 *version_end = memchr (packet, '\0', size);
  gsize place = version_end != NULL ? (gsize) (version_end - packet) + 1 + 4 + 9 : size;

  if (packet[0] == 0xff && size > 3)
    {
      g_autofree char *words = g_strndup ((const char *) packet + 3, size - 3);

      return cw_probe_wire_refuse (self, words, error);
    }
  if (packet[0] != 10 || place + 2 > size)
    return set_no_sense (self, error);
  return ((packet[place] | (guint) packet[place + 1] << 8) & MYSQL_SSL) != 0 || set_not_offered (self, error);
}

gboolean
cw_probe_start_mysql (CwProbeWire *self, GError **error)
{
  guint8 head[4], request[36] = { 32, 0, 0, 1 };
  guint32 wanted = GUINT32_TO_LE (MYSQL_PROTOCOL_41 | MYSQL_SSL | MYSQL_SECURE), most = GUINT32_TO_LE (1u << 24);
  g_autofree guint8 *packet = NULL;
  gsize size;

  if (!cw_probe_wire_read (self, head, sizeof head, error))
    return FALSE;
  size = head[0] | (gsize) head[1] << 8 | (gsize) head[2] << 16;
  if (size == 0)
    return set_no_sense (self, error);
  packet = cw_probe_wire_dup (self, size, error);
  if (packet == NULL || !judge_greeting (self, packet, size, error))
    return FALSE;
  memcpy (request + 4, &wanted, sizeof wanted);
  memcpy (request + 8, &most, sizeof most);
  request[12] = 33;     /* utf8 */
  return cw_probe_wire_send (self, request, sizeof request, error);
}
