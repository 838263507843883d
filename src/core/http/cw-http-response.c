/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-response.h"
#include "cw-clock.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A server that wants to be left alone for longer is asked again tomorrow. */
#define MAX_RETRY_AFTER (24 * 60 * 60)
/* A document says its encoding at its beginning. */
#define META_WINDOW 4096

static gint64
read_retry_after (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  guint64 seconds;

  if (!value)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (gint64) MIN (seconds, MAX_RETRY_AFTER);
  g_autoptr(GDateTime) date = soup_date_time_new_from_http_string (value);
  return date ? CLAMP (g_date_time_to_unix (date) - cw_clock_now (), 0, MAX_RETRY_AFTER) : 0;
}

static void
read_type (CwHttpResponse *self, SoupMessageHeaders *headers)
{
  g_autoptr(GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (headers, &parameters);

  self->content_type = type ? g_ascii_strdown (type, -1) : g_strdup ("");
  self->charset = parameters ? g_strdup (g_hash_table_lookup (parameters, "charset")) : NULL;
}

CwHttpResponse *
cw_http_response_new (guint status, SoupMessageHeaders *headers, GBytes *body, GUri *uri)
{
  CwHttpResponse *self = g_new0 (CwHttpResponse, 1);

  self->status = status;
  self->retry_after = read_retry_after (headers);
  read_type (self, headers);
  self->body = g_bytes_ref (body);
  self->uri = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
  return self;
}

void
cw_http_response_free (CwHttpResponse *self)
{
  g_free (self->content_type);
  g_free (self->charset);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->uri);
  g_free (self);
}

gboolean
cw_http_response_check (CwHttpResponse *self, const char *host, GError **error)
{
  const char *sentence;

  if (self->status >= 200 && self->status < 300)
    return TRUE;
  if (self->status == 403)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN, _("%s does not allow this account to do that (HTTP status 403)."), host);
      return FALSE;
    }
  if (self->status == 404 || self->status == 410)
    sentence = _("%s has nothing at this address (HTTP status %u).");
  else if (self->status == 429 || self->status == 503)
    sentence = _("%s is too busy or being maintained (HTTP status %u).");
  else if (self->status >= 500)
    sentence = _("%s reports that it failed (HTTP status %u).");
  else
    sentence = _("%s did not accept what was asked (HTTP status %u).");
  g_set_error (error, CW_ERROR, CW_ERROR_SERVER, sentence, host, self->status);
  return FALSE;
}

/* ---- text ---- */

/* The bytes in that encoding, or NULL when they are not. A NUL would end the text for whoever reads it. */
static char *
convert (GBytes *body, const char *charset)
{
  gsize size, written;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *text = size > 0 ? g_convert (data, (gssize) size, "UTF-8", charset, NULL, &written, NULL) : NULL;

  if (!text)
    return NULL;
  for (gsize i = 0; i < written; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  if (!g_utf8_validate_len (text, written, NULL))
    return NULL;
  return g_strndup (text, written);
}

static const char *
find_mark (GBytes *body)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);

  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return "UTF-8";
  if (size >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return "UTF-16";
  return NULL;
}

/* charset=… of a <meta>, encoding="…" of an XML declaration. */
static char *
find_in_document (GBytes *body)
{
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *head = g_strndup (data ? data : "", MIN (size, META_WINDOW));
  g_autoptr(GMatchInfo) match = NULL;
  g_autoptr(GRegex) regex =
    g_regex_new ("(?:charset\\s*=|<\\?xml[^>]*encoding\\s*=)\\s*[\"']?\\s*([A-Za-z0-9._:-]{1,40})", G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);

  return g_regex_match (regex, head, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

char *
cw_http_response_dup_text (CwHttpResponse *self)
{
  g_autofree char *document = find_in_document (self->body);
  /* The last one takes every byte. */
  const char *charsets[] = { find_mark (self->body), self->charset, document, "UTF-8", "WINDOWS-1252", "ISO-8859-1" };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      g_autofree char *text = charsets[i] ? convert (self->body, charsets[i]) : NULL;
      if (text)
        return g_str_has_prefix (text, "\xef\xbb\xbf") ? g_strdup (text + 3) : g_steal_pointer (&text);
    }
  return g_strdup ("");
}
