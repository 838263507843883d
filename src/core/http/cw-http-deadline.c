/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-deadline.h"

struct _CwHttpDeadline {
  GMutex lock;
  GCond changed;
  GThread *thread;
  GCancellable *cancellable;
  GCancellable *caller;
  gulong handler;
  guint connect, whole;
  gint64 connect_until;      /* 0: not connecting */
  gint64 whole_until;
  guint passed;
  gboolean stop;
};

/* When the next time is over, and how many seconds that were. Under the lock. */
static gint64
get_next (CwHttpDeadline *self, guint *seconds)
{
  gboolean connecting = self->connect_until > 0 && self->connect_until < self->whole_until;

  *seconds = connecting ? self->connect : self->whole;
  return connecting ? self->connect_until : self->whole_until;
}

static gpointer
watch (gpointer data)
{
  CwHttpDeadline *self = data;
  guint seconds;

  g_mutex_lock (&self->lock);
  while (!self->stop && self->passed == 0)
    if (!g_cond_wait_until (&self->changed, &self->lock, get_next (self, &seconds)) &&
        g_get_monotonic_time () >= get_next (self, &seconds))
      self->passed = seconds;
  gboolean passed = self->passed > 0;
  g_mutex_unlock (&self->lock);
  if (passed)
    g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
caller_cancelled_cb (GCancellable *caller, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

CwHttpDeadline *
cw_http_deadline_start (guint connect, guint whole, GCancellable *caller)
{
  CwHttpDeadline *self = g_new0 (CwHttpDeadline, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->connect = MIN (connect, whole);
  self->whole = whole;
  self->whole_until = g_get_monotonic_time () + whole * G_TIME_SPAN_SECOND;
  self->cancellable = g_cancellable_new ();
  if (caller)
    {
      self->caller = g_object_ref (caller);
      self->handler = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), g_object_ref (self->cancellable), g_object_unref);
    }
  self->thread = g_thread_new ("cw-http-deadline", watch, self);
  return self;
}

void
cw_http_deadline_free (CwHttpDeadline *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  if (self->caller)
    g_cancellable_disconnect (self->caller, self->handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GCancellable *
cw_http_deadline_get_cancellable (CwHttpDeadline *self)
{
  return self->cancellable;
}

void
cw_http_deadline_set_connecting (CwHttpDeadline *self, gboolean connecting)
{
  g_mutex_lock (&self->lock);
  self->connect_until = connecting ? g_get_monotonic_time () + self->connect * G_TIME_SPAN_SECOND : 0;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
cw_http_deadline_get_passed (CwHttpDeadline *self)
{
  g_mutex_lock (&self->lock);
  guint passed = self->passed;
  g_mutex_unlock (&self->lock);
  return passed;
}
