/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-report.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include "cw-error.h"

static const char document[] =
  "{ \"operation\": \"import\", \"result\": \"partly\", \"summary\": \"1 certificate stored, 1 item broken.\","
  "  \"started\": \"2026-11-21T12:00:00Z\", \"finished\": \"2026-11-21T12:00:01Z\", \"title\": \"Import <b>x</b>\","
  "  \"steps\": [ { \"title\": \"Store \\\"it\\\"\", \"detail\": \"With its key\", \"changes\": true, \"state\": \"done\", \"message\": null,"
  "                 \"started\": \"2026-11-21T12:00:00Z\", \"finished\": null } ],"
  "  \"facts\": [ { \"property\": \"Path\", \"value\": \"/tmp/a&b.pfx\" } ],"
  "  \"certificates\": [ { \"friendlyName\": \"<script>alert(1)</script>\", \"subject\": \"CN=O'Neil\", \"issuer\": \"CN=\\u202Egnp\","
  "                        \"notAfter\": \"2027-11-21T12:00:00Z\", \"names\": [ \"a.example.org\", \"b.example.org\" ],"
  "                        \"hasPrivateKey\": true, \"thumbprint\": \"00AA\" } ],"
  "  \"files\": [ \"/tmp/out.pem\" ],"
  "  \"assignments\": [ { \"usage\": \"nginx\", \"title\": \"Web server (nginx)\", \"place\": \"current\", \"before\": null,"
  "                        \"after\": { \"friendlyName\": \"Web <2027>\", \"thumbprint\": \"00BB\", \"notAfter\": \"2027-11-21T12:00:00Z\" } } ],"
  "  \"findings\": [ { \"usage\": \"nginx\", \"severity\": \"error\", \"place\": \"tls:443\", \"mend\": \"reload\", \"message\": \"Port 443 serves <another>.\" },"
  "                     { \"usage\": null, \"severity\": \"warning\", \"place\": \"clock\", \"mend\": \"nothing\", \"message\": \"The clock jumped.\" } ],"
  "  \"problems\": [ { \"severity\": \"error\", \"field\": \"nginx\", \"message\": \"Port 443 serves <another>.\" }, { \"severity\": \"warning\", \"field\": \"cut.pem\", \"message\": \"It is cut off\\u0007.\" } ],"
  "  \"error\": { \"code\": \"damaged\", \"message\": \"It is damaged.\", \"remedy\": \"Get it again.\" } }";

static void
assert_has (const char *html, const char *text)
{
  if (strstr (html, text) == NULL)
    g_error ("“%s” is not in the report", text);
}

static void
test_html (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *html = cw_report_to_html (document, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
  g_assert_true (g_utf8_validate (html, -1, NULL));
  assert_has (html, "Import &lt;b&gt;x&lt;/b&gt;");
  assert_has (html, "&lt;script&gt;alert(1)&lt;/script&gt;");
  assert_has (html, "O&#39;Neil");
  assert_has (html, "/tmp/a&amp;b.pfx");
  assert_has (html, "Store &quot;it&quot;");
  assert_has (html, "a.example.org, b.example.org");
  assert_has (html, "/tmp/out.pem");
  assert_has (html, "It is cut off.");
  assert_has (html, "Get it again.");
  assert_has (html, "Partly done");
}

static guint
count (const char *html, const char *text)
{
  guint n = 0;

  for (const char *p = strstr (html, text); p != NULL; p = strstr (p + 1, text))
    n++;
  return n;
}

/* Before and after, a table for each usage, and nothing twice. */
static void
test_assignments (void)
{
  g_autofree char *html = cw_report_to_html (document, NULL);
  g_auto (GStrv) parts = g_strsplit (document, "\"before\": null", 2);
  g_autofree char *looked = g_strjoin ("\"before\": { \"thumbprint\": \"00BB\" }", parts[0], parts[1], NULL);
  g_autofree char *same = cw_report_to_html (looked, NULL);

  assert_has (html, "Web &lt;2027&gt;");
  assert_has (html, "Before");
  assert_has (html, "What was found: Web server (nginx)");
  assert_has (html, "What was found: This computer");
  assert_has (html, "Reload the service");
  g_assert_cmpuint (count (html, "Port 443 serves &lt;another&gt;."), ==, 1);
  g_assert_null (strstr (same, "Before"));
  assert_has (same, "Web &lt;2027&gt;");
}

/* Nothing is fetched, and nothing runs. */
static void
test_self_contained (void)
{
  static const char * const never[] = { "<script", "http://", "https://", "src=", "href=", "url(", "@import", "javascript:" };
  g_autofree char *html = cw_report_to_html (document, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    if (strstr (html, never[i]) != NULL)
      g_error ("“%s” is in the report", never[i]);
  assert_has (html, "prefers-color-scheme:dark");
  assert_has (html, "@media print");
  assert_has (html, "default-src 'none'");
}

/* The tags are closed in the order in which they were opened: another parser says so. */
static void
test_well_formed (void)
{
  g_autofree char *html = cw_report_to_html (document, NULL);
  g_autofree char *body = g_strdup (strstr (html, "<main>"));
  char *end = strstr (body, "</main>");
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&(GMarkupParser) { 0 }, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *xml = NULL;

  end[strlen ("</main>")] = '\0';
  parts = g_strsplit (body, "<br>", -1);
  xml = g_strjoinv ("<br/>", parts);
  g_markup_parse_context_parse (context, xml, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
}

static void
test_odd_documents (void)
{
  static const char * const good[] = { "{}", "{\"steps\": 3, \"error\": \"x\", \"certificates\": [1, null], \"names\": {}}" };
  static const char * const bad[] = { "", "[", "[]", "3", "{\"a\": }" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *html = cw_report_to_html (good[i], NULL);

      g_assert_nonnull (html);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_report_to_html (bad[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
    }
}

static void
test_write (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cw-report-XXXXXX", NULL);
  g_autofree char *html = g_build_filename (folder, "report.html", NULL);
  g_autofree char *json = g_build_filename (folder, "report.json", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "report.html", NULL);
  g_autofree char *content = NULL;
  g_autofree char *same = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (html, "old", -1, NULL));
  g_assert_true (cw_report_write (document, html, &error));
  g_assert_true (cw_report_write (document, json, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (html, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "<!DOCTYPE html>"));
  g_assert_true (g_file_get_contents (json, &same, NULL, NULL));
  g_assert_cmpstr (same, ==, document);
  g_assert_false (cw_report_write (document, nowhere, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_unlink (html);
  g_unlink (json);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/html", test_html);
  g_test_add_func ("/report/assignments", test_assignments);
  g_test_add_func ("/report/self-contained", test_self_contained);
  g_test_add_func ("/report/well-formed", test_well_formed);
  g_test_add_func ("/report/odd-documents", test_odd_documents);
  g_test_add_func ("/report/write", test_write);
  return g_test_run ();
}
