/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-signer.h"

#include "cw-error.h"
#include "pki.h"
#include "requests.h"

#include <string.h>

#define DAY G_GINT64_CONSTANT (86400)

/* A CA of two levels; its keys may be of any kind. */
typedef struct
{
  CwPrivateKey *root_key, *key;
  CwCertificate *root, *ca;
} Authority;

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
authority_init (Authority *self, CwKeyType type, guint bits)
{
  CwSubjectFields root = { .common_name = "Test Root", .organization = "Öl" }, ca = { .common_name = "Test Issuing", .organization = "Öl" };
  g_autoptr (GError) error = NULL;

  self->root_key = requests_key (type, bits);
  self->key = requests_key (type, bits);
  self->root = cw_signer_make_ca (NULL, NULL, self->root_key, &root, -1, now () - 60, now () + 3650 * DAY, &error);
  g_assert_no_error (error);
  self->ca = cw_signer_make_ca (self->root, self->root_key, self->key, &ca, 0, now () - 60, now () + 1000 * DAY, &error);
  g_assert_no_error (error);
}

static void
authority_clear (Authority *self)
{
  g_clear_object (&self->root_key);
  g_clear_object (&self->key);
  g_clear_object (&self->root);
  g_clear_object (&self->ca);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Authority, authority_clear)

static CwCertificate *
issue (const Authority *authority, CwCsr *csr, const char *const *purposes)
{
  CwSignerProfile profile = { now () - 60, now () + 100 * DAY, purposes };
  g_autoptr (GError) error = NULL;
  CwCertificate *certificate = cw_signer_issue (authority->ca, authority->key, csr, &profile, &error);

  g_assert_no_error (error);
  return certificate;
}

static char *
describe (CwCertificate *certificate)
{
  requests_save_certificate ("described.pem", certificate);
  return requests_say ("openssl", "x509", "-in", "described.pem", "-noout", "-text", "-nameopt", "RFC2253,utf8,-esc_msb", NULL);
}

/* ---- chains, as openssl and GnuTLS judge them ---- */

static void
check_chain (const Authority *authority, CwCertificate *leaf)
{
  g_autofree char *said = NULL, *gnutls = NULL;

  requests_save_certificate ("root.pem", authority->root);
  requests_save_certificate ("ca.pem", authority->ca);
  requests_save_certificate ("leaf.pem", leaf);
  said = requests_say ("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "www.example.org", "-verify_ip", "192.0.2.1",
                       "-CAfile", "root.pem", "-untrusted", "ca.pem", "leaf.pem", NULL);
  requests_assert_contains (said, "leaf.pem: OK");
  pki_run ("sh", "-c", "cat leaf.pem ca.pem root.pem > chain.pem", NULL);
  gnutls = requests_say ("certtool", "--verify-chain", "--infile", "chain.pem", NULL);
  requests_assert_contains (gnutls, "Chain verification output: Verified. The certificate is trusted.");
}

