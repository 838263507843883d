/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Tells somebody who is not looking: a notification of the desktop. Where there is no desktop, a line in the system log. Blocks shortly. */

G_BEGIN_DECLS

typedef enum { CW_NOTICE_GOOD, CW_NOTICE_WARNING, CW_NOTICE_URGENT } CwNoticeLevel;

typedef struct {
  const char   *id;        /* "request-issued-5": a later one with the same id takes its place */
  CwNoticeLevel level;
  const char   *title;
  const char   *body;      /* plain text; never a secret */
} CwNotice;

/* FALSE with an error only where it could be told nowhere. */
gboolean cw_notice_show (const CwNotice *notice, GError **error);

G_END_DECLS
