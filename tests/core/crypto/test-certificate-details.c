/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-details.h"
#include "pki.h"

#include <string.h>

static CwDetailSection *
find_section (GListModel *details, const char *title_or_oid)
{
  for (guint i = 0; i < g_list_model_get_n_items (details); i++)
    {
      g_autoptr(CwDetailSection) section = g_list_model_get_item (details, i);
      if (g_strcmp0 (cw_detail_section_get_oid (section), title_or_oid) == 0 || strcmp (cw_detail_section_get_title (section), title_or_oid) == 0)
        return section;   /* the model holds it */
    }
  g_error ("there is no section %s", title_or_oid);
}

static gboolean
has_field (CwDetailSection *section, const char *label, const char *value)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (section)); i++)
    {
      g_autoptr(CwDetailField) field = g_list_model_get_item (G_LIST_MODEL (section), i);
      if (strcmp (cw_detail_field_get_label (field), label) == 0 && (!value || strcmp (cw_detail_field_get_value (field), value) == 0))
        return TRUE;
    }
  return FALSE;
}

static char *
dup_text (CwDetailSection *section)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (section)); i++)
    {
      g_autoptr(CwDetailField) field = g_list_model_get_item (G_LIST_MODEL (section), i);
      g_string_append_printf (text, "\n  %s: %s", cw_detail_field_get_label (field), cw_detail_field_get_value (field));
    }
  return g_string_free (text, FALSE);
}

static void
assert_field (GListModel *details, const char *title_or_oid, const char *label, const char *value)
{
  CwDetailSection *section = find_section (details, title_or_oid);
  g_autofree char *text = dup_text (section);

  if (!has_field (section, label, value))
    g_error ("“%s: %s” is not in %s:%s", label, value, title_or_oid, text);
}

static CwCertificate *
load_fixture (const char *name)
{
  g_autofree char *path = pki_dup_fixture (name);

  return pki_load (path);
}

static GListModel *
load_details (const char *name)
{
  g_autoptr(CwCertificate) certificate = load_fixture (name);

  return cw_certificate_details_new (certificate);
}

static void
test_order (void)
{
  static const char *const titles[] = { "Subject", "Issuer", "Validity", "Certificate", "Public key", "Basic constraints" };
  g_autoptr(GListModel) details = load_details ("everything.pem");
  guint n = g_list_model_get_n_items (details);

  g_assert_true (g_list_model_get_item_type (details) == CW_TYPE_DETAIL_SECTION);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr(CwDetailSection) section = g_list_model_get_item (details, i);
      g_assert_cmpstr (cw_detail_section_get_title (section), ==, titles[i]);
    }
  g_autoptr(CwDetailSection) signature = g_list_model_get_item (details, n - 2);
  g_autoptr(CwDetailSection) thumbprints = g_list_model_get_item (details, n - 1);
  g_assert_cmpstr (cw_detail_section_get_title (signature), ==, "Signature");
  g_assert_cmpstr (cw_detail_section_get_title (thumbprints), ==, "Thumbprints");
  g_assert_null (g_list_model_get_item (details, n));
}

static void
test_fields (void)
{
  g_autoptr(CwCertificate) certificate = load_fixture ("everything.pem");
  g_autoptr(GListModel) details = cw_certificate_details_new (certificate);

  assert_field (details, "Subject", "Country (C)", "DE");
  assert_field (details, "Subject", "Organization (O)", "Example, Inc.");
  assert_field (details, "Subject", "Organizational unit (OU)", "Ünit");
  assert_field (details, "Issuer", "E-mail address", "a@example.org");
  assert_field (details, "Validity", "Duration", "3650 days");
  assert_field (details, "Certificate", "Version", "3");
  assert_field (details, "Certificate", "Serial number", "01:23:45:67:89:AB:CD:EF");
  assert_field (details, "Public key", "Kind", "ECDH_P256");
  assert_field (details, "Public key", "Algorithm", "EC (1.2.840.10045.2.1)");
  assert_field (details, "Public key", "Curve", "P-256 (prime256v1) (1.2.840.10045.3.1.7)");
  assert_field (details, "Public key", "Size", "256 bits");
  assert_field (details, "Signature", "Algorithm", "SHA-256, ECDSA (1.2.840.10045.4.3.2)");
  assert_field (details, "Thumbprints", "SHA-1", cw_certificate_get_thumbprint (certificate));
  assert_field (details, "Thumbprints", "SHA-256", cw_certificate_get_sha256 (certificate));
  assert_field (details, "Thumbprints", "Public key (SHA-256)", cw_certificate_get_key_id (certificate));
}

