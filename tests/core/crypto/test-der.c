/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-der.h"
#include "cw-name.h"

#include <string.h>

#define DER(text) ((CwDer) { (const guint8 *) (text), sizeof (text) - 1 })

static void
test_next (void)
{
  CwDer in = DER ("\x02\x01\x05\x30\x81\x02\x05\x00\x04\x82\x00\x01\xaa"), value, whole;
  guint tag;

  g_assert_cmpuint (cw_der_peek (&in), ==, CW_DER_INTEGER);
  g_assert_true (cw_der_next (&in, &tag, &value, &whole));
  g_assert_cmpuint (tag, ==, CW_DER_INTEGER);
  g_assert_true (cw_der_equal (value, DER ("\x05")));
  g_assert_true (cw_der_equal (whole, DER ("\x02\x01\x05")));
  g_assert_false (cw_der_take (&in, CW_DER_SET, &value));
  g_assert_true (cw_der_take (&in, CW_DER_SEQUENCE, &value));
  g_assert_true (cw_der_equal (value, DER ("\x05\x00")));
  g_assert_true (cw_der_next (&in, NULL, NULL, &whole));
  g_assert_true (cw_der_equal (whole, DER ("\x04\x82\x00\x01\xaa")));
  g_assert_cmpuint (in.size, ==, 0);
  g_assert_cmpuint (cw_der_peek (&in), ==, 0);
  g_assert_false (cw_der_next (&in, NULL, NULL, NULL));
}

