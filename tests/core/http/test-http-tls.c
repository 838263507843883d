/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

/* Who is trusted: by the system, by a file, by a fingerprint that a person confirmed, and who never is. */

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  return test_web_reply (stream, 200, NULL, "in");
}

/* One request to a server with the certificate NAME, as that host. Consumes the trust. NULL: it worked. */
static GError *
ask (const char *name, const char *host, CwTlsTrust *trust, CwHttpClient **client)
{
  g_autofree char *certificate = test_tls_dup_path (tls, name, ".pem"), *key = test_tls_dup_path (tls, name, ".key");
  g_autoptr(TestWeb) web = test_web_start (certificate, key, answer_cb, NULL);
  g_autofree char *uri = test_web_dup_uri (web, host, "/");
  g_autoptr(CwHttpClient) own = fixture_client_trusting (trust);
  g_autoptr(CwSecret) password = cw_secret_new_text ("password of carol");
  GError *error = NULL;

  cw_http_client_set_account (own, "carol", password, CW_HTTP_AUTH_BASIC);
  g_autoptr(CwHttpResponse) response = fixture_get (own, uri, &error);
  if (error)
    {
      /* Nothing at all was said to a server that is not trusted. */
      g_assert_null (response);
      g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, 0);
    }
  else
    fixture_assert_body (response, 200, "in");
  if (client)
    *client = g_steal_pointer (&own);
  return error;
}

static CwTlsTrust *
trust_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  CwTlsTrust *trust = cw_tls_trust_new_file (path, &error);

  g_assert_no_error (error);
  return trust;
}

static CwTlsTrust *
trust_pin (const char *name)
{
  g_autofree char *path = test_tls_dup_path (tls, name, ".pem"), *pin = test_tls_dup_sha256 (path);

  return cw_tls_trust_new_pins ((const char *const[]) { pin, NULL });
}

static void
assert_asked (const char *name, const char *host, CwTlsTrust *trust, const char *reason)
{
  g_autoptr(CwHttpClient) client = NULL;
  g_autoptr(GError) error = ask (name, host, trust, &client);
  const CwHttpServer *server = cw_http_client_get_server (client);

  g_assert_no_error (error);
  g_assert_cmpint (server->tls_errors, ==, 0);
  if (!strstr (server->tls_reason, reason))
    g_error ("“%s” is not in “%s”", reason, server->tls_reason);
}

static void
assert_refused (const char *name, const char *host, CwTlsTrust *trust, CwError code, const char *reason)
{
  g_autofree char *path = test_tls_dup_path (tls, name, ".pem"), *sha256 = test_tls_dup_sha256 (path);
  g_autoptr(CwHttpClient) client = NULL;
  GError *error = ask (name, host, trust, &client);
  const CwHttpServer *server = cw_http_client_get_server (client);

  g_assert_nonnull (error);
  g_assert_cmpstr (server->tls_reason, ==, error->message);
  fixture_assert_error (&error, code, reason);
  /* What was shown can be compared by a person. */
  g_assert_cmpstr (cw_certificate_get_sha256 (g_ptr_array_index (server->chain, 0)), ==, sha256);
  g_assert_cmpint (server->tls_errors, !=, 0);
}

static void
test_system (void)
{
  assert_asked ("known", NULL, cw_tls_trust_new_system (), "“system”, which this computer trusts");
  assert_refused ("server", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_UNTRUSTED, "issued by “ca”");
  g_setenv ("CERTWIZARD_TRUST_FILE", tls->ca, TRUE);
  assert_refused ("known", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_UNTRUSTED, "issued by “system”");
  assert_asked ("server", NULL, cw_tls_trust_new_system (), "which this computer trusts");
  assert_asked ("server", "127.0.0.1", cw_tls_trust_new_system (), "“ca”");
  assert_refused ("stranger", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_UNTRUSTED, "issued by “other-ca”, which this computer does not trust");
  assert_refused ("alone", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_UNTRUSTED, "signed its certificate itself");
  assert_refused ("named", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "not for this name, but for www.example.org, 192.0.2.7");
  assert_refused ("expired", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "has expired on");
  assert_refused ("future", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "not valid before");
  assert_refused ("under-expired", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "above that of the server");
  g_unsetenv ("CERTWIZARD_TRUST_FILE");
}

/* Whatever else is wrong with a certificate that nobody vouches for, it can never be pinned. */
static void
test_untrusted_and_bad (void)
{
  g_setenv ("CERTWIZARD_TRUST_FILE", tls->ca, TRUE);
  assert_refused ("stranger-expired", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "has expired on");
  assert_refused ("stranger-future", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "not valid before");
  assert_refused ("stranger-named", NULL, cw_tls_trust_new_system (), CW_ERROR_TLS_BAD, "not for this name");
  g_unsetenv ("CERTWIZARD_TRUST_FILE");
}

