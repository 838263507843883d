/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-probe.h"
#include "cw-usage.h"

/* The services behind the usages: whether one runs, whether its configuration is good, that it takes up a new certificate, what its ports
 * serve. By systemd over D-Bus where there is one, else by the commands of the usage file. Services of the computer need root; those of a
 * usage file in the user's own folder are the user's (his systemd, his commands). Blocks, never for ever, and can be cancelled. */

G_BEGIN_DECLS

typedef enum { CW_SERVICE_RUNNING, CW_SERVICE_STOPPED, CW_SERVICE_UNKNOWN } CwServiceState;

#define CW_TYPE_SERVICE_MANAGER (cw_service_manager_get_type ())
G_DECLARE_FINAL_TYPE (CwServiceManager, cw_service_manager, CW, SERVICE_MANAGER, GObject)

CwServiceManager *cw_service_manager_new        (gboolean privileged);
/* TRUE: it may be checked and reloaded by whoever we are. FALSE: *why_not (may be NULL) is a sentence for the plan. */
gboolean          cw_service_manager_may_manage (CwServiceManager *self, CwUsage *usage, char **why_not);
CwServiceState    cw_service_manager_get_state  (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable);
/* Whether somebody (systemd) knows what was stopped on purpose: a command that reloads would start that, too. */
gboolean          cw_service_manager_knows_state (CwServiceManager *self, CwUsage *usage);
/* What will be done, for the plan: "/usr/sbin/nginx -t -q", "Reload nginx.service (systemd)"; NULL: nothing. */
char             *cw_service_manager_dup_check_text  (CwServiceManager *self, CwUsage *usage);
char             *cw_service_manager_dup_reload_text (CwServiceManager *self, CwUsage *usage);
/* CW_ERROR_SERVICE_CONFIGURATION: the service's own words are in the message, shortened, never with a secret. TRUE where there is none. */
gboolean          cw_service_manager_check      (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable, GError **error);
/* Reloads or restarts what runs and waits until systemd (or the command) says that it is done. CW_ERROR_SERVICE_RELOAD: the message is the reason
 * alone, because only the caller knows whether it was told of new files or of its former ones. */
gboolean          cw_service_manager_reload     (CwServiceManager *self, CwUsage *usage, GCancellable *cancellable, GError **error);
/* Every port of the usage, of CwServed. A service needs a moment to take up its new certificate: a port that still serves another one, or
 * nothing, is asked again until patience_ms are over. expected, chain: may be NULL. Never NULL. */
GPtrArray        *cw_service_manager_probe      (CwServiceManager *self, CwUsage *usage, CwCertificate *expected, GPtrArray *chain,
                                                 guint patience_ms, GCancellable *cancellable);

G_END_DECLS
