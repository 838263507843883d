/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A usage file that anybody wrote. It is used or not, and when it is not, the reason has a place in the file. */
#include <string.h>

#include "cw-name-plan.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_problems (GPtrArray *problems, gboolean must_have_error)
{
  gboolean has_error = FALSE;

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      g_assert_true (g_str_has_prefix (cw_problem_get_field (problem), "x.usage:"));
      g_assert_true (g_utf8_validate (cw_problem_get_sentence (problem), -1, NULL));
      g_assert_cmpstr (cw_problem_get_sentence (problem), !=, "");
      has_error |= cw_problem_get_severity (problem) == CW_SEVERITY_ERROR;
    }
  g_assert_true (has_error == must_have_error);
}

static void
use (CwUsage *usage, CwTopology *topology)
{
  g_autoptr(GPtrArray) usages = g_ptr_array_new ();
  CwNameWish wish = { .usages = usages };
  g_autoptr(CwNamePlan) plan = NULL;
  GPtrArray *targets = cw_usage_get_targets (usage);

  g_assert_null (strchr (cw_usage_get_id (usage), '/'));
  g_assert_cmpuint (targets->len, >=, 4);
  for (guint i = 0; i < targets->len; i++)
    {
      CwUsageTarget *target = g_ptr_array_index (targets, i);

      g_assert_null (strstr (cw_usage_target_get_file (target), ".."));
      g_assert_true (!cw_usage_target_has_key (target) || (cw_usage_target_get_mode (target) & 0007) == 0);
    }
  g_ptr_array_add (usages, usage);
  plan = cw_name_plan_new (topology, &wish);
  g_assert_nonnull (plan);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static CwTopology *topology;
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", size);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(CwUsage) usage = cw_usage_new_from_text (text, "x.usage", problems);

  if (topology == NULL)
    {
      g_setenv ("CERTWIZARD_FQDN", "host.example.org", TRUE);
      topology = cw_topology_new ();
    }
  check_problems (problems, usage == NULL);
  if (usage != NULL)
    use (usage, topology);
  return 0;
}
