/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-error.h"

/* Set-CsCertificate. */

/* More is no list of certificates that one is to be taken from. */
#define MAX_DOCUMENT (16 * 1024 * 1024)

static const CwOption options[] = {
  { "thumbprint", CW_OPTION_TEXT, N_("THUMBPRINT"), N_("The certificate of the store with this thumbprint, SHA-1 or SHA-256"), "-Thumbprint" },
  { "reference", CW_OPTION_TEXT, N_("CERTIFICATE"), N_("The certificate as “get” names it: thumbprint, friendly name, serial number or number; “-” takes it from the JSON document of “get” on standard input"), "-Reference" },
  { "path", CW_OPTION_FILE, N_("FILE"), N_("The certificate in a PFX file, which is imported; “-” reads standard input"), "-Path" },
  { "request-id", CW_OPTION_TEXT, N_("NUMBER"), N_("The certificate that was issued for this request: the authority's number (89), or the store's (r5)") },
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("The usages that get the certificate; “topology usages” lists them"), "-Type", .many = TRUE },
  { "password", CW_OPTION_SECRET, NULL, N_("With --path: read the password of the file from standard input"), "-Password" },
  { "password-file", CW_OPTION_FILE, N_("FILE"), N_("With --path: read the password of the file from the first line of another file") },
  { "private-key-exportable", CW_OPTION_BOOLEAN, NULL, N_("With --path: whether the private key can be exported later; false without this option") },
  { "friendly-name", CW_OPTION_TEXT, N_("NAME"), N_("With --path: the name of the certificate in the store; one is made up without it") },
  { "identity", CW_OPTION_CHOICE, NULL, N_("Where it is assigned; on this computer without this option"), "-Identity", cw_assign_verb_identities },
  { "effective-date", CW_OPTION_TIME, N_("WHEN"), N_("When it is used first, as 2026-12-31 08:00 or as this computer writes dates; --effective-time is the same"), "-EffectiveDate", .alias = "effective-time" },
  { "roll", CW_OPTION_FLAG, NULL, N_("Take the place of the present certificate at the effective date; prepared and checked now"), "-Roll" },
  { "again", CW_OPTION_FLAG, NULL, N_("Write the files anew also where it is assigned already") },
  { NULL }
};

/* The one that says which certificate is meant. */
static const char *
find_source (CwOptions *given, GError **error)
{
  static const char *const sources[] = { "thumbprint", "reference", "path", "request-id" };
  const char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      if (cw_options_get (given, sources[i]) == NULL)
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), found, sources[i]);
          return NULL;
        }
      found = sources[i];
    }
  if (found == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("Say which certificate: --thumbprint, --reference, --path or --request-id. “certwizardctl get "
                                                    "--available” lists what is in the store."));
  return found;
}

/* An option that would be ignored is refused. */
static gboolean
check_combination (CwOptions *given, const char *source, GError **error)
{
  static const char *const of_a_file[] = { "password", "password-file", "private-key-exportable", "friendly-name" };

  for (gsize i = 0; !g_str_equal (source, "path") && i < G_N_ELEMENTS (of_a_file); i++)
    if (cw_options_get (given, of_a_file[i]) != NULL)
      {
        g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s belongs to --path: a file that is imported. It has no meaning with --%s."), of_a_file[i], source);
        return FALSE;
      }
  return TRUE;
}

/* As a person copies it from somewhere: "b1 42 91:8e", with the mark in front that Windows adds. */
static char *
dup_thumbprint (const char *text, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean wrong = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (letter < 128 && g_ascii_isxdigit ((char) letter))
        g_string_append_c (digits, (char) letter);
      else
        wrong |= letter != ':' && letter != '-' && !g_unichar_isspace (letter) && g_unichar_type (letter) != G_UNICODE_FORMAT;
    }
  if (!wrong && (digits->len == 40 || digits->len == 64))
    return g_string_free (g_steal_pointer (&digits), FALSE);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--thumbprint takes 40 or 64 hexadecimal digits. A certificate can be named in other ways by --reference."));
  return NULL;
}

