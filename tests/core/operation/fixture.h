/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-delete-operation.h"
#include "cw-export-operation.h"
#include "cw-import-operation.h"
#include "cw-store-access.h"
#include "cw-store-operations.h"

/* A real store in a folder of its own, a keyring, and somebody who answers questions from a script. */

G_BEGIN_DECLS

/* ---- the one who answers ---- */

#define TEST_TYPE_SCRIPT (test_script_get_type ())
G_DECLARE_FINAL_TYPE (TestScript, test_script, TEST, SCRIPT, CwInteraction)
TestScript *test_script_new         (void);
void        test_script_say_yes     (TestScript *self);
void        test_script_say_no      (TestScript *self);
void        test_script_say_secret  (TestScript *self, const char *secret);     /* NULL: dismisses the question */
/* What was asked: "confirm: HEADING", "secret: BODY (new|retry)"; it must be fully answered at the end. */
GPtrArray  *test_script_get_asked   (TestScript *self);

/* ---- a keyring that fails as it is told, and works otherwise ---- */

#define TEST_TYPE_KEYRING (test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (TestKeyring, test_keyring, TEST, KEYRING, CwKeyring)
TestKeyring *test_keyring_new       (void);
void         test_keyring_set_error (TestKeyring *self, int code);      /* -1: works */
void         test_keyring_lose_all  (TestKeyring *self);
guint        test_keyring_get_size  (TestKeyring *self);
const char  *test_keyring_get_label (TestKeyring *self);                /* of the last item */

/* ---- all together ---- */

typedef struct {
  char          *folder;       /* for files; the store is in folder/store */
  CwStore       *store;
  TestKeyring   *keyring;
  CwStoreAccess *access;
  TestScript    *script;
} Fixture;

void       fixture_setup    (Fixture *fixture, gconstpointer data);
void       fixture_teardown (Fixture *fixture, gconstpointer data);
void       fixture_open     (Fixture *fixture, const char *folder);     /* as setup, in a folder that is there */
void       fixture_close    (Fixture *fixture);                         /* as teardown, and leaves the folder */
char      *fixture_dup_path (Fixture *fixture, const char *name);
void       fixture_suspend  (Fixture *fixture);                         /* closes the store until it is opened again */
void       fixture_reopen   (Fixture *fixture, CwSecret *passphrase);    /* as another process would */
/* How many of everything the store has; a second snapshot tells whether anything changed. */
char      *fixture_snapshot (Fixture *fixture);
/* Imports and expects it to be done. */
void       fixture_import   (Fixture *fixture, const char *path, gboolean exportable);
gint64     fixture_find     (Fixture *fixture, const char *reference);
/* prepare must do; then run. */
CwOutcome *fixture_run      (Fixture *fixture, CwOperation *operation);
void       fixture_fail     (Fixture *fixture, CwOperation *operation, int code);   /* prepare or run fails with this code */

#define assert_result(outcome, result) \
  g_assert_cmpstr (cw_result_to_nick (cw_outcome_get_result (outcome)), ==, cw_result_to_nick (result))

G_END_DECLS
