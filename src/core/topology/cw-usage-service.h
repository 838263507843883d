/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* The service behind a usage: how its configuration is checked, how it is told of a new certificate, and where it can be asked what
 * it serves. Data only; whoever deploys acts on it. Immutable. */

G_BEGIN_DECLS

/* How the service learns that there is a new certificate. */
typedef enum { CW_SERVICE_RELOAD, CW_SERVICE_RESTART, CW_SERVICE_COMMAND } CwServiceAction;

typedef enum {
  CW_PROBE_TLS, CW_PROBE_SMTP, CW_PROBE_IMAP, CW_PROBE_POP3, CW_PROBE_LDAP, CW_PROBE_XMPP_CLIENT, CW_PROBE_XMPP_SERVER, CW_PROBE_POSTGRESQL,
  CW_PROBE_MYSQL,
} CwProbeProtocol;

typedef struct {
  CwProbeProtocol protocol;    /* what is spoken before TLS begins */
  guint           port;
} CwProbe;

#define CW_TYPE_USAGE_SERVICE (cw_usage_service_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageService, cw_usage_service, CW, USAGE_SERVICE, GObject)

const char *const *cw_usage_service_get_units   (CwUsageService *self);   /* "nginx.service": of systemd; may be empty */
CwServiceAction    cw_usage_service_get_action  (CwUsageService *self);
const char *const *cw_usage_service_get_check   (CwUsageService *self);   /* command and its arguments, or NULL */
const char *const *cw_usage_service_get_reload  (CwUsageService *self);   /* where there is no systemd, or for CW_SERVICE_COMMAND; or NULL */
guint              cw_usage_service_get_n_probes (CwUsageService *self);
const CwProbe     *cw_usage_service_get_probe   (CwUsageService *self, guint index);
/* What has to be in the service's configuration once, and where; {live} stands for the folder of the files. May be empty or NULL. */
const char        *cw_usage_service_get_configuration_file (CwUsageService *self);
const char *const *cw_usage_service_get_configuration (CwUsageService *self);
const char        *cw_probe_protocol_to_nick    (CwProbeProtocol protocol);   /* "tls", "smtp", "xmpp-client" */

G_END_DECLS
