/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-import-operation-private.h"
#include "cw-paths.h"

/* What an import is going to do, as steps, facts and warnings. */

/* More certificates than this are told as one step with their number. */
#define MAX_NAMED_STEPS 10

static CwStore *
get_store (CwImportOperation *self)
{
  return cw_store_access_get_store (self->access);
}

gboolean
cw_import_record_will_be_stored (const CwImportRecord *record)
{
  return record->key == NULL && (record->fate == CW_FATE_ADD || record->fate == CW_FATE_RESTORE);
}

static gboolean
check_draft (CwImportOperation *self, GError **error)
{
  g_autoptr (GListModel) problems = cw_import_draft_validate (self->draft);
  g_autofree char *friendly_name = NULL;
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);
      gboolean is_path = g_str_equal (cw_problem_get_field (problem), "path");
      gboolean no_source = g_list_model_get_n_items (cw_import_draft_get_sources (self->draft)) == 0;

      if (cw_problem_get_severity (problem) != CW_SEVERITY_ERROR)
        continue;
      g_set_error_literal (error, CW_ERROR,
                           !is_path ? CW_ERROR_NAME_INVALID : no_source ? CW_ERROR_USAGE : CW_ERROR_NOT_FOUND,
                           cw_problem_get_sentence (problem));
      return FALSE;
    }
  g_object_get (self->draft, "friendly-name", &friendly_name, NULL);
  if (friendly_name != NULL && cw_store_friendly_name_taken (get_store (self), friendly_name, &local))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("There is already a certificate with the friendly name “%s” in the store."), friendly_name);
      return FALSE;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

static char *
dup_title (CwImportOperation *self)
{
  GListModel *sources = cw_import_draft_get_sources (self->draft);
  guint n = g_list_model_get_n_items (sources);
  g_autoptr (CwImportSource) first = g_list_model_get_item (sources, 0);

  if (n == 1)
    return g_strdup_printf (_("Import %s"), cw_import_source_get_label (first));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Import %u file", "Import %u files", n), n);
}

static void
add_record_problems (CwImportOperation *self, CwPlan *plan)
{
  for (guint i = 0; i < self->scan->notices->len; i++)
    cw_plan_add_problem (plan, g_ptr_array_index (self->scan->notices, i));
  for (guint i = 0; i < self->scan->records->len; i++)
    {
      const CwImportRecord *record = g_ptr_array_index (self->scan->records, i);
      const char *source = g_ptr_array_index (self->scan->sources, record->source);

      if (record->fate == CW_FATE_BROKEN)
        cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, source, "%s", record->sentence));
      else if (record->fate == CW_FATE_SKIP)
        cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_INFO, source, "%s", record->sentence));
    }
}

static void
add_key_problems (CwImportOperation *self, CwPlan *plan)
{
  gboolean has_private_key;
  gboolean exportable;

  g_object_get (self->draft, "has-private-key", &has_private_key, "exportable", &exportable, NULL);
  for (guint i = 0; i < self->scan->records->len; i++)
    {
      const CwImportRecord *record = g_ptr_array_index (self->scan->records, i);
      const char *source = g_ptr_array_index (self->scan->sources, record->source);

      if (record->key == NULL || record->fate != CW_FATE_ADD)
        continue;
      if (!record->joins_import && !record->joins_store)
        cw_plan_take_problem (plan,
                              cw_problem_new (CW_SEVERITY_WARNING, source,
                                              _("A private key (%s) comes without its certificate. It is kept and joined when the certificate is imported."),
                                              cw_private_key_get_algorithm (record->key)));
    }
  if (has_private_key && g_hash_table_size (self->scan->keys) == 0)
    cw_plan_take_problem (plan, cw_problem_new (CW_SEVERITY_WARNING, "has-private-key", _("There is no private key in what is imported.")));
}