static void
test_chains (void)
{
  static const struct { CwKeyType type; guint bits; } kinds[] = { { CW_KEY_RSA, 2048 }, { CW_KEY_ECDH_P256, 0 }, { CW_KEY_ECDH_P384, 0 },
                                                                  { CW_KEY_ECDH_P521, 0 }, { CW_KEY_ED25519, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_auto (Authority) authority = { NULL };

      authority_init (&authority, kinds[i].type, kinds[i].bits);
      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        {
          g_autoptr (CwPrivateKey) key = requests_key (kinds[k].type, kinds[k].bits);
          g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", "www.example.org,192.0.2.1");
          g_autoptr (CwCertificate) leaf = issue (&authority, csr, NULL);

          g_test_message ("%s issued by %s", cw_private_key_get_algorithm (key), cw_private_key_get_algorithm (authority.key));
          check_chain (&authority, leaf);
          g_assert_cmpstr (cw_certificate_get_key_id (leaf), ==, cw_private_key_get_key_id (key));
        }
    }
}

static void
test_ca_extensions (void)
{
  g_auto (Authority) authority = { NULL };
  g_autofree char *root = NULL, *ca = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  root = describe (authority.root);
  requests_assert_contains (root, "Issuer: CN=Test Root,O=Öl\n");
  requests_assert_contains (root, "X509v3 Basic Constraints: critical\n                CA:TRUE\n");
  requests_assert_contains (root, "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n");
  requests_assert_contains (root, "X509v3 Subject Key Identifier");
  ca = describe (authority.ca);
  requests_assert_contains (ca, "CA:TRUE, pathlen:0\n");
  requests_assert_contains (ca, "X509v3 Authority Key Identifier");
  g_assert_null (strstr (ca, "CRL Distribution"));
  g_assert_null (strstr (ca, "Extended Key Usage"));
  g_assert_true (cw_certificate_is_ca (authority.ca));
  g_assert_true (cw_certificate_is_self_signed (authority.root));
  g_assert_cmpstr (cw_certificate_get_issuer (authority.ca), ==, cw_certificate_get_subject (authority.root));
}

/* The identifier of the key that signed is the one that the CA's certificate has, whatever made that. */
static void
check_key_ids (const char *ca_text, const char *leaf_text)
{
  const char *own = strstr (ca_text, "X509v3 Subject Key Identifier: \n"), *authority = strstr (leaf_text, "X509v3 Authority Key Identifier: \n");

  g_assert_nonnull (own);
  g_assert_nonnull (authority);
  own += strlen ("X509v3 Subject Key Identifier: \n");
  authority += strlen ("X509v3 Authority Key Identifier: \n");
  g_assert_cmpint (strncmp (own, authority, strcspn (own, "\n")), ==, 0);
}

static void
test_foreign_ca (void)
{
  g_autoptr (CwCertificate) ca = pki_make ("foreign", NULL, "/DC=org/DC=example/CN=Foreign", "rsa:2048", 100,
                                           "basicConstraints = critical, CA:TRUE\nsubjectKeyIdentifier = 0102030405060708\n");
  g_autoptr (GBytes) der = NULL;
  g_autoptr (CwSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  Authority authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0), ca_key = NULL;
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", "www.example.org");
  g_autoptr (CwCertificate) leaf = NULL;
  g_autofree char *ca_text = describe (ca), *leaf_text = NULL, *said = NULL;

  pki_run ("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "foreign.key", "-outform", "DER", "-out", "foreign.der", NULL);
  der = requests_load ("foreign.der");
  secret = cw_secret_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  ca_key = cw_private_key_new_from_der (secret, &error);
  g_assert_no_error (error);
  authority.ca = ca;
  authority.key = ca_key;
  leaf = issue (&authority, csr, NULL);
  leaf_text = describe (leaf);
  check_key_ids (ca_text, leaf_text);
  requests_save_certificate ("leaf.pem", leaf);
  said = requests_say ("openssl", "verify", "-CAfile", "foreign.pem", "leaf.pem", NULL);
  requests_assert_contains (said, "leaf.pem: OK");
}

/* ---- leaves ---- */

static void
test_leaf_extensions (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_RSA, 2048), ed = requests_key (CW_KEY_ED25519, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", "www.example.org,bücher.example.org,2001:db8::1,a@example.org,https://example.org/");
  g_autoptr (CwCsr) ed_csr = requests_make (ed, "www.example.org", NULL);
  g_autoptr (CwCertificate) leaf = NULL, ed_leaf = NULL;
  g_autofree char *text = NULL, *ca_text = NULL, *ed_text = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  leaf = issue (&authority, csr, NULL);
  text = describe (leaf);
  ca_text = describe (authority.ca);
  check_key_ids (ca_text, text);
  requests_assert_contains (text, "X509v3 Basic Constraints: critical\n                CA:FALSE\n");
  requests_assert_contains (text, "X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n");
  requests_assert_contains (text, "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n");
  requests_assert_contains (text, "DNS:www.example.org, DNS:xn--bcher-kva.example.org, IP Address:2001:DB8:0:0:0:0:0:1, email:a@example.org, URI:https://example.org/\n");
  g_assert_null (strstr (text, "CRL Distribution"));
  g_assert_null (strstr (text, "Authority Information"));
  ed_leaf = issue (&authority, ed_csr, NULL);
  ed_text = describe (ed_leaf);
  requests_assert_contains (ed_text, "X509v3 Key Usage: critical\n                Digital Signature\n");
  g_assert_null (strstr (ed_text, "Alternative"));
}

static void
test_no_subject (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, NULL, "www.example.org,192.0.2.1");
  g_autoptr (CwCertificate) leaf = NULL;
  g_autofree char *text = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  leaf = issue (&authority, csr, NULL);
  text = describe (leaf);
  requests_assert_contains (text, "X509v3 Subject Alternative Name: critical\n");
  check_chain (&authority, leaf);
}

/* Who asks to be a CA gets a leaf, and what it may be used for is for the CA to say. */
static void
test_honest (void)
{
  static const char *const client[] = { CW_PURPOSE_CLIENT, NULL };
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwCertificate) own = pki_make ("greedy", NULL, "/CN=greedy", "ec:P-256", 1, NULL), leaf = NULL, other = NULL;
  g_autoptr (CwCsr) csr = NULL;
  g_autofree char *text = NULL, *other_text = NULL;

  pki_write ("greedy.cnf", "[req]\ndistinguished_name = dn\nreq_extensions = v3\n[dn]\n[v3]\nbasicConstraints = critical, CA:TRUE, pathlen:3\n"
                           "keyUsage = keyCertSign, cRLSign\nextendedKeyUsage = serverAuth, codeSigning\n"
                           "subjectAltName = DNS:www.example.org, otherName:1.3.6.1.4.1.311.20.2.3;UTF8:a@example.org, RID:1.2.3.4\n"
                           "crlDistributionPoints = URI:http://evil.example.org/crl\n1.2.3.4 = ASN1:NULL\n");
  pki_run ("openssl", "req", "-new", "-config", "greedy.cnf", "-key", "greedy.key", "-subj", "/CN=greedy", "-out", "greedy.csr", NULL);
  csr = requests_read ("greedy.csr");
  g_assert_cmpstr (cw_csr_get_key_id (csr), ==, cw_certificate_get_key_id (own));
  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  leaf = issue (&authority, csr, NULL);
  text = describe (leaf);
  g_assert_false (cw_certificate_is_ca (leaf));
  requests_assert_contains (text, "CA:FALSE");
  requests_assert_contains (text, "X509v3 Key Usage: critical\n                Digital Signature\n");
  requests_assert_contains (text, "TLS Web Server Authentication, Code Signing\n");
  /* One openssl writes "UPN::", another "UPN:". */
  requests_assert_contains (text, "DNS:www.example.org, othername: UPN:");
  requests_assert_contains (text, ":a@example.org, Registered ID:1.2.3.4\n");
  g_assert_null (strstr (text, "evil"));
  g_assert_null (strstr (text, "1.2.3.4:"));
  other = issue (&authority, csr, client);
  other_text = describe (other);
  requests_assert_contains (other_text, "X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n");
}

