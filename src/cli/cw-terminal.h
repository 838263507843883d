/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* The terminal that the program was started from, whatever standard input and output are connected to: questions are asked there,
 * so that neither a pipe is disturbed nor an answer taken from a file by accident. */

G_BEGIN_DECLS

/* Is there one at all. */
gboolean  cw_terminal_is_there  (void);
/* Columns of the terminal behind a file descriptor; 0 when it is none. */
guint     cw_terminal_get_width (int fd);
/* Shows the prompt and reads a line. CW_ERROR_CANCELLED at the end of input and when it is cancelled. */
CwSecret *cw_terminal_read      (const char *prompt, gboolean echo, GCancellable *cancellable, GError **error);
/* Writes lines before a prompt. */
void      cw_terminal_write     (const char *text);
/* Gives the terminal back as it was, when the program ends in the midst of a question. */
void      cw_terminal_restore   (void);

G_END_DECLS
