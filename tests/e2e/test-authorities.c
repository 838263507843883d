/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* The Authorities view as an administrator uses it: a CA is added, tested, trusted and removed, an account is kept in the keyring and
 * forgotten; and the practice CA decides about what waits. */

/* CW_AUTHORITIES_PICTURES=FOLDER keeps what was seen. */
static void
picture (const char *name)
{
  const char *folder = g_getenv ("CW_AUTHORITIES_PICTURES");
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;

  if (path != NULL)
    e2e_picture (path);
}

static E2eNode *
open_view (E2e *self)
{
  e2e_start (self, NULL);
  e2e_show_view (self, "Authorities");
  e2e_label (e2e_main_window (self), "Certification Authorities");
  return e2e_main_window (self);
}

static void
unfold (E2eNode *window, const char *title)
{
  e2e_point (e2e_label (window, title));
}

/* ---- the stand-in ---- */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  char *url;
} Server;

static void
server_stop (Server *self)
{
  g_subprocess_send_signal (self->process, 15);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self);
}

static Server *
server_start (E2e *self)
{
  Server *server = g_new0 (Server, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (e2e_path (self, "account"), "alice:correct horse\n", -1, NULL));
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("CERTWIZARD_ADCS_SERVER"), "--folder",
                                      self->folder, "--ca-name", "Stand-in CA", "--account-file", e2e_path (self, "account"), NULL);
  g_assert_no_error (error);
  server->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (server->output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (g_str_has_prefix (line, "url "))
        server->url = g_strdup (line + 4);
      else if (g_str_equal (line, "ready"))
        return server;
    }
}

/* ---- adding and testing ---- */

static void
assert_text (E2eNode *root, const char *entry, const char *expected)
{
  g_autofree char *text = e2e_text (e2e_need (root, ATSPI_ROLE_TEXT, entry));

  g_assert_cmpstr (text, ==, expected);
}

static E2eNode *
add (E2e *self, E2eNode *window, Server *server)
{
  E2eNode *dialog;

  e2e_click (window, "Add Certification Authority*");
  dialog = e2e_toplevel (self, "Add Certification Authority");
  picture ("authority-add");
  g_assert_false (e2e_is_sensitive (e2e_button (dialog, "Add")));
  e2e_enter (dialog, "Host", "not a host");
  e2e_label (dialog, "*is not the name or the address of a host.");
  picture ("authority-add-wrong");
  g_assert_false (e2e_is_sensitive (e2e_button (dialog, "Add")));
  e2e_enter (dialog, "Host", "localhost\\Stand-in CA");
  assert_text (dialog, "Host", "localhost");
  assert_text (dialog, "Name of the CA", "Stand-in CA");
  e2e_enter (dialog, "Address", server->url);
  e2e_until (e2e_is_sensitive (e2e_button (dialog, "Add")));
  e2e_click (dialog, "Add");
  e2e_label (dialog, "Certification Authority Added");
  picture ("authority-added");
  return dialog;
}

