/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The contract between a wizard's pages and its shell. A page says its title, whether it is complete, whether one may go back
 * from it, and what its Next button is called; the shell owns the buttons and calls the page when it is entered and applied. */

G_BEGIN_DECLS

#define CW_TYPE_WIZARD_PAGE (cw_wizard_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwWizardPage, cw_wizard_page, CW, WIZARD_PAGE, AdwBin)

struct _CwWizardPageClass
{
  AdwBinClass parent_class;

  void     (*enter)  (CwWizardPage *self);   /* it is shown now, coming from the page before */
  void     (*apply)  (CwWizardPage *self);   /* Next was pressed: what was entered goes into the draft */
  void     (*leave)  (CwWizardPage *self);   /* Back was pressed */
  gboolean (*cancel) (CwWizardPage *self);   /* Cancel was pressed: TRUE when the page took care of it and the wizard stays */
};

/* Properties, all notified: "title", "complete", "skippable" (the page has good defaults: nothing has to be entered),
 * "can-go-back", "can-cancel", "is-last" (Back and Cancel are dimmed, Next is Finish), "next-label" (NULL: Next), "help-page" (NULL:
 * the wizard's), "applicable" (FALSE: Next and Back pass over it). Signal "finished": the page is done by itself and the wizard goes
 * on. */
void        cw_wizard_page_set_title       (CwWizardPage *self, const char *title);
const char *cw_wizard_page_get_title       (CwWizardPage *self);
void        cw_wizard_page_set_complete    (CwWizardPage *self, gboolean complete);
gboolean    cw_wizard_page_get_complete    (CwWizardPage *self);
gboolean    cw_wizard_page_get_skippable   (CwWizardPage *self);
void        cw_wizard_page_set_can_go_back (CwWizardPage *self, gboolean can_go_back);
gboolean    cw_wizard_page_get_can_go_back (CwWizardPage *self);
void        cw_wizard_page_set_can_cancel  (CwWizardPage *self, gboolean can_cancel);
gboolean    cw_wizard_page_get_can_cancel  (CwWizardPage *self);
void        cw_wizard_page_set_applicable  (CwWizardPage *self, gboolean applicable);
gboolean    cw_wizard_page_get_applicable  (CwWizardPage *self);
const char *cw_wizard_page_get_help_page   (CwWizardPage *self);
gboolean    cw_wizard_page_get_is_last     (CwWizardPage *self);
void        cw_wizard_page_set_next_label  (CwWizardPage *self, const char *label);
const char *cw_wizard_page_get_next_label  (CwWizardPage *self);

void        cw_wizard_page_finish          (CwWizardPage *self);
/* For the shell. */
void        cw_wizard_page_enter           (CwWizardPage *self);
void        cw_wizard_page_apply           (CwWizardPage *self);
void        cw_wizard_page_leave           (CwWizardPage *self);
gboolean    cw_wizard_page_cancel          (CwWizardPage *self);

G_END_DECLS
