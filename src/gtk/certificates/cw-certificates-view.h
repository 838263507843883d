/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-certificate-list.h"
#include "cw-context.h"

/* Everything that is in the store: a table that is sorted, searched and filtered by the store, and what is done to a selection. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATES_VIEW (cw_certificates_view_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificatesView, cw_certificates_view, CW, CERTIFICATES_VIEW, AdwBin)

void               cw_certificates_view_set_context (CwCertificatesView *self, CwContext *context);
/* NULL before there is a store. */
CwCertificateList *cw_certificates_view_get_list    (CwCertificatesView *self);
GtkColumnView     *cw_certificates_view_get_table   (CwCertificatesView *self);
void               cw_certificates_view_search      (CwCertificatesView *self, const char *text);
void               cw_certificates_view_sort        (CwCertificatesView *self, const char *column, gboolean descending);

G_END_DECLS
