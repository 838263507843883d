/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-authority.h"

#include "cw-chain.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "memory-book.h"
#include "pki.h"
#include "requests.h"

#include <string.h>

#define DAY G_GINT64_CONSTANT (86400)

typedef struct
{
  MemoryBook *book;
  CwPracticeBook *interface;
  CwAuthority *authority;
  CwPrivateKey *key;
  CwCsr *csr;
} Fixture;

static void
setup (Fixture *f, gconstpointer unused)
{
  f->book = memory_book_new ();
  f->interface = CW_PRACTICE_BOOK (f->book);
  f->authority = cw_practice_authority_new (f->interface);
  f->key = requests_key (CW_KEY_ECDH_P256, 0);
  f->csr = requests_make (f->key, "www.example.org", "www.example.org,192.0.2.1");
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  gpointer book = f->book, authority = f->authority;

  g_assert_false (memory_book_is_open (f->book));
  g_object_add_weak_pointer (book, &book);
  g_object_add_weak_pointer (authority, &authority);
  g_object_unref (f->authority);
  g_object_unref (f->book);
  g_object_unref (f->csr);
  g_object_unref (f->key);
  g_assert_null (book);
  g_assert_null (authority);
  cw_clock_set_offset (0);
}

static void
hold (Fixture *f)
{
  g_assert_true (cw_practice_book_set_hold (f->interface, TRUE, NULL));
}

static CwEnrollment *
submit (Fixture *f, CwCsr *csr, CwEnrollmentState state)
{
  g_autoptr (GError) error = NULL;
  CwEnrollment *enrollment = cw_authority_submit (f->authority, csr, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (enrollment), ==, state);
  return enrollment;
}

static CwEnrollment *
retrieve (Fixture *f, const char *handle, CwEnrollmentState state)
{
  g_autoptr (GError) error = NULL;
  CwEnrollment *enrollment = cw_authority_retrieve (f->authority, handle, f->csr, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_enrollment_get_state (enrollment), ==, state);
  return enrollment;
}

/* ---- issue at once ---- */

static void
check_with_openssl (CwEnrollment *enrollment)
{
  GPtrArray *chain = cw_enrollment_get_chain (enrollment);
  g_autofree char *said = NULL, *text = NULL;

  g_assert_cmpuint (chain->len, ==, 2);
  requests_save_certificate ("leaf.pem", cw_enrollment_get_certificate (enrollment));
  requests_save_certificate ("issuing.pem", chain->pdata[0]);
  requests_save_certificate ("root.pem", chain->pdata[1]);
  said = requests_say ("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "www.example.org", "-CAfile", "root.pem",
                       "-untrusted", "issuing.pem", "leaf.pem", NULL);
  requests_assert_contains (said, "leaf.pem: OK");
  text = requests_say ("openssl", "x509", "-in", "leaf.pem", "-noout", "-text", NULL);
  requests_assert_contains (text, "X509v3 Basic Constraints: critical\n                CA:FALSE\n");
  requests_assert_contains (text, "X509v3 Key Usage: critical\n                Digital Signature\n");
  requests_assert_contains (text, "TLS Web Server Authentication\n");
  requests_assert_contains (text, "DNS:www.example.org, IP Address:192.0.2.1\n");
}

static void
test_issue (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) enrollment = submit (f, f->csr, CW_ENROLLMENT_ISSUED);
  g_autoptr (GPtrArray) problems = cw_csr_compare (f->csr, cw_enrollment_get_certificate (enrollment));
  g_autoptr (CwEnrollment) again = retrieve (f, cw_enrollment_get_handle (enrollment), CW_ENROLLMENT_ISSUED);

  check_with_openssl (enrollment);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (cw_enrollment_get_handle (enrollment), ==, "1");
  g_assert_cmpstr (cw_certificate_get_sha256 (cw_enrollment_get_certificate (again)), ==,
                   cw_certificate_get_sha256 (cw_enrollment_get_certificate (enrollment)));
}

