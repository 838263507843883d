/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>
#include <signal.h>

/* From the wish for a certificate to a port that serves it, and on to the next one: in the real window, with a real nginx on loopback, asked
 * by openssl. */

#define SERVICE "Harbour Web Server"
#define DAYS "172800"

typedef struct
{
  guint port;
  char *usage;               /* the file, in the user's own folder */
  char *pid;                 /* nginx writes it */
} Service;

/* ---- nginx ---- */

static guint
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static const char *
find_nginx (void)
{
  static char *path = NULL;

  if (path == NULL)
    path = g_find_program_in_path ("nginx");
  return path != NULL ? path : "/usr/sbin/nginx";
}

static char *
write_file (const char *path, const char *format, ...) G_GNUC_PRINTF (2, 3);

static char *
write_file (const char *path, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_strdup (path);
}

static void
write_configuration (E2e *self, Service *service)
{
  g_autofree char *live = g_build_filename (self->store, "live", "harbour", NULL);
  const char *folder = self->folder;

  g_free (write_file (e2e_path (self, "nginx.conf"),
                      "worker_processes 1;\npid %s/nginx.pid;\nerror_log %s/nginx.log notice;\nevents { }\n"
                      "http {\n  access_log off;\n  client_body_temp_path body;\n  proxy_temp_path proxy;\n  fastcgi_temp_path fastcgi;\n"
                      "  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
                      "  server {\n    listen 127.0.0.1:%u ssl;\n    ssl_certificate %s/fullchain.pem;\n    ssl_certificate_key %s/privkey.pem;\n  }\n}\n",
                      folder, folder, service->port, live, live));
}

static void
service_begin (E2e *self, Service *service)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "certwizard", "usages", NULL);
  g_autofree char *usage = g_build_filename (folder, "harbour.usage", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  service->port = find_free_port ();
  service->pid = g_strdup (e2e_path (self, "nginx.pid"));
  write_configuration (self, service);
  service->usage = write_file (usage,
                               "[Usage]\nId=harbour\nTitle=" SERVICE "\nGroup=service\nOrder=1\nPresent=/bin/sh;\n\n[Names]\nSubject={computer}\n"
                               "Names={computer};\n\n[Service]\nCheck=%s -p %s -c nginx.conf -t -q\nReload=%s -p %s -c nginx.conf -s reload\n"
                               "Probe=tls:%u;\n",
                               find_nginx (), self->folder, find_nginx (), self->folder, service->port);
}

/* Without a certificate it could not. */
static void
service_start (E2e *self)
{
  g_free (e2e_run (find_nginx (), "-p", self->folder, "-c", "nginx.conf", NULL));
}

static gboolean
is_gone (const char *pid_file)
{
  return !g_file_test (pid_file, G_FILE_TEST_EXISTS);
}

static void
service_end (Service *service)
{
  g_autofree char *text = NULL;

  if (g_file_get_contents (service->pid, &text, NULL, NULL))
    {
      kill ((pid_t) g_ascii_strtoll (text, NULL, 10), SIGTERM);
      e2e_until (is_gone (service->pid));
    }
  g_unlink (service->usage);
  g_free (service->usage);
  g_free (service->pid);
}

/* The SHA-1 of what the port serves, as openssl says it. */
static char *
ask_port (Service *service)
{
  g_autofree char *command = g_strdup_printf ("openssl s_client -connect 127.0.0.1:%u -servername host.example.org </dev/null 2>/dev/null "
                                              "| openssl x509 -noout -fingerprint -sha1", service->port);
  g_autofree char *output = e2e_run ("sh", "-c", command, NULL);
  g_auto (GStrv) parts = g_strsplit (g_strchomp (output), "=", 2);
  g_auto (GStrv) bytes = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  bytes = g_strsplit (parts[1], ":", -1);
  return g_strjoinv ("", bytes);
}

