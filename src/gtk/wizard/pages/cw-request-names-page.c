/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-names-page.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestNamesPage
{
  CwRequestPage parent_instance;

  AdwPreferencesGroup *problem_group;
  GtkListBox *problems;
  AdwActionRow *subject_row;
  AdwPreferencesGroup *name_group;
  GtkListBox *names;
};

G_DEFINE_FINAL_TYPE (CwRequestNamesPage, cw_request_names_page, CW_TYPE_REQUEST_PAGE)

/* A certificate with more is none that a server would take. */
#define MAX_ROWS 200

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static GtkWidget *
make_name_row (gpointer item)
{
  CwAltName *name = cw_planned_name_get_name (item);
  const char *text = cw_planned_name_get_text (item);
  const char *ascii = cw_alt_name_get_ascii (name);
  const char *reason = cw_planned_name_get_reason (item);
  g_autofree char *both = g_ascii_strcasecmp (text, ascii) != 0 ? g_strdup_printf (_("%s\nEncoded as %s"), reason, ascii) : g_strdup (reason);
  GtkWidget *row = cw_row_new (text, both);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, text);
  return row;
}

static void
show_plan (CwRequestNamesPage *self)
{
  CwNamePlan *plan = cw_request_draft_get_name_plan (cw_request_page_get_draft (CW_REQUEST_PAGE (self)));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (plan));
  const char *common_name = cw_name_plan_get_common_name (plan);
  const char *reason = cw_name_plan_get_subject_reason (plan);
  g_autofree char *title = g_strdup_printf (ngettext ("%u Subject Alternative Name", "%u Subject Alternative Names", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->subject_row), common_name != NULL ? common_name : _("None"));
  adw_action_row_set_subtitle (self->subject_row, reason != NULL ? reason : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subject_row), common_name);
  adw_preferences_group_set_title (self->name_group, title);
  cw_fill_list_box (self->names, G_LIST_MODEL (plan), MAX_ROWS, make_name_row);
  cw_fill_list_box (self->problems, cw_name_plan_get_problems (plan), MAX_ROWS, make_problem_row);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), g_list_model_get_n_items (cw_name_plan_get_problems (plan)) > 0);
}

static void
cw_request_names_page_set_up (CwRequestPage *page)
{
  CwRequestNamesPage *self = CW_REQUEST_NAMES_PAGE (page);

  g_signal_connect_object (cw_request_page_get_draft (page), "notify::name-plan", G_CALLBACK (show_plan), self, G_CONNECT_SWAPPED);
  show_plan (self);
}

static void
cw_request_names_page_class_init (CwRequestNamesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_names_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-names-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestNamesPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestNamesPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwRequestNamesPage, subject_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestNamesPage, name_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestNamesPage, names);
}

static void
cw_request_names_page_init (CwRequestNamesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
