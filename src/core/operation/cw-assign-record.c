/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deploy-run.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"

/* What is written down about who has what. The store's word is what counts after a power cut. */

/* One that is current again is not the previous one as well. */
static gboolean
drop_previous (CwStore *store, const char *usage, gint64 certificate, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) previous = cw_store_find_assignment (store, usage, CW_PLACE_PREVIOUS, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return previous == NULL || previous->certificate != certificate || cw_store_remove_assignment (store, usage, CW_PLACE_PREVIOUS, error);
}

/* Assigning the same certificate again keeps what was before it. */
static gboolean
shift_current (CwStore *store, const char *usage, gint64 certificate, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) current = cw_store_find_assignment (store, usage, CW_PLACE_CURRENT, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (current == NULL || current->certificate == certificate)
    return drop_previous (store, usage, certificate, error);
  current->place = CW_PLACE_PREVIOUS;
  return cw_store_put_assignment (store, current, error);
}

static gboolean
drop_next (CwStore *store, const char *usage, gint64 certificate, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) next = cw_store_find_assignment (store, usage, CW_PLACE_NEXT, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return next == NULL || next->certificate != certificate || cw_store_remove_assignment (store, usage, CW_PLACE_NEXT, error);
}

gboolean
cw_assignments_find_in_place (CwAssignments *self, const char *usage, CwPlace place, CwStoredCertificate **row, GError **error)
{
  CwStore *store = cw_assignments_get_store (self);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (store, usage, place, &local);

  *row = record != NULL ? cw_store_find_by_id (store, record->certificate, &local) : NULL;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
cw_assignments_put_current (CwAssignments *self, const char *usage, gint64 certificate, guint64 generation, gint64 assigned, GError **error)
{
  CwStore *store = cw_assignments_get_store (self);
  g_autoptr (CwAssignmentRecord) record = cw_assignment_record_new (usage, CW_PLACE_CURRENT, certificate);

  record->generation = generation;
  record->effective = cw_clock_now ();
  record->assigned = assigned != 0 ? assigned : record->effective;
  return shift_current (store, usage, certificate, error) && drop_next (store, usage, certificate, error)
    && cw_store_put_assignment (store, record, error);
}

gboolean
cw_assignments_put_next (CwAssignments *self, const char *usage, gint64 certificate, guint64 generation, gint64 effective, gboolean roll, GError **error)
{
  g_autoptr (CwAssignmentRecord) record = cw_assignment_record_new (usage, CW_PLACE_NEXT, certificate);

  record->generation = generation;
  record->assigned = cw_clock_now ();
  record->effective = effective;
  record->roll = roll;
  return cw_store_put_assignment (cw_assignments_get_store (self), record, error);
}

char *
cw_assignments_dup_state (CwAssignments *self, const char *usage, GError **error)
{
  g_autoptr (GString) state = g_string_new (NULL);

  for (CwPlace place = CW_PLACE_CURRENT; place <= CW_PLACE_NEXT; place++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (cw_assignments_get_store (self), usage, place, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (record != NULL)
        g_string_append_printf (state, "%s %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", cw_place_to_nick (place), record->certificate,
                                record->generation, record->effective);
    }
  return g_string_free (g_steal_pointer (&state), FALSE);
}

void
cw_assignments_tell_certificate (CwOutcome *outcome, CwStoredCertificate *row)
{
  GListModel *told = cw_outcome_get_certificates (outcome);

  for (guint i = 0; i < g_list_model_get_n_items (told); i++)
    {
      g_autoptr (CwStoredCertificate) other = g_list_model_get_item (told, i);

      if (cw_stored_certificate_get_id (other) == cw_stored_certificate_get_id (row))
        return;
    }
  cw_outcome_add_certificate (outcome, row);
}

gboolean
cw_assignments_tidy (CwAssignments *self, const char *usage, GError **error)
{
  guint64 kept[CW_PLACE_PREVIOUS + 1] = { 0 };

  for (CwPlace place = CW_PLACE_CURRENT; place <= CW_PLACE_PREVIOUS; place++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (CwAssignmentRecord) record = cw_store_find_assignment (cw_assignments_get_store (self), usage, place, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      kept[place] = record != NULL ? record->generation : 0;
    }
  return cw_live_keep_only (cw_assignments_get_live (self), usage, kept, G_N_ELEMENTS (kept), error);
}

gboolean
cw_assignments_tidy_or_tell (CwAssignments *self, const char *usage, CwOutcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProblem) problem = NULL;

  if (cw_assignments_tidy (self, usage, &error))
    return TRUE;
  problem = cw_problem_new (CW_SEVERITY_WARNING, usage, _("Files that are not needed any more are still there: %s"), error->message);
  cw_outcome_add_problem (outcome, problem);
  return FALSE;
}
