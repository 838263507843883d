/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that is no Windows CA, or a bad one: for each answer the code, the sentence, how often it was asked, and what is kept. */
#include "cw-authority-kinds.h"

#include "cw-error.h"
#include "pki.h"
#include "requests.h"
#include "small-trust.h"
#include "test-tls.h"
#include "test-web.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *post;          /* the whole answer to the POST, then cut; NULL: as the GET */
  const char *get;           /* the whole answer to certnew.cer */
  CwError code;
  const char *sentence;
} Case;

static TestTls *tls;

#define OK(type, body) "HTTP/1.1 200 OK\r\nContent-Type: " type "\r\n@\r\n\r\n" body
#define ISSUED OK ("text/html", "<A Href=certnew.cer?ReqID=89&amp;Enc=b64>x</A>")
#define PENDING OK ("text/html", "<P ID=locInfoReqID>Your Request Id is 89.")

/* An issuer's words are not believed where they make no sense. */
static const Case posts[] = {
  { "nothing", "", NULL, CW_ERROR_UNCERTAIN, "closed the connection" },
  { "empty", OK ("text/html", ""), NULL, CW_ERROR_UNCERTAIN, "does not say" },
  { "binary", OK ("application/octet-stream", "\x01\x02\xff"), NULL, CW_ERROR_UNCERTAIN, "does not say" },
  { "half", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<A Href=certnew.cer?ReqID=89&amp;Enc=b64>x</A>", NULL, CW_ERROR_UNCERTAIN, "cut short" },
  { "in-a-comment", OK ("text/html", "<!-- <A Href=certnew.cer?ReqID=89&amp;Enc=b64>x</A> -->"), NULL, CW_ERROR_UNCERTAIN, "does not say" },
  { "in-a-script", OK ("text/html", "<Script>x='<A Href=certnew.cer?ReqID=89&amp;Enc=b64>'</Script>"), NULL, CW_ERROR_UNCERTAIN, "does not say" },
  { "pending-without-number", OK ("text/html", "<P ID=locInfoReqID>Soon."), NULL, CW_ERROR_UNCERTAIN, "does not say" },
  { "login", OK ("text/html", "<form><input type=password></form>"), NULL, CW_ERROR_REPLY, "password" },
  { "moved", "HTTP/1.1 307 Moved\r\nLocation: /certsrv/other.asp\r\n@\r\n\r\n", NULL, CW_ERROR_REDIRECTED, "other.asp" },
  { "away", "HTTP/1.1 302 Moved\r\nLocation: http://elsewhere.invalid/\r\n@\r\n\r\n", NULL, CW_ERROR_REDIRECTED, "elsewhere.invalid" },
  { "forbidden", "HTTP/1.1 403 No\r\n@\r\n\r\n", NULL, CW_ERROR_FORBIDDEN, "403" },
  { "not-found", "HTTP/1.1 404 No\r\n@\r\n\r\n", NULL, CW_ERROR_SERVER, "404" },
  { "busy", "HTTP/1.1 503 Busy\r\nRetry-After: 60\r\n@\r\n\r\n", NULL, CW_ERROR_SERVER, "503" },
  { "gateway", "HTTP/1.1 504 Late\r\n@\r\n\r\n", NULL, CW_ERROR_UNCERTAIN, "504" },
  { "broken", "HTTP/1.1 500 Bad\r\n@\r\n\r\n", NULL, CW_ERROR_UNCERTAIN, "500" },
  { "access-denied", "HTTP/1.1 500 Bad\r\n@\r\n\r\n<p>Access is denied. 0x80070005 (WIN32: 5)", NULL, CW_ERROR_FORBIDDEN, "0x80070005" },
};

static const Case gets[] = {
  { "empty", NULL, OK ("application/pkix-cert", ""), CW_ERROR_REPLY, "where a certificate" },
  { "html", NULL, OK ("application/pkix-cert", "<html><title>Intranet</title></html>"), CW_ERROR_REPLY, "Intranet" },
  { "login", NULL, OK ("text/html", "<input type=password>"), CW_ERROR_REPLY, "password" },
  { "half-pem", NULL, OK ("application/pkix-cert", "-----BEGIN CERTIFICATE-----\r\nMIIB"), CW_ERROR_REPLY, "where a certificate" },
  { "base64-of-nothing", NULL, OK ("application/pkix-cert", "AAAAAAAAAAAA"), CW_ERROR_REPLY, "where a certificate" },
  { "cut", NULL, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nMIIB", CW_ERROR_REPLY, "cut short" },
  { "endless", NULL, "HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nMIIB", CW_ERROR_TOO_LARGE, "larger" },
  { "away", NULL, "HTTP/1.1 302 Moved\r\nLocation: https://elsewhere.invalid/\r\n@\r\n\r\n", CW_ERROR_REDIRECTED, "elsewhere.invalid" },
  { "unknown", NULL, OK ("text/html", "<P ID=locPageTitle>Error<DL><DT ID=locLastStatLabel>Last:<DD>0x80094004</DL>"), CW_ERROR_NOT_FOUND, "89" },
  { "broken", NULL, "HTTP/1.1 500 Bad\r\n@\r\n\r\n", CW_ERROR_SERVER, "500" },
  { "asp", NULL, "HTTP/1.1 500 Bad\r\n@\r\n\r\n<p>error 'ASP 0177 : 800706ba'", CW_ERROR_SERVER, "0x800706BA" },
};

/* "@" stands for the right length, so that a cut is a cut only where it is meant; and this server ends every connection, which it has to
 * say: else the next request may go out on one that is just being closed. */
static void
say (GIOStream *stream, const char *answer)
{
  const char *body = strstr (answer, "\r\n\r\n");
  g_autofree char *length = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n", body != NULL ? strlen (body + 4) : 0);
  g_autoptr(GString) text = g_string_new (answer);

  g_string_replace (text, "@\r\n", length, 1);
  test_web_say (stream, text->str, (gssize) text->len);
}

static gboolean
answer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  const Case *what = data;

  if (strcmp (request->method, "POST") == 0)
    say (stream, what->post);
  else if (strstr (request->target, "certnew.cer") != NULL && what->get != NULL)
    say (stream, what->get);
  else
    test_web_reply (stream, 200, "Content-Type: text/html\r\nConnection: close\r\n", "<P ID=locPageTitle>Welcome");
  return FALSE;
}

static CwAuthority *
make_authority (TestWeb *web)
{
  g_autoptr(GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GError) error = NULL;

  g_hash_table_insert (settings, (gpointer) "host", g_strdup ("localhost"));
  g_hash_table_insert (settings, (gpointer) "url", test_web_dup_uri (web, NULL, "/certsrv/"));
  g_hash_table_insert (settings, (gpointer) "trust", g_strdup ("file"));
  g_hash_table_insert (settings, (gpointer) "trust-file", g_strdup (tls->ca));
  CwAuthority *authority = cw_authority_kinds_find ("adcs")->create (settings, NULL, &error);
  g_assert_no_error (error);
  return authority;
}

static CwCsr *
make_csr (void)
{
  g_autoptr(CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);

  return requests_make (key, "www.example.org", "www.example.org");
}

static void
test_post (gconstpointer data)
{
  const Case *what = data;
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, (gpointer) what);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (gint) what->code);
  requests_assert_contains (error->message, what->sentence);
  requests_assert_contains (error->message, "localhost");
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
}

