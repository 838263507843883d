/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr.h"

#include "cw-error.h"
#include "pki.h"
#include "requests.h"

#include <string.h>

static const struct { CwKeyType type; guint bits; const char *words, *openssl, *certtool; } keys[] = {
  { CW_KEY_RSA, 1024, "RSA 1024", "sha256WithRSAEncryption", "RSA-SHA256" },
  { CW_KEY_RSA, 2048, "RSA 2048", "sha256WithRSAEncryption", "RSA-SHA256" },
  { CW_KEY_RSA, 3072, "RSA 3072", "sha256WithRSAEncryption", "RSA-SHA256" },
  { CW_KEY_RSA, 4096, "RSA 4096", "sha256WithRSAEncryption", "RSA-SHA256" },
  { CW_KEY_ECDH_P256, 0, "ECDH_P256", "ecdsa-with-SHA256", "ECDSA-SHA256" },
  { CW_KEY_ECDH_P384, 0, "ECDH_P384", "ecdsa-with-SHA384", "ECDSA-SHA384" },
  { CW_KEY_ECDH_P521, 0, "ECDH_P521", "ecdsa-with-SHA512", "ECDSA-SHA512" },
  { CW_KEY_ED25519, 0, "Ed25519", "ED25519", "EdDSA-Ed25519" },
};

#define ALL_NAMES "www.example.org,*.example.org,bücher.example.org,192.0.2.1,2001:db8::1,a@example.org,https://example.org/x?y=1,sip.example.org"
#define OPENSSL_NAMES "DNS:www.example.org, DNS:*.example.org, DNS:xn--bcher-kva.example.org, IP Address:192.0.2.1, " \
                      "IP Address:2001:DB8:0:0:0:0:0:1, email:a@example.org, URI:https://example.org/x?y=1, DNS:sip.example.org"
#define SUBJECT "CN=www.example.org,OU=Büro 5,O=Example\\, Söhne & Co,L=Köln,ST=Nordrhein-Westfalen,C=DE"

static const CwSubjectFields full_subject = {
  .common_name = "www.example.org", .organization = "Example, Söhne & Co", .organizational_unit = "Büro 5",
  .locality = "Köln", .state = "Nordrhein-Westfalen", .country = "de",
};

/* ---- what we write, as others read it ---- */

static void
check_with_openssl (guint i)
{
  g_autofree char *text = requests_say ("openssl", "req", "-in", "a.csr", "-noout", "-verify", "-text", "-nameopt", "RFC2253,utf8,-esc_msb", NULL);
  g_autofree char *subject = g_strdup_printf ("Subject: %s\n", SUBJECT);
  g_autofree char *algorithm = g_strdup_printf ("Signature Algorithm: %s\n", keys[i].openssl);

  requests_assert_contains (text, "verify OK");
  requests_assert_contains (text, subject);
  requests_assert_contains (text, algorithm);
  requests_assert_contains (text, OPENSSL_NAMES);
  requests_assert_contains (text, keys[i].type == CW_KEY_RSA ? "Digital Signature, Key Encipherment\n" : "Digital Signature\n");
  requests_assert_contains (text, "X509v3 Key Usage: critical");
  requests_assert_contains (text, "TLS Web Server Authentication, TLS Web Client Authentication");
  requests_assert_contains (text, "1.3.6.1.4.1.311.20.2");
}

static void
check_with_certtool (guint i)
{
  g_autofree char *text = requests_say ("certtool", "--crq-info", "--infile", "a.csr", NULL);
  g_autofree char *algorithm = g_strdup_printf ("Signature Algorithm: %s\n", keys[i].certtool);

  requests_assert_contains (text, "Self signature: verified");
  requests_assert_contains (text, "Subject: " SUBJECT "\n");
  requests_assert_contains (text, algorithm);
  requests_assert_contains (text, "DNSname: www.example.org\n\t\t\t\tDNSname: *.example.org\n\t\t\t\tDNSname: xn--bcher-kva.example.org (bücher.example.org)\n"
                                  "\t\t\t\tIPAddress: 192.0.2.1\n\t\t\t\tIPAddress: 2001:db8::1\n\t\t\t\tRFC822Name: a@example.org\n"
                                  "\t\t\t\tURI: https://example.org/x?y=1\n\t\t\t\tDNSname: sip.example.org\n");
  requests_assert_contains (text, "Key Usage (critical):\n\t\t\t\tDigital signature.\n");
  g_assert_true ((strstr (text, "Key encipherment.") != NULL) == (keys[i].type == CW_KEY_RSA));
  requests_assert_contains (text, "TLS WWW Server.\n\t\t\t\tTLS WWW Client.\n");
  requests_assert_contains (text, "Hexdump: 1e12005700650062005300650072007600650072\n");
}

