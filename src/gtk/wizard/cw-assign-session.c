/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-session.h"

struct _CwAssignSession
{
  GObject parent_instance;

  CwOperationFlow *flow;
  CwAssignDraft *draft;
  CwUsageTable *table;
  CwLiveList *candidates;
  char *wish;                  /* what they were judged for */
  GCancellable *cancellable;   /* of that */
  CwStoredCertificate *certificate;
  gboolean given;
  gboolean with_unfit;
};

G_DEFINE_FINAL_TYPE (CwAssignSession, cw_assign_session, G_TYPE_OBJECT)

enum { PROP_CANDIDATES = 1, PROP_WITH_UNFIT, PROP_CERTIFICATE, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* ---- which certificates can serve ---- */

typedef struct
{
  CwAssignments *assignments;
  GPtrArray *usages;
  gint64 when;
  gboolean with_unfit;
  GCancellable *cancellable;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->assignments);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->usages);
  g_free (self);
}

static GPtrArray *
load_candidates (gpointer user_data, GError **error)
{
  Question *question = user_data;

  return cw_assignments_list_candidates (question->assignments, question->usages, question->when, question->with_unfit, question->cancellable, error);
}

static gboolean
is_same (gpointer a, gpointer b)
{
  g_autofree char *before = cw_candidate_dup_reasons (a);
  g_autofree char *after = cw_candidate_dup_reasons (b);

  return g_str_equal (before, after)
         && g_str_equal (cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (a)),
                         cw_stored_certificate_get_friendly_name (cw_candidate_get_certificate (b)));
}

static gint64
get_id (gpointer candidate)
{
  return cw_stored_certificate_get_id (cw_candidate_get_certificate (candidate));
}

static GPtrArray *
dup_usages (CwAssignSession *self)
{
  GListModel *usages = cw_assign_draft_get_usages (self->draft);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    g_ptr_array_add (copy, g_list_model_get_item (usages, i));
  return copy;
}

static gint64
get_date (CwAssignSession *self)
{
  gint64 date = 0;

  g_object_get (self->draft, "effective-date", &date, NULL);
  return date;
}

static char *
dup_wish (CwAssignSession *self, GPtrArray *usages)
{
  g_autofree char *ids = cw_usage_list_dup_ids (usages);

  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %d", ids, get_date (self), self->with_unfit);
}

static void
forget_candidates (CwAssignSession *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->candidates);
}

void
cw_assign_session_look (CwAssignSession *self)
{
  g_autoptr (GPtrArray) usages = dup_usages (self);
  g_autofree char *wish = dup_wish (self, usages);
  CwAssignments *assignments = cw_assign_draft_get_assignments (self->draft);
  Question *question;

  if (g_strcmp0 (wish, self->wish) == 0)
    return;
  forget_candidates (self);
  g_free (self->wish);
  self->wish = g_steal_pointer (&wish);
  self->cancellable = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->assignments = g_object_ref (assignments);
  question->usages = g_steal_pointer (&usages);
  question->when = get_date (self);
  question->with_unfit = self->with_unfit;
  question->cancellable = g_object_ref (self->cancellable);
  self->candidates = cw_live_list_new (cw_assignments_get_store (assignments), CW_TYPE_CANDIDATE, load_candidates, is_same, get_id, question, question_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CANDIDATES]);
}

/* ---- the one that was chosen before ---- */

typedef struct
{
  CwStore *store;
  char *reference;
  gint64 request;
} Given;

static void
given_free (gpointer data)
{
  Given *self = data;

  g_object_unref (self->store);
  g_free (self->reference);
  g_free (self);
}

static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Given *given = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRequestRecord) record = given->request != 0 ? cw_store_find_request (given->store, given->request, &error) : NULL;
  CwStoredCertificate *certificate = NULL;

  if (record != NULL)
    certificate = cw_store_find_by_id (given->store, record->certificate, &error);
  else if (given->reference != NULL)
    certificate = cw_store_find (given->store, given->reference, &error);
  if (certificate != NULL)
    g_task_return_pointer (task, certificate, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwAssignSession *self = CW_ASSIGN_SESSION (source);

  /* One that is not there any more: the summary says so. */
  self->certificate = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->certificate != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CERTIFICATE]);
}