static void
test_get (gconstpointer data)
{
  const Case *what = data;
  Case issued = *what;

  /* Asked for later … */
  issued.post = ISSUED;
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &issued);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_retrieve (authority, "89", csr, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (gint) what->code);
  requests_assert_contains (error->message, what->sentence);
  g_clear_error (&error);
  /* … or right after it was issued: then the number counts more than the failure. */
  g_autoptr(CwEnrollment) kept = cw_authority_submit (authority, csr, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (kept), ==, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (kept), ==, "89");
  requests_assert_contains (cw_enrollment_get_message (kept), what->sentence);
}

/* Somebody else's certificate, good as it may be. */
static void
test_other_certificate (void)
{
  pki_setup ();
  g_autoptr(CwCertificate) other = pki_make ("other", NULL, "/CN=www.example.org", "ec:P-256", 100, NULL);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (cw_certificate_get_der (other), NULL), g_bytes_get_size (cw_certificate_get_der (other)));
  g_autofree char *answer = g_strconcat (OK ("application/pkix-cert", ""), base64, NULL);
  Case what = { "other", ISSUED, answer, CW_ERROR_KEY_MISMATCH, "another key" };
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_cb, &what);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  requests_assert_contains (error->message, "request 89");
  g_clear_error (&error);
  g_assert_null (cw_authority_retrieve (authority, "89", csr, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  pki_teardown ();
}

static gboolean
answer_401_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  const char *login = g_hash_table_lookup (request->headers, "authorization");

  if (login != NULL && g_str_has_prefix (login, "Basic "))
    g_atomic_int_inc ((gint *) data);
  return test_web_reply (stream, 401, "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Negotiate\r\n", "no");
}

