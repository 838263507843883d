/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"

/* Every field and extension of a certificate decoded into words: sections of fields, as list models that the window shows
 * and the command line prints. One function per extension; what is unknown is shown as OID and hex. Never fails: what does
 * not decode is said in its place. */

G_BEGIN_DECLS

#define CW_TYPE_DETAIL_FIELD (cw_detail_field_get_type ())
G_DECLARE_FINAL_TYPE (CwDetailField, cw_detail_field, CW, DETAIL_FIELD, GObject)
const char *cw_detail_field_get_label (CwDetailField *self);
const char *cw_detail_field_get_value (CwDetailField *self);  /* may have several lines */
gboolean    cw_detail_field_is_raw    (CwDetailField *self);  /* hex: shown on demand, monospaced */

#define CW_TYPE_DETAIL_SECTION (cw_detail_section_get_type ())
G_DECLARE_FINAL_TYPE (CwDetailSection, cw_detail_section, CW, DETAIL_SECTION, GObject)   /* is a GListModel of CwDetailField */
const char *cw_detail_section_get_title    (CwDetailSection *self);
const char *cw_detail_section_get_oid      (CwDetailSection *self);  /* of an extension, else NULL */
gboolean    cw_detail_section_get_critical (CwDetailSection *self);

/* GListModel of CwDetailSection: Subject, Issuer, Validity, Public key, extensions in their order, Signature, Thumbprints. */
GListModel *cw_certificate_details_new (CwCertificate *certificate);
/* "Server authentication" for 1.3.6.1.5.5.7.3.1, the OID itself for an unknown one; translated, static or interned. */
const char *cw_oid_get_name (const char *oid);
/* The purposes of a certificate in words ("All purposes" without the extension). */
char       *cw_certificate_dup_purposes_text (CwCertificate *certificate);

G_END_DECLS
