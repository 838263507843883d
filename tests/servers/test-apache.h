/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-kdc.h"
#include "test-tls.h"

/* A real Apache on loopback that asks for logins as IIS does (mod_auth_gssapi, gss-ntlmssp), as an ordinary process:
 *
 *   /krb/      Negotiate (Kerberos), each request by itself
 *   /ntlm/     NTLM, bound to its connection
 *   /basic/    Basic (carol, password pass)
 *   /certsrv/  Negotiate, NTLM and Basic, bound to its connection: what IIS offers
 *   /open/     nobody is asked
 *
 * Users: alice of the KDC (Negotiate, Basic in /certsrv/), SIM\bob with Passw0rd (NTLM). Behind all of them is the back end, which sees
 * /certsrv/x as /certsrv/x, /krb/x as /x, the user as X-Remote-User, and never a password; without a back end there are files. */

G_BEGIN_DECLS

typedef struct {
  TestKdc    *kdc;
  TestTls    *tls;
  const char *certificate, *key;   /* NULL: those of tls */
  const char *backend;             /* "http://127.0.0.1:8080", or NULL: files of the folder "documents", and programs of "cgi" */
  const char *extra;               /* more lines for the virtual host, or NULL */
} TestApacheOptions;

typedef struct {
  TestProcess *process;
  char *folder;
  char *documents;      /* what is in /krb/x without a back end: documents/x, and for certsrv: documents/certsrv/x */
  char *cgi;            /* an executable cgi/NAME answers /open/cgi/NAME, /krb/cgi/NAME, …, /certsrv/cgi/NAME */
  char *uri;            /* "https://localhost:12345", no slash behind */
  guint port;
} TestApache;

TestApache *test_apache_start (const TestApacheOptions *options);
void        test_apache_stop  (TestApache *self);
/* How many requests so far have a line like "POST /certsrv/certfnsh.asp " in them and the status (0: any) and came with
 * Authorization (TRUE) or whatever (FALSE). Waits for the log to be complete. */
guint       test_apache_count (TestApache *self, const char *request, guint status, gboolean with_login);
char       *test_apache_dup_uri (TestApache *self, const char *path);

G_END_DECLS
