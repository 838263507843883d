/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-deadline.h"

/* The way back. */

/* Nobody can cancel the way back: a service has this many times the patience in which it has to serve the new one, 30 seconds. */
#define BACK 3

static void
append_sentence (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_sentence (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/* ---- what was there ---- */

static CwDeployWork *
find_work (CwDeployment *self, CwDeployPart *part, gboolean stage)
{
  for (guint i = 0; i < self->work->len; i++)
    {
      CwDeployWork *work = g_ptr_array_index (self->work, i);
      CwDeployKind kind = cw_deploy_step_get_kind (work->step);

      if (work->part == part && (stage ? kind == CW_DEPLOY_STAGE : kind == CW_DEPLOY_SWITCH || kind == CW_DEPLOY_REMOVE))
        return work;
    }
  return NULL;
}

static void
tell_undone (CwDeployment *self, CwDeployPart *part, gboolean stage, CwDeployWatch watch, gpointer user_data)
{
  CwDeployWork *work = find_work (self, part, stage);

  if (work != NULL && work->done)
    cw_deployment_tell (work, CW_DEPLOY_UNDONE, NULL, watch, user_data);
}

/* ---- back ---- */

/* The last one first. FALSE: something could not be put back, and the journal has to stay. */
static gboolean
switch_back (CwDeployment *self, GString *text, CwDeployWatch watch, gpointer user_data)
{
  gboolean good = TRUE;

  for (guint i = self->parts->len; i-- > 0;)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);
      g_autoptr (GError) error = NULL;

      if (!part->switched)
        continue;
      if (cw_live_switch_back (self->live, cw_deploy_part_get_id (part), part->from, &error))
        tell_undone (self, part, FALSE, watch, user_data);
      else
        append_sentence (text, _("The former files of %s could not be put back (%s); this is tried again at the next start."),
                         cw_deploy_part_get_title (part), error->message);
      part->stuck = error != NULL;
      good = good && !part->stuck;
    }
  return good;
}

/* What cannot be deleted is seen by nobody, and goes when the usage is assigned the next time. */
static void
drop_made (CwDeployment *self, CwDeployWatch watch, gpointer user_data)
{
  for (guint i = self->parts->len; i-- > 0;)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      if (part->made && !part->stuck && cw_live_drop (self->live, cw_deploy_part_get_id (part), part->to, NULL))
        tell_undone (self, part, TRUE, watch, user_data);
      part->made = FALSE;
    }
}

static void
ask_again (CwDeployment *self, CwDeployPart *part, GString *text)
{
  g_autoptr (GPtrArray) chain = cw_deployment_load_certificates (self, part, part->from);
  g_autoptr (CwCertificate) leaf = chain->len > 0 ? g_object_ref (g_ptr_array_index (chain, 0)) : NULL;
  g_autofree char *ports = cw_deploy_service_dup_ports (cw_file_plan_get_usage (part->plan)), *message = NULL;

  if (leaf == NULL || ports == NULL)
    return;
  g_ptr_array_remove_index (chain, 0);
  if (cw_deployment_ask_ports (self, part, leaf, chain, self->patience, &message, NULL))
    append_sentence (text, _("%s serves the certificate again that it had before."), cw_deploy_part_get_title (part));
  else
    append_sentence (text, _("%s does not serve the certificate that it had before: %s"), cw_deploy_part_get_title (part), message);
}

static gboolean
has_outside (CwFilePlan *plan)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (cw_planned_file_is_outside (file))
        return TRUE;
    }
  return FALSE;
}

/* There is something that it can load. */
static gboolean
has_former_files (CwDeployment *self, CwDeployService *service)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      if (part->service == service && (part->from != 0 || has_outside (part->plan)))
        return TRUE;
    }
  return FALSE;
}