static void
log_cb (const char *line, gpointer user_data)
{
  g_test_message ("%s", line);
}

/* It asks again and again: the password is given once, and never after that. What was tried before it, by Negotiate, has no answer. */
static void
test_401_loop (void)
{
  gint n_passwords = 0;
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_401_cb, &n_passwords);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwSecret) password = cw_secret_new_text ("geheim");
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  cw_authority_set_account (authority, "carol", password);
  cw_authority_set_log (authority, log_cb, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
      g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_AUTHENTICATION) || g_error_matches (error, CW_ERROR, CW_ERROR_NO_TICKET));
      g_assert_null (strstr (error->message, "geheim"));
      g_clear_error (&error);
    }
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_passwords), ==, 1);
}

static void
test_bad_certificate (gconstpointer data)
{
  const char *name = data;
  gboolean expired = strcmp (name, "expired") == 0;
  Case what = { name, PENDING, NULL, CW_ERROR_TLS_BAD, "" };
  g_autofree char *path = test_tls_make (tls, name, "ca", expired ? "DNS:localhost" : "DNS:other.example.org", expired ? -20 : -1, expired ? -10 : 10, FALSE);
  g_autofree char *key = test_tls_dup_path (tls, name, ".key");
  g_autoptr(TestWeb) web = test_web_start (path, key, answer_cb, &what);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, CW_ERROR_TLS_BAD);
  /* It cannot be pinned, so it is not offered. */
  g_assert_null (cw_authority_get_peer_chain (authority));
  g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, 0);
}

static gboolean
answer_wait_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  if (strcmp (request->method, "POST") != 0 && strstr (request->target, "certnew") == NULL)
    return test_web_reply (stream, 200, "Content-Type: text/html\r\nConnection: close\r\n", "<P ID=locPageTitle>Welcome") && FALSE;
  g_cancellable_cancel (data);
  test_web_wait_end (web, stream);
  return FALSE;
}

/* Cancelled while it is silent: at once, and as what it is. */
static void
test_silent (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TestWeb) web = test_web_start (tls->certificate, tls->key, answer_wait_cb, cancellable);
  g_autoptr(CwAuthority) authority = make_authority (web);
  g_autoptr(CwCsr) csr = make_csr ();
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_retrieve (authority, "89", csr, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_clear_error (&error);
  g_cancellable_reset (cancellable);
  g_assert_null (cw_authority_submit (authority, csr, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNCERTAIN);
  g_assert_cmpuint (test_web_count (web, "POST", FALSE), ==, 1);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  trust_next_to_nothing ();
  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    {
      g_autofree char *path = g_strconcat ("/adcs-hostile/post/", posts[i].name, NULL);
      g_test_add_data_func (path, &posts[i], test_post);
    }
  for (guint i = 0; i < G_N_ELEMENTS (gets); i++)
    {
      g_autofree char *path = g_strconcat ("/adcs-hostile/get/", gets[i].name, NULL);
      g_test_add_data_func (path, &gets[i], test_get);
    }
  g_test_add_func ("/adcs-hostile/other-certificate", test_other_certificate);
  g_test_add_func ("/adcs-hostile/401-loop", test_401_loop);
  g_test_add_data_func ("/adcs-hostile/expired", "expired", test_bad_certificate);
  g_test_add_data_func ("/adcs-hostile/other-name", "other-name", test_bad_certificate);
  g_test_add_func ("/adcs-hostile/silent", test_silent);
  tls = test_tls_new ();
  result = g_test_run ();
  test_tls_free (tls);
  return result;
}
