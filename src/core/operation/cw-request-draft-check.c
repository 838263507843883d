/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-draft-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-draft-fields.h"
#include "cw-error.h"
#include "cw-paths.h"

static const char * const key_words[] = {
  [CW_KEY_RSA] = "RSA", [CW_KEY_ECDH_P256] = "ECDH_P256", [CW_KEY_ECDH_P384] = "ECDH_P384", [CW_KEY_ECDH_P521] = "ECDH_P521",
  [CW_KEY_ED25519] = "Ed25519",
};

const char *
cw_key_type_to_word (CwKeyType type)
{
  g_return_val_if_fail ((gsize) type < G_N_ELEMENTS (key_words), NULL);
  return key_words[type];
}

gboolean
cw_key_type_from_word (const char *word, CwKeyType *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_words); i++)
    if (g_ascii_strcasecmp (key_words[i], word) == 0)
      {
        *type = (CwKeyType) i;
        return TRUE;
      }
  return FALSE;
}

char *
cw_request_draft_dup_key_words (CwRequestDraft *self)
{
  CwKeyType type = cw_request_draft_get_key_type (self);

  if (type != CW_KEY_RSA)
    return g_strdup (cw_key_type_to_word (type));
  return g_strdup_printf ("RSA %u", cw_request_draft_get_key_size (self));
}

void
cw_request_draft_fill_subject (CwRequestDraft *self, CwSubjectFields *fields)
{
  *fields = (CwSubjectFields) {
    .common_name = cw_name_plan_get_common_name (cw_request_draft_get_name_plan (self)),
    .organization = cw_request_draft_get_text (self, CW_WISH_ORGANIZATION),
    .organizational_unit = cw_request_draft_get_text (self, CW_WISH_UNIT),
    .locality = cw_request_draft_get_text (self, CW_WISH_CITY),
    .state = cw_request_draft_get_text (self, CW_WISH_STATE),
    .country = cw_request_draft_get_text (self, CW_WISH_COUNTRY),
  };
}

static void
add_purpose (GPtrArray *purposes, const char *purpose)
{
  for (guint i = 0; i < purposes->len; i++)
    if (g_str_equal (g_ptr_array_index (purposes, i), purpose))
      return;
  g_ptr_array_add (purposes, g_strdup (purpose));
}

GStrv
cw_request_draft_dup_purposes (CwRequestDraft *self)
{
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self);
  GPtrArray *purposes = g_ptr_array_new ();

  for (guint i = 0; i < usages->len; i++)
    {
      const char *const *of_usage = cw_usage_get_purposes (g_ptr_array_index (usages, i));

      for (gsize k = 0; of_usage != NULL && of_usage[k] != NULL; k++)
        add_purpose (purposes, of_usage[k]);
    }
  if (purposes->len == 0)
    add_purpose (purposes, CW_PURPOSE_SERVER);
  if (cw_request_draft_get_flag (self, CW_WISH_CLIENT_AUTH))
    add_purpose (purposes, CW_PURPOSE_CLIENT);
  g_ptr_array_add (purposes, NULL);
  return (GStrv) g_ptr_array_free (purposes, FALSE);
}

/* ---- validate ---- */

static void
add (GListStore *problems, CwProblem *problem)
{
  g_list_store_append (problems, problem);
  g_object_unref (problem);
}

static void
check_usages (CwRequestDraft *self, GListStore *problems)
{
  GPtrArray *lost = cw_request_draft_get_lost_usages (self);

  for (guint i = 0; i < lost->len; i++)
    add (problems, cw_problem_new (CW_SEVERITY_WARNING, "usages", _("The usage “%s”, which this request was for, does not exist any more."),
                                   (const char *) g_ptr_array_index (lost, i)));
  if (g_list_model_get_n_items (cw_request_draft_get_usages (self)) == 0)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "usages", _("Choose at least one usage: what the certificate is for.")));
}

static void
check_names (CwRequestDraft *self, GListStore *problems)
{
  CwNamePlan *plan = cw_request_draft_get_name_plan (self);
  GListModel *of_plan = cw_name_plan_get_problems (plan);

  for (guint i = 0; i < g_list_model_get_n_items (of_plan); i++)
    add (problems, g_list_model_get_item (of_plan, i));
  if (g_list_model_get_n_items (cw_request_draft_get_usages (self)) > 0 && g_list_model_get_n_items (G_LIST_MODEL (plan)) == 0)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "names", _("There is no name that the certificate could be for. Add one, or complete the topology.")));
}

