/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-judge.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

struct _CwCandidate {
  GObject              parent_instance;
  CwStoredCertificate *certificate;
  GListStore          *problems;
  CwSeverity           worst;
};

G_DEFINE_FINAL_TYPE (CwCandidate, cw_candidate, G_TYPE_OBJECT)

static void
cw_candidate_finalize (GObject *object)
{
  CwCandidate *self = CW_CANDIDATE (object);

  g_clear_object (&self->certificate);
  g_clear_object (&self->problems);
  G_OBJECT_CLASS (cw_candidate_parent_class)->finalize (object);
}

static void
cw_candidate_class_init (CwCandidateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_candidate_finalize;
}

static void
cw_candidate_init (CwCandidate *self)
{
}

CwStoredCertificate *
cw_candidate_get_certificate (CwCandidate *self)
{
  return self->certificate;
}

gboolean
cw_candidate_can_serve (CwCandidate *self)
{
  return self->worst < CW_SEVERITY_ERROR;
}

GListModel *
cw_candidate_get_problems (CwCandidate *self)
{
  return G_LIST_MODEL (self->problems);
}

char *
cw_candidate_dup_reasons (CwCandidate *self)
{
  return cw_problems_dup_text (G_LIST_MODEL (self->problems), CW_SEVERITY_INFO);
}

/* ---- judging ---- */

static CwSeverity
get_worst (GListModel *problems)
{
  CwSeverity worst = CW_SEVERITY_INFO;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      worst = MAX (worst, cw_problem_get_severity (problem));
    }
  return worst;
}

static CwCandidate *
judge (CwJudge *judge, CwStore *store, CwStoredCertificate *row, GError **error)
{
  g_autoptr (CwCertificate) certificate = cw_store_load_certificate (store, cw_stored_certificate_get_id (row), error);
  CwCandidate *self;

  if (certificate == NULL)
    return NULL;
  self = g_object_new (CW_TYPE_CANDIDATE, NULL);
  self->certificate = g_object_ref (row);
  self->problems = cw_judge_examine (judge, certificate, cw_stored_certificate_has_private_key (row));
  self->worst = get_worst (G_LIST_MODEL (self->problems));
  return self;
}

CwCandidate *
cw_assignments_judge (CwAssignments *self, CwStoredCertificate *certificate, GPtrArray *usages, gint64 when, GError **error)
{
  g_autoptr (CwJudge) one = cw_judge_new (self, usages, when, NULL, error);

  return one != NULL ? judge (one, cw_assignments_get_store (self), certificate, error) : NULL;
}

/* ---- all of them ---- */

typedef struct {
  GPtrArray    *rows;          /* of CwStoredCertificate */
  GCancellable *cancellable;
} Visit;

static gboolean
visit_cb (CwStoredCertificate *row, gpointer user_data)
{
  Visit *visit = user_data;

  g_ptr_array_add (visit->rows, g_object_ref (row));
  return !g_cancellable_is_cancelled (visit->cancellable);
}

/* Those that can serve, then those that nearly can; the one that lasts longest first. */
static int
compare_cb (gconstpointer a, gconstpointer b)
{
  CwCandidate *first = *(CwCandidate *const *) a;
  CwCandidate *second = *(CwCandidate *const *) b;
  gboolean first_key = cw_stored_certificate_has_private_key (first->certificate);
  gboolean second_key = cw_stored_certificate_has_private_key (second->certificate);
  gint64 first_end = cw_stored_certificate_get_not_after (first->certificate);
  gint64 second_end = cw_stored_certificate_get_not_after (second->certificate);

  if (first_key != second_key)
    return first_key ? -1 : 1;
  if (first->worst != second->worst)
    return first->worst < second->worst ? -1 : 1;
  if (first_end != second_end)
    return first_end > second_end ? -1 : 1;
  return g_utf8_collate (cw_stored_certificate_get_friendly_name (first->certificate), cw_stored_certificate_get_friendly_name (second->certificate));
}

static gboolean
check_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The operation was cancelled."));
  return FALSE;
}

GPtrArray *
cw_assignments_list_candidates (CwAssignments *self, GPtrArray *usages, gint64 when, gboolean with_unfit, GCancellable *cancellable, GError **error)
{
  CwStore *store = cw_assignments_get_store (self);
  CwCertificateQuery query = { .filter = with_unfit ? CW_FILTER_NONE : CW_FILTER_WITH_KEY, .sort = CW_SORT_FRIENDLY_NAME };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);
  Visit visit = { rows, cancellable };
  g_autoptr (CwJudge) all = cw_judge_new (self, usages, when, NULL, error);

  /* The visit holds a reader of the store: nothing else is read meanwhile. */
  if (all == NULL || !cw_store_visit_certificates (store, &query, visit_cb, &visit, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (CwCandidate) candidate = check_cancelled (cancellable, &local) ? judge (all, store, g_ptr_array_index (rows, i), &local) : NULL;

      if (candidate != NULL && (with_unfit || cw_candidate_can_serve (candidate)))
        g_ptr_array_add (candidates, g_steal_pointer (&candidate));
      /* One that was deleted meanwhile is no candidate, and no reason to show none. */
      else if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  g_ptr_array_sort (candidates, compare_cb);
  return check_cancelled (cancellable, error) ? g_steal_pointer (&candidates) : NULL;
}
