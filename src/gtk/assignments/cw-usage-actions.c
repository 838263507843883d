/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-actions.h"

#include "cw-assign-wizard.h"
#include "cw-operation-here.h"
#include "cw-request-wizard.h"

void
cw_usage_assign (GtkWidget *widget, CwContext *context, CwUsageChoice *choice)
{
  g_autoptr (CwAssignDraft) draft = cw_assign_draft_new (cw_context_get_assignments (context));

  for (guint i = 0; i < choice->usages->len; i++)
    cw_assign_draft_add_usage (draft, choice->usages->pdata[i]);
  cw_assign_wizard_show (GTK_WINDOW (gtk_widget_get_root (widget)), context, draft);
}

/* A list of this one, or NULL when there is no such usage any more. */
static GPtrArray *
list_one (CwUsageCatalogue *catalogue, const char *usage)
{
  CwUsage *found = cw_usage_catalogue_find (catalogue, usage);
  GPtrArray *list = NULL;

  if (found == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (list, g_object_ref (found));
  return list;
}

void
cw_usage_mend (GtkWidget *widget, CwContext *context, const char *usage, CwMend mend)
{
  CwAssignments *assignments = cw_context_get_assignments (context);
  g_autoptr (GPtrArray) usages = list_one (cw_assignments_get_usages (assignments), usage);
  g_autoptr (CwOperation) operation = NULL;

  if (usages == NULL)
    return;
  operation = mend == CW_MEND_ROLL_NOW ? cw_roll_operation_new (assignments, usages, TRUE) : cw_mend_operation_new (assignments, usages);
  cw_operation_run_here (widget, context, operation, NULL);
}

static void
add_same (GPtrArray *usages, CwUsageGroup *group, gint64 certificate)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (group)); i++)
    {
      g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), i);
      CwAssigned *current = cw_usage_entry_get (entry, CW_PLACE_CURRENT);

      if (current != NULL && cw_assigned_get_record (current)->certificate == certificate)
        g_ptr_array_add (usages, g_object_ref (cw_usage_entry_get_usage (entry)));
    }
}

void
cw_usage_renew (GtkWidget *widget, CwContext *context, CwUsageTable *table, const char *usage)
{
  CwUsageEntry *entry = cw_usage_table_find (table, usage);
  CwAssigned *current = entry != NULL ? cw_usage_entry_get (entry, CW_PLACE_CURRENT) : NULL;
  g_autoptr (GPtrArray) usages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; current != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (table), i);

      add_same (usages, group, cw_assigned_get_record (current)->certificate);
    }
  if (usages->len > 0)
    cw_request_wizard_present_for (GTK_WINDOW (gtk_widget_get_root (widget)), context, usages);
}
