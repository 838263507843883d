/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-authority-operations.h"

/* One request at the practice CA. The buttons activate "practice.approve", ".deny" and ".revoke" with its number (x). */

G_BEGIN_DECLS

/* That waits: who asks, and what can be decided. */
GtkWidget  *cw_practice_pending_row_new (CwPracticeItem *item);
/* That was decided. */
GtkWidget  *cw_practice_decided_row_new (CwPracticeItem *item);
/* Whom it is for: the common name where the subject is nothing else. */
const char *cw_practice_get_title       (const CwPracticeRecord *record);

G_END_DECLS
