/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-organization-page.h"

struct _CwRequestOrganizationPage
{
  CwRequestPage parent_instance;

  GtkEditable *organization_row;
  GtkLabel *organization_label;
  GtkEditable *unit_row;
  GtkLabel *unit_label;
};

G_DEFINE_FINAL_TYPE (CwRequestOrganizationPage, cw_request_organization_page, CW_TYPE_REQUEST_PAGE)

static void
check (CwRequestOrganizationPage *self)
{
  g_autofree char *organization = cw_request_page_dup_fault (CW_REQUEST_PAGE (self), "organization");
  g_autofree char *unit = cw_request_page_dup_fault (CW_REQUEST_PAGE (self), "organizational-unit");

  cw_request_show_error (GTK_WIDGET (self->organization_row), self->organization_label, organization);
  cw_request_show_error (GTK_WIDGET (self->unit_row), self->unit_label, unit);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), organization == NULL && unit == NULL);
}

static void
cw_request_organization_page_set_up (CwRequestPage *page)
{
  CwRequestOrganizationPage *self = CW_REQUEST_ORGANIZATION_PAGE (page);

  g_signal_connect_object (cw_request_page_get_draft (page), "notify::organization", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_request_page_get_draft (page), "notify::organizational-unit", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  cw_request_bind_text (page, "organization", self->organization_row);
  cw_request_bind_text (page, "organizational-unit", self->unit_row);
}

static void
cw_request_organization_page_class_init (CwRequestOrganizationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_organization_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-organization-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestOrganizationPage, organization_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestOrganizationPage, organization_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestOrganizationPage, unit_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestOrganizationPage, unit_label);
}

static void
cw_request_organization_page_init (CwRequestOrganizationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
