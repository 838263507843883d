/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-key-text.h"
#include "cw-usage-service.h"
#include "cw-usage-target.h"

/* The parts of a usage file that have files of their own. Private to this folder. */

G_BEGIN_DECLS

/* Of CwUsageTarget: those of every usage, those of live/ID/ adapted, and the file's own. Mistakes are complained of. */
GPtrArray      *cw_usage_targets_read (CwKeyText *text);
gboolean        cw_usage_targets_is_group (const char *group);
/* While it is being made. */
void            cw_usage_target_set_password_file (CwUsageTarget *self, const char *path);
/* NULL without a group [Service]. */
CwUsageService *cw_usage_service_read (CwKeyText *text);

G_END_DECLS
