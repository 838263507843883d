/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr.h"

#include "cw-clock.h"
#include "cw-problem.h"
#include "pki.h"
#include "requests.h"

#include <string.h>

/* What a CA does to a request, done by openssl: names dropped, added, changed; other purposes; a CA flag. */

#define NAMES "subjectAltName = DNS:www.example.org, DNS:mail.example.org, IP:192.0.2.1\n"
#define PURPOSES "extendedKeyUsage = serverAuth, clientAuth\n"
#define USAGE "keyUsage = critical, digitalSignature\n"
#define LEAF "basicConstraints = critical, CA:FALSE\n"
#define SUBJECT "/C=DE/O=Example/CN=www.example.org"

static CwCsr *csr;

static CwCsr *
make_request (CwKeyType type, guint bits)
{
  static const char *const purposes[] = { CW_PURPOSE_SERVER, CW_PURPOSE_CLIENT, NULL };
  g_autoptr (CwPrivateKey) key = requests_key (type, bits);
  g_autoptr (GPtrArray) names = requests_names ("www.example.org,mail.example.org,192.0.2.1");
  CwCsrFields fields = { { .common_name = "www.example.org", .organization = "Example", .country = "DE" }, names, purposes, NULL };
  g_autoptr (GError) error = NULL;
  CwCsr *made = cw_csr_new (&fields, key, &error);

  g_assert_no_error (error);
  return made;
}

/* subject NULL: that of the request. */
static CwCertificate *
issue (CwCsr *request, const char *subject, const char *extensions)
{
  g_autofree char *path = pki_dup_path ("issued.pem");

  requests_save_pem ("a.csr", request);
  pki_write ("a.ext", extensions);
  if (subject)
    pki_run ("openssl", "x509", "-req", "-in", "a.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "100", "-extfile", "a.ext",
             "-subj", subject, "-out", "issued.pem", NULL);
  else
    pki_run ("openssl", "x509", "-req", "-in", "a.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "100", "-extfile", "a.ext",
             "-out", "issued.pem", NULL);
  return pki_load (path);
}

