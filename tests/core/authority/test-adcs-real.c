/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AD CS kind as it meets a Windows CA: a web server that wants Kerberos, NTLM or Basic (a real Apache and a real KDC) in front of the
 * pages. What went over the wire is counted there. */
#include "cw-authority-kinds.h"

#include "adcs-server.h"
#include "cw-error.h"
#include "pki.h"
#include "requests.h"
#include "small-trust.h"
#include "test-apache.h"

#include <string.h>

static TestKdc *kdc;
static TestTls *tls;
static TestApache *apache;
static AdcsServer *server;

typedef struct
{
  CwAuthority *authority;
  CwPrivateKey *key;
  CwCsr *csr;
  GString *log;
} Fixture;

static void
log_cb (const char *line, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", line);
}

static void
make_authority (Fixture *f, const char *authentication, const char *user, const char *password)
{
  g_autoptr(GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(CwSecret) secret = password != NULL ? cw_secret_new_text (password) : NULL;
  g_autoptr(GError) error = NULL;

  g_hash_table_insert (settings, (gpointer) "host", g_strdup ("localhost"));
  g_hash_table_insert (settings, (gpointer) "url", test_apache_dup_uri (apache, "/certsrv/"));
  g_hash_table_insert (settings, (gpointer) "trust", g_strdup ("file"));
  g_hash_table_insert (settings, (gpointer) "trust-file", g_strdup (tls->ca));
  g_hash_table_insert (settings, (gpointer) "authentication", g_strdup (authentication));
  g_clear_object (&f->authority);
  f->authority = cw_authority_kinds_find ("adcs")->create (settings, NULL, &error);
  g_assert_no_error (error);
  cw_authority_set_log (f->authority, log_cb, f->log);
  cw_authority_set_account (f->authority, user, secret);
}

static void
setup (Fixture *f, gconstpointer unused)
{
  f->key = requests_key (CW_KEY_ECDH_P256, 0);
  f->csr = requests_make (f->key, "www.example.org", "www.example.org");
  f->log = g_string_new (NULL);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_assert_finalize_object (f->authority);
  g_object_unref (f->csr);
  g_object_unref (f->key);
  g_string_free (f->log, TRUE);
  test_kdc_kdestroy (kdc);
}

static void
assert_issued (Fixture *f, const char *how)
{
  guint n_posts = adcs_server_count_posts (server);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwEnrollment) enrollment = cw_authority_submit (f->authority, f->csr, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (enrollment), ==, CW_ENROLLMENT_ISSUED);
  g_assert_cmpuint (cw_enrollment_get_chain (enrollment)->len, ==, 2);
  g_assert_cmpuint (adcs_server_count_posts (server), ==, n_posts + 1);
  g_test_message ("%s", f->log->str);
  requests_assert_contains (f->log->str, how);
}

static void
test_ticket (Fixture *f, gconstpointer unused)
{
  test_kdc_kinit (kdc, "alice", "s3cret", NULL);
  make_authority (f, "ticket", NULL, NULL);
  assert_issued (f, "alice@SIM.TEST");
}

/* An account that is set does not replace the ticket where the ticket is what was chosen. */
static void
test_ticket_not_account (Fixture *f, gconstpointer unused)
{
  test_kdc_kinit (kdc, "alice", "s3cret", NULL);
  make_authority (f, "ticket", "SIM\\bob", "wrong");
  assert_issued (f, "alice@SIM.TEST");
}

static void
test_automatic (Fixture *f, gconstpointer unused)
{
  test_kdc_kinit (kdc, "alice", "s3cret", NULL);
  make_authority (f, "automatic", NULL, NULL);
  assert_issued (f, "Kerberos");
}

static void
test_kerberos_password (Fixture *f, gconstpointer unused)
{
  make_authority (f, "password", "alice@SIM.TEST", "s3cret");
  assert_issued (f, "Kerberos");
  g_assert_null (strstr (f->log->str, "s3cret"));
}

static void
test_ntlm (Fixture *f, gconstpointer unused)
{
  make_authority (f, "password", "SIM\\bob", "Passw0rd");
  assert_issued (f, "NTLM");
  g_assert_null (strstr (f->log->str, "Passw0rd"));
}

static void
test_basic (Fixture *f, gconstpointer unused)
{
  make_authority (f, "basic", "alice", "s3cret");
  assert_issued (f, "Basic");
  g_assert_null (strstr (f->log->str, "s3cret"));
}

