/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-request-operation.h"
#include "cw-time.h"
#include "cw-verb.h"

/* Request-CsCertificate. One verb as on the vendor's page: --new, --list, --retrieve, --clear say what is done. */

static const char *const key_algorithms[] = { "RSA", "ECDH_P256", "ECDH_P384", "ECDH_P521", "Ed25519", NULL };
static const CwKeyType key_types[] = { CW_KEY_RSA, CW_KEY_ECDH_P256, CW_KEY_ECDH_P384, CW_KEY_ECDH_P521, CW_KEY_ED25519 };

static const CwOption options[] = {
  { "new", CW_OPTION_FLAG, NULL, N_("Request a new certificate"), "-New" },
  { "list", CW_OPTION_FLAG, NULL, N_("List the requests that are not finished"), "-List" },
  { "retrieve", CW_OPTION_FLAG, NULL, N_("Ask the authorities about the requests that wait, and import what was issued"), "-Retrieve" },
  { "clear", CW_OPTION_FLAG, NULL, N_("Put away the requests that wait, or the one of --request-id"), "-Clear" },
  { "again", CW_OPTION_FLAG, NULL, N_("Send the request of --request-id once more") },
  { "cancel", CW_OPTION_FLAG, NULL, N_("Give up the request of --request-id, and tell the authority where that is possible") },
  { "request-id", CW_OPTION_TEXT, N_("NUMBER"), N_("The request: the authority's number (89), or the store's (r5)"), "-RequestId" },
  { "ca-request-id", CW_OPTION_TEXT, N_("NUMBER"), N_("With --retrieve, for a request whose answer was lost: the number that it has at the authority") },
  { "all", CW_OPTION_FLAG, NULL, N_("With --list: the finished ones too") },
  { "new-key", CW_OPTION_FLAG, NULL, N_("With --again: with a new private key") },
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("The usages that the certificate is for; “topology usages” lists them"), "-Type", .many = TRUE },
  { "all-sip-domain", CW_OPTION_FLAG, NULL, N_("Add the names of all SIP domains, not only of the primary one"), "-AllSipDomain" },
  { "ca", CW_OPTION_TEXT, N_("CA"), N_("The authority: HOST\\NAME, a name of “ca list”, or practice; the default one without this option"), "-CA" },
  { "ca-account", CW_OPTION_TEXT, N_("ACCOUNT"), N_("Another account than the logged-on user's: USER, DOMAIN\\USER or USER@REALM"), "-CaAccount" },
  { "ca-password", CW_OPTION_SECRET, NULL, N_("Read the password of the account from standard input"), "-CaPassword" },
  { "ca-password-file", CW_OPTION_FILE, N_("FILE"), N_("Read the password of the account from the first line of a file") },
  { "ca-remember", CW_OPTION_FLAG, NULL, N_("Keep the password in the keyring when it has worked") },
  { "city", CW_OPTION_TEXT, N_("CITY"), N_("City or locality of the subject"), "-City" },
  { "client-eku", CW_OPTION_BOOLEAN, NULL, N_("Whether it is for client authentication as well; false without this option"), "-ClientEKU" },
  { "computer-fqdn", CW_OPTION_TEXT, N_("FQDN"), N_("The computer that the certificate is for; this one without this option"), "-ComputerFqdn" },
  { "country", CW_OPTION_TEXT, N_("CODE"), N_("Country of the subject, as two letters"), "-Country" },
  { "domain-name", CW_OPTION_TEXT, N_("NAME[,NAME…]"), N_("Further names: host names, IP addresses, mail addresses, URIs"), "-DomainName", .many = TRUE },
  { "friendly-name", CW_OPTION_TEXT, N_("NAME"), N_("The name of the certificate in the store; one is made up without it"), "-FriendlyName" },
  { "global-catalog", CW_OPTION_LATER, N_("FQDN"), N_("Belongs to finding things in the directory, which is not part of this version"), "-GlobalCatalog" },
  { "global-settings-domain-controller", CW_OPTION_LATER, N_("FQDN"), N_("Belongs to finding things in the directory, which is not part of this version"), "-GlobalSettingsDomainController" },
  { "key-alg", CW_OPTION_CHOICE, N_("ALGORITHM"), N_("The algorithm of the private key; RSA without this option"), "-KeyAlg", key_algorithms },
  { "key-size", CW_OPTION_NUMBER, N_("BITS"), N_("The size of an RSA key: 1024 (unsafe), 2048, 3072 or 4096; 2048 without this option"), "-KeySize" },
  { "organization", CW_OPTION_TEXT, N_("NAME"), N_("Organization of the subject"), "-Organization" },
  { "ou", CW_OPTION_TEXT, N_("NAME"), N_("Organizational unit of the subject"), "-OU" },
  { "output", CW_OPTION_FILE, N_("FILE"), N_("Write the request to a file instead of sending it: PEM, or DER when the name ends in .der; “-” prints it"), "-Output" },
  { "private-key-exportable", CW_OPTION_BOOLEAN, NULL, N_("Whether the private key can be exported later; false without this option"), "-PrivateKeyExportable" },
  { "state", CW_OPTION_TEXT, N_("STATE"), N_("State or province of the subject"), "-State" },
  { "template", CW_OPTION_TEXT, N_("NAME"), N_("The certificate template, by its name, not its display name"), "-Template" },
  { NULL }
};

