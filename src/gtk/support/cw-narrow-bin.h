/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A bin that says whether it is narrow, so that a template can bind to it, and the style sheet see it (narrowbin.narrow): this libadwaita has no
 * breakpoints yet. */

G_BEGIN_DECLS

#define CW_TYPE_NARROW_BIN (cw_narrow_bin_get_type ())
G_DECLARE_FINAL_TYPE (CwNarrowBin, cw_narrow_bin, CW, NARROW_BIN, GtkWidget)

/* Properties: "child"; "threshold" (int: narrower than this many pixels is narrow), "narrow" (boolean, read only). */
gboolean cw_narrow_bin_is_narrow (CwNarrowBin *self);

G_END_DECLS