static void
check_with_ours (CwCsr *csr, CwPrivateKey *key, const char *words)
{
  g_autoptr (CwCsr) read = requests_read ("a.csr");
  g_autoptr (GPtrArray) names = requests_names (ALL_NAMES);

  g_assert_true (g_bytes_equal (cw_csr_get_der (csr), cw_csr_get_der (read)));
  g_assert_cmpstr (cw_csr_get_subject (read), ==, SUBJECT);
  g_assert_cmpstr (cw_csr_get_common_name (read), ==, "www.example.org");
  g_assert_cmpstr (cw_csr_get_key_id (read), ==, cw_private_key_get_key_id (key));
  g_assert_cmpstr (cw_csr_get_key_algorithm (read), ==, words);
  g_assert_cmpstr (cw_csr_get_template (read), ==, "WebServer");
  g_assert_cmpstr (cw_csr_get_purposes (read)[0], ==, CW_PURPOSE_SERVER);
  g_assert_cmpstr (cw_csr_get_purposes (read)[1], ==, CW_PURPOSE_CLIENT);
  g_assert_null (cw_csr_get_purposes (read)[2]);
  g_assert_cmpuint (cw_csr_get_names (read)->len, ==, names->len);
  for (guint i = 0; i < names->len; i++)
    g_assert_true (cw_alt_name_equal (names->pdata[i], cw_csr_get_names (read)->pdata[i]));
}

static void
test_every_key (void)
{
  static const char *const purposes[] = { CW_PURPOSE_SERVER, CW_PURPOSE_CLIENT, NULL };
  g_autoptr (GPtrArray) names = requests_names (ALL_NAMES);
  CwCsrFields fields = { full_subject, names, purposes, "WebServer" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (CwPrivateKey) key = requests_key (keys[i].type, keys[i].bits);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwCsr) csr = cw_csr_new (&fields, key, &error);

      g_test_message ("%s", keys[i].words);
      g_assert_no_error (error);
      requests_save_pem ("a.csr", csr);
      check_with_openssl (i);
      check_with_certtool (i);
      check_with_ours (csr, key, keys[i].words);
      g_assert_cmpuint (cw_csr_get_key_bits (csr), ==, keys[i].type == CW_KEY_RSA ? keys[i].bits : cw_csr_get_key_bits (csr));
    }
}

/* Country is a PrintableString and everything else UTF-8, as RFC 5280 has it. */
static void
test_string_types (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  CwCsrFields fields = { .subject = full_subject };
  g_autoptr (CwCsr) csr = cw_csr_new (&fields, key, NULL);
  g_autofree char *text = NULL;

  requests_save_pem ("a.csr", csr);
  text = requests_say ("openssl", "asn1parse", "-in", "a.csr", NULL);
  requests_assert_contains (text, "PRINTABLESTRING   :DE");
  requests_assert_contains (text, "UTF8STRING        :www.example.org");
  g_assert_nonnull (strstr (strstr (text, ":countryName"), ":stateOrProvinceName"));
  g_assert_nonnull (strstr (strstr (text, ":localityName"), ":organizationName"));
  g_assert_nonnull (strstr (strstr (text, ":organizationalUnitName"), ":commonName"));
}

