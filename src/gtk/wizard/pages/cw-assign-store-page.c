/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-store-page.h"

#include "cw-assign-file-form.h"
#include "cw-candidate-columns.h"
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
  GtkFilterListModel *found;
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;
  char *search;                /* folded */
  gboolean filling;            /* the list is being put in: what is selected meanwhile is nobody's choice */
  gboolean entered;            /* and the list has not been there since */

  CwNarrowBin *narrow_bin;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *error_page;
  GtkColumnView *table;
  GtkListBox *problems;
  GtkBox *bottom_box;
  GtkCheckButton *unfit_check;
  GtkButton *view_button;
  GtkButton *file_button;
  CwAssignFileForm *file_form;
};

G_DEFINE_FINAL_TYPE (CwAssignStorePage, cw_assign_store_page, CW_TYPE_WIZARD_PAGE)

/* Fewer than this are seen at a glance. */
#define MANY 12
#define MAX_PROBLEMS 20

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

static CwCandidate *
get_selected (CwAssignStorePage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static void
update_complete (CwAssignStorePage *self)
{
  CwCandidate *selected = get_selected (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->view_button), selected != NULL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_from_file (self) || (selected != NULL && cw_candidate_can_serve (selected)));
}

static void
selected_cb (CwAssignStorePage *self)
{
  CwCandidate *selected = get_selected (self);

  if (self->filling)
    return;
  cw_fill_list_box (self->problems, selected != NULL ? cw_candidate_get_problems (selected) : NULL, MAX_PROBLEMS, make_problem_row);
  if (selected != NULL && !is_from_file (self))
    g_object_set (get_draft (self), "reference", cw_stored_certificate_get_thumbprint (cw_candidate_get_certificate (selected)), NULL);
  update_complete (self);
}

/* What the draft names, else the first that can serve: the best. */
static guint
find_wanted (CwAssignStorePage *self)
{
  GListModel *model = G_LIST_MODEL (self->sorted);
  guint best = GTK_INVALID_LIST_POSITION;
  g_autofree char *reference = NULL;

  g_object_get (get_draft (self), "reference", &reference, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CwCandidate) candidate = g_list_model_get_item (model, i);

      if (g_strcmp0 (cw_stored_certificate_get_thumbprint (cw_candidate_get_certificate (candidate)), reference) == 0)
        return i;
      if (best == GTK_INVALID_LIST_POSITION && cw_candidate_can_serve (candidate))
        best = i;
    }
  return best;
}

static void
choose (CwAssignStorePage *self)
{
  guint wanted = find_wanted (self);

  self->filling = FALSE;
  gtk_single_selection_set_selected (self->selection, wanted);
  /* One that cannot serve these usages is not kept from what was chosen for others. */
  if (wanted == GTK_INVALID_LIST_POSITION && !is_from_file (self))
    g_object_set (get_draft (self), "reference", NULL, NULL);
  selected_cb (self);
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

/* Made when somebody looks for what is not there. */
static void
ensure_nothing_page (CwAssignStorePage *self)
{
  GtkWidget *page;

  if (gtk_stack_get_child_by_name (self->stack, "nothing") != NULL)
    return;
  page = cw_status_page_new ("edit-find-symbolic", _("Nothing Found"), _("No certificate of this list has that in its names, its issuer or its thumbprint."));
  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->stack, page, "nothing");
}

/* Arrow keys choose at once, and letters search; whoever has gone elsewhere meanwhile stays there. */
static void
show_list (CwAssignStorePage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0;

  if (!any)
    ensure_nothing_page (self);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "nothing");
  if (self->entered && any && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
  self->entered = FALSE;
}

static void
show_search (CwAssignStorePage *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), shown);
  gtk_search_entry_set_key_capture_widget (self->search_entry, shown ? GTK_WIDGET (self->table) : NULL);
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
  show_search (self, !file && ready && n > MANY);
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
    choose (self);
  show_state (self);
}

static void
candidates_cb (CwAssignStorePage *self)
{
  CwLiveList *candidates = cw_assign_session_get_candidates (self->session);

  self->filling = TRUE;
  gtk_filter_list_model_set_model (self->found, G_LIST_MODEL (candidates));
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), is_from_file (self));
  if (candidates == NULL)
    return;
  g_signal_connect_object (candidates, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (candidates, "notify::ready", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (candidates, "notify::error", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

static gboolean
matches_cb (gpointer item, gpointer user_data)
{
  const char *search = CW_ASSIGN_STORE_PAGE (user_data)->search;

  return search == NULL || cw_candidate_matches (item, search);
}

static void
search_cb (CwAssignStorePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *search = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  /* It is also told at the start, when there is nothing to choose from yet. */
  if (g_strcmp0 (search, self->search) == 0)
    return;
  g_free (self->search);
  self->search = g_steal_pointer (&search);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->found), GTK_FILTER_CHANGE_DIFFERENT);
  /* What is chosen can be seen. */
  if (get_selected (self) == NULL && !self->filling)
    choose (self);
  show_state (self);
}

/* Letters that were typed in the list: what follows them, too, is typed in the entry. */
static void
start_search_cb (CwAssignStorePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

static void
stop_search_cb (CwAssignStorePage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static gboolean
go_to_search_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  GtkWidget *entry = GTK_WIDGET (CW_ASSIGN_STORE_PAGE (widget)->search_entry);

  return gtk_widget_get_visible (entry) && gtk_widget_grab_focus (entry);
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
  CwCandidate *selected = get_selected (self);

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

  cw_candidate_columns_set_compact (self->table, narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bottom_box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* ---- class ---- */

static void
cw_assign_store_page_dispose (GObject *object)
{
  CwAssignStorePage *self = CW_ASSIGN_STORE_PAGE (object);

  if (self->found != NULL)
    gtk_filter_list_model_set_filter (self->found, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->found);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cw_assign_store_page_parent_class)->dispose (object);
}

static void
cw_assign_store_page_finalize (GObject *object)
{
  g_free (CW_ASSIGN_STORE_PAGE (object)->search);
  G_OBJECT_CLASS (cw_assign_store_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, error_page);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, table);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, bottom_box);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, unfit_check);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, file_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignStorePage, file_form);
}

static void
cw_assign_store_page_class_init (CwAssignStorePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assign_store_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_assign_store_page_finalize;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_assign_store_page_enter;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_assign_store_page_apply;
  g_type_ensure (CW_TYPE_ASSIGN_FILE_FORM);
  g_type_ensure (CW_TYPE_NARROW_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-assign-store-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
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
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (matches_cb, self, NULL));

  gtk_widget_init_template (GTK_WIDGET (self));
  cw_candidate_columns_add (self->table);
  self->found = gtk_filter_list_model_new (NULL, filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->found)), g_object_ref (gtk_column_view_get_sorter (self->table)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self, G_CONNECT_SWAPPED);
  narrow_cb (self);
}

CwWizardPage *
cw_assign_store_page_new (CwAssignSession *session)
{
  CwAssignStorePage *self = g_object_new (CW_TYPE_ASSIGN_STORE_PAGE, NULL);
  CwAssignDraft *draft = cw_assign_session_get_draft (session);

  self->session = g_object_ref (session);
  g_object_bind_property (session, "with-unfit", self->unfit_check, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (session, "notify::candidates", G_CALLBACK (candidates_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_assign_draft_get_usages (draft), "items-changed", G_CALLBACK (usages_cb), self, G_CONNECT_SWAPPED);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), !cw_assign_session_is_given (session));
  cw_assign_file_form_set_draft (self->file_form, draft);
  show_state (self);
  update_complete (self);
  return CW_WIZARD_PAGE (self);
}
