/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "cw-kerberos.h"

/* One login by GSSAPI, word for word: Kerberos inside SPNEGO, or NTLM by the plug-in gss-ntlmssp. Bound to the TLS connection where there
 * is an end point. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwGss CwGss;

/* The ticket must live as long as the login. */
CwGss   *cw_gss_new_kerberos  (CwKerberos *kerberos, const char *host, GBytes *end_point, GError **error);
/* CW_ERROR_NOT_SUPPORTED without the plug-in. */
CwGss   *cw_gss_new_ntlm      (const char *user, CwSecret *password, const char *host, GBytes *end_point, GError **error);
void     cw_gss_free          (CwGss *self);
/* The next word for the server; NULL in the beginning for what it said. out is NULL when there is nothing (more) to say. */
gboolean cw_gss_step          (CwGss *self, GBytes *in, GBytes **out, GError **error);
gboolean cw_gss_is_complete   (CwGss *self);
gboolean cw_gss_has_ntlm      (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGss, cw_gss_free)

G_END_DECLS