static void
check_problems (CwCsr *request, CwCertificate *certificate, const char *expected)
{
  g_autoptr (GPtrArray) problems = cw_csr_compare (request, certificate);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = problems->pdata[i];

      g_string_append_printf (found, "%s%s %s: %s", i > 0 ? "\n" : "", cw_severity_to_nick (cw_problem_get_severity (problem)),
                              cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
check (const char *subject, const char *extensions, const char *expected)
{
  g_autoptr (CwCertificate) certificate = issue (csr, subject, extensions);

  check_problems (csr, certificate, expected);
}

static void
test_same (void)
{
  check (NULL, NAMES PURPOSES USAGE LEAF, "");
  /* Neither case nor order is a difference. */
  check ("/C=de/O=EXAMPLE/CN=WWW.example.org",
         "subjectAltName = IP:192.0.2.1, DNS:MAIL.example.org, DNS:www.Example.ORG\nextendedKeyUsage = clientAuth, serverAuth\n" USAGE LEAF, "");
}

static void
test_names (void)
{
  check (NULL, "subjectAltName = DNS:www.example.org\n" PURPOSES USAGE LEAF,
         "error names: These names were asked for and are missing: mail.example.org, 192.0.2.1.");
  check (NULL, PURPOSES USAGE LEAF,
         "error names: These names were asked for and are missing: www.example.org, mail.example.org, 192.0.2.1.");
  check (NULL, "subjectAltName = DNS:www.example.org, DNS:mail.example.org, IP:192.0.2.1, DNS:extra.example.org\n" PURPOSES USAGE LEAF,
         "info names: The certification authority added these names: extra.example.org.");
  check (NULL, "subjectAltName = DNS:www.example.org, DNS:mail.example.com, IP:192.0.2.1\n" PURPOSES USAGE LEAF,
         "error names: These names were asked for and are missing: mail.example.org.\n"
         "info names: The certification authority added these names: mail.example.com.");
  /* An address that is written as a host name is another name. */
  check (NULL, "subjectAltName = DNS:www.example.org, DNS:mail.example.org, DNS:192.0.2.1\n" PURPOSES USAGE LEAF,
         "error names: These names were asked for and are missing: 192.0.2.1.\n"
         "info names: The certification authority added these names: 192.0.2.1.");
}

static void
test_wildcard (void)
{
  check (NULL, "subjectAltName = DNS:*.example.org, IP:192.0.2.1\n" PURPOSES USAGE LEAF,
         "warning names: These names are covered by a wildcard only: www.example.org, mail.example.org.\n"
         "info names: The certification authority added these names: *.example.org.");
  check (NULL, "subjectAltName = DNS:*.org, DNS:www.example.org, IP:192.0.2.1\n" PURPOSES USAGE LEAF,
         "error names: These names were asked for and are missing: mail.example.org.\n"
         "info names: The certification authority added these names: *.org.");
}

static void
test_subject (void)
{
  check ("/CN=www.example.org", NAMES PURPOSES USAGE LEAF,
         "warning subject: The subject is “CN=www.example.org”, and not “CN=www.example.org,O=Example,C=DE” as it was asked for.");
  check ("/C=DE/L=Berlin/O=Example/CN=www.example.org", NAMES PURPOSES USAGE LEAF,
         "info subject: The certification authority added to the subject, which is now “CN=www.example.org,O=Example,L=Berlin,C=DE”.");
  check ("/", NAMES PURPOSES USAGE LEAF,
         "warning subject: The certification authority left out the subject “CN=www.example.org,O=Example,C=DE”.");
}

static void
test_purposes (void)
{
  check (NULL, NAMES "extendedKeyUsage = serverAuth\n" USAGE LEAF,
         "warning purposes: These purposes were asked for and are missing: Client authentication.");
  check (NULL, NAMES "extendedKeyUsage = clientAuth\n" USAGE LEAF,
         "error purposes: These purposes were asked for and are missing: Server authentication.");
  check (NULL, NAMES "extendedKeyUsage = codeSigning\n" USAGE LEAF,
         "error purposes: These purposes were asked for and are missing: Server authentication, Client authentication.\n"
         "info purposes: The certification authority added these purposes: Code signing.");
  check (NULL, NAMES "extendedKeyUsage = serverAuth, clientAuth, codeSigning\n" USAGE LEAF,
         "info purposes: The certification authority added these purposes: Code signing.");
  check (NULL, NAMES "extendedKeyUsage = anyExtendedKeyUsage\n" USAGE LEAF,
         "info purposes: The certification authority added these purposes: Any purpose.");
  check (NULL, NAMES USAGE LEAF, "info purposes: The certification authority did not limit the purposes.");
}

static void
test_key_usage (void)
{
  g_autoptr (CwCsr) rsa = make_request (CW_KEY_RSA, 2048);
  g_autoptr (CwCertificate) signing = issue (rsa, NULL, NAMES PURPOSES USAGE LEAF);

  check (NULL, NAMES PURPOSES LEAF, "");
  check (NULL, NAMES PURPOSES "keyUsage = digitalSignature, keyAgreement\n" LEAF, "info keyUsage: The key may be used for more than was asked for.");
  check (NULL, NAMES PURPOSES "keyUsage = keyAgreement\n" LEAF,
         "error keyUsage: The key may not sign, so TLS with this certificate does not work with any recent software.");
  check_problems (rsa, signing, "warning keyUsage: The key may be used for less than was asked for.");
}

static void
test_ca (void)
{
  check (NULL, NAMES PURPOSES USAGE "basicConstraints = critical, CA:TRUE\n",
         "error ca: The certificate is one of a certification authority, which clients refuse in a server.");
  check (NULL, NAMES PURPOSES USAGE, "");
}

static void
test_validity (void)
{
  g_autoptr (CwCertificate) certificate = issue (csr, NULL, NAMES PURPOSES USAGE LEAF);
  g_autoptr (GPtrArray) expired = NULL, early = NULL;

  cw_clock_set_offset (101 * 86400);
  expired = cw_csr_compare (csr, certificate);
  g_assert_cmpuint (expired->len, ==, 1);
  g_assert_cmpstr (cw_problem_get_field (expired->pdata[0]), ==, "validity");
  g_assert_cmpint (cw_problem_get_severity (expired->pdata[0]), ==, CW_SEVERITY_ERROR);
  cw_clock_set_offset (-86400);
  early = cw_csr_compare (csr, certificate);
  g_assert_cmpuint (early->len, ==, 1);
  g_assert_cmpint (cw_problem_get_severity (early->pdata[0]), ==, CW_SEVERITY_WARNING);
  cw_clock_set_offset (0);
}

/* What nobody asked for is no difference. */
static void
test_sparse (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  CwCsrFields fields = { .subject.common_name = "www.example.org" };
  g_autoptr (CwCsr) sparse = cw_csr_new (&fields, key, NULL);
  g_autoptr (CwCertificate) certificate = issue (sparse, NULL, PURPOSES USAGE LEAF "subjectAltName = DNS:www.example.org\n");

  check_problems (sparse, certificate, "info names: The certification authority added these names: www.example.org.");
}

/* ---- the table ---- */

static void
check_row (GPtrArray *rows, const char *field, const char *asked, const char *issued, gboolean same)
{
  for (guint i = 0; i < rows->len; i++)
    {
      CwCsrDifference *row = rows->pdata[i];

      if (strcmp (row->field, field) != 0)
        continue;
      g_assert_true (*row->title != '\0');
      g_assert_cmpstr (row->asked, ==, asked);
      if (issued)
        g_assert_cmpstr (row->issued, ==, issued);
      g_assert_cmpint (row->same, ==, same);
      return;
    }
  g_assert_not_reached ();
}

static void
test_table (void)
{
  g_autoptr (CwCertificate) certificate = issue (csr, "/CN=www.example.org", "subjectAltName = DNS:www.example.org\n" PURPOSES LEAF);
  g_autoptr (GPtrArray) rows = cw_csr_list_differences (csr, certificate);

  g_assert_cmpuint (rows->len, ==, 7);
  check_row (rows, "subject", "CN=www.example.org,O=Example,C=DE", "CN=www.example.org", FALSE);
  check_row (rows, "names", "www.example.org\nmail.example.org\n192.0.2.1", "www.example.org", FALSE);
  check_row (rows, "key", "ECDH_P256", "ECDH_P256", TRUE);
  check_row (rows, "keyUsage", "Digital signature", "Not limited", TRUE);
  check_row (rows, "purposes", "Server authentication\nClient authentication", "Server authentication\nClient authentication", TRUE);
  check_row (rows, "ca", "No", "No", TRUE);
  check_row (rows, "validity", "As the authority decides", NULL, TRUE);
}

static void
test_table_other_key (void)
{
  g_autoptr (CwCsr) other = make_request (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCertificate) certificate = issue (other, NULL, NAMES PURPOSES USAGE LEAF);
  g_autoptr (GPtrArray) rows = cw_csr_list_differences (csr, certificate);

  check_row (rows, "key", "ECDH_P256", "ECDH_P256", FALSE);
  check_row (rows, "names", "www.example.org\nmail.example.org\n192.0.2.1", "www.example.org\nmail.example.org\n192.0.2.1", TRUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (CwCertificate) ca = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  ca = pki_make ("ca", NULL, "/CN=Test CA", "ec:P-256", 1000, "basicConstraints = critical, CA:TRUE");
  csr = make_request (CW_KEY_ECDH_P256, 0);
  g_test_add_func ("/csr-compare/same", test_same);
  g_test_add_func ("/csr-compare/names", test_names);
  g_test_add_func ("/csr-compare/wildcard", test_wildcard);
  g_test_add_func ("/csr-compare/subject", test_subject);
  g_test_add_func ("/csr-compare/purposes", test_purposes);
  g_test_add_func ("/csr-compare/key-usage", test_key_usage);
  g_test_add_func ("/csr-compare/ca", test_ca);
  g_test_add_func ("/csr-compare/validity", test_validity);
  g_test_add_func ("/csr-compare/sparse", test_sparse);
  g_test_add_func ("/csr-compare/table", test_table);
  g_test_add_func ("/csr-compare/table-other-key", test_table_other_key);
  result = g_test_run ();
  g_object_unref (csr);
  pki_teardown ();
  return result;
}
