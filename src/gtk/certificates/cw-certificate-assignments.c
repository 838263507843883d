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
  GtkWidget *page;             /* what is shown now; borrowed */
};

G_DEFINE_FINAL_TYPE (CwCertificateAssignments, cw_certificate_assignments, ADW_TYPE_BIN)

static const CwPlace places[] = { CW_PLACE_CURRENT, CW_PLACE_NEXT, CW_PLACE_PREVIOUS };

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

/* Of what is current only: what is next has its files where nobody looks yet. */
static void
add_files (CwCertificateAssignments *self, AdwPreferencesGroup *group, CwUsage *usage)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwFilePlan) plan = cw_assignments_plan_files (cw_context_get_assignments (self->context), usage, problems);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; plan != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (plan), i);
      g_autofree char *line = cw_planned_file_dup_text (file);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, line);
    }
  add_fact (group, _("Files"), text->str);
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
add_usage (CwCertificateAssignments *self, CwUsageEntry *entry, CwPlace place)
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
  if (place == CW_PLACE_CURRENT)
    {
      add_files (self, group, usage);
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
show (CwCertificateAssignments *self)
{
  g_autoptr (GPtrArray) entries = list_entries (self);

  watch_groups (self);
  if (!cw_usage_table_is_ready (self->table))
    return;
  self->page = entries->len > 0 ? adw_preferences_page_new () : make_empty_page (self);
  for (guint i = 0; i < entries->len; i++)
    for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
      add_usage (self, g_ptr_array_index (entries, i), places[p]);
  if (entries->len > 0 && self->has_key)
    add_button (self);
  adw_bin_set_child (ADW_BIN (self), self->page);
}

static void
cw_certificate_assignments_dispose (GObject *object)
{
  CwCertificateAssignments *self = CW_CERTIFICATE_ASSIGNMENTS (object);

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
