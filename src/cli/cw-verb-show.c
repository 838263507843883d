/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-certificate-details.h"
#include "cw-chain.h"
#include "cw-clock.h"
#include "cw-console.h"
#include "cw-encode.h"
#include "cw-json.h"
#include "cw-time.h"
#include "cw-verb.h"

/* One certificate: what the window shows in General, Details and Certification Path. */

static const CwOption options[] = {
  { "details", CW_OPTION_FLAG, NULL, N_("Every field and extension, decoded") },
  { "chain", CW_OPTION_FLAG, NULL, N_("The way to a trusted root, with a verdict on each certificate") },
  { "pem", CW_OPTION_FLAG, NULL, N_("The certificate itself as PEM; alone, nothing else is printed") },
  { NULL }
};

typedef struct {
  CwStoredCertificate *row;
  CwCertificate       *certificate;
  CwChain             *chain;      /* or NULL */
  CwSecret            *pem;        /* or NULL */
  CwUsageCatalogue    *usages;
  GPtrArray           *records;    /* of CwAssignmentRecord: what it is assigned to */
  gboolean             details;
} Shown;

static GPtrArray *
lookup_cb (GBytes *subject_der, gpointer user_data)
{
  return cw_store_find_by_subject (user_data, subject_der, NULL);
}

/* ---- for people ---- */

static char *
dup_time (gint64 time)
{
  g_autofree char *exact = NULL;
  g_autofree char *relative = NULL;

  if (time == G_MAXINT64)
    return g_strdup (_("never"));
  exact = cw_time_to_exact (time);
  relative = cw_time_to_relative (time, cw_clock_now ());
  return g_strdup_printf ("%s (%s)", exact, relative);
}

static const char *
get_key_text (CwStoredCertificate *row)
{
  if (!cw_stored_certificate_has_private_key (row))
    return _("not in the store");
  return cw_stored_certificate_is_exportable (row) ? _("in the store, exportable") : _("in the store, not exportable");
}

/* "Server default (current)", one a line. */
static char *
dup_assignments (Shown *shown)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shown->records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (shown->records, i);
      g_autofree char *place = cw_assign_verb_dup_place (record);

      g_string_append_printf (text, "%s%s (%s)", i > 0 ? "\n" : "", cw_assign_verb_get_title (shown->usages, record->usage), place);
    }
  return g_string_free (text, FALSE);
}

static void
print_general (Shown *shown)
{
  CwStoredCertificate *row = shown->row;
  g_autofree char *not_before = dup_time (cw_stored_certificate_get_not_before (row));
  g_autofree char *not_after = dup_time (cw_stored_certificate_get_not_after (row));
  g_autofree char *added = dup_time (cw_stored_certificate_get_added (row));
  g_autofree char *names = g_strjoinv ("\n", (char **) cw_stored_certificate_get_names (row));
  g_autofree char *purposes = cw_certificate_dup_purposes_text (shown->certificate);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_stored_certificate_get_id (row));
  g_autofree char *assignments = dup_assignments (shown);
  const char *fields[][2] = {
    { _("Friendly name"), cw_stored_certificate_get_friendly_name (row) }, { _("Subject"), cw_stored_certificate_get_subject (row) },
    { _("Issuer"), cw_stored_certificate_get_issuer (row) }, { _("Serial number"), cw_stored_certificate_get_serial (row) },
    { _("Valid from"), not_before }, { _("Valid to"), not_after }, { _("Names"), names }, { _("Purposes"), purposes },
    { _("Key"), cw_stored_certificate_get_key_algorithm (row) }, { _("Private key"), get_key_text (row) },
    { _("Thumbprint (SHA-1)"), cw_stored_certificate_get_thumbprint (row) }, { _("Thumbprint (SHA-256)"), cw_stored_certificate_get_sha256 (row) },
    { _("Assigned to"), *assignments != '\0' ? assignments : _("no usage") }, { _("Imported from"), cw_stored_certificate_get_source (row) }, { _("Added"), added }, { _("ID"), id },
  };
  guint width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    width = MAX (width, cw_text_get_width (fields[i][0]));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    cw_console_print_field (fields[i][0], fields[i][1], width);
}

