/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"

/* The counterpart of the reader: DER is appended to an array, and what has parts is begun and ended around them. It cannot fail.
 * Private to this folder. */

G_BEGIN_DECLS

void  cw_der_write         (GByteArray *out, guint tag, gconstpointer data, gsize size);
/* One whole element, or several, as they are. */
void  cw_der_write_whole   (GByteArray *out, CwDer whole);
/* What is written until the mark is ended is inside an element of that tag. */
gsize cw_der_begin         (GByteArray *out, guint tag);
void  cw_der_end           (GByteArray *out, gsize mark);
void  cw_der_write_text    (GByteArray *out, guint tag, const char *text);
/* dotted must be an OID: see cw_oid_is_valid(). */
void  cw_der_write_oid     (GByteArray *out, const char *dotted);
void  cw_der_write_uint    (GByteArray *out, guint64 value);
/* A positive INTEGER from its bytes. */
void  cw_der_write_integer (GByteArray *out, const guint8 *data, gsize size);
void  cw_der_write_true    (GByteArray *out);
void  cw_der_write_bits    (GByteArray *out, gconstpointer data, gsize size);
/* Named bits of at most 8: bit 0 is 0x80. */
void  cw_der_write_flags   (GByteArray *out, guint8 flags);
/* UTCTime until 2049, GeneralizedTime from then on, as RFC 5280 has it. */
void  cw_der_write_time    (GByteArray *out, gint64 time);

gboolean cw_oid_is_valid   (const char *dotted);

static inline CwDer
cw_der_written (GByteArray *out)
{
  return (CwDer) { out->data, out->len };
}

G_END_DECLS