/* ---- new ---- */

static gboolean
set_usages (CwRequestDraft *draft, CwOptions *given, GError **error)
{
  GPtrArray *lists = cw_options_get_all (given, "type");

  if (lists == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--new needs --type: what the certificate is for. “certwizardctl topology usages” lists the usages."));
      return FALSE;
    }
  for (guint i = 0; i < lists->len; i++)
    {
      g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (cw_request_draft_get_catalogue (draft), g_ptr_array_index (lists, i), error);

      if (usages == NULL)
        return FALSE;
      for (guint u = 0; u < usages->len; u++)
        cw_request_draft_set_usage (draft, g_ptr_array_index (usages, u), TRUE);
    }
  return TRUE;
}

static gboolean
add_names (CwRequestDraft *draft, CwOptions *given, GError **error)
{
  GPtrArray *lists = cw_options_get_all (given, "domain-name");

  for (guint i = 0; lists != NULL && i < lists->len; i++)
    if (!cw_request_draft_add_names (draft, g_ptr_array_index (lists, i), error))
      return FALSE;
  return TRUE;
}

static CwKeyType
get_key_type (CwOptions *given)
{
  const char *name = cw_options_get (given, "key-alg");

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (key_types); i++)
    if (g_str_equal (name, key_algorithms[i]))
      return key_types[i];
  return CW_KEY_RSA;
}

/* An option that would be ignored is refused. */
static gboolean
check_combination (CwOptions *given, GError **error)
{
  static const char *const online_only[] = { "ca", "ca-account", "ca-password", "ca-password-file", "ca-remember", NULL };

  if (cw_options_get (given, "key-size") != NULL && get_key_type (given) != CW_KEY_RSA)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--key-size belongs to RSA; the size of an %s key follows from its name."),
                   cw_options_get (given, "key-alg"));
      return FALSE;
    }
  for (gsize i = 0; cw_options_get (given, "output") != NULL && online_only[i] != NULL; i++)
    if (cw_options_has (given, online_only[i]))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--output writes the request to a file instead of sending it, so --%s has no meaning with it."),
                     online_only[i]);
        return FALSE;
      }
  if (g_strcmp0 (cw_options_get (given, "ca"), "") == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--ca needs a value: HOST\\NAME, or a name of “certwizardctl ca list”."));
      return FALSE;
    }
  if (cw_options_get (given, "ca-account") == NULL
      && (cw_options_get (given, "ca-password") != NULL || cw_options_get (given, "ca-password-file") != NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A password needs --ca-account: whose it is."));
      return FALSE;
    }
  return TRUE;
}

