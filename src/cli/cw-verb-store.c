/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-paths.h"
#include "cw-store-operations.h"
#include "cw-verb.h"

/* The store as a whole: what protects it, whether it is sound, and a copy of all of it. */

/* ---- status ---- */

typedef struct {
  char        *directory;
  char        *sentence;
  const char  *protection;
  guint64      n_certificates;
  guint64      n_keys;
  guint        n_trash;
} Status;

static void
add_status (CwInvocation *invocation, CwStore *store, const Status *status, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "directory");
  json_builder_add_string_value (builder, status->directory);
  json_builder_set_member_name (builder, "scope");
  json_builder_add_string_value (builder, cw_context_is_system (cw_invocation_open (invocation, NULL)) ? "system" : "user");
  json_builder_set_member_name (builder, "protection");
  json_builder_add_string_value (builder, status->protection);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, status->sentence);
  json_builder_set_member_name (builder, "certificates");
  json_builder_add_int_value (builder, (gint64) status->n_certificates);
  json_builder_set_member_name (builder, "privateKeys");
  json_builder_add_int_value (builder, (gint64) status->n_keys);
  json_builder_set_member_name (builder, "trash");
  json_builder_add_int_value (builder, status->n_trash);
  json_builder_set_member_name (builder, "schema");
  json_builder_add_int_value (builder, cw_store_get_schema (store));
  json_builder_set_member_name (builder, "readOnly");
  json_builder_add_boolean_value (builder, cw_store_is_read_only (store));
  json_builder_end_object (builder);
}

static void
print_status (CwStore *store, const Status *status)
{
  g_autofree char *display = cw_paths_dup_display (status->directory);
  g_autofree char *certificates = g_strdup_printf ("%'" G_GUINT64_FORMAT, status->n_certificates);
  g_autofree char *keys = g_strdup_printf ("%'" G_GUINT64_FORMAT, status->n_keys);
  g_autofree char *trash = g_strdup_printf ("%'u", status->n_trash);
  const char *fields[][2] = {
    { _("Store"), display }, { _("Protection"), status->protection }, { "", status->sentence }, { _("Certificates"), certificates },
    { _("Private keys"), keys }, { _("In the trash"), trash }, { _("Writable"), cw_store_is_read_only (store) ? _("No") : _("Yes") },
  };
  guint width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    width = MAX (width, cw_text_get_width (fields[i][0]));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*fields[i][0] != '\0')
      cw_console_print_field (fields[i][0], fields[i][1], width);
    else
      cw_console_print_format ("  %*s  %s\n", (int) width, "", fields[i][1]);
}

static int
run_status (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) trash = context != NULL ? cw_store_list_trash (cw_context_get_store (context), error) : NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *sentence = NULL;
  Status status = { 0 };
  CwStore *store;

  if (trash == NULL)
    return -1;
  store = cw_context_get_store (context);
  status.directory = directory = g_filename_display_name (cw_store_get_directory (store));
  status.sentence = sentence = cw_store_access_dup_status (cw_context_get_access (context));
  status.protection = cw_protection_to_nick (cw_store_get_protection (store, &local));
  status.n_certificates = cw_store_count_certificates (store);
  status.n_keys = cw_store_count_keys (store);
  status.n_trash = trash->len;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  if (!cw_invocation_is_json (invocation))
    {
      print_status (store, &status);
      return CW_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "store");
  add_status (invocation, store, &status, builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
  return CW_EXIT_DONE;
}

static const CwVerb verb_status = {
  .name = "status",
  .summary = N_("Say where the store is, what is in it and what protects its private keys"),
  .run = run_status,
};

/* ---- check ---- */

