/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-text.h"

#include "cw-certificate-text.h"
#include "cw-clock.h"
#include "cw-direction.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

#define HOUR (60 * 60)
#define DAY (24 * HOUR)

void
cw_look_clear (CwLook *self)
{
  g_clear_pointer (&self->word, g_free);
}

static CwLook
make_look (const char *icon, const char *style, const char *word)
{
  return (CwLook) { .icon = icon, .style = style, .word = g_strdup (word) };
}

/* ---- which certificate ---- */

static CwAssigned *
get_assigned (gpointer row)
{
  if (CW_IS_ASSIGNED (row))
    return row;
  if (CW_IS_USAGE_ENTRY (row))
    return cw_usage_entry_get (row, CW_PLACE_CURRENT);
  return CW_IS_USAGE_GROUP (row) ? cw_usage_group_get_common (row) : NULL;
}

CwStoredCertificate *
cw_usage_row_get_certificate (gpointer row)
{
  CwAssigned *assigned = get_assigned (row);

  return assigned != NULL ? cw_assigned_get_certificate (assigned) : NULL;
}

static CwCertificateState
get_state (CwStoredCertificate *certificate, gint64 now)
{
  return cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate), cw_stored_certificate_get_not_after (certificate), now);
}

/* ---- the first column ---- */

static char *
dup_place_title (const CwAssignmentRecord *record)
{
  g_autofree char *when = cw_time_to_date (record->effective);

  if (record->place == CW_PLACE_PREVIOUS)
    return g_strdup (_("Previous"));
  if (record->place == CW_PLACE_CURRENT)
    return g_strdup (_("Current"));
  /* Translators: the next certificate of a usage, and when it takes over. */
  return g_strdup_printf (_("Next, from %s"), when);
}

char *
cw_usage_row_dup_title (gpointer row)
{
  if (CW_IS_ASSIGNED (row))
    return dup_place_title (cw_assigned_get_record (row));
  if (CW_IS_USAGE_ENTRY (row))
    return g_strdup (cw_usage_get_title (cw_usage_entry_get_usage (row)));
  if (CW_IS_FINDING (row))
    return cw_direction_dup_sentence (cw_finding_get_sentence (row));
  return g_strdup (cw_usage_group_get_title (row));
}

/* ---- the column with the tick ---- */

typedef struct {
  gboolean any;
  gboolean mends;             /* something of it can be mended by itself */
  CwSeverity worst;
} Found;

static Found
sum_up_findings (CwUsageEntry *entry)
{
  GListModel *findings = cw_usage_entry_get_findings (entry);
  Found found = { .worst = CW_SEVERITY_INFO };

  for (guint i = 0; findings != NULL && i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (findings, i);

      found.any = TRUE;
      found.mends = found.mends || cw_finding_get_mend (finding) != CW_MEND_NOTHING;
      found.worst = MAX (found.worst, cw_finding_get_severity (finding));
    }
  return found;
}

/* The worst comes first. */
static CwLook
look_at_entry (CwUsageEntry *entry)
{
  CwStoredCertificate *certificate = cw_usage_row_get_certificate (entry);
  CwServedVerdict served = CW_SERVED_RIGHT;
  Found found = sum_up_findings (entry);
  CwCertificateState state;

  if (certificate == NULL)
    return make_look (NULL, NULL, cw_usage_entry_get (entry, CW_PLACE_NEXT) != NULL ? _("From its date") : _("Not assigned"));
  state = get_state (certificate, cw_clock_now ());
  if (cw_usage_entry_get_served (entry) != NULL)
    cw_served_verdict_from_nick (cw_usage_entry_get_served (entry)->verdict, &served);
  if (state == CW_CERTIFICATE_EXPIRED || state == CW_CERTIFICATE_NOT_YET_VALID)
    return make_look (cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state), cw_certificate_state_get_word (state));
  if ((found.any && found.worst == CW_SEVERITY_ERROR) || served == CW_SERVED_OTHER)
    return make_look ("dialog-error-symbolic", "error", found.mends || !found.any ? _("Mend it") : _("Look at it"));
  if (found.any && found.worst == CW_SEVERITY_WARNING && state != CW_CERTIFICATE_EXPIRING)
    return make_look ("dialog-warning-symbolic", "warning", _("Look at it"));
  if (state == CW_CERTIFICATE_EXPIRING && cw_usage_entry_get (entry, CW_PLACE_NEXT) == NULL)
    return make_look ("dialog-warning-symbolic", "warning", _("Expires soon"));
  return make_look ("emblem-ok-symbolic", "success", _("Assigned"));
}

