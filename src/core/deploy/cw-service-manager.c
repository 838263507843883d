/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-service-manager.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "cw-command.h"
#include "cw-error.h"
#include "cw-paths.h"
#include "cw-systemd.h"

#define CHECK_MS   60000
#define COMMAND_MS 120000

struct _CwServiceManager {
  GObject  parent_instance;
  gboolean privileged;
};

G_DEFINE_FINAL_TYPE (CwServiceManager, cw_service_manager, G_TYPE_OBJECT)

static void
cw_service_manager_class_init (CwServiceManagerClass *klass)
{
}

static void
cw_service_manager_init (CwServiceManager *self)
{
}

CwServiceManager *
cw_service_manager_new (gboolean privileged)
{
  CwServiceManager *self = g_object_new (CW_TYPE_SERVICE_MANAGER, NULL);

  self->privileged = privileged;
  return self;
}

/* ---- whose it is ---- */

static gboolean
is_own (CwUsage *usage)
{
  g_autofree char *config = cw_paths_dup_config ();
  g_autofree char *folder = g_build_filename (config, "usages", NULL);
  g_autofree char *place = g_path_get_dirname (cw_usage_get_path (usage));

  return strcmp (folder, place) == 0;
}

/* Its commands would be run as whoever we are, so nobody else may have written them. */
static gboolean
is_ours_alone (CwUsage *usage)
{
  GStatBuf info;

  return g_stat (cw_usage_get_path (usage), &info) != 0 || ((info.st_uid == 0 || info.st_uid == geteuid ()) && (info.st_mode & 0002) == 0);
}

/* The user's services are those of his own usage files; root has one kind only. */
static gboolean
is_of_user (CwServiceManager *self, CwUsage *usage)
{
  return !self->privileged && is_own (usage);
}

static gboolean
uses_systemd (CwServiceManager *self, CwUsage *usage)
{
  CwUsageService *service = cw_usage_get_service (usage);

  return cw_usage_service_get_units (service)[0] != NULL && cw_systemd_is_there (is_of_user (self, usage));
}

static gboolean
reloads_by_systemd (CwServiceManager *self, CwUsage *usage)
{
  return cw_usage_service_get_action (cw_usage_get_service (usage)) != CW_SERVICE_COMMAND && uses_systemd (self, usage);
}

/* NULL: it may be managed. */
static char *
dup_obstacle (CwServiceManager *self, CwUsage *usage)
{
  CwUsageService *service = cw_usage_get_service (usage);
  const char *title = cw_usage_get_title (usage);

  if (service == NULL)
    return g_strdup_printf (_("Nothing is known of a service that uses the files of %s."), title);
  if (cw_usage_is_absent (usage))
    return g_strdup_printf (_("%s is not installed on this computer."), title);
  if (!self->privileged && !is_own (usage))
    return g_strdup_printf (_("Only the administrator can check and reload %s: it is a service of the computer."), title);
  if (!is_ours_alone (usage))
    return g_strdup_printf (_("The commands of %s are not run, because others can change them in the file %s."), title, cw_usage_get_path (usage));
  if (!reloads_by_systemd (self, usage) && cw_usage_service_get_reload (service) == NULL)
    return g_strdup_printf (_("%s has to be restarted by hand: there is no systemd here, and its usage file has no “Reload” command."), title);
  return NULL;
}

gboolean
cw_service_manager_may_manage (CwServiceManager *self, CwUsage *usage, char **why_not)
{
  g_autofree char *obstacle = NULL;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), FALSE);
  obstacle = dup_obstacle (self, usage);
  if (obstacle == NULL)
    return TRUE;
  if (why_not != NULL)
    *why_not = g_steal_pointer (&obstacle);
  return FALSE;
}

/* ---- how it is ---- */

/* More than one unit: it runs when one of them does. */
static CwServiceState
ask_systemd (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable)
{
  const char *const *units = cw_usage_service_get_units (cw_usage_get_service (usage));
  g_autoptr (CwSystemd) systemd = cw_systemd_new (is_of_user (self, usage), cancellable, NULL);
  CwServiceState found = CW_SERVICE_STOPPED;

  for (guint i = 0; systemd != NULL && units[i] != NULL; i++)
    {
      g_autofree char *state = cw_systemd_dup_state (systemd, units[i], cancellable, NULL);

      if (state == NULL)
        found = CW_SERVICE_UNKNOWN;
      else if (strcmp (state, "inactive") != 0 && strcmp (state, "failed") != 0 && strcmp (state, "deactivating") != 0)
        return CW_SERVICE_RUNNING;
    }
  return systemd != NULL ? found : CW_SERVICE_UNKNOWN;
}

