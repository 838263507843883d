/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <unistd.h>
#include "cw-assign-verb.h"
#include "cw-clock.h"
#include "cw-console.h"
#include "cw-duty.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-record.h"
#include "cw-time.h"
#include "cw-timer.h"
#include "cw-verb.h"

/* What is due: all of it, as the timer does every minute; or the next certificate of certain usages; and the timer itself. */

static const CwOption options[] = {
  { "type", CW_OPTION_TYPES, N_("TYPE[,TYPE…]"), N_("Only roll these usages, and do nothing else"), "-Type", .many = TRUE },
  { "now", CW_OPTION_FLAG, NULL, N_("With --type: also when the date of the next certificate has not come yet") },
  { "unattended", CW_OPTION_FLAG, NULL, N_("As the timer does it: ask nobody, and print nothing where there is nothing to do") },
  { "enable", CW_OPTION_FLAG, NULL, N_("Switch the timer on: systemd, or cron where there is none, does every minute what is due") },
  { "disable", CW_OPTION_FLAG, NULL, N_("Switch the timer off") },
  { "status", CW_OPTION_FLAG, NULL, N_("Say whether the timer is on, when it ran and when it runs next") },
  { NULL }
};

/* ---- everything that is due ---- */

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? cw_time_to_rfc3339 (time) : NULL;

  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_outcomes (JsonBuilder *builder, GPtrArray *outcomes)
{
  json_builder_set_member_name (builder, "outcomes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < outcomes->len; i++)
    {
      g_autofree char *json = cw_outcome_to_json (g_ptr_array_index (outcomes, i));

      json_builder_add_value (builder, json_from_string (json, NULL));
    }
  json_builder_end_array (builder);
}

static void
print_report_json (CwInvocation *invocation, const CwDutyReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const struct { const char *name; guint count; } counts[] = {
    { "rolled", report->rolled }, { "failed", report->failed }, { "waiting", report->waiting },
    { "issued", report->issued }, { "denied", report->denied }, { "warned", report->warned },
  };

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "operation");
  json_builder_add_string_value (builder, "roll");
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      json_builder_set_member_name (builder, counts[i].name);
      json_builder_add_int_value (builder, counts[i].count);
    }
  add_time (builder, "next", report->next);
  add_outcomes (builder, report->outcomes);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_report (CwInvocation *invocation, const CwDutyReport *report)
{
  gboolean details = cw_options_has (cw_invocation_get_options (invocation), "verbose");
  g_autofree char *next = report->next != 0 ? cw_time_to_exact (report->next) : NULL;

  for (guint i = 0; i < report->outcomes->len; i++)
    {
      g_autofree char *json = cw_outcome_to_json (g_ptr_array_index (report->outcomes, i));

      cw_record_print (json, details);
    }
  if (report->outcomes->len == 0)
    cw_console_print (_("Nothing is due.\n"));
  if (next != NULL)
    cw_console_print_format (_("Next there is something to do on %s.\n"), next);
}

