/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name-private.h"
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"

/* URIs, whose host is encoded as a host name is. */

/* Schemes whose path is an address: what stands behind the last @ is a host name. */
static gboolean
has_address (const char *scheme)
{
  static const char *const schemes[] = { "sip", "sips", "xmpp", "im", "pres", "mailto", "acct", NULL };

  return g_strv_contains (schemes, scheme);
}

/* "sip:a@bücher.example;transport=tls": the host ends where its parameters or a port begin. */
static char *
encode_address (const char *path, const char *shown, GError **error)
{
  const char *at = strrchr (path, '@');
  const char *host = at != NULL ? at + 1 : path;
  gsize length = strcspn (host, ";?:/");
  g_autofree char *bare = g_strndup (host, length);
  g_autofree char *ascii = NULL;
  g_autofree char *before = NULL;

  if (*host == '[' || g_hostname_is_ip_address (bare))
    return g_strdup (path);
  ascii = cw_alt_name_encode_host (bare, shown, error);
  if (ascii == NULL)
    return NULL;
  before = at != NULL ? g_strndup (path, (gsize) (at - path) + 1) : g_strdup ("");
  return g_strconcat (before, ascii, host + length, NULL);
}

/* What stays to be encoded when the host is done: %XX as in an IRI. */
static char *
escape_rest (const char *text)
{
  return g_uri_escape_string (text, "!#$%&'()*+,/:;=?@[]~", FALSE);
}

static gboolean
check_characters (const char *text, const char *shown, GError **error)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        return cw_alt_name_refuse (error, _("“%s” is no URI: there is a space or an invisible character in it."), shown);
      if (c < 128 && strchr ("<>\"{}|\\^`", (int) c) != NULL)
        return cw_alt_name_refuse (error, _("“%s” is no URI: “%c” is not allowed in one."), shown, (char) c);
    }
  return TRUE;
}

static char *
encode_authority (const char *rest, const char *shown, GError **error)
{
  gsize size = strcspn (rest + 2, "/?#");
  g_autofree char *authority = g_strndup (rest + 2, size);
  char *at = strrchr (authority, '@');
  char *host = at != NULL ? at + 1 : authority;
  char *port = *host == '[' ? strchr (host, ']') : NULL;
  g_autofree char *bare = NULL;
  g_autofree char *ascii = NULL;

  if (*host == '\0' || *host == ':')
    return cw_alt_name_refuse (error, _("“%s” is no URI for a certificate: it has to name a host."), shown), NULL;
  if (*host == '[')
    return g_strdup (rest);
  port = strchr (host, ':');
  bare = port != NULL ? g_strndup (host, (gsize) (port - host)) : g_strdup (host);
  ascii = g_hostname_is_ip_address (bare) ? g_strdup (bare) : cw_alt_name_encode_host (bare, shown, error);
  if (ascii == NULL)
    return NULL;
  return g_strdup_printf ("//%.*s%s%s%s", (int) (host - authority), authority, ascii, port != NULL ? port : "", rest + 2 + size);
}

gboolean
cw_alt_name_fill_uri (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = cw_text_dup_shown (text);
  g_autofree char *scheme = g_uri_parse_scheme (text);
  const char *rest = scheme != NULL ? strchr (text, ':') + 1 : NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *lower = NULL;

  if (scheme == NULL)
    return cw_alt_name_refuse (error, _("“%s” is no URI: it has to begin with a scheme and a colon, for example “https:”."), shown);
  if (*rest == '\0')
    return cw_alt_name_refuse (error, _("“%s” is no URI: there is nothing behind the colon."), shown);
  if (!check_characters (text, shown, error))
    return FALSE;
  lower = g_ascii_strdown (scheme, -1);
  if (g_str_has_prefix (rest, "//"))
    encoded = encode_authority (rest, shown, error);
  else
    encoded = has_address (lower) ? encode_address (rest, shown, error) : g_strdup (rest);
  if (encoded == NULL)
    return FALSE;
  escaped = escape_rest (encoded);
  self->ascii = g_strconcat (lower, ":", escaped, NULL);
  if (!g_uri_is_valid (self->ascii, G_URI_FLAGS_NON_DNS | G_URI_FLAGS_ENCODED, NULL))
    return cw_alt_name_refuse (error, _("“%s” is no URI: it is not written as one."), shown);
  self->text = g_strconcat (lower, ":", rest, NULL);
  return TRUE;
}
