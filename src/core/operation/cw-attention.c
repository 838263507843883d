/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-check.h"
#include "cw-time.h"

#define SOON (30 * G_GINT64_CONSTANT (86400))
/* A computer that was switched off or asleep needs a while. */
#define LATE G_GINT64_CONSTANT (3600)

/* What needs attention on the home screen, and what to do about it: certificates that expire, rolls that failed, and what a service does not
 * serve as it should. */

/* A certificate that several usages have is told of once. */
typedef struct {
  CwAssigned *assigned;
  const char *usage;          /* the first of them */
  GString    *titles;
  CwAssigned *next;           /* the first that takes over anywhere; NULL */
} Held;

static void
held_free (gpointer data)
{
  Held *held = data;

  g_string_free (held->titles, TRUE);
  g_free (held);
}

static void
hold (GHashTable *by_certificate, GPtrArray *all, CwUsageEntry *entry)
{
  CwAssigned *current = cw_usage_entry_get (entry, CW_PLACE_CURRENT);
  CwAssigned *next = cw_usage_entry_get (entry, CW_PLACE_NEXT);
  const CwAssignmentRecord *record = cw_assigned_get_record (current);
  Held *held = g_hash_table_lookup (by_certificate, &record->certificate);

  if (held == NULL)
    {
      held = g_new0 (Held, 1);
      held->assigned = current;
      held->usage = cw_usage_get_id (cw_usage_entry_get_usage (entry));
      held->titles = g_string_new (NULL);
      held->next = next;
      g_hash_table_insert (by_certificate, (gpointer) &record->certificate, held);
      g_ptr_array_add (all, held);
    }
  else
    g_string_append (held->titles, ", ");
  g_string_append (held->titles, cw_usage_get_title (cw_usage_entry_get_usage (entry)));
  /* One usage without a successor is enough for the certificate to be missing one. */
  if (next == NULL || (held->next != NULL && cw_assigned_get_record (next)->effective > cw_assigned_get_record (held->next)->effective))
    held->next = next;
}

static void
add (GPtrArray *findings, const char *usage, CwSeverity severity, const char *place, CwMend mend, const char *sentence)
{
  g_ptr_array_add (findings, cw_finding_new (usage, severity, place, mend, sentence));
}

/* ---- expiry ---- */

static char *
say_expiry (const Held *held, gint64 now)
{
  CwStoredCertificate *certificate = cw_assigned_get_certificate (held->assigned);
  gint64 until = cw_stored_certificate_get_not_after (certificate);
  g_autofree char *when = cw_time_to_relative (until, now);
  const char *name = cw_stored_certificate_get_friendly_name (certificate);

  if (until < now)
    /* Translators: name of a certificate, what it is used for, "3 days ago". */
    return g_strdup_printf (_("“%s” (%s) expired %s."), name, held->titles->str, when);
  /* Translators: name of a certificate, what it is used for, "in 12 days". */
  return g_strdup_printf (_("“%s” (%s) expires %s."), name, held->titles->str, when);
}

static char *
say_successor (const Held *held, gint64 until, CwSeverity *severity)
{
  gint64 effective = held->next != NULL ? cw_assigned_get_record (held->next)->effective : 0;
  g_autofree char *date = cw_time_to_exact (effective);
  const char *name = held->next != NULL ? cw_stored_certificate_get_friendly_name (cw_assigned_get_certificate (held->next)) : NULL;

  if (held->next == NULL)
    return g_strdup (_("Request a new certificate and assign it."));
  if (effective > until)
    return g_strdup_printf (_("“%s” takes over only afterwards, on %s: let it take over earlier."), name, date);
  *severity = CW_SEVERITY_INFO;
  return g_strdup_printf (_("“%s” takes over on %s; there is nothing to do."), name, date);
}

static void
look_at_expiry (GPtrArray *findings, const Held *held, gint64 now)
{
  gint64 until = cw_stored_certificate_get_not_after (cw_assigned_get_certificate (held->assigned));
  CwSeverity severity = CW_SEVERITY_WARNING;
  g_autofree char *expiry = NULL;
  g_autofree char *successor = NULL;
  g_autofree char *sentence = NULL;

  if (until == G_MAXINT64 || until >= now + SOON)
    return;
  expiry = say_expiry (held, now);
  successor = say_successor (held, until, &severity);
  sentence = g_strdup_printf ("%s %s", expiry, successor);
  if (until < now)
    severity = CW_SEVERITY_ERROR;
  add (findings, held->usage, severity, "validity", until < now && held->next != NULL ? CW_MEND_ROLL_NOW : CW_MEND_NOTHING, sentence);
}

/* ---- rolls that failed, or that nobody has done ---- */

