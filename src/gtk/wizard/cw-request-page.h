/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-request-session.h"
#include "cw-wizard-page.h"

/* A page of the request wizard: what it shows is bound to the draft of the session, so there is nothing to apply, and going back
 * finds everything as it was. */

G_BEGIN_DECLS

#define CW_TYPE_REQUEST_PAGE (cw_request_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwRequestPage, cw_request_page, CW, REQUEST_PAGE, CwWizardPage)

struct _CwRequestPageClass
{
  CwWizardPageClass parent_class;

  void (*set_up) (CwRequestPage *self);   /* the session is there: bind */
};

CwWizardPage     *cw_request_page_new         (GType type, CwRequestSession *session);
CwRequestSession *cw_request_page_get_session (CwRequestPage *self);
CwRequestDraft   *cw_request_page_get_draft   (CwRequestPage *self);

/* An entry and a property of the draft, in both directions; an empty entry is NULL. */
void cw_request_bind_text  (CwRequestPage *self, const char *property, GtkEditable *editable);
/* Says what is wrong with an entry: the label stands below it. NULL: nothing. */
void cw_request_show_error (GtkWidget *entry, GtkLabel *label, const char *sentence);
/* What keeps the draft from being sent, as far as this property is concerned; NULL: nothing. */
char *cw_request_page_dup_fault (CwRequestPage *self, const char *property);

G_END_DECLS
