/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timeline-scale.h"

#include <glib/gi18n-lib.h>

#define DAY (24 * 60 * 60)
#define LEAST (90 * DAY)
/* A CA's certificate of twenty years would leave no room for those of three months: it goes on beyond the border. */
#define MOST (3 * 366 * DAY)
/* How much of it is past. */
#define PAST 0.06

static gint64
get_end (CwStoredCertificate *certificate)
{
  return certificate != NULL ? cw_stored_certificate_get_not_after (certificate) : 0;
}

void
cw_timeline_scale_fit (CwTimelineScale *self, GListModel *entries, gint64 now)
{
  gint64 last = now + LEAST;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (CwTimelineEntry) entry = g_list_model_get_item (entries, i);

      last = MAX (last, get_end (cw_timeline_entry_get_certificate (entry)));
      last = MAX (last, get_end (cw_timeline_entry_get_successor (entry)));
    }
  last = MIN (last, now + MOST);
  self->now = now;
  self->start = now - (gint64) ((double) (last - now) * PAST);
  self->end = last + (gint64) ((double) (last - now) * PAST / 2);
}

double
cw_timeline_scale_place (const CwTimelineScale *self, gint64 time)
{
  if (self->end <= self->start)
    return 0;
  return CLAMP ((double) (time - self->start) / (double) (self->end - self->start), 0, 1);
}

static GDateTime *
make_first_month (const CwTimelineScale *self, int step)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (self->start);
  int month = g_date_time_get_month (start) - 1;
  g_autoptr (GDateTime) first = g_date_time_new_local (g_date_time_get_year (start), 1, 1, 0, 0, 0);

  return g_date_time_add_months (first, (month / step + 1) * step);
}

GArray *
cw_timeline_scale_list_ticks (const CwTimelineScale *self, guint max)
{
  static const int steps[] = { 1, 2, 3, 6, 12, 24, 60 };
  gint64 months = (self->end - self->start) / (30 * DAY) + 1;
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GDateTime) tick = NULL;
  int step = steps[0];

  for (gsize i = 0; i < G_N_ELEMENTS (steps) && months / step > MAX (max, 1); i++)
    step = steps[i];
  for (tick = make_first_month (self, step); g_date_time_to_unix (tick) < self->end;)
    {
      gint64 time = g_date_time_to_unix (tick);
      GDateTime *next = g_date_time_add_months (tick, step);

      g_array_append_val (ticks, time);
      g_date_time_unref (tick);
      tick = next;
    }
  return ticks;
}

char *
cw_timeline_scale_dup_label (const CwTimelineScale *self, gint64 tick)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (tick);

  /* Translators: a month on the timeline, in the form of strftime: "Mar 2027". */
  return g_date_time_format (date, _("%b %Y"));
}
