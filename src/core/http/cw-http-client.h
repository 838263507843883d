/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-secret.h"

/* The one way to a web server: time-outs, size caps, TLS trust and pinning, the logged-on user's ticket, Kerberos or NTLM or Basic with
 * a password, channel bindings, and a log without secrets. One client per server and account: the first server that is asked is the only
 * one that is given the account. cw_http_client_send() blocks and is called in a worker, any one. A password that was refused is
 * not given again until cw_http_client_set_account(): an account is never locked by us. */

G_BEGIN_DECLS

/* ---- who is trusted: immutable, counted ---- */
typedef enum {
  CW_TLS_TRUST_SYSTEM,
  CW_TLS_TRUST_PIN,        /* system, or a certificate of the server's chain whose SHA-256 was confirmed by a person */
  CW_TLS_TRUST_FILE,       /* only what is signed by the certificates of a file (PEM, DER, PKCS #7) */
} CwTlsTrustKind;

/* Whoever is trusted in whatever way: the name in the certificate and its dates must be right. A pin or a file does not excuse them. For tests,
 * CERTWIZARD_TRUST_FILE stands for the certificates of the system. */
typedef struct _CwTlsTrust CwTlsTrust;
CwTlsTrust *cw_tls_trust_new_system (void);
/* Hexadecimal in any form; what is none is left out. */
CwTlsTrust *cw_tls_trust_new_pins   (const char *const *sha256);
CwTlsTrust *cw_tls_trust_new_file   (const char *path, GError **error);
CwTlsTrust *cw_tls_trust_ref        (CwTlsTrust *self);
void        cw_tls_trust_unref      (CwTlsTrust *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTlsTrust, cw_tls_trust_unref)

/* ---- authentication ---- */
typedef enum {
  CW_HTTP_AUTH_NONE      = 0,
  CW_HTTP_AUTH_NEGOTIATE = 1 << 0,   /* SPNEGO with Kerberos: from the ticket, or from user and password */
  CW_HTTP_AUTH_NTLM      = 1 << 1,   /* needs gss-ntlmssp and a password */
  CW_HTTP_AUTH_BASIC     = 1 << 2,   /* only over TLS */
} CwHttpAuth;

/* ---- the log: called in the worker, redacted: no header or body that could hold a secret ---- */
typedef void (*CwHttpLog) (const char *line, gpointer user_data);

typedef enum {
  CW_HTTP_READ   = 0,        /* may be asked again; same-origin redirects are followed */
  CW_HTTP_SUBMIT = 1 << 0,   /* changes something there: no redirect, no second try. Once any of it went out, CW_ERROR_UNCERTAIN stands for
                              * whatever keeps us from the answer: time, a cut, too much, a cancel */
} CwHttpFlags;

typedef struct {
  const char *method;        /* "GET", "POST" */
  const char *uri;           /* absolute; https, or http where allow_plain */
  const char *content_type;  /* of body */
  GBytes     *body;          /* or NULL */
  const char *accept;        /* or NULL */
  CwHttpFlags flags;
  gsize       max_size;      /* of the answer; 0: 1 MiB. CW_ERROR_TOO_LARGE at once when it is passed */
  guint       timeout;       /* seconds for the whole answer; 0: 30, 120 for a SUBMIT */
} CwHttpRequest;

typedef struct {
  guint       status;
  char       *content_type;  /* without parameters, lower case; "" when absent */
  char       *charset;       /* or NULL */
  gint64      retry_after;   /* seconds, 0 without; dates are turned; capped at 24 h */
  GBytes     *body;          /* whole: a body cut short is an error */
  char       *uri;           /* after redirects */
} CwHttpResponse;
void cw_http_response_free (CwHttpResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpResponse, cw_http_response_free)

/* What is known of the server after the first connection. */
typedef struct {
  GPtrArray  *chain;         /* of CwCertificate: as the server sent it, leaf first; NULL without TLS */
  GTlsCertificateFlags tls_errors;
  char       *tls_reason;    /* in words: why it is trusted, or why not */
  char       *tls_version;   /* "TLS 1.3", or NULL */
  CwHttpAuth  offered;       /* by the last 401 to a request without a login */
  char       *used;          /* what worked, in words: "Kerberos with the ticket of alice@SIM.TEST"; or NULL */
  CwHttpAuth  used_kind;
} CwHttpServer;

#define CW_TYPE_HTTP_CLIENT (cw_http_client_get_type ())
G_DECLARE_FINAL_TYPE (CwHttpClient, cw_http_client, CW, HTTP_CLIENT, GObject)

CwHttpClient *cw_http_client_new          (CwTlsTrust *trust, gboolean allow_plain);
/* user NULL: the logged-on user's own ticket. allowed: which kinds may be used. "user", "DOMAIN\user", "user@REALM". */
void          cw_http_client_set_account  (CwHttpClient *self, const char *user, CwSecret *password, CwHttpAuth allowed);
void          cw_http_client_set_log      (CwHttpClient *self, CwHttpLog log, gpointer user_data);
/* Any status is an answer, but for 401 and 407 (CW_ERROR_AUTHENTICATION, CW_ERROR_NO_TICKET), and for redirects that are not followed
 * (CW_ERROR_REDIRECTED). CW_ERROR_UNREACHABLE (also of the Kerberos server), _TIMED_OUT, _TLS_UNTRUSTED, _TLS_BAD, _TOO_LARGE, _REPLY (cut
 * short, no HTTP), _UNCERTAIN, _CANCELLED, _USAGE (no address).
 * Authenticates with a GET first where a SUBMIT would lose its body. */
CwHttpResponse *cw_http_client_send       (CwHttpClient *self, const CwHttpRequest *request, GCancellable *cancellable, GError **error);
/* Borrowed, valid until the next send. */
const CwHttpServer *cw_http_client_get_server (CwHttpClient *self);
/* CW_ERROR_FORBIDDEN for 403, _SERVER for 404, 5xx and other unexpected ones, with the host and the status in words; TRUE for 2xx. */
gboolean      cw_http_response_check      (CwHttpResponse *self, const char *host, GError **error);
/* Body as UTF-8 text: charset of the header, of the document, UTF-8, Windows-1252; never fails. */
char         *cw_http_response_dup_text   (CwHttpResponse *self);

G_END_DECLS
