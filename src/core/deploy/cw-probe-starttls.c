/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe-wire.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"

/* The protocols of mail and chat, which are made of text: RFC 3207, 9051 (6.2.1), 2595 (4), 6120 (5). */

static gboolean
has_word (const char *line, const char *word)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t-", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      return TRUE;
  return FALSE;
}

/* An answer of SMTP has lines like "250-SIZE", and the last one has a space. offered: whether one is STARTTLS. May be NULL. */
static gboolean
read_smtp (CwProbeWire *self, const char *code, gboolean *offered, GError **error)
{
  for (;;)
    {
      g_autofree char *line = cw_probe_wire_read_line (self, error);

      if (line == NULL)
        return FALSE;
      if (!g_str_has_prefix (line, code))
        return cw_probe_wire_refuse (self, line, error);
      if (offered != NULL && has_word (line + 3, "STARTTLS"))
        *offered = TRUE;
      if (line[3] != '-')
        return TRUE;
    }
}

static gboolean
start_smtp (CwProbeWire *self, GError **error)
{
  gboolean offered = FALSE;

  if (!read_smtp (self, "220", NULL, error) || !cw_probe_wire_say (self, "EHLO localhost\r\n", error) || !read_smtp (self, "250", &offered, error))
    return FALSE;
  if (!offered)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s does not offer STARTTLS."), self->name);
      return FALSE;
    }
  return cw_probe_wire_say (self, "STARTTLS\r\n", error) && read_smtp (self, "220", NULL, error);
}

static gboolean
start_imap (CwProbeWire *self, GError **error)
{
  g_autofree char *greeting = cw_probe_wire_read_line (self, error);

  if (greeting == NULL)
    return FALSE;
  if (!g_str_has_prefix (greeting, "* OK") && !g_str_has_prefix (greeting, "* PREAUTH"))
    return cw_probe_wire_refuse (self, greeting, error);
  if (!cw_probe_wire_say (self, "a STARTTLS\r\n", error))
    return FALSE;
  for (;;)
    {
      g_autofree char *line = cw_probe_wire_read_line (self, error);

      if (line == NULL)
        return FALSE;
      if (g_ascii_strncasecmp (line, "a OK", 4) == 0)
        return TRUE;
      if (line[0] != '*')
        return cw_probe_wire_refuse (self, line, error);
    }
}

static gboolean
read_pop3 (CwProbeWire *self, GError **error)
{
  g_autofree char *line = cw_probe_wire_read_line (self, error);

  if (line == NULL)
    return FALSE;
  return g_str_has_prefix (line, "+OK") || cw_probe_wire_refuse (self, line, error);
}

static gboolean
start_pop3 (CwProbeWire *self, GError **error)
{
  return read_pop3 (self, error) && cw_probe_wire_say (self, "STLS\r\n", error) && read_pop3 (self, error);
}

static gboolean
start_xmpp (CwProbeWire *self, gboolean of_server, GError **error)
{
  static const char *const ends[] = { "</stream:features>", "<stream:features/>", "</stream:stream>", "</stream:error>", NULL };
  static const char *const answers[] = { "/>", "</proceed>", "</failure>", "</stream:stream>", NULL };
  g_autofree char *domain = g_markup_escape_text (self->domain != NULL ? self->domain : "localhost", -1);
  g_autofree char *header = g_strdup_printf ("<?xml version='1.0'?><stream:stream to='%s' version='1.0' xmlns='jabber:%s' "
                                             "xmlns:stream='http://etherx.jabber.org/streams'>", domain, of_server ? "server" : "client");
  g_autofree char *features = NULL;
  g_autofree char *answer = NULL;

  if (!cw_probe_wire_say (self, header, error) || (features = cw_probe_wire_read_until (self, ends, error)) == NULL)
    return FALSE;
  if (strstr (features, "host-unknown") != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("%s does not serve the domain %s."), self->name, domain);
      return FALSE;
    }
  if (strstr (features, "urn:ietf:params:xml:ns:xmpp-tls") == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s does not offer STARTTLS."), self->name);
      return FALSE;
    }
  if (!cw_probe_wire_say (self, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", error) ||
      (answer = cw_probe_wire_read_until (self, answers, error)) == NULL)
    return FALSE;
  return strstr (answer, "<proceed") != NULL || cw_probe_wire_refuse (self, answer, error);
}

gboolean
cw_probe_start_tls (CwProbeWire *self, CwProbeProtocol protocol, GError **error)
{
  switch (protocol)
    {
    case CW_PROBE_TLS:
      return TRUE;
    case CW_PROBE_SMTP:
      return start_smtp (self, error);
    case CW_PROBE_IMAP:
      return start_imap (self, error);
    case CW_PROBE_POP3:
      return start_pop3 (self, error);
    case CW_PROBE_LDAP:
      return cw_probe_start_ldap (self, error);
    case CW_PROBE_XMPP_CLIENT:
    case CW_PROBE_XMPP_SERVER:
      return start_xmpp (self, protocol == CW_PROBE_XMPP_SERVER, error);
    case CW_PROBE_POSTGRESQL:
      return cw_probe_start_postgresql (self, error);
    case CW_PROBE_MYSQL:
      return cw_probe_start_mysql (self, error);
    }
  g_return_val_if_reached (FALSE);
}
