/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-store.h"

/* The certificates of a store as a GListModel of CwCertificateRow, fetched as they are looked at: the order is an array of
 * ids, rows are read in pages by a thread of the list's own, and only rows that somebody holds are objects. Emits its changes
 * in the main context of its creator. Sees what other processes change.
 * Rows that came or went are announced one by one. Another order or another search is one items-changed that takes rows away
 * and puts others in their place, always up to the end: a GtkColumnView wants a CwListGate in between, or it fetches them all.
 * While only the beginning of a new order is known, the others have the id 0 and a row that stays empty. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_ROW (cw_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateRow, cw_certificate_row, CW, CERTIFICATE_ROW, GObject)
gint64               cw_certificate_row_get_id          (CwCertificateRow *self);
CwStoredCertificate *cw_certificate_row_get_certificate (CwCertificateRow *self);  /* property "certificate", notified; NULL until read */

#define CW_TYPE_CERTIFICATE_LIST (cw_certificate_list_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateList, cw_certificate_list, CW, CERTIFICATE_LIST, GObject)

CwCertificateList *cw_certificate_list_new (CwStore *store);
/* Properties (all notified): search, filter, sort, descending (setters start a new query; the newest wins), "ready" (the first answer is there),
 * "busy" (a query is running), "total" (guint, the store's certificates without search and filter), "error" (GError, boxed, NULL).
 * Signal "replacing" (gboolean new_query): what follows does not tell which row went where; positions are still the old ones. */
void         cw_certificate_list_set_search (CwCertificateList *self, const char *search);
void         cw_certificate_list_set_filter (CwCertificateList *self, CwCertificateFilter filter);
void         cw_certificate_list_set_sort   (CwCertificateList *self, CwCertificateSort sort, gboolean descending);
const char  *cw_certificate_list_get_search (CwCertificateList *self);
CwCertificateFilter cw_certificate_list_get_filter (CwCertificateList *self);
CwCertificateSort   cw_certificate_list_get_sort   (CwCertificateList *self);
gboolean     cw_certificate_list_get_descending (CwCertificateList *self);
gboolean     cw_certificate_list_is_ready   (CwCertificateList *self);
gboolean     cw_certificate_list_is_busy    (CwCertificateList *self);
guint        cw_certificate_list_get_total  (CwCertificateList *self);
gint64       cw_certificate_list_get_id     (CwCertificateList *self, guint position);     /* without making a row */
guint        cw_certificate_list_find       (CwCertificateList *self, gint64 id);          /* GTK_INVALID_LIST_POSITION (G_MAXUINT) when absent */
void         cw_certificate_list_refresh    (CwCertificateList *self);
/* Waits so long for the beginning of the answer to what was asked last, and says it: so that a key press and its rows are in one
 * frame, not the rows in the next. */
void         cw_certificate_list_wait       (CwCertificateList *self, gint64 usec);

G_END_DECLS
