/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adcs-server: the stand-in for AD CS as a program, for tests that start other programs.
 *
 *   adcs-server --folder DIR [--port N] [--ca-name NAME] [--language en|de|zh] [--account-file FILE] [--renewals N] [--delay MS] [--plain]
 *
 * Serves https://localhost:PORT/certsrv/ with a TLS CA of its own and says on its standard output, a line each:
 *   url https://localhost:PORT/certsrv/
 *   port PORT
 *   tls-ca DIR/tls-ca.pem          what the client has to trust (ca add --trust file --trust-file …)
 *   root DIR/root.pem              the root of what is issued
 *   ready
 * and then runs until it is sent SIGTERM, or its standard input ends where that is a pipe: a test that holds the other end leaves
 * nothing behind, however it ends.
 *
 * --account-file: "user:password" in a line; then every page wants Basic with it. Without: anybody.
 * --plain: http, for a web server that authenticates in front of it.
 * --delay: how long a request with the word "slow" takes.
 * What becomes of a request is said by words in its template or common name ("pend", "deny", "slow", "cut", "otherkey", …), see
 * adcs-server.h: "--template pend", or a computer "deny-1.example.org".
 * What waits is decided by https://localhost:PORT/admin/approve?id=N (also deny, revoke; /admin/requests lists "ID DISPOSITION WORDS"),
 * or by an empty file approve-N, deny-N or revoke-N in the folder. */
#include "adcs-server.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
end_with_pipe (GMainLoop *loop)
{
  struct stat status;

  if (fstat (STDIN_FILENO, &status) == 0 && S_ISFIFO (status.st_mode))
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_cb, loop);
}

static char *
read_account (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  if (path != NULL && !g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  return text != NULL ? g_strchomp (text) : NULL;
}

static void
announce (AdcsServer *server, const char *folder)
{
  g_print ("url %s\nport %u\ntls-ca %s\nroot %s/root.pem\nready\n", adcs_server_get_url (server), adcs_server_get_port (server),
           adcs_server_get_tls_ca (server), folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL, *ca_name = NULL, *language = NULL, *account_file = NULL, *pages = NULL;
  int port = 0, renewals = 1, delay = 3000;
  gboolean plain = FALSE;
  const GOptionEntry entries[] = {
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "Where keys and certificates are kept", "DIR" },
    { "pages", 0, 0, G_OPTION_ARG_FILENAME, &pages, "tests/fixtures/adcs", "DIR" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "0: any", "N" },
    { "ca-name", 0, 0, G_OPTION_ARG_STRING, &ca_name, "The name of the CA", "NAME" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, "en, de or zh", "LANGUAGE" },
    { "account-file", 0, 0, G_OPTION_ARG_FILENAME, &account_file, "user:password", "FILE" },
    { "renewals", 0, 0, G_OPTION_ARG_INT, &renewals, "How often the CA was renewed", "N" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &delay, "Milliseconds of what is slow", "MS" },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &plain, "Without TLS", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || folder == NULL)
    {
      g_printerr ("adcs-server: %s\n", error != NULL ? error->message : "--folder is missing");
      return 2;
    }
  g_autofree char *account = read_account (account_file);
  AdcsOptions options = { .folder = folder, .pages = pages != NULL ? pages : ADCS_PAGES, .ca_name = ca_name, .language = language, .account = account,
                          .renewals = (guint) MAX (renewals, 0), .delay = (guint) MAX (delay, 0), .port = (guint) MAX (port, 0), .plain = plain };
  AdcsServer *server = adcs_server_start (&options);
  announce (server, folder);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  end_with_pipe (loop);
  g_main_loop_run (loop);
  adcs_server_stop (server);
  return 0;
}
