/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* Many at once, several processes at once, and being stopped in the midst. */

static void
make_many (Ctl *ctl, const char *count, const char *target)
{
  g_assert_nonnull (g_getenv ("CERTWIZARD_MAKE_CERTIFICATES"));
  g_free (ctl_tool (ctl, g_getenv ("CERTWIZARD_MAKE_CERTIFICATES"), count, target, NULL));
}

static gint64
count_certificates (Ctl *ctl)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "get", "--available", "--limit", "1", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (result);

  return json_object_get_int_member (root, "total");
}

/* A folder with 300 PEM files, three of them broken. */
static void
make_folder (Ctl *ctl)
{
  g_autofree char *folder = ctl_path (ctl, "many");
  g_autofree char *bundle = NULL;
  g_auto (GStrv) parts = NULL;
  guint n = 0;

  make_many (ctl, "300", "bundle.pem");
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  bundle = ctl_read (ctl, "bundle.pem", NULL);
  parts = g_strsplit (bundle, "-----END CERTIFICATE-----\n", -1);
  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++, n++)
    {
      g_autofree char *name = g_strdup_printf ("many/%03u.pem", i);
      g_autofree char *pem = g_strconcat (parts[i], "-----END CERTIFICATE-----\n", NULL);

      if (i % 100 == 50)
        pem[strlen (pem) / 2] = '!';
      ctl_write (ctl, name, pem, -1);
    }
  g_assert_cmpuint (n, ==, 300);
}

static void
test_folder (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) result = NULL;
  g_autoptr (CtlResult) again = NULL;

  make_folder (ctl);
  result = ctl_run (ctl, "import", "--path", "many", NULL);
  ctl_assert (result, CW_EXIT_PARTLY);
  ctl_assert_out (result, "297 certificates stored");
  for (guint i = 50; i < 300; i += 100)
    {
      g_autofree char *line = g_strdup_printf ("%03u.pem: ", i);

      ctl_assert_err (result, line);
    }
  g_assert_cmpint (count_certificates (ctl), ==, 297);
  again = ctl_run (ctl, "import", "--path", "many", "--json", NULL);
  ctl_assert (again, CW_EXIT_PARTLY);
  g_assert_cmpint (count_certificates (ctl), ==, 297);
}

/* The certificates of the tests below: made once, because that takes longest. */
static char *bundle_folder;

static char *
dup_bundle (void)
{
  if (bundle_folder == NULL)
    {
      g_autoptr (Ctl) ctl = ctl_new ();
      g_autofree char *path = NULL;

      bundle_folder = g_dir_make_tmp ("cli-bundle-XXXXXX", NULL);
      g_assert_nonnull (bundle_folder);
      path = g_build_filename (bundle_folder, "bundle.pem", NULL);
      make_many (ctl, "20000", path);
    }
  return g_build_filename (bundle_folder, "bundle.pem", NULL);
}

static void
remove_bundle (void)
{
  g_autofree char *path = bundle_folder != NULL ? dup_bundle () : NULL;

  if (path == NULL)
    return;
  g_remove (path);
  g_rmdir (bundle_folder);
  g_clear_pointer (&bundle_folder, g_free);
}

/* Stopped by a signal while it stores: as it was before, and it says so. */
static void
interrupt (const char *how, const char *after)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlPty) pty = NULL;
  g_autoptr (CtlResult) check = NULL;
  g_autofree char *bundle = dup_bundle ();

  ctl_import (ctl, "first.example.org", TRUE);
  pty = ctl_pty_start (ctl, "import", bundle, NULL);
  ctl_pty_expect (pty, after);
  if (how[0] == '\003')
    ctl_pty_send (pty, how);
  else
    g_assert_cmpint (kill (pty->pid, SIGTERM), ==, 0);
  g_assert_cmpint (ctl_pty_wait (pty), ==, CW_EXIT_REFUSED);
  ctl_assert_has (pty->seen->str, "cancelled", G_STRLOC);
  g_assert_cmpint (count_certificates (ctl), ==, 1);
  check = ctl_run (ctl, "store", "check", NULL);
  ctl_assert (check, 0);
}

