/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-login.h"
#include "cw-error.h"
#include "cw-gss.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No token is longer, not even with the groups of a whole enterprise in the ticket. */
#define MAX_TOKEN (256 * 1024)

struct _CwHttpLogin {
  char       *user;           /* NULL: the ticket of whoever is logged on */
  CwSecret   *password;
  CwHttpAuth  allowed;
  CwHttpAuth  candidates;     /* what the server offers and this account can do */
  CwHttpAuth  kind;           /* the one that is being used */
  const char *scheme;         /* "Negotiate" may also have NTLM inside */
  gboolean    proven;
  gboolean    refused;
  CwKerberos *kerberos;
  CwGss      *gss;
  char       *words;
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
  g_clear_pointer (&self->gss, cw_gss_free);
  g_clear_pointer (&self->kerberos, cw_kerberos_free);
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
    g_set_error (error, CW_ERROR, CW_ERROR_NO_TICKET,
                 _("%s takes no Kerberos tickets (it offers %s): it needs an account with a user name and a password."), host, words);
  else if (!tls && (challenge->offered & CW_HTTP_AUTH_BASIC))
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION,
                 _("%s wants the password itself over a connection that everybody can read, so it was not sent."), host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s offers no login that could be used here (it offers %s)."), host, words);
}

gboolean
cw_http_login_choose (CwHttpLogin *self, CwHttpChallenge *challenge, gboolean tls, const char *host, GError **error)
{
  CwHttpAuth possible = get_possible (self, tls), offered = challenge->offered;

  /* NTLM also goes by the name of Negotiate. */
  if (offered & CW_HTTP_AUTH_NEGOTIATE)
    offered |= CW_HTTP_AUTH_NTLM;
  self->candidates = possible & offered;
  self->scheme = challenge->offered & CW_HTTP_AUTH_NTLM ? "NTLM" : "Negotiate";
  if (self->candidates == CW_HTTP_AUTH_NONE)
    set_none (self, challenge, tls, host, error);
  return self->candidates != CW_HTTP_AUTH_NONE;
}

/* ---- the words ---- */

/* "SCHEME base64", in memory that is wiped. */
static CwSecret *
make_value (const char *scheme, gconstpointer data, gsize size)
{
  gsize length = strlen (scheme);
  CwSecret *value = cw_secret_new (NULL, length + 1 + (size / 3 + 1) * 4 + 4);
  char *text = (char *) cw_secret_get_writable (value);
  gint state = 0, save = 0;

  memcpy (text, scheme, length);
  text[length++] = ' ';
  length += g_base64_encode_step (data, size, FALSE, text + length, &state, &save);
  length += g_base64_encode_close (FALSE, text + length, &state, &save);
  cw_secret_truncate (value, length);
  return value;
}

static CwSecret *
make_basic (CwHttpLogin *self)
{
  gsize user = strlen (self->user), size = cw_secret_get_size (self->password);
  g_autoptr(CwSecret) plain = cw_secret_new (NULL, user + 1 + size);
  guint8 *at = cw_secret_get_writable (plain);

  memcpy (at, self->user, user);
  at[user] = ':';
  memcpy (at + user + 1, cw_secret_get_data (self->password), size);
  return make_value ("Basic", at, user + 1 + size);
}

static void
set_refused (CwHttpLogin *self, const char *host, GError **error)
{
  if (self->user)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s refused the account %s."), host, self->user);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("%s refused the Kerberos ticket."), host);
}

/* ---- Kerberos, in a thread that is left behind when nobody wants to wait for it any longer ---- */

typedef struct {
  char       *user;
  CwSecret   *password;
  char       *host;
  GBytes     *end_point;
  CwKerberos *kerberos;      /* of the last time; given back */
  CwGss      *gss;
  GBytes     *token;
} KerberosJob;

static void
kerberos_job_free (gpointer data)
{
  KerberosJob *job = data;

  g_free (job->user);
  g_clear_pointer (&job->password, cw_secret_unref);
  g_free (job->host);
  g_clear_pointer (&job->end_point, g_bytes_unref);
  g_clear_pointer (&job->gss, cw_gss_free);
  g_clear_pointer (&job->kerberos, cw_kerberos_free);
  g_clear_pointer (&job->token, g_bytes_unref);
  g_free (job);
}

