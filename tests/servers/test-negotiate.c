/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-negotiate.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <string.h>

#define PREFIX "tls-server-end-point:"

static gss_OID_desc ntlm_oid = { 10, (void *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };

/* A login that may take several requests, on one connection. */
typedef struct {
  gss_ctx_id_t context;
  char        *user;      /* NULL: not in yet */
  char        *token;     /* base64 of what is to be said, or NULL */
  gboolean     bound;
} Login;

static void
login_free (gpointer data)
{
  Login *login = data;
  OM_uint32 minor;

  gss_delete_sec_context (&minor, &login->context, GSS_C_NO_BUFFER);
  g_free (login->user);
  g_free (login->token);
  g_free (login);
}

static GBytes *
make_binding (TestNegotiate *self)
{
  g_autoptr(GByteArray) binding = g_byte_array_new ();

  g_byte_array_append (binding, (const guint8 *) PREFIX, strlen (PREFIX));
  for (const char *at = self->end_point; *at; at += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));
      g_byte_array_append (binding, &byte, 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&binding));
}

static void
note_user (Login *login, gss_name_t name)
{
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor;

  g_assert_false (GSS_ERROR (gss_display_name (&minor, name, &text, NULL)));
  login->user = g_strndup (text.value, text.length);
  gss_release_buffer (&minor, &text);
}

static gss_cred_id_t
acquire (gss_OID mechanism)
{
  gss_OID_set_desc set = { 1, mechanism };
  gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
  OM_uint32 minor;

  if (mechanism && GSS_ERROR (gss_acquire_cred (&minor, GSS_C_NO_NAME, 0, &set, GSS_C_ACCEPT, &credential, NULL, NULL)))
    g_error ("no server credential for NTLM");
  return credential;
}

static void
accept_token (TestNegotiate *self, gss_OID mechanism, const char *encoded, Login *login)
{
  gsize size;
  g_autofree guint8 *token = g_base64_decode (encoded, &size);
  g_autoptr(GBytes) binding = make_binding (self);
  struct gss_channel_bindings_struct bindings = { 0 };
  gss_buffer_desc in = { size, token }, out = GSS_C_EMPTY_BUFFER;
  gss_cred_id_t credential = acquire (mechanism);
  gss_name_t name = GSS_C_NO_NAME;
  OM_uint32 minor, flags = 0;

  bindings.application_data.value = (void *) g_bytes_get_data (binding, &bindings.application_data.length);
  OM_uint32 major = gss_accept_sec_context (&minor, &login->context, credential, &in, &bindings, &name, NULL, &out, &flags, NULL, NULL);
  login->bound = (flags & GSS_C_CHANNEL_BOUND_FLAG) != 0;
  if (major == GSS_S_COMPLETE && (login->bound || !self->require))
    note_user (login, name);
  g_free (login->token);
  login->token = out.length > 0 ? g_base64_encode (out.value, out.length) : NULL;
  gss_release_buffer (&minor, &out);
  gss_release_name (&minor, &name);
  gss_release_cred (&minor, &credential);
}

/* NTLM goes on where its connection stopped, Kerberos begins anew each time. */
static Login *
find_login (TestNegotiate *self, guint connection, gboolean anew)
{
  gpointer key = GUINT_TO_POINTER (connection);

  g_mutex_lock (&self->lock);
  Login *login = g_hash_table_lookup (self->logins, key);
  if (!login || anew)
    {
      login = g_new0 (Login, 1);
      g_hash_table_insert (self->logins, key, login);
    }
  g_mutex_unlock (&self->lock);
  return login;
}

static gboolean
refuse (TestNegotiate *self, const Login *login, gboolean ntlm, GIOStream *stream)
{
  g_autofree char *next = ntlm && login->token ? g_strdup_printf ("NTLM %s", login->token) : NULL;
  g_autofree char *header = g_strdup_printf ("WWW-Authenticate: %s\r\n", next ?: self->offer ?: "Negotiate");

  return test_web_reply (stream, 401, header, "who are you?");
}

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  TestNegotiate *self = data;
  const char *given = g_hash_table_lookup (request->headers, "authorization");
  gboolean ntlm = given && g_str_has_prefix (given, "NTLM "), negotiate = given && g_str_has_prefix (given, "Negotiate ");
  Login *login = find_login (self, request->connection, negotiate);
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);

  if (ntlm || negotiate)
    accept_token (self, ntlm ? &ntlm_oid : NULL, strchr (given, ' ') + 1, login);
  if (!login->user)
    return refuse (self, login, ntlm, stream);
  g_autofree char *proof = g_strdup_printf ("WWW-Authenticate: Negotiate %s\r\n", self->end ?: login->token ?: "");
  g_autofree char *answer =
    g_strdup_printf ("%s %s %s %.*s", login->user, login->bound ? "bound" : "free", request->method, (int) size, size > 0 ? body : "");
  /* A ticket is for one request. */
  if (negotiate)
    g_clear_pointer (&login->user, g_free);
  return test_web_reply (stream, 200, negotiate && self->proves ? proof : NULL, answer);
}

TestNegotiate *
test_negotiate_start (TestKdc *kdc, TestTls *tls)
{
  TestNegotiate *self = g_new0 (TestNegotiate, 1);

  g_setenv ("KRB5_KTNAME", kdc->keytab, TRUE);
  /* The certificates of test-tls.c are signed with SHA-256. */
  self->end_point = test_tls_dup_sha256 (tls->certificate);
  self->logins = g_hash_table_new_full (NULL, NULL, NULL, login_free);
  g_mutex_init (&self->lock);
  self->require = TRUE;
  self->proves = TRUE;
  self->web = test_web_start (tls->certificate, tls->key, answer_cb, self);
  return self;
}

void
test_negotiate_stop (TestNegotiate *self)
{
  test_web_stop (self->web);
  g_hash_table_unref (self->logins);
  g_mutex_clear (&self->lock);
  g_free (self->end_point);
  g_free (self);
}
