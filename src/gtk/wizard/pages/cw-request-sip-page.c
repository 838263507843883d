/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-sip-page.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestSipPage
{
  CwRequestPage parent_instance;

  GtkListBox *domains;
  GtkCheckButton *all_check;
};

G_DEFINE_FINAL_TYPE (CwRequestSipPage, cw_request_sip_page, CW_TYPE_REQUEST_PAGE)

static gboolean
has_domain_recipe (CwUsage *usage)
{
  const char *const *recipes = cw_usage_get_name_recipes (usage);

  for (gsize i = 0; recipes != NULL && recipes[i] != NULL; i++)
    if (strstr (recipes[i], "{domains") != NULL || strstr (recipes[i], "{meet") != NULL)
      return TRUE;
  return FALSE;
}

/* Where no usage has names of SIP domains, a tick would do nothing. */
static void
update (CwRequestSipPage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  GListModel *usages = cw_request_draft_get_usages (draft);
  gboolean wanted = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (usages) && !wanted; i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);

      wanted = has_domain_recipe (usage);
    }
  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), wanted && g_list_model_get_n_items (cw_request_draft_get_sip_domains (draft)) > 0);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autofree char *added = NULL;
  g_autofree char *label = NULL;
  gboolean primary;
  GtkWidget *row, *check = gtk_check_button_new ();

  g_object_get (item, "name", &name, "primary", &primary, NULL);
  added = g_strdup_printf (primary ? _("The primary domain. Adds names like sip.%s") : _("Adds names like sip.%s"), name);
  label = g_strdup_printf (_("SIP domain %s"), name);
  row = cw_row_new (name, added);
  gtk_widget_set_tooltip_text (row, name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_bind_property (item, "ticked", check, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
cw_request_sip_page_set_up (CwRequestPage *page)
{
  CwRequestSipPage *self = CW_REQUEST_SIP_PAGE (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  GListModel *domains = cw_request_draft_get_sip_domains (draft);

  gtk_list_box_bind_model (self->domains, domains, make_row, self, NULL);
  g_object_bind_property (draft, "all-sip-domains", self->all_check, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (cw_request_draft_get_usages (draft), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (domains, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
cw_request_sip_page_class_init (CwRequestSipPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_sip_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-sip-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestSipPage, domains);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSipPage, all_check);
}

static void
cw_request_sip_page_init (CwRequestSipPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
