/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Memory for secrets: locked as far as the limit allows, left out of core dumps, wiped when it is given back.
 * Small pieces share pages, so tens of thousands of keys fit into the few megabytes that may be locked. Only for CwSecret. */

G_BEGIN_DECLS

/* Zeroed. Never NULL: without memory the program ends, as everywhere in GLib. */
gpointer cw_secret_memory_new  (gsize size);
/* size as it was given to new. Wipes. */
void     cw_secret_memory_free (gpointer memory, gsize size);
/* Bytes taken from the system at the moment, for tests. */
gsize    cw_secret_memory_get_mapped (void);

G_END_DECLS
