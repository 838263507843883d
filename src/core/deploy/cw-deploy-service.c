/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static void
append_words (GString *name, const char *const *words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    g_string_append_printf (name, "%s\n", words[i]);
  g_string_append_c (name, '\f');
}

/* Two usages have the same service when it is checked and told in the same way. */
static char *
dup_name (CwUsageService *service)
{
  GString *name = g_string_new (NULL);

  g_string_append_printf (name, "%d\f", (int) cw_usage_service_get_action (service));
  append_words (name, cw_usage_service_get_units (service));
  append_words (name, cw_usage_service_get_check (service));
  append_words (name, cw_usage_service_get_reload (service));
  return g_string_free (name, FALSE);
}

CwDeployService *
cw_deploy_service_find (GPtrArray *services, CwServiceManager *manager, CwUsage *usage)
{
  g_autofree char *name = cw_usage_get_service (usage) != NULL ? dup_name (cw_usage_get_service (usage)) : NULL;
  CwDeployService *self;

  if (name == NULL)
    return NULL;
  for (guint i = 0; i < services->len; i++)
    if (strcmp (((CwDeployService *) g_ptr_array_index (services, i))->name, name) == 0)
      return g_ptr_array_index (services, i);
  self = g_new0 (CwDeployService, 1);
  self->name = g_steal_pointer (&name);
  self->usage = g_object_ref (usage);
  cw_service_manager_may_manage (manager, usage, &self->why_not);
  g_ptr_array_add (services, self);
  return self;
}

void
cw_deploy_service_free (CwDeployService *self)
{
  g_free (self->name);
  g_free (self->why_not);
  g_free (self->reason);
  g_object_unref (self->usage);
  g_free (self);
}

/* Where there is no systemd, a service with ports that nobody listens at is taken for one that does not run. */
static gboolean
is_down (CwDeployService *self, CwServiceManager *manager, GCancellable *cancellable)
{
  CwServiceState state = cw_service_manager_get_state (manager, self->usage, cancellable);

  return state == CW_SERVICE_STOPPED || (state == CW_SERVICE_UNKNOWN && cw_usage_service_get_n_probes (cw_usage_get_service (self->usage)) > 0);
}

void
cw_deploy_service_look (CwDeployService *self, CwServiceManager *manager, GCancellable *cancellable)
{
  if (!self->looked)
    self->is_down = is_down (self, manager, cancellable);
  self->looked = TRUE;
}

gboolean
cw_deploy_service_reload (CwDeployService *self, CwServiceManager *manager, char **message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean good;

  self->reloaded = !self->is_down;
  good = (!self->is_down || cw_service_manager_knows_state (manager, self->usage)) &&
         cw_service_manager_reload (manager, self->usage, cancellable, &local);
  if (!self->is_down)
    {
      g_free (self->reason);
      self->reason = good ? NULL : g_strdup (local->message);
      if (!good)
        g_propagate_error (error, g_steal_pointer (&local));
      return good;
    }
  /* One that had failed was started, perhaps with success now. */
  self->is_down = is_down (self, manager, cancellable);
  self->reloaded = !self->is_down;
  if (!self->is_down)
    return TRUE;
  *message = g_strdup_printf (_("%s does not run. It takes up the new files when it is started."), cw_usage_get_title (self->usage));
  return FALSE;
}

char *
cw_deploy_service_dup_ports (CwUsage *usage)
{
  CwUsageService *service = cw_usage_get_service (usage);
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func (g_free);

  if (service == NULL || cw_usage_service_get_n_probes (service) == 0)
    return NULL;
  for (guint i = 0; i < cw_usage_service_get_n_probes (service); i++)
    {
      const CwProbe *probe = cw_usage_service_get_probe (service, i);

      g_ptr_array_add (ports, g_strdup_printf ("%s:%u", cw_probe_protocol_to_nick (probe->protocol), probe->port));
    }
  g_ptr_array_add (ports, NULL);
  return g_strjoinv (", ", (char **) ports->pdata);
}
