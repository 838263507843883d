/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A place in a list that is shown: it stays the same object while what is in it changes, so that a view keeps the widgets that it
 * has made for it. Made by a CwListGate. */

G_BEGIN_DECLS

#define CW_TYPE_LIST_SLOT (cw_list_slot_get_type ())
G_DECLARE_FINAL_TYPE (CwListSlot, cw_list_slot, CW, LIST_SLOT, GObject)

/* Who wants to know that something else is in the slot now. Lives in the watcher: scrolling binds a thousand of them in a frame,
 * and a signal handler each would cost more than all the rest. */
typedef struct _CwSlotWatch CwSlotWatch;
struct _CwSlotWatch
{
  CwSlotWatch *next;
  void (*changed) (CwSlotWatch *self);
};

/* What is in it: got from the list when it is asked for the first time. NULL: nothing, now. */
gpointer cw_list_slot_get_item (CwListSlot *self);
void     cw_list_slot_watch    (CwListSlot *self, CwSlotWatch *watch);
void     cw_list_slot_unwatch  (CwListSlot *self, CwSlotWatch *watch);

/* For the gate. get_item gives a reference or NULL; gone is called when the slot is. */
typedef struct
{
  gpointer (*get_item) (gpointer gate, guint position);
  void (*gone) (gpointer gate, CwListSlot *slot);
} CwSlotSource;

CwListSlot *cw_list_slot_new          (const CwSlotSource *source, gpointer gate, guint position);
guint       cw_list_slot_get_position (CwListSlot *self);
void        cw_list_slot_set_position (CwListSlot *self, guint position);
/* Something else is in it. */
void        cw_list_slot_refill       (CwListSlot *self);
/* It is no place in the list any more, or there is no list any more. */
void        cw_list_slot_retire       (CwListSlot *self);
gboolean    cw_list_slot_is_filled    (CwListSlot *self);

G_END_DECLS