/* OID, label, value: each line is one thing that an extension of everything.pem must say. */
static const struct { const char *oid, *label, *value; } extension_texts[] = {
  { "2.5.29.19", "Certification authority", "Yes" }, { "2.5.29.19", "Subordinate authorities below it", "3" },
  { "2.5.29.15", "Usages", "Digital signature\nKey encipherment\nCertificate signing\nDecipher only" },
  { "2.5.29.37", "Purpose", "Server authentication (1.3.6.1.5.5.7.3.1)" }, { "2.5.29.37", "Purpose", "Client authentication (1.3.6.1.5.5.7.3.2)" },
  { "2.5.29.37", "Purpose", "Smart card logon (1.3.6.1.4.1.311.20.2.2)" }, { "2.5.29.37", "Purpose", "1.2.3.4" },
  { "2.5.29.17", "DNS name", "www.example.org" }, { "2.5.29.17", "DNS name", "bücher.example (xn--bcher-kva.example)" },
  { "2.5.29.17", "E-mail address", "a@example.org" }, { "2.5.29.17", "IP address", "192.0.2.1" }, { "2.5.29.17", "IP address", "2001:db8::1" },
  { "2.5.29.17", "URI", "https://e.example/" }, { "2.5.29.17", "Registered ID", "1.2.3.4" }, { "2.5.29.17", "Directory name", "CN=Dir,C=DE" },
  { "2.5.29.17", "User principal name", "user@example.org" }, { "2.5.29.17", "DNS service name (SRV)", "_xmpp.example.org" },
  { "2.5.29.17", "XMPP address", "x@example.org" }, { "2.5.29.17", "Kerberos principal name", "host/www.example.org@EXAMPLE.ORG" },
  { "2.5.29.17", "Other name 1.2.3.4.5", "0C 03 66 6F 6F" },
  { "2.5.29.18", "E-mail address", "ca@example.org" },
  { "2.5.29.14", "Identifier", NULL },
  { "2.5.29.35", "Issuer: Directory name", "emailAddress=a@example.org,CN=www.example.org,OU=Ünit,O=Example\\, Inc.,C=DE" },
  { "2.5.29.35", "Serial number", "01:23:45:67:89:AB:CD:EF" },
  { "2.5.29.31", "URI", "http://c.example/c.crl" }, { "2.5.29.31", "Only for these reasons", "Key compromise\nCA compromise" },
  { "2.5.29.31", "CRL issuer: Directory name", "CN=Dir,C=DE" },
  { "2.5.29.46", "URI", "http://c.example/d.crl" },
  { "1.3.6.1.5.5.7.1.1", "OCSP: URI", "http://o.example/" }, { "1.3.6.1.5.5.7.1.1", "CA issuers: URI", "http://i.example/ca.cer" },
  { "1.3.6.1.5.5.7.1.11", "CA repository: URI", "http://r.example/" },
  { "2.5.29.32", "Policy", "CA/Browser: domain validated (2.23.140.1.2.1)" }, { "2.5.29.32", "Policy", "1.2.3.4.5" },
  { "2.5.29.32", "Policy", "Any policy (2.5.29.32.0)" }, { "2.5.29.32", "Practice statement", "http://cps.example/" },
  { "2.5.29.32", "User notice", "Only for tests" }, { "2.5.29.32", "Notice reference", "Example 1, 2" },
  { "2.5.29.33", "Mapping", "1.2.3.4 → 1.2.3.5" },
  { "2.5.29.36", "Explicit policy required after", "3 certificates" }, { "2.5.29.36", "Policy mapping forbidden after", "1 certificate" },
  { "2.5.29.54", "Any policy not valid after", "2 certificates" },
  { "2.5.29.30", "Permitted: DNS name", "example.org" }, { "2.5.29.30", "Permitted: IP address", "192.0.2.0/24" },
  { "2.5.29.30", "Permitted: IP address", "192.0.2.0/255.0.255.0" }, { "2.5.29.30", "Excluded: E-mail address", ".evil.example" },
  { "2.5.29.30", "Excluded: Directory name", "CN=Dir,C=DE" },
  { "1.3.6.1.5.5.7.1.24", "Feature", "OCSP stapling is required (must-staple)" },
  { "1.3.6.1.5.5.7.1.24", "Feature", "Stapling of several OCSP responses is required" }, { "1.3.6.1.5.5.7.1.24", "Feature", "TLS extension 99" },
  { "2.16.840.1.113730.1.1", "Types", "SSL server\nSSL authority" }, { "2.16.840.1.113730.1.13", "Text", "Hello" },
  { "2.16.840.1.113730.1.2", "Text", "https://base.example/" },
  { "2.5.29.16", "Signs from", "Thu Jan 15 00:00:00 2026" }, { "2.5.29.16", "Signs until", "Fri Jan 15 00:00:00 2027" },
  { "1.3.6.1.4.1.311.20.2", "Template", "WebServer" },
  { "1.3.6.1.4.1.311.21.7", "Template", "1.3.6.1.4.1.311.21.8.1.2.3" }, { "1.3.6.1.4.1.311.21.7", "Major version", "100" },
  { "1.3.6.1.4.1.311.21.7", "Minor version", "7" },
  { "1.3.6.1.4.1.311.21.10", "Policy", "Server authentication (1.3.6.1.5.5.7.3.1)" },
  { "1.3.6.1.4.1.311.21.1", "Version", "V3.2" }, { "1.3.6.1.4.1.311.21.2", "Identifier", "00:11:22:33" },
  { "1.3.6.1.4.1.311.25.2", "Security identifier", "S-1-5-21-1-2-3-500" },
  { "1.3.6.1.5.5.7.1.3", "Qualified certificate (EU)", "Yes" }, { "1.3.6.1.5.5.7.1.3", "Limit of value", "5 × 10^3 EUR" },
  { "1.3.6.1.5.5.7.1.3", "Retention period in years", "15" }, { "1.3.6.1.5.5.7.1.3", "Disclosure statement", "https://pds.example\nen" },
  { "1.3.6.1.5.5.7.1.3", "Type", "Web site authentication" },
  { "1.3.6.1.5.5.7.48.1.5", "Present", "Yes" }, { "1.3.6.1.4.1.11129.2.4.3", "Present", "Yes" },
  { "1.3.6.1.4.1.11129.2.4.2", "Logged", "Mon Jan 15 00:00:00 2024" }, { "1.3.6.1.4.1.11129.2.4.2", "Signature algorithm", "SHA-256, ECDSA" },
  { "1.3.6.1.4.1.11129.2.4.2", "Log ID",
    "11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11:11" },
  { "1.3.6.1.4.1.11129.2.4.2", "Signature", "DE AD BE EF" },
  { "1.3.6.1.5.5.7.1.14", "Proxies below it", "2" }, { "1.3.6.1.5.5.7.1.14", "Policy language", "Any language (1.3.6.1.5.5.7.21.0)" },
  { "1.3.6.1.5.5.7.1.14", "Policy", "AB" },
  { "1.2.840.113549.1.9.15", "Capability", "AES-256-CBC (2.16.840.1.101.3.4.1.42)" },
  { "1.2.3.4.5.6", "Object identifier", "1.2.3.4.5.6" }, { "1.2.3.4.5.6", "Raw content", "04 02 01 02" },
};

