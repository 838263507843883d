/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adcs-server.h"
#include "adcs-ca.h"

#include <libsoup/soup.h>
#include <string.h>

#define FIRST_ID 89
#define HUGE_SIZE (64 * 1024 * 1024)
#define DENIED_BY_MANAGER "0x80094014 (-2146877420 CERTSRV_E_ADMIN_DENIED_REQUEST)"

typedef enum { WAITS = 5, DENIED = 2, ISSUED = 3, REVOKED = 6 } State;

typedef struct
{
  guint id;
  int state;            /* CR_DISP_… */
  char *words;          /* "-pend-host-WebServer-" */
  char *language;
  char *code;
  char *message;
  char *request;        /* PEM or base64 */
  GBytes *certificate;
  guint n_asked;
} Request;

struct _AdcsServer
{
  char *pages;
  char *ca_name;
  char *language;
  char *account;
  char *folder;
  guint delay;
  guint wanted_port;
  gboolean plain;
  gboolean renew_wrong;
  gboolean no_chain;

  AdcsCa *ca;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *soup;
  GPtrArray *silent;    /* of SoupServerMessage: never answered */
  char *url;
  char *tls_ca;

  GMutex lock;          /* of what follows */
  GCond changed;        /* the port, or the number of requests */
  guint port;
  GPtrArray *requests;
  guint n_posts;
  char *last_form;
  char *user_agent;
};

static void
request_free (Request *self)
{
  g_free (self->words);
  g_free (self->language);
  g_free (self->code);
  g_free (self->message);
  g_free (self->request);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}

/* ---- words ---- */

static char *
dup_words (const char *template_name, const char *common_name)
{
  g_auto(GStrv) labels = g_strsplit (common_name, ".", 2);
  g_autofree char *words = g_strdup_printf ("-%s-%s-", labels[0] != NULL ? labels[0] : "", template_name);

  return g_ascii_strdown (words, -1);
}

static gboolean
has_word (const char *words, const char *word)
{
  g_autofree char *delimited = g_strconcat ("-", word, "-", NULL);

  return strstr (words, delimited) != NULL;
}

static char *
dup_language (AdcsServer *self, const char *words)
{
  static const char *const languages[] = { "en", "de", "zh" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (has_word (words, languages[i]))
      return g_strdup (languages[i]);
  return g_strdup (self->language);
}

/* ---- pages ---- */

static char *
load_page (AdcsServer *self, const char *name, const char *language)
{
  g_autofree char *file = language != NULL ? g_strdup_printf ("%s.%s.html", name, language) : g_strdup_printf ("%s.html", name);
  g_autofree char *path = g_build_filename (self->pages, file, NULL);
  g_autoptr(GError) error = NULL;
  char *page = NULL;

  if (!g_file_get_contents (path, &page, NULL, &error))
    g_error ("%s", error->message);
  return page;
}

static char *
fill (char *page, ...)
{
  g_autoptr(GString) text = g_string_new (page);
  va_list pairs;

  g_free (page);
  va_start (pairs, page);
  for (const char *mark = va_arg (pairs, const char *); mark != NULL; mark = va_arg (pairs, const char *))
    g_string_replace (text, mark, va_arg (pairs, const char *), 0);
  va_end (pairs);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
answer (SoupServerMessage *message, guint status, const char *type, gconstpointer data, gsize size)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, data, size);
}

static void
answer_page (AdcsServer *self, SoupServerMessage *message, guint status, const char *name, const Request *request)
{
  g_autofree char *id = g_strdup_printf ("%u", request != NULL ? request->id : 0);
  g_autofree char *disposition = g_strdup_printf ("%d", request != NULL ? request->state : 0);
  g_autofree char *renewals = g_strdup_printf ("%u", adcs_ca_get_renewals (self->ca));
  const char *code = request != NULL && request->code != NULL ? request->code : "0x0 (WIN32: 0)";
  const char *words = request != NULL && request->message != NULL ? request->message : "";
  g_autofree char *page = fill (load_page (self, name, request != NULL ? request->language : NULL), "@ID@", id, "@DISPOSITION@", disposition,
                                "@CODE@", code, "@MESSAGE@", words, "@CA@", self->ca_name, "@RENEWALS@", renewals, NULL);

  answer (message, status, "text/html", page, strlen (page));
}

/* ---- what becomes of a request; with the lock held ---- */