/* What is wrong with any of them is seen also when the group is folded. */
static CwSeverity
get_worst_of_group (CwUsageGroup *group)
{
  CwSeverity worst = CW_SEVERITY_INFO;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (group)) && worst < CW_SEVERITY_ERROR; i++)
    {
      g_autoptr (CwUsageEntry) entry = g_list_model_get_item (G_LIST_MODEL (group), i);
      g_auto (CwLook) look = look_at_entry (entry);

      if (g_strcmp0 (look.style, "error") == 0)
        worst = CW_SEVERITY_ERROR;
      else if (g_strcmp0 (look.style, "warning") == 0)
        worst = MAX (worst, CW_SEVERITY_WARNING);
    }
  return worst;
}

static CwLook
look_at_group (CwUsageGroup *group)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (group));
  guint assigned = cw_usage_group_get_n_assigned (group);
  CwSeverity worst = assigned > 0 ? get_worst_of_group (group) : CW_SEVERITY_INFO;
  CwLook look = { 0 };

  if (assigned == 0)
    return make_look (NULL, NULL, _("Not assigned"));
  if (worst > CW_SEVERITY_INFO)
    return make_look (cw_severity_get_icon (worst), cw_severity_get_style (worst), _("Look at it"));
  if (assigned == n)
    return make_look ("emblem-ok-symbolic", "success", _("Assigned"));
  /* Translators: how many usages of a group have a certificate. */
  look.word = g_strdup_printf (_("%'u of %'u"), assigned, n);
  return look;
}

static CwLook
look_at_place (const CwAssignmentRecord *record)
{
  if (record->place == CW_PLACE_NEXT && record->tries > 0)
    return make_look ("dialog-error-symbolic", "error", _("Failed"));
  if (record->place == CW_PLACE_NEXT)
    return make_look ("alarm-symbolic", "accent", _("Staged"));
  return make_look (record->place == CW_PLACE_PREVIOUS ? "document-open-recent-symbolic" : "emblem-ok-symbolic", NULL, _("Kept"));
}

CwLook
cw_usage_row_look (gpointer row)
{
  if (CW_IS_ASSIGNED (row))
    return look_at_place (cw_assigned_get_record (row));
  if (CW_IS_FINDING (row))
    return make_look (NULL, NULL, cw_severity_get_word (cw_finding_get_severity (row)));
  return CW_IS_USAGE_ENTRY (row) ? look_at_entry (row) : look_at_group (row);
}

/* ---- the other columns ---- */

char *
cw_usage_row_dup_name (gpointer row)
{
  CwStoredCertificate *certificate = cw_usage_row_get_certificate (row);

  if (certificate != NULL)
    return g_strdup (cw_stored_certificate_get_friendly_name (certificate));
  if (CW_IS_USAGE_GROUP (row) && cw_usage_group_get_n_assigned (row) > 0)
    return g_strdup (_("Several"));
  return g_strdup ("");
}

CwLook
cw_usage_row_expiry (gpointer row, gint64 now)
{
  CwStoredCertificate *certificate = cw_usage_row_get_certificate (row);
  CwCertificateState state;
  CwLook look = { 0 };

  if (certificate == NULL)
    return make_look (NULL, NULL, "");
  state = get_state (certificate, now);
  look.word = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), now);
  if (state == CW_CERTIFICATE_VALID)
    return look;
  look.icon = cw_certificate_state_get_icon (state);
  look.style = cw_certificate_state_get_style (state);
  return look;
}

char *
cw_usage_row_dup_exact (gpointer row)
{
  CwStoredCertificate *certificate = cw_usage_row_get_certificate (row);

  return certificate != NULL ? cw_certificate_dup_exact (cw_stored_certificate_get_not_after (certificate)) : NULL;
}

char *
cw_usage_row_dup_location (gpointer row)
{
  if (CW_IS_USAGE_ENTRY (row))
    return g_strdup (cw_usage_entry_get_location (row));
  if (CW_IS_USAGE_GROUP (row) && g_list_model_get_n_items (row) > 0)
    {
      g_autoptr (CwUsageEntry) first = g_list_model_get_item (row, 0);

      return g_strdup (cw_usage_entry_get_location (first));
    }
  return g_strdup ("");
}

static CwLook
look_at_served (const CwServedRecord *served)
{
  CwServedVerdict verdict;

  if (!cw_served_verdict_from_nick (served->verdict, &verdict))
    return make_look (NULL, NULL, "");
  switch (verdict)
    {
    case CW_SERVED_RIGHT:
      return make_look ("emblem-ok-symbolic", "success", _("This one"));
    case CW_SERVED_CHAIN_SHORT:
      return make_look ("dialog-warning-symbolic", "warning", _("Chain incomplete"));
    case CW_SERVED_OTHER:
      return make_look ("dialog-error-symbolic", "error", _("Another one"));
    case CW_SERVED_NOTHING:
    default:
      return make_look ("network-offline-symbolic", "warning", _("No answer"));
    }
}

