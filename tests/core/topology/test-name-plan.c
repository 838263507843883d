/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name-plan.h"
#include <string.h>
#include "site.h"

typedef struct {
  CwTopology       *topology;
  CwUsageCatalogue *catalogue;
} Fixture;

static void
set_up (Fixture *self, gconstpointer text)
{
  const char *folders[] = { g_getenv ("CERTWIZARD_USAGES"), NULL };

  self->topology = text != NULL ? site_new (text) : cw_topology_new ();
  self->catalogue = cw_usage_catalogue_new (folders);
}

static void
tear_down (Fixture *self, gconstpointer text)
{
  g_assert_finalize_object (self->topology);
  g_assert_finalize_object (self->catalogue);
}

static CwNamePlan *
make_plan (Fixture *self, const char *types, CwNameWish wish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) usages = *types != '\0' ? cw_usage_catalogue_parse (self->catalogue, types, &error) : NULL;

  g_assert_no_error (error);
  wish.usages = usages;
  return cw_name_plan_new (self->topology, &wish);
}

static char *
dup_names (CwNamePlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", cw_planned_name_get_text (name));
    }
  return g_string_free (text, FALSE);
}

static void
assert_plan (CwNamePlan *plan, const char *common_name, const char *expected)
{
  g_autofree char *names = dup_names (plan);

  g_assert_cmpstr (names, ==, expected);
  g_assert_cmpstr (cw_name_plan_get_common_name (plan), ==, common_name);
}

static void
assert_reason (CwNamePlan *plan, guint index, const char *reason)
{
  g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), index);

  g_assert_cmpstr (cw_planned_name_get_reason (name), ==, reason);
}

static guint
count_problems (CwNamePlan *plan)
{
  return g_list_model_get_n_items (cw_name_plan_get_problems (plan));
}

static const CwNameWish front_end = { .computer = "atl-cs-001.litwareinc.com" };
static const CwNameWish edge = { .computer = "atl-edge-001.litwareinc.com" };

