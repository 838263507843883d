/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-assignments.h"

#include "cw-assigned-text.h"
#include "cw-rows.h"
#include "cw-status-page.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

struct _CwCertificateAssignments
{
  AdwBin parent_instance;

  CwContext *context;
  gint64 certificate;
  gboolean has_key;
  CwUsageTable *table;
  GCancellable *cancellable;   /* of describing the files */
  GtkWidget *page;             /* what is shown now; borrowed */
};

G_DEFINE_FINAL_TYPE (CwCertificateAssignments, cw_certificate_assignments, ADW_TYPE_BIN)

static const CwPlace places[] = { CW_PLACE_CURRENT, CW_PLACE_NEXT, CW_PLACE_PREVIOUS };

/* ---- which files; this looks at the disk and at who is who on this computer ---- */

typedef struct
{
  CwAssignments *assignments;
  GPtrArray *entries;          /* of CwUsageEntry */
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  g_object_unref (self->assignments);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

static char *
describe_files (CwAssignments *assignments, CwUsage *usage)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwFilePlan) plan = cw_assignments_plan_files (assignments, usage, problems);
  GString *text = g_string_new (NULL);

  for (guint i = 0; plan != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (plan), i);
      g_autofree char *line = cw_planned_file_dup_text (file);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, line);
    }
  return g_string_free (text, FALSE);
}

static void
describe_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < work->entries->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      CwUsage *usage = cw_usage_entry_get_usage (work->entries->pdata[i]);

      g_hash_table_insert (files, g_strdup (cw_usage_get_id (usage)), describe_files (work->assignments, usage));
    }
  g_task_return_pointer (task, files, (GDestroyNotify) g_hash_table_unref);
}

/* ---- one usage ---- */

static void
add_fact (AdwPreferencesGroup *group, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    adw_preferences_group_add (group, cw_fact_row_new (property, value));
}

static void
add_time (AdwPreferencesGroup *group, const char *property, gint64 time)
{
  g_autofree char *exact = time != 0 ? cw_time_to_exact (time) : NULL;

  add_fact (group, property, exact);
}

static void
add_times (AdwPreferencesGroup *group, const CwAssignmentRecord *record)
{
  add_time (group, _("Assigned"), record->assigned);
  add_time (group, record->place == CW_PLACE_NEXT ? _("Takes Over") : _("In Place Since"), record->effective);
  if (record->place == CW_PLACE_NEXT)
    add_fact (group, _("Last Attempt"), record->message);
}

static void
add_served (AdwPreferencesGroup *group, const CwServedRecord *served)
{
  g_autofree char *when = served != NULL ? cw_time_to_exact (served->asked) : NULL;
  /* Translators: what a port was seen to serve, and when. */
  g_autofree char *text = served != NULL ? g_strdup_printf (_("%s (asked %s)"), served->message != NULL ? served->message : served->verdict, when) : NULL;

  add_fact (group, _("What the Port Serves"), text);
}

static void
add_usage (CwCertificateAssignments *self, CwUsageEntry *entry, CwPlace place, GHashTable *files)
{
  CwAssigned *assigned = cw_usage_entry_get (entry, place);
  CwUsage *usage = cw_usage_entry_get_usage (entry);
  AdwPreferencesGroup *group;
  g_autofree char *title = NULL;
  g_autofree char *markup = NULL;

  if (assigned == NULL || cw_stored_certificate_get_id (cw_assigned_get_certificate (assigned)) != self->certificate)
    return;
  /* Translators: a usage, and the place of the certificate there: "Web server (nginx): Current". */
  title = g_strdup_printf (_("%s: %s"), cw_usage_get_title (usage), cw_place_get_word (place));
  markup = g_markup_escape_text (title, -1);
  group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (group, markup);
  add_times (group, cw_assigned_get_record (assigned));
  /* What is next has its files where nobody looks yet. */
  if (place == CW_PLACE_CURRENT)
    {
      add_fact (group, _("Files"), g_hash_table_lookup (files, cw_usage_get_id (usage)));
      add_served (group, cw_usage_entry_get_served (entry));
    }
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
}

/* ---- all of them ---- */

static void show (CwCertificateAssignments *self);

