/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AD CS kind against the stand-in, over TLS: every state, every language, and what a server may do wrong. */
#include "cw-authority-kinds.h"

#include "adcs-server.h"
#include "cw-chain.h"
#include "cw-error.h"
#include "pki.h"
#include "requests.h"
#include "small-trust.h"
#include "test-web.h"

#include <string.h>

typedef struct
{
  AdcsServer *server;
  AdcsOptions options;
  GHashTable *settings;
  CwAuthority *authority;
  CwPrivateKey *key;
  GString *log;
  guint n_left;
  gboolean may_leave;
} Fixture;

static void
log_cb (const char *line, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", line);
}

static void
set (Fixture *f, const char *name, const char *value)
{
  g_hash_table_insert (f->settings, g_strdup (name), g_strdup (value));
}

static void
make_authority (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&f->authority);
  f->authority = cw_authority_kinds_find ("adcs")->create (f->settings, NULL, &error);
  g_assert_no_error (error);
  cw_authority_set_log (f->authority, log_cb, f->log);
}

static void
start (Fixture *f)
{
  f->options.folder = pki_get_folder ();
  f->options.pages = ADCS_PAGES;
  f->server = adcs_server_start (&f->options);
  set (f, "host", "localhost");
  set (f, "ca-name", "Stand-in CA");
  set (f, "url", adcs_server_get_url (f->server));
  set (f, "trust", "file");
  set (f, "trust-file", adcs_server_get_tls_ca (f->server));
  make_authority (f);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  pki_setup ();
  f->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  f->log = g_string_new (NULL);
  f->key = requests_key (CW_KEY_ECDH_P256, 0);
  f->options.renewals = 1;
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_assert_finalize_object (f->authority);
  if (f->server != NULL)
    adcs_server_stop (f->server);
  g_object_unref (f->key);
  g_hash_table_unref (f->settings);
  g_string_free (f->log, TRUE);
  pki_teardown ();
}

static CwCsr *
make_csr (Fixture *f, const char *name)
{
  return requests_make (f->key, name, name);
}

static CwEnrollment *
submit_named (Fixture *f, const char *name, const char *template_name, GError **error)
{
  g_autoptr(CwCsr) csr = make_csr (f, name);

  return cw_authority_submit (f->authority, csr, template_name, NULL, error);
}

static CwEnrollment *
retrieve (Fixture *f, const char *handle, GError **error)
{
  g_autoptr(CwCsr) csr = make_csr (f, "www.example.org");

  return cw_authority_retrieve (f->authority, handle, csr, NULL, error);
}

/* With the words of the template. */
static CwEnrollment *
submit (Fixture *f, const char *words, CwEnrollmentState state)
{
  g_autoptr(GError) error = NULL;
  CwEnrollment *enrollment = submit_named (f, "www.example.org", words, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (enrollment), ==, state);
  return enrollment;
}

static void
assert_issued (CwEnrollment *enrollment, Fixture *f)
{
  GPtrArray *chain = cw_enrollment_get_chain (enrollment);
  CwCertificate *certificate = cw_enrollment_get_certificate (enrollment);

  g_assert_cmpint (cw_enrollment_get_state (enrollment), ==, CW_ENROLLMENT_ISSUED);
  g_assert_cmpstr (cw_certificate_get_key_id (certificate), ==, cw_private_key_get_key_id (f->key));
  g_assert_cmpuint (chain->len, ==, 2);
  g_assert_true (cw_chain_issued (chain->pdata[0], certificate));
  g_assert_true (cw_chain_issued (chain->pdata[1], chain->pdata[0]));
  g_assert_true (cw_certificate_is_self_signed (chain->pdata[1]));
}

/* ---- good answers ---- */

static void
test_issued (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_autoptr(CwEnrollment) enrollment = submit_named (f, "www.example.org", NULL, &error);
  g_assert_no_error (error);
  assert_issued (enrollment, f);
  g_assert_cmpstr (cw_enrollment_get_handle (enrollment), ==, "89");
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 1);
  g_autofree char *form = adcs_server_dup_last_form (f->server);
  g_autofree char *agent = adcs_server_dup_user_agent (f->server);
  requests_assert_contains (form, "CertAttrib=CertificateTemplate:WebServer\r\n\n");
  requests_assert_contains (form, "Mode=newreq\n");
  requests_assert_contains (form, "TargetStoreFlags=0\n");
  requests_assert_contains (form, "SaveCert=yes\n");
  requests_assert_contains (form, "FriendlyType=Saved-Request Certificate\n");
  requests_assert_contains (form, "ThumbPrint=\n");
  g_assert_true (g_str_has_prefix (agent, "Mozilla/5.0"));
  requests_assert_contains (f->log->str, "certfnsh.asp");
}

