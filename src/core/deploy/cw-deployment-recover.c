/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment-private.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

/* After a power cut: the journal says what was under way, the caller's record says whether it was decided. */

typedef struct {
  CwLive           *live;
  CwServiceManager *manager;
  GPtrArray        *services;      /* of CwDeployService: to be told */
  GPtrArray        *sentences;
} Recovery;

static void
say (Recovery *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Recovery *self, const char *format, ...)
{
  va_list arguments;

  if (self->sentences == NULL)
    return;
  va_start (arguments, format);
  g_ptr_array_add (self->sentences, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Both are safe to do twice. What was not taken stays on the disk: a roll that was interrupted still needs it. FALSE: it has to be tried again. */
static gboolean
settle (Recovery *self, const CwLiveChange *change, gboolean kept, const char *title)
{
  guint64 generation = kept ? change->to : change->from;
  g_autoptr (GError) local = NULL;

  if (cw_live_switch (self->live, change->usage, generation, &local))
    say (self, kept ? _("%s: a change that was interrupted is finished.") : _("%s: a change that was interrupted is undone; the files that were there before are in place."),
         title);
  else if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    /* Trying again and again would bring nothing back, and keep everything else waiting. */
    say (self, "%s: %s", title, local->message);
  else
    {
      say (self, kept ? _("%s: a change that was interrupted could not be finished (%s); this is tried again at the next start.")
                      : _("%s: a change that was interrupted could not be undone (%s); this is tried again at the next start."), title, local->message);
      return FALSE;
    }
  return TRUE;
}

/* What is settled, of CwLiveChange (borrowed). The rest is said, and keeps nobody else waiting. */
static GPtrArray *
settle_all (Recovery *self, GPtrArray *changes, CwDeployIsKept is_kept, CwDeployPlanFor plan_for, gpointer user_data)
{
  GPtrArray *settled = g_ptr_array_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      const CwLiveChange *change = g_ptr_array_index (changes, i);
      g_autoptr (CwFilePlan) plan = plan_for (change->usage, user_data);
      gboolean kept = is_kept (change->usage, change->to, user_data);
      CwUsage *usage = plan != NULL ? cw_file_plan_get_usage (plan) : NULL;

      if (!settle (self, change, kept, usage != NULL ? cw_usage_get_title (usage) : change->usage))
        continue;
      g_ptr_array_add (settled, (gpointer) change);
      /* A service that lost its files is left alone. */
      if (usage != NULL && (kept ? change->to : change->from) != 0)
        cw_deploy_service_find (self->services, self->manager, usage);
    }
  return settled;
}

static void
reload_all (Recovery *self, GCancellable *cancellable)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      CwDeployService *service = g_ptr_array_index (self->services, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *message = NULL;

      if (service->why_not != NULL)
        {
          say (self, "%s", service->why_not);
          continue;
        }
      cw_deploy_service_look (service, self->manager, cancellable);
      if (cw_deploy_service_reload (service, self->manager, &message, cancellable, &error))
        continue;
      if (g_error_matches (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD))
        say (self, _("%s did not take up its files: %s"), cw_usage_get_title (service->usage), error->message);
      else
        say (self, "%s", error != NULL ? error->message : message);
    }
}

static gboolean
recover (Recovery *self, CwDeployIsKept is_kept, CwDeployPlanFor plan_for, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) changes = cw_live_read_journal (self->live, &local), settled = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (changes == NULL)
    return !cw_live_has_journal (self->live) || cw_live_clear_journal (self->live, error);
  settled = settle_all (self, changes, is_kept, plan_for, user_data);
  /* Last of all: pulled the plug once more, the services are still told. */
  reload_all (self, cancellable);
  return cw_live_end_changes (self->live, settled, error);
}

gboolean
cw_deployment_recover (CwLive *live, CwServiceManager *services, CwDeployIsKept is_kept, CwDeployPlanFor plan_for, gpointer user_data,
                       GPtrArray *sentences, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_deploy_service_free);
  Recovery self = { live, services, found, sentences };
  gboolean good;

  if (!cw_live_has_journal (live))
    {
      cw_live_sweep (live);
      return TRUE;
    }
  if (!cw_live_lock (live, cancellable, error))
    return FALSE;
  good = recover (&self, is_kept, plan_for, user_data, cancellable, error);
  cw_live_sweep_locked (live);
  cw_live_unlock (live);
  return good;
}
