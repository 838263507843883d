/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-report-private.h"
#include <glib/gi18n-lib.h>

const char *
cw_report_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return "";
  return json_node_get_string (node);
}

JsonArray *
cw_report_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
cw_report_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonObject *
cw_report_get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Characters that a browser would obey instead of show are left out: line breaks stay. */
void
cw_report_append_escaped (GString *html, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '&')
        g_string_append (html, "&amp;");
      else if (c == '<')
        g_string_append (html, "&lt;");
      else if (c == '>')
        g_string_append (html, "&gt;");
      else if (c == '"')
        g_string_append (html, "&quot;");
      else if (c == '\'')
        g_string_append (html, "&#39;");
      else if (c == '\n' || c == '\t' || !g_unichar_iscntrl (c))
        g_string_append_unichar (html, c);
    }
}

/* Text from a certificate may change the direction of what follows: <bdi> keeps it to itself. */
void
cw_report_append_cell (GString *html, const char *text, const char *class_name)
{
  g_string_append (html, "<td");
  if (class_name != NULL)
    g_string_append_printf (html, " class=\"%s\"", class_name);
  g_string_append (html, "><bdi>");
  cw_report_append_escaped (html, text);
  g_string_append (html, "</bdi></td>");
}

static void
append_heading_row (GString *html, const char * const *titles)
{
  g_string_append (html, "<thead><tr>");
  for (gsize i = 0; titles[i] != NULL; i++)
    {
      g_string_append (html, "<th scope=\"col\">");
      cw_report_append_escaped (html, titles[i]);
      g_string_append (html, "</th>");
    }
  g_string_append (html, "</tr></thead>");
}

void
cw_report_begin_section (GString *html, const char *title, const char * const *titles)
{
  g_string_append (html, "<section><h2>");
  cw_report_append_escaped (html, title);
  g_string_append (html, "</h2><div class=\"scroll\"><table>");
  if (titles != NULL)
    append_heading_row (html, titles);
  g_string_append (html, "<tbody>");
}

void
cw_report_end_section (GString *html)
{
  g_string_append (html, "</tbody></table></div></section>\n");
}

void
cw_report_append_state (GString *html, const CwReportState *states, gsize n_states, const char *nick, const char *element, const char *extra_class)
{
  for (gsize i = 0; i < n_states; i++)
    {
      if (!g_str_equal (states[i].nick, nick))
        continue;
      g_string_append_printf (html, "<%s class=\"%s%s\">%s ", element, states[i].class_name, extra_class, states[i].mark);
      cw_report_append_escaped (html, _(states[i].text));
      g_string_append_printf (html, "</%s>", element);
      return;
    }
  g_string_append_printf (html, "<%s>", element);
  cw_report_append_escaped (html, nick);
  g_string_append_printf (html, "</%s>", element);
}

char *
cw_report_dup_local_time (const char *rfc3339)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (rfc3339, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S %z") : g_strdup (rfc3339);
}

char *
cw_report_dup_joined (JsonArray *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, json_node_get_string (node));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
