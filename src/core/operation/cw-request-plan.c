/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-plan.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-paths.h"

static int
code_of_field (const char *field)
{
  static const struct { const char *field; int code; } codes[] = {
    { "names", CW_ERROR_NAME_INVALID }, { "friendly-name", CW_ERROR_NAME_INVALID }, { "organization", CW_ERROR_NAME_INVALID },
    { "organizational-unit", CW_ERROR_NAME_INVALID }, { "country", CW_ERROR_NAME_INVALID }, { "state", CW_ERROR_NAME_INVALID },
    { "city", CW_ERROR_NAME_INVALID }, { "output", CW_ERROR_NOT_FOUND }, { "accept-weak", CW_ERROR_NEEDS_CONFIRMATION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].field, field))
      return codes[i].code;
  return CW_ERROR_USAGE;
}

static gboolean
check_friendly_name (CwRequestDraft *draft, CwStore *store, GError **error)
{
  const char *name = cw_request_draft_get_text (draft, CW_WISH_FRIENDLY_NAME);
  g_autoptr (GError) local = NULL;

  if (name == NULL)
    return TRUE;
  if (cw_store_friendly_name_taken (store, name, &local))
    g_set_error (&local, CW_ERROR, CW_ERROR_NAME_TAKEN, _("There is already a certificate with the friendly name “%s” in the store."), name);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
cw_request_plan_check (CwPlan *plan, CwRequestDraft *draft, CwStore *store, GError **error)
{
  g_autoptr (GListModel) problems = cw_request_draft_validate (draft);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        {
          g_set_error_literal (error, CW_ERROR, code_of_field (cw_problem_get_field (problem)), cw_problem_get_sentence (problem));
          return FALSE;
        }
      cw_plan_add_problem (plan, problem);
    }
  return check_friendly_name (draft, store, error);
}

void
cw_request_plan_add_advice (CwPlan *plan, CwRequestDraft *draft, CwAuthorityInfo *info, CwAuthorityCapabilities capabilities)
{
  const char *title = cw_authority_info_get_title (info);
  const char *output = cw_request_draft_get_text (draft, CW_WISH_OUTPUT);

  if (g_str_equal (cw_authority_info_get_kind (info)->id, "practice"))
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, "authority", _("The practice CA is for trying out. Nobody but this program trusts what it issues.")));
  if (cw_request_draft_get_text (draft, CW_WISH_ACCOUNT) != NULL && (capabilities & CW_AUTHORITY_HAS_ACCOUNTS) == 0)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, "account", _("%s knows no accounts; the one that is given is not used."), title));
  if (cw_request_draft_get_text (draft, CW_WISH_TEMPLATE) != NULL && (capabilities & CW_AUTHORITY_HAS_TEMPLATES) == 0
      && (capabilities & CW_AUTHORITY_CAN_SUBMIT) != 0)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, "template", _("%s knows no templates; the one that is given is not used."), title));
  if ((capabilities & CW_AUTHORITY_CAN_SUBMIT) == 0 && output != NULL && g_file_test (output, G_FILE_TEST_EXISTS))
    {
      g_autofree char *display = cw_paths_dup_display (output);
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_WARNING, "output", _("The file %s is there already and would be replaced."), display);

      cw_plan_add_advice (plan, problem);
    }
  if (cw_authority_info_get_id (info) == 0 && !cw_authority_info_get_kind (info)->built_in)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, "authority", _("“%s” is not in the list of authorities yet; it is added when it has answered."),
                                                cw_authority_info_get_address (info)));
}

const char *
cw_request_plan_get_template (CwRequestDraft *draft, CwAuthorityInfo *info)
{
  const CwAuthorityKind *kind = cw_authority_info_get_kind (info);
  const char *wanted = draft != NULL ? cw_request_draft_get_text (draft, CW_WISH_TEMPLATE) : NULL;
  const char *of_authority = cw_authority_kind_get_value (kind, cw_authority_info_get_settings (info), "template");

  if (wanted != NULL)
    return wanted;
  return of_authority != NULL ? of_authority : kind->default_template;
}

/* ---- facts ---- */

static void
add_fact (CwPlan *plan, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    cw_plan_add_fact (plan, property, value);
}

static void
add_name_facts (CwPlan *plan, CwNamePlan *names)
{
  const char *common_name = cw_name_plan_get_common_name (names);

  if (common_name != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("%s – %s"), common_name, cw_name_plan_get_subject_reason (names));

      cw_plan_add_fact (plan, _("Subject Name"), cw_name_plan_get_subject_reason (names) != NULL ? text : common_name);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (names), i);
      g_autofree char *text = g_strdup_printf (_("%s – %s"), cw_planned_name_get_text (name), cw_planned_name_get_reason (name));

      cw_plan_add_fact (plan, _("Subject Alternative Name"), text);
    }
}

