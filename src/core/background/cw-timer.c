/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timer.h"
#include <glib/gi18n-lib.h>
#include "cw-config.h"
#include "cw-error.h"
#include "cw-timer-private.h"

struct _CwTimer {
  GObject      parent_instance;
  CwTimerPlace place;
};

G_DEFINE_FINAL_TYPE (CwTimer, cw_timer, G_TYPE_OBJECT)

/* ---- what is started ---- */

/* The command line that belongs to this very program: itself, beside it, or where the build tree has it. */
static char *
dup_program (void)
{
  static const char *const ways[] = { "certwizardctl", "../cli/certwizardctl" };
  const char *other = g_getenv ("CERTWIZARDCTL");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (other != NULL)
    return g_strdup (other);
  for (gsize i = 0; folder != NULL && i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_build_filename (folder, ways[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_canonicalize_filename (path, NULL);
    }
  return g_strdup (CW_BINDIR "/certwizardctl");
}

/* A store in a folder of its own has a timer of its own. */
static char *
dup_name (const char *store_directory)
{
  g_autofree char *sum = NULL;

  if (store_directory == NULL)
    return g_strdup ("certwizard-roll");
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, store_directory, -1);
  return g_strdup_printf ("certwizard-roll-%.8s", sum);
}

static gboolean
set_none (GError **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED,
               _("This computer has neither systemd nor cron that could be asked; have “certwizardctl roll --unattended” run every minute by other means, or keep "
                 "the window open."));
  return FALSE;
}

static void
cw_timer_finalize (GObject *object)
{
  CwTimer *self = CW_TIMER (object);

  g_free (self->place.store_directory);
  g_free (self->place.name);
  g_free (self->place.program);
  G_OBJECT_CLASS (cw_timer_parent_class)->finalize (object);
}

static void
cw_timer_class_init (CwTimerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_timer_finalize;
}

static void
cw_timer_init (CwTimer *self)
{
}

CwTimer *
cw_timer_new (gboolean system_scope, const char *store_directory)
{
  CwTimer *self = g_object_new (CW_TYPE_TIMER, NULL);

  self->place.system_scope = system_scope;
  self->place.store_directory = store_directory != NULL ? g_canonicalize_filename (store_directory, NULL) : NULL;
  self->place.name = dup_name (self->place.store_directory);
  self->place.program = dup_program ();
  return self;
}

CwTimerKind
cw_timer_get_kind (CwTimer *self)
{
  if (cw_timer_systemd_is_there (&self->place))
    return CW_TIMER_SYSTEMD;
  return cw_timer_cron_is_there (&self->place) ? CW_TIMER_CRON : CW_TIMER_NONE;
}

gboolean
cw_timer_is_enabled (CwTimer *self, gboolean *enabled, GError **error)
{
  switch (cw_timer_get_kind (self))
    {
    case CW_TIMER_SYSTEMD:
      return cw_timer_systemd_is_enabled (&self->place, enabled, error);
    case CW_TIMER_CRON:
      return cw_timer_cron_is_enabled (&self->place, enabled, error);
    case CW_TIMER_NONE:
      break;
    }
  *enabled = FALSE;
  return TRUE;
}

gboolean
cw_timer_enable (CwTimer *self, GCancellable *cancellable, GError **error)
{
  switch (cw_timer_get_kind (self))
    {
    case CW_TIMER_SYSTEMD:
      return cw_timer_systemd_enable (&self->place, cancellable, error);
    case CW_TIMER_CRON:
      return cw_timer_cron_enable (&self->place, cancellable, error);
    case CW_TIMER_NONE:
      break;
    }
  return set_none (error);
}

gboolean
cw_timer_disable (CwTimer *self, GCancellable *cancellable, GError **error)
{
  switch (cw_timer_get_kind (self))
    {
    case CW_TIMER_SYSTEMD:
      return cw_timer_systemd_disable (&self->place, cancellable, error);
    case CW_TIMER_CRON:
      return cw_timer_cron_disable (&self->place, cancellable, error);
    case CW_TIMER_NONE:
      break;
    }
  return set_none (error);
}

char *
cw_timer_dup_status (CwTimer *self)
{
  CwTimerKind kind = cw_timer_get_kind (self);
  g_autoptr (GError) error = NULL;
  gboolean enabled;

  if (kind == CW_TIMER_NONE)
    set_none (&error);
  if (error != NULL || !cw_timer_is_enabled (self, &enabled, &error))
    return g_strdup (error->message);
  if (!enabled)
    return g_strdup (_("Off: what is due is done while the window is open, and by “certwizardctl roll”."));
  if (kind == CW_TIMER_SYSTEMD)
    return cw_timer_systemd_dup_status (&self->place);
  return g_strdup (_("On, by a line in the table of cron: it runs every minute."));
}
