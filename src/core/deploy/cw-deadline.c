/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deadline.h"

struct _CwDeadline {
  GMutex        lock;
  GCond         changed;
  GThread      *thread;
  GCancellable *cancellable;
  GCancellable *caller;
  gulong        handler;
  gint64        until;
  gboolean      passed;
  gboolean      stop;
};

static gpointer
watch (gpointer data)
{
  CwDeadline *self = data;
  gboolean passed;

  g_mutex_lock (&self->lock);
  while (!self->stop && !self->passed)
    if (!g_cond_wait_until (&self->changed, &self->lock, self->until))
      self->passed = TRUE;
  passed = self->passed;
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

CwDeadline *
cw_deadline_start (guint milliseconds, GCancellable *caller)
{
  CwDeadline *self = g_new0 (CwDeadline, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->until = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
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

gboolean
cw_deadline_has_passed (CwDeadline *self)
{
  gboolean passed;

  g_mutex_lock (&self->lock);
  passed = self->passed;
  g_mutex_unlock (&self->lock);
  return passed;
}

gboolean
cw_deadline_pause (guint milliseconds, GCancellable *cancellable)
{
  gint64 until = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  gint64 left;
  GPollFD poll;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &poll))
    {
      g_usleep (milliseconds * 1000ul);
      return TRUE;
    }
  /* A signal to the process ends a poll early. */
  while (!g_cancellable_is_cancelled (cancellable) && (left = until - g_get_monotonic_time ()) > 0)
    g_poll (&poll, 1, (int) (left / 1000 + 1));
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}
