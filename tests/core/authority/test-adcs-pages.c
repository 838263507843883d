/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-pages.h"
#include "cw-authority.h"

#include <string.h>

static const char *const languages[] = { "en", "de", "zh" };

static char *
load (const char *name, const char *language)
{
  g_autofree char *file = language != NULL ? g_strdup_printf ("%s.%s.html", name, language) : g_strdup_printf ("%s.html", name);
  g_autofree char *path = g_build_filename (g_getenv ("CERTWIZARD_FIXTURES"), "adcs", file, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static CwAdcsPage *
read_filled (const char *name, const char *language, const char *id, const char *disposition, const char *code, const char *message)
{
  g_autofree char *text = load (name, language);
  g_autoptr(GString) page = g_string_new (text);

  g_string_replace (page, "@ID@", id, 0);
  g_string_replace (page, "@DISPOSITION@", disposition, 0);
  g_string_replace (page, "@CODE@", code, 0);
  g_string_replace (page, "@MESSAGE@", message, 0);
  return cw_adcs_page_read (page->str);
}

static void
test_issued (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr(CwAdcsPage) page = read_filled ("issued", languages[i], "4711", "3", "", "");

      g_assert_cmpint (page->kind, ==, CW_ADCS_PAGE_ISSUED);
      g_assert_cmpstr (page->request_id, ==, "4711");
      g_assert_null (page->code);
    }
}

static void
test_pending (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr(CwAdcsPage) page = read_filled ("pending", languages[i], "89", "5", "", "");

      g_assert_cmpint (page->kind, ==, CW_ADCS_PAGE_PENDING);
      g_assert_cmpstr (page->request_id, ==, "89");
      g_assert_nonnull (page->message);
      g_assert_null (strstr (page->message, "89"));
    }
}

/* A denied page has a request id as well. */
static void
test_denied (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr(CwAdcsPage) page = read_filled ("denied", languages[i], "90", "2", "", "Denied by Policy Module  0x80094800, Not here:\r\nNoSuch.");

      g_assert_cmpint (page->kind, ==, CW_ADCS_PAGE_DENIED);
      g_assert_cmpstr (page->request_id, ==, "90");
      g_assert_cmpstr (page->code, ==, "0x80094800");
      g_assert_cmpstr (page->message, ==, "Denied by Policy Module 0x80094800, Not here: NoSuch.");
      g_assert_nonnull (cw_adcs_explain (page->code));
    }
}

static void
test_status (void)
{
  static const char *const dispositions[] = { "0", "1", "2", "3", "4", "5", "6" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    for (guint j = 0; j < G_N_ELEMENTS (dispositions); j++)
      {
        g_autoptr(CwAdcsPage) page = read_filled ("status", languages[i], "91", dispositions[j],
                                                  "0x80094014 (-2146877420 CERTSRV_E_ADMIN_DENIED_REQUEST)", "Denied by SIM\\manager");

        g_assert_cmpint (page->kind, ==, CW_ADCS_PAGE_STATUS);
        g_assert_cmpint (page->disposition, ==, (int) j);
        g_assert_cmpstr (page->request_id, ==, "91");
        g_assert_cmpstr (page->code, ==, "0x80094014");
        g_assert_cmpstr (page->message, ==, "Denied by SIM\\manager");
      }
}

static void
test_status_is_no_number (void)
{
  g_autoptr(CwAdcsPage) seven = read_filled ("status", "en", "91", "7", "0x80094004", "");
  g_autoptr(CwAdcsPage) many = read_filled ("status", "en", "91", "55", "0x80094004", "");

  g_assert_cmpint (seven->kind, ==, CW_ADCS_PAGE_FAILED);
  g_assert_cmpint (many->kind, ==, CW_ADCS_PAGE_FAILED);
  g_assert_cmpstr (many->code, ==, "0x80094004");
}

static void
test_failed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr(CwAdcsPage) page = read_filled ("failed", languages[i], "0", "", "0x8009310b (ASN: 267)", "ASN1 bad tag value met.");

      g_assert_cmpint (page->kind, ==, CW_ADCS_PAGE_FAILED);
      g_assert_cmpstr (page->code, ==, "0x8009310B");
      g_assert_cmpstr (page->message, ==, "ASN1 bad tag value met. 0x8009310b (ASN: 267)");
      g_assert_nonnull (cw_adcs_explain (page->code));
    }
}