static char *
read_reference (CwInvocation *invocation, GError **error)
{
  g_autoptr (GIOChannel) input = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  GIOStatus status = G_IO_STATUS_NORMAL;
  char buffer[65536];
  gsize n;

  if (!cw_invocation_claim_stdin (invocation, "reference", error))
    return NULL;
  input = g_io_channel_unix_new (0);
  g_io_channel_set_encoding (input, NULL, NULL);
  while (status == G_IO_STATUS_NORMAL && text->len <= MAX_DOCUMENT)
    {
      status = g_io_channel_read_chars (input, buffer, sizeof buffer, &n, NULL);
      g_string_append_len (text, buffer, (gssize) n);
    }
  if (text->len <= MAX_DOCUMENT)
    return cw_assign_verb_dup_reference (text->str, error);
  g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("The document on standard input is larger than 16 MB."));
  return NULL;
}

static gboolean
take_thumbprint (CwInvocation *invocation, CwAssignDraft *draft, const char *value, GError **error)
{
  g_autofree char *thumbprint = dup_thumbprint (value, error);

  g_object_set (draft, "reference", thumbprint, NULL);
  return thumbprint != NULL;
}

static gboolean
take_reference (CwInvocation *invocation, CwAssignDraft *draft, const char *value, GError **error)
{
  g_autofree char *read = g_str_equal (value, "-") ? read_reference (invocation, error) : g_strdup (value);

  g_object_set (draft, "reference", read, NULL);
  return read != NULL;
}

static gboolean
take_path (CwInvocation *invocation, CwAssignDraft *draft, const char *value, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  g_autoptr (CwSecret) password = NULL;

  if (g_str_equal (value, "-") && !cw_invocation_claim_stdin (invocation, "path", error))
    return FALSE;
  if (!cw_invocation_read_secret (invocation, "password", &password, error))
    return FALSE;
  g_object_set (draft, "path", value, "password", password, "exportable", cw_options_get_boolean (given, "private-key-exportable", FALSE),
                "friendly-name", cw_options_get (given, "friendly-name"), NULL);
  return TRUE;
}

static gboolean
take_request (CwInvocation *invocation, CwAssignDraft *draft, const char *value, GError **error)
{
  g_autoptr (CwRequestRecord) record = cw_store_find_request_by_reference (cw_invocation_get_store (invocation), value, error);

  if (record != NULL)
    g_object_set (draft, "request", record->id, NULL);
  return record != NULL;
}

static gboolean
take_source (CwInvocation *invocation, CwAssignDraft *draft, const char *source, GError **error)
{
  const char *value = cw_options_get (cw_invocation_get_options (invocation), source);

  if (g_str_equal (source, "thumbprint"))
    return take_thumbprint (invocation, draft, value, error);
  if (g_str_equal (source, "reference"))
    return take_reference (invocation, draft, value, error);
  if (g_str_equal (source, "path"))
    return take_path (invocation, draft, value, error);
  return take_request (invocation, draft, value, error);
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *source = find_source (given, error);
  g_autoptr (CwAssignDraft) draft = NULL;
  g_autoptr (CwAssignOperation) operation = NULL;
  CwAssignments *assignments;

  if (source == NULL || !check_combination (given, source, error) || !cw_assign_verb_check_identity (invocation, error))
    return -1;
  assignments = cw_assign_verb_open (invocation, error);
  if (assignments == NULL)
    return -1;
  draft = cw_assign_draft_new (assignments);
  if (!cw_assign_verb_fill_draft (invocation, draft, error) || !take_source (invocation, draft, source, error))
    return -1;
  operation = cw_assign_operation_new (draft);
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), NULL, error);
}

const CwVerb cw_verb_set = {
  .name = "set",
  .arguments = N_("--type TYPE[,TYPE…] --thumbprint|--reference|--path|--request-id …"),
  .summary = N_("Assign a certificate to usages, so that the services really serve it"),
  .description = N_("Writes the files of each usage, switches to them at once, checks the configuration of the service, reloads it and asks its port what "
                    "it serves. Whatever goes wrong, what was there before is put back. --what-if shows every file, mode and command. With --roll it "
                    "is prepared and checked now, and takes the place of the present certificate at the effective date. --force passes what is only "
                    "advice: names that do not cover the usage, a weak key, a short notice."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS | CW_VERB_MAKES_STORE,
};