/* The strictest of the usages, and its title. */
static guint
get_min_rsa_bits (CwRequestDraft *self, char **title)
{
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self);
  guint bits = 0;

  for (guint i = 0; i < usages->len; i++)
    {
      CwUsage *usage = g_ptr_array_index (usages, i);

      if (cw_usage_get_min_rsa_bits (usage) <= bits)
        continue;
      bits = cw_usage_get_min_rsa_bits (usage);
      g_free (*title);
      *title = g_strdup (cw_usage_get_title (usage));
    }
  return bits;
}

static void
check_key (CwRequestDraft *self, GListStore *problems)
{
  guint size = cw_request_draft_get_key_size (self);
  g_autofree char *title = NULL;
  guint min_bits = get_min_rsa_bits (self, &title);

  if (cw_request_draft_get_key_type (self) == CW_KEY_ED25519)
    add (problems, cw_problem_new (CW_SEVERITY_WARNING, "key-type", _("Many certification authorities and most browsers do not take Ed25519 keys yet.")));
  if (cw_request_draft_get_key_type (self) != CW_KEY_RSA)
    return;
  if (size != 1024 && size != 2048 && size != 3072 && size != 4096)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "key-size", _("An RSA key has 1024, 2048, 3072 or 4096 bits, not %u."), size));
  else if (size == 1024 && cw_request_draft_get_flag (self, CW_WISH_ACCEPT_WEAK))
    add (problems, cw_problem_new (CW_SEVERITY_WARNING, "key-size", _("RSA with 1024 bits is not safe any more, and most certification authorities refuse it.")));
  else if (size == 1024)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "accept-weak",
                                   _("RSA with 1024 bits is not safe any more. Take 2048 bits or more, or say expressly that it is wanted.")));
  if (size < min_bits && size >= 1024)
    add (problems, cw_problem_new (CW_SEVERITY_WARNING, "key-size", _("%s wants an RSA key with at least %u bits."), title, min_bits));
}

/* One field at a time, so that the sentence stands beside the field. */
static void
check_subject (CwRequestDraft *self, GListStore *problems)
{
  CwSubjectFields all;

  cw_request_draft_fill_subject (self, &all);
  const struct { const char *property; CwSubjectFields fields; } parts[] = {
    { "organization", { .organization = all.organization } },
    { "organizational-unit", { .organizational_unit = all.organizational_unit } },
    { "country", { .country = all.country } },
    { "state", { .state = all.state } },
    { "city", { .locality = all.locality } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!cw_subject_fields_check (&parts[i].fields, &error))
        add (problems, cw_problem_new (CW_SEVERITY_ERROR, parts[i].property, "%s", error->message));
    }
}

static void
check_output (CwRequestDraft *self, GListStore *problems)
{
  const char *path = cw_request_draft_get_text (self, CW_WISH_OUTPUT);
  g_autofree char *folder = NULL;
  g_autofree char *display = NULL;

  if (path == NULL || cw_request_draft_get_flag (self, CW_WISH_ONLINE) || g_str_equal (path, "-"))
    return;
  folder = g_path_get_dirname (path);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      display = cw_paths_dup_display (path);
      add (problems, cw_problem_new (CW_SEVERITY_ERROR, "output", _("%s is a folder. Give the request file a name."), display));
    }
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      display = cw_paths_dup_display (folder);
      add (problems, cw_problem_new (CW_SEVERITY_ERROR, "output", _("There is no folder %s for the request file."), display));
    }
}

GListModel *
cw_request_draft_validate (CwRequestDraft *self)
{
  GListStore *problems = g_list_store_new (CW_TYPE_PROBLEM);
  g_autofree char *wrong_name = cw_draft_dup_name_problem (cw_request_draft_get_text (self, CW_WISH_FRIENDLY_NAME));
  const char *account = cw_request_draft_get_text (self, CW_WISH_ACCOUNT);

  check_usages (self, problems);
  check_names (self, problems);
  if (wrong_name != NULL)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "friendly-name", "%s", wrong_name));
  check_key (self, problems);
  check_subject (self, problems);
  check_output (self, problems);
  if (account != NULL && !cw_draft_is_one_line (account))
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "account", _("A user name is one line of text without control characters.")));
  if (account == NULL && cw_request_draft_get_password (self) != NULL)
    add (problems, cw_problem_new (CW_SEVERITY_ERROR, "account", _("A password needs the name of the account that it belongs to.")));
  return G_LIST_MODEL (problems);
}

/* ---- the command that would do the same ---- */

/* The options know all SIP domains or the primary one. What another choice brings in is named, so that the names are the same. */
static gboolean
needs_more_names (CwRequestDraft *self)
{
  GListModel *ticks = cw_request_draft_get_sip_domains (self);

  for (guint i = 0; i < g_list_model_get_n_items (ticks); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (ticks, i);

      if (cw_sip_tick_is_ticked (tick) && !cw_sip_tick_is_primary (tick))
        return !cw_request_draft_get_flag (self, CW_WISH_ALL_SIP_DOMAINS);
    }
  return FALSE;
}