static char *
get_thumbprint (E2e *self, const char *friendly_name)
{
  g_autofree char *shown = e2e_ctl (self, "show", friendly_name, "--json", NULL);
  g_autoptr (GRegex) pattern = g_regex_new ("\"thumbprint\" : \"([0-9A-F]{40})\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_regex_match (pattern, shown, 0, &match));
  return g_match_info_fetch (match, 1);
}

static void
assert_served (E2e *self, Service *service, const char *friendly_name)
{
  g_autofree char *served = ask_port (service);
  g_autofree char *expected = get_thumbprint (self, friendly_name);

  g_assert_cmpstr (served, ==, expected);
}

/* ---- the window ---- */

/* CW_ASSIGN_PICTURES=FOLDER keeps what was seen. */
static void
picture (const char *name)
{
  const char *folder = g_getenv ("CW_ASSIGN_PICTURES");
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;

  if (path != NULL)
    e2e_picture (path);
}

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

/* From the home screen: the service's row, and Assign. */
static E2eNode *
begin (E2e *self, const char *button, const char *title)
{
  E2eNode *table = e2e_need (e2e_main_window (self), ATSPI_ROLE_TREE_TABLE, "Assignments");

  e2e_point (e2e_label (table, SERVICE));
  e2e_click (e2e_main_window (self), button);
  return e2e_toplevel (self, title);
}

/* A certificate for the service from the practice CA; the wizard goes on with assigning it. */
static E2eNode *
request (E2e *self, const char *friendly_name)
{
  E2eNode *wizard = begin (self, "Request", "Certificate Request");

  e2e_label (wizard, "Chosen: " SERVICE);
  go_to (wizard, "Name and Security Settings");
  e2e_enter (wizard, "Friendly Name", friendly_name);
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Request Summary");
  e2e_click (wizard, "Request");
  e2e_label (wizard, "Certificate Issued and Installed");
  picture ("request-result");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Certificate Request");
  return e2e_toplevel (self, "Certificate Assignment");
}

static void
finish (E2e *self, E2eNode *wizard, const char *title)
{
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, title);
}

/* ---- the whole way ---- */

static void
assign_first (E2e *self, Service *service)
{
  E2eNode *wizard = request (self, "First");

  e2e_label (wizard, "Chosen: " SERVICE);
  e2e_label (wizard, "First");
  picture ("usages-given");
  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Assignment Summary");
  e2e_label (wizard, "certwizardctl set --request-id r1 --type harbour");
  picture ("summary");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "Certificate Assigned");
  e2e_label (wizard, SERVICE " does not run. It takes up the new files when it is started.");
  picture ("assigned");
  service_start (self);
  assert_served (self, service, "First");
  finish (self, wizard, "Certificate Assignment");
}

static void
stage_second (E2e *self, Service *service)
{
  E2eNode *wizard = request (self, "Second");

  e2e_click (wizard, "Next");
  e2e_label (wizard, "When does the certificate take over?");
  e2e_label (wizard, "Current: First, expires*");
  check (wizard, "At a date");
  e2e_label (wizard, "*, in *");
  picture ("date");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Certificate Assignment Summary");
  e2e_label (wizard, "*--effective-date*--roll");
  picture ("summary-roll");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "*is ready and takes over on*");
  assert_served (self, service, "First");
  finish (self, wizard, "Certificate Assignment");
}

static void
remove_current (E2e *self)
{
  E2eNode *wizard = begin (self, "Remove", "Remove Certificate");
  g_autofree char *live = g_build_filename (self->store, "live", "harbour", NULL);

  e2e_label (wizard, "Which One");
  e2e_label (wizard, "*The service is without a certificate then*");
  picture ("remove");
  check (wizard, "The previous one");
  e2e_label (wizard, "*What is current stays*");
  check (wizard, "The current one");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "certwizardctl remove --type harbour");
  picture ("remove-summary");
  check (wizard, "Remove it all the same");
  e2e_click (wizard, "Remove");
  e2e_label (wizard, "Certificate Removed");
  picture ("removed");
  g_assert_false (g_file_test (live, G_FILE_TEST_EXISTS));
  finish (self, wizard, "Remove Certificate");
}

/* Now, on a service that runs: the port is asked, and the result says what it serves. */
static void
assign_third (E2e *self, Service *service)
{
  E2eNode *wizard = request (self, "Third");

  e2e_click (wizard, "Skip to Summary");
  e2e_label (wizard, "Certificate Assignment Summary");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "Certificate Assigned");
  e2e_label (wizard, "Port * serves this certificate and its chain.");
  picture ("assigned-third");
  assert_served (self, service, "Third");
  finish (self, wizard, "Certificate Assignment");
}

static void
check_details (E2e *self, const char *name, const char *place)
{
  g_autofree char *title = g_strdup_printf (SERVICE ": %s", place);
  E2eNode *dialog;

  e2e_select_named (self, name);
  e2e_click (self->app, "View");
  dialog = e2e_toplevel (self, name);
  e2e_show_tab (dialog, "Assignments");
  e2e_label (dialog, title);
  picture (place);
  e2e_key ("Escape");
  e2e_toplevel_gone (self, name);
}

static void
test_loop (E2e *self, gconstpointer data)
{
  Service service = { 0 };

  service_begin (self, &service);
  self->at_home = TRUE;
  e2e_start (self, NULL);
  assign_first (self, &service);
  stage_second (self, &service);
  e2e_close (self);
  /* Two days later the timer comes. */
  g_free (e2e_run ("env", "CERTWIZARD_CLOCK_OFFSET=" DAYS, g_getenv ("CERTWIZARDCTL"), "roll", "--store", self->store, NULL));
  assert_served (self, &service, "Second");
  e2e_start (self, NULL);
  e2e_show_view (self, "Certificates*");
  check_details (self, "Second", "Current");
  check_details (self, "First", "Previous");
  e2e_show_view (self, "Assignments*");
  assign_third (self, &service);
  remove_current (self);
  e2e_close (self);
  service_end (&service);
}

