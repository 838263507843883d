/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name.h"
#include <arpa/inet.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-gnutls-auto.h"
#include "cw-name.h"

#define HOST_MAX  253
#define LABEL_MAX 63
#define LOCAL_MAX 64
#define TEXT_MAX  2048

struct _CwAltName
{
  GObject parent_instance;

  CwAltNameKind kind;
  char *text;
  char *ascii;
};

enum { PROP_TEXT = 1, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwAltName, cw_alt_name, G_TYPE_OBJECT)

/* ---- errors ---- */

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What a person typed is repeated in the sentence, so it must be harmless and short there. */
static char *
dup_shown (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *shown = NULL;

  if (g_utf8_strlen (valid, -1) > 80)
    {
      g_autofree char *head = g_utf8_substring (valid, 0, 79);

      shown = g_strconcat (head, "…", NULL);
    }
  else
    shown = g_steal_pointer (&valid);
  return cw_text_to_printable (g_steal_pointer (&shown));
}

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NAME_INVALID, sentence);
  return FALSE;
}

/* ---- host names ---- */

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
    return refuse (error, _("“%s” is no host name: there is nothing between two dots."), shown);
  if (length > LABEL_MAX)
    return refuse (error, _("“%s” is no host name: a part between dots has at most 63 characters, and one here has more."), shown);
  if (strchr (label, '_') != NULL)
    return refuse (error, _("“%s” is no host name: an underscore (_) is not allowed in one."), shown);
  if (strchr (label, '*') != NULL)
    return refuse (error, _("“%s” is no host name: a star (*) may only stand alone before the first dot."), shown);
  for (const char *p = label; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return refuse (error, _("“%s” is no host name: “%c” is not allowed in one."), shown, *p);
  if (label[0] == '-' || label[length - 1] == '-')
    return refuse (error, _("“%s” is no host name: a part between dots neither begins nor ends with a hyphen."), shown);
  return TRUE;
}

static gboolean
check_labels (const char *ascii, const char *shown, GError **error)
{
  g_auto (GStrv) labels = g_strsplit (ascii, ".", -1);
  guint n = g_strv_length (labels);

  if (strlen (ascii) > HOST_MAX)
    return refuse (error, _("“%s” is no host name: it has more than 253 characters."), shown);
  for (guint i = 0; i < n; i++)
    if (!check_label (labels[i], shown, error))
      return FALSE;
  /* 192.0.2.256: whoever writes this means an address. */
  if (is_number (labels[n - 1]))
    return refuse (error, _("“%s” is neither an IP address nor a host name: the last part of a host name is never a number."), shown);
  return TRUE;
}

