/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The JSON document of an outcome as one self-contained HTML page: readable, printable, light and dark. */

G_BEGIN_DECLS

char    *cw_report_to_html (const char *json, GError **error);
gboolean cw_report_write   (const char *json, const char *path, GError **error);   /* overwrites an existing file; .json writes JSON */

G_END_DECLS
