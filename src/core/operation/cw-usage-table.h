/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assign-operation.h"

/* The home screen as a model: the usages in their groups, with what each has now, next and before, and what its ports serve. Loaded in a worker,
 * again whenever the store changes; rows that stay the same stay the same objects. */

G_BEGIN_DECLS

/* A certificate in a place. Immutable. */
#define CW_TYPE_ASSIGNED (cw_assigned_get_type ())
G_DECLARE_FINAL_TYPE (CwAssigned, cw_assigned, CW, ASSIGNED, GObject)
CwStoredCertificate      *cw_assigned_get_certificate (CwAssigned *self);
const CwAssignmentRecord *cw_assigned_get_record      (CwAssigned *self);

/* Of CwServedRecord, the one that tells how the usage is served: the worst; but where nothing listens only if no other port answers, since a service
 * rarely uses all of its ports. NULL: none was asked yet, or it has no port. Borrowed. */
const CwServedRecord *cw_served_find_telling (GPtrArray *records, const char *usage);

/* A usage with all of it. Immutable: what changes is another object in the same place. */
#define CW_TYPE_USAGE_ENTRY (cw_usage_entry_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageEntry, cw_usage_entry, CW, USAGE_ENTRY, GObject)
CwUsage    *cw_usage_entry_get_usage      (CwUsageEntry *self);
gboolean    cw_usage_entry_is_present     (CwUsageEntry *self);             /* its service is on this computer */
CwAssigned *cw_usage_entry_get            (CwUsageEntry *self, CwPlace place);   /* or NULL */
/* What the ports were last seen to serve, as below. */
const CwServedRecord *cw_usage_entry_get_served (CwUsageEntry *self);
GListModel *cw_usage_entry_get_findings   (CwUsageEntry *self);             /* of CwFinding: of the last check in this process; may be empty */
const char *cw_usage_entry_get_location   (CwUsageEntry *self);             /* "Local" or "Global", translated */

/* A group: "Default certificate" and its usages; is a GListModel of CwUsageEntry. */
#define CW_TYPE_USAGE_GROUP (cw_usage_group_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageGroup, cw_usage_group, CW, USAGE_GROUP, GObject)
const char *cw_usage_group_get_id     (CwUsageGroup *self);                 /* "default", "edge-external", "service" */
const char *cw_usage_group_get_title  (CwUsageGroup *self);
/* What all of its usages have in common; NULL: they differ, or there is none. */
CwAssigned *cw_usage_group_get_common (CwUsageGroup *self);
guint       cw_usage_group_get_n_assigned (CwUsageGroup *self);

#define CW_TYPE_USAGE_TABLE (cw_usage_table_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageTable, cw_usage_table, CW, USAGE_TABLE, GObject)   /* is a GListModel of CwUsageGroup */
/* Main thread. Properties, notified: "ready" (boolean), "checking" (boolean), "show-all" (boolean, writable: also what is of no use on this computer;
 * FALSE shows what is assigned, what is installed, and what the topology gives this computer to do), "error" (GError, boxed), "n-pending" (uint: requests
 * that wait, of this store; counted by a refresh). */
CwUsageTable  *cw_usage_table_new          (CwAssignments *assignments);
gboolean       cw_usage_table_is_ready     (CwUsageTable *self);
CwUsageEntry  *cw_usage_table_find         (CwUsageTable *self, const char *usage);        /* borrowed, or NULL */
/* The Refresh button: reads again, looks for pending requests, and checks everything from file to port (in a worker). */
void           cw_usage_table_refresh      (CwUsageTable *self);
gboolean       cw_usage_table_is_checking  (CwUsageTable *self);
guint          cw_usage_table_get_n_pending (CwUsageTable *self);
/* What needs attention: expires within 30 days or expired, drifted, a roll that failed; of CwFinding, worst first. Property-less list model that lives
 * as long as the table. */
GListModel    *cw_usage_table_get_warnings (CwUsageTable *self);
/* Every assigned certificate once, with its successor, by expiry: for the timeline. Of CwTimelineEntry. */
GListModel    *cw_usage_table_get_timeline (CwUsageTable *self);

#define CW_TYPE_TIMELINE_ENTRY (cw_timeline_entry_get_type ())
G_DECLARE_FINAL_TYPE (CwTimelineEntry, cw_timeline_entry, CW, TIMELINE_ENTRY, GObject)
CwStoredCertificate *cw_timeline_entry_get_certificate (CwTimelineEntry *self);
const char          *cw_timeline_entry_get_usages      (CwTimelineEntry *self);    /* titles: "Server default, Web services internal" */
CwStoredCertificate *cw_timeline_entry_get_successor   (CwTimelineEntry *self);    /* NULL: none staged */
gint64               cw_timeline_entry_get_effective   (CwTimelineEntry *self);    /* when the successor takes over, 0 */
gint64               cw_timeline_entry_get_lead_time   (CwTimelineEntry *self);    /* seconds: the longest of its usages */

G_END_DECLS
