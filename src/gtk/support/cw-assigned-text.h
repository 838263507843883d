/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-usage-table.h"

/* What a usage has, in words. */

G_BEGIN_DECLS

const char *cw_place_get_word     (CwPlace place);            /* "Current", "Next", "Previous" */
/* "www.example.org, expires in 3 months" */
char       *cw_assigned_dup_text  (CwAssigned *assigned);
/* The same of all places, a line each: "Current: www.example.org, …"; NULL: it has nothing. entry may be NULL. */
char       *cw_usage_entry_dup_lines (CwUsageEntry *entry);

G_END_DECLS
