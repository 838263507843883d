/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-additions-page.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestAdditionsPage
{
  CwRequestPage parent_instance;

  GtkEditable *name_row;
  GtkButton *add_button;
  GtkLabel *error_label;
  AdwPreferencesGroup *list_group;
  GtkListBox *additions;
};

G_DEFINE_FINAL_TYPE (CwRequestAdditionsPage, cw_request_additions_page, CW_TYPE_REQUEST_PAGE)

static const char *
get_kind_title (CwAltNameKind kind)
{
  switch (kind)
    {
    case CW_ALT_NAME_IP:
      return _("IP address");
    case CW_ALT_NAME_EMAIL:
      return _("Mail address");
    case CW_ALT_NAME_URI:
      return _("URI");
    case CW_ALT_NAME_DNS:
    default:
      return _("Host name");
    }
}

static char *
dup_description (CwAltName *name)
{
  GString *text = g_string_new (get_kind_title (cw_alt_name_get_kind (name)));
  g_autofree char *advice = cw_alt_name_dup_advice (name);

  if (g_ascii_strcasecmp (cw_alt_name_get_text (name), cw_alt_name_get_ascii (name)) != 0)
    g_string_append_printf (text, _(", encoded as %s"), cw_alt_name_get_ascii (name));
  if (advice != NULL)
    g_string_append_printf (text, "\n%s", advice);
  return g_string_free (text, FALSE);
}

static void
remove_cb (GtkButton *button, CwRequestAdditionsPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  cw_request_draft_remove_addition (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  g_autofree char *description = dup_description (item);
  g_autofree char *label = g_strdup_printf (_("Remove %s"), cw_alt_name_get_text (item));
  GtkWidget *row = cw_row_new (cw_alt_name_get_text (item), description);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, cw_alt_name_get_text (item));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), user_data, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
update (CwRequestAdditionsPage *self)
{
  GListModel *additions = cw_request_draft_get_additions (cw_request_page_get_draft (CW_REQUEST_PAGE (self)));

  gtk_widget_set_visible (GTK_WIDGET (self->list_group), g_list_model_get_n_items (additions) > 0);
}

static void
changed_cb (CwRequestAdditionsPage *self)
{
  cw_request_show_error (GTK_WIDGET (self->name_row), self->error_label, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), *gtk_editable_get_text (self->name_row) != '\0');
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), TRUE);
}

static gboolean
add_name (CwRequestAdditionsPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return TRUE;
  if (!cw_request_draft_add_names (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), text, &error))
    {
      cw_request_show_error (GTK_WIDGET (self->name_row), self->error_label, error->message);
      return FALSE;
    }
  gtk_editable_set_text (self->name_row, "");
  return TRUE;
}

static void
add_cb (CwRequestAdditionsPage *self)
{
  add_name (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
clear_cb (CwRequestAdditionsPage *self)
{
  cw_request_draft_clear_additions (cw_request_page_get_draft (CW_REQUEST_PAGE (self)));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

/* A name that was typed and not added is meant all the same; a wrong one keeps the page. */
static void
cw_request_additions_page_apply (CwWizardPage *page)
{
  cw_wizard_page_set_complete (page, add_name (CW_REQUEST_ADDITIONS_PAGE (page)));
}

static void
cw_request_additions_page_set_up (CwRequestPage *page)
{
  CwRequestAdditionsPage *self = CW_REQUEST_ADDITIONS_PAGE (page);
  GListModel *additions = cw_request_draft_get_additions (cw_request_page_get_draft (page));

  gtk_list_box_bind_model (self->additions, additions, make_row, self, NULL);
  g_signal_connect_object (additions, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  changed_cb (self);
}

static void
cw_request_additions_page_class_init (CwRequestAdditionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_additions_page_set_up;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_request_additions_page_apply;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-additions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestAdditionsPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAdditionsPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAdditionsPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAdditionsPage, list_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAdditionsPage, additions);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
cw_request_additions_page_init (CwRequestAdditionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
