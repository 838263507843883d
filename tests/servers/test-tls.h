/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Certificates for the servers of the tests: an authority of their own, a good one for localhost and 127.0.0.1, and bad ones. */

G_BEGIN_DECLS

typedef struct {
  char *folder;
  char *ca;           /* PEM of the authority */
  char *certificate;  /* good: leaf and, behind it, the authority, as most servers send it */
  char *key;
} TestTls;

TestTls *test_tls_new  (void);
void     test_tls_free (TestTls *self);
/* NAME.pem and NAME.key. names: "DNS:localhost,IP:127.0.0.1"; from and until: days from now. issuer: "ca", another NAME that may sign,
 * or NULL for one that signs itself. Returns the path of NAME.pem, which has the issuer behind it. */
char    *test_tls_make (TestTls *self, const char *name, const char *issuer, const char *names, int from, int until, gboolean is_ca);
char    *test_tls_dup_path (TestTls *self, const char *name, const char *suffix);
/* SHA-256 of the first certificate in a PEM file, upper-case hex. */
char    *test_tls_dup_sha256 (const char *path);

G_END_DECLS
