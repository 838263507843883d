/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-application.h"
#include "cw-assignments-view.h"
#include "cw-certificates-view.h"
#include "cw-context.h"

/* The main window: its views, what is dropped and pasted, and what is said when the store cannot be opened. */

G_BEGIN_DECLS

#define CW_TYPE_WINDOW (cw_window_get_type ())
G_DECLARE_FINAL_TYPE (CwWindow, cw_window, CW, WINDOW, AdwApplicationWindow)

CwWindow *cw_window_new          (CwApplication *application);
void      cw_window_set_context  (CwWindow *self, CwContext *context);
void      cw_window_set_error    (CwWindow *self, const GError *error);
/* Presents the window with its first rows, or soon without. */
void      cw_window_present_when_ready (CwWindow *self);
/* Opens the import wizard, once there is a store. */
void      cw_window_import_files (CwWindow *self, GFile **files, gsize n_files);
void      cw_window_show_message (CwWindow *self, const char *message);
/* Takes the toast. */
void      cw_window_add_toast    (CwWindow *self, AdwToast *toast);
CwAssignmentsView *cw_window_get_assignments (CwWindow *self);
CwCertificatesView *cw_window_get_certificates (CwWindow *self);    /* made when nobody has looked at it yet */
const char *cw_window_get_help_page (CwWindow *self);               /* about what is shown, or NULL */
CwContext *cw_window_get_context (CwWindow *self);      /* or NULL */

G_END_DECLS