static void
add_authority_facts (CwPlan *plan, CwAuthorityInfo *info, const char *account, const char *template_name, CwAuthorityCapabilities capabilities)
{
  const char *address = cw_authority_info_get_address (info);
  g_autofree char *both = g_strdup_printf ("%s (%s)", cw_authority_info_get_title (info), address);
  gboolean same = g_str_equal (address, cw_authority_info_get_name (info));

  cw_plan_add_fact (plan, _("Certification Authority"), same ? cw_authority_info_get_title (info) : both);
  if ((capabilities & CW_AUTHORITY_HAS_TEMPLATES) != 0)
    add_fact (plan, _("Certificate Template"), template_name);
  if ((capabilities & CW_AUTHORITY_HAS_ACCOUNTS) != 0)
    cw_plan_add_fact (plan, _("Certification Authority Account"), account != NULL ? account : _("The logged-on user"));
}

void
cw_request_plan_add_facts (CwPlan *plan, CwRequestDraft *draft, CwAuthorityInfo *info, CwAuthorityCapabilities capabilities)
{
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (draft);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);
  g_autofree char *key = cw_request_draft_dup_key_words (draft);
  const char *friendly_name = cw_request_draft_get_text (draft, CW_WISH_FRIENDLY_NAME);
  const char *output = cw_request_draft_get_text (draft, CW_WISH_OUTPUT);

  cw_plan_add_fact (plan, _("Certificate Use"), titles);
  add_fact (plan, _("Computer"), cw_request_draft_get_text (draft, CW_WISH_COMPUTER));
  cw_plan_add_fact (plan, _("Friendly Name"), friendly_name != NULL ? friendly_name : _("Made up from the subject"));
  cw_plan_add_fact (plan, _("Key Algorithm"), key);
  cw_plan_add_fact (plan, _("Private Key Exportable"), cw_request_draft_get_flag (draft, CW_WISH_EXPORTABLE) ? _("Yes") : _("No"));
  if (cw_request_draft_get_flag (draft, CW_WISH_CLIENT_AUTH))
    cw_plan_add_fact (plan, _("Client Authentication"), _("Yes"));
  add_fact (plan, _("Organization"), cw_request_draft_get_text (draft, CW_WISH_ORGANIZATION));
  add_fact (plan, _("Organizational Unit"), cw_request_draft_get_text (draft, CW_WISH_UNIT));
  add_fact (plan, _("Country/Region"), cw_request_draft_get_text (draft, CW_WISH_COUNTRY));
  add_fact (plan, _("State/Province"), cw_request_draft_get_text (draft, CW_WISH_STATE));
  add_fact (plan, _("City/Locality"), cw_request_draft_get_text (draft, CW_WISH_CITY));
  add_name_facts (plan, cw_request_draft_get_name_plan (draft));
  add_authority_facts (plan, info, cw_request_draft_get_text (draft, CW_WISH_ACCOUNT), cw_request_plan_get_template (draft, info), capabilities);
  if ((capabilities & CW_AUTHORITY_CAN_SUBMIT) == 0 && output != NULL)
    {
      g_autofree char *display = cw_paths_dup_display (output);

      cw_plan_add_fact (plan, _("Request File"), g_str_equal (output, "-") ? _("Standard output") : display);
    }
}

void
cw_request_plan_add_record_facts (CwPlan *plan, const CwRequestRecord *record, CwAuthorityInfo *info)
{
  g_auto (GStrv) names = g_strsplit (record->names != NULL ? record->names : "", "\n", -1);
  g_autofree char *reference = cw_request_record_dup_reference (record);

  add_fact (plan, _("Request"), reference);
  add_fact (plan, _("Certificate Use"), record->usages);
  add_fact (plan, _("Friendly Name"), record->friendly_name);
  add_fact (plan, _("Key Algorithm"), record->key_algorithm);
  cw_plan_add_fact (plan, _("Private Key Exportable"), record->exportable ? _("Yes") : _("No"));
  add_fact (plan, _("Subject Name"), record->subject);
  for (gsize i = 0; names[i] != NULL; i++)
    add_fact (plan, _("Subject Alternative Name"), names[i]);
  cw_plan_add_fact (plan, _("Certification Authority"), cw_authority_info_get_title (info));
  add_fact (plan, _("Certificate Template"), record->template_name);
  add_fact (plan, _("Certification Authority Account"), record->account);
  add_fact (plan, _("Request File"), record->output);
}