static void
test_extensions (void)
{
  g_autoptr(GListModel) details = load_details ("everything.pem");

  for (gsize i = 0; i < G_N_ELEMENTS (extension_texts); i++)
    assert_field (details, extension_texts[i].oid, extension_texts[i].label, extension_texts[i].value);
  for (guint i = 0; i < g_list_model_get_n_items (details); i++)
    {
      g_autoptr(CwDetailSection) section = g_list_model_get_item (details, i);
      g_assert_false (has_field (section, "Problem", NULL));
      if (cw_detail_section_get_oid (section))
        g_assert_true (has_field (section, "Raw content", NULL));
    }
}

static void
test_critical (void)
{
  g_autoptr(GListModel) details = load_details ("everything.pem");

  g_assert_true (cw_detail_section_get_critical (find_section (details, "2.5.29.19")));
  g_assert_true (cw_detail_section_get_critical (find_section (details, "1.2.3.4.5.7")));
  g_assert_false (cw_detail_section_get_critical (find_section (details, "2.5.29.37")));
  g_assert_false (cw_detail_section_get_critical (find_section (details, "Subject")));
  g_assert_null (cw_detail_section_get_oid (find_section (details, "Subject")));
  g_assert_cmpstr (cw_detail_section_get_title (find_section (details, "1.2.3.4.5.7")), ==, "1.2.3.4.5.7");
}

