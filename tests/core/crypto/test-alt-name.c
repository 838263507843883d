/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-alt-name.h"
#include <string.h>
#include "cw-error.h"

typedef struct {
  const char   *typed;
  CwAltNameKind kind;
  const char   *text;
  const char   *ascii;
} Good;

static const Good good[] = {
  { "www.example.org", CW_ALT_NAME_DNS, "www.example.org", "www.example.org" },
  { "  WWW.Example.ORG. ", CW_ALT_NAME_DNS, "www.example.org", "www.example.org" },
  { "*.example.org", CW_ALT_NAME_DNS, "*.example.org", "*.example.org" },
  { "server", CW_ALT_NAME_DNS, "server", "server" },
  { "3com.example", CW_ALT_NAME_DNS, "3com.example", "3com.example" },
  { "bücher.example", CW_ALT_NAME_DNS, "bücher.example", "xn--bcher-kva.example" },
  { "BÜCHER.example", CW_ALT_NAME_DNS, "bücher.example", "xn--bcher-kva.example" },
  { "bu\xcc\x88" "cher.example", CW_ALT_NAME_DNS, "bücher.example", "xn--bcher-kva.example" },
  { "XN--BCHER-KVA.example", CW_ALT_NAME_DNS, "bücher.example", "xn--bcher-kva.example" },
  { "*.straße.example", CW_ALT_NAME_DNS, "*.straße.example", "*.xn--strae-oqa.example" },
  { "例え.テスト", CW_ALT_NAME_DNS, "例え.テスト", "xn--r8jz45g.xn--zckzah" },
  { "例え。テスト", CW_ALT_NAME_DNS, "例え.テスト", "xn--r8jz45g.xn--zckzah" },
  { "DNS:www.example.org", CW_ALT_NAME_DNS, "www.example.org", "www.example.org" },
  { "DNS Name=www.example.org", CW_ALT_NAME_DNS, "www.example.org", "www.example.org" },
  { "192.0.2.1", CW_ALT_NAME_IP, "192.0.2.1", "192.0.2.1" },
  { "[2001:DB8:0:0::1]", CW_ALT_NAME_IP, "2001:db8::1", "2001:db8::1" },
  { "2001:db8:0000::0001", CW_ALT_NAME_IP, "2001:db8::1", "2001:db8::1" },
  { "::1", CW_ALT_NAME_IP, "::1", "::1" },
  { "IP: 10.0.0.1", CW_ALT_NAME_IP, "10.0.0.1", "10.0.0.1" },
  { "IP Address:10.0.0.1", CW_ALT_NAME_IP, "10.0.0.1", "10.0.0.1" },
  { "Jane.Doe+x@Example.ORG", CW_ALT_NAME_EMAIL, "Jane.Doe+x@example.org", "Jane.Doe+x@example.org" },
  { "jane@bücher.example", CW_ALT_NAME_EMAIL, "jane@bücher.example", "jane@xn--bcher-kva.example" },
  { "email:jane@example.org", CW_ALT_NAME_EMAIL, "jane@example.org", "jane@example.org" },
  { "https://example.org/", CW_ALT_NAME_URI, "https://example.org/", "https://example.org/" },
  { "HTTPS://u@BÜCHER.example:8443/ä?q=1#f", CW_ALT_NAME_URI, "https://u@BÜCHER.example:8443/ä?q=1#f",
    "https://u@xn--bcher-kva.example:8443/%C3%A4?q=1#f" },
  { "https://[2001:db8::1]/", CW_ALT_NAME_URI, "https://[2001:db8::1]/", "https://[2001:db8::1]/" },
  { "sip:a@example.org", CW_ALT_NAME_URI, "sip:a@example.org", "sip:a@example.org" },
  { "sip:a@bücher.example;transport=tls", CW_ALT_NAME_URI, "sip:a@bücher.example;transport=tls", "sip:a@xn--bcher-kva.example;transport=tls" },
  { "URI:sip:example.org", CW_ALT_NAME_URI, "sip:example.org", "sip:example.org" },
  { "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", CW_ALT_NAME_URI, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6" },
  { "spiffe://example.org/web", CW_ALT_NAME_URI, "spiffe://example.org/web", "spiffe://example.org/web" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwAltName) name = cw_alt_name_parse (good[i].typed, &error);
      g_autofree char *text = NULL;

      g_test_message ("%s", good[i].typed);
      g_assert_no_error (error);
      g_assert_cmpint (cw_alt_name_get_kind (name), ==, good[i].kind);
      g_assert_cmpstr (cw_alt_name_get_text (name), ==, good[i].text);
      g_assert_cmpstr (cw_alt_name_get_ascii (name), ==, good[i].ascii);
      g_object_get (name, "text", &text, NULL);
      g_assert_cmpstr (text, ==, good[i].text);
    }
}