static void
test_default (Fixture *self, gconstpointer text)
{
  CwNameWish all = front_end;
  g_autoptr (CwNamePlan) plan = make_plan (self, "Default", front_end);
  g_autoptr (CwNamePlan) every = NULL;

  assert_plan (plan, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com");
  assert_reason (plan, 0, "The pool's name, for Server default");
  assert_reason (plan, 1, "The computer's name, for Server default");
  assert_reason (plan, 2, "Sign-in for the SIP domain litwareinc.com, for Server default");
  g_assert_cmpstr (cw_name_plan_get_subject_reason (plan), ==, "The pool's name, for Server default");
  g_assert_cmpuint (count_problems (plan), ==, 0);
  g_assert_true (cw_name_plan_needs_exportable (plan));
  all.all_sip_domains = TRUE;
  every = make_plan (self, "Default", all);
  assert_plan (every, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com sip.fabrikam.com");
}

static void
test_web (Fixture *self, gconstpointer text)
{
  CwNameWish all = front_end;
  g_autoptr (CwNamePlan) internal = make_plan (self, "WebServicesInternal", front_end);
  g_autoptr (CwNamePlan) external = NULL;

  assert_plan (internal, "pool1.litwareinc.com", "pool1int.litwareinc.com atl-cs-001.litwareinc.com pool1.litwareinc.com join.litwareinc.com "
               "dialin.litwareinc.com admin.litwareinc.com lyncdiscoverinternal.litwareinc.com");
  all.all_sip_domains = TRUE;
  external = make_plan (self, "WebServicesExternal", all);
  assert_plan (external, "pool1ext.litwareinc.com", "pool1ext.litwareinc.com dialin.litwareinc.com join.litwareinc.com meet.fabrikam.com "
               "lyncdiscover.litwareinc.com lyncdiscover.fabrikam.com");
}

static void
test_edge (Fixture *self, gconstpointer text)
{
  g_autoptr (CwNamePlan) internal = make_plan (self, "Internal", edge);
  g_autoptr (CwNamePlan) external = make_plan (self, "AccessEdgeExternal,DataEdgeExternal,AudioVideoAuthentication", edge);

  assert_plan (internal, "edge-int.litwareinc.com", "edge-int.litwareinc.com");
  assert_plan (external, "ap.litwareinc.com", "ap.litwareinc.com sip.litwareinc.com dp.litwareinc.com av.litwareinc.com");
  g_assert_true (cw_name_plan_needs_exportable (external));
}

static void
test_others (Fixture *self, gconstpointer text)
{
  g_autoptr (CwNamePlan) oauth = make_plan (self, "OAuthTokenIssuer", front_end);
  g_autoptr (CwNamePlan) xmpp = make_plan (self, "XMPPServer", front_end);
  g_autoptr (CwNamePlan) rest = make_plan (self, "WsFedTokenTransfer", front_end);
  g_autoptr (CwNamePlan) nginx = make_plan (self, "nginx", front_end);

  assert_plan (oauth, "litwareinc.com", "litwareinc.com");
  assert_plan (xmpp, "litwareinc.com", "litwareinc.com");
  assert_plan (rest, "atl-cs-001.litwareinc.com", "atl-cs-001.litwareinc.com");
  assert_plan (nginx, "atl-cs-001.litwareinc.com", "atl-cs-001.litwareinc.com");
  g_assert_false (cw_name_plan_needs_exportable (nginx));
}

static void
test_union (Fixture *self, gconstpointer text)
{
  g_autoptr (CwNamePlan) plan = make_plan (self, "Default,WebServicesInternal,WebServicesExternal", front_end);

  assert_plan (plan, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com pool1int.litwareinc.com join.litwareinc.com "
               "dialin.litwareinc.com admin.litwareinc.com lyncdiscoverinternal.litwareinc.com pool1ext.litwareinc.com lyncdiscover.litwareinc.com");
  assert_reason (plan, 0, "The pool's name, for Server default, Web services internal");
  assert_reason (plan, 5, "The dial-in page, for Web services internal, Web services external");
}

/* A name that two usages want for different reasons has both. */
static void
test_two_reasons (Fixture *self, gconstpointer text)
{
  CwPool *pool = cw_topology_find_pool (self->topology, "pool1.litwareinc.com");
  g_autoptr (CwNamePlan) plan = NULL;

  g_object_set (pool, "external-web", "pool1int.litwareinc.com", NULL);
  plan = make_plan (self, "WebServicesInternal,WebServicesExternal", front_end);
  assert_reason (plan, 0, "The internal web services, for Web services internal; The external web services, for Web services external");
}

static GPtrArray *
make_additions (const char *first, ...)
{
  GPtrArray *additions = g_ptr_array_new_with_free_func (g_object_unref);
  va_list arguments;

  va_start (arguments, first);
  for (const char *text = first; text != NULL; text = va_arg (arguments, const char *))
    {
      CwAltName *name = cw_alt_name_parse (text, NULL);

      g_assert_nonnull (name);
      g_ptr_array_add (additions, name);
    }
  va_end (arguments);
  return additions;
}

static void
test_additions (Fixture *self, gconstpointer text)
{
  g_autoptr (GPtrArray) additions = make_additions ("BÜCHER.litwareinc.com", "192.0.2.7", "POOL1.litwareinc.com", "xn--bcher-kva.litwareinc.com",
                                                    "a@litwareinc.com", "sip:a@litwareinc.com", NULL);
  CwNameWish wish = front_end;
  g_autoptr (CwNamePlan) plan = NULL;
  g_autoptr (CwPlannedName) planned = NULL;
  g_autoptr (CwPlannedName) added = NULL;

  wish.additions = additions;
  plan = make_plan (self, "Default", wish);
  assert_plan (plan, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com sip.litwareinc.com bücher.litwareinc.com 192.0.2.7 "
               "a@litwareinc.com sip:a@litwareinc.com");
  planned = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  added = g_list_model_get_item (G_LIST_MODEL (plan), 3);
  g_assert_false (cw_planned_name_is_addition (planned));
  g_assert_true (cw_planned_name_is_addition (added));
  assert_reason (plan, 3, "Added by you");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_INFO, "192.0.2.7", "public");
}

static void
test_wildcards (Fixture *self, gconstpointer text)
{
  g_autoptr (GPtrArray) additions = make_additions ("*.litwareinc.com", NULL);
  CwNameWish wish = front_end;
  g_autoptr (CwNamePlan) refused = NULL;
  g_autoptr (CwNamePlan) allowed = NULL;
  g_autoptr (CwNamePlan) alone = NULL;

  wish.additions = additions;
  refused = make_plan (self, "WebServicesInternal,Default", wish);
  site_assert_listed (cw_name_plan_get_problems (refused), CW_SEVERITY_ERROR, "*.litwareinc.com", "wildcard");
  allowed = make_plan (self, "nginx", wish);
  assert_plan (allowed, "atl-cs-001.litwareinc.com", "atl-cs-001.litwareinc.com *.litwareinc.com");
  alone = make_plan (self, "", wish);
  assert_plan (alone, "*.litwareinc.com", "*.litwareinc.com");
}

static void
test_without_topology (Fixture *self, gconstpointer text)
{
  const CwNameWish none = { 0 };
  g_autoptr (CwNamePlan) plan = make_plan (self, "Default,WebServicesExternal", none);
  g_autoptr (CwNamePlan) web = make_plan (self, "WebServicesExternal", none);
  g_autoptr (CwNamePlan) service = make_plan (self, "Postfix", none);
  g_autoptr (CwNamePlan) nothing = make_plan (self, "", none);

  assert_plan (plan, "host.example.org", "host.example.org");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "sip-domains", "Server default, Web services external");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "external-web", "Add a pool");
  g_assert_cmpuint (count_problems (plan), ==, 2);
  assert_plan (web, "host.example.org", "host.example.org");
  assert_reason (web, 0, "The computer's name, as nothing better is known, for Web services external");
  assert_plan (service, "host.example.org", "host.example.org");
  g_assert_cmpuint (count_problems (service), ==, 0);
  assert_plan (nothing, NULL, "");
  site_assert_listed (cw_name_plan_get_problems (nothing), CW_SEVERITY_ERROR, "names", "no name");
}

