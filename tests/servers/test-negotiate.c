/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-negotiate.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <string.h>

#define PREFIX "tls-server-end-point:"

typedef struct {
  char    *user;      /* NULL: refused */
  char    *token;     /* base64, or NULL */
  gboolean bound;
} Verdict;

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
note_user (Verdict *verdict, gss_name_t name)
{
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor;

  g_assert_false (GSS_ERROR (gss_display_name (&minor, name, &text, NULL)));
  verdict->user = g_strndup (text.value, text.length);
  gss_release_buffer (&minor, &text);
}

static void
accept_token (TestNegotiate *self, const char *encoded, Verdict *verdict)
{
  gsize size;
  g_autofree guint8 *token = g_base64_decode (encoded, &size);
  g_autoptr(GBytes) binding = make_binding (self);
  struct gss_channel_bindings_struct bindings = { 0 };
  gss_buffer_desc in = { size, token }, out = GSS_C_EMPTY_BUFFER;
  gss_ctx_id_t context = GSS_C_NO_CONTEXT;
  gss_name_t name = GSS_C_NO_NAME;
  OM_uint32 minor, flags = 0;

  bindings.application_data.value = (void *) g_bytes_get_data (binding, &bindings.application_data.length);
  OM_uint32 major = gss_accept_sec_context (&minor, &context, GSS_C_NO_CREDENTIAL, &in, &bindings, &name, NULL, &out, &flags, NULL, NULL);
  verdict->bound = (flags & GSS_C_CHANNEL_BOUND_FLAG) != 0;
  if (major == GSS_S_COMPLETE && (verdict->bound || !self->require))
    note_user (verdict, name);
  if (out.length > 0)
    verdict->token = g_base64_encode (out.value, out.length);
  gss_release_buffer (&minor, &out);
  gss_release_name (&minor, &name);
  gss_delete_sec_context (&minor, &context, GSS_C_NO_BUFFER);
}

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  TestNegotiate *self = data;
  const char *given = g_hash_table_lookup (request->headers, "authorization");
  Verdict verdict = { 0 };

  if (given && g_str_has_prefix (given, "Negotiate "))
    accept_token (self, given + strlen ("Negotiate "), &verdict);
  g_autofree char *user = verdict.user, *token = verdict.token;
  g_autofree char *offer = g_strdup_printf ("WWW-Authenticate: %s\r\n", self->offer ?: "Negotiate");
  g_autofree char *proof = g_strdup_printf ("WWW-Authenticate: Negotiate %s\r\n", self->end ?: token ?: "");
  if (!user)
    return test_web_reply (stream, 401, offer, "who are you?");
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);
  g_autofree char *answer =
    g_strdup_printf ("%s %s %s %.*s", user, verdict.bound ? "bound" : "free", request->method, (int) size, size > 0 ? body : "");
  return test_web_reply (stream, 200, self->proves ? proof : NULL, answer);
}

TestNegotiate *
test_negotiate_start (TestKdc *kdc, TestTls *tls)
{
  TestNegotiate *self = g_new0 (TestNegotiate, 1);

  g_setenv ("KRB5_KTNAME", kdc->keytab, TRUE);
  /* The certificates of test-tls.c are signed with SHA-256. */
  self->end_point = test_tls_dup_sha256 (tls->certificate);
  self->require = TRUE;
  self->proves = TRUE;
  self->web = test_web_start (tls->certificate, tls->key, answer_cb, self);
  return self;
}

void
test_negotiate_stop (TestNegotiate *self)
{
  test_web_stop (self->web);
  g_free (self->end_point);
  g_free (self);
}
