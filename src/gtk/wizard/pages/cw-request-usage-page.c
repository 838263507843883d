/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-usage-page.h"

#include "cw-usage-picker.h"

#include <glib/gi18n-lib.h>

struct _CwRequestUsagePage
{
  CwRequestPage parent_instance;

  CwUsagePicker *picker;

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
ticked_cb (CwUsage *usage, gboolean ticked, gpointer user_data)
{
  cw_request_draft_set_usage (cw_request_page_get_draft (user_data), usage, ticked);
}

static void
search_cb (CwRequestUsagePage *self)
{
  gboolean found = cw_usage_picker_search (self->picker, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  gtk_widget_set_visible (GTK_WIDGET (self->nothing_group), !found);
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

  self->picker = cw_usage_picker_new (self->page, cw_request_draft_get_catalogue (draft), cw_request_draft_get_usages (draft), ticked_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), cw_usage_picker_get_n (self->picker) > MANY);
  add_computers (self, cw_topology_get_computers (cw_request_draft_get_topology (draft)));
  show_computer (self);
  g_signal_connect_object (cw_request_draft_get_usages (draft), "items-changed", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
  show_chosen (self);
}

static void
cw_request_usage_page_dispose (GObject *object)
{
  g_clear_object (&CW_REQUEST_USAGE_PAGE (object)->picker);
  G_OBJECT_CLASS (cw_request_usage_page_parent_class)->dispose (object);
}

static void
cw_request_usage_page_class_init (CwRequestUsagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_request_usage_page_dispose;
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
}
