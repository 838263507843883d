/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-report.h"
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-report-private.h"

/* Everything the page needs is in it: no script, no font, nothing from the net. Colour is never the only signal: each state is
 * written out beside its mark. */
static const char style[] =
  ":root{color-scheme:light dark;--fg:#1d1d20;--dim:#5c5c66;--bg:#fff;--card:#f6f6f8;--line:#d5d5dc;--good:#1b7a3d;--warn:#905400;--bad:#b3261e}"
  "@media(prefers-color-scheme:dark){:root{--fg:#f2f2f4;--dim:#b4b4be;--bg:#1d1d20;--card:#2a2a2e;--line:#46464d;--good:#7bd88f;--warn:#f5c211;--bad:#ff938c}}"
  "*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}"
  "h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}.dim{color:var(--dim)}"
  ".result{display:inline-block;border:2px solid;border-radius:.5rem;padding:.15rem .7rem;font-weight:bold}"
  ".good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}"
  ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}"
  "th{font-weight:600}td{overflow-wrap:anywhere}.mono{font-family:ui-monospace,monospace;font-size:.85rem}"
  ".error{border-inline-start:.3rem solid var(--bad);background:var(--card);padding:.6rem 1rem;margin:1rem 0}"
  "@media print{:root{--fg:#000;--dim:#333;--bg:#fff;--card:#fff;--line:#999;--good:#000;--warn:#000;--bad:#000}"
  "body{max-width:none;padding:0;font-size:11pt}tr,.error{break-inside:avoid}h2{break-after:avoid}}";

static const CwReportState results[] = {
  { "done", N_("Done"), "good", "✔" },
  { "nothing", N_("Nothing to do"), "good", "✔" },
  { "partly", N_("Partly done"), "warn", "⚠" },
  { "cancelled", N_("Cancelled"), "warn", "⚠" },
  { "failed", N_("Failed"), "bad", "✘" },
  { "pending", N_("Waits for the certification authority"), "warn", "…" },
  { "denied", N_("Denied"), "bad", "✘" },
};

static const CwReportState request_states[] = {
  { "draft", N_("Draft"), "dim", "–" },
  { "pending", N_("Pending"), "warn", "…" },
  { "issued", N_("Issued"), "good", "✔" },
  { "denied", N_("Denied"), "bad", "✘" },
  { "revoked", N_("Revoked"), "bad", "✘" },
  { "failed", N_("Failed"), "bad", "✘" },
  { "cancelled", N_("Cancelled"), "warn", "⚠" },
};

static const CwReportState steps[] = {
  { "pending", N_("Not begun"), "dim", "–" },
  { "running", N_("Running"), "warn", "…" },
  { "done", N_("Done"), "good", "✔" },
  { "skipped", N_("Skipped"), "dim", "–" },
  { "failed", N_("Failed"), "bad", "✘" },
  { "undone", N_("Taken back"), "warn", "↶" },
};

/* ---- sections ---- */

