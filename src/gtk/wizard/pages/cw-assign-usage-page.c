/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-usage-page.h"

#include "cw-assigned-text.h"
#include "cw-certificate-dialog.h"
#include "cw-rows.h"
#include "cw-usage-picker.h"

#include <glib/gi18n-lib.h>

struct _CwAssignUsagePage
{
  CwWizardPage parent_instance;

  CwAssignSession *session;
  CwUsagePicker *picker;
  GtkWidget *certificate_row;

  GtkSearchEntry *search_entry;
  GtkLabel *chosen_label;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *certificate_group;
  AdwPreferencesGroup *nothing_group;
};

G_DEFINE_FINAL_TYPE (CwAssignUsagePage, cw_assign_usage_page, CW_TYPE_WIZARD_PAGE)

/* Fewer than this are seen at a glance. */
#define MANY 12

/* ---- the certificate ---- */

static void
view_cb (CwAssignUsagePage *self)
{
  CwStoredCertificate *certificate = cw_assign_session_get_certificate (self->session);

  if (certificate != NULL)
    cw_certificate_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), cw_assign_session_get_context (self->session),
                                cw_stored_certificate_get_id (certificate));
}

static void
show_certificate (CwAssignUsagePage *self)
{
  CwStoredCertificate *certificate = cw_assign_session_get_certificate (self->session);

  if (self->certificate_row != NULL)
    adw_preferences_group_remove (self->certificate_group, self->certificate_row);
  self->certificate_row = certificate != NULL ? cw_certificate_row_widget_new (certificate) : NULL;
  if (certificate != NULL)
    adw_preferences_group_add (self->certificate_group, self->certificate_row);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_group), certificate != NULL);
}

/* ---- the usages ---- */

static void
show_chosen (CwAssignUsagePage *self)
{
  GListModel *usages = cw_assign_draft_get_usages (cw_assign_session_get_draft (self->session));
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *titles = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    g_ptr_array_add (chosen, g_list_model_get_item (usages, i));
  titles = cw_usage_list_dup_titles (chosen);
  text = chosen->len > 0 ? g_strdup_printf (_("Chosen: %s"), titles) : g_strdup (_("Choose what the certificate is assigned to."));
  gtk_label_set_text (self->chosen_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->chosen_label), chosen->len > 0 ? titles : NULL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), chosen->len > 0);
}

/* Each usage says what it has now. */
static void
show_assigned (CwAssignUsagePage *self)
{
  GListModel *usages = G_LIST_MODEL (cw_context_get_usages (cw_assign_session_get_context (self->session)));

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);
      CwUsageEntry *entry = cw_usage_table_find (cw_assign_session_get_table (self->session), cw_usage_get_id (usage));
      g_autofree char *lines = cw_usage_entry_dup_lines (entry);

      cw_usage_picker_set_detail (self->picker, cw_usage_get_id (usage), lines);
    }
}

static void
ticked_cb (CwUsage *usage, gboolean ticked, gpointer user_data)
{
  CwAssignDraft *draft = cw_assign_session_get_draft (CW_ASSIGN_USAGE_PAGE (user_data)->session);

  if (ticked)
    cw_assign_draft_add_usage (draft, usage);
  else
    cw_assign_draft_remove_usage (draft, usage);
}

static void
search_cb (CwAssignUsagePage *self)
{
  gboolean found = cw_usage_picker_search (self->picker, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  gtk_widget_set_visible (GTK_WIDGET (self->nothing_group), !found);
}

static void
stop_search_cb (CwAssignUsagePage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* ---- class ---- */

static void
cw_assign_usage_page_dispose (GObject *object)
{
  CwAssignUsagePage *self = CW_ASSIGN_USAGE_PAGE (object);

  g_clear_object (&self->picker);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cw_assign_usage_page_parent_class)->dispose (object);
}

static void
cw_assign_usage_page_class_init (CwAssignUsagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assign_usage_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-assign-usage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignUsagePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwAssignUsagePage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, CwAssignUsagePage, page);
  gtk_widget_class_bind_template_child (widget_class, CwAssignUsagePage, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, CwAssignUsagePage, nothing_group);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
cw_assign_usage_page_init (CwAssignUsagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwWizardPage *
cw_assign_usage_page_new (CwAssignSession *session)
{
  CwAssignUsagePage *self = g_object_new (CW_TYPE_ASSIGN_USAGE_PAGE, NULL);
  CwUsageCatalogue *catalogue = cw_context_get_usages (cw_assign_session_get_context (session));
  GListModel *chosen = cw_assign_draft_get_usages (cw_assign_session_get_draft (session));

  self->session = g_object_ref (session);
  self->picker = cw_usage_picker_new (self->page, catalogue, chosen, ticked_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), cw_usage_picker_get_n (self->picker) > MANY);
  g_signal_connect_object (chosen, "items-changed", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_assign_session_get_table (session), "items-changed", G_CALLBACK (show_assigned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_assign_session_get_table (session), "notify::ready", G_CALLBACK (show_assigned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::certificate", G_CALLBACK (show_certificate), self, G_CONNECT_SWAPPED);
  show_certificate (self);
  show_assigned (self);
  show_chosen (self);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  return CW_WIZARD_PAGE (self);
}