static char *
map_idn (const char *host, const char *shown, GError **error)
{
  g_auto (gnutls_datum_t) mapped = { NULL, 0 };
  int rc = gnutls_idna_map (host, (unsigned) strlen (host), &mapped, 0);

  if (rc < 0)
    {
      refuse (error, _("“%s” is no host name: it contains characters that an internationalized host name cannot have."), shown);
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
    return refuse (error, _("“%s” is no host name: a part that begins with “xn--” stands for no internationalized name."), shown);
  return TRUE;
}

/* The name in A-labels and lower case, without the dot at its end. */
static char *
encode_host (const char *text, const char *shown, GError **error)
{
  g_autofree char *host = g_strdup (text);
  g_autofree char *ascii = NULL;
  gsize length = strlen (host);

  if (length > 1 && host[length - 1] == '.')
    host[length - 1] = '\0';
  if (*host == '\0')
    return refuse (error, _("A host name is missing.")), NULL;
  for (const char *p = host; *p != '\0'; p++)
    if (g_ascii_isspace (*p) || g_ascii_iscntrl (*p))
      return refuse (error, _("“%s” is no host name: there is a space in it."), shown), NULL;
  ascii = g_str_is_ascii (host) ? g_ascii_strdown (host, -1) : map_idn (host, shown, error);
  if (ascii == NULL || !check_labels (ascii, shown, error) || !check_encoded_labels (ascii, shown, error))
    return NULL;
  return g_steal_pointer (&ascii);
}

static gboolean
fill_dns (CwAltName *self, const char *text, GError **error)
{
  gboolean wildcard = g_str_has_prefix (text, "*.");
  g_autofree char *shown = dup_shown (text);
  g_autofree char *ascii = NULL;
  g_autofree char *unicode = NULL;

  if (wildcard && text[2] == '\0')
    return refuse (error, _("“%s” is no host name: behind the star there has to be a domain."), shown);
  ascii = encode_host (wildcard ? text + 2 : text, shown, error);
  if (ascii == NULL)
    return FALSE;
  if (wildcard && strlen (ascii) + 2 > HOST_MAX)
    return refuse (error, _("“%s” is no host name: it has more than 253 characters."), shown);
  unicode = cw_host_to_unicode (g_strdup (ascii));
  self->ascii = wildcard ? g_strconcat ("*.", ascii, NULL) : g_strdup (ascii);
  self->text = wildcard ? g_strconcat ("*.", unicode, NULL) : g_strdup (unicode);
  return TRUE;
}

/* ---- addresses ---- */

static gboolean
fill_ip (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = dup_shown (text);
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
    return refuse (error, _("“%s” is a network, and a certificate names a single IP address: leave out the part from the slash (/) on."), shown);
  if (strchr (bare, '%') != NULL)
    return refuse (error, _("“%s” is an IP address with a network interface, which means nothing to others: leave out the part from the percent sign (%%) on."),
                   shown);
  family = strchr (bare, ':') != NULL ? AF_INET6 : AF_INET;
  if (inet_pton (family, bare, address) != 1)
    return refuse (error, _("“%s” is no IP address."), shown);
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
    return refuse (error, _("“%s” is no mail address: there is nothing before the at sign (@)."), shown);
  if (length > LOCAL_MAX)
    return refuse (error, _("“%s” is no mail address: what stands before the at sign (@) has more than 64 characters."), shown);
  if (!g_str_is_ascii (local))
    return refuse (error, _("“%s” cannot be used: before the at sign (@), a mail address in a certificate has only unaccented letters, digits and signs."), shown);
  if (local[0] == '.' || local[length - 1] == '.' || strstr (local, "..") != NULL)
    return refuse (error, _("“%s” is no mail address: there is a dot too many before the at sign (@)."), shown);
  for (const char *p = local; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-/=?^_`{|}~.", *p) == NULL)
      return refuse (error, _("“%s” is no mail address: a character before the at sign (@) is not allowed there."), shown);
  return TRUE;
}

static gboolean
fill_email (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = dup_shown (text);
  const char *at = strrchr (text, '@');
  g_autofree char *local = at != NULL ? g_strndup (text, (gsize) (at - text)) : NULL;
  g_autofree char *host = NULL;
  g_autofree char *unicode = NULL;

  if (at == NULL)
    return refuse (error, _("“%s” is no mail address: it has no at sign (@)."), shown);
  if (!check_local_part (local, shown, error))
    return FALSE;
  host = encode_host (at + 1, shown, error);
  if (host == NULL)
    return FALSE;
  unicode = cw_host_to_unicode (g_strdup (host));
  self->ascii = g_strconcat (local, "@", host, NULL);
  self->text = g_strconcat (local, "@", unicode, NULL);
  return TRUE;
}

/* ---- URIs ---- */

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
  ascii = encode_host (bare, shown, error);
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
        return refuse (error, _("“%s” is no URI: there is a space or an invisible character in it."), shown);
      if (c < 128 && strchr ("<>\"{}|\\^`", (int) c) != NULL)
        return refuse (error, _("“%s” is no URI: “%c” is not allowed in one."), shown, (char) c);
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
    return refuse (error, _("“%s” is no URI for a certificate: it has to name a host."), shown), NULL;
  if (*host == '[')
    return g_strdup (rest);
  port = strchr (host, ':');
  bare = port != NULL ? g_strndup (host, (gsize) (port - host)) : g_strdup (host);
  ascii = g_hostname_is_ip_address (bare) ? g_strdup (bare) : encode_host (bare, shown, error);
  if (ascii == NULL)
    return NULL;
  return g_strdup_printf ("//%.*s%s%s%s", (int) (host - authority), authority, ascii, port != NULL ? port : "", rest + 2 + size);
}

static gboolean
fill_uri (CwAltName *self, const char *text, GError **error)
{
  g_autofree char *shown = dup_shown (text);
  g_autofree char *scheme = g_uri_parse_scheme (text);
  const char *rest = scheme != NULL ? strchr (text, ':') + 1 : NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *lower = NULL;

  if (scheme == NULL)
    return refuse (error, _("“%s” is no URI: it has to begin with a scheme and a colon, for example “https:”."), shown);
  if (*rest == '\0')
    return refuse (error, _("“%s” is no URI: there is nothing behind the colon."), shown);
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
    return refuse (error, _("“%s” is no URI: it is not written as one."), shown);
  self->text = g_strconcat (lower, ":", rest, NULL);
  return TRUE;
}

/* ---- GObject ---- */

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
    return refuse (error, _("A name is not valid UTF-8.")), NULL;
  if (*text == '\0')
    return refuse (error, _("A name is missing.")), NULL;
  if (strlen (text) > TEXT_MAX)
    return refuse (error, _("A name of more than 2,048 characters does not belong in a certificate.")), NULL;
  switch (kind)
    {
    case CW_ALT_NAME_DNS:
      good = fill_dns (self, text, error);
      break;
    case CW_ALT_NAME_IP:
      good = fill_ip (self, text, error);
      break;
    case CW_ALT_NAME_EMAIL:
      good = fill_email (self, text, error);
      break;
    case CW_ALT_NAME_URI:
      good = fill_uri (self, text, error);
      break;
    }
  return good ? g_steal_pointer (&self) : NULL;
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

  return colon != NULL && colon != text && colon == strchr (text, ':') && colon[1] != '\0' && is_number (colon + 1);
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
      g_autofree char *shown = dup_shown (trimmed);

      return refuse (error, _("“%s” cannot be used: a certificate is for a host, whatever the port; leave out the part from the colon (:) on."), shown), NULL;
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

/* ---- advice ---- */

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