static void
tell_waiting (CwDeployment *self, CwDeployService *service, CwDeployWatch watch, gpointer user_data)
{
  g_autofree char *message = g_strdup_printf (_("Waiting for %s to take up its former files again"), cw_usage_get_title (service->usage));

  for (guint i = 0; watch != NULL && i < self->work->len; i++)
    {
      CwDeployWork *work = g_ptr_array_index (self->work, i);

      if (work->service == service && cw_deploy_step_get_kind (work->step) == CW_DEPLOY_RELOAD)
        watch (work->step, CW_DEPLOY_WAITS, message, user_data, NULL);
    }
}

/* What it said of the new files is in the same sentence already. */
static void
say_why_not_back (CwDeployService *service, const GError *error, guint patience, gboolean in_time, GString *text)
{
  const char *title = cw_usage_get_title (service->usage);

  if (!in_time)
    append_sentence (text, _("%s did not answer within %u seconds when it was told to take up its former files again."), title, (patience + 999) / 1000);
  else if (g_strcmp0 (error->message, service->reason) == 0)
    append_sentence (text, _("%s did not take these up again either, for the same reason."), title);
  else
    append_sentence (text, _("%s did not take these up again: %s"), title, error->message);
}

/* A service that runs and whose files are gone would only be stopped by that. */
static void
reload_one_back (CwDeployment *self, CwDeployService *service, GString *text, CwDeployWatch watch, gpointer user_data)
{
  guint patience = BACK * self->patience;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwDeadline) deadline = NULL;

  if (!has_former_files (self, service) && cw_service_manager_get_state (self->manager, service->usage, NULL) == CW_SERVICE_RUNNING)
    {
      append_sentence (text, _("%s goes on with what it has loaded."), cw_usage_get_title (service->usage));
      return;
    }
  tell_waiting (self, service, watch, user_data);
  deadline = cw_deadline_start (patience, NULL);
  if (!cw_service_manager_reload (self->manager, service->usage, cw_deadline_get_cancellable (deadline), &error))
    say_why_not_back (service, error, patience, cw_deadline_get_passed (deadline) == 0, text);
  for (guint i = 0; i < self->parts->len; i++)
    if (((CwDeployPart *) g_ptr_array_index (self->parts, i))->service == service)
      ask_again (self, g_ptr_array_index (self->parts, i), text);
}

static void
reload_back (CwDeployment *self, GString *text, CwDeployWatch watch, gpointer user_data)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      CwDeployService *service = g_ptr_array_index (self->services, i);

      if (service->reloaded)
        reload_one_back (self, service, text, watch, user_data);
      service->reloaded = FALSE;
    }
}

static void
say_what_is_there (CwDeployment *self, GString *text)
{
  gboolean any_switched = FALSE, any_before = FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      any_switched = any_switched || part->switched;
      any_before = any_before || part->from != 0;
    }
  if (!any_switched)
    append_sentence (text, _("Nothing was changed."));
  else if (any_before)
    append_sentence (text, _("The files that were there before are in place again."));
  else
    append_sentence (text, _("No files are in place, as before."));
}

/* What could not be put back stays in the journal, and keeps no other usage waiting. */
static void
end_journal (CwDeployment *self, GString *text)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->parts->len; i++)
    {
      CwDeployPart *part = g_ptr_array_index (self->parts, i);

      for (guint k = self->changes != NULL ? self->changes->len : 0; part->stuck && k-- > 0;)
        if (strcmp (((CwLiveChange *) g_ptr_array_index (self->changes, k))->usage, cw_deploy_part_get_id (part)) == 0)
          g_ptr_array_remove_index (self->changes, k);
    }
  if (self->changes != NULL && !cw_live_end_changes (self->live, self->changes, &error))
    append_sentence (text, "%s.", error->message);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
}

char *
cw_deployment_put_back (CwDeployment *self, CwDeployWatch watch, gpointer user_data)
{
  GString *text = g_string_new (NULL);

  if (switch_back (self, text, watch, user_data))
    say_what_is_there (self, text);
  /* Before the journal ends: pulled the plug meanwhile, the services are still told. */
  reload_back (self, text, watch, user_data);
  end_journal (self, text);
  drop_made (self, watch, user_data);
  return g_string_free (text, FALSE);
}
