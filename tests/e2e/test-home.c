/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <glib/gstdio.h>

/* The screen that the window opens on: what it shows, what its buttons do and why they are dimmed, and what is mended by one click. */

/* A shell is on every computer: these services are there. */
static const char first_usage[] =
  "[Usage]\nId=One\nTitle=First service\nDescription=What is served first.\nGroup=service\nOrder=10\nPresent=/bin/sh;\n"
  "[Names]\nSubject={computer}\nNames={computer};\n";
static const char second_usage[] =
  "[Usage]\nId=Two\nTitle=Second service\nGroup=service\nOrder=20\nPresent=/bin/sh;\n[Names]\nSubject={computer}\nNames={computer};\n";

static void
set_up (E2e *self, gconstpointer data)
{
  const char *folder;

  e2e_set_up (self, data);
  self->at_home = TRUE;
  folder = e2e_path (self, "usages");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (e2e_path (self, "usages/One.usage"), first_usage, -1, NULL));
  g_assert_true (g_file_set_contents (e2e_path (self, "usages/Two.usage"), second_usage, -1, NULL));
  /* For the window, and for the command line beside it. */
  g_setenv ("CERTWIZARD_USAGES", folder, TRUE);
}

static void
request (E2e *self, const char *name)
{
  g_free (e2e_ctl (self, "request", "--new", "--type", "One", "--ca", "practice", "--friendly-name", name, "--key-alg", "ECDH_P256", NULL));
}

static void
assign (E2e *self, const char *type, const char *name)
{
  g_free (e2e_ctl (self, "set", "--type", type, "--reference", name, NULL));
}

static E2eNode *
need_table (E2e *self)
{
  return e2e_need (e2e_main_window (self), ATSPI_ROLE_TREE_TABLE, "Assignments");
}

/* Clicks until the buttons are about it: rows may be on the move while the table settles. */
static void
choose (E2e *self, const char *title)
{
  gint64 deadline = e2e_deadline ();
  gint64 again = 0;

  while (e2e_find (e2e_main_window (self), ATSPI_ROLE_PUSH_BUTTON, "Assign") == NULL || e2e_find_all (e2e_main_window (self), ATSPI_ROLE_LABEL, title)->len < 2)
    {
      if (g_get_monotonic_time () > again)
        {
          e2e_point (e2e_label (need_table (self), title));
          again = g_get_monotonic_time () + G_USEC_PER_SEC;
        }
      e2e_turn (deadline, G_STRLOC, title);
    }
}

static gboolean
is_sensitive (E2e *self, const char *button)
{
  return e2e_is_sensitive (e2e_button (e2e_main_window (self), button));
}

static void
test_opens (E2e *self, gconstpointer data)
{
  E2eNode *window;

  request (self, "first.example.org");
  assign (self, "One", "first.example.org");
  e2e_start (self, NULL);
  window = e2e_main_window (self);
  e2e_label (need_table (self), "First service");
  e2e_label (need_table (self), "first.example.org");
  e2e_label (need_table (self), "Not assigned");
  /* As on the vendor's page: only where something is assigned. */
  choose (self, "Second service");
  e2e_until (!is_sensitive (self, "View") && !is_sensitive (self, "Remove"));
  g_assert_true (is_sensitive (self, "Request"));
  g_assert_true (is_sensitive (self, "Assign"));
  choose (self, "First service");
  e2e_until (is_sensitive (self, "View") && is_sensitive (self, "Remove"));
  g_assert_false (is_sensitive (self, "Process Pending Certificates"));
  e2e_click (window, "View");
  e2e_toplevel (self, "first.example.org");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "first.example.org");
}

/* Another process assigns: it is seen at once. */
static void
test_live (E2e *self, gconstpointer data)
{
  request (self, "first.example.org");
  e2e_start (self, NULL);
  e2e_label (need_table (self), "Second service");
  g_assert_null (e2e_find (need_table (self), ATSPI_ROLE_LABEL, "Assigned"));
  assign (self, "Two", "first.example.org");
  e2e_label (need_table (self), "Assigned");
  e2e_label (need_table (self), "first.example.org");
}

