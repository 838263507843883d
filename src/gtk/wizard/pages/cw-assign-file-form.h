/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-assign-operation.h"

/* The certificate comes from a file instead of the store: which one, its password, and what is to be made of it when it is imported. What is
 * entered goes into the draft. */

G_BEGIN_DECLS

#define CW_TYPE_ASSIGN_FILE_FORM (cw_assign_file_form_get_type ())
G_DECLARE_FINAL_TYPE (CwAssignFileForm, cw_assign_file_form, CW, ASSIGN_FILE_FORM, AdwBin)

/* Signal "changed": another file, or none: back to the store. */
void cw_assign_file_form_set_draft (CwAssignFileForm *self, CwAssignDraft *draft);
void cw_assign_file_form_browse    (CwAssignFileForm *self);
/* The password goes from the entry into the draft. */
void cw_assign_file_form_apply     (CwAssignFileForm *self);

G_END_DECLS
