/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-operation.h"
#include "fixture.h"

/* The fixture of the operations, with usages of its own, a folder live/, and a small PKI that this computer trusts. */

G_BEGIN_DECLS

typedef struct {
  Fixture           base;
  CwKeyring        *keyring;       /* borrowed */
  CwAuthorities    *authorities;
  CwUsageCatalogue *usages;
  CwAssignments    *assignments;
  char             *live;
} AssignFixture;

/* Once per program: root ← issuing ← web, web2, …; see the list in the source. */
void           assign_pki_setup        (void);
void           assign_pki_teardown     (void);

/* Usages "plain", "second", "slow" (24 hours ahead), "pfx" (a PKCS #12). */
void           assign_fixture_setup    (AssignFixture *fixture, gconstpointer data);
void           assign_fixture_teardown (AssignFixture *fixture, gconstpointer data);
/* So that another process can open the store without a keyring; before anything is imported. */
void           assign_fixture_protect  (AssignFixture *fixture);
/* In a folder that is there, as another process would. */
void           assign_fixture_open     (AssignFixture *fixture, const char *folder);
void           assign_fixture_close    (AssignFixture *fixture);
void           assign_fixture_restart  (AssignFixture *fixture);
/* Writes a usage file, and reads all of them anew. text: what follows Id and Group. */
void           assign_fixture_write_usage (AssignFixture *fixture, const char *id, const char *text);
void           assign_fixture_remove_usage (AssignFixture *fixture, const char *id);
/* Writes one with a mistake in line 12. */
void           assign_fixture_break_usage (AssignFixture *fixture, const char *id);
/* Imports NAME of the PKI with its key and the CA certificates; gives its id. */
gint64         assign_fixture_import   (AssignFixture *fixture, const char *name);
/* A file with key, certificate and issuer of NAME; in the folder of the PKI. */
char          *assign_pki_dup_bundle   (const char *name);

CwAssignDraft *assign_fixture_draft    (AssignFixture *fixture, const char *reference, const char *types);
/* Prepares and runs; the outcome may be anything. */
CwOutcome     *assign_fixture_run      (AssignFixture *fixture, CwAssignDraft *draft, CwOperationFlags flags);
CwOutcome     *assign_fixture_assign   (AssignFixture *fixture, const char *reference, const char *types);     /* … has to be done */
void           assign_fixture_fail     (AssignFixture *fixture, CwAssignDraft *draft, CwOperationFlags flags, int code);
CwOutcome     *assign_fixture_remove   (AssignFixture *fixture, const char *types, CwPlace place, CwOperationFlags flags);
CwOutcome     *assign_fixture_roll     (AssignFixture *fixture, const char *types, gboolean now);

/* The certificate in a place, 0: none. */
gint64         assign_fixture_get      (AssignFixture *fixture, const char *usage, CwPlace place);
CwAssignmentRecord *assign_fixture_record (AssignFixture *fixture, const char *usage, CwPlace place);
/* That what is seen in live/ is this certificate of the PKI with its own key; NULL: nothing is seen. */
void           assign_fixture_assert_live (AssignFixture *fixture, const char *usage, const char *name);
guint          assign_fixture_count_generations (AssignFixture *fixture, const char *usage);
/* Store and live/ as text. */
char          *assign_fixture_snapshot (AssignFixture *fixture);

G_END_DECLS
