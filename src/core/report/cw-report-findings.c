/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-report-private.h"
#include <glib/gi18n-lib.h>

/* What usages had and have, what was found about each, and what else there is to be said. */

static const CwReportState severities[] = {
  { "info", N_("Note"), "dim", "ℹ" },
  { "warning", N_("Warning"), "warn", "⚠" },
  { "error", N_("Error"), "bad", "✘" },
};

static const CwReportState places[] = {
  { "current", N_("Current"), "good", "●" },
  { "next", N_("Next"), "dim", "○" },
  { "previous", N_("Previous"), "dim", "↶" },
};

static const CwReportState mends[] = {
  { "assign-again", N_("Write the files anew"), "", "→" },
  { "reload", N_("Reload the service"), "", "→" },
  { "roll-now", N_("Put the next certificate in place"), "", "→" },
};

/* ---- assignments ---- */

static void
append_assigned (GString *html, JsonObject *certificate)
{
  g_autofree char *expires = NULL;

  if (certificate == NULL)
    {
      cw_report_append_cell (html, _("nothing"), "dim");
      return;
    }
  expires = cw_report_dup_local_time (cw_report_get_string (certificate, "notAfter"));
  g_string_append (html, "<td><bdi>");
  cw_report_append_escaped (html, cw_report_get_string (certificate, "friendlyName"));
  g_string_append (html, "</bdi><br><span class=\"dim\">");
  cw_report_append_escaped (html, expires);
  g_string_append (html, "</span><br><span class=\"mono\">");
  cw_report_append_escaped (html, cw_report_get_string (certificate, "thumbprint"));
  g_string_append (html, "</span></td>");
}

static gboolean
is_change (JsonObject *assignment)
{
  JsonObject *before = cw_report_get_object (assignment, "before"), *after = cw_report_get_object (assignment, "after");

  if (before == NULL || after == NULL)
    return before != after;
  return !g_str_equal (cw_report_get_string (before, "thumbprint"), cw_report_get_string (after, "thumbprint"));
}

/* What was only looked at has one column, what was changed has two. */
static gboolean
has_change (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (cw_report_get_element (array, i) != NULL && is_change (cw_report_get_element (array, i)))
      return TRUE;
  return FALSE;
}

void
cw_report_append_assignments (GString *html, JsonObject *root)
{
  JsonArray *array = cw_report_get_array (root, "assignments");
  const char *changed[] = { _("Used for"), _("Place"), _("Before"), _("After"), NULL };
  const char *same[] = { _("Used for"), _("Place"), _("Certificate"), NULL };
  gboolean changes;

  if (array == NULL || json_array_get_length (array) == 0)
    return;
  changes = has_change (array);
  cw_report_begin_section (html, _("Assignments"), changes ? changed : same);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *assignment = cw_report_get_element (array, i);

      if (assignment == NULL)
        continue;
      g_string_append (html, "<tr>");
      cw_report_append_cell (html, cw_report_get_string (assignment, "title"), NULL);
      cw_report_append_state (html, places, G_N_ELEMENTS (places), cw_report_get_string (assignment, "place"), "td", "");
      if (changes)
        append_assigned (html, cw_report_get_object (assignment, "before"));
      append_assigned (html, cw_report_get_object (assignment, "after"));
      g_string_append (html, "</tr>");
    }
  cw_report_end_section (html);
}

/* ---- findings ---- */

static const char *
get_title (JsonObject *root, const char *usage)
{
  JsonArray *array = cw_report_get_array (root, "assignments");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *assignment = cw_report_get_element (array, i);

      if (assignment != NULL && g_str_equal (cw_report_get_string (assignment, "usage"), usage))
        return cw_report_get_string (assignment, "title");
    }
  return *usage != '\0' ? usage : _("This computer");
}

static void
append_finding (GString *html, JsonObject *finding)
{
  const char *mend = cw_report_get_string (finding, "mend");

  g_string_append (html, "<tr>");
  cw_report_append_state (html, severities, G_N_ELEMENTS (severities), cw_report_get_string (finding, "severity"), "td", "");
  cw_report_append_cell (html, cw_report_get_string (finding, "place"), "mono");
  cw_report_append_cell (html, cw_report_get_string (finding, "message"), NULL);
  if (*mend == '\0' || g_str_equal (mend, "nothing"))
    cw_report_append_cell (html, "", NULL);
  else
    cw_report_append_state (html, mends, G_N_ELEMENTS (mends), mend, "td", "");
  g_string_append (html, "</tr>");
}

/* A table for each usage, in the order in which they come. */
static void
append_findings_of (GString *html, JsonObject *root, JsonArray *array, const char *usage)
{
  const char *titles[] = { _("Kind"), _("Where"), _("What"), _("What mends it"), NULL };
  g_autofree char *title = g_strdup_printf (_("What was found: %s"), get_title (root, usage));

  cw_report_begin_section (html, title, titles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *finding = cw_report_get_element (array, i);

      if (finding != NULL && g_str_equal (cw_report_get_string (finding, "usage"), usage))
        append_finding (html, finding);
    }
  cw_report_end_section (html);
}

void
cw_report_append_findings (GString *html, JsonObject *root)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = cw_report_get_array (root, "findings");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *finding = cw_report_get_element (array, i);
      const char *usage = finding != NULL ? cw_report_get_string (finding, "usage") : NULL;

      if (usage != NULL && g_hash_table_add (done, (gpointer) usage))
        append_findings_of (html, root, array, usage);
    }
}

/* ---- problems ---- */

/* Every finding is a problem, too; the page says it once. */
static GHashTable *
collect_found (JsonObject *root)
{
  GHashTable *found = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = cw_report_get_array (root, "findings");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (cw_report_get_element (array, i) != NULL)
      g_hash_table_add (found, (gpointer) cw_report_get_string (cw_report_get_element (array, i), "message"));
  return found;
}

static void
append_problem (GString *html, JsonObject *problem)
{
  g_string_append (html, "<tr>");
  cw_report_append_state (html, severities, G_N_ELEMENTS (severities), cw_report_get_string (problem, "severity"), "td", "");
  cw_report_append_cell (html, cw_report_get_string (problem, "field"), NULL);
  cw_report_append_cell (html, cw_report_get_string (problem, "message"), NULL);
  g_string_append (html, "</tr>");
}

void
cw_report_append_problems (GString *html, JsonObject *root)
{
  g_autoptr (GHashTable) found = collect_found (root);
  JsonArray *array = cw_report_get_array (root, "problems");
  const char *titles[] = { _("Kind"), _("Where"), _("What"), NULL };
  gboolean begun = FALSE;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *problem = cw_report_get_element (array, i);

      if (problem == NULL || g_hash_table_contains (found, cw_report_get_string (problem, "message")))
        continue;
      if (!begun)
        cw_report_begin_section (html, _("Notes and warnings"), titles);
      begun = TRUE;
      append_problem (html, problem);
    }
  if (begun)
    cw_report_end_section (html);
}
