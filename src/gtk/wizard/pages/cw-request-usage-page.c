/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-usage-page.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestUsagePage
{
  CwRequestPage parent_instance;

  GPtrArray *rows;             /* of UsageRow */
  GPtrArray *groups;           /* of AdwPreferencesGroup, borrowed from the page */

  GtkSearchEntry *search_entry;
  AdwPreferencesPage *page;
  GtkEditable *computer_row;
  GtkMenuButton *computer_button;
  GtkLabel *computer_label;
  GtkLabel *chosen_label;
  AdwPreferencesGroup *nothing_group;
};

G_DEFINE_FINAL_TYPE (CwRequestUsagePage, cw_request_usage_page, CW_TYPE_REQUEST_PAGE)

/* Fewer than this are seen at a glance. */
#define MANY 12

typedef struct
{
  CwUsage *usage;
  GtkWidget *row;
  GtkCheckButton *check;
  AdwPreferencesGroup *group;
  char *text;                  /* what is searched, folded */
} UsageRow;

static void
usage_row_free (UsageRow *self)
{
  g_object_unref (self->usage);
  g_free (self->text);
  g_free (self);
}

/* ---- the computer ---- */

static void
check_computer (CwRequestUsagePage *self)
{
  const char *text = gtk_editable_get_text (self->computer_row);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAltName) name = NULL;

  if (*text != '\0')
    name = cw_alt_name_new (CW_ALT_NAME_DNS, text, &error);
  cw_request_show_error (GTK_WIDGET (self->computer_row), self->computer_label, *text != '\0' && name == NULL ? error->message : NULL);
}

static void
update_complete (CwRequestUsagePage *self)
{
  GListModel *usages = cw_request_draft_get_usages (cw_request_page_get_draft (CW_REQUEST_PAGE (self)));

  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self),
                               g_list_model_get_n_items (usages) > 0 && !gtk_widget_get_visible (GTK_WIDGET (self->computer_label)));
}

static const char *
get_this_fqdn (CwRequestUsagePage *self)
{
  return cw_computer_get_fqdn (cw_topology_get_this (cw_request_draft_get_topology (cw_request_page_get_draft (CW_REQUEST_PAGE (self)))));
}

static void
computer_cb (CwRequestUsagePage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->computer_row)));
  gboolean here = *text == '\0' || g_ascii_strcasecmp (text, get_this_fqdn (self)) == 0;

  check_computer (self);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->computer_label)))
    g_object_set (draft, "computer", here ? NULL : text, NULL);
  update_complete (self);
}

static void
show_computer (CwRequestUsagePage *self)
{
  g_autofree char *computer = NULL;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "computer", &computer, NULL);
  gtk_editable_set_text (self->computer_row, computer != NULL ? computer : get_this_fqdn (self));
}

static void
computer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_editable_set_text (CW_REQUEST_USAGE_PAGE (widget)->computer_row, g_variant_get_string (parameter, NULL));
}

static void
add_computers (CwRequestUsagePage *self, GListModel *computers)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (computers); i++)
    {
      g_autoptr (CwComputer) computer = g_list_model_get_item (computers, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (cw_computer_get_fqdn (computer), NULL);

      g_menu_item_set_action_and_target (item, "usage-page.computer", "s", cw_computer_get_fqdn (computer));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->computer_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->computer_button), g_list_model_get_n_items (computers) > 1);
}

/* ---- the usages ---- */

static void
show_chosen (CwRequestUsagePage *self)
{
  GListModel *usages = cw_request_draft_get_usages (cw_request_page_get_draft (CW_REQUEST_PAGE (self)));
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *titles = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    g_ptr_array_add (chosen, g_list_model_get_item (usages, i));
  titles = cw_usage_list_dup_titles (chosen);
  text = chosen->len > 0 ? g_strdup_printf (_("Chosen: %s"), titles) : g_strdup (_("Choose what the certificate is for."));
  gtk_label_set_text (self->chosen_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->chosen_label), chosen->len > 0 ? titles : NULL);
  update_complete (self);
}

static void
toggled_cb (GtkCheckButton *check, CwRequestUsagePage *self)
{
  CwUsage *usage = g_object_get_data (G_OBJECT (check), "cw-usage");

  cw_request_draft_set_usage (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), usage, gtk_check_button_get_active (check));
}

