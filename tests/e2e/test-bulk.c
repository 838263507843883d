/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Ten thousand certificates at once: with progress, and cancelled or closed without leaving anything behind. */

#define MANY "10000"

static const char *
make_bundle (E2e *self)
{
  const char *path = e2e_path (self, "many.pem");
  G_GNUC_UNUSED g_autofree char *output = e2e_run (g_getenv ("CERTWIZARD_MAKE_CERTIFICATES"), MANY, path, NULL);

  return path;
}

static E2eNode *
prepare (E2e *self)
{
  E2eNode *wizard;

  e2e_start (self, NULL);
  wizard = e2e_begin_import (self, make_bundle (self));
  e2e_click (wizard, "Next");
  e2e_label (wizard, "Import Certificate Summary");
  e2e_label (wizard, "10000*");
  return wizard;
}

static void
test_import (E2e *self, gconstpointer data)
{
  E2eNode *wizard = prepare (self);

  e2e_click (wizard, "Import");
  e2e_label (wizard, "Import Finished");
  e2e_label (wizard, "10000 certificates stored*");
  e2e_click (wizard, "Finish");
  e2e_label (self->app, "10000 certificates");
  e2e_enter (e2e_main_window (self), "Search certificates", "srv009999");
  e2e_label (self->app, "1 of 10000");
}

static void
test_cancel (E2e *self, gconstpointer data)
{
  E2eNode *wizard = prepare (self);
  g_autofree char *available = NULL;

  e2e_click (wizard, "Import");
  e2e_need (wizard, ATSPI_ROLE_PROGRESS_BAR, "Progress");
  e2e_click (wizard, "Cancel");
  e2e_label (wizard, "The import was cancelled; nothing was stored.");
  e2e_click (wizard, "Finish");
  e2e_toplevel_gone (self, "Import Certificate");
  e2e_label (self->app, "No Certificates Yet");
  e2e_close (self);
  available = e2e_ctl (self, "store", "check", NULL);
}

/* The main window is closed while the import runs: all of it is there afterwards, or nothing. */
static void
test_close (E2e *self, gconstpointer data)
{
  E2eNode *wizard = prepare (self);
  g_autofree char *check = NULL;

  e2e_click (wizard, "Import");
  e2e_need (wizard, ATSPI_ROLE_PROGRESS_BAR, "Progress");
  e2e_close (self);
  check = e2e_ctl (self, "store", "check", NULL);
  e2e_start (self, NULL);
  e2e_until (e2e_find (self->app, ATSPI_ROLE_LABEL, "No Certificates Yet") != NULL ||
             e2e_find (self->app, ATSPI_ROLE_LABEL, "10000 certificates") != NULL);
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/bulk/import", test_import);
  E2E_ADD ("/e2e/bulk/cancel", test_cancel);
  E2E_ADD ("/e2e/bulk/close", test_close);
  return g_test_run ();
}
