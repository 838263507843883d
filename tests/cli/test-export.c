/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* export: what it writes is read by other programs. */

static char *
dup_fingerprint (Ctl *ctl, const char *pem)
{
  return ctl_tool (ctl, "openssl", "x509", "-in", pem, "-noout", "-fingerprint", "-sha256", NULL);
}

static guint
get_mode (Ctl *ctl, const char *name)
{
  g_autofree char *path = ctl_path (ctl, name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
export (Ctl *ctl, const char *format, const char *path, gboolean key)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "export", "leaf", "--path", path, "--format", format, "--password-file", "password",
                                          key ? "--include-private-key" : "--verbose", NULL);

  ctl_assert (result, 0);
  g_assert_cmpuint (get_mode (ctl, path), ==, key ? 0600 : 0644);
}

/* leaf ← ca ← root, the leaf with an exportable key. */
static Ctl *
make_chain (void)
{
  Ctl *ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) others = NULL;

  ctl_write (ctl, "ca.ext", "basicConstraints=critical,CA:TRUE\n", -1);
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root", NULL));
  g_free (ctl_tool (ctl, "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-keyout", "ca.key", "-out", "ca.csr", "-subj", "/CN=CA", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", "ca.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "2", "-extfile", "ca.ext",
                    "-out", "ca.pem", NULL));
  g_free (ctl_tool (ctl, "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf.example.org", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "3", "-out", "leaf.pem", NULL));
  import = ctl_run (ctl, "import", "leaf.pem", "leaf.key", "--friendly-name", "leaf", "--private-key-exportable", "yes", NULL);
  ctl_assert (import, 0);
  others = ctl_run (ctl, "import", "ca.pem", "root.pem", NULL);
  ctl_assert (others, 0);
  return ctl;
}

static void
test_pem (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *expected = dup_fingerprint (ctl, "leaf.pem");
  g_autofree char *key = NULL;
  g_autofree char *original_key = NULL;
  g_autofree char *found = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *ca = dup_fingerprint (ctl, "ca.pem");
  g_autofree char *first = NULL;

  export (ctl, "pem", "out.pem", FALSE);
  found = dup_fingerprint (ctl, "out.pem");
  g_assert_cmpstr (found, ==, expected);
  export (ctl, "pem-chain", "chain.pem", FALSE);
  chain = dup_fingerprint (ctl, "chain.pem");
  g_assert_cmpstr (chain, ==, ca);
  export (ctl, "pem-fullchain", "full.pem", FALSE);
  first = dup_fingerprint (ctl, "full.pem");
  g_assert_cmpstr (first, ==, expected);
  g_free (ctl_tool (ctl, "openssl", "verify", "-CAfile", "root.pem", "-untrusted", "full.pem", "full.pem", NULL));
  export (ctl, "pem", "key.pem", TRUE);
  key = ctl_tool (ctl, "openssl", "pkey", "-in", "key.pem", "-passin", "file:password", "-pubout", NULL);
  original_key = ctl_tool (ctl, "openssl", "pkey", "-in", "leaf.key", "-pubout", NULL);
  g_assert_cmpstr (key, ==, original_key);
}

static void
test_der_and_pkcs7 (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *expected = dup_fingerprint (ctl, "leaf.pem");
  g_autofree char *der = NULL;
  g_autofree char *pkcs7 = NULL;

  export (ctl, "der", "out.cer", FALSE);
  der = ctl_tool (ctl, "openssl", "x509", "-inform", "DER", "-in", "out.cer", "-noout", "-fingerprint", "-sha256", NULL);
  g_assert_cmpstr (der, ==, expected);
  export (ctl, "pkcs7", "out.p7b", FALSE);
  pkcs7 = ctl_tool (ctl, "openssl", "pkcs7", "-inform", "DER", "-in", "out.p7b", "-print_certs", "-noout", NULL);
  ctl_assert_has (pkcs7, "leaf.example.org", G_STRLOC);
  /* Versions of openssl differ in the spaces around the "=". */
  g_assert_true (g_regex_match_simple ("^subject=.*CN ?= ?CA$", pkcs7, G_REGEX_MULTILINE, 0));
}

static void
test_pfx (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *info = NULL;
  g_autofree char *pkcs12 = NULL;
  g_autofree char *password = g_strdup (CTL_PASSWORD);

  export (ctl, "pfx", "new.pfx", TRUE);
  pkcs12 = ctl_tool (ctl, "openssl", "pkcs12", "-in", "new.pfx", "-passin", "file:password", "-noenc", NULL);
  ctl_assert_has (pkcs12, "BEGIN PRIVATE KEY", G_STRLOC);
  ctl_assert_has (pkcs12, "leaf.example.org", G_STRLOC);
  info = ctl_tool (ctl, "certtool", "--p12-info", "--inder", "--infile", "new.pfx", "--password", password, NULL);
  ctl_assert_has (info, "BEGIN CERTIFICATE", G_STRLOC);
  export (ctl, "pfx-legacy", "old.pfx", TRUE);
  g_free (info);
  info = ctl_tool (ctl, "certtool", "--p12-info", "--inder", "--infile", "old.pfx", "--password", password, NULL);
  ctl_assert_has (info, "BEGIN CERTIFICATE", G_STRLOC);
}

