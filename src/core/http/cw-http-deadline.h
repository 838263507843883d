/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* An end for calls that block: a cancellable that follows the caller's and is cancelled when the time is over. A thread of its own
 * watches, because the worker that waits for the server runs no main loop. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwHttpDeadline CwHttpDeadline;

/* connect: at most so long for each connection, TLS included; whole: for everything. Seconds. */
CwHttpDeadline *cw_http_deadline_start           (guint connect, guint whole, GCancellable *caller);
void            cw_http_deadline_free            (CwHttpDeadline *self);
GCancellable   *cw_http_deadline_get_cancellable (CwHttpDeadline *self);
/* A connection is being made, or stands. */
void            cw_http_deadline_set_connecting  (CwHttpDeadline *self, gboolean connecting);
/* How many seconds were too many; 0 when it is not over. */
guint           cw_http_deadline_get_passed      (CwHttpDeadline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpDeadline, cw_http_deadline_free)

G_END_DECLS
