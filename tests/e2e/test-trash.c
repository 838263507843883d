/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

/* Delete never destroys: undo, the trash, and emptying it after a question. */

static void
delete_row (E2e *self, const char *friendly_name)
{
  g_autofree char *heading = g_strdup_printf ("Delete “%s”?", friendly_name);
  E2eNode *question;

  e2e_select_named (self, friendly_name);
  e2e_click (e2e_main_window (self), "Delete…");
  question = e2e_toplevel (self, heading);
  e2e_label (question, "*goes to the trash*can be restored*");
  e2e_click (question, "Delete");
  e2e_toplevel_gone (self, heading);
  e2e_until (!e2e_has_row (self, friendly_name));
}

static void
test_undo (E2e *self, gconstpointer data)
{
  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  delete_row (self, "mail.example.org");
  e2e_label (self->app, "Moved 1 certificate to the trash");
  e2e_click (self->app, "Undo");
  e2e_until (e2e_has_row (self, "mail.example.org"));
}

/* Who deletes by keys goes on by keys; and the offer to undo goes by itself, which it does not while it has the focus. */
static void
test_focus (E2e *self, gconstpointer data)
{
  g_autofree char *heading = g_strdup_printf ("Delete “%s”?", "mail.example.org");
  const char *const ways[] = { "keys", "button" };

  e2e_fill (self, "others.pem", "web.pfx", NULL);
  e2e_start (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      e2e_select_named (self, "mail.example.org");
      if (i == 0)
        e2e_key ("Delete");
      else
        e2e_click (e2e_main_window (self), "Delete…");
      e2e_click (e2e_toplevel (self, heading), "Delete");
      e2e_toplevel_gone (self, heading);
      e2e_until (!e2e_has_row (self, "mail.example.org"));
      e2e_label (self->app, "Moved 1 certificate to the trash");
      g_assert_false (e2e_has_state (e2e_button (self->app, "Undo"), ATSPI_STATE_FOCUSED));
      e2e_key ("Down");
      e2e_key ("Delete");
      e2e_toplevel (self, "Delete “*”?");
      e2e_key ("Escape");
      e2e_toplevel_gone (self, "Delete “*”?");
      if (i == 0)
        {
          e2e_click (self->app, "Undo");
          e2e_until (e2e_has_row (self, "mail.example.org"));
          e2e_gone (self->app, ATSPI_ROLE_LABEL, "Moved 1 certificate to the trash");
        }
    }
  e2e_gone (self->app, ATSPI_ROLE_LABEL, "Moved 1 certificate to the trash");
}

static void
test_question_declined (E2e *self, gconstpointer data)
{
  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  e2e_select_named (self, "mail.example.org");
  e2e_key ("Delete");
  e2e_toplevel (self, "Delete “mail.example.org”?");
  /* Return is the answer that destroys nothing. */
  e2e_key ("Return");
  e2e_toplevel_gone (self, "Delete*");
  g_assert_true (e2e_has_row (self, "mail.example.org"));
}

static void
test_restore (E2e *self, gconstpointer data)
{
  E2eNode *window;
  g_autofree char *shown = NULL;

  e2e_fill (self, "web.pfx", "mail.pem", NULL);
  e2e_start (self, NULL);
  delete_row (self, "www.example.org");
  window = e2e_main_window (self);
  e2e_show_view (self, "Trash");
  e2e_label (window, "www.example.org");
  e2e_click (window, "Restore*");
  e2e_label (window, "The Trash Is Empty");
  e2e_show_view (self, "Certificates");
  e2e_until (e2e_has_row (self, "www.example.org"));
  /* With its private key. */
  shown = e2e_ctl (self, "show", "www.example.org", "--json", NULL);
  g_assert_nonnull (strstr (shown, "\"hasPrivateKey\" : true"));
}

static void
test_empty_trash (E2e *self, gconstpointer data)
{
  E2eNode *window, *question;

  e2e_fill (self, "others.pem", NULL);
  e2e_start (self, NULL);
  delete_row (self, "old.example.org");
  delete_row (self, "mail.example.org");
  window = e2e_main_window (self);
  e2e_show_view (self, "Trash");
  e2e_click (window, "Empty Trash…");
  question = e2e_toplevel (self, "Empty the trash?");
  e2e_click (question, "Cancel");
  e2e_toplevel_gone (self, "Empty the trash?");
  e2e_label (window, "old.example.org");
  e2e_click (window, "Empty Trash…");
  e2e_click (e2e_toplevel (self, "Empty the trash?"), "Remove for good");
  e2e_label (window, "The Trash Is Empty");
  e2e_show_view (self, "Certificates");
  g_assert_false (e2e_has_row (self, "old.example.org"));
  g_assert_true (e2e_has_row (self, "next.example.org"));
}

int
main (int argc, char *argv[])
{
  e2e_init (&argc, &argv);
  E2E_ADD ("/e2e/trash/undo", test_undo);
  E2E_ADD ("/e2e/trash/focus", test_focus);
  E2E_ADD ("/e2e/trash/question-declined", test_question_declined);
  E2E_ADD ("/e2e/trash/restore", test_restore);
  E2E_ADD ("/e2e/trash/empty", test_empty_trash);
  return g_test_run ();
}
