/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-account-question.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GWeakRef owner;
  CwAccountEntered entered;
  char *authority;
  char *user;                  /* fixed, or NULL: it is entered */
  GtkEditable *user_row;
  GtkEditable *password_row;
  GtkLabel *hint;
  AdwMessageDialog *dialog;
  char *typed;                 /* what was in the entries when the question was answered */
  CwSecret *secret;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_weak_ref_clear (&self->owner);
  g_free (self->authority);
  g_free (self->user);
  g_free (self->typed);
  g_clear_pointer (&self->secret, cw_secret_unref);
  g_free (self);
}

static char *
dup_user (Question *self)
{
  return self->user_row != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (self->user_row))) : g_strdup (self->user);
}

static void
changed_cb (Question *self)
{
  g_autofree char *user = NULL;
  const char *fault;

  if (self->password_row == NULL)
    return;
  user = dup_user (self);
  fault = self->user_row != NULL ? cw_account_find_fault (user) : NULL;

  if (self->hint != NULL)
    {
      gtk_label_set_text (self->hint, fault != NULL ? fault : "");
      gtk_widget_set_visible (GTK_WIDGET (self->hint), fault != NULL);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->user_row), GTK_ACCESSIBLE_STATE_INVALID,
                                   fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
    }
  adw_message_dialog_set_response_enabled (self->dialog, "accept", fault == NULL && *user != '\0' && *gtk_editable_get_text (self->password_row) != '\0');
}

/* Takes what was entered out of the dialog: when a button closes it, this libadwaita destroys it before it says which. */
static gboolean
close_request_cb (Question *self)
{
  if (self->password_row == NULL)
    return FALSE;
  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (GTK_WINDOW (self->dialog), NULL);
  self->typed = dup_user (self);
  self->secret = cw_secret_new_text (gtk_editable_get_text (self->password_row));
  gtk_editable_set_text (g_steal_pointer (&self->password_row), "");
  return FALSE;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *self)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  close_request_cb (self);
  if (owner != NULL && g_str_equal (response, "accept"))
    self->entered (self->typed, self->secret, owner, self->authority);
}

static void
closure_free (gpointer data, GClosure *closure)
{
  question_free (data);
}

static GtkEditable *
add_row (Question *self, GtkWidget *list, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
  return GTK_EDITABLE (row);
}

static GtkLabel *
make_hint (void)
{
  GtkWidget *hint = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "error");
  return GTK_LABEL (hint);
}

static GtkWidget *
make_content (Question *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Account"), -1);
  gtk_box_append (GTK_BOX (box), list);
  if (self->user == NULL)
    {
      self->user_row = add_row (self, list, adw_entry_row_new (), _("User Name"));
      self->hint = make_hint ();
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
    }
  self->password_row = add_row (self, list, adw_password_entry_row_new (), _("Password"));
  return box;
}

void
cw_account_question_ask (GtkWindow *window, CwAuthorityInfo *info, const char *user, CwAccountEntered entered, GObject *owner)
{
  Question *self = g_new0 (Question, 1);
  g_autofree char *body = user != NULL
    ? g_strdup_printf (_("The new password of %s at %s. It takes the place of the one in the keyring; the account itself is not changed."), user,
                       cw_authority_info_get_address (info))
    : g_strdup_printf (_("An account at %s, written as user, domain\\user or user@REALM. Its password is kept in the keyring."),
                       cw_authority_info_get_address (info));
  GtkWidget *dialog = adw_message_dialog_new (window, user != NULL ? _("Replace Password") : _("Add Account"), body);

  g_weak_ref_init (&self->owner, owner);
  self->entered = entered;
  self->authority = g_strdup (cw_authority_info_get_name (info));
  self->user = g_strdup (user);
  self->dialog = ADW_MESSAGE_DIALOG (dialog);
  adw_message_dialog_add_responses (self->dialog, "cancel", _("_Cancel"), "accept", user != NULL ? _("_Replace") : _("_Add"), NULL);
  adw_message_dialog_set_response_appearance (self->dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self->dialog, "accept");
  adw_message_dialog_set_close_response (self->dialog, "cancel");
  adw_message_dialog_set_extra_child (self->dialog, make_content (self));
  g_signal_connect_swapped (dialog, "close-request", G_CALLBACK (close_request_cb), self);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), self, closure_free, 0);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (dialog));
}

const char *
cw_account_find_fault (const char *user)
{
  if (strpbrk (user, "/:") != NULL || g_str_has_prefix (user, "\\") || g_str_has_suffix (user, "\\") || g_str_has_prefix (user, "@"))
    return _("Write it as user, domain\\user or user@REALM.");
  return NULL;
}
