/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-check.h"
#include "cw-error.h"

struct _CwCheckOperation {
  CwOperation    parent_instance;
  CwAssignments *assignments;
  GPtrArray     *usages;        /* of CwUsage, or NULL: all */
  GListStore    *findings;
  GPtrArray     *ids;           /* of the usages that have a step; in the order of the plan */
  CwPlan        *plan;          /* borrowed while it runs */
  guint          n_done;
};

G_DEFINE_FINAL_TYPE (CwCheckOperation, cw_check_operation, CW_TYPE_OPERATION)

/* ---- the plan ---- */

static gboolean
is_wanted (CwCheckOperation *self, const char *id)
{
  for (guint i = 0; self->usages != NULL && i < self->usages->len; i++)
    if (g_str_equal (cw_usage_get_id (g_ptr_array_index (self->usages, i)), id))
      return TRUE;
  return self->usages == NULL;
}

static void
add_step (CwCheckOperation *self, CwPlan *plan, const char *id)
{
  CwUsage *usage = cw_usage_catalogue_find (cw_assignments_get_usages (self->assignments), id);
  g_autofree char *title = g_strdup_printf (_("Check %s"), usage != NULL ? cw_usage_get_title (usage) : id);

  cw_plan_add (plan, FALSE, title, _("Files, key, chain, dates, names, and what the ports serve"));
  g_ptr_array_add (self->ids, g_strdup (id));
}

static CwPlan *
check_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwCheckOperation *self = CW_CHECK_OPERATION (operation);
  g_autoptr (GPtrArray) records = cw_store_list_assignments (cw_assignments_get_store (self->assignments), error);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Test the Assigned Certificates"));

  if (records == NULL)
    return NULL;
  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      gboolean known = self->ids->len > 0 && g_str_equal (g_ptr_array_index (self->ids, self->ids->len - 1), record->usage);

      if (record->place != CW_PLACE_PREVIOUS && !known && is_wanted (self, record->usage))
        add_step (self, plan, record->usage);
    }
  return g_steal_pointer (&plan);
}

/* ---- running ---- */

static CwPlanStep *
dup_step (CwCheckOperation *self, const char *usage)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_str_equal (g_ptr_array_index (self->ids, i), usage))
      return g_list_model_get_item (G_LIST_MODEL (self->plan), i);
  return NULL;
}

static void
end_step (CwPlanStep *step, const CwCheckResult *result)
{
  gboolean bad = cw_check_result_has (result, CW_SEVERITY_WARNING);
  const char *message = bad ? cw_finding_get_sentence (g_ptr_array_index (result->findings, 0)) : result->summary;

  cw_plan_step_end (step, bad ? CW_STEP_FAILED : CW_STEP_DONE, message);
}

static gboolean
watch_cb (const char *usage, const CwCheckResult *result, gpointer user_data, GError **error)
{
  CwCheckOperation *self = user_data;
  g_autoptr (CwPlanStep) step = dup_step (self, usage);

  if (result == NULL)
    {
      cw_operation_report_progress (CW_OPERATION (self), self->ids->len > 0 ? MIN (1.0, (double) self->n_done / self->ids->len) : -1, usage);
      if (step != NULL)
        cw_plan_step_begin (step);
      return TRUE;
    }
  self->n_done++;
  if (step != NULL)
    end_step (step, result);
  return TRUE;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return cw_finding_compare ((CwFinding *) a, (CwFinding *) b);
}

static void
collect (CwCheckOperation *self, CwOutcome *outcome, GPtrArray *results, GPtrArray *computer)
{
  g_list_store_remove_all (self->findings);
  for (guint i = 0; i < computer->len; i++)
    g_list_store_insert_sorted (self->findings, g_ptr_array_index (computer, i), compare_cb, NULL);
  for (guint i = 0; i < results->len; i++)
    {
      const CwCheckResult *result = g_ptr_array_index (results, i);

      for (guint k = 0; k < result->findings->len; k++)
        g_list_store_insert_sorted (self->findings, g_ptr_array_index (result->findings, k), compare_cb, NULL);
      if (result->certificate != NULL)
        cw_outcome_add_assignment (outcome, result->usage, result->title, CW_PLACE_CURRENT, result->certificate, result->certificate);
      if (result->next != NULL)
        cw_outcome_add_assignment (outcome, result->usage, result->title, CW_PLACE_NEXT, result->next, result->next);
    }
}

