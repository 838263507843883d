/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-plan-private.h"
#include "cw-clock.h"

struct _CwPlanStep {
  GObject       parent_instance;
  char         *title;
  char         *detail;
  gboolean      changes;

  GMutex        lock;        /* the worker writes below, the main loop reads */
  CwStepState   state;
  char         *message;
  GPtrArray    *retired;     /* messages that somebody may still be reading */
  gint64        started;
  gint64        finished;
  GMainContext *context;
  GThread      *thread;
};

enum { STEP_PROP_STATE = 1, STEP_PROP_MESSAGE, N_STEP_PROPS };
static GParamSpec *step_props[N_STEP_PROPS];

G_DEFINE_FINAL_TYPE (CwPlanStep, cw_plan_step, G_TYPE_OBJECT)

struct _CwPlanFact {
  GObject parent_instance;
  char   *property;
  char   *value;
};

G_DEFINE_FINAL_TYPE (CwPlanFact, cw_plan_fact, G_TYPE_OBJECT)

struct _CwPlan {
  GObject     parent_instance;
  char       *title;
  GPtrArray  *steps;
  GListStore *facts;
  GListStore *problems;
  gboolean    asks_consent;
};

static void cw_plan_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPlan, cw_plan, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_plan_list_model_init))

/* ---- step ---- */

static gboolean
notify_step_cb (gpointer data)
{
  CwPlanStep *self = data;

  g_object_notify_by_pspec (G_OBJECT (self), step_props[STEP_PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), step_props[STEP_PROP_MESSAGE]);
  return G_SOURCE_REMOVE;
}

void
cw_notify_in_context (GMainContext *context, GThread *thread, GSourceFunc callback, gpointer object)
{
  g_autoptr (GSource) source = NULL;

  if (thread == g_thread_self ())
    {
      callback (object);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, g_object_ref (object), g_object_unref);
  g_source_attach (source, context);
}

static void
step_changed (CwPlanStep *self)
{
  g_autoptr (GMainContext) context = NULL;
  GThread *thread;

  g_mutex_lock (&self->lock);
  context = g_main_context_ref (self->context);
  thread = self->thread;
  g_mutex_unlock (&self->lock);
  cw_notify_in_context (context, thread, notify_step_cb, self);
}

static void
cw_plan_step_finalize (GObject *object)
{
  CwPlanStep *self = CW_PLAN_STEP (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->message);
  g_ptr_array_unref (self->retired);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_plan_step_parent_class)->finalize (object);
}

