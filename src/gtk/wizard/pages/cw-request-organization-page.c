/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-organization-page.h"

struct _CwRequestOrganizationPage
{
  CwRequestPage parent_instance;

  GtkEditable *organization_row;
  GtkEditable *unit_row;
};

G_DEFINE_FINAL_TYPE (CwRequestOrganizationPage, cw_request_organization_page, CW_TYPE_REQUEST_PAGE)

static void
cw_request_organization_page_set_up (CwRequestPage *page)
{
  CwRequestOrganizationPage *self = CW_REQUEST_ORGANIZATION_PAGE (page);

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
  gtk_widget_class_bind_template_child (widget_class, CwRequestOrganizationPage, unit_row);
}

static void
cw_request_organization_page_init (CwRequestOrganizationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
