/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle.h"

/* PKCS#12, the container that every tool writes a little differently. Private to this folder: cw-bundle.c calls it. */

G_BEGIN_DECLS

gboolean cw_pfx_looks_like (GBytes *data);
/* Appends CwBundleItems. */
gboolean cw_pfx_read       (GBytes *data, const CwBundleOptions *options, GPtrArray *items, gboolean *had_mac,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