static gboolean
plan_has (CwNamePlan *plan, CwAltName *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) planned = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (cw_alt_name_equal (cw_planned_name_get_name (planned), name))
        return TRUE;
    }
  return FALSE;
}

static void
append_names (CwRequestDraft *self, GString *command)
{
  CwNamePlan *plan = cw_request_draft_get_name_plan (self);
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self);
  CwNameWish plain_wish = { .usages = usages, .computer = cw_request_draft_get_text (self, CW_WISH_COMPUTER) };
  g_autoptr (CwNamePlan) plain = needs_more_names (self) ? cw_name_plan_new (cw_request_draft_get_topology (self), &plain_wish) : NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) planned = g_list_model_get_item (G_LIST_MODEL (plan), i);
      CwAltName *name = cw_planned_name_get_name (planned);

      if (!cw_planned_name_is_addition (planned) && (plain == NULL || plan_has (plain, name)))
        continue;
      if (names->len > 0)
        g_string_append_c (names, ',');
      g_string_append (names, cw_alt_name_get_text (name));
    }
  if (names->len > 0)
    cw_draft_append_option (command, "--domain-name", names->str);
}

static void
append_key (CwRequestDraft *self, GString *command)
{
  g_autofree char *size = g_strdup_printf ("%u", cw_request_draft_get_key_size (self));

  if (cw_request_draft_get_key_type (self) != CW_KEY_RSA)
    cw_draft_append_option (command, "--key-alg", cw_key_type_to_word (cw_request_draft_get_key_type (self)));
  else if (cw_request_draft_get_key_size (self) != 2048)
    cw_draft_append_option (command, "--key-size", size);
  if (cw_request_draft_get_key_type (self) == CW_KEY_RSA && cw_request_draft_get_key_size (self) == 1024
      && cw_request_draft_get_flag (self, CW_WISH_ACCEPT_WEAK))
    g_string_append (command, " --force");   /* which says so */
  if (cw_request_draft_get_flag (self, CW_WISH_EXPORTABLE))
    cw_draft_append_option (command, "--private-key-exportable", "true");
  if (cw_request_draft_get_flag (self, CW_WISH_CLIENT_AUTH))
    cw_draft_append_option (command, "--client-eku", "true");
}

static void
append_authority (CwRequestDraft *self, GString *command)
{
  const char *output = cw_request_draft_get_text (self, CW_WISH_OUTPUT);

  if (!cw_request_draft_get_flag (self, CW_WISH_ONLINE))
    {
      cw_draft_append_option (command, output != NULL ? "--output" : "--ca", output != NULL ? output : "offline");
      return;
    }
  cw_draft_append_option (command, "--ca", cw_request_draft_get_text (self, CW_WISH_AUTHORITY));
  cw_draft_append_option (command, "--ca-account", cw_request_draft_get_text (self, CW_WISH_ACCOUNT));
  if (cw_request_draft_get_text (self, CW_WISH_ACCOUNT) != NULL && cw_request_draft_get_flag (self, CW_WISH_REMEMBER))
    g_string_append (command, " --ca-remember");
  cw_draft_append_option (command, "--template", cw_request_draft_get_text (self, CW_WISH_TEMPLATE));
}

char *
cw_request_draft_dup_command (CwRequestDraft *self)
{
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self);
  g_autofree char *types = cw_usage_list_dup_ids (usages);
  GString *command = g_string_new ("certwizardctl request --new");

  if (usages->len > 0)
    cw_draft_append_option (command, "--type", types);
  cw_draft_append_option (command, "--computer-fqdn", cw_request_draft_get_text (self, CW_WISH_COMPUTER));
  if (cw_request_draft_get_flag (self, CW_WISH_ALL_SIP_DOMAINS))
    g_string_append (command, " --all-sip-domain");
  append_names (self, command);
  append_authority (self, command);
  cw_draft_append_option (command, "--friendly-name", cw_request_draft_get_text (self, CW_WISH_FRIENDLY_NAME));
  append_key (self, command);
  cw_draft_append_option (command, "--organization", cw_request_draft_get_text (self, CW_WISH_ORGANIZATION));
  cw_draft_append_option (command, "--ou", cw_request_draft_get_text (self, CW_WISH_UNIT));
  cw_draft_append_option (command, "--country", cw_request_draft_get_text (self, CW_WISH_COUNTRY));
  cw_draft_append_option (command, "--state", cw_request_draft_get_text (self, CW_WISH_STATE));
  cw_draft_append_option (command, "--city", cw_request_draft_get_text (self, CW_WISH_CITY));
  return g_string_free (command, FALSE);
}
