/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-details-view.h"

#include "cw-certificate-details.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwCertificateDetailsView
{
  AdwBin parent_instance;

  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (CwCertificateDetailsView, cw_certificate_details_view, ADW_TYPE_BIN)

static GtkWidget *
make_raw_row (CwDetailField *field)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *label = gtk_label_new (cw_detail_field_get_value (field));
  GtkWidget *inner = adw_preferences_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_detail_field_get_label (field));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_detail_field_get_label (field), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_detail_field_get_label (field), -1);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "raw-bytes");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (inner), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (inner), FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), inner);
  return row;
}

static AdwPreferencesGroup *
make_group (CwDetailSection *section)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *title = g_markup_escape_text (cw_detail_section_get_title (section), -1);
  const char *oid = cw_detail_section_get_oid (section);
  g_autofree char *description = oid != NULL && cw_detail_section_get_critical (section) ? g_strdup_printf (_("%s, critical"), oid) : g_strdup (oid);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (section)); i++)
    {
      g_autoptr (CwDetailField) field = g_list_model_get_item (G_LIST_MODEL (section), i);

      adw_preferences_group_add (group, cw_detail_field_is_raw (field)
                                          ? make_raw_row (field)
                                          : cw_fact_row_new (cw_detail_field_get_label (field), cw_detail_field_get_value (field)));
    }
  return group;
}

static void
cw_certificate_details_view_class_init (CwCertificateDetailsViewClass *klass)
{
}

static void
cw_certificate_details_view_init (CwCertificateDetailsView *self)
{
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->page));
}

void
cw_certificate_details_view_set_details (CwCertificateDetailsView *self, GListModel *details)
{
  for (guint i = 0; i < g_list_model_get_n_items (details); i++)
    {
      g_autoptr (CwDetailSection) section = g_list_model_get_item (details, i);

      adw_preferences_page_add (self->page, make_group (section));
    }
}
