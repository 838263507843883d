/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* The Authorities view: who can be asked for certificates, with their accounts and a test; the practice CA and what it has to decide. */

G_BEGIN_DECLS

#define CW_TYPE_AUTHORITIES_VIEW (cw_authorities_view_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthoritiesView, cw_authorities_view, CW, AUTHORITIES_VIEW, AdwBin)

/* The action "authorities.add" opens the editor for a new one. */
void cw_authorities_view_set_context (CwAuthoritiesView *self, CwContext *context);

G_END_DECLS
