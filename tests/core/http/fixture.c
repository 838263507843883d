/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

TestTls *tls;

static GMutex lock;
static GString *said;

/* What the system trusts here is one authority, "system", instead of all those of the world: GIO reads them for every connection, which takes
 * a sanitizer longer than a server may take. */
static void
set_system (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = test_tls_make (tls, "system", NULL, "", -1, 300, TRUE);
  g_autoptr(GTlsDatabase) database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

void
fixture_setup (void)
{
  tls = test_tls_new ();
  set_system ();
  said = g_string_new (NULL);
}

void
fixture_teardown (void)
{
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
  test_tls_free (tls);
  g_string_free (said, TRUE);
}

static void
keep (const char *line)
{
  g_mutex_lock (&lock);
  g_string_append_printf (said, "%s\n", line);
  g_mutex_unlock (&lock);
}

static void
log_cb (const char *line, gpointer data)
{
  keep (line);
}

CwHttpClient *
fixture_client_trusting (CwTlsTrust *trust)
{
  CwHttpClient *client = cw_http_client_new (trust, TRUE);

  cw_http_client_set_log (client, log_cb, NULL);
  cw_tls_trust_unref (trust);
  return client;
}

CwHttpClient *
fixture_client_new (void)
{
  g_autoptr(GError) error = NULL;
  CwTlsTrust *trust = cw_tls_trust_new_file (tls->ca, &error);

  g_assert_no_error (error);
  return fixture_client_trusting (trust);
}

CwHttpClient *
fixture_client_with (const char *user, const char *password, CwHttpAuth allowed)
{
  CwHttpClient *client = fixture_client_new ();
  g_autoptr(CwSecret) secret = password ? cw_secret_new_text (password) : NULL;

  cw_http_client_set_account (client, user, secret, allowed);
  return client;
}

CwHttpResponse *
fixture_get_within (CwHttpClient *client, const char *uri, guint seconds, GError **error)
{
  CwHttpRequest request = { .method = "GET", .uri = uri, .timeout = seconds };

  return cw_http_client_send (client, &request, NULL, error);
}

CwHttpResponse *
fixture_post_within (CwHttpClient *client, const char *uri, const char *body, guint seconds, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  CwHttpRequest request = {
    .method = "POST", .uri = uri, .content_type = "text/plain", .body = bytes, .flags = CW_HTTP_SUBMIT, .timeout = seconds,
  };

  return cw_http_client_send (client, &request, NULL, error);
}

guint
fixture_get_seconds (void)
{
  return g_getenv ("CERTWIZARD_SANITIZED") || g_getenv ("CERTWIZARD_VALGRIND") ? 15 : 2;
}

CwHttpResponse *
fixture_get (CwHttpClient *client, const char *uri, GError **error)
{
  return fixture_get_within (client, uri, 0, error);
}

CwHttpResponse *
fixture_post (CwHttpClient *client, const char *uri, const char *body, GError **error)
{
  return fixture_post_within (client, uri, body, 0, error);
}

void
fixture_assert_error (GError **error, CwError code, const char *text)
{
  g_assert_error (*error, CW_ERROR, (int) code);
  if (!strstr ((*error)->message, text))
    g_error ("“%s” is not in “%s”", text, (*error)->message);
  g_test_message ("%s", (*error)->message);
  keep ((*error)->message);
  g_clear_error (error);
}

void
fixture_assert_body (CwHttpResponse *response, guint status, const char *body)
{
  g_assert_nonnull (response);
  g_autofree char *text = cw_http_response_dup_text (response);
  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpstr (text, ==, body);
}

char *
fixture_dup_said (void)
{
  g_mutex_lock (&lock);
  char *copy = g_strdup (said->str);
  g_mutex_unlock (&lock);
  return copy;
}

/* The text, or its base64 in whatever position of three. */
static gboolean
contains (const char *all, const char *secret)
{
  gboolean found = strstr (all, secret) != NULL;

  for (guint before = 0; before < 3; before++)
    {
      g_autofree char *shifted = g_strconcat (&"xx"[2 - before], secret, NULL);
      g_autofree char *encoded = g_base64_encode ((const guint8 *) shifted, strlen (shifted));
      /* The first and the last four letters also depend on what is beside the secret. */
      g_assert_cmpuint (strlen (encoded), >, 12);
      encoded[strlen (encoded) - 4] = '\0';
      found = found || strstr (all, encoded + 4);
    }
  return found;
}

void
fixture_assert_never_said (const char *secret)
{
  g_autofree char *all = fixture_dup_said (), *pair = g_strconcat ("carol:", secret, "\n", NULL);
  g_autofree char *header = g_base64_encode ((const guint8 *) pair, strlen (pair));

  g_assert_true (contains (header, secret));
  g_assert_false (contains (all, secret));
}
