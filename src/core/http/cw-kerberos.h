/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "cw-secret.h"

/* A Kerberos ticket for one web server: from what the logged-on user has, or from a password, which then lives in memory only and touches
 * neither the environment nor the user's own tickets. libkrb5 is asked and not GSSAPI, because its codes say exactly why there is none.
 * Everything may wait for the network. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwKerberos CwKerberos;

/* CW_ERROR_NO_TICKET; CW_ERROR_UNREACHABLE when the server that gives tickets is. */
CwKerberos *cw_kerberos_new_from_tickets  (const char *host, GError **error);
/* CW_ERROR_AUTHENTICATION: the password was tried and refused, or must not be tried. CW_ERROR_NOT_SUPPORTED, CW_ERROR_UNREACHABLE:
 * it was not tried, so something else may use it. */
CwKerberos *cw_kerberos_new_from_password (const char *user, CwSecret *password, const char *host, GError **error);
void        cw_kerberos_free              (CwKerberos *self);
/* Gets the ticket for the server, unless it is there. */
gboolean    cw_kerberos_fetch_service     (CwKerberos *self, const char *host, GError **error);
gboolean    cw_kerberos_is_current        (CwKerberos *self);
const char *cw_kerberos_get_principal     (CwKerberos *self);
/* "MEMORY:…": what GSSAPI is told to use. */
const char *cw_kerberos_get_cache         (CwKerberos *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwKerberos, cw_kerberos_free)

G_END_DECLS
