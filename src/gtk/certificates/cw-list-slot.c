/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-slot.h"

struct _CwListSlot
{
  GObject parent_instance;

  const CwSlotSource *source;  /* NULL: retired */
  gpointer gate;
  guint position;
  GObject *item;
  gulong changed;
  CwSlotWatch *watches;
};

G_DEFINE_FINAL_TYPE (CwListSlot, cw_list_slot, G_TYPE_OBJECT)

static void
tell (CwListSlot *self)
{
  for (CwSlotWatch *watch = self->watches; watch != NULL; watch = watch->next)
    watch->changed (watch);
}

static void
empty (CwListSlot *self)
{
  if (self->item == NULL)
    return;
  g_clear_signal_handler (&self->changed, self->item);
  g_clear_object (&self->item);
}

static void
cw_list_slot_dispose (GObject *object)
{
  CwListSlot *self = CW_LIST_SLOT (object);

  if (self->source != NULL)
    self->source->gone (self->gate, self);
  self->source = NULL;
  empty (self);
  G_OBJECT_CLASS (cw_list_slot_parent_class)->dispose (object);
}

static void
cw_list_slot_class_init (CwListSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_list_slot_dispose;
}

static void
cw_list_slot_init (CwListSlot *self)
{
}

gpointer
cw_list_slot_get_item (CwListSlot *self)
{
  if (self->item != NULL || self->source == NULL)
    return self->item;
  self->item = self->source->get_item (self->gate, self->position);
  if (self->item != NULL)
    self->changed = g_signal_connect_swapped (self->item, "notify", G_CALLBACK (tell), self);
  return self->item;
}

void
cw_list_slot_watch (CwListSlot *self, CwSlotWatch *watch)
{
  watch->next = self->watches;
  self->watches = watch;
}

void
cw_list_slot_unwatch (CwListSlot *self, CwSlotWatch *watch)
{
  CwSlotWatch **place = &self->watches;

  while (*place != NULL && *place != watch)
    place = &(*place)->next;
  if (*place != NULL)
    *place = watch->next;
}

CwListSlot *
cw_list_slot_new (const CwSlotSource *source, gpointer gate, guint position)
{
  CwListSlot *self = g_object_new (CW_TYPE_LIST_SLOT, NULL);

  self->source = source;
  self->gate = gate;
  self->position = position;
  return self;
}

guint
cw_list_slot_get_position (CwListSlot *self)
{
  return self->position;
}

void
cw_list_slot_set_position (CwListSlot *self, guint position)
{
  self->position = position;
}

void
cw_list_slot_refill (CwListSlot *self)
{
  empty (self);
  tell (self);
}

void
cw_list_slot_retire (CwListSlot *self)
{
  self->source = NULL;
  cw_list_slot_refill (self);
}

gboolean
cw_list_slot_is_filled (CwListSlot *self)
{
  return self->item != NULL;
}
