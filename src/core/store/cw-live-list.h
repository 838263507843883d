/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-store.h"

/* A short list of things in the store (requests, authorities, approvals) as a GListModel that stays true: loaded whole in a worker,
 * again whenever this process or another one has changed the store. For the many there is cw-certificate-list.h. */

G_BEGIN_DECLS

/* Blocks; of GObjects. */
typedef GPtrArray *(*CwLiveLoader) (gpointer user_data, GError **error);
/* TRUE when the second says the same as the first, which then stays: rows keep their place and selection. */
typedef gboolean   (*CwLiveEqual)  (gpointer a, gpointer b);
/* What a row is about, so that one that changed is replaced in its place. */
typedef gint64     (*CwLiveId)     (gpointer item);

#define CW_TYPE_LIVE_LIST (cw_live_list_get_type ())
G_DECLARE_FINAL_TYPE (CwLiveList, cw_live_list, CW, LIVE_LIST, GObject)
/* Properties, notified: "ready" (boolean), "error" (GError, boxed). Signal "loaded": what is there now is what was there when it was last told to
 * look, changed or not. Emits in the main context of its creator. */
CwLiveList *cw_live_list_new      (CwStore *store, GType item_type, CwLiveLoader loader, CwLiveEqual equal, CwLiveId id, gpointer user_data, GDestroyNotify destroy);
gboolean    cw_live_list_is_ready (CwLiveList *self);
void        cw_live_list_refresh  (CwLiveList *self);

/* Of CwStoredRequest, without the cleared. */
CwLiveList *cw_request_list_new   (CwStore *store);

G_END_DECLS
