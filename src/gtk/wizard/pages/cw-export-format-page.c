/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-export-format-page.h"

#include "cw-file-chooser.h"
#include "cw-paths.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

#define N_FORMATS (CW_EXPORT_PFX_LEGACY + 1)

/* What the store says about the certificates: found out by a worker when the page opens. */
typedef struct
{
  char *name;                /* of the first */
  guint with_key;
  guint exportable;
} Facts;

struct _CwExportFormatPage
{
  CwWizardPage parent_instance;

  CwOperationFlow *flow;
  CwExportDraft *draft;
  Facts *facts;              /* NULL until they are known */
  GtkCheckButton *checks[N_FORMATS];
  char *path;

  AdwPreferencesGroup *format_group;
  AdwActionRow *key_row;
  GtkSwitch *key_switch;
  GtkEditable *password_row;
  GtkEditable *repeat_row;
  AdwActionRow *file_row;
  GtkButton *file_button;
};

G_DEFINE_FINAL_TYPE (CwExportFormatPage, cw_export_format_page, CW_TYPE_WIZARD_PAGE)

static void
facts_free (Facts *self)
{
  g_free (self->name);
  g_free (self);
}

static CwExportFormat
get_format (CwExportFormatPage *self)
{
  for (guint i = 0; i < N_FORMATS; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return i;
  return CW_EXPORT_PEM;
}

/* DER holds one certificate: several become a file each, in a folder. */
static gboolean
needs_folder (CwExportFormatPage *self)
{
  CwExportFormat format = get_format (self);

  return cw_export_draft_get_n_ids (self->draft) > 1 && format != CW_EXPORT_PEM && format != CW_EXPORT_PKCS7;
}

/* ---- what can be entered ---- */

static const char *
explain_key (CwExportFormatPage *self, gboolean *possible)
{
  *possible = FALSE;
  if (self->facts == NULL)
    return NULL;
  if (self->facts->with_key == 0)
    return _("Not possible: there is no private key in the store for this certificate");
  if (self->facts->exportable == 0)
    return _("Not possible: the private key was imported as not exportable");
  if (!cw_export_format_can_hold_key (get_format (self)))
    return _("Not possible: this format holds certificates only");
  *possible = TRUE;
  return _("Whoever has the key can act in the name of this certificate: keep the file safe");
}

static gboolean
wants_key (CwExportFormatPage *self)
{
  return gtk_widget_get_sensitive (GTK_WIDGET (self->key_row)) && gtk_switch_get_active (self->key_switch);
}

static gboolean
wants_password (CwExportFormatPage *self)
{
  CwExportFormat format = get_format (self);

  return wants_key (self) || format == CW_EXPORT_PFX || format == CW_EXPORT_PFX_LEGACY;
}

static gboolean
passwords_differ (CwExportFormatPage *self)
{
  return !g_str_equal (gtk_editable_get_text (self->password_row), gtk_editable_get_text (self->repeat_row));
}

static gboolean
needs_password (CwExportFormatPage *self)
{
  CwExportFormat format = get_format (self);

  return format == CW_EXPORT_PFX || format == CW_EXPORT_PFX_LEGACY;
}

static void
update_password (CwExportFormatPage *self)
{
  gboolean wanted = wants_password (self);
  gboolean different = wanted && *gtk_editable_get_text (self->repeat_row) != '\0' && passwords_differ (self);

  gtk_widget_set_visible (GTK_WIDGET (self->password_row), wanted);
  gtk_widget_set_visible (GTK_WIDGET (self->repeat_row), wanted);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 needs_password (self) ? _("Password") : _("Password (left empty, the key is written in the clear)"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->repeat_row),
                                 different ? _("Repeat the Password: the two differ") : _("Repeat the Password"));
  if (different)
    gtk_widget_add_css_class (GTK_WIDGET (self->repeat_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->repeat_row), "error");
}

static gboolean
is_complete (CwExportFormatPage *self)
{
  if (self->path == NULL || self->facts == NULL)
    return FALSE;
  if (wants_password (self) && passwords_differ (self))
    return FALSE;
  return !needs_password (self) || *gtk_editable_get_text (self->password_row) != '\0';
}

static void
show_path (CwExportFormatPage *self)
{
  g_autofree char *name = self->path != NULL ? g_path_get_basename (self->path) : NULL;
  g_autofree char *display = name != NULL ? g_filename_display_name (name) : NULL;
  g_autofree char *where = self->path != NULL ? cw_paths_dup_display (self->path) : NULL;

  if (display == NULL)
    display = g_strdup (needs_folder (self) ? _("No folder chosen yet") : _("No file chosen yet"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), display);
  adw_action_row_set_subtitle (self->file_row, where != NULL ? where : "");
}

static void
changed_cb (CwExportFormatPage *self)
{
  gboolean possible = FALSE;
  const char *why;

  if (self->draft == NULL)
    return;
  why = explain_key (self, &possible);
  adw_action_row_set_subtitle (self->key_row, why != NULL ? why : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_row), possible);
  if (!possible)
    gtk_switch_set_active (self->key_switch, FALSE);
  update_password (self);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_complete (self));
}

/* Another format has another ending, and perhaps a folder instead of a file: the place is asked for again. */
static void
format_cb (CwExportFormatPage *self, GParamSpec *pspec, GtkCheckButton *check)
{
  if (!gtk_check_button_get_active (check))
    return;
  g_clear_pointer (&self->path, g_free);
  show_path (self);
  changed_cb (self);
}

/* ---- the file ---- */