static void
print_check_json (CwInvocation *invocation, GPtrArray *problems, gboolean with_keys, gboolean sound)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sound");
  json_builder_add_boolean_value (builder, sound);
  json_builder_set_member_name (builder, "keysChecked");
  json_builder_add_boolean_value (builder, with_keys);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++)
    cw_json_add_problem (builder, g_ptr_array_index (problems, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_check (GPtrArray *problems, gboolean sound)
{
  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      cw_console_complain ("%s: %s", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  cw_console_print (sound ? _("The store is sound.\n") : _("The store is damaged. Copy its folder before anything else, then restore a backup.\n"));
}

/* Private keys can only be tried with the key of the store. Without it the rest is checked all the same. */
static gboolean
try_unlock (CwInvocation *invocation, CwContext *context)
{
  g_autoptr (GError) error = NULL;

  if (cw_store_get_protection (cw_context_get_store (context), NULL) == CW_PROTECTION_NONE)
    return TRUE;
  if (cw_store_access_unlock (cw_context_get_access (context), cw_invocation_get_interaction (invocation),
                              cw_invocation_get_cancellable (invocation), &error))
    return TRUE;
  cw_console_complain (_("The private keys are not checked: %s"), error->message);
  return FALSE;
}

static int
run_check (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  gboolean with_keys = context != NULL && try_unlock (invocation, context);
  g_autoptr (GPtrArray) problems = NULL;
  gboolean sound = TRUE;

  if (context == NULL)
    return -1;
  problems = cw_store_check (cw_context_get_store (context), cw_invocation_get_cancellable (invocation), error);
  if (problems == NULL)
    return -1;
  for (guint i = 0; i < problems->len; i++)
    sound &= cw_problem_get_severity (g_ptr_array_index (problems, i)) != CW_SEVERITY_ERROR;
  if (cw_invocation_is_json (invocation))
    print_check_json (invocation, problems, with_keys, sound);
  else
    print_check (problems, sound);
  return sound ? CW_EXIT_DONE : CW_EXIT_STORE_DAMAGED;
}

static const CwVerb verb_check = {
  .name = "check",
  .summary = N_("Check everything in the store"),
  .run = run_check,
};

/* ---- protect ---- */

static const char *const protections[] = { "keyring", "passphrase", "permissions", NULL };

static const CwOption protect_options[] = {
  { "new-passphrase", CW_OPTION_SECRET, NULL, N_("Read the new passphrase from standard input") },
  { "new-passphrase-file", CW_OPTION_FILE, N_("FILE"), N_("Read the new passphrase from the first line of a file") },
  { NULL }
};

static gboolean
protection_from_text (const char *text, CwProtection *protection, GError **error)
{
  static const CwProtection values[] = { CW_PROTECTION_KEYRING, CW_PROTECTION_PASSPHRASE, CW_PROTECTION_PERMISSIONS };
  const char *near = cw_suggest (text, protections);

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (text, protections[i]))
      {
        *protection = values[i];
        return TRUE;
      }
  if (near != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no protection “%s”. Did you mean “%s”?"), text, near);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("There is no protection “%s”. There are keyring, passphrase and permissions."), text);
  return FALSE;
}

static int
run_protect (CwInvocation *invocation, GError **error)
{
  const char *text = cw_options_get_argument (cw_invocation_get_options (invocation), 0);
  CwProtection protection = CW_PROTECTION_NONE;
  g_autoptr (CwSecret) passphrase = NULL;
  g_autoptr (CwOperation) operation = NULL;
  CwContext *context;

  if (!protection_from_text (text, &protection, error) || !cw_invocation_read_secret (invocation, "new-passphrase", &passphrase, error))
    return -1;
  if (passphrase != NULL && protection != CW_PROTECTION_PASSPHRASE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A new passphrase belongs to the protection “passphrase” only."));
      return -1;
    }
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  operation = cw_protect_operation_new (cw_context_get_access (context), protection, passphrase);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_protect = {
  .name = "protect",
  .arguments = N_("keyring|passphrase|permissions"),
  .summary = N_("Change what protects the private keys"),
  .description = N_("Every private key is encrypted anew with a new store key, in one transaction. “permissions”, the mode of the files alone, is for root."),
  .options = protect_options,
  .run = run_protect,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

/* ---- backup and restore ---- */

static const CwOption backup_options[] = {
  { "passphrase", CW_OPTION_SECRET, NULL, N_("Read the passphrase of the backup from standard input") },
  { "passphrase-file", CW_OPTION_FILE, N_("FILE"), N_("Read the passphrase of the backup from the first line of a file") },
  { NULL }
};

static const CwOption restore_options[] = {
  { "passphrase", CW_OPTION_SECRET, NULL, N_("Read the passphrase of the backup from standard input") },
  { "passphrase-file", CW_OPTION_FILE, N_("FILE"), N_("Read the passphrase of the backup from the first line of a file") },
  { "replace", CW_OPTION_FLAG, NULL, N_("Into a store that is not empty: its old database is kept beside the new one") },
  { NULL }
};

static int
run_backup (CwInvocation *invocation, GError **error)
{
  const char *path = cw_options_get_argument (cw_invocation_get_options (invocation), 0);
  g_autoptr (CwSecret) passphrase = NULL;
  g_autoptr (CwOperation) operation = NULL;
  CwContext *context;

  if (!cw_invocation_read_secret (invocation, "passphrase", &passphrase, error))
    return -1;
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  operation = cw_backup_operation_new (cw_context_get_access (context), path, passphrase);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

static const CwVerb verb_backup = {
  .name = "backup",
  .arguments = N_("FILE"),
  .summary = N_("Write everything in the store into one file, encrypted by a passphrase"),
  .options = backup_options,
  .run = run_backup,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS,
};

static int
run_restore (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  gboolean replace = cw_options_has (given, "replace");
  g_autoptr (CwSecret) passphrase = NULL;
  g_autoptr (CwOperation) operation = NULL;
  CwQuestion question = {
    .heading = _("Replace what is in the store?"), .accept = _("Replace"), .severity = CW_SEVERITY_WARNING,
    .body = _("What is in the store now is replaced by what is in the backup. The old database is kept beside it."),
  };
  CwContext *context;

  if (!cw_invocation_read_secret (invocation, "passphrase", &passphrase, error))
    return -1;
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  operation = cw_restore_operation_new (cw_context_get_access (context), cw_options_get_argument (given, 0), passphrase, replace);
  replace = replace && cw_store_count_certificates (cw_invocation_get_store (invocation)) > 0;
  return cw_invocation_run_operation (invocation, operation, replace ? &question : NULL, error);
}

static const CwVerb verb_restore = {
  .name = "restore",
  .arguments = N_("FILE"),
  .summary = N_("Put the content of a backup into the store"),
  .options = restore_options,
  .run = run_restore,
  .min_arguments = 1,
  .max_arguments = 1,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};

static const CwVerb *const verbs[] = { &verb_status, &verb_check, &verb_protect, &verb_backup, &verb_restore, NULL };

const CwVerb cw_verb_store = {
  .name = "store",
  .summary = N_("Look after the store: status, check, protect, backup, restore"),
  .verbs = verbs,
};
