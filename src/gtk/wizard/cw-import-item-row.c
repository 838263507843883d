/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-item-row.h"

#include <glib/gi18n-lib.h>

struct _CwImportItemRow
{
  GtkBox parent_instance;

  GtkImage *image;
  GtkLabel *title;
  GtkLabel *detail;
  GtkLabel *fate;
};

G_DEFINE_FINAL_TYPE (CwImportItemRow, cw_import_item_row, GTK_TYPE_BOX)

static const struct
{
  const char *word;
  const char *style;
} fates[] = {
  [CW_FATE_ADD] = { N_("New"), "accent" },
  [CW_FATE_THERE] = { N_("Already there"), "dim-label" },
  [CW_FATE_RESTORE] = { N_("From the trash"), "accent" },
  [CW_FATE_SKIP] = { N_("Skipped"), "dim-label" },
  [CW_FATE_BROKEN] = { N_("Broken"), "error" },
};

const char *
cw_import_fate_get_word (CwImportFate fate)
{
  return _(fates[fate].word);
}

static const char *
get_icon (CwImportItem *item)
{
  if (cw_import_item_get_fate (item) == CW_FATE_BROKEN)
    return "dialog-error-symbolic";
  if (cw_import_item_get_fate (item) == CW_FATE_SKIP)
    return "go-jump-symbolic";
  return cw_import_item_is_key (item) ? "dialog-password-symbolic" : "application-certificate-symbolic";
}

void
cw_import_item_row_set_item (CwImportItemRow *self, CwImportItem *item)
{
  CwImportFate fate = cw_import_item_get_fate (item);
  const char *detail = cw_import_item_get_detail (item);

  gtk_image_set_from_icon_name (self->image, get_icon (item));
  gtk_label_set_text (self->title, cw_import_item_get_title (item));
  gtk_label_set_text (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL && *detail != '\0');
  gtk_label_set_text (self->fate, _(fates[fate].word));
  gtk_widget_set_css_classes (GTK_WIDGET (self->fate), (const char *[]) { "caption", fates[fate].style, NULL });
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), cw_import_item_get_source (item));
}

static void
cw_import_item_row_class_init (CwImportItemRowClass *klass)
{
}

static GtkLabel *
make_label (const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), style);
  return label;
}

static void
cw_import_item_row_init (CwImportItemRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->image = GTK_IMAGE (gtk_image_new ());
  g_object_set (self->image, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->title = make_label (NULL);
  self->detail = make_label ("caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "dim-label");
  gtk_label_set_wrap (self->detail, TRUE);
  gtk_label_set_lines (self->detail, 2);
  self->fate = make_label ("caption");
  gtk_label_set_ellipsize (self->fate, PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->detail));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->image));
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->fate));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (CW_TYPE_IMPORT_ITEM_ROW, NULL));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cw_import_item_row_set_item (CW_IMPORT_ITEM_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

GtkListItemFactory *
cw_import_item_row_new_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return factory;
}