static void
fill_texts (CwRequestDraft *draft, CwOptions *given)
{
  static const struct { const char *option; const char *property; } texts[] = {
    { "computer-fqdn", "computer" }, { "friendly-name", "friendly-name" }, { "template", "template" }, { "city", "city" },
    { "state", "state" }, { "country", "country" }, { "organization", "organization" }, { "ou", "organizational-unit" },
    { "ca", "authority" }, { "ca-account", "account" }, { "output", "output" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (cw_options_get (given, texts[i].option) != NULL)
      g_object_set (draft, texts[i].property, cw_options_get (given, texts[i].option), NULL);
}

/* 1024 bits are a warning, which --force answers. */
static gboolean
accept_weak_key (CwInvocation *invocation, CwRequestDraft *draft, guint size, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const CwQuestion question = {
    .heading = _("Use an unsafe key?"), .accept = _("Use It"), .severity = CW_SEVERITY_WARNING,
    .body = _("An RSA key of 1024 bits can be broken, and most programs refuse a certificate with one."),
  };

  if (size != 1024 || cw_options_has (given, "what-if"))
    return TRUE;
  if (!cw_options_has (given, "force")
      && !cw_interaction_confirm (cw_invocation_get_interaction (invocation), &question, cw_invocation_get_cancellable (invocation), error))
    return FALSE;
  g_object_set (draft, "accept-weak", TRUE, NULL);
  return TRUE;
}

static CwRequestDraft *
make_draft (CwInvocation *invocation, CwContext *context, CwSecret *password, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (cw_context_get_topology (context), cw_context_get_usages (context));
  guint size = cw_options_get_number (given, "key-size", 2048);

  if (!set_usages (draft, given, error) || !add_names (draft, given, error))
    return NULL;
  fill_texts (draft, given);
  g_object_set (draft,
                "online", cw_options_get (given, "output") == NULL,
                "password", password,
                "remember", cw_options_has (given, "ca-remember"),
                "key-type", (int) get_key_type (given),
                "key-size", size,
                "exportable", cw_options_get_boolean (given, "private-key-exportable", FALSE),
                "client-auth", cw_options_get_boolean (given, "client-eku", FALSE),
                "all-sip-domains", cw_options_has (given, "all-sip-domain"),
                NULL);
  return accept_weak_key (invocation, draft, size, error) ? g_steal_pointer (&draft) : NULL;
}

static void
print_log (CwOperation *operation)
{
  const char *log = CW_IS_REQUEST_OPERATION (operation) ? cw_request_operation_get_log (CW_REQUEST_OPERATION (operation)) : NULL;
  g_autofree char *safe = log != NULL ? cw_console_dup_safe (log, TRUE) : NULL;

  if (safe != NULL && *safe != '\0')
    cw_console_print_format ("%s\n", safe);
}

/* The names of the request, each with its reason: in the document of --what-if. */
static void
add_name_plan (JsonBuilder *builder, gpointer user_data)
{
  CwNamePlan *plan = cw_request_draft_get_name_plan (user_data);

  json_builder_set_member_name (builder, "names");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "kind");
      json_builder_add_string_value (builder, cw_alt_name_kind_to_nick (cw_alt_name_get_kind (cw_planned_name_get_name (name))));
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, cw_planned_name_get_text (name));
      json_builder_set_member_name (builder, "reason");
      json_builder_add_string_value (builder, cw_planned_name_get_reason (name));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* Nothing else goes to standard output, so that it can be piped. */
static int
print_csr (CwInvocation *invocation, CwRequestOperation *operation, int code)
{
  g_autofree char *csr = cw_request_operation_dup_csr (operation);

  if (csr != NULL && !cw_invocation_is_json (invocation))
    cw_console_print (csr);
  return code;
}

static int
run_request (CwInvocation *invocation, CwRequestOperation *operation, GError **error)
{
  gboolean to_stdout = g_strcmp0 (cw_options_get (cw_invocation_get_options (invocation), "output"), "-") == 0;
  int code;

  cw_invocation_set_review (invocation, print_log);
  if (to_stdout && !cw_invocation_is_json (invocation))
    cw_invocation_set_quiet (invocation, TRUE);
  code = cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
  return to_stdout && code >= 0 ? print_csr (invocation, operation, code) : code;
}

static int
run_new (CwInvocation *invocation, CwContext *context, GError **error)
{
  g_autoptr (CwSecret) password = NULL;
  g_autoptr (CwRequestDraft) draft = NULL;
  g_autoptr (CwRequestOperation) operation = NULL;

  if (!check_combination (cw_invocation_get_options (invocation), error)
      || !cw_invocation_read_secret (invocation, "ca-password", &password, error))
    return -1;
  draft = make_draft (invocation, context, password, error);
  if (draft == NULL)
    return -1;
  cw_invocation_set_json_extra (invocation, add_name_plan, draft);
  operation = cw_request_operation_new (cw_context_get_authorities (context), draft);
  return run_request (invocation, operation, error);
}

/* ---- the ones that are there ---- */

/* NULL without an error: --request-id was not given. */
static CwRequestRecord *
find_request (CwInvocation *invocation, gboolean needed, GError **error)
{
  const char *reference = cw_options_get (cw_invocation_get_options (invocation), "request-id");

  if (reference != NULL)
    return cw_store_find_request_by_reference (cw_invocation_get_store (invocation), reference, error);
  if (needed)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--request-id is needed: which request is meant. “certwizardctl request --list” shows the numbers."));
  return NULL;
}

static gboolean
is_open (const CwRequestRecord *record)
{
  return record->state != CW_REQUEST_ISSUED && record->state != CW_REQUEST_CANCELLED;
}

/* Those that --list is about, of CwStoredRequest. */
static GPtrArray *
collect (CwInvocation *invocation, GError **error)
{
  gboolean all = cw_options_has (cw_invocation_get_options (invocation), "all");
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) local = NULL;
  CwRequestRecord *only = find_request (invocation, FALSE, &local);

  if (only != NULL)
    g_ptr_array_add (found, cw_stored_request_new (only));
  else if (local == NULL)
    records = cw_store_list_requests (cw_invocation_get_store (invocation), CW_REQUESTS_ALL, &local);
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (all || is_open (g_ptr_array_index (records, i)))
      g_ptr_array_add (found, cw_stored_request_new (cw_request_record_copy (g_ptr_array_index (records, i))));
  if (local == NULL)
    return g_steal_pointer (&found);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static char *
dup_time (gint64 time)
{
  if (time == 0)
    return g_strdup ("");
  return cw_table_is_plain () ? cw_time_to_rfc3339 (time) : cw_time_to_date (time);
}

static const char *
get_state_text (const CwRequestRecord *record)
{
  static const char *const texts[] = {
    [CW_REQUEST_IN_DRAFT] = N_("draft"), [CW_REQUEST_PENDING] = N_("pending"), [CW_REQUEST_ISSUED] = N_("issued"), [CW_REQUEST_DENIED] = N_("denied"),
    [CW_REQUEST_REVOKED] = N_("revoked"), [CW_REQUEST_FAILED] = N_("failed"), [CW_REQUEST_CANCELLED] = N_("cancelled"),
  };

  if (record->state == CW_REQUEST_IN_DRAFT && record->sent != 0 && !cw_table_is_plain ())
    return _("sent, answer not known");
  return cw_table_is_plain () ? cw_request_state_to_nick (record->state) : _(texts[record->state]);
}

static void
print_table (GPtrArray *requests)
{
  const CwColumn columns[] = {
    { _("Request ID"), 0 }, { _("State"), 0 }, { _("Certification Authority"), 12 }, { _("Subject"), 12 }, { _("Usages"), 8 },
    { _("Made"), 0 }, { _("Next Try"), 0 }, { _("Message"), 12 },
  };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < requests->len; i++)
    {
      const CwRequestRecord *record = cw_stored_request_get_record (g_ptr_array_index (requests, i));
      g_autofree char *reference = cw_request_record_dup_reference (record);
      g_autofree char *made = dup_time (record->created);
      g_autofree char *next = dup_time (record->next_try);
      const char *cells[] = {
        reference, get_state_text (record), record->ca, record->subject, record->usages, made, next, record->message != NULL ? record->message : "",
      };

      cw_table_add (table, cells);
    }
  cw_table_print (table);
}

