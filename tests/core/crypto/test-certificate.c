/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate.h"
#include "cw-error.h"
#include "pki.h"

#include <string.h>

static CwCertificate *
make_odd (const PkiOdd *odd)
{
  g_autoptr(GBytes) der = pki_make_odd (odd);
  g_autoptr(GError) error = NULL;
  CwCertificate *certificate = cw_certificate_new_from_der (der, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
assert_damaged (GBytes *der, const char *sentence)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, &error);

  g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_null (certificate);
}

/* What openssl says about the same certificate, without the word before the "=". */
static char *
ask_openssl (const char *file, const char *option, const char *hash)
{
  g_autofree char *path = pki_dup_path (file);
  const char *argv[] = { "openssl", "x509", "-noout", "-in", path, option, hash, NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_auto(GStrv) parts = g_strsplit (strchr (output, '=') + 1, ":", -1);
  return g_strchomp (g_strjoinv ("", parts));
}

static void
test_summary (void)
{
  g_autoptr(CwCertificate) ca = pki_make ("ca", NULL, "/C=DE/O=Example/CN=Example CA", "ec:P-256", 100, "basicConstraints = critical, CA:TRUE");
  g_autoptr(CwCertificate) leaf = pki_make ("leaf", "ca", "/C=DE/O=Example/CN=www.example.org", "rsa:2048", 30,
                                            "subjectAltName = DNS:www.example.org, DNS:example.org\nextendedKeyUsage = serverAuth, clientAuth");
  g_autofree char *serial = ask_openssl ("leaf.pem", "-serial", NULL);
  g_autofree char *sha1 = ask_openssl ("leaf.pem", "-fingerprint", "-sha1");
  g_autofree char *sha256 = ask_openssl ("leaf.pem", "-fingerprint", "-sha256");

  g_assert_cmpstr (cw_certificate_get_subject (leaf), ==, "CN=www.example.org,O=Example,C=DE");
  g_assert_cmpstr (cw_certificate_get_issuer (leaf), ==, "CN=Example CA,O=Example,C=DE");
  g_assert_cmpstr (cw_certificate_get_common_name (leaf), ==, "www.example.org");
  g_assert_cmpstr (cw_certificate_get_issuer_name (leaf), ==, "Example CA");
  g_assert_cmpstr (cw_certificate_get_serial (leaf), ==, serial);
  g_assert_cmpstr (cw_certificate_get_thumbprint (leaf), ==, sha1);
  g_assert_cmpstr (cw_certificate_get_sha256 (leaf), ==, sha256);
  g_assert_cmpstr (cw_certificate_get_key_algorithm (leaf), ==, "RSA 2048");
  g_assert_cmpuint (cw_certificate_get_key_bits (leaf), ==, 2048);
  g_assert_cmpint (cw_certificate_get_not_after (leaf) - cw_certificate_get_not_before (leaf), ==, 30 * 86400);
  g_assert_cmpint (ABS (cw_certificate_get_not_before (leaf) - g_get_real_time () / G_USEC_PER_SEC), <, 600);
  g_assert_cmpstrv (cw_certificate_get_names (leaf), ((const char *[]) { "www.example.org", "example.org", NULL }));
  g_assert_cmpstrv (cw_certificate_get_purposes (leaf), ((const char *[]) { "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", NULL }));
  g_assert_false (cw_certificate_is_ca (leaf));
  g_assert_false (cw_certificate_is_self_signed (leaf));
  g_assert_true (cw_certificate_is_ca (ca));
  g_assert_true (cw_certificate_is_self_signed (ca));
  g_assert_cmpuint (g_strv_length ((GStrv) cw_certificate_get_purposes (ca)), ==, 0);
  g_assert_true (g_bytes_equal (cw_certificate_get_issuer_der (leaf), cw_certificate_get_subject_der (ca)));
  g_assert_false (g_bytes_equal (cw_certificate_get_subject_der (leaf), cw_certificate_get_subject_der (ca)));
}

/* Two certificates of one key are joined by it, and so is the key itself as openssl writes it. */
static void
test_key_id (void)
{
  g_autoptr(CwCertificate) first = pki_make ("k1", NULL, "/CN=one", "ec:P-256", 10, NULL);
  g_autoptr(CwCertificate) second = pki_make ("k2", NULL, "/CN=two", "k1", 20, NULL);
  g_autofree char *path = pki_dup_path ("k1.spki");
  g_autofree char *spki = NULL;
  gsize size;

  pki_run ("openssl", "pkey", "-in", "k1.key", "-pubout", "-outform", "DER", "-out", "k1.spki", NULL);
  g_assert_true (g_file_get_contents (path, &spki, &size, NULL));
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) spki, size);
  g_autofree char *upper = g_ascii_strup (hash, -1);
  g_assert_cmpstr (cw_certificate_get_key_id (first), ==, upper);
  g_assert_cmpstr (cw_certificate_get_key_id (second), ==, upper);
  g_assert_cmpstr (cw_certificate_get_sha256 (first), !=, cw_certificate_get_sha256 (second));
}

