/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-certificate-list.h"

/* The columns of the certificates' table: which there are, which are shown (remembered), and by which the list is sorted. The
 * sorters of the columns only tell which header was clicked: sorting is the store's work. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_COLUMNS (cw_certificate_columns_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateColumns, cw_certificate_columns, CW, CERTIFICATE_COLUMNS, GObject)

CwCertificateColumns *cw_certificate_columns_new         (GtkColumnView *view, GSettings *settings);
void                  cw_certificate_columns_set_list    (CwCertificateColumns *self, CwCertificateList *list);
/* A narrow window: one column with two lines. */
void                  cw_certificate_columns_set_compact (CwCertificateColumns *self, gboolean compact);
void                  cw_certificate_columns_sort_by     (CwCertificateColumns *self, const char *id, gboolean descending);
/* "columns.show-ID", "columns.sort" and "columns.descending". */
GActionGroup         *cw_certificate_columns_get_actions (CwCertificateColumns *self);
GMenuModel           *cw_certificate_columns_get_menu    (CwCertificateColumns *self);

G_END_DECLS
