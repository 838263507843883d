/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-wizard-page.h"

/* The shell of every wizard: one page after the other, with Help, Back, Next and Cancel as on the vendor's pages. */

G_BEGIN_DECLS

#define CW_TYPE_WIZARD (cw_wizard_get_type ())
G_DECLARE_FINAL_TYPE (CwWizard, cw_wizard, CW, WIZARD, AdwWindow)

CwWizard     *cw_wizard_new      (GtkWindow *parent, const char *title, const char *help_page);
/* Takes the (floating) page. */
void          cw_wizard_add_page (CwWizard *self, CwWizardPage *page);
/* Shows the first page, and the window. */
void          cw_wizard_start    (CwWizard *self);
CwWizardPage *cw_wizard_get_page (CwWizard *self);        /* the one that is shown */
void          cw_wizard_next     (CwWizard *self);
void          cw_wizard_back     (CwWizard *self);
/* Past all pages that need no entry. */
void          cw_wizard_skip     (CwWizard *self);
void          cw_wizard_go_to    (CwWizard *self, CwWizardPage *page);

G_END_DECLS
