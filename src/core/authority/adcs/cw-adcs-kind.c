/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-private.h"

#include "cw-problem.h"

#include <glib/gi18n-lib.h>

/* The row of the table of kinds: what describes a Windows CA. */

static const char *const authentications[] = { "automatic", "ticket", "password", "basic", NULL };
static const char *const authentication_titles[] = {
  N_("Whatever works, the safest first"), N_("Kerberos, with the ticket of the logged-on user"),
  N_("Kerberos or NTLM, with user name and password"), N_("Basic (the password goes to the server)"), NULL };
static const char *const trusts[] = { "system", "pinned", "file", NULL };
static const char *const trust_titles[] = {
  N_("What this computer trusts"), N_("Certificates whose fingerprint was confirmed, too"), N_("Only the certificates in a file"), NULL };

static const CwAuthorityField fields[] = {
  { "host", N_("Host"), N_("The computer on which the web enrolment pages are, with its whole name."), CW_FIELD_HOST, .required = TRUE },
  { "ca-name", N_("Name of the CA"), N_("What comes behind the backslash in “host\\CA name”; only needed to tell CAs apart."), CW_FIELD_TEXT },
  { "url", N_("Address"), N_("Where the web enrolment pages are, when it is not https://HOST/certsrv/."), CW_FIELD_URI },
  { "authentication", N_("Authentication"), N_("How to prove to the CA who is asking."), CW_FIELD_CHOICE, .fallback = "automatic",
    .choices = authentications, .choice_titles = authentication_titles },
  { "trust", N_("Trust"), N_("What has to vouch for the web server before anything is sent to it."), CW_FIELD_CHOICE, .fallback = "system",
    .choices = trusts, .choice_titles = trust_titles },
  { "fingerprints", N_("Fingerprints"), N_("SHA-256 fingerprints of certificates that were compared with what the administrator told."), CW_FIELD_FINGERPRINTS },
  { "trust-file", N_("Certificate file"), N_("A file with the certificates of those who may vouch for the web server."), CW_FIELD_FILE },
  { "template", N_("Template"), N_("The name of the template that is used when none is chosen."), CW_FIELD_TEXT, .fallback = "WebServer" },
  { NULL }
};

const CwAuthorityKind cw_adcs_kind = {
  .id = "adcs",
  .title = N_("Active Directory Certificate Services"),
  .summary = N_("A CA on Windows, by its web enrolment pages (certsrv)."),
  .fields = fields,
  .default_template = "WebServer",
  .create = cw_adcs_new,
  .check = cw_adcs_check,
};

void
cw_adcs_check (GHashTable *settings, GPtrArray *problems)
{
  const char *trust = cw_authority_kind_get_value (&cw_adcs_kind, settings, "trust");

  if (g_strcmp0 (trust, "pinned") == 0 && cw_authority_kind_get_value (&cw_adcs_kind, settings, "fingerprints") == NULL)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "fingerprints", _("To trust certificates by their fingerprint, at least one fingerprint is needed.")));
  if (g_strcmp0 (trust, "file") == 0 && cw_authority_kind_get_value (&cw_adcs_kind, settings, "trust-file") == NULL)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "trust-file", _("To trust the certificates of a file, the file is needed.")));
}
