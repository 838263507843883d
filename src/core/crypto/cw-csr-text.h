/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A certificate request as people hand it on: PEM with either label and any text around it, DER, bare base64. Private to this folder. */

G_BEGIN_DECLS

/* The DER of the first request in it. CW_ERROR_NOT_RECOGNISED, CW_ERROR_DAMAGED, CW_ERROR_TOO_LARGE. */
GBytes *cw_csr_text_find    (GBytes *data, GError **error);
char   *cw_csr_text_dup_pem (GBytes *der);

G_END_DECLS
