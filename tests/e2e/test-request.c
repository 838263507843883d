/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* The request wizard on its way to every end: issued, pending, denied, failed, a file. */

static E2eNode *
begin (E2e *self)
{
  e2e_click (e2e_main_window (self), "Request Certificate*");
  return e2e_toplevel (self, "Certificate Request");
}

/* From page to page until this one. */
static void
go_to (E2eNode *wizard, const char *title)
{
  while (e2e_find (wizard, ATSPI_ROLE_LABEL, title) == NULL)
    {
      g_autofree char *step = e2e_name (e2e_label (wizard, "Step *"));

      e2e_click (wizard, "Next");
      e2e_gone (wizard, ATSPI_ROLE_LABEL, step);
    }
}

static void
check (E2eNode *wizard, const char *name)
{
  E2eNode *box = e2e_need (wizard, ATSPI_ROLE_CHECK_BOX, name);

  if (!e2e_has_state (box, ATSPI_STATE_CHECKED))
    e2e_toggle (wizard, name);
}

static void
send_request (E2eNode *wizard)
{
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_click (wizard, "Request");
}

/* Without what could come next. */
static void
finish (E2e *self, E2eNode *wizard)
{
  E2eNode *assign = e2e_find (wizard, ATSPI_ROLE_CHECK_BOX, "Assign this certificate*");

  if (assign != NULL && e2e_is_shown (assign))
    e2e_toggle (wizard, "Assign this certificate*");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
}

/* What "request --list" says; that there is none is no error. */
static char *
list_requests (E2e *self)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("CERTWIZARDCTL"), "request", "--store", self->store, "--list", "--json", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (output, "\"requests\""));
  return output;
}

/* ---- the practice CA ---- */

static void
test_at_once (E2e *self, gconstpointer data)
{
  E2eNode *wizard, *dialog;
  g_autofree char *shown = NULL;

  e2e_start (self, NULL);
  wizard = begin (self);
  e2e_enter (wizard, "Search usages", "nginx");
  check (wizard, "Web server (nginx)");
  e2e_label (wizard, "Chosen:*Web server (nginx)*");
  e2e_enter (wizard, "Computer", "www.example.org");
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_label (wizard, "*practice CA is for trying out*");
  e2e_label (wizard, "certwizardctl request --new*--computer-fqdn www.example.org*");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "Certificate Issued and Installed");
  e2e_label (wizard, "Thumbprint");
  e2e_label (wizard, "Issued as Asked For");
  e2e_click (wizard, "View Certificate Details");
  dialog = e2e_toplevel (self, "www.example.org");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
  g_assert_nonnull (dialog);
  finish (self, wizard);
  e2e_until (e2e_has_row (self, "www.example.org"));
  shown = e2e_ctl (self, "show", "www.example.org", "--json", NULL);
  g_assert_nonnull (strstr (shown, "\"hasPrivateKey\" : true"));
}

static void
test_approval (E2e *self, gconstpointer data)
{
  E2eNode *wizard, *assign;
  g_autofree char *list = NULL;

  g_free (e2e_ctl (self, "practice-ca", "policy", "hold", NULL));
  e2e_start (self, NULL);
  wizard = begin (self);
  send_request (wizard);
  e2e_label (wizard, "The Request Is Pending");
  e2e_label (wizard, "Request ID");
  finish (self, wizard);
  e2e_close (self);
  list = list_requests (self);
  g_assert_nonnull (strstr (list, "\"state\" : \"pending\""));

  /* Another day: it was approved meanwhile. */
  g_free (e2e_ctl (self, "practice-ca", "approve", "1", NULL));
  e2e_start (self, NULL);
  e2e_show_view (self, "Requests");
  e2e_click (self->app, "Process Pending Certificates*");
  wizard = e2e_toplevel (self, "Process Pending Certificates");
  e2e_click (wizard, "Process");
  e2e_label (wizard, "Requests Processed");
  e2e_label (wizard, "Issued · *");
  /* What was issued is offered for what it was requested for. */
  e2e_click (wizard, "Assign *");
  assign = e2e_toplevel (self, "Certificate Assignment");
  e2e_label (assign, "Chosen: *");
  e2e_button (assign, "View Certificate Details");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Assignment");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Process Pending Certificates");
  e2e_show_view (self, "Certificates");
  e2e_until (e2e_has_row (self, "host.example.org"));
}

