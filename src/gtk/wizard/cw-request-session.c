/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-session.h"

#include "cw-error.h"

struct _CwRequestSession
{
  GObject parent_instance;

  CwOperationFlow *flow;
  CwRequestDraft *draft;
  CwLiveList *authorities;
  CwAuthorityInfo *info;
  CwAuthorityCapabilities capabilities;
  char *problem;
  guint question;              /* which one is the latest: an older answer does not count */
  gint64 again;
  gboolean refused;
  char *refused_user;
  CwSecret *refused_password;
};

G_DEFINE_FINAL_TYPE (CwRequestSession, cw_request_session, G_TYPE_OBJECT)

enum { PROP_AUTHORITY = 1, PROP_CAPABILITIES, PROP_PROBLEM, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* ---- what the chosen authority is capable of ---- */

typedef struct
{
  CwAuthorities *authorities;
  char *reference;             /* NULL: the default */
  guint question;
  CwAuthorityInfo *info;
  CwAuthorityCapabilities capabilities;
  gboolean practice;           /* taken because nothing else is there */
} Question;

static void
question_free (Question *self)
{
  g_clear_object (&self->authorities);
  g_clear_object (&self->info);
  g_free (self->reference);
  g_free (self);
}

static void
ask_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  g_autoptr (CwAuthority) authority = NULL;
  g_autoptr (GError) error = NULL;

  question->info = cw_authorities_find (question->authorities, question->reference, &error);
  if (question->info == NULL && question->reference == NULL && g_error_matches (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN))
    {
      g_clear_error (&error);
      question->practice = TRUE;
      question->info = cw_authorities_find (question->authorities, "practice", &error);
    }
  if (question->info != NULL)
    authority = cw_authorities_create (question->authorities, question->info, &error);
  if (authority == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  question->capabilities = cw_authority_get_capabilities (authority);
  g_task_return_boolean (task, TRUE);
}

static void
set_answer (CwRequestSession *self, CwAuthorityInfo *info, CwAuthorityCapabilities capabilities, const char *problem)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_object (&self->info, info))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTHORITY]);
  if (self->capabilities != capabilities)
    {
      self->capabilities = capabilities;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPABILITIES]);
    }
  if (g_strcmp0 (self->problem, problem) != 0)
    {
      g_free (self->problem);
      self->problem = g_strdup (problem);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwRequestSession *self = CW_REQUEST_SESSION (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean known = g_task_propagate_boolean (G_TASK (result), &error);

  if (question->question != self->question)
    return;
  if (!known)
    {
      set_answer (self, question->info, 0, error->message);
      return;
    }
  set_answer (self, question->info, question->capabilities, NULL);
  /* Taken, but never silently: the page and the summary name it. */
  if (question->practice)
    g_object_set (self->draft, "authority", "practice", NULL);
}

static void
ask (CwRequestSession *self)
{
  Question *question = g_new0 (Question, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, asked_cb, NULL);
  gboolean online;

  g_object_get (self->draft, "online", &online, "authority", &question->reference, NULL);
  if (!online)
    {
      g_free (question->reference);
      question->reference = g_strdup ("offline");
    }
  question->authorities = g_object_ref (cw_context_get_authorities (cw_operation_flow_get_context (self->flow)));
  question->question = ++self->question;
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, ask_thread);
}

/* ---- what was requested before ---- */

static const char *const recalled[] = { "organization", "organizational-unit", "country", "state", "city" };

typedef struct
{
  CwStore *store;
  CwRequestDraft *draft;       /* a copy, which belongs to the worker */
} Recall;

static void
recall_free (Recall *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->draft);
  g_free (self);
}

static void
recall_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Recall *recall = task_data;

  cw_request_draft_recall (recall->draft, recall->store);
  g_task_return_boolean (task, TRUE);
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwRequestSession *self = CW_REQUEST_SESSION (source);
  Recall *recall = g_task_get_task_data (G_TASK (result));

  for (gsize i = 0; i < G_N_ELEMENTS (recalled); i++)
    {
      g_autofree char *here = NULL;
      g_autofree char *before = NULL;

      g_object_get (self->draft, recalled[i], &here, NULL);
      g_object_get (recall->draft, recalled[i], &before, NULL);
      /* What somebody has entered meanwhile stays. */
      if (here == NULL && before != NULL)
        g_object_set (self->draft, recalled[i], before, NULL);
    }
}

