/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include "cw-exit.h"
#include "ctl.h"
#include <string.h>

/* What is asked on a terminal, on a real pseudo-terminal. */

static gint64
count_certificates (Ctl *ctl)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "get", "--available", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (result);

  return json_object_get_int_member (root, "total");
}

static void
test_password (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", NULL);
  ctl_pty_expect (pty, "Password: ");
  g_assert_false (ctl_pty_echoes (pty));
  ctl_pty_send (pty, "hunter2\n");
  ctl_pty_expect (pty, "wrong");
  ctl_pty_expect (pty, "Password: ");
  ctl_pty_send (pty, CTL_PASSWORD "\n");
  g_assert_cmpint (ctl_pty_wait (pty), ==, 0);
  ctl_assert_has (pty->seen->str, "1 certificate stored", G_STRLOC);
  ctl_assert_lacks (pty->seen->str, "hunter2", G_STRLOC);
  ctl_assert_lacks (pty->seen->str, CTL_PASSWORD, G_STRLOC);
}

/* Ctrl+C at the password: nothing is there, and the terminal shows again what is typed. */
static void
test_interrupted (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_import (ctl, "first.example.org", TRUE);
  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", NULL);
  ctl_pty_expect (pty, "Password: ");
  g_assert_false (ctl_pty_echoes (pty));
  ctl_pty_send (pty, "half\003");
  ctl_pty_expect (pty, "nothing was changed");
  g_assert_true (ctl_pty_echoes (pty));
  g_assert_cmpint (ctl_pty_wait (pty), ==, CW_EXIT_REFUSED);
  g_assert_cmpint (count_certificates (ctl), ==, 1);
}

/* A signal is answered at once, and the terminal is as it was. */
static void
test_signal (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", NULL);
  ctl_pty_expect (pty, "Password: ");
  g_assert_cmpint (kill (pty->pid, SIGTERM), ==, 0);
  ctl_pty_expect (pty, "Stopping, and putting back what was there.");
  g_assert_cmpint (ctl_pty_wait (pty), ==, CW_EXIT_REFUSED);
}

/* Ctrl+D: no answer. */
static void
test_end_of_input (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", NULL);
  ctl_pty_expect (pty, "Password: ");
  ctl_pty_send (pty, "\004");
  g_assert_cmpint (ctl_pty_wait (pty), ==, CW_EXIT_REFUSED);
}

/* A password that was given is not asked for again. */
static void
test_given_password (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", "--password-file", "wrong", NULL);
  g_assert_cmpint (ctl_pty_wait (pty), ==, CW_EXIT_AUTHENTICATION);
  ctl_assert_lacks (pty->seen->str, "Password:", G_STRLOC);
}

static void
test_password_from_terminal_as_stdin (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  pty = ctl_pty_start (ctl, "import", "a.example.org.pfx", "--password", "-", NULL);
  ctl_pty_expect (pty, "Password: ");
  g_assert_false (ctl_pty_echoes (pty));
  ctl_pty_send (pty, CTL_PASSWORD "\n");
  g_assert_cmpint (ctl_pty_wait (pty), ==, 0);
}

static void
test_confirm (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) no = NULL;
  g_autoptr (CtlPty) half = NULL;
  g_autoptr (CtlPty) yes = NULL;

  ctl_import (ctl, "first.example.org", TRUE);
  ctl_make_certificate (ctl, "a.example.org");
  ctl_make_certificate (ctl, "b.example.org");
  no = ctl_pty_start (ctl, "import", "a.example.org.pem", "--confirm", NULL);
  ctl_pty_expect (no, "[y/N]");
  g_assert_true (ctl_pty_echoes (no));
  ctl_pty_send (no, "n\n");
  g_assert_cmpint (ctl_pty_wait (no), ==, CW_EXIT_REFUSED);
  g_assert_cmpint (count_certificates (ctl), ==, 1);
  /* No to the second step takes the first back. */
  half = ctl_pty_start (ctl, "import", "a.example.org.pem", "b.example.org.pem", "--confirm", NULL);
  ctl_pty_expect (half, "[y/N]");
  ctl_pty_send (half, "y\n");
  ctl_pty_expect (half, "[y/N]");
  ctl_pty_send (half, "\n");
  g_assert_cmpint (ctl_pty_wait (half), ==, CW_EXIT_REFUSED);
  g_assert_cmpint (count_certificates (ctl), ==, 1);
  yes = ctl_pty_start (ctl, "import", "a.example.org.pem", "--confirm", NULL);
  ctl_pty_expect (yes, "[y/N]");
  ctl_pty_send (yes, "y\n");
  g_assert_cmpint (ctl_pty_wait (yes), ==, 0);
  g_assert_cmpint (count_certificates (ctl), ==, 2);
}

