/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-ber.h"

/* What some bytes are, told by their structure. Private to this folder. */

G_BEGIN_DECLS

typedef enum {
  CW_SNIFF_UNKNOWN,
  CW_SNIFF_CERTIFICATE,
  CW_SNIFF_CRL,
  CW_SNIFF_REQUEST,
  CW_SNIFF_PFX,
  CW_SNIFF_PKCS7,
  CW_SNIFF_CERTIFICATE_SEQUENCE,   /* Netscape's */
  CW_SNIFF_PRIVATE_KEY,            /* PKCS#8, PKCS#1, SEC1, DSA: not encrypted */
  CW_SNIFF_ENCRYPTED_KEY,
  CW_SNIFF_PUBLIC_KEY,
} CwSniff;

/* element: one whole SEQUENCE. */
CwSniff     cw_sniff_element  (const CwElement *element);
/* The element that data starts with; with a PFX that was cut off, too. */
CwSniff     cw_sniff          (const CwBer *data);
/* "a web page (HTML)": what a file that is none of ours looks like, translated; NULL when it looks like nothing in particular. */
const char *cw_sniff_foreign  (const CwBer *data);

G_END_DECLS