static void
test_keys (void)
{
  static const struct { const char *key, *words; guint bits; } cases[] = {
    { "rsa:1024", "RSA 1024", 1024 }, { "rsa:3072", "RSA 3072", 3072 }, { "rsa-pss:2048", "RSA-PSS 2048", 2048 },
    { "ec:P-256", "ECDH_P256", 256 }, { "ec:P-384", "ECDH_P384", 384 }, { "ec:P-521", "ECDH_P521", 521 },
    { "ec:brainpoolP384r1", "brainpoolP384r1", 384 }, { "ec:secp256k1", "secp256k1", 256 },
    { "ed25519", "Ed25519", 256 }, { "ed448", "Ed448", 456 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwCertificate) certificate = pki_make ("key", NULL, "/CN=key", cases[i].key, 1, NULL);
      g_assert_cmpstr (cw_certificate_get_key_algorithm (certificate), ==, cases[i].words);
      g_assert_cmpuint (cw_certificate_get_key_bits (certificate), ==, cases[i].bits);
    }
  pki_run ("openssl", "dsaparam", "-noout", "-genkey", "-out", "dsa.key", "1024", NULL);
  g_autoptr(CwCertificate) dsa = pki_make ("dsa2", NULL, "/CN=dsa", "dsa", 1, NULL);
  g_assert_cmpstr (cw_certificate_get_key_algorithm (dsa), ==, "DSA 1024");
  pki_run ("openssl", "ecparam", "-name", "prime256v1", "-param_enc", "explicit", "-genkey", "-noout", "-out", "explicit.key", NULL);
  g_autoptr(CwCertificate) explicit = pki_make ("explicit2", NULL, "/CN=explicit", "explicit", 1, NULL);
  g_assert_cmpstr (cw_certificate_get_key_algorithm (explicit), ==, "EC 256");
  g_autoptr(CwCertificate) unknown = make_odd (&(PkiOdd) { .key = "SEQUENCE:unknown",
    .sections = "[unknown]\nalgorithm = SEQUENCE:unknown_algorithm\nkey = FORMAT:HEX,BITSTRING:00\n[unknown_algorithm]\noid = OID:1.2.3.4.5\n" });
  g_assert_cmpstr (cw_certificate_get_key_algorithm (unknown), ==, "1.2.3.4.5");
  g_assert_cmpuint (cw_certificate_get_key_bits (unknown), ==, 0);
}

static void
test_names (void)
{
  g_autoptr(CwCertificate) certificate = pki_make ("names", NULL, "/CN=names", "ec:P-256", 1,
    "subjectAltName = DNS:xn--bcher-kva.example, DNS:*.xn--bcher-kva.example, email:a@xn--bcher-kva.example, IP:192.0.2.1, IP:2001:db8::1, "
    "URI:https://example.org/x, dirName:dir, RID:1.2.3.4, otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example.org, "
    "otherName:1.3.6.1.5.5.7.8.7;IA5:_xmpp.example.org, otherName:1.2.3.4.5;UTF8:unknown, DNS:xn--\n[dir]\nCN = Dir\n");

  g_assert_cmpstrv (cw_certificate_get_names (certificate), ((const char *[]) { "bücher.example", "*.bücher.example", "a@bücher.example",
    "192.0.2.1", "2001:db8::1", "https://example.org/x", "CN=Dir", "1.2.3.4", "user@example.org", "_xmpp.example.org", "xn--", NULL }));
  g_assert_cmpstrv (cw_certificate_get_ascii_names (certificate), ((const char *[]) { "xn--bcher-kva.example", "*.xn--bcher-kva.example",
    "a@xn--bcher-kva.example", "192.0.2.1", "2001:db8::1", "https://example.org/x", "CN=Dir", "1.2.3.4", "user@example.org",
    "_xmpp.example.org", "xn--", NULL }));
}