static void
test_file (void)
{
  g_autofree char *other = test_tls_dup_path (tls, "other-ca", ".pem"), *der = test_tls_dup_path (tls, "other-ca", ".der");
  g_autofree char *leaf = test_tls_dup_path (tls, "alone", ".pem");

  assert_asked ("stranger", NULL, trust_file (other), other);
  test_run (tls->folder, NULL, NULL, "openssl", "x509", "-in", other, "-outform", "DER", "-out", der, NULL);
  assert_asked ("stranger", NULL, trust_file (der), der);
  assert_asked ("deep", NULL, trust_file (tls->ca), tls->ca);
  assert_asked ("alone", NULL, trust_file (leaf), leaf);
  /* What the system trusts does not count then. */
  assert_refused ("known", NULL, trust_file (other), CW_ERROR_TLS_UNTRUSTED, other);
  assert_refused ("named", NULL, trust_file (tls->ca), CW_ERROR_TLS_BAD, "not for this name");
  assert_refused ("expired", NULL, trust_file (tls->ca), CW_ERROR_TLS_BAD, "has expired on");
  assert_refused ("under-expired", NULL, trust_file (tls->ca), CW_ERROR_TLS_BAD, "above");
}

static void
test_file_wrong (void)
{
  g_autofree char *text = test_folder_write (tls->folder, "text", "no certificate in here\n"), *missing = test_tls_dup_path (tls, "missing", ".pem");
  g_autofree char *key = test_tls_dup_path (tls, "alone", ".key");
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_tls_trust_new_file (text, &error));
  fixture_assert_error (&error, CW_ERROR_NOT_RECOGNISED, "text");
  g_assert_null (cw_tls_trust_new_file (missing, &error));
  fixture_assert_error (&error, CW_ERROR_NOT_FOUND, "missing.pem");
  g_assert_null (cw_tls_trust_new_file (key, &error));
  fixture_assert_error (&error, CW_ERROR_EMPTY, "contains no certificate");
}

static void
test_pins (void)
{
  assert_asked ("stranger", NULL, trust_pin ("stranger"), "own certificate was confirmed");
  assert_asked ("stranger", NULL, trust_pin ("other-ca"), "“other-ca”");
  assert_asked ("alone", NULL, trust_pin ("alone"), "own certificate was confirmed");
  assert_asked ("deep", NULL, trust_pin ("middle"), "“middle”");
  assert_asked ("deep", NULL, trust_pin ("ca"), "“ca”");
  assert_refused ("stranger", NULL, trust_pin ("server"), CW_ERROR_TLS_UNTRUSTED, "other-ca");
  assert_refused ("stranger", NULL, cw_tls_trust_new_pins (NULL), CW_ERROR_TLS_UNTRUSTED, "other-ca");
  /* The system is trusted besides. */
  assert_asked ("known", NULL, trust_pin ("alone"), "“system”, which this computer trusts");
}

static void
test_pin_forms (void)
{
  g_autofree char *path = test_tls_dup_path (tls, "alone", ".pem"), *pin = test_tls_dup_sha256 (path), *lower = g_ascii_strdown (pin, -1);
  g_autoptr(GString) colons = g_string_new (NULL);

  for (guint i = 0; lower[i]; i += 2)
    g_string_append_printf (colons, "%s%.2s", i ? ":" : "", lower + i);
  assert_asked ("alone", NULL, cw_tls_trust_new_pins ((const char *const[]) { "garbage", colons->str, NULL }), "confirmed");
}

/* A fingerprint says who it is, not that name and dates do not matter. */
static void
test_pin_is_no_excuse (void)
{
  assert_refused ("stranger-expired", NULL, trust_pin ("stranger-expired"), CW_ERROR_TLS_BAD, "has expired on");
  assert_refused ("stranger-expired", NULL, trust_pin ("other-ca"), CW_ERROR_TLS_BAD, "has expired on");
  assert_refused ("stranger-named", NULL, trust_pin ("stranger-named"), CW_ERROR_TLS_BAD, "not for this name");
  assert_refused ("stranger-named", NULL, trust_pin ("other-ca"), CW_ERROR_TLS_BAD, "not for this name");
}

/* Anybody can send along a certificate that was pinned. */
static void
test_pin_sent_along (void)
{
  g_autofree char *forged = test_tls_make (tls, "forged", NULL, "DNS:localhost", -1, 100, FALSE), *other = test_tls_dup_path (tls, "other-ca", ".pem");
  g_autofree char *a = NULL, *b = NULL;

  g_assert_true (g_file_get_contents (forged, &a, NULL, NULL) && g_file_get_contents (other, &b, NULL, NULL));
  g_autofree char *both = g_strconcat (a, b, NULL);
  g_assert_true (g_file_set_contents (forged, both, -1, NULL));
  assert_refused ("forged", NULL, trust_pin ("other-ca"), CW_ERROR_TLS_UNTRUSTED, "signed its certificate itself");
  /* Even when it has the same name above it. */
  g_autofree char *impostor = test_tls_make (tls, "impostor", NULL, "", -1, 100, TRUE);
  test_run (tls->folder, NULL, NULL, "sed", "-i", "s/cn = .*/cn = \"other-ca\"/", "impostor.cfg", NULL);
  test_run (tls->folder, NULL, NULL, "certtool", "--generate-self-signed", "--load-privkey", "impostor.key", "--template", "impostor.cfg",
            "--outfile", impostor, NULL);
  g_autofree char *leaf = test_tls_make (tls, "victim", "impostor", "DNS:localhost", -1, 100, FALSE), *c = NULL;
  g_assert_true (g_file_get_contents (leaf, &c, NULL, NULL));
  *(strstr (c + 10, "-----BEGIN")) = '\0';
  g_autofree char *with_pinned = g_strconcat (c, b, NULL);
  g_assert_true (g_file_set_contents (leaf, with_pinned, -1, NULL));
  assert_refused ("victim", NULL, trust_pin ("other-ca"), CW_ERROR_TLS_UNTRUSTED, "other-ca");
}

