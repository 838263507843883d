/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-gnutls-auto.h"
#include "cw-name.h"

/* Host names, internationalized ones too, and wildcards. */

#define HOST_MAX  253
#define LABEL_MAX 63

static gboolean
is_number (const char *label)
{
  for (; g_ascii_isdigit (*label); label++)
    ;
  return *label == '\0';
}

/* One label of an encoded name; shown is the whole, for the sentence. */
static gboolean
check_label (const char *label, const char *shown, GError **error)
{
  gsize length = strlen (label);

  if (length == 0)
    return cw_alt_name_refuse (error, _("“%s” is no host name: there is nothing between two dots."), shown);
  if (length > LABEL_MAX)
    return cw_alt_name_refuse (error, _("“%s” is no host name: a part between dots has at most 63 characters, and one here has more."), shown);
  if (strchr (label, '_') != NULL)
    return cw_alt_name_refuse (error, _("“%s” is no host name: an underscore (_) is not allowed in one."), shown);
  if (strchr (label, '*') != NULL)
    return cw_alt_name_refuse (error, _("“%s” is no host name: a star (*) may only stand alone before the first dot."), shown);
  for (const char *p = label; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return cw_alt_name_refuse (error, _("“%s” is no host name: “%c” is not allowed in one."), shown, *p);
  if (label[0] == '-' || label[length - 1] == '-')
    return cw_alt_name_refuse (error, _("“%s” is no host name: a part between dots neither begins nor ends with a hyphen."), shown);
  return TRUE;
}

static gboolean
check_labels (const char *ascii, const char *shown, GError **error)
{
  g_auto (GStrv) labels = g_strsplit (ascii, ".", -1);
  guint n = g_strv_length (labels);

  if (strlen (ascii) > HOST_MAX)
    return cw_alt_name_refuse (error, _("“%s” is no host name: it has more than 253 characters."), shown);
  for (guint i = 0; i < n; i++)
    if (!check_label (labels[i], shown, error))
      return FALSE;
  /* 192.0.2.256: whoever writes this means an address. */
  if (is_number (labels[n - 1]))
    return cw_alt_name_refuse (error, _("“%s” is neither an IP address nor a host name: the last part of a host name is never a number."), shown);
  return TRUE;
}

static char *
map_idn (const char *host, const char *shown, GError **error)
{
  g_auto (gnutls_datum_t) mapped = { NULL, 0 };
  int rc = gnutls_idna_map (host, (unsigned) strlen (host), &mapped, 0);

  if (rc < 0)
    {
      cw_alt_name_refuse (error, _("“%s” is no host name: it contains characters that an internationalized host name cannot have."), shown);
      return NULL;
    }
  return g_ascii_strdown ((const char *) mapped.data, mapped.size);
}

/* A-labels that were typed have to be what their U-labels encode to; else two different texts would be one name. */
static gboolean
check_encoded_labels (const char *ascii, const char *shown, GError **error)
{
  g_auto (gnutls_datum_t) unicode = { NULL, 0 };
  g_auto (gnutls_datum_t) again = { NULL, 0 };

  if (!g_str_has_prefix (ascii, "xn--") && strstr (ascii, ".xn--") == NULL)
    return TRUE;
  if (gnutls_idna_reverse_map (ascii, (unsigned) strlen (ascii), &unicode, 0) < 0
      || gnutls_idna_map ((const char *) unicode.data, unicode.size, &again, 0) < 0
      || g_ascii_strcasecmp ((const char *) again.data, ascii) != 0 || strcmp ((const char *) unicode.data, ascii) == 0)
    return cw_alt_name_refuse (error, _("“%s” is no host name: a part that begins with “xn--” stands for no internationalized name."), shown);
  return TRUE;
}

char *
cw_alt_name_encode_host (const char *text, const char *shown, GError **error)
{
  g_autofree char *host = g_strdup (text);
  g_autofree char *ascii = NULL;
  gsize length = strlen (host);

  if (length > 1 && host[length - 1] == '.')
    host[length - 1] = '\0';
  if (*host == '\0')
    return cw_alt_name_refuse (error, _("A host name is missing.")), NULL;
  for (const char *p = host; *p != '\0'; p++)
    if (g_ascii_isspace (*p) || g_ascii_iscntrl (*p))
      return cw_alt_name_refuse (error, _("“%s” is no host name: there is a space in it."), shown), NULL;
  ascii = g_str_is_ascii (host) ? g_ascii_strdown (host, -1) : map_idn (host, shown, error);
  if (ascii == NULL || !check_labels (ascii, shown, error) || !check_encoded_labels (ascii, shown, error))
    return NULL;
  return g_steal_pointer (&ascii);
}

gboolean
cw_alt_name_fill_dns (CwAltName *self, const char *text, GError **error)
{
  gboolean wildcard = g_str_has_prefix (text, "*.");
  g_autofree char *shown = cw_text_dup_shown (text);
  g_autofree char *ascii = NULL;
  g_autofree char *unicode = NULL;

  if (wildcard && text[2] == '\0')
    return cw_alt_name_refuse (error, _("“%s” is no host name: behind the star there has to be a domain."), shown);
  ascii = cw_alt_name_encode_host (wildcard ? text + 2 : text, shown, error);
  if (ascii == NULL)
    return FALSE;
  if (wildcard && strlen (ascii) + 2 > HOST_MAX)
    return cw_alt_name_refuse (error, _("“%s” is no host name: it has more than 253 characters."), shown);
  unicode = cw_host_to_unicode (g_strdup (ascii));
  self->ascii = wildcard ? g_strconcat ("*.", ascii, NULL) : g_strdup (ascii);
  self->text = wildcard ? g_strconcat ("*.", unicode, NULL) : g_strdup (unicode);
  return TRUE;
}