/* What was typed, and a word of the sentence. */
static const char *const bad[][2] = {
  { "", "missing" }, { "   ", "missing" }, { "DNS:", "missing" }, { ".", "between two dots" }, { "a..b", "between two dots" },
  { ".example.org", "between two dots" }, { "exa mple.org", "a space" }, { "my_host.example.org", "underscore" },
  { "-a.example.org", "hyphen" }, { "a-.example.org", "hyphen" }, { "*", "star" }, { "*.", "star" }, { "w*.example.org", "star" },
  { "www.*.example.org", "star" }, { "*.*.example.org", "star" }, { "www.example.org:443", "port" }, { "192.0.2.1:443", "port" },
  { "192.0.2.256", "never a number" }, { "192.0.2", "never a number" }, { "192.0.2.0/24", "slash" }, { "2001:db8::/32", "slash" },
  { "fe80::1%eth0", "network interface" }, { "2001:db8::zz", "no IP address" }, { "[::1", "no IP address" }, { "IP:www.example.org", "no IP address" },
  { "www.example.org/path", "“/”" }, { "a,b", "“,”" }, { "xn--zzzzzzzz99999.example", "xn--" },
  { "@example.org", "before the at sign" }, { "a@", "missing" }, { "a b@example.org", "not allowed" }, { "jäne@example.org", "unaccented" },
  { ".a@example.org", "dot too many" }, { "a..b@example.org", "dot too many" }, { "a@*.example.org", "star" }, { "email:example.org", "at sign" },
  { "https:///path", "name a host" }, { "https://my_host/", "underscore" }, { "https:", "nothing behind" }, { "https://a b/", "space" },
  { "URI:example.org", "scheme" }, { "https://example.org/<x>", "“<”" }, { "sip:a@my_host", "underscore" }, { "a\xff" "b", "UTF-8" },
  { "a\xe2\x80\xae" "b.example", "internationalized" }, { "https://example.org/\xe2\x80\xae", "invisible" }, { "bad\tname", "space" },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwAltName) name = cw_alt_name_parse (bad[i][0], &error);

      g_test_message ("%s", bad[i][0]);
      g_assert_null (name);
      g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (strstr (error->message, bad[i][1]) == NULL)
        g_error ("“%s” is refused with “%s”, without “%s”", bad[i][0], error->message, bad[i][1]);
    }
}

static char *
dup_labels (guint n, guint length)
{
  g_autofree char *label = g_strnfill (length, 'a');
  GString *text = g_string_new ("");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s.", label);
  g_string_append (text, "org");
  return g_string_free (text, FALSE);
}

static void
assert_length (guint n, guint length, gboolean fits)
{
  g_autofree char *text = dup_labels (n, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAltName) name = cw_alt_name_parse (text, &error);

  g_assert_true ((name != NULL) == fits);
  g_assert_true (fits || g_error_matches (error, CW_ERROR, CW_ERROR_NAME_INVALID));
}