/* Whoever cancels on the summary has changed nothing. */
static void
test_cancel (E2e *self, gconstpointer data)
{
  E2eNode *wizard;
  g_autofree char *list = NULL;

  e2e_start (self, NULL);
  wizard = begin (self);
  go_to (wizard, "Organization Information");
  e2e_enter (wizard, "Organization", "Example Shipping");
  go_to (wizard, "Geographical Information");
  e2e_click (wizard, "Back");
  e2e_label (wizard, "Organization Information");
  {
    g_autofree char *text = e2e_text (e2e_need (wizard, ATSPI_ROLE_TEXT, "Organization"));

    g_assert_cmpstr (text, ==, "Example Shipping");
  }
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Example Shipping");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Request")));
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Request");
  e2e_label (self->app, "No Certificates Yet");
  list = list_requests (self);
  g_assert_null (strstr (list, "\"state\""));
}

/* ---- offline ---- */

/* Somebody with a CA, who got the file by mail. */
static void
answer_by_hand (E2e *self, const char *request)
{
  g_free (e2e_run ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=A person's CA", "-days", "30",
                   "-keyout", e2e_path (self, "ca.key"), "-out", e2e_path (self, "ca.pem"), NULL));
  g_free (e2e_run ("openssl", "x509", "-req", "-in", request, "-CA", e2e_path (self, "ca.pem"), "-CAkey", e2e_path (self, "ca.key"), "-CAcreateserial",
                   "-copy_extensions", "copyall", "-days", "20", "-out", e2e_path (self, "reply.pem"), NULL));
}

static void
test_offline (E2e *self, gconstpointer data)
{
  E2eNode *wizard, *text;
  const char *path = e2e_path (self, "wish.csr");
  g_autofree char *subject = NULL;
  g_autofree char *list = NULL;

  e2e_start (self, NULL);
  wizard = begin (self);
  go_to (wizard, "Delayed or Immediate Requests");
  check (wizard, "Prepare the request now, but send it later");
  go_to (wizard, "Certificate Request File");
  e2e_label (wizard, "host.example.org.csr");
  e2e_click (wizard, "Browse…*");
  e2e_save_file (self, "Certificate Request File", path);
  e2e_label (wizard, "wish.csr");
  send_request (wizard);
  e2e_label (wizard, "The Request File Is Ready");
  e2e_click (wizard, "View");
  text = e2e_need (self->app, ATSPI_ROLE_TEXT, "Certificate Request");
  {
    g_autofree char *shown = e2e_text (text);

    g_assert_nonnull (strstr (shown, "-----BEGIN CERTIFICATE REQUEST-----"));
  }
  e2e_key ("Escape");
  e2e_gone (self->app, ATSPI_ROLE_TEXT, "Certificate Request");
  e2e_click (wizard, "Copy");
  e2e_button (wizard, "Copied");
  finish (self, wizard);

  subject = e2e_run ("openssl", "req", "-in", path, "-verify", "-noout", "-subject", NULL);
  g_assert_nonnull (strstr (subject, "host.example.org"));
  answer_by_hand (self, path);
  e2e_import (self, e2e_path (self, "reply.pem"), NULL);
  e2e_until (e2e_has_row (self, "host.example.org"));
  e2e_close (self);
  list = list_requests (self);
  g_assert_null (strstr (list, "\"state\" : \"pending\""));
}

/* ---- AD CS ---- */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  char *url;
  char *trust;
} Server;

static void
server_stop (Server *self)
{
  g_subprocess_send_signal (self->process, 15);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self->trust);
  g_free (self);
}

static Server *
server_start (E2e *self)
{
  Server *server = g_new0 (Server, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (e2e_path (self, "account"), "alice:correct horse\n", -1, NULL));
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("CERTWIZARD_ADCS_SERVER"), "--folder",
                                      self->folder, "--account-file", e2e_path (self, "account"), NULL);
  g_assert_no_error (error);
  server->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (server->output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (g_str_has_prefix (line, "url "))
        server->url = g_strdup (line + 4);
      else if (g_str_has_prefix (line, "tls-ca "))
        server->trust = g_strdup (line + 7);
      else if (g_str_equal (line, "ready"))
        return server;
    }
}

static void
add_authority (E2e *self, Server *server)
{
  g_free (e2e_ctl (self, "ca", "add", "localhost\\Stand-in CA", "--url", server->url, "--trust", "file", "--trust-file", server->trust, "--authentication", "basic",
                   "--default", NULL));
}

static void
enter_account (E2eNode *wizard)
{
  go_to (wizard, "Certification Authority Account");
  check (wizard, "Specify alternate credentials");
  e2e_enter (wizard, "User Name*", "alice");
  e2e_enter (wizard, "Password*", "correct horse");
}

