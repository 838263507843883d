/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-action.h"
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-request-private.h"

/* What ends the life of a request, and what takes that back: clear, restore, cancel. */

static GArray *
make_ids (const gint64 *ids, gsize n_ids)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (n_ids > 0)
    g_array_append_vals (array, ids, n_ids);
  return array;
}

/* ---- clear ---- */

typedef struct {
  GArray    *ids;
  gboolean   restore;
  GPtrArray *records;    /* of CwRequestRecord, after prepare */
} Clear;

static void
clear_free (gpointer data)
{
  Clear *clear = data;

  g_array_unref (clear->ids);
  g_clear_pointer (&clear->records, g_ptr_array_unref);
  g_free (clear);
}

static gboolean
collect (CwAction *self, Clear *clear, GError **error)
{
  CwStore *store = cw_action_get_store (self);

  g_clear_pointer (&clear->records, g_ptr_array_unref);
  if (clear->ids->len == 0)
    {
      clear->records = cw_store_list_requests (store, clear->restore ? CW_REQUESTS_CLEARED : CW_REQUESTS_PENDING, error);
      return clear->records != NULL;
    }
  clear->records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_request_record_free);
  for (guint i = 0; i < clear->ids->len; i++)
    {
      CwRequestRecord *record = cw_store_find_request (store, g_array_index (clear->ids, gint64, i), error);

      if (record == NULL)
        return FALSE;
      if ((record->cleared != 0) == clear->restore)
        g_ptr_array_add (clear->records, record);
      else
        cw_request_record_free (record);
    }
  return TRUE;
}

static const char *
get_clear_detail (const CwRequestRecord *record)
{
  if (record->state == CW_REQUEST_ISSUED)
    return _("Its certificate and the private key stay where they are.");
  if (record->state == CW_REQUEST_PENDING)
    return _("It still waits at the certification authority; what is issued there would not be fetched. Its private key goes along and comes back with it.");
  return _("Its private key goes along and comes back with it.");
}

static CwPlan *
clear_prepare (CwAction *self, GError **error)
{
  Clear *clear = cw_action_get_data (self);
  g_autoptr (CwPlan) plan = cw_plan_new (clear->restore ? _("Restore requests from the trash") : _("Clear requests"));
  g_autofree char *count = NULL;

  if (!collect (self, clear, error))
    return NULL;
  for (guint i = 0; i < clear->records->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (clear->records, i);
      g_autofree char *name = cw_request_dup_title (record);
      g_autofree char *reference = cw_request_record_dup_reference (record);
      g_autofree char *title = g_strdup_printf (clear->restore ? _("Bring the request %s back: %s") : _("Move the request %s to the trash: %s"), reference, name);

      cw_plan_add (plan, TRUE, title, clear->restore ? NULL : get_clear_detail (record));
    }
  count = g_strdup_printf ("%u", clear->records->len);
  cw_plan_add_fact (plan, _("Requests"), count);
  if (!clear->restore)
    cw_plan_ask_consent (plan);
  return g_steal_pointer (&plan);
}

static gboolean
clear_ask (CwAction *self, GCancellable *cancellable, GError **error)
{
  Clear *clear = cw_action_get_data (self);
  g_autofree char *heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Clear %u request?", "Clear %u requests?", clear->records->len), clear->records->len);
  CwQuestion question = { .heading = heading, .body = _("They go to the trash with their private keys, and can be brought back until the trash is emptied."),
                          .accept = _("_Clear"), .severity = CW_SEVERITY_WARNING };

  return cw_operation_confirm_warning (CW_OPERATION (self), &question, cancellable, error);
}

static char *
clear_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Clear *clear = cw_action_get_data (self);
  const char *form = clear->restore
    ? g_dngettext (GETTEXT_PACKAGE, "%u request is back from the trash.", "%u requests are back from the trash.", clear->records->len)
    : g_dngettext (GETTEXT_PACKAGE, "%u request is in the trash now.", "%u requests are in the trash now.", clear->records->len);

  for (guint i = 0; i < clear->records->len; i++)
    {
      const CwRequestRecord *before = g_ptr_array_index (clear->records, i);
      g_autoptr (CwRequestRecord) record = cw_store_find_request (cw_action_get_store (self), before->id, error);
      g_autoptr (CwStoredRequest) request = NULL;

      if (record == NULL)
        return NULL;
      record->cleared = clear->restore ? 0 : cw_clock_now ();
      if (!cw_store_update_request (cw_action_get_store (self), record, error))
        return NULL;
      request = cw_stored_request_new (g_steal_pointer (&record));
      cw_outcome_add_request (outcome, request);
    }
  cw_outcome_set_count (outcome, clear->restore ? "restored" : "cleared", clear->records->len);
  return g_strdup_printf (form, clear->records->len);
}