static void
test_length (void)
{
  g_autofree char *long_local = g_strnfill (65, 'a');
  g_autofree char *mail = g_strconcat (long_local, "@example.org", NULL);
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autoptr (CwAltName) name = NULL;

  assert_length (1, 63, TRUE);
  assert_length (1, 64, FALSE);
  assert_length (5, 49, TRUE);      /* 253 */
  assert_length (4, 62, FALSE);     /* 255 */
  name = cw_alt_name_parse (mail, NULL);
  g_assert_null (name);
  name = cw_alt_name_parse (mail + 1, NULL);
  g_assert_nonnull (name);
  g_assert_null (cw_alt_name_parse (endless, NULL));
}

static void
test_equal (void)
{
  g_autoptr (CwAltName) one = cw_alt_name_parse ("BÜCHER.example.", NULL);
  g_autoptr (CwAltName) two = cw_alt_name_parse ("xn--bcher-kva.EXAMPLE", NULL);
  g_autoptr (CwAltName) three = cw_alt_name_parse ("bucher.example", NULL);
  g_autoptr (CwAltName) wild = cw_alt_name_parse ("*.example.org", NULL);

  g_assert_true (cw_alt_name_equal (one, two));
  g_assert_cmpuint (cw_alt_name_hash (one), ==, cw_alt_name_hash (two));
  g_assert_false (cw_alt_name_equal (one, three));
  g_assert_true (cw_alt_name_is_wildcard (wild));
  g_assert_false (cw_alt_name_is_wildcard (one));
  g_assert_cmpstr (cw_alt_name_kind_to_nick (CW_ALT_NAME_EMAIL), ==, "email");
}

/* What it makes of a name, it makes the same of again. */
static void
test_stable (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (CwAltName) name = cw_alt_name_parse (good[i].typed, NULL);
      g_autoptr (CwAltName) text = cw_alt_name_new (good[i].kind, cw_alt_name_get_text (name), NULL);
      g_autoptr (CwAltName) ascii = cw_alt_name_new (good[i].kind, cw_alt_name_get_ascii (name), NULL);

      g_assert_nonnull (text);
      g_assert_nonnull (ascii);
      g_assert_true (cw_alt_name_equal (name, text));
      g_assert_true (cw_alt_name_equal (name, ascii));
    }
}

static void
test_advice (void)
{
  static const char *const advised[] = {
    "localhost", "server", "nas.local", "a.internal", "a.test", "a.example", "*.local", "*.org", "10.1.2.3", "192.168.0.1", "127.0.0.1", "fd00::1",
    "fe80::1", "::1", "2001:db8::1", "a@server", "a@b.local", "https://intranet/", "https://10.0.0.1/", NULL };
  static const char *const fine[] = {
    "www.example.org", "*.example.org", "localhost.example.org", "mylocal", "93.184.216.34", "2600::1", "a@example.org", "https://example.org/", "urn:x:y", NULL };

  for (gsize i = 0; advised[i] != NULL; i++)
    {
      g_autoptr (CwAltName) name = cw_alt_name_parse (advised[i], NULL);
      g_autofree char *advice = cw_alt_name_dup_advice (name);

      g_test_message ("%s", advised[i]);
      g_assert_nonnull (advice);
    }
  for (gsize i = 0; fine[i] != NULL; i++)
    {
      g_autoptr (CwAltName) name = cw_alt_name_parse (fine[i], NULL);
      g_autofree char *advice = cw_alt_name_dup_advice (name);

      if (!g_str_equal (fine[i], "mylocal"))
        g_assert_cmpstr (advice, ==, NULL);
      else
        g_assert_nonnull (strstr (advice, "short name"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alt-name/good", test_good);
  g_test_add_func ("/alt-name/bad", test_bad);
  g_test_add_func ("/alt-name/length", test_length);
  g_test_add_func ("/alt-name/equal", test_equal);
  g_test_add_func ("/alt-name/stable", test_stable);
  g_test_add_func ("/alt-name/advice", test_advice);
  return g_test_run ();
}
