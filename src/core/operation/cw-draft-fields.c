/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-draft-fields.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-store.h"

gboolean
cw_draft_set_string (gpointer draft, char **field, const char *value, GParamSpec *pspec)
{
  char *copy;

  if (value != NULL && *value == '\0')
    value = NULL;
  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*field);
  *field = copy;
  g_object_notify_by_pspec (draft, pspec);
  return TRUE;
}

gboolean
cw_draft_set_boolean (gpointer draft, gboolean *field, gboolean value, GParamSpec *pspec)
{
  if (!*field == !value)
    return FALSE;
  *field = value;
  g_object_notify_by_pspec (draft, pspec);
  return TRUE;
}

gboolean
cw_draft_set_int (gpointer draft, int *field, int value, GParamSpec *pspec)
{
  if (*field == value)
    return FALSE;
  *field = value;
  g_object_notify_by_pspec (draft, pspec);
  return TRUE;
}

gboolean
cw_draft_set_uint (gpointer draft, guint *field, guint value, GParamSpec *pspec)
{
  if (*field == value)
    return FALSE;
  *field = value;
  g_object_notify_by_pspec (draft, pspec);
  return TRUE;
}

gboolean
cw_draft_set_secret (gpointer draft, CwSecret **field, CwSecret *value, GParamSpec *pspec)
{
  if (*field == value)
    return FALSE;
  if (value != NULL)
    cw_secret_ref (value);
  g_clear_pointer (field, cw_secret_unref);
  *field = value;
  g_object_notify_by_pspec (draft, pspec);
  return TRUE;
}

void
cw_draft_check_say (CwDraftCheck *self, CwSeverity severity, const char *field, const char *sentence)
{
  g_autoptr (CwProblem) problem = cw_problem_new (severity, field, "%s", sentence);

  g_list_store_append (self->problems, problem);
}

void
cw_draft_check_fail (CwDraftCheck *self, CwError code, const char *field, const char *sentence)
{
  cw_draft_check_say (self, CW_SEVERITY_ERROR, field, sentence);
  if (self->error == NULL)
    g_set_error_literal (&self->error, CW_ERROR, (int) code, sentence);
}

GListModel *
cw_draft_check_end (CwDraftCheck *self, GError **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return G_LIST_MODEL (g_steal_pointer (&self->problems));
}

gboolean
cw_draft_is_one_line (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

char *
cw_draft_dup_name_problem (const char *name)
{
  if (name == NULL)
    return NULL;
  if (!cw_draft_is_one_line (name))
    return g_strdup (_("A friendly name is one line of text without control characters."));
  if (g_utf8_strlen (name, -1) > CW_STORE_MAX_NAME_LENGTH)
    return g_strdup_printf (_("The friendly name is longer than %d characters."), CW_STORE_MAX_NAME_LENGTH);
  return NULL;
}

static gboolean
is_plain_word (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-_./,:=@+%", *p) == NULL)
      return FALSE;
  return *text != '-' || text[1] == '\0';
}

void
cw_draft_append_option (GString *command, const char *option, const char *value)
{
  g_autofree char *quoted = NULL;

  if (value == NULL)
    return;
  quoted = is_plain_word (value) ? g_strdup (value) : g_shell_quote (value);
  g_string_append_printf (command, value[0] == '-' && value[1] != '\0' ? " %s=%s" : " %s %s", option, quoted);
}
