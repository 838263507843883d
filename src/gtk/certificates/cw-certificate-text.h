/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stored-certificate.h"

/* What the window says about a certificate in a few words. Pure functions, without a widget. */

G_BEGIN_DECLS

typedef enum {
  CW_CERTIFICATE_VALID,
  CW_CERTIFICATE_EXPIRING,       /* in 30 days */
  CW_CERTIFICATE_EXPIRED,
  CW_CERTIFICATE_NOT_YET_VALID,
} CwCertificateState;

CwCertificateState cw_certificate_state_at (gint64 not_before, gint64 not_after, gint64 now);
const char *cw_certificate_state_get_word  (CwCertificateState state);
const char *cw_certificate_state_get_icon  (CwCertificateState state);
const char *cw_certificate_state_get_style (CwCertificateState state);   /* a style class, or NULL */

/* "in 3 months", "12 days ago", "Never". */
char       *cw_certificate_dup_expires     (gint64 not_after, gint64 now);
char       *cw_certificate_dup_exact       (gint64 time);
const char *cw_certificate_get_key_text    (CwStoredCertificate *certificate);  /* "Private key, exportable" … */
char       *cw_certificate_dup_names       (CwStoredCertificate *certificate);  /* all, on one line */

G_END_DECLS