/* Base64 has plus signs, which a form turns into blanks: with so many requests one has them for sure. */
static void
test_encoding (Fixture *f, gconstpointer unused)
{
  gboolean plus = FALSE;

  start (f);
  for (guint i = 0; i < 8 || !plus; i++)
    {
      g_autofree char *name = g_strdup_printf ("host%u.example.org", i);
      g_autoptr(CwCsr) csr = make_csr (f, name);
      g_autofree char *pem = cw_csr_dup_pem (csr);
      g_autoptr(GError) error = NULL;
      g_autoptr(CwEnrollment) enrollment = cw_authority_submit (f->authority, csr, "WebServer", NULL, &error);

      g_assert_no_error (error);
      assert_issued (enrollment, f);
      plus = plus || strchr (pem, '+') != NULL;
    }
}

static void
test_languages (Fixture *f, gconstpointer unused)
{
  static const char *const languages[] = { "en", "de", "zh" };

  start (f);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *pend = g_strdup_printf ("pend-%s", languages[i]);
      g_autofree char *deny = g_strdup_printf ("notemplate-%s", languages[i]);
      g_autoptr(CwEnrollment) issued = submit (f, languages[i], CW_ENROLLMENT_ISSUED);
      g_autoptr(CwEnrollment) pending = submit (f, pend, CW_ENROLLMENT_PENDING);
      g_autoptr(CwEnrollment) denied = submit (f, deny, CW_ENROLLMENT_DENIED);
      g_autoptr(GError) error = NULL;
      g_autoptr(CwEnrollment) still = retrieve (f, cw_enrollment_get_handle (pending), &error);

      g_assert_no_error (error);
      assert_issued (issued, f);
      g_assert_cmpint (cw_enrollment_get_state (still), ==, CW_ENROLLMENT_PENDING);
      g_assert_cmpstr (cw_enrollment_get_handle (still), ==, cw_enrollment_get_handle (pending));
      g_assert_cmpstr (cw_enrollment_get_code (denied), ==, "0x80094800");
      g_assert_nonnull (cw_enrollment_get_explanation (denied));
      requests_assert_contains (cw_enrollment_get_message (denied), "NoSuch");
      g_assert_nonnull (cw_enrollment_get_handle (denied));
    }
}

static void
test_pending (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_autoptr(CwEnrollment) pending = submit (f, "pend", CW_ENROLLMENT_PENDING);
  const char *handle = cw_enrollment_get_handle (pending);
  g_assert_cmpstr (handle, ==, "89");
  g_autoptr(CwEnrollment) still = retrieve (f, handle, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (still), ==, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_message (still), ==, "Taken Under Submission");
  g_assert_true (adcs_server_approve (f->server, 89));
  g_autoptr(CwEnrollment) issued = retrieve (f, handle, &error);
  g_assert_no_error (error);
  assert_issued (issued, f);
  g_assert_true (adcs_server_revoke (f->server, 89));
  g_autoptr(CwEnrollment) revoked = retrieve (f, handle, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (revoked), ==, CW_ENROLLMENT_REVOKED);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 1);
}

static void
test_denied_later (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_autoptr(CwEnrollment) pending = submit (f, "pend", CW_ENROLLMENT_PENDING);
  g_assert_true (adcs_server_deny (f->server, 89));
  g_autoptr(CwEnrollment) denied = retrieve (f, cw_enrollment_get_handle (pending), &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (denied), ==, CW_ENROLLMENT_DENIED);
  g_assert_cmpstr (cw_enrollment_get_code (denied), ==, "0x80094014");
  g_assert_cmpstr (cw_enrollment_get_message (denied), ==, "Denied by SIM\\manager");
  g_assert_cmpstr (cw_enrollment_get_handle (denied), ==, "89");
  requests_assert_contains (cw_enrollment_get_explanation (denied), "certificate manager");
}

