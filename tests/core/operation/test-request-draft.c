/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "cw-error.h"
#include "request-fixture.h"

static guint n_notified;

static void
notified_cb (void)
{
  n_notified++;
}

static char *
dup_value (GObject *object, const char *property)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), property);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (object, property, &value);
  return g_strdup_value_contents (&value);
}

/* Every property of every draft: set, notified once, got back; set again, not notified. */
static void
round_trip (GObject *object)
{
  guint n = 0;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *signal = g_strdup_printf ("notify::%s", specs[i]->name);
      g_auto (GValue) value = G_VALUE_INIT;
      g_auto (GValue) back = G_VALUE_INIT;
      gulong id;

      if ((specs[i]->flags & G_PARAM_WRITABLE) == 0)
        continue;
      g_value_init (&value, specs[i]->value_type);
      g_value_init (&back, specs[i]->value_type);
      g_object_get_property (object, specs[i]->name, &value);
      if (G_VALUE_HOLDS_STRING (&value))
        g_value_set_string (&value, "something");
      else if (G_VALUE_HOLDS_BOOLEAN (&value))
        g_value_set_boolean (&value, !g_value_get_boolean (&value));
      else if (G_VALUE_HOLDS_INT (&value))
        g_value_set_int (&value, g_value_get_int (&value) + 1);
      else if (G_VALUE_HOLDS_UINT (&value))
        g_value_set_uint (&value, g_value_get_uint (&value) + 1);
      else if (G_VALUE_HOLDS (&value, CW_TYPE_SECRET))
        g_value_take_boxed (&value, cw_secret_new_text ("secret"));
      else
        g_error ("What is %s?", G_VALUE_TYPE_NAME (&value));
      n_notified = 0;
      id = g_signal_connect (object, signal, G_CALLBACK (notified_cb), NULL);
      g_object_set_property (object, specs[i]->name, &value);
      g_assert_cmpuint (n_notified, ==, 1);
      g_object_set_property (object, specs[i]->name, &value);
      g_assert_cmpuint (n_notified, ==, 1);
      g_object_get_property (object, specs[i]->name, &back);
      {
        g_autofree char *one = g_strdup_value_contents (&value);
        g_autofree char *two = g_strdup_value_contents (&back);

        g_assert_cmpstr (one, ==, two);
      }
      g_signal_handler_disconnect (object, id);
    }
}

static void
test_properties (RequestFixture *fixture, gconstpointer data)
{
  static const gint64 id = 1;
  g_autoptr (CwRequestDraft) request = cw_request_draft_new (fixture->topology, fixture->usages);
  g_autoptr (CwImportDraft) import = cw_import_draft_new ();
  g_autoptr (CwExportDraft) export = cw_export_draft_new (&id, 1);
  g_autoptr (CwSipTick) tick = g_list_model_get_item (cw_request_draft_get_sip_domains (request), 0);

  round_trip (G_OBJECT (request));
  round_trip (G_OBJECT (import));
  round_trip (G_OBJECT (export));
  round_trip (G_OBJECT (tick));
}

static guint
count (GListModel *model)
{
  return g_list_model_get_n_items (model);
}

static gboolean
has_name (CwRequestDraft *draft, const char *text)
{
  GListModel *plan = G_LIST_MODEL (cw_request_draft_get_name_plan (draft));

  for (guint i = 0; i < count (plan); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (plan, i);

      if (g_str_equal (cw_planned_name_get_text (name), text))
        return TRUE;
    }
  return FALSE;
}

/* Whatever the names depend on, they follow it, and it is notified. */
static void
test_names (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, "practice");
  g_autoptr (CwSipTick) second = g_list_model_get_item (cw_request_draft_get_sip_domains (draft), 1);
  g_autoptr (CwSipDomain) third = cw_sip_domain_new ("example.com");
  g_autoptr (GError) error = NULL;
  gboolean all;

  g_signal_connect (draft, "notify::name-plan", G_CALLBACK (notified_cb), NULL);
  n_notified = 0;
  g_assert_true (has_name (draft, "sip.example.org"));
  g_assert_false (has_name (draft, "sip.example.net"));
  g_object_set (second, "ticked", TRUE, NULL);
  g_assert_true (has_name (draft, "sip.example.net"));
  g_assert_true (cw_request_draft_add_names (draft, "Extra.example.org, 192.0.2.7 extra.example.org", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (cw_request_draft_get_additions (draft)), ==, 2);
  g_assert_true (has_name (draft, "192.0.2.7"));
  g_assert_false (cw_request_draft_add_names (draft, "good.example.org, bad_ name..", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NAME_INVALID);
  g_assert_cmpuint (count (cw_request_draft_get_additions (draft)), ==, 2);
  cw_request_draft_remove_addition (draft, 0);
  cw_request_draft_remove_addition (draft, 7);
  cw_request_draft_clear_additions (draft);
  g_assert_false (has_name (draft, "192.0.2.7"));
  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (fixture->usages, "WebServicesInternal"), TRUE);
  g_assert_true (has_name (draft, "web.example.org"));
  g_assert_cmpuint (n_notified, ==, 5);

  /* The topology is changed in another view: the ticks stay. */
  cw_topology_add_sip_domain (fixture->topology, third);
  g_assert_cmpuint (count (cw_request_draft_get_sip_domains (draft)), ==, 3);
  g_assert_true (has_name (draft, "sip.example.net"));
  g_assert_false (has_name (draft, "sip.example.com"));
  cw_request_draft_tick_all (draft);
  g_assert_true (has_name (draft, "sip.example.com"));
  g_object_get (draft, "all-sip-domains", &all, NULL);
  g_assert_true (all);
}

