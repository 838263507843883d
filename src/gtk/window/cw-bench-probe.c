/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bench-probe.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef enum { PHASE_START, PHASE_MEASURE, PHASE_DONE } Phase;

struct _CwBenchProbe
{
  char *what;
  CwWindow *window;            /* borrowed */
  Phase phase;
  gint64 started;              /* of what is measured */
  gint64 last_frame;
  gint64 longest;
  guint frames;
  guint round;
  gint64 waiting_since;        /* loop: when the main loop was last seen */
};

#define ROUNDS 5
#define SCROLL_FRAMES 240

/* Microseconds since the kernel started this process. */
static gint64
get_age (void)
{
  g_autofree char *stat = NULL;
  struct timespec now;
  char *field;

  clock_gettime (CLOCK_BOOTTIME, &now);
  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL))
    return 0;
  field = strrchr (stat, ')');
  for (guint i = 0; field != NULL && i < 20; i++)
    field = strchr (field + 1, ' ');
  if (field == NULL)
    return 0;
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 - g_ascii_strtoll (field + 1, NULL, 10) * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK);
}

static CwCertificateList *
get_list (CwBenchProbe *self)
{
  return cw_certificates_view_get_list (cw_window_get_certificates (self->window));
}

/* The rows on the screen have been read, not only counted. */
static gboolean
has_rows (CwBenchProbe *self)
{
  CwCertificateList *list = get_list (self);
  g_autoptr (CwCertificateRow) row = NULL;

  if (list == NULL || cw_certificate_list_is_busy (list))
    return FALSE;
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  return row != NULL && cw_certificate_row_get_certificate (row) != NULL;
}

static void
finish (CwBenchProbe *self)
{
  fflush (stdout);
  self->phase = PHASE_DONE;
  gtk_window_close (GTK_WINDOW (self->window));
}

static GtkAdjustment *
get_adjustment (CwBenchProbe *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (cw_certificates_view_get_table (cw_window_get_certificates (self->window))));
}

static void
begin_round (CwBenchProbe *self)
{
  CwCertificatesView *view = cw_window_get_certificates (self->window);
  static const char *columns[] = { "expires", "subject", "issuer", "key", "state" };
  static const char *searches[] = { "exam1", "host4", "www-1", "00042", "9 exa" };

  self->phase = PHASE_MEASURE;
  self->started = g_get_monotonic_time ();
  if (g_str_equal (self->what, "sort"))
    cw_certificates_view_sort (view, columns[self->round % ROUNDS], FALSE);
  else if (g_str_equal (self->what, "search"))
    cw_certificates_view_search (view, searches[self->round % ROUNDS]);
}

static void
end_round (CwBenchProbe *self, gint64 now)
{
  printf ("%s %" G_GINT64_FORMAT " rows=%u\n", self->what, now - self->started, g_list_model_get_n_items (G_LIST_MODEL (get_list (self))));
  if (++self->round >= ROUNDS)
    finish (self);
  else
    begin_round (self);
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CwBenchProbe *self = user_data;
  GtkAdjustment *adjustment = get_adjustment (self);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, end * self->frames / SCROLL_FRAMES);
  return self->frames <= SCROLL_FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
before_paint_cb (GdkFrameClock *clock, CwBenchProbe *self)
{
  self->last_frame = g_get_monotonic_time ();
}

static void
measure_scroll (CwBenchProbe *self, gint64 now)
{
  self->longest = MAX (self->longest, now - self->last_frame);
  if (++self->frames <= SCROLL_FRAMES)
    return;
  printf ("scroll %" G_GINT64_FORMAT " frames=%u\n", self->longest, self->frames);
  finish (self);
}

/* How long the main loop does not turn, while something else works: printed each time that it gets longer. */
static gboolean
loop_cb (gpointer user_data)
{
  CwBenchProbe *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (now - self->waiting_since - 1000 > self->longest)
    {
      self->longest = now - self->waiting_since - 1000;
      printf ("loop %" G_GINT64_FORMAT "\n", self->longest);
      fflush (stdout);
    }
  self->waiting_since = now;
  return G_SOURCE_CONTINUE;
}

static void
begin (CwBenchProbe *self)
{
  printf ("ready %" G_GINT64_FORMAT " rows=%u\n", get_age (), g_list_model_get_n_items (G_LIST_MODEL (get_list (self))));
  fflush (stdout);
  self->phase = PHASE_MEASURE;
  if (g_str_equal (self->what, "ready"))
    finish (self);
  else if (g_str_equal (self->what, "scroll"))
    gtk_widget_add_tick_callback (GTK_WIDGET (self->window), scroll_cb, self, NULL);
  else if (g_str_equal (self->what, "loop"))
    {
      self->waiting_since = g_get_monotonic_time ();
      g_timeout_add_full (G_PRIORITY_HIGH, 1, loop_cb, self, NULL);
    }
  else
    begin_round (self);
}

static void
after_paint_cb (GdkFrameClock *clock, CwBenchProbe *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->phase == PHASE_DONE || !has_rows (self))
    return;
  if (self->phase == PHASE_START)
    begin (self);
  else if (g_str_equal (self->what, "scroll"))
    measure_scroll (self, now);
  else if (!g_str_equal (self->what, "loop"))
    end_round (self, now);
}

static void
realized_cb (GtkWidget *window, CwBenchProbe *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
}

CwBenchProbe *
cw_bench_probe_new_from_environment (void)
{
  const char *what = g_getenv ("CERTWIZARD_BENCH");
  CwBenchProbe *self;

  if (what == NULL)
    return NULL;
  self = g_new0 (CwBenchProbe, 1);
  self->what = g_strdup (what);
  return self;
}

void
cw_bench_probe_free (CwBenchProbe *self)
{
  g_free (self->what);
  g_free (self);
}

void
cw_bench_probe_watch (CwBenchProbe *self, CwWindow *window)
{
  self->window = window;
  g_signal_connect_after (window, "realize", G_CALLBACK (realized_cb), self);
}
