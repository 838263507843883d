/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-deployment-private.h"
#include "cw-error.h"
#include "cw-live-private.h"

#define PATIENCE_MS 10000

G_DEFINE_FINAL_TYPE (CwDeployment, cw_deployment, G_TYPE_OBJECT)

/* What a run needs in every step. */
typedef struct {
  CwDeployment *self;
  CwDeployWatch watch;
  gpointer      user_data;
  GCancellable *cancellable;
} Run;

const char *
cw_deploy_part_get_id (CwDeployPart *self)
{
  return cw_usage_get_id (cw_file_plan_get_usage (self->plan));
}

const char *
cw_deploy_part_get_title (CwDeployPart *self)
{
  return cw_usage_get_title (cw_file_plan_get_usage (self->plan));
}

static void
part_free (gpointer data)
{
  CwDeployPart *self = data;

  g_object_unref (self->plan);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_clear_object (&self->leaf);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->served, g_ptr_array_unref);
  g_free (self->missing);
  g_free (self);
}

static CwDeployPart *
add_part (CwDeployment *self, CwDeployWay way, CwFilePlan *plan)
{
  CwDeployPart *part = g_new0 (CwDeployPart, 1);

  part->way = way;
  part->plan = g_object_ref (plan);
  if (way == CW_DEPLOY_NOW || way == CW_DEPLOY_SWITCHED)
    part->service = cw_deploy_service_find (self->services, self->manager, cw_file_plan_get_usage (plan));
  g_ptr_array_add (self->parts, part);
  g_clear_pointer (&self->work, g_ptr_array_unref);
  return part;
}

static CwDeployPart *
find_part (CwDeployment *self, const char *usage)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (strcmp (cw_deploy_part_get_id (g_ptr_array_index (self->parts, i)), usage) == 0)
      return g_ptr_array_index (self->parts, i);
  return NULL;
}

static GPtrArray *
get_work (CwDeployment *self)
{
  if (self->work == NULL)
    self->work = cw_deployment_list_work (self->parts, self->services, self->manager);
  return self->work;
}

void
cw_deployment_tell (CwDeployWork *work, CwDeployEvent event, const char *message, CwDeployWatch watch, gpointer user_data)
{
  work->done = event == CW_DEPLOY_DONE;
  if (watch != NULL)
    watch (work->step, event, message, user_data, NULL);
}

/* ---- the steps ---- */

static gboolean
begin (Run *run, CwDeployWork *work, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_cancellable_is_cancelled (run->cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    }
  if (run->watch == NULL || run->watch (work->step, CW_DEPLOY_BEGINS, NULL, run->user_data, &local))
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled."));
  return FALSE;
}

static void
tell (Run *run, CwDeployWork *work, CwDeployEvent event, const char *message)
{
  cw_deployment_tell (work, event, message, run->watch, run->user_data);
}

static gboolean
do_stage (Run *run, CwDeployWork *work, char **message, GError **error)
{
  CwDeployPart *part = work->part;

  part->to = cw_live_stage (run->self->live, part->plan, run->self->material, part->password, error);
  part->made = part->to != 0;
  return part->made;
}

/* Whatever happens in the middle of it, it is put back. */
static gboolean
do_switch (Run *run, CwDeployWork *work, char **message, GError **error)
{
  CwDeployPart *part = work->part;

  part->switched = TRUE;
  return cw_live_switch (run->self->live, cw_deploy_part_get_id (part), part->to, error);
}

static gboolean
do_check (Run *run, CwDeployWork *work, char **message, GError **error)
{
  return cw_service_manager_check (run->self->manager, work->service->usage, run->cancellable, error);
}

static gboolean
do_reload (Run *run, CwDeployWork *work, char **message, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_deploy_service_reload (work->service, run->self->manager, message, run->cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_SERVICE_RELOAD))
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD, _("%s did not take up the new files: %s"), cw_usage_get_title (work->service->usage), local->message);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
do_probe (Run *run, CwDeployWork *work, char **message, GError **error)
{
  return cw_deployment_probe (run->self, work->part, message, run->cancellable, error);
}

/* NULL: it can be done. */
static char *
dup_reason_to_skip (Run *run, CwDeployWork *work)
{
  CwDeployService *service = work->service;
  CwDeployKind kind = cw_deploy_step_get_kind (work->step);
  const char *title = service != NULL ? cw_usage_get_title (cw_deploy_step_get_usage (work->step)) : NULL;

  if (service == NULL)
    return NULL;
  if (service->why_not != NULL && kind != CW_DEPLOY_PROBE)
    return g_strdup (service->why_not);
  cw_deploy_service_look (service, run->self->manager, run->cancellable);
  if (!service->is_down || kind == CW_DEPLOY_RELOAD)
    return NULL;
  return kind == CW_DEPLOY_CHECK ? g_strdup_printf (_("%s does not run, so its configuration is not checked."), title)
                                 : g_strdup_printf (_("%s does not run, so it serves nothing."), title);
}

