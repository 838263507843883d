/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-operations.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-plan-private.h"

struct _CwTestLine {
  GObject       parent_instance;
  char         *subject;
  CwTestVerdict verdict;
  char         *sentence;
  char         *remedy;
};

G_DEFINE_FINAL_TYPE (CwTestLine, cw_test_line, G_TYPE_OBJECT)

struct _CwTestAuthorityOperation {
  CwOperation      parent_instance;
  CwAuthorities   *authorities;
  CwAuthorityInfo *info;
  char            *user;
  CwSecret        *password;
  CwAuthority     *authority;  /* who was asked, when it is over */
  GMainContext    *context;
  GThread         *thread;
  GListStore      *lines;      /* what a window shows: only touched in the context */
  GMutex           lock;
  GPtrArray       *found;      /* what the worker has said */
};

G_DEFINE_FINAL_TYPE (CwTestAuthorityOperation, cw_test_authority_operation, CW_TYPE_OPERATION)

/* ---- a line ---- */

static void
cw_test_line_finalize (GObject *object)
{
  CwTestLine *self = CW_TEST_LINE (object);

  g_free (self->subject);
  g_free (self->sentence);
  g_free (self->remedy);
  G_OBJECT_CLASS (cw_test_line_parent_class)->finalize (object);
}

static void
cw_test_line_class_init (CwTestLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_test_line_finalize;
}

static void
cw_test_line_init (CwTestLine *self)
{
}

const char *
cw_test_line_get_subject (CwTestLine *self)
{
  return self->subject;
}

CwTestVerdict
cw_test_line_get_verdict (CwTestLine *self)
{
  return self->verdict;
}

const char *
cw_test_line_get_sentence (CwTestLine *self)
{
  return self->sentence;
}

const char *
cw_test_line_get_remedy (CwTestLine *self)
{
  return self->remedy;
}

const char *
cw_test_verdict_to_nick (CwTestVerdict verdict)
{
  static const char * const nicks[] = { "good", "info", "warning", "bad", "skipped" };

  g_return_val_if_fail ((gsize) verdict < G_N_ELEMENTS (nicks), NULL);
  return nicks[verdict];
}

/* ---- the operation ---- */

static CwPlan *
test_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwTestAuthorityOperation *self = CW_TEST_AUTHORITY_OPERATION (operation);
  g_autofree char *title = g_strdup_printf (_("Test %s"), cw_authority_info_get_title (self->info));
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  cw_plan_add (plan, FALSE, title, _("Nothing is requested and nothing is changed."));
  cw_plan_add_fact (plan, _("Certification Authority"), cw_authority_info_get_address (self->info));
  if (self->user != NULL)
    cw_plan_add_fact (plan, _("Certification Authority Account"), self->user);
  return g_steal_pointer (&plan);
}

static gboolean
show_cb (gpointer data)
{
  CwTestAuthorityOperation *self = data;
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_object_unref);

  g_mutex_lock (&self->lock);
  for (guint i = shown; i < self->found->len; i++)
    g_ptr_array_add (more, g_object_ref (g_ptr_array_index (self->found, i)));
  g_mutex_unlock (&self->lock);
  g_list_store_splice (self->lines, shown, 0, more->pdata, more->len);
  return G_SOURCE_REMOVE;
}

static void
line_cb (const char *subject, CwTestVerdict verdict, const char *sentence, const char *remedy, gpointer user_data)
{
  CwTestAuthorityOperation *self = user_data;
  CwTestLine *line = g_object_new (CW_TYPE_TEST_LINE, NULL);

  line->subject = g_strdup (subject);
  line->verdict = verdict;
  line->sentence = g_strdup (sentence);
  line->remedy = g_strdup (remedy);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->found, line);
  g_mutex_unlock (&self->lock);
  cw_notify_in_context (self->context, self->thread, show_cb, self);
}