static void
print_json (CwInvocation *invocation, GPtrArray *requests)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < requests->len; i++)
    {
      const CwRequestRecord *record = cw_stored_request_get_record (g_ptr_array_index (requests, i));
      g_autoptr (CwStoredCertificate) issued = record->certificate != 0
        ? cw_store_find_by_id (cw_invocation_get_store (invocation), record->certificate, NULL) : NULL;

      cw_json_add_request (builder, record, issued != NULL ? cw_stored_certificate_get_thumbprint (issued) : NULL);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, requests->len);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static int
finish_list (CwInvocation *invocation, GPtrArray *requests)
{
  g_autoptr (CwPlan) plan = cw_plan_new (_("Requests"));
  g_autoptr (CwOutcome) outcome = cw_outcome_new ("requests", plan);
  g_autofree char *summary = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request.", "%u requests.", requests->len), requests->len);

  for (guint i = 0; i < requests->len; i++)
    cw_outcome_add_request (outcome, g_ptr_array_index (requests, i));
  cw_outcome_set_result (outcome, requests->len > 0 ? CW_RESULT_DONE : CW_RESULT_NOTHING, summary);
  cw_outcome_finish (outcome);
  if (!cw_invocation_write_report (invocation, outcome))
    return CW_EXIT_PARTLY;
  return requests->len > 0 ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static int
run_list (CwInvocation *invocation, CwContext *context, GError **error)
{
  g_autoptr (GPtrArray) requests = collect (invocation, error);

  if (requests == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    print_json (invocation, requests);
  else if (requests->len > 0)
    print_table (requests);
  else
    cw_console_complain (_("No request waits. “certwizardctl request --list --all” lists the finished ones too."));
  return finish_list (invocation, requests);
}

static CwSecret *
ask_password (CwInvocation *invocation, const char *account, GError **error)
{
  g_autofree char *body = g_strdup_printf (_("The password of %s at the certification authority."), account);
  const CwSecretQuestion question = { .heading = _("Password"), .body = body };

  return cw_interaction_ask_secret (cw_invocation_get_interaction (invocation), &question, cw_invocation_get_cancellable (invocation), error);
}

static int
run_retrieve (CwInvocation *invocation, CwContext *context, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwRequestRecord) record = find_request (invocation, FALSE, &local);
  g_autoptr (CwSecret) password = NULL;
  g_autoptr (CwRetrieveOperation) operation = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  if (!check_combination (given, error) || !cw_invocation_read_secret (invocation, "ca-password", &password, error))
    return -1;
  if (password == NULL && cw_options_get (given, "ca-account") != NULL)
    password = ask_password (invocation, cw_options_get (given, "ca-account"), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  operation = cw_retrieve_operation_new (cw_context_get_authorities (context), record != NULL ? &record->id : NULL, record != NULL ? 1 : 0);
  if (cw_options_get (given, "ca-request-id") != NULL && record == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--ca-request-id needs --request-id: which request of the store it belongs to."));
      return -1;
    }
  cw_retrieve_operation_set_handle (operation, cw_options_get (given, "ca-request-id"));
  if (password != NULL)
    cw_retrieve_operation_set_password (operation, cw_options_get (given, "ca-account"), password, cw_options_has (given, "ca-remember"));
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
}

static int
run_clear (CwInvocation *invocation, CwContext *context, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwRequestRecord) record = find_request (invocation, FALSE, &local);
  g_autoptr (CwOperation) operation = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  /* It asks by itself. */
  operation = cw_clear_operation_new (cw_context_get_authorities (context), record != NULL ? &record->id : NULL, record != NULL ? 1 : 0);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static int
run_again (CwInvocation *invocation, CwContext *context, GError **error)
{
  g_autoptr (CwRequestRecord) record = find_request (invocation, TRUE, error);
  g_autoptr (CwRequestOperation) operation = NULL;

  if (record == NULL)
    return -1;
  operation = cw_request_operation_new_again (cw_context_get_authorities (context), cw_context_get_topology (context),
                                              cw_context_get_usages (context), record->id,
                                              cw_options_has (cw_invocation_get_options (invocation), "new-key"));
  return run_request (invocation, operation, error);
}

static int
run_cancel (CwInvocation *invocation, CwContext *context, GError **error)
{
  g_autoptr (CwRequestRecord) record = find_request (invocation, TRUE, error);
  g_autoptr (CwOperation) operation = NULL;

  if (record == NULL)
    return -1;
  operation = cw_cancel_request_operation_new (cw_context_get_authorities (context), record->id);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

/* ---- which of them ---- */

typedef struct {
  const char *option;
  int       (*run) (CwInvocation *invocation, CwContext *context, GError **error);
  const char *const *takes;    /* of the verb's own options */
} Mode;

static const char *const new_takes[] = {
  "type", "all-sip-domain", "ca", "ca-account", "ca-password", "ca-password-file", "ca-remember", "city", "client-eku", "computer-fqdn", "country",
  "domain-name", "friendly-name", "global-catalog", "global-settings-domain-controller", "key-alg", "key-size", "organization", "ou", "output",
  "private-key-exportable", "state", "template", NULL,
};
static const char *const list_takes[] = { "request-id", "all", NULL };
static const char *const retrieve_takes[] = { "request-id", "ca-request-id", "ca-account", "ca-password", "ca-password-file", "ca-remember", NULL };
static const char *const clear_takes[] = { "request-id", NULL };
static const char *const again_takes[] = { "request-id", "new-key", NULL };

static const Mode modes[] = {
  { "new", run_new, new_takes },
  { "list", run_list, list_takes },
  { "retrieve", run_retrieve, retrieve_takes },
  { "clear", run_clear, clear_takes },
  { "again", run_again, again_takes },
  { "cancel", run_cancel, clear_takes },
};

static const Mode *
find_mode (CwOptions *given, GError **error)
{
  const Mode *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      if (!cw_options_has (given, modes[i].option))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), found->option, modes[i].option);
          return NULL;
        }
      found = &modes[i];
    }
  if (found == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("Say what is to be done: --new, --list, --retrieve, --clear, --again or --cancel."));
  return found;
}

static gboolean
check_taken (const Mode *mode, CwOptions *given, GError **error)
{
  for (const CwOption *option = options; option->name != NULL; option++)
    {
      gboolean is_mode = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
        is_mode |= g_str_equal (modes[i].option, option->name);
      if (is_mode || cw_options_get (given, option->name) == NULL || g_strv_contains (mode->takes, option->name))
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s has no meaning with --%s."), option->name, mode->option);
      return FALSE;
    }
  return TRUE;
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const Mode *mode = find_mode (given, error);
  CwContext *context;

  if (mode == NULL || !check_taken (mode, given, error))
    return -1;
  context = cw_invocation_open (invocation, error);
  return context != NULL ? mode->run (invocation, context, error) : -1;
}

const CwVerb cw_verb_request = {
  .name = "request",
  .arguments = N_("--new|--list|--retrieve|--clear|--again|--cancel"),
  .summary = N_("Request a certificate, and see what became of it"),
  .description = N_("--new derives the names from the topology, makes the private key, and sends the request to the authority, or writes it to a file "
                    "with --output. A request that the authority holds back waits in the store: --retrieve asks about it and imports what was issued."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};