static void
test_properties (void)
{
  g_autoptr(GListModel) details = load_details ("everything.pem");
  CwDetailSection *section = find_section (details, "2.5.29.15");
  g_autoptr(CwDetailField) first = g_list_model_get_item (G_LIST_MODEL (section), 0);
  g_autoptr(CwDetailField) last = g_list_model_get_item (G_LIST_MODEL (section), g_list_model_get_n_items (G_LIST_MODEL (section)) - 1);
  g_autofree char *title = NULL, *oid = NULL, *label = NULL, *value = NULL;
  gboolean critical, raw, last_raw;

  g_object_get (section, "title", &title, "oid", &oid, "critical", &critical, NULL);
  g_object_get (first, "label", &label, "value", &value, "raw", &raw, NULL);
  g_object_get (last, "raw", &last_raw, NULL);
  g_assert_cmpstr (title, ==, "Key usage");
  g_assert_cmpstr (oid, ==, "2.5.29.15");
  g_assert_true (critical);
  g_assert_cmpstr (label, ==, cw_detail_field_get_label (first));
  g_assert_cmpstr (value, ==, cw_detail_field_get_value (first));
  g_assert_false (raw);
  g_assert_true (last_raw);
  g_assert_true (cw_detail_field_is_raw (last));
}

/* Content that is not what the extension should have is said in its place, with its bytes; the rest is there as ever. */
static void
test_damaged_content (void)
{
  static const struct { const char *oid, *hex; } cases[] = {
    { "2.5.29.14", "0500" }, { "2.5.29.14", "0414AA" }, { "2.5.29.15", "0300" }, { "2.5.29.15", "05" }, { "2.5.29.15", "03020900" },
    { "2.5.29.16", "30048002616200" }, { "2.5.29.16", "0500" }, { "2.5.29.17", "3003820561" }, { "2.5.29.17", "3003870101" },
    { "2.5.29.17", "3002A000" }, { "2.5.29.17", "30038A0100" }, { "2.5.29.17", "300482026100" }, { "2.5.29.18", "FF" },
    { "2.5.29.19", "0500" }, { "2.5.29.19", "3006020500FFFFFFFF" }, { "2.5.29.19", "30060101FF040100" }, { "2.5.29.30", "3005A0033001" },
    { "2.5.29.30", "3008A006300487020A0A" }, { "2.5.29.31", "30023000FF" }, { "2.5.29.31", "30053003A00130" }, { "2.5.29.32", "30023000" },
    { "2.5.29.32", "30053003060180" }, { "2.5.29.33", "30023000" }, { "2.5.29.35", "3002A1" }, { "2.5.29.35", "30048000FF00" },
    { "2.5.29.36", "30038001FF" }, { "2.5.29.37", "3003060180" }, { "2.5.29.37", "0500" }, { "2.5.29.46", "05" }, { "2.5.29.54", "0201FF" },
    { "1.3.6.1.5.5.7.1.1", "30023000" }, { "1.3.6.1.5.5.7.1.11", "3003020100" }, { "1.3.6.1.5.5.7.1.3", "30023000" },
    { "1.3.6.1.5.5.7.1.14", "3000" }, { "1.3.6.1.5.5.7.1.24", "30030201FF" }, { "1.3.6.1.5.5.7.1.31", "05" },
    { "1.3.6.1.5.5.7.48.1.5", "0101FF" }, { "1.3.6.1.4.1.11129.2.4.2", "0404000200FF" }, { "1.3.6.1.4.1.11129.2.4.2", "0404FFFF0000" },
    { "1.3.6.1.4.1.11129.2.4.2", "0406000400020001" }, { "2.16.840.1.113730.1.1", "0500" }, { "2.16.840.1.113730.1.13", "0403616263" },
    { "1.3.6.1.4.1.311.20.2", "1E03616263" }, { "1.3.6.1.4.1.311.21.1", "02088000000000000000" }, { "1.3.6.1.4.1.311.21.2", "0500" },
    { "1.3.6.1.4.1.311.21.7", "30030201FF" }, { "1.3.6.1.4.1.311.21.7", "300606022A030200" }, { "1.3.6.1.4.1.311.21.10", "05" },
    { "1.3.6.1.4.1.311.25.2", "3002A0" }, { "1.2.840.113549.1.9.15", "30023000" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sections = g_strdup_printf ("[exts]\na = SEQUENCE:bad\nb = SEQUENCE:good\n[bad]\noid = OID:%s\nvalue = FORMAT:HEX,OCT:%s\n"
                                                   "[good]\noid = OID:2.16.840.1.113730.1.4\nvalue = FORMAT:HEX,OCT:16036F6B6B\n",
                                                   cases[i].oid, cases[i].hex);
      g_autoptr(GBytes) der = pki_make_odd (&(PkiOdd) { .extensions = "SEQUENCE:exts", .sections = sections });
      g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);
      g_autoptr(GListModel) details = cw_certificate_details_new (certificate);
      CwDetailSection *section = find_section (details, cases[i].oid);
      if (!has_field (section, "Problem", NULL))
        g_error ("%s %s is not said to be damaged", cases[i].oid, cases[i].hex);
      g_assert_true (has_field (section, "Raw content", NULL));
      assert_field (details, "2.16.840.1.113730.1.4", "Text", "okk");
    }
}

