/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-gtk-interaction.h"

#include "cw-error.h"
#include "cw-secret-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwGtkInteraction
{
  CwInteraction parent_instance;

  GWeakRef window;
};

G_DEFINE_FINAL_TYPE (CwGtkInteraction, cw_gtk_interaction, CW_TYPE_INTERACTION)

/* One question on its way: the worker waits on the condition, the main loop owns everything else until it is done. */
typedef struct
{
  gatomicrefcount references;
  GMutex mutex;
  GCond cond;
  gboolean done;
  gboolean accepted;
  int choice;
  CwSecret *secret;

  CwGtkInteraction *interaction;
  const CwQuestion *question;
  const CwSecretQuestion *secret_question;
  const char * const *choices;
  int preselected;

  GtkWidget *dialog;          /* main loop only, from here */
  GtkWidget *extra;
} Ask;

static Ask *
ask_ref (Ask *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
ask_unref (Ask *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_clear_pointer (&self->secret, cw_secret_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_unref)

static Ask *
ask_new (CwGtkInteraction *interaction)
{
  Ask *self = g_new0 (Ask, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->interaction = interaction;
  return self;
}

static void
ask_finish (Ask *self, gboolean accepted)
{
  g_mutex_lock (&self->mutex);
  self->done = TRUE;
  self->accepted = accepted;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Takes what was entered out of the dialog. When it is closed by a button, this libadwaita destroys it before it says which. */
static void
take_answer (Ask *self)
{
  GtkWidget *extra = g_steal_pointer (&self->extra);

  if (extra == NULL)
    return;
  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (GTK_WINDOW (self->dialog), NULL);
  if (self->choices != NULL)
    self->choice = (int) gtk_drop_down_get_selected (GTK_DROP_DOWN (extra));
  if (self->secret_question == NULL)
    return;
  self->secret = cw_secret_box_dup_secret (CW_SECRET_BOX (extra));
  cw_secret_box_wipe (CW_SECRET_BOX (extra));
}

static gboolean
close_request_cb (Ask *self)
{
  take_answer (self);
  return FALSE;
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Ask) self = user_data;

  take_answer (self);
  self->dialog = NULL;
  ask_finish (self, g_str_equal (response, "accept"));
}

static void
complete_cb (GtkWidget *box, GParamSpec *pspec, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "accept", cw_secret_box_is_complete (CW_SECRET_BOX (box)));
}

static void
show_secret_question (Ask *self)
{
  const CwSecretQuestion *question = self->secret_question;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self->dialog);

  adw_message_dialog_set_heading (dialog, question->heading);
  adw_message_dialog_set_body (dialog, question->body != NULL ? question->body : "");
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "accept", question->is_new ? _("_Set Passphrase") : _("_Continue"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  self->extra = cw_secret_box_new (question->is_new);
  cw_secret_box_set_retry (CW_SECRET_BOX (self->extra), question->retry);
  adw_message_dialog_set_extra_child (dialog, self->extra);
  g_signal_connect_object (self->extra, "notify::complete", G_CALLBACK (complete_cb), dialog, 0);
  complete_cb (self->extra, NULL, dialog);
}

static void
show_question (Ask *self)
{
  const CwQuestion *question = self->question;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self->dialog);

  adw_message_dialog_set_heading (dialog, question->heading);
  adw_message_dialog_set_body (dialog, question->body != NULL ? question->body : "");
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "accept", question->accept != NULL ? question->accept : _("_Continue"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept",
                                              question->severity == CW_SEVERITY_ERROR ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  if (self->choices != NULL)
    {
      self->extra = gtk_drop_down_new_from_strings ((const char * const *) self->choices);
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->extra), (guint) MAX (self->preselected, 0));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->extra), GTK_ACCESSIBLE_PROPERTY_LABEL, question->heading, -1);
      adw_message_dialog_set_extra_child (dialog, self->extra);
    }
}

static gboolean
show_cb (gpointer user_data)
{
  Ask *self = user_data;
  g_autoptr (GtkWindow) window = g_weak_ref_get (&self->interaction->window);

  if (window == NULL)
    {
      ask_finish (self, FALSE);
      return G_SOURCE_REMOVE;
    }
  self->dialog = adw_message_dialog_new (window, NULL, NULL);
  if (self->secret_question != NULL)
    show_secret_question (self);
  else
    show_question (self);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  /* The answer that destroys nothing is the one that Return gives. */
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self->dialog),
                                           self->question != NULL && self->question->severity == CW_SEVERITY_ERROR ? "cancel" : "accept");
  g_signal_connect_swapped (self->dialog, "close-request", G_CALLBACK (close_request_cb), self);
  g_signal_connect (self->dialog, "response", G_CALLBACK (response_cb), ask_ref (self));
  gtk_window_present (GTK_WINDOW (self->dialog));
  return G_SOURCE_REMOVE;
}

static gboolean
close_cb (gpointer user_data)
{
  Ask *self = user_data;

  if (self->dialog != NULL)
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, ask_ref (user_data), (GDestroyNotify) ask_unref);
}

static gboolean
ask_wait (Ask *self, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;

  /* Not g_main_context_invoke(): between two turns of the main loop it would call us in the worker. */
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, ask_ref (self), (GDestroyNotify) ask_unref);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  g_mutex_lock (&self->mutex);
  while (!self->done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  if (!self->accepted)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled"));
  return self->accepted;
}

static gboolean
cw_gtk_interaction_confirm (CwInteraction *interaction, const CwQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (Ask) ask = ask_new (CW_GTK_INTERACTION (interaction));

  ask->question = question;
  return ask_wait (ask, cancellable, error);
}

static CwSecret *
cw_gtk_interaction_ask_secret (CwInteraction *interaction, const CwSecretQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (Ask) ask = ask_new (CW_GTK_INTERACTION (interaction));

  ask->secret_question = question;
  if (!ask_wait (ask, cancellable, error))
    return NULL;
  return g_steal_pointer (&ask->secret);
}

static int
cw_gtk_interaction_choose (CwInteraction *interaction, const CwQuestion *question, const char * const *choices, int preselected,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (Ask) ask = ask_new (CW_GTK_INTERACTION (interaction));

  ask->question = question;
  ask->choices = choices;
  ask->preselected = preselected;
  return ask_wait (ask, cancellable, error) ? ask->choice : -1;
}

static void
cw_gtk_interaction_finalize (GObject *object)
{
  g_weak_ref_clear (&CW_GTK_INTERACTION (object)->window);
  G_OBJECT_CLASS (cw_gtk_interaction_parent_class)->finalize (object);
}

static void
cw_gtk_interaction_class_init (CwGtkInteractionClass *klass)
{
  CwInteractionClass *interaction_class = CW_INTERACTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_gtk_interaction_finalize;
  interaction_class->confirm = cw_gtk_interaction_confirm;
  interaction_class->ask_secret = cw_gtk_interaction_ask_secret;
  interaction_class->choose = cw_gtk_interaction_choose;
}

static void
cw_gtk_interaction_init (CwGtkInteraction *self)
{
  g_weak_ref_init (&self->window, NULL);
}

CwInteraction *
cw_gtk_interaction_new (GtkWindow *window)
{
  CwGtkInteraction *self = g_object_new (CW_TYPE_GTK_INTERACTION, NULL);

  g_weak_ref_set (&self->window, window);
  return CW_INTERACTION (self);
}