static void
add_fact (CwPlan *plan, const char *property, guint value, gboolean always)
{
  g_autofree char *text = g_strdup_printf ("%'u", value);

  if (always || value > 0)
    cw_plan_add_fact (plan, property, text);
}

static void
add_file_facts (CwImportOperation *self, CwPlan *plan)
{
  GListModel *sources = cw_import_draft_get_sources (self->draft);
  g_autoptr (CwImportSource) first = g_list_model_get_item (sources, 0);
  const char *path = cw_import_source_get_path (first);

  if (self->scan->sources->len > 1)
    add_fact (plan, _("Files"), self->scan->sources->len, TRUE);
  if (g_list_model_get_n_items (sources) != 1)
    return;
  if (path != NULL && !g_str_equal (path, "-"))
    {
      g_autofree char *display = cw_paths_dup_display (path);

      cw_plan_add_fact (plan, _("Path"), display);
    }
  else
    cw_plan_add_fact (plan, _("Path"), cw_import_source_get_label (first));
  if (self->scan->format != NULL && self->scan->sources->len == 1)
    cw_plan_add_fact (plan, _("Format"), self->scan->format);
}

static void
add_facts (CwImportOperation *self, CwPlan *plan)
{
  CwImportScan *scan = self->scan;
  gboolean exportable;

  g_object_get (self->draft, "exportable", &exportable, NULL);
  add_file_facts (self, plan);
  add_fact (plan, _("Certificates to add"), cw_import_scan_count (scan, FALSE, CW_FATE_ADD), TRUE);
  add_fact (plan, _("Certificates to bring back from the trash"), cw_import_scan_count (scan, FALSE, CW_FATE_RESTORE), FALSE);
  add_fact (plan, _("Certificates already there"), cw_import_scan_count (scan, FALSE, CW_FATE_THERE), FALSE);
  cw_plan_add_fact (plan, _("Contains the private key"), g_hash_table_size (scan->keys) > 0 ? _("Yes") : _("No"));
  if (cw_import_scan_count (scan, TRUE, CW_FATE_ADD) > 1)
    add_fact (plan, _("Private keys to add"), cw_import_scan_count (scan, TRUE, CW_FATE_ADD), TRUE);
  add_fact (plan, _("Private keys already there"), cw_import_scan_count (scan, TRUE, CW_FATE_THERE), FALSE);
  if (cw_import_scan_count (scan, TRUE, CW_FATE_ADD) > 0)
    cw_plan_add_fact (plan, _("Private key exportable"), exportable ? _("Yes") : _("No"));
  add_fact (plan, _("Skipped"), cw_import_scan_count (scan, FALSE, CW_FATE_SKIP), FALSE);
  add_fact (plan, _("Broken"), cw_import_scan_count (scan, FALSE, CW_FATE_BROKEN), FALSE);
}

static char *
dup_step_detail (const CwImportRecord *record)
{
  if (record->completes != NULL)
    return g_strdup_printf (_("It completes the request for “%s”, and is joined to the private key of it."), record->completes);
  if (record->joins_import)
    return g_strdup (_("Joined to its private key, which is in this import."));
  if (record->joins_store)
    return g_strdup (_("Joined to its private key, which is already in the store."));
  return NULL;
}

static void
add_named_steps (CwImportOperation *self, CwPlan *plan)
{
  for (guint i = 0; i < self->scan->records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (self->scan->records, i);
      g_autoptr (CwCertificate) certificate = NULL;
      g_autofree char *name = NULL;
      g_autofree char *title = NULL;
      g_autofree char *detail = NULL;

      if (!cw_import_record_will_be_stored (record))
        continue;
      detail = dup_step_detail (record);
      certificate = cw_import_record_load (record, NULL);
      name = certificate != NULL ? cw_certificate_dup_display_name (certificate) : NULL;
      title = g_strdup_printf (record->fate == CW_FATE_RESTORE ? _("Bring the certificate %s back from the trash")
                                                               : _("Store the certificate %s"), name != NULL ? name : "");
      g_ptr_array_add (self->certificate_steps, cw_plan_add (plan, TRUE, title, detail));
    }
}