/* Nobody takes it for a real one, and two are told apart. */
static void
test_names (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) enrollment = submit (f, f->csr, CW_ENROLLMENT_ISSUED);
  g_autoptr (MemoryBook) other = memory_book_new ();
  CwCertificate *issuing = cw_enrollment_get_chain (enrollment)->pdata[0], *root = cw_enrollment_get_chain (enrollment)->pdata[1];
  g_autoptr (CwCertificate) other_root = NULL, other_issuing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (cw_certificate_get_common_name (root), "Practice Root CA (not for production) "));
  g_assert_true (g_str_has_prefix (cw_certificate_get_common_name (issuing), "Practice Issuing CA (not for production) "));
  g_assert_true (cw_practice_ensure (CW_PRACTICE_BOOK (other), &other_root, &other_issuing, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cw_certificate_get_subject (other_root), !=, cw_certificate_get_subject (root));
  g_assert_cmpstr (cw_certificate_get_subject (other_issuing), !=, cw_certificate_get_subject (issuing));
  g_assert_cmpstr (cw_certificate_get_key_id (root), ==, cw_private_key_get_key_id (memory_book_get_root_key (f->book)));
}

static void
test_validity (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) enrollment = submit (f, f->csr, CW_ENROLLMENT_ISSUED);
  CwCertificate *leaf = cw_enrollment_get_certificate (enrollment);
  CwCertificate *issuing = cw_enrollment_get_chain (enrollment)->pdata[0], *root = cw_enrollment_get_chain (enrollment)->pdata[1];
  gint64 now = cw_clock_now ();

  g_assert_cmpint (cw_certificate_get_not_after (leaf) - cw_certificate_get_not_before (leaf) + 1, ==, 398 * DAY);
  g_assert_cmpint (cw_certificate_get_not_before (leaf), <=, now);
  g_assert_cmpint (cw_certificate_get_not_before (leaf), >=, cw_certificate_get_not_before (issuing));
  g_assert_cmpint (cw_certificate_get_not_after (issuing) - now, >, 5 * 365 * DAY - 3600);
  g_assert_cmpint (cw_certificate_get_not_after (root) - now, >, 10 * 365 * DAY - 3600);
  g_assert_cmpstr (cw_certificate_get_key_algorithm (issuing), ==, "ECDH_P256");
  g_assert_true (cw_certificate_is_self_signed (root));
}

/* A leaf never outlives the CA, and a CA that has come to its end is replaced; what it issued has no chain of the new one. */
static void
test_end_of_ca (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) first = submit (f, f->csr, CW_ENROLLMENT_ISSUED), late = NULL, next = NULL, old = NULL;
  g_autoptr (CwPrivateKey) late_key = requests_key (CW_KEY_ECDH_P256, 0), next_key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) late_csr = requests_make (late_key, "late", NULL), next_csr = requests_make (next_key, "next", NULL);
  CwCertificate *issuing = cw_enrollment_get_chain (first)->pdata[0];

  cw_clock_set_offset (cw_certificate_get_not_after (issuing) - cw_clock_now () - 10 * DAY);
  late = submit (f, late_csr, CW_ENROLLMENT_ISSUED);
  g_assert_cmpint (cw_certificate_get_not_after (cw_enrollment_get_certificate (late)), ==, cw_certificate_get_not_after (issuing));
  cw_clock_set_offset (0);
  cw_clock_set_offset (cw_certificate_get_not_after (issuing) - cw_clock_now () + DAY);
  next = submit (f, next_csr, CW_ENROLLMENT_ISSUED);
  g_assert_cmpuint (cw_enrollment_get_chain (next)->len, ==, 2);
  g_assert_cmpstr (cw_certificate_get_subject (cw_enrollment_get_chain (next)->pdata[0]), !=, cw_certificate_get_subject (issuing));
  old = retrieve (f, cw_enrollment_get_handle (first), CW_ENROLLMENT_ISSUED);
  g_assert_cmpuint (cw_enrollment_get_chain (old)->len, ==, 0);
}

/* ---- hold for approval ---- */

static void
test_approve (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL, still = NULL, issued = NULL;
  g_autoptr (CwCertificate) certificate = NULL, twice = NULL;
  g_autoptr (GError) error = NULL;

  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_nonnull (cw_enrollment_get_message (pending));
  still = retrieve (f, "1", CW_ENROLLMENT_PENDING);
  certificate = cw_practice_approve (f->interface, 1, &error);
  g_assert_no_error (error);
  issued = retrieve (f, "1", CW_ENROLLMENT_ISSUED);
  check_with_openssl (issued);
  g_assert_cmpstr (cw_certificate_get_sha256 (certificate), ==, cw_certificate_get_sha256 (cw_enrollment_get_certificate (issued)));
  twice = cw_practice_approve (f->interface, 1, &error);
  g_assert_null (twice);
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
}

