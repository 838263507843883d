/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-duty-private.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-time.h"

/* Assigned certificates that expire soon: each told once at each of these distances, to whoever looks first. A computer that was off tells the
 * nearest one only. Where a successor takes over in time there is nothing to be told. */

#define DAY (24 * 60 * 60)

static const guint distances[] = { 30, 14, 7, 3, 1, 0 };

/* A certificate, and the usages that it serves without a successor. */
typedef struct {
  CwStoredCertificate *row;
  GPtrArray           *usages;     /* of CwUsage */
} Serving;

static void
serving_free (gpointer data)
{
  Serving *serving = data;

  g_object_unref (serving->row);
  g_ptr_array_unref (serving->usages);
  g_free (serving);
}

static const CwAssignmentRecord *
find_next (GPtrArray *records, const char *usage)
{
  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);

      if (record->place == CW_PLACE_NEXT && g_str_equal (record->usage, usage))
        return record;
    }
  return NULL;
}

/* One that has failed already may fail again. */
static gboolean
has_successor (GPtrArray *records, const CwAssignmentRecord *current, gint64 not_after)
{
  const CwAssignmentRecord *next = find_next (records, current->usage);

  return next != NULL && next->tries == 0 && next->effective <= not_after && not_after > cw_clock_now ();
}

static Serving *
get_serving (GPtrArray *list, CwStore *store, gint64 certificate)
{
  CwStoredCertificate *row;
  Serving *serving;

  for (guint i = 0; i < list->len; i++)
    {
      serving = g_ptr_array_index (list, i);
      if (cw_stored_certificate_get_id (serving->row) == certificate)
        return serving;
    }
  row = cw_store_find_by_id (store, certificate, NULL);
  if (row == NULL)
    return NULL;
  serving = g_new0 (Serving, 1);
  serving->row = row;
  serving->usages = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (list, serving);
  return serving;
}

/* Of Serving: those that nobody follows. */
static GPtrArray *
list_serving (CwAssignments *assignments)
{
  CwStore *store = cw_assignments_get_store (assignments);
  g_autoptr (GPtrArray) records = cw_store_list_assignments (store, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (serving_free);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      CwUsage *usage = cw_usage_catalogue_find (cw_assignments_get_usages (assignments), record->usage);
      Serving *serving = record->place == CW_PLACE_CURRENT && usage != NULL ? get_serving (list, store, record->certificate) : NULL;

      if (serving != NULL && !has_successor (records, record, cw_stored_certificate_get_not_after (serving->row)))
        g_ptr_array_add (serving->usages, g_object_ref (usage));
    }
  for (guint i = list->len; i-- > 0;)
    if (((Serving *) g_ptr_array_index (list, i))->usages->len == 0)
      g_ptr_array_remove_index (list, i);
  return list;
}

/* By the certificate itself, not by a number that another one may have after it was deleted. */
static char *
dup_name (CwStoredCertificate *row, guint distance)
{
  return g_strdup_printf ("expires-%s-%u", cw_stored_certificate_get_sha256 (row), distance);
}

static gint64
get_time (CwStoredCertificate *row, guint distance)
{
  return cw_stored_certificate_get_not_after (row) - (gint64) distance * DAY;
}

/* The nearest distance that has been reached; FALSE: none. */
static gboolean
get_reached (CwStoredCertificate *row, guint *distance)
{
  gint64 now = cw_clock_now ();
  gboolean reached = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (distances); i++)
    if (get_time (row, distances[i]) <= now)
      {
        *distance = distances[i];
        reached = TRUE;
      }
  return reached;
}

/* What has been reached and not been told is due since then; else the first that is to come. */
static gint64
get_when (CwStore *store, CwStoredCertificate *row)
{
  guint distance;

  if (get_reached (row, &distance))
    {
      g_autofree char *name = dup_name (row, distance);

      if (!cw_store_is_noted (store, name))
        return get_time (row, distance);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (distances); i++)
    if (get_time (row, distances[i]) > cw_clock_now ())
      return get_time (row, distances[i]);
  return 0;
}

void
cw_duty_list_expiries (CwAssignments *assignments, GPtrArray *items)
{
  CwStore *store = cw_assignments_get_store (assignments);
  g_autoptr (GPtrArray) list = list_serving (assignments);

  for (guint i = 0; i < list->len; i++)
    {
      CwStoredCertificate *row = ((Serving *) g_ptr_array_index (list, i))->row;
      g_autofree char *date = cw_time_to_date (cw_stored_certificate_get_not_after (row));
      gint64 when = get_when (store, row);

      if (when != 0)
        cw_duty_add_item (items, "expiry", cw_stored_certificate_get_sha256 (row), when, _("Warn that “%s” expires on %s"),
                          cw_stored_certificate_get_friendly_name (row), date);
    }
}

static char *
dup_types (GPtrArray *usages)
{
  g_autoptr (GString) types = g_string_new (NULL);

  for (guint i = 0; i < usages->len; i++)
    g_string_append_printf (types, "%s%s", i > 0 ? "," : "", cw_usage_get_id (g_ptr_array_index (usages, i)));
  return g_string_free (g_steal_pointer (&types), FALSE);
}

static char *
dup_title (CwStoredCertificate *row)
{
  gint64 not_after = cw_stored_certificate_get_not_after (row);
  g_autofree char *when = cw_time_to_relative (not_after, cw_clock_now ());

  if (not_after <= cw_clock_now ())
    return g_strdup_printf (_("“%s” has expired"), cw_stored_certificate_get_friendly_name (row));
  return g_strdup_printf (_("“%s” expires %s"), cw_stored_certificate_get_friendly_name (row), when);
}

static void
warn (CwDuty *duty, const Serving *serving, guint distance, GPtrArray *sentences)
{
  g_autofree char *id = g_strdup_printf ("expires-%s", cw_stored_certificate_get_sha256 (serving->row));
  g_autofree char *titles = cw_usage_list_dup_titles (serving->usages);
  g_autofree char *types = dup_types (serving->usages);
  g_autofree char *date = cw_time_to_exact (cw_stored_certificate_get_not_after (serving->row));
  g_autofree char *title = dup_title (serving->row);
  g_autofree char *body = g_strdup_printf (_("It serves %s, and is good until %s. Request its successor in the window, or with “certwizardctl request --new --type %s”, "
                                             "and assign it."), titles, date, types);

  duty->report->warned++;
  g_ptr_array_add (sentences, g_strdup_printf ("%s. %s", title, body));
  cw_duty_tell (duty, distance <= 3 ? CW_NOTICE_URGENT : CW_NOTICE_WARNING, id, NULL, title, body);
}

void
cw_duty_warn (CwDuty *duty)
{
  g_autoptr (GPtrArray) list = list_serving (duty->assignments);
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len && !g_cancellable_is_cancelled (duty->cancellable); i++)
    {
      const Serving *serving = g_ptr_array_index (list, i);
      g_autofree char *name = NULL;
      guint distance;
      gboolean first;

      if (!get_reached (serving->row, &distance))
        continue;
      name = dup_name (serving->row, distance);
      if (!cw_store_is_noted (duty->store, name) && cw_store_note_once (duty->store, name, &first, NULL) && first)
        warn (duty, serving, distance, sentences);
    }
  if (sentences->len > 0)
    cw_duty_keep (duty, "expiry", _("Warn of certificates that expire"), sentences);
}
