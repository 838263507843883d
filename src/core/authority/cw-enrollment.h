/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* What an authority answers to a request: a value that the operation keeps. Immutable after it is made. */

G_BEGIN_DECLS

typedef enum { CW_ENROLLMENT_ISSUED, CW_ENROLLMENT_PENDING, CW_ENROLLMENT_DENIED, CW_ENROLLMENT_REVOKED } CwEnrollmentState;

#define CW_TYPE_ENROLLMENT (cw_enrollment_get_type ())
G_DECLARE_FINAL_TYPE (CwEnrollment, cw_enrollment, CW, ENROLLMENT, GObject)

/* handle: what the CA knows it by ("89"), or NULL. */
CwEnrollment *cw_enrollment_new_issued  (const char *handle, CwCertificate *certificate, GPtrArray *chain);
CwEnrollment *cw_enrollment_new_pending (const char *handle, const char *message, gint64 retry_after);
/* code: "0x80094014" or NULL. message: the CA's own words. */
CwEnrollment *cw_enrollment_new_denied  (const char *handle, const char *message, const char *code);
CwEnrollment *cw_enrollment_new_revoked (const char *handle, const char *message);

CwEnrollmentState cw_enrollment_get_state       (CwEnrollment *self);
const char       *cw_enrollment_get_handle      (CwEnrollment *self);
CwCertificate    *cw_enrollment_get_certificate (CwEnrollment *self);     /* NULL unless issued */
GPtrArray        *cw_enrollment_get_chain       (CwEnrollment *self);     /* of CwCertificate, issuers as the CA gave them; never NULL */
const char       *cw_enrollment_get_message     (CwEnrollment *self);     /* the CA's words, or NULL */
const char       *cw_enrollment_get_code        (CwEnrollment *self);     /* or NULL */
const char       *cw_enrollment_get_explanation (CwEnrollment *self);     /* what the code means and what to do, translated, or NULL */
void              cw_enrollment_set_explanation (CwEnrollment *self, const char *explanation);   /* by its maker only */
gint64            cw_enrollment_get_retry_after (CwEnrollment *self);     /* seconds, 0: unknown */

G_END_DECLS
