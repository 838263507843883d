/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-csr.h"
#include "cw-enrollment.h"
#include "cw-problem.h"
#include "cw-secret.h"

/* A CA that can be asked, of whatever kind. Knows no store: an enrolment is a value that the operation keeps, so pending is handled
 * once for all kinds. Every function blocks and is called in a worker; one object is used by one thread at a time. */

G_BEGIN_DECLS

typedef enum {
  CW_AUTHORITY_CAN_SUBMIT    = 1 << 0,   /* online; without it the request goes out as a file (offline) */
  CW_AUTHORITY_CAN_RETRIEVE  = 1 << 1,
  CW_AUTHORITY_HAS_ACCOUNTS  = 1 << 2,   /* the account page applies */
  CW_AUTHORITY_HAS_TEMPLATES = 1 << 3,   /* the template page applies */
  CW_AUTHORITY_LISTS_TEMPLATES = 1 << 4,
  CW_AUTHORITY_CAN_TEST      = 1 << 5,
  CW_AUTHORITY_CAN_CANCEL    = 1 << 6,
  CW_AUTHORITY_FINDS_AGAIN   = 1 << 7,   /* the same request once more gets the answer of the first: one that was lost can be asked for */
} CwAuthorityCapabilities;

typedef struct { char *name; char *title; } CwAuthorityTemplate;      /* title: for a person, or NULL */
void cw_authority_template_free (CwAuthorityTemplate *self);

/* One line of "Test this CA". */
typedef enum { CW_TEST_GOOD, CW_TEST_INFO, CW_TEST_WARNING, CW_TEST_BAD, CW_TEST_SKIPPED } CwTestVerdict;
typedef void (*CwAuthorityTestLine) (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data);

#define CW_TYPE_AUTHORITY (cw_authority_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwAuthority, cw_authority, CW, AUTHORITY, GObject)

struct _CwAuthorityClass {
  GObjectClass parent_class;
  CwAuthorityCapabilities (*get_capabilities) (CwAuthority *self);
  CwEnrollment *(*submit)     (CwAuthority *self, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error);
  CwEnrollment *(*retrieve)   (CwAuthority *self, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error);
  gboolean      (*cancel)     (CwAuthority *self, const char *handle, GCancellable *cancellable, GError **error);
  GPtrArray    *(*fetch_chain) (CwAuthority *self, GCancellable *cancellable, GError **error);
  GPtrArray    *(*list_templates) (CwAuthority *self, GCancellable *cancellable, GError **error);
  void          (*test)       (CwAuthority *self, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable);
  gboolean      announces_leaving;   /* submit calls cw_authority_leave() itself, as late as it can; else it is called before submit */
};

CwAuthorityCapabilities cw_authority_get_capabilities (CwAuthority *self);
/* template_name NULL: the CA's default. The csr has the template in it already where the kind wants it so. CW_ERROR_UNCERTAIN: it went
 * out, and nobody knows what became of it; every other error means that the CA has no request of ours. */
CwEnrollment *cw_authority_submit         (CwAuthority *self, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error);
/* An unknown handle is CW_ERROR_NOT_FOUND. Checks that an issued certificate has the key of csr: CW_ERROR_KEY_MISMATCH. */
CwEnrollment *cw_authority_retrieve       (CwAuthority *self, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error);
gboolean      cw_authority_cancel         (CwAuthority *self, const char *handle, GCancellable *cancellable, GError **error);
/* Of CwCertificate: the CA's own certificate first. */
GPtrArray    *cw_authority_fetch_chain    (CwAuthority *self, GCancellable *cancellable, GError **error);
/* Of CwAuthorityTemplate. */
GPtrArray    *cw_authority_list_templates (CwAuthority *self, GCancellable *cancellable, GError **error);
void          cw_authority_test           (CwAuthority *self, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable);

/* Before the first call. user NULL: the logged-on user. */
void          cw_authority_set_account    (CwAuthority *self, const char *user, CwSecret *password);
/* Where lines for View Log go; redacted. Called in the worker. */
typedef void (*CwAuthorityLog) (const char *line, gpointer user_data);
void          cw_authority_set_log        (CwAuthority *self, CwAuthorityLog log, gpointer user_data);
/* Called in the worker before a request leaves for the CA: what must be on disk by then is put there, and from then on nothing can be
 * taken back. FALSE: it does not leave. */
typedef gboolean (*CwAuthorityLeaving) (gpointer user_data, GError **error);
void          cw_authority_set_leaving    (CwAuthority *self, CwAuthorityLeaving leaving, gpointer user_data);
/* After CW_ERROR_TLS_UNTRUSTED: what the server showed, leaf first (of CwCertificate), so that a person can compare fingerprints. NULL else. */
GPtrArray    *cw_authority_get_peer_chain (CwAuthority *self);

/* After a test: the code (CwError) of the first check that failed, -1 when all went well or the failure has no code. */
int           cw_authority_get_test_failure (CwAuthority *self);

/* For subclasses. */
void          cw_authority_note_test_failure (CwAuthority *self, int code);
const char   *cw_authority_get_user       (CwAuthority *self);
CwSecret     *cw_authority_get_password   (CwAuthority *self);
void          cw_authority_log            (CwAuthority *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* TRUE: go ahead. Once for each submit, directly before what changes something at the CA. */
gboolean      cw_authority_leave          (CwAuthority *self, GError **error);
void          cw_authority_set_peer_chain (CwAuthority *self, GPtrArray *chain);
/* Puts the issuers of the leaf in order and leaves out what did not issue anything in it: of CwCertificate, without the leaf. */
GPtrArray    *cw_authority_order_chain    (CwCertificate *leaf, GPtrArray *candidates);

G_END_DECLS