static void
chosen_cb (GFile *file, gpointer user_data)
{
  CwExportFormatPage *self = user_data;

  g_free (self->path);
  self->path = g_file_get_path (file);
  show_path (self);
  changed_cb (self);
}

/* A friendly name may hold anything; a file name may not. */
static char *
dup_file_name (CwExportFormatPage *self)
{
  g_autofree char *name = g_strdup (self->facts != NULL && self->facts->name != NULL ? self->facts->name : _("certificate"));

  g_strdelimit (name, "/\\:*?\"<>|\n\t", '-');
  if (cw_export_draft_get_n_ids (self->draft) > 1)
    return g_strconcat (_("certificates"), cw_export_format_get_extension (get_format (self)), NULL);
  return g_strconcat (*name == '.' ? name + 1 : name, cw_export_format_get_extension (get_format (self)), NULL);
}

static void
choose_cb (CwExportFormatPage *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *name = dup_file_name (self);

  if (needs_folder (self))
    cw_file_chooser_select_folder (window, _("Export to Folder"), chosen_cb, G_OBJECT (self));
  else
    cw_file_chooser_save (window, _("Export to File"), name, chosen_cb, G_OBJECT (self));
}

/* ---- what the store knows ---- */

static void
facts_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CwExportFormatPage *self = source;
  CwStore *store = cw_context_get_store (cw_operation_flow_get_context (self->flow));
  const gint64 *ids = cw_export_draft_get_ids (self->draft);
  Facts *facts = g_new0 (Facts, 1);

  for (gsize i = 0; i < cw_export_draft_get_n_ids (self->draft); i++)
    {
      g_autoptr (CwStoredCertificate) certificate = cw_store_find_by_id (store, ids[i], NULL);

      if (certificate == NULL)
        continue;
      if (facts->name == NULL)
        facts->name = g_strdup (cw_stored_certificate_get_friendly_name (certificate));
      facts->with_key += cw_stored_certificate_has_private_key (certificate) ? 1 : 0;
      facts->exportable += cw_stored_certificate_has_private_key (certificate) && cw_stored_certificate_is_exportable (certificate) ? 1 : 0;
    }
  g_task_return_pointer (task, facts, (GDestroyNotify) facts_free);
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwExportFormatPage *self = CW_EXPORT_FORMAT_PAGE (source);

  self->facts = g_task_propagate_pointer (G_TASK (result), NULL);
  changed_cb (self);
}

/* ---- the contract ---- */

static void
cw_export_format_page_enter (CwWizardPage *page)
{
  g_autoptr (GTask) task = g_task_new (page, NULL, facts_cb, NULL);

  g_task_set_source_tag (task, cw_export_format_page_enter);
  g_task_run_in_thread (task, facts_thread);
}

static void
cw_export_format_page_apply (CwWizardPage *page)
{
  CwExportFormatPage *self = CW_EXPORT_FORMAT_PAGE (page);
  const char *text = gtk_editable_get_text (self->password_row);
  g_autoptr (CwSecret) password = wants_password (self) && *text != '\0' ? cw_secret_new_text (text) : NULL;
  g_autoptr (CwExportOperation) operation = NULL;

  g_object_set (self->draft,
                "format", (int) get_format (self),
                "include-key", wants_key (self),
                "path", self->path,
                /* The file chooser has asked already. */
                "overwrite", TRUE,
                "password", password,
                NULL);
  operation = cw_export_operation_new (cw_context_get_access (cw_operation_flow_get_context (self->flow)), self->draft);
  cw_operation_flow_set_operation (self->flow, CW_OPERATION (operation));
}

/* Not before the page is left: an empty password would make it incomplete. */
static void
cw_export_format_page_unmap (GtkWidget *widget)
{
  CwExportFormatPage *self = CW_EXPORT_FORMAT_PAGE (widget);

  GTK_WIDGET_CLASS (cw_export_format_page_parent_class)->unmap (widget);
  gtk_editable_set_text (self->password_row, "");
  gtk_editable_set_text (self->repeat_row, "");
}

static void
cw_export_format_page_dispose (GObject *object)
{
  CwExportFormatPage *self = CW_EXPORT_FORMAT_PAGE (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->facts, facts_free);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (cw_export_format_page_parent_class)->dispose (object);
}

static void
cw_export_format_page_class_init (CwExportFormatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_export_format_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_export_format_page_enter;
  GTK_WIDGET_CLASS (klass)->unmap = cw_export_format_page_unmap;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_export_format_page_apply;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-export-format-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, format_group);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, key_switch);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, file_row);
  gtk_widget_class_bind_template_child (widget_class, CwExportFormatPage, file_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
add_format (CwExportFormatPage *self, CwExportFormat format)
{
  GtkWidget *row = cw_row_new (cw_export_format_get_label (format), cw_export_format_get_description (format));
  GtkWidget *check = gtk_check_button_new ();

  self->checks[format] = GTK_CHECK_BUTTON (check);
  if (format > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->checks[0]);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_export_format_get_label (format), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->format_group, row);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (format_cb), self, G_CONNECT_SWAPPED);
}

static void
cw_export_format_page_init (CwExportFormatPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_FORMATS; i++)
    add_format (self, i);
}

CwExportFormatPage *
cw_export_format_page_new (CwOperationFlow *flow, CwExportDraft *draft)
{
  CwExportFormatPage *self = g_object_new (CW_TYPE_EXPORT_FORMAT_PAGE, NULL);

  self->flow = g_object_ref (flow);
  self->draft = g_object_ref (draft);
  gtk_check_button_set_active (self->checks[CW_EXPORT_PEM], TRUE);
  changed_cb (self);
  return self;
}