static CwRequestDraft *
make_rich_draft (RequestFixture *fixture)
{
  CwRequestDraft *draft = request_fixture_draft (fixture, "ca.example.org\\Example CA");
  g_autoptr (CwSecret) password = cw_secret_new_text ("Tr0ub4dor");
  g_autoptr (CwSipTick) second = g_list_model_get_item (cw_request_draft_get_sip_domains (draft), 1);

  g_object_set (second, "ticked", TRUE, NULL);
  g_object_set (draft, "account", "litwareinc\\kenmyer", "password", password, "friendly-name", "It's a “name”", "organization", "Müller & Söhne",
                "country", "DE", "state", "Bayern", "city", "Bad Tölz", "exportable", TRUE, "client-auth", TRUE, "template", "Web Server", NULL);
  g_assert_true (cw_request_draft_add_names (draft, "bücher.example.org 2001:db8::1 a@example.org https://example.org/x", NULL));
  return draft;
}

static void
test_json (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = make_rich_draft (fixture);
  g_autoptr (CwRequestDraft) copy = cw_request_draft_copy (draft);
  g_autofree char *json = cw_request_draft_to_json (draft);
  g_autofree char *of_copy = cw_request_draft_to_json (copy);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRequestDraft) back = cw_request_draft_new_from_json (fixture->topology, fixture->usages, json, &error);
  g_autofree char *again = cw_request_draft_to_json (back);
  g_autofree char *password = dup_value (G_OBJECT (copy), "password");

  g_assert_no_error (error);
  g_assert_cmpstr (json, ==, again);
  g_assert_cmpstr (json, ==, of_copy);
  g_assert_null (strstr (json, "Tr0ub4dor"));
  g_assert_cmpstr (password, !=, "NULL");
  g_assert_cmpuint (count (G_LIST_MODEL (cw_request_draft_get_name_plan (back))), ==, count (G_LIST_MODEL (cw_request_draft_get_name_plan (draft))));
}

static void
test_broken_json (RequestFixture *fixture, gconstpointer data)
{
  static const char * const broken[] = { "", "[]", "{", "nonsense", "null" };
  g_autoptr (CwRequestDraft) odd = NULL;
  g_autoptr (GListModel) problems = NULL;
  g_autoptr (GError) error = NULL;
  gboolean said = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (CwRequestDraft) draft = cw_request_draft_new_from_json (fixture->topology, fixture->usages, broken[i], &error);

      g_assert_null (draft);
      g_assert_error (error, CW_ERROR, CW_ERROR_DAMAGED);
      g_clear_error (&error);
    }
  /* Members of other types are passed over; a usage that is gone is said. */
  odd = cw_request_draft_new_from_json (fixture->topology, fixture->usages,
                                        "{\"usages\": [\"Default\", \"Gone\", 7], \"country\": 4, \"online\": \"x\", \"keySize\": -3, \"additions\": {}}", &error);
  g_assert_no_error (error);
  problems = cw_request_draft_validate (odd);
  for (guint i = 0; i < count (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      said |= strstr (cw_problem_get_sentence (problem), "Gone") != NULL;
      g_assert_cmpint (cw_problem_get_severity (problem), !=, CW_SEVERITY_ERROR);
    }
  g_assert_true (said);
}

