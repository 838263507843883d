/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-export-operation.h"
#include "cw-verb.h"

static const char *const formats[] = { "pem", "pem-chain", "pem-fullchain", "der", "pkcs7", "pfx", "pfx-legacy", NULL };

static const CwOption options[] = {
  { "path", CW_OPTION_FILE, N_("FILE"), N_("The file to write; a folder gets a file for each certificate"), "-Path" },
  { "format", CW_OPTION_CHOICE, N_("FORMAT"), N_("What is written; without it what the ending of the file says, else pem"), NULL, formats },
  { "include-private-key", CW_OPTION_FLAG, NULL, N_("With the private key, which has to be exportable") },
  { "password", CW_OPTION_SECRET, NULL, N_("Read the password of a PFX, or of the key in a PEM, from standard input"), "-Password" },
  { "password-file", CW_OPTION_FILE, N_("FILE"), N_("Read that password from the first line of another file") },
  { NULL }
};

static gboolean
has_ending (const char *path, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static CwExportFormat
get_format (CwOptions *given, const char *path)
{
  const char *nick = cw_options_get (given, "format");
  CwExportFormat format = CW_EXPORT_PEM;

  if (nick != NULL)
    cw_export_format_from_nick (nick, &format);
  else if (has_ending (path, (const char *const[]) { ".pfx", ".p12", NULL }))
    format = CW_EXPORT_PFX;
  else if (has_ending (path, (const char *const[]) { ".p7b", ".p7c", NULL }))
    format = CW_EXPORT_PKCS7;
  else if (has_ending (path, (const char *const[]) { ".der", ".cer", NULL }))
    format = CW_EXPORT_DER;
  return format;
}

static gboolean
check_path (const char *path, GError **error)
{
  if (path == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--path is missing: the file to write."));
  else if (g_str_equal (path, "-"))
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE,
                 _("An export is a file that is read back after it was written, not standard output; “show CERTIFICATE --pem” prints a certificate."));
  else
    return TRUE;
  return FALSE;
}

static CwExportDraft *
make_draft (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *path = cw_options_get (given, "path");
  g_autoptr (GPtrArray) rows = cw_invocation_find_certificates (invocation, 0, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CwSecret) password = NULL;
  CwExportDraft *draft;

  if (rows == NULL || !cw_invocation_read_secret (invocation, "password", &password, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = cw_stored_certificate_get_id (g_ptr_array_index (rows, i));

      g_array_append_val (ids, id);
    }
  draft = cw_export_draft_new ((const gint64 *) ids->data, ids->len);
  g_object_set (draft, "path", path, "format", (int) get_format (given, path), "include-key", cw_options_has (given, "include-private-key"),
                "overwrite", cw_options_has (given, "force"), "password", password, NULL);
  return draft;
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwContext *context;
  g_autoptr (CwExportDraft) draft = NULL;
  g_autoptr (CwExportOperation) operation = NULL;

  if (!check_path (cw_options_get (cw_invocation_get_options (invocation), "path"), error))
    return -1;
  context = cw_invocation_open (invocation, error);
  if (context == NULL)
    return -1;
  draft = make_draft (invocation, error);
  if (draft == NULL)
    return -1;
  operation = cw_export_operation_new (cw_context_get_access (context), draft);
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
}

const CwVerb cw_verb_export = {
  .name = "export",
  .arguments = N_("CERTIFICATE…"),
  .summary = N_("Write certificates to a file"),
  .description = N_("CERTIFICATE is a thumbprint, the friendly name, the serial number or the number that “get” lists. The file is read back after it was "
                    "written. An existing file is replaced with --force only; a file with a private key can be read by its owner alone."),
  .options = options,
  .run = run,
  .min_arguments = 1,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS,
};
