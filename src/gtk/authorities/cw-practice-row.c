/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-row.h"

#include "cw-clock.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} looks[] = {
  [CW_PRACTICE_PENDING] = { "content-loading-symbolic", "accent", N_("Pending") },
  [CW_PRACTICE_ISSUED] = { "emblem-ok-symbolic", "success", N_("Issued") },
  [CW_PRACTICE_DENIED] = { "action-unavailable-symbolic", "error", N_("Denied") },
  [CW_PRACTICE_REVOKED] = { "action-unavailable-symbolic", "error", N_("Revoked") },
  [CW_PRACTICE_CANCELLED] = { "process-stop-symbolic", "dim-label", N_("Cancelled") },
};

const char *
cw_practice_get_title (const CwPracticeRecord *record)
{
  if (record->subject == NULL || *record->subject == '\0')
    return _("Without a subject name");
  return g_str_has_prefix (record->subject, "CN=") && strchr (record->subject, ',') == NULL ? record->subject + 3 : record->subject;
}

static GtkWidget *
make_icon (const CwPracticeRecord *record)
{
  GtkWidget *image = gtk_image_new_from_icon_name (looks[record->state].icon);
  const char *word = _(looks[record->state].word);

  gtk_widget_add_css_class (image, looks[record->state].style);
  gtk_widget_set_tooltip_text (image, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  return image;
}

static char *
dup_number (const CwPracticeRecord *record)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
}

static char *
dup_subtitle (const CwPracticeRecord *record)
{
  g_autofree char *when = cw_time_to_relative (record->decided != 0 ? record->decided : record->received, cw_clock_now ());
  g_autofree char *id = dup_number (record);
  const char *word = _(looks[record->state].word);

  if (record->reason != NULL && *record->reason != '\0')
    /* Translators: a request at the practice CA: "Denied · request 3 · 5 minutes ago · wrong name". */
    return g_strdup_printf (_("%s · request %s · %s · %s"), word, id, when, record->reason);
  return g_strdup_printf (_("%s · request %s · %s"), word, id, when);
}

static GtkWidget *
make_row (const CwPracticeRecord *record)
{
  g_autofree char *subtitle = dup_subtitle (record);
  GtkWidget *row = cw_row_new (cw_practice_get_title (record), subtitle);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (record));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  return row;
}

static GtkWidget *
make_button (const char *label, const char *name, const char *action, gint64 id)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

/* ---- that waits ---- */

/* Names are what a request is looked at for: whoever approves sees them. */
static char *
dup_names (const CwPracticeRecord *record)
{
  g_autoptr (CwCsr) csr = record->csr != NULL ? cw_csr_new_from_data (record->csr, NULL) : NULL;
  GPtrArray *names = csr != NULL ? cw_csr_get_names (csr) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < names->len && i < 12; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", cw_alt_name_get_text (g_ptr_array_index (names, i)));
  if (names != NULL && names->len > 12)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_line (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
make_words (const CwPracticeRecord *record)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *subtitle = dup_subtitle (record);
  g_autofree char *names = dup_names (record);

  gtk_box_append (GTK_BOX (box), make_icon (record));
  gtk_box_append (GTK_BOX (box), lines);
  add_line (lines, cw_practice_get_title (record), NULL);
  add_line (lines, subtitle, "dim-label");
  if (*names != '\0')
    add_line (lines, names, "caption");
  return box;
}

GtkWidget *
cw_practice_pending_row_new (CwPracticeItem *item)
{
  const CwPracticeRecord *record = cw_practice_item_get_record (item);
  const char *title = cw_practice_get_title (record);
  g_autofree char *id = dup_number (record);
  g_autofree char *approve = g_strdup_printf (_("Approve request %s"), id);
  g_autofree char *deny = g_strdup_printf (_("Deny request %s"), id);
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (box, "pending-request");
  gtk_box_append (GTK_BOX (box), make_words (record));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Approve"), approve, "practice.approve", record->id));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Deny…"), deny, "practice.deny", record->id));
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* ---- that was decided ---- */

GtkWidget *
cw_practice_decided_row_new (CwPracticeItem *item)
{
  const CwPracticeRecord *record = cw_practice_item_get_record (item);
  g_autofree char *id = dup_number (record);
  g_autofree char *revoke = g_strdup_printf (_("Revoke the certificate of request %s"), id);
  GtkWidget *row = make_row (record);

  if (record->state == CW_PRACTICE_ISSUED)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (_("Re_voke…"), revoke, "practice.revoke", record->id));
  return row;
}
