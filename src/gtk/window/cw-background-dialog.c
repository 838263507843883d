/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-background-dialog.h"

#include "cw-fit.h"
#include "cw-paths.h"
#include "cw-say.h"
#include "cw-timer.h"

#include <glib/gi18n-lib.h>

struct _CwBackgroundDialog
{
  AdwWindow parent_instance;

  CwTimer *timer;
  GCancellable *cancellable;

  AdwActionRow *row;
  GtkSpinner *spinner;
  GtkSwitch *toggle;
};

G_DEFINE_FINAL_TYPE (CwBackgroundDialog, cw_background_dialog, ADW_TYPE_WINDOW)

/* ---- by a worker: systemd or cron has to be asked ---- */

typedef enum { WISH_LOOK, WISH_ENABLE, WISH_DISABLE } Wish;

typedef struct
{
  CwTimer *timer;
  Wish wish;
  gboolean enabled;
  char *status;
} Work;

static void
work_free (Work *self)
{
  g_object_unref (self->timer);
  g_free (self->status);
  g_free (self);
}

static void
work_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;

  if (work->wish == WISH_ENABLE)
    good = cw_timer_enable (work->timer, cancellable, &error);
  else if (work->wish == WISH_DISABLE)
    good = cw_timer_disable (work->timer, cancellable, &error);
  /* What is so now, whatever became of the wish. */
  cw_timer_is_enabled (work->timer, &work->enabled, good ? &error : NULL);
  work->status = cw_timer_dup_status (work->timer);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwBackgroundDialog *self = CW_BACKGROUND_DIALOG (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_spinner_stop (self->spinner);
  gtk_switch_set_active (self->toggle, work->enabled);
  gtk_switch_set_state (self->toggle, work->enabled);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), cw_timer_get_kind (self->timer) != CW_TIMER_NONE);
  adw_action_row_set_subtitle (self->row, work->status != NULL ? work->status : "");
  if (error != NULL)
    cw_say (GTK_WIDGET (self), error->message);
}

static void
work (CwBackgroundDialog *self, Wish wish)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, worked_cb, NULL);
  Work *data = g_new0 (Work, 1);

  data->timer = g_object_ref (self->timer);
  data->wish = wish;
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), FALSE);
  g_task_set_source_tag (task, work);
  g_task_set_task_data (task, data, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, work_thread);
}

/* The switch stands at what is wished; its state follows when it is so. */
static gboolean
state_set_cb (GtkSwitch *toggle, gboolean state, gpointer user_data)
{
  CwBackgroundDialog *self = user_data;

  if (state != gtk_switch_get_state (toggle))
    work (self, state ? WISH_ENABLE : WISH_DISABLE);
  return TRUE;
}

/* ---- class ---- */

static gboolean
cw_background_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (CW_BACKGROUND_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (cw_background_dialog_parent_class)->close_request (window);
}

static void
cw_background_dialog_finalize (GObject *object)
{
  CwBackgroundDialog *self = CW_BACKGROUND_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->timer);
  G_OBJECT_CLASS (cw_background_dialog_parent_class)->finalize (object);
}

static void
cw_background_dialog_class_init (CwBackgroundDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_background_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_background_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/window/cw-background-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CwBackgroundDialog, row);
  gtk_widget_class_bind_template_child (widget_class, CwBackgroundDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwBackgroundDialog, toggle);
  gtk_widget_class_bind_template_callback (widget_class, state_set_cb);
}

static void
cw_background_dialog_init (CwBackgroundDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A store in a folder of its own has to be named to the timer. */
static CwTimer *
make_timer (CwContext *context)
{
  const char *directory = cw_store_get_directory (cw_context_get_store (context));
  gboolean system = cw_context_is_system (context);
  g_autofree char *usual = system ? cw_paths_dup_system_store () : cw_paths_dup_user_store ();

  return cw_timer_new (system, g_strcmp0 (directory, usual) != 0 ? directory : NULL);
}

CwBackgroundDialog *
cw_background_dialog_new (GtkWindow *parent, CwContext *context)
{
  CwBackgroundDialog *self = g_object_new (CW_TYPE_BACKGROUND_DIALOG, "transient-for", parent, NULL);

  self->timer = make_timer (context);
  work (self, WISH_LOOK);
  return self;
}

void
cw_background_dialog_show (GtkWindow *parent, CwContext *context)
{
  CwBackgroundDialog *self = cw_background_dialog_new (parent, context);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
