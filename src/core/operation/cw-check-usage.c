/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-check.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-deploy-run.h"
#include "cw-time.h"

#define SOON   (30 * G_GINT64_CONSTANT (86400))
/* A computer that was switched off or asleep needs a while. */
#define LATE   G_GINT64_CONSTANT (3600)

void
cw_check_result_free (CwCheckResult *self)
{
  if (self == NULL)
    return;
  g_free (self->usage);
  g_free (self->title);
  g_clear_object (&self->certificate);
  g_clear_object (&self->next);
  g_ptr_array_unref (self->findings);
  g_free (self->summary);
  g_free (self);
}

gboolean
cw_check_result_has (const CwCheckResult *self, CwSeverity least)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (cw_finding_get_severity (g_ptr_array_index (self->findings, i)) >= least)
      return TRUE;
  return FALSE;
}

CwCheckJob *
cw_check_job_new (CwAssignments *assignments, const char *usage, GCancellable *cancellable)
{
  CwCheckJob *self = g_new0 (CwCheckJob, 1);
  CwUsage *found = cw_usage_catalogue_find (cw_assignments_get_usages (assignments), usage);

  self->assignments = g_object_ref (assignments);
  self->usage = found != NULL ? g_object_ref (found) : NULL;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->result = g_new0 (CwCheckResult, 1);
  self->result->usage = g_strdup (usage);
  self->result->title = g_strdup (found != NULL ? cw_usage_get_title (found) : usage);
  self->result->findings = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
cw_check_job_free (CwCheckJob *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->result, cw_check_result_free);
  g_clear_pointer (&self->served, g_ptr_array_unref);
  cw_assignment_record_free (self->current);
  cw_assignment_record_free (self->next);
  g_clear_object (&self->usage);
  g_clear_object (&self->cancellable);
  g_object_unref (self->assignments);
  g_free (self);
}

/* Sentences of others are taken as they are. */
static void
add (CwCheckJob *self, CwSeverity severity, const char *place, CwMend mend, const char *sentence)
{
  g_ptr_array_add (self->result->findings, cw_finding_new (self->result->usage, severity, place, mend, sentence));
}

static G_GNUC_PRINTF (5, 6) void
say (CwCheckJob *self, CwSeverity severity, const char *place, CwMend mend, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add (self, severity, place, mend, sentence);
}

/* ---- the certificate ---- */

static void
judge (CwCheckJob *self, CwStoredCertificate *row)
{
  g_autoptr (GPtrArray) usages = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCandidate) candidate = NULL;
  GListModel *problems;

  g_ptr_array_add (usages, self->usage);
  candidate = cw_assignments_judge (self->assignments, row, usages, 0, &error);
  if (candidate == NULL)
    {
      add (self, CW_SEVERITY_ERROR, "store", CW_MEND_NOTHING, error->message);
      return;
    }
  problems = cw_candidate_get_problems (candidate);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      add (self, cw_problem_get_severity (problem), cw_problem_get_field (problem), CW_MEND_NOTHING, cw_problem_get_sentence (problem));
    }
}

static void
look_at_expiry (CwCheckJob *self)
{
  gint64 now = cw_clock_now ();
  gint64 until = cw_stored_certificate_get_not_after (self->result->certificate);
  g_autofree char *when = cw_time_to_relative (until, now);
  g_autofree char *date = self->next != NULL ? cw_time_to_exact (self->next->effective) : NULL;

  /* One that has expired is judged already. */
  if (until == G_MAXINT64 || until < now || until >= now + SOON)
    return;
  if (self->next == NULL)
    say (self, CW_SEVERITY_WARNING, "validity", CW_MEND_NOTHING, _("It expires %s, and no certificate is ready to take over."), when);
  else if (self->next->effective > until)
    say (self, CW_SEVERITY_WARNING, "validity", CW_MEND_NOTHING, _("It expires %s, before the next one takes over on %s."), when, date);
  else
    say (self, CW_SEVERITY_INFO, "validity", CW_MEND_NOTHING, _("It expires %s; the next one takes over before, on %s."), when, date);
}

/* ---- files ---- */