/* A shell reads exactly what was meant. */
static void
test_command (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = make_rich_draft (fixture);
  g_autoptr (CwRequestDraft) simple = request_fixture_draft (fixture, NULL);
  g_autoptr (CwRequestDraft) offline = request_fixture_draft (fixture, NULL);
  g_autofree char *command = cw_request_draft_dup_command (draft);
  g_autofree char *short_command = NULL;
  g_autofree char *offline_command = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  g_shell_parse_argv (command, NULL, &words, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) words, "ca.example.org\\Example CA"));
  g_assert_true (g_strv_contains ((const char *const *) words, "litwareinc\\kenmyer"));
  g_assert_true (g_strv_contains ((const char *const *) words, "It's a “name”"));
  g_assert_true (g_strv_contains ((const char *const *) words, "ECDH_P256"));
  g_assert_null (strstr (command, "Tr0ub4dor"));
  g_assert_nonnull (strstr (command, "sip.example.net"));
  g_assert_nonnull (strstr (command, " --ca-remember "));
  g_object_set (simple, "key-type", CW_KEY_RSA, NULL);
  short_command = cw_request_draft_dup_command (simple);
  g_assert_cmpstr (short_command, ==, "certwizardctl request --new --type Default");
  g_object_set (offline, "key-type", CW_KEY_RSA, "online", FALSE, "output", "/tmp/my request.csr", "key-size", 4096, "all-sip-domains", TRUE, NULL);
  offline_command = cw_request_draft_dup_command (offline);
  g_assert_cmpstr (offline_command, ==, "certwizardctl request --new --type Default --all-sip-domain --output '/tmp/my request.csr' --key-size 4096");
}

static void
expect_problem (CwRequestDraft *draft, const char *field, CwSeverity severity)
{
  g_autoptr (GListModel) problems = cw_request_draft_validate (draft);

  for (guint i = 0; i < count (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (g_str_equal (cw_problem_get_field (problem), field) && cw_problem_get_severity (problem) == severity)
        return;
    }
  g_error ("Nobody complains about %s", field);
}

static gboolean
is_valid (CwRequestDraft *draft)
{
  g_autoptr (GListModel) problems = cw_request_draft_validate (draft);

  for (guint i = 0; i < count (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        return FALSE;
    }
  return TRUE;
}

static void
test_validate (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) draft = request_fixture_draft (fixture, NULL);
  g_autoptr (CwSecret) password = cw_secret_new_text ("x");
  g_autofree char *long_name = g_strnfill (200, 'a');

  g_assert_true (is_valid (draft));
  g_object_set (draft, "key-type", CW_KEY_RSA, "key-size", 1024, NULL);
  expect_problem (draft, "accept-weak", CW_SEVERITY_ERROR);
  g_object_set (draft, "accept-weak", TRUE, NULL);
  expect_problem (draft, "key-size", CW_SEVERITY_WARNING);
  g_assert_true (is_valid (draft));
  g_object_set (draft, "key-size", 512, NULL);
  expect_problem (draft, "key-size", CW_SEVERITY_ERROR);
  g_object_set (draft, "key-size", 2048, "country", "Germany", NULL);
  expect_problem (draft, "country", CW_SEVERITY_ERROR);
  g_object_set (draft, "country", "DE", "organization", long_name, NULL);
  expect_problem (draft, "organization", CW_SEVERITY_ERROR);
  g_object_set (draft, "organization", NULL, "password", password, NULL);
  expect_problem (draft, "account", CW_SEVERITY_ERROR);
  g_object_set (draft, "password", NULL, "online", FALSE, "output", fixture->base.folder, NULL);
  expect_problem (draft, "output", CW_SEVERITY_ERROR);
  g_object_set (draft, "output", "/no/such/folder/x.csr", NULL);
  expect_problem (draft, "output", CW_SEVERITY_ERROR);
  g_object_set (draft, "output", NULL, NULL);
  g_assert_true (is_valid (draft));
  cw_request_draft_set_usage (draft, cw_usage_catalogue_find (fixture->usages, "Default"), FALSE);
  expect_problem (draft, "usages", CW_SEVERITY_ERROR);
}

static void
test_recall (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRequestDraft) first = request_fixture_draft (fixture, "practice");
  g_autoptr (CwRequestDraft) next = request_fixture_draft (fixture, "practice");
  g_autoptr (CwOutcome) outcome = NULL;
  g_autofree char *organization = NULL;
  g_autofree char *city = NULL;

  cw_request_draft_recall (next, fixture->base.store);
  g_object_set (first, "organization", "Example", "city", "Berlin", "friendly-name", "Not recalled", NULL);
  outcome = request_fixture_request (fixture, first);
  assert_result (outcome, CW_RESULT_DONE);
  g_object_set (next, "city", "Hamburg", NULL);
  cw_request_draft_recall (next, fixture->base.store);
  g_object_get (next, "organization", &organization, "city", &city, NULL);
  g_assert_cmpstr (organization, ==, "Example");
  g_assert_cmpstr (city, ==, "Hamburg");
}

