/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-history-view.h"

#include "cw-clock.h"
#include "cw-outcome.h"
#include "cw-report-opener.h"
#include "cw-rows.h"
#include "cw-say.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

/* Older operations are for the command line. */
#define MAX_ENTRIES 200

struct _CwHistoryView
{
  AdwBin parent_instance;

  CwContext *context;

  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkListBox *entries;
};

G_DEFINE_FINAL_TYPE (CwHistoryView, cw_history_view, ADW_TYPE_BIN)

static const struct
{
  CwResult result;
  const char *icon;
  const char *style;
  const char *word;
} results[] = {
  { CW_RESULT_DONE, "emblem-ok-symbolic", "success", N_("Done") },
  { CW_RESULT_NOTHING, "dialog-information-symbolic", "dim-label", N_("Nothing to do") },
  { CW_RESULT_PARTLY, "dialog-warning-symbolic", "warning", N_("Done, with problems") },
  { CW_RESULT_CANCELLED, "process-stop-symbolic", "dim-label", N_("Cancelled") },
  { CW_RESULT_FAILED, "dialog-error-symbolic", "error", N_("Failed") },
};

static GtkWidget *
make_row (CwHistoryEntry *entry)
{
  g_autofree char *when = cw_time_to_relative (entry->finished, cw_clock_now ());
  g_autofree char *exact = cw_time_to_exact (entry->finished);
  const char *word = entry->result;
  const char *icon = "dialog-information-symbolic";
  g_autofree char *subtitle = NULL;
  GtkWidget *row, *image, *go;

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (g_strcmp0 (cw_result_to_nick (results[i].result), entry->result) == 0)
      {
        word = _(results[i].word);
        icon = results[i].icon;
      }
  /* Translators: what became of an operation, and when: "Done, 3 minutes ago". */
  subtitle = g_strdup_printf (_("%s, %s"), word, when);
  row = cw_row_new (entry->title, subtitle);
  image = gtk_image_new_from_icon_name (icon);
  go = gtk_image_new_from_icon_name ("go-next-symbolic");
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (icon == results[i].icon)
      gtk_widget_add_css_class (image, results[i].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (go), GTK_ACCESSIBLE_PROPERTY_LABEL, _("View Log"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), go);
  gtk_widget_set_tooltip_text (row, exact);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_focusable (row, TRUE);
  g_object_set_data_full (G_OBJECT (row), "cw-history-id", g_memdup2 (&entry->id, sizeof entry->id), g_free);
  return row;
}

static void
activated_cb (CwHistoryView *self, GtkListBoxRow *row)
{
  gint64 *id = g_object_get_data (G_OBJECT (row), "cw-history-id");

  if (id != NULL)
    cw_report_opener_show (GTK_WIDGET (self), self->context, *id);
}

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = cw_store_list_history (cw_context_get_store (task_data), MAX_ENTRIES, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwHistoryView *self = CW_HISTORY_VIEW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), &error);
  GtkWidget *child;

  if (self->context == NULL)
    return;
  if (entries == NULL)
    {
      cw_say (GTK_WIDGET (self), error->message);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->entries))) != NULL)
    gtk_list_box_remove (self->entries, child);
  for (guint i = 0; i < entries->len; i++)
    gtk_list_box_append (self->entries, make_row (g_ptr_array_index (entries, i)));
  gtk_stack_set_visible_child_name (self->stack, entries->len > 0 ? "list" : "empty");
}

static void
cw_history_view_dispose (GObject *object)
{
  CwHistoryView *self = CW_HISTORY_VIEW (object);

  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_history_view_parent_class)->dispose (object);
}

static void
cw_history_view_class_init (CwHistoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_history_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/window/cw-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwHistoryView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwHistoryView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, CwHistoryView, entries);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
cw_history_view_init (CwHistoryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_history_view_set_context (CwHistoryView *self, CwContext *context)
{
  g_set_object (&self->context, context);
}

void
cw_history_view_refresh (CwHistoryView *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->context == NULL)
    return;
  task = g_task_new (self, NULL, listed_cb, NULL);
  g_task_set_source_tag (task, cw_history_view_refresh);
  g_task_set_task_data (task, g_object_ref (self->context), g_object_unref);
  g_task_run_in_thread (task, list_thread);
}
