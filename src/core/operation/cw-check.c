/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-check.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-paths.h"

/* Most of the time is spent waiting for ports. */
#define MAX_THREADS 8

typedef struct {
  CwAssignments *assignments;
  GHashTable    *by_usage;     /* id → CwCheckJob */
  GPtrArray     *jobs;         /* of CwCheckJob, in order */
  GMutex         mutex;        /* guards "done" of each job */
  GCond          cond;
  GCancellable  *cancellable;
} Check;

static void
check_clear (Check *self)
{
  g_clear_pointer (&self->by_usage, g_hash_table_unref);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

/* ---- what is to be looked at ---- */

static CwCheckJob *
ensure_job (Check *self, const char *usage)
{
  CwCheckJob *job = g_hash_table_lookup (self->by_usage, usage);

  if (job != NULL)
    return job;
  job = cw_check_job_new (self->assignments, usage, self->cancellable);
  g_hash_table_insert (self->by_usage, job->result->usage, job);
  g_ptr_array_add (self->jobs, job);
  return job;
}

static gboolean
is_wanted (GPtrArray *usages, const char *id)
{
  for (guint i = 0; usages != NULL && i < usages->len; i++)
    if (g_str_equal (cw_usage_get_id (g_ptr_array_index (usages, i)), id))
      return TRUE;
  return usages == NULL;
}

static gboolean
add_assigned (Check *self, GPtrArray *usages, GError **error)
{
  g_autoptr (GPtrArray) records = cw_store_list_assignments (cw_assignments_get_store (self->assignments), error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      CwCheckJob *job = is_wanted (usages, record->usage) && record->place != CW_PLACE_PREVIOUS ? ensure_job (self, record->usage) : NULL;

      if (job != NULL && record->place == CW_PLACE_CURRENT)
        job->current = cw_assignment_record_copy (record);
      else if (job != NULL)
        job->next = cw_assignment_record_copy (record);
    }
  return records != NULL;
}

/* What is seen of a usage that nothing is assigned to has to be said, too. */
static void
add_remains (Check *self, GPtrArray *usages)
{
  GListModel *all = G_LIST_MODEL (cw_assignments_get_usages (self->assignments));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (all, i);
      const char *id = cw_usage_get_id (usage);

      if (is_wanted (usages, id) && cw_live_get_generation (cw_assignments_get_live (self->assignments), id) != 0)
        ensure_job (self, id);
    }
}

/* ---- looking ---- */