/* Advice that was given when it was assigned is not given again: only what forbids. */
static CwFilePlan *
plan_files (CwCheckJob *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  CwFilePlan *plan = cw_assignments_plan_files (self->assignments, self->usage, problems);

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        add (self, CW_SEVERITY_ERROR, "files", CW_MEND_NOTHING, cw_problem_get_sentence (problem));
    }
  return plan;
}

static void
look_at_files (CwCheckJob *self, CwFilePlan *plan, CwCertificate *leaf, GPtrArray *chain)
{
  g_autoptr (GPtrArray) drift = cw_file_plan_compare_public (plan, self->current->generation, leaf, chain);

  for (guint i = 0; i < drift->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (drift, i);

      self->result->damaged = self->result->damaged || cw_problem_get_severity (problem) >= CW_SEVERITY_WARNING;
      add (self, cw_problem_get_severity (problem), cw_problem_get_field (problem), CW_MEND_ASSIGN_AGAIN, cw_problem_get_sentence (problem));
    }
}

/* FALSE: written anew, it would open. */
static gboolean
look_at_password (CwCheckJob *self, CwFilePlan *plan, guint64 generation)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean good = cw_assignments_try_password (self->assignments, plan, generation, problems);

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      add (self, cw_problem_get_severity (problem), cw_problem_get_field (problem), good ? CW_MEND_NOTHING : CW_MEND_ASSIGN_AGAIN,
           cw_problem_get_sentence (problem));
    }
  return good;
}

/* ---- ports ---- */

static gboolean
serves_anywhere (GPtrArray *served)
{
  for (guint i = 0; i < served->len; i++)
    if (cw_served_get_verdict (g_ptr_array_index (served, i)) <= CW_SERVED_CHAIN_SHORT)
      return TRUE;
  return FALSE;
}

/* A port that is closed beside one that serves it is one that this service does not use. */
static CwSeverity
weigh (CwServed *served, gboolean any, CwServiceState state)
{
  switch (cw_served_get_verdict (served))
    {
    case CW_SERVED_OTHER:
      return CW_SEVERITY_ERROR;
    case CW_SERVED_NOTHING:
      return any ? CW_SEVERITY_INFO : state == CW_SERVICE_RUNNING ? CW_SEVERITY_ERROR : CW_SEVERITY_WARNING;
    case CW_SERVED_CHAIN_SHORT:
    default:
      return CW_SEVERITY_WARNING;
    }
}

static void
judge_port (CwCheckJob *self, CwServed *served, CwSeverity severity)
{
  const CwProbe *probe = cw_served_get_probe (served);
  g_autofree char *place = g_strdup_printf ("%s:%u", cw_probe_protocol_to_nick (probe->protocol), probe->port);
  g_autofree char *silence = NULL;

  if (cw_served_get_verdict (served) == CW_SERVED_RIGHT)
    return;
  if (cw_served_get_verdict (served) == CW_SERVED_NOTHING)
    {
      silence = severity > CW_SEVERITY_INFO ? cw_check_say_silence (cw_served_get_message (served), self->result->title) : NULL;
      add (self, severity, place, CW_MEND_NOTHING, silence != NULL ? silence : cw_served_get_message (served));
      return;
    }
  self->result->unheard = self->result->unheard || (severity >= CW_SEVERITY_WARNING && !self->result->damaged);
  add (self, severity, place, self->result->damaged ? CW_MEND_ASSIGN_AGAIN : CW_MEND_RELOAD, cw_served_get_message (served));
}

/* A service that was never told of the files serves something else, and no reload changes that. */
static void
judge_ports (CwCheckJob *self, CwFilePlan *plan)
{
  gboolean any = serves_anywhere (self->served);
  g_autofree char *missing = any ? NULL : cw_file_plan_dup_missing_configuration (plan);
  CwServiceState state = any ? CW_SERVICE_RUNNING
                             : cw_service_manager_get_state (cw_assignments_get_services (self->assignments), self->usage, self->cancellable);

  if (state == CW_SERVICE_STOPPED)
    {
      say (self, CW_SEVERITY_WARNING, "service", CW_MEND_NOTHING, _("%s does not run, so nothing is served."), self->result->title);
      return;
    }
  if (missing != NULL)
    {
      add (self, CW_SEVERITY_WARNING, "configuration", CW_MEND_NOTHING, missing);
      return;
    }
  for (guint i = 0; i < self->served->len; i++)
    judge_port (self, g_ptr_array_index (self->served, i), weigh (g_ptr_array_index (self->served, i), any, state));
}