static void
test_denied (Fixture *f, gconstpointer unused)
{
  static const struct { const char *words, *code; } cases[] = {
    { "deny", "0x80094014" }, { "short", "0x80094811" }, { "forbidden", "0x80094012" }, { "notemplate", "0x80094800" },
  };

  start (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwEnrollment) denied = submit (f, cases[i].words, CW_ENROLLMENT_DENIED);

      g_assert_cmpstr (cw_enrollment_get_code (denied), ==, cases[i].code);
      g_assert_nonnull (cw_enrollment_get_explanation (denied));
      g_assert_nonnull (cw_enrollment_get_message (denied));
    }
}

static void
test_dispositions (Fixture *f, gconstpointer unused)
{
  static const CwEnrollmentState states[] = { CW_ENROLLMENT_PENDING, CW_ENROLLMENT_DENIED, CW_ENROLLMENT_DENIED };

  start (f);
  for (guint i = 0; i <= 6; i++)
    {
      g_autofree char *words = g_strdup_printf ("disp%u", i);
      g_autofree char *handle = g_strdup_printf ("%u", 89 + i);
      g_autoptr(GError) error = NULL;
      g_autoptr(CwEnrollment) sent = submit_named (f, "www.example.org", words, &error);

      g_assert_no_error (error);
      g_assert_nonnull (sent);
      g_autoptr(CwEnrollment) answer = retrieve (f, handle, &error);
      if (i == 3 || i == 4)
        {
          /* Said to be issued, and not shown. */
          g_assert_error (error, CW_ERROR, CW_ERROR_REPLY);
          requests_assert_contains (error->message, handle);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (cw_enrollment_get_state (answer), ==, i == 5 ? CW_ENROLLMENT_PENDING : i == 6 ? CW_ENROLLMENT_REVOKED : states[i]);
      g_assert_cmpstr (cw_enrollment_get_handle (answer), ==, handle);
    }
}

static void
test_unknown (Fixture *f, gconstpointer unused)
{
  static const char *const handles[] = { "4711", "0", "CACert", "89&Enc=bin", "", "1/../2" };

  start (f);
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (retrieve (f, handles[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      requests_assert_contains (error->message, "localhost");
    }
}

static void
test_forms (Fixture *f, gconstpointer unused)
{
  static const char *const words[] = { "bare", "der", "wrongtype", "namedp7b" };

  start (f);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(CwEnrollment) enrollment = submit (f, words[i], CW_ENROLLMENT_ISSUED);

      assert_issued (enrollment, f);
    }
}

/* The p7b of the certificate is missing: the CA's own are asked for, and those of all its renewals are there. */
static void
test_chain_of_ca (Fixture *f, gconstpointer unused)
{
  start (f);
  g_autoptr(CwEnrollment) enrollment = submit (f, "nochain", CW_ENROLLMENT_ISSUED);
  assert_issued (enrollment, f);
  requests_assert_contains (f->log->str, "ReqID=CACert&Renewal=1");
}

/* Even that is missing: issued all the same. */
static void
test_no_renewals (Fixture *f, gconstpointer unused)
{
  f->options.renew_wrong = TRUE;
  start (f);
  g_autoptr(CwEnrollment) enrollment = submit (f, "nochain", CW_ENROLLMENT_ISSUED);
  g_assert_cmpuint (cw_enrollment_get_chain (enrollment)->len, ==, 0);
  requests_assert_contains (f->log->str, "did not show all certificates");
}

static void
test_fetch_chain (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->options.renewals = 3;
  start (f);
  g_autoptr(GPtrArray) chain = cw_authority_fetch_chain (f->authority, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->len, ==, 2);
  g_assert_cmpstr (cw_certificate_get_common_name (chain->pdata[0]), ==, "Stand-in CA");
  g_assert_true (cw_chain_issued (chain->pdata[1], chain->pdata[0]));
  requests_assert_contains (f->log->str, "Renewal=3");
}

static void
test_templates (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_autoptr(GPtrArray) templates = cw_authority_list_templates (f->authority, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (templates->len, ==, 4);
}

static gboolean
answer_issuer_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  g_autofree char *path = pki_dup_path (request->target + 1);
  g_autofree char *content = NULL;
  g_autofree char *head = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);
  return test_web_say (stream, head, -1) && test_web_say (stream, content, (gssize) size);
}

/* The CA shows no chain at all, but its certificates say where their issuers are: there nobody gets an account. */
static void
test_issuer_from_elsewhere (Fixture *f, gconstpointer unused)
{
  g_autoptr(CwSecret) password = cw_secret_new_text ("pass");
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_issuer_cb, NULL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "");

  f->options.no_chain = TRUE;
  f->options.issuer_uri = uri;
  f->options.account = "carol:pass";
  start (f);
  cw_authority_set_account (f->authority, "carol", password);
  g_autoptr(CwEnrollment) enrollment = submit (f, "WebServer", CW_ENROLLMENT_ISSUED);
  assert_issued (enrollment, f);
  g_assert_cmpuint (test_web_count (web, "GET", FALSE), ==, 2);
  g_assert_cmpuint (test_web_count (web, NULL, TRUE), ==, 0);
}