/* ---- choosing ---- */

static void
select_candidate (E2eNode *wizard, const char *name)
{
  e2e_point (e2e_label (e2e_need (wizard, ATSPI_ROLE_TREE_TABLE, "Certificates"), name));
}

/* What can be chosen, what cannot and why, and a file; then the advice that has to be agreed to. */
static void
test_store (E2e *self, gconstpointer data)
{
  g_autofree char *trust = g_strconcat ("CERTWIZARD_TRUST_FILE=", e2e_pki ("root.pem"), NULL);
  Service service = { 0 };
  E2eNode *wizard;

  service_begin (self, &service);
  e2e_fill (self, "root.pem", "web.pfx", "others.pem", NULL);
  e2e_setenv (trust);
  self->at_home = TRUE;
  e2e_start (self, NULL);
  e2e_setenv (NULL);
  e2e_point (e2e_label (e2e_need (e2e_main_window (self), ATSPI_ROLE_TREE_TABLE, "Assignments"), SERVICE));
  e2e_until (e2e_is_sensitive (e2e_button (e2e_main_window (self), "Assign")));
  e2e_key ("Control+Shift+a");
  wizard = e2e_toplevel (self, "Certificate Assignment");
  picture ("usages");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Select a certificate from the store.");
  e2e_label (wizard, "www.example.org");
  e2e_label (wizard, "It lacks names that " SERVICE " needs: host.example.org.");
  picture ("store");
  check (wizard, "Show certificates that cannot be chosen");
  e2e_label (wizard, "next.example.org");
  picture ("store-unfit");
  select_candidate (wizard, "next.example.org");
  e2e_until (!e2e_is_sensitive (e2e_button (wizard, "Next")));
  e2e_label (wizard, "*no private key*");
  picture ("store-unfit-selected");
  e2e_key ("Home");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Next")));
  e2e_click (wizard, "View Certificate Details");
  e2e_toplevel (self, "www.example.org");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "www.example.org");
  e2e_click (wizard, "From a File…*");
  e2e_open_file (self, "Select Certificate File", e2e_pki ("web.pfx"));
  e2e_label (wizard, "*web.pfx");
  picture ("store-file");
  e2e_click (wizard, "Choose from the Store Instead");
  select_candidate (wizard, "www.example.org");
  go_to (wizard, "Certificate Assignment Summary");
  e2e_label (wizard, "It lacks names that*");
  g_assert_false (e2e_is_sensitive (e2e_button (wizard, "Assign")));
  check (wizard, "Assign it all the same");
  picture ("summary-advice");
  e2e_click (wizard, "Assign");
  e2e_label (wizard, "Certificate Assigned");
  finish (self, wizard, "Certificate Assignment");
  service_start (self);
  assert_served (self, &service, "www.example.org");
  e2e_close (self);
  service_end (&service);
}

/* Nothing is there: it says so, and what is imported from there can be chosen at once. */
static void
test_empty (E2e *self, gconstpointer data)
{
  g_autofree char *trust = g_strconcat ("CERTWIZARD_TRUST_FILE=", e2e_pki ("root.pem"), NULL);
  Service service = { 0 };
  E2eNode *wizard, *import;

  service_begin (self, &service);
  e2e_setenv (trust);
  self->at_home = TRUE;
  e2e_start (self, NULL);
  e2e_setenv (NULL);
  wizard = begin (self, "Assign", "Certificate Assignment");
  e2e_click (wizard, "Next");
  e2e_label (wizard, "No Certificate Can Be Chosen");
  picture ("store-empty");
  e2e_click (wizard, "Import Certificate…");
  import = e2e_toplevel (self, "Import Certificate");
  e2e_click (import, "Choose a certificate file");
  e2e_open_file (self, "Select Certificate File", e2e_pki ("web.pfx"));
  e2e_click (import, "Next");
  e2e_answer_password (self, "correct horse");
  e2e_click (import, "Import");
  e2e_label (import, "Import Finished");
  finish (self, import, "Import Certificate");
  e2e_label (wizard, "www.example.org");
  e2e_until (e2e_is_sensitive (e2e_button (wizard, "Next")));
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Assignment");
  e2e_close (self);
  service_end (&service);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/assign/store", test_store);
  E2E_ADD ("/e2e/assign/empty", test_empty);
  E2E_ADD ("/e2e/assign/loop", test_loop);
  return g_test_run ();
}
