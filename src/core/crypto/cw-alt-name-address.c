/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name-private.h"
#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"

/* IP addresses and mail addresses. */

#define LOCAL_MAX 64

gboolean
cw_alt_name_fill_ip (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = cw_text_dup_shown (text);
  g_autofree char *bare = g_strdup (text);
  gsize length = strlen (text);
  guint8 address[sizeof (struct in6_addr)];
  char canonical[INET6_ADDRSTRLEN];
  int family;

  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    {
      g_free (bare);
      bare = g_strndup (text + 1, length - 2);
    }
  if (strchr (bare, '/') != NULL)
    return cw_alt_name_refuse (error, _("“%s” is a network, and a certificate names a single IP address: leave out the part from the slash (/) on."), shown);
  if (strchr (bare, '%') != NULL)
    return cw_alt_name_refuse (error, _("“%s” is an IP address with a network interface, which means nothing to others: leave out the part from the percent sign (%%) on."),
                   shown);
  family = strchr (bare, ':') != NULL ? AF_INET6 : AF_INET;
  if (inet_pton (family, bare, address) != 1)
    return cw_alt_name_refuse (error, _("“%s” is no IP address."), shown);
  inet_ntop (family, address, canonical, sizeof canonical);
  self->ascii = g_strdup (canonical);
  self->text = g_strdup (canonical);
  return TRUE;
}

/* ---- mail addresses ---- */

static gboolean
check_local_part (const char *local, const char *shown, GError **error)
{
  gsize length = strlen (local);

  if (length == 0)
    return cw_alt_name_refuse (error, _("“%s” is no mail address: there is nothing before the at sign (@)."), shown);
  if (length > LOCAL_MAX)
    return cw_alt_name_refuse (error, _("“%s” is no mail address: what stands before the at sign (@) has more than 64 characters."), shown);
  if (!g_str_is_ascii (local))
    return cw_alt_name_refuse (error, _("“%s” cannot be used: before the at sign (@), a mail address in a certificate has only unaccented letters, digits and signs."), shown);
  if (local[0] == '.' || local[length - 1] == '.' || strstr (local, "..") != NULL)
    return cw_alt_name_refuse (error, _("“%s” is no mail address: there is a dot too many before the at sign (@)."), shown);
  for (const char *p = local; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-/=?^_`{|}~.", *p) == NULL)
      return cw_alt_name_refuse (error, _("“%s” is no mail address: a character before the at sign (@) is not allowed there."), shown);
  return TRUE;
}

gboolean
cw_alt_name_fill_email (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = cw_text_dup_shown (text);
  const char *at = strrchr (text, '@');
  g_autofree char *local = at != NULL ? g_strndup (text, (gsize) (at - text)) : NULL;
  g_autofree char *host = NULL;
  g_autofree char *unicode = NULL;

  if (at == NULL)
    return cw_alt_name_refuse (error, _("“%s” is no mail address: it has no at sign (@)."), shown);
  if (!check_local_part (local, shown, error))
    return FALSE;
  host = cw_alt_name_encode_host (at + 1, shown, error);
  if (host == NULL)
    return FALSE;
  unicode = cw_host_to_unicode (g_strdup (host));
  self->ascii = g_strconcat (local, "@", host, NULL);
  self->text = g_strconcat (local, "@", unicode, NULL);
  return TRUE;
}
