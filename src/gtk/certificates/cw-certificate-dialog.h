/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-context.h"

/* View a certificate: General, Details, Certification Path. Everything is read and judged in a worker. */

G_BEGIN_DECLS

#define CW_TYPE_CERTIFICATE_DIALOG (cw_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateDialog, cw_certificate_dialog, CW, CERTIFICATE_DIALOG, AdwWindow)

CwCertificateDialog *cw_certificate_dialog_new  (GtkWindow *parent, CwContext *context, gint64 id);
void                 cw_certificate_dialog_show (GtkWindow *parent, CwContext *context, gint64 id);

G_END_DECLS
