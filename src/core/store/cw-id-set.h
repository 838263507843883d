/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A set of certificate ids: one bit each, as they are small numbers without large gaps, unless a database says otherwise.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwIdSet CwIdSet;

CwIdSet *cw_id_set_new      (void);
void     cw_id_set_free     (CwIdSet *self);
void     cw_id_set_add      (CwIdSet *self, gint64 id);
gboolean cw_id_set_contains (CwIdSet *self, gint64 id);
/* Leaves what is in both. */
void     cw_id_set_intersect (CwIdSet *self, CwIdSet *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIdSet, cw_id_set_free)

G_END_DECLS
