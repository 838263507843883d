/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-kinds.h"
#include "cw-practice-book.h"

/* The practice CA as an authority like any other: for trying out, laboratories and tests. It issues at once, or holds requests until
 * its owner approves them. */

G_BEGIN_DECLS

#define CW_TYPE_PRACTICE_AUTHORITY (cw_practice_authority_get_type ())
G_DECLARE_FINAL_TYPE (CwPracticeAuthority, cw_practice_authority, CW, PRACTICE_AUTHORITY, CwAuthority)

CwAuthority *cw_practice_authority_new (CwPracticeBook *book);

G_END_DECLS
