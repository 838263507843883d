/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-judge.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-certificate-details.h"
#include "cw-clock.h"
#include "cw-name-plan.h"
#include "cw-time.h"

#define ANY_PURPOSE "2.5.29.37.0"

/* So many names are told; of more it is said that there are more. */
#define MAX_NAMED 3

/* What one usage needs. */
typedef struct {
  CwUsage   *usage;
  GPtrArray *names;       /* of CwAltName */
} Need;

struct _CwJudge {
  CwStore    *store;
  GPtrArray  *needs;      /* of Need */
  GPtrArray  *anchors;    /* of CwCertificate */
  GPtrArray  *extra;      /* the same, or NULL */
  GHashTable *issuers;    /* subject in DER → certificates with that subject */
  gint64      when;
  gboolean    staged;     /* when is not now */
};

static void
need_free (gpointer data)
{
  Need *need = data;

  g_object_unref (need->usage);
  g_ptr_array_unref (need->names);
  g_free (need);
}

static void
say (GListStore *problems, CwProblem *problem)
{
  g_list_store_append (problems, problem);
  g_object_unref (problem);
}

/* ---- dates, key, purposes ---- */

static void
check_dates (CwJudge *self, CwCertificate *certificate, GListStore *problems)
{
  gint64 from = cw_certificate_get_not_before (certificate);
  gint64 until = cw_certificate_get_not_after (certificate);
  g_autofree char *expiry = cw_time_to_exact (until);
  g_autofree char *begin = cw_time_to_exact (from);

  if (until < cw_clock_now ())
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "validity", _("It expired on %s."), expiry));
  else if (until < self->when)
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "validity", _("It expires on %s, before it is to take over."), expiry));
  else if (from > self->when)
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "validity",
                                   self->staged ? _("It is not valid until %s, after it is to take over.") : _("It is not valid until %s."), begin));
}

static gboolean
has_purpose (CwCertificate *certificate, const char *oid)
{
  const char *const *purposes = cw_certificate_get_purposes (certificate);

  return purposes[0] == NULL || g_strv_contains (purposes, oid) || g_strv_contains (purposes, ANY_PURPOSE);
}

static void
check_purposes (const Need *need, CwCertificate *certificate, GListStore *problems)
{
  const char *const *wanted = cw_usage_get_purposes (need->usage);

  for (gsize i = 0; wanted != NULL && wanted[i] != NULL; i++)
    {
      const char *name = cw_oid_get_name (wanted[i]);

      if (!has_purpose (certificate, wanted[i]))
        say (problems, cw_problem_new (CW_SEVERITY_ERROR, "purposes", _("It may not be used for “%s”, which %s needs."), name != NULL ? name : wanted[i],
                                       cw_usage_get_title (need->usage)));
    }
}

/* A server's own certificate that calls itself a CA is often made by hand; one without any name is there to sign others. */
static void
check_ca (CwCertificate *certificate, GListStore *problems)
{
  if (!cw_certificate_is_ca (certificate))
    return;
  if (cw_certificate_get_names (certificate)[0] == NULL)
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "ca", _("It is the certificate of a certification authority, which signs others and names no service.")));
  else
    say (problems, cw_problem_new (CW_SEVERITY_WARNING, "ca", _("It is a CA certificate: whoever gets the key of the service can issue certificates with it.")));
}

static void
check_strength (const Need *need, CwCertificate *certificate, GListStore *problems)
{
  const char *algorithm = cw_certificate_get_key_algorithm (certificate);
  guint least = cw_usage_get_min_rsa_bits (need->usage);

  if (g_str_has_prefix (algorithm, "RSA") && cw_certificate_get_key_bits (certificate) < least)
    say (problems, cw_problem_new (CW_SEVERITY_WARNING, "key", _("Its key (%s) is weaker than the %u bits that %s should have."), algorithm, least,
                                   cw_usage_get_title (need->usage)));
}

/* ---- chain ---- */

static void
add_extra (CwJudge *self, GBytes *subject_der, GPtrArray *found)
{
  for (guint i = 0; self->extra != NULL && i < self->extra->len; i++)
    {
      CwCertificate *certificate = g_ptr_array_index (self->extra, i);

      if (g_bytes_equal (cw_certificate_get_subject_der (certificate), subject_der))
        g_ptr_array_add (found, g_object_ref (certificate));
    }
}

static GPtrArray *
lookup_cb (GBytes *subject_der, gpointer user_data)
{
  CwJudge *self = user_data;
  GPtrArray *found = g_hash_table_lookup (self->issuers, subject_der);

  if (found != NULL)
    return g_ptr_array_ref (found);
  found = cw_store_find_by_subject (self->store, subject_der, NULL);
  if (found == NULL)
    found = g_ptr_array_new_with_free_func (g_object_unref);
  add_extra (self, subject_der, found);
  g_hash_table_insert (self->issuers, g_bytes_ref (subject_der), g_ptr_array_ref (found));
  return found;
}

/* Dates of the certificate itself were told already, with the better words. */
static void
check_chain (CwJudge *self, CwCertificate *certificate, GListStore *problems)
{
  g_autoptr (CwChain) chain = cw_chain_new (certificate, lookup_cb, self, self->anchors, self->when);

  if (cw_chain_get_verdict (chain) != CW_VERDICT_GOOD)
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "chain", _("Its chain does not hold. %s"), cw_chain_get_summary (chain)));
}

/* ---- names ---- */

