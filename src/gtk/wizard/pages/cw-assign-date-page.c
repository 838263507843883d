/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-date-page.h"

#include "cw-assigned-text.h"
#include "cw-clock.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

#define HOUR (60 * 60)
#define MAX_ROWS 40

struct _CwAssignDatePage
{
  CwWizardPage parent_instance;

  CwAssignSession *session;
  gboolean showing;            /* what is put into the entries is nobody's input */

  GtkCheckButton *now_check;
  GtkCheckButton *later_check;
  AdwPreferencesGroup *date_group;
  GtkEditable *date_row;
  GtkEditable *time_row;
  GtkMenuButton *calendar_button;
  GtkCalendar *calendar;
  GtkLabel *meaning_label;
  GtkListBox *problems;
  GtkListBox *usages;
};

G_DEFINE_FINAL_TYPE (CwAssignDatePage, cw_assign_date_page, CW_TYPE_WIZARD_PAGE)

static CwAssignDraft *
get_draft (CwAssignDatePage *self)
{
  return cw_assign_session_get_draft (self->session);
}

static gint64
get_date (CwAssignDatePage *self)
{
  gint64 date = 0;

  g_object_get (get_draft (self), "effective-date", &date, NULL);
  return date;
}

/* ---- what is entered ---- */

/* A night, as soon as all of them can be told in time. */
static gint64
get_default_date (CwAssignDatePage *self)
{
  gint64 earliest = cw_clock_now () + MAX (cw_assign_session_get_lead_time (self->session), HOUR);
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (earliest);
  g_autoptr (GDateTime) night = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), 3, 0, 0);
  g_autoptr (GDateTime) next = g_date_time_add_days (night, 1);

  return g_date_time_to_unix (g_date_time_to_unix (night) >= earliest ? night : next);
}

/* In a form that is read in every locale. */
static void
show_date (CwAssignDatePage *self, gint64 date)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (date);
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");
  g_autofree char *time = g_date_time_format (local, "%H:%M");

  self->showing = TRUE;
  gtk_editable_set_text (self->date_row, day);
  gtk_editable_set_text (self->time_row, time);
  self->showing = FALSE;
}

/* What is written in the entries; 0 with the reason why it is none. */
static gint64
read_date (CwAssignDatePage *self, GError **error)
{
  g_autofree char *text = g_strconcat (gtk_editable_get_text (self->date_row), " ", gtk_editable_get_text (self->time_row), NULL);
  gint64 date = 0;

  return cw_time_from_text (g_strstrip (text), &date, error) ? date : 0;
}

/* ---- what is to be said about it ---- */

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

/* Between the end of the one and the start of the other the service has nothing that is valid. */
static void
add_gaps (CwAssignDatePage *self, GListStore *said)
{
  GListModel *usages = cw_assign_draft_get_usages (get_draft (self));

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);
      CwAssigned *current = cw_assign_session_get_assigned (self->session, usage, CW_PLACE_CURRENT);
      gint64 end = current != NULL ? cw_stored_certificate_get_not_after (cw_assigned_get_certificate (current)) : G_MAXINT64;
      g_autofree char *expiry = cw_time_to_exact (end);
      g_autoptr (CwProblem) problem = NULL;

      if (end >= get_date (self))
        continue;
      problem = cw_problem_new (CW_SEVERITY_WARNING, "effective-date", _("%s has a certificate that expires before, on %s."), cw_usage_get_title (usage), expiry);
      g_list_store_append (said, problem);
    }
}

static gboolean
add_problems (CwAssignDatePage *self, GListStore *said)
{
  g_autoptr (GListModel) problems = cw_assign_draft_validate (get_draft (self));
  gboolean good = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (!g_str_equal (cw_problem_get_field (problem), "effective-date") && !g_str_equal (cw_problem_get_field (problem), "roll"))
        continue;
      g_list_store_append (said, problem);
      good = good && cw_problem_get_severity (problem) != CW_SEVERITY_ERROR;
    }
  return good;
}

static void
show_meaning (CwAssignDatePage *self, const GError *error)
{
  gint64 date = get_date (self);
  g_autofree char *exact = date != 0 ? cw_time_to_exact (date) : NULL;
  g_autofree char *relative = date != 0 ? cw_time_to_relative (date, cw_clock_now ()) : NULL;
  /* Translators: a date and how far away it is: "Mon 3 Jan 2027 03:00:00, in 6 weeks". */
  g_autofree char *meaning = date != 0 ? g_strdup_printf (_("%s, %s"), exact, relative) : g_strdup (error != NULL ? error->message : "");

  gtk_label_set_text (self->meaning_label, meaning);
  gtk_widget_set_css_classes (GTK_WIDGET (self->meaning_label), (const char *[]) { "caption", "field-note", error != NULL ? "error" : "dim-label", NULL });
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->date_row), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->date_row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, meaning, -1);
}

/* The entries go into the draft, and what it says about them comes back. */
static void
update (CwAssignDatePage *self)
{
  gboolean later = gtk_check_button_get_active (self->later_check);
  g_autoptr (GError) error = NULL;
  gint64 date = later ? read_date (self, &error) : 0;
  g_autoptr (GListStore) said = g_list_store_new (CW_TYPE_PROBLEM);
  gboolean good;

  g_object_set (get_draft (self), "effective-date", date, "roll", date != 0 && cw_assign_session_replaces (self->session), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->date_group), later);
  show_meaning (self, error);
  good = error == NULL && add_problems (self, said);
  if (date != 0)
    add_gaps (self, said);
  cw_fill_list_box (self->problems, G_LIST_MODEL (said), MAX_ROWS, make_problem_row);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), good);
}

