/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-table.h"

/* Which usages are ticked: they get a certificate of their own together. It follows the usages by their ids, so that ticks stay when the
 * table is read anew. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_TICKS (cw_usage_ticks_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageTicks, cw_usage_ticks, CW, USAGE_TICKS, GObject)

/* Signal "changed". */
CwUsageTicks *cw_usage_ticks_new    (void);
gboolean      cw_usage_ticks_has    (CwUsageTicks *self, const char *usage);
void          cw_usage_ticks_set    (CwUsageTicks *self, const char *usage, gboolean ticked);
void          cw_usage_ticks_clear  (CwUsageTicks *self);
guint         cw_usage_ticks_get_n  (CwUsageTicks *self);
/* Of a group: all of its usages, none of them, or some (inconsistent). */
gboolean      cw_usage_ticks_has_all (CwUsageTicks *self, CwUsageGroup *group, gboolean *some);
void          cw_usage_ticks_set_all (CwUsageTicks *self, CwUsageGroup *group, gboolean ticked);

G_END_DECLS
