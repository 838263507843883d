/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage.h"
#include <string.h>
#include "site.h"

#define GOOD \
  "[Usage]\nId=Gateway\nTitle=Gateway\nTitle[de]=Zugang\nDescription=A door.\nGroup=service\nScope=Global\nPurposes=serverAuth;1.2.3.4;\n" \
  "MinimumRsaBits=3072\nWildcards=yes\nExportable=true\nLeadTime=2 days\nPresent=/nowhere/at/all;\n" \
  "[Names]\nSubject={pool|computer}\nNames={computer};*.{dns-domain};sip.{domains?};\n" \
  "[Service]\nUnits=gateway.service;\nAction=restart\nCheck=/usr/bin/gateway --check 'a b'\nReload=/usr/bin/gateway -r\nProbe=tls:443;smtp:25;\n" \
  "ConfigurationFile=/etc/gateway.conf\nConfiguration=cert {live}/cert.pem\\;;key x;\n" \
  "[Target privkey]\nFile=privkey.pem\nGroup=gate\nMode=0640\n" \
  "[Target copy]\nFile=/etc/gateway/{computer}.p12\nFormat=pkcs12\nOwner=gate\nGroup=gate\nMode=0600\nPasswordFile=/etc/gateway/password\n"

static void
test_good (void)
{
  g_autoptr (GPtrArray) problems = site_problems_new ();
  g_autoptr (CwUsage) usage = cw_usage_new_from_text (GOOD, "gateway.usage", problems);
  g_autofree char *title = NULL;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_nonnull (usage);
  g_object_get (usage, "title", &title, NULL);
  g_assert_cmpstr (title, ==, "Gateway");
  g_assert_cmpstr (cw_usage_get_id (usage), ==, "Gateway");
  g_assert_cmpstr (cw_usage_get_group_title (usage), ==, "Services");
  g_assert_cmpint (cw_usage_get_scope (usage), ==, CW_USAGE_GLOBAL);
  g_assert_cmpstr (cw_usage_get_purposes (usage)[0], ==, "1.3.6.1.5.5.7.3.1");
  g_assert_cmpstr (cw_usage_get_purposes (usage)[1], ==, "1.2.3.4");
  g_assert_cmpuint (cw_usage_get_min_rsa_bits (usage), ==, 3072);
  g_assert_true (cw_usage_allows_wildcards (usage));
  g_assert_true (cw_usage_needs_exportable (usage));
  g_assert_cmpint (cw_usage_get_lead_time (usage), ==, 2 * 86400);
  g_assert_false (cw_usage_is_present (usage));
  g_assert_true (cw_usage_is_absent (usage));
  g_assert_cmpstr (cw_usage_get_subject_recipe (usage), ==, "{pool|computer}");
  g_assert_cmpuint (g_strv_length ((char **) cw_usage_get_name_recipes (usage)), ==, 3);
}

static void
test_service (void)
{
  g_autoptr (CwUsage) usage = cw_usage_new_from_text (GOOD, NULL, NULL);
  CwUsageService *service = cw_usage_get_service (usage);

  g_assert_cmpstr (cw_usage_service_get_units (service)[0], ==, "gateway.service");
  g_assert_cmpint (cw_usage_service_get_action (service), ==, CW_SERVICE_RESTART);
  g_assert_cmpstr (cw_usage_service_get_check (service)[0], ==, "/usr/bin/gateway");
  g_assert_cmpstr (cw_usage_service_get_check (service)[2], ==, "a b");
  g_assert_cmpstr (cw_usage_service_get_reload (service)[1], ==, "-r");
  g_assert_cmpuint (cw_usage_service_get_n_probes (service), ==, 2);
  g_assert_cmpint (cw_usage_service_get_probe (service, 1)->protocol, ==, CW_PROBE_SMTP);
  g_assert_cmpuint (cw_usage_service_get_probe (service, 1)->port, ==, 25);
  g_assert_cmpstr (cw_usage_service_get_configuration_file (service), ==, "/etc/gateway.conf");
  g_assert_cmpstr (cw_usage_service_get_configuration (service)[0], ==, "cert {live}/cert.pem;");
}

/* A version in the path: the last of those that are there. */
static void
test_pattern (void)
{
  g_autofree char *folder = site_make_folder (), *text = NULL, *found = NULL;
  g_autoptr (CwUsage) usage = NULL, absent = NULL;

  site_write (folder, "door-15.conf", "");
  site_write (folder, "door-17.conf", "");
  text = g_strdup_printf ("[Usage]\nId=x\nTitle=X\n[Service]\nConfigurationFile=%s/door-*.conf\n", folder);
  found = g_build_filename (folder, "door-17.conf", NULL);
  usage = cw_usage_new_from_text (text, NULL, NULL);
  g_assert_cmpstr (cw_usage_service_get_configuration_file (cw_usage_get_service (usage)), ==, found);
  absent = cw_usage_new_from_text ("[Usage]\nId=x\nTitle=X\n[Service]\nConfigurationFile=/nowhere/*/x\n", NULL, NULL);
  g_assert_cmpstr (cw_usage_service_get_configuration_file (cw_usage_get_service (absent)), ==, "/nowhere/*/x");
  site_remove_folder (folder);
}

