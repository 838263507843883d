/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"
#include "cw-gtk-interaction.h"
#include "cw-resources.h"
#include "cw-secret-box.h"

#include <adwaita.h>

/* Questions asked in a worker, answered in the dialog that comes up. */

typedef struct
{
  CwInteraction *interaction;
  GCancellable *cancellable;
  gboolean secret;
  gboolean is_new;
  gboolean done;
  gboolean confirmed;
  char *answer;
  GError *error;
} Asked;

static gboolean
done_cb (gpointer user_data)
{
  ((Asked *) user_data)->done = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
ask (gpointer user_data)
{
  Asked *asked = user_data;
  CwQuestion question = { "Really?", "It is gone then.", "_Do It", CW_SEVERITY_ERROR };
  CwSecretQuestion secret_question = { "Password", "of the file", asked->is_new, FALSE };
  g_autoptr (CwSecret) secret = NULL;

  if (asked->secret)
    {
      secret = cw_interaction_ask_secret (asked->interaction, &secret_question, asked->cancellable, &asked->error);
      asked->answer = secret != NULL ? g_strdup (cw_secret_get_text (secret)) : NULL;
    }
  else
    asked->confirmed = cw_interaction_confirm (asked->interaction, &question, asked->cancellable, &asked->error);
  g_idle_add (done_cb, asked);
  return NULL;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static AdwMessageDialog *
wait_for_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (;;)
    {
      for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
        {
          g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

          if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
            return ADW_MESSAGE_DIALOG (window);
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
finish (Asked *asked, GThread *thread, GtkWidget *window)
{
  while (!asked->done)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (asked->interaction);
}

static GtkWidget *
begin (Asked *asked, GThread **thread)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (window));
  asked->interaction = cw_gtk_interaction_new (GTK_WINDOW (window));
  *thread = g_thread_new ("ask", ask, asked);
  return window;
}

static void
test_secret (void)
{
  Asked asked = { .secret = TRUE };
  GThread *thread;
  GtkWidget *window = begin (&asked, &thread);
  AdwMessageDialog *dialog = wait_for_dialog ();

  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (dialog), ADW_TYPE_PASSWORD_ENTRY_ROW)), "pässword");
  gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  finish (&asked, thread, window);
  g_assert_no_error (asked.error);
  g_assert_cmpstr (asked.answer, ==, "pässword");
  g_free (asked.answer);
}

/* A new passphrase has to be there twice. */
static void
test_new_secret (void)
{
  Asked asked = { .secret = TRUE, .is_new = TRUE };
  GThread *thread;
  GtkWidget *window = begin (&asked, &thread);
  AdwMessageDialog *dialog = wait_for_dialog ();
  GtkWidget *first = find (GTK_WIDGET (dialog), ADW_TYPE_PASSWORD_ENTRY_ROW);

  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "accept"));
  gtk_editable_set_text (GTK_EDITABLE (first), "battery");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "accept"));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_next_sibling (first)), "battery");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "accept"));
  gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  finish (&asked, thread, window);
  g_assert_cmpstr (asked.answer, ==, "battery");
  g_free (asked.answer);
}

static void
test_confirm (void)
{
  Asked asked = { 0 };
  GThread *thread;
  GtkWidget *window = begin (&asked, &thread);

  adw_message_dialog_response (wait_for_dialog (), "accept");
  finish (&asked, thread, window);
  g_assert_true (asked.confirmed);
}

static void
test_dismissed (void)
{
  Asked asked = { 0 };
  GThread *thread;
  GtkWidget *window = begin (&asked, &thread);

  gtk_window_close (GTK_WINDOW (wait_for_dialog ()));
  finish (&asked, thread, window);
  g_assert_false (asked.confirmed);
  g_assert_error (asked.error, CW_ERROR, CW_ERROR_CANCELLED);
  g_error_free (asked.error);
}

static void
test_cancelled (void)
{
  Asked asked = { .secret = TRUE, .cancellable = g_cancellable_new () };
  GThread *thread;
  GtkWidget *window = begin (&asked, &thread);

  wait_for_dialog ();
  g_cancellable_cancel (asked.cancellable);
  finish (&asked, thread, window);
  g_assert_error (asked.error, CW_ERROR, CW_ERROR_CANCELLED);
  g_error_free (asked.error);
  g_object_unref (asked.cancellable);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  g_test_add_func ("/gtk/interaction/secret", test_secret);
  g_test_add_func ("/gtk/interaction/new-secret", test_new_secret);
  g_test_add_func ("/gtk/interaction/confirm", test_confirm);
  g_test_add_func ("/gtk/interaction/dismissed", test_dismissed);
  g_test_add_func ("/gtk/interaction/cancelled", test_cancelled);
  return g_test_run ();
}
