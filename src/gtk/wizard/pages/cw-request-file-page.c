/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-file-page.h"

#include "cw-file-chooser.h"
#include "cw-paths.h"

#include <glib/gi18n-lib.h>

#include <glib/gstdio.h>

struct _CwRequestFilePage
{
  CwRequestPage parent_instance;

  char *proposal;              /* the path that nobody has chosen */

  AdwActionRow *file_row;
  GtkButton *file_button;
  GtkLabel *error_label;
  GtkLabel *note_label;
};

G_DEFINE_FINAL_TYPE (CwRequestFilePage, cw_request_file_page, CW_TYPE_REQUEST_PAGE)

static char *
dup_base (CwRequestFilePage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  const char *common_name = cw_name_plan_get_common_name (cw_request_draft_get_name_plan (draft));
  g_autofree char *friendly = NULL;
  char *base;

  g_object_get (draft, "friendly-name", &friendly, NULL);
  base = g_strdup (friendly != NULL ? friendly : common_name != NULL ? common_name : _("certificate"));
  g_strdelimit (base, "/\\:*?\"<>|\n\t ", '-');
  if (*base == '.')
    *base = '-';
  return base;
}

/* In Documents, and not over a file that is there already. */
static char *
dup_free_path (CwRequestFilePage *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *folder = documents != NULL && g_file_test (documents, G_FILE_TEST_IS_DIR) ? documents : g_get_home_dir ();
  g_autofree char *base = dup_base (self);

  for (guint i = 1;; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (base, ".csr", NULL) : g_strdup_printf ("%s-%u.csr", base, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* The path is the page's own proposal as long as nobody has chosen one; then it follows the name. */
static void
propose (CwRequestFilePage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  g_autofree char *output = NULL;
  gboolean online;

  g_object_get (draft, "output", &output, "online", &online, NULL);
  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), !online);
  if (g_strcmp0 (output, self->proposal) != 0)
    return;
  if (online)
    {
      g_clear_pointer (&self->proposal, g_free);
      g_object_set (draft, "output", NULL, NULL);
      return;
    }
  g_free (self->proposal);
  self->proposal = dup_free_path (self);
  g_object_set (draft, "output", self->proposal, NULL);
}

static const char *
find_fault (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return _("This folder does not exist. Please choose another one.");
  if (g_access (folder, W_OK) != 0)
    return _("You may not write in this folder. Please choose another one.");
  return NULL;
}

static void
show_path (CwRequestFilePage *self)
{
  g_autofree char *output = NULL;
  g_autofree char *name = NULL;
  g_autofree char *display = NULL;
  g_autofree char *where = NULL;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "output", &output, NULL);
  if (output == NULL)
    return;
  name = g_path_get_basename (output);
  display = g_filename_display_name (name);
  where = cw_paths_dup_display (output);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), display);
  adw_action_row_set_subtitle (self->file_row, where);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->file_row), where);
  cw_request_show_error (GTK_WIDGET (self->file_row), self->error_label, find_fault (output));
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), g_file_test (output, G_FILE_TEST_EXISTS));
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), find_fault (output) == NULL);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  CwRequestFilePage *self = user_data;

  if (g_file_peek_path (file) == NULL)
    return;
  g_clear_pointer (&self->proposal, g_free);
  g_object_set (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "output", g_file_peek_path (file), NULL);
}

static void
choose_cb (CwRequestFilePage *self)
{
  g_autofree char *base = dup_base (self);
  g_autofree char *name = g_strconcat (base, ".csr", NULL);

  cw_file_chooser_save (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Certificate Request File"), name, chosen_cb, G_OBJECT (self));
}

static void
cw_request_file_page_set_up (CwRequestPage *page)
{
  CwRequestFilePage *self = CW_REQUEST_FILE_PAGE (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);

  g_signal_connect_object (draft, "notify::output", G_CALLBACK (show_path), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::online", G_CALLBACK (propose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::name-plan", G_CALLBACK (propose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::friendly-name", G_CALLBACK (propose), self, G_CONNECT_SWAPPED);
  propose (self);
  show_path (self);
}

static void
cw_request_file_page_finalize (GObject *object)
{
  g_free (CW_REQUEST_FILE_PAGE (object)->proposal);
  G_OBJECT_CLASS (cw_request_file_page_parent_class)->finalize (object);
}

static void
cw_request_file_page_class_init (CwRequestFilePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_request_file_page_finalize;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_file_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-file-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestFilePage, file_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestFilePage, file_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestFilePage, error_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestFilePage, note_label);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
cw_request_file_page_init (CwRequestFilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
