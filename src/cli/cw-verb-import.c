/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-console.h"
#include "cw-error.h"
#include "cw-import-operation.h"
#include "cw-verb.h"

/* Import-CsCertificate. */

static const CwOption options[] = {
  { "path", CW_OPTION_FILE, N_("FILE"), N_("The file, or a folder; “-” reads standard input; may be given several times"), "-Path", .many = TRUE },
  { "password", CW_OPTION_SECRET, NULL, N_("Read the password of the file from standard input"), "-Password" },
  { "password-file", CW_OPTION_FILE, N_("FILE"), N_("Read the password of the file from the first line of another file") },
  { "private-key-exportable", CW_OPTION_BOOLEAN, NULL, N_("Whether the private key can be exported later; false without this option"), "-PrivateKeyExportable" },
  { "friendly-name", CW_OPTION_TEXT, N_("NAME"), N_("The name of the certificate in the store; one is made up without it"), "-FriendlyName" },
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("Assign the certificate to these usages at once, as “set --path” does"), "-Type", .many = TRUE },
  { "identity", CW_OPTION_CHOICE, NULL, N_("With --type: where it is assigned; on this computer without this option"), "-Identity", cw_assign_verb_identities },
  { "effective-date", CW_OPTION_TIME, N_("WHEN"), N_("With --type: when it is used first, as 2026-12-31 08:00 or as this computer writes dates; --effective-time is the same"), "-EffectiveDate", .alias = "effective-time" },
  { "roll", CW_OPTION_FLAG, NULL, N_("With --type: take the place of the present certificate at the effective date"), "-Roll" },
  { NULL }
};

static gboolean
add_path (CwInvocation *invocation, CwImportDraft *draft, const char *path, GError **error)
{
  if (g_str_equal (path, "-") && !cw_invocation_claim_stdin (invocation, "path", error))
    return FALSE;
  cw_import_draft_add_path (draft, path);
  return TRUE;
}

static gboolean
add_paths (CwInvocation *invocation, CwImportDraft *draft, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  GPtrArray *paths = cw_options_get_all (given, "path");

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    if (!add_path (invocation, draft, g_ptr_array_index (paths, i), error))
      return FALSE;
  for (guint i = 0; i < cw_options_get_n_arguments (given); i++)
    if (!add_path (invocation, draft, cw_options_get_argument (given, i), error))
      return FALSE;
  return TRUE;
}

static const char *
get_fate_text (CwImportFate fate)
{
  switch (fate)
    {
    case CW_FATE_ADD:
      return _("new");
    case CW_FATE_THERE:
      return _("there already");
    case CW_FATE_RESTORE:
      return _("from the trash");
    case CW_FATE_SKIP:
      return _("skipped");
    case CW_FATE_BROKEN:
      break;
    }
  return _("broken");
}

/* What is inside, line by line: with --what-if and --verbose. */
static void
print_preview (CwOperation *operation)
{
  GListModel *preview = cw_import_operation_get_preview (CW_IMPORT_OPERATION (operation));
  guint n = preview != NULL ? g_list_model_get_n_items (preview) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwImportItem) item = g_list_model_get_item (preview, i);
      g_autofree char *title = cw_console_dup_safe (cw_import_item_get_title (item), FALSE);
      g_autofree char *detail = cw_console_dup_safe (cw_import_item_get_detail (item) != NULL ? cw_import_item_get_detail (item) : "", FALSE);
      g_autofree char *source = cw_console_dup_safe (cw_import_item_get_source (item), FALSE);

      cw_console_print_format ("  [%s] %s (%s)%s%s\n", get_fate_text (cw_import_item_get_fate (item)), title, source,
                               *detail != '\0' ? ": " : "", detail);
    }
}

/* ---- import, and assign ---- */

/* The one file; NULL with an error when there is another number of them. */
static const char *
get_only_path (CwOptions *given, GError **error)
{
  GPtrArray *paths = cw_options_get_all (given, "path");
  guint n = (paths != NULL ? paths->len : 0) + cw_options_get_n_arguments (given);

  if (n == 1)
    return paths != NULL ? g_ptr_array_index (paths, 0) : cw_options_get_argument (given, 0);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A usage has one certificate, so --type needs exactly one file."));
  return NULL;
}

static int
run_assign (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *path = get_only_path (given, error);
  CwAssignments *assignments = path != NULL ? cw_assign_verb_open (invocation, error) : NULL;
  g_autoptr (CwAssignDraft) draft = assignments != NULL ? cw_assign_draft_new (assignments) : NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  g_autoptr (CwSecret) password = NULL;

  if (draft == NULL || !cw_assign_verb_fill_draft (invocation, draft, error))
    return -1;
  if (g_str_equal (path, "-") && !cw_invocation_claim_stdin (invocation, "path", error))
    return -1;
  if (!cw_invocation_read_secret (invocation, "password", &password, error))
    return -1;
  g_object_set (draft, "path", path, "password", password, "friendly-name", cw_options_get (given, "friendly-name"),
                "exportable", cw_options_get_boolean (given, "private-key-exportable", FALSE), NULL);
  operation = cw_assign_operation_new (draft);
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
}

/* An option that would be ignored is refused. */
static gboolean
check_combination (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);

  if (!cw_assign_verb_check_identity (invocation, error))
    return FALSE;
  if (cw_options_get (given, "type") != NULL || cw_options_get (given, "effective-date") == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--effective-date needs --type: the usages that the certificate is assigned to from that date on."));
  return FALSE;
}

/* ---- import alone ---- */

static int
run_import (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();
  g_autoptr (CwImportOperation) operation = NULL;
  g_autoptr (CwSecret) password = NULL;
  CwContext *context;

  if (!add_paths (invocation, draft, error) || !cw_invocation_read_secret (invocation, "password", &password, error))
    return -1;
  g_object_set (draft, "friendly-name", cw_options_get (given, "friendly-name"), "password", password,
                "exportable", cw_options_get_boolean (given, "private-key-exportable", FALSE), NULL);
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  operation = cw_import_operation_new (cw_context_get_access (context), draft);
  cw_invocation_set_preview (invocation, print_preview);
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
}

static int
run (CwInvocation *invocation, GError **error)
{
  if (!check_combination (invocation, error))
    return -1;
  return cw_options_get (cw_invocation_get_options (invocation), "type") != NULL ? run_assign (invocation, error) : run_import (invocation, error);
}

const CwVerb cw_verb_import = {
  .name = "import",
  .arguments = N_("[FILE…]"),
  .summary = N_("Import certificates and private keys into the store"),
  .description = N_("Takes PFX (PKCS #12), PKCS #7, PEM in any mixture, DER, PKCS #8 and traditional private keys, and whole folders of them; what "
                    "a file is, is recognised by its content. A password that is needed and not given is asked for on the terminal. With --type "
                    "the certificate of a file is assigned at once."),
  .options = options,
  .run = run,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};
