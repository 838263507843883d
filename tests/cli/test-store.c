/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include "ctl.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* store, trash, history, delete. */

static char *
dup_listing (Ctl *ctl, const char *store)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "get", "--available", "--json", "--store", store, NULL);

  ctl_assert (result, 0);
  return g_strdup (result->out);
}

static void
assert_status (Ctl *ctl, const char *protection, gint64 certificates, gint64 keys, gint64 trash)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "store", "status", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (result);
  JsonObject *store = json_object_get_object_member (root, "store");

  ctl_assert (result, 0);
  g_assert_cmpstr (json_object_get_string_member (store, "protection"), ==, protection);
  g_assert_cmpint (json_object_get_int_member (store, "certificates"), ==, certificates);
  g_assert_cmpint (json_object_get_int_member (store, "privateKeys"), ==, keys);
  g_assert_cmpint (json_object_get_int_member (store, "trash"), ==, trash);
}

static void
export_key (Ctl *ctl, const char *passphrase_file, CwExit expected)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "export", "a.example.org", "--path", "out.pfx", "--force", "--include-private-key", "--password-file",
                                          "password", "--store", "store", passphrase_file != NULL ? "--store-passphrase-file" : "--verbose",
                                          passphrase_file, NULL);

  ctl_assert (result, expected);
}

static void
test_passphrase (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) change = NULL;
  g_autoptr (CtlResult) locked = NULL;
  g_autoptr (CtlResult) public = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  import = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--private-key-exportable", "true", "--store", "store",
                    "--store-passphrase-file", "passphrase", NULL);
  ctl_assert (import, 0);
  assert_status (ctl, "passphrase", 1, 1, 0);
  export_key (ctl, "passphrase", CW_EXIT_DONE);
  export_key (ctl, "wrong", CW_EXIT_STORE_LOCKED);
  if (geteuid () == 0)
    export_key (ctl, NULL, CW_EXIT_AUTHENTICATION);
  /* The certificates themselves can be had without it. */
  public = ctl_run (ctl, "show", "a.example.org", "--pem", "--store-passphrase-file", "wrong", NULL);
  ctl_assert (public, 0);
  change = ctl_run (ctl, "store", "protect", "passphrase", "--new-passphrase-file", "password", "--store-passphrase-file", "passphrase", NULL);
  ctl_assert (change, 0);
  export_key (ctl, "passphrase", CW_EXIT_STORE_LOCKED);
  export_key (ctl, "password", CW_EXIT_DONE);
  locked = ctl_run (ctl, "store", "protect", "keyring", "--store-passphrase-file", "password", NULL);
  ctl_assert (locked, CW_EXIT_STORE_LOCKED);
  ctl_assert_err (locked, "keyring");
  export_key (ctl, "password", CW_EXIT_DONE);
}

static void
test_permissions (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) import = NULL;
  g_autoptr (CtlResult) protect = NULL;

  ctl_make_pfx (ctl, "a.example.org");
  import = ctl_run (ctl, "import", "a.example.org.pfx", "--password-file", "password", "--private-key-exportable", "true", "--store", "store",
                    "--store-passphrase-file", "passphrase", NULL);
  ctl_assert (import, 0);
  protect = ctl_run (ctl, "store", "protect", "permissions", "--store-passphrase-file", "passphrase", NULL);
  if (geteuid () != 0)
    {
      ctl_assert (protect, CW_EXIT_DISK);
      return;
    }
  ctl_assert (protect, 0);
  assert_status (ctl, "permissions", 1, 1, 0);
  export_key (ctl, NULL, CW_EXIT_DONE);
}

