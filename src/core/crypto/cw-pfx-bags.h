/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle-item.h"
#include "cw-opener.h"

/* The bags inside a PFX: each is read for itself, so that a broken or unknown one does not take the others with it.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwOpener  *opener;
  GPtrArray *items;           /* of CwBundleItem */
  gboolean   skip_locked;
  guint      n_notes;
  guint      n_good;          /* bags that were what they should be, whether we use them or not */
  GError    *first_problem;   /* of those that were not */
} CwPfxBags;

void     cw_pfx_bags_clear (CwPfxBags *self);
/* safes: the content of AuthenticatedSafe. FALSE for what stops everything: a password, patience, cancelled. */
gboolean cw_pfx_bags_read  (CwPfxBags *self, const CwBer *safes, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPfxBags, cw_pfx_bags_clear)

G_END_DECLS
