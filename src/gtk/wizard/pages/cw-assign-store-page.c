/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-store-page.h"

#include "cw-assign-file-form.h"
#include "cw-candidate-view.h"
#include "cw-certificate-dialog.h"
#include "cw-import-wizard.h"
#include "cw-narrow-bin.h"
#include "cw-request-wizard.h"
#include "cw-rows.h"
#include "cw-status-page.h"

#include <glib/gi18n-lib.h>

struct _CwAssignStorePage
{
  CwWizardPage parent_instance;

  CwAssignSession *session;
  gboolean entered;            /* the list has not been there since */

  CwNarrowBin *narrow_bin;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *error_page;
  CwCandidateView *view;
  GtkBox *bottom_box;
  GtkCheckButton *unfit_check;
  GtkButton *view_button;
  CwAssignFileForm *file_form;
};

G_DEFINE_FINAL_TYPE (CwAssignStorePage, cw_assign_store_page, CW_TYPE_WIZARD_PAGE)

/* Fewer than this are seen at a glance. */
#define MANY 12

static CwAssignDraft *
get_draft (CwAssignStorePage *self)
{
  return cw_assign_session_get_draft (self->session);
}

static GtkWindow *
get_window (CwAssignStorePage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static gboolean
is_from_file (CwAssignStorePage *self)
{
  g_autofree char *path = NULL;

  g_object_get (get_draft (self), "path", &path, NULL);
  return path != NULL;
}

/* ---- the one that is chosen ---- */

static void
update_complete (CwAssignStorePage *self)
{
  CwCandidate *selected = cw_candidate_view_get_selected (self->view);

  gtk_widget_set_sensitive (GTK_WIDGET (self->view_button), selected != NULL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_from_file (self) || (selected != NULL && cw_candidate_can_serve (selected)));
}

/* ---- the list ---- */

/* Made when it is needed: most stores have a certificate that fits. */
static void
ensure_empty_page (CwAssignStorePage *self)
{
  GtkWidget *page;

  if (gtk_stack_get_child_by_name (self->stack, "empty") != NULL)
    return;
  page = cw_status_page_new ("application-certificate-symbolic", _("No Certificate Can Be Chosen"),
                             _("No certificate in the store can serve these usages. Most often the certificate of an issuer is missing, or the private key."));
  cw_status_page_add_button (page, _("_Show Which There Are, and Why Not"), "assign-store.show-unfit", TRUE);
  cw_status_page_add_button (page, _("_Import Certificate…"), "assign-store.import", FALSE);
  cw_status_page_add_button (page, _("_Request Certificate…"), "assign-store.request", FALSE);
  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->stack, page, "empty");
}

static void
show_error (CwAssignStorePage *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->error_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

/* Arrow keys choose at once, and letters search; whoever has gone elsewhere meanwhile stays there. */
static void
show_list (CwAssignStorePage *self)
{
  cw_candidate_view_show_found (self->view);
  gtk_stack_set_visible_child_name (self->stack, "list");
  if (self->entered && gtk_widget_get_mapped (GTK_WIDGET (self)))
    cw_candidate_view_go_to_list (self->view);
  self->entered = FALSE;
}

static void
show_state (CwAssignStorePage *self)
{
  CwLiveList *candidates = cw_assign_session_get_candidates (self->session);
  guint n = candidates != NULL ? g_list_model_get_n_items (G_LIST_MODEL (candidates)) : 0;
  gboolean ready = candidates != NULL && cw_live_list_is_ready (candidates);
  gboolean file = is_from_file (self);
  g_autoptr (GError) error = NULL;

  if (ready)
    g_object_get (candidates, "error", &error, NULL);
  gtk_spinner_set_spinning (self->spinner, !ready);
  cw_candidate_view_set_searchable (self->view, !file && ready && error == NULL && n > MANY);
  gtk_widget_set_visible (GTK_WIDGET (self->bottom_box), !file);
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), ready && n > 0);
  if (file)
    gtk_stack_set_visible_child_name (self->stack, "file");
  else if (!ready)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (error != NULL)
    show_error (self, error);
  else if (n > 0)
    show_list (self);
  else
    {
      ensure_empty_page (self);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "assign-store.show-unfit", !gtk_check_button_get_active (self->unfit_check));
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

/* They came, or others did: an import, another process. */
static void
changed_cb (CwAssignStorePage *self)
{
  CwLiveList *candidates = cw_assign_session_get_candidates (self->session);

  if (candidates != NULL && cw_live_list_is_ready (candidates))
    cw_candidate_view_choose (self->view);
  show_state (self);
}

