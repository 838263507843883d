/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "cw-delete-operation.h"
#include "cw-verb.h"

static char *
dup_question (GPtrArray *rows)
{
  guint keys = 0;

  for (guint i = 0; i < rows->len; i++)
    keys += cw_stored_certificate_has_private_key (g_ptr_array_index (rows, i));
  if (rows->len == 1)
    return g_strdup_printf (keys > 0 ? _("“%s” goes to the trash, with its private key. It can be restored until the trash is emptied.")
                                     : _("“%s” goes to the trash. It can be restored until the trash is emptied."),
                            cw_stored_certificate_get_friendly_name (g_ptr_array_index (rows, 0)));
  return g_strdup_printf (_("%u certificates, %u of them with a private key, go to the trash. They can be restored until the trash is emptied."),
                          rows->len, keys);
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwContext *context = cw_invocation_open (invocation, error);
  g_autoptr (GPtrArray) rows = context != NULL ? cw_invocation_find_certificates (invocation, 0, error) : NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CwDeleteOperation) operation = NULL;
  g_autofree char *body = NULL;
  CwQuestion question = { .heading = _("Delete?"), .accept = _("Delete"), .severity = CW_SEVERITY_WARNING };

  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = cw_stored_certificate_get_id (g_ptr_array_index (rows, i));

      g_array_append_val (ids, id);
    }
  question.body = body = dup_question (rows);
  operation = cw_delete_operation_new (cw_context_get_access (context), (const gint64 *) ids->data, ids->len);
  return cw_invocation_run_operation (invocation, CW_OPERATION (operation), &question, error);
}

const CwVerb cw_verb_delete = {
  .name = "delete",
  .arguments = N_("CERTIFICATE…"),
  .summary = N_("Move certificates to the trash"),
  .description = N_("CERTIFICATE is a thumbprint, the friendly name, the serial number or the number that “get” lists. Asks before it does so, unless --force "
                    "is given. “trash restore” brings certificates back, “trash empty” removes them for good."),
  .run = run,
  .min_arguments = 1,
  .max_arguments = G_MAXUINT,
  .flags = CW_VERB_REPORTS,
};
