/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assigned-text.h"

#include "cw-certificate-text.h"
#include "cw-clock.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

const char *
cw_place_get_word (CwPlace place)
{
  switch (place)
    {
    case CW_PLACE_NEXT:
      return _("Next");
    case CW_PLACE_PREVIOUS:
      return _("Previous");
    case CW_PLACE_CURRENT:
    default:
      return _("Current");
    }
}

char *
cw_assigned_dup_text (CwAssigned *assigned)
{
  CwStoredCertificate *certificate = cw_assigned_get_certificate (assigned);
  const CwAssignmentRecord *record = cw_assigned_get_record (assigned);
  gint64 now = cw_clock_now ();
  gint64 end = cw_stored_certificate_get_not_after (certificate);
  const char *name = cw_stored_certificate_get_friendly_name (certificate);
  g_autofree char *expires = cw_certificate_dup_expires (end, now);
  g_autofree char *takes_over = cw_time_to_exact (record->effective);

  if (record->place == CW_PLACE_NEXT)
    return g_strdup_printf (_("%s, takes over on %s"), name, takes_over);
  return g_strdup_printf (end < now ? _("%s, expired %s") : _("%s, expires %s"), name, expires);
}

char *
cw_usage_entry_dup_lines (CwUsageEntry *entry)
{
  static const CwPlace places[] = { CW_PLACE_CURRENT, CW_PLACE_NEXT, CW_PLACE_PREVIOUS };
  g_autoptr (GString) lines = g_string_new (NULL);

  for (gsize i = 0; entry != NULL && i < G_N_ELEMENTS (places); i++)
    {
      CwAssigned *assigned = cw_usage_entry_get (entry, places[i]);
      g_autofree char *text = assigned != NULL ? cw_assigned_dup_text (assigned) : NULL;

      if (text == NULL)
        continue;
      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      /* Translators: a place, and the certificate in it: "Current: www.example.org, expires in 3 months". */
      g_string_append_printf (lines, _("%s: %s"), cw_place_get_word (places[i]), text);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}
