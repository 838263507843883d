/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-duty-private.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-request-operation.h"
#include "cw-request-private.h"

/* Pending requests whose time has come. Nobody may be there: no prompt comes up, and an account whose password was refused is left alone until
 * somebody has asked with one that works, for every further try brings it nearer to being locked. */

static gboolean
same_account (const CwRequestRecord *a, const CwRequestRecord *b)
{
  return a->authority == b->authority && g_strcmp0 (a->ca, b->ca) == 0 && g_strcmp0 (a->account, b->account) == 0;
}

static gboolean
was_refused (const CwRequestRecord *record)
{
  return record->account != NULL && cw_request_is_refusal (record->code);
}

static gboolean
was_asked (const CwRequestRecord *record)
{
  return record->state == CW_REQUEST_PENDING || record->state == CW_REQUEST_ISSUED || record->state == CW_REQUEST_DENIED || record->state == CW_REQUEST_REVOKED;
}

/* Those that wait; and where one was refused also those that were answered since. */
static GPtrArray *
list_records (CwStore *store)
{
  g_autoptr (GPtrArray) pending = cw_store_list_requests (store, CW_REQUESTS_PENDING, NULL);

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    if (was_refused (g_ptr_array_index (pending, i)))
      return cw_store_list_requests (store, CW_REQUESTS_ALL, NULL);
  return g_steal_pointer (&pending);
}

/* What the CA said last to this account, to whichever request. */
static gboolean
is_refused (GPtrArray *records, const CwRequestRecord *record)
{
  const CwRequestRecord *last = record;

  for (guint i = 0; i < records->len; i++)
    {
      const CwRequestRecord *other = g_ptr_array_index (records, i);

      if (was_asked (other) && same_account (record, other) && other->asked >= last->asked)
        last = other->asked > last->asked || was_refused (other) ? other : last;
    }
  return was_refused (last);
}

/* 0: only when somebody asks. One that was refused with the others is asked about again when another one was answered. */
static gint64
get_when (GPtrArray *records, const CwRequestRecord *record)
{
  if (record->state != CW_REQUEST_PENDING || g_strcmp0 (record->kind, "offline") == 0 || is_refused (records, record))
    return 0;
  return was_refused (record) ? record->asked : record->next_try;
}

static gboolean
can_unlock (CwDuty *duty)
{
  CwStoreAccess *access = cw_assignments_get_access (duty->assignments);
  g_autoptr (GError) error = NULL;

  if (cw_store_is_unlocked (duty->store))
    return TRUE;
  if (cw_store_access_unlock (access, duty->interaction, duty->cancellable, &error))
    return TRUE;
  g_debug ("The practice CA is not asked: %s", error->message);
  return FALSE;
}

/* FALSE: it waits until somebody has unlocked what it needs. */
static gboolean
can_ask (CwDuty *duty, const CwRequestRecord *record)
{
  gboolean is_practice = g_strcmp0 (record->kind, "practice") == 0;

  if (duty->interaction == NULL && (record->account != NULL || (is_practice && !cw_store_is_unlocked (duty->store)))
      && cw_keyring_is_locked (cw_assignments_get_keyring (duty->assignments)))
    return FALSE;
  return !is_practice || can_unlock (duty);
}

void
cw_duty_list_requests (CwAssignments *assignments, GPtrArray *items)
{
  g_autoptr (GPtrArray) records = list_records (cw_assignments_get_store (assignments));

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (records, i);
      g_autofree char *subject = g_strdup_printf ("r%" G_GINT64_FORMAT, record->id);
      g_autofree char *name = cw_request_dup_title (record);
      gint64 when = get_when (records, record);

      if (when != 0)
        cw_duty_add_item (items, "request", subject, when, _("Ask %s about “%s”"), record->ca, name);
    }
}

/* Their ids, the oldest first. */
static GArray *
list_due (CwDuty *duty)
{
  g_autoptr (GPtrArray) records = list_records (duty->store);
  GArray *due = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = records != NULL ? records->len : 0; i-- > 0;)
    {
      const CwRequestRecord *record = g_ptr_array_index (records, i);
      gint64 when = get_when (records, record);

      if (when != 0 && when <= cw_clock_now () && can_ask (duty, record))
        g_array_append_val (due, record->id);
    }
  return due;
}

static void
tell_issued (CwDuty *duty, const char *id, const CwRequestRecord *record)
{
  g_autofree char *name = cw_request_dup_title (record);
  g_autofree char *title = g_strdup_printf (_("“%s” was issued"), name);
  g_autofree char *body = g_strdup_printf (_("The certificate from %s is stored. Assign it, so that it is served."), record->ca);

  duty->report->issued++;
  cw_duty_tell (duty, CW_NOTICE_GOOD, id, NULL, title, body);
}

static void
tell_denied (CwDuty *duty, const char *id, const CwRequestRecord *record)
{
  g_autofree char *name = cw_request_dup_title (record);
  g_autofree char *title = g_strdup_printf (record->state == CW_REQUEST_REVOKED ? _("“%s” was revoked") : _("“%s” was denied"), name);
  g_autofree char *body = cw_request_dup_sentence (record);

  duty->report->denied++;
  cw_duty_tell (duty, CW_NOTICE_WARNING, id, NULL, title, body);
}

/* Only what stays so until somebody does something: a CA that is down is asked again. */
static void
tell_unanswered (CwDuty *duty, const char *id, const CwRequestRecord *record)
{
  g_autofree char *once = g_strdup_printf ("%s-%s", id, record->code);
  g_autofree char *name = cw_request_dup_title (record);
  g_autofree char *title = g_strdup_printf (_("“%s” could not be asked about"), name);

  if (was_refused (record) || g_strcmp0 (record->code, "password-needed") == 0)
    cw_duty_tell (duty, CW_NOTICE_WARNING, id, once, title, record->message);
}

static void
look_at (CwDuty *duty, gint64 request)
{
  g_autoptr (CwRequestRecord) record = cw_store_find_request (duty->store, request, NULL);
  g_autofree char *id = g_strdup_printf ("request-%" G_GINT64_FORMAT, request);

  if (record == NULL)
    return;
  if (record->state == CW_REQUEST_ISSUED)
    tell_issued (duty, id, record);
  else if (record->state == CW_REQUEST_DENIED || record->state == CW_REQUEST_REVOKED)
    tell_denied (duty, id, record);
  else
    tell_unanswered (duty, id, record);
}

void
cw_duty_ask (CwDuty *duty)
{
  g_autoptr (GArray) due = list_due (duty);
  g_autoptr (CwRetrieveOperation) operation = NULL;

  if (due->len == 0 || g_cancellable_is_cancelled (duty->cancellable))
    return;
  operation = cw_retrieve_operation_new (cw_assignments_get_authorities (duty->assignments), (const gint64 *) due->data, due->len);
  cw_duty_run_operation (duty, CW_OPERATION (operation));
  for (guint i = 0; i < due->len; i++)
    look_at (duty, g_array_index (due, gint64, i));
}
