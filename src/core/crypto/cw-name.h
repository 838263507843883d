/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-der.h"

/* Distinguished names and general names as text that a person can read and that cannot lie: control characters and marks that
 * turn the writing direction never reach a label. */

G_BEGIN_DECLS

/* name: the content of the SEQUENCE. RFC 4514, most specific first; "" for an empty one. Never NULL. */
char *cw_name_dup_text       (CwDer name);
/* The last (most specific) attribute of that type, given as an OID's DER content; NULL without. */
char *cw_name_dup_attribute  (CwDer name, const char *oid_der, gsize size);
#define CW_NAME_COMMON_NAME  "\x55\x04\x03", 3
#define CW_NAME_ORGANIZATION "\x55\x04\x0a", 3
#define CW_NAME_UNIT         "\x55\x04\x0b", 3

/* Calls for each attribute in the order of the encoding: the type as dotted OID and its text. */
typedef void (*CwNameVisitor) (const char *oid, const char *text, gpointer user_data);
gboolean cw_name_visit       (CwDer name, CwNameVisitor visitor, gpointer user_data);
/* "CN" for 2.5.4.3; NULL for a type without a short word. */
const char *cw_name_get_keyword (CwDer oid);

/* One GeneralName as it would be written on a web page or in a configuration: "www.example.org", "192.0.2.1", "a@example.org".
 * ascii: host names stay as they are encoded (A-labels). NULL for kinds without a text form and for broken ones. */
char *cw_general_name_dup_text (guint tag, CwDer value, gboolean ascii);
/* The same for one otherName: type OID, and the value inside its [0]. */
char *cw_other_name_dup_text (const char *oid, CwDer value);
/* "192.0.2.1" or "2001:db8::1" for 4 or 16 bytes, NULL for any other count. */
char *cw_address_dup_text    (CwDer address);
/* xn--… labels of a host name as U-labels; the text itself when it does not decode. Takes the text. */
char *cw_host_to_unicode     (char *host);
/* The text without what must not reach a label: control characters and direction marks become U+FFFD. Takes the text. */
char *cw_text_to_printable   (char *text);
/* What somebody typed, to be repeated in a sentence: valid UTF-8, printable, shortened to 80 characters. */
char *cw_text_dup_shown      (const char *text);

G_END_DECLS
