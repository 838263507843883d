/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-operation.h"

/* A small operation: a plan, one deed, one sentence. What is the same for all of them (steps, unlocking, the transaction with its line
 * in the history) is done here; a kind says what is different. Private to this folder. */

G_BEGIN_DECLS

#define CW_TYPE_ACTION (cw_action_get_type ())
G_DECLARE_FINAL_TYPE (CwAction, cw_action, CW, ACTION, CwOperation)

typedef struct {
  const char *name;              /* "add-authority": stable, for the history */
  gboolean    needs_key;         /* the store is unlocked first */
  gboolean    in_transaction;    /* run is called in one, which has the line in the history, too */
  CwPlan   *(*prepare) (CwAction *self, GError **error);
  /* Asks what has to be asked, before the first step; or NULL. */
  gboolean  (*ask)     (CwAction *self, GCancellable *cancellable, GError **error);
  /* Gives the sentence for the outcome; NULL on error. A result other than DONE is set on the outcome by itself. */
  char     *(*run)     (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error);
} CwActionKind;

/* data is the kind's own, freed with destroy. */
CwOperation   *cw_action_new             (const CwActionKind *kind, CwAuthorities *authorities, gpointer data, GDestroyNotify destroy);
gpointer       cw_action_get_data        (CwAction *self);
CwAuthorities *cw_action_get_authorities (CwAction *self);
CwStore       *cw_action_get_store       (CwAction *self);
CwInteraction *cw_action_get_interaction (CwAction *self);

G_END_DECLS