static void
add_certificate_steps (CwImportOperation *self, CwPlan *plan)
{
  guint n = cw_import_scan_count (self->scan, FALSE, CW_FATE_ADD) + cw_import_scan_count (self->scan, FALSE, CW_FATE_RESTORE);
  g_autofree char *title = g_strdup_printf (_("Store %'u certificates"), n);

  if (n > 0 && n <= MAX_NAMED_STEPS)
    add_named_steps (self, plan);
  else if (n > 0)
    g_ptr_array_add (self->certificate_steps, cw_plan_add (plan, TRUE, title, _("In one transaction: all of them or none.")));
}

static const char *
get_protection_detail (CwImportOperation *self)
{
  if (cw_store_get_protection (get_store (self), NULL) != CW_PROTECTION_NONE)
    return NULL;
  return cw_store_access_can_protect (self->access, CW_PROTECTION_KEYRING)
    ? _("The first private key of this store: a store key is made and kept in the keyring.")
    : _("The first private key of this store: it is chosen now what protects it.");
}

static void
add_key_steps (CwImportOperation *self, CwPlan *plan)
{
  guint n = cw_import_scan_count (self->scan, TRUE, CW_FATE_ADD);
  gboolean new_store = cw_store_get_protection (get_store (self), NULL) == CW_PROTECTION_NONE;
  gboolean exportable;
  g_autofree char *title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Store the private key, encrypted", "Store %u private keys, encrypted", n), n);

  g_object_get (self->draft, "exportable", &exportable, NULL);
  if (n == 0)
    return;
  self->unlock_step = cw_plan_add (plan, new_store, new_store ? _("Set up the protection of private keys") : _("Unlock the store"),
                                   get_protection_detail (self));
  self->key_step = cw_plan_add (plan, TRUE, title, exportable ? _("It can be exported later.") : _("It cannot be exported later."));
}

/* A single file of which nothing can be had is an error to be shown beside its name; of several files it is a line in the list. */
static gboolean
check_scan (CwImportOperation *self, GError **error)
{
  CwImportScan *scan = self->scan;
  guint broken = cw_import_scan_count (scan, FALSE, CW_FATE_BROKEN);

  if (scan->first_error != NULL && broken == scan->records->len && scan->sources->len == 1)
    {
      const char *label = g_ptr_array_index (scan->sources, 0);

      g_propagate_error (error, g_error_copy (scan->first_error));
      if (strstr (scan->first_error->message, label) == NULL)
        g_prefix_error (error, "“%s”: ", label);
      return FALSE;
    }
  if (scan->records->len == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_EMPTY, _("There is nothing in it that could be imported: no certificate and no private key."));
      return FALSE;
    }
  return TRUE;
}

CwPlan *
cw_import_operation_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwImportOperation *self = CW_IMPORT_OPERATION (operation);
  g_autofree char *title = NULL;
  g_autoptr (CwPlan) plan = NULL;

  g_clear_object (&self->preview);
  g_clear_pointer (&self->scan, cw_import_scan_free);
  g_ptr_array_set_size (self->certificate_steps, 0);
  self->unlock_step = self->key_step = NULL;

  if (!check_draft (self, error))
    return NULL;
  self->scan = cw_import_scan_new (operation, get_store (self));
  if (!cw_import_scan_read (self->scan, self->draft, cancellable, error) || !check_scan (self, error))
    return NULL;
  title = dup_title (self);
  plan = cw_plan_new (title);
  add_key_steps (self, plan);
  add_certificate_steps (self, plan);
  add_facts (self, plan);
  add_key_problems (self, plan);
  add_record_problems (self, plan);
  self->preview = cw_import_preview_new (self->scan);
  return g_steal_pointer (&plan);
}