static void
test_missing (Fixture *self, gconstpointer text)
{
  CwPool *pool = cw_topology_find_pool (self->topology, "pool1.litwareinc.com");
  static const char *const no_domain[] = { NULL };
  CwNameWish wish = front_end;
  g_autoptr (CwNamePlan) plan = NULL;
  g_autoptr (CwNamePlan) none = NULL;

  g_object_set (pool, "external-web", NULL, NULL);
  plan = make_plan (self, "WebServicesExternal", wish);
  assert_plan (plan, "dialin.litwareinc.com", "dialin.litwareinc.com join.litwareinc.com lyncdiscover.litwareinc.com");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "external-web", "“External web services” of the pool pool1.litwareinc.com");
  wish.sip_domains = no_domain;
  none = make_plan (self, "Default", wish);
  assert_plan (none, "pool1.litwareinc.com", "pool1.litwareinc.com atl-cs-001.litwareinc.com");
  site_assert_listed (cw_name_plan_get_problems (none), CW_SEVERITY_WARNING, "sip-domains", "No SIP domain is chosen");
}

static void
test_unknown (Fixture *self, gconstpointer text)
{
  static const char *const domains[] = { "LITWAREINC.com", "litwareinc.com", "other.com", "two words", NULL };
  const CwNameWish wish = { .computer = "new.litwareinc.com", .sip_domains = domains };
  const CwNameWish short_name = { .computer = "atl-edge-001" };
  const CwNameWish bad = { .computer = "my_host" };
  const CwNameWish pool = { .computer = "pool1.litwareinc.com" };
  g_autoptr (CwNamePlan) plan = make_plan (self, "Default", wish);
  g_autoptr (CwNamePlan) vendor = make_plan (self, "Internal", short_name);
  g_autoptr (CwNamePlan) refused = make_plan (self, "nginx", bad);
  g_autoptr (CwNamePlan) of_pool = make_plan (self, "Default", pool);

  assert_plan (plan, "new.litwareinc.com", "new.litwareinc.com sip.litwareinc.com sip.other.com");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "computer", "new.litwareinc.com");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "sip-domains", "other.com");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_ERROR, "sip-domains", "space");
  assert_plan (vendor, "atl-edge-001", "atl-edge-001");
  site_assert_listed (cw_name_plan_get_problems (vendor), CW_SEVERITY_INFO, "atl-edge-001", "short name");
  assert_plan (refused, NULL, "");
  site_assert_listed (cw_name_plan_get_problems (refused), CW_SEVERITY_ERROR, "my_host", "underscore");
  assert_plan (of_pool, "pool1.litwareinc.com", "pool1.litwareinc.com sip.litwareinc.com");
  g_assert_cmpuint (count_problems (of_pool), ==, 0);
}

