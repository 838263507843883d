/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assignments-notice.h"

#include "cw-direction.h"
#include "cw-finding-button.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

/* More are for the report. */
#define MAX_FINDINGS 100

struct _CwAssignmentsNotice
{
  AdwBin parent_instance;

  GListModel *warnings;
  CwUsageTable *table;

  GtkRevealer *revealer;
  GtkBox *line;
  GtkImage *image;
  GtkLabel *label;
  GtkButton *mend_button;
  GtkToggleButton *all_toggle;
  GtkListBox *findings;
};

G_DEFINE_FINAL_TYPE (CwAssignmentsNotice, cw_assignments_notice, ADW_TYPE_BIN)

/* ---- the list ---- */

static const char *
get_title (CwAssignmentsNotice *self, CwFinding *finding)
{
  const char *id = cw_finding_get_usage (finding);
  CwUsageEntry *entry = id != NULL ? cw_usage_table_find (self->table, id) : NULL;

  if (entry != NULL)
    return cw_usage_get_title (cw_usage_entry_get_usage (entry));
  return id != NULL ? id : _("This computer");
}

static GtkWidget *
make_row (CwAssignmentsNotice *self, CwFinding *finding)
{
  CwSeverity severity = cw_finding_get_severity (finding);
  g_autofree char *sentence = cw_direction_dup_sentence (cw_finding_get_sentence (finding));
  GtkWidget *row = cw_row_new (get_title (self, finding), sentence);
  GtkWidget *image = gtk_image_new_from_icon_name (cw_severity_get_icon (severity));
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_css_classes (image, (const char *[]) { cw_severity_get_style (severity), NULL });
  gtk_widget_set_tooltip_text (image, cw_severity_get_word (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_severity_get_word (severity), -1);
  gtk_button_set_use_underline (GTK_BUTTON (button), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  cw_finding_button_set (button, finding);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* Rows are made for who unfolds them. */
static void
fill (CwAssignmentsNotice *self)
{
  guint n = gtk_toggle_button_get_active (self->all_toggle) ? g_list_model_get_n_items (self->warnings) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->findings))) != NULL)
    gtk_list_box_remove (self->findings, child);
  for (guint i = 0; i < MIN (n, MAX_FINDINGS); i++)
    {
      g_autoptr (CwFinding) finding = g_list_model_get_item (self->warnings, i);

      gtk_list_box_append (self->findings, make_row (self, finding));
    }
}

/* Some sentences say what they are about by themselves. */
static char *
dup_sentence (CwAssignmentsNotice *self, CwFinding *finding)
{
  const char *title = get_title (self, finding);
  const char *sentence = cw_finding_get_sentence (finding);

  if (strstr (sentence, title) != NULL)
    return g_strdup (sentence);
  /* Translators: a usage, and what is wrong with it. */
  return g_strdup_printf (_("%s: %s"), title, sentence);
}

static void
show_worst (CwAssignmentsNotice *self, CwFinding *worst, guint n)
{
  CwSeverity severity = cw_finding_get_severity (worst);
  g_autofree char *sentence = dup_sentence (self, worst);
  g_autofree char *text = NULL;
  g_autofree char *directed = NULL;

  if (n == 1)
    text = g_steal_pointer (&sentence);
  else
    text = g_strdup_printf (ngettext ("%'u thing needs attention. %s", "%'u things need attention. %s", n), n, sentence);
  directed = cw_direction_dup_sentence (text);
  gtk_label_set_text (self->label, directed);
  gtk_image_set_from_icon_name (self->image, cw_severity_get_icon (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), (const char *[]) { cw_severity_get_style (severity), NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_severity_get_word (severity), -1);
  cw_finding_button_set (GTK_WIDGET (self->mend_button), worst);
}

static void
update (CwAssignmentsNotice *self)
{
  guint n = g_list_model_get_n_items (self->warnings);
  g_autoptr (CwFinding) worst = n > 0 ? g_list_model_get_item (self->warnings, 0) : NULL;

  if (worst != NULL)
    show_worst (self, worst, n);
  gtk_widget_set_visible (GTK_WIDGET (self->all_toggle), n > 1);
  if (n <= 1)
    gtk_toggle_button_set_active (self->all_toggle, FALSE);
  fill (self);
  gtk_revealer_set_reveal_child (self->revealer, n > 0);
}

static void
toggled_cb (CwAssignmentsNotice *self)
{
  gboolean open = gtk_toggle_button_get_active (self->all_toggle);

  gtk_button_set_icon_name (GTK_BUTTON (self->all_toggle), open ? "pan-up-symbolic" : "pan-down-symbolic");
  if (self->warnings != NULL)
    fill (self);
}

static void
cw_assignments_notice_dispose (GObject *object)
{
  CwAssignmentsNotice *self = CW_ASSIGNMENTS_NOTICE (object);

  g_clear_object (&self->warnings);
  g_clear_object (&self->table);
  G_OBJECT_CLASS (cw_assignments_notice_parent_class)->dispose (object);
}

static void
cw_assignments_notice_class_init (CwAssignmentsNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_assignments_notice_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-assignments-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, line);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, image);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, label);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, mend_button);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, all_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwAssignmentsNotice, findings);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
cw_assignments_notice_init (CwAssignmentsNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_assignments_notice_set_warnings (CwAssignmentsNotice *self, GListModel *warnings, CwUsageTable *table)
{
  g_return_if_fail (self->warnings == NULL);

  self->warnings = g_object_ref (warnings);
  self->table = g_object_ref (table);
  g_signal_connect_object (warnings, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
cw_assignments_notice_set_narrow (CwAssignmentsNotice *self, gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->line), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}
