/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transaction with a service: a real TLS port, and check and reload as real commands that write down that they were run. */
#include <glib/gstdio.h>
#include <string.h>
#include "deployed.h"
#include "gate.h"

#define PATIENCE 1500

typedef struct {
  Gate             *gate;
  CwLive           *live;
  CwServiceManager *services;
  CwFilePlan       *plan;
  CwMaterial       *one, *two;
  GString          *log, *messages;
} Site;

/* What "check" and "reload" do, and whether they fail. */
static void
write_script (const char *name, const char *more)
{
  g_autofree char *path = deployed_dup_path (name), *calls = deployed_dup_path ("calls");
  g_autofree char *text = g_strdup_printf ("echo %s >> %s\n%s\n", name, calls, more);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
dup_reload (void)
{
  return g_strdup_printf ("touch %s/reload", deployed_folder);
}

static CwUsage *
make_usage (const char *id, guint port)
{
  g_autofree char *more = g_strdup_printf ("[Service]\nCheck=/bin/sh %s/check\nReload=/bin/sh %s/reload-it\nProbe=tls:%u;\n"
                                           "ConfigurationFile=%s/gate.conf\nConfiguration=cert {live}/fullchain.pem;key {live}/privkey.pem;\n",
                                           deployed_folder, deployed_folder, port, deployed_folder);

  return deployed_usage (id, more);
}

static void
write_configuration (const char *text)
{
  g_autofree char *path = deployed_dup_path ("gate.conf");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
site_begin (Site *self)
{
  g_autofree char *path = deployed_dup_live (), *seen = g_build_filename (path, "Gate", NULL), *reload = dup_reload ();
  g_autoptr (CwUsage) usage = NULL;

  write_configuration (seen);
  self->gate = gate_start (deployed_folder, seen);
  self->live = deployed_live ();
  self->services = cw_service_manager_new (TRUE);
  usage = make_usage ("Gate", gate_get_port (self->gate));
  self->plan = deployed_plan (path, usage);
  self->one = deployed_make ("one");
  self->two = deployed_make ("two");
  self->log = g_string_new (NULL);
  self->messages = g_string_new (NULL);
  write_script ("check", "");
  write_script ("reload-it", reload);
}

static void
site_end (Site *self)
{
  gate_stop (self->gate);
  g_object_unref (self->live);
  g_object_unref (self->services);
  g_object_unref (self->plan);
  g_object_unref (self->one);
  g_object_unref (self->two);
  g_string_free (self->log, TRUE);
  g_string_free (self->messages, TRUE);
}

static gboolean
watch_cb (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer user_data, GError **error)
{
  static const char *const kinds[] = { "stage", "switch", "check", "reload", "probe", "remove" };
  static const char *const events[] = { "?", "", "skipped ", "failed ", "undone ", "waits " };
  Site *self = user_data;

  if (event == CW_DEPLOY_BEGINS)
    return TRUE;
  g_string_append_printf (self->log, "%s%s %s\n", events[event], kinds[cw_deploy_step_get_kind (step)], cw_usage_get_id (cw_deploy_step_get_usage (step)));
  if (message != NULL)
    g_string_append_printf (self->messages, "%s\n", message);
  return TRUE;
}

static CwDeployment *
make_deployment (Site *self, CwMaterial *material)
{
  CwDeployment *deployment = cw_deployment_new (self->live, self->services);

  cw_deployment_add (deployment, self->plan);
  cw_deployment_set_material (deployment, material);
  cw_deployment_set_patience (deployment, PATIENCE);
  g_string_truncate (self->log, 0);
  g_string_truncate (self->messages, 0);
  return deployment;
}

static gboolean
deploy (Site *self, CwMaterial *material, GError **error)
{
  g_autoptr (CwDeployment) deployment = make_deployment (self, material);
  gboolean good = cw_deployment_run (deployment, watch_cb, self, NULL, error);

  if (good)
    good = cw_deployment_commit (deployment, error);
  else if (error != NULL)
    g_test_message ("%s", (*error)->message);
  return good;
}

static void
deploy_well (Site *self, CwMaterial *material)
{
  g_autoptr (GError) error = NULL;

  deploy (self, material, &error);
  g_assert_no_error (error);
  deployed_assert_in_place (self->plan, cw_live_get_generation (self->live, "Gate"), material);
}

static void
assert_serves (Site *self, CwMaterial *material)
{
  g_autoptr (GPtrArray) served = cw_service_manager_probe (self->services, cw_file_plan_get_usage (self->plan), cw_material_get_leaf (material),
                                                           cw_material_get_chain (material), 0, NULL);

  g_assert_cmpint (cw_served_get_verdict (g_ptr_array_index (served, 0)), ==, CW_SERVED_RIGHT);
}

/* Nothing but this one is in place, and the service still serves it. */
static void
assert_as_before (Site *self, CwMaterial *material)
{
  g_assert_false (cw_live_has_journal (self->live));
  g_assert_cmpuint (cw_live_get_generation (self->live, "Gate"), ==, 1);
  deployed_assert_in_place (self->plan, 1, material);
  assert_serves (self, material);
}

static char *
read_calls (void)
{
  g_autofree char *path = deployed_dup_path ("calls");
  char *calls = NULL;

  if (!g_file_get_contents (path, &calls, NULL, NULL))
    return g_strdup ("");
  g_unlink (path);
  return calls;
}

static void
assert_calls (const char *wanted)
{
  g_autofree char *calls = read_calls ();

  g_assert_cmpstr (calls, ==, wanted);
}

static void
test_serves (void)
{
  Site site;

  site_begin (&site);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.one);
  g_autoptr (GPtrArray) steps = cw_deployment_list_steps (deployment);
  g_autoptr (GError) error = NULL;
  g_autofree char *port = g_strdup_printf ("tls:%u", gate_get_port (site.gate));
  g_assert_cmpuint (steps->len, ==, 5);
  g_assert_nonnull (strstr (cw_deploy_step_get_detail (g_ptr_array_index (steps, 2)), "/check"));
  g_assert_false (cw_deploy_step_get_changes (g_ptr_array_index (steps, 2)));
  g_assert_true (cw_deploy_step_get_changes (g_ptr_array_index (steps, 3)));
  g_assert_cmpstr (cw_deploy_step_get_detail (g_ptr_array_index (steps, 4)), ==, port);
  cw_deployment_run (deployment, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  GPtrArray *served = cw_deployment_get_served (deployment, "Gate");
  g_assert_cmpuint (served->len, ==, 1);
  g_assert_cmpint (cw_served_get_verdict (g_ptr_array_index (served, 0)), ==, CW_SERVED_RIGHT);
  g_assert_true (cw_deployment_commit (deployment, &error));
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nreload Gate\nprobe Gate\n");
  assert_calls ("check\nreload-it\n");
  deploy_well (&site, site.two);
  assert_serves (&site, site.two);
  site_end (&site);
}

static void
test_check_fails (void)
{
  Site site;
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  assert_calls ("check\nreload-it\n");
  write_script ("check", "echo 'gate.conf line 7: no such word' >&2; exit 1");
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
  g_assert_nonnull (strstr (error->message, "gate.conf line 7"));
  g_assert_nonnull (strstr (error->message, "The files that were there before are in place again."));
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\nfailed check Gate\nundone switch Gate\nundone stage Gate\n");
  /* It was never told, so there is nothing to tell it again. */
  assert_calls ("check\n");
  assert_as_before (&site, site.one);
  site_end (&site);
}

static void
test_reload_fails (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  g_autofree char *half = NULL, *reload = dup_reload ();

  site_begin (&site);
  deploy_well (&site, site.one);
  assert_calls ("check\nreload-it\n");
  /* It takes up the new one, and says that it failed; told again, it takes up what is there then. */
  half = g_strdup_printf ("%s; test -s %s/live/.journal && echo journal >> %s/calls; test -e %s/again || { touch %s/again; exit 3; }", reload,
                          deployed_folder, deployed_folder, deployed_folder, deployed_folder);
  write_script ("reload-it", half);
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_assert_nonnull (strstr (error->message, "serves the certificate again that it had before"));
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nfailed reload Gate\nundone switch Gate\nwaits reload Gate\nundone stage Gate\n");
  /* Killed while it is told again, the next start tells it once more: the journal is still there. */
  assert_calls ("check\nreload-it\njournal\nreload-it\njournal\n");
  assert_as_before (&site, site.one);
  site_end (&site);
}

/* It fails there and back: what it says is told once, unless it says something else on the way back. */
static void
test_reload_fails_twice (void)
{
  Site site;
  g_autoptr (GError) same = NULL;
  g_autoptr (GError) other = NULL;
  g_auto (GStrv) parts = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  write_script ("reload-it", "echo 'error: no way' >&2; exit 1");
  g_assert_false (deploy (&site, site.two, &same));
  g_assert_error (same, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_assert_nonnull (strstr (same->message, "Usage Gate did not take up the new files: /bin/sh says: “error: no way”. The files that were there before "
                                           "are in place again. Usage Gate did not take these up again either, for the same reason."));
  parts = g_strsplit (same->message, "no way", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  assert_as_before (&site, site.one);
  write_script ("reload-it", "test -e $0.again && echo 'error: enough' >&2 || echo 'error: no way' >&2; touch $0.again; exit 1");
  g_assert_false (deploy (&site, site.two, &other));
  g_assert_error (other, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_assert_nonnull (strstr (other->message, "Usage Gate did not take these up again: /bin/sh says: “error: enough”."));
  g_assert_null (strstr (other->message, "for the same reason"));
  assert_as_before (&site, site.one);
  site_end (&site);
}

/* It hangs there and back: the way back, which cannot be cancelled, has an end of its own, and says what it waits for. */
static void
test_reload_hangs (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  g_autofree char *reload = dup_reload ();
  gint64 started;

  site_begin (&site);
  deploy_well (&site, site.one);
  write_script ("reload-it", "test -e $0.again && exec sleep 60; touch $0.again; exit 3");
  started = g_get_monotonic_time ();
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_assert_nonnull (strstr (error->message, "did not answer within 5 seconds"));
  g_assert_nonnull (strstr (site.messages->str, "Waiting for Usage Gate"));
  g_assert_cmpint (g_get_monotonic_time () - started, <, 40 * G_TIME_SPAN_SECOND);
  write_script ("reload-it", reload);
  assert_as_before (&site, site.one);
  site_end (&site);
}

/* The service says yes, and goes on as if nothing had happened. */
static void
test_serves_the_old_one (void)
{
  Site site;
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  write_script ("reload-it", "");
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_PORT);
  g_assert_nonnull (strstr (error->message, "serves another certificate: one.example.org"));
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nreload Gate\nfailed probe Gate\nundone switch Gate\nwaits reload Gate\nundone stage Gate\n");
  assert_as_before (&site, site.one);
  site_end (&site);
}

static void
test_does_not_come_back (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  g_autofree char *stop = deployed_dup_path ("stop"), *dies = g_strdup_printf ("touch %s", stop);

  site_begin (&site);
  deploy_well (&site, site.one);
  write_script ("reload-it", dies);
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_PORT);
  g_assert_nonnull (strstr (error->message, "does not serve the certificate that it had before"));
  g_assert_cmpint (g_unlink (stop), ==, 0);
  assert_as_before (&site, site.one);
  site_end (&site);
}

/* The first time: it has been told of the files, and serves something else all the same. */
static void
test_first_not_served (void)
{
  Site site;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strdup_printf ("cert %s/live/Gate/fullchain.pem\n", deployed_folder);

  site_begin (&site);
  write_configuration (line);
  write_script ("reload-it", "");
  g_assert_false (deploy (&site, site.one, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_PORT);
  g_assert_nonnull (strstr (error->message, "No files are in place, as before."));
  g_assert_cmpuint (cw_live_get_generation (site.live, "Gate"), ==, 0);
  /* It would not survive being told of files that are not there. */
  assert_calls ("check\nreload-it\n");
  site_end (&site);
}

/* Nobody has told it of the files: they are put there all the same, and it is said what to write where. */
static void
test_not_configured (void)
{
  Site site;
  g_autofree char *line = g_strdup_printf ("key %s/live/Gate/privkey.pem", deployed_folder), *missing = NULL;

  site_begin (&site);
  write_configuration ("cert /elsewhere.pem\n");
  write_script ("reload-it", "");
  deploy_well (&site, site.one);
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nreload Gate\nskipped probe Gate\n");
  g_assert_nonnull (strstr (site.messages->str, "gate.conf"));
  g_assert_nonnull (strstr (site.messages->str, line));
  /* Nor when it is another certificate's turn before somebody did: there is nothing to go back for. */
  g_string_truncate (site.log, 0);
  g_string_truncate (site.messages, 0);
  deploy_well (&site, site.two);
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nreload Gate\nskipped probe Gate\n");
  g_assert_nonnull (strstr (site.messages->str, line));
  write_configuration (line);
  missing = cw_file_plan_dup_missing_configuration (site.plan);
  g_assert_null (missing);
  site_end (&site);
}

/* A configuration that leads to the files without naming them: what serves the former certificate has been told of them, and goes back. */
static void
test_configured_elsewhere (void)
{
  Site site;
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  write_configuration ("include /elsewhere/tls.conf\n");
  deploy_well (&site, site.one);
  assert_serves (&site, site.one);
  write_script ("reload-it", "");
  g_assert_false (deploy (&site, site.two, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_PORT);
  g_assert_nonnull (strstr (error->message, "serves the certificate again that it had before"));
  g_assert_cmpuint (cw_live_get_generation (site.live, "Gate"), ==, 1);
  assert_serves (&site, site.one);
  site_end (&site);
}

/* The file is one that is to be made for this. */
static void
test_not_configured_at_all (void)
{
  Site site;
  g_autofree char *path = deployed_dup_path ("gate.conf"), *live = deployed_dup_live (), *nowhere = NULL;
  g_autoptr (CwUsage) usage = NULL;
  g_autoptr (CwFilePlan) plan = NULL;

  site_begin (&site);
  g_assert_cmpint (g_unlink (path), ==, 0);
  write_script ("reload-it", "");
  deploy_well (&site, site.one);
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\ncheck Gate\nreload Gate\nskipped probe Gate\n");
  g_assert_nonnull (strstr (site.messages->str, "gate.conf, once:\ncert "));
  /* Where there is not even its folder, nothing is known of its configuration. */
  usage = deployed_usage ("Other", "[Service]\nReload=/bin/true\nConfigurationFile=/nowhere/at/all.conf\nConfiguration=cert {live}/cert.pem;\n");
  plan = deployed_plan (live, usage);
  nowhere = cw_file_plan_dup_missing_configuration (plan);
  g_assert_null (nowhere);
  site_end (&site);
}

/* Whoever may not manage it writes the files, looks at the port, and says who has to do the rest. */
static void
test_not_ours (void)
{
  Site site;

  site_begin (&site);
  g_clear_object (&site.services);
  site.services = cw_service_manager_new (FALSE);
  deploy_well (&site, site.one);
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\nskipped reload Gate\nskipped probe Gate\n");
  g_assert_nonnull (strstr (site.messages->str, "Only the administrator"));
  g_assert_nonnull (strstr (site.messages->str, "Somebody has to reload Usage Gate."));
  assert_calls ("");
  site_end (&site);
}

static guint
find_closed_port (void)
{
  Gate *gate = gate_start (deployed_folder, deployed_folder);
  guint port = gate_get_port (gate);

  gate_stop (gate);
  return port;
}

/* A service that does not run is not started; that is no failure. */
static void
test_does_not_run (void)
{
  Site site;
  g_autofree char *path = deployed_dup_live ();
  g_autoptr (CwUsage) usage = NULL;

  site_begin (&site);
  usage = make_usage ("Gate", find_closed_port ());
  g_object_unref (site.plan);
  site.plan = deployed_plan (path, usage);
  write_script ("reload-it", "exit 1");
  deploy_well (&site, site.one);
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nswitch Gate\nskipped check Gate\nskipped reload Gate\nskipped probe Gate\n");
  g_assert_nonnull (strstr (site.messages->str, "It takes up the new files when it is started."));
  site_end (&site);
}

/* Three usages of one service, and one of another: each is told once, and a failure of the last takes all back. */
static void
test_several (void)
{
  Site site;
  g_autofree char *path = deployed_dup_live ();
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  g_autoptr (CwUsage) second = make_usage ("Second", gate_get_port (site.gate));
  g_autoptr (CwUsage) other = deployed_usage ("Other", "[Service]\nReload=/bin/false\n");
  g_autoptr (CwFilePlan) second_plan = deployed_plan (path, second), other_plan = deployed_plan (path, other);
  g_autoptr (CwDeployment) good = make_deployment (&site, site.one);
  cw_deployment_add (good, second_plan);
  cw_deployment_run (good, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_deployment_commit (good, &error));
  g_assert_cmpstr (site.log->str, ==, "stage Gate\nstage Second\nswitch Gate\nswitch Second\ncheck Gate\nreload Gate\nprobe Gate\nprobe Second\n");
  assert_calls ("check\nreload-it\n");

  g_autoptr (CwDeployment) bad = make_deployment (&site, site.two);
  cw_deployment_add (bad, second_plan);
  cw_deployment_add (bad, other_plan);
  g_assert_false (cw_deployment_run (bad, watch_cb, &site, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_RELOAD);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "Usage Other"));
  assert_calls ("check\nreload-it\nreload-it\n");
  assert_as_before (&site, site.one);
  deployed_assert_in_place (second_plan, 1, site.one);
  g_assert_cmpuint (cw_live_get_generation (site.live, "Other"), ==, 0);
  site_end (&site);
}

/* The service goes on with what it has loaded: telling it would stop it. */
static void
test_remove (void)
{
  Site site;
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  assert_calls ("check\nreload-it\n");
  g_autoptr (CwDeployment) deployment = cw_deployment_new (site.live, site.services);
  cw_deployment_add_remove (deployment, site.plan);
  g_autoptr (GPtrArray) steps = cw_deployment_list_steps (deployment);
  g_assert_cmpuint (steps->len, ==, 1);
  g_assert_nonnull (strstr (cw_deploy_step_get_detail (g_ptr_array_index (steps, 0)), "goes on with the certificate that it has loaded"));
  cw_deployment_run (deployment, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_deployment_commit (deployment, &error));
  g_assert_cmpuint (cw_live_get_generation (site.live, "Gate"), ==, 0);
  assert_serves (&site, site.one);
  assert_calls ("");
  site_end (&site);
}

static void
test_undo_tells_again (void)
{
  Site site;
  g_autoptr (GError) error = NULL;

  site_begin (&site);
  deploy_well (&site, site.one);
  g_autoptr (CwDeployment) deployment = make_deployment (&site, site.two);
  cw_deployment_run (deployment, watch_cb, &site, NULL, &error);
  g_assert_no_error (error);
  assert_serves (&site, site.two);
  cw_deployment_undo (deployment, watch_cb, &site);
  assert_as_before (&site, site.one);
  site_end (&site);
}

/* ---- after a power cut ---- */

static gboolean
is_kept (const char *usage, guint64 generation, gpointer user_data)
{
  return generation == 2;
}

static CwFilePlan *
plan_for (const char *usage, gpointer user_data)
{
  return strcmp (usage, "Gate") == 0 ? g_object_ref (((Site *) user_data)->plan) : NULL;
}

static void
leave_journal (Site *site, const char *usage, guint64 from, guint64 to)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_live_change_free);

  g_ptr_array_add (changes, cw_live_change_new (usage, from, to));
  g_assert_true (cw_live_lock (site->live, NULL, NULL));
  g_assert_true (cw_live_write_journal (site->live, changes, NULL));
  cw_live_unlock (site->live);
}

static void
recover (Site *site, const char *word)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  cw_deployment_recover (site->live, site->services, is_kept, plan_for, site, sentences, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cw_live_has_journal (site->live));
  g_assert_cmpuint (sentences->len, >, 0);
  g_test_message ("%s", (char *) g_ptr_array_index (sentences, 0));
  g_assert_nonnull (strstr (g_ptr_array_index (sentences, 0), word));
}

static void
test_recover (void)
{
  Site site;

  site_begin (&site);
  deploy_well (&site, site.one);
  deploy_well (&site, site.two);
  assert_calls ("check\nreload-it\ncheck\nreload-it\n");
  /* Decided for the second: finished. */
  leave_journal (&site, "Gate", 1, 2);
  recover (&site, "finished");
  deployed_assert_in_place (site.plan, 2, site.two);
  assert_calls ("reload-it\n");
  assert_serves (&site, site.two);
  /* Never decided: undone, and the service is told. */
  leave_journal (&site, "Gate", 1, 3);
  recover (&site, "undone");
  deployed_assert_in_place (site.plan, 1, site.one);
  assert_serves (&site, site.one);
  /* Nobody knows that usage any more, and its files are gone: that must not stand in the way for ever. */
  leave_journal (&site, "Forgotten", 7, 8);
  recover (&site, "not there any more");
  site_end (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  deployed_test ("/deployment-service/serves", test_serves);
  deployed_test ("/deployment-service/check-fails", test_check_fails);
  deployed_test ("/deployment-service/reload-fails", test_reload_fails);
  deployed_test ("/deployment-service/reload-fails-twice", test_reload_fails_twice);
  deployed_test ("/deployment-service/reload-hangs", test_reload_hangs);
  deployed_test ("/deployment-service/serves-the-old-one", test_serves_the_old_one);
  deployed_test ("/deployment-service/does-not-come-back", test_does_not_come_back);
  deployed_test ("/deployment-service/not-configured", test_not_configured);
  deployed_test ("/deployment-service/configured-elsewhere", test_configured_elsewhere);
  deployed_test ("/deployment-service/not-configured-at-all", test_not_configured_at_all);
  deployed_test ("/deployment-service/first-not-served", test_first_not_served);
  deployed_test ("/deployment-service/not-ours", test_not_ours);
  deployed_test ("/deployment-service/does-not-run", test_does_not_run);
  deployed_test ("/deployment-service/several", test_several);
  deployed_test ("/deployment-service/remove", test_remove);
  deployed_test ("/deployment-service/undo-tells-again", test_undo_tells_again);
  deployed_test ("/deployment-service/recover", test_recover);
  return g_test_run ();
}