#define LONG_LABEL "a-very-long-name-that-a-person-really-gave-to-a-computer-once"

static void
test_long (Fixture *self, gconstpointer text)
{
  const CwNameWish wish = { .computer = LONG_LABEL ".litwareinc.com" };
  g_autoptr (CwNamePlan) plan = make_plan (self, "Default", wish);
  g_autoptr (CwNamePlan) none = make_plan (self, "nginx", wish);

  assert_plan (plan, "sip.litwareinc.com", LONG_LABEL ".litwareinc.com sip.litwareinc.com");
  site_assert_listed (cw_name_plan_get_problems (plan), CW_SEVERITY_WARNING, "common-name", "“sip.litwareinc.com” is the subject");
  g_assert_nonnull (strstr (cw_name_plan_get_subject_reason (plan), "64"));
  assert_plan (none, NULL, LONG_LABEL ".litwareinc.com");
  site_assert_listed (cw_name_plan_get_problems (none), CW_SEVERITY_WARNING, "common-name", "Every name");
}

/* The common name is what is encoded, and counted as such. */
static void
test_idn (Fixture *self, gconstpointer text)
{
  const CwNameWish wish = { .computer = "BÜCHER.litwareinc.com" };
  g_autoptr (CwNamePlan) plan = make_plan (self, "nginx", wish);

  assert_plan (plan, "xn--bcher-kva.litwareinc.com", "bücher.litwareinc.com");
}

static void
test_local (Fixture *self, gconstpointer text)
{
  const CwNameWish wish = { .computer = "a.site.local" };
  g_autoptr (CwNamePlan) few = make_plan (self, "nginx", wish);
  g_autoptr (CwSipDomain) domain = cw_sip_domain_new ("site.local");
  CwNameWish all = wish;
  g_autoptr (CwNamePlan) many = NULL;

  site_assert_listed (cw_name_plan_get_problems (few), CW_SEVERITY_INFO, "a.site.local", "reserved");
  cw_topology_add_sip_domain (self->topology, domain);
  cw_topology_set_primary (self->topology, domain);
  all.all_sip_domains = TRUE;
  many = make_plan (self, "WebServicesInternal", all);
  site_assert_listed (cw_name_plan_get_problems (many), CW_SEVERITY_INFO, "names", "Several names");
}

/* ---- any question: the same answer, no name twice, every name with its reason, the subject among the names ---- */

static const char *
pick (GRand *random, const char *const *words, guint n)
{
  return words[g_rand_int_range (random, 0, (gint32) n)];
}

static CwNamePlan *
ask_anything (Fixture *self, guint seed)
{
  static const char *const computers[] = { NULL, "atl-cs-001.litwareinc.com", "atl-edge-001.litwareinc.com", "new.litwareinc.com", "short", "my_host", "", "pool1.litwareinc.com",
    LONG_LABEL ".litwareinc.com", "bücher.litwareinc.com", "10.0.0.1" };
  static const char *const names[] = { "a.litwareinc.com", "A.litwareinc.com", "*.litwareinc.com", "10.0.0.1", "a@litwareinc.com", "sip:x@y.com", "dialin.litwareinc.com", LONG_LABEL };
  static const char *const domains[] = { "litwareinc.com", "fabrikam.com", "other.com", "", "two words", "LITWAREINC.COM" };
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) usages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) additions = g_ptr_array_new_with_free_func (g_object_unref);
  const char *ticked[4] = { NULL };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));
  CwNameWish wish = { usages, pick (random, computers, G_N_ELEMENTS (computers)), NULL, g_rand_boolean (random), additions };

  for (guint i = (guint) g_rand_int_range (random, 0, 6); i > 0; i--)
    g_ptr_array_add (usages, g_list_model_get_item (G_LIST_MODEL (self->catalogue), (guint) g_rand_int_range (random, 0, (gint32) n)));
  for (guint i = (guint) g_rand_int_range (random, 0, 5); i > 0; i--)
    g_ptr_array_add (additions, cw_alt_name_parse (pick (random, names, G_N_ELEMENTS (names)), NULL));
  for (guint i = 0; i < (guint) g_rand_int_range (random, 0, 4); i++)
    ticked[i] = pick (random, domains, G_N_ELEMENTS (domains));
  if (g_rand_boolean (random))
    wish.sip_domains = ticked;
  g_rand_free (random);
  return cw_name_plan_new (self->topology, &wish);
}