static void
test_serials (void)
{
  static const struct { const char *config, *serial; } cases[] = {
    { "INTEGER:0", "00" }, { "INTEGER:0x7F", "7F" }, { "INTEGER:0xFF", "FF" }, { "INTEGER:-1", "FF" }, { "INTEGER:-129", "FF7F" },
    { "INTEGER:0x0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CwCertificate) certificate = make_odd (&(PkiOdd) { .serial = cases[i].config });
      g_assert_cmpstr (cw_certificate_get_serial (certificate), ==, cases[i].serial);
    }
  g_autoptr(GBytes) der = pki_make_odd (&(PkiOdd) { .serial = "INTEGER:0x01020305" });
  g_autoptr(GBytes) padded = pki_patch (der, "\x02\x04\x01\x02\x03\x05", "\x02\x04\x00\x00\x03\x05", 6);
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (padded, NULL);
  g_assert_cmpstr (cw_certificate_get_serial (certificate), ==, "0305");
}

/* Newer versions of openssl refuse to write a time that is none, so they write its letters under a private tag, and the tag is put right. */
#define ODD_UTC_TIME         "IMPLICIT:23P,FORMAT:ASCII,OCT:"
#define ODD_GENERALIZED_TIME "IMPLICIT:24P,FORMAT:ASCII,OCT:"

static GBytes *
make_odd_time (const PkiOdd *odd)
{
  const char *config = odd->from != NULL ? odd->from : odd->until;
  g_autoptr(GBytes) der = pki_make_odd (odd);

  if (g_str_has_prefix (config, ODD_UTC_TIME))
    return pki_patch (der, "\xd7", "\x17", 1);
  if (g_str_has_prefix (config, ODD_GENERALIZED_TIME))
    return pki_patch (der, "\xd8", "\x18", 1);
  return g_steal_pointer (&der);
}

static void
test_times (void)
{
  static const struct { const char *config; gint64 time; } cases[] = {
    { "UTCTIME:700101000000Z", 0 }, { "UTCTIME:491231235959Z", 2524607999 }, { "UTCTIME:500101000000Z", -631152000 },
    { "GENTIME:20240229120000Z", 1709208000 }, { "GENTIME:99991231235959Z", G_MAXINT64 }, { "GENTIME:18500101000000Z", -3786825600 },
    /* as old software wrote them */
    { ODD_UTC_TIME "2601010000Z", 1767225600 }, { ODD_UTC_TIME "260101010000+0100", 1767225600 },
    { ODD_UTC_TIME "2512312330-0030", 1767225600 }, { ODD_GENERALIZED_TIME "20260101000000.123Z", 1767225600 },
    { ODD_GENERALIZED_TIME "20260101000000", 1767225600 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) der = make_odd_time (&(PkiOdd) { .until = cases[i].config });
      g_autoptr(GError) error = NULL;
      g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, &error);
      g_assert_no_error (error);
      g_assert_cmpint (cw_certificate_get_not_after (certificate), ==, cases[i].time);
    }
}

static void
test_no_times (void)
{
  static const char *const cases[] = { "261301000000Z", "260230000000Z", "260101250000Z", "260101006000Z", "2601010000x", "26-1-1", "",
                                       "260101000000Zz", "260101000000+2500" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *from = g_strconcat (ODD_UTC_TIME, cases[i], NULL);
      g_autoptr(GBytes) der = make_odd_time (&(PkiOdd) { .from = from });
      assert_damaged (der, cases[i]);
      assert_damaged (der, "where a date should be");
    }
}

static char *
dup_subject_of (const char *text, char **common_name)
{
  g_autofree char *sections = g_strdup_printf ("[subject]\nset = SET:rdn2\n[rdn2]\na = SEQUENCE:cn2\n[cn2]\noid = OID:2.5.4.3\ntext = %s\n", text);
  g_autoptr(CwCertificate) certificate = make_odd (&(PkiOdd) { .subject = "SEQUENCE:subject", .sections = sections });

  *common_name = g_strdup (cw_certificate_get_common_name (certificate));
  return g_strdup (cw_certificate_get_subject (certificate));
}

