/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* One subject alternative name: a host name (IDN shown and encoded), an IP address, a mail address or a URI; checked when it
 * is made, so that a wrong one never reaches a request. Immutable. */

G_BEGIN_DECLS

typedef enum { CW_ALT_NAME_DNS, CW_ALT_NAME_IP, CW_ALT_NAME_EMAIL, CW_ALT_NAME_URI } CwAltNameKind;

#define CW_TYPE_ALT_NAME (cw_alt_name_get_type ())
G_DECLARE_FINAL_TYPE (CwAltName, cw_alt_name, CW, ALT_NAME, GObject)

/* CW_ERROR_NAME_INVALID with the reason: empty label, too long, underscore, a space, an address with a mask, … */
CwAltName    *cw_alt_name_new       (CwAltNameKind kind, const char *text, GError **error);
/* What a person types: "www.example.org", "*.example.org", "192.0.2.1", "[2001:db8::1]", "a@example.org", "sip:a@example.org",
 * "https://example.org/"; "DNS:", "IP:", "email:" and "URI:" in front decide. */
CwAltName    *cw_alt_name_parse     (const char *text, GError **error);
CwAltNameKind cw_alt_name_get_kind  (CwAltName *self);
const char   *cw_alt_name_get_text  (CwAltName *self);    /* property "text": for a person: U-labels, canonical address */
const char   *cw_alt_name_get_ascii (CwAltName *self);    /* as it is encoded: A-labels, lower case */
gboolean      cw_alt_name_is_wildcard (CwAltName *self);
/* Reserved or local names (localhost, .local, .internal, .invalid, .test, .example, a single label, private addresses): a sentence
 * of advice, or NULL. A public CA refuses them; one of a company's own may not. */
char         *cw_alt_name_dup_advice (CwAltName *self);
gboolean      cw_alt_name_equal     (CwAltName *self, CwAltName *other);    /* same kind and same encoding */
guint         cw_alt_name_hash      (CwAltName *self);
const char   *cw_alt_name_kind_to_nick (CwAltNameKind kind);                /* "dns", "ip", "email", "uri" */

G_END_DECLS