/* An account that is remembered is used again by another process, without being typed. */
static void
test_account (E2e *self, gconstpointer data)
{
  Server *server = server_start (self);
  E2eNode *wizard;

  add_authority (self, server);
  e2e_start (self, NULL);
  wizard = begin (self);
  enter_account (wizard);
  send_request (wizard);
  /* The root of that CA is trusted by nobody here. */
  e2e_label (wizard, "Installed, but Not Valid");
  e2e_label (wizard, "Thumbprint");
  finish (self, wizard);
  e2e_until (e2e_has_row (self, "host.example.org"));
  e2e_close (self);

  e2e_start (self, NULL);
  wizard = begin (self);
  go_to (wizard, "Certification Authority Account");
  e2e_label (wizard, "Password (from the keyring)");
  {
    g_autofree char *user = e2e_text (e2e_need (wizard, ATSPI_ROLE_TEXT, "User Name*"));

    g_assert_cmpstr (user, ==, "alice");
  }
  go_to (wizard, "Name and Security Settings");
  e2e_enter (wizard, "Friendly Name", "Second one");
  send_request (wizard);
  e2e_label (wizard, "Installed, but Not Valid");
  finish (self, wizard);
  e2e_until (e2e_has_row (self, "Second one"));
  server_stop (server);
}

static void
test_denied (E2e *self, gconstpointer data)
{
  Server *server = server_start (self);
  E2eNode *wizard;

  add_authority (self, server);
  e2e_start (self, NULL);
  wizard = begin (self);
  enter_account (wizard);
  go_to (wizard, "Certificate Template");
  check (wizard, "Use alternate certificate template");
  e2e_enter (wizard, "Certificate Template Name", "notemplate");
  send_request (wizard);
  e2e_label (wizard, "The Request Was Denied");
  e2e_label (wizard, "0x80094800");
  /* It can be changed: everything is as it was entered. */
  e2e_click (wizard, "Edit Request");
  go_to (wizard, "Certificate Template");
  {
    g_autofree char *name = e2e_text (e2e_need (wizard, ATSPI_ROLE_TEXT, "Certificate Template Name"));

    g_assert_cmpstr (name, ==, "notemplate");
  }
  e2e_enter (wizard, "Certificate Template Name", "pend");
  send_request (wizard);
  e2e_label (wizard, "The Request Is Pending");
  finish (self, wizard);
  server_stop (server);
}

/* A wrong password is not tried a second time: another one is wanted. */
static void
test_refused (E2e *self, gconstpointer data)
{
  Server *server = server_start (self);
  E2eNode *wizard;

  add_authority (self, server);
  e2e_start (self, NULL);
  wizard = begin (self);
  go_to (wizard, "Certification Authority Account");
  check (wizard, "Specify alternate credentials");
  e2e_enter (wizard, "User Name*", "alice");
  e2e_enter (wizard, "Password*", "wrong horse");
  send_request (wizard);
  e2e_label (wizard, "This Did Not Work");
  e2e_click (wizard, "Edit Request");
  go_to (wizard, "Certification Authority Account");
  e2e_label (wizard, "*refused this account*");
  g_assert_false (e2e_is_sensitive (e2e_button (wizard, "Next")));
  e2e_enter (wizard, "Password*", "correct horse");
  send_request (wizard);
  e2e_label (wizard, "Installed, but Not Valid");
  finish (self, wizard);
  server_stop (server);
}

/* Nobody is there: it is said, nothing is lost, and it can be tried again. */
static void
test_unreachable (E2e *self, gconstpointer data)
{
  Server *server = server_start (self);
  E2eNode *wizard;

  add_authority (self, server);
  server_stop (server);
  e2e_start (self, NULL);
  wizard = begin (self);
  enter_account (wizard);
  send_request (wizard);
  e2e_label (wizard, "This Did Not Work");
  /* The same request, with the key that it has. */
  e2e_click (wizard, "Try Again");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_label (wizard, "r1");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Request")));
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Request");
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/request/at-once", test_at_once);
  E2E_ADD ("/e2e/request/approval", test_approval);
  E2E_ADD ("/e2e/request/cancel", test_cancel);
  E2E_ADD ("/e2e/request/offline", test_offline);
  E2E_ADD ("/e2e/request/account", test_account);
  E2E_ADD ("/e2e/request/denied", test_denied);
  E2E_ADD ("/e2e/request/refused", test_refused);
  E2E_ADD ("/e2e/request/unreachable", test_unreachable);
  return g_test_run ();
}