static void
test_other_pages (void)
{
  static const struct { const char *file; CwAdcsPageKind kind; const char *code; } pages[] = {
    { "home", CW_ADCS_PAGE_OTHER, NULL },
    { "certcarc", CW_ADCS_PAGE_OTHER, NULL },
    { "certrqxt", CW_ADCS_PAGE_OTHER, NULL },
    { "odd", CW_ADCS_PAGE_OTHER, NULL },
    { "login", CW_ADCS_PAGE_LOGIN, NULL },
    { "foreign", CW_ADCS_PAGE_FOREIGN, NULL },
    { "broken", CW_ADCS_PAGE_FOREIGN, NULL },
    { "asp-error", CW_ADCS_PAGE_FAILED, "0x800706BA" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *text = load (pages[i].file, NULL);
      g_autoptr(CwAdcsPage) page = cw_adcs_page_read (text);

      g_test_message ("%s", pages[i].file);
      g_assert_cmpint (page->kind, ==, pages[i].kind);
      g_assert_cmpstr (page->code, ==, pages[i].code);
      g_assert_null (page->request_id);
      g_assert_nonnull (page->title);
    }
}

static CwAdcsPageKind
kind_of (const char *text)
{
  g_autoptr(CwAdcsPage) page = cw_adcs_page_read (text);

  return page->kind;
}

/* Links in scripts and comments, in whatever way they are written, are none. */
static void
test_traps (void)
{
  g_assert_cmpint (kind_of (""), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("\xff\xfe<a href=certnew.cer?ReqID=1&amp;Enc=b64>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<A HREF=certnew.cer?ReqID=1&Enc=b64>"), ==, CW_ADCS_PAGE_ISSUED);
  g_assert_cmpint (kind_of ("<a href='/certsrv/certnew.cer?ReqID=1&amp;Enc=b64'>x</a>"), ==, CW_ADCS_PAGE_ISSUED);
  g_assert_cmpint (kind_of ("<a href=certnew.cer?ReqID=1>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<a href=certnew.cer?ReqID=&amp;Enc=b64>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<a href=certnew.cer?ReqID=99999999999&amp;Enc=b64>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<a href=certnew.cer?ReqID=CACert&amp;Enc=b64>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<!-- <a href=certnew.cer?ReqID=1&amp;Enc=b64> -->"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<!-- <a href=certnew.cer?ReqID=1&amp;Enc=b64>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<SCRIPT>document.write(\"</a><a href=certnew.cer?ReqID=1&amp;x>\")</Script>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<script type=text/javascript><a href=certnew.cer?ReqID=1&amp;x>"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<scripture><a href=certnew.cer?ReqID=1&amp;x>"), ==, CW_ADCS_PAGE_ISSUED);
  g_assert_cmpint (kind_of ("<P id=locDenied>no"), ==, CW_ADCS_PAGE_DENIED);
  g_assert_cmpint (kind_of ("<P id=LOCDENIED>no"), ==, CW_ADCS_PAGE_FOREIGN);
  g_assert_cmpint (kind_of ("<P iD=locInfoReqID>no number"), ==, CW_ADCS_PAGE_PENDING);
}

static void
test_deep (void)
{
  g_autoptr(GString) page = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (page, "<div><b>");
  g_string_append (page, "<P ID=locDenied>no");
  g_autoptr(CwAdcsPage) read = cw_adcs_page_read (page->str);
  g_assert_nonnull (read);
}

static void
test_renewals (void)
{
  static const struct { const char *text; gboolean good; guint renewals; } cases[] = {
    { "var nRenewals=0;", TRUE, 0 }, { "var nRenewals = 3 ;", TRUE, 3 }, { "nRenewals\n=1", FALSE, 0 }, { "nRenewals=; var nRenewals=2;", TRUE, 2 },
    { "var nRenewals=99999999;", FALSE, 0 }, { "var nRenewals=-1;", FALSE, 0 }, { "", FALSE, 0 }, { "nRenewals", FALSE, 0 }, { "nRenewals=", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint renewals = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (cw_adcs_read_renewals (cases[i].text, &renewals), ==, cases[i].good);
      g_assert_cmpuint (renewals, ==, cases[i].renewals);
    }
}

static void
test_templates (void)
{
  g_autofree char *text = load ("certrqxt", NULL);
  g_autoptr(GPtrArray) templates = cw_adcs_read_templates (text);
  static const char *const names[] = { "User", "WebServer", "SfBServer", "Holds" };
  static const char *const titles[] = { "User", "Web Server", "Skype & Business Server", "Requests wait for approval" };

  g_assert_cmpuint (templates->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CwAuthorityTemplate *each = templates->pdata[i];

      g_assert_cmpstr (each->name, ==, names[i]);
      g_assert_cmpstr (each->title, ==, titles[i]);
    }
}

static void
test_request_id (void)
{
  static const char *const bad[] = { "", "0", "-1", "+1", " 1", "1 ", "1x", "4294967296", "00000000001", "CACert", "1&Enc=bin" };

  g_assert_true (cw_adcs_is_request_id ("1"));
  g_assert_true (cw_adcs_is_request_id ("4294967295"));
  g_assert_false (cw_adcs_is_request_id (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (cw_adcs_is_request_id (bad[i]));
}

static void
test_codes (void)
{
  g_assert_nonnull (cw_adcs_explain ("0x80094014"));
  g_assert_nonnull (cw_adcs_explain ("0x800706ba"));
  g_assert_null (cw_adcs_explain ("0x8FFFFFFF"));
  g_assert_null (cw_adcs_explain (NULL));
  g_assert_true (cw_adcs_is_permission ("0x80094012"));
  g_assert_true (cw_adcs_is_permission ("0x80070005"));
  g_assert_false (cw_adcs_is_permission ("0x80094014"));
}

static void
test_trimmed (void)
{
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autofree char *cut = cw_adcs_dup_trimmed (large);
  g_autofree char *clean = cw_adcs_dup_trimmed ("<P>\r\n\x1b[31m\xff  a\tb</P>\xe2\x80\xae");

  g_assert_cmpuint (strlen (cut), <, 10000);
  g_assert_true (g_str_has_suffix (cut, "[…]"));
  g_assert_cmpstr (clean, ==, "<P> [31m� a b</P>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adcs-pages/issued", test_issued);
  g_test_add_func ("/adcs-pages/pending", test_pending);
  g_test_add_func ("/adcs-pages/denied", test_denied);
  g_test_add_func ("/adcs-pages/status", test_status);
  g_test_add_func ("/adcs-pages/status-is-no-number", test_status_is_no_number);
  g_test_add_func ("/adcs-pages/failed", test_failed);
  g_test_add_func ("/adcs-pages/other", test_other_pages);
  g_test_add_func ("/adcs-pages/traps", test_traps);
  g_test_add_func ("/adcs-pages/deep", test_deep);
  g_test_add_func ("/adcs-pages/renewals", test_renewals);
  g_test_add_func ("/adcs-pages/templates", test_templates);
  g_test_add_func ("/adcs-pages/request-id", test_request_id);
  g_test_add_func ("/adcs-pages/codes", test_codes);
  g_test_add_func ("/adcs-pages/trimmed", test_trimmed);
  return g_test_run ();
}
