/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The few words of systemd that are needed, over D-Bus: how a unit is, and that it reloads or restarts. Of the computer, or of the user.
 * Every function blocks, with an end, and can be cancelled. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwSystemd CwSystemd;

/* Whether there is one at all. */
gboolean   cw_systemd_is_there     (gboolean of_user);
CwSystemd *cw_systemd_new          (gboolean of_user, GCancellable *cancellable, GError **error);
void       cw_systemd_free         (CwSystemd *self);
/* "active", "inactive", "failed", …; NULL with an error. A unit that nobody knows is "inactive". */
char      *cw_systemd_dup_state    (CwSystemd *self, const char *unit, GCancellable *cancellable, GError **error);
/* Waits until systemd has done it. restart: not merely reload. CW_ERROR_SERVICE_RELOAD, CW_ERROR_CANCELLED. */
gboolean   cw_systemd_reload       (CwSystemd *self, const char *unit, gboolean restart, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSystemd, cw_systemd_free)

G_END_DECLS
