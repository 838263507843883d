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
  g_test_add_func ("/offline/mailto", test_mailto);
  g_test_add_func ("/offline/kind", test_kind);
  result = g_test_run ();
  pki_teardown ();
  return result;
}
