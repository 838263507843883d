/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-duty-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>
#include "cw-clock.h"
#include "cw-error.h"

typedef int Descriptor;

static void
descriptor_close (Descriptor *fd)
{
  if (*fd >= 0)
    close (*fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Descriptor, descriptor_close)

/* Whoever has it does what is due; it goes with the process, however that ends. -1: another one has it, or it cannot be had. */
static int
lock (CwStore *store)
{
  g_autofree char *path = g_build_filename (cw_store_get_directory (store), "duty.lock", NULL);
  g_auto (Descriptor) fd = cw_store_is_read_only (store) ? -1 : open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) != 0)
    return -1;
  return g_steal_fd (&fd);
}

static CwDutyReport *
report_new (void)
{
  CwDutyReport *report = g_new0 (CwDutyReport, 1);

  report->outcomes = g_ptr_array_new_with_free_func (g_object_unref);
  return report;
}

void
cw_duty_report_free (CwDutyReport *self)
{
  g_ptr_array_unref (self->outcomes);
  g_free (self);
}

/* ---- what the parts share ---- */

static void
item_free (gpointer data)
{
  CwDutyItem *item = data;

  g_free (item->subject);
  g_free (item->sentence);
  g_free (item);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const CwDutyItem *one = *(CwDutyItem *const *) a;
  const CwDutyItem *other = *(CwDutyItem *const *) b;

  return one->when < other->when ? -1 : one->when > other->when;
}

void
cw_duty_add_item (GPtrArray *items, const char *kind, const char *subject, gint64 when, const char *format, ...)
{
  CwDutyItem *item = g_new0 (CwDutyItem, 1);
  va_list arguments;

  va_start (arguments, format);
  item->sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  item->kind = kind;
  item->subject = g_strdup (subject);
  item->when = when;
  g_ptr_array_add (items, item);
}

/* Not in the history: it would be there every minute. */
static void
add_failure (CwDuty *duty, const char *name, const char *title, const GError *error)
{
  g_autoptr (CwPlan) plan = cw_plan_new (title);
  CwOutcome *outcome = cw_outcome_new (name, plan);
  g_autofree char *once = g_strdup_printf ("failed-%s-%s-%" G_GINT64_FORMAT, name, cw_error_get_nick (error), cw_clock_now () / 86400);

  cw_outcome_set_error (outcome, error);
  cw_outcome_set_result (outcome, CW_RESULT_FAILED, error->message);
  cw_outcome_finish (outcome);
  g_ptr_array_add (duty->report->outcomes, outcome);
  if (!g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    cw_duty_tell (duty, CW_NOTICE_URGENT, name, once, title, error->message);
}

void
cw_duty_run_operation (CwDuty *duty, CwOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  cw_operation_set_interaction (operation, duty->interaction);
  plan = cw_operation_prepare (operation, duty->cancellable, &error);
  if (plan == NULL)
    {
      add_failure (duty, cw_operation_get_name (operation), _("What is due could not be done"), error);
      return;
    }
  outcome = cw_operation_run (operation, plan, duty->cancellable);
  if (cw_outcome_get_result (outcome) != CW_RESULT_NOTHING)
    g_ptr_array_add (duty->report->outcomes, g_steal_pointer (&outcome));
}

void
cw_duty_keep (CwDuty *duty, const char *name, const char *title, GPtrArray *sentences)
{
  g_autoptr (CwPlan) plan = cw_plan_new (title);
  CwOutcome *outcome = cw_outcome_new (name, plan);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < sentences->len; i++)
    {
      CwPlanStep *step = cw_plan_add (plan, TRUE, g_ptr_array_index (sentences, i), NULL);

      cw_plan_step_begin (step);
      cw_plan_step_end (step, CW_STEP_DONE, NULL);
    }
  cw_outcome_set_result (outcome, CW_RESULT_DONE, g_ptr_array_index (sentences, 0));
  cw_outcome_finish (outcome);
  g_ptr_array_add (duty->report->outcomes, outcome);
  json = cw_outcome_to_json (outcome);
  cw_outcome_set_history_id (outcome, cw_store_add_history (duty->store, name, title, cw_result_to_nick (CW_RESULT_DONE), cw_outcome_get_started (outcome),
                                                            cw_outcome_get_finished (outcome), json, &error));
  if (error != NULL)
    g_debug ("What was done is not in the history: %s", error->message);
}