static Request *
find_request (AdcsServer *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->requests->len; i++)
    {
      Request *each = self->requests->pdata[i];
      g_autofree char *own = g_strdup_printf ("%u", each->id);

      if (strcmp (own, id) == 0)
        return each;
    }
  return NULL;
}

static void
set_state (Request *request, int state, const char *code, const char *message)
{
  request->state = state;
  g_free (request->code);
  g_free (request->message);
  request->code = g_strdup (code);
  request->message = g_strdup (message);
}

static void
issue (AdcsServer *self, Request *request)
{
  g_clear_pointer (&request->certificate, g_bytes_unref);
  request->certificate = adcs_ca_issue (self->ca, request->request, has_word (request->words, "otherkey"));
  set_state (request, ISSUED, NULL, "Issued");
}

static void
decide (AdcsServer *self, Request *request)
{
  const char *disposition = strstr (request->words, "-disp");

  if (has_word (request->words, "deny"))
    set_state (request, DENIED, DENIED_BY_MANAGER, "Denied by SIM\\manager\r\n 0x80094014");
  else if (has_word (request->words, "notemplate"))
    set_state (request, DENIED, "0x80094800 (-2146875392 CERTSRV_E_UNSUPPORTED_CERT_TYPE)",
               "Denied by Policy Module  0x80094800, The request was for a template that this CA does not offer: NoSuch.\r\n");
  else if (has_word (request->words, "short"))
    set_state (request, DENIED, "0x80094811 (-2146875375 CERTSRV_E_KEY_LENGTH)", "Denied by Policy Module  0x80094811, The key is too short.");
  else if (has_word (request->words, "forbidden"))
    set_state (request, DENIED, "0x80094012 (-2146877422 CERTSRV_E_TEMPLATE_DENIED)", "Denied by Policy Module  0x80094012, No permission on the template.");
  else if (disposition != NULL && disposition[5] >= '0' && disposition[5] <= '6')
    set_state (request, disposition[5] - '0', disposition[5] == '1' ? "0x80094001 (-2146877439 CERTSRV_E_BAD_REQUESTSUBJECT)" : NULL, "As it was asked for");
  else if (has_word (request->words, "pend"))
    set_state (request, WAITS, NULL, "Taken Under Submission");
  else
    issue (self, request);
}

/* A manager may also leave a file: approve-89, deny-89 or revoke-89. */
static void
look_for_files (AdcsServer *self, Request *request)
{
  static const char *const verbs[] = { "approve", "deny", "revoke" };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u", verbs[i], request->id);
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      if (i == 0 && request->state == WAITS)
        issue (self, request);
      else if (i == 1)
        set_state (request, DENIED, DENIED_BY_MANAGER, "Denied by SIM\\manager");
      else if (i == 2)
        set_state (request, REVOKED, NULL, "Revoked by SIM\\manager");
    }
}

/* ---- certfnsh.asp ---- */

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
}

/* Half an answer, then nothing. */
static void
cut (SoupServerMessage *message)
{
  static const char half[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15000\r\n\r\n<HTML>\r\n<Head>\r\n\t<Title>Active Dir";
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), half, sizeof half - 1, NULL, NULL, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, close_cb, NULL);
}

static void
answer_huge (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  g_autofree char *block = g_malloc (1024 * 1024);
  g_autoptr(GBytes) bytes = NULL;

  memset (block, '.', 1024 * 1024);
  bytes = g_bytes_new_take (g_steal_pointer (&block), 1024 * 1024);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), "text/html", NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CHUNKED);
  for (guint i = 0; i < HUGE_SIZE / (1024 * 1024); i++)
    soup_message_body_append_bytes (body, bytes);
}

/* What goes wrong before the CA sees anything. */
static gboolean
fail_before (AdcsServer *self, SoupServerMessage *message, const char *words)
{
  if (has_word (words, "login"))
    answer_page (self, message, 200, "login", NULL);
  else if (has_word (words, "asp"))
    answer_page (self, message, 500, "asp-error", NULL);
  else if (has_word (words, "broken"))
    answer_page (self, message, 500, "broken", NULL);
  else if (has_word (words, "http403"))
    answer_page (self, message, 403, "foreign", NULL);
  else if (has_word (words, "redirect"))
    soup_server_message_set_redirect (message, 302, "https://elsewhere.invalid/certsrv/certfnsh.asp");
  else
    return FALSE;
  return TRUE;
}

