/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-outcome.h"

/* The exit codes of certwizardctl. Stable: scripts rely on them. Printed by "certwizardctl help exit-codes". */

G_BEGIN_DECLS

typedef enum {
  CW_EXIT_DONE,             /* 0 */
  CW_EXIT_FAILED,           /* 1: for a reason that has no code of its own */
  CW_EXIT_USAGE,            /* 2 */
  CW_EXIT_NOTHING,          /* 3: there was nothing to do, or nothing was found */
  CW_EXIT_REFUSED,          /* 4: the user said no, or cancelled */
  CW_EXIT_NOT_FOUND,        /* 5 */
  CW_EXIT_PENDING,          /* 6 */
  CW_EXIT_DENIED,           /* 7 */
  CW_EXIT_AUTHENTICATION,   /* 8 */
  CW_EXIT_UNREACHABLE,      /* 9 */
  CW_EXIT_STORE_DAMAGED,    /* 10 */
  CW_EXIT_STORE_LOCKED,     /* 11 */
  CW_EXIT_PARTLY,           /* 12 */
  CW_EXIT_UNREADABLE,       /* 13 */
  CW_EXIT_KEY,              /* 14 */
  CW_EXIT_DISK,             /* 15 */
  CW_EXIT_CONFLICT,         /* 16 */
  CW_EXIT_UNANSWERED,       /* 17 */
  CW_EXIT_AUTHORITY,        /* 18 */
  CW_EXIT_UNCERTAIN,        /* 19 */
  CW_EXIT_NOT_SUITABLE,     /* 20 */
  CW_EXIT_SERVICE,          /* 21 */
  CW_N_EXITS
} CwExit;

CwExit      cw_exit_from_error      (const GError *error);
CwExit      cw_exit_from_outcome    (CwOutcome *outcome);
const char *cw_exit_get_nick        (CwExit code);     /* "not-found" */
const char *cw_exit_get_description (CwExit code);     /* translated */

G_END_DECLS