/* Without a mouse: the table has the focus when the window comes up. */
static void
test_keyboard (E2e *self, gconstpointer data)
{
  request (self, "first.example.org");
  assign (self, "One", "first.example.org");
  e2e_start (self, NULL);
  e2e_label (need_table (self), "first.example.org");
  /* The group, its first usage. */
  e2e_key ("Down");
  e2e_until (is_sensitive (self, "View"));
  e2e_key ("space");
  e2e_label (self->app, "1 ticked usage");
  e2e_key ("space");
  e2e_gone (self->app, ATSPI_ROLE_LABEL, "1 ticked usage");
  e2e_key ("Return");
  e2e_toplevel (self, "first.example.org");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "first.example.org");
  e2e_key ("Delete");
  e2e_toplevel (self, "Remove Certificate");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Remove Certificate");
  e2e_key ("Control+t");
  e2e_label (self->app, "Last moment to stage one");
  e2e_key ("Control+t");
  e2e_key ("Control+n");
  e2e_toplevel (self, "Certificate Request");
  e2e_label (self->app, "*First service*");
  e2e_key ("Escape");
  e2e_toplevel_gone (self, "Certificate Request");
}

/* Somebody has changed a file by hand: Refresh finds it, one click puts it right. */
static void
test_mend (E2e *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *file;
  E2eNode *window;

  request (self, "first.example.org");
  assign (self, "One", "first.example.org");
  file = e2e_path (self, "store/live/One/cert.pem");
  g_assert_true (g_file_get_contents (file, &before, NULL, NULL));
  e2e_start (self, NULL);
  window = e2e_main_window (self);
  e2e_label (need_table (self), "Assigned");
  g_assert_cmpint (g_chmod (file, 0600), ==, 0);
  g_assert_true (g_file_set_contents_full (file, "This is no certificate.\n", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  e2e_click (window, "Refresh");
  e2e_label (need_table (self), "Mend it");
  /* Beneath the usage stands what it is. */
  e2e_label (need_table (self), "*cert.pem*");
  e2e_click (window, "Mend");
  e2e_label (need_table (self), "Assigned");
  e2e_gone (window, ATSPI_ROLE_PUSH_BUTTON, "Mend");
  e2e_gone (need_table (self), ATSPI_ROLE_LABEL, "*cert.pem*");
  g_assert_true (g_file_get_contents (file, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
}

/* Dimmed until a refresh has found a request that waits. */
static void
test_pending (E2e *self, gconstpointer data)
{
  g_autofree char *output = NULL;

  g_free (e2e_ctl (self, "practice-ca", "policy", "hold", NULL));
  output = e2e_run ("sh", "-c", "\"$1\" request --new --type One --ca practice --key-alg ECDH_P256 --store \"$2\"; test $? -ne 0", "sh",
                    g_getenv ("CERTWIZARDCTL"), self->store, NULL);
  e2e_start (self, NULL);
  e2e_label (need_table (self), "First service");
  g_assert_false (is_sensitive (self, "Process Pending Certificates"));
  e2e_click (e2e_main_window (self), "Refresh");
  e2e_until (is_sensitive (self, "Process Pending Certificates"));
  e2e_click (e2e_main_window (self), "Process Pending Certificates");
  e2e_toplevel (self, "*Pending*");
}

#define ADD(path, function) g_test_add (path, E2e, NULL, set_up, function, e2e_tear_down)

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  ADD ("/e2e/home/opens", test_opens);
  ADD ("/e2e/home/live", test_live);
  ADD ("/e2e/home/keyboard", test_keyboard);
  ADD ("/e2e/home/mend", test_mend);
  ADD ("/e2e/home/pending", test_pending);
  return g_test_run ();
}
