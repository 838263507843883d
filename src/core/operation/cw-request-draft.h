/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"
#include "cw-name-plan.h"

/* What somebody wishes to request: the state of the wizard, and what the options of the command line fill. Belongs to one thread;
 * an operation takes a copy. Valid from the start. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_DRAFT (cw_request_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwRequestDraft, cw_request_draft, CW, REQUEST_DRAFT, GObject)

/* Properties, all read-write and notified:
 *   "computer" string (NULL: this one)            "online" boolean (TRUE)
 *   "authority" string (what cw_authorities_find() takes; NULL: the default)
 *   "output" string (offline: the file; NULL: none, "-" standard output is the command line's)
 *   "account" string (NULL: the logged-on user)   "password" CwSecret, boxed   "remember" boolean (TRUE)
 *   "template" string (NULL: the CA's default)    "friendly-name" string (NULL: made up)
 *   "key-type" int (CwKeyType, RSA)               "key-size" uint (2048; for RSA)
 *   "exportable" boolean (FALSE)                  "client-auth" boolean (FALSE)    "accept-weak" boolean (FALSE: the tick for 1024)
 *   "organization", "organizational-unit", "country" (ISO code), "state", "city" string (NULL)
 *   "all-sip-domains" boolean (FALSE)
 * and read-only: "name-plan" CwNamePlan (made anew when something it depends on changes; notified). */
CwRequestDraft *cw_request_draft_new           (CwTopology *topology, CwUsageCatalogue *usages);
/* The wish of a request that was made before, to be edited. */
CwRequestDraft *cw_request_draft_new_from_json (CwTopology *topology, CwUsageCatalogue *usages, const char *json, GError **error);
char           *cw_request_draft_to_json       (CwRequestDraft *self);                     /* without secrets */
CwRequestDraft *cw_request_draft_copy          (CwRequestDraft *self);                     /* its own topology objects: for a worker */

/* ---- usages: of CwUsage, at least one makes it valid ---- */
GListModel     *cw_request_draft_get_usages    (CwRequestDraft *self);
void            cw_request_draft_set_usage     (CwRequestDraft *self, CwUsage *usage, gboolean wanted);
gboolean        cw_request_draft_has_usage     (CwRequestDraft *self, CwUsage *usage);
CwUsageCatalogue *cw_request_draft_get_catalogue (CwRequestDraft *self);
CwTopology     *cw_request_draft_get_topology  (CwRequestDraft *self);

/* ---- SIP domains ---- */
#define CW_TYPE_SIP_TICK (cw_sip_tick_get_type ())
G_DECLARE_FINAL_TYPE (CwSipTick, cw_sip_tick, CW, SIP_TICK, GObject)
/* Properties: "name" string, "primary" boolean, "ticked" boolean (read-write). */
GListModel     *cw_request_draft_get_sip_domains (CwRequestDraft *self);                   /* of CwSipTick; the primary one is ticked */
void            cw_request_draft_tick_all        (CwRequestDraft *self);

/* ---- additional names: a GListModel of CwAltName ---- */
GListModel     *cw_request_draft_get_additions   (CwRequestDraft *self);
/* Several, separated by commas or blanks. CW_ERROR_NAME_INVALID and nothing is added; one that is there is not added twice. */
gboolean        cw_request_draft_add_names       (CwRequestDraft *self, const char *text, GError **error);
void            cw_request_draft_remove_addition (CwRequestDraft *self, guint position);
void            cw_request_draft_clear_additions (CwRequestDraft *self);

CwNamePlan     *cw_request_draft_get_name_plan (CwRequestDraft *self);
/* Of CwProblem; field is the property's name ("usages", "names" for the lists). ERROR: cannot be sent. */
GListModel     *cw_request_draft_validate      (CwRequestDraft *self);
/* "certwizardctl request --new --type …": what would do the same. Never has a password. */
char           *cw_request_draft_dup_command   (CwRequestDraft *self);
/* Defaults from what was requested before (organization, country …), as the last request in the store has them. Blocks. */
void            cw_request_draft_recall        (CwRequestDraft *self, CwStore *store);

G_END_DECLS
