/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage.h"

/* All usages: the ones that ship, then those of /etc/certwizard/usages, then the user's own; a later one with the same id takes the
 * place of an earlier. A mistake in a file costs that usage only, also where an earlier file describes it: that one is not meant any more. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_CATALOGUE (cw_usage_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageCatalogue, cw_usage_catalogue, CW, USAGE_CATALOGUE, GObject)   /* is a GListModel of CwUsage, in groups */

/* Reads files, so it blocks shortly. folders: NULL for the usual ones ($CERTWIZARD_USAGES in front of the installed folder). */
CwUsageCatalogue *cw_usage_catalogue_new          (const char *const *folders);
CwUsage          *cw_usage_catalogue_find         (CwUsageCatalogue *self, const char *id);   /* any case; borrowed; NULL */
/* NULL, or where its file has a mistake, and which: "/etc/certwizard/usages/nginx.usage:7: …". That usage is not in the list then. Borrowed. */
const char       *cw_usage_catalogue_find_mistake (CwUsageCatalogue *self, const char *id);
/* "Default,webservicesinternal" → of CwUsage, each once. CW_ERROR_NOT_FOUND with what is near. */
GPtrArray        *cw_usage_catalogue_parse        (CwUsageCatalogue *self, const char *list, GError **error);
GListModel       *cw_usage_catalogue_get_problems (CwUsageCatalogue *self);                   /* of CwProblem */
char             *cw_usage_list_dup_ids           (GPtrArray *usages);                        /* "Default,WebServicesInternal" */
char             *cw_usage_list_dup_titles        (GPtrArray *usages);                        /* "Server default, Web services internal" */

G_END_DECLS
