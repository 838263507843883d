/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"

/* What the web pages of Active Directory Certificate Services say, and what is sent to them. The pages are translated, the ids of
 * their elements are not: only those are looked at. Pure functions of a text that anybody may have written. */

G_BEGIN_DECLS

typedef enum {
  CW_ADCS_PAGE_ISSUED,    /* has a link to the certificate */
  CW_ADCS_PAGE_DENIED,
  CW_ADCS_PAGE_PENDING,
  CW_ADCS_PAGE_STATUS,    /* what became of a request: see disposition */
  CW_ADCS_PAGE_FAILED,    /* the pages of AD CS, or the server under them, say that something went wrong */
  CW_ADCS_PAGE_OTHER,     /* a page of AD CS that says nothing about a request */
  CW_ADCS_PAGE_LOGIN,     /* asks for a password */
  CW_ADCS_PAGE_FOREIGN,   /* not from AD CS */
} CwAdcsPageKind;

/* CR_DISP_… of the CA's own interface. */
typedef enum {
  CW_ADCS_INCOMPLETE = 0,
  CW_ADCS_ERROR = 1,
  CW_ADCS_DENIED = 2,
  CW_ADCS_ISSUED = 3,
  CW_ADCS_ISSUED_OUT_OF_BAND = 4,
  CW_ADCS_UNDER_SUBMISSION = 5,
  CW_ADCS_REVOKED = 6,
} CwAdcsDisposition;

typedef struct {
  CwAdcsPageKind kind;
  int            disposition;   /* of a status page, else -1 */
  char          *request_id;    /* digits, or NULL */
  char          *code;          /* "0x80094014", or NULL */
  char          *message;       /* the CA's own words, or NULL */
  char          *title;         /* or NULL */
} CwAdcsPage;

/* Never fails: what makes no sense is CW_ADCS_PAGE_FOREIGN. */
CwAdcsPage *cw_adcs_page_read         (const char *text);
void        cw_adcs_page_free         (CwAdcsPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAdcsPage, cw_adcs_page_free)

/* How often the CA's certificate was renewed, from certcarc.asp. */
gboolean    cw_adcs_read_renewals     (const char *text, guint *renewals);
/* Of CwAuthorityTemplate, from certrqxt.asp. */
GPtrArray  *cw_adcs_read_templates    (const char *text);
/* Of CwCertificate: PEM, DER, PKCS #7 or bare base64, whatever the server calls it. NULL: there is no certificate in it. */
GPtrArray  *cw_adcs_read_certificates (GBytes *body);
/* "4711": not empty, digits only, no larger than the CA's own numbers. */
gboolean    cw_adcs_is_request_id     (const char *text);
/* The body for certfnsh.asp. */
GBytes     *cw_adcs_make_form         (CwCsr *csr, const char *template_name);
/* A page as lines for a log: one text without control characters, cut to a bearable size. */
char       *cw_adcs_dup_trimmed       (const char *text);

/* What a HRESULT means and what to do, translated; NULL for one that we do not know. */
const char *cw_adcs_explain           (const char *code);
/* TRUE where somebody is not allowed to do something. */
gboolean    cw_adcs_is_permission     (const char *code);
#define CW_ADCS_CODE_UNKNOWN_REQUEST "0x80094004"

G_END_DECLS
