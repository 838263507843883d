/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A real server as a child of the test: what it says is kept line by line and can be waited for, and it never outlives the test. */

G_BEGIN_DECLS

/* However slow the machine is, nothing takes longer. */
#define TEST_PATIENCE_SECONDS 60

typedef struct _TestProcess TestProcess;

/* A folder below the temporary one that servers of another user may read too; test_folder_remove() removes it with all in it. */
char        *test_folder_new       (const char *name);
void         test_folder_remove    (const char *folder);
char        *test_folder_write     (const char *folder, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Runs a program to its end in the folder; its failure ends the test with what it said. environment may be NULL. input too. */
void         test_run              (const char *folder, char **environment, const char *input, const char *program, ...) G_GNUC_NULL_TERMINATED;
/* A port on 127.0.0.1 where nobody listens now. */
guint        test_free_port        (void);
/* The first of these that exists: Debian and Fedora put things in different places. NULL for none. Absolute, or found in PATH or sbin. */
char        *test_find_program     (const char *const *names);

/* NULL when it ended before it said the marker: the port was taken meanwhile, try another one. */
TestProcess *test_process_start    (const char *const *argv, char **environment, const char *folder, const char *marker);
void         test_process_stop     (TestProcess *self);
/* How many lines so far contain the text; test_process_wait() waits until there are so many. */
guint        test_process_count    (TestProcess *self, const char *text);
void         test_process_wait     (TestProcess *self, const char *text, guint count);
void         test_process_forget   (TestProcess *self);                /* starts counting again */
char        *test_process_dup_said (TestProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProcess, test_process_stop)

G_END_DECLS