static void
candidates_cb (CwAssignStorePage *self)
{
  CwLiveList *candidates = cw_assign_session_get_candidates (self->session);

  cw_candidate_view_set_candidates (self->view, G_LIST_MODEL (candidates));
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_from_file (self));
  if (candidates == NULL)
    return;
  g_signal_connect_object (candidates, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (candidates, "notify::ready", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (candidates, "notify::error", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

static gboolean
go_to_search_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return cw_candidate_view_go_to_search (CW_ASSIGN_STORE_PAGE (widget)->view);
}

static void
activate_cb (CwAssignStorePage *self)
{
  if (cw_wizard_page_get_complete (CW_WIZARD_PAGE (self)))
    cw_wizard_page_finish (CW_WIZARD_PAGE (self));
}

static void
view_cb (CwAssignStorePage *self)
{
  CwCandidate *selected = cw_candidate_view_get_selected (self->view);

  if (selected != NULL)
    cw_certificate_dialog_show (get_window (self), cw_assign_session_get_context (self->session),
                                cw_stored_certificate_get_id (cw_candidate_get_certificate (selected)));
}

/* ---- when there is none ---- */

static void
show_unfit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_check_button_set_active (CW_ASSIGN_STORE_PAGE (widget)->unfit_check, TRUE);
}

/* Over this wizard: what was imported is in the list afterwards. */
static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignStorePage *self = CW_ASSIGN_STORE_PAGE (widget);
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();

  cw_import_wizard_show (get_window (self), cw_assign_session_get_context (self->session), draft);
}

/* In place of this wizard: what is issued comes back to it by itself. */
static void
request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignStorePage *self = CW_ASSIGN_STORE_PAGE (widget);
  CwContext *context = cw_assign_session_get_context (self->session);
  GListModel *usages = cw_assign_draft_get_usages (get_draft (self));
  g_autoptr (CwRequestDraft) draft = cw_request_draft_new (cw_context_get_topology (context), cw_context_get_usages (context));
  GtkWindow *window = get_window (self);

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);

      cw_request_draft_set_usage (draft, usage, TRUE);
    }
  cw_request_wizard_present (gtk_window_get_transient_for (window), context, draft);
  gtk_window_close (window);
}

/* ---- from a file ---- */

/* Another one, or none: then one of the store. */
static void
file_changed_cb (CwAssignStorePage *self)
{
  show_state (self);
  if (!is_from_file (self))
    changed_cb (self);
  update_complete (self);
}

static void
file_cb (CwAssignStorePage *self)
{
  cw_assign_file_form_browse (self->file_form);
}

/* ---- the contract ---- */

static void
cw_assign_store_page_enter (CwWizardPage *page)
{
  CwAssignStorePage *self = CW_ASSIGN_STORE_PAGE (page);

  self->entered = TRUE;
  cw_assign_session_look (self->session);
  show_state (self);
}

static void
cw_assign_store_page_apply (CwWizardPage *page)
{
  CwAssignStorePage *self = CW_ASSIGN_STORE_PAGE (page);

  if (is_from_file (self))
    cw_assign_file_form_apply (self->file_form);
}

/* Other usages: what could serve before need not any more. */
static void
usages_cb (CwAssignStorePage *self)
{
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_from_file (self));
}

static void
narrow_cb (CwAssignStorePage *self)
{
  gboolean narrow = cw_narrow_bin_is_narrow (self->narrow_bin);

  cw_candidate_view_set_compact (self->view, narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bottom_box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* ---- class ---- */

static void
cw_assign_store_page_dispose (GObject *object)
{
  g_clear_object (&CW_ASSIGN_STORE_PAGE (object)->session);
  G_OBJECT_CLASS (cw_assign_store_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, error_page);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, view);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, bottom_box);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, unfit_check);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, file_form);
}

static void
cw_assign_store_page_class_init (CwAssignStorePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assign_store_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_assign_store_page_enter;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_assign_store_page_apply;
  g_type_ensure (CW_TYPE_ASSIGN_FILE_FORM);
  g_type_ensure (CW_TYPE_CANDIDATE_VIEW);
  g_type_ensure (CW_TYPE_NARROW_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-assign-store-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update_complete);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_changed_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, go_to_search_cb, NULL);
  gtk_widget_class_install_action (widget_class, "assign-store.show-unfit", NULL, show_unfit_action);
  gtk_widget_class_install_action (widget_class, "assign-store.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "assign-store.request", NULL, request_action);
}

static void
cw_assign_store_page_init (CwAssignStorePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self, G_CONNECT_SWAPPED);
  narrow_cb (self);
}

CwWizardPage *
cw_assign_store_page_new (CwAssignSession *session)
{
  CwAssignStorePage *self = g_object_new (CW_TYPE_ASSIGN_STORE_PAGE, NULL);
  CwAssignDraft *draft = cw_assign_session_get_draft (session);

  self->session = g_object_ref (session);
  cw_candidate_view_set_draft (self->view, draft);
  cw_assign_file_form_set_draft (self->file_form, draft);
  g_object_bind_property (session, "with-unfit", self->unfit_check, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (session, "notify::candidates", G_CALLBACK (candidates_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_assign_draft_get_usages (draft), "items-changed", G_CALLBACK (usages_cb), self, G_CONNECT_SWAPPED);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), !cw_assign_session_is_given (session));
  show_state (self);
  update_complete (self);
  return CW_WIZARD_PAGE (self);
}
