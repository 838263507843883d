/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* An end for calls that block and run no main loop: a cancellable that follows the caller's, and is cancelled when the time is over. A thread
 * of its own watches. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwDeadline CwDeadline;

CwDeadline   *cw_deadline_start           (guint milliseconds, GCancellable *caller);
void          cw_deadline_free            (CwDeadline *self);
GCancellable *cw_deadline_get_cancellable (CwDeadline *self);
gboolean      cw_deadline_has_passed      (CwDeadline *self);

/* Waits. FALSE: cancelled meanwhile. */
gboolean      cw_deadline_pause           (guint milliseconds, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDeadline, cw_deadline_free)

G_END_DECLS
