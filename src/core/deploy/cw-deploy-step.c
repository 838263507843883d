/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-paths.h"

struct _CwDeployStep {
  GObject      parent_instance;
  CwDeployKind kind;
  CwUsage     *usage;
  char        *title;
  char        *detail;
  gboolean     changes;
};

G_DEFINE_FINAL_TYPE (CwDeployStep, cw_deploy_step, G_TYPE_OBJECT)

static void
cw_deploy_step_finalize (GObject *object)
{
  CwDeployStep *self = CW_DEPLOY_STEP (object);

  g_clear_object (&self->usage);
  g_free (self->title);
  g_free (self->detail);
  G_OBJECT_CLASS (cw_deploy_step_parent_class)->finalize (object);
}

static void
cw_deploy_step_class_init (CwDeployStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_deploy_step_finalize;
}

static void
cw_deploy_step_init (CwDeployStep *self)
{
}

CwDeployStep *
cw_deploy_step_new (CwDeployKind kind, CwUsage *usage, const char *title, const char *detail, gboolean changes)
{
  CwDeployStep *self = g_object_new (CW_TYPE_DEPLOY_STEP, NULL);

  self->kind = kind;
  self->usage = g_object_ref (usage);
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->changes = changes;
  return self;
}

CwDeployKind
cw_deploy_step_get_kind (CwDeployStep *self)
{
  return self->kind;
}

CwUsage *
cw_deploy_step_get_usage (CwDeployStep *self)
{
  return self->usage;
}

const char *
cw_deploy_step_get_title (CwDeployStep *self)
{
  return self->title;
}

const char *
cw_deploy_step_get_detail (CwDeployStep *self)
{
  return self->detail;
}

gboolean
cw_deploy_step_get_changes (CwDeployStep *self)
{
  return self->changes;
}

/* ---- all steps of a transaction ---- */

static void
free_work (gpointer data)
{
  CwDeployWork *work = data;

  g_object_unref (work->step);
  g_free (work);
}

static void
add (GPtrArray *all, CwDeployKind kind, CwDeployPart *part, CwDeployService *service, gboolean changes, const char *title_format, const char *detail)
{
  CwUsage *usage = part != NULL ? cw_file_plan_get_usage (part->plan) : service->usage;
  g_autofree char *title = g_strdup_printf (title_format, cw_usage_get_title (usage));
  CwDeployWork *work = g_new0 (CwDeployWork, 1);

  work->step = cw_deploy_step_new (kind, usage, title, detail, changes);
  work->part = part;
  work->service = service;
  g_ptr_array_add (all, work);
}

static char *
dup_files (CwFilePlan *plan, gboolean only_outside)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedFile) file = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (!only_outside || cw_planned_file_is_outside (file))
        g_ptr_array_add (lines, cw_planned_file_dup_text (file));
    }
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
add_stage (GPtrArray *all, CwDeployPart *part)
{
  g_autofree char *files = dup_files (part->plan, FALSE);

  if (part->way == CW_DEPLOY_NOW)
    add (all, CW_DEPLOY_STAGE, part, NULL, TRUE, _("Write the files of %s"), files);
  else if (part->way == CW_DEPLOY_STAGED)
    add (all, CW_DEPLOY_STAGE, part, NULL, TRUE, _("Write the next files of %s, which nobody sees yet"), files);
}

static void
add_switch (GPtrArray *all, CwDeployPart *part)
{
  g_autofree char *link = cw_paths_dup_display (cw_file_plan_get_link (part->plan)), *outside = dup_files (part->plan, TRUE);
  g_autofree char *detail = NULL;

  if (part->way == CW_DEPLOY_STAGED || part->way == CW_DEPLOY_REMOVED)
    return;
  detail = g_strdup_printf (*outside != '\0' ? _("%s leads to the new files from then on, and these are replaced:\n%s") : _("%s leads to the new files from then on."),
                            link, outside);
  add (all, CW_DEPLOY_SWITCH, part, NULL, TRUE, _("Put the new files of %s in place"), detail);
}

static void
add_remove (GPtrArray *all, CwDeployPart *part)
{
  g_autofree char *link = cw_paths_dup_display (cw_file_plan_get_link (part->plan)), *outside = dup_files (part->plan, TRUE);
  g_autoptr (GString) detail = g_string_new (NULL);

  if (part->way != CW_DEPLOY_REMOVED)
    return;
  g_string_append_printf (detail, _("%s is not there any more."), link);
  if (*outside != '\0')
    g_string_append_printf (detail, _("\nAt these places comes back what was there before:\n%s"), outside);
  if (cw_usage_get_service (cw_file_plan_get_usage (part->plan)) != NULL && !cw_usage_is_absent (cw_file_plan_get_usage (part->plan)))
    g_string_append_printf (detail, _("\n%s is not told: it goes on with the certificate that it has loaded, until it is started anew."),
                            cw_deploy_part_get_title (part));
  add (all, CW_DEPLOY_REMOVE, part, NULL, TRUE, _("Take the files of %s away"), detail->str);
}

static gboolean
takes_up (CwDeployPart *part)
{
  return part->way == CW_DEPLOY_NOW || part->way == CW_DEPLOY_SWITCHED;
}

static void
add_checks (GPtrArray *all, GPtrArray *services, CwServiceManager *manager)
{
  for (guint i = 0; i < services->len; i++)
    {
      CwDeployService *service = g_ptr_array_index (services, i);
      g_autofree char *command = cw_service_manager_dup_check_text (manager, service->usage);

      if (command != NULL)
        add (all, CW_DEPLOY_CHECK, NULL, service, FALSE, _("Check the configuration of %s"), command);
    }
}

static void
add_reloads (GPtrArray *all, GPtrArray *services, CwServiceManager *manager)
{
  for (guint i = 0; i < services->len; i++)
    {
      CwDeployService *service = g_ptr_array_index (services, i);
      g_autofree char *command = cw_service_manager_dup_reload_text (manager, service->usage);

      add (all, CW_DEPLOY_RELOAD, NULL, service, service->why_not == NULL, _("Have %s take up the new files"), command != NULL ? command : service->why_not);
    }
}

static void
add_probe (GPtrArray *all, CwDeployPart *part)
{
  g_autofree char *ports = takes_up (part) ? cw_deploy_service_dup_ports (cw_file_plan_get_usage (part->plan)) : NULL;

  if (ports != NULL && !cw_usage_is_absent (cw_file_plan_get_usage (part->plan)))
    add (all, CW_DEPLOY_PROBE, part, part->service, FALSE, _("Ask %s what it serves"), ports);
}

GPtrArray *
cw_deployment_list_work (GPtrArray *parts, GPtrArray *services, CwServiceManager *manager)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (free_work);

  for (guint i = 0; i < parts->len; i++)
    add_stage (all, g_ptr_array_index (parts, i));
  for (guint i = 0; i < parts->len; i++)
    add_switch (all, g_ptr_array_index (parts, i));
  for (guint i = 0; i < parts->len; i++)
    add_remove (all, g_ptr_array_index (parts, i));
  add_checks (all, services, manager);
  add_reloads (all, services, manager);
  for (guint i = 0; i < parts->len; i++)
    add_probe (all, g_ptr_array_index (parts, i));
  return all;
}
