/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-geography-page.h"

#include "cw-countries.h"

struct _CwRequestGeographyPage
{
  CwRequestPage parent_instance;

  GListModel *countries;

  GtkDropDown *country_drop;
  GtkEditable *state_row;
  GtkLabel *state_label;
  GtkEditable *city_row;
  GtkLabel *city_label;
};

G_DEFINE_FINAL_TYPE (CwRequestGeographyPage, cw_request_geography_page, CW_TYPE_REQUEST_PAGE)

static gboolean
to_position_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_uint (to, cw_countries_find (CW_REQUEST_GEOGRAPHY_PAGE (user_data)->countries, g_value_get_string (from)));
  return TRUE;
}

static gboolean
to_code_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autoptr (CwCountry) country = g_list_model_get_item (CW_REQUEST_GEOGRAPHY_PAGE (user_data)->countries, g_value_get_uint (from));

  g_value_set_string (to, country != NULL ? cw_country_get_code (country) : NULL);
  return TRUE;
}

static void
check (CwRequestGeographyPage *self)
{
  g_autofree char *state = cw_request_page_dup_fault (CW_REQUEST_PAGE (self), "state");
  g_autofree char *city = cw_request_page_dup_fault (CW_REQUEST_PAGE (self), "city");

  cw_request_show_error (GTK_WIDGET (self->state_row), self->state_label, state);
  cw_request_show_error (GTK_WIDGET (self->city_row), self->city_label, city);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), state == NULL && city == NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const char *name = cw_country_get_name (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), name);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), name);
}

static void
cw_request_geography_page_set_up (CwRequestPage *page)
{
  CwRequestGeographyPage *self = CW_REQUEST_GEOGRAPHY_PAGE (page);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkExpression *expression = gtk_property_expression_new (CW_TYPE_COUNTRY, NULL, "name");

  self->countries = cw_countries_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (self->country_drop, factory);
  gtk_drop_down_set_expression (self->country_drop, expression);
  gtk_expression_unref (expression);
  gtk_drop_down_set_model (self->country_drop, self->countries);
  g_object_bind_property_full (cw_request_page_get_draft (page), "country", self->country_drop, "selected",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, to_position_cb, to_code_cb, self, NULL);
  g_signal_connect_object (cw_request_page_get_draft (page), "notify::state", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_request_page_get_draft (page), "notify::city", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  cw_request_bind_text (page, "state", self->state_row);
  cw_request_bind_text (page, "city", self->city_row);
}

static void
cw_request_geography_page_dispose (GObject *object)
{
  g_clear_object (&CW_REQUEST_GEOGRAPHY_PAGE (object)->countries);
  G_OBJECT_CLASS (cw_request_geography_page_parent_class)->dispose (object);
}

static void
cw_request_geography_page_class_init (CwRequestGeographyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_request_geography_page_dispose;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_geography_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-geography-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestGeographyPage, country_drop);
  gtk_widget_class_bind_template_child (widget_class, CwRequestGeographyPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestGeographyPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestGeographyPage, city_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestGeographyPage, city_label);
}

static void
cw_request_geography_page_init (CwRequestGeographyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