static CwAuthorityInfo *
find (RequestFixture *fixture, const char *reference)
{
  g_autoptr (GError) error = NULL;
  CwAuthorityInfo *info = cw_authorities_find (fixture->authorities, reference, &error);

  g_assert_no_error (error);
  return info;
}

static void
add (RequestFixture *fixture, const char *name, const char *ca_name)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (CwOutcome) outcome = NULL;

  g_hash_table_insert (settings, g_strdup ("host"), g_strdup ("ca.example.org"));
  g_hash_table_insert (settings, g_strdup ("ca-name"), g_strdup (ca_name));
  operation = cw_add_authority_operation_new (fixture->authorities, "adcs", name, settings, FALSE);
  outcome = fixture_run (&fixture->base, operation);
  assert_result (outcome, CW_RESULT_DONE);
}

static void
test_authorities (RequestFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (CwAuthorityInfo) typed = NULL;
  g_autoptr (CwAuthorityInfo) listed = NULL;
  g_autoptr (CwAuthorityInfo) first = NULL;
  g_autoptr (CwAuthorityInfo) practice = NULL;
  g_autoptr (CwOperation) make_default = NULL;
  g_autoptr (CwOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  typed = cw_authorities_find (fixture->authorities, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "practice"));
  typed = find (fixture, "ca.example.org\\Example CA");
  g_assert_cmpint (cw_authority_info_get_id (typed), ==, 0);
  add (fixture, NULL, "Example CA");
  add (fixture, "A second one", "Other CA");
  listed = find (fixture, "CA.example.org\\example ca");
  g_assert_cmpint (cw_authority_info_get_id (listed), !=, 0);
  g_assert_cmpstr (cw_authority_info_get_name (listed), ==, "Example CA");
  /* The first that is added is the default. */
  first = find (fixture, NULL);
  g_assert_cmpint (cw_authority_info_get_id (first), ==, cw_authority_info_get_id (listed));
  infos = cw_authorities_list (fixture->authorities, NULL);
  g_assert_cmpuint (infos->len, ==, 4);
  g_assert_cmpstr (cw_authority_info_get_name (g_ptr_array_index (infos, 0)), ==, "Example CA");
  g_assert_cmpstr (cw_authority_info_get_name (g_ptr_array_index (infos, 3)), ==, "practice");
  practice = find (fixture, "Practice");
  make_default = cw_default_authority_operation_new (fixture->authorities, practice);
  outcome = fixture_run (&fixture->base, make_default);
  assert_result (outcome, CW_RESULT_DONE);
  g_set_object (&first, NULL);
  first = find (fixture, NULL);
  g_assert_cmpstr (cw_authority_info_get_name (first), ==, "practice");
}

static void
expect_refusal (RequestFixture *fixture, const char *kind, const char *name, const char *host, int code)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CwOperation) operation = NULL;

  if (host != NULL)
    g_hash_table_insert (settings, g_strdup ("host"), g_strdup (host));
  operation = cw_add_authority_operation_new (fixture->authorities, kind, name, settings, FALSE);
  fixture_fail (&fixture->base, operation, code);
}

static void
test_refused_authorities (RequestFixture *fixture, gconstpointer data)
{
  add (fixture, "Taken", "Example CA");
  expect_refusal (fixture, "adcs", "Taken", "ca.example.org", CW_ERROR_NAME_TAKEN);
  expect_refusal (fixture, "adcs", NULL, NULL, CW_ERROR_USAGE);
  expect_refusal (fixture, "adcs", NULL, "https://ca.example.org/", CW_ERROR_USAGE);
  expect_refusal (fixture, "nothing", NULL, "ca.example.org", CW_ERROR_USAGE);
  expect_refusal (fixture, "practice", NULL, NULL, CW_ERROR_USAGE);
  expect_refusal (fixture, "adcs", "practice", "ca.example.org", CW_ERROR_NAME_INVALID);
  expect_refusal (fixture, "adcs", "two\nlines", "ca.example.org", CW_ERROR_NAME_INVALID);
}

#define ADD(path, function) \
  g_test_add ("/operation/request-draft/" path, RequestFixture, NULL, request_fixture_setup, function, request_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("names", test_names);
  ADD ("json", test_json);
  ADD ("broken-json", test_broken_json);
  ADD ("command", test_command);
  ADD ("validate", test_validate);
  ADD ("recall", test_recall);
  ADD ("authorities", test_authorities);
  ADD ("refused-authorities", test_refused_authorities);
  return g_test_run ();
}
