/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-assign-operation.h"
#include "cw-assignments.h"

/* The certificates of the store that can be assigned: the list, its search, and what speaks against the one that is selected. That one goes into
 * the draft. */

G_BEGIN_DECLS

#define CW_TYPE_CANDIDATE_VIEW (cw_candidate_view_get_type ())
G_DECLARE_FINAL_TYPE (CwCandidateView, cw_candidate_view, CW, CANDIDATE_VIEW, GtkBox)

/* Signal "selected": another one, or none. Signal "activated": by Return, or by a double click. */
void         cw_candidate_view_set_draft      (CwCandidateView *self, CwAssignDraft *draft);
/* candidates: of CwCandidate, or NULL. Nothing is selected in them before cw_candidate_view_choose(). */
void         cw_candidate_view_set_candidates (CwCandidateView *self, GListModel *candidates);
/* What the draft names, else the first that can serve: the best. */
void         cw_candidate_view_choose         (CwCandidateView *self);
CwCandidate *cw_candidate_view_get_selected   (CwCandidateView *self);
/* The list, or that nothing was found in it. */
void         cw_candidate_view_show_found     (CwCandidateView *self);
/* There are more than are seen at a glance. */
void         cw_candidate_view_set_searchable (CwCandidateView *self, gboolean searchable);
gboolean     cw_candidate_view_go_to_search   (CwCandidateView *self);
/* Nothing happens where nothing was found. */
void         cw_candidate_view_go_to_list     (CwCandidateView *self);
void         cw_candidate_view_set_compact    (CwCandidateView *self, gboolean compact);

G_END_DECLS