static void
print_section (CwDetailSection *section)
{
  GListModel *fields = G_LIST_MODEL (section);
  g_autofree char *title = cw_console_dup_safe (cw_detail_section_get_title (section), FALSE);
  guint width = 0;

  cw_console_print_format (cw_detail_section_get_critical (section) ? _("\n%s (critical)\n") : "\n%s\n", title);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (CwDetailField) field = g_list_model_get_item (fields, i);

      width = MAX (width, cw_text_get_width (cw_detail_field_get_label (field)));
    }
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (CwDetailField) field = g_list_model_get_item (fields, i);

      cw_console_print_field (cw_detail_field_get_label (field), cw_detail_field_get_value (field), width);
    }
}

static void
print_details (CwCertificate *certificate)
{
  g_autoptr (GListModel) sections = cw_certificate_details_new (certificate);

  for (guint i = 0; i < g_list_model_get_n_items (sections); i++)
    {
      g_autoptr (CwDetailSection) section = g_list_model_get_item (sections, i);

      print_section (section);
    }
}

static void
print_chain (CwChain *chain)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chain));

  cw_console_print_format (_("\nCertification path: %s\n"), cw_chain_get_summary (chain));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwChainLink) link = g_list_model_get_item (G_LIST_MODEL (chain), n - 1 - i);
      g_autofree char *name = cw_certificate_dup_display_name (cw_chain_link_get_certificate (link));
      g_autofree char *safe = cw_console_dup_safe (name, FALSE);
      GListModel *problems = cw_chain_link_get_problems (link);

      cw_console_print_format ("%*s%s [%s]\n", (int) (2 + 2 * i), "", safe, cw_verdict_to_nick (cw_chain_link_get_verdict (link)));
      for (guint j = 0; j < g_list_model_get_n_items (problems); j++)
        {
          g_autoptr (CwProblem) problem = g_list_model_get_item (problems, j);
          g_autofree char *sentence = cw_console_dup_safe (cw_problem_get_sentence (problem), FALSE);

          cw_console_print_format ("%*s%s\n", (int) (6 + 2 * i), "", sentence);
        }
    }
}

static void
print_text (Shown *shown)
{
  if (shown->pem != NULL && shown->chain == NULL && !shown->details)
    {
      cw_console_print (cw_secret_get_text (shown->pem));
      return;
    }
  print_general (shown);
  if (shown->details)
    print_details (shown->certificate);
  if (shown->chain != NULL)
    print_chain (shown->chain);
  if (shown->pem != NULL)
    cw_console_print_format ("\n%s", cw_secret_get_text (shown->pem));
}