static void
look_at_ports (CwCheckJob *self, CwFilePlan *plan, CwCertificate *leaf, GPtrArray *chain)
{
  CwUsageService *service = cw_usage_get_service (self->usage);

  if (service == NULL || cw_usage_service_get_n_probes (service) == 0)
    return;
  if (cw_usage_is_absent (self->usage))
    {
      say (self, CW_SEVERITY_WARNING, "service", CW_MEND_NOTHING, _("%s is not installed on this computer, so nothing is served."), self->result->title);
      return;
    }
  self->served = cw_service_manager_probe (cw_assignments_get_services (self->assignments), self->usage, leaf, chain, 0, self->cancellable);
  judge_ports (self, plan);
}

/* ---- what is staged ---- */

static void
look_at_next_certificate (CwCheckJob *self)
{
  g_autoptr (GPtrArray) usages = g_ptr_array_new ();
  g_autoptr (CwCandidate) candidate = NULL;
  GListModel *problems;

  g_ptr_array_add (usages, self->usage);
  candidate = cw_assignments_judge (self->assignments, self->result->next, usages, MAX (self->next->effective, cw_clock_now ()), NULL);
  problems = candidate != NULL ? cw_candidate_get_problems (candidate) : NULL;
  for (guint i = 0; problems != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        say (self, CW_SEVERITY_ERROR, "next", CW_MEND_NOTHING, _("“%s”, which is to take over, cannot serve: %s"),
             cw_stored_certificate_get_friendly_name (self->result->next), cw_problem_get_sentence (problem));
    }
}

static void
look_at_roll (CwCheckJob *self)
{
  gint64 now = cw_clock_now ();
  g_autofree char *date = cw_time_to_exact (self->next->effective);
  const char *name = cw_stored_certificate_get_friendly_name (self->result->next);

  if (self->next->tries > 0)
    say (self, CW_SEVERITY_ERROR, "roll", CW_MEND_ROLL_NOW, _("“%s” could not take over: %s"), name, self->next->message != NULL ? self->next->message : "");
  else if (self->next->effective + LATE < now)
    say (self, CW_SEVERITY_WARNING, "roll", CW_MEND_ROLL_NOW, _("“%s” should have taken over on %s, and nobody has done it: is the timer switched on?"), name, date);
}

static void
look_at_next (CwCheckJob *self)
{
  CwLive *live = cw_assignments_get_live (self->assignments);
  g_autoptr (CwFilePlan) plan = cw_assignments_plan_files (self->assignments, self->usage, NULL);
  g_autoptr (GError) error = NULL;

  self->result->next = cw_store_find_by_id (cw_assignments_get_store (self->assignments), self->next->certificate, &error);
  if (self->result->next == NULL)
    {
      add (self, CW_SEVERITY_ERROR, "next", CW_MEND_NOTHING, error->message);
      return;
    }
  if (!cw_live_verify (live, self->result->usage, self->next->generation, &error))
    {
      g_autofree char *folder = cw_live_dup_folder (live, self->result->usage, self->next->generation);

      self->result->next_damaged = TRUE;
      say (self, CW_SEVERITY_ERROR, folder, CW_MEND_ASSIGN_AGAIN, _("The files that “%s” is to take over with are not as they were written: %s"),
           cw_stored_certificate_get_friendly_name (self->result->next), error->message);
    }
  else if (!cw_live_fits (live, plan, self->next->generation, &error))
    {
      self->result->next_damaged = TRUE;
      add (self, CW_SEVERITY_ERROR, "next", CW_MEND_ASSIGN_AGAIN, error->message);
    }
  if (!look_at_password (self, plan, self->next->generation))
    self->result->next_damaged = TRUE;
  look_at_next_certificate (self);
  look_at_roll (self);
}

/* ---- all of it ---- */