/* Nothing is in it that nobody asked for. */
static void
test_sparse (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  CwCsrFields fields = { .subject.common_name = " www.example.org\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCsr) csr = cw_csr_new (&fields, key, &error), read = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  requests_save_pem ("a.csr", csr);
  text = requests_say ("openssl", "req", "-in", "a.csr", "-noout", "-text", "-nameopt", "RFC2253", NULL);
  requests_assert_contains (text, "Subject: CN=www.example.org\n");
  g_assert_null (strstr (text, "Alternative"));
  g_assert_null (strstr (text, "Extended"));
  g_assert_null (strstr (text, "311"));
  read = requests_read ("a.csr");
  g_assert_null (cw_csr_get_template (read));
  g_assert_null (cw_csr_get_purposes (read)[0]);
  g_assert_cmpuint (cw_csr_get_names (read)->len, ==, 0);
}

static void
test_no_subject (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, NULL, "www.example.org");
  CwCsrFields nothing = { .subject.common_name = "  " };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpstr (cw_csr_get_subject (csr), ==, "");
  g_assert_null (cw_csr_get_common_name (csr));
  requests_save_pem ("a.csr", csr);
  text = requests_say ("openssl", "req", "-in", "a.csr", "-noout", "-verify", "-text", NULL);
  requests_assert_contains (text, "X509v3 Subject Alternative Name: critical\n");
  g_assert_null (cw_csr_new (&nothing, key, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
}

/* A template that goes by its OID is another extension. */
static void
test_template_oid (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  CwCsrFields fields = { .subject.common_name = "a", .template_name = "1.3.6.1.4.1.311.21.8.1234567.16777215.7" };
  g_autoptr (CwCsr) csr = cw_csr_new (&fields, key, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpstr (cw_csr_get_template (csr), ==, fields.template_name);
  requests_save_pem ("a.csr", csr);
  text = requests_say ("openssl", "asn1parse", "-in", "a.csr", NULL);
  /* A newer openssl has a name for it. */
  g_assert_true (strstr (text, "1.3.6.1.4.1.311.21.7") != NULL || strstr (text, ":Microsoft certificate template") != NULL);
  g_assert_null (strstr (text, "311.20.2"));
  fields.template_name = "Büro-Server v2";
  g_clear_object (&csr);
  csr = cw_csr_new (&fields, key, NULL);
  g_assert_cmpstr (cw_csr_get_template (csr), ==, "Büro-Server v2");
}

static void
test_wrong_purpose (void)
{
  static const char *const wrong[] = { "", "1", "serverAuth", "3.1.2", "1.40.1", "1..2", "1.2.", "1.02.3", "1.2.x" };
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *purposes[] = { CW_PURPOSE_SERVER, wrong[i], NULL };
      CwCsrFields fields = { .subject.common_name = "a", .purposes = purposes };
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_csr_new (&fields, key, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
    }
}

/* ---- the subject ---- */

static void
check_subject (gsize offset, const char *value, const char *sentence)
{
  CwSubjectFields fields = { NULL };
  g_autoptr (GError) error = NULL;

  G_STRUCT_MEMBER (const char *, &fields, offset) = value;
  g_assert_true (cw_subject_fields_check (&fields, &error) == (sentence == NULL));
  if (sentence == NULL)
    return;
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
  requests_assert_contains (error->message, sentence);
}

#define FIELD(name) G_STRUCT_OFFSET (CwSubjectFields, name)

static void
test_subject_limits (void)
{
  g_autofree char *name = g_strnfill (64, 'n');
  g_autofree char *long_name = g_strnfill (65, 'n');
  g_autofree char *city = g_strnfill (128, 'c');
  g_autofree char *long_city = g_strnfill (129, 'c');
  g_autofree char *wide = g_strjoin (NULL, "ö", name + 1, NULL);   /* 64 characters, 65 bytes */

  check_subject (FIELD (common_name), name, NULL);
  check_subject (FIELD (common_name), wide, NULL);
  check_subject (FIELD (common_name), long_name, "65 characters");
  check_subject (FIELD (organization), long_name, "organization");
  check_subject (FIELD (organizational_unit), long_name, "organizational unit");
  check_subject (FIELD (locality), city, NULL);
  check_subject (FIELD (locality), long_city, "city");
  check_subject (FIELD (state), long_city, "state");
}

static void
test_subject_characters (void)
{
  check_subject (FIELD (country), "DE", NULL);
  check_subject (FIELD (country), " de ", NULL);
  check_subject (FIELD (country), "", NULL);
  check_subject (FIELD (country), "D", "country code");
  check_subject (FIELD (country), "Germany", "country code");
  check_subject (FIELD (country), "D1", "country code");
  check_subject (FIELD (country), "ÄÖ", "country code");
  check_subject (FIELD (common_name), "a\tb", "characters that cannot be shown");
  check_subject (FIELD (organization), "a\xff", "characters that cannot be shown");
  check_subject (FIELD (organization), "gro\xe2\x80\xae" "nothing", "characters that cannot be shown");
  check_subject (FIELD (organization), "\xd8\xb4\xd8\xb1\xda\xa9\xd8\xaa", NULL);
}

static void
test_subject_text (void)
{
  CwSubjectFields empty = { NULL };
  g_autofree char *full = cw_subject_fields_dup_text (&full_subject);
  g_autofree char *nothing = cw_subject_fields_dup_text (&empty);

  g_assert_cmpstr (full, ==, SUBJECT);
  g_assert_cmpstr (nothing, ==, "");
}

/* ---- what others write ---- */

/* The key of a request as openssl sees it, hashed as ours is. */
static char *
dup_openssl_key_id (const char *name)
{
  g_autofree char *pem = requests_say ("openssl", "req", "-in", name, "-noout", "-pubkey", NULL);
  g_autoptr (GBytes) der = NULL;
  g_autofree char *hex = NULL;

  pki_write ("public.pem", pem);
  pki_run ("openssl", "pkey", "-pubin", "-in", "public.pem", "-pubout", "-outform", "DER", "-out", "public.der", NULL);
  der = requests_load ("public.der");
  hex = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  return g_ascii_strup (hex, -1);
}

static void
check_foreign (const char *name, const char *subject, const char *algorithm, const char *first_name)
{
  g_autoptr (CwCsr) csr = requests_read (name);
  g_autofree char *key_id = NULL;

  requests_save_pem ("again.csr", csr);
  key_id = dup_openssl_key_id ("again.csr");
  g_assert_cmpstr (cw_csr_get_subject (csr), ==, subject);
  g_assert_cmpstr (cw_csr_get_key_algorithm (csr), ==, algorithm);
  g_assert_cmpstr (cw_csr_get_key_id (csr), ==, key_id);
  if (first_name == NULL)
    g_assert_cmpuint (cw_csr_get_names (csr)->len, ==, 0);
  else
    g_assert_cmpstr (cw_alt_name_get_ascii (g_ptr_array_index (cw_csr_get_names (csr), 0)), ==, first_name);
}

static void
make_openssl (const char *name, const char *key, const char *extensions)
{
  g_autofree char *config = g_strdup_printf ("[req]\ndistinguished_name = dn\n%s\n[dn]\n[v3]\n%s\n", extensions ? "req_extensions = v3" : "",
                                             extensions ? extensions : "");
  g_autoptr (CwCertificate) other = pki_make ("openssl", NULL, "/CN=other", key, 1, NULL);

  g_assert_nonnull (other);
  pki_write ("req.cnf", config);
  pki_run ("openssl", "req", "-new", "-utf8", "-config", "req.cnf", "-key", "openssl.key", "-subj", "/C=DE/O=Öl/CN=openssl.example.org", "-out", name, NULL);
}

static void
test_read_openssl (void)
{
  static const struct { const char *key, *words; } kinds[] = {
    { "rsa:2048", "RSA 2048" }, { "rsa-pss:2048", "RSA-PSS 2048" }, { "ec:P-256", "ECDH_P256" }, { "ec:brainpoolP256r1", "brainpoolP256r1" },
    { "ed25519", "Ed25519" }, { "ed448", "Ed448" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_test_message ("%s", kinds[i].key);
      make_openssl ("o.csr", kinds[i].key, "subjectAltName = DNS:openssl.example.org, IP:192.0.2.9\nextendedKeyUsage = serverAuth");
      check_foreign ("o.csr", "CN=openssl.example.org,O=Öl,C=DE", kinds[i].words, "openssl.example.org");
      make_openssl ("o.csr", kinds[i].key, NULL);
      check_foreign ("o.csr", "CN=openssl.example.org,O=Öl,C=DE", kinds[i].words, NULL);
    }
}

/* The same request in every shape in which it may arrive. */
static void
test_read_shapes (void)
{
  g_autofree char *text = NULL, *bare = NULL, *shape = NULL, *wide = NULL;
  const char *subject = "CN=openssl.example.org,O=Öl,C=DE";
  g_auto (GStrv) lines = NULL;
  gsize size;

  make_openssl ("o.csr", "ec:P-256", "subjectAltName = DNS:a.example.org");
  pki_run ("openssl", "req", "-in", "o.csr", "-outform", "DER", "-out", "o.der", NULL);
  check_foreign ("o.der", subject, "ECDH_P256", "a.example.org");
  pki_run ("openssl", "req", "-in", "o.csr", "-text", "-out", "shape.csr", NULL);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
  text = requests_say ("cat", "o.csr", NULL);
  shape = g_strdup_printf ("Dear all,\n\nplease sign this.\n\n> %s\nYours\n", text);
  pki_write ("shape.csr", shape);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
  lines = g_strsplit (text, "\n", -1);
  g_free (shape);
  shape = g_strjoinv ("\r\n", lines);
  pki_write ("shape.csr", shape);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
  wide = g_convert (shape, -1, "UTF-16", "UTF-8", NULL, &size, NULL);
  g_autoptr (GBytes) unicode = g_bytes_new (wide, size);
  requests_save ("shape.csr", unicode);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
  bare = g_strndup (strchr (text, '\n') + 1, (gsize) (strstr (text, "-----END") - strchr (text, '\n') - 1));
  pki_write ("shape.csr", bare);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
  g_free (shape);
  shape = g_strconcat ("\xef\xbb\xbf", bare, NULL);
  pki_write ("shape.csr", shape);
  check_foreign ("shape.csr", subject, "ECDH_P256", "a.example.org");
}

static void
test_read_certtool (void)
{
  pki_write ("certtool.cfg", "cn = \"certtool.example.org\"\norganization = \"Öl\"\ndns_name = \"certtool.example.org\"\nip_address = \"192.0.2.5\"\n"
                             "tls_www_server\nsigning_key\nencryption_key\n");
  pki_run ("certtool", "--generate-privkey", "--rsa", "--bits", "2048", "--outfile", "c.key", NULL);
  pki_run ("certtool", "--generate-request", "--load-privkey", "c.key", "--template", "certtool.cfg", "--outfile", "c.csr", NULL);
  check_foreign ("c.csr", "CN=certtool.example.org,O=Öl", "RSA 2048", "certtool.example.org");
  pki_run ("certtool", "--generate-privkey", "--key-type", "ed25519", "--outfile", "c.key", NULL);
  pki_run ("certtool", "--generate-request", "--load-privkey", "c.key", "--template", "certtool.cfg", "--outder", "--outfile", "c.csr", NULL);
  check_foreign ("c.csr", "CN=certtool.example.org,O=Öl", "Ed25519", "certtool.example.org");
}

static void
test_read_keytool (void)
{
  pki_run ("keytool", "-genkeypair", "-keyalg", "EC", "-groupname", "secp384r1", "-keystore", "java.p12", "-storepass", "changeit", "-alias", "a",
           "-dname", "CN=java.example.org, O=Java", NULL);
  pki_run ("keytool", "-certreq", "-keystore", "java.p12", "-storepass", "changeit", "-alias", "a", "-file", "j.csr", "-ext",
           "san=dns:java.example.org,ip:192.0.2.7", NULL);
  check_foreign ("j.csr", "CN=java.example.org,O=Java", "ECDH_P384", "java.example.org");
  pki_run ("keytool", "-certreq", "-keystore", "java.p12", "-storepass", "changeit", "-alias", "a", "-file", "j.csr", NULL);
  check_foreign ("j.csr", "CN=java.example.org,O=Java", "ECDH_P384", NULL);
}

static void
test_read_nss (void)
{
  pki_write ("noise", "0123456789012345678901234567890123456789");
  pki_run ("certutil", "-N", "-d", ".", "--empty-password", NULL);
  pki_run ("certutil", "-R", "-d", ".", "-s", "CN=nss.example.org,O=NSS", "-8", "nss.example.org,www.example.org", "-g", "2048", "-z", "noise", "-a",
           "-o", "n.csr", NULL);
  check_foreign ("n.csr", "CN=nss.example.org,O=NSS", "RSA 2048", "nss.example.org");
  pki_run ("certutil", "-R", "-d", ".", "-s", "CN=nss.example.org,O=NSS", "-k", "ec", "-q", "nistp256", "-z", "noise", "-o", "n.csr", NULL);
  check_foreign ("n.csr", "CN=nss.example.org,O=NSS", "ECDH_P256", NULL);
}

/* ---- what is none ---- */

static void
check_refused (gconstpointer data, gsize size, int code, const char *sentence)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_csr_new_from_data (bytes, &error));
  g_assert_error (error, CW_ERROR, code);
  if (sentence)
    requests_assert_contains (error->message, sentence);
}

static void
check_file_refused (const char *name, int code, const char *sentence)
{
  g_autoptr (GBytes) content = requests_load (name);

  check_refused (g_bytes_get_data (content, NULL), g_bytes_get_size (content), code, sentence);
}

static void
test_refused (void)
{
  g_autofree char *large = g_strnfill (3 * 1024 * 1024, 'A');

  make_openssl ("o.csr", "ec:P-256", NULL);
  check_refused ("", 0, CW_ERROR_NOT_RECOGNISED, NULL);
  check_refused ("hello", 5, CW_ERROR_NOT_RECOGNISED, "a text file");
  check_refused ("<html><body>Login</body></html>", 31, CW_ERROR_NOT_RECOGNISED, "a web page");
  check_refused ("PK\x03\x04", 4, CW_ERROR_NOT_RECOGNISED, "ZIP");
  check_refused ("\x30\x03\x02\x01\x00", 5, CW_ERROR_NOT_RECOGNISED, NULL);
  check_refused (large, strlen (large), CW_ERROR_TOO_LARGE, NULL);
  check_file_refused ("openssl.pem", CW_ERROR_NOT_RECOGNISED, "a certificate");
  check_file_refused ("openssl.key", CW_ERROR_NOT_RECOGNISED, "a private key");
  check_refused ("-----BEGIN CERTIFICATE REQUEST-----\nMIIB", 40, CW_ERROR_DAMAGED, "incomplete");
  check_refused ("-----BEGIN CERTIFICATE REQUEST-----\n!!\n-----END CERTIFICATE REQUEST-----\n", 73, CW_ERROR_DAMAGED, "incomplete");
}

/* Cut off anywhere, or with any byte changed, it is refused: the signature covers it all. */
static void
test_damaged (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, "www.example.org", "www.example.org,192.0.2.1");
  gsize size;
  const guint8 *der = g_bytes_get_data (cw_csr_get_der (csr), &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (der, size);
      g_autoptr (GBytes) cut = g_bytes_new (der, i), changed = NULL;
      g_autoptr (GError) error = NULL, other = NULL;

      g_assert_null (cw_csr_new_from_data (cut, &error));
      g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_DAMAGED) || g_error_matches (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED));
      copy[i] ^= 0x01;
      changed = g_bytes_new (copy, size);
      g_assert_null (cw_csr_new_from_data (changed, &other));
      g_assert_nonnull (other);
    }
}

