/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-duty-private.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-time.h"

/* Next certificates whose date has come. One that has failed waits longer each time, and keeps what it had; one
 * whose usage file is gone or has a mistake fails, too: somebody has to hear of it. */

/* Whoever asks by hand may have mended what was in the way: only the date counts then. */
static gint64
get_when (const CwAssignmentRecord *record, gboolean by_hand)
{
  return by_hand ? record->effective : MAX (record->effective, record->next_try);
}

static char *
dup_certificate_name (CwStore *store, gint64 id)
{
  g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (store, id, NULL);

  return g_strdup (row != NULL ? cw_stored_certificate_get_friendly_name (row) : "");
}

void
cw_duty_list_rolls (CwAssignments *assignments, gboolean by_hand, GPtrArray *items)
{
  CwStore *store = cw_assignments_get_store (assignments);
  g_autoptr (GPtrArray) records = cw_store_list_assignments (store, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      g_autoptr (CwUsage) usage = cw_assignments_dup_usage (assignments, record->usage);
      g_autofree char *name = NULL;

      if (record->place != CW_PLACE_NEXT)
        continue;
      name = dup_certificate_name (store, record->certificate);
      cw_duty_add_item (items, "roll", record->usage, get_when (record, by_hand), _("Put “%s” in place for %s"), name,
                        cw_usage_get_title (usage));
    }
}

/* Of CwAssignmentRecord. */
static GPtrArray *
list_due (CwDuty *duty)
{
  g_autoptr (GPtrArray) records = cw_store_list_assignments (duty->store, NULL);
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_assignment_record_free);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);

      if (record->place == CW_PLACE_NEXT && get_when (record, duty->by_hand) <= cw_clock_now ())
        g_ptr_array_add (due, cw_assignment_record_copy (record));
    }
  return due;
}

static void
tell_rolled (CwDuty *duty, CwUsage *usage, const CwAssignmentRecord *record)
{
  g_autofree char *id = g_strdup_printf ("roll-%s", record->usage);
  g_autofree char *name = dup_certificate_name (duty->store, record->certificate);
  g_autofree char *title = g_strdup_printf (_("%s has its next certificate"), cw_usage_get_title (usage));
  g_autofree char *body = g_strdup_printf (_("“%s” was put in place. The one before is kept as the previous one."), name);

  duty->report->rolled++;
  cw_duty_tell (duty, CW_NOTICE_GOOD, id, NULL, title, body);
}

/* Told when it happens, when it fails otherwise than before, and once a day. */
static void
tell_failed (CwDuty *duty, CwUsage *usage, const CwAssignmentRecord *record)
{
  g_autofree char *id = g_strdup_printf ("roll-%s", record->usage);
  g_autofree char *once = g_strdup_printf ("roll-failed-%s-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "-%s-%" G_GINT64_FORMAT, record->usage, record->certificate,
                                           record->effective, record->code, cw_clock_now () / 86400);
  g_autofree char *name = dup_certificate_name (duty->store, record->certificate);
  g_autofree char *date = cw_time_to_exact (record->next_try);
  g_autofree char *title = g_strdup_printf (_("%s keeps its old certificate"), cw_usage_get_title (usage));
  g_autofree char *body = g_strdup_printf (_("“%s” could not be put in place; it is tried again on %s. %s"), name, date, record->message);

  duty->report->failed++;
  cw_duty_tell (duty, CW_NOTICE_URGENT, id, once, title, body);
}

/* What became of one that was due. */
static void
look_at (CwDuty *duty, const CwAssignmentRecord *before)
{
  g_autoptr (CwUsage) usage = cw_assignments_dup_usage (duty->assignments, before->usage);
  g_autoptr (CwAssignmentRecord) next = cw_store_find_assignment (duty->store, before->usage, CW_PLACE_NEXT, NULL);
  g_autoptr (CwAssignmentRecord) current = cw_store_find_assignment (duty->store, before->usage, CW_PLACE_CURRENT, NULL);

  if (next == NULL && current != NULL && current->certificate == before->certificate)
    tell_rolled (duty, usage, before);
  else if (next != NULL && next->certificate == before->certificate && next->tries > before->tries)
    tell_failed (duty, usage, next);
}

/* Of CwUsage: those that are named do not wait for their next try. */
static GPtrArray *
dup_usages (CwDuty *duty, GPtrArray *due)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add (usages, cw_assignments_dup_usage (duty->assignments, ((CwAssignmentRecord *) g_ptr_array_index (due, i))->usage));
  return usages;
}

void
cw_duty_roll (CwDuty *duty)
{
  g_autoptr (GPtrArray) due = list_due (duty);
  g_autoptr (GPtrArray) named = NULL;
  g_autoptr (CwOperation) operation = NULL;

  if (due->len == 0 || g_cancellable_is_cancelled (duty->cancellable))
    return;
  named = duty->by_hand ? dup_usages (duty, due) : NULL;
  operation = cw_roll_operation_new (duty->assignments, named, FALSE);
  cw_duty_run_operation (duty, operation);
  for (guint i = 0; i < due->len; i++)
    look_at (duty, g_ptr_array_index (due, i));
}