static void
append_head (GString *html, JsonObject *root)
{
  g_string_append (html, "<!DOCTYPE html>\n<html lang=\"");
  /* Translators: the code of your language, as in the attribute "lang" of HTML: "de", "pt-BR". */
  cw_report_append_escaped (html, C_("language code", "en"));
  g_string_append_printf (html, "\" dir=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
                          /* Translators: "rtl" for a language that is written from right to left. */
                          g_str_equal (C_("text direction", "ltr"), "rtl") ? "rtl" : "ltr");
  g_string_append (html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>");
  cw_report_append_escaped (html, cw_report_get_string (root, "title"));
  g_string_append_printf (html, "</title><style>%s</style></head>\n<body><main>\n", style);
}

static void
append_summary (GString *html, JsonObject *root)
{
  g_autofree char *started = cw_report_dup_local_time (cw_report_get_string (root, "started"));
  g_autofree char *finished = cw_report_dup_local_time (cw_report_get_string (root, "finished"));

  g_string_append (html, "<h1>");
  cw_report_append_escaped (html, cw_report_get_string (root, "title"));
  g_string_append (html, "</h1><p class=\"dim\">");
  cw_report_append_escaped (html, _("Certificate Wizard"));
  g_string_append_printf (html, " · %s – %s</p><p>", started, finished);
  cw_report_append_state (html, results, G_N_ELEMENTS (results), cw_report_get_string (root, "result"), "span", " result");
  g_string_append (html, "</p><p>");
  cw_report_append_escaped (html, cw_report_get_string (root, "summary"));
  g_string_append (html, "</p>\n");
}

static void
append_error (GString *html, JsonObject *root)
{
  JsonObject *error = cw_report_get_object (root, "error");

  if (error == NULL)
    return;
  g_string_append (html, "<div class=\"error\" role=\"alert\"><strong>");
  cw_report_append_escaped (html, cw_report_get_string (error, "message"));
  g_string_append (html, "</strong><br>");
  cw_report_append_escaped (html, cw_report_get_string (error, "remedy"));
  g_string_append (html, " <span class=\"dim mono\">");
  cw_report_append_escaped (html, cw_report_get_string (error, "code"));
  g_string_append (html, "</span></div>\n");
}

static void
append_facts (GString *html, JsonObject *root)
{
  JsonArray *facts = cw_report_get_array (root, "facts");

  if (facts == NULL || json_array_get_length (facts) == 0)
    return;
  cw_report_begin_section (html, _("What was asked"), NULL);
  for (guint i = 0; i < json_array_get_length (facts); i++)
    {
      JsonObject *fact = cw_report_get_element (facts, i);

      if (fact == NULL)
        continue;
      g_string_append (html, "<tr><th scope=\"row\">");
      cw_report_append_escaped (html, cw_report_get_string (fact, "property"));
      g_string_append (html, "</th>");
      cw_report_append_cell (html, cw_report_get_string (fact, "value"), NULL);
      g_string_append (html, "</tr>");
    }
  cw_report_end_section (html);
}

static void
append_steps (GString *html, JsonObject *root)
{
  JsonArray *array = cw_report_get_array (root, "steps");
  const char *titles[] = { _("Step"), _("State"), _("Finished"), NULL };

  if (array == NULL || json_array_get_length (array) == 0)
    return;
  cw_report_begin_section (html, _("Steps"), titles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *step = cw_report_get_element (array, i);
      g_autofree char *finished = NULL;

      if (step == NULL)
        continue;
      finished = cw_report_dup_local_time (cw_report_get_string (step, "finished"));
      g_string_append (html, "<tr><td><bdi>");
      cw_report_append_escaped (html, cw_report_get_string (step, "title"));
      g_string_append (html, "</bdi><br><span class=\"dim\">");
      cw_report_append_escaped (html, cw_report_get_string (step, *cw_report_get_string (step, "message") != '\0' ? "message" : "detail"));
      g_string_append (html, "</span></td>");
      cw_report_append_state (html, steps, G_N_ELEMENTS (steps), cw_report_get_string (step, "state"), "td", "");
      cw_report_append_cell (html, finished, NULL);
      g_string_append (html, "</tr>");
    }
  cw_report_end_section (html);
}

static void
append_certificate (GString *html, JsonObject *certificate)
{
  g_autofree char *expires = cw_report_dup_local_time (cw_report_get_string (certificate, "notAfter"));
  g_autofree char *names = cw_report_dup_joined (cw_report_get_array (certificate, "names"));
  gboolean has_key = json_object_get_boolean_member_with_default (certificate, "hasPrivateKey", FALSE);

  g_string_append (html, "<tr>");
  cw_report_append_cell (html, cw_report_get_string (certificate, "friendlyName"), NULL);
  cw_report_append_cell (html, cw_report_get_string (certificate, "subject"), NULL);
  cw_report_append_cell (html, cw_report_get_string (certificate, "issuer"), NULL);
  cw_report_append_cell (html, expires, NULL);
  cw_report_append_cell (html, names, NULL);
  cw_report_append_cell (html, has_key ? _("Yes") : _("No"), NULL);
  cw_report_append_cell (html, cw_report_get_string (certificate, "thumbprint"), "mono");
  g_string_append (html, "</tr>");
}

static void
append_certificates (GString *html, JsonObject *root)
{
  JsonArray *array = cw_report_get_array (root, "certificates");
  const char *titles[] = { _("Friendly Name"), _("Subject"), _("Issuer"), _("Expiration Date"), _("Names"), _("Private key"), _("Thumbprint"), NULL };

  if (array == NULL || json_array_get_length (array) == 0)
    return;
  cw_report_begin_section (html, _("Certificates"), titles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (cw_report_get_element (array, i) != NULL)
      append_certificate (html, cw_report_get_element (array, i));
  cw_report_end_section (html);
}

static void
append_request (GString *html, JsonObject *request)
{
  const char *id = cw_report_get_string (request, "requestId");
  g_autofree char *names = cw_report_dup_joined (cw_report_get_array (request, "names"));

  g_string_append (html, "<tr>");
  cw_report_append_cell (html, *id != '\0' ? id : cw_report_get_string (request, "id"), "mono");
  cw_report_append_state (html, request_states, G_N_ELEMENTS (request_states), cw_report_get_string (request, "state"), "td", "");
  cw_report_append_cell (html, cw_report_get_string (request, "ca"), NULL);
  cw_report_append_cell (html, cw_report_get_string (request, "subject"), NULL);
  cw_report_append_cell (html, names, NULL);
  cw_report_append_cell (html, cw_report_get_string (request, "message"), NULL);
  g_string_append (html, "</tr>");
}

static void
append_requests (GString *html, JsonObject *root)
{
  JsonArray *array = cw_report_get_array (root, "requests");
  const char *titles[] = { _("Request"), _("State"), _("Certification Authority"), _("Subject"), _("Names"), _("What the authority said"), NULL };

  if (array == NULL || json_array_get_length (array) == 0)
    return;
  cw_report_begin_section (html, _("Requests"), titles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (cw_report_get_element (array, i) != NULL)
      append_request (html, cw_report_get_element (array, i));
  cw_report_end_section (html);
}

static void
append_lines (GString *html, const char *title, const char *text)
{
  if (*text == '\0')
    return;
  g_string_append (html, "<section><h2>");
  cw_report_append_escaped (html, title);
  g_string_append (html, "</h2><div class=\"scroll\"><pre class=\"mono\">");
  cw_report_append_escaped (html, text);
  g_string_append (html, "</pre></div></section>\n");
}

static void
append_files (GString *html, JsonObject *root)
{
  JsonArray *files = cw_report_get_array (root, "files");

  if (files == NULL || json_array_get_length (files) == 0)
    return;
  cw_report_begin_section (html, _("Files written"), NULL);
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      g_string_append (html, "<tr>");
      cw_report_append_cell (html, json_node_get_string (node), "mono");
      g_string_append (html, "</tr>");
    }
  cw_report_end_section (html);
}

static void
append_sections (GString *html, JsonObject *root)
{
  append_error (html, root);
  append_facts (html, root);
  append_steps (html, root);
  cw_report_append_assignments (html, root);
  cw_report_append_findings (html, root);
  append_certificates (html, root);
  append_requests (html, root);
  append_files (html, root);
  cw_report_append_problems (html, root);
  append_lines (html, _("Output"), cw_report_get_string (root, "output"));
  append_lines (html, _("Log"), cw_report_get_string (root, "log"));
}

static void
append_part (GString *html, JsonObject *part, guint number)
{
  g_string_append_printf (html, "<hr><h2>%u. ", number);
  cw_report_append_escaped (html, cw_report_get_string (part, "title"));
  g_string_append (html, "</h2><p>");
  cw_report_append_state (html, results, G_N_ELEMENTS (results), cw_report_get_string (part, "result"), "span", " result");
  g_string_append (html, "</p><p>");
  cw_report_append_escaped (html, cw_report_get_string (part, "summary"));
  g_string_append (html, "</p>\n");
  append_sections (html, part);
}

/* What one call did one after the other, in that order: found, mended, left. The head of the page is about the last one. */
static void
append_parts (GString *html, JsonObject *root)
{
  JsonArray *earlier = cw_report_get_array (root, "earlier");
  guint n = earlier != NULL ? json_array_get_length (earlier) : 0;

  for (guint i = 0; i < n; i++)
    if (cw_report_get_element (earlier, i) != NULL)
      append_part (html, cw_report_get_element (earlier, i), i + 1);
  if (n > 0)
    append_part (html, root, n + 1);
  else
    append_sections (html, root);
}

char *
cw_report_to_html (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) html = g_string_new (NULL);
  g_autoptr (GError) local = NULL;
  JsonObject *root;

  if (!json_parser_load_from_data (parser, json, -1, &local)
      || json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The record of this operation cannot be read: %s"),
                   local != NULL ? local->message : _("it is no JSON object."));
      return NULL;
    }
  root = json_node_get_object (json_parser_get_root (parser));
  append_head (html, root);
  append_summary (html, root);
  append_parts (html, root);
  g_string_append (html, "</main></body>\n</html>\n");
  return g_string_free (g_steal_pointer (&html), FALSE);
}

gboolean
cw_report_write (const char *json, const char *path, GError **error)
{
  g_autofree char *html = NULL;

  if (g_str_has_suffix (path, ".json"))
    return cw_file_replace (path, json, strlen (json), 0644, error);
  html = cw_report_to_html (json, error);
  return html != NULL && cw_file_replace (path, html, strlen (html), 0644, error);
}
