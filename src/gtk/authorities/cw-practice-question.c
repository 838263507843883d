/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-question.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GWeakRef owner;
  CwPracticeReason answered;
  gint64 id;
  GtkWindow *dialog;
  GtkWidget *row;              /* NULL when what is in it was taken out */
  char *reason;
} Question;

static const char *const reasons[] = { NULL, "keyCompromise", "superseded", "affiliationChanged", "cessationOfOperation", "privilegeWithdrawn" };
static const char *const reason_titles[] = {
  N_("None given"), N_("The private key is in other hands"), N_("There is a newer certificate"), N_("The name or the organization has changed"),
  N_("The service has ended"), N_("The permission was taken away"), NULL };

static void
question_free (gpointer data, GClosure *closure)
{
  Question *self = data;

  g_weak_ref_clear (&self->owner);
  g_free (self->reason);
  g_free (self);
}

/* Before the dialog goes: when a button closes it, this libadwaita destroys it before it says which. */
static gboolean
take_reason_cb (Question *self)
{
  GtkWidget *row = g_steal_pointer (&self->row);

  if (row == NULL)
    return FALSE;
  gtk_window_set_focus (self->dialog, NULL);
  if (ADW_IS_ENTRY_ROW (row))
    self->reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  else
    self->reason = g_strdup (reasons[gtk_drop_down_get_selected (GTK_DROP_DOWN (row))]);
  return FALSE;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *self)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  take_reason_cb (self);
  if (owner != NULL && g_str_equal (response, "accept"))
    self->answered (self->id, self->reason != NULL && *self->reason != '\0' ? self->reason : NULL, owner);
}

static void
ask (Question *self, GtkWidget *extra, CwPracticeReason answered, GObject *owner)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self->dialog);

  g_weak_ref_init (&self->owner, owner);
  self->answered = answered;
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_extra_child (dialog, extra);
  g_signal_connect_swapped (dialog, "close-request", G_CALLBACK (take_reason_cb), self);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, question_free, 0);
  gtk_window_present (self->dialog);
}

void
cw_practice_ask_denial (GtkWindow *window, gint64 id, const char *title, CwPracticeReason answered, GObject *owner)
{
  Question *self = g_new0 (Question, 1);
  g_autofree char *body = g_strdup_printf (_("The request for %s is refused for good. Whoever made it sees the reason."), title);
  GtkWidget *list = gtk_list_box_new ();

  self->id = id;
  self->dialog = GTK_WINDOW (adw_message_dialog_new (window, _("Deny the Request?"), body));
  self->row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _("Reason"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reason"), -1);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), self->row);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "cancel", _("_Cancel"), "accept", _("_Deny"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self->dialog), "accept");
  ask (self, list, answered, owner);
}

void
cw_practice_ask_revocation (GtkWindow *window, gint64 id, const char *title, CwPracticeReason answered, GObject *owner)
{
  Question *self = g_new0 (Question, 1);
  g_autofree char *body = g_strdup_printf (_("The certificate for %s cannot be made valid again. It is in the next revocation list that you save."), title);
  g_auto (GStrv) titles = g_new0 (char *, G_N_ELEMENTS (reason_titles));

  for (guint i = 0; reason_titles[i] != NULL; i++)
    titles[i] = g_strdup (_(reason_titles[i]));
  self->id = id;
  self->dialog = GTK_WINDOW (adw_message_dialog_new (window, _("Revoke the Certificate?"), body));
  self->row = gtk_drop_down_new_from_strings ((const char *const *) titles);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reason"), -1);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "cancel", _("_Cancel"), "accept", _("_Revoke"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  ask (self, self->row, answered, owner);
}