static char *
dup_everything (CwNamePlan *plan)
{
  GString *text = g_string_new (cw_name_plan_get_common_name (plan));
  GListModel *problems = cw_name_plan_get_problems (plan);

  g_string_append_printf (text, " %s %s\n", cw_name_plan_get_subject_reason (plan), cw_name_plan_get_computer (plan));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr (CwPlannedName) name = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (text, "%s: %s\n", cw_planned_name_get_text (name), cw_planned_name_get_reason (name));
    }
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      g_string_append_printf (text, "%s: %s\n", cw_problem_get_field (problem), cw_problem_get_sentence (problem));
    }
  return g_string_free (text, FALSE);
}

static void
assert_sound (CwNamePlan *plan)
{
  g_autoptr (GPtrArray) names = cw_name_plan_dup_names (plan);
  const char *common_name = cw_name_plan_get_common_name (plan);
  gboolean found = common_name == NULL;

  g_assert_true (common_name == NULL || strlen (common_name) <= 64);
  for (guint i = 0; i < names->len; i++)
    {
      CwAltName *name = g_ptr_array_index (names, i);
      g_autoptr (CwPlannedName) planned = g_list_model_get_item (G_LIST_MODEL (plan), i);

      found = found || g_str_equal (cw_alt_name_get_ascii (name), common_name);
      g_assert_cmpstr (cw_planned_name_get_reason (planned), !=, "");
      for (guint j = 0; j < i; j++)
        g_assert_false (cw_alt_name_equal (name, g_ptr_array_index (names, j)));
    }
  g_assert_true (found);
}

static void
test_property (Fixture *self, gconstpointer text)
{
  g_autofree char *before = cw_topology_to_text (self->topology);
  g_autofree char *after = NULL;

  for (guint seed = 0; seed < 3000; seed++)
    {
      g_autoptr (CwNamePlan) plan = ask_anything (self, seed);
      g_autoptr (CwNamePlan) again = ask_anything (self, seed);
      g_autofree char *one = dup_everything (plan);
      g_autofree char *two = dup_everything (again);

      assert_sound (plan);
      g_assert_cmpstr (one, ==, two);
    }
  after = cw_topology_to_text (self->topology);
  g_assert_cmpstr (before, ==, after);
}

#define ADD(name, function, text) g_test_add (name, Fixture, text, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/name-plan/default", test_default, SITE_TEXT);
  ADD ("/name-plan/web", test_web, SITE_TEXT);
  ADD ("/name-plan/edge", test_edge, SITE_TEXT);
  ADD ("/name-plan/others", test_others, SITE_TEXT);
  ADD ("/name-plan/union", test_union, SITE_TEXT);
  ADD ("/name-plan/two-reasons", test_two_reasons, SITE_TEXT);
  ADD ("/name-plan/additions", test_additions, SITE_TEXT);
  ADD ("/name-plan/wildcards", test_wildcards, SITE_TEXT);
  ADD ("/name-plan/without-topology", test_without_topology, NULL);
  ADD ("/name-plan/missing", test_missing, SITE_TEXT);
  ADD ("/name-plan/unknown", test_unknown, SITE_TEXT);
  ADD ("/name-plan/long", test_long, SITE_TEXT);
  ADD ("/name-plan/idn", test_idn, SITE_TEXT);
  ADD ("/name-plan/local", test_local, NULL);
  ADD ("/name-plan/property", test_property, SITE_TEXT);
  return g_test_run ();
}
