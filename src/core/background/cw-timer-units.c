/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timer-private.h"
#include <string.h>
#include "cw-background-resources.h"

/* The same files that ship in data/systemd, with the path of this very program. */

#define MARK "# Written by Certificate Wizard (certwizardctl roll --enable), removed by it (--disable): changes are lost.\n"

static char *
dup_template (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/certwizard/units/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (cw_background_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data, size);
}

/* One word of a unit file, whatever is in it. */
static char *
dup_quoted (const char *word)
{
  g_autoptr (GString) text = g_string_new (word);

  g_string_replace (text, "\\", "\\\\", 0);
  g_string_replace (text, "\"", "\\\"", 0);
  g_string_replace (text, "%", "%%", 0);
  g_string_replace (text, "$", "$$", 0);
  if (strpbrk (word, " \t'\"\\;") != NULL)
    {
      g_string_prepend_c (text, '"');
      g_string_append_c (text, '"');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A program that was told where to find things says so to the one that the timer starts. */
GStrv
cw_timer_dup_environment (const CwTimerPlace *place)
{
  static const char *const always[] = { "CERTWIZARD_LOCALEDIR", "CERTWIZARD_SYSTEM_CONFIG", "CERTWIZARD_USAGES" };
  static const char *const of_user[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    if (g_getenv (always[i]) != NULL)
      g_strv_builder_add_many (builder, always[i], g_getenv (always[i]), NULL);
  for (gsize i = 0; !place->system_scope && i < G_N_ELEMENTS (of_user); i++)
    if (g_getenv (of_user[i]) != NULL)
      g_strv_builder_add_many (builder, of_user[i], g_getenv (of_user[i]), NULL);
  return g_strv_builder_end (builder);
}

/* Here a "$" stands for itself, other than in a command. */
static void
add_environment (GString *text, const CwTimerPlace *place)
{
  g_auto (GStrv) environment = cw_timer_dup_environment (place);
  const char *start = strstr (text->str, "ExecStart=");
  gssize at = start - text->str;

  for (gsize i = 0; environment[i] != NULL; i += 2)
    {
      g_autofree char *quoted = dup_quoted (environment[i + 1]);
      g_autoptr (GString) value = g_string_new (quoted);
      g_autofree char *line = NULL;

      g_string_replace (value, "$$", "$", 0);
      line = quoted[0] == '"' ? g_strdup_printf ("Environment=\"%s=%s\n", environment[i], value->str + 1)
                              : g_strdup_printf ("Environment=%s=%s\n", environment[i], value->str);
      g_string_insert (text, at, line);
    }
}

static void
replace (GString *text, const CwTimerPlace *place)
{
  g_autofree char *program = dup_quoted (place->program);
  g_autofree char *store = place->store_directory != NULL ? dup_quoted (place->store_directory) : NULL;
  g_autofree char *option = store != NULL ? g_strconcat (" --store ", store, NULL) : g_strdup ("");

  g_string_replace (text, "@PROGRAM@", program, 1);
  g_string_replace (text, "@STORE@", option, 1);
}

char *
cw_timer_dup_service (const CwTimerPlace *place)
{
  g_autofree char *pattern = dup_template (place->system_scope ? "system/certwizard-roll.service.in" : "user/certwizard-roll.service.in");
  g_autoptr (GString) text = g_string_new (MARK);

  g_string_append (text, pattern);
  replace (text, place);
  add_environment (text, place);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cw_timer_dup_timer (const CwTimerPlace *place)
{
  g_autofree char *content = dup_template ("certwizard-roll.timer");

  return g_strconcat (MARK, content, NULL);
}

char *
cw_timer_dup_start_line (const CwTimerPlace *place)
{
  g_autoptr (GString) line = g_string_new ("\nExecStart=@PROGRAM@ roll --unattended@STORE@\n");

  replace (line, place);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

gboolean
cw_timer_is_marked (const char *content)
{
  return g_str_has_prefix (content, MARK);
}
