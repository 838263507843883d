/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The context menu of the home screen's table: by the right button, by a long press, and by the key for it. */

G_BEGIN_DECLS

#define CW_TYPE_USAGE_MENU (cw_usage_menu_get_type ())
G_DECLARE_FINAL_TYPE (CwUsageMenu, cw_usage_menu, CW, USAGE_MENU, GObject)

/* owner: the widget whose actions are meant; neither it nor the table is kept alive. Selects the row that is pointed at. */
CwUsageMenu *cw_usage_menu_new   (GtkWidget *owner, GtkColumnView *table, GMenuModel *model);
void         cw_usage_menu_close (CwUsageMenu *self);      /* before the owner goes */
/* At the row that has the focus. */
void         cw_usage_menu_popup (CwUsageMenu *self);

G_END_DECLS
