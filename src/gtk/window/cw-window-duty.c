/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-window-duty.h"

#include "cw-duty.h"
#include "cw-say.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60
/* The window has come up by then. */
#define FIRST_SECONDS 3

struct _CwWindowDuty
{
  GObject parent_instance;

  GtkWindow *window;           /* weak */
  CwContext *context;
  GCancellable *cancellable;
  char *said;                  /* what was wrong the last time: said once, not every minute */
  guint timer;
  gboolean begun;              /* the first look has been: before it the window is only just coming up */
  gboolean running;
};

enum { SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwWindowDuty, cw_window_duty, G_TYPE_OBJECT)

static void
duty_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CwAssignments *assignments = cw_context_get_assignments (task_data);
  g_autoptr (GError) error = NULL;
  CwDutyReport *report = NULL;

  if (cw_duty_is_due (assignments))
    report = cw_duty_run (assignments, NULL, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, report, (GDestroyNotify) cw_duty_report_free);
}

/* Nobody has asked: it is told without a dialog, and as long as it takes to read. */
static void
say (CwWindowDuty *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  if (self->window != NULL)
    cw_add_toast (GTK_WIDGET (self->window), adw_toast_new (markup));
}

/* One is told by its own sentence; of more, how many there are: the sentences are in the history. */
static void
say_outcomes (CwWindowDuty *self, CwDutyReport *report)
{
  g_autofree char *text = NULL;

  if (report->outcomes->len == 1)
    text = g_strdup (cw_outcome_get_summary (report->outcomes->pdata[0]));
  else
    text = g_strdup_printf (ngettext ("%'u thing was due and has been done: see the history", "%'u things were due and have been done: see the history",
                                      report->outcomes->len),
                            report->outcomes->len);
  say (self, text);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwWindowDuty *self = CW_WINDOW_DUTY (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwDutyReport) report = g_task_propagate_pointer (G_TASK (result), &error);

  self->running = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error != NULL && g_strcmp0 (self->said, error->message) != 0)
    say (self, error->message);
  g_free (self->said);
  self->said = error != NULL ? g_strdup (error->message) : NULL;
  if (report == NULL || report->outcomes == NULL || report->outcomes->len == 0)
    return;
  say_outcomes (self, report);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
look (CwWindowDuty *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->running)
    return;
  self->running = TRUE;
  task = g_task_new (self, self->cancellable, done_cb, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, g_object_ref (self->context), g_object_unref);
  g_task_run_in_thread (task, duty_thread);
}

static gboolean
minute_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
first_cb (gpointer user_data)
{
  CwWindowDuty *self = user_data;

  self->begun = TRUE;
  look (self);
  self->timer = g_timeout_add_seconds (MINUTE, minute_cb, self);
  return G_SOURCE_REMOVE;
}

static void
active_cb (CwWindowDuty *self)
{
  if (self->begun && self->window != NULL && gtk_window_is_active (self->window))
    look (self);
}

static void
cw_window_duty_dispose (GObject *object)
{
  CwWindowDuty *self = CW_WINDOW_DUTY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_window_duty_parent_class)->dispose (object);
}

static void
cw_window_duty_finalize (GObject *object)
{
  CwWindowDuty *self = CW_WINDOW_DUTY (object);

  g_object_unref (self->cancellable);
  g_free (self->said);
  G_OBJECT_CLASS (cw_window_duty_parent_class)->finalize (object);
}

static void
cw_window_duty_class_init (CwWindowDutyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_window_duty_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_window_duty_finalize;
  signals[SIGNAL_DONE] = g_signal_new ("done", CW_TYPE_WINDOW_DUTY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_window_duty_init (CwWindowDuty *self)
{
  self->cancellable = g_cancellable_new ();
}

CwWindowDuty *
cw_window_duty_new (GtkWindow *window, CwContext *context)
{
  CwWindowDuty *self = g_object_new (CW_TYPE_WINDOW_DUTY, NULL);

  g_set_weak_pointer (&self->window, window);
  self->context = g_object_ref (context);
  self->timer = g_timeout_add_seconds (FIRST_SECONDS, first_cb, self);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
  return self;
}