static void
assert_refused (Fixture *f, CwError code)
{
  guint n_posts = adcs_server_count_posts (server);
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_authority_submit (f->authority, f->csr, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (adcs_server_count_posts (server), ==, n_posts);
}

static void
test_no_ticket (Fixture *f, gconstpointer unused)
{
  make_authority (f, "automatic", NULL, NULL);
  assert_refused (f, CW_ERROR_NO_TICKET);
}

/* One wrong password is one attempt, whatever is called afterwards: nobody's account is locked. */
static void
test_wrong_password (Fixture *f, gconstpointer unused)
{
  guint before = test_apache_count (apache, "/certsrv/", 401, TRUE);
  g_autoptr(GError) error = NULL;

  make_authority (f, "basic", "alice", "wrong");
  assert_refused (f, CW_ERROR_AUTHENTICATION);
  g_assert_cmpuint (test_apache_count (apache, "/certsrv/", 401, TRUE), ==, before + 1);
  assert_refused (f, CW_ERROR_AUTHENTICATION);
  g_assert_null (cw_authority_list_templates (f->authority, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION);
  g_assert_cmpuint (test_apache_count (apache, "/certsrv/", 401, TRUE), ==, before + 1);
}

/* Two legs, and then no third: the second one is the attempt. */
static void
test_wrong_ntlm (Fixture *f, gconstpointer unused)
{
  guint before = test_apache_count (apache, "/certsrv/", 401, TRUE);

  make_authority (f, "password", "SIM\\bob", "wrong");
  assert_refused (f, CW_ERROR_AUTHENTICATION);
  g_assert_cmpuint (test_apache_count (apache, "/certsrv/", 401, TRUE), <=, before + 2);
}

static void
test_wrong_kerberos (Fixture *f, gconstpointer unused)
{
  make_authority (f, "password", "alice@SIM.TEST", "wrong");
  assert_refused (f, CW_ERROR_AUTHENTICATION);
}

/* Another process, another day: only the number is needed. */
static void
test_pending (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  make_authority (f, "password", "SIM\\bob", "Passw0rd");
  g_autoptr(CwEnrollment) pending = cw_authority_submit (f->authority, f->csr, "pend", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (pending), ==, CW_ENROLLMENT_PENDING);
  make_authority (f, "password", "SIM\\bob", "Passw0rd");
  g_autoptr(CwEnrollment) still = cw_authority_retrieve (f->authority, cw_enrollment_get_handle (pending), f->csr, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (still), ==, CW_ENROLLMENT_PENDING);
  g_assert_true (adcs_server_approve (server, (guint) g_ascii_strtoull (cw_enrollment_get_handle (pending), NULL, 10)));
  g_autoptr(CwEnrollment) issued = cw_authority_retrieve (f->authority, cw_enrollment_get_handle (pending), f->csr, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (issued), ==, CW_ENROLLMENT_ISSUED);
}

static void
line_cb (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data)
{
  static const char *const verdicts[] = { "good", "info", "warning", "bad", "skipped" };

  g_test_message ("%s: %s: %s", subject, verdicts[verdict], sentence);
  g_string_append_printf (user_data, "%s=%s %s\n", subject, verdicts[verdict], sentence);
}

static void
test_test (Fixture *f, gconstpointer unused)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  test_kdc_kinit (kdc, "alice", "s3cret", NULL);
  make_authority (f, "automatic", NULL, NULL);
  cw_authority_test (f->authority, line_cb, lines, NULL);
  requests_assert_contains (lines->str, "Authentication=good The server offers Kerberos (Negotiate), NTLM, Basic; what worked: Kerberos");
  requests_assert_contains (lines->str, "Permission=good");
  g_assert_null (strstr (lines->str, "=bad"));
}

static void
test_test_without_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  make_authority (f, "automatic", NULL, NULL);
  cw_authority_test (f->authority, line_cb, lines, NULL);
  requests_assert_contains (lines->str, "Encryption=good");
  requests_assert_contains (lines->str, "Authentication=bad");
  requests_assert_contains (lines->str, "Kerberos (Negotiate), NTLM, Basic");
  requests_assert_contains (lines->str, "Templates=skipped");
}

static void
start_servers (void)
{
  AdcsOptions options = { .folder = pki_get_folder (), .pages = ADCS_PAGES, .renewals = 1, .plain = TRUE };

  kdc = test_kdc_start ();
  tls = test_tls_new ();
  server = adcs_server_start (&options);
  g_autofree char *backend = g_strdup_printf ("http://127.0.0.1:%u", adcs_server_get_port (server));
  TestApacheOptions apache_options = { .kdc = kdc, .tls = tls, .backend = backend };
  apache = test_apache_start (&apache_options);
}

static void
stop_servers (void)
{
  test_apache_stop (apache);
  adcs_server_stop (server);
  test_tls_free (tls);
  test_kdc_stop (kdc);
}

#define add(path, function) g_test_add ("/adcs-real/" path, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  trust_next_to_nothing ();
  add ("ticket", test_ticket);
  add ("ticket-not-account", test_ticket_not_account);
  add ("automatic", test_automatic);
  add ("kerberos-password", test_kerberos_password);
  add ("ntlm", test_ntlm);
  add ("basic", test_basic);
  add ("no-ticket", test_no_ticket);
  add ("wrong-password", test_wrong_password);
  add ("wrong-ntlm", test_wrong_ntlm);
  add ("wrong-kerberos", test_wrong_kerberos);
  add ("pending", test_pending);
  add ("test", test_test);
  add ("test-without-ticket", test_test_without_ticket);
  pki_setup ();
  start_servers ();
  result = g_test_run ();
  stop_servers ();
  pki_teardown ();
  return result;
}