static gboolean
has_certificate (CwCertificateAssignments *self, CwUsageEntry *entry)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      CwAssigned *assigned = cw_usage_entry_get (entry, places[i]);

      if (assigned != NULL && cw_stored_certificate_get_id (cw_assigned_get_certificate (assigned)) == self->certificate)
        return TRUE;
    }
  return FALSE;
}

static GPtrArray *
list_entries (CwCertificateAssignments *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->table)); i++)
    {
      g_autoptr (GListModel) group = g_list_model_get_item (G_LIST_MODEL (self->table), i);

      for (guint j = 0; j < g_list_model_get_n_items (group); j++)
        {
          g_autoptr (CwUsageEntry) entry = g_list_model_get_item (group, j);

          if (has_certificate (self, entry))
            g_ptr_array_add (entries, g_steal_pointer (&entry));
        }
    }
  return entries;
}

static GtkWidget *
make_empty_page (CwCertificateAssignments *self)
{
  GtkWidget *page = cw_status_page_new ("network-server-symbolic", _("Not Assigned"),
                                        self->has_key ? _("No usage of this computer has this certificate.")
                                                      : _("No usage has this certificate, and without its private key none can."));

  if (self->has_key)
    cw_status_page_add_button (page, _("_Assign…"), "certificate.assign", TRUE);
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static void
add_button (CwCertificateAssignments *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Assign…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "certificate.assign");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), button);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), ADW_PREFERENCES_GROUP (group));
}

/* A group says by itself what changed in it. */
static void
watch_groups (CwCertificateAssignments *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->table)); i++)
    {
      g_autoptr (GListModel) group = g_list_model_get_item (G_LIST_MODEL (self->table), i);

      g_signal_handlers_disconnect_by_func (group, show, self);
      g_signal_connect_object (group, "items-changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
    }
}

static void
fill (CwCertificateAssignments *self, GPtrArray *entries, GHashTable *files)
{
  self->page = entries->len > 0 ? adw_preferences_page_new () : make_empty_page (self);
  for (guint i = 0; i < entries->len; i++)
    for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
      add_usage (self, g_ptr_array_index (entries, i), places[p], files);
  if (entries->len > 0 && self->has_key)
    add_button (self);
  adw_bin_set_child (ADW_BIN (self), self->page);
}

static void
described_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GHashTable) files = g_task_propagate_pointer (G_TASK (result), NULL);

  /* None: something else is to be shown meanwhile, or nothing any more. */
  if (files != NULL)
    fill (CW_CERTIFICATE_ASSIGNMENTS (source), work->entries, files);
}

static void
forget (CwCertificateAssignments *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show (CwCertificateAssignments *self)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  watch_groups (self);
  if (!cw_usage_table_is_ready (self->table))
    return;
  forget (self);
  self->cancellable = g_cancellable_new ();
  work = g_new0 (Work, 1);
  work->assignments = g_object_ref (cw_context_get_assignments (self->context));
  work->entries = list_entries (self);
  task = g_task_new (self, self->cancellable, described_cb, NULL);
  g_task_set_source_tag (task, show);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, describe_thread);
}

static void
cw_certificate_assignments_dispose (GObject *object)
{
  CwCertificateAssignments *self = CW_CERTIFICATE_ASSIGNMENTS (object);

  forget (self);
  g_clear_object (&self->table);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_certificate_assignments_parent_class)->dispose (object);
}

static void
cw_certificate_assignments_class_init (CwCertificateAssignmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_certificate_assignments_dispose;
}

static void
cw_certificate_assignments_init (CwCertificateAssignments *self)
{
}

void
cw_certificate_assignments_set_certificate (CwCertificateAssignments *self, CwContext *context, CwStoredCertificate *certificate)
{
  g_set_object (&self->context, context);
  self->certificate = cw_stored_certificate_get_id (certificate);
  self->has_key = cw_stored_certificate_has_private_key (certificate);
  g_clear_object (&self->table);
  self->table = cw_usage_table_new (cw_context_get_assignments (context));
  g_object_set (self->table, "show-all", TRUE, NULL);
  g_signal_connect_object (self->table, "notify::ready", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "items-changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