static void
test_backup (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *file = NULL;
  g_autoptr (CtlResult) backup = NULL;
  g_autoptr (CtlResult) wrong = NULL;
  g_autoptr (CtlResult) restore = NULL;
  g_autoptr (CtlResult) full = NULL;
  g_autoptr (CtlResult) absent = NULL;
  g_autoptr (CtlResult) replaced = NULL;
  g_autoptr (CtlResult) key = NULL;
  gsize size;

  ctl_import (ctl, "a.example.org", TRUE);
  ctl_import (ctl, "b.example.org", FALSE);
  before = dup_listing (ctl, "store");
  backup = ctl_run_input (ctl, "the passphrase of the backup\n", "store", "backup", "all.backup", "--passphrase", "-", NULL);
  ctl_assert (backup, 0);
  file = ctl_read (ctl, "all.backup", &size);
  g_assert_null (memmem (file, size, "a.example.org", 13));
  ctl_write (ctl, "backup-passphrase", "the passphrase of the backup", -1);
  wrong = ctl_run (ctl, "store", "restore", "all.backup", "--passphrase-file", "wrong", "--store", "other", NULL);
  ctl_assert (wrong, CW_EXIT_AUTHENTICATION);
  absent = ctl_run (ctl, "store", "restore", "absent", "--passphrase-file", "wrong", "--store", "other", NULL);
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
  restore = ctl_run (ctl, "store", "restore", "all.backup", "--passphrase-file", "backup-passphrase", "--store", "other", NULL);
  ctl_assert (restore, 0);
  after = dup_listing (ctl, "other");
  g_assert_cmpstr (before, ==, after);
  key = ctl_run (ctl, "export", "a.example.org", "--path", "key.pfx", "--include-private-key", "--password-file", "password", "--store", "other", NULL);
  ctl_assert (key, 0);
  /* A store that is not empty is replaced only when that is said, and asked. */
  full = ctl_run (ctl, "store", "restore", "all.backup", "--passphrase-file", "backup-passphrase", "--store", "other", NULL);
  ctl_assert (full, CW_EXIT_CONFLICT);
  replaced = ctl_run (ctl, "store", "restore", "all.backup", "--replace", "--passphrase-file", "backup-passphrase", "--store", "other", NULL);
  ctl_assert (replaced, CW_EXIT_UNANSWERED);
}

static void
test_trash (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CtlResult) unanswered = NULL;
  g_autoptr (CtlResult) deleted = NULL;
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) restored = NULL;
  g_autoptr (CtlResult) absent = NULL;
  g_autoptr (CtlResult) empty = NULL;
  g_autoptr (CtlResult) again = NULL;
  g_autoptr (CtlResult) nothing = NULL;
  g_autoptr (JsonObject) root = NULL;
  JsonObject *entry;

  ctl_import (ctl, "a.example.org", TRUE);
  before = dup_listing (ctl, "store");
  nothing = ctl_run (ctl, "trash", "list", NULL);
  ctl_assert (nothing, CW_EXIT_NOTHING);
  unanswered = ctl_run (ctl, "delete", "a.example.org", NULL);
  ctl_assert (unanswered, CW_EXIT_UNANSWERED);
  deleted = ctl_run (ctl, "delete", "a.example.org", "--force", NULL);
  ctl_assert (deleted, 0);
  assert_status (ctl, geteuid () == 0 ? "permissions" : "passphrase", 0, 0, 1);
  list = ctl_run (ctl, "trash", "list", "--json", NULL);
  root = ctl_json (list);
  entry = json_array_get_object_element (json_object_get_array_member (root, "trash"), 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "friendlyName"), ==, "a.example.org");
  g_assert_true (json_object_get_boolean_member (entry, "hasPrivateKey"));
  absent = ctl_run (ctl, "trash", "restore", "nobody", NULL);
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
  restored = ctl_run (ctl, "trash", "restore", "a.example.org", NULL);
  ctl_assert (restored, 0);
  after = dup_listing (ctl, "store");
  g_assert_cmpstr (before, ==, after);
  export_key (ctl, geteuid () == 0 ? NULL : "passphrase", CW_EXIT_DONE);
  /* What cannot be brought back is never only a warning. */
  again = ctl_run (ctl, "delete", "a.example.org", "--force", NULL);
  ctl_assert (again, 0);
  empty = ctl_run (ctl, "trash", "empty", "--force", NULL);
  ctl_assert (empty, CW_EXIT_UNANSWERED);
  assert_status (ctl, geteuid () == 0 ? "permissions" : "passphrase", 0, 0, 1);
}

static void
test_delete_what_if (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CtlResult) result = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  before = dup_listing (ctl, "store");
  result = ctl_run (ctl, "delete", "a.example.org", "--what-if", "--force", NULL);
  ctl_assert (result, 0);
  ctl_assert_out (result, "a.example.org");
  after = dup_listing (ctl, "store");
  g_assert_cmpstr (before, ==, after);
}