/* Java's own tool reads its password in an encoding of its own: a plain one. */
static void
test_keytool (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  const char *const formats[] = { "pfx", "pfx-legacy" };

  g_assert_true (ctl_has_tool ("keytool"));
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (CtlResult) result = ctl_run (ctl, "export", "leaf", "--path", formats[i], "--format", formats[i], "--include-private-key",
                                              "--password-file", "wrong", NULL);
      g_autofree char *list = NULL;

      ctl_assert (result, 0);
      list = ctl_tool (ctl, "keytool", "-list", "-storetype", "PKCS12", "-keystore", formats[i], "-storepass:file", "wrong", NULL);
      ctl_assert_has (list, "PrivateKeyEntry", G_STRLOC);
    }
}

/* The format follows the name of the file, when it is not said. */
static void
test_endings (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autoptr (CtlResult) pfx = ctl_run (ctl, "export", "leaf", "--path", "a.p12", "--include-private-key", "--password-file", "password", NULL);
  g_autoptr (CtlResult) der = ctl_run (ctl, "export", "leaf", "--path", "a.cer", NULL);
  g_autoptr (CtlResult) pem = ctl_run (ctl, "export", "leaf", "--path", "a.crt", NULL);

  ctl_assert (pfx, 0);
  ctl_assert (der, 0);
  ctl_assert (pem, 0);
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-in", "a.p12", "-passin", "file:password", "-noout", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-inform", "DER", "-in", "a.cer", "-noout", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-in", "a.crt", "-noout", NULL));
}

static void
test_not_exportable (void)
{
  static const char *const formats[] = { "pem", "pem-chain", "pem-fullchain", "der", "pkcs7", "pfx", "pfx-legacy" };
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *path = ctl_path (ctl, "out");

  ctl_import (ctl, "secret.example.org", FALSE);
  ctl_make_certificate (ctl, "keyless.example.org");
  {
    g_autoptr (CtlResult) import = ctl_run (ctl, "import", "keyless.example.org.pem", NULL);

    ctl_assert (import, 0);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (CtlResult) refused = ctl_run (ctl, "export", "secret.example.org", "--path", "out", "--format", formats[i], "--include-private-key",
                                               "--password-file", "password", "--force", NULL);
      g_autoptr (CtlResult) missing = ctl_run (ctl, "export", "keyless.example.org", "--path", "out", "--format", formats[i],
                                               "--include-private-key", "--password-file", "password", "--force", NULL);
      gboolean holds_key = strstr ("pem pem-fullchain pfx pfx-legacy", formats[i]) != NULL && g_strcmp0 (formats[i], "pem-chain") != 0;

      ctl_assert (refused, holds_key ? CW_EXIT_KEY : CW_EXIT_USAGE);
      ctl_assert (missing, holds_key ? CW_EXIT_KEY : CW_EXIT_USAGE);
      if (holds_key)
        ctl_assert_err (refused, "not exportable");
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_existing (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *content = NULL;
  g_autofree char *replaced = NULL;
  g_autoptr (CtlResult) refused = NULL;
  g_autoptr (CtlResult) forced = NULL;
  g_autoptr (CtlResult) folder = NULL;
  g_autoptr (CtlResult) unknown = NULL;
  g_autoptr (CtlResult) password = NULL;

  ctl_write (ctl, "out.pem", "mine", -1);
  refused = ctl_run (ctl, "export", "leaf", "--path", "out.pem", NULL);
  ctl_assert (refused, CW_EXIT_CONFLICT);
  content = ctl_read (ctl, "out.pem", NULL);
  g_assert_cmpstr (content, ==, "mine");
  forced = ctl_run (ctl, "export", "leaf", "--path", "out.pem", "--force", NULL);
  ctl_assert (forced, 0);
  replaced = ctl_read (ctl, "out.pem", NULL);
  ctl_assert_has (replaced, "BEGIN CERTIFICATE", G_STRLOC);
  folder = ctl_run (ctl, "export", "leaf", "--path", "absent/out.pem", NULL);
  ctl_assert (folder, CW_EXIT_NOT_FOUND);
  unknown = ctl_run (ctl, "export", "leaf", "nobody", "--path", "other.pem", NULL);
  ctl_assert (unknown, CW_EXIT_NOT_FOUND);
  password = ctl_run (ctl, "export", "leaf", "--path", "other.pfx", "--include-private-key", NULL);
  ctl_assert (password, CW_EXIT_AUTHENTICATION);
}

static void
test_folder (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *folder = ctl_path (ctl, "all");
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (JsonObject) root = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  result = ctl_run (ctl, "export", "1", "2", "3", "2", "--path", "all", "--format", "der", "--json", NULL);
  ctl_assert (result, 0);
  root = ctl_json (result);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "files")), ==, 3);
}

