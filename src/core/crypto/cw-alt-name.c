/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name-private.h"
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-name.h"

#define TEXT_MAX 2048

enum { PROP_TEXT = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwAltName, cw_alt_name, G_TYPE_OBJECT)

static void
cw_alt_name_finalize (GObject *object)
{
  CwAltName *self = CW_ALT_NAME (object);

  g_free (self->text);
  g_free (self->ascii);
  G_OBJECT_CLASS (cw_alt_name_parent_class)->finalize (object);
}

static void
cw_alt_name_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, CW_ALT_NAME (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_alt_name_class_init (CwAltNameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_alt_name_finalize;
  object_class->get_property = cw_alt_name_get_property;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_alt_name_init (CwAltName *self)
{
}

CwAltName *
cw_alt_name_new (CwAltNameKind kind, const char *text, GError **error)
{
  g_autoptr (CwAltName) self = g_object_new (CW_TYPE_ALT_NAME, NULL);
  gboolean good = FALSE;

  g_return_val_if_fail (text != NULL, NULL);
  self->kind = kind;
  if (!g_utf8_validate (text, -1, NULL))
    return cw_alt_name_refuse (error, _("A name is not valid UTF-8.")), NULL;
  if (*text == '\0')
    return cw_alt_name_refuse (error, _("A name is missing.")), NULL;
  if (strlen (text) > TEXT_MAX)
    return cw_alt_name_refuse (error, _("A name of more than 2,048 characters does not belong in a certificate.")), NULL;
  switch (kind)
    {
    case CW_ALT_NAME_DNS:
      good = cw_alt_name_fill_dns (self, text, error);
      break;
    case CW_ALT_NAME_IP:
      good = cw_alt_name_fill_ip (self, text, error);
      break;
    case CW_ALT_NAME_EMAIL:
      good = cw_alt_name_fill_email (self, text, error);
      break;
    case CW_ALT_NAME_URI:
      good = cw_alt_name_fill_uri (self, text, error);
      break;
    }
  return good ? g_steal_pointer (&self) : NULL;
}

gboolean
cw_alt_name_refuse (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, sentence);
  return FALSE;
}

/* ---- what a person types ---- */

/* "DNS:", "IP Address:" …: says what follows, as openssl and Windows write it. NULL without. */
static const char *
skip_prefix (const char *text, CwAltNameKind *kind)
{
  static const struct { const char *prefix; CwAltNameKind kind; } prefixes[] = {
    { "dns:", CW_ALT_NAME_DNS }, { "dns name=", CW_ALT_NAME_DNS }, { "ip:", CW_ALT_NAME_IP }, { "ip address:", CW_ALT_NAME_IP },
    { "ip address=", CW_ALT_NAME_IP }, { "email:", CW_ALT_NAME_EMAIL }, { "rfc822 name=", CW_ALT_NAME_EMAIL }, { "uri:", CW_ALT_NAME_URI },
    { "url=", CW_ALT_NAME_URI },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_ascii_strncasecmp (text, prefixes[i].prefix, strlen (prefixes[i].prefix)) == 0)
      {
        *kind = prefixes[i].kind;
        return text + strlen (prefixes[i].prefix);
      }
  return NULL;
}

static gboolean
is_address (const char *text)
{
  gsize digits = strspn (text, "0123456789abcdefABCDEF");
  gsize all = strspn (text, "0123456789.");

  /* 192.0.2.0/24 and 192.0.2.1%eth0 are refused as addresses, not as host names. */
  return g_hostname_is_ip_address (text) || text[0] == '[' || (digits <= 4 && text[digits] == ':' && strchr (text + digits + 1, ':') != NULL)
    || (all > 0 && memchr (text, '.', all) != NULL && (text[all] == '/' || text[all] == '%')) || g_str_has_prefix (text, "::");
}

static gboolean
has_port (const char *text)
{
  const char *colon = strrchr (text, ':');

  return colon != NULL && colon != text && colon == strchr (text, ':') && colon[1] != '\0' && colon[1 + strspn (colon + 1, "0123456789")] == '\0';
}

CwAltName *
cw_alt_name_parse (const char *text, GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *scheme = NULL;
  CwAltNameKind kind = CW_ALT_NAME_DNS;
  const char *rest;

  g_return_val_if_fail (text != NULL, NULL);
  trimmed = g_strstrip (g_strdup (text));
  rest = skip_prefix (trimmed, &kind);
  if (rest != NULL)
    {
      g_autofree char *name = g_strstrip (g_strdup (rest));

      return cw_alt_name_new (kind, name, error);
    }
  if (is_address (trimmed))
    return cw_alt_name_new (CW_ALT_NAME_IP, trimmed, error);
  if (has_port (trimmed))
    {
      g_autofree char *shown = cw_text_dup_shown (trimmed);

      return cw_alt_name_refuse (error, _("“%s” cannot be used: a certificate is for a host, whatever the port; leave out the part from the colon (:) on."), shown), NULL;
    }
  scheme = g_uri_parse_scheme (trimmed);
  if (scheme != NULL)
    return cw_alt_name_new (CW_ALT_NAME_URI, trimmed, error);
  return cw_alt_name_new (strchr (trimmed, '@') != NULL ? CW_ALT_NAME_EMAIL : CW_ALT_NAME_DNS, trimmed, error);
}

CwAltNameKind
cw_alt_name_get_kind (CwAltName *self)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self), CW_ALT_NAME_DNS);
  return self->kind;
}

const char *
cw_alt_name_get_text (CwAltName *self)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self), "");
  return self->text;
}

const char *
cw_alt_name_get_ascii (CwAltName *self)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self), "");
  return self->ascii;
}

gboolean
cw_alt_name_is_wildcard (CwAltName *self)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self), FALSE);
  return self->kind == CW_ALT_NAME_DNS && self->ascii[0] == '*';
}

gboolean
cw_alt_name_equal (CwAltName *self, CwAltName *other)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self) && CW_IS_ALT_NAME (other), FALSE);
  return self->kind == other->kind && g_str_equal (self->ascii, other->ascii);
}

guint
cw_alt_name_hash (CwAltName *self)
{
  g_return_val_if_fail (CW_IS_ALT_NAME (self), 0);
  return g_str_hash (self->ascii) * 31 + (guint) self->kind;
}

const char *
cw_alt_name_kind_to_nick (CwAltNameKind kind)
{
  switch (kind)
    {
    case CW_ALT_NAME_IP:
      return "ip";
    case CW_ALT_NAME_EMAIL:
      return "email";
    case CW_ALT_NAME_URI:
      return "uri";
    case CW_ALT_NAME_DNS:
    default:
      return "dns";
    }
}