static char *
say_failed_roll (const CwAssignmentRecord *record, const char *name, const char *title, gint64 now)
{
  const char *reason = record->message != NULL ? record->message : "";
  g_autofree char *when = record->next_try != 0 ? cw_time_to_relative (record->next_try, now) : NULL;

  if (when != NULL)
    return g_strdup_printf (_("“%s” could not take over in “%s”: %s The next attempt is %s."), name, title, reason, when);
  return g_strdup_printf (_("“%s” could not take over in “%s”: %s"), name, title, reason);
}

static char *
say_late_roll (const CwAssignmentRecord *record, const char *name, const char *title)
{
  g_autofree char *date = cw_time_to_exact (record->effective);

  return g_strdup_printf (_("“%s” should have taken over in “%s” on %s, and nobody has done it: is the timer switched on?"), name, title, date);
}

static void
look_at_roll (GPtrArray *findings, CwUsageEntry *entry, gint64 now)
{
  CwAssigned *next = cw_usage_entry_get (entry, CW_PLACE_NEXT);
  const CwAssignmentRecord *record = next != NULL ? cw_assigned_get_record (next) : NULL;
  const char *title = cw_usage_get_title (cw_usage_entry_get_usage (entry));
  g_autofree char *sentence = NULL;

  if (record == NULL || (record->tries == 0 && record->effective + LATE >= now))
    return;
  if (record->tries > 0)
    sentence = say_failed_roll (record, cw_stored_certificate_get_friendly_name (cw_assigned_get_certificate (next)), title, now);
  else
    sentence = say_late_roll (record, cw_stored_certificate_get_friendly_name (cw_assigned_get_certificate (next)), title);
  add (findings, record->usage, record->tries > 0 ? CW_SEVERITY_ERROR : CW_SEVERITY_WARNING, "roll", CW_MEND_ROLL_NOW, sentence);
}

/* ---- drift ---- */

/* Of dates and rolls it is told above, with what to do. */
static gboolean
is_told_already (CwFinding *finding)
{
  return strcmp (cw_finding_get_place (finding), "validity") == 0 || strcmp (cw_finding_get_place (finding), "roll") == 0;
}

/* What the last check found. */
static gboolean
copy_findings (GPtrArray *findings, CwUsageEntry *entry)
{
  GListModel *found = cw_usage_entry_get_findings (entry);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (found, i);

      if (cw_finding_get_severity (finding) >= CW_SEVERITY_WARNING && !is_told_already (finding))
        g_ptr_array_add (findings, g_steal_pointer (&finding));
    }
  return g_list_model_get_n_items (found) > 0;
}

/* Where this process has not checked: what whoever did saw last of a port, as long as the same certificate is assigned. */
static void
look_at_port (GPtrArray *findings, CwUsageEntry *entry)
{
  const CwServedRecord *served = cw_usage_entry_get_served (entry);
  CwAssigned *current = cw_usage_entry_get (entry, CW_PLACE_CURRENT);
  CwServedVerdict verdict = CW_SERVED_RIGHT;
  const char *title = cw_usage_get_title (cw_usage_entry_get_usage (entry));
  g_autofree char *silence = NULL;
  g_autofree char *place = NULL;

  if (served == NULL || served->message == NULL || served->asked < cw_assigned_get_record (current)->effective
      || !cw_served_verdict_from_nick (served->verdict, &verdict) || verdict == CW_SERVED_RIGHT)
    return;
  place = g_strdup_printf ("%s:%u", served->protocol, served->port);
  silence = verdict == CW_SERVED_NOTHING ? cw_check_say_silence (served->message, title) : NULL;
  add (findings, served->usage, verdict == CW_SERVED_OTHER ? CW_SEVERITY_ERROR : CW_SEVERITY_WARNING, place,
       silence != NULL ? CW_MEND_NOTHING : CW_MEND_ASSIGN_AGAIN, silence != NULL ? silence : served->message);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  return cw_finding_compare (*(CwFinding *const *) a, *(CwFinding *const *) b);
}

GPtrArray *
cw_attention_collect (GPtrArray *entries, gint64 now)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) by_certificate = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (held_free);

  for (guint i = 0; i < entries->len; i++)
    {
      CwUsageEntry *entry = g_ptr_array_index (entries, i);
      gboolean checked = copy_findings (findings, entry);

      look_at_roll (findings, entry, now);
      if (cw_usage_entry_get (entry, CW_PLACE_CURRENT) == NULL)
        continue;
      hold (by_certificate, all, entry);
      if (!checked)
        look_at_port (findings, entry);
    }
  for (guint i = 0; i < all->len; i++)
    look_at_expiry (findings, g_ptr_array_index (all, i), now);
  g_ptr_array_sort (findings, compare_findings);
  return findings;
}
