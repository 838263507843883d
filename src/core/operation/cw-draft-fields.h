/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-error.h"
#include "cw-problem.h"
#include "cw-secret.h"

/* What the setter of every property of a draft does: compare, set, notify. TRUE: it was changed. Private to this folder. */

G_BEGIN_DECLS

/* An empty text is no text. */
gboolean cw_draft_set_string  (gpointer draft, char **field, const char *value, GParamSpec *pspec);
gboolean cw_draft_set_boolean (gpointer draft, gboolean *field, gboolean value, GParamSpec *pspec);
gboolean cw_draft_set_int     (gpointer draft, int *field, int value, GParamSpec *pspec);
gboolean cw_draft_set_uint    (gpointer draft, guint *field, guint value, GParamSpec *pspec);
gboolean cw_draft_set_secret  (gpointer draft, CwSecret **field, CwSecret *value, GParamSpec *pspec);
/* What is wrong with a draft, while it is looked through. */
typedef struct {
  GListStore *problems;   /* of CwProblem */
  GError     *error;      /* of the first that forbids */
} CwDraftCheck;
void        cw_draft_check_say  (CwDraftCheck *self, CwSeverity severity, const char *field, const char *sentence);
void        cw_draft_check_fail (CwDraftCheck *self, CwError code, const char *field, const char *sentence);
/* Ends it: the problems, and the error where there is one. */
GListModel *cw_draft_check_end  (CwDraftCheck *self, GError **error);
/* One line of readable text: what a friendly name has to be. */
gboolean cw_draft_is_one_line (const char *text);
/* NULL: a friendly name as the store takes it; else what is wrong with it. */
char    *cw_draft_dup_name_problem (const char *name);
/* " --option value", quoted for a shell where that is needed; nothing without a value. */
void     cw_draft_append_option (GString *command, const char *option, const char *value);

G_END_DECLS