/* Nobody here trusts the server: its fingerprint is shown, and after that everything can be seen. */
static void
test_add (E2e *self, gconstpointer data)
{
  Server *server = server_start (self);
  E2eNode *window = open_view (self);
  E2eNode *dialog;
  g_autofree char *list = NULL;

  e2e_label (window, "No certification authority has been added yet.*");
  picture ("authorities-empty");
  dialog = add (self, window, server);
  e2e_click (dialog, "Test Now…");
  e2e_toplevel_gone (self, "Add Certification Authority");
  dialog = e2e_toplevel (self, "Test Stand-in CA");
  e2e_label (dialog, "Own credentials of *");
  picture ("authority-test-account");
  e2e_point (e2e_label (dialog, "Account"));
  e2e_key ("Down");
  e2e_key ("Return");
  e2e_enter (dialog, "User Name*", "alice");
  e2e_enter (dialog, "Password*", "correct horse");
  e2e_click (dialog, "Test");
  e2e_label (dialog, "*cannot be used yet*");
  picture ("authority-test-untrusted");
  e2e_click (dialog, "Compare the Fingerprint and Trust…");
  e2e_label (self->app, "Trust this certification authority?");
  picture ("authority-test-trust");
  e2e_click (self->app, "Trust");
  e2e_label (dialog, "“Stand-in CA” can be used.");
  e2e_label (dialog, "Templates");
  picture ("authority-test-good");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Test Stand-in CA");
  /* The first one is the default, and what was trusted is kept. */
  e2e_label (window, "Default · localhost\\Stand-in CA");
  unfold (window, "Stand-in CA");
  e2e_label (window, "Certificates whose fingerprint was confirmed, too");
  picture ("authorities-unfolded");
  list = e2e_ctl (self, "ca", "list", "--json", NULL);
  g_assert_nonnull (strstr (list, "\"trust\" : \"pinned\""));
  server_stop (server);
}

/* ---- accounts ---- */

/* What the keyring itself has of ours. */
static char *
search_keyring (void)
{
  return e2e_run ("gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", "/org/freedesktop/secrets", "--method",
                  "org.freedesktop.Secret.Service.SearchItems", "{'purpose': 'ca-account', 'name': 'ca.example.org\\\\Example CA: EXAMPLE\\\\alice'}", NULL);
}

static void
test_account (E2e *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  E2eNode *window;

  g_free (e2e_ctl (self, "ca", "add", "ca.example.org\\Example CA", NULL));
  window = open_view (self);
  unfold (window, "Example CA");
  e2e_label (window, "None: asked with *");
  e2e_click (window, "Add Account…");
  e2e_label (self->app, "Add Account");
  g_assert_false (e2e_is_sensitive (e2e_button (self->app, "Add")));
  e2e_enter (self->app, "User Name", "EXAMPLE/alice");
  e2e_label (self->app, "Write it as user, domain\\user or user@REALM.");
  e2e_enter (self->app, "User Name", "EXAMPLE\\alice");
  e2e_enter (self->app, "Password", "correct horse");
  picture ("authority-account");
  e2e_click (self->app, "Add");
  e2e_label (window, "EXAMPLE\\alice");
  e2e_label (window, "Password in the keyring*");
  picture ("authority-accounts");
  /* In the real keyring, where a person finds it in Passwords and Keys. */
  before = search_keyring ();
  g_assert_nonnull (strstr (before, "/org/freedesktop/secrets/collection/"));

  e2e_click (window, "Replace the Password of EXAMPLE\\alice…");
  e2e_label (self->app, "Replace Password");
  e2e_enter (self->app, "Password", "battery staple");
  e2e_click (self->app, "Replace");
  e2e_label (window, "The account EXAMPLE\\alice is remembered.");

  e2e_click (window, "Forget EXAMPLE\\alice");
  e2e_gone (window, ATSPI_ROLE_LABEL, "Password in the keyring*");
  e2e_label (window, "None: asked with *");
  after = search_keyring ();
  g_assert_null (strstr (after, "/org/freedesktop/secrets/collection/"));
}

/* ---- the list ---- */