/* ---- no TLS at all ---- */

static GSocketListener *
listen_anywhere (char **uri)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  *uri = g_strdup_printf ("https://localhost:%u/", port);
  return listener;
}

static gpointer
answer_in_clear (gpointer listener)
{
  g_autoptr(GSocketConnection) connection = g_socket_listener_accept (listener, NULL, NULL, NULL);

  test_web_reply (G_IO_STREAM (connection), 400, NULL, "speak HTTP please");
  return NULL;
}

static void
test_not_tls (void)
{
  g_autofree char *uri = NULL;
  g_autoptr(GSocketListener) listener = listen_anywhere (&uri);
  GThread *thread = g_thread_new ("clear", answer_in_clear, listener);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_get_within (client, uri, 30, &error));
  fixture_assert_error (&error, CW_ERROR_TLS_BAD, "localhost");
  g_assert_null (cw_http_client_get_server (client)->chain);
  g_thread_join (thread);
}

/* The kernel takes the connection, and nobody ever shakes hands. */
static void
test_silent_handshake (void)
{
  g_autofree char *uri = NULL;
  g_autoptr(GSocketListener) listener = listen_anywhere (&uri);
  g_autoptr(CwHttpClient) client = fixture_client_new ();
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (listener);
  g_assert_null (fixture_get_within (client, uri, fixture_get_seconds (), &error));
  fixture_assert_error (&error, CW_ERROR_TIMED_OUT, "whole answer within");
  g_assert_null (fixture_post_within (client, uri, "body", fixture_get_seconds (), &error));
  fixture_assert_error (&error, CW_ERROR_TIMED_OUT, "whole answer within");
}

static void
make_certificates (void)
{
  g_free (test_tls_make (tls, "other-ca", NULL, "", -1, 300, TRUE));
  g_free (test_tls_make (tls, "known", "system", "DNS:localhost", -1, 100, FALSE));
  g_free (test_tls_make (tls, "middle", "ca", "", -1, 300, TRUE));
  g_free (test_tls_make (tls, "old-ca", "ca", "", -300, -2, TRUE));
  g_free (test_tls_make (tls, "stranger", "other-ca", "DNS:localhost,IP:127.0.0.1", -1, 100, FALSE));
  g_free (test_tls_make (tls, "stranger-expired", "other-ca", "DNS:localhost", -30, -3, FALSE));
  g_free (test_tls_make (tls, "stranger-future", "other-ca", "DNS:localhost", 3, 30, FALSE));
  g_free (test_tls_make (tls, "stranger-named", "other-ca", "DNS:www.example.org", -1, 30, FALSE));
  g_free (test_tls_make (tls, "alone", NULL, "DNS:localhost", -1, 100, FALSE));
  g_free (test_tls_make (tls, "named", "ca", "DNS:www.example.org,IP:192.0.2.7", -1, 100, FALSE));
  g_free (test_tls_make (tls, "expired", "ca", "DNS:localhost", -30, -3, FALSE));
  g_free (test_tls_make (tls, "future", "ca", "DNS:localhost", 3, 30, FALSE));
  g_free (test_tls_make (tls, "under-expired", "old-ca", "DNS:localhost", -1, 100, FALSE));
  g_free (test_tls_make (tls, "deep", "middle", "DNS:localhost", -1, 100, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_setup ();
  make_certificates ();
  g_test_add_func ("/http/tls/system", test_system);
  g_test_add_func ("/http/tls/untrusted-and-bad", test_untrusted_and_bad);
  g_test_add_func ("/http/tls/file", test_file);
  g_test_add_func ("/http/tls/file-wrong", test_file_wrong);
  g_test_add_func ("/http/tls/pins", test_pins);
  g_test_add_func ("/http/tls/pin-forms", test_pin_forms);
  g_test_add_func ("/http/tls/pin-is-no-excuse", test_pin_is_no_excuse);
  g_test_add_func ("/http/tls/pin-sent-along", test_pin_sent_along);
  g_test_add_func ("/http/tls/not-tls", test_not_tls);
  g_test_add_func ("/http/tls/silent-handshake", test_silent_handshake);
  int result = g_test_run ();
  fixture_teardown ();
  return result;
}
