/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-source-page.h"

#include "cw-file-chooser.h"
#include "cw-paths.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwImportSourcePage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  CwImportDraft *draft;

  GtkDropTarget *drop_target;
  GtkListBox *sources;
  GtkButton *folder_button;
  GtkButton *browse_button;
  GtkButton *empty_button;
  GtkSwitch *key_switch;
  GtkEditable *password_row;
  GtkSwitch *exportable_switch;
  GtkEditable *name_row;
};

G_DEFINE_FINAL_TYPE (CwImportSourcePage, cw_import_source_page, CW_TYPE_WIZARD_PAGE)

/* ---- the list of files ---- */

static void
update (CwImportSourcePage *self)
{
  guint n = g_list_model_get_n_items (cw_import_draft_get_sources (self->draft));

  gtk_widget_set_visible (GTK_WIDGET (self->sources), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), n == 0);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), n > 0);
}

static void
remove_cb (GtkButton *button, CwImportSourcePage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  cw_import_draft_remove_source (self->draft, (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

static GtkWidget *
make_source_row (gpointer item, gpointer user_data)
{
  const char *path = cw_import_source_get_path (item);
  g_autofree char *display = path != NULL ? cw_paths_dup_display (path) : NULL;
  g_autofree char *label = g_strdup_printf (_("Remove %s from the list"), cw_import_source_get_label (item));
  GtkWidget *row = cw_row_new (cw_import_source_get_label (item), display);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gboolean folder = path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (folder ? "folder-symbolic" : "text-x-generic-symbolic"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove from the list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), user_data, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* A file whose name says that it is a PFX most likely has the key in it: the switch is set, and can be set back. */
static void
guess_key (CwImportSourcePage *self, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".pfx") || g_str_has_suffix (lower, ".p12"))
    gtk_switch_set_active (self->key_switch, TRUE);
}

static void
add_file (CwImportSourcePage *self, GFile *file)
{
  const char *path = g_file_peek_path (file);

  if (path == NULL)
    return;
  cw_import_draft_add_path (self->draft, path);
  guess_key (self, path);
}

static void
chosen_cb (GListModel *files, gpointer user_data)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      add_file (user_data, file);
    }
}

static void
browse_cb (CwImportSourcePage *self)
{
  cw_file_chooser_open_certificates (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), FALSE, chosen_cb, G_OBJECT (self));
}

static void
folder_cb (CwImportSourcePage *self)
{
  cw_file_chooser_open_certificates (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), TRUE, chosen_cb, G_OBJECT (self));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    add_file (user_data, l->data);
  return TRUE;
}

/* ---- the key ---- */

static void
key_switched_cb (CwImportSourcePage *self)
{
  if (!gtk_switch_get_active (self->key_switch))
    gtk_editable_set_text (self->password_row, "");
}

/* ---- the contract ---- */

static void
cw_import_source_page_apply (CwWizardPage *page)
{
  CwImportSourcePage *self = CW_IMPORT_SOURCE_PAGE (page);
  gboolean with_key = gtk_switch_get_active (self->key_switch);
  const char *name = gtk_editable_get_text (self->name_row);
  const char *text = gtk_editable_get_text (self->password_row);
  g_autoptr (CwSecret) password = with_key && *text != '\0' ? cw_secret_new_text (text) : NULL;
  g_autoptr (CwImportOperation) operation = NULL;

  g_object_set (self->draft,
                "has-private-key", with_key,
                "password", password,
                "exportable", gtk_switch_get_active (self->exportable_switch),
                "friendly-name", *name != '\0' ? name : NULL,
                NULL);
  /* From here on it is in a CwSecret: nobody can read it out of the entry. Going back asks for it anew. */
  gtk_editable_set_text (self->password_row, "");
  operation = cw_import_operation_new (cw_context_get_access (cw_operation_flow_get_context (self->flow)), self->draft);
  cw_operation_flow_set_operation (self->flow, CW_OPERATION (operation));
}

static void
cw_import_source_page_dispose (GObject *object)
{
  CwImportSourcePage *self = CW_IMPORT_SOURCE_PAGE (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cw_import_source_page_parent_class)->dispose (object);
}

static void
cw_import_source_page_class_init (CwImportSourcePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_import_source_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_import_source_page_apply;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-import-source-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, drop_target);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, sources);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, folder_button);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, browse_button);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, key_switch);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, password_row);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, exportable_switch);
  gtk_widget_class_bind_template_child (widget_class, CwImportSourcePage, name_row);
  gtk_widget_class_bind_template_callback (widget_class, browse_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_switched_cb);
}

static void
cw_import_source_page_init (CwImportSourcePage *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop_target, types, G_N_ELEMENTS (types));
}

CwImportSourcePage *
cw_import_source_page_new (CwOperationFlow *flow, CwImportDraft *draft)
{
  CwImportSourcePage *self = g_object_new (CW_TYPE_IMPORT_SOURCE_PAGE, NULL);
  GListModel *sources = cw_import_draft_get_sources (draft);

  self->flow = g_object_ref (flow);
  self->draft = g_object_ref (draft);
  gtk_list_box_bind_model (self->sources, sources, make_source_row, self, NULL);
  g_signal_connect_object (sources, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (CwImportSource) source = g_list_model_get_item (sources, i);

      if (cw_import_source_get_path (source) != NULL)
        guess_key (self, cw_import_source_get_path (source));
    }
  update (self);
  return self;
}
