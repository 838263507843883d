/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-problem.h"
#include "cw-usage-service.h"
#include "cw-usage-target.h"

/* A usage: a named purpose that a service has for a certificate (a "certificate type" of the vendor pages). One small text file
 * each, so that anybody adds one without code (help/C/usages.page describes it). Immutable. */

G_BEGIN_DECLS

typedef enum { CW_USAGE_LOCAL, CW_USAGE_GLOBAL } CwUsageScope;
/* Whether the private key has to leave the computer: never, where the computer is one of a pool, always. */
typedef enum { CW_USAGE_KEY_STAYS, CW_USAGE_KEY_IN_POOL, CW_USAGE_KEY_TRAVELS } CwUsageKeyTravel;

#define CW_TYPE_USAGE (cw_usage_get_type ())
G_DECLARE_FINAL_TYPE (CwUsage, cw_usage, CW, USAGE, GObject)

/* path is for messages. NULL when it cannot be used; problems (of CwProblem, field "FILE:LINE") says what is wrong, also what is
 * only odd. */
CwUsage           *cw_usage_new_from_text   (const char *text, const char *path, GPtrArray *problems);
const char        *cw_usage_get_id          (CwUsage *self);       /* "WebServicesInternal", "nginx" */
const char        *cw_usage_get_title       (CwUsage *self);       /* property "title": "Web services internal", translated */
const char        *cw_usage_get_description (CwUsage *self);       /* one sentence, translated, or NULL */
const char        *cw_usage_get_group       (CwUsage *self);       /* "default", "oauth", "edge-internal", "edge-external", "online", "service", … */
const char        *cw_usage_get_group_title (CwUsage *self);       /* "Default certificate", translated */
CwUsageScope       cw_usage_get_scope       (CwUsage *self);
const char *const *cw_usage_get_purposes    (CwUsage *self);       /* EKU OIDs */
guint              cw_usage_get_min_rsa_bits (CwUsage *self);
gboolean           cw_usage_allows_wildcards (CwUsage *self);
gboolean           cw_usage_needs_exportable (CwUsage *self);      /* the vendor's pools and A/V edge: a default for the wizard */
CwUsageKeyTravel   cw_usage_get_key_travel  (CwUsage *self);       /* the same, exactly; cw_name_plan_needs_exportable() knows the pool */
gint64             cw_usage_get_lead_time   (CwUsage *self);       /* seconds that a roll is announced ahead; 0: none */
/* Whether its service is on this computer: one of the files or commands that the usage names is there. The vendor's types: FALSE. */
gboolean           cw_usage_is_present      (CwUsage *self);
/* It names such files or commands, and none of them is there. Not the opposite: a usage that names none is neither. */
gboolean           cw_usage_is_absent       (CwUsage *self);
const char        *cw_usage_get_path        (CwUsage *self);       /* the file that it came from */
/* Recipe, in terms of topology variables; for cw-name-plan.c. */
const char        *cw_usage_get_subject_recipe (CwUsage *self);
const char *const *cw_usage_get_name_recipes   (CwUsage *self);
/* What it feeds. */
GPtrArray         *cw_usage_get_targets     (CwUsage *self);       /* of CwUsageTarget, never empty: the files of live/ID/ and others */
CwUsageService    *cw_usage_get_service     (CwUsage *self);       /* NULL: none, somebody else makes use of the files */
/* Groups in the order in which they are shown, then the order inside one: for sorting. */
int                cw_usage_compare         (CwUsage *self, CwUsage *other);

G_END_DECLS