static gboolean
run_kerberos (KerberosJob *job, GError **error)
{
  if (job->kerberos && !cw_kerberos_is_current (job->kerberos))
    g_clear_pointer (&job->kerberos, cw_kerberos_free);
  if (!job->kerberos)
    job->kerberos = job->user ? cw_kerberos_new_from_password (job->user, job->password, job->host, error)
                              : cw_kerberos_new_from_tickets (job->host, error);
  if (job->kerberos)
    job->gss = cw_gss_new_kerberos (job->kerberos, job->host, job->end_point, error);
  return job->gss && cw_gss_step (job->gss, NULL, &job->token, error);
}

static void
kerberos_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (run_kerberos (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_cancelled (CwDeadline *deadline, GError **error)
{
  guint seconds = cw_deadline_get_passed (deadline) / 1000;

  if (seconds == 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The login was cancelled."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
                 g_dngettext (GETTEXT_PACKAGE, "The Kerberos server did not answer within %u second.",
                              "The Kerberos server did not answer within %u seconds.", seconds),
                 seconds);
}

static GBytes *
begin_kerberos (CwHttpLogin *self, const char *host, GBytes *end_point, CwDeadline *deadline, GError **error)
{
  KerberosJob *job = g_new0 (KerberosJob, 1);
  g_autoptr(GTask) task = g_task_new (NULL, cw_deadline_get_cancellable (deadline), NULL, NULL);
  g_autoptr(GError) failure = NULL;

  job->user = g_strdup (self->user);
  job->password = self->password ? cw_secret_ref (self->password) : NULL;
  job->host = g_strdup (host);
  job->end_point = end_point ? g_bytes_ref (end_point) : NULL;
  /* Tickets of the logged-on user are looked up each time: kinit may have brought new ones. */
  if (self->user)
    job->kerberos = g_steal_pointer (&self->kerberos);
  g_clear_pointer (&self->kerberos, cw_kerberos_free);
  g_task_set_task_data (task, job, kerberos_job_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread_sync (task, kerberos_thread);
  if (!g_task_propagate_boolean (task, &failure))
    {
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_cancelled (deadline, error);
      else
        g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  self->kerberos = g_steal_pointer (&job->kerberos);
  self->gss = g_steal_pointer (&job->gss);
  return g_steal_pointer (&job->token);
}

static GBytes *
begin_ntlm (CwHttpLogin *self, const char *host, GBytes *end_point, GError **error)
{
  GBytes *token = NULL;

  self->gss = cw_gss_new_ntlm (self->user, self->password, host, end_point, error);
  return self->gss && cw_gss_step (self->gss, NULL, &token, error) ? token : NULL;
}

/* ---- one login ---- */

static CwSecret *
begin_kind (CwHttpLogin *self, CwHttpAuth kind, const char *host, GBytes *end_point, CwDeadline *deadline, GError **error)
{
  g_autoptr(GBytes) token = NULL;
  const char *scheme = kind == CW_HTTP_AUTH_NTLM ? self->scheme : "Negotiate";

  g_clear_pointer (&self->gss, cw_gss_free);
  self->kind = kind;
  if (kind == CW_HTTP_AUTH_BASIC)
    return make_basic (self);
  token = kind == CW_HTTP_AUTH_NTLM ? begin_ntlm (self, host, end_point, error) : begin_kerberos (self, host, end_point, deadline, error);
  return token ? make_value (scheme, g_bytes_get_data (token, NULL), g_bytes_get_size (token)) : NULL;
}

/* The next kind may be tried where this one did not come as far as giving the password to anybody, or where it was found to be right. */
static gboolean
may_go_on (CwHttpLogin *self, const GError *failure)
{
  return self->user && (g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_SUPPORTED) || g_error_matches (failure, CW_ERROR, CW_ERROR_UNREACHABLE) ||
                        g_error_matches (failure, CW_ERROR, CW_ERROR_NO_TICKET));
}

/* Why the best kind did not work is what a person wants to know. */
static void
propagate_first (CwHttpLogin *self, GError *failure, GError **error)
{
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_SUPPORTED))
    failure->code = CW_ERROR_AUTHENTICATION;
  else if (g_error_matches (failure, CW_ERROR, CW_ERROR_AUTHENTICATION))
    self->refused = TRUE;
  g_propagate_error (error, failure);
}

CwSecret *
cw_http_login_begin (CwHttpLogin *self, const char *host, GBytes *end_point, CwDeadline *deadline, GError **error)
{
  static const CwHttpAuth order[] = { CW_HTTP_AUTH_NEGOTIATE, CW_HTTP_AUTH_NTLM, CW_HTTP_AUTH_BASIC };
  CwHttpAuth candidates = self->proven && (self->candidates & self->kind) ? self->kind : self->candidates;
  g_autoptr(GError) first = NULL;

  if (self->refused)
    {
      set_refused (self, host, error);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr(GError) failure = NULL;
      CwSecret *value = candidates & order[i] ? begin_kind (self, order[i], host, end_point, deadline, &failure) : NULL;
      if (value)
        return value;
      gboolean stop = failure && !may_go_on (self, failure);
      if (failure && (!first || stop))
        {
          g_clear_error (&first);
          first = g_steal_pointer (&failure);
        }
      if (stop)
        break;
    }
  propagate_first (self, g_steal_pointer (&first), error);
  return NULL;
}

/* What the server said in its scheme, NULL for nothing. */
static GBytes *
dup_token (CwHttpLogin *self, CwHttpChallenge *challenge)
{
  gboolean negotiate = self->kind == CW_HTTP_AUTH_NEGOTIATE || g_strcmp0 (self->scheme, "Negotiate") == 0;
  const char *text = negotiate ? challenge->negotiate : challenge->ntlm;
  gsize size;

  if (!self->gss || !text || *text == '\0' || strlen (text) > MAX_TOKEN)
    return NULL;
  guint8 *data = g_base64_decode (text, &size);
  return g_bytes_new_take (data, size);
}

/* The server did not react to the first word of NTLM, in which there is nothing of the password: it does not speak it. */
static CwSecret *
begin_other (CwHttpLogin *self)
{
  self->candidates &= ~CW_HTTP_AUTH_NTLM;
  if ((self->candidates & CW_HTTP_AUTH_BASIC) == 0)
    return NULL;
  return begin_kind (self, CW_HTTP_AUTH_BASIC, NULL, NULL, NULL, NULL);
}

CwSecret *
cw_http_login_continue (CwHttpLogin *self, CwHttpChallenge *challenge, GError **error)
{
  g_autoptr(GBytes) in = dup_token (self, challenge), out = NULL;

  /* Kerberos says everything at once: what comes back with a 401 is the reason of a refusal. */
  if (self->kind != CW_HTTP_AUTH_NTLM || cw_gss_is_complete (self->gss))
    return NULL;
  if (!in)
    return begin_other (self);
  if (!cw_gss_step (self->gss, in, &out, error) || !out)
    return NULL;
  return make_value (self->scheme, g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

static char *
describe (CwHttpLogin *self)
{
  if (self->kind == CW_HTTP_AUTH_BASIC)
    return g_strdup_printf (_("Basic with the password of %s"), self->user);
  if (self->kind == CW_HTTP_AUTH_NTLM)
    return g_strdup_printf (_("NTLM with the password of %s"), self->user);
  return g_strdup_printf (self->user ? _("Kerberos with the password of %s") : _("Kerberos with the ticket of %s"),
                          cw_kerberos_get_principal (self->kerberos));
}

gboolean
cw_http_login_finish (CwHttpLogin *self, CwHttpChallenge *challenge, const char *host, GError **error)
{
  g_autoptr(GBytes) in = dup_token (self, challenge), out = NULL;
  g_autoptr(GError) failure = NULL;

  /* It proves that it is the server that the ticket was for. Not all of them do, and TLS has shown it before. */
  if (in && self->kind == CW_HTTP_AUTH_NEGOTIATE && !cw_gss_is_complete (self->gss) && !cw_gss_step (self->gss, in, &out, &failure))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s could not prove that it is the server that the Kerberos ticket is for."), host);
      return FALSE;
    }
  self->proven = TRUE;
  g_free (self->words);
  self->words = describe (self);
  return TRUE;
}

void
cw_http_login_refuse (CwHttpLogin *self, const char *host, GError **error)
{
  /* New tickets may come, a password stays the same. */
  self->refused = self->user != NULL;
  self->proven = FALSE;
  g_clear_pointer (&self->gss, cw_gss_free);
  set_refused (self, host, error);
}

gboolean
cw_http_login_is_proven (CwHttpLogin *self)
{
  return self->proven;
}

gboolean
cw_http_login_needs_asking (CwHttpLogin *self)
{
  return self->allowed != CW_HTTP_AUTH_NONE && !(self->proven && self->kind == CW_HTTP_AUTH_BASIC);
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
