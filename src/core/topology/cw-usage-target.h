/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* A file that a usage feeds: which, in what form, and who may read it. Immutable. */

G_BEGIN_DECLS

typedef enum {
  CW_TARGET_CERTIFICATE,     /* the certificate alone, PEM; all of these but the last are PEM */
  CW_TARGET_CHAIN,           /* the CA certificates above it, without the root */
  CW_TARGET_FULLCHAIN,       /* certificate, then chain */
  CW_TARGET_KEY,             /* private key, PKCS #8 */
  CW_TARGET_COMBINED,        /* private key, certificate, chain in one file */
  CW_TARGET_ROOT,            /* the root that the chain ends at */
  CW_TARGET_PKCS12,
} CwTargetFormat;

#define CW_TYPE_USAGE_TARGET (cw_usage_target_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageTarget, cw_usage_target, CW, USAGE_TARGET, GObject)

CwUsageTarget *cw_usage_target_new        (const char *file, CwTargetFormat format, const char *owner, const char *group, guint mode);
const char    *cw_usage_target_get_file   (CwUsageTarget *self);   /* "fullchain.pem": in live/ID/; "/etc/…": absolute. May hold {computer} */
gboolean       cw_usage_target_is_live    (CwUsageTarget *self);   /* in live/ID/ */
CwTargetFormat cw_usage_target_get_format (CwUsageTarget *self);
const char    *cw_usage_target_get_owner  (CwUsageTarget *self);
const char    *cw_usage_target_get_group  (CwUsageTarget *self);
guint          cw_usage_target_get_mode   (CwUsageTarget *self);
gboolean       cw_usage_target_has_key    (CwUsageTarget *self);   /* holds the private key: never readable by all */
const char    *cw_usage_target_get_password_file (CwUsageTarget *self);   /* where the password of a PKCS #12 is read from; NULL: it is asked for */
const char    *cw_target_format_to_nick   (CwTargetFormat format);   /* "fullchain" */
gboolean       cw_target_format_from_nick (const char *nick, CwTargetFormat *format);
const char *const *cw_target_format_get_nicks (void);

G_END_DECLS
