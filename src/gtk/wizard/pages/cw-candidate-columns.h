/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-assignments.h"

/* The columns of the certificates that can be assigned, and what is said about one that should not or cannot. */

G_BEGIN_DECLS

/* Friendly Name, Issued On, Issued By, Expires; and one for a narrow window, with all of it on two lines. */
void cw_candidate_columns_add         (GtkColumnView *view);
void cw_candidate_columns_set_compact (GtkColumnView *view, gboolean compact);
/* Name, issuer, names: what somebody searches. */
gboolean cw_candidate_matches         (CwCandidate *candidate, const char *folded);

G_END_DECLS
