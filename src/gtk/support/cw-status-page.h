/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A page that says how things are, with what can be done about it: made where it is needed, not in a template, because most
 * of them are never seen. */

G_BEGIN_DECLS

/* description: plain text, or NULL. */
GtkWidget *cw_status_page_new        (const char *icon_name, const char *title, const char *description);
/* label with mnemonic; action: its name. */
void       cw_status_page_add_button (GtkWidget *page, const char *label, const char *action, gboolean suggested);

G_END_DECLS
