/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl.h"

/* What a roll needs: a small CA that is trusted, two certificates in the store, and usages "plain" and "switched" (whose service is content as long as
 * the file "good" is there). */

Ctl  *roll_fixture_new     (void);
void  roll_fixture_free    (Ctl *ctl);
/* "old" is in place for these usages, and "new" is to follow at the date (seconds since 1970). */
void  roll_fixture_stage   (Ctl *ctl, const char *types, gint64 date);
/* That what is seen for a usage is this certificate. */
void  roll_fixture_assert  (Ctl *ctl, const char *usage, const char *name);
