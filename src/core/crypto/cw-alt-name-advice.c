/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name-private.h"
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Names that are correct, and that a public CA refuses all the same. */

static gboolean
is_reserved (const char *host)
{
  /* RFC 2606, 6761, 6762, 8375, 9476, ICANN's .internal, and those that were never given to anybody because too many use them. */
  static const char *const endings[] = {
    "localhost", "local", "internal", "invalid", "test", "example", "alt", "lan", "home", "corp", "mail", "intranet", "private", "localdomain",
    "home.arpa", NULL };
  gsize length = strlen (host);

  for (gsize i = 0; endings[i] != NULL; i++)
    {
      gsize ending = strlen (endings[i]);

      if (length >= ending && g_str_equal (host + length - ending, endings[i]) && (length == ending || host[length - ending - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static char *
dup_host_advice (const char *host, const char *text)
{
  gboolean wildcard = g_str_has_prefix (host, "*.");

  if (is_reserved (wildcard ? host + 2 : host))
    return g_strdup_printf (_("“%s” ends in a name that is reserved for local use or for examples: a public certification authority refuses it, "
                              "one of your own may not."), text);
  if (wildcard && strchr (host + 2, '.') == NULL)
    return g_strdup_printf (_("“%s” stands for every name of a whole top-level domain, which no public certification authority signs."), text);
  if (strchr (host, '.') == NULL)
    return g_strdup_printf (_("“%s” is a short name without a domain: a public certification authority refuses it, one of your own may not."), text);
  return NULL;
}

static char *
dup_address_advice (const char *text)
{
  static const char *const ranges[] = {
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "0.0.0.0/8", "224.0.0.0/3",
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15",
    "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32", NULL };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  for (gsize i = 0; address != NULL && ranges[i] != NULL; i++)
    {
      g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (ranges[i], NULL);

      if (g_inet_address_mask_matches (mask, address))
        return g_strdup_printf (_("“%s” is no public IP address: a public certification authority refuses it, one of your own may not."), text);
    }
  return NULL;
}

char *
cw_alt_name_dup_advice (CwAltName *self)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (CW_IS_ALT_NAME (self), NULL);
  switch (self->kind)
    {
    case CW_ALT_NAME_DNS:
      return dup_host_advice (self->ascii, self->text);
    case CW_ALT_NAME_IP:
      return dup_address_advice (self->ascii);
    case CW_ALT_NAME_EMAIL:
      return dup_host_advice (strrchr (self->ascii, '@') + 1, self->text);
    case CW_ALT_NAME_URI:
      uri = g_uri_parse (self->ascii, G_URI_FLAGS_NON_DNS | G_URI_FLAGS_ENCODED, NULL);
      if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
        return NULL;
      return g_hostname_is_ip_address (g_uri_get_host (uri)) ? dup_address_advice (g_uri_get_host (uri)) : dup_host_advice (g_uri_get_host (uri), self->text);
    default:
      return NULL;
    }
}
