/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-usage-service.h"

/* What is spoken on a connection before TLS begins. However much, or little, the other side says, it is bounded: more than 64 KiB are
 * CW_ERROR_REPLY, and the cancellable brings the deadline. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  GIOStream    *stream;
  GCancellable *cancellable;
  const char   *name;      /* "Port 25": what a sentence begins with */
  const char   *domain;    /* whom XMPP is asked for */
  gsize         taken;     /* how much was read */
} CwProbeWire;

/* Errors of GIO, and ours where the other side is at fault. */
gboolean cw_probe_wire_send      (CwProbeWire *self, gconstpointer bytes, gsize size, GError **error);
gboolean cw_probe_wire_say       (CwProbeWire *self, const char *text, GError **error);
gboolean cw_probe_wire_read      (CwProbeWire *self, guint8 *bytes, gsize size, GError **error);
guint8  *cw_probe_wire_dup       (CwProbeWire *self, gsize size, GError **error);                  /* so many, in memory of their own */
char    *cw_probe_wire_read_line (CwProbeWire *self, GError **error);                              /* without its end */
/* Until one of the texts was read, which is its last one. */
char    *cw_probe_wire_read_until (CwProbeWire *self, const char *const *ends, GError **error);
/* CW_ERROR_REPLY: what it said instead is shown, shortened. Always FALSE. */
gboolean cw_probe_wire_refuse    (CwProbeWire *self, const char *said, GError **error);

/* ---- what each protocol says until TLS may begin ---- */

gboolean cw_probe_start_tls      (CwProbeWire *self, CwProbeProtocol protocol, GError **error);
gboolean cw_probe_start_ldap     (CwProbeWire *self, GError **error);
gboolean cw_probe_start_postgresql (CwProbeWire *self, GError **error);
gboolean cw_probe_start_mysql    (CwProbeWire *self, GError **error);

G_END_DECLS
