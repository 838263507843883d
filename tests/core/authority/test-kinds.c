/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-kinds.h"

#include "cw-chain.h"
#include "cw-error.h"
#include "cw-problem.h"
#include "pki.h"
#include "requests.h"

#include <string.h>

#define CA "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n"
#define LEAF "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"

static GHashTable *
make_settings (const char *name, ...)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  va_list pairs;

  va_start (pairs, name);
  for (; name != NULL; name = va_arg (pairs, const char *))
    g_hash_table_insert (settings, g_strdup (name), g_strdup (va_arg (pairs, const char *)));
  va_end (pairs);
  return settings;
}

static const CwAuthorityKind *
adcs (void)
{
  return cw_authority_kinds_find ("adcs");
}

static void
test_table (void)
{
  const CwAuthorityKind *const *all = cw_authority_kinds_get_all ();
  guint n = 0;

  for (; all[n] != NULL; n++)
    {
      g_assert_nonnull (all[n]->id);
      g_assert_nonnull (all[n]->title);
      g_assert_nonnull (all[n]->summary);
      g_assert_nonnull (all[n]->create);
      g_assert_true (cw_authority_kinds_find (all[n]->id) == all[n]);
    }
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (all[n - 1]->id, ==, "practice");
  g_assert_false (adcs ()->built_in);
  g_assert_true (cw_authority_kinds_find ("practice")->built_in);
  g_assert_true (cw_authority_kinds_find ("offline")->built_in);
  g_assert_null (cw_authority_kinds_find ("windows"));
  g_assert_null (cw_authority_kinds_find (NULL));
}

/* Whatever a window or a command line is made from has its words, and a choice has a title for each. */
static void
test_fields (void)
{
  for (const CwAuthorityKind *const *kind = cw_authority_kinds_get_all (); *kind != NULL; kind++)
    for (const CwAuthorityField *field = (*kind)->fields; field != NULL && field->name != NULL; field++)
      {
        g_test_message ("%s: %s", (*kind)->id, field->name);
        g_assert_nonnull (field->title);
        g_assert_nonnull (field->help);
        g_assert_cmpint (field->choices != NULL, ==, field->type == CW_FIELD_CHOICE);
        if (field->type == CW_FIELD_CHOICE)
          {
            g_assert_cmpuint (g_strv_length ((char **) field->choices), ==, g_strv_length ((char **) field->choice_titles));
            g_assert_true (g_strv_contains (field->choices, field->fallback));
          }
      }
}

static void
assert_problem (GHashTable *settings, const char *field, const char *part)
{
  g_autoptr(GPtrArray) problems = cw_authority_kind_validate (adcs (), settings);

  g_test_message ("%s: %s", field, problems->len > 0 ? cw_problem_get_sentence (problems->pdata[0]) : "-");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (cw_problem_get_field (problems->pdata[0]), ==, field);
  g_assert_cmpint (cw_problem_get_severity (problems->pdata[0]), ==, CW_SEVERITY_ERROR);
  g_assert_nonnull (strstr (cw_problem_get_sentence (problems->pdata[0]), part));
}

static void
test_validate (void)
{
  static const struct { const char *field, *value, *part, *blamed; } cases[] = {
    { "host", "", "missing" },
    { "host", "https://ca.example.org/", "web address" },
    { "host", "ca.example.org\\Example CA", "separately" },
    { "host", "ca example", "not the name" },
    { "host", "ca..example", "not the name" },
    { "host", "-ca", "not the name" },
    { "host", "ca:8443", "not the name" },
    { "host", "ca\xff", "UTF-8" },
    { "ca-name", "Example\nCA", "control characters" },
    { "url", "http://ca.example.org/certsrv/", "https://" },
    { "url", "ca.example.org/certsrv", "web address" },
    { "url", "https://", "name of a host" },
    { "url", "https:///certsrv/", "name of a host" },
    { "url", "https://user:secret@ca.example.org/", "keyring" },
    { "url", "https://ca.example.org/certsrv/?a=b", "behind" },
    { "authentication", "magic", "none of the choices" },
    { "trust", "everybody", "none of the choices" },
    { "trust", "pinned", "at least one fingerprint", "fingerprints" },
    { "trust", "file", "the file is needed", "trust-file" },
    { "fingerprints", "AABB", "64" },
    { "fingerprints", "no hex at all", "64" },
    { "trust-file", "ca.pem", "whole path" },
    { "trust-file", "/nowhere/ca.pem", "no file" },
    { "colour", "blue", "no setting" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) settings = make_settings ("host", "ca.example.org", NULL);

      g_hash_table_insert (settings, g_strdup (cases[i].field), g_strdup (cases[i].value));
      assert_problem (settings, cases[i].blamed != NULL ? cases[i].blamed : cases[i].field, cases[i].part);
    }
}