/* Runs the export where the target is a file system of its own, in a mount namespace. NULL: not possible here. */
static CtlResult *
export_onto (Ctl *ctl, const char *mount_options, const char *prepare)
{
  g_autofree char *script = g_strdup_printf ("mount -t tmpfs -o size=16k,%s tmpfs target && { %s; } && exec \"$0\" export leaf "
                                             "--path target/out.pfx --include-private-key --password-file password --store store %s",
                                             mount_options, prepare, geteuid () == 0 ? "" : "--store-passphrase-file passphrase");
  const char *command[] = { "unshare", geteuid () == 0 ? "-m" : "-rm", "sh", "-c", script, g_getenv ("CERTWIZARDCTL"), NULL };
  const char *probe[] = { "unshare", command[1], "sh", "-c", "mount -t tmpfs -o size=16k tmpfs target", NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) test = NULL;
  g_autoptr (GSubprocess) process = NULL;
  CtlResult *result;

  g_subprocess_launcher_set_cwd (launcher, ctl->folder);
  test = g_subprocess_launcher_spawnv (launcher, probe, NULL);
  if (test == NULL || !g_subprocess_wait_check (test, NULL, NULL))
    return NULL;
  process = g_subprocess_launcher_spawnv (launcher, command, NULL);
  g_assert_nonnull (process);
  result = g_new0 (CtlResult, 1);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result->out, &result->err, NULL);
  result->code = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return result;
}

static void
test_bad_target (void)
{
  g_autoptr (Ctl) ctl = make_chain ();
  g_autofree char *target = ctl_path (ctl, "target");
  g_autoptr (CtlResult) full = NULL;
  g_autoptr (CtlResult) read_only = NULL;

  g_assert_cmpint (g_mkdir (target, 0755), ==, 0);
  full = export_onto (ctl, "rw", "dd if=/dev/zero of=target/fill bs=4096 2>/dev/null; true");
  if (full == NULL)
    {
      g_test_skip ("no mount namespace can be made here");
      return;
    }
  ctl_assert (full, CW_EXIT_DISK);
  read_only = export_onto (ctl, "ro", "true");
  ctl_assert (read_only, CW_EXIT_DISK);
  ctl_assert_err (read_only, "target/out.pfx");
}

/* Whatever replaces a file does not replace the store, by whichever way it is named, and however much it is forced. */
static void
test_into_store (void)
{
  static const char *const lines[] = {
    "get --report store/store.db", "get --report ./link/store.db", "get --json --report store/x.json", "export 1 --path store/store.db --format pem --force",
    "export 1 --path link/x.pem --format pem", "store backup store/store.db --force", "request --new --type Default --ca practice --report store/store.db",
    "request --new --type Default --output store/store.db --force",
  };
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *link = ctl_path (ctl, "link");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;

  ctl_import (ctl, "www.example.org", TRUE);
  g_assert_cmpint (symlink ("store", link), ==, 0);
  before = ctl_read (ctl, "store/store.db", &n_before);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      g_autoptr (CtlResult) result = ctl_runv (ctl, NULL, (const char *const *) words);

      ctl_assert_code (result, CW_EXIT_CONFLICT, lines[i]);
      ctl_assert_has (result->err, "in the folder of the certificate store", lines[i]);
    }
  after = ctl_read (ctl, "store/store.db", &n_after);
  g_assert_cmpmem (after, n_after, before, n_before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/export/pem", test_pem);
  g_test_add_func ("/cli/export/der-and-pkcs7", test_der_and_pkcs7);
  g_test_add_func ("/cli/export/pfx", test_pfx);
  g_test_add_func ("/cli/export/keytool", test_keytool);
  g_test_add_func ("/cli/export/endings", test_endings);
  g_test_add_func ("/cli/export/not-exportable", test_not_exportable);
  g_test_add_func ("/cli/export/existing", test_existing);
  g_test_add_func ("/cli/export/folder", test_folder);
  g_test_add_func ("/cli/export/bad-target", test_bad_target);
  g_test_add_func ("/cli/export/into-store", test_into_store);
  return g_test_run ();
}
