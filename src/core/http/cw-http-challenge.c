/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-challenge.h"

#include <string.h>

/* RFC 9110 token, as far as scheme names need it. */
#define TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+!#$%&'*^`|"
/* A scheme that is named to a person; a longer word is no scheme. */
#define MAX_SCHEME 32

/* The end of the part that begins here: the next comma outside of quotes, or the end. */
static const char *
find_end (const char *at)
{
  gboolean quoted = FALSE;

  for (; *at != '\0' && (quoted || *at != ','); at++)
    if (quoted && *at == '\\' && at[1] != '\0')
      at++;
    else if (*at == '"')
      quoted = !quoted;
  return at;
}

static void
add_other (CwHttpChallenge *self, const char *scheme)
{
  g_autofree char *before = g_steal_pointer (&self->others);

  self->others = before ? g_strconcat (before, ", ", scheme, NULL) : g_strdup (scheme);
}

static void
add_scheme (CwHttpChallenge *self, const char *scheme, const char *rest)
{
  if (g_ascii_strcasecmp (scheme, "Negotiate") == 0)
    {
      self->offered |= CW_HTTP_AUTH_NEGOTIATE;
      g_free (self->negotiate);
      self->negotiate = g_strdup (rest);
    }
  else if (g_ascii_strcasecmp (scheme, "NTLM") == 0)
    {
      self->offered |= CW_HTTP_AUTH_NTLM;
      g_free (self->ntlm);
      self->ntlm = g_strdup (rest);
    }
  else if (g_ascii_strcasecmp (scheme, "Basic") == 0)
    self->offered |= CW_HTTP_AUTH_BASIC;
  else if (!self->others || strlen (self->others) < 10 * MAX_SCHEME)
    add_other (self, scheme);
}

/* "Basic realm=…" and "Negotiate oY…==" begin with a scheme, "charset=…" is a parameter of the one before. */
static void
add_part (CwHttpChallenge *self, const char *start, const char *end)
{
  g_autofree char *part = g_strstrip (g_strndup (start, end - start));
  gsize length = strspn (part, TOKEN);
  const char *rest = part + length;

  if (length == 0 || length > MAX_SCHEME || (*rest != '\0' && *rest != ' ' && *rest != '\t'))
    return;
  rest += strspn (rest, " \t");
  if (*rest == '=')
    return;
  g_autofree char *scheme = g_strndup (part, length);
  add_scheme (self, scheme, rest);
}

void
cw_http_challenge_add (CwHttpChallenge *self, const char *value)
{
  for (const char *at = value; *at != '\0';)
    {
      const char *end = find_end (at);
      add_part (self, at, end);
      at = *end == ',' ? end + 1 : end;
    }
}

void
cw_http_challenge_clear (CwHttpChallenge *self)
{
  g_clear_pointer (&self->others, g_free);
  g_clear_pointer (&self->negotiate, g_free);
  g_clear_pointer (&self->ntlm, g_free);
  self->offered = CW_HTTP_AUTH_NONE;
}

char *
cw_http_challenge_dup_words (CwHttpChallenge *self)
{
  const char *words[5] = { NULL };
  guint n = 0;

  if (self->offered & CW_HTTP_AUTH_NEGOTIATE)
    words[n++] = "Negotiate";
  if (self->offered & CW_HTTP_AUTH_NTLM)
    words[n++] = "NTLM";
  if (self->offered & CW_HTTP_AUTH_BASIC)
    words[n++] = "Basic";
  if (self->others)
    words[n++] = self->others;
  return g_strjoinv (", ", (char **) words);
}
