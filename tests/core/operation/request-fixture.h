/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-operations.h"
#include "cw-request-operation.h"
#include "fixture.h"

/* The fixture of the operations, with authorities, a topology (one pool, two SIP domains) and the usages that ship. */

G_BEGIN_DECLS

typedef struct {
  Fixture           base;
  CwAuthorities    *authorities;
  CwTopology       *topology;
  CwUsageCatalogue *usages;
} RequestFixture;

void            request_fixture_setup    (RequestFixture *fixture, gconstpointer data);
void            request_fixture_teardown (RequestFixture *fixture, gconstpointer data);
/* In a folder that is there; the keyring is a new one unless it is given. */
void            request_fixture_open     (RequestFixture *fixture, const char *folder);
void            request_fixture_close    (RequestFixture *fixture);
/* Closes and opens the store, as a new start of the program would. */
void            request_fixture_restart  (RequestFixture *fixture);
/* For "Default" at the practice CA with a quick key. */
CwRequestDraft *request_fixture_draft    (RequestFixture *fixture, const char *authority);
CwOutcome      *request_fixture_request  (RequestFixture *fixture, CwRequestDraft *draft);
CwOutcome      *request_fixture_again    (RequestFixture *fixture, gint64 id, gboolean new_key);
CwOutcome      *request_fixture_retrieve (RequestFixture *fixture);
void            request_fixture_hold     (RequestFixture *fixture, gboolean hold);
/* The first request of an outcome; borrowed from it. */
const CwRequestRecord *request_fixture_first (CwOutcome *outcome);
/* As it is in the store now. */
CwRequestRecord *request_fixture_reload  (RequestFixture *fixture, gint64 id);
gboolean        request_fixture_has_key  (RequestFixture *fixture, const CwRequestRecord *record);
/* Everything that the tables have, as text. */
char           *request_fixture_snapshot (RequestFixture *fixture);
/* Ends the test unless the program does its work; gives what it printed. */
char           *request_fixture_spawn    (const char *const *argv);

#define assert_state(record, expected) \
  g_assert_cmpstr (cw_request_state_to_nick ((record)->state), ==, cw_request_state_to_nick (expected))

G_END_DECLS
