/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-delay-page.h"

struct _CwRequestDelayPage
{
  CwRequestPage parent_instance;

  GtkCheckButton *online_check;
  GtkCheckButton *offline_check;
};

G_DEFINE_FINAL_TYPE (CwRequestDelayPage, cw_request_delay_page, CW_TYPE_REQUEST_PAGE)

static void
cw_request_delay_page_set_up (CwRequestPage *page)
{
  CwRequestDelayPage *self = CW_REQUEST_DELAY_PAGE (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  gboolean online;

  /* Both sides are bound: which of two radio buttons is active when neither was set is nobody's choice. */
  g_object_get (draft, "online", &online, NULL);
  gtk_check_button_set_active (online ? self->online_check : self->offline_check, TRUE);
  g_object_bind_property (draft, "online", self->online_check, "active", G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (draft, "online", self->offline_check, "active", G_BINDING_INVERT_BOOLEAN);
}

static void
cw_request_delay_page_class_init (CwRequestDelayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_delay_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-delay-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestDelayPage, online_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestDelayPage, offline_check);
}

static void
cw_request_delay_page_init (CwRequestDelayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
