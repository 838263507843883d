/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* What an operation that talks to a CA says for "View Log": lines from the worker, read by the window. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwRequestLog CwRequestLog;

/* pspec is notified on owner in the main context that made the log, which must not outlive its owner. */
CwRequestLog *cw_request_log_new     (GObject *owner, GParamSpec *pspec);
void          cw_request_log_free    (CwRequestLog *self);
/* In any thread: a CwAuthorityLog. */
void          cw_request_log_add     (const char *line, gpointer self);
/* What has been notified; in the thread that made it. */
const char   *cw_request_log_get     (CwRequestLog *self);
/* Everything up to now; in any thread. */
char         *cw_request_log_dup     (CwRequestLog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRequestLog, cw_request_log_free)

G_END_DECLS
