/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-gate.h"

/* About a screen of rows; what GTK keeps; and how many are added in a turn of the main loop. */
#define FIRST_ROWS 32
#define KEPT_ROWS 200
#define STEP_ROWS 24

struct _CwListGate
{
  GObject parent_instance;

  GListModel *source;
  guint limit;               /* not more than so many are shown */
  guint shown;               /* what the view has been told */
  gboolean holding;          /* a removal has not been told yet, in the hope of what comes in its place */
  guint held_position;
  guint fallback;
  guint widen;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwListGate, cw_list_gate, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (CW_LIST_GATE (model)->source);
}

static guint
get_n_items (GListModel *model)
{
  return CW_LIST_GATE (model)->shown;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwListGate *self = CW_LIST_GATE (model);

  return position < self->shown ? g_list_model_get_item (self->source, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tell (CwListGate *self, guint position, guint removed, guint added)
{
  self->shown = self->shown - removed + added;
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static guint
count (CwListGate *self)
{
  return MIN (self->limit, g_list_model_get_n_items (self->source));
}

/* Everything from a position on is told anew. */
static void
tell_rest (CwListGate *self, guint position)
{
  guint from = MIN (position, MIN (self->shown, count (self)));

  tell (self, from, self->shown - from, count (self) - from);
}

/* ---- letting more in ---- */

static gboolean
widen_cb (gpointer user_data)
{
  CwListGate *self = user_data;

  self->limit = self->limit + STEP_ROWS <= KEPT_ROWS ? self->limit + STEP_ROWS : G_MAXUINT;
  tell (self, self->shown, 0, count (self) - self->shown);
  if (self->limit != G_MAXUINT)
    return G_SOURCE_CONTINUE;
  self->widen = 0;
  return G_SOURCE_REMOVE;
}

/* Below the priority of drawing: what is there is seen first. */
static void
widen_later (CwListGate *self)
{
  if (self->widen == 0 && self->limit != G_MAXUINT)
    self->widen = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, widen_cb, self, NULL);
}

/* ---- changes of the source ---- */

static void
release (CwListGate *self)
{
  self->holding = FALSE;
  g_clear_handle_id (&self->fallback, g_source_remove);
  /* With the widgets that are there; the rest comes afterwards, and costs nothing. */
  self->limit = MIN (self->limit, KEPT_ROWS);
  tell_rest (self, self->held_position);
  widen_later (self);
}

static gboolean
fallback_cb (gpointer user_data)
{
  CwListGate *self = user_data;

  self->fallback = 0;
  release (self);
  return G_SOURCE_REMOVE;
}

static void
hold (CwListGate *self, guint position)
{
  self->holding = TRUE;
  self->held_position = position;
  /* Before anything is drawn, should nothing come in its place. */
  self->fallback = g_idle_add_full (G_PRIORITY_HIGH, fallback_cb, self, NULL);
}

static void
changed_cb (CwListGate *self, guint position, guint removed, guint added)
{
  if (self->holding)
    {
      self->held_position = MIN (self->held_position, position);
      release (self);
    }
  else if (removed > 0 && added == 0 && position < KEPT_ROWS && position + removed >= self->shown)
    /* Everything behind this position goes: most likely something else is put there at once. */
    hold (self, position);
  else if (self->limit == G_MAXUINT)
    tell (self, position, removed, added);
  else
    tell_rest (self, position);
  widen_later (self);
}

static void
cw_list_gate_dispose (GObject *object)
{
  CwListGate *self = CW_LIST_GATE (object);

  g_clear_handle_id (&self->fallback, g_source_remove);
  g_clear_handle_id (&self->widen, g_source_remove);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (cw_list_gate_parent_class)->dispose (object);
}

static void
cw_list_gate_class_init (CwListGateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_list_gate_dispose;
}

static void
cw_list_gate_init (CwListGate *self)
{
  self->limit = FIRST_ROWS;
}

CwListGate *
cw_list_gate_new (GListModel *source)
{
  CwListGate *self = g_object_new (CW_TYPE_LIST_GATE, NULL);

  self->source = g_object_ref (source);
  g_signal_connect_object (source, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->shown = count (self);
  widen_later (self);
  return self;
}