/* ---- what the usages have ---- */

static char *
dup_line (CwUsage *usage, CwUsageEntry *entry)
{
  gint64 lead = cw_usage_get_lead_time (usage);
  guint hours = (guint) ((lead + HOUR - 1) / HOUR);
  g_autofree char *lines = cw_usage_entry_dup_lines (entry);
  g_autofree char *ahead = lead > 0 ? g_strdup_printf (ngettext ("Its next certificate is announced at least %u hour ahead.",
                                                                 "Its next certificate is announced at least %u hours ahead.", hours), hours)
                                    : NULL;
  const char *now = lines != NULL ? lines : _("Nothing is assigned now.");

  return ahead != NULL ? g_strjoin ("\n", now, ahead, NULL) : g_strdup (now);
}

static GtkWidget *
make_usage_row (gpointer item, gpointer user_data)
{
  CwAssignDatePage *self = user_data;
  g_autofree char *line = dup_line (item, cw_usage_table_find (cw_assign_session_get_table (self->session), cw_usage_get_id (item)));
  GtkWidget *row = cw_row_new (cw_usage_get_title (item), line);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
show_usages (CwAssignDatePage *self)
{
  gtk_list_box_bind_model (self->usages, cw_assign_draft_get_usages (get_draft (self)), make_usage_row, self, NULL);
}

static void
table_cb (CwAssignDatePage *self)
{
  show_usages (self);
  update (self);
}

/* ---- input ---- */

static void
when_cb (CwAssignDatePage *self)
{
  if (self->session == NULL || self->showing)
    return;
  if (gtk_check_button_get_active (self->later_check) && *gtk_editable_get_text (self->date_row) == '\0')
    show_date (self, get_default_date (self));
  update (self);
}

static void
entry_cb (CwAssignDatePage *self)
{
  if (!self->showing)
    update (self);
}

/* The calendar opens where the date is. */
static void
calendar_shown_cb (CwAssignDatePage *self)
{
  gint64 date = get_date (self);
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (date != 0 ? date : cw_clock_now ());

  self->showing = TRUE;
  gtk_calendar_select_day (self->calendar, day);
  self->showing = FALSE;
}

static void
day_selected_cb (CwAssignDatePage *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  if (!self->showing)
    gtk_editable_set_text (self->date_row, text);
}

/* The arrow keys go from day to day, also where nobody knows how a date is written. */
static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAssignDatePage *self = CW_ASSIGN_DATE_PAGE (widget);
  gint64 date = get_date (self);
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (date != 0 ? date : get_default_date (self));
  g_autoptr (GDateTime) other = g_date_time_add_days (day, g_variant_get_int32 (parameter));

  show_date (self, g_date_time_to_unix (other));
  update (self);
}

/* ---- the contract ---- */

static void
cw_assign_date_page_enter (CwWizardPage *page)
{
  CwAssignDatePage *self = CW_ASSIGN_DATE_PAGE (page);

  show_usages (self);
  update (self);
}

static void
cw_assign_date_page_dispose (GObject *object)
{
  CwAssignDatePage *self = CW_ASSIGN_DATE_PAGE (object);

  if (self->usages != NULL)
    gtk_list_box_bind_model (self->usages, NULL, NULL, NULL, NULL);
  self->usages = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cw_assign_date_page_parent_class)->dispose (object);
}

static void
cw_assign_date_page_class_init (CwAssignDatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assign_date_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_assign_date_page_enter;
  gtk_widget_class_install_action (widget_class, "assign-date.step", "i", step_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-assign-date-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, now_check);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, later_check);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, date_group);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, date_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, time_row);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, calendar_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, calendar);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, meaning_label);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwAssignDatePage, usages);
  gtk_widget_class_bind_template_callback (widget_class, when_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_cb);
  gtk_widget_class_bind_template_callback (widget_class, calendar_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_selected_cb);
}

static void
add_step (GtkEventController *controller, guint key, int days)
{
  GtkShortcut *shortcut = gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (key, 0), gtk_named_action_new ("assign-date.step"), "i", days);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

static void
cw_assign_date_page_init (CwAssignDatePage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_step (controller, GDK_KEY_Up, 1);
  add_step (controller, GDK_KEY_Down, -1);
  add_step (controller, GDK_KEY_Page_Up, 28);
  add_step (controller, GDK_KEY_Page_Down, -28);
  gtk_widget_add_controller (GTK_WIDGET (self->date_row), controller);
}

CwWizardPage *
cw_assign_date_page_new (CwAssignSession *session)
{
  CwAssignDatePage *self = g_object_new (CW_TYPE_ASSIGN_DATE_PAGE, NULL);
  gint64 date = 0;

  self->session = g_object_ref (session);
  date = get_date (self);
  if (date != 0)
    show_date (self, date);
  self->showing = TRUE;
  gtk_check_button_set_active (date != 0 ? self->later_check : self->now_check, TRUE);
  self->showing = FALSE;
  g_signal_connect_object (cw_assign_session_get_table (session), "notify::ready", G_CALLBACK (table_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_assign_session_get_table (session), "items-changed", G_CALLBACK (table_cb), self, G_CONNECT_SWAPPED);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  update (self);
  return CW_WIZARD_PAGE (self);
}