static void
look_cb (gpointer data, gpointer user_data)
{
  CwCheckJob *job = data;
  Check *self = user_data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    cw_check_job_look (job);
  g_mutex_lock (&self->mutex);
  job->done = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gboolean
wait_for (Check *self, CwCheckJob *job, GError **error)
{
  g_mutex_lock (&self->mutex);
  while (!job->done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (!g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Checking the assigned certificates was cancelled."));
  return FALSE;
}

static gboolean
follow (Check *self, CwCheckWatch watch, gpointer user_data, GError **error)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      CwCheckJob *job = g_ptr_array_index (self->jobs, i);

      if (watch != NULL && !watch (job->result->usage, NULL, user_data, error))
        return FALSE;
      if (!wait_for (self, job, error) || (watch != NULL && !watch (job->result->usage, job->result, user_data, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_all (Check *self, CwCheckWatch watch, gpointer user_data, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (look_cb, self, MAX_THREADS, FALSE, NULL);
  gboolean done;

  for (guint i = 0; i < self->jobs->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (self->jobs, i), NULL);
  done = follow (self, watch, user_data, error);
  /* What was not begun when somebody ended the check is not begun any more. */
  g_thread_pool_free (pool, !done, TRUE);
  return done;
}

/* ---- what the ports serve ---- */

static gboolean
note_job (CwStore *store, CwCheckJob *job, GError **error)
{
  if (!cw_store_forget_served (store, job->result->usage, error))
    return FALSE;
  for (guint i = 0; job->served != NULL && i < job->served->len; i++)
    {
      CwServed *served = g_ptr_array_index (job->served, i);
      const CwProbe *probe = cw_served_get_probe (served);
      CwCertificate *leaf = cw_served_get_leaf (served);
      const CwServedRecord record = {
        .usage = job->result->usage, .protocol = (char *) cw_probe_protocol_to_nick (probe->protocol), .port = probe->port, .asked = cw_clock_now (),
        .verdict = (char *) cw_served_verdict_to_nick (cw_served_get_verdict (served)),
        .sha256 = leaf != NULL ? (char *) cw_certificate_get_sha256 (leaf) : NULL, .message = (char *) cw_served_get_message (served),
      };

      if (!cw_store_put_served (store, &record, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
note_all (Check *self, GError **error)
{
  CwStore *store = cw_assignments_get_store (self->assignments);
  gboolean done = cw_store_begin_cancellable (store, self->cancellable, error);

  if (!done)
    return FALSE;
  for (guint i = 0; i < self->jobs->len && done; i++)
    done = note_job (store, g_ptr_array_index (self->jobs, i), error);
  if (done)
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

static void
add_computer (GPtrArray *computer, CwSeverity severity, const char *place, const char *sentence)
{
  if (computer != NULL)
    g_ptr_array_add (computer, cw_finding_new (NULL, severity, place, CW_MEND_NOTHING, sentence));
}

/* What was found is worth more than that it could not be written down: a store that can only be read is checked, too. */
static void
note_served (Check *self, GPtrArray *computer)
{
  g_autoptr (GError) error = NULL;

  if (self->jobs->len > 0 && !note_all (self, &error) && !g_error_matches (error, CW_ERROR, CW_ERROR_READ_ONLY)
      && !g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    add_computer (computer, CW_SEVERITY_WARNING, "store", error->message);
}

/* ---- all of it ---- */

/* What a power cut left half done would look like damage. */
static gboolean
recover (Check *self, GPtrArray *computer, GError **error)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (!cw_assignments_recover (self->assignments, sentences, self->cancellable, &local))
    {
      if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      add_computer (computer, CW_SEVERITY_ERROR, "live", local->message);
    }
  for (guint i = 0; i < sentences->len; i++)
    add_computer (computer, CW_SEVERITY_INFO, "live", g_ptr_array_index (sentences, i));
  return TRUE;
}

/* What a link leads to is not looked at, and nothing is assigned there. */
static void
look_at_live (Check *self, GPtrArray *computer)
{
  const char *folder = cw_live_get_folder (cw_assignments_get_live (self->assignments));
  g_autofree char *shown = cw_paths_dup_display (folder);
  g_autofree char *sentence = g_strdup_printf (_("%s is a link, where a folder of its own has to be: nothing can be assigned or rolled there."), shown);

  if (self->jobs->len > 0 && g_file_test (folder, G_FILE_TEST_IS_SYMLINK))
    add_computer (computer, CW_SEVERITY_ERROR, folder, sentence);
}

static void
free_job (gpointer job)
{
  cw_check_job_free (job);
}

static void
free_result (gpointer result)
{
  cw_check_result_free (result);
}

/* The jobs go, what they found stays. */
static GPtrArray *
take_results (Check *self)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (free_result);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      CwCheckJob *job = g_ptr_array_index (self->jobs, i);

      g_ptr_array_add (results, g_steal_pointer (&job->result));
    }
  return results;
}

GPtrArray *
cw_check_run (CwAssignments *assignments, const CwCheckOptions *options, GCancellable *cancellable, GError **error)
{
  g_auto (Check) self = { .assignments = assignments, .cancellable = cancellable };

  g_mutex_init (&self.mutex);
  g_cond_init (&self.cond);
  self.by_usage = g_hash_table_new (g_str_hash, g_str_equal);
  self.jobs = g_ptr_array_new_with_free_func (free_job);
  if (!recover (&self, options->computer, error) || !add_assigned (&self, options->usages, error))
    return NULL;
  add_remains (&self, options->usages);
  look_at_live (&self, options->computer);
  if (!look_at_all (&self, options->watch, options->user_data, error))
    return NULL;
  if (!options->only_looks)
    note_served (&self, options->computer);
  return take_results (&self);
}