static void
assert_target (GPtrArray *targets, guint index, const char *file, CwTargetFormat format, const char *owner, const char *group, guint mode)
{
  CwUsageTarget *target = g_ptr_array_index (targets, index);

  g_assert_cmpstr (cw_usage_target_get_file (target), ==, file);
  g_assert_cmpint (cw_usage_target_get_format (target), ==, format);
  g_assert_cmpstr (cw_usage_target_get_owner (target), ==, owner);
  g_assert_cmpstr (cw_usage_target_get_group (target), ==, group);
  g_assert_cmpuint (cw_usage_target_get_mode (target), ==, mode);
}

static void
test_targets (void)
{
  g_autoptr (CwUsage) usage = cw_usage_new_from_text (GOOD, NULL, NULL);
  GPtrArray *targets = cw_usage_get_targets (usage);

  g_assert_cmpuint (targets->len, ==, 5);
  assert_target (targets, 0, "cert.pem", CW_TARGET_CERTIFICATE, "root", "root", 0644);
  assert_target (targets, 1, "chain.pem", CW_TARGET_CHAIN, "root", "root", 0644);
  assert_target (targets, 2, "fullchain.pem", CW_TARGET_FULLCHAIN, "root", "root", 0644);
  assert_target (targets, 3, "privkey.pem", CW_TARGET_KEY, "root", "gate", 0640);
  assert_target (targets, 4, "/etc/gateway/{computer}.p12", CW_TARGET_PKCS12, "gate", "gate", 0600);
  g_assert_true (cw_usage_target_is_live (g_ptr_array_index (targets, 0)));
  g_assert_false (cw_usage_target_is_live (g_ptr_array_index (targets, 4)));
  g_assert_true (cw_usage_target_has_key (g_ptr_array_index (targets, 4)));
  g_assert_cmpstr (cw_usage_target_get_password_file (g_ptr_array_index (targets, 4)), ==, "/etc/gateway/password");
  g_assert_null (cw_usage_target_get_password_file (g_ptr_array_index (targets, 3)));
}

static void
test_defaults (void)
{
  g_autoptr (CwUsage) usage = cw_usage_new_from_text ("\xef\xbb\xbf[Usage]\r\nId=x\r\nTitle=X\r\nPresent=sh;\r\n", "x.usage", NULL);

  g_assert_cmpstr (cw_usage_get_group (usage), ==, "service");
  g_assert_cmpint (cw_usage_get_scope (usage), ==, CW_USAGE_LOCAL);
  g_assert_cmpuint (cw_usage_get_min_rsa_bits (usage), ==, 2048);
  g_assert_false (cw_usage_allows_wildcards (usage));
  g_assert_cmpint (cw_usage_get_key_travel (usage), ==, CW_USAGE_KEY_STAYS);
  g_assert_cmpint (cw_usage_get_lead_time (usage), ==, 0);
  g_assert_cmpstr (cw_usage_get_purposes (usage)[0], ==, "1.3.6.1.5.5.7.3.1");
  g_assert_cmpstr (cw_usage_get_subject_recipe (usage), ==, "{computer}");
  g_assert_cmpstr (cw_usage_get_name_recipes (usage)[0], ==, "{computer}");
  g_assert_true (cw_usage_is_present (usage));
  g_assert_false (cw_usage_is_absent (usage));
  g_assert_null (cw_usage_get_service (usage));
  g_assert_null (cw_usage_get_description (usage));
  g_assert_cmpuint (cw_usage_get_targets (usage)->len, ==, 4);
}

typedef struct {
  const char *text;
  const char *field;     /* file:line */
  const char *word;
} Mistake;

#define HEAD "[Usage]\nId=x\nTitle=X\n"