static void
test_delete_and_empty (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) no = NULL;
  g_autoptr (CtlPty) yes = NULL;
  g_autoptr (CtlPty) keep = NULL;
  g_autoptr (CtlPty) empty = NULL;
  g_autoptr (CtlResult) trash = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  no = ctl_pty_start (ctl, "delete", "a.example.org", NULL);
  ctl_pty_expect (no, "“a.example.org” goes to the trash");
  ctl_pty_expect (no, "Delete? [y/N]");
  ctl_pty_send (no, "\n");
  g_assert_cmpint (ctl_pty_wait (no), ==, CW_EXIT_REFUSED);
  g_assert_cmpint (count_certificates (ctl), ==, 1);
  yes = ctl_pty_start (ctl, "delete", "a.example.org", NULL);
  ctl_pty_expect (yes, "[y/N]");
  ctl_pty_send (yes, "yes\n");
  g_assert_cmpint (ctl_pty_wait (yes), ==, 0);
  keep = ctl_pty_start (ctl, "trash", "empty", "--force", NULL);
  ctl_pty_expect (keep, "[y/N]");
  ctl_pty_send (keep, "n\n");
  g_assert_cmpint (ctl_pty_wait (keep), ==, CW_EXIT_REFUSED);
  empty = ctl_pty_start (ctl, "trash", "empty", NULL);
  ctl_pty_expect (empty, "gone for good");
  ctl_pty_expect (empty, "[y/N]");
  ctl_pty_send (empty, "y\n");
  g_assert_cmpint (ctl_pty_wait (empty), ==, 0);
  trash = ctl_run (ctl, "trash", "list", NULL);
  ctl_assert (trash, CW_EXIT_NOTHING);
}

/* A new password is asked for twice, until both are the same. */
static void
test_new_password (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  pty = ctl_pty_start (ctl, "export", "a.example.org", "--path", "out.pfx", "--include-private-key", NULL);
  ctl_pty_expect (pty, "New password: ");
  g_assert_false (ctl_pty_echoes (pty));
  ctl_pty_send (pty, "one\n");
  ctl_pty_expect (pty, "Once more: ");
  ctl_pty_send (pty, "two\n");
  ctl_pty_expect (pty, "not the same");
  ctl_pty_expect (pty, "New password: ");
  ctl_pty_send (pty, CTL_PASSWORD "\n");
  ctl_pty_expect (pty, "Once more: ");
  ctl_pty_send (pty, CTL_PASSWORD "\n");
  g_assert_cmpint (ctl_pty_wait (pty), ==, 0);
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-in", "out.pfx", "-passin", "file:password", "-noout", NULL));
}

static void
test_store_passphrase (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlPty) pty = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  import = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--private-key-exportable", "true",
                    "--store-passphrase-file", "passphrase", NULL);
  ctl_assert (import, 0);
  pty = ctl_pty_start (ctl, "export", "a.example.org", "--path", "out.pem", "--include-private-key", "--store-passphrase-file", "wrong", NULL);
  ctl_pty_expect (pty, "Password: ");
  ctl_pty_send (pty, "the passphrase of the store\n");
  g_assert_cmpint (ctl_pty_wait (pty), ==, 0);
}

/* The table fits into the 80 columns of the terminal, whatever a name is like. */
static void
test_table (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlPty) pty = NULL;
  g_auto (GStrv) lines = NULL;

  ctl_make_certificate (ctl, "a.example.org");
  import = ctl_run (ctl, "import", "a.example.org.pem", "--friendly-name",
                    "a name that is much longer than a terminal is wide, and then 漢字漢字漢字漢字 for good measure, and it does not end", NULL);
  ctl_assert (import, 0);
  pty = ctl_pty_start (ctl, "get", "--available", NULL);
  g_assert_cmpint (ctl_pty_wait (pty), ==, 0);
  lines = g_strsplit (pty->seen->str, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 80);
  ctl_assert_has (lines[1], "…", G_STRLOC);
  ctl_assert_has (lines[0], "Friendly Name", G_STRLOC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/terminal/signal", test_signal);
  g_test_add_func ("/cli/terminal/password", test_password);
  g_test_add_func ("/cli/terminal/interrupted", test_interrupted);
  g_test_add_func ("/cli/terminal/end-of-input", test_end_of_input);
  g_test_add_func ("/cli/terminal/given-password", test_given_password);
  g_test_add_func ("/cli/terminal/password-from-terminal-as-stdin", test_password_from_terminal_as_stdin);
  g_test_add_func ("/cli/terminal/confirm", test_confirm);
  g_test_add_func ("/cli/terminal/delete-and-empty", test_delete_and_empty);
  g_test_add_func ("/cli/terminal/new-password", test_new_password);
  g_test_add_func ("/cli/terminal/store-passphrase", test_store_passphrase);
  g_test_add_func ("/cli/terminal/table", test_table);
  return g_test_run ();
}
