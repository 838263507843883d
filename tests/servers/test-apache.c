/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-apache.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define TRIES 5

static const char *const modules[] = {
  "mpm_event", "unixd", "log_config", "authn_core", "authz_core", "authz_user", "authn_file", "auth_basic", "auth_gssapi", "ssl", "socache_shmcb",
  "headers", "proxy", "proxy_http", "mime", "alias", "cgid", "setenvif", "env", "rewrite", NULL
};

static char *
find_modules (void)
{
  static const char *const folders[] = { "/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (g_file_test (folders[i], G_FILE_TEST_IS_DIR))
      return g_strdup (folders[i]);
  g_error ("Apache is not installed; ./dev test installs it");
}

/* What is not there as a module is built in. */
static void
add_modules (GString *text)
{
  g_autofree char *folder = find_modules ();

  for (guint i = 0; modules[i]; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/mod_%s.so", folder, modules[i]);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_string_append_printf (text, "LoadModule %s_module %s\n", modules[i], path);
    }
}

/* Apache does not serve as root. */
static void
add_user (GString *text)
{
  static const char *const names[] = { "www-data", "apache", "nobody" };

  for (guint i = 0; i < G_N_ELEMENTS (names) && geteuid () == 0; i++)
    if (getpwnam (names[i]))
      {
        g_string_append_printf (text, "User %s\nGroup #%u\n", names[i], (guint) getpwnam (names[i])->pw_gid);
        return;
      }
}

static void
add_place (GString *text, TestApache *self, const TestApacheOptions *options, const char *path)
{
  const char *below = g_str_equal (path, "/certsrv/") ? "/certsrv/" : "/";

  if (options->backend)
    g_string_append_printf (text, "  ProxyPass %s %s%s\n", path, options->backend, below);
  else
    g_string_append_printf (text, "  ScriptAlias %scgi/ %s/\n  Alias %s %s%s\n", path, self->cgi, path, self->documents, below);
}

static void
add_logins (GString *text, TestApache *self)
{
  g_string_append (text,
    "  <Location /krb/>\n    AuthType GSSAPI\n    AuthName krb\n    GssapiAllowedMech krb5\n    GssapiPublishMech On\n    Require valid-user\n"
    "  </Location>\n"
    "  <Location /ntlm/>\n    AuthType GSSAPI\n    AuthName ntlm\n    GssapiAllowedMech ntlmssp\n    GssapiConnectionBound On\n"
    "    GssapiPublishMech On\n    Require valid-user\n  </Location>\n"
    /* No GssapiCredStore: with a keytab alone NTLM fails. BasicAuthMech ntlmssp ends the child: so krb5. */
    "  <Location /certsrv/>\n    AuthType GSSAPI\n    AuthName certsrv\n    GssapiAllowedMech krb5\n    GssapiAllowedMech ntlmssp\n"
    "    GssapiBasicAuth On\n    GssapiBasicAuthMech krb5\n    GssapiConnectionBound On\n    GssapiPublishMech On\n    Require valid-user\n"
    "  </Location>\n");
  g_string_append_printf (text,
    "  <Location /basic/>\n    AuthType Basic\n    AuthName basic\n    AuthUserFile %s/basic.users\n    Require valid-user\n  </Location>\n",
    self->folder);
}

static char *
make_configuration (TestApache *self, const TestApacheOptions *options)
{
  static const char *const places[] = { "/krb/", "/ntlm/", "/basic/", "/certsrv/", "/open/" };
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "ServerRoot %s\nPidFile %s/httpd.pid\nDefaultRuntimeDir %s\nServerName localhost\nListen 127.0.0.1:%u https\n",
                          self->folder, self->folder, self->folder, self->port);
  add_modules (text);
  add_user (text);
  g_string_append_printf (text,
    "ErrorLog /dev/stderr\nLogLevel notice\nTypesConfig /etc/mime.types\nScriptSock %s/cgi.sock\n"
    "SetEnvIf Authorization . has_login=yes\nLogFormat \"request %%r status=%%>s login=%%{has_login}e user=%%u connection=%%k\" counted\n"
    "CustomLog /dev/stderr counted\n<Directory %s>\n  Require all granted\n</Directory>\n<Directory %s>\n  Require all granted\n</Directory>\n",
    self->folder, self->documents, self->cgi);
  g_string_append_printf (text, "<VirtualHost 127.0.0.1:%u>\n  SSLEngine on\n  SSLCertificateFile %s\n  SSLCertificateKeyFile %s\n", self->port,
                          options->certificate ?: options->tls->certificate, options->key ?: options->tls->key);
  g_string_append (text, "  RequestHeader unset X-Remote-User\n  RequestHeader unset Authorization\n"
                         "  RequestHeader set X-Remote-User expr=%{REMOTE_USER}\n");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    add_place (text, self, options, places[i]);
  add_logins (text, self);
  g_string_append_printf (text, "%s\n</VirtualHost>\n", options->extra ?: "");
  return test_folder_write (self->folder, "httpd.conf", "%s", text->str);
}

