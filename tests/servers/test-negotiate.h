/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-kdc.h"
#include "test-tls.h"
#include "test-web.h"

/* A server that takes Kerberos tickets and NTLM and looks at what they are bound to, as IIS does with "Extended Protection": Apache cannot.
 * The acceptors are the real ones of GSSAPI. */

G_BEGIN_DECLS

typedef struct {
  TestWeb    *web;
  char       *end_point;      /* the fingerprint that a login must be bound to, upper-case hex */
  gboolean    require;        /* refuses what is not bound; otherwise only what is bound to something else */
  gboolean    proves;         /* gives its own token back */
  const char *offer;          /* WWW-Authenticate of the 401, or NULL: "Negotiate" */
  const char *end;            /* instead of its own token, or NULL */
  GHashTable *logins;         /* by connection */
  GMutex      lock;
} TestNegotiate;

/* Also sets KRB5_KTNAME of the test; for NTLM it needs NTLM_USER_FILE and offer = "NTLM". An answer is "alice@SIM.TEST bound POST the body". */
TestNegotiate *test_negotiate_start (TestKdc *kdc, TestTls *tls);
void           test_negotiate_stop  (TestNegotiate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestNegotiate, test_negotiate_stop)

G_END_DECLS
