/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-ticks.h"

/* What the buttons of the home screen are about: the ticked usages, or else the selected row; and what can be done with them. */

G_BEGIN_DECLS

typedef struct {
  GPtrArray *usages;         /* of CwUsage, in the order of the table */
  guint      n_assigned;     /* of them: have a current, next or previous certificate */
  gint64     certificate;    /* the only one that is meant; 0: none, or several */
  gboolean   ticked;
} CwUsageChoice;

/* row: what is selected (a CwUsageGroup, CwUsageEntry or CwAssigned), or NULL. */
CwUsageChoice *cw_usage_choice_new        (CwUsageTable *table, CwUsageTicks *ticks, gpointer row);
void           cw_usage_choice_free       (CwUsageChoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwUsageChoice, cw_usage_choice_free)

char *cw_usage_choice_dup_title        (CwUsageChoice *self);      /* "Web server (nginx)", "3 ticked usages" */
char *cw_usage_choice_dup_titles       (CwUsageChoice *self);      /* all of them */
/* What a button does, or why it is dimmed. */
char *cw_usage_choice_dup_assign_tip   (CwUsageChoice *self);
char *cw_usage_choice_dup_request_tip  (CwUsageChoice *self);
char *cw_usage_choice_dup_remove_tip   (CwUsageChoice *self);
char *cw_usage_choice_dup_view_tip     (CwUsageChoice *self);

G_END_DECLS