static CwOperation *
clear_new (const CwActionKind *kind, CwAuthorities *authorities, const gint64 *ids, gsize n_ids, gboolean restore)
{
  Clear *clear = g_new0 (Clear, 1);

  clear->ids = make_ids (ids, n_ids);
  clear->restore = restore;
  return cw_action_new (kind, authorities, clear, clear_free);
}

CwOperation *
cw_clear_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids)
{
  static const CwActionKind kind = { .name = "clear", .in_transaction = TRUE, .prepare = clear_prepare, .ask = clear_ask, .run = clear_run };

  return clear_new (&kind, authorities, ids, n_ids, FALSE);
}

CwOperation *
cw_restore_requests_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids)
{
  static const CwActionKind kind = { .name = "restore-requests", .in_transaction = TRUE, .prepare = clear_prepare, .run = clear_run };

  return clear_new (&kind, authorities, ids, n_ids, TRUE);
}

/* ---- cancel ---- */

typedef struct {
  gint64    id;
  gboolean  tell;    /* the CA can be told */
} Cancel;

static gboolean
can_be_cancelled (const CwRequestRecord *record)
{
  return record->cleared == 0
    && (record->state == CW_REQUEST_PENDING || record->state == CW_REQUEST_IN_DRAFT || record->state == CW_REQUEST_FAILED);
}

static CwRequestRecord *
find_waiting (CwAction *self, gint64 id, GError **error)
{
  g_autoptr (CwRequestRecord) record = cw_store_find_request (cw_action_get_store (self), id, error);
  g_autofree char *sentence = NULL;
  g_autofree char *reference = NULL;

  if (record == NULL)
    return NULL;
  if (can_be_cancelled (record))
    return g_steal_pointer (&record);
  sentence = cw_request_dup_sentence (record);
  reference = cw_request_record_dup_reference (record);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("The request %s does not wait any more. %s"), reference, sentence);
  return NULL;
}

static CwAuthority *
open_authority (CwAction *self, const CwRequestRecord *record, CwAuthorityInfo **info, GError **error)
{
  *info = cw_request_find_authority (cw_action_get_authorities (self), record, error);
  return *info != NULL ? cw_authorities_create (cw_action_get_authorities (self), *info, error) : NULL;
}

static CwPlan *
cancel_prepare (CwAction *self, GError **error)
{
  Cancel *cancel = cw_action_get_data (self);
  g_autoptr (CwRequestRecord) record = find_waiting (self, cancel->id, error);
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwAuthorityInfo) info = NULL;
  g_autoptr (CwAuthority) authority = NULL;
  g_autofree char *name = record != NULL ? cw_request_dup_title (record) : NULL;
  g_autofree char *title = g_strdup_printf (_("Cancel the request “%s”"), name);

  if (record == NULL)
    return NULL;
  plan = cw_plan_new (title);
  authority = open_authority (self, record, &info, NULL);
  cancel->tell = authority != NULL && record->handle != NULL && record->state == CW_REQUEST_PENDING
    && (cw_authority_get_capabilities (authority) & CW_AUTHORITY_CAN_CANCEL) != 0;
  if (cancel->tell)
    {
      g_autofree char *tell = g_strdup_printf (_("Tell %s that it is not wanted any more"), cw_authority_info_get_title (info));

      cw_plan_add (plan, TRUE, tell, NULL);
    }
  cw_plan_add (plan, TRUE, _("Do not wait for an answer any more"), _("The private key and the wish are kept: the request can be sent once more."));
  return g_steal_pointer (&plan);
}

static char *
cancel_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Cancel *cancel = cw_action_get_data (self);
  g_autoptr (CwRequestRecord) record = find_waiting (self, cancel->id, error);
  g_autoptr (CwAuthorityInfo) info = NULL;
  g_autoptr (CwAuthority) authority = NULL;
  g_autoptr (CwStoredRequest) request = NULL;

  if (record == NULL)
    return NULL;
  if (cancel->tell)
    {
      authority = open_authority (self, record, &info, error);
      if (authority == NULL
          || !cw_authorities_prepare_account (cw_action_get_authorities (self), info, authority, record->account, NULL, cw_action_get_interaction (self),
                                              cancellable, error)
          || !cw_authority_cancel (authority, record->handle, cancellable, error))
        return NULL;
    }
  record->state = CW_REQUEST_CANCELLED;
  record->next_try = 0;
  if (!cw_request_save (cw_action_get_store (self), record, error))
    return NULL;
  request = cw_stored_request_new (g_steal_pointer (&record));
  cw_outcome_add_request (outcome, request);
  return g_strdup (_("The request was cancelled."));
}

CwOperation *
cw_cancel_request_operation_new (CwAuthorities *authorities, gint64 request)
{
  static const CwActionKind kind = { .name = "cancel-request", .prepare = cancel_prepare, .run = cancel_run };
  Cancel *cancel = g_new0 (Cancel, 1);

  cancel->id = request;
  return cw_action_new (&kind, authorities, cancel, g_free);
}