static gboolean
unpause_cb (gpointer user_data)
{
  soup_server_message_unpause (user_data);
  return G_SOURCE_REMOVE;
}

static void
delay (AdcsServer *self, SoupServerMessage *message)
{
  g_autoptr(GSource) source = g_timeout_source_new (self->delay);

  soup_server_message_pause (message);
  g_source_set_callback (source, unpause_cb, g_object_ref (message), g_object_unref);
  g_source_attach (source, self->context);
}

static void
answer_taken (AdcsServer *self, SoupServerMessage *message, Request *request)
{
  if (has_word (request->words, "silent"))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->silent, g_object_ref (message));
    }
  else if (has_word (request->words, "cut"))
    cut (message);
  else if (has_word (request->words, "odd"))
    answer_page (self, message, 200, "odd", NULL);
  else if (has_word (request->words, "huge"))
    answer_huge (message);
  else if (request->state == DENIED)
    answer_page (self, message, 200, "denied", request);
  else if (request->state == ISSUED && request->certificate != NULL)
    answer_page (self, message, 200, "issued", request);
  else
    answer_page (self, message, 200, "pending", request);
  if (has_word (request->words, "slow"))
    delay (self, message);
}

static void
answer_unreadable (AdcsServer *self, SoupServerMessage *message)
{
  Request request = { .language = self->language, .code = (char *) "0x8009310b (ASN: 267)", .message = (char *) "ASN1 bad tag value met." };

  answer_page (self, message, 200, "failed", &request);
}

static char *
dup_template (GHashTable *form)
{
  const char *attributes = g_hash_table_lookup (form, "CertAttrib");
  const char *from = attributes != NULL ? strstr (attributes, "CertificateTemplate:") : NULL;

  from = from != NULL ? from + strlen ("CertificateTemplate:") : "";
  return g_strndup (from, strcspn (from, "\r\n"));
}

static void
note_form (AdcsServer *self, GHashTable *form)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s=%s\n", (char *) name, (char *) value);
  g_free (self->last_form);
  self->last_form = g_string_free (text, FALSE);
  self->n_posts++;
}

static void
submit (AdcsServer *self, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);
  g_autoptr(GHashTable) form = soup_form_decode (text);
  const char *csr = g_hash_table_lookup (form, "CertRequest");
  g_autofree char *common_name = csr != NULL ? adcs_ca_dup_name (csr) : NULL;
  g_autofree char *template_name = dup_template (form);

  note_form (self, form);
  if (common_name == NULL || g_strcmp0 (g_hash_table_lookup (form, "Mode"), "newreq") != 0)
    {
      answer_unreadable (self, message);
      return;
    }
  g_autofree char *words = dup_words (template_name, common_name);
  if (fail_before (self, message, words))
    return;
  Request *request = g_new0 (Request, 1);
  request->id = FIRST_ID + self->requests->len;
  request->language = dup_language (self, words);
  request->words = g_steal_pointer (&words);
  request->request = g_strdup (csr);
  g_ptr_array_add (self->requests, request);
  decide (self, request);
  g_cond_broadcast (&self->changed);
  answer_taken (self, message, request);
}

/* ---- certnew.cer and certnew.p7b ---- */

static void
answer_bytes (SoupServerMessage *message, const char *type, GBytes *bytes)
{
  answer (message, 200, type, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
answer_certificate (SoupServerMessage *message, GBytes *certificate, const char *words, const char *encoding)
{
  g_autofree char *pem = adcs_dup_pem (certificate);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));

  if (has_word (words, "bare"))
    answer (message, 200, "text/html", base64, strlen (base64));
  else if (has_word (words, "wrongtype"))
    answer (message, 200, "text/html; charset=utf-8", pem, strlen (pem));
  else if (has_word (words, "der") || g_strcmp0 (encoding, "bin") == 0)
    answer_bytes (message, "application/pkix-cert", certificate);
  else
    answer (message, 200, "application/pkix-cert", pem, strlen (pem));
}

static void
answer_unknown (AdcsServer *self, SoupServerMessage *message)
{
  Request unknown = { .language = self->language, .code = (char *) "0x80094004 (-2146877436 CERTSRV_E_PROPERTY_EMPTY)", .message = (char *) "(none)" };

  answer_page (self, message, 200, "status", &unknown);
}

static guint
get_renewal (GHashTable *query)
{
  const char *renewal = g_hash_table_lookup (query, "Renewal");

  return renewal != NULL ? (guint) g_ascii_strtoull (renewal, NULL, 10) : 0;
}

