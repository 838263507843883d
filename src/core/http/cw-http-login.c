/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-login.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwHttpLogin {
  char      *user;           /* NULL: the ticket of whoever is logged on */
  CwSecret  *password;
  CwHttpAuth allowed;
  CwHttpAuth kind;
  gboolean   proven;
  gboolean   refused;
  char      *words;
};

CwHttpLogin *
cw_http_login_new (const char *user, CwSecret *password, CwHttpAuth allowed)
{
  CwHttpLogin *self = g_new0 (CwHttpLogin, 1);

  self->user = g_strdup (user);
  self->password = password ? cw_secret_ref (password) : NULL;
  self->allowed = allowed;
  return self;
}

void
cw_http_login_free (CwHttpLogin *self)
{
  g_free (self->user);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_free (self->words);
  g_free (self);
}

/* What this account can do at all. */
static CwHttpAuth
get_possible (CwHttpLogin *self, gboolean tls)
{
  CwHttpAuth possible = self->allowed;

  if (!self->user || !self->password)
    possible &= CW_HTTP_AUTH_NEGOTIATE;
  /* RFC 7617: a colon ends the user name. */
  if (!tls || (self->user && strchr (self->user, ':')))
    possible &= ~CW_HTTP_AUTH_BASIC;
  return possible;
}

static void
set_none (CwHttpLogin *self, CwHttpChallenge *challenge, gboolean tls, const char *host, GError **error)
{
  g_autofree char *words = cw_http_challenge_dup_words (challenge);

  if (*words == '\0')
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s asks for a login, but does not say of which kind."), host);
  else if (self->allowed == CW_HTTP_AUTH_NONE)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s asks for a login (%s), and no account was given."), host, words);
  else if (!self->user || !self->password)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION,
                 _("%s takes no Kerberos tickets (it offers %s): it needs an account with a user name and a password."), host, words);
  else if (!tls && (challenge->offered & CW_HTTP_AUTH_BASIC))
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION,
                 _("%s wants the password itself over a connection that everybody can read, so it was not sent."), host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s offers no login that could be used here (it offers %s)."), host, words);
}

CwHttpAuth
cw_http_login_choose (CwHttpLogin *self, CwHttpChallenge *challenge, gboolean tls, const char *host, GError **error)
{
  static const CwHttpAuth order[] = { CW_HTTP_AUTH_NEGOTIATE, CW_HTTP_AUTH_NTLM, CW_HTTP_AUTH_BASIC };
  CwHttpAuth possible = challenge->offered & get_possible (self, tls);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (possible & order[i])
      return self->kind = order[i];
  set_none (self, challenge, tls, host, error);
  return CW_HTTP_AUTH_NONE;
}

/* "Basic " and base64 of "user:password", never in memory that is not wiped. */
static CwSecret *
make_basic (CwHttpLogin *self)
{
  static const char scheme[] = "Basic ";
  gsize user = strlen (self->user), size = cw_secret_get_size (self->password);
  g_autoptr(CwSecret) plain = cw_secret_new (NULL, user + 1 + size);
  CwSecret *value = cw_secret_new (NULL, strlen (scheme) + (user + 1 + size) / 3 * 4 + 8);
  char *text = (char *) cw_secret_get_writable (value);
  gint state = 0, save = 0;

  memcpy (cw_secret_get_writable (plain), self->user, user);
  cw_secret_get_writable (plain)[user] = ':';
  memcpy (cw_secret_get_writable (plain) + user + 1, cw_secret_get_data (self->password), size);
  memcpy (text, scheme, strlen (scheme));
  gsize length = strlen (scheme);
  length += g_base64_encode_step (cw_secret_get_data (plain), user + 1 + size, FALSE, text + length, &state, &save);
  length += g_base64_encode_close (FALSE, text + length, &state, &save);
  cw_secret_truncate (value, length);
  return value;
}

static void
set_refused (CwHttpLogin *self, const char *host, GError **error)
{
  if (self->user)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s refused the account %s."), host, self->user);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s refused the Kerberos ticket."), host);
}

CwSecret *
cw_http_login_begin (CwHttpLogin *self, const char *host, GBytes *end_point, CwHttpDeadline *deadline, GError **error)
{
  if (self->refused)
    {
      set_refused (self, host, error);
      return NULL;
    }
  return make_basic (self);
}

CwSecret *
cw_http_login_continue (CwHttpLogin *self, CwHttpChallenge *challenge, CwHttpDeadline *deadline, GError **error)
{
  return NULL;
}

gboolean
cw_http_login_finish (CwHttpLogin *self, CwHttpChallenge *challenge, const char *host, GError **error)
{
  self->proven = TRUE;
  g_free (self->words);
  self->words = g_strdup_printf (_("Basic with the password of %s"), self->user);
  return TRUE;
}

void
cw_http_login_refuse (CwHttpLogin *self, const char *host, GError **error)
{
  self->refused = TRUE;
  self->proven = FALSE;
  set_refused (self, host, error);
}

gboolean
cw_http_login_is_proven (CwHttpLogin *self)
{
  return self->proven;
}

gboolean
cw_http_login_is_bound (CwHttpLogin *self)
{
  return self->kind == CW_HTTP_AUTH_NTLM;
}

CwHttpAuth
cw_http_login_get_kind (CwHttpLogin *self)
{
  return self->proven ? self->kind : CW_HTTP_AUTH_NONE;
}

const char *
cw_http_login_get_words (CwHttpLogin *self)
{
  return self->proven ? self->words : NULL;
}
