/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-problem.h"
#include "cw-secret.h"

/* What the core asks a person: answered by a window, by a terminal, or by a script in tests. Called in the worker thread of an
 * operation, and blocks it; an implementation for a window goes to its main loop by itself. */

G_BEGIN_DECLS

#define CW_TYPE_INTERACTION (cw_interaction_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwInteraction, cw_interaction, CW, INTERACTION, GObject)

typedef struct {
  const char *heading;       /* one short line */
  const char *body;          /* the whole sentence(s) */
  const char *accept;        /* the label of "yes": a verb */
  CwSeverity  severity;      /* ERROR: destructive */
} CwQuestion;

typedef struct {
  const char *heading;
  const char *body;
  gboolean    is_new;        /* a new passphrase: ask twice, say how strong it is */
  gboolean    retry;         /* the last answer was wrong */
} CwSecretQuestion;

struct _CwInteractionClass {
  GObjectClass parent_class;
  gboolean  (*confirm)    (CwInteraction *self, const CwQuestion *question, GCancellable *cancellable, GError **error);
  CwSecret *(*ask_secret) (CwInteraction *self, const CwSecretQuestion *question, GCancellable *cancellable, GError **error);
  int       (*choose)     (CwInteraction *self, const CwQuestion *question, const char * const *choices, int preselected,
                           GCancellable *cancellable, GError **error);
};

/* "No" and dismissal are CW_ERROR_CANCELLED; nobody there to ask is CW_ERROR_NEEDS_CONFIRMATION, for a secret
 * CW_ERROR_PASSWORD_NEEDED. self NULL: nobody is there. */
gboolean  cw_interaction_confirm    (CwInteraction *self, const CwQuestion *question, GCancellable *cancellable, GError **error);
CwSecret *cw_interaction_ask_secret (CwInteraction *self, const CwSecretQuestion *question, GCancellable *cancellable, GError **error);
int       cw_interaction_choose     (CwInteraction *self, const CwQuestion *question, const char * const *choices, int preselected,
                                     GCancellable *cancellable, GError **error);   /* -1 on error */

G_END_DECLS
