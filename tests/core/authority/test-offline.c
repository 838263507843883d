/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-offline.h"

#include "cw-error.h"
#include "pki.h"
#include "requests.h"

#include <glib/gstdio.h>
#include <string.h>

static CwCsr *
make (void)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);

  return requests_make (key, "www.example.org", "www.example.org,bücher.example.org");
}

static void
check_file (CwCsr *csr, const char *name, const char *form)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  GStatBuf status;

  g_assert_true (cw_offline_save (csr, path, &error));
  g_assert_no_error (error);
  said = requests_say ("openssl", "req", "-inform", form, "-in", name, "-noout", "-verify", "-subject", NULL);
  requests_assert_contains (said, "verify OK");
  requests_assert_contains (said, "www.example.org");
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0644);
}

static void
test_files (void)
{
  g_autoptr (CwCsr) csr = make ();
  g_autoptr (CwCsr) read = NULL;

  check_file (csr, "a.csr", "PEM");
  check_file (csr, "a.pem", "PEM");
  check_file (csr, "a.req", "PEM");
  check_file (csr, "noextension", "PEM");
  check_file (csr, "a.der", "DER");
  check_file (csr, "a.DER", "DER");
  check_file (csr, "a.p10", "DER");
  read = requests_read ("a.der");
  g_assert_true (g_bytes_equal (cw_csr_get_der (read), cw_csr_get_der (csr)));
}

static void
test_file_errors (void)
{
  g_autoptr (CwCsr) csr = make ();
  g_autofree char *path = pki_dup_path ("nowhere/a.csr");
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_offline_save (csr, path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  requests_assert_contains (error->message, "nowhere");
}

static void
check_file_name (const char *common_name, const char *names, const char *expected)
{
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_ECDH_P256, 0);
  g_autoptr (CwCsr) csr = requests_make (key, common_name, names);
  g_autofree char *name = cw_offline_dup_file_name (csr);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_file_names (void)
{
  check_file_name ("www.example.org", NULL, "www.example.org.csr");
  check_file_name ("*.example.org", NULL, "wildcard.example.org.csr");
  check_file_name ("../../etc/passwd", NULL, "etc_passwd.csr");
  check_file_name (".hidden", NULL, "hidden.csr");
  check_file_name ("Web server: Köln", NULL, "Web_server_Köln.csr");
  check_file_name (NULL, "mail.example.org", "mail.example.org.csr");
  check_file_name ("///", NULL, "request.csr");
}

static void
test_text (void)
{
  g_autoptr (CwCsr) csr = make ();
  g_autofree char *text = cw_offline_dup_text (csr);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (CwCsr) read = cw_csr_new_from_data (bytes, NULL);

  g_assert_true (g_str_has_prefix (text, "-----BEGIN CERTIFICATE REQUEST-----\n"));
  g_assert_true (g_bytes_equal (cw_csr_get_der (read), cw_csr_get_der (csr)));
}

/* What a mail program would do with the address: Python knows mailto: as RFC 6068 has it. */
static void
test_mailto (void)
{
  static const char script[] =
    "import sys, urllib.parse\n"
    "u = urllib.parse.urlsplit(open('mailto').read())\n"
    "q = dict(p.split('=', 1) for p in u.query.split('&'))\n"
    "print(u.scheme, urllib.parse.unquote(u.path), urllib.parse.unquote(q['subject']), sep='|')\n"
    "open('mail.csr', 'w', newline='').write(urllib.parse.unquote(q['body']))\n";
  g_autoptr (CwCsr) csr = make ();
  g_autofree char *uri = cw_offline_dup_mailto (csr, "ca admin@example.org"), *anonymous = cw_offline_dup_mailto (csr, NULL);
  g_autofree char *said = NULL;
  g_autoptr (CwCsr) read = NULL;
  g_autoptr (GBytes) body = NULL;

  for (const char *p = uri; *p; p++)
    g_assert_true (*p > 0x20 && *p < 0x7f);
  pki_write ("mailto", uri);
  said = requests_say ("python3", "-c", script, NULL);
  g_assert_cmpstr (said, ==, "mailto|ca admin@example.org|Certificate request for www.example.org\n");
  read = requests_read ("mail.csr");
  g_assert_true (g_bytes_equal (cw_csr_get_der (read), cw_csr_get_der (csr)));
  body = requests_load ("mail.csr");
  g_assert_nonnull (memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "bücher.example.org\r\n", strlen ("bücher.example.org\r\n")));
  g_assert_true (g_str_has_prefix (anonymous, "mailto:?subject="));
}

/* The draft as Python's mail reader sees it. */
static void
test_mail (void)
{
  static const char script[] =
    "import email, email.policy\n"
    "m = email.message_from_binary_file(open('mail.eml', 'rb'), policy=email.policy.default)\n"
    "parts = list(m.iter_parts())\n"
    "print(m['to'], m['subject'], m['x-unsent'], len(parts), len(m.defects), sep='|')\n"
    "print(parts[0].get_content())\n"
    "print(parts[1].get_content_type(), parts[1].get_filename(), sep='|')\n"
    "open('attached.csr', 'wb').write(parts[1].get_content())\n";
  g_autoptr (CwPrivateKey) key = requests_key (CW_KEY_RSA, 4096);
  g_autoptr (CwCsr) csr = requests_make (key, "Geschäftsstelle für Zertifikate der Gemeinde Großweikersdorf", "bücher.example.org"), read = NULL;
  g_autofree char *mail = cw_offline_dup_mail (csr, "ca@example.org\r\nBcc: x@example.org");
  g_autofree char *said = NULL;

  for (const char *p = mail; *p; p++)
    g_assert_true (g_ascii_isprint (*p) || *p == '\r' || *p == '\n');
  pki_write ("mail.eml", mail);
  said = requests_say ("python3", "-c", script, NULL);
  requests_assert_contains (said, "|Certificate request for Geschäftsstelle für Zertifikate der Gemeinde Großweikersdorf|1|2|0\n");
  requests_assert_contains (said, "Name: bücher.example.org");
  requests_assert_contains (said, "Key: RSA 4096");
  requests_assert_contains (said, "application/pkcs10|request.csr");
  g_assert_null (strstr (mail, "\r\nBcc:"));
  read = requests_read ("attached.csr");
  g_assert_true (g_bytes_equal (cw_csr_get_der (read), cw_csr_get_der (csr)));
}

/* It can do nothing on its own, and says so. */
static void
test_kind (void)
{
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthority) authority = cw_offline_kind.create (settings, NULL, &error);
  g_autoptr (CwCsr) csr = make ();

  g_assert_no_error (error);
  g_assert_true (CW_IS_OFFLINE_AUTHORITY (authority));
  g_assert_cmpint (cw_authority_get_capabilities (authority), ==, 0);
  g_assert_true (cw_offline_kind.built_in);
  g_assert_null (cw_authority_submit (authority, csr, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (cw_authority_retrieve (authority, "1", csr, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  g_test_add_func ("/offline/files", test_files);
  g_test_add_func ("/offline/file-errors", test_file_errors);
  g_test_add_func ("/offline/file-names", test_file_names);
  g_test_add_func ("/offline/text", test_text);
  g_test_add_func ("/offline/mailto", test_mailto);
  g_test_add_func ("/offline/mail", test_mail);
  g_test_add_func ("/offline/kind", test_kind);
  result = g_test_run ();
  pki_teardown ();
  return result;
}