static void
fetch (AdcsServer *self, SoupServerMessage *message, GHashTable *query, gboolean with_chain)
{
  const char *id = g_hash_table_lookup (query, "ReqID");
  Request *request = find_request (self, id);

  if (g_strcmp0 (id, "CACert") == 0)
    {
      g_autoptr(GBytes) ca = with_chain ? adcs_ca_make_chain (self->ca, NULL, get_renewal (query)) : adcs_ca_get_certificate (self->ca, get_renewal (query));

      if (with_chain)
        answer_bytes (message, "application/x-pkcs7-certificates", ca);
      else
        answer_certificate (message, ca, "-", g_hash_table_lookup (query, "Enc"));
      return;
    }
  if (request == NULL)
    {
      answer_unknown (self, message);
      return;
    }
  look_for_files (self, request);
  if (request->state != ISSUED || request->certificate == NULL || (has_word (request->words, "notyet") && request->n_asked++ == 0))
    answer_page (self, message, 200, "status", request);
  else if (has_word (request->words, "htmlcert"))
    answer_page (self, message, 200, "foreign", NULL);
  else if (with_chain && has_word (request->words, "nochain"))
    answer_page (self, message, 404, "foreign", NULL);
  else if (with_chain || has_word (request->words, "namedp7b"))
    {
      g_autoptr(GBytes) chain = adcs_ca_make_chain (self->ca, request->certificate, adcs_ca_get_renewals (self->ca));
      answer_bytes (message, "application/x-pkcs7-certificates", chain);
    }
  else
    answer_certificate (message, request->certificate, request->words, g_hash_table_lookup (query, "Enc"));
}

/* ---- the administrator ---- */

static gboolean
change (AdcsServer *self, const char *id, const char *verb)
{
  Request *request = find_request (self, id);

  if (request == NULL)
    return FALSE;
  if (strcmp (verb, "approve") == 0)
    issue (self, request);
  else if (strcmp (verb, "deny") == 0)
    set_state (request, DENIED, DENIED_BY_MANAGER, "Denied by SIM\\manager");
  else if (strcmp (verb, "revoke") == 0)
    set_state (request, REVOKED, NULL, "Revoked by SIM\\manager");
  else
    return FALSE;
  return TRUE;
}

static void
administer (AdcsServer *self, SoupServerMessage *message, const char *verb, GHashTable *query)
{
  g_autoptr(GString) list = g_string_new (NULL);
  const char *id = query != NULL ? g_hash_table_lookup (query, "id") : NULL;
  gboolean known = strcmp (verb, "requests") == 0 || change (self, id, verb);

  for (guint i = 0; i < self->requests->len; i++)
    {
      Request *each = self->requests->pdata[i];
      g_string_append_printf (list, "%u %d %s\n", each->id, each->state, each->words);
    }
  answer (message, known ? 200 : 404, "text/plain", list->str, list->len);
}

/* ---- the web server ---- */

static void
answer_path (AdcsServer *self, SoupServerMessage *message, const char *page, GHashTable *query)
{
  gboolean is_post = strcmp (soup_server_message_get_method (message), "POST") == 0;

  if (*page == '\0')
    answer_page (self, message, 200, "home", NULL);
  else if (strcmp (page, "certfnsh.asp") == 0 && is_post)
    submit (self, message);
  else if (strcmp (page, "certnew.cer") == 0 && query != NULL)
    fetch (self, message, query, FALSE);
  else if (strcmp (page, "certnew.p7b") == 0 && query != NULL && !self->no_chain)
    fetch (self, message, query, TRUE);
  else if (strcmp (page, "certcarc.asp") == 0 && !self->renew_wrong)
    answer_page (self, message, 200, "certcarc", NULL);
  else if (strcmp (page, "certrqxt.asp") == 0)
    answer_page (self, message, 200, "certrqxt", NULL);
  else
    answer_page (self, message, 404, "foreign", NULL);
}

static void
handler_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  AdcsServer *self = user_data;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_str_has_prefix (path, "/admin/"))
    {
      administer (self, message, path + strlen ("/admin/"), query);
      return;
    }
  g_free (self->user_agent);
  self->user_agent = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "User-Agent"));
  if (g_str_has_prefix (path, "/certsrv/"))
    path += strlen ("/certsrv/");
  else if (*path == '/')
    path++;
  answer_path (self, message, path, query);
}

