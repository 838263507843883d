/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-terminal-interaction.h"
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-terminal.h"

#define MAX_TRIES 3

struct _CwTerminalInteraction {
  CwInteraction parent_instance;
  gboolean      mute;       /* asks for no secret */
};

G_DEFINE_FINAL_TYPE (CwTerminalInteraction, cw_terminal_interaction, CW_TYPE_INTERACTION)

static void
write_question (const char *heading, const char *body)
{
  g_autofree char *safe_heading = cw_console_dup_safe (heading, FALSE);
  g_autofree char *safe_body = cw_console_dup_safe (body != NULL ? body : "", TRUE);
  g_autofree char *text = NULL;

  cw_console_clear_progress ();
  text = *safe_body != '\0' ? g_strconcat (safe_heading, "\n", safe_body, "\n", NULL) : g_strconcat (safe_heading, "\n", NULL);
  cw_terminal_write (text);
}

/* "_Remove for good" → "Remove for good" */
static char *
dup_without_mnemonic (const char *label)
{
  GString *text = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p++)
    if (*p != '_' || p[1] == '_')
      g_string_append_c (text, *p);
  return g_string_free (text, FALSE);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("You said no; nothing was changed."));
  return FALSE;
}

static gboolean
means_yes (const char *answer)
{
  g_autofree char *lower = g_ascii_strdown (answer, -1);

  return g_str_equal (lower, "y") || g_str_equal (lower, "yes") || rpmatch (answer) == 1;
}

static gboolean
terminal_confirm (CwInteraction *interaction, const CwQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autofree char *accept = dup_without_mnemonic (question->accept != NULL ? question->accept : _("Continue"));
  /* Translators: the question at the end of a longer text; y and n are the answers that the terminal takes. */
  g_autofree char *prompt = g_strdup_printf (_("%s? [y/N] "), accept);
  g_autoptr (CwSecret) answer = NULL;

  write_question (question->heading, question->body);
  answer = cw_terminal_read (prompt, TRUE, cancellable, error);
  if (answer == NULL)
    return FALSE;
  return means_yes (cw_secret_get_text (answer)) || refuse (error);
}

static CwSecret *
ask_once (gboolean is_new, GCancellable *cancellable, GError **error)
{
  return cw_terminal_read (is_new ? _("New password: ") : _("Password: "), FALSE, cancellable, error);
}

static CwSecret *
ask_new (GCancellable *cancellable, GError **error)
{
  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      g_autoptr (CwSecret) first = ask_once (TRUE, cancellable, error);
      g_autoptr (CwSecret) second = first != NULL ? cw_terminal_read (_("Once more: "), FALSE, cancellable, error) : NULL;

      if (second == NULL)
        return NULL;
      if (cw_secret_equal (first, second))
        return g_steal_pointer (&first);
      cw_terminal_write (_("The two are not the same.\n"));
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("No password was set; nothing was changed."));
  return NULL;
}

static CwSecret *
terminal_ask_secret (CwInteraction *interaction, const CwSecretQuestion *question, GCancellable *cancellable, GError **error)
{
  if (CW_TERMINAL_INTERACTION (interaction)->mute)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, question->body);
      return NULL;
    }
  write_question (question->heading, question->body);
  return question->is_new ? ask_new (cancellable, error) : ask_once (FALSE, cancellable, error);
}

static int
terminal_choose (CwInteraction *interaction, const CwQuestion *question, const char *const *choices, int preselected,
                 GCancellable *cancellable, GError **error)
{
  int n = (int) g_strv_length ((char **) choices);

  write_question (question->heading, question->body);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *choice = cw_console_dup_safe (choices[i], FALSE);
      g_autofree char *line = g_strdup_printf ("%c %d  %s\n", i == preselected ? '*' : ' ', i + 1, choice);

      cw_terminal_write (line);
    }
  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      g_autoptr (CwSecret) answer = cw_terminal_read (_("Number: "), TRUE, cancellable, error);
      gint64 number;

      if (answer == NULL)
        return -1;
      if (cw_secret_get_size (answer) == 0 && preselected >= 0)
        return preselected;
      number = g_ascii_strtoll (cw_secret_get_text (answer), NULL, 10);
      if (number >= 1 && number <= n)
        return (int) number - 1;
    }
  refuse (error);
  return -1;
}

static void
cw_terminal_interaction_class_init (CwTerminalInteractionClass *klass)
{
  CwInteractionClass *interaction_class = CW_INTERACTION_CLASS (klass);

  interaction_class->confirm = terminal_confirm;
  interaction_class->ask_secret = terminal_ask_secret;
  interaction_class->choose = terminal_choose;
}

static void
cw_terminal_interaction_init (CwTerminalInteraction *self)
{
}

CwInteraction *
cw_terminal_interaction_new (void)
{
  return cw_terminal_is_there () ? g_object_new (CW_TYPE_TERMINAL_INTERACTION, NULL) : NULL;
}

void
cw_terminal_interaction_set_mute (CwTerminalInteraction *self, gboolean mute)
{
  self->mute = mute;
}
