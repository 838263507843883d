/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-remove-page.h"

#include "cw-assigned-text.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

#define N_PLACES (CW_PLACE_PREVIOUS + 1)

struct _CwRemovePage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  GPtrArray *usages;           /* of CwUsage */
  CwUsageTable *table;
  CwPlace place;

  AdwPreferencesGroup *place_group;
  AdwActionRow *current_row;
  AdwActionRow *next_row;
  AdwActionRow *previous_row;
  GtkCheckButton *current_check;
  GtkCheckButton *next_check;
  GtkCheckButton *previous_check;
  AdwPreferencesGroup *usage_group;
  GtkListBox *usage_list;
};

G_DEFINE_FINAL_TYPE (CwRemovePage, cw_remove_page, CW_TYPE_WIZARD_PAGE)

static CwAssigned *
get_assigned (CwRemovePage *self, CwUsage *usage, CwPlace place)
{
  CwUsageEntry *entry = cw_usage_table_find (self->table, cw_usage_get_id (usage));

  return entry != NULL ? cw_usage_entry_get (entry, place) : NULL;
}

static guint
count_assigned (CwRemovePage *self, CwPlace place)
{
  guint n = 0;

  for (guint i = 0; i < self->usages->len; i++)
    n += get_assigned (self, g_ptr_array_index (self->usages, i), place) != NULL;
  return n;
}

/* ---- what it means ---- */

static const char *
get_consequence (CwPlace place)
{
  switch (place)
    {
    case CW_PLACE_NEXT:
      return _("The roll is withdrawn: what is current stays so.");
    case CW_PLACE_PREVIOUS:
      return _("What is current stays. There is no way back to the previous one but to assign it again.");
    case CW_PLACE_CURRENT:
    default:
      return _("The service is without a certificate then: it cannot be reached by TLS as soon as it starts anew.");
    }
}

static void
add_usage (CwRemovePage *self, CwUsage *usage)
{
  CwAssigned *assigned = get_assigned (self, usage, self->place);
  g_autofree char *text = assigned != NULL ? cw_assigned_dup_text (assigned) : NULL;
  g_autofree char *subtitle = text != NULL ? g_strdup_printf ("%s\n%s", text, get_consequence (self->place)) : g_strdup (_("Nothing is assigned here: it stays as it is."));
  GtkWidget *row = cw_row_new (cw_usage_get_title (usage), subtitle);
  CwSeverity severity = assigned != NULL && self->place == CW_PLACE_CURRENT ? CW_SEVERITY_WARNING : CW_SEVERITY_INFO;
  GtkWidget *image = gtk_image_new_from_icon_name (cw_severity_get_icon (severity));

  if (cw_severity_get_style (severity) != NULL)
    gtk_widget_add_css_class (image, cw_severity_get_style (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_severity_get_word (severity), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_append (self->usage_list, row);
}

static void
show_usages (CwRemovePage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->usage_list))) != NULL)
    gtk_list_box_remove (self->usage_list, child);
  for (guint i = 0; i < self->usages->len; i++)
    add_usage (self, g_ptr_array_index (self->usages, i));
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), count_assigned (self, self->place) > 0);
}

/* ---- which one ---- */

static GtkCheckButton *
get_check (CwRemovePage *self, CwPlace place)
{
  GtkCheckButton *checks[N_PLACES] = {
    [CW_PLACE_CURRENT] = self->current_check, [CW_PLACE_NEXT] = self->next_check, [CW_PLACE_PREVIOUS] = self->previous_check,
  };

  return checks[place];
}

static GtkWidget *
get_row (CwRemovePage *self, CwPlace place)
{
  AdwActionRow *rows[N_PLACES] = { [CW_PLACE_CURRENT] = self->current_row, [CW_PLACE_NEXT] = self->next_row, [CW_PLACE_PREVIOUS] = self->previous_row };

  return GTK_WIDGET (rows[place]);
}

static void
place_cb (CwRemovePage *self)
{
  if (self->table == NULL)
    return;
  for (CwPlace place = 0; place < N_PLACES; place++)
    if (gtk_check_button_get_active (get_check (self, place)))
      self->place = place;
  show_usages (self);
}

/* Only what there is can be chosen; a single one is not asked for. */
static void
table_cb (CwRemovePage *self)
{
  guint n = 0;
  CwPlace first = CW_PLACE_CURRENT;

  for (CwPlace place = N_PLACES; place-- > 0;)
    {
      gboolean there = count_assigned (self, place) > 0;

      gtk_widget_set_visible (get_row (self, place), there);
      n += there;
      first = there ? place : first;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->place_group), n > 1);
  if (count_assigned (self, self->place) == 0)
    gtk_check_button_set_active (get_check (self, first), TRUE);
  show_usages (self);
}

/* ---- class ---- */

static void
cw_remove_page_dispose (GObject *object)
{
  CwRemovePage *self = CW_REMOVE_PAGE (object);

  g_clear_object (&self->table);
  g_clear_object (&self->flow);
  g_clear_pointer (&self->usages, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_remove_page_parent_class)->dispose (object);
}

static void
cw_remove_page_class_init (CwRemovePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_remove_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-remove-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, place_group);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, current_row);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, next_row);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, previous_row);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, current_check);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, next_check);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, previous_check);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, usage_group);
  gtk_widget_class_bind_template_child (widget_class, CwRemovePage, usage_list);
  gtk_widget_class_bind_template_callback (widget_class, place_cb);
}

static void
cw_remove_page_init (CwRemovePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwRemovePage *
cw_remove_page_new (CwOperationFlow *flow, GPtrArray *usages)
{
  CwRemovePage *self = g_object_new (CW_TYPE_REMOVE_PAGE, NULL);

  self->flow = g_object_ref (flow);
  self->usages = g_ptr_array_ref (usages);
  self->table = cw_usage_table_new (cw_context_get_assignments (cw_operation_flow_get_context (flow)));
  g_object_set (self->table, "show-all", TRUE, NULL);
  g_signal_connect_object (self->table, "notify::ready", G_CALLBACK (table_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "items-changed", G_CALLBACK (table_cb), self, G_CONNECT_SWAPPED);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  table_cb (self);
  return self;
}

CwOperation *
cw_remove_page_make_operation (CwRemovePage *self)
{
  return cw_remove_operation_new (cw_context_get_assignments (cw_operation_flow_get_context (self->flow)), self->usages, self->place);
}

char *
cw_remove_page_dup_command (CwRemovePage *self)
{
  g_autofree char *ids = cw_usage_list_dup_ids (self->usages);

  return g_strconcat ("certwizardctl remove --type ", ids,
                      self->place == CW_PLACE_PREVIOUS ? " --previous" : self->place == CW_PLACE_NEXT ? " --next" : NULL, NULL);
}
