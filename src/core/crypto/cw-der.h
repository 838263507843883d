/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A small reader of DER: a slice of bytes that it never leaves, one element at a time. It neither allocates nor copies, so that
 * a certificate's summary costs less than a full decode, and every function says FALSE instead of reading past an end. Where one
 * of the take functions says FALSE, nothing has moved.
 * Indefinite lengths (BER) are not DER and are refused. */

G_BEGIN_DECLS

typedef struct { const guint8 *data; gsize size; } CwDer;

enum {
  CW_DER_BOOLEAN = 0x01, CW_DER_INTEGER = 0x02, CW_DER_BIT_STRING = 0x03, CW_DER_OCTET_STRING = 0x04, CW_DER_NULL = 0x05,
  CW_DER_OID = 0x06, CW_DER_ENUMERATED = 0x0a, CW_DER_UTF8_STRING = 0x0c, CW_DER_NUMERIC_STRING = 0x12, CW_DER_PRINTABLE_STRING = 0x13,
  CW_DER_T61_STRING = 0x14, CW_DER_IA5_STRING = 0x16, CW_DER_UTC_TIME = 0x17, CW_DER_GENERALIZED_TIME = 0x18,
  CW_DER_VISIBLE_STRING = 0x1a, CW_DER_UNIVERSAL_STRING = 0x1c, CW_DER_BMP_STRING = 0x1e,
  CW_DER_SEQUENCE = 0x30, CW_DER_SET = 0x31,
};
#define CW_DER_CONTEXT(n)             (0x80 | (n))   /* [n] IMPLICIT of something primitive */
#define CW_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))   /* [n] EXPLICIT, or IMPLICIT of something constructed */

/* Reads one element and moves behind it. whole (may be NULL) includes tag and length. Tag numbers above 30 are refused. */
gboolean cw_der_next          (CwDer *in, guint *tag, CwDer *value, CwDer *whole);
/* Reads the next element when it has that tag; otherwise FALSE and nothing has moved: also for what is optional. */
gboolean cw_der_take          (CwDer *in, guint tag, CwDer *value);
/* The next element's tag, 0 at the end. */
guint    cw_der_peek          (const CwDer *in);
/* A slice that is exactly one element of that tag, with nothing behind it. */
gboolean cw_der_open          (CwDer in, guint tag, CwDer *value);

gboolean cw_der_equal         (CwDer a, CwDer b);
gboolean cw_der_take_boolean  (CwDer *in, gboolean *value);
/* A number from 0 to G_MAXUINT32, from an INTEGER's content. */
gboolean cw_der_to_uint       (CwDer integer, guint *value);
/* How many bits a positive INTEGER's content has. */
guint    cw_der_count_bits    (CwDer integer);
/* The content of a BIT STRING without its count of unused bits. */
gboolean cw_der_take_bits     (CwDer *in, CwDer *bits);

/* An OID's content as "1.2.840.113549.1.1.1"; arcs up to 128 bits (UUIDs). Empty buffer and FALSE when it is none. */
#define CW_DER_OID_MAX 256
gboolean cw_der_to_oid        (CwDer oid, char *buffer, gsize size);
gboolean cw_der_take_oid      (CwDer *in, char *buffer, gsize size);

/* UTCTime and GeneralizedTime, also without seconds and with an offset, as old software wrote them. Seconds since 1970. */
gboolean cw_der_to_time       (guint tag, CwDer text, gint64 *time);
gboolean cw_der_take_time     (CwDer *in, gint64 *time);

/* Any ASN.1 string as UTF-8, or NULL when the type is no string or the bytes are no text of it. Bytes that claim to be UTF-8
 * (or ASCII) and are not are read as Latin-1: old software wrote them so. NUL bytes give NULL. */
char    *cw_der_dup_string    (guint tag, CwDer text);

static inline CwDer
cw_der (GBytes *bytes)
{
  CwDer der;
  der.data = g_bytes_get_data (bytes, &der.size);
  return der;
}

G_END_DECLS
