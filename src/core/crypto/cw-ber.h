/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A reader of BER as containers are really written: definite and indefinite length, strings in pieces. It walks over the bytes
 * where they are, keeps nothing and never reads beyond them, so a broken part does not take the good parts with it. */

G_BEGIN_DECLS

typedef struct {
  const guint8 *data;
  gsize         size;
} CwBer;

enum {
  CW_BER_BOOLEAN = 0x01, CW_BER_INTEGER = 0x02, CW_BER_BIT_STRING = 0x03, CW_BER_OCTETS = 0x04, CW_BER_OID = 0x06,
  CW_BER_UTC_TIME = 0x17, CW_BER_TIME = 0x18, CW_BER_BMP = 0x1e, CW_BER_SEQUENCE = 0x30, CW_BER_SET = 0x31,
  CW_BER_CONTEXT = 0x80, CW_BER_CONTEXT_CONSTRUCTED = 0xa0,
};

typedef struct {
  guint8 id;          /* the identifier octet; tag numbers above 30 do not occur in what we read and are no elements */
  CwBer  content;     /* without the end mark of an indefinite length */
  CwBer  whole;       /* with the header */
} CwElement;

#define CW_BER_INIT(bytes) { g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) }

/* Takes the next element off the front. FALSE at the end and when what follows is no complete element (rest is unchanged). */
gboolean cw_ber_next      (CwBer *rest, CwElement *element);
/* The same, but only when it has that identifier; strings match in their constructed form, too. */
gboolean cw_ber_take      (CwBer *rest, guint8 id, CwElement *element);
gboolean cw_ber_peek_id   (const CwBer *rest, guint8 *id);
/* Takes an element and steps into it. */
gboolean cw_ber_enter     (CwBer *rest, guint8 id, CwBer *content);
/* How long the first element says it is, also when the data ends before: 0 for an indefinite length or no header. */
gsize    cw_ber_claimed_size (const CwBer *data);

/* The bytes of an OCTET STRING (or an implicitly tagged one), joined when it comes in pieces. NULL when it is no string. */
GBytes  *cw_ber_octets    (const CwElement *element);
gboolean cw_ber_is_oid    (const CwElement *element, const char *dotted);
char    *cw_ber_dup_oid   (const CwElement *element);       /* NULL when it is none */
/* FALSE when negative or above maximum. */
gboolean cw_ber_take_uint (CwBer *rest, guint64 maximum, guint64 *value);

G_END_DECLS