static char *
say_ports (CwCheckJob *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->served != NULL && i < self->served->len; i++)
    if (cw_served_get_verdict (g_ptr_array_index (self->served, i)) == CW_SERVED_RIGHT)
      g_string_append_printf (text, "%s%u", text->len > 0 ? ", " : "", cw_served_get_probe (g_ptr_array_index (self->served, i))->port);
  return g_string_free (text, FALSE);
}

static void
summarise (CwCheckJob *self, guint n_files)
{
  g_autofree char *date = cw_time_to_date (cw_stored_certificate_get_not_after (self->result->certificate));
  g_autofree char *ports = say_ports (self);

  if (*ports != '\0')
    self->result->summary = g_strdup_printf (ngettext ("%u file; valid until %s; served by port %s", "%u files; valid until %s; served by port %s", n_files),
                                             n_files, date, ports);
  else
    self->result->summary = g_strdup_printf (ngettext ("%u file; valid until %s", "%u files; valid until %s", n_files), n_files, date);
}

static gboolean
load (CwCheckJob *self, CwCertificate **leaf, GPtrArray **chain, GError **error)
{
  CwStore *store = cw_assignments_get_store (self->assignments);

  if (self->result->certificate == NULL)
    self->result->certificate = cw_store_find_by_id (store, self->current->certificate, error);
  *leaf = self->result->certificate != NULL ? cw_store_load_certificate (store, self->current->certificate, error) : NULL;
  *chain = *leaf != NULL ? cw_assignments_dup_served_chain (self->assignments, *leaf, NULL, error) : NULL;
  return *chain != NULL;
}

static void
look_at_current (CwCheckJob *self)
{
  g_autoptr (CwCertificate) leaf = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFilePlan) plan = NULL;

  if (!load (self, &leaf, &chain, &error))
    {
      add (self, CW_SEVERITY_ERROR, "store", CW_MEND_NOTHING, error->message);
      return;
    }
  judge (self, self->result->certificate);
  look_at_expiry (self);
  plan = plan_files (self);
  look_at_files (self, plan, leaf, chain);
  if (!look_at_password (self, plan, self->current->generation))
    self->result->damaged = TRUE;
  look_at_ports (self, plan, leaf, chain);
  summarise (self, g_list_model_get_n_items (G_LIST_MODEL (plan)));
}

/* Nothing is assigned: then nothing may be seen either. */
static void
look_at_remains (CwCheckJob *self)
{
  CwLive *live = cw_assignments_get_live (self->assignments);
  g_autofree char *link = g_build_filename (cw_live_get_folder (live), self->result->usage, NULL);

  if (cw_live_get_generation (live, self->result->usage) != 0)
    say (self, CW_SEVERITY_ERROR, link, CW_MEND_NOTHING, _("%s leads to a certificate, but the store knows of none that is assigned there. Assign one, or remove it."),
         link);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  return cw_finding_compare (*(CwFinding *const *) a, *(CwFinding *const *) b);
}

/* What all of it is about; one that cannot be read is told of where it is looked at. */
static void
note_what_is_looked_at (CwCheckJob *self)
{
  self->result->generation = self->current->generation;
  self->result->certificate = cw_store_find_by_id (cw_assignments_get_store (self->assignments), self->current->certificate, NULL);
}

/* Nobody knows what it needs. */
static void
look_at_lost (CwCheckJob *self)
{
  g_autoptr (GError) error = NULL;

  if (cw_assignments_check_usage (self->assignments, self->result->usage, &error))
    return;
  say (self, CW_SEVERITY_WARNING, "usage", CW_MEND_NOTHING, _("It was not checked. %s"), error->message);
}

void
cw_check_job_look (CwCheckJob *self)
{
  if (self->current != NULL)
    note_what_is_looked_at (self);
  if (self->usage == NULL)
    look_at_lost (self);
  else if (self->current != NULL)
    look_at_current (self);
  else
    look_at_remains (self);
  if (self->usage != NULL && self->next != NULL)
    look_at_next (self);
  g_ptr_array_sort (self->result->findings, compare_findings);
}

char *
cw_check_say_silence (const char *message, const char *title)
{
  /* Translators: what was found at a port ("Nothing listens on port 443."), and the service. */
  return g_strdup_printf (_("%s See to it that %s runs and serves TLS there."), message, title);
}