/* A CA that has not decided yet is nothing that was done. What failed has the code of its reason, unless something else was done. */
static int
get_code (const CwDutyReport *report)
{
  gboolean done = report->rolled + report->issued + report->denied + report->warned > 0;
  int failure = CW_EXIT_DONE;

  for (guint i = 0; i < report->outcomes->len; i++)
    {
      CwOutcome *outcome = g_ptr_array_index (report->outcomes, i);
      CwResult result = cw_outcome_get_result (outcome);

      done |= result == CW_RESULT_DONE;
      if (failure == CW_EXIT_DONE && (result == CW_RESULT_FAILED || result == CW_RESULT_PARTLY || result == CW_RESULT_CANCELLED))
        failure = cw_exit_from_outcome (outcome);
    }
  if (failure != CW_EXIT_DONE)
    return done ? CW_EXIT_PARTLY : failure;
  return done ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

static int
run_all (CwInvocation *invocation, CwContext *context, GError **error)
{
  gboolean unattended = cw_options_has (cw_invocation_get_options (invocation), "unattended");
  CwAssignments *assignments = cw_context_get_assignments (context);
  GCancellable *cancellable = cw_invocation_get_cancellable (invocation);
  g_autoptr (CwDutyReport) report = unattended ? cw_duty_run (assignments, NULL, cancellable, error)
                                               : cw_duty_run_by_hand (assignments, cw_invocation_get_interaction (invocation), cancellable, error);

  if (report == NULL)
    return -1;
  if (cw_invocation_is_json (invocation))
    print_report_json (invocation, report);
  else if (!unattended || report->outcomes->len > 0)
    print_report (invocation, report);
  return get_code (report);
}

/* ---- what would be done, and when ---- */

static void
print_items_json (CwInvocation *invocation, GPtrArray *items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "operation");
  json_builder_add_string_value (builder, "roll");
  json_builder_set_member_name (builder, "whatIf");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_set_member_name (builder, "duties");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const CwDutyItem *item = g_ptr_array_index (items, i);
      const char *const texts[][2] = { { "kind", item->kind }, { "subject", item->subject }, { "message", item->sentence } };

      json_builder_begin_object (builder);
      for (gsize t = 0; t < G_N_ELEMENTS (texts); t++)
        {
          json_builder_set_member_name (builder, texts[t][0]);
          json_builder_add_string_value (builder, texts[t][1]);
        }
      add_time (builder, "when", item->when);
      json_builder_set_member_name (builder, "due");
      json_builder_add_boolean_value (builder, item->when <= cw_clock_now ());
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static void
print_items (GPtrArray *items)
{
  const CwColumn columns[] = { { _("When"), 0 }, { _("What"), 20 } };
  g_autoptr (CwTable) table = cw_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < items->len; i++)
    {
      const CwDutyItem *item = g_ptr_array_index (items, i);
      g_autofree char *when = item->when <= cw_clock_now () ? g_strdup (_("now")) : cw_time_to_exact (item->when);
      const char *cells[] = { when, item->sentence };

      cw_table_add (table, cells);
    }
  if (items->len > 0)
    cw_table_print (table);
  cw_console_print (_("What if: nothing was changed.\n"));
}

static int
run_what_if (CwInvocation *invocation, CwContext *context)
{
  g_autoptr (GPtrArray) items = cw_duty_list (cw_context_get_assignments (context), TRUE);

  if (cw_invocation_is_json (invocation))
    print_items_json (invocation, items);
  else
    print_items (items);
  return items->len > 0 && ((CwDutyItem *) g_ptr_array_index (items, 0))->when <= cw_clock_now () ? CW_EXIT_DONE : CW_EXIT_NOTHING;
}

/* ---- certain usages ---- */

static gboolean
has_next (CwInvocation *invocation, GPtrArray *usages)
{
  for (guint i = 0; i < usages->len; i++)
    {
      g_autoptr (CwAssignmentRecord) record =
        cw_store_find_assignment (cw_invocation_get_store (invocation), cw_usage_get_id (g_ptr_array_index (usages, i)), CW_PLACE_NEXT, NULL);

      if (record != NULL)
        return TRUE;
    }
  return FALSE;
}

static int
run_types (CwInvocation *invocation, CwContext *context, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  gboolean now = cw_options_has (given, "now");
  g_autoptr (GPtrArray) usages = cw_assign_verb_parse_types (invocation, NULL, error);
  g_autofree char *titles = usages != NULL ? cw_usage_list_dup_titles (usages) : NULL;
  g_autofree char *body = usages != NULL ? g_strdup_printf (_("%s will have the next certificate at once, and not at the time that was set."), titles) : NULL;
  const CwQuestion question = { .heading = _("Roll before the date?"), .body = body, .accept = _("Roll"), .severity = CW_SEVERITY_WARNING };
  g_autoptr (CwOperation) operation = NULL;

  if (usages == NULL)
    return -1;
  operation = cw_roll_operation_new (cw_context_get_assignments (context), usages, now);
  return cw_invocation_run_operation (invocation, operation, now && has_next (invocation, usages) ? &question : NULL, error);
}

/* ---- the timer ---- */

static const char *
get_kind_nick (CwTimer *timer)
{
  switch (cw_timer_get_kind (timer))
    {
    case CW_TIMER_SYSTEMD:
      return "systemd";
    case CW_TIMER_CRON:
      return "cron";
    case CW_TIMER_NONE:
      break;
    }
  return "none";
}

static void
print_timer (CwInvocation *invocation, CwTimer *timer, gboolean enabled, const char *sentence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cw_invocation_is_json (invocation))
    {
      cw_console_print_format ("%s\n", sentence);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "timer");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, enabled);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, get_kind_nick (timer));
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, sentence);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  cw_invocation_print_json (invocation, builder);
}

static gboolean
switch_timer (CwInvocation *invocation, CwTimer *timer, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  GCancellable *cancellable = cw_invocation_get_cancellable (invocation);

  if (cw_options_has (given, "enable"))
    return cw_timer_enable (timer, cancellable, error);
  return !cw_options_has (given, "disable") || cw_timer_disable (timer, cancellable, error);
}

