/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-text.h"
#include "cw-secret-box.h"

#define DAY (24 * 60 * 60)

static void
test_states (void)
{
  const gint64 now = 1000 * DAY;

  g_assert_cmpint (cw_certificate_state_at (now + 1, now + DAY, now), ==, CW_CERTIFICATE_NOT_YET_VALID);
  g_assert_cmpint (cw_certificate_state_at (now - DAY, now - 1, now), ==, CW_CERTIFICATE_EXPIRED);
  g_assert_cmpint (cw_certificate_state_at (now - DAY, now + 30 * DAY, now), ==, CW_CERTIFICATE_EXPIRING);
  g_assert_cmpint (cw_certificate_state_at (now - DAY, now + 30 * DAY + 1, now), ==, CW_CERTIFICATE_VALID);
  g_assert_cmpint (cw_certificate_state_at (now - DAY, G_MAXINT64, now), ==, CW_CERTIFICATE_VALID);
}

/* Nothing is said by colour alone: each state has a word and an icon of its own. */
static void
test_words (void)
{
  for (CwCertificateState a = CW_CERTIFICATE_VALID; a <= CW_CERTIFICATE_NOT_YET_VALID; a++)
    for (CwCertificateState b = CW_CERTIFICATE_VALID; b < a; b++)
      {
        g_assert_cmpstr (cw_certificate_state_get_word (a), !=, cw_certificate_state_get_word (b));
        g_assert_cmpstr (cw_certificate_state_get_icon (a), !=, cw_certificate_state_get_icon (b));
      }
}

static void
test_expires (void)
{
  g_autofree char *never = cw_certificate_dup_expires (G_MAXINT64, 0);
  g_autofree char *exact = cw_certificate_dup_exact (G_MAXINT64);
  g_autofree char *later = cw_certificate_dup_expires (90 * DAY, 0);

  g_assert_cmpstr (never, ==, "Never");
  g_assert_cmpstr (exact, ==, "Never");
  g_assert_nonnull (strstr (later, "months"));
}

static void
test_strength (void)
{
  g_assert_cmpuint (cw_passphrase_strength (""), ==, 0);
  g_assert_cmpuint (cw_passphrase_strength ("short"), ==, 1);
  g_assert_cmpuint (cw_passphrase_strength ("longer one"), ==, 2);
  g_assert_cmpuint (cw_passphrase_strength ("Longer one 12"), ==, 3);
  g_assert_cmpuint (cw_passphrase_strength ("correct horse battery staple"), ==, 4);
  /* Characters are counted, not bytes. */
  g_assert_cmpuint (cw_passphrase_strength ("äöüÄÖÜß"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gtk/certificate-text/states", test_states);
  g_test_add_func ("/gtk/certificate-text/words", test_words);
  g_test_add_func ("/gtk/certificate-text/expires", test_expires);
  g_test_add_func ("/gtk/secret-box/strength", test_strength);
  return g_test_run ();
}
