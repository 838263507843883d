/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A small file system for one test, which then is a process of its own: to fill it up, or to make it read-only. */

G_BEGIN_DECLS

extern char *small_disk_folder;

void     small_disk_setup    (void);
void     small_disk_teardown (void);
/* For g_test_add_data_func(): data is a gboolean (*) (void), run in a process of its own; FALSE skips the test. */
void     small_disk_test     (gconstpointer data);
/* In that process. "size=2m,mode=0700". FALSE: mounting is not allowed here. */
gboolean small_disk_mount    (const char *options);
void     small_disk_remount  (const char *options, gulong flags);

G_END_DECLS
