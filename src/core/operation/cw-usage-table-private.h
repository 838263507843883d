/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-check.h"
#include "cw-usage-table.h"

/* What the files of the home screen's model share: making the objects that others only look at. Private to this folder. */

G_BEGIN_DECLS

/* ---- cw-usage-entry.c ---- */
CwAssigned    *cw_assigned_new        (CwStoredCertificate *certificate, const CwAssignmentRecord *record);
/* relevant: shown without being asked for. served: of CwServedRecord; findings: of CwFinding; both may be NULL. places: three, each may be NULL; taken. */
CwUsageEntry  *cw_usage_entry_new     (CwUsage *usage, gboolean present, gboolean relevant, CwAssigned **places, GPtrArray *served, GPtrArray *findings);
gboolean       cw_usage_entry_is_relevant (CwUsageEntry *self);
gboolean       cw_usage_entry_equal   (CwUsageEntry *a, CwUsageEntry *b);

/* ---- cw-usage-group.c ---- */
CwUsageGroup  *cw_usage_group_new     (const char *id, const char *title);
/* Of CwUsageEntry. Entries that are the same objects stay where they are. */
void           cw_usage_group_set_entries (CwUsageGroup *self, GPtrArray *entries);

/* A group that is still there is the same object as in old: the window keeps it open or closed, as it was. */
GPtrArray     *cw_usage_groups_arrange (GPtrArray *old, GPtrArray *entries, gboolean show_all);

/* ---- cw-usage-loader.c ---- */
/* Reads all of it; in any thread. Counted. */
typedef struct _CwUsageLoader CwUsageLoader;
CwUsageLoader *cw_usage_loader_new    (CwAssignments *assignments);
CwUsageLoader *cw_usage_loader_ref    (CwUsageLoader *self);
void           cw_usage_loader_unref  (CwUsageLoader *self);
/* What the last check found, of CwCheckResult: told as long as the same is assigned. */
void           cw_usage_loader_set_results (CwUsageLoader *self, GPtrArray *results);
/* Of CwUsageEntry, in the order of the catalogue. */
GPtrArray     *cw_usage_loader_load   (CwUsageLoader *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwUsageLoader, cw_usage_loader_unref)

/* ---- cw-attention.c, cw-timeline-entry.c ---- */
/* Of CwFinding, worst first; of CwTimelineEntry, by expiry. entries: of CwUsageEntry. */
GPtrArray     *cw_attention_collect   (GPtrArray *entries, gint64 now);
GPtrArray     *cw_timeline_collect    (GPtrArray *entries);
gboolean       cw_timeline_entry_equal (CwTimelineEntry *a, CwTimelineEntry *b);
/* ---- cw-list-update.c ---- */
/* Puts fresh in place of what is there, and leaves what says the same. Takes neither. */
typedef gboolean (*CwItemEqual)       (gpointer a, gpointer b);
void           cw_list_store_update   (GListStore *self, GPtrArray *fresh, CwItemEqual equal);

G_END_DECLS
