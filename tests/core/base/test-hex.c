/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-hex.h"

static const guint8 sample[] = { 0x00, 0x0f, 0xa5, 0xff };

static void
test_encode (void)
{
  g_autofree char *plain = cw_hex_encode (sample, sizeof sample);
  g_autofree char *spaced = cw_hex_encode_spaced (sample, sizeof sample, ':');
  g_autofree char *blanks = cw_hex_encode_spaced (sample, 1, ' ');
  g_autofree char *nothing = cw_hex_encode (NULL, 0);
  g_autofree char *nothing_spaced = cw_hex_encode_spaced (NULL, 0, ':');

  g_assert_cmpstr (plain, ==, "000FA5FF");
  g_assert_cmpstr (spaced, ==, "00:0F:A5:FF");
  g_assert_cmpstr (blanks, ==, "00");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (nothing_spaced, ==, "");
}

static void
assert_normal (const char *text, const char *expected)
{
  g_autofree char *plain = cw_hex_normalise (text);

  g_test_message ("“%s”", text);
  g_assert_cmpstr (plain, ==, expected);
}

static void
test_normalise (void)
{
  assert_normal ("000fa5FF", "000FA5FF");
  assert_normal ("00:0f:a5:ff", "000FA5FF");
  assert_normal (" 00 0f\ta5 ff\n", "000FA5FF");
  assert_normal ("f", "F");
  /* A left-to-right mark in front, as the certificate dialog of Windows gives it; a no-break space; a byte order mark. */
  assert_normal ("\xe2\x80\x8e" "00 0f", "000F");
  assert_normal ("00\xc2\xa0" "0f", "000F");
  assert_normal ("\xef\xbb\xbf" "00\xe2\x80\x8b" "0f\xc2\xad", "000F");
}

static void
test_normalise_refuses (void)
{
  assert_normal ("", NULL);
  assert_normal (" : ", NULL);
  assert_normal ("00fg", NULL);
  assert_normal ("0x00", NULL);
  assert_normal ("00-0f", NULL);
  assert_normal ("\xc3\xa4", NULL);
  assert_normal ("\xef\xbc\xa1", NULL);   /* a full-width A is a letter, but no digit of ours */
  g_assert_null (cw_hex_normalise ("00\xff"));
  g_assert_null (cw_hex_normalise (NULL));
}

static void
test_decode (void)
{
  g_autoptr (GBytes) bytes = cw_hex_decode ("00:0f:A5:ff");

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), sample, sizeof sample);
  g_assert_null (cw_hex_decode ("000"));
  g_assert_null (cw_hex_decode (""));
  g_assert_null (cw_hex_decode ("zz"));
  g_assert_null (cw_hex_decode (NULL));
}

static void
test_round_trip (void)
{
  for (gsize size = 1; size <= 64; size++)
    {
      guint8 data[64];
      g_autofree char *plain = NULL;
      g_autofree char *spaced = NULL;
      g_autoptr (GBytes) from_plain = NULL;
      g_autoptr (GBytes) from_spaced = NULL;

      for (gsize i = 0; i < size; i++)
        data[i] = (guint8) g_test_rand_int_range (0, 256);
      plain = cw_hex_encode (data, size);
      spaced = cw_hex_encode_spaced (data, size, ':');
      from_plain = cw_hex_decode (plain);
      from_spaced = cw_hex_decode (spaced);
      g_assert_cmpmem (g_bytes_get_data (from_plain, NULL), g_bytes_get_size (from_plain), data, size);
      g_assert_true (g_bytes_equal (from_plain, from_spaced));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hex/encode", test_encode);
  g_test_add_func ("/hex/normalise", test_normalise);
  g_test_add_func ("/hex/normalise-refuses", test_normalise_refuses);
  g_test_add_func ("/hex/decode", test_decode);
  g_test_add_func ("/hex/round-trip", test_round_trip);
  return g_test_run ();
}
