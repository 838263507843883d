/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"

/* How the practice CA is: whether it was made, and what it does with a request. Read in a worker, and again whenever the store has
 * changed. */

G_BEGIN_DECLS

#define CW_TYPE_PRACTICE_STATUS (cw_practice_status_get_type ())
G_DECLARE_FINAL_TYPE (CwPracticeStatus, cw_practice_status, CW, PRACTICE_STATUS, GObject)
gboolean       cw_practice_status_holds    (CwPracticeStatus *self);
CwCertificate *cw_practice_status_get_root (CwPracticeStatus *self);    /* NULL: not made yet */

/* Of one CwPracticeStatus, as soon as it is ready. */
CwLiveList    *cw_practice_status_watch    (CwAuthorities *authorities);

G_END_DECLS
