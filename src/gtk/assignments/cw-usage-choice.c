/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-choice.h"

#include <glib/gi18n-lib.h>

/* Another certificate than the first one: there is no single one to be looked at. */
#define SEVERAL -1

static void
add_certificate (CwUsageChoice *self, CwAssigned *assigned)
{
  gint64 id;

  if (assigned == NULL)
    return;
  id = cw_assigned_get_record (assigned)->certificate;
  self->certificate = self->certificate == 0 || self->certificate == id ? id : SEVERAL;
}

static gboolean
has_any (CwUsageEntry *entry)
{
  return cw_usage_entry_get (entry, CW_PLACE_CURRENT) != NULL || cw_usage_entry_get (entry, CW_PLACE_NEXT) != NULL
         || cw_usage_entry_get (entry, CW_PLACE_PREVIOUS) != NULL;
}

static void
add_entry (CwUsageChoice *self, CwUsageEntry *entry)
{
  g_ptr_array_add (self->usages, g_object_ref (cw_usage_entry_get_usage (entry)));
  self->n_assigned += has_any (entry);
  add_certificate (self, cw_usage_entry_get (entry, CW_PLACE_CURRENT));
}

static void
add_group (CwUsageChoice *self, CwUsageGroup *group, CwUsageTicks *ticks)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (group)); i++)
    {
      g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), i);

      if (ticks == NULL || cw_usage_ticks_has (ticks, cw_usage_get_id (cw_usage_entry_get_usage (entry))))
        add_entry (self, entry);
    }
}

static void
add_ticked (CwUsageChoice *self, CwUsageTable *table, CwUsageTicks *ticks)
{
  if (cw_usage_ticks_get_n (ticks) == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (CwUsageGroup) group = g_list_model_get_item (G_LIST_MODEL (table), i);

      add_group (self, group, ticks);
    }
  self->ticked = self->usages->len > 0;
}

/* Next or previous: its usage, and this certificate. */
static void
add_place (CwUsageChoice *self, CwUsageTable *table, CwAssigned *assigned)
{
  CwUsageEntry *entry = cw_usage_table_find (table, cw_assigned_get_record (assigned)->usage);

  if (entry == NULL)
    return;
  add_entry (self, entry);
  self->certificate = cw_assigned_get_record (assigned)->certificate;
}

/* Its usage, as if that were chosen. */
static void
add_finding (CwUsageChoice *self, CwUsageTable *table, CwFinding *finding)
{
  CwUsageEntry *entry = cw_usage_table_find (table, cw_finding_get_usage (finding));

  if (entry != NULL)
    add_entry (self, entry);
}

CwUsageChoice *
cw_usage_choice_new (CwUsageTable *table, CwUsageTicks *ticks, gpointer row)
{
  CwUsageChoice *self = g_new0 (CwUsageChoice, 1);

  self->usages = g_ptr_array_new_with_free_func (g_object_unref);
  add_ticked (self, table, ticks);
  if (self->ticked || row == NULL)
    ;
  else if (CW_IS_USAGE_GROUP (row))
    add_group (self, row, NULL);
  else if (CW_IS_USAGE_ENTRY (row))
    add_entry (self, row);
  else if (CW_IS_ASSIGNED (row))
    add_place (self, table, row);
  else if (CW_IS_FINDING (row))
    add_finding (self, table, row);
  if (self->certificate == SEVERAL)
    self->certificate = 0;
  return self;
}

void
cw_usage_choice_free (CwUsageChoice *self)
{
  g_ptr_array_unref (self->usages);
  g_free (self);
}

char *
cw_usage_choice_dup_titles (CwUsageChoice *self)
{
  return cw_usage_list_dup_titles (self->usages);
}

char *
cw_usage_choice_dup_title (CwUsageChoice *self)
{
  if (self->usages->len == 0)
    return g_strdup (_("Nothing is chosen"));
  if (self->ticked)
    return g_strdup_printf (ngettext ("%'u ticked usage", "%'u ticked usages", self->usages->len), self->usages->len);
  if (self->usages->len == 1)
    return g_strdup (cw_usage_get_title (self->usages->pdata[0]));
  return g_strdup (cw_usage_get_group_title (self->usages->pdata[0]));
}

char *
cw_usage_choice_dup_request_tip (CwUsageChoice *self)
{
  g_autofree char *title = cw_usage_choice_dup_title (self);

  if (self->usages->len == 0)
    return g_strdup (_("Request a certificate (Ctrl+N)"));
  return g_strdup_printf (_("Request a certificate for: %s (Ctrl+N)"), title);
}

char *
cw_usage_choice_dup_assign_tip (CwUsageChoice *self)
{
  g_autofree char *title = cw_usage_choice_dup_title (self);

  if (self->usages->len == 0)
    return g_strdup (_("Not possible: choose a usage in the table first"));
  return g_strdup_printf (_("Put a certificate in place for: %s (Ctrl+Shift+A)"), title);
}

static char *
dup_nothing_assigned (CwUsageChoice *self)
{
  g_autofree char *title = cw_usage_choice_dup_title (self);

  if (self->usages->len == 0)
    return g_strdup (_("Not possible: choose a usage in the table first"));
  return g_strdup_printf (_("Not possible: nothing is assigned to: %s"), title);
}

char *
cw_usage_choice_dup_remove_tip (CwUsageChoice *self)
{
  g_autofree char *title = cw_usage_choice_dup_title (self);

  if (self->n_assigned == 0)
    return dup_nothing_assigned (self);
  return g_strdup_printf (_("Take the certificate off: %s. It stays in the store. (Delete)"), title);
}

char *
cw_usage_choice_dup_view_tip (CwUsageChoice *self)
{
  if (self->certificate != 0)
    return g_strdup (_("View the certificate, and what it is assigned to (Alt+Return)"));
  if (self->n_assigned == 0)
    return dup_nothing_assigned (self);
  if (self->usages->len > 1)
    return g_strdup (_("Not possible: these usages have different certificates. Choose a single one."));
  return g_strdup (_("Not possible: there is no current certificate. Choose the next or the previous one beneath it."));
}