static void
test_history (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) list = NULL;
  g_autoptr (CtlResult) one = NULL;
  g_autoptr (CtlResult) show = NULL;
  g_autoptr (CtlResult) document = NULL;
  g_autoptr (CtlResult) absent = NULL;
  g_autoptr (CtlResult) report = NULL;
  g_autofree char *page = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (JsonObject) kept = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  export_key (ctl, geteuid () == 0 ? NULL : "passphrase", CW_EXIT_DONE);
  list = ctl_run (ctl, "history", "list", "--json", NULL);
  root = ctl_json (list);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "history")), ==, 2);
  one = ctl_run (ctl, "history", "list", "--limit", "1", NULL);
  ctl_assert (one, 0);
  ctl_assert_out (one, "export");
  ctl_assert_lacks (one->out, "import", G_STRLOC);
  show = ctl_run (ctl, "history", "show", "1", NULL);
  ctl_assert (show, 0);
  ctl_assert_out (show, "a.example.org");
  document = ctl_run (ctl, "history", "show", "1", "--json", NULL);
  kept = ctl_json (document);
  g_assert_cmpstr (json_object_get_string_member (kept, "operation"), ==, "import");
  report = ctl_run (ctl, "history", "show", "1", "--report", "report.html", NULL);
  ctl_assert (report, 0);
  page = ctl_read (ctl, "report.html", NULL);
  ctl_assert_has (page, "a.example.org", G_STRLOC);
  absent = ctl_run (ctl, "history", "show", "99", NULL);
  ctl_assert (absent, CW_EXIT_NOT_FOUND);
}

static void
damage (Ctl *ctl)
{
  g_autofree char *folder = ctl_path (ctl, "store");
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      if (size < 16 || memcmp (content, "SQLite format 3", 15) != 0)
        continue;
      memset (content, 'x', size);
      g_assert_true (g_file_set_contents_full (path, content, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

static void
test_check (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autoptr (CtlResult) sound = NULL;
  g_autoptr (CtlResult) json = NULL;
  g_autoptr (CtlResult) damaged = NULL;
  g_autoptr (CtlResult) listing = NULL;
  g_autoptr (JsonObject) root = NULL;
  g_autoptr (JsonObject) failure = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  sound = ctl_run (ctl, "store", "check", NULL);
  ctl_assert (sound, 0);
  ctl_assert_out (sound, "sound");
  json = ctl_run (ctl, "store", "check", "--json", NULL);
  root = ctl_json (json);
  g_assert_true (json_object_get_boolean_member (root, "sound"));
  g_assert_true (json_object_get_boolean_member (root, "keysChecked"));
  damage (ctl);
  damaged = ctl_run (ctl, "store", "check", NULL);
  ctl_assert (damaged, CW_EXIT_STORE_DAMAGED);
  listing = ctl_run (ctl, "get", "--available", "--json", NULL);
  ctl_assert (listing, CW_EXIT_STORE_DAMAGED);
  failure = ctl_json (listing);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (failure, "error"), "code"), ==, "store-damaged");
}

static void
test_wrong_mode (void)
{
  g_autoptr (Ctl) ctl = ctl_new ();
  g_autofree char *store = ctl_path (ctl, "store");
  g_autoptr (CtlResult) result = NULL;

  ctl_import (ctl, "a.example.org", TRUE);
  g_assert_cmpint (g_chmod (store, 0755), ==, 0);
  result = ctl_run (ctl, "get", "--available", NULL);
  ctl_assert (result, CW_EXIT_DISK);
  ctl_assert_err (result, "0700");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/store/passphrase", test_passphrase);
  g_test_add_func ("/cli/store/permissions", test_permissions);
  g_test_add_func ("/cli/store/backup", test_backup);
  g_test_add_func ("/cli/store/check", test_check);
  g_test_add_func ("/cli/store/wrong-mode", test_wrong_mode);
  g_test_add_func ("/cli/trash/trash", test_trash);
  g_test_add_func ("/cli/trash/what-if", test_delete_what_if);
  g_test_add_func ("/cli/history/history", test_history);
  return g_test_run ();
}
