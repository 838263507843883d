/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-log.h"
#include "cw-clock.h"
#include "cw-plan-private.h"

/* A server that never stops talking must not fill the memory. */
#define MAX_SIZE (256 * 1024)

#define LOG_KEY "cw-request-log"

struct _CwRequestLog {
  GObject      *owner;        /* not counted: it owns us */
  GParamSpec   *pspec;
  GMainContext *context;
  GThread      *thread;
  char         *shown;        /* only touched in the context */
  GMutex        lock;
  GString      *text;
};

CwRequestLog *
cw_request_log_new (GObject *owner, GParamSpec *pspec)
{
  CwRequestLog *self = g_new0 (CwRequestLog, 1);

  self->owner = owner;
  self->pspec = pspec;
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->text = g_string_new (NULL);
  g_mutex_init (&self->lock);
  g_object_set_data (owner, LOG_KEY, self);
  return self;
}

void
cw_request_log_free (CwRequestLog *self)
{
  g_main_context_unref (self->context);
  g_free (self->shown);
  g_string_free (self->text, TRUE);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
notify_cb (gpointer owner)
{
  CwRequestLog *self = g_object_get_data (owner, LOG_KEY);
  char *text = cw_request_log_dup (self);

  g_free (self->shown);
  self->shown = text;
  g_object_notify_by_pspec (owner, self->pspec);
  return G_SOURCE_REMOVE;
}

void
cw_request_log_add (const char *line, gpointer data)
{
  CwRequestLog *self = data;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (cw_clock_now ());
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");

  g_mutex_lock (&self->lock);
  if (self->text->len < MAX_SIZE)
    g_string_append_printf (self->text, "%s %s\n", time, line);
  g_mutex_unlock (&self->lock);
  cw_notify_in_context (self->context, self->thread, notify_cb, self->owner);
}

const char *
cw_request_log_get (CwRequestLog *self)
{
  return self->shown != NULL ? self->shown : "";
}

char *
cw_request_log_dup (CwRequestLog *self)
{
  char *text;

  g_mutex_lock (&self->lock);
  text = g_strdup (self->text->str);
  g_mutex_unlock (&self->lock);
  return text;
}