CwLook
cw_usage_row_served (gpointer row)
{
  CwUsageService *service;

  if (!CW_IS_USAGE_ENTRY (row))
    return make_look (NULL, NULL, "");
  if (cw_usage_entry_get_served (row) != NULL)
    return look_at_served (cw_usage_entry_get_served (row));
  service = cw_usage_get_service (cw_usage_entry_get_usage (row));
  if (service == NULL || cw_usage_service_get_n_probes (service) == 0)
    return make_look (NULL, NULL, _("No port"));
  return make_look (NULL, NULL, cw_usage_entry_get (row, CW_PLACE_CURRENT) != NULL ? _("Not asked yet") : "");
}

char *
cw_usage_row_dup_served_exact (gpointer row, gint64 now)
{
  const CwServedRecord *served = CW_IS_USAGE_ENTRY (row) ? cw_usage_entry_get_served (row) : NULL;
  g_autofree char *when = served != NULL ? cw_time_to_relative (served->asked, now) : NULL;

  if (served == NULL)
    return NULL;
  if (served->message != NULL && *served->message != '\0')
    /* Translators: what a port said, and when it was asked: "Port 443 serves another certificate. Asked 5 minutes ago." */
    return g_strdup_printf (_("%s\nAsked %s."), served->message, when);
  return g_strdup_printf (_("Port %u, asked %s."), served->port, when);
}

char *
cw_usage_row_dup_line (gpointer row, gint64 now)
{
  g_auto (CwLook) look = cw_usage_row_look (row);
  g_auto (CwLook) expiry = cw_usage_row_expiry (row, now);
  g_auto (CwLook) served = cw_usage_row_served (row);
  g_autofree char *name = cw_usage_row_dup_name (row);
  GString *line = g_string_new (look.word);

  if (*expiry.word != '\0')
    {
      CwStoredCertificate *certificate = cw_usage_row_get_certificate (row);

      g_string_append (line, " · ");
      g_string_append_printf (line, cw_stored_certificate_get_not_after (certificate) < now ? _("expired %s") : _("expires %s"), expiry.word);
    }
  if (served.icon != NULL)
    {
      g_string_append (line, " · ");
      /* Translators: what the living port serves: "served: this one". */
      g_string_append_printf (line, _("served: %s"), served.word);
    }
  /* Last, because it may be long and is shortened. */
  if (*name != '\0')
    g_string_append_printf (line, " · %s", name);
  return g_string_free (line, FALSE);
}

/* ---- the timeline ---- */

char *
cw_duration_dup_words (gint64 seconds)
{
  gint64 hours = (seconds + HOUR - 1) / HOUR;

  if (hours >= 48 && hours % 24 == 0)
    return g_strdup_printf (ngettext ("%u day", "%u days", (guint) (hours / 24)), (guint) (hours / 24));
  return g_strdup_printf (ngettext ("%u hour", "%u hours", (guint) hours), (guint) hours);
}

static void
add_expiry (GString *text, CwTimelineEntry *entry, gint64 now)
{
  CwStoredCertificate *certificate = cw_timeline_entry_get_certificate (entry);
  gint64 end = cw_stored_certificate_get_not_after (certificate);
  g_autofree char *exact = cw_certificate_dup_exact (end);
  g_autofree char *relative = cw_certificate_dup_expires (end, now);
  const char *name = cw_stored_certificate_get_friendly_name (certificate);

  if (end == G_MAXINT64)
    g_string_append_printf (text, _("%s, used by %s, never expires."), name, cw_timeline_entry_get_usages (entry));
  else if (end < now)
    g_string_append_printf (text, _("%s, used by %s, expired %s, on %s."), name, cw_timeline_entry_get_usages (entry), relative, exact);
  else
    g_string_append_printf (text, _("%s, used by %s, expires %s, on %s."), name, cw_timeline_entry_get_usages (entry), relative, exact);
}

char *
cw_timeline_entry_dup_sentence (CwTimelineEntry *entry, gint64 now)
{
  CwStoredCertificate *successor = cw_timeline_entry_get_successor (entry);
  g_autoptr (GString) text = g_string_new (NULL);

  add_expiry (text, entry, now);
  g_string_append_c (text, ' ');
  if (successor != NULL)
    {
      g_autofree char *when = cw_time_to_exact (cw_timeline_entry_get_effective (entry));
      g_autofree char *until = cw_certificate_dup_exact (cw_stored_certificate_get_not_after (successor));

      g_string_append_printf (text, _("Its successor %s takes over on %s and expires on %s."),
                              cw_stored_certificate_get_friendly_name (successor), when, until);
    }
  else
    g_string_append (text, _("It has no successor yet."));
  if (cw_timeline_entry_get_lead_time (entry) > 0)
    {
      g_autofree char *lead = cw_duration_dup_words (cw_timeline_entry_get_lead_time (entry));

      g_string_append_c (text, ' ');
      g_string_append_printf (text, _("A successor has to be staged at least %s ahead."), lead);
    }
  return cw_direction_dup_sentence (text->str);
}