void
cw_duty_tell (CwDuty *duty, CwNoticeLevel level, const char *id, const char *once, const char *title, const char *body)
{
  const CwNotice notice = { id, level, title, body };
  g_autoptr (GError) error = NULL;
  gboolean first = TRUE;

  /* One that could not be noted is rather told twice than never. */
  if (once != NULL && cw_store_note_once (duty->store, once, &first, &error) && !first)
    return;
  g_clear_error (&error);
  if (!cw_notice_show (&notice, &error))
    g_debug ("%s", error->message);
}

/* ---- a power cut ---- */

static void
recover (CwDuty *duty)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  const char *title = _("Finish or undo what was interrupted");

  if (!cw_live_has_journal (cw_assignments_get_live (duty->assignments)))
    return;
  if (!cw_assignments_recover (duty->assignments, sentences, duty->cancellable, &error))
    add_failure (duty, "recover", title, error);
  else if (cw_live_has_journal (cw_assignments_get_live (duty->assignments)) && sentences->len > 0)
    {
      /* Tried again every minute: told once a day. */
      g_set_error_literal (&error, CW_ERROR, CW_ERROR_IN_USE, g_ptr_array_index (sentences, sentences->len - 1));
      add_failure (duty, "recover", title, error);
      return;
    }
  if (sentences->len == 0)
    return;
  cw_duty_keep (duty, "recover", title, sentences);
  cw_duty_tell (duty, CW_NOTICE_WARNING, "recover", NULL, title, g_ptr_array_index (sentences, 0));
}

/* ---- all of it ---- */

/* What could not be done just now, a locked keyring for example, is no reason to begin again at once. */
static void
look_ahead (CwAssignments *assignments, CwDutyReport *report)
{
  g_autoptr (GPtrArray) items = cw_duty_list (assignments, FALSE);
  gint64 now = cw_clock_now ();

  for (guint i = 0; i < items->len; i++)
    {
      const CwDutyItem *item = g_ptr_array_index (items, i);

      report->waiting += g_str_equal (item->kind, "roll") && item->when > now;
    }
  if (items->len > 0)
    report->next = MAX (((CwDutyItem *) g_ptr_array_index (items, 0))->when, now + 60);
}

static CwDutyReport *
run (CwDuty *duty, GError **error)
{
  g_autoptr (CwDutyReport) report = report_new ();
  g_auto (Descriptor) fd = lock (duty->store);

  duty->report = report;
  if (fd < 0)
    return g_steal_pointer (&report);
  recover (duty);
  cw_duty_roll (duty);
  cw_duty_ask (duty);
  cw_duty_warn (duty);
  if (g_cancellable_is_cancelled (duty->cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The operation was cancelled."));
      return NULL;
    }
  look_ahead (duty->assignments, report);
  return g_steal_pointer (&report);
}

CwDutyReport *
cw_duty_run (CwAssignments *assignments, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  CwDuty duty = { assignments, cw_assignments_get_store (assignments), interaction, cancellable, FALSE, NULL };

  return run (&duty, error);
}

CwDutyReport *
cw_duty_run_by_hand (CwAssignments *assignments, CwInteraction *interaction, GCancellable *cancellable, GError **error)
{
  CwDuty duty = { assignments, cw_assignments_get_store (assignments), interaction, cancellable, TRUE, NULL };

  return run (&duty, error);
}

GPtrArray *
cw_duty_list (CwAssignments *assignments, gboolean by_hand)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  cw_duty_list_rolls (assignments, by_hand, items);
  cw_duty_list_requests (assignments, items);
  cw_duty_list_expiries (assignments, items);
  g_ptr_array_sort (items, compare_items);
  return items;
}

gboolean
cw_duty_is_due (CwAssignments *assignments)
{
  g_autoptr (GPtrArray) items = cw_duty_list (assignments, FALSE);

  return (items->len > 0 && ((CwDutyItem *) g_ptr_array_index (items, 0))->when <= cw_clock_now ())
    || cw_live_has_journal (cw_assignments_get_live (assignments));
}
