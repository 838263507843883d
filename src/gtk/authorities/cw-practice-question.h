/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Asks for the reason of a denial, in words, and of a revocation, of those that a revocation list has a code for. */

G_BEGIN_DECLS

/* reason: NULL: none was given. Not called when the user says no, nor when owner is gone by then. */
typedef void (*CwPracticeReason) (gint64 id, const char *reason, gpointer owner);

/* title: of the request. */
void cw_practice_ask_denial     (GtkWindow *window, gint64 id, const char *title, CwPracticeReason answered, GObject *owner);
void cw_practice_ask_revocation (GtkWindow *window, gint64 id, const char *title, CwPracticeReason answered, GObject *owner);

G_END_DECLS
