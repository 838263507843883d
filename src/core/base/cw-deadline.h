/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* An end for calls that block: a cancellable that follows the caller's, and is cancelled when the time is over. A thread of its own watches,
 * because the worker that waits runs no main loop. */

G_BEGIN_DECLS

typedef struct _CwDeadline CwDeadline;

CwDeadline   *cw_deadline_start           (guint milliseconds, GCancellable *caller);
void          cw_deadline_free            (CwDeadline *self);
GCancellable *cw_deadline_get_cancellable (CwDeadline *self);
/* What is being done now has to be done in so many milliseconds from now on; 0: that is over, and only the whole counts again. */
void          cw_deadline_limit           (CwDeadline *self, guint milliseconds);
/* How many milliseconds were too many, those of the whole or those of the limit; 0 when it is not over. */
guint         cw_deadline_get_passed      (CwDeadline *self);

/* Waits. FALSE: cancelled meanwhile. */
gboolean      cw_deadline_pause           (guint milliseconds, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDeadline, cw_deadline_free)

G_END_DECLS