void
cw_request_session_recall (CwRequestSession *self)
{
  Recall *recall = g_new0 (Recall, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, recalled_cb, NULL);

  recall->store = g_object_ref (cw_context_get_store (cw_operation_flow_get_context (self->flow)));
  recall->draft = cw_request_draft_copy (self->draft);
  g_task_set_source_tag (task, cw_request_session_recall);
  g_task_set_task_data (task, recall, (GDestroyNotify) recall_free);
  g_task_run_in_thread (task, recall_thread);
}

/* ---- class ---- */

static void
cw_request_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwRequestSession *self = CW_REQUEST_SESSION (object);

  if (id == PROP_AUTHORITY)
    g_value_set_object (value, self->info);
  else if (id == PROP_CAPABILITIES)
    g_value_set_uint (value, self->capabilities);
  else if (id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_request_session_dispose (GObject *object)
{
  CwRequestSession *self = CW_REQUEST_SESSION (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->draft);
  g_clear_object (&self->authorities);
  g_clear_object (&self->info);
  G_OBJECT_CLASS (cw_request_session_parent_class)->dispose (object);
}

static void
cw_request_session_finalize (GObject *object)
{
  CwRequestSession *self = CW_REQUEST_SESSION (object);

  g_free (self->problem);
  g_free (self->refused_user);
  g_clear_pointer (&self->refused_password, cw_secret_unref);
  G_OBJECT_CLASS (cw_request_session_parent_class)->finalize (object);
}

static void
cw_request_session_class_init (CwRequestSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = cw_request_session_dispose;
  object_class->finalize = cw_request_session_finalize;
  object_class->get_property = cw_request_session_get_property;
  properties[PROP_AUTHORITY] = g_param_spec_object ("authority", NULL, NULL, CW_TYPE_AUTHORITY_INFO, flags);
  properties[PROP_CAPABILITIES] = g_param_spec_uint ("capabilities", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cw_request_session_init (CwRequestSession *self)
{
}

CwRequestSession *
cw_request_session_new (CwOperationFlow *flow, CwRequestDraft *draft)
{
  CwRequestSession *self = g_object_new (CW_TYPE_REQUEST_SESSION, NULL);

  self->flow = g_object_ref (flow);
  self->draft = g_object_ref (draft);
  self->authorities = cw_authorities_list_live (cw_context_get_authorities (cw_operation_flow_get_context (flow)));
  g_signal_connect_object (draft, "notify::authority", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::online", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);
  return self;
}

CwOperationFlow *
cw_request_session_get_flow (CwRequestSession *self)
{
  return self->flow;
}

CwContext *
cw_request_session_get_context (CwRequestSession *self)
{
  return cw_operation_flow_get_context (self->flow);
}

CwRequestDraft *
cw_request_session_get_draft (CwRequestSession *self)
{
  return self->draft;
}

CwLiveList *
cw_request_session_get_authorities (CwRequestSession *self)
{
  return self->authorities;
}

CwAuthorityInfo *
cw_request_session_get_authority (CwRequestSession *self)
{
  return self->info;
}

CwAuthorityCapabilities
cw_request_session_get_capabilities (CwRequestSession *self)
{
  return self->capabilities;
}

const char *
cw_request_session_get_problem (CwRequestSession *self)
{
  return self->problem;
}

void
cw_request_session_note_refused (CwRequestSession *self)
{
  g_clear_pointer (&self->refused_user, g_free);
  g_clear_pointer (&self->refused_password, cw_secret_unref);
  g_object_get (self->draft, "account", &self->refused_user, "password", &self->refused_password, NULL);
  self->refused = TRUE;
}

gboolean
cw_request_session_is_refused (CwRequestSession *self)
{
  g_autofree char *user = NULL;
  g_autoptr (CwSecret) password = NULL;

  if (!self->refused)
    return FALSE;
  g_object_get (self->draft, "account", &user, "password", &password, NULL);
  if (g_strcmp0 (user, self->refused_user) != 0 || (password == NULL) != (self->refused_password == NULL))
    return FALSE;
  return password == NULL || cw_secret_equal (password, self->refused_password);
}

void
cw_request_session_set_again (CwRequestSession *self, gint64 request)
{
  self->again = request;
}

CwOperation *
cw_request_session_make_operation (CwRequestSession *self)
{
  CwContext *context = cw_request_session_get_context (self);
  CwAuthorities *authorities = cw_context_get_authorities (context);

  if (self->again != 0)
    return CW_OPERATION (cw_request_operation_new_again (authorities, cw_context_get_topology (context), cw_context_get_usages (context), self->again,
                                                         FALSE));
  return CW_OPERATION (cw_request_operation_new (authorities, self->draft));
}