static void
usages_changed_cb (CwRequestUsagePage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);

      gtk_check_button_set_active (row->check, cw_request_draft_has_usage (draft, row->usage));
    }
  show_chosen (self);
}

static char *
dup_search_text (CwUsage *usage)
{
  const char *description = cw_usage_get_description (usage);
  g_autofree char *text = g_strjoin ("\n", cw_usage_get_title (usage), cw_usage_get_id (usage), cw_usage_get_group_title (usage),
                                     description != NULL ? description : "", NULL);

  return g_utf8_casefold (text, -1);
}

static void
add_usage (CwRequestUsagePage *self, CwUsage *usage, AdwPreferencesGroup *group)
{
  UsageRow *row = g_new0 (UsageRow, 1);
  GtkWidget *check = gtk_check_button_new ();

  row->usage = g_object_ref (usage);
  row->row = cw_row_new (cw_usage_get_title (usage), cw_usage_get_description (usage));
  row->check = GTK_CHECK_BUTTON (check);
  row->group = group;
  row->text = dup_search_text (usage);
  gtk_check_button_set_active (row->check, cw_request_draft_has_usage (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), usage));
  g_object_set_data (G_OBJECT (check), "cw-usage", usage);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_usage_get_title (usage), -1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row->row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), TRUE);
  adw_preferences_group_add (group, row->row);
  g_ptr_array_add (self->rows, row);
}

static AdwPreferencesGroup *
add_group (CwRequestUsagePage *self, const char *title)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), markup);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

/* Services that are on this computer come first: most likely one of them is what somebody came for. */
static void
add_present (CwRequestUsagePage *self, GListModel *catalogue)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (catalogue); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (catalogue, i);

      if (!cw_usage_is_present (usage))
        continue;
      if (group == NULL)
        group = add_group (self, _("On This Computer"));
      add_usage (self, usage, group);
    }
}

static void
add_others (CwRequestUsagePage *self, GListModel *catalogue)
{
  AdwPreferencesGroup *group = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (catalogue); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (catalogue, i);

      if (cw_usage_is_present (usage))
        continue;
      if (g_strcmp0 (id, cw_usage_get_group (usage)) != 0)
        {
          g_free (id);
          id = g_strdup (cw_usage_get_group (usage));
          group = add_group (self, cw_usage_get_group_title (usage));
        }
      add_usage (self, usage, group);
    }
}

static void
search_cb (CwRequestUsagePage *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);
      gboolean found = strstr (row->text, folded) != NULL;

      gtk_widget_set_visible (row->row, found);
      if (found)
        g_hash_table_add (shown, row->group);
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      gpointer group = g_ptr_array_index (self->groups, i);

      gtk_widget_set_visible (group, g_hash_table_contains (shown, group));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_group), g_hash_table_size (shown) == 0);
}

static void
stop_search_cb (CwRequestUsagePage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
cw_request_usage_page_set_up (CwRequestPage *page)
{
  CwRequestUsagePage *self = CW_REQUEST_USAGE_PAGE (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  GListModel *catalogue = G_LIST_MODEL (cw_request_draft_get_catalogue (draft));

  add_present (self, catalogue);
  add_others (self, catalogue);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), self->rows->len > MANY);
  add_computers (self, cw_topology_get_computers (cw_request_draft_get_topology (draft)));
  show_computer (self);
  g_signal_connect_object (cw_request_draft_get_usages (draft), "items-changed", G_CALLBACK (usages_changed_cb), self, G_CONNECT_SWAPPED);
  show_chosen (self);
}

static void
cw_request_usage_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_REQUEST_USAGE_PAGE (object)->rows);
  g_ptr_array_unref (CW_REQUEST_USAGE_PAGE (object)->groups);
  G_OBJECT_CLASS (cw_request_usage_page_parent_class)->finalize (object);
}

static void
cw_request_usage_page_class_init (CwRequestUsagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_request_usage_page_finalize;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_usage_page_set_up;
  gtk_widget_class_install_action (widget_class, "usage-page.computer", "s", computer_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-usage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, page);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, computer_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, computer_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, computer_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestUsagePage, nothing_group);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, computer_cb);
}

static void
cw_request_usage_page_init (CwRequestUsagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) usage_row_free);
  self->groups = g_ptr_array_new ();
}
