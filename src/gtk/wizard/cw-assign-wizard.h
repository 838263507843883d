/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-assign-operation.h"
#include "cw-context.h"

/* The Certificate Assignment wizard: which usages, which certificate, when; the summary, doing it, and what is in place then. */

G_BEGIN_DECLS

/* draft: what is wished for so far (usages of a row, a certificate, a request). A certificate that it names is not asked for. */
void cw_assign_wizard_show             (GtkWindow *parent, CwContext *context, CwAssignDraft *draft);
/* What was issued for a request, to the usages that it was made for. */
void cw_assign_wizard_show_request     (GtkWindow *parent, CwContext *context, const CwRequestRecord *request);
void cw_assign_wizard_show_certificate (GtkWindow *parent, CwContext *context, CwStoredCertificate *certificate);

G_END_DECLS
