/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-report-opener.h"

#include "cw-report.h"
#include "cw-say.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

typedef struct
{
  CwContext *context;
  gint64 history_id;
} Wanted;

static void
wanted_free (Wanted *self)
{
  g_object_unref (self->context);
  g_free (self);
}

/* A report never holds a secret, but it is nobody else's business: the folder is ours alone. */
static char *
write_report (CwContext *context, gint64 history_id, GError **error)
{
  g_autofree char *json = cw_store_load_report (cw_context_get_store (context), history_id, error);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "certwizard", "reports", NULL);
  g_autofree char *name = g_strdup_printf ("report-%" G_GINT64_FORMAT ".html", history_id);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (json == NULL)
    return NULL;
  g_mkdir_with_parents (folder, 0700);
  return cw_report_write (json, path, error) ? g_steal_pointer (&path) : NULL;
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Wanted *wanted = task_data;
  g_autoptr (GError) error = NULL;
  char *path = write_report (wanted->context, wanted->history_id, &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    cw_say (widget, _("The report could not be shown: no program is set up to show web pages"));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkWidget *widget = GTK_WIDGET (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;
  GtkRoot *root = gtk_widget_get_root (widget);

  if (path == NULL)
    cw_say (widget, error->message);
  else if (root != NULL)
    gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (widget));
}

void
cw_report_opener_show (GtkWidget *widget, CwContext *context, gint64 history_id)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, written_cb, NULL);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->context = g_object_ref (context);
  wanted->history_id = history_id;
  g_task_set_source_tag (task, cw_report_opener_show);
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, write_thread);
}