static void
add_problems (CwTestAuthorityOperation *self, CwOutcome *outcome, guint *n_bad)
{
  static const CwSeverity severities[] = { [CW_TEST_GOOD] = CW_SEVERITY_INFO, [CW_TEST_INFO] = CW_SEVERITY_INFO,
                                           [CW_TEST_WARNING] = CW_SEVERITY_WARNING, [CW_TEST_BAD] = CW_SEVERITY_ERROR,
                                           [CW_TEST_SKIPPED] = CW_SEVERITY_INFO };

  for (guint i = 0; i < self->found->len; i++)
    {
      CwTestLine *line = g_ptr_array_index (self->found, i);
      g_autoptr (CwProblem) problem = cw_problem_new (severities[line->verdict], line->subject, "%s%s%s", line->sentence,
                                                      line->remedy != NULL ? " " : "", line->remedy != NULL ? line->remedy : "");

      *n_bad += line->verdict == CW_TEST_BAD;
      cw_outcome_add_problem (outcome, problem);
    }
}

static gboolean
test_run (CwOperation *operation, CwPlan *plan, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwTestAuthorityOperation *self = CW_TEST_AUTHORITY_OPERATION (operation);
  g_autoptr (CwAuthority) authority = cw_authorities_create (self->authorities, self->info, error);
  g_autoptr (CwPlanStep) step = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autofree char *summary = NULL;
  guint n_bad = 0;

  if (authority == NULL || !cw_operation_begin_step (operation, step, cancellable, error))
    return FALSE;
  if (!cw_authorities_prepare_account (self->authorities, self->info, authority, self->user, self->password,
                                       cw_operation_get_interaction (operation), cancellable, error))
    return FALSE;
  cw_authority_test (authority, line_cb, self, cancellable);
  g_set_object (&self->authority, authority);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The test was cancelled."));
      return FALSE;
    }
  add_problems (self, outcome, &n_bad);
  summary = n_bad == 0 ? g_strdup_printf (_("“%s” can be used."), cw_authority_info_get_title (self->info))
                       : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "“%s” cannot be used yet: %u check failed.",
                                                       "“%s” cannot be used yet: %u checks failed.", n_bad), cw_authority_info_get_title (self->info), n_bad);
  cw_plan_step_end (step, n_bad == 0 ? CW_STEP_DONE : CW_STEP_FAILED, NULL);
  cw_outcome_set_count (outcome, "bad", n_bad);
  cw_outcome_set_result (outcome, n_bad == 0 ? CW_RESULT_DONE : CW_RESULT_FAILED, summary);
  return TRUE;
}

static void
cw_test_authority_operation_finalize (GObject *object)
{
  CwTestAuthorityOperation *self = CW_TEST_AUTHORITY_OPERATION (object);

  g_clear_object (&self->authorities);
  g_clear_object (&self->info);
  g_clear_object (&self->authority);
  g_free (self->user);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_main_context_unref (self->context);
  g_object_unref (self->lines);
  g_ptr_array_unref (self->found);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_test_authority_operation_parent_class)->finalize (object);
}

static void
cw_test_authority_operation_class_init (CwTestAuthorityOperationClass *klass)
{
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_test_authority_operation_finalize;
  operation_class->name = "test-authority";
  operation_class->prepare = test_prepare;
  operation_class->run = test_run;
}

static void
cw_test_authority_operation_init (CwTestAuthorityOperation *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->lines = g_list_store_new (CW_TYPE_TEST_LINE);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
}

CwTestAuthorityOperation *
cw_test_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info, const char *user, CwSecret *password)
{
  CwTestAuthorityOperation *self = g_object_new (CW_TYPE_TEST_AUTHORITY_OPERATION, NULL);

  self->authorities = g_object_ref (authorities);
  self->info = g_object_ref (info);
  self->user = g_strdup (user);
  self->password = password != NULL ? cw_secret_ref (password) : NULL;
  cw_operation_set_store (CW_OPERATION (self), cw_store_access_get_store (cw_authorities_get_access (authorities)));
  return self;
}

GListModel *
cw_test_authority_operation_get_lines (CwTestAuthorityOperation *self)
{
  return G_LIST_MODEL (self->lines);
}

CwAuthority *
cw_test_authority_operation_get_authority (CwTestAuthorityOperation *self)
{
  return self->authority;
}