static int
run_timer (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  const char *store = cw_options_get (given, "store");
  gboolean system_scope = store == NULL && (cw_options_has (given, "system") || geteuid () == 0);
  g_autoptr (CwTimer) timer = cw_timer_new (system_scope, store);
  g_autofree char *sentence = NULL;
  gboolean before;
  gboolean enabled;

  /* A folder that was mistyped would never have anything to do. */
  if ((cw_options_has (given, "enable") && store != NULL && cw_invocation_open (invocation, error) == NULL)
      || !cw_timer_is_enabled (timer, &before, error) || !switch_timer (invocation, timer, error) || !cw_timer_is_enabled (timer, &enabled, error))
    return -1;
  sentence = cw_timer_dup_status (timer);
  print_timer (invocation, timer, enabled, sentence);
  return cw_options_has (given, "disable") && !before ? CW_EXIT_NOTHING : CW_EXIT_DONE;
}

/* ---- the verb ---- */

static gboolean
refuse (GError **error, const char *option, const char *why)
{
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s has no meaning here: %s"), option, why);
  return FALSE;
}

static const char *
find_given (CwOptions *given, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (cw_options_has (given, names[i]))
      return names[i];
  return NULL;
}

/* What would be ignored is refused. */
static gboolean
check_timer (CwOptions *given, GError **error)
{
  static const char *const switches[] = { "enable", "disable", "status", NULL };
  static const char *const others[] = { "type", "now", "unattended", "what-if", "confirm", "force", "report", NULL };
  const char *first = find_given (given, switches);
  const char *other = find_given (given, others);

  if (other != NULL)
    return refuse (error, other, _("the timer is only switched, or asked for its state."));
  for (gsize i = 0; switches[i] != NULL; i++)
    if (!g_str_equal (switches[i], first) && cw_options_has (given, switches[i]))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), first, switches[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_combination (CwOptions *given, GError **error)
{
  static const char *const of_types[] = { "confirm", "report", NULL };
  const char *other = find_given (given, of_types);

  if (cw_options_has (given, "now") && !cw_options_has (given, "type"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--now needs --type: which usages take their next certificate before its date."));
      return FALSE;
    }
  if (cw_options_has (given, "unattended") && cw_options_has (given, "type"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), "unattended", "type");
      return FALSE;
    }
  if (cw_options_has (given, "unattended") && cw_options_has (given, "what-if"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("--%s and --%s exclude each other."), "unattended", "what-if");
      return FALSE;
    }
  if (other != NULL && !cw_options_has (given, "type"))
    return refuse (error, other, _("it needs --type, for without it several operations may be done."));
  if (cw_options_has (given, "force") && !cw_options_has (given, "now"))
    return refuse (error, "force", _("only --now asks something."));
  return TRUE;
}

static int
run (CwInvocation *invocation, GError **error)
{
  CwOptions *given = cw_invocation_get_options (invocation);
  CwContext *context;

  if (cw_options_has (given, "enable") || cw_options_has (given, "disable") || cw_options_has (given, "status"))
    return check_timer (given, error) ? run_timer (invocation, error) : -1;
  context = check_combination (given, error) ? cw_invocation_open (invocation, error) : NULL;
  if (context == NULL)
    return -1;
  if (cw_options_has (given, "type"))
    return run_types (invocation, context, error);
  return cw_options_has (given, "what-if") ? run_what_if (invocation, context) : run_all (invocation, context, error);
}

const CwVerb cw_verb_roll = {
  .name = "roll",
  .summary = N_("Do what is due: put next certificates in place, ask about pending requests, warn of expiry"),
  .description = N_("Without an option everything that is due is done, once, however many windows and timers do it at the same time: an interrupted assignment "
                    "is finished or undone, next certificates whose date has come are put in place, authorities are asked about the requests whose turn it is, and "
                    "certificates that expire in 30, 14, 7, 3 or 1 days are told of. --what-if lists it, with its times. "
                    "A roll that fails keeps the old certificate; the timer tries it again after 5 minutes, then later and later, and whoever calls this verb "
                    "without --unattended has it tried at once. Each thing is told by a "
                    "notification of the desktop, or in the system log where there is no desktop. "
                    "--enable has it done every minute while no window is open."),
  .options = options,
  .run = run,
  .flags = CW_VERB_REPORTS,
};