/* Refused, and nothing has moved. */
static void
test_refused (void)
{
  const CwDer cases[] = { DER ("\x30"), DER ("\x30\x01"), DER ("\x30\x80\x00\x00"), DER ("\x30\x81"), DER ("\x30\x82\x01"), DER ("\x30\x83\x00\x00\x01"),
                          DER ("\x30\x84\xff\xff\xff\xff\x00"), DER ("\x30\x85\x00\x00\x00\x00\x01\x00"), DER ("\x1f\x01\x00"), DER ("\x30\xff\x00"),
                          { NULL, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwDer in = cases[i], value;
      g_assert_false (cw_der_next (&in, NULL, &value, NULL));
      g_assert_false (cw_der_take (&in, CW_DER_SEQUENCE, &value));
      g_assert_false (cw_der_open (in, CW_DER_SEQUENCE, &value));
      g_assert_true (in.data == cases[i].data && in.size == cases[i].size);
    }
}

static void
test_values (void)
{
  CwDer in = DER ("\x01\x01\xff\x01\x01\x00\x01\x02\x00\x00"), bits;
  gboolean value;
  guint number;

  g_assert_true (cw_der_take_boolean (&in, &value) && value);
  g_assert_true (cw_der_take_boolean (&in, &value) && !value);
  g_assert_false (cw_der_take_boolean (&in, &value));
  g_assert_cmpuint (in.size, ==, 4);

  g_assert_true (cw_der_to_uint (DER ("\x00"), &number) && number == 0);
  g_assert_true (cw_der_to_uint (DER ("\x00\xff\xff\xff\xff"), &number) && number == G_MAXUINT32);
  g_assert_false (cw_der_to_uint (DER ("\x01\x00\x00\x00\x00"), &number));
  g_assert_false (cw_der_to_uint (DER ("\x80"), &number));
  g_assert_false (cw_der_to_uint (DER (""), &number));

  g_assert_cmpuint (cw_der_count_bits (DER ("\x00\x80\x00")), ==, 16);
  g_assert_cmpuint (cw_der_count_bits (DER ("\x01")), ==, 1);
  g_assert_cmpuint (cw_der_count_bits (DER ("\x00")), ==, 0);

  in = DER ("\x03\x02\x00\xaa\x03\x02\x08\xaa");
  g_assert_true (cw_der_take_bits (&in, &bits) && cw_der_equal (bits, DER ("\xaa")));
  g_assert_false (cw_der_take_bits (&in, &bits));
}

static void
test_oids (void)
{
  static const struct { CwDer der; const char *text; } cases[] = {
    { { (const guint8 *) "\x2a\x86\x48\x86\xf7\x0d", 6 }, "1.2.840.113549" }, { { (const guint8 *) "\x55\x04\x03", 3 }, "2.5.4.3" },
    { { (const guint8 *) "\x00", 1 }, "0.0" }, { { (const guint8 *) "\x27", 1 }, "0.39" }, { { (const guint8 *) "\x28", 1 }, "1.0" },
    { { (const guint8 *) "\x50", 1 }, "2.0" }, { { (const guint8 *) "\x88\x37", 2 }, "2.999" },
    /* a UUID */
    { { (const guint8 *) "\x69\x83\xf1\xa0\xd8\xc1\xc9\xde\xe4\xc5\xea\xd9\xe9\xf4\xd6\xe3\xcc\xba\xda\x1b", 20 }, "2.25.330482900938009869489514538856107388187" } };
  char text[CW_DER_OID_MAX];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (cw_der_to_oid (cases[i].der, text, sizeof text));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_false (cw_der_to_oid (DER (""), text, sizeof text));
  g_assert_cmpstr (text, ==, "");
  g_assert_false (cw_der_to_oid (DER ("\x55\x84"), text, sizeof text));
  g_assert_false (cw_der_to_oid (DER ("\x55\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), text, sizeof text));
  /* More than fits. */
  guint8 many[200];
  memset (many, 0x7f, sizeof many);
  g_assert_false (cw_der_to_oid ((CwDer) { many, sizeof many }, text, sizeof text));
  g_assert_cmpstr (text, ==, "");
}

static void
test_times (void)
{
  static const struct { guint tag; const char *text; gint64 time; } cases[] = {
    { CW_DER_UTC_TIME, "700101000000Z", 0 }, { CW_DER_UTC_TIME, "000229000000Z", 951782400 }, { CW_DER_UTC_TIME, "491231235959Z", 2524607999 },
    { CW_DER_UTC_TIME, "500101000000Z", -631152000 }, { CW_DER_UTC_TIME, "7001010000Z", 0 }, { CW_DER_UTC_TIME, "700101013000+0130", 0 },
    { CW_DER_GENERALIZED_TIME, "19700101000000Z", 0 }, { CW_DER_GENERALIZED_TIME, "20000229000000Z", 951782400 },
    { CW_DER_GENERALIZED_TIME, "99991231235959Z", 253402300799 }, { CW_DER_GENERALIZED_TIME, "00010101000000Z", -62135596800 },
    { CW_DER_GENERALIZED_TIME, "19700101000000.5Z", 0 }, { CW_DER_GENERALIZED_TIME, "19691231193000-0430", 0 } };
  static const struct { guint tag; const char *text; } wrong[] = {
    { CW_DER_UTC_TIME, "19700101000000Z" }, { CW_DER_GENERALIZED_TIME, "700101000000Z" }, { CW_DER_GENERALIZED_TIME, "19000229000000Z" },
    { CW_DER_GENERALIZED_TIME, "20230229000000Z" }, { CW_DER_GENERALIZED_TIME, "20230431000000Z" }, { CW_DER_GENERALIZED_TIME, "00000101000000ZZ" },
    { CW_DER_UTC_TIME, "700101240000Z" }, { CW_DER_UTC_TIME, "7001010000001Z" }, { CW_DER_UTC_TIME, "700101000000+01" },
    { CW_DER_INTEGER, "700101000000Z" } };
  gint64 time;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (cw_der_to_time (cases[i].tag, (CwDer) { (const guint8 *) cases[i].text, strlen (cases[i].text) }, &time));
      g_assert_cmpint (time, ==, cases[i].time);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (cw_der_to_time (wrong[i].tag, (CwDer) { (const guint8 *) wrong[i].text, strlen (wrong[i].text) }, &time));
}

/* The same calendar as GLib's, on every day of four centuries. */
static void
test_calendar (void)
{
  g_autoptr(GDateTime) day = g_date_time_new_utc (1800, 1, 1, 12, 0, 0);

  while (g_date_time_get_year (day) < 2201)
    {
      g_autofree char *text = g_date_time_format (day, "%Y%m%d%H%M%SZ");
      gint64 time;
      g_assert_true (cw_der_to_time (CW_DER_GENERALIZED_TIME, (CwDer) { (const guint8 *) text, strlen (text) }, &time));
      g_assert_cmpint (time, ==, g_date_time_to_unix (day));
      GDateTime *next = g_date_time_add_days (day, 1);
      g_date_time_unref (day);
      day = next;
    }
}

static void
test_addresses (void)
{
  g_autofree char *four = cw_address_dup_text (DER ("\xc0\x00\x02\x01"));
  g_autofree char *sixteen = cw_address_dup_text (DER ("\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"));

  g_assert_cmpstr (four, ==, "192.0.2.1");
  g_assert_cmpstr (sixteen, ==, "2001:db8::1");
  g_assert_null (cw_address_dup_text (DER ("\xc0\x00\x02")));
}

static void
test_printable (void)
{
  static const struct { const char *in, *out; } cases[] = {
    { "plain", "plain" }, { "Grüße", "Grüße" }, { "a\nb", "a\357\277\275b" }, { "a\342\200\256b", "a\357\277\275b" },
    { "\331\206\342\200\214\331\206", "\331\206\342\200\214\331\206" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cw_text_to_printable (g_strdup (cases[i].in));
      g_assert_cmpstr (text, ==, cases[i].out);
    }
  g_assert_null (cw_text_to_printable (NULL));
}

static void
test_hosts (void)
{
  static const struct { const char *in, *out; } cases[] = {
    { "www.example.org", "www.example.org" }, { "xn--bcher-kva.example", "bücher.example" }, { "XN--BCHER-KVA.example", "bücher.example" },
    { "*.xn--bcher-kva.example", "*.bücher.example" }, { "xn--\1.example", "xn--\1.example" }, { "xn--99999999999", "xn--99999999999" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cw_host_to_unicode (g_strdup (cases[i].in));
      g_assert_cmpstr (text, ==, cases[i].out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/der/next", test_next);
  g_test_add_func ("/der/refused", test_refused);
  g_test_add_func ("/der/values", test_values);
  g_test_add_func ("/der/oids", test_oids);
  g_test_add_func ("/der/times", test_times);
  g_test_add_func ("/der/calendar", test_calendar);
  g_test_add_func ("/name/addresses", test_addresses);
  g_test_add_func ("/name/printable", test_printable);
  g_test_add_func ("/name/hosts", test_hosts);
  return g_test_run ();
}
