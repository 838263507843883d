/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Export: what is written is what another program reads, and a key that is not exportable stays where it is. */

static E2eNode *
begin (E2e *self, const char *friendly_name)
{
  e2e_select_named (self, friendly_name);
  e2e_click (e2e_main_window (self), "Export…");
  return e2e_toplevel (self, "Export Certificate");
}

static void
choose_format (E2eNode *wizard, const char *label)
{
  E2eNode *radio = e2e_need (wizard, ATSPI_ROLE_CHECK_BOX, label);

  e2e_point (radio);
  e2e_until (e2e_has_state (radio, ATSPI_STATE_CHECKED));
}

static void
finish (E2e *self, E2eNode *wizard, const char *path)
{
  e2e_click (wizard, "Choose…*");
  e2e_save_file (self, "Export to File", path);
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Export Summary");
  e2e_click (wizard, "Export");
  e2e_label (wizard, "Export Finished");
  e2e_label (wizard, path);
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Export Certificate");
}

static void
test_pem (E2e *self, gconstpointer data)
{
  const char *path = e2e_path (self, "out.pem");
  g_autofree char *written = NULL;
  g_autofree char *original = NULL;

  e2e_fill (self, "mail.pem", "issuing.pem", NULL);
  e2e_start (self, NULL);
  finish (self, begin (self, "mail.example.org"), path);
  written = e2e_run ("openssl", "x509", "-in", path, "-outform", "PEM", NULL);
  original = e2e_run ("openssl", "x509", "-in", e2e_pki ("mail.pem"), "-outform", "PEM", NULL);
  g_assert_cmpstr (written, ==, original);
}

static void
test_full_chain (E2e *self, gconstpointer data)
{
  const char *path = e2e_path (self, "full.pem");
  E2eNode *wizard;
  g_autofree char *verified = NULL;
  g_autofree char *text = NULL;

  e2e_fill (self, "mail.pem", "issuing.pem", "root.pem", NULL);
  e2e_start (self, NULL);
  wizard = begin (self, "mail.example.org");
  choose_format (wizard, "PEM, the certificate and its issuers");
  finish (self, wizard, path);
  verified = e2e_run ("openssl", "verify", "-CAfile", e2e_pki ("root.pem"), "-untrusted", path, path, NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (strstr (text, "BEGIN CERTIFICATE") + 1, "BEGIN CERTIFICATE"));
}

static void
test_not_exportable (E2e *self, gconstpointer data)
{
  E2eNode *wizard, *box;

  e2e_fill (self, "web.pfx", "mail.pem", NULL);
  e2e_start (self, NULL);
  wizard = begin (self, "www.example.org");
  choose_format (wizard, "PFX (PKCS #12)");
  e2e_label (wizard, "Not possible: the private key was imported as not exportable");
  box = e2e_need (wizard, ATSPI_ROLE_CHECK_BOX, "Include the private key");
  g_assert_false (e2e_is_sensitive (e2e_need (wizard, ATSPI_ROLE_LIST_ITEM, "Include the private key*")));
  g_assert_false (e2e_has_state (box, ATSPI_STATE_CHECKED));
  e2e_click (wizard, "Cancel");
  e2e_toplevel_gone (self, "Export Certificate");

  wizard = begin (self, "mail.example.org");
  e2e_label (wizard, "Not possible: there is no private key in the store for this certificate");
  e2e_click (wizard, "Cancel");
}

static void
test_pfx_with_key (E2e *self, gconstpointer data)
{
  const char *path = e2e_path (self, "out.pfx");
  const char *password = e2e_path (self, "password");
  g_autofree char *filled = NULL;
  g_autofree char *source = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *key = NULL;
  g_autofree char *original = NULL;
  g_autofree char *mode = NULL;
  E2eNode *wizard;

  filled = e2e_ctl (self, "import", "--path", e2e_pki ("web.pfx"), "--password-file", e2e_pki ("web.password"),
                    "--private-key-exportable", "true", NULL);
  g_assert_true (g_file_set_contents (password, "battery staple", -1, NULL));
  e2e_start (self, NULL);
  wizard = begin (self, "www.example.org");
  choose_format (wizard, "PFX (PKCS #12)");
  e2e_toggle (wizard, "Include the private key");
  e2e_enter (wizard, "Password*", "battery staple");
  e2e_enter (wizard, "Repeat the Password*", "battery stapel");
  g_assert_false (e2e_is_sensitive (e2e_button (wizard, "Next")));
  e2e_enter (wizard, "Repeat the Password*", "battery staple");
  finish (self, wizard, path);

  mode = e2e_run ("stat", "-c", "%a", path, NULL);
  g_assert_cmpstr (mode, ==, "600\n");
  source = g_strconcat ("file:", password, NULL);
  opened = e2e_run ("openssl", "pkcs12", "-in", path, "-nocerts", "-noenc", "-passin", source, "-out", e2e_path (self, "key.pem"), NULL);
  key = e2e_run ("openssl", "pkey", "-in", e2e_path (self, "key.pem"), NULL);
  original = e2e_run ("openssl", "pkey", "-in", e2e_pki ("web.key"), NULL);
  g_assert_cmpstr (key, ==, original);
}

static void
test_several (E2e *self, gconstpointer data)
{
  const char *path = e2e_path (self, "all.pem");
  E2eNode *wizard;
  g_autofree char *text = NULL;
  guint n = 0;

  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_select_named (self, "mail.example.org");
  e2e_key ("Control+a");
  e2e_label (self->app, "7 *selected");
  g_assert_false (e2e_is_sensitive (e2e_button (self->app, "View")));
  e2e_click (e2e_main_window (self), "Export…");
  wizard = e2e_toplevel (self, "Export Certificate");
  finish (self, wizard, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *at = text; (at = strstr (at, "BEGIN CERTIFICATE")) != NULL; at++)
    n++;
  g_assert_cmpuint (n, ==, 7);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/export/pem", test_pem);
  E2E_ADD ("/e2e/export/full-chain", test_full_chain);
  E2E_ADD ("/e2e/export/not-exportable", test_not_exportable);
  E2E_ADD ("/e2e/export/pfx-with-key", test_pfx_with_key);
  E2E_ADD ("/e2e/export/several", test_several);
  return g_test_run ();
}