static void
test_deny (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL, denied = NULL;
  g_autoptr (GError) error = NULL;

  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_true (cw_practice_deny (f->interface, 1, "The name is not ours", &error));
  g_assert_no_error (error);
  denied = retrieve (f, "1", CW_ENROLLMENT_DENIED);
  g_assert_cmpstr (cw_enrollment_get_message (denied), ==, "The name is not ours");
  g_assert_null (cw_enrollment_get_certificate (denied));
  g_assert_false (cw_practice_deny (f->interface, 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
}

/* What was denied may be asked for again: that is a new request. */
static void
test_after_denial (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  hold (f);
  first = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_true (cw_practice_deny (f->interface, 1, NULL, &error));
  second = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (second), ==, "2");
}

static guint
count (Fixture *f)
{
  g_autoptr (GPtrArray) records = cw_practice_book_list (f->interface, NULL);

  return records->len;
}

/* Whoever did not get the answer asks once more, and gets the same one. */
static void
test_twice (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) one = submit (f, f->csr, CW_ENROLLMENT_ISSUED), two = submit (f, f->csr, CW_ENROLLMENT_ISSUED);
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "b", NULL), edited = requests_make (key, "c", NULL);
  g_autoptr (CwEnrollment) three = NULL, four = NULL, five = NULL;
  g_autoptr (CwPracticeRecord) record = NULL;

  g_assert_cmpstr (cw_enrollment_get_handle (one), ==, cw_enrollment_get_handle (two));
  g_assert_cmpstr (cw_certificate_get_sha256 (cw_enrollment_get_certificate (one)), ==, cw_certificate_get_sha256 (cw_enrollment_get_certificate (two)));
  g_assert_cmpuint (count (f), ==, 1);
  hold (f);
  three = submit (f, csr, CW_ENROLLMENT_PENDING);
  four = submit (f, csr, CW_ENROLLMENT_PENDING);
  five = submit (f, edited, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (three), ==, "2");
  g_assert_cmpstr (cw_enrollment_get_handle (four), ==, "2");
  g_assert_cmpstr (cw_enrollment_get_handle (five), ==, "2");
  record = cw_practice_book_find (f->interface, 2, NULL);
  g_assert_cmpstr (record->subject, ==, "CN=c");
  g_assert_true (g_bytes_equal (record->csr, cw_csr_get_der (edited)));
}

/* With the same key, but another wish, an issued one is not taken back. */
static void
test_same_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) one = submit (f, f->csr, CW_ENROLLMENT_ISSUED), two = NULL;
  g_autoptr (CwCsr) csr = requests_make (f->key, "other.example.org", NULL);

  two = submit (f, csr, CW_ENROLLMENT_ISSUED);
  g_assert_cmpstr (cw_enrollment_get_handle (one), ==, "1");
  g_assert_cmpstr (cw_enrollment_get_handle (two), ==, "2");
  g_assert_cmpstr (cw_certificate_get_common_name (cw_enrollment_get_certificate (two)), ==, "other.example.org");
}

