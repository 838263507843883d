/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* Standard output and standard error: text made harmless for a terminal, tables, and the line that shows progress. */

G_BEGIN_DECLS

/* Control and direction-changing characters, which a certificate's name may contain to fool whoever reads it, become visible
 * marks; lines TRUE keeps line ends. */
char    *cw_console_dup_safe       (const char *text, gboolean lines);
void     cw_console_print          (const char *text);                                   /* to standard output */
void     cw_console_print_format   (const char *format, ...) G_GNUC_PRINTF (1, 2);       /* values made safe by the caller */
/* "  Label:   value", labels padded to width columns; further lines of the value are indented likewise. */
/* Each line of the text behind the indent; makes the text safe by itself. */
void     cw_console_print_lines    (const char *indent, const char *text);
void     cw_console_print_field    (const char *label, const char *value, guint width);
void     cw_console_complain       (const char *format, ...) G_GNUC_PRINTF (1, 2);       /* "certwizardctl: …" on standard error */
/* FALSE: what was printed did not all arrive (a full disk; a closed pipe is no error). */
gboolean cw_console_flush          (GError **error);

void     cw_console_show_progress  (double fraction, const char *text);
void     cw_console_clear_progress (void);
void     cw_console_end_progress   (void);                                               /* no more of it until begin */
void     cw_console_begin_progress (void);

/* ---- tables ---- */
typedef struct {
  const char *title;      /* translated */
  guint       min_width;  /* may be shortened to that; 0: never shortened */
} CwColumn;
typedef struct _CwTable CwTable;
/* On a terminal the columns are aligned and shortened until they fit; elsewhere they are whole, one tab between them. */
CwTable *cw_table_new  (const CwColumn *columns, guint n_columns);
void     cw_table_add  (CwTable *self, const char *const *cells);
guint    cw_table_get_n_rows (CwTable *self);
void     cw_table_print (CwTable *self);
void     cw_table_free (CwTable *self);
gboolean cw_table_is_plain (void);

guint    cw_text_get_width (const char *text);       /* columns of a terminal */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTable, cw_table_free)

G_END_DECLS
