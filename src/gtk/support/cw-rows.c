/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-rows.h"

#include "cw-certificate-text.h"
#include "cw-clock.h"
#include "cw-direction.h"

#include <glib/gi18n-lib.h>

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
cw_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "activatable", FALSE, "focusable", FALSE, NULL);

  /* Not in one go: the labels would hear of the text before they hear that it is no markup. */
  g_object_set (row, "title", title != NULL ? title : "", "subtitle", subtitle != NULL ? subtitle : "", NULL);
  set_name (row, title != NULL ? title : "");
  return row;
}

static GtkWidget *
add_icon (GtkWidget *row, const char *icon, const char *style, const char *word)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  if (style != NULL)
    gtk_widget_add_css_class (image, style);
  gtk_widget_set_tooltip_text (image, word);
  set_name (image, word);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return image;
}

const char *
cw_severity_get_icon (CwSeverity severity)
{
  if (severity == CW_SEVERITY_ERROR)
    return "dialog-error-symbolic";
  return severity == CW_SEVERITY_WARNING ? "dialog-warning-symbolic" : "dialog-information-symbolic";
}

const char *
cw_severity_get_style (CwSeverity severity)
{
  if (severity == CW_SEVERITY_ERROR)
    return "error";
  return severity == CW_SEVERITY_WARNING ? "warning" : NULL;
}

const char *
cw_severity_get_word (CwSeverity severity)
{
  if (severity == CW_SEVERITY_ERROR)
    return _("Error");
  return severity == CW_SEVERITY_WARNING ? _("Warning") : _("Note");
}

GtkWidget *
cw_problem_row_new (CwProblem *problem)
{
  CwSeverity severity = cw_problem_get_severity (problem);
  g_autofree char *sentence = cw_direction_dup_sentence (cw_problem_get_sentence (problem));
  GtkWidget *row = cw_row_new (sentence, NULL);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  add_icon (row, cw_severity_get_icon (severity), cw_severity_get_style (severity), cw_severity_get_word (severity));
  return row;
}

static GtkWidget *
make_value_label (const char *value)
{
  GtkWidget *label = gtk_label_new (value);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "fact-value");
  return label;
}

/* A long value has the whole width, below its name. */
static GtkWidget *
make_tall_fact_row (const char *property, const char *value)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (property);
  GtkWidget *label = make_value_label (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), property);
  set_name (row, property);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (box, "tall-fact");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

GtkWidget *
cw_fact_row_new (const char *property, const char *value)
{
  GtkWidget *row, *label;

  if (strchr (value, '\n') != NULL || g_utf8_strlen (property, -1) + g_utf8_strlen (value, -1) > 48)
    return make_tall_fact_row (property, value);
  row = cw_row_new (property, NULL);
  label = make_value_label (value);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} step_states[] = {
  [CW_STEP_PENDING] = { "content-loading-symbolic", "dim-label", N_("Waiting") },
  [CW_STEP_RUNNING] = { "media-playback-start-symbolic", "accent", N_("Running") },
  [CW_STEP_DONE] = { "emblem-ok-symbolic", "success", N_("Done") },
  [CW_STEP_SKIPPED] = { "go-jump-symbolic", "dim-label", N_("Skipped") },
  [CW_STEP_FAILED] = { "dialog-error-symbolic", "error", N_("Failed") },
  [CW_STEP_UNDONE] = { "edit-undo-symbolic", "warning", N_("Undone") },
};

static void
step_changed_cb (CwPlanStep *step, GParamSpec *pspec, GtkWidget *row)
{
  CwStepState state = cw_plan_step_get_state (step);
  GtkWidget *image = g_object_get_data (G_OBJECT (row), "cw-state-image");
  const char *text = cw_plan_step_get_message (step);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), step_states[state].icon);
  gtk_widget_set_css_classes (image, (const char *[]) { step_states[state].style, NULL });
  gtk_widget_set_tooltip_text (image, _(step_states[state].word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _(step_states[state].word), -1);
  if (text == NULL)
    text = cw_plan_step_get_detail (step);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : "");
}

GtkWidget *
cw_step_row_new (CwPlanStep *step)
{
  GtkWidget *row = cw_row_new (cw_plan_step_get_title (step), cw_plan_step_get_detail (step));

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data (G_OBJECT (row), "cw-state-image", add_icon (row, "content-loading-symbolic", NULL, ""));
  g_signal_connect_object (step, "notify", G_CALLBACK (step_changed_cb), row, 0);
  step_changed_cb (step, NULL, row);
  return row;
}

GtkWidget *
cw_certificate_row_widget_new (CwStoredCertificate *certificate)
{
  gint64 now = cw_clock_now ();
  CwCertificateState state = cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate),
                                                      cw_stored_certificate_get_not_after (certificate), now);
  g_autofree char *expires = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), now);
  g_autofree char *line = g_strdup_printf (state == CW_CERTIFICATE_EXPIRED ? _("%s, expired %s") : _("%s, expires %s"),
                                           cw_stored_certificate_get_issuer_name (certificate), expires);
  GtkWidget *row = cw_row_new (cw_stored_certificate_get_friendly_name (certificate), line);

  add_icon (row, cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state), cw_certificate_state_get_word (state));
  if (cw_stored_certificate_has_private_key (certificate))
    {
      GtkWidget *key = gtk_image_new_from_icon_name ("dialog-password-symbolic");

      gtk_widget_set_tooltip_text (key, cw_certificate_get_key_text (certificate));
      gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_certificate_get_key_text (certificate), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
    }
  return row;
}

void
cw_fill_list_box (GtkListBox *box, GListModel *model, guint limit, GtkWidget *(*make) (gpointer item))
{
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_list_box_remove (box, child);
  for (guint i = 0; i < MIN (n, limit); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      gtk_list_box_append (box, make (item));
    }
  if (n > limit)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %'u more", "and %'u more", n - limit), n - limit);

      gtk_list_box_append (box, cw_row_new (more, NULL));
    }
  gtk_widget_set_visible (GTK_WIDGET (box), n > 0);
}

static void
name_list (GtkWidget *widget, const char *name)
{
  if (GTK_IS_LIST_BOX (widget))
    {
      set_name (widget, name);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_list (child, name);
}

void
cw_name_groups (GtkWidget *root, const char *name)
{
  if (ADW_IS_PREFERENCES_GROUP (root))
    {
      if (*adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (root)) == '\0')
        name_list (gtk_widget_get_first_child (root), name);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    cw_name_groups (child, name);
}
