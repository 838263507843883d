/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-plan.h"
#include "cw-stored-certificate.h"

/* Rows of boxed lists for the objects of the core. All text is shown as it is: a certificate's name is never markup. */

G_BEGIN_DECLS

GtkWidget *cw_row_new             (const char *title, const char *subtitle);
GtkWidget *cw_problem_row_new     (CwProblem *problem);
/* The value can be selected; a long one stands below its name. */
GtkWidget *cw_fact_row_new        (const char *property, const char *value);
GtkWidget *cw_step_row_new        (CwPlanStep *step);
GtkWidget *cw_certificate_row_widget_new (CwStoredCertificate *certificate);
/* For gtk_list_box_bind_model(): at most so many rows, and a last one that says how many more there are. */
void       cw_fill_list_box       (GtkListBox *box, GListModel *model, guint limit, GtkWidget *(*make) (gpointer item));
/* The list of a group is called as the group is; without a title nobody would say what it is a list of: then by this name. */
void       cw_name_groups         (GtkWidget *root, const char *name);
const char *cw_severity_get_icon  (CwSeverity severity);
const char *cw_severity_get_style (CwSeverity severity);
const char *cw_severity_get_word  (CwSeverity severity);

G_END_DECLS
