/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-operation.h"

/* The log drop-down: what an operation says on its way, as it says it. Not there for an operation that has no log. */

G_BEGIN_DECLS

#define CW_TYPE_LOG_BOX (cw_log_box_get_type ())
G_DECLARE_FINAL_TYPE (CwLogBox, cw_log_box, CW, LOG_BOX, AdwBin)

/* operation: watched for its property "log"; NULL or one without: the box hides. */
void cw_log_box_set_operation (CwLogBox *self, CwOperation *operation);

G_END_DECLS