static gboolean
do_work (Run *run, CwDeployWork *work, GError **error)
{
  static gboolean (*const steps[]) (Run *, CwDeployWork *, char **, GError **) = {
    [CW_DEPLOY_STAGE] = do_stage, [CW_DEPLOY_SWITCH] = do_switch, [CW_DEPLOY_CHECK] = do_check,
    [CW_DEPLOY_RELOAD] = do_reload, [CW_DEPLOY_PROBE] = do_probe, [CW_DEPLOY_REMOVE] = do_switch,
  };
  g_autofree char *reason = dup_reason_to_skip (run, work), *message = NULL;
  g_autoptr (GError) local = NULL;

  if (reason != NULL)
    {
      tell (run, work, CW_DEPLOY_SKIPPED, reason);
      return TRUE;
    }
  if (!begin (run, work, error))
    return FALSE;
  if (steps[cw_deploy_step_get_kind (work->step)] (run, work, &message, &local))
    tell (run, work, CW_DEPLOY_DONE, message);
  else if (local == NULL)
    tell (run, work, CW_DEPLOY_SKIPPED, message);
  else
    {
      tell (run, work, CW_DEPLOY_FAILED, local->message);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/* ---- the whole ---- */

static gboolean
is_switch (CwDeployWork *work)
{
  CwDeployKind kind = cw_deploy_step_get_kind (work->step);

  return kind == CW_DEPLOY_SWITCH || kind == CW_DEPLOY_REMOVE;
}

/* Before the first switch: what is about to change, and for what was staged long ago whether it is what it was. */
static gboolean
write_journal (CwDeployment *self, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);

  for (guint i = 0; i < self->parts->len; i++)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      if (part->way == CW_DEPLOY_SWITCHED && (!cw_live_verify (self->live, cw_deploy_part_get_id (part), part->to, error)
                                              || (part->to != part->from && !cw_live_fits (self->live, part->plan, part->to, error))))
        return FALSE;
      if (part->way != CW_DEPLOY_STAGED)
        g_ptr_array_add (changes, cw_live_change_new (cw_deploy_part_get_id (part), part->from, part->to));
    }
  if (!cw_live_begin_changes (self->live, changes, error))
    return FALSE;
  self->changes = g_steal_pointer (&changes);
  return TRUE;
}

static gboolean
do_all (Run *run, GError **error)
{
  GPtrArray *work = get_work (run->self);

  for (guint i = 0; i < work->len; i++)
    {
      CwDeployWork *one = g_ptr_array_index (work, i);

      if (is_switch (one) && run->self->changes == NULL && !write_journal (run->self, error))
        return FALSE;
      if (!do_work (run, one, error))
        return FALSE;
    }
  return TRUE;
}

/* With the lock: what is in place now. */
static gboolean
prepare (CwDeployment *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      if (!cw_live_check_journal (self->live, cw_deploy_part_get_id (part), error)
          || (part->way != CW_DEPLOY_REMOVED && !cw_live_check_link (self->live, cw_deploy_part_get_id (part), error)))
        return FALSE;
      part->from = cw_live_get_generation (self->live, cw_deploy_part_get_id (part));
      part->made = part->switched = part->stuck = FALSE;
      cw_deployment_look_before (self, part, cancellable);
      if (part->way != CW_DEPLOY_NOW)
        continue;
      g_set_object (&part->leaf, cw_material_get_leaf (self->material));
      g_clear_pointer (&part->chain, g_ptr_array_unref);
      part->chain = g_ptr_array_ref (cw_material_get_chain (self->material));
    }
  return TRUE;
}

static void
unlock (CwDeployment *self)
{
  if (self->locked)
    cw_live_unlock (self->live);
  self->locked = FALSE;
}

static void
cw_deployment_finalize (GObject *object)
{
  CwDeployment *self = CW_DEPLOYMENT (object);

  /* Neither committed nor undone: the journal says so to the next one. */
  unlock (self);
  g_clear_object (&self->live);
  g_clear_object (&self->manager);
  g_clear_object (&self->material);
  g_clear_pointer (&self->work, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->services);
  G_OBJECT_CLASS (cw_deployment_parent_class)->finalize (object);
}

static void
cw_deployment_class_init (CwDeploymentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_deployment_finalize;
}

static void
cw_deployment_init (CwDeployment *self)
{
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_deploy_service_free);
  self->patience = PATIENCE_MS;
}

