/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-gate.h"

/* About a screen of rows; what GTK keeps; and how many come or go in a turn of the main loop. */
#define FIRST_ROWS 32
#define KEPT_ROWS 200
#define STEP_ROWS 12
/* Empty places at the end stay so long: the next answer may need them. */
#define REST_MS 120

struct _CwListGate
{
  GObject parent_instance;

  GListModel *source;
  guint shown;               /* what the view has been told */
  GHashTable *slots;         /* position → CwListSlot that somebody holds; not held */
  guint fill;
  guint step;
  guint rest;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwListGate, cw_list_gate, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static guint
count (CwListGate *self)
{
  return g_list_model_get_n_items (self->source);
}

/* ---- slots ---- */

static gpointer
get_slot_item (gpointer gate, guint position)
{
  CwListGate *self = CW_LIST_GATE (gate);

  return position < count (self) ? g_list_model_get_item (self->source, position) : NULL;
}

static void
slot_gone (gpointer gate, CwListSlot *slot)
{
  g_hash_table_remove (CW_LIST_GATE (gate)->slots, GUINT_TO_POINTER (cw_list_slot_get_position (slot)));
}

static const CwSlotSource slot_source = { get_slot_item, slot_gone };

/* Those that are not on the screen are filled when there is time for it: they will be looked at next. */
static gboolean
fill_cb (gpointer user_data)
{
  CwListGate *self = user_data;
  GHashTableIter iter;
  gpointer slot;

  self->fill = 0;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    cw_list_slot_get_item (slot);
  return G_SOURCE_REMOVE;
}

static void
fill_later (CwListGate *self)
{
  if (self->fill == 0)
    self->fill = g_idle_add_full (G_PRIORITY_LOW, fill_cb, self, NULL);
}

static void
refill (CwListGate *self, guint from)
{
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    if (cw_list_slot_get_position (slot) >= from)
      cw_list_slot_refill (slot);
  fill_later (self);
}

/* The slots behind a change keep what is in them. */
static void
move_slots (CwListGate *self, guint position, guint removed, guint added)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->slots);
  GHashTableIter iter;
  gpointer value;

  self->slots = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CwListSlot *slot = value;
      guint old = cw_list_slot_get_position (slot);

      if (old >= position && old < position + removed)
        {
          cw_list_slot_retire (slot);
          continue;
        }
      if (old >= position)
        cw_list_slot_set_position (slot, old - removed + added);
      g_hash_table_insert (self->slots, GUINT_TO_POINTER (cw_list_slot_get_position (slot)), slot);
    }
}

/* ---- list model ---- */

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_LIST_SLOT;
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
  CwListSlot *slot;

  if (position >= self->shown)
    return NULL;
  slot = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position));
  if (slot != NULL)
    return g_object_ref (slot);
  slot = cw_list_slot_new (&slot_source, self, position);
  g_hash_table_insert (self->slots, GUINT_TO_POINTER (position), slot);
  fill_later (self);
  return slot;
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
  if (removed == 0 && added == 0)
    return;
  move_slots (self, position, removed, added);
  self->shown = self->shown - removed + added;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* ---- the end of the list ---- */

/* What GTK has no widgets for comes and goes at once, the others in steps. */
static gboolean
step_cb (gpointer user_data)
{
  CwListGate *self = user_data;
  guint n = count (self), other = n;

  if (self->shown < n && self->shown < KEPT_ROWS)
    other = MIN (n, self->shown + STEP_ROWS);
  else if (self->shown > n && self->shown > KEPT_ROWS)
    other = MAX (n, KEPT_ROWS);
  else if (self->shown > n)
    other = MAX (n, self->shown - MIN (self->shown, STEP_ROWS));
  if (other > self->shown)
    tell (self, self->shown, 0, other - self->shown);
  else
    tell (self, other, self->shown - other, 0);
  if (self->shown != count (self))
    return G_SOURCE_CONTINUE;
  self->step = 0;
  return G_SOURCE_REMOVE;
}

/* Below the priority of drawing: what is there is seen first. */
static void
step_later (CwListGate *self)
{
  if (self->step == 0)
    self->step = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, step_cb, self, NULL);
}

static gboolean
rested_cb (gpointer user_data)
{
  CwListGate *self = user_data;

  self->rest = 0;
  step_later (self);
  return G_SOURCE_REMOVE;
}

static void
approach (CwListGate *self)
{
  guint n = count (self);

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_handle_id (&self->step, g_source_remove);
  if (self->shown < MIN (n, FIRST_ROWS))
    tell (self, self->shown, 0, MIN (n, FIRST_ROWS) - self->shown);
  if (self->shown < n)
    step_later (self);
  else if (self->shown > n)
    self->rest = g_timeout_add (REST_MS, rested_cb, self);
}

/* ---- changes of the source ---- */

static void
changed_cb (CwListGate *self, guint position, guint removed, guint added)
{
  guint before = count (self) - added + removed;

  if (position + removed >= before)
    refill (self, position);
  else if (position + removed <= self->shown)
    tell (self, position, removed, added);
  else if (position < self->shown)
    /* Not everything has been let in yet: the rest comes with the next step. */
    tell (self, position, self->shown - position, 0);
  approach (self);
}

static void
cw_list_gate_dispose (GObject *object)
{
  CwListGate *self = CW_LIST_GATE (object);

  g_clear_handle_id (&self->fill, g_source_remove);
  g_clear_handle_id (&self->step, g_source_remove);
  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->slots != NULL)
    move_slots (self, 0, G_MAXUINT, 0);
  g_clear_pointer (&self->slots, g_hash_table_unref);
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
  self->slots = g_hash_table_new (NULL, NULL);
}

CwListGate *
cw_list_gate_new (GListModel *source)
{
  CwListGate *self = g_object_new (CW_TYPE_LIST_GATE, NULL);

  self->source = g_object_ref (source);
  g_signal_connect_object (source, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->shown = MIN (count (self), FIRST_ROWS);
  approach (self);
  return self;
}