static void
cw_plan_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwPlanStep *self = CW_PLAN_STEP (object);

  if (id == STEP_PROP_STATE)
    g_value_set_int (value, cw_plan_step_get_state (self));
  else if (id == STEP_PROP_MESSAGE)
    g_value_set_string (value, cw_plan_step_get_message (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_plan_step_class_init (CwPlanStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_plan_step_finalize;
  object_class->get_property = cw_plan_step_get_property;
  step_props[STEP_PROP_STATE] = g_param_spec_int ("state", NULL, NULL, CW_STEP_PENDING, CW_STEP_UNDONE, CW_STEP_PENDING,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  step_props[STEP_PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_STEP_PROPS, step_props);
}

static void
cw_plan_step_init (CwPlanStep *self)
{
  g_mutex_init (&self->lock);
  self->retired = g_ptr_array_new_with_free_func (g_free);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
}

const char *
cw_plan_step_get_title (CwPlanStep *self)
{
  return self->title;
}

const char *
cw_plan_step_get_detail (CwPlanStep *self)
{
  return self->detail;
}

gboolean
cw_plan_step_get_changes (CwPlanStep *self)
{
  return self->changes;
}

CwStepState
cw_plan_step_get_state (CwPlanStep *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->state;
}

const char *
cw_plan_step_get_message (CwPlanStep *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->message;
}

gint64
cw_plan_step_get_started (CwPlanStep *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->started;
}

gint64
cw_plan_step_get_finished (CwPlanStep *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->finished;
}

const char *
cw_step_state_to_nick (CwStepState state)
{
  static const char * const nicks[] = { "pending", "running", "done", "skipped", "failed", "undone" };

  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (nicks), NULL);
  return nicks[state];
}

void
cw_plan_step_begin (CwPlanStep *self)
{
  g_mutex_lock (&self->lock);
  self->state = CW_STEP_RUNNING;
  self->started = cw_clock_now ();
  self->finished = 0;
  g_mutex_unlock (&self->lock);
  step_changed (self);
}

void
cw_plan_step_end (CwPlanStep *self, CwStepState state, const char *message)
{
  g_mutex_lock (&self->lock);
  self->state = state;
  self->finished = cw_clock_now ();
  if (message != NULL && g_strcmp0 (self->message, message) != 0)
    {
      if (self->message != NULL)
        g_ptr_array_add (self->retired, self->message);
      self->message = g_strdup (message);
    }
  g_mutex_unlock (&self->lock);
  step_changed (self);
}

/* ---- fact ---- */

static void
cw_plan_fact_finalize (GObject *object)
{
  CwPlanFact *self = CW_PLAN_FACT (object);

  g_free (self->property);
  g_free (self->value);
  G_OBJECT_CLASS (cw_plan_fact_parent_class)->finalize (object);
}

static void
cw_plan_fact_class_init (CwPlanFactClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_plan_fact_finalize;
}

static void
cw_plan_fact_init (CwPlanFact *self)
{
}

const char *
cw_plan_fact_get_property (CwPlanFact *self)
{
  return self->property;
}

const char *
cw_plan_fact_get_value (CwPlanFact *self)
{
  return self->value;
}

/* ---- plan ---- */

static GType
cw_plan_get_item_type (GListModel *model)
{
  return CW_TYPE_PLAN_STEP;
}

static guint
cw_plan_get_n_items (GListModel *model)
{
  return CW_PLAN (model)->steps->len;
}

static gpointer
cw_plan_get_item (GListModel *model, guint position)
{
  CwPlan *self = CW_PLAN (model);

  return position < self->steps->len ? g_object_ref (g_ptr_array_index (self->steps, position)) : NULL;
}

static void
cw_plan_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_plan_get_item_type;
  iface->get_n_items = cw_plan_get_n_items;
  iface->get_item = cw_plan_get_item;
}

static void
cw_plan_finalize (GObject *object)
{
  CwPlan *self = CW_PLAN (object);

  g_free (self->title);
  g_ptr_array_unref (self->steps);
  g_object_unref (self->facts);
  g_object_unref (self->problems);
  G_OBJECT_CLASS (cw_plan_parent_class)->finalize (object);
}

static void
cw_plan_class_init (CwPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_plan_finalize;
}

static void
cw_plan_init (CwPlan *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->facts = g_list_store_new (CW_TYPE_PLAN_FACT);
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
}

CwPlan *
cw_plan_new (const char *title)
{
  CwPlan *self = g_object_new (CW_TYPE_PLAN, NULL);

  self->title = g_strdup (title);
  return self;
}

CwPlanStep *
cw_plan_add (CwPlan *self, gboolean changes, const char *title, const char *detail)
{
  CwPlanStep *step = g_object_new (CW_TYPE_PLAN_STEP, NULL);

  step->title = g_strdup (title);
  step->detail = g_strdup (detail);
  step->changes = changes;
  g_ptr_array_add (self->steps, step);
  g_list_model_items_changed (G_LIST_MODEL (self), self->steps->len - 1, 0, 1);
  return step;
}

void
cw_plan_add_fact (CwPlan *self, const char *property, const char *value)
{
  g_autoptr (CwPlanFact) fact = g_object_new (CW_TYPE_PLAN_FACT, NULL);

  fact->property = g_strdup (property);
  fact->value = g_strdup (value);
  g_list_store_append (self->facts, fact);
}

GListModel *
cw_plan_get_facts (CwPlan *self)
{
  return G_LIST_MODEL (self->facts);
}

void
cw_plan_add_problem (CwPlan *self, CwProblem *problem)
{
  g_list_store_append (self->problems, problem);
}

void
cw_plan_take_problem (CwPlan *self, CwProblem *problem)
{
  cw_plan_add_problem (self, problem);
  g_object_unref (problem);
}

void
cw_plan_add_advice (CwPlan *self, CwProblem *problem)
{
  cw_plan_add_problem (self, problem);
  cw_plan_ask_consent (self);
}

void
cw_plan_ask_consent (CwPlan *self)
{
  self->asks_consent = TRUE;
}

gboolean
cw_plan_needs_consent (CwPlan *self)
{
  if (!self->asks_consent || !cw_plan_changes_anything (self))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR)
        return FALSE;
    }
  return TRUE;
}

GListModel *
cw_plan_get_problems (CwPlan *self)
{
  return G_LIST_MODEL (self->problems);
}

const char *
cw_plan_get_title (CwPlan *self)
{
  return self->title;
}

gboolean
cw_plan_changes_anything (CwPlan *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (CW_PLAN_STEP (g_ptr_array_index (self->steps, i))->changes)
      return TRUE;
  return FALSE;
}

void
cw_plan_set_context (CwPlan *self, GMainContext *context, GThread *thread)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      CwPlanStep *step = g_ptr_array_index (self->steps, i);

      g_mutex_lock (&step->lock);
      g_main_context_unref (step->context);
      step->context = g_main_context_ref (context);
      step->thread = thread;
      g_mutex_unlock (&step->lock);
    }
}

void
cw_plan_end_unfinished (CwPlan *self, const char *message)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      CwPlanStep *step = g_ptr_array_index (self->steps, i);
      CwStepState state = cw_plan_step_get_state (step);

      if (state == CW_STEP_PENDING)
        cw_plan_step_end (step, CW_STEP_SKIPPED, NULL);
      else if (state == CW_STEP_RUNNING)
        cw_plan_step_end (step, CW_STEP_FAILED, message);
    }
}

static void
append_all (GListModel *from, GListStore *to)
{
  for (guint i = 0; i < g_list_model_get_n_items (from); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (from, i);

      g_list_store_append (to, item);
    }
}

void
cw_plan_append (CwPlan *self, CwPlan *other)
{
  guint position = self->steps->len;

  for (guint i = 0; i < other->steps->len; i++)
    g_ptr_array_add (self->steps, g_object_ref (g_ptr_array_index (other->steps, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, other->steps->len);
  append_all (G_LIST_MODEL (other->facts), self->facts);
  append_all (G_LIST_MODEL (other->problems), self->problems);
  self->asks_consent |= other->asks_consent;
}
