/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deadline.h"

struct _CwDeadline {
  GMutex        lock;
  GCond         changed;
  GThread      *thread;
  GCancellable *cancellable;
  GCancellable *caller;
  gulong        handler;
  guint         whole, limit;      /* milliseconds */
  gint64        whole_until;
  gint64        limit_until;       /* 0: no limit */
  guint         passed;
  gboolean      stop;
};

/* When the next time is over, and how long that was. Under the lock. */
static gint64
get_next (CwDeadline *self, guint *milliseconds)
{
  gboolean limited = self->limit_until > 0 && self->limit_until < self->whole_until;

  *milliseconds = limited ? self->limit : self->whole;
  return limited ? self->limit_until : self->whole_until;
}

static gpointer
watch (gpointer data)
{
  CwDeadline *self = data;
  gboolean passed;
  guint milliseconds;

  g_mutex_lock (&self->lock);
  while (!self->stop && self->passed == 0)
    if (!g_cond_wait_until (&self->changed, &self->lock, get_next (self, &milliseconds)) && g_get_monotonic_time () >= get_next (self, &milliseconds))
      self->passed = milliseconds;
  passed = self->passed > 0;
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

static gint64
get_end (guint milliseconds)
{
  return g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
}

CwDeadline *
cw_deadline_start (guint milliseconds, GCancellable *caller)
{
  CwDeadline *self = g_new0 (CwDeadline, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  /* None at all could not be told from “not over”. */
  self->whole = MAX (milliseconds, 1);
  self->whole_until = get_end (self->whole);
  self->cancellable = g_cancellable_new ();
  if (caller != NULL)
    {
      self->caller = g_object_ref (caller);
      self->handler = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), g_object_ref (self->cancellable), g_object_unref);
    }
  self->thread = g_thread_new ("cw-deadline", watch, self);
  return self;
}

void
cw_deadline_free (CwDeadline *self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  if (self->caller != NULL)
    g_cancellable_disconnect (self->caller, self->handler);
  g_clear_object (&self->caller);
  g_clear_object (&self->cancellable);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GCancellable *
cw_deadline_get_cancellable (CwDeadline *self)
{
  return self->cancellable;
}

void
cw_deadline_limit (CwDeadline *self, guint milliseconds)
{
  g_mutex_lock (&self->lock);
  self->limit = milliseconds;
  self->limit_until = milliseconds > 0 ? get_end (milliseconds) : 0;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
cw_deadline_get_passed (CwDeadline *self)
{
  guint passed;

  g_mutex_lock (&self->lock);
  passed = self->passed;
  g_mutex_unlock (&self->lock);
  return passed;
}

/* Sleeps, and is woken by the cancellable alone: with none there is nothing that could wake it. */
gboolean
cw_deadline_pause (guint milliseconds, GCancellable *cancellable)
{
  gint64 until = get_end (milliseconds), left;
  GPollFD poll = { .fd = -1 };
  gboolean can_poll = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &poll);

  /* A signal to the process ends it early. */
  while (!g_cancellable_is_cancelled (cancellable) && (left = until - g_get_monotonic_time ()) > 0)
    g_poll (&poll, can_poll ? 1 : 0, (int) (left / 1000 + 1));
  if (can_poll)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}
