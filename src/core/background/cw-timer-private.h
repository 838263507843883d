/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The two ways of a timer: systemd over D-Bus, and a line of cron. Both know a timer by its name, so that a store in a folder of its own has a timer
 * of its own. */

G_BEGIN_DECLS

typedef struct {
  gboolean system_scope;
  char    *store_directory;   /* absolute, or NULL */
  char    *name;              /* "certwizard-roll", "certwizard-roll-0a1b2c3d" */
  char    *program;           /* this very certwizardctl */
} CwTimerPlace;

gboolean cw_timer_systemd_is_there   (const CwTimerPlace *place);
gboolean cw_timer_systemd_is_enabled (const CwTimerPlace *place, gboolean *enabled, GError **error);
gboolean cw_timer_systemd_enable     (const CwTimerPlace *place, GCancellable *cancellable, GError **error);
gboolean cw_timer_systemd_disable    (const CwTimerPlace *place, GCancellable *cancellable, GError **error);
/* Of one that is on. */
char    *cw_timer_systemd_dup_status (const CwTimerPlace *place);

gboolean cw_timer_cron_is_there      (const CwTimerPlace *place);
gboolean cw_timer_cron_is_enabled    (const CwTimerPlace *place, gboolean *enabled, GError **error);
gboolean cw_timer_cron_enable        (const CwTimerPlace *place, GCancellable *cancellable, GError **error);
gboolean cw_timer_cron_disable       (const CwTimerPlace *place, GCancellable *cancellable, GError **error);

/* ---- the unit files: cw-timer-units.c ---- */
/* As they are written where systemd does not look for the ones that ship: marked, with the program's own path. */
char    *cw_timer_dup_service        (const CwTimerPlace *place);
char    *cw_timer_dup_timer          (const CwTimerPlace *place);
/* The line of the service that starts the program: tells whether a unit is for this one. */
char    *cw_timer_dup_start_line     (const CwTimerPlace *place);
gboolean cw_timer_is_marked          (const char *content);
/* Names and values of what the program needs to be told where it is not started from here; NULL-terminated pairs. */
GStrv    cw_timer_dup_environment    (const CwTimerPlace *place);

G_END_DECLS
