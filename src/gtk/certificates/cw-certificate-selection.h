/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-certificate-list.h"

/* Which certificates are selected. It follows the certificates and not their places: they stay selected in another order, and one
 * that is not in the list any more is not selected any more, so that nothing is ever done to what is not highlighted. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_SELECTION (cw_certificate_selection_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateSelection, cw_certificate_selection, CW, CERTIFICATE_SELECTION, GObject)

/* A model for the view: of CwListSlot, because what is shown of the list is a CwListGate. */
CwCertificateSelection *cw_certificate_selection_new (CwCertificateList *list);
/* FALSE: some are still being looked for, in an order of which only the beginning is there. */
gboolean cw_certificate_selection_is_settled (CwCertificateSelection *self);
guint    cw_certificate_selection_get_n      (CwCertificateSelection *self);
/* In the order in which they are shown. */
gint64  *cw_certificate_selection_dup_ids    (CwCertificateSelection *self, gsize *n);

G_END_DECLS