static gboolean
is_account_cb (SoupAuthDomain *domain, SoupServerMessage *message, const char *user, const char *password, gpointer user_data)
{
  AdcsServer *self = user_data;
  g_autofree char *given = g_strconcat (user, ":", password, NULL);

  return strcmp (given, self->account) == 0;
}

static SoupServer *
make_soup (AdcsServer *self)
{
  g_autofree char *pem = g_build_filename (self->folder, "tls-server.pem", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_file (pem, &error);
  SoupServer *soup;

  g_assert_no_error (error);
  soup = soup_server_new ("tls-certificate", certificate, "server-header", "Microsoft-IIS/10.0 ", NULL);
  soup_server_add_handler (soup, NULL, handler_cb, self, NULL);
  if (self->account != NULL)
    {
      g_autoptr(SoupAuthDomain) domain = soup_auth_domain_basic_new ("realm", "certsrv", "auth-callback", is_account_cb, "auth-data", self, NULL);
      soup_auth_domain_add_path (domain, "/");
      soup_auth_domain_remove_path (domain, "/admin");
      soup_server_add_auth_domain (soup, domain);
    }
  soup_server_listen_local (soup, self->wanted_port, self->plain ? 0 : SOUP_SERVER_LISTEN_HTTPS, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  return soup;
}

static gpointer
run (gpointer data)
{
  AdcsServer *self = data;

  g_main_context_push_thread_default (self->context);
  self->soup = make_soup (self);
  GSList *uris = soup_server_get_uris (self->soup);
  g_mutex_lock (&self->lock);
  self->port = (guint) g_uri_get_port (uris->data);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (self->loop);
  g_ptr_array_set_size (self->silent, 0);
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

AdcsServer *
adcs_server_start (const AdcsOptions *options)
{
  AdcsServer *self = g_new0 (AdcsServer, 1);

  self->folder = g_strdup (options->folder);
  self->pages = g_strdup (options->pages);
  self->ca_name = g_strdup (options->ca_name != NULL ? options->ca_name : "Stand-in CA");
  self->language = g_strdup (options->language != NULL ? options->language : "en");
  self->account = g_strdup (options->account);
  self->delay = options->delay > 0 ? options->delay : 3000;
  self->wanted_port = options->port;
  self->plain = options->plain;
  self->renew_wrong = options->renew_wrong;
  self->no_chain = options->no_chain;
  self->ca = adcs_ca_new (self->folder, self->ca_name, options->renewals, options->issuer_uri);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->silent = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->tls_ca = g_build_filename (self->folder, "tls-ca.pem", NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("adcs", run, self);
  g_mutex_lock (&self->lock);
  while (self->port == 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  self->url = g_strdup_printf ("%s://localhost:%u/certsrv/", self->plain ? "http" : "https", self->port);
  return self;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
adcs_server_stop (AdcsServer *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  adcs_ca_free (self->ca);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->silent);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->folder);
  g_free (self->pages);
  g_free (self->ca_name);
  g_free (self->language);
  g_free (self->account);
  g_free (self->url);
  g_free (self->tls_ca);
  g_free (self->last_form);
  g_free (self->user_agent);
  g_free (self);
}

const char *
adcs_server_get_url (AdcsServer *self)
{
  return self->url;
}

const char *
adcs_server_get_tls_ca (AdcsServer *self)
{
  return self->tls_ca;
}

guint
adcs_server_get_port (AdcsServer *self)
{
  return self->port;
}

guint
adcs_server_count_posts (AdcsServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_posts;
}

guint
adcs_server_count_requests (AdcsServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->requests->len;
}

void
adcs_server_wait (AdcsServer *self, guint requests)
{
  g_mutex_lock (&self->lock);
  while (self->requests->len < requests)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

char *
adcs_server_dup_last_form (AdcsServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->last_form);
}

char *
adcs_server_dup_user_agent (AdcsServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->user_agent);
}

static gboolean
change_locked (AdcsServer *self, guint id, const char *verb)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *text = g_strdup_printf ("%u", id);

  return change (self, text, verb);
}

gboolean
adcs_server_approve (AdcsServer *self, guint id)
{
  return change_locked (self, id, "approve");
}

gboolean
adcs_server_deny (AdcsServer *self, guint id)
{
  return change_locked (self, id, "deny");
}

gboolean
adcs_server_revoke (AdcsServer *self, guint id)
{
  return change_locked (self, id, "revoke");
}