static void
find_given (CwAssignSession *self)
{
  g_autoptr (GTask) task = NULL;
  Given *given = g_new0 (Given, 1);

  given->store = g_object_ref (cw_assignments_get_store (cw_assign_draft_get_assignments (self->draft)));
  g_object_get (self->draft, "reference", &given->reference, "request", &given->request, NULL);
  self->given = given->reference != NULL || given->request != 0;
  if (!self->given)
    {
      given_free (given);
      return;
    }
  task = g_task_new (self, NULL, found_cb, NULL);
  g_task_set_source_tag (task, find_given);
  g_task_set_task_data (task, given, given_free);
  g_task_run_in_thread (task, find_thread);
}

/* ---- class ---- */

static void
cw_assign_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwAssignSession *self = CW_ASSIGN_SESSION (object);

  if (id == PROP_CANDIDATES)
    g_value_set_object (value, self->candidates);
  else if (id == PROP_WITH_UNFIT)
    g_value_set_boolean (value, self->with_unfit);
  else if (id == PROP_CERTIFICATE)
    g_value_set_object (value, self->certificate);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_assign_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwAssignSession *self = CW_ASSIGN_SESSION (object);

  if (id != PROP_WITH_UNFIT)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->with_unfit == g_value_get_boolean (value))
    return;
  self->with_unfit = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
  cw_assign_session_look (self);
}

static void
cw_assign_session_dispose (GObject *object)
{
  CwAssignSession *self = CW_ASSIGN_SESSION (object);

  forget_candidates (self);
  g_clear_object (&self->certificate);
  g_clear_object (&self->table);
  g_clear_object (&self->draft);
  g_clear_object (&self->flow);
  G_OBJECT_CLASS (cw_assign_session_parent_class)->dispose (object);
}

static void
cw_assign_session_finalize (GObject *object)
{
  g_free (CW_ASSIGN_SESSION (object)->wish);
  G_OBJECT_CLASS (cw_assign_session_parent_class)->finalize (object);
}

static void
cw_assign_session_class_init (CwAssignSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_assign_session_dispose;
  object_class->finalize = cw_assign_session_finalize;
  object_class->get_property = cw_assign_session_get_property;
  object_class->set_property = cw_assign_session_set_property;
  properties[PROP_CANDIDATES] = g_param_spec_object ("candidates", NULL, NULL, CW_TYPE_LIVE_LIST, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WITH_UNFIT] =
    g_param_spec_boolean ("with-unfit", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CERTIFICATE] = g_param_spec_object ("certificate", NULL, NULL, CW_TYPE_STORED_CERTIFICATE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cw_assign_session_init (CwAssignSession *self)
{
}

CwAssignSession *
cw_assign_session_new (CwOperationFlow *flow, CwAssignDraft *draft)
{
  CwAssignSession *self = g_object_new (CW_TYPE_ASSIGN_SESSION, NULL);

  self->flow = g_object_ref (flow);
  self->draft = g_object_ref (draft);
  self->table = cw_usage_table_new (cw_assign_draft_get_assignments (draft));
  g_object_set (self->table, "show-all", TRUE, NULL);
  find_given (self);
  return self;
}

CwOperationFlow *
cw_assign_session_get_flow (CwAssignSession *self)
{
  return self->flow;
}

CwContext *
cw_assign_session_get_context (CwAssignSession *self)
{
  return cw_operation_flow_get_context (self->flow);
}

CwAssignDraft *
cw_assign_session_get_draft (CwAssignSession *self)
{
  return self->draft;
}

CwUsageTable *
cw_assign_session_get_table (CwAssignSession *self)
{
  return self->table;
}

gboolean
cw_assign_session_is_given (CwAssignSession *self)
{
  return self->given;
}

CwStoredCertificate *
cw_assign_session_get_certificate (CwAssignSession *self)
{
  return self->certificate;
}

CwLiveList *
cw_assign_session_get_candidates (CwAssignSession *self)
{
  return self->candidates;
}

CwAssigned *
cw_assign_session_get_assigned (CwAssignSession *self, CwUsage *usage, CwPlace place)
{
  CwUsageEntry *entry = cw_usage_table_find (self->table, cw_usage_get_id (usage));

  return entry != NULL ? cw_usage_entry_get (entry, place) : NULL;
}

gboolean
cw_assign_session_replaces (CwAssignSession *self)
{
  GListModel *usages = cw_assign_draft_get_usages (self->draft);

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);

      if (cw_assign_session_get_assigned (self, usage, CW_PLACE_CURRENT) != NULL)
        return TRUE;
    }
  return FALSE;
}

gint64
cw_assign_session_get_lead_time (CwAssignSession *self)
{
  GListModel *usages = cw_assign_draft_get_usages (self->draft);
  gint64 longest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);

      longest = MAX (longest, cw_usage_get_lead_time (usage));
    }
  return longest;
}
