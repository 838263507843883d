/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-usage-service.h"

/* Asks a living port what it serves: TLS at once or after STARTTLS, with SNI, and nothing is believed of what comes. Blocks, and never
 * longer than its time-out. */

G_BEGIN_DECLS

#define CW_PROBE_HERE   "127.0.0.1"
#define CW_PROBE_HERE_6 "::1"

typedef struct {
  const char *host;         /* NULL: this computer (127.0.0.1, ::1, then its other addresses: the first that answers) */
  guint       port;
  CwProbeProtocol protocol;
  const char *server_name;  /* SNI, and the domain that XMPP asks for; NULL: none */
  guint       timeout_ms;   /* 0: ours, 5 seconds */
} CwProbeQuestion;

/* Of CwCertificate, as sent: the leaf first. CW_ERROR_UNREACHABLE (nobody listens), CW_ERROR_TIMED_OUT, CW_ERROR_REPLY (no TLS there, or it
 * does not offer STARTTLS), CW_ERROR_NOT_FOUND (a chat server that does not have the domain), CW_ERROR_TLS_BAD (the handshake fails), CW_ERROR_CANCELLED. */
GPtrArray *cw_probe_ask (const CwProbeQuestion *question, GCancellable *cancellable, GError **error);
/* Whether anybody listens there on this computer, at whatever address. */
gboolean   cw_probe_listens (guint port, GCancellable *cancellable);

typedef enum {
  CW_SERVED_RIGHT,          /* this certificate, with all of its chain */
  CW_SERVED_CHAIN_SHORT,    /* this certificate, and CA certificates are missing */
  CW_SERVED_OTHER,          /* another certificate */
  CW_SERVED_NOTHING,        /* nobody listens, or nobody speaks TLS: the message says it */
} CwServedVerdict;
const char *cw_served_verdict_to_nick   (CwServedVerdict verdict);      /* "right", "chain-short", "other", "nothing" */
gboolean    cw_served_verdict_from_nick (const char *nick, CwServedVerdict *verdict);

/* What one port said. Immutable. */
#define CW_TYPE_SERVED (cw_served_get_type ())
G_DECLARE_FINAL_TYPE (CwServed, cw_served, CW, SERVED, GObject)
/* way: how it was asked, where that is worth telling ("IPv6"); or NULL. sent: as cw_probe_ask() gives it, or NULL with the failure. expected
 * NULL: nothing is assigned, then verdict OTHER. chain: what has to be sent above the leaf. */
CwServed       *cw_served_new          (const CwProbe *probe, const char *way, GPtrArray *sent, const GError *failure, CwCertificate *expected,
                                        GPtrArray *chain);
const CwProbe  *cw_served_get_probe    (CwServed *self);
CwServedVerdict cw_served_get_verdict  (CwServed *self);
CwCertificate  *cw_served_get_leaf     (CwServed *self);     /* NULL with NOTHING */
const char     *cw_served_get_message  (CwServed *self);     /* a sentence for a person: "Port 443 serves another certificate: www.example.org, which expires on …" */

G_END_DECLS
