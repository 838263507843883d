/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

static const char *
nick_of (int code)
{
  g_autoptr (GError) error = g_error_new_literal (CW_ERROR, code, "x");

  return cw_error_get_nick (error);
}

static void
assert_nick_form (const char *nick)
{
  g_assert_nonnull (nick);
  g_assert_cmpuint (strspn (nick, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen (nick));
  g_assert_cmpuint (strlen (nick), >, 1);
  g_assert_false (g_str_has_prefix (nick, "-") || g_str_has_suffix (nick, "-"));
}

static void
test_every_code_has_its_nick (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = CW_ERROR_FAILED; code <= CW_ERROR_IO; code++)
    {
      assert_nick_form (nick_of (code));
      g_test_message ("%d %s", code, nick_of (code));
      g_assert_true (g_hash_table_add (seen, (gpointer) nick_of (code)));
    }
}

/* These go into reports and into other people's scripts: a change here breaks them. */
static void
test_nicks_are_stable (void)
{
  g_assert_cmpstr (nick_of (CW_ERROR_FAILED), ==, "failed");
  g_assert_cmpstr (nick_of (CW_ERROR_CANCELLED), ==, "cancelled");
  g_assert_cmpstr (nick_of (CW_ERROR_NOT_FOUND), ==, "not-found");
  g_assert_cmpstr (nick_of (CW_ERROR_DAMAGED), ==, "damaged");
  g_assert_cmpstr (nick_of (CW_ERROR_PASSWORD_WRONG), ==, "password-wrong");
  g_assert_cmpstr (nick_of (CW_ERROR_MAC_MISSING), ==, "mac-missing");
  g_assert_cmpstr (nick_of (CW_ERROR_ALGORITHM_UNSUPPORTED), ==, "algorithm-unsupported");
  g_assert_cmpstr (nick_of (CW_ERROR_NOT_EXPORTABLE), ==, "not-exportable");
  g_assert_cmpstr (nick_of (CW_ERROR_STORE_DAMAGED), ==, "store-damaged");
  g_assert_cmpstr (nick_of (CW_ERROR_KEYRING_UNAVAILABLE), ==, "keyring-unavailable");
  g_assert_cmpstr (nick_of (CW_ERROR_DISK_FULL), ==, "disk-full");
  g_assert_cmpstr (nick_of (CW_ERROR_IO), ==, "io");
}

static void
test_every_code_says_what_to_do (void)
{
  for (int code = CW_ERROR_FAILED; code <= CW_ERROR_IO; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (CW_ERROR, code, "x");
      const char *remedy = cw_error_get_remedy (error);

      /* Nothing can be said about an unknown failure, and nothing need be about one's own decision. */
      if (code == CW_ERROR_FAILED || code == CW_ERROR_CANCELLED)
        g_assert_null (remedy);
      else
        g_assert_true (remedy != NULL && g_str_has_suffix (remedy, "."));
    }
}

static void
test_unknown_codes (void)
{
  g_autoptr (GError) high = g_error_new_literal (CW_ERROR, CW_ERROR_IO + 1, "x");
  g_autoptr (GError) low = g_error_new_literal (CW_ERROR, -1, "x");
  g_autoptr (GError) foreign = g_error_new_literal (G_MARKUP_ERROR, 0, "x");

  g_assert_cmpstr (cw_error_get_nick (high), ==, "failed");
  g_assert_cmpstr (cw_error_get_nick (low), ==, "failed");
  g_assert_cmpstr (cw_error_get_nick (foreign), ==, "failed");
  g_assert_cmpstr (cw_error_get_nick (NULL), ==, "failed");
  g_assert_null (cw_error_get_remedy (NULL));
}

static void
test_errno (void)
{
  static const struct { int number; CwError code; } cases[] = {
    { ENOENT, CW_ERROR_NOT_FOUND }, { ENOTDIR, CW_ERROR_NOT_FOUND }, { EACCES, CW_ERROR_PERMISSION },
    { EPERM, CW_ERROR_PERMISSION }, { ENOSPC, CW_ERROR_DISK_FULL }, { EDQUOT, CW_ERROR_DISK_FULL },
    { EROFS, CW_ERROR_READ_ONLY }, { EFBIG, CW_ERROR_TOO_LARGE }, { EBUSY, CW_ERROR_IN_USE },
    { EISDIR, CW_ERROR_USAGE }, { EIO, CW_ERROR_IO }, { ENOMEM, CW_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_strdup_printf ("/a/%d: %s", 1, g_strerror (cases[i].number));

      cw_error_set_from_errno (&error, cases[i].number, "/a/%d", 1);
      g_assert_error (error, CW_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, expected);
    }
  cw_error_set_from_errno (NULL, EIO, "nobody asks");
}

static void
assert_propagated (GQuark domain, int code, CwError expected)
{
  g_autoptr (GError) error = NULL;

  cw_error_propagate (&error, g_error_new_literal (domain, code, "The sentence"));
  g_assert_error (error, CW_ERROR, (int) expected);
  g_assert_cmpstr (error->message, ==, "The sentence");
}

static void
test_propagate (void)
{
  assert_propagated (CW_ERROR, CW_ERROR_MAC_MISSING, CW_ERROR_MAC_MISSING);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_CANCELLED, CW_ERROR_CANCELLED);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, CW_ERROR_NOT_FOUND);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_NO_SPACE, CW_ERROR_DISK_FULL);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_READ_ONLY, CW_ERROR_READ_ONLY);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, CW_ERROR_PERMISSION);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, CW_ERROR_USAGE);
  assert_propagated (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, CW_ERROR_IO);
  assert_propagated (G_FILE_ERROR, G_FILE_ERROR_NOENT, CW_ERROR_NOT_FOUND);
  assert_propagated (G_FILE_ERROR, G_FILE_ERROR_NOSPC, CW_ERROR_DISK_FULL);
  assert_propagated (G_FILE_ERROR, G_FILE_ERROR_ROFS, CW_ERROR_READ_ONLY);
  assert_propagated (G_FILE_ERROR, G_FILE_ERROR_ACCES, CW_ERROR_PERMISSION);
  assert_propagated (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, CW_ERROR_USAGE);
  assert_propagated (G_CONVERT_ERROR, G_CONVERT_ERROR_FAILED, CW_ERROR_FAILED);
  cw_error_propagate (NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "nobody asks"));
}

/* The nick of a foreign error is the one that it would have after cw_error_propagate(). */
static void
test_foreign_nick (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "x");

  g_assert_cmpstr (cw_error_get_nick (error), ==, "disk-full");
  g_assert_nonnull (cw_error_get_remedy (error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/every-code-has-its-nick", test_every_code_has_its_nick);
  g_test_add_func ("/error/nicks-are-stable", test_nicks_are_stable);
  g_test_add_func ("/error/every-code-says-what-to-do", test_every_code_says_what_to_do);
  g_test_add_func ("/error/unknown-codes", test_unknown_codes);
  g_test_add_func ("/error/errno", test_errno);
  g_test_add_func ("/error/propagate", test_propagate);
  g_test_add_func ("/error/foreign-nick", test_foreign_nick);
  return g_test_run ();
}