static const Mistake mistakes[] = {
  { "", "x.usage:1", "no group [Usage]" },
  { "hello", "x.usage:1", "neither a group" },
  { "Id=x\n" HEAD, "x.usage:1", "before the first group" },
  { HEAD "nonsense\n", "x.usage:4", "neither a group" },
  { HEAD "[Broken\n", "x.usage:4", "should be a group" },
  { HEAD "[a]b]\n", "x.usage:4", "should be a group" },
  { "[Usage]\nTitle=X\n", "x.usage:1", "“Id” is missing" },
  { "[Usage]\nId=x\n", "x.usage:1", "“Title” is missing" },
  { "[Usage]\nId=../x\nTitle=X\n", "x.usage:2", "An id begins" },
  { "[Usage]\nId=a b\nTitle=X\n", "x.usage:2", "An id begins" },
  { HEAD "Scope=Everywhere\n", "x.usage:4", "Local, Global" },
  { HEAD "Purposes=serverauth;web;\n", "x.usage:4", "purpose “web”" },
  { HEAD "MinimumRsaBits=12\n", "x.usage:4", "from 1024 to 16384" },
  { HEAD "MinimumRsaBits=many\n", "x.usage:4", "from 1024" },
  { HEAD "Wildcards=perhaps\n", "x.usage:4", "true or false" },
  { HEAD "LeadTime=8\n", "x.usage:4", "lead time" },
  { HEAD "LeadTime=9999999999999999999h\n", "x.usage:4", "lead time" },
  { HEAD "\n# comment\n[Names]\nNames={computr};\n", "x.usage:7", "Is {computer} meant" },
  { HEAD "[Names]\nNames={completely-else};\n", "x.usage:5", "There are: computer" },
  { HEAD "[Names]\nNames={computer;\n", "x.usage:5", "braces" },
  { HEAD "[Names]\nNames={computer}.{pool};\n", "x.usage:5", "braces" },
  { HEAD "[Names]\nSubject=my_{computer}\n", "x.usage:5", "underscore" },
  { HEAD "[Names]\nNames=*.{dns-domain};\n", "x.usage:5", "wildcard" },
  { HEAD "Title[de]=\\x\nTitle=a\\qb\n", "x.usage:5", "backslash" },
  { HEAD "[Service]\nUnits=nginx;\n", "x.usage:5", "unit of systemd" },
  { HEAD "[Service]\nCheck=nginx -t\n", "x.usage:5", "whole path" },
  { HEAD "[Service]\nCheck=/bin/x 'a\n", "x.usage:5", "quotation" },
  { HEAD "[Service]\nAction=hope\n", "x.usage:5", "reload, restart, command" },
  { HEAD "[Service]\nAction=command\n", "x.usage:5", "needs a command" },
  { HEAD "[Service]\nProbe=gopher:70;\n", "x.usage:5", "knows no “gopher”" },
  { HEAD "[Service]\nProbe=tls:70000;\n", "x.usage:5", "from 1 to 65535" },
  { HEAD "[Target a]\nFormat=key\n", "x.usage:4", "“File” is missing" },
  { HEAD "[Target a]\nFile=a.pem\n", "x.usage:4", "“Format” is missing" },
  { HEAD "[Target a]\nFile=a/b.pem\nFormat=key\n", "x.usage:5", "one name" },
  { HEAD "[Target a]\nFile=/etc/../shadow\nFormat=key\n", "x.usage:5", "one name" },
  { HEAD "[Target a]\nFile=/etc/{user}.pem\nFormat=key\n", "x.usage:5", "one name" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=word\n", "x.usage:6", "no format “word”" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=key\nMode=0644\n", "x.usage:7", "open to everybody" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=chain\nMode=4644\n", "x.usage:7", "octal" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=chain\nMode=9\n", "x.usage:7", "octal" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=chain\nOwner=a b\n", "x.usage:7", "account" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=key\nPasswordFile=/etc/p\n", "x.usage:7", "Format=pkcs12" },
  { HEAD "[Target a]\nFile=a.p12\nFormat=pkcs12\nPasswordFile=p\n", "x.usage:7", "whole path" },
  { HEAD "[Target a]\nFile=a.p12\nFormat=pkcs12\nPasswordFile=/etc/../p\n", "x.usage:7", "whole path" },
  { HEAD "[Target a]\nFile=a.pem\nFormat=chain\n[Target b]\nFile=a.pem\nFormat=chain\n", "x.usage:8", "same file" },
  { HEAD "Description=a\xff" "b\n", "x.usage:4", "UTF-8" },
};

static void
test_mistakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GPtrArray) problems = site_problems_new ();
      g_autoptr (CwUsage) usage = cw_usage_new_from_text (mistakes[i].text, "x.usage", problems);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, mistakes[i].word);
      g_assert_null (usage);
      site_assert_problem (problems, mistakes[i].field, mistakes[i].word);
    }
}

/* Odd, but usable. */
static void
test_odd (void)
{
  static const Mistake odd[] = {
    { HEAD "Titel=Y\n", "x.usage:4", "Is “Title” meant" },
    { HEAD "Whatever=Y\n", "x.usage:4", "does nothing" },
    { HEAD "Title=Z\n", "x.usage:4", "more than once" },
    { HEAD "[Usage]\nDescription=a\n", "x.usage:4", "more than once" },
    { HEAD "[Nmaes]\nNames=a\n", "x.usage:4", "no group [Nmaes]" },
    { HEAD "Group=mine\n", "x.usage:4", "GroupTitle" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GPtrArray) problems = site_problems_new ();
      g_autoptr (CwUsage) usage = cw_usage_new_from_text (odd[i].text, "x.usage", problems);

      g_assert_nonnull (usage);
      g_assert_cmpuint (problems->len, ==, 1);
      site_assert_problem (problems, odd[i].field, odd[i].word);
      g_assert_cmpint (cw_problem_get_severity (g_ptr_array_index (problems, 0)), ==, CW_SEVERITY_WARNING);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usage/good", test_good);
  g_test_add_func ("/usage/service", test_service);
  g_test_add_func ("/usage/pattern", test_pattern);
  g_test_add_func ("/usage/targets", test_targets);
  g_test_add_func ("/usage/defaults", test_defaults);
  g_test_add_func ("/usage/mistakes", test_mistakes);
  g_test_add_func ("/usage/odd", test_odd);
  return g_test_run ();
}
