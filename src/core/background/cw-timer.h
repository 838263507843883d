/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What makes "certwizardctl roll" run when nobody is there: a systemd timer (the user's or the computer's), or a line of cron where there is
 * no systemd. Blocks. */

G_BEGIN_DECLS

typedef enum { CW_TIMER_SYSTEMD, CW_TIMER_CRON, CW_TIMER_NONE } CwTimerKind;

#define CW_TYPE_TIMER (cw_timer_get_type ())
G_DECLARE_FINAL_TYPE (CwTimer, cw_timer, CW, TIMER, GObject)

/* store_directory: of a store in a folder of its own, which "roll" is then told; or NULL. */
CwTimer    *cw_timer_new        (gboolean system_scope, const char *store_directory);
CwTimerKind cw_timer_get_kind   (CwTimer *self);                              /* what this computer has */
gboolean    cw_timer_is_enabled (CwTimer *self, gboolean *enabled, GError **error);
gboolean    cw_timer_enable     (CwTimer *self, GCancellable *cancellable, GError **error);
gboolean    cw_timer_disable    (CwTimer *self, GCancellable *cancellable, GError **error);
char       *cw_timer_dup_status (CwTimer *self);                              /* one sentence: on or off, by what, when it ran and runs next */

G_END_DECLS