static void
test_interrupt_reading (void)
{
  interrupt ("\003", "Reading: ");
}

static void
test_interrupt_storing (void)
{
  interrupt ("\003", "per second");
}

static void
test_terminate (void)
{
  interrupt ("TERM", "per second");
}

typedef struct {
  Ctl        *ctl;
  const char *path;
  CtlResult  *result;
} Importer;

static gpointer
import_thread (gpointer data)
{
  Importer *importer = data;

  importer->result = ctl_run (importer->ctl, "import", importer->path, NULL);
  return NULL;
}

/* Two processes, and some certificates in both files: all are there, each once. */
static void
test_two_processes (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  Importer importers[2] = { { ctl, "one.pem", NULL }, { ctl, "two.pem", NULL } };
  GThread *threads[2];
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *both = NULL;

  ctl_import (ctl, "first.example.org", TRUE);
  make_many (ctl, "1500", "one.pem");
  make_many (ctl, "1500", "rest.pem");
  one = ctl_read (ctl, "one.pem", NULL);
  two = ctl_read (ctl, "rest.pem", NULL);
  both = g_strconcat (two, one, NULL);
  ctl_write (ctl, "two.pem", both, -1);
  for (int i = 0; i < 2; i++)
    threads[i] = g_thread_new ("import", import_thread, &importers[i]);
  for (int i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  for (int i = 0; i < 2; i++)
    {
      if (importers[i].result->code != CW_EXIT_NOTHING)
        ctl_assert (importers[i].result, 0);
      ctl_result_free (importers[i].result);
    }
  g_assert_cmpint (count_certificates (ctl), ==, 3001);
}

/* Runs through a shell: what becomes of the program when nobody reads its output. */
static char *
run_shell (Ctl *ctl, const char *command)
{
  g_autofree char *program = g_shell_quote (g_getenv ("CERTWIZARDCTL"));
  g_autofree char *script = g_strdup_printf (command, program);

  return ctl_tool (ctl, "sh", "-c", script, NULL);
}

static void
test_nobody_reads (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autofree char *head = NULL;
  g_autofree char *imported = NULL;
  g_autofree char *full = NULL;

  make_many (ctl, "3000", "bundle.pem");
  make_many (ctl, "10", "more.pem");
  import = ctl_run (ctl, "import", "bundle.pem", NULL);
  ctl_assert (import, 0);
  head = run_shell (ctl, "{ %s get --available --store store; echo $? >&3; } 3>status | head -c 100 >/dev/null; cat status");
  g_assert_cmpstr (head, ==, "0\n");
  /* An import ends well although its output has nowhere to go. */
  imported = run_shell (ctl, "{ %s import more.pem --verbose --store store; echo $? >&3; } 3>status | true; cat status");
  g_assert_cmpstr (imported, ==, "0\n");
  g_assert_cmpint (count_certificates (ctl), ==, 3010);
  /* A full disk is another thing: the list is not what was asked for. */
  full = run_shell (ctl, "%s get --available --store store >/dev/full 2>message; echo $?");
  g_assert_cmpstr (full, ==, "15\n");
}

static void
test_listing (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (JsonObject) root = NULL;

  make_many (ctl, "3000", "bundle.pem");
  import = ctl_run (ctl, "import", "bundle.pem", "--json", NULL);
  ctl_assert (import, 0);
  json = ctl_run (ctl, "get", "--available", "--json", NULL);
  root = ctl_json (json);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "certificates")), ==, 3000);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/bulk/folder", test_folder);
  g_test_add_func ("/cli/bulk/interrupt-reading", test_interrupt_reading);
  g_test_add_func ("/cli/bulk/interrupt-storing", test_interrupt_storing);
  g_test_add_func ("/cli/bulk/terminate", test_terminate);
  g_test_add_func ("/cli/bulk/two-processes", test_two_processes);
  g_test_add_func ("/cli/bulk/nobody-reads", test_nobody_reads);
  g_test_add_func ("/cli/bulk/listing", test_listing);
  status = g_test_run ();
  remove_bundle ();
  return status;
}
