/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-candidate-view.h"

#include "cw-candidate-columns.h"
#include "cw-rows.h"
#include "cw-status-page.h"

#include <glib/gi18n-lib.h>

#define MAX_PROBLEMS 20

struct _CwCandidateView
{
  GtkBox parent_instance;

  CwAssignDraft *draft;
  GtkFilterListModel *found;
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;
  char *search;                /* folded */
  gboolean filling;            /* the list is being put in: what is selected meanwhile is nobody's choice */

  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkColumnView *table;
  GtkListBox *problems;
};

enum { SIGNAL_SELECTED, SIGNAL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwCandidateView, cw_candidate_view, GTK_TYPE_BOX)

static gboolean
is_from_file (CwCandidateView *self)
{
  g_autofree char *path = NULL;

  g_object_get (self->draft, "path", &path, NULL);
  return path != NULL;
}

static gboolean
is_any_found (CwCandidateView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0;
}

/* Made when somebody looks for what is not there. */
static void
ensure_nothing_page (CwCandidateView *self)
{
  GtkWidget *page;

  if (gtk_stack_get_child_by_name (self->stack, "nothing") != NULL)
    return;
  page = cw_status_page_new ("edit-find-symbolic", _("Nothing Found"), _("No certificate of this list has that in its names, its issuer or its thumbprint."));
  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->stack, page, "nothing");
}

/* ---- the one that is chosen ---- */

static guint
find_wanted (CwCandidateView *self)
{
  GListModel *model = G_LIST_MODEL (self->sorted);
  guint best = GTK_INVALID_LIST_POSITION;
  g_autofree char *reference = NULL;

  g_object_get (self->draft, "reference", &reference, NULL);
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

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static void
selected_cb (CwCandidateView *self)
{
  CwCandidate *selected = cw_candidate_view_get_selected (self);

  if (self->filling)
    return;
  cw_fill_list_box (self->problems, selected != NULL ? cw_candidate_get_problems (selected) : NULL, MAX_PROBLEMS, make_problem_row);
  if (selected != NULL && !is_from_file (self))
    g_object_set (self->draft, "reference", cw_stored_certificate_get_thumbprint (cw_candidate_get_certificate (selected)), NULL);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
activate_cb (CwCandidateView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

/* ---- searching ---- */

static gboolean
matches_cb (gpointer item, gpointer user_data)
{
  const char *search = CW_CANDIDATE_VIEW (user_data)->search;

  return search == NULL || cw_candidate_matches (item, search);
}

static void
search_cb (CwCandidateView *self)
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
  if (cw_candidate_view_get_selected (self) == NULL && !self->filling)
    cw_candidate_view_choose (self);
  cw_candidate_view_show_found (self);
}

/* Letters that were typed in the list: what follows them, too, is typed in the entry. */
static void
start_search_cb (CwCandidateView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

static void
stop_search_cb (CwCandidateView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* ---- class ---- */

static void
cw_candidate_view_dispose (GObject *object)
{
  CwCandidateView *self = CW_CANDIDATE_VIEW (object);

  /* Nobody chooses any more. */
  self->filling = TRUE;
  if (self->found != NULL)
    gtk_filter_list_model_set_filter (self->found, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->found);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cw_candidate_view_parent_class)->dispose (object);
}

static void
cw_candidate_view_finalize (GObject *object)
{
  g_free (CW_CANDIDATE_VIEW (object)->search);
  G_OBJECT_CLASS (cw_candidate_view_parent_class)->finalize (object);
}

static void
cw_candidate_view_class_init (CwCandidateViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_candidate_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_candidate_view_finalize;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", CW_TYPE_CANDIDATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CW_TYPE_CANDIDATE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-candidate-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCandidateView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CwCandidateView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwCandidateView, table);
  gtk_widget_class_bind_template_child (widget_class, CwCandidateView, problems);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
cw_candidate_view_init (CwCandidateView *self)
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
}

void
cw_candidate_view_set_draft (CwCandidateView *self, CwAssignDraft *draft)
{
  self->draft = g_object_ref (draft);
}

void
cw_candidate_view_set_candidates (CwCandidateView *self, GListModel *candidates)
{
  self->filling = TRUE;
  gtk_filter_list_model_set_model (self->found, candidates);
}

void
cw_candidate_view_choose (CwCandidateView *self)
{
  guint wanted = find_wanted (self);

  self->filling = FALSE;
  gtk_single_selection_set_selected (self->selection, wanted);
  /* One that cannot serve these usages is not kept from what was chosen for others. */
  if (wanted == GTK_INVALID_LIST_POSITION && !is_from_file (self))
    g_object_set (self->draft, "reference", NULL, NULL);
  selected_cb (self);
}

CwCandidate *
cw_candidate_view_get_selected (CwCandidateView *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

void
cw_candidate_view_show_found (CwCandidateView *self)
{
  gboolean any = is_any_found (self);

  if (!any)
    ensure_nothing_page (self);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "nothing");
}

void
cw_candidate_view_set_searchable (CwCandidateView *self, gboolean searchable)
{
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), searchable);
  gtk_search_entry_set_key_capture_widget (self->search_entry, searchable ? GTK_WIDGET (self->table) : NULL);
}

gboolean
cw_candidate_view_go_to_search (CwCandidateView *self)
{
  GtkWidget *entry = GTK_WIDGET (self->search_entry);

  return gtk_widget_get_visible (entry) && gtk_widget_grab_focus (entry);
}

void
cw_candidate_view_go_to_list (CwCandidateView *self)
{
  if (is_any_found (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

void
cw_candidate_view_set_compact (CwCandidateView *self, gboolean compact)
{
  cw_candidate_columns_set_compact (self->table, compact);
}
