/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A stand-in for the web enrolment pages of Active Directory Certificate Services: pages of the real shape (tests/fixtures/adcs/) in three
 * languages, certificates that are really signed, requests that wait, are denied or revoked, and everything that can go wrong.
 *
 * What happens to a request is said by the words of its template and of the first label of its common name, apart at "-":
 *   pend         waits for approval                      deny        a certificate manager has denied it (0x80094014)
 *   notemplate   denied: 0x80094800                      short       denied: 0x80094811
 *   forbidden    denied: 0x80094012                      dispN       submitted, and its state is the disposition N (0 to 6)
 *   otherkey     a certificate for another key           htmlcert    a page where the certificate is due
 *   bare, der, wrongtype, namedp7b   the certificate as bare base64, as DER, as PEM called text/html, as PKCS #7
 *   nochain      no certnew.p7b for it                   slow        answers after the delay
 *   silent       taken, and never answered               cut         taken, and the connection is cut in the middle of the answer
 *   login        a login page, not taken                 asp         HTTP 500 with a code of ASP, not taken
 *   broken       HTTP 500 without a word, not taken      odd         a page that says nothing about it; taken
 *   redirect     sent elsewhere                          huge        a page without an end
 *   http403      HTTP 403                                notyet      issued, but not shown at the first time
 *   en, de, zh   the language of the pages
 * A template or name without any of them is issued at once. */

G_BEGIN_DECLS

typedef struct _AdcsServer AdcsServer;

typedef struct {
  const char *folder;     /* exists; gets tls-ca.pem, tls-server.pem and root.pem */
  const char *pages;      /* tests/fixtures/adcs */
  const char *ca_name;    /* NULL: "Stand-in CA" */
  const char *language;   /* NULL: "en" */
  const char *account;    /* "user:password" for Basic; NULL: anybody */
  guint       renewals;   /* of the CA's certificate */
  guint       delay;      /* milliseconds, of "slow" */
  guint       port;       /* 0: any */
  gboolean    plain;      /* without TLS: behind a web server that does it */
  gboolean    renew_wrong;/* certcarc.asp is not there */
  gboolean    no_chain;   /* no certnew.p7b at all */
  const char *issuer_uri; /* where the certificates say that their issuer is (AIA), or NULL */
} AdcsOptions;

/* Runs in a thread of its own until it is stopped; listens on the loopback only. */
AdcsServer *adcs_server_start      (const AdcsOptions *options);
void        adcs_server_stop       (AdcsServer *self);
const char *adcs_server_get_url    (AdcsServer *self);     /* "https://localhost:PORT/certsrv/" */
const char *adcs_server_get_tls_ca (AdcsServer *self);     /* the path of tls-ca.pem */
guint       adcs_server_get_port   (AdcsServer *self);
/* How often certfnsh.asp was posted to, and how many requests the CA has. */
guint       adcs_server_count_posts (AdcsServer *self);
guint       adcs_server_count_requests (AdcsServer *self);
/* Waits until the CA has so many requests. */
void        adcs_server_wait       (AdcsServer *self, guint requests);
/* The fields of the last form, as "name=value" lines. */
char       *adcs_server_dup_last_form (AdcsServer *self);
char       *adcs_server_dup_user_agent (AdcsServer *self);
/* What a certificate manager does. FALSE: there is no such request. */
gboolean    adcs_server_approve    (AdcsServer *self, guint id);
gboolean    adcs_server_deny       (AdcsServer *self, guint id);
gboolean    adcs_server_revoke     (AdcsServer *self, guint id);

G_END_DECLS
