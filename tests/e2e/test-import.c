/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* The import wizard: what a user meets on the way of a file into the store. */

static void
test_wrong_then_right (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  g_autofree char *preview = NULL;

  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, e2e_pki ("web.pfx"));
  e2e_label (wizard, "web.pfx");
  e2e_click (wizard, "Next");
  e2e_answer_password (self, "wrong horse");
  e2e_label (self->app, "*password*wrong*");
  e2e_answer_password (self, "correct horse");

  e2e_label (wizard, "Import Certificate Summary");
  e2e_label (wizard, "www.example.org");
  preview = e2e_labels (wizard);
  g_assert_nonnull (strstr (preview, "Will be joined to its private key, which is in this import."));
  g_assert_nonnull (strstr (preview, "Example Issuing CA 3"));
  g_assert_nonnull (strstr (preview, "Certificates to add"));
  /* Nothing is stored before the user says so. */
  g_assert_false (e2e_has_row (self, "www.example.org"));

  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  e2e_label (wizard, "2 certificates stored*1 private key stored*");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_until (e2e_has_row (self, "www.example.org"));
}

static void
test_password_on_page (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  g_autofree char *shown = NULL;

  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, e2e_pki ("web.pfx"));
  /* A PFX has one, so it is asked for. */
  e2e_until (e2e_has_state (e2e_need (wizard, ATSPI_ROLE_CHECK_BOX, "Certificate file contains the certificate’s private key"), ATSPI_STATE_CHECKED));
  e2e_enter (wizard, "Password*", "correct horse");
  e2e_toggle (wizard, "Private key can be exported");
  e2e_enter (wizard, "Friendly Name*", "Harbour web site");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  e2e_click (wizard, "Finish");
  e2e_until (e2e_has_row (self, "Harbour web site"));
  e2e_close (self);

  shown = e2e_ctl (self, "show", "Harbour web site", "--json", NULL);
  g_assert_nonnull (strstr (shown, "\"exportable\" : true"));
}

static void
test_already_there (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  e2e_fill (self, "mail.pem", NULL);
  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, e2e_pki ("mail.pem"));
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_label (wizard, "Already in the store as*mail.example.org*");
  /* There is nothing to do, and the page does not pretend that there was. */
  g_assert_false (e2e_is_sensitive (e2e_button (wizard, "Import")));
  e2e_click (wizard, "Cancel");
  e2e_toplevel_gone (self, "Import Certificate");
}

/* A file that holds nothing: one sentence, and the store stays as it was. */
static void
refuse (E2e *self, const char *name, const char *sentence)
{
  E2eNode *wizard = e2e_begin_import (self, e2e_pki (name));

  e2e_click (wizard, "Next");
  e2e_label (wizard, sentence);
  e2e_click (wizard, "Cancel");
  e2e_toplevel_gone (self, "Import Certificate");
}

static void
test_refused (E2e *self, gconstpointer data)
{
  e2e_start (self, NULL);
  refuse (self, "crl.pem", "*CRL*");
  refuse (self, "broken.pem", "*END line is missing*");
  refuse (self, "ca.cnf", "*neither a certificate nor a key*");
  e2e_label (self->app, "No Certificates Yet");
}

static void
test_several_files (E2e *self, gconstpointer data)
{
  E2eNode *wizard;

  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, e2e_pki ("others.pem"));
  e2e_click (wizard, "Browse…");
  e2e_open_file (self, "Select Certificate File", e2e_pki ("root.pem"));
  e2e_label (wizard, "root.pem");
  e2e_click (wizard, "Browse…");
  e2e_open_file (self, "Select Certificate File", e2e_pki ("issuing.pem"));
  e2e_click (wizard, "Remove issuing.pem from the list");
  e2e_gone (wizard, ATSPI_ROLE_LABEL, "issuing.pem");
  e2e_click (wizard, "Next");
  e2e_click (wizard, "Import");
  e2e_label (wizard, "8 certificates stored*");
  e2e_click (wizard, "Finish");
  e2e_until (e2e_has_row (self, "Example Root CA"));
  g_assert_true (e2e_has_row (self, "old.example.org"));
  g_assert_false (e2e_has_row (self, "Example Issuing CA 3"));
}

/* Back keeps what was entered; Cancel leaves everything as it was. */
static void
test_back_and_cancel (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  g_autofree char *name = NULL;

  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, e2e_pki ("mail.pem"));
  e2e_enter (wizard, "Friendly Name*", "Post");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_click (wizard, "Back");
  e2e_label (wizard, "mail.pem");
  name = e2e_text (e2e_need (wizard, ATSPI_ROLE_TEXT, "Friendly Name*"));
  g_assert_cmpstr (name, ==, "Post");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_label (self->app, "No Certificates Yet");
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/import/wrong-then-right", test_wrong_then_right);
  E2E_ADD ("/e2e/import/password-on-page", test_password_on_page);
  E2E_ADD ("/e2e/import/already-there", test_already_there);
  E2E_ADD ("/e2e/import/refused", test_refused);
  E2E_ADD ("/e2e/import/several-files", test_several_files);
  E2E_ADD ("/e2e/import/back-and-cancel", test_back_and_cancel);
  return g_test_run ();
}