/* Random, positive, 16 bytes, never twice. */
static void
test_serials (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", NULL);

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (CwCertificate) leaf = issue (&authority, csr, NULL);
      const char *serial = cw_certificate_get_serial (leaf);

      g_assert_cmpuint (strlen (serial), ==, 32);
      g_assert_cmpint (serial[0], >=, '4');
      g_assert_cmpint (serial[0], <=, '7');
      g_assert_true (g_hash_table_add (seen, g_strdup (serial)));
    }
}

static void
test_validity (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", NULL);
  g_autoptr (CwCertificate) leaf = NULL, far = NULL;
  CwSignerProfile profile = { 0, now () + 9999 * DAY, NULL };
  CwSubjectFields name = { .common_name = "Far" };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  leaf = cw_signer_issue (authority.ca, authority.key, csr, &profile, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_certificate_get_not_before (leaf), ==, cw_certificate_get_not_before (authority.ca));
  g_assert_cmpint (cw_certificate_get_not_after (leaf), ==, cw_certificate_get_not_after (authority.ca));
  profile.not_before = cw_certificate_get_not_after (authority.ca) + 1;
  g_assert_null (cw_signer_issue (authority.ca, authority.key, csr, &profile, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  requests_assert_contains (error->message, "has expired");
  g_clear_error (&error);
  /* From 2050 on a year has four digits. */
  far = cw_signer_make_ca (NULL, NULL, key, &name, -1, 2524607999, 2524608000, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_certificate_get_not_before (far), ==, 2524607999);
  g_assert_cmpint (cw_certificate_get_not_after (far), ==, 2524608000);
  requests_save_certificate ("far.pem", far);
  text = requests_say ("openssl", "asn1parse", "-in", "far.pem", NULL);
  requests_assert_contains (text, "UTCTIME           :491231235959Z");
  requests_assert_contains (text, "GENERALIZEDTIME   :20500101000000Z");
}

static void
test_wrong_key (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", NULL);
  CwSignerProfile profile = { now (), now () + DAY, NULL };
  CwSubjectFields name = { .common_name = "x" }, none = { NULL };
  g_autoptr (GError) error = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  g_assert_null (cw_signer_issue (authority.ca, key, csr, &profile, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  g_clear_error (&error);
  g_assert_null (cw_signer_make_ca (authority.ca, key, key, &name, 0, now (), now () + DAY, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  g_clear_error (&error);
  g_assert_null (cw_signer_make_crl (authority.ca, key, NULL, 1, now (), now () + DAY, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH);
  g_clear_error (&error);
  g_assert_null (cw_signer_make_ca (NULL, NULL, key, &none, 0, now (), now () + DAY, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
}

/* ---- revocation lists ---- */

static char *
describe_crl (const Authority *authority, GArray *revocations, guint64 number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) crl = cw_signer_make_crl (authority->ca, authority->key, revocations, number, now (), now () + 7 * DAY, &error);
  g_autofree char *gnutls = NULL;

  g_assert_no_error (error);
  requests_save ("crl.der", crl);
  pki_run ("openssl", "crl", "-inform", "DER", "-in", "crl.der", "-out", "crl.pem", NULL);
  requests_save_certificate ("ca.pem", authority->ca);
  gnutls = requests_say ("certtool", "--verify-crl", "--load-ca-certificate", "ca.pem", "--infile", "crl.pem", NULL);
  requests_assert_contains (gnutls, "Verification output: Verified.");
  return requests_say ("openssl", "crl", "-in", "crl.pem", "-noout", "-text", "-CAfile", "ca.pem", NULL);
}

static void
check_crl (CwKeyType type, guint bits)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (GArray) revocations = g_array_new (FALSE, FALSE, sizeof (CwRevocation));
  CwRevocation some[] = { { "01", 1000000000, -1 }, { "00FF", 2524608000, 1 }, { "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 1700000000, 4 } };
  g_autofree char *empty = NULL, *text = NULL;

  authority_init (&authority, type, bits);
  empty = describe_crl (&authority, NULL, 1);
  requests_assert_contains (empty, "verify OK");
  requests_assert_contains (empty, "No Revoked Certificates");
  requests_assert_contains (empty, "X509v3 CRL Number: \n                1\n");
  requests_assert_contains (empty, "X509v3 Authority Key Identifier");
  g_array_append_vals (revocations, some, G_N_ELEMENTS (some));
  text = describe_crl (&authority, revocations, 300);
  requests_assert_contains (text, "verify OK");
  requests_assert_contains (text, "Serial Number: 01\n        Revocation Date: Sep  9 01:46:40 2001 GMT\n    Serial Number: FF\n");
  requests_assert_contains (text, "Revocation Date: Jan  1 00:00:00 2050 GMT\n        CRL entry extensions:\n            X509v3 CRL Reason Code: \n                Key Compromise\n");
  requests_assert_contains (text, "Superseded");
  requests_assert_contains (text, "                300\n");
}

static void
test_crl (void)
{
  check_crl (CW_KEY_ECDH_P256, 0);
  check_crl (CW_KEY_RSA, 2048);
  check_crl (CW_KEY_ED25519, 0);
}

static void
test_crl_wrong (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (GArray) revocations = g_array_new (FALSE, FALSE, sizeof (CwRevocation));
  CwRevocation wrong = { "xyz", 0, -1 };
  g_autoptr (GError) error = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  g_array_append_val (revocations, wrong);
  g_assert_null (cw_signer_make_crl (authority.ca, authority.key, revocations, 1, now (), now () + DAY, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
}

/* Revoked by the list, as openssl sees it. */
static void
test_crl_check (void)
{
  g_auto (Authority) authority = { NULL };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", NULL);
  g_autoptr (CwCertificate) good = NULL, bad = NULL;
  g_autoptr (GArray) revocations = g_array_new (FALSE, FALSE, sizeof (CwRevocation));
  g_autofree char *text = NULL, *said_good = NULL, *said_bad = NULL;

  authority_init (&authority, CW_KEY_ECDH_P256, 0);
  good = issue (&authority, csr, NULL);
  bad = issue (&authority, csr, NULL);
  CwRevocation revocation = { cw_certificate_get_serial (bad), now (), 5 };
  g_array_append_val (revocations, revocation);
  text = describe_crl (&authority, revocations, 1);
  requests_save_certificate ("root.pem", authority.root);
  requests_save_certificate ("good.pem", good);
  requests_save_certificate ("bad.pem", bad);
  g_assert_true (requests_try (&said_good, "openssl", "verify", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "root.pem", "-untrusted", "ca.pem",
                               "good.pem", NULL));
  g_assert_false (requests_try (&said_bad, "openssl", "verify", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "root.pem", "-untrusted", "ca.pem",
                                "bad.pem", NULL));
  requests_assert_contains (said_bad, "certificate revoked");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  g_test_add_func ("/signer/chains", test_chains);
  g_test_add_func ("/signer/ca-extensions", test_ca_extensions);
  g_test_add_func ("/signer/foreign-ca", test_foreign_ca);
  g_test_add_func ("/signer/leaf-extensions", test_leaf_extensions);
  g_test_add_func ("/signer/no-subject", test_no_subject);
  g_test_add_func ("/signer/honest", test_honest);
  g_test_add_func ("/signer/serials", test_serials);
  g_test_add_func ("/signer/validity", test_validity);
  g_test_add_func ("/signer/wrong-key", test_wrong_key);
  g_test_add_func ("/signer/crl", test_crl);
  g_test_add_func ("/signer/crl-wrong", test_crl_wrong);
  g_test_add_func ("/signer/crl-check", test_crl_check);
  result = g_test_run ();
  pki_teardown ();
  return result;
}