CwDeployment *
cw_deployment_new (CwLive *live, CwServiceManager *services)
{
  CwDeployment *self = g_object_new (CW_TYPE_DEPLOYMENT, NULL);

  self->live = g_object_ref (live);
  self->manager = g_object_ref (services);
  return self;
}

void
cw_deployment_add (CwDeployment *self, CwFilePlan *plan)
{
  add_part (self, CW_DEPLOY_NOW, plan);
}

void
cw_deployment_add_staged (CwDeployment *self, CwFilePlan *plan)
{
  add_part (self, CW_DEPLOY_STAGED, plan);
}

void
cw_deployment_add_switch (CwDeployment *self, CwFilePlan *plan, guint64 generation, CwCertificate *leaf, GPtrArray *chain)
{
  CwDeployPart *part = add_part (self, CW_DEPLOY_SWITCHED, plan);

  part->to = generation;
  part->leaf = g_object_ref (leaf);
  part->chain = g_ptr_array_ref (chain);
}

void
cw_deployment_add_remove (CwDeployment *self, CwFilePlan *plan)
{
  add_part (self, CW_DEPLOY_REMOVED, plan);
}

GPtrArray *
cw_deployment_list_steps (CwDeployment *self)
{
  GPtrArray *work = get_work (self);
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < work->len; i++)
    g_ptr_array_add (steps, g_object_ref (((CwDeployWork *) g_ptr_array_index (work, i))->step));
  return steps;
}

void
cw_deployment_set_material (CwDeployment *self, CwMaterial *material)
{
  g_set_object (&self->material, material);
}

void
cw_deployment_set_password (CwDeployment *self, const char *usage, CwSecret *password)
{
  CwDeployPart *part = find_part (self, usage);

  g_return_if_fail (part != NULL);
  g_clear_pointer (&part->password, cw_secret_unref);
  part->password = password != NULL ? cw_secret_ref (password) : NULL;
}

void
cw_deployment_set_patience (CwDeployment *self, guint milliseconds)
{
  self->patience = milliseconds;
}

/* Another program may wait for its service for minutes: it is said what is waited for. */
static gboolean
lock (CwDeployment *self, CwDeployWatch watch, gpointer user_data, GCancellable *cancellable, GError **error)
{
  GPtrArray *work = get_work (self);
  g_autoptr (GError) local = NULL;

  if (cw_live_try_lock (self->live, &local))
    return TRUE;
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_IN_USE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (watch != NULL && work->len > 0)
    watch (((CwDeployWork *) g_ptr_array_index (work, 0))->step, CW_DEPLOY_WAITS, _("Waiting for another program that deploys certificates on this computer"),
           user_data, NULL);
  return cw_live_lock (self->live, cancellable, error);
}

gboolean
cw_deployment_run (CwDeployment *self, CwDeployWatch watch, gpointer user_data, GCancellable *cancellable, GError **error)
{
  Run run = { self, watch, user_data, cancellable };
  g_autoptr (GError) local = NULL;
  g_autofree char *in_place = NULL;

  g_return_val_if_fail (!self->locked, FALSE);
  if (!lock (self, watch, user_data, cancellable, error))
    return FALSE;
  self->locked = TRUE;
  if (!prepare (self, cancellable, error))
    {
      unlock (self);
      return FALSE;
    }
  if (do_all (&run, &local))
    return TRUE;
  in_place = cw_deployment_put_back (self, watch, user_data);
  unlock (self);
  /* What the system says has no full stop. */
  g_set_error (error, local->domain, local->code,
               g_str_has_suffix (local->message, ".") || g_str_has_suffix (local->message, "?") ? "%s %s" : "%s. %s", local->message, in_place);
  return FALSE;
}

guint64
cw_deployment_get_generation (CwDeployment *self, const char *usage)
{
  CwDeployPart *part = find_part (self, usage);

  return part != NULL ? part->to : 0;
}

GPtrArray *
cw_deployment_get_served (CwDeployment *self, const char *usage)
{
  CwDeployPart *part = find_part (self, usage);

  return part != NULL ? part->served : NULL;
}

gboolean
cw_deployment_commit (CwDeployment *self, GError **error)
{
  gboolean good;

  g_return_val_if_fail (self->locked, FALSE);
  good = self->changes == NULL || cw_live_end_changes (self->live, self->changes, error);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  unlock (self);
  return good;
}

void
cw_deployment_undo (CwDeployment *self, CwDeployWatch watch, gpointer user_data)
{
  g_autofree char *in_place = NULL;

  g_return_if_fail (self->locked);
  in_place = cw_deployment_put_back (self, watch, user_data);
  unlock (self);
}
