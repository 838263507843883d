/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"

void
cw_list_store_update (GListStore *self, GPtrArray *fresh, CwItemEqual equal)
{
  GListModel *model = G_LIST_MODEL (self);
  guint n = g_list_model_get_n_items (model);
  guint begin = 0;
  guint end = 0;

  for (gboolean same = TRUE; same && begin < n && begin < fresh->len;)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, begin);

      same = equal (item, g_ptr_array_index (fresh, begin));
      begin += same ? 1 : 0;
    }
  for (gboolean same = TRUE; same && end < n - begin && end < fresh->len - begin;)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, n - 1 - end);

      same = equal (item, g_ptr_array_index (fresh, fresh->len - 1 - end));
      end += same ? 1 : 0;
    }
  if (n - begin - end > 0 || fresh->len - begin - end > 0)
    g_list_store_splice (self, begin, n - begin - end, fresh->pdata + begin, fresh->len - begin - end);
}