static void
test_damaged_list (void)
{
  g_autoptr(GBytes) der = pki_make_odd (&(PkiOdd) { .extensions = "SEQUENCE:exts", .sections =
    "[exts]\na = SEQUENCE:good\nb = INTEGER:1\n[good]\noid = OID:2.5.29.54\nvalue = FORMAT:HEX,OCT:020100\n" });
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);
  g_autoptr(GListModel) details = cw_certificate_details_new (certificate);

  assert_field (details, "2.5.29.54", "Any policy not valid after", "0 certificates");
  assert_field (details, "Damaged extensions", "Raw content", "02 01 01");
}

static void
test_odd_ones (void)
{
  g_autoptr(GListModel) no_end = load_details ("no-end.pem");
  g_autoptr(GListModel) negative = load_details ("negative-serial.pem");
  g_autoptr(GListModel) empty = load_details ("empty-subject.pem");
  g_autoptr(GListModel) latin1 = load_details ("latin1-name.pem");
  g_autoptr(GListModel) unknown = load_details ("unknown-key.pem");
  g_autoptr(GListModel) turned = load_details ("direction-mark.pem");
  g_autoptr(GListModel) old = load_details ("version-1.pem");
  g_autoptr(GListModel) pss = load_details ("rsa-pss.pem");

  assert_field (no_end, "Validity", "Valid until", "No defined end");
  assert_field (negative, "Certificate", "Serial number", "FF:7F");
  assert_field (empty, "Subject", "Name", "(empty)");
  assert_field (latin1, "Subject", "Common name (CN)", "Grüße");
  assert_field (unknown, "Public key", "Kind", "1.2.3.4.5");
  assert_field (turned, "Subject", "Common name (CN)", "a\357\277\275b");
  assert_field (old, "Certificate", "Version", "1");
  assert_field (pss, "Public key", "Kind", "RSA-PSS 2048");
  assert_field (pss, "Public key", "Exponent", "65537");
  assert_field (pss, "Signature", "Algorithm", "RSA-PSS (1.2.840.113549.1.1.10)");
  assert_field (pss, "Signature", "Hash", "SHA-256");
}