static gboolean
answer_404_cb (TestWeb *web, const TestWebRequest *request, gpointer data, GIOStream *stream)
{
  return test_web_reply (stream, 404, NULL, "no");
}

static void
test_issuer_nowhere (Fixture *f, gconstpointer unused)
{
  g_autoptr(TestWeb) web = test_web_start (NULL, NULL, answer_404_cb, NULL);
  g_autofree char *uri = test_web_dup_uri (web, NULL, "");

  f->options.no_chain = TRUE;
  f->options.issuer_uri = uri;
  start (f);
  g_autoptr(CwEnrollment) enrollment = submit (f, "WebServer", CW_ENROLLMENT_ISSUED);
  g_assert_cmpuint (cw_enrollment_get_chain (enrollment)->len, ==, 0);
  g_assert_cmpuint (test_web_count (web, NULL, FALSE), ==, 1);
}

/* ---- when it leaves ---- */

static gboolean
leave_cb (gpointer user_data, GError **error)
{
  Fixture *f = user_data;

  f->n_left++;
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
  if (f->may_leave)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DISK_FULL, "no");
  return FALSE;
}

static void
test_leaving (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  cw_authority_set_leaving (f->authority, leave_cb, f);
  g_assert_null (submit_named (f, "www.example.org", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  g_assert_cmpuint (f->n_left, ==, 1);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
  f->may_leave = TRUE;
  g_autoptr(CwEnrollment) enrollment = submit (f, "WebServer", CW_ENROLLMENT_ISSUED);
  assert_issued (enrollment, f);
  g_assert_cmpuint (f->n_left, ==, 2);
}

/* ---- what goes wrong ---- */

static void
assert_fails (Fixture *f, const char *words, CwError code, const char *part, guint n_taken)
{
  g_autoptr(GError) error = NULL;
  guint n_posts = adcs_server_count_posts (f->server);
  guint n_requests = adcs_server_count_requests (f->server);
  g_autoptr(CwEnrollment) enrollment = submit_named (f, "www.example.org", words, &error);

  g_test_message ("%s: %s", words, error != NULL ? error->message : "-");
  g_assert_null (enrollment);
  g_assert_error (error, CW_ERROR, (gint) code);
  requests_assert_contains (error->message, part);
  requests_assert_contains (error->message, "localhost");
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, n_posts + 1);
  g_assert_cmpuint (adcs_server_count_requests (f->server), ==, n_requests + n_taken);
}

/* Whether the CA has the request is what the code says: CW_ERROR_UNCERTAIN where it may. */
static void
test_failures (Fixture *f, gconstpointer unused)
{
  start (f);
  assert_fails (f, "login", CW_ERROR_REPLY, "password", 0);
  assert_fails (f, "asp", CW_ERROR_SERVER, "its service is not running", 0);
  assert_fails (f, "broken", CW_ERROR_UNCERTAIN, "500", 0);
  assert_fails (f, "http403", CW_ERROR_FORBIDDEN, "", 0);
  assert_fails (f, "odd", CW_ERROR_UNCERTAIN, "Something New", 1);
  assert_fails (f, "cut", CW_ERROR_UNCERTAIN, "", 1);
  assert_fails (f, "huge", CW_ERROR_UNCERTAIN, "", 1);
}

static void
test_redirect (Fixture *f, gconstpointer unused)
{
  start (f);
  assert_fails (f, "redirect", CW_ERROR_REDIRECTED, "elsewhere.invalid", 0);
}

static void
test_other_key (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_assert_null (submit_named (f, "www.example.org", "otherkey", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  requests_assert_contains (error->message, "89");
  g_clear_error (&error);
  g_assert_null (retrieve (f, "89", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
}

/* Issued, and a page comes where the certificate is due: the number is kept, and it can be fetched later. */
static void
test_issued_but_not_shown (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_autoptr(CwEnrollment) html = submit (f, "htmlcert", CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (html), ==, "89");
  requests_assert_contains (cw_enrollment_get_message (html), "could not be fetched");
  g_assert_null (retrieve (f, "89", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REPLY);
  requests_assert_contains (error->message, "Welcome to the intranet");
  g_clear_error (&error);
  g_autoptr(CwEnrollment) later = submit (f, "notyet", CW_ENROLLMENT_PENDING);
  g_autoptr(CwEnrollment) issued = retrieve (f, cw_enrollment_get_handle (later), &error);
  g_assert_no_error (error);
  assert_issued (issued, f);
}

static gpointer
cancel_when_sent (gpointer data)
{
  Fixture *f = ((gpointer *) data)[0];

  adcs_server_wait (f->server, 1);
  g_cancellable_cancel (((gpointer *) data)[1]);
  return NULL;
}

/* Cancelled while the CA thinks: it has the request, so nobody may say that nothing happened. */
static void
test_cancel (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCsr) csr = make_csr (f, "www.example.org");

  start (f);
  gpointer data[] = { f, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_sent, data);
  g_assert_null (cw_authority_submit (f->authority, csr, "silent", cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNCERTAIN);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 1);
}

static void
test_bad_template (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  g_assert_null (submit_named (f, "www.example.org", "WebServer\r\nsan:dns=evil.example.org", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
}

static void
test_unreachable (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  adcs_server_stop (g_steal_pointer (&f->server));
  g_assert_null (submit_named (f, "www.example.org", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_null (retrieve (f, "89", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNREACHABLE);
}

/* ---- trust and accounts ---- */

static void
test_untrusted (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  start (f);
  set (f, "trust", "system");
  make_authority (f);
  g_assert_null (submit_named (f, "www.example.org", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TLS_UNTRUSTED);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
  GPtrArray *peer = cw_authority_get_peer_chain (f->authority);
  g_assert_nonnull (peer);
  g_assert_cmpstr (cw_certificate_get_common_name (peer->pdata[0]), ==, "localhost");
  set (f, "fingerprints", cw_certificate_get_sha256 (peer->pdata[0]));
  set (f, "trust", "pinned");
  make_authority (f);
  g_clear_error (&error);
  g_autoptr(CwEnrollment) enrollment = submit_named (f, "www.example.org", NULL, &error);
  g_assert_no_error (error);
  assert_issued (enrollment, f);
  g_assert_null (cw_authority_get_peer_chain (f->authority));
}

static void
test_basic (Fixture *f, gconstpointer unused)
{
  g_autoptr(CwSecret) password = cw_secret_new_text ("pass+word/geheim");
  g_autoptr(CwSecret) wrong = cw_secret_new_text ("wrong");
  g_autoptr(GError) error = NULL;

  f->options.account = "carol:pass+word/geheim";
  set (f, "authentication", "basic");
  start (f);
  g_assert_null (submit_named (f, "www.example.org", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION);
  g_clear_error (&error);
  make_authority (f);
  cw_authority_set_account (f->authority, "carol", wrong);
  g_assert_null (submit_named (f, "www.example.org", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION);
  g_clear_error (&error);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
  make_authority (f);
  cw_authority_set_account (f->authority, "carol", password);
  g_autoptr(CwEnrollment) enrollment = submit_named (f, "www.example.org", NULL, &error);
  g_assert_no_error (error);
  assert_issued (enrollment, f);
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 1);
  g_assert_null (strstr (f->log->str, "geheim"));
}

/* ---- Test this CA ---- */

typedef struct
{
  GString *lines;
  GCancellable *cancellable;
  const char *cancel_at;
} Lines;

static void
line_cb (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data)
{
  static const char *const verdicts[] = { "good", "info", "warning", "bad", "skipped" };
  Lines *self = user_data;

  g_assert_nonnull (sentence);
  g_assert_true (*sentence != '\0');
  g_test_message ("%s: %s: %s (%s)", subject, verdicts[verdict], sentence, remedy != NULL ? remedy : "-");
  g_string_append_printf (self->lines, "%s=%s\n", subject, verdicts[verdict]);
  if (g_strcmp0 (self->cancel_at, subject) == 0)
    g_cancellable_cancel (self->cancellable);
}

static void
assert_lines (Fixture *f, GCancellable *cancellable, const char *cancel_at, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);
  Lines lines = { text, cancellable, cancel_at };

  cw_authority_test (f->authority, line_cb, &lines, cancellable);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_test (Fixture *f, gconstpointer unused)
{
  g_autoptr(CwSecret) password = cw_secret_new_text ("pass");

  f->options.account = "carol:pass";
  start (f);
  cw_authority_set_account (f->authority, "carol", password);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=good\nEncryption=good\nAuthentication=good\nWeb enrolment=good\nCA certificate=good\n"
                "Templates=good\nPermission=good\n");
  g_assert_cmpuint (adcs_server_count_posts (f->server), ==, 0);
}

static void
test_test_anybody (Fixture *f, gconstpointer unused)
{
  start (f);
  set (f, "ca-name", "Another CA");
  set (f, "template", "Computer");
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=good\nEncryption=good\nAuthentication=warning\nWeb enrolment=good\nCA certificate=good\n"
                "Name of the CA=warning\nTemplates=good\nPermission=info\n");
}

#define NOTHING_MORE "CA certificate=skipped\nTemplates=skipped\nPermission=skipped\n"

static void
test_test_bad (Fixture *f, gconstpointer unused)
{
  g_autoptr(CwSecret) password = cw_secret_new_text ("wrong");
  g_autofree char *url = NULL;

  f->options.account = "carol:pass";
  start (f);
  cw_authority_set_account (f->authority, "carol", password);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=good\nEncryption=good\nAuthentication=bad\nWeb enrolment=skipped\n" NOTHING_MORE);
  set (f, "trust", "system");
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=good\nEncryption=bad\nAuthentication=skipped\nWeb enrolment=skipped\n" NOTHING_MORE);
  url = g_strdup_printf ("https://127.0.0.1:%u/certsrv/", adcs_server_get_port (f->server));
  adcs_server_stop (g_steal_pointer (&f->server));
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=bad\nEncryption=skipped\nAuthentication=skipped\nWeb enrolment=skipped\n" NOTHING_MORE);
  set (f, "url", url);
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=info\nConnection=bad\nEncryption=skipped\nAuthentication=skipped\nWeb enrolment=skipped\n" NOTHING_MORE);
  set (f, "url", "https://nowhere.invalid/certsrv/");
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=bad\nConnection=skipped\nEncryption=skipped\nAuthentication=skipped\nWeb enrolment=skipped\n" NOTHING_MORE);
}

static void
test_test_wrong_place (Fixture *f, gconstpointer unused)
{
  g_autofree char *url = NULL;

  start (f);
  url = g_strconcat (adcs_server_get_url (f->server), "nothing/here/", NULL);
  set (f, "url", url);
  make_authority (f);
  assert_lines (f, NULL, NULL, "Name=good\nConnection=good\nEncryption=good\nAuthentication=warning\nWeb enrolment=bad\n" NOTHING_MORE);
}

static void
test_test_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  start (f);
  assert_lines (f, cancellable, "Web enrolment", "Name=good\nConnection=good\nEncryption=good\nAuthentication=warning\nWeb enrolment=good\n" NOTHING_MORE);
  make_authority (f);
  assert_lines (f, cancellable, NULL, "Name=skipped\nConnection=skipped\nEncryption=skipped\nAuthentication=skipped\nWeb enrolment=skipped\n" NOTHING_MORE);
}

#define add(path, function) g_test_add ("/adcs/" path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  trust_next_to_nothing ();
  add ("issued", test_issued);
  add ("encoding", test_encoding);
  add ("languages", test_languages);
  add ("pending", test_pending);
  add ("denied", test_denied);
  add ("denied-later", test_denied_later);
  add ("dispositions", test_dispositions);
  add ("unknown", test_unknown);
  add ("forms", test_forms);
  add ("chain-of-ca", test_chain_of_ca);
  add ("no-renewals", test_no_renewals);
  add ("issuer-from-elsewhere", test_issuer_from_elsewhere);
  add ("issuer-nowhere", test_issuer_nowhere);
  add ("leaving", test_leaving);
  add ("fetch-chain", test_fetch_chain);
  add ("templates", test_templates);
  add ("failures", test_failures);
  add ("redirect", test_redirect);
  add ("other-key", test_other_key);
  add ("issued-but-not-shown", test_issued_but_not_shown);
  add ("cancel", test_cancel);
  add ("bad-template", test_bad_template);
  add ("unreachable", test_unreachable);
  add ("untrusted", test_untrusted);
  add ("basic", test_basic);
  add ("test", test_test);
  add ("test-anybody", test_test_anybody);
  add ("test-bad", test_test_bad);
  add ("test-wrong-place", test_test_wrong_place);
  add ("test-cancelled", test_test_cancelled);
  return g_test_run ();
}