CwServiceState
cw_service_manager_get_state (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable)
{
  CwUsageService *service;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), CW_SERVICE_UNKNOWN);
  service = cw_usage_get_service (usage);
  if (service == NULL)
    return CW_SERVICE_UNKNOWN;
  if (uses_systemd (self, usage))
    return ask_systemd (self, usage, cancellable);
  for (guint i = 0; i < cw_usage_service_get_n_probes (service); i++)
    if (cw_probe_listens (cw_usage_service_get_probe (service, i)->port, cancellable))
      return CW_SERVICE_RUNNING;
  return CW_SERVICE_UNKNOWN;
}

gboolean
cw_service_manager_knows_state (CwServiceManager *self, CwUsage *usage)
{
  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), FALSE);
  return cw_usage_get_service (usage) != NULL && reloads_by_systemd (self, usage);
}

/* ---- what will be done ---- */

char *
cw_service_manager_dup_check_text (CwServiceManager *self, CwUsage *usage)
{
  const char *const *command;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), NULL);
  if (!cw_service_manager_may_manage (self, usage, NULL))
    return NULL;
  command = cw_usage_service_get_check (cw_usage_get_service (usage));
  return command != NULL ? cw_command_dup_text (command) : NULL;
}

char *
cw_service_manager_dup_reload_text (CwServiceManager *self, CwUsage *usage)
{
  CwUsageService *service;
  g_autofree char *units = NULL;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), NULL);
  if (!cw_service_manager_may_manage (self, usage, NULL))
    return NULL;
  service = cw_usage_get_service (usage);
  if (!reloads_by_systemd (self, usage))
    return cw_command_dup_text (cw_usage_service_get_reload (service));
  units = g_strjoinv (_(", "), (char **) cw_usage_service_get_units (service));
  return g_strdup_printf (cw_usage_service_get_action (service) == CW_SERVICE_RESTART ? _("Restart %s (systemd)") : _("Reload %s (systemd)"), units);
}

/* ---- check and reload ---- */

static gboolean
refuse_unmanaged (CwServiceManager *self, CwUsage *usage, GError **error)
{
  g_autofree char *obstacle = dup_obstacle (self, usage);

  if (obstacle != NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PERMISSION, obstacle);
  return obstacle != NULL;
}

gboolean
cw_service_manager_check (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable, GError **error)
{
  CwUsageService *service;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), FALSE);
  service = cw_usage_get_service (usage);
  if (service == NULL || cw_usage_service_get_check (service) == NULL)
    return TRUE;
  if (refuse_unmanaged (self, usage, error))
    return FALSE;
  if (cw_command_run (cw_usage_service_get_check (service), CHECK_MS, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION, _("%s does not accept its configuration: %s"), cw_usage_get_title (usage), local->message);
  return FALSE;
}

/* What does not run is left as it is: it reads the new files when it is started. What has failed may have failed for its certificate. */
static gboolean
reload_unit (CwSystemd *systemd, const char *unit, gboolean restart, GCancellable *cancellable, GError **error)
{
  g_autofree char *state = cw_systemd_dup_state (systemd, unit, cancellable, error);

  if (state == NULL)
    return FALSE;
  if (strcmp (state, "inactive") == 0 || strcmp (state, "deactivating") == 0)
    return TRUE;
  return cw_systemd_reload (systemd, unit, restart || strcmp (state, "failed") == 0, cancellable, error);
}

static gboolean
reload_units (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable, GError **error)
{
  CwUsageService *service = cw_usage_get_service (usage);
  const char *const *units = cw_usage_service_get_units (service);
  g_autoptr (CwSystemd) systemd = cw_systemd_new (is_of_user (self, usage), cancellable, error);

  if (systemd == NULL)
    return FALSE;
  for (guint i = 0; units[i] != NULL; i++)
    if (!reload_unit (systemd, units[i], cw_usage_service_get_action (service) == CW_SERVICE_RESTART, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
cw_service_manager_reload (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean good;

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), FALSE);
  if (cw_usage_get_service (usage) == NULL)
    return TRUE;
  if (refuse_unmanaged (self, usage, error))
    return FALSE;
  if (reloads_by_systemd (self, usage))
    good = reload_units (self, usage, cancellable, &local);
  else
    good = cw_command_run (cw_usage_service_get_reload (cw_usage_get_service (usage)), COMMAND_MS, cancellable, &local);
  if (!good)
    g_set_error_literal (error, CW_ERROR, g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED) ? CW_ERROR_CANCELLED : CW_ERROR_SERVICE_RELOAD, local->message);
  return good;
}