/* FALSE in *good: something is wrong. */
static void
tell_findings (CwCheckOperation *self, CwOutcome *outcome, guint *n_errors, guint *n_warnings)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->findings)); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (G_LIST_MODEL (self->findings), i);

      cw_outcome_add_finding (outcome, finding);
      *n_errors += cw_finding_get_severity (finding) == CW_SEVERITY_ERROR ? 1 : 0;
      *n_warnings += cw_finding_get_severity (finding) == CW_SEVERITY_WARNING ? 1 : 0;
    }
}

static guint
count_bad (GPtrArray *results)
{
  guint n = 0;

  for (guint i = 0; i < results->len; i++)
    n += cw_check_result_has (g_ptr_array_index (results, i), CW_SEVERITY_WARNING) ? 1 : 0;
  return n;
}

static void
fill_outcome (CwCheckOperation *self, CwOutcome *outcome, GPtrArray *results)
{
  guint n_bad = count_bad (results);
  guint n_errors = 0;
  guint n_warnings = 0;
  g_autofree char *summary = NULL;

  tell_findings (self, outcome, &n_errors, &n_warnings);
  cw_outcome_set_count (outcome, "checked", results->len);
  cw_outcome_set_count (outcome, "errors", n_errors);
  cw_outcome_set_count (outcome, "warnings", n_warnings);
  if (n_bad > 0)
    summary = g_strdup_printf (ngettext ("%u usage was checked; something is wrong with %u.", "%u usages were checked; something is wrong with %u.", results->len),
                               results->len, n_bad);
  else if (n_errors + n_warnings > 0)
    summary = g_strdup (_("Something is wrong on this computer."));
  else if (results->len == 0)
    summary = g_strdup (_("No certificate is assigned, so there was nothing to check."));
  else
    summary = g_strdup_printf (ngettext ("%u usage was checked, and all is well.", "%u usages were checked, and all is well.", results->len), results->len);
  cw_outcome_set_result (outcome, n_errors + n_warnings > 0 ? CW_RESULT_PARTLY : results->len > 0 ? CW_RESULT_DONE : CW_RESULT_NOTHING, summary);
}

static gboolean
check_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwCheckOperation *self = CW_CHECK_OPERATION (operation);
  g_autoptr (GPtrArray) computer = g_ptr_array_new_with_free_func (g_object_unref);
  const CwCheckOptions options = { .usages = self->usages, .computer = computer, .watch = watch_cb, .user_data = self };
  g_autoptr (GPtrArray) results = NULL;

  self->plan = plan;
  self->n_done = 0;
  results = cw_check_run (self->assignments, &options, cancellable, error);
  self->plan = NULL;
  if (results == NULL)
    return FALSE;
  collect (self, outcome, results, computer);
  fill_outcome (self, outcome, results);
  cw_operation_report_progress (operation, 1.0, NULL);
  /* What was found is worth more than that it is kept: on a full disk above all; and a store that can only be read keeps no history anyway. */
  if (!cw_store_is_read_only (cw_assignments_get_store (self->assignments)))
    cw_operation_keep_or_tell (operation, outcome);
  return TRUE;
}

/* ---- the type ---- */

static void
cw_check_operation_finalize (GObject *object)
{
  CwCheckOperation *self = CW_CHECK_OPERATION (object);

  g_clear_pointer (&self->usages, g_ptr_array_unref);
  g_ptr_array_unref (self->ids);
  g_object_unref (self->findings);
  g_object_unref (self->assignments);
  G_OBJECT_CLASS (cw_check_operation_parent_class)->finalize (object);
}

static void
cw_check_operation_class_init (CwCheckOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_check_operation_finalize;
  operation_class->name = "test";
  operation_class->prepare = check_prepare;
  operation_class->run = check_run;
}

static void
cw_check_operation_init (CwCheckOperation *self)
{
  self->findings = g_list_store_new (CW_TYPE_FINDING);
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

CwCheckOperation *
cw_check_operation_new (CwAssignments *assignments, GPtrArray *usages)
{
  CwCheckOperation *self = g_object_new (CW_TYPE_CHECK_OPERATION, NULL);

  self->assignments = g_object_ref (assignments);
  self->usages = usages != NULL ? g_ptr_array_ref (usages) : NULL;
  cw_operation_set_store (CW_OPERATION (self), cw_assignments_get_store (assignments));
  return self;
}

GListModel *
cw_check_operation_get_findings (CwCheckOperation *self)
{
  return G_LIST_MODEL (self->findings);
}
