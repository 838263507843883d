/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-assign-verb.h"
#include "cw-error.h"

/* Remove-CsCertificate. The operation itself asks when something is in use, and says which services lose what. */

static const CwOption options[] = {
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("The usages that lose their certificate"), "-Type", .many = TRUE },
  { "previous", CW_OPTION_FLAG, NULL, N_("Remove the previous certificate instead of the current one"), "-Previous" },
  { "next", CW_OPTION_FLAG, NULL, N_("Withdraw the next certificate, the one of a roll, instead") },
  { "identity", CW_OPTION_CHOICE, NULL, N_("Where it is removed; on this computer without this option"), "-Identity", cw_assign_verb_identities },
  { NULL }
};

static gboolean
get_place (CwOptions *given, CwPlace *place, GError **error)
{
  gboolean previous = cw_options_has (given, "previous");
  gboolean next = cw_options_has (given, "next");

  *place = previous ? CW_PLACE_PREVIOUS : next ? CW_PLACE_NEXT : CW_PLACE_CURRENT;
  if (previous && next)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), "previous", "next");
  return !(previous && next);
}

static int
run (CwInvocation *invocation, GError **error)
{
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GPtrArray) usages = NULL;
  CwAssignments *assignments;
  CwPlace place;

  if (!get_place (cw_invocation_get_options (invocation), &place, error) || !cw_assign_verb_check_identity (invocation, error))
    return -1;
  assignments = cw_assign_verb_open (invocation, error);
  if (assignments == NULL)
    return -1;
  usages = cw_assign_verb_parse_types (invocation, _("--type is needed: the usages that lose their certificate. “certwizardctl get” lists them."), error);
  if (usages == NULL)
    return -1;
  operation = cw_remove_operation_new (assignments, usages, place);
  return cw_invocation_run_operation (invocation, operation, NULL, error);
}

const CwVerb cw_verb_remove = {
  .name = "remove",
  .arguments = N_("--type TYPE[,TYPE…]"),
  .summary = N_("Take a certificate off usages; it stays in the store"),
  .description = N_("The files of the usage go, and with the last of them the services' permission to read the private key. Asks when the certificate is "
                    "in use, unless --force is given. “certwizardctl set” assigns it again."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS,
};