static char **
make_environment (TestApache *self, const TestApacheOptions *options, const char *users)
{
  char **environment = options->kdc ? g_strdupv (options->kdc->environment) : g_get_environ ();

  if (options->kdc)
    environment = g_environ_setenv (environment, "KRB5_KTNAME", options->kdc->keytab, TRUE);
  environment = g_environ_setenv (environment, "NTLM_USER_FILE", users, TRUE);
  environment = g_environ_setenv (environment, "NETBIOS_COMPUTER_NAME", "SIMSRV", TRUE);
  return g_environ_setenv (environment, "NETBIOS_DOMAIN_NAME", "SIM", TRUE);
}

static TestProcess *
start_process (TestApache *self, const TestApacheOptions *options)
{
  g_autofree char *program = test_find_program ((const char *const[]) { "apache2", "httpd", NULL });
  g_autofree char *configuration = make_configuration (self, options);
  g_autofree char *ntlm = test_folder_write (self->folder, "ntlm.users", "SIM:bob:Passw0rd\n");
  /* carol, pass */
  g_autofree char *basic = test_folder_write (self->folder, "basic.users", "carol:{SHA}nU4eI71bcnBGqeO0t9tXvY1u5oQ=\n");
  g_auto(GStrv) environment = make_environment (self, options, ntlm);

  g_assert_nonnull (basic);
  if (!program)
    g_error ("Apache is not installed; ./dev test installs it");
  return test_process_start ((const char *const[]) { program, "-f", configuration, "-DFOREGROUND", NULL }, environment, self->folder,
                             "resuming normal operations");
}

static char *
make_folder (TestApache *self, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  return path;
}

TestApache *
test_apache_start (const TestApacheOptions *options)
{
  TestApache *self = g_new0 (TestApache, 1);

  self->folder = test_folder_new ("apache");
  self->documents = make_folder (self, "documents");
  self->cgi = make_folder (self, "cgi");
  g_free (make_folder (self, "documents/certsrv"));
  for (guint i = 0; i < TRIES && !self->process; i++)
    {
      self->port = test_free_port ();
      self->process = start_process (self, options);
    }
  g_assert_nonnull (self->process);
  self->uri = g_strdup_printf ("https://localhost:%u", self->port);
  return self;
}

void
test_apache_stop (TestApache *self)
{
  g_clear_pointer (&self->process, test_process_stop);
  test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->documents);
  g_free (self->cgi);
  g_free (self->uri);
  g_free (self);
}

char *
test_apache_dup_uri (TestApache *self, const char *path)
{
  return g_strconcat (self->uri, path, NULL);
}

static gboolean
accept_certificate_cb (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  return TRUE;
}

static void
event_cb (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable, GIOStream *stream, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
}

/* A request is logged when its answer went out. The next one, which has to shake hands first, is logged after it. */
static void
wait_for_log (TestApache *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autofree char *mark = g_strdup_printf ("/mark-%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.0\r\n\r\n", mark);
  g_autoptr(GError) error = NULL;

  g_socket_client_set_tls (client, TRUE);
  g_signal_connect (client, "event", G_CALLBACK (event_cb), NULL);
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) self->port, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  test_process_wait (self->process, mark, 1);
}

guint
test_apache_count (TestApache *self, const char *request, guint status, gboolean with_login)
{
  g_autofree char *said = NULL;
  guint count = 0;

  wait_for_log (self);
  said = test_process_dup_said (self->process);
  g_auto(GStrv) lines = g_strsplit (said, "\n", -1);
  g_autofree char *wanted = status > 0 ? g_strdup_printf (" status=%u ", status) : g_strdup ("");
  for (guint i = 0; lines[i]; i++)
    count += g_str_has_prefix (lines[i], "request ") && strstr (lines[i], request) && strstr (lines[i], wanted) &&
             (!with_login || strstr (lines[i], "login=yes"));
  return count;
}
