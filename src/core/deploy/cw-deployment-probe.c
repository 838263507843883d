/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deployment-private.h"
#include <glib/gi18n-lib.h>
#include "cw-bundle.h"
#include "cw-error.h"
#include "cw-manifest.h"

/* What the ports serve, on the way there and back, and what it means. */

/* A port that nobody listens at is no failure where another one serves what it must: a mail server need not have all of them. */
static gboolean
judge (GPtrArray *served, GString *message)
{
  gboolean any_right = FALSE, any_wrong = FALSE;

  for (guint i = 0; i < served->len; i++)
    {
      CwServedVerdict verdict = cw_served_get_verdict (g_ptr_array_index (served, i));

      any_right = any_right || verdict == CW_SERVED_RIGHT;
      any_wrong = any_wrong || verdict == CW_SERVED_OTHER || verdict == CW_SERVED_CHAIN_SHORT;
      g_string_append_printf (message, "%s%s", message->len > 0 ? " " : "", cw_served_get_message (g_ptr_array_index (served, i)));
    }
  return any_right && !any_wrong;
}

gboolean
cw_deployment_ask_ports (CwDeployment *self, CwDeployPart *part, CwCertificate *leaf, GPtrArray *chain, guint patience, char **message,
                         GCancellable *cancellable)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean good;

  g_clear_pointer (&part->served, g_ptr_array_unref);
  part->served = cw_service_manager_probe (self->manager, cw_file_plan_get_usage (part->plan), leaf, chain, patience, cancellable);
  good = judge (part->served, text);
  *message = g_string_free (g_steal_pointer (&text), FALSE);
  return good;
}

/* From the file that has all of them. */
GPtrArray *
cw_deployment_load_certificates (CwDeployment *self, CwDeployPart *part, guint64 generation)
{
  g_autofree char *folder = cw_live_dup_folder (self->live, cw_deploy_part_get_id (part), generation), *path = g_build_filename (folder, "fullchain.pem", NULL);
  g_autoptr (GBytes) bytes = cw_manifest_read_file (path, NULL, NULL);
  g_autoptr (CwBundle) bundle = bytes != NULL ? cw_bundle_read (bytes, NULL, NULL, NULL) : NULL;
  GPtrArray *certificates = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; bundle != NULL && i < cw_bundle_get_n_items (bundle); i++)
    {
      CwBundleItem *item = cw_bundle_get_item (bundle, i);
      CwCertificate *certificate = cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_CERTIFICATE ? cw_bundle_item_load_certificate (item, NULL) : NULL;

      if (certificate != NULL)
        g_ptr_array_add (certificates, certificate);
    }
  return certificates;
}

/* ---- before a change ---- */

static gboolean
serves_former (CwDeployment *self, CwDeployPart *part, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) chain = cw_deployment_load_certificates (self, part, part->from);
  g_autoptr (CwCertificate) leaf = chain->len > 0 ? g_ptr_array_steal_index (chain, 0) : NULL;
  g_autoptr (GPtrArray) served = leaf != NULL ? cw_service_manager_probe (self->manager, cw_file_plan_get_usage (part->plan), leaf, chain, 0, cancellable) : NULL;

  for (guint i = 0; served != NULL && i < served->len; i++)
    if (cw_served_get_verdict (g_ptr_array_index (served, i)) <= CW_SERVED_CHAIN_SHORT)
      return TRUE;
  /* Whoever cannot say what was before cannot say either that it was not served. */
  return leaf == NULL;
}

void
cw_deployment_look_before (CwDeployment *self, CwDeployPart *part, GCancellable *cancellable)
{
  g_clear_pointer (&part->missing, g_free);
  if (part->service != NULL)
    part->missing = cw_file_plan_dup_missing_configuration (part->plan);
  if (part->missing != NULL && part->from != 0 && serves_former (self, part, cancellable))
    g_clear_pointer (&part->missing, g_free);
}

/* ---- after a change ---- */

/* OpenLDAP keeps its configuration in itself, where we do not look, and can be told of files only when they are there. While it runs without
 * TLS there is nothing to be put back. */
static gboolean
runs_without_tls (CwDeployment *self, CwDeployPart *part, GCancellable *cancellable)
{
  const char *file = cw_usage_service_get_configuration_file (cw_usage_get_service (part->service->usage));

  if (part->from != 0 || file == NULL || g_path_is_absolute (file))
    return FALSE;
  for (guint i = 0; i < part->served->len; i++)
    if (cw_served_get_verdict (g_ptr_array_index (part->served, i)) != CW_SERVED_NOTHING)
      return FALSE;
  return cw_service_manager_get_state (self->manager, part->service->usage, cancellable) == CW_SERVICE_RUNNING;
}

/* Where nobody could tell the service, and where nobody has told it of the files yet, what it serves is only to be known. */
gboolean
cw_deployment_probe (CwDeployment *self, CwDeployPart *part, char **message, GCancellable *cancellable, GError **error)
{
  gboolean told = part->service->reloaded;
  g_autofree char *missing = g_strdup (part->missing), *said = NULL;

  /* A service that was not told yet is not waited for. */
  if (cw_deployment_ask_ports (self, part, part->leaf, part->chain, told && missing == NULL ? self->patience : 0, &said, cancellable))
    {
      *message = g_steal_pointer (&said);
      return TRUE;
    }
  if (missing == NULL && told && runs_without_tls (self, part, cancellable))
    missing = cw_file_plan_dup_configuration (part->plan);
  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled."));
  else if (missing != NULL)
    *message = g_strdup_printf ("%s %s", said, missing);
  else if (told)
    g_set_error (error, CW_ERROR, CW_ERROR_SERVICE_PORT, _("%s does not serve the certificate. %s"), cw_deploy_part_get_title (part), said);
  else
    *message = g_strdup_printf (_("%s Somebody has to reload %s."), said, cw_deploy_part_get_title (part));
  return FALSE;
}
