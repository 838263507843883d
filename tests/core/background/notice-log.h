/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A system log of the test: a socket that notices arrive at where there is no desktop. */

typedef struct {
  GSocket *socket;
  char    *folder;
  char    *path;
} NoticeLog;

NoticeLog *notice_log_new    (void);
void       notice_log_free   (NoticeLog *self);
/* The next line, NULL: nothing more was written. */
char      *notice_log_read   (NoticeLog *self);
/* That the next line has both parts, or that there is none (NULL). */
void       notice_log_expect (NoticeLog *self, const char *part, const char *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoticeLog, notice_log_free)
