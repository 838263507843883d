/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What any web server may say: how it asks for a login, and a page in whatever encoding it claims. */
#include "cw-http-challenge.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_challenge (const char *line)
{
  g_auto(CwHttpChallenge) challenge = { 0 };

  cw_http_challenge_add (&challenge, line);
  cw_http_challenge_add (&challenge, line);
  g_autofree char *words = cw_http_challenge_dup_words (&challenge);
  g_assert_true ((*words == '\0') == (challenge.offered == CW_HTTP_AUTH_NONE && !challenge.others));
  g_assert_true ((challenge.negotiate != NULL) == ((challenge.offered & CW_HTTP_AUTH_NEGOTIATE) != 0));
  g_assert_true ((challenge.ntlm != NULL) == ((challenge.offered & CW_HTTP_AUTH_NTLM) != 0));
}

static void
check_text (const char *charset, const guint8 *data, gsize size)
{
  g_autoptr(GBytes) body = g_bytes_new (data, size);
  CwHttpResponse response = { .status = 200, .charset = (char *) charset, .body = body };
  g_autofree char *text = cw_http_response_dup_text (&response);

  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* The first line is a header, the rest a page. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize length = end ? (gsize) (end - data) : size;
  g_autofree char *line = g_strndup (size > 0 ? (const char *) data : "", length);

  check_challenge (line);
  check_text (NULL, data, size);
  if (strlen (line) < 40 && g_str_is_ascii (line))
    check_text (line, data + length, size - length);
  return 0;
}
