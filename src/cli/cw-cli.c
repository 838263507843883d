/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-cli.h"
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "cw-console.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-terminal.h"
#include "cw-verb.h"

/* The verb runs in a worker and may block there; the main thread takes the signals and draws the progress. */
typedef struct {
  CwInvocation *invocation;
  GMainLoop    *loop;
  GCancellable *cancellable;
  int           code;
  GError       *error;
} Run;

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gpointer
worker (gpointer data)
{
  Run *run = data;

  run->code = cw_invocation_get_verb (run->invocation)->run (run->invocation, &run->error);
  /* Not invoke(): a verb that ends before the loop begins would quit it too early. */
  g_idle_add (quit_cb, run->loop);
  return NULL;
}

/* The first one cancels, and everything is put back; the second ends the program as the signal does by itself: what was committed
 * stays, what was not is undone by the database. */
static gboolean
interrupted (Run *run, int number)
{
  if (g_cancellable_is_cancelled (run->cancellable))
    {
      cw_terminal_restore ();
      signal (number, SIG_DFL);
      raise (number);
    }
  g_cancellable_cancel (run->cancellable);
  cw_console_complain (isatty (STDERR_FILENO) ? _("Stopping, and putting back what was there. Press Ctrl+C once more to end at once.")
                                              : _("Stopping, and putting back what was there."));
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer data)
{
  return interrupted (data, SIGINT);
}

static gboolean
terminate_cb (gpointer data)
{
  return interrupted (data, SIGTERM);
}

static gboolean
hangup_cb (gpointer data)
{
  return interrupted (data, SIGHUP);
}

static int
run_in_worker (Run *run)
{
  guint sources[] = {
    g_unix_signal_add (SIGINT, interrupt_cb, run), g_unix_signal_add (SIGTERM, terminate_cb, run), g_unix_signal_add (SIGHUP, hangup_cb, run),
  };
  GThread *thread = g_thread_new ("verb", worker, run);

  g_main_loop_run (run->loop);
  g_thread_join (thread);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  return run->code;
}

/* One sentence, and what to do about it. */
static int
tell_error (const GError *error, gboolean json)
{
  const char *remedy = cw_error_get_remedy (error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *document = NULL;

  if (json)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "error");
      cw_json_add_error (builder, error);
      json_builder_end_object (builder);
      document = cw_json_print (builder);
      cw_console_print (document);
    }
  cw_console_complain ("%s", error->message);
  if (remedy != NULL)
    fprintf (stderr, "%s\n", remedy);
  return cw_exit_from_error (error);
}

/* Whether the document that is printed is JSON has to be known before the options are understood. */
static gboolean
wants_json (const char *const *arguments)
{
  for (gsize i = 0; arguments[i] != NULL && !g_str_equal (arguments[i], "--"); i++)
    if (g_str_equal (arguments[i], "--json"))
      return TRUE;
  return FALSE;
}

/* What its help says of it: which part it belongs to. */
static void
set_later (const CwVerb *verb, const char *name, GError **error)
{
  const CwOption *tables[4];

  cw_verb_fill_tables (verb, tables);
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s: %s; nothing was changed."), name, _(cw_option_find (tables, name)->help));
}

static gboolean
check_arguments (const CwVerb *verb, const char *path, CwOptions *options, GError **error)
{
  guint n = cw_options_get_n_arguments (options);
  const char *later = cw_options_find_later (options);

  if (cw_options_has (options, "roll") && !cw_options_has (options, "effective-date"))
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--roll needs --effective-date: the time at which the new certificate becomes the current one."));
  else if (later != NULL)
    set_later (verb, later, error);
  else if (verb->verbs != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” needs another verb; “certwizardctl %s --help” lists them."), path, path);
  else if (n < verb->min_arguments)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” needs more: certwizardctl %s %s"), path, path, _(verb->arguments));
  else if (n > verb->max_arguments)
    g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” does not take “%s”."), path, cw_options_get_argument (options, verb->max_arguments));
  else
    return TRUE;
  return FALSE;
}

static int
print_help (const CwVerb *verb, const char *path, gboolean json)
{
  g_autofree char *text = verb != NULL ? cw_help_dup_verb (verb, path) : cw_help_dup_program ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *document = NULL;

  if (json)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "help");
      json_builder_add_string_value (builder, text);
      json_builder_end_object (builder);
      document = cw_json_print (builder);
    }
  cw_console_print (json ? document : text);
  return CW_EXIT_DONE;
}

static int
run_verb (const CwVerb *verb, CwOptions *options, gboolean json)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwInvocation) invocation = cw_invocation_new (verb, options, json, cancellable);
  Run run = { .invocation = invocation, .loop = loop, .cancellable = cancellable };
  int code = run_in_worker (&run);

  if (run.error != NULL)
    code = tell_error (run.error, json && !cw_invocation_has_printed (invocation));
  g_clear_error (&run.error);
  return code;
}

/* "--version" alone is the verb of that name. */
static gboolean
take_version (char **arguments)
{
  for (gsize i = 0; arguments[i] != NULL; i++)
    if (g_str_equal (arguments[i], "--version"))
      {
        g_free (arguments[i]);
        for (; (arguments[i] = arguments[i + 1]) != NULL; i++)
          ;
        return TRUE;
      }
  return FALSE;
}

/* Parses, and does what needs no worker. */
static int
run_arguments (const char *const *arguments, gboolean json, GError **error)
{
  const CwVerb *verb = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) rest = NULL;
  const CwOption *tables[4];
  g_autoptr (CwOptions) options = NULL;

  if (!cw_verb_resolve (arguments, &verb, &path, &rest, error))
    return -1;
  if (verb == NULL && take_version (rest))
    verb = &cw_verb_version;
  cw_verb_fill_tables (verb, tables);
  options = cw_options_parse (tables, (const char *const *) rest, error);
  if (options == NULL)
    return -1;
  if (cw_options_has (options, "help"))
    return print_help (verb, path, json);
  if (verb == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("A verb is missing, for example “certwizardctl import FILE”."));
      return -1;
    }
  if (!check_arguments (verb, path, options, error))
    return -1;
  return run_verb (verb, g_steal_pointer (&options), json);
}

int
cw_cli_run (const char *const *arguments)
{
  gboolean json = wants_json (arguments);
  g_autoptr (GError) error = NULL;
  int code;

  if (arguments[0] != NULL && g_str_equal (arguments[0], "--complete"))
    {
      g_autofree char *candidates = cw_help_dup_completion (arguments + 1);

      cw_console_print (candidates);
      return CW_EXIT_DONE;
    }
  code = run_arguments (arguments, json, &error);
  if (error != NULL)
    code = tell_error (error, json);
  g_clear_error (&error);
  if (!cw_console_flush (&error))
    code = tell_error (error, FALSE);
  return code;
}