/* One label, and never all of them: "*.example.org" covers www.example.org, and neither example.org nor a.b.example.org. */
static gboolean
wildcard_covers (const char *pattern, const char *name)
{
  const char *rest = g_str_has_prefix (pattern, "*.") ? strchr (name, '.') : NULL;

  return rest != NULL && rest != name && g_ascii_strcasecmp (rest, pattern + 1) == 0;
}

static gboolean
covers (CwCertificate *certificate, CwAltName *wanted, gboolean wildcards)
{
  const char *const *names = cw_certificate_get_ascii_names (certificate);
  const char *ascii = cw_alt_name_get_ascii (wanted);

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], ascii) == 0
        || (wildcards && cw_alt_name_get_kind (wanted) == CW_ALT_NAME_DNS && wildcard_covers (names[i], ascii)))
      return TRUE;
  return FALSE;
}

static void
add_name (GString *list, guint n, CwAltName *name)
{
  if (n > MAX_NAMED)
    return;
  if (n > 0)
    g_string_append (list, _(", "));
  g_string_append (list, n < MAX_NAMED ? cw_alt_name_get_text (name) : _("and more"));
}

static void
check_names (const Need *need, CwCertificate *certificate, GListStore *problems)
{
  gboolean wildcards = cw_usage_allows_wildcards (need->usage);
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autoptr (GString) covered = g_string_new (NULL);
  guint n_missing = 0;
  guint n_covered = 0;

  for (guint i = 0; i < need->names->len; i++)
    {
      CwAltName *name = g_ptr_array_index (need->names, i);

      if (covers (certificate, name, wildcards))
        continue;
      if (covers (certificate, name, TRUE))
        add_name (covered, n_covered++, name);
      else
        add_name (missing, n_missing++, name);
    }
  if (n_missing > 0)
    say (problems, cw_problem_new (CW_SEVERITY_WARNING, "names", _("It lacks names that %s needs: %s."), cw_usage_get_title (need->usage), missing->str));
  if (n_covered > 0)
    say (problems, cw_problem_new (CW_SEVERITY_WARNING, "names", _("Only a wildcard covers %s, and %s should not be served by one."), covered->str,
                                   cw_usage_get_title (need->usage)));
}

/* ---- all together ---- */

static gboolean
has_errors (GListStore *problems)
{
  g_autofree char *first = cw_problems_dup_first (G_LIST_MODEL (problems), CW_SEVERITY_ERROR);

  return first != NULL;
}

static Need *
need_new (CwTopology *topology, CwUsage *usage)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  CwNameWish wish = { .usages = one };
  g_autoptr (CwNamePlan) plan = NULL;
  Need *need = g_new0 (Need, 1);

  g_ptr_array_add (one, usage);
  plan = cw_name_plan_new (topology, &wish);
  need->usage = g_object_ref (usage);
  need->names = cw_name_plan_dup_names (plan);
  return need;
}

CwJudge *
cw_judge_new (CwAssignments *assignments, GPtrArray *usages, gint64 when, GPtrArray *extra, GError **error)
{
  g_autoptr (GPtrArray) anchors = cw_authorities_dup_anchors (cw_assignments_get_authorities (assignments), error);
  g_autoptr (CwTopology) topology = NULL;
  CwJudge *self;

  if (anchors == NULL)
    return NULL;
  topology = cw_assignments_load_topology (assignments);
  self = g_new0 (CwJudge, 1);
  self->store = g_object_ref (cw_assignments_get_store (assignments));
  self->needs = g_ptr_array_new_with_free_func (need_free);
  self->anchors = g_steal_pointer (&anchors);
  self->extra = extra != NULL ? g_ptr_array_ref (extra) : NULL;
  self->issuers = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_ptr_array_unref);
  self->when = when != 0 ? when : cw_clock_now ();
  self->staged = when != 0;
  for (guint i = 0; i < usages->len; i++)
    g_ptr_array_add (self->needs, need_new (topology, g_ptr_array_index (usages, i)));
  return self;
}

void
cw_judge_free (CwJudge *self)
{
  g_object_unref (self->store);
  g_ptr_array_unref (self->needs);
  g_ptr_array_unref (self->anchors);
  g_clear_pointer (&self->extra, g_ptr_array_unref);
  g_hash_table_unref (self->issuers);
  g_free (self);
}

static void
check_needs (CwJudge *self, CwCertificate *certificate, GListStore *problems, void (*check) (const Need *, CwCertificate *, GListStore *))
{
  for (guint i = 0; i < self->needs->len; i++)
    check (g_ptr_array_index (self->needs, i), certificate, problems);
}

/* The chain takes most of the time, and is no news of a certificate that cannot serve anyway: it comes last of what forbids. */
GListStore *
cw_judge_examine (CwJudge *self, CwCertificate *certificate, gboolean has_key)
{
  GListStore *problems = g_list_store_new (CW_TYPE_PROBLEM);

  if (!has_key)
    say (problems, cw_problem_new (CW_SEVERITY_ERROR, "key", _("There is no private key for it in the store.")));
  check_dates (self, certificate, problems);
  check_needs (self, certificate, problems, check_purposes);
  check_ca (certificate, problems);
  if (!has_errors (problems))
    check_chain (self, certificate, problems);
  check_needs (self, certificate, problems, check_strength);
  check_needs (self, certificate, problems, check_names);
  return problems;
}

char *
cw_problems_dup_first (GListModel *problems, CwSeverity severity)
{
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == severity)
        return g_strdup (cw_problem_get_sentence (problem));
    }
  return NULL;
}

char *
cw_problems_dup_text (GListModel *problems, CwSeverity least)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) < least)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, cw_problem_get_sentence (problem));
    }
  return g_string_free (text, FALSE);
}
