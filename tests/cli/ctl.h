/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Runs the real certwizardctl in a folder of its own with a store of its own, and looks at what comes out; with pipes and without a
 * terminal, or on a pseudo-terminal. The files to be imported are made by openssl. */

#define CTL_PASSWORD "Geheim-4711-Straße"

typedef struct {
  char *folder;     /* where it runs: names of files are relative to it */
} Ctl;

typedef struct {
  int   code;       /* -1: ended by a signal */
  int   signal;
  char *out;
  char *err;
} CtlResult;

typedef struct {
  GPid     pid;
  int      master;
  GString *seen;    /* everything since the start */
  gsize    from;    /* where expect goes on */
} CtlPty;

Ctl       *ctl_new        (void);
void       ctl_free       (Ctl *self);
CtlResult *ctl_run        (Ctl *self, ...) G_GNUC_NULL_TERMINATED;
/* input: what standard input gives. */
CtlResult *ctl_run_input  (Ctl *self, const char *input, ...) G_GNUC_NULL_TERMINATED;
CtlResult *ctl_runv       (Ctl *self, const char *input, const char *const *arguments);
void       ctl_result_free (CtlResult *self);
/* A tool that has to succeed. Gives its standard output. */
char      *ctl_tool       (Ctl *self, ...) G_GNUC_NULL_TERMINATED;
gboolean   ctl_has_tool   (const char *name);

char      *ctl_path       (Ctl *self, const char *name);
char      *ctl_read       (Ctl *self, const char *name, gsize *size);
void       ctl_write      (Ctl *self, const char *name, const char *text, gssize size);
/* NAME.pem, NAME.key (EC) for https://NAME, self-signed. */
void       ctl_make_certificate (Ctl *self, const char *name);
/* NAME.pfx of the above with CTL_PASSWORD, which is in the file "password". */
void       ctl_make_pfx   (Ctl *self, const char *name);
/* Makes and imports NAME with its private key. */
void       ctl_import     (Ctl *self, const char *name, gboolean exportable);

JsonObject *ctl_json      (CtlResult *result);       /* fails unless standard output is exactly one object; owned by the result's life: unref */
void       ctl_assert_code (CtlResult *result, int code, const char *where);
#define ctl_assert(result, expected) ctl_assert_code (result, expected, G_STRLOC)
void       ctl_assert_has (const char *text, const char *part, const char *where);
#define ctl_assert_out(result, part) ctl_assert_has ((result)->out, part, G_STRLOC)
#define ctl_assert_err(result, part) ctl_assert_has ((result)->err, part, G_STRLOC)
void       ctl_assert_lacks (const char *text, const char *part, const char *where);

/* ---- on a terminal ---- */
CtlPty    *ctl_pty_start  (Ctl *self, ...) G_GNUC_NULL_TERMINATED;
void       ctl_pty_expect (CtlPty *self, const char *text);
void       ctl_pty_send   (CtlPty *self, const char *text);
gboolean   ctl_pty_echoes (CtlPty *self);
int        ctl_pty_wait   (CtlPty *self);              /* exit code; -signal */
void       ctl_pty_free   (CtlPty *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ctl, ctl_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlResult, ctl_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlPty, ctl_pty_free)