static void
test_purposes (void)
{
  g_autoptr(CwCertificate) all = load_fixture ("no-end.pem");
  g_autoptr(CwCertificate) some = load_fixture ("everything.pem");
  g_autofree char *all_text = cw_certificate_dup_purposes_text (all);
  g_autofree char *some_text = cw_certificate_dup_purposes_text (some);

  g_assert_cmpstr (all_text, ==, "All purposes");
  g_assert_cmpstr (some_text, ==, "Server authentication, Client authentication, Smart card logon, 1.2.3.4");
  g_assert_cmpstr (cw_oid_get_name ("1.3.6.1.5.5.7.3.1"), ==, "Server authentication");
  g_assert_cmpstr (cw_oid_get_name ("1.2.3"), ==, "1.2.3");
}

/* Reads everything there is to read, as a window would. */
static void
read_all (GBytes *der, guint *n_read)
{
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);

  if (!certificate)
    return;
  g_autoptr(GListModel) details = cw_certificate_details_new (certificate);
  g_autofree char *purposes = cw_certificate_dup_purposes_text (certificate);
  g_autofree char *name = cw_certificate_dup_display_name (certificate);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (g_utf8_validate (purposes, -1, NULL));
  g_assert_true (g_utf8_validate (cw_certificate_get_subject (certificate), -1, NULL));
  for (guint i = 0; i < g_list_model_get_n_items (details); i++)
    {
      g_autoptr(CwDetailSection) section = g_list_model_get_item (details, i);
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (section)); k++)
        {
          g_autoptr(CwDetailField) field = g_list_model_get_item (G_LIST_MODEL (section), k);
          g_assert_true (g_utf8_validate (cw_detail_field_get_value (field), -1, NULL));
          g_assert_true (g_utf8_validate (cw_detail_field_get_label (field), -1, NULL));
        }
    }
  *n_read += 1;
}

/* Whatever bit of a certificate is wrong, and wherever it is cut off: it is refused or shown, and never worse. */
static void
test_every_bit (void)
{
  g_autofree char *folder = pki_dup_fixture ("");
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_read = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)))
    {
      if (!g_str_has_suffix (name, ".pem"))
        continue;
      g_autofree char *path = pki_dup_fixture (name);
      g_autoptr(GBytes) der = pki_load_der (path);
      gsize size;
      const guint8 *data = g_bytes_get_data (der, &size);
      for (gsize at = 0; at < size; at++)
        {
          g_autofree guint8 *copy = g_memdup2 (data, size);
          copy[at] ^= 1 << (at * 5 % 8);
          g_autoptr(GBytes) flipped = g_bytes_new (copy, size);
          read_all (flipped, &n_read);
          copy[at] = 0xff;
          g_autoptr(GBytes) raised = g_bytes_new (copy, size);
          read_all (raised, &n_read);
          g_autoptr(GBytes) cut = g_bytes_new (data, at);
          read_all (cut, &n_read);
        }
    }
  g_assert_cmpuint (n_read, >, 1000);
}

static void
test_finalize (void)
{
  GListModel *details = load_details ("everything.pem");
  CwDetailSection *section = g_list_model_get_item (details, 5);
  CwDetailField *field = g_list_model_get_item (G_LIST_MODEL (section), 0);

  g_object_add_weak_pointer (G_OBJECT (section), (gpointer *) &section);
  g_object_add_weak_pointer (G_OBJECT (field), (gpointer *) &field);
  g_object_unref (field);
  g_object_unref (section);
  g_assert_nonnull (field);
  g_object_unref (details);
  g_assert_null (section);
  g_assert_null (field);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  g_test_add_func ("/details/order", test_order);
  g_test_add_func ("/details/fields", test_fields);
  g_test_add_func ("/details/extensions", test_extensions);
  g_test_add_func ("/details/critical", test_critical);
  g_test_add_func ("/details/properties", test_properties);
  g_test_add_func ("/details/damaged-content", test_damaged_content);
  g_test_add_func ("/details/damaged-list", test_damaged_list);
  g_test_add_func ("/details/odd-ones", test_odd_ones);
  g_test_add_func ("/details/purposes", test_purposes);
  g_test_add_func ("/details/every-bit", test_every_bit);
  g_test_add_func ("/details/finalize", test_finalize);
  int result = g_test_run ();
  pki_teardown ();
  return result;
}