/* ---- for programs ---- */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_fields (JsonBuilder *builder, GListModel *fields)
{
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (CwDetailField) field = g_list_model_get_item (fields, i);

      json_builder_begin_object (builder);
      add_string (builder, "label", cw_detail_field_get_label (field));
      add_string (builder, "value", cw_detail_field_get_value (field));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_details (JsonBuilder *builder, CwCertificate *certificate)
{
  g_autoptr (GListModel) sections = cw_certificate_details_new (certificate);

  json_builder_set_member_name (builder, "details");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (sections); i++)
    {
      g_autoptr (CwDetailSection) section = g_list_model_get_item (sections, i);

      json_builder_begin_object (builder);
      add_string (builder, "title", cw_detail_section_get_title (section));
      add_string (builder, "oid", cw_detail_section_get_oid (section));
      json_builder_set_member_name (builder, "critical");
      json_builder_add_boolean_value (builder, cw_detail_section_get_critical (section));
      add_fields (builder, G_LIST_MODEL (section));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_link (JsonBuilder *builder, CwChainLink *link)
{
  CwCertificate *certificate = cw_chain_link_get_certificate (link);
  GListModel *problems = cw_chain_link_get_problems (link);

  json_builder_begin_object (builder);
  add_string (builder, "subject", cw_certificate_get_subject (certificate));
  add_string (builder, "thumbprint", cw_certificate_get_thumbprint (certificate));
  add_string (builder, "verdict", cw_verdict_to_nick (cw_chain_link_get_verdict (link)));
  json_builder_set_member_name (builder, "anchor");
  json_builder_add_boolean_value (builder, cw_chain_link_is_anchor (link));
  cw_json_add_problems (builder, problems);
  json_builder_end_object (builder);
}

static void
add_chain (JsonBuilder *builder, CwChain *chain)
{
  json_builder_set_member_name (builder, "chain");
  json_builder_begin_object (builder);
  add_string (builder, "verdict", cw_verdict_to_nick (cw_chain_get_verdict (chain)));
  add_string (builder, "summary", cw_chain_get_summary (chain));
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (chain)); i++)
    {
      g_autoptr (CwChainLink) link = g_list_model_get_item (G_LIST_MODEL (chain), i);

      add_link (builder, link);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_assignments (JsonBuilder *builder, Shown *shown)
{
  json_builder_set_member_name (builder, "assignments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < shown->records->len; i++)
    {
      json_builder_begin_object (builder);
      cw_assign_verb_add_record (builder, shown->usages, g_ptr_array_index (shown->records, i), NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (CwInvocation *invocation, Shown *shown)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "certificate");
  cw_json_add_certificate (builder, shown->row);
  add_assignments (builder, shown);
  if (shown->details)
    add_details (builder, shown->certificate);
  if (shown->chain != NULL)
    add_chain (builder, shown->chain);
  if (shown->pem != NULL)
    add_string (builder, "pem", cw_secret_get_text (shown->pem));
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static CwSecret *
encode_pem (CwCertificate *certificate, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();

  g_ptr_array_add (certificates, certificate);
  return cw_encode_pem (certificates, NULL, NULL, error);
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  Shown shown = { .details = cw_options_has (given, "details") };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (CwCertificate) certificate = NULL;
  g_autoptr (CwChain) chain = NULL;
  g_autoptr (GPtrArray) anchors = NULL;
  g_autoptr (CwSecret) pem = NULL;
  g_autoptr (GPtrArray) records = NULL;
  CwContext *context = cw_invocation_open (invocation, error);
  CwStore *store;

  if (context == NULL)
    return -1;
  store = cw_invocation_get_store (invocation);
  rows = cw_invocation_find_certificates (invocation, 0, error);
  if (rows == NULL)
    return -1;
  shown.row = g_ptr_array_index (rows, 0);
  shown.certificate = certificate = cw_store_load_certificate (store, cw_stored_certificate_get_id (shown.row), error);
  if (certificate == NULL)
    return -1;
  shown.usages = cw_context_get_usages (context);
  shown.records = records = cw_store_list_assignments_of (store, cw_stored_certificate_get_id (shown.row), error);
  if (records == NULL)
    return -1;
  /* What nobody but this program trusts, the root of the practice CA, counts as well. */
  anchors = cw_authorities_dup_anchors (cw_context_get_authorities (context), NULL);
  if (cw_options_has (given, "chain"))
    shown.chain = chain = cw_chain_new (certificate, lookup_cb, store, anchors, cw_clock_now ());
  if (cw_options_has (given, "pem") && (shown.pem = pem = encode_pem (certificate, error)) == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    print_json (invocation, &shown);
  else
    print_text (&shown);
  return CW_EXIT_DONE;
}

const CwVerb cw_verb_show = {
  .name = "show",
  .arguments = N_("CERTIFICATE"),
  .summary = N_("Show a certificate"),
  .description = N_("CERTIFICATE is a thumbprint (SHA-1 or SHA-256), the friendly name, the serial number or the number that “get” lists."),
  .options = options,
  .run = run,
  .min_arguments = 1,
  .max_arguments = 1,
};