static void
test_edit_and_remove (E2e *self, gconstpointer data)
{
  E2eNode *window, *dialog;

  g_free (e2e_ctl (self, "ca", "add", "ca.example.org\\Example CA", NULL));
  window = open_view (self);
  unfold (window, "Example CA");
  e2e_click (window, "No Default");
  e2e_label (window, "There is no default certification authority now.");
  e2e_label (window, "ca.example.org\\Example CA");
  e2e_click (window, "Edit…");
  dialog = e2e_toplevel (self, "Edit Example CA");
  assert_text (dialog, "Host", "ca.example.org");
  e2e_enter (dialog, "Name in the list", "Harbour CA");
  e2e_click (dialog, "Save");
  e2e_label (dialog, "Certification Authority Changed");
  e2e_click (dialog, "Close");
  e2e_toplevel_gone (self, "Edit Example CA");
  e2e_label (window, "Harbour CA");
  unfold (window, "Harbour CA");
  e2e_click (window, "Remove…");
  dialog = e2e_toplevel (self, "Remove Certification Authority");
  e2e_label (dialog, "Remove the certification authority “Harbour CA”");
  e2e_point (e2e_label (dialog, "What Will Happen"));
  e2e_label (dialog, "Certificates and requests from there stay.");
  picture ("authority-remove");
  e2e_click (dialog, "Remove");
  e2e_label (dialog, "Certification Authority Removed");
  e2e_click (dialog, "Finish");
  e2e_toplevel_gone (self, "Remove Certification Authority");
  e2e_gone (window, ATSPI_ROLE_LABEL, "Harbour CA");
}

/* ---- the practice CA ---- */

static void
request (E2e *self)
{
  E2eNode *wizard;

  e2e_click (e2e_main_window (self), "Request Certificate*");
  wizard = e2e_toplevel (self, "Certificate Request");
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "The Request Is Pending");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
}

static void
test_practice (E2e *self, gconstpointer data)
{
  const char *path = e2e_path (self, "practice.crl");
  E2eNode *window = open_view (self);
  g_autofree char *certificates = NULL;
  g_autofree char *list = NULL;

  e2e_label (window, "Made when the first certificate is requested from it");
  e2e_toggle (window, "Hold requests for approval");
  e2e_label (window, "The practice CA holds new requests until they are approved.");
  request (self);
  e2e_label (window, "Waiting for Your Decision");
  picture ("practice-waiting");
  e2e_click (window, "Approve request 1*");
  e2e_gone (window, ATSPI_ROLE_LABEL, "Waiting for Your Decision");
  g_free (e2e_ctl (self, "request", "--retrieve", NULL));
  certificates = e2e_ctl (self, "show", "host.example.org", "--json", NULL);
  g_assert_nonnull (strstr (certificates, "\"hasPrivateKey\" : true"));

  unfold (window, "Decided Requests");
  e2e_label (window, "Issued · request 1 *");
  picture ("practice-decided");
  e2e_click (window, "Revoke the certificate of request 1*");
  e2e_label (self->app, "Revoke the Certificate?");
  picture ("practice-revoke");
  e2e_click (self->app, "Revoke");
  e2e_label (window, "Revoked · request 1 *");
  e2e_click (window, "Save Revocation List*");
  e2e_save_file (self, "Save Revocation List", path);
  e2e_label (window, "The revocation list is in *");
  list = e2e_run ("openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-text", NULL);
  g_assert_nonnull (strstr (list, "Revoked Certificates:"));
}

static void
test_denied (E2e *self, gconstpointer data)
{
  E2eNode *window;
  g_autofree char *list = NULL;

  g_free (e2e_ctl (self, "practice-ca", "policy", "hold", NULL));
  window = open_view (self);
  request (self);
  e2e_click (window, "Deny request 1*");
  e2e_label (self->app, "Deny the Request?");
  e2e_enter (self->app, "Reason", "There is no such harbour");
  picture ("practice-deny");
  e2e_click (self->app, "Deny");
  e2e_gone (window, ATSPI_ROLE_LABEL, "Waiting for Your Decision");
  unfold (window, "Decided Requests");
  e2e_label (window, "Denied · request 1 *There is no such harbour");
  list = e2e_ctl (self, "practice-ca", "list", "--json", NULL);
  g_assert_nonnull (strstr (list, "There is no such harbour"));
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/authorities/add", test_add);
  E2E_ADD ("/e2e/authorities/account", test_account);
  E2E_ADD ("/e2e/authorities/edit-and-remove", test_edit_and_remove);
  E2E_ADD ("/e2e/authorities/practice", test_practice);
  E2E_ADD ("/e2e/authorities/denied", test_denied);
  return g_test_run ();
}