static void
test_validate_secret (void)
{
  g_autoptr(GHashTable) settings = make_settings ("host", "ca", "url", "https://user:geheim@ca/", NULL);
  g_autoptr(GPtrArray) problems = cw_authority_kind_validate (adcs (), settings);

  for (guint i = 0; i < problems->len; i++)
    g_assert_null (strstr (cw_problem_get_sentence (problems->pdata[i]), "geheim"));
}

static void
test_good (void)
{
  static const char *const hosts[] = { "ca", "ca.example.org", "CA_1.example.org", "192.0.2.1", "2001:db8::1", "bücher.example" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr(GHashTable) settings = make_settings ("host", hosts[i], "url", "https://ca.example.org:8443/certsrv", "trust", "pinned",
                                                      "fingerprints", "e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 649b934c a495991b 7852b855", NULL);
      g_autoptr(GPtrArray) problems = cw_authority_kind_validate (adcs (), settings);
      g_autoptr(GError) error = NULL;
      g_autoptr(CwAuthority) authority = adcs ()->create (settings, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (problems->len, ==, 0);
      g_assert_true (cw_authority_get_capabilities (authority) & CW_AUTHORITY_CAN_SUBMIT);
    }
}

static void
test_create_refuses (void)
{
  g_autoptr(GHashTable) settings = make_settings ("host", "a b", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (adcs ()->create (settings, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_USAGE);
}

static void
test_values (void)
{
  g_autoptr(GHashTable) settings = make_settings ("host", "ca.example.org", "template", "", NULL);
  g_autofree char *address = cw_authority_kind_dup_address (adcs (), settings);

  g_assert_cmpstr (cw_authority_kind_get_value (adcs (), settings, "host"), ==, "ca.example.org");
  g_assert_cmpstr (cw_authority_kind_get_value (adcs (), settings, "template"), ==, "WebServer");
  g_assert_cmpstr (cw_authority_kind_get_value (adcs (), NULL, "trust"), ==, "system");
  g_assert_null (cw_authority_kind_get_value (adcs (), settings, "ca-name"));
  g_assert_null (cw_authority_kind_get_value (adcs (), settings, "colour"));
  g_assert_cmpstr (address, ==, "ca.example.org");
  g_hash_table_insert (settings, g_strdup ("ca-name"), g_strdup ("Example CA"));
  g_autofree char *full = cw_authority_kind_dup_address (adcs (), settings);
  g_assert_cmpstr (full, ==, "ca.example.org\\Example CA");
  g_assert_null (cw_authority_kind_dup_address (cw_authority_kinds_find ("practice"), settings));
}

static void
test_address (void)
{
  static const char *const bad[] = { "", "\\", "ca.example.org", "ca.example.org\\", "\\Example CA", "a b\\CA", "ca\\a\\b", "ca\\a\nb", "\xff\\CA" };
  g_autofree char *host = NULL, *name = NULL, *host2 = NULL, *name2 = NULL;

  g_assert_true (cw_authority_parse_address ("atl-ca-001.litwareinc.com\\myca", &host, &name));
  g_assert_cmpstr (host, ==, "atl-ca-001.litwareinc.com");
  g_assert_cmpstr (name, ==, "myca");
  g_assert_true (cw_authority_parse_address (" ca.example.org \\\\ Example CA 2 ", &host2, &name2));
  g_assert_cmpstr (host2, ==, "ca.example.org");
  g_assert_cmpstr (name2, ==, "Example CA 2");
  g_assert_true (cw_authority_parse_address ("ca\\CA", NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (cw_authority_parse_address (bad[i], NULL, NULL));
}

static void
test_fingerprints (void)
{
#define A "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
#define B "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
  static const char *const bad[] = { "", ",", "xyz", "AABB", A "," "AABB", A B };
  g_auto(GStrv) two = cw_authority_parse_fingerprints (A ", ba:78:16:bf:8f:01:cf:ea:41:41:40:de:5d:ae:22:23:b0:03:61:a3:96:17:7a:9c:b4:10:ff:61:f2:00:15:ad\n");

  g_assert_cmpuint (g_strv_length (two), ==, 2);
  g_assert_cmpstr (two[0], ==, A);
  g_assert_cmpstr (two[1], ==, B);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (cw_authority_parse_fingerprints (bad[i]));
}

/* A renewed CA, a cross certificate and somebody who only has the name: what really signed is taken, in order. */
static void
test_order_chain (void)
{
  pki_setup ();
  g_autoptr(CwCertificate) root = pki_make ("root", NULL, "/CN=Root", "ec:P-256", 3650, CA);
  g_autoptr(CwCertificate) old_ca = pki_make ("old", "root", "/CN=Issuing", "ec:P-256", 1000, CA LEAF);
  g_autoptr(CwCertificate) ca = pki_make ("ca", "root", "/CN=Issuing", "ec:P-256", 2000, CA LEAF);
  g_autoptr(CwCertificate) longer = pki_make ("longer", "root", "/CN=Issuing", "ca", 3000, CA LEAF);
  g_autoptr(CwCertificate) liar = pki_make ("liar", NULL, "/CN=Issuing", "ec:P-256", 3000, CA);
  g_autoptr(CwCertificate) leaf = pki_make ("leaf", "ca", "/CN=www.example.org", "ec:P-256", 100, LEAF);
  g_autoptr(GPtrArray) candidates = g_ptr_array_new ();
  CwCertificate *all[] = { liar, root, leaf, old_ca, ca, longer, root, ca };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (candidates, all[i]);
  g_autoptr(GPtrArray) chain = cw_authority_order_chain (leaf, candidates);
  g_assert_cmpuint (chain->len, ==, 2);
  g_assert_true (chain->pdata[0] == longer);
  g_assert_true (chain->pdata[1] == root);
  g_autoptr(GPtrArray) of_root = cw_authority_order_chain (root, candidates);
  g_assert_cmpuint (of_root->len, ==, 0);
  g_autoptr(GPtrArray) nothing = cw_authority_order_chain (leaf, NULL);
  g_assert_cmpuint (nothing->len, ==, 0);
  g_ptr_array_set_size (candidates, 1);
  g_autoptr(GPtrArray) wrong = cw_authority_order_chain (leaf, candidates);
  g_assert_cmpuint (wrong->len, ==, 0);
  pki_teardown ();
}

static void
test_enrollment (void)
{
  g_autoptr(CwEnrollment) pending = cw_enrollment_new_pending ("89", "", -5);
  g_autoptr(CwEnrollment) denied = cw_enrollment_new_denied (NULL, "no", "0x80094014");
  g_autoptr(CwEnrollment) revoked = cw_enrollment_new_revoked ("90", "gone");

  g_assert_cmpint (cw_enrollment_get_state (pending), ==, CW_ENROLLMENT_PENDING);
  g_assert_cmpstr (cw_enrollment_get_handle (pending), ==, "89");
  g_assert_null (cw_enrollment_get_message (pending));
  g_assert_cmpint (cw_enrollment_get_retry_after (pending), ==, 0);
  g_assert_null (cw_enrollment_get_certificate (pending));
  g_assert_cmpuint (cw_enrollment_get_chain (pending)->len, ==, 0);
  g_assert_null (cw_enrollment_get_handle (denied));
  g_assert_cmpstr (cw_enrollment_get_code (denied), ==, "0x80094014");
  g_assert_null (cw_enrollment_get_explanation (denied));
  cw_enrollment_set_explanation (denied, "why");
  g_assert_cmpstr (cw_enrollment_get_explanation (denied), ==, "why");
  g_assert_cmpint (cw_enrollment_get_state (revoked), ==, CW_ENROLLMENT_REVOKED);
  g_assert_cmpstr (cw_enrollment_get_message (revoked), ==, "gone");
}

/* A kind that can do next to nothing. */
#define TEST_TYPE_KIND (test_kind_get_type ())
G_DECLARE_FINAL_TYPE (TestKind, test_kind, TEST, KIND, CwAuthority)
struct _TestKind { CwAuthority parent_instance; CwCertificate *answer; };
G_DEFINE_FINAL_TYPE (TestKind, test_kind, CW_TYPE_AUTHORITY)

static CwEnrollment *
test_kind_submit (CwAuthority *authority, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error)
{
  cw_authority_log (authority, "the password is %s", "geheim");
  return cw_enrollment_new_issued ("7", ((TestKind *) authority)->answer, NULL);
}

static void
test_kind_class_init (TestKindClass *klass)
{
  CW_AUTHORITY_CLASS (klass)->submit = test_kind_submit;
}

static void
test_kind_init (TestKind *self)
{
}

static void
log_cb (const char *line, gpointer user_data)
{
  g_string_append (user_data, line);
}

static void
line_cb (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data)
{
  g_assert_cmpint (verdict, ==, CW_TEST_INFO);
  g_assert_nonnull (sentence);
  (*(guint *) user_data)++;
}

static void
test_base_refuses (void)
{
  g_autoptr(CwAuthority) authority = g_object_new (TEST_TYPE_KIND, NULL);
  g_autoptr(CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr(CwCsr) csr = requests_make (key, "www.example.org", NULL);
  g_autoptr(GError) error = NULL;
  guint n_lines = 0;

  g_assert_cmpint (cw_authority_get_capabilities (authority), ==, 0);
  g_assert_null (cw_authority_retrieve (authority, "1", csr, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (cw_authority_cancel (authority, "1", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (cw_authority_fetch_chain (authority, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (cw_authority_list_templates (authority, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  cw_authority_test (authority, line_cb, &n_lines, NULL);
  g_assert_cmpuint (n_lines, ==, 1);
}

/* Whatever a kind answers: a certificate for another key never gets through, and the password never gets into a log. */
static void
test_base_checks (void)
{
  pki_setup ();
  g_autoptr(CwAuthority) authority = g_object_new (TEST_TYPE_KIND, NULL);
  g_autoptr(CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr(CwCsr) csr = requests_make (key, "www.example.org", NULL);
  g_autoptr(CwCertificate) other = pki_make ("other", NULL, "/CN=other.example.org", "ec:P-256", 10, NULL);
  g_autoptr(CwSecret) password = cw_secret_new_text ("geheim");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  ((TestKind *) authority)->answer = other;
  cw_authority_set_account (authority, "alice", password);
  cw_authority_set_log (authority, log_cb, log);
  g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  g_assert_nonnull (strstr (error->message, "other.example.org"));
  g_assert_nonnull (strstr (error->message, "request 7"));
  g_assert_cmpstr (log->str, ==, "the password is […]");
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_authority_submit (authority, csr, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  pki_teardown ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kinds/table", test_table);
  g_test_add_func ("/kinds/fields", test_fields);
  g_test_add_func ("/kinds/validate", test_validate);
  g_test_add_func ("/kinds/validate-secret", test_validate_secret);
  g_test_add_func ("/kinds/good", test_good);
  g_test_add_func ("/kinds/create-refuses", test_create_refuses);
  g_test_add_func ("/kinds/values", test_values);
  g_test_add_func ("/kinds/address", test_address);
  g_test_add_func ("/kinds/fingerprints", test_fingerprints);
  g_test_add_func ("/authority/order-chain", test_order_chain);
  g_test_add_func ("/authority/enrollment", test_enrollment);
  g_test_add_func ("/authority/refuses", test_base_refuses);
  g_test_add_func ("/authority/checks", test_base_checks);
  return g_test_run ();
}
