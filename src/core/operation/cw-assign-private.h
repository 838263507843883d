/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-operation.h"
#include "cw-import-operation.h"

/* What the operations on assignments have in common. Private to this folder. */

G_BEGIN_DECLS

/* ---- what is wished: cw-assign-draft.c ---- */
typedef struct {
  CwAssignments *assignments;
  GListStore    *usages;          /* of CwUsage, in the order of the catalogue */
  char          *reference;
  char          *path;
  CwSecret      *password;
  char          *friendly_name;
  gboolean       exportable;
  gint64         request;
  gint64         effective_date;
  gboolean       roll;
  gboolean       again;
} CwAssignWish;

const CwAssignWish *cw_assign_draft_get_wish (CwAssignDraft *self);
CwAssignWish       *cw_assign_wish_copy      (const CwAssignWish *self);
void                cw_assign_wish_free      (CwAssignWish *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAssignWish, cw_assign_wish_free)
/* What is wrong with it as it stands, without a look at the store; error: the first that forbids. Gives a list of CwProblem. */
GListModel         *cw_assign_wish_check     (const CwAssignWish *self, GError **error);
GPtrArray          *cw_assign_wish_dup_usages (const CwAssignWish *self);
/* Those of which a roll would be announced too late; NULL: none. Of the longest lead time. */
char               *cw_assign_wish_dup_hurry (const CwAssignWish *self);

G_END_DECLS