static void
test_strings (void)
{
  static const struct { const char *config, *subject, *common_name; } cases[] = {
    { "FORMAT:UTF8,UTF8:Grüße", "CN=Grüße", "Grüße" },
    { "IMPLICIT:12U,FORMAT:HEX,OCT:4772FCDF65", "CN=Grüße", "Grüße" },              /* Latin-1 that claims to be UTF-8 */
    { "IMPLICIT:20U,FORMAT:HEX,OCT:4772FCDF65", "CN=Grüße", "Grüße" },              /* and as teletex */
    { "IMPLICIT:19U,FORMAT:HEX,OCT:4772FCDF65", "CN=Grüße", "Grüße" },
    { "FORMAT:UTF8,BMP:Grüße", "CN=Grüße", "Grüße" }, { "FORMAT:UTF8,UNIV:Grüße", "CN=Grüße", "Grüße" },
    { "IMPLICIT:30U,FORMAT:HEX,OCT:D83DDD12", "CN=🔒", "🔒" },                       /* a surrogate pair */
    { "IMPLICIT:12U,FORMAT:HEX,OCT:410042", "CN=#0C03410042", NULL },               /* a NUL that would hide the rest */
    { "OCT:abc", "CN=#0403616263", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *common_name = NULL;
      g_autofree char *subject = dup_subject_of (cases[i].config, &common_name);
      g_assert_cmpstr (subject, ==, cases[i].subject);
      g_assert_cmpstr (common_name, ==, cases[i].common_name);
    }
  /* Half a character of UTF-16. */
  g_autoptr(GBytes) der = pki_make_odd (&(PkiOdd) { 0 });
  g_autoptr(GBytes) halved = pki_patch (der, "\x0c\x03Odd", "\x1e\x03Odd", 5);
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (halved, NULL);
  g_assert_cmpstr (cw_certificate_get_issuer (certificate), ==, "CN=#1E034F6464");
}

/* RFC 4514: what has a meaning of its own in a name is escaped; a mark that turns the writing direction is shown as what it is. */
static void
test_escapes (void)
{
  static const struct { const char *hex, *subject, *common_name; } cases[] = {
    { "23612C622B63", "CN=\\#a\\,b\\+c", "#a,b+c" }, { "206120", "CN=\\ a\\ ", " a " }, { "613B3C3E5C22", "CN=a\\;\\<\\>\\\\\\\"", "a;<>\\\"" },
    { "61E280AE62", "CN=a\\E2\\80\\AEb", "a\357\277\275b" }, { "610A62", "CN=a\\0Ab", "a\357\277\275b" }, { "20", "CN=\\ ", " " } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *config = g_strdup_printf ("IMPLICIT:12U,FORMAT:HEX,OCT:%s", cases[i].hex);
      g_autofree char *common_name = NULL;
      g_autofree char *subject = dup_subject_of (config, &common_name);
      g_assert_cmpstr (subject, ==, cases[i].subject);
      g_assert_cmpstr (common_name, ==, cases[i].common_name);
    }
}

static void
test_attributes (void)
{
  g_autoptr(CwCertificate) several = make_odd (&(PkiOdd) { .subject = "SEQUENCE:subject", .sections =
    "[subject]\na = SET:s1\nb = SET:s2\nc = SET:s3\n"
    "[s1]\na = SEQUENCE:dc\n[dc]\noid = OID:0.9.2342.19200300.100.1.25\ntext = IA5:org\n"
    "[s2]\na = SEQUENCE:cn1\nb = SEQUENCE:uid\n[cn1]\noid = OID:2.5.4.3\ntext = UTF8:first\n[uid]\noid = OID:0.9.2342.19200300.100.1.1\ntext = UTF8:u\n"
    "[s3]\na = SEQUENCE:cn9\nb = SEQUENCE:own\n[cn9]\noid = OID:2.5.4.3\ntext = UTF8:last\n[own]\noid = OID:1.2.3.4\ntext = UTF8:x\n" });
  const char *subject = cw_certificate_get_subject (several);

  /* The members of a SET are in the order of the encoding, which is not ours to choose. */
  g_assert_true (g_str_has_suffix (subject, ",DC=org"));
  g_assert_nonnull (strstr (subject, "1.2.3.4=#0C0178"));
  g_assert_nonnull (strstr (subject, "UID=u"));
  g_assert_cmpstr (cw_certificate_get_common_name (several), ==, "last");
}

static void
test_odd_ones_load (void)
{
  g_autoptr(CwCertificate) empty = make_odd (&(PkiOdd) { .subject = "SEQUENCE:nothing", .issuer = "SEQUENCE:nothing" });
  g_assert_cmpstr (cw_certificate_get_subject (empty), ==, "");
  g_assert_null (cw_certificate_get_common_name (empty));
  g_assert_cmpstr (cw_certificate_get_issuer_name (empty), ==, "");

  g_autoptr(CwCertificate) broken = make_odd (&(PkiOdd) { .extensions = "SEQUENCE:exts", .sections =
    "[exts]\na = SEQUENCE:san\nb = SEQUENCE:bc\nc = SEQUENCE:eku\n"
    "[san]\noid = OID:2.5.29.17\nvalue = FORMAT:HEX,OCT:30198207612E6F72\n"
    "[bc]\noid = OID:2.5.29.19\nvalue = FORMAT:HEX,OCT:0500\n[eku]\noid = OID:2.5.29.37\nvalue = FORMAT:HEX,OCT:30\n" });
  g_assert_cmpuint (g_strv_length ((GStrv) cw_certificate_get_names (broken)), ==, 0);
  g_assert_cmpuint (g_strv_length ((GStrv) cw_certificate_get_purposes (broken)), ==, 0);
  g_assert_false (cw_certificate_is_ca (broken));

  /* The first one counts; a name with a NUL is no name. */
  g_autoptr(CwCertificate) twice = make_odd (&(PkiOdd) { .extensions = "SEQUENCE:exts", .sections =
    "[exts]\na = SEQUENCE:san1\nb = SEQUENCE:san2\n"
    "[san1]\noid = OID:2.5.29.17\nvalue = FORMAT:HEX,OCT:300C8203612E628205622E0063640A\n[san2]\noid = OID:2.5.29.17\nvalue = FORMAT:HEX,OCT:30058203782E79\n" });
  g_assert_cmpstr (cw_certificate_get_names (twice)[0], ==, "a.b");
  g_assert_null (cw_certificate_get_names (twice)[1]);
}

static void
test_version_1 (void)
{
  pki_run ("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "v1.key", NULL);
  g_autoptr(CwCertificate) certificate = pki_make_version_1 ("v1", "v1");

  g_assert_cmpstr (cw_certificate_get_subject (certificate), ==, "CN=v1");
  g_assert_false (cw_certificate_is_ca (certificate));
}

/* certtool writes other string types and other extensions than openssl. */
static void
test_certtool (void)
{
  pki_write ("template", "cn = \"gnutls.example.org\"\norganization = \"Grün\"\ndns_name = \"gnutls.example.org\"\nip_address = \"192.0.2.7\"\n"
             "serial = 9\nexpiration_days = 7\ntls_www_server\nca\n");
  pki_run ("certtool", "--generate-privkey", "--key-type", "ed25519", "--outfile", "gt.key", NULL);
  pki_run ("certtool", "--generate-self-signed", "--load-privkey", "gt.key", "--template", "template", "--outfile", "gt.pem", NULL);
  g_autofree char *path = pki_dup_path ("gt.pem");
  g_autoptr(CwCertificate) certificate = pki_load (path);

  g_assert_cmpstr (cw_certificate_get_common_name (certificate), ==, "gnutls.example.org");
  g_assert_nonnull (strstr (cw_certificate_get_subject (certificate), "O=Grün"));
  g_assert_cmpstr (cw_certificate_get_serial (certificate), ==, "09");
  g_assert_cmpstr (cw_certificate_get_key_algorithm (certificate), ==, "Ed25519");
  g_assert_cmpstrv (cw_certificate_get_names (certificate), ((const char *[]) { "gnutls.example.org", "192.0.2.7", NULL }));
  g_assert_true (cw_certificate_is_ca (certificate));
}

static void
test_display_name (void)
{
  g_autoptr(CwCertificate) common = pki_make ("d1", NULL, "/O=Org/CN=common", "ec:P-256", 1, "subjectAltName = DNS:san.example.org");
  g_autoptr(CwCertificate) alternative = pki_make ("d2", NULL, "/O=Org", "d1", 1, "subjectAltName = DNS:san.example.org");
  g_autoptr(CwCertificate) organization = pki_make ("d3", NULL, "/OU=Unit/O=Org", "d1", 1, NULL);
  g_autoptr(CwCertificate) unit = pki_make ("d4", NULL, "/OU=Unit", "d1", 1, NULL);
  g_autoptr(CwCertificate) none = make_odd (&(PkiOdd) { .subject = "SEQUENCE:nothing" });
  g_autoptr(CwCertificate) international = pki_make ("d5", NULL, "/CN=xn--bcher-kva.example", "d1", 1, NULL);
  CwCertificate *certificates[] = { common, international, alternative, organization, unit, none };
  const char *expected[] = { "common", "bücher.example", "san.example.org", "Org", "Unit", cw_certificate_get_thumbprint (none) };

  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autofree char *name = cw_certificate_dup_display_name (certificates[i]);
      g_assert_cmpstr (name, ==, expected[i]);
    }
}

/* What stands behind a certificate in a file is not part of it. */
static void
test_trailing (void)
{
  g_autoptr(CwCertificate) certificate = pki_make ("trail", NULL, "/CN=trail", "ec:P-256", 1, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (cw_certificate_get_der (certificate), &size);
  g_autoptr(GByteArray) longer = g_byte_array_new ();

  g_byte_array_append (longer, data, (guint) size);
  g_byte_array_append (longer, (const guint8 *) "\r\n", 2);
  g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  g_autoptr(CwCertificate) again = cw_certificate_new_from_der (bytes, NULL);
  g_assert_true (g_bytes_equal (cw_certificate_get_der (again), cw_certificate_get_der (certificate)));
  g_assert_cmpstr (cw_certificate_get_sha256 (again), ==, cw_certificate_get_sha256 (certificate));
  g_assert_true (g_bytes_equal (cw_certificate_get_subject_der (again), cw_certificate_get_subject_der (certificate)));
}

static void
test_damaged (void)
{
  g_autoptr(CwCertificate) certificate = pki_make ("cut", NULL, "/CN=cut", "ec:P-256", 1, "subjectAltName = DNS:a");
  GBytes *der = cw_certificate_get_der (certificate);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) text = g_bytes_new_static ("<html>", 6);
  g_autoptr(GBytes) endless = g_bytes_new_static ("\x30\x80\x30\x80\x00\x00\x00\x00", 8);

  for (gsize size = 0; size < g_bytes_get_size (der); size++)
    {
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (der, 0, size);
      assert_damaged (part, "outer structure");
    }
  assert_damaged (empty, "outer structure");
  assert_damaged (text, "outer structure");
  assert_damaged (endless, "outer structure");
  g_autoptr(GBytes) no_key = pki_make_odd (&(PkiOdd) { .key = "INTEGER:1" });
  assert_damaged (no_key, "public key");
  g_autoptr(GBytes) no_subject = pki_make_odd (&(PkiOdd) { .subject = "INTEGER:1" });
  assert_damaged (no_subject, "subject");
  g_autoptr(GBytes) no_version = pki_make_odd (&(PkiOdd) { .version = "INTEGER:-1" });
  assert_damaged (no_version, "version");
}

static void
test_too_large (void)
{
  g_autofree guint8 *zeros = g_malloc0 (CW_CERTIFICATE_MAX_SIZE + 1);
  g_autoptr(GBytes) der = g_bytes_new_static (zeros, CW_CERTIFICATE_MAX_SIZE + 1);
  g_autoptr(GError) error = NULL;

  g_assert_null (cw_certificate_new_from_der (der, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TOO_LARGE);
}

static void
test_finalize (void)
{
  CwCertificate *certificate = pki_make ("gone", NULL, "/CN=gone", "ec:P-256", 1, "subjectAltName = DNS:xn--bcher-kva.example");

  g_object_add_weak_pointer (G_OBJECT (certificate), (gpointer *) &certificate);
  g_object_unref (certificate);
  g_assert_null (certificate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate/summary", test_summary);
  g_test_add_func ("/certificate/key-id", test_key_id);
  g_test_add_func ("/certificate/keys", test_keys);
  g_test_add_func ("/certificate/names", test_names);
  g_test_add_func ("/certificate/serials", test_serials);
  g_test_add_func ("/certificate/times", test_times);
  g_test_add_func ("/certificate/no-times", test_no_times);
  g_test_add_func ("/certificate/strings", test_strings);
  g_test_add_func ("/certificate/escapes", test_escapes);
  g_test_add_func ("/certificate/attributes", test_attributes);
  g_test_add_func ("/certificate/odd-ones-load", test_odd_ones_load);
  g_test_add_func ("/certificate/version-1", test_version_1);
  g_test_add_func ("/certificate/certtool", test_certtool);
  g_test_add_func ("/certificate/display-name", test_display_name);
  g_test_add_func ("/certificate/trailing", test_trailing);
  g_test_add_func ("/certificate/damaged", test_damaged);
  g_test_add_func ("/certificate/too-large", test_too_large);
  g_test_add_func ("/certificate/finalize", test_finalize);
  pki_setup ();
  int result = g_test_run ();
  pki_teardown ();
  return result;
}
