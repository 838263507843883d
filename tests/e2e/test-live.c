/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <signal.h>

/* Several processes at one store: each sees what the others do, and a process that is killed takes nothing with it. */

static void
test_command_line (E2e *self, gconstpointer data)
{
  g_autofree char *output = NULL;

  e2e_fill (self, "mail.pem", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
  e2e_fill (self, "root.pem", NULL);
  e2e_until (e2e_rows_are (self, "Example Root CA\nmail.example.org\n"));
  output = e2e_ctl (self, "delete", "mail.example.org", "--force", NULL);
  e2e_until (e2e_rows_are (self, "Example Root CA\n"));
}

/* The store does not exist yet when the window opens. */
static void
test_first_from_outside (E2e *self, gconstpointer data)
{
  e2e_start (self, NULL);
  e2e_label (self->app, "No Certificates Yet");
  e2e_fill (self, "mail.pem", NULL);
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
}

static void
test_two_windows (E2e *self, gconstpointer data)
{
  E2e *other = e2e_new_beside (self);
  E2eNode *dialog;

  e2e_fill (self, "mail.pem", NULL);
  e2e_start (self, NULL);
  e2e_start (other, e2e_pki ("root.pem"), NULL);
  e2e_until (e2e_rows_are (self, "mail.example.org\n"));
  dialog = e2e_toplevel (other, "Import Certificate");
  e2e_click (dialog, "Next");
  e2e_click (dialog, "Import");
  e2e_click (dialog, "Finish");
  e2e_toplevel_gone (other, "Import Certificate");
  e2e_show_view (other, "Certificates");
  e2e_until (e2e_rows_are (other, "Example Root CA\nmail.example.org\n"));
  e2e_until (e2e_rows_are (self, "Example Root CA\nmail.example.org\n"));
  e2e_free (other);
  e2e_until (e2e_rows_are (self, "Example Root CA\nmail.example.org\n"));
}

static void
test_killed (E2e *self, gconstpointer data)
{
  g_autofree char *check = NULL;

  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_import (self, e2e_pki ("web.pfx"), "correct horse");
  self->may_fail = TRUE;
  g_subprocess_send_signal (self->process, SIGKILL);
  e2e_wait_end (self);
  self->may_fail = FALSE;

  check = e2e_ctl (self, "store", "check", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_has_row (self, "www.example.org"));
  g_assert_true (e2e_has_row (self, "mail.example.org"));
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/live/command-line", test_command_line);
  E2E_ADD ("/e2e/live/first-from-outside", test_first_from_outside);
  E2E_ADD ("/e2e/live/two-windows", test_two_windows);
  E2E_ADD ("/e2e/live/killed", test_killed);
  return g_test_run ();
}
