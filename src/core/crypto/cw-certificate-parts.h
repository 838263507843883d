/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"

/* Where the parts of a certificate are inside its DER. Splitting costs less than remembering, so nobody keeps the result. */

G_BEGIN_DECLS

typedef struct {
  CwDer whole;                   /* the certificate without anything behind it */
  CwDer tbs;                     /* whole TBSCertificate: what is signed */
  guint version;                 /* 1, 2, 3 */
  CwDer serial;                  /* content */
  CwDer issuer, subject;         /* content of the names */
  CwDer issuer_whole, subject_whole;
  CwDer validity;                /* content */
  CwDer spki;                    /* whole */
  CwDer issuer_id, subject_id;   /* unique identifiers of version 2, empty without */
  CwDer extensions;              /* content of the SEQUENCE OF, empty without */
  CwDer algorithm;               /* content of the outer signatureAlgorithm */
  CwDer inner_algorithm;         /* content of the one that is signed */
  CwDer signature;               /* the bits */
} CwCertificateParts;

/* On FALSE, *problem is the word (to be translated) for the part that cannot be read. */
gboolean cw_certificate_parts_read (CwDer der, CwCertificateParts *parts, const char **problem);

typedef struct {
  CwDer    oid;        /* content */
  gboolean critical;
  CwDer    value;      /* content of the OCTET STRING */
} CwExtension;

/* Moves through parts.extensions; FALSE at the end, or where it is broken (then extensions->size is not 0). */
gboolean cw_extension_next (CwDer *extensions, CwExtension *extension);
/* The first extension with that OID. */
gboolean cw_extension_find (CwDer extensions, const char *oid_der, gsize size, CwExtension *extension);

#define CW_EXTENSION_SUBJECT_KEY_ID    "\x55\x1d\x0e", 3
#define CW_EXTENSION_KEY_USAGE         "\x55\x1d\x0f", 3
#define CW_EXTENSION_SUBJECT_ALT_NAME  "\x55\x1d\x11", 3
#define CW_EXTENSION_BASIC_CONSTRAINTS "\x55\x1d\x13", 3
#define CW_EXTENSION_NAME_CONSTRAINTS  "\x55\x1d\x1e", 3
#define CW_EXTENSION_AUTHORITY_KEY_ID  "\x55\x1d\x23", 3
#define CW_EXTENSION_EXTENDED_KEY_USAGE "\x55\x1d\x25", 3
#define CW_EXTENSION_AUTHORITY_ACCESS  "\x2b\x06\x01\x05\x05\x07\x01\x01", 8

G_END_DECLS