/* A request that was signed by another key than its own. */
static void
test_forged (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0), other = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) one = requests_make (key, "www.example.org", NULL), two = requests_make (other, "www.example.org", NULL);
  g_autoptr (GBytes) forged = NULL;
  gsize size;
  const guint8 *a = g_bytes_get_data (cw_csr_get_der (one), &size), *b = g_bytes_get_data (cw_csr_get_der (two), NULL);

  /* The public point is in the same place in both. */
  const guint8 *at = memmem (a, size, "\x03\x42\x00\x04", 4);
  g_assert_nonnull (at);
  forged = pki_patch (cw_csr_get_der (one), at + 4, b + (at + 4 - a), 64);
  check_refused (g_bytes_get_data (forged, NULL), g_bytes_get_size (forged), CW_ERROR_DAMAGED, "signature");
}

static void
test_finalize (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  CwCsr *csr = requests_make (key, "a", "a.example.org");

  g_object_add_weak_pointer (G_OBJECT (csr), (gpointer *) &csr);
  g_object_unref (csr);
  g_assert_null (csr);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  g_test_add_func ("/csr/every-key", test_every_key);
  g_test_add_func ("/csr/string-types", test_string_types);
  g_test_add_func ("/csr/sparse", test_sparse);
  g_test_add_func ("/csr/no-subject", test_no_subject);
  g_test_add_func ("/csr/template-oid", test_template_oid);
  g_test_add_func ("/csr/wrong-purpose", test_wrong_purpose);
  g_test_add_func ("/csr/subject-limits", test_subject_limits);
  g_test_add_func ("/csr/subject-characters", test_subject_characters);
  g_test_add_func ("/csr/subject-text", test_subject_text);
  g_test_add_func ("/csr/read-openssl", test_read_openssl);
  g_test_add_func ("/csr/read-shapes", test_read_shapes);
  g_test_add_func ("/csr/read-certtool", test_read_certtool);
  g_test_add_func ("/csr/read-keytool", test_read_keytool);
  g_test_add_func ("/csr/read-nss", test_read_nss);
  g_test_add_func ("/csr/refused", test_refused);
  g_test_add_func ("/csr/damaged", test_damaged);
  g_test_add_func ("/csr/forged", test_forged);
  g_test_add_func ("/csr/finalize", test_finalize);
  result = g_test_run ();
  pki_teardown ();
  return result;
}
