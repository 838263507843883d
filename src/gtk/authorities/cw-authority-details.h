/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authorities.h"

/* What is not in the list of authorities: what one of them can do, and the accounts that are known there. Read in a worker, and again
 * whenever the store has changed. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITY_DETAILS (cw_authority_details_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityDetails, cw_authority_details, CW, AUTHORITY_DETAILS, GObject)
CwAuthorityCapabilities cw_authority_details_get_capabilities (CwAuthorityDetails *self);
GPtrArray              *cw_authority_details_get_accounts     (CwAuthorityDetails *self);   /* of CwAccountRecord, last used first */
const char             *cw_authority_details_get_fault        (CwAuthorityDetails *self);   /* why it cannot be asked at all, or NULL */

/* Of one CwAuthorityDetails, as soon as it is ready. */
CwLiveList             *cw_authority_details_watch            (CwAuthorities *authorities, CwAuthorityInfo *info);

G_END_DECLS