static void
test_cancel (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL, denied = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_true (cw_authority_cancel (f->authority, "1", NULL, &error));
  g_assert_true (cw_authority_cancel (f->authority, "1", NULL, &error));
  g_assert_no_error (error);
  denied = retrieve (f, "1", CW_ENROLLMENT_DENIED);
  g_assert_null (cw_practice_approve (f->interface, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  again = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (again), ==, "2");
  g_assert_true (cw_practice_deny (f->interface, 2, NULL, NULL));
  g_assert_false (cw_authority_cancel (f->authority, "2", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
}

static void
test_unknown (Fixture *f, gconstpointer unused)
{
  static const char *const handles[] = { "1", "0", "-1", "", "x", "99999999999999999999", "1 " };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      g_assert_null (cw_authority_retrieve (f->authority, handles[i], f->csr, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      g_clear_error (&error);
      g_assert_false (cw_authority_cancel (f->authority, handles[i], NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  g_assert_null (cw_practice_approve (f->interface, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* Somebody else's request number gives nobody somebody else's certificate. */
static void
test_other_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "b", NULL);
  g_autoptr (CwEnrollment) enrollment = submit (f, csr, CW_ENROLLMENT_ISSUED);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_authority_retrieve (f->authority, cw_enrollment_get_handle (enrollment), f->csr, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
}

/* ---- revocation ---- */

static void
check_crl (GBytes *crl, CwEnrollment *enrollment, gboolean revoked)
{
  g_autofree char *text = NULL, *said = NULL;

  requests_save ("crl.der", crl);
  pki_run ("openssl", "crl", "-inform", "DER", "-in", "crl.der", "-out", "crl.pem", NULL);
  requests_save_certificate ("issuing.pem", cw_enrollment_get_chain (enrollment)->pdata[0]);
  requests_save_certificate ("root.pem", cw_enrollment_get_chain (enrollment)->pdata[1]);
  requests_save_certificate ("leaf.pem", cw_enrollment_get_certificate (enrollment));
  text = requests_say ("openssl", "crl", "-in", "crl.pem", "-noout", "-text", "-CAfile", "issuing.pem", NULL);
  requests_assert_contains (text, "verify OK");
  g_assert_true ((strstr (text, cw_certificate_get_serial (cw_enrollment_get_certificate (enrollment))) != NULL) == revoked);
  /* The root issues no list, so only the leaf is looked up. */
  g_assert_true (requests_try (&said, "openssl", "verify", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "root.pem", "-untrusted", "issuing.pem",
                               "leaf.pem", NULL) == !revoked);
  if (revoked)
    requests_assert_contains (said, "certificate revoked");
}

static void
test_revoke (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) enrollment = submit (f, f->csr, CW_ENROLLMENT_ISSUED), revoked = NULL;
  g_autoptr (GBytes) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  before = cw_practice_make_crl (f->interface, &error);
  g_assert_no_error (error);
  check_crl (before, enrollment, FALSE);
  g_assert_true (cw_practice_revoke (f->interface, 1, "keyCompromise", &error));
  after = cw_practice_make_crl (f->interface, &error);
  g_assert_no_error (error);
  check_crl (after, enrollment, TRUE);
  text = requests_say ("openssl", "crl", "-in", "crl.pem", "-noout", "-text", NULL);
  requests_assert_contains (text, "Key Compromise");
  requests_assert_contains (text, "X509v3 CRL Number: \n                2");
  revoked = retrieve (f, "1", CW_ENROLLMENT_REVOKED);
  g_assert_cmpstr (cw_enrollment_get_message (revoked), ==, "keyCompromise");
  g_assert_false (cw_practice_revoke (f->interface, 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
}

static void
test_revoke_wrong (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_practice_make_crl (f->interface, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_false (cw_practice_revoke (f->interface, 1, "no", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_false (cw_practice_revoke (f->interface, 7, "no", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* ---- what happens on a full disk ---- */

static gboolean
act_submit (Fixture *f, GError **error)
{
  g_autoptr (CwEnrollment) enrollment = cw_authority_submit (f->authority, f->csr, NULL, NULL, error);

  return enrollment != NULL;
}

static gboolean
act_approve (Fixture *f, GError **error)
{
  g_autoptr (CwCertificate) certificate = cw_practice_approve (f->interface, 1, error);

  return certificate != NULL;
}

static gboolean
act_deny (Fixture *f, GError **error)
{
  return cw_practice_deny (f->interface, 1, "no", error);
}

static gboolean
act_cancel (Fixture *f, GError **error)
{
  return cw_authority_cancel (f->authority, "1", NULL, error);
}

static gboolean
act_crl (Fixture *f, GError **error)
{
  g_autoptr (GBytes) crl = cw_practice_make_crl (f->interface, error);

  return crl != NULL;
}

/* Every step fails once: then nothing has changed, no transaction is left open, and the next try succeeds. */
static guint
check_atomic (Fixture *f, gboolean (*act) (Fixture *f, GError **error))
{
  for (guint n = 1;; n++)
    {
      g_autofree char *before = memory_book_dup_content (f->book), *after = NULL;
      g_autoptr (GError) error = NULL;

      memory_book_fail_at (f->book, n);
      if (act (f, &error))
        {
          g_assert_cmpuint (memory_book_count_steps (f->book), ==, n - 1);
          memory_book_fail_at (f->book, 0);
          return n - 1;
        }
      g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
      g_assert_false (memory_book_is_open (f->book));
      after = memory_book_dup_content (f->book);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_atomic (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);

  hold (f);
  g_assert_cmpuint (check_atomic (f, act_submit), ==, 3);
  g_assert_cmpuint (check_atomic (f, act_approve), ==, 4);       /* the CA is made here */
  g_assert_cmpuint (check_atomic (f, act_crl), ==, 3);
  g_set_object (&f->key, key);
  g_clear_object (&f->csr);
  f->csr = requests_make (key, "b", NULL);
  g_assert_true (cw_practice_book_set_hold (f->interface, FALSE, NULL));
  g_assert_cmpuint (check_atomic (f, act_submit), ==, 3);
}

static void
test_atomic_deny (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL;

  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_cmpuint (check_atomic (f, act_deny), ==, 3);
}

static void
test_atomic_cancel (Fixture *f, gconstpointer unused)
{
  g_autoptr (CwEnrollment) pending = NULL;

  hold (f);
  pending = submit (f, f->csr, CW_ENROLLMENT_PENDING);
  g_assert_cmpuint (check_atomic (f, act_cancel), ==, 3);
}

static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (cw_authority_submit (f->authority, f->csr, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_assert_cmpuint (count (f), ==, 0);
}

/* ---- the rest ---- */

static void
add_line_cb (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data)
{
  g_string_append_printf (user_data, "%d %s: %s\n", verdict, subject, sentence);
}

static void
test_test (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);
  g_autoptr (CwEnrollment) enrollment = NULL;

  cw_authority_test (f->authority, add_line_cb, before, NULL);
  requests_assert_contains (before->str, "is made with the first request");
  requests_assert_contains (before->str, "issued at once");
  requests_assert_contains (before->str, "nobody but this program trusts");
  enrollment = submit (f, f->csr, CW_ENROLLMENT_ISSUED);
  hold (f);
  cw_authority_test (f->authority, add_line_cb, after, NULL);
  requests_assert_contains (after->str, "Practice Issuing CA (not for production)");
  requests_assert_contains (after->str, "wait until they are approved");
}

static void
test_chain (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chain = cw_authority_fetch_chain (f->authority, NULL, &error), again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (chain->len, ==, 2);
  g_assert_true (cw_chain_issued (chain->pdata[1], chain->pdata[0]));
  again = cw_authority_fetch_chain (f->authority, NULL, &error);
  g_assert_cmpstr (cw_certificate_get_sha256 (chain->pdata[0]), ==, cw_certificate_get_sha256 (again->pdata[0]));
}

static void
test_kind (Fixture *f, gconstpointer unused)
{
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthority) authority = cw_practice_kind.create (settings, f->interface, &error), none = NULL;

  g_assert_no_error (error);
  g_assert_true (CW_IS_PRACTICE_AUTHORITY (authority));
  g_assert_true (cw_practice_kind.built_in);
  g_assert_cmpint (cw_authority_get_capabilities (authority), ==,
                   CW_AUTHORITY_CAN_SUBMIT | CW_AUTHORITY_CAN_RETRIEVE | CW_AUTHORITY_CAN_TEST | CW_AUTHORITY_CAN_CANCEL |
                   CW_AUTHORITY_FINDS_AGAIN);
  none = cw_practice_kind.create (settings, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
}

#define ADD(name, function) g_test_add ("/practice/" name, Fixture, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  ADD ("issue", test_issue);
  ADD ("names", test_names);
  ADD ("validity", test_validity);
  ADD ("end-of-ca", test_end_of_ca);
  ADD ("approve", test_approve);
  ADD ("deny", test_deny);
  ADD ("after-denial", test_after_denial);
  ADD ("twice", test_twice);
  ADD ("same-key", test_same_key);
  ADD ("cancel", test_cancel);
  ADD ("unknown", test_unknown);
  ADD ("other-key", test_other_key);
  ADD ("revoke", test_revoke);
  ADD ("revoke-wrong", test_revoke_wrong);
  ADD ("atomic", test_atomic);
  ADD ("atomic-deny", test_atomic_deny);
  ADD ("atomic-cancel", test_atomic_cancel);
  ADD ("cancelled", test_cancelled);
  ADD ("test", test_test);
  ADD ("chain", test_chain);
  ADD ("kind", test_kind);
  result = g_test_run ();
  pki_teardown ();
  return result;
}
