/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-usage-catalogue.h"

/* The usages in their groups on a page, each with a tick: what a certificate is requested for, or assigned to. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_PICKER (cw_usage_picker_get_type ())
G_DECLARE_FINAL_TYPE (CwUsagePicker, cw_usage_picker, CW, USAGE_PICKER, GObject)

typedef void (*CwUsageTicked) (CwUsage *usage, gboolean ticked, gpointer user_data);

/* chosen: of CwUsage, the ticked ones; watched. ticked: puts a usage there, or takes it out; not called when page is gone. */
CwUsagePicker *cw_usage_picker_new        (AdwPreferencesPage *page, CwUsageCatalogue *catalogue, GListModel *chosen, CwUsageTicked ticked,
                                           gpointer user_data);
guint          cw_usage_picker_get_n      (CwUsagePicker *self);
/* What stands below the title of a usage; NULL: its description. */
void           cw_usage_picker_set_detail (CwUsagePicker *self, const char *usage, const char *detail);
/* Shows the usages that have this text in them. FALSE: there is none. */
gboolean       cw_usage_picker_search     (CwUsagePicker *self, const char *text);

G_END_DECLS
