/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate-parts.h"
#include "cw-csr.h"

/* Where the parts of a certificate signing request are inside its DER, and the parts that requests, certificates and those who
 * compare or sign them have in common. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwDer whole;                   /* the request without anything behind it */
  CwDer subject, subject_whole;
  CwDer info;                    /* whole CertificationRequestInfo: what is signed */
  CwDer spki;                    /* whole */
  CwDer extensions;              /* content of the SEQUENCE OF, empty without */
  CwDer algorithm;               /* content */
  CwDer signature;               /* the bits */
} CwCsrParts;

/* On FALSE, *problem is the word (to be translated) for the part that cannot be read. */
gboolean cw_csr_parts_read (CwDer der, CwCsrParts *parts, const char **problem);

/* Of a request that we have just signed ourselves: it is not checked again. */
CwCsr   *cw_csr_new_signed (GBytes *der);

#define CW_EXTENSION_TEMPLATE_NAME "\x2b\x06\x01\x04\x01\x82\x37\x14\x02", 9
#define CW_EXTENSION_TEMPLATE      "\x2b\x06\x01\x04\x01\x82\x37\x15\x07", 9

enum {
  CW_KEY_USAGE_SIGNATURE = 0x80, CW_KEY_USAGE_ENCIPHERMENT = 0x20, CW_KEY_USAGE_CERTIFICATES = 0x04, CW_KEY_USAGE_CRLS = 0x02,
};
/* What a key of that kind is good for in a server or a client. */
guint8   cw_key_usage_of_key    (CwDer spki);
/* The first eight bits of a key usage; FALSE without the extension. */
gboolean cw_key_usage_find      (CwDer extensions, guint8 *usage);
/* SEQUENCE { oid, critical, OCTET STRING { value } }: begins one, and cw_extension_end() ends it. */
typedef struct { gsize outer, inner; } CwExtensionMark;
CwExtensionMark cw_extension_begin (GByteArray *out, const char *oid, gboolean critical);
void     cw_extension_end       (GByteArray *out, CwExtensionMark mark);
void     cw_extension_write_key_usage (GByteArray *out, guint8 usage);
void     cw_extension_write_purposes  (GByteArray *out, const char *const *purposes);

G_END_DECLS
