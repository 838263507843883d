/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bench-probe.h"

#include "cw-bench-work.h"

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
  GArray *taken;               /* of gint64: how long each frame of scrolling took */
  guint frames;
  guint round;
  guint tick;
  gboolean answered;           /* the list has said something since the round began */
  gboolean resting;            /* between two rounds */
};

static const char *columns[] = { "expires", "subject", "issuer", "key", "state", "names" };
/* Found in many certificates, in few, in one, in none. */
static const char *searches[] = { "mail1", "srv00", "harbo", "99.ex", "zzzzz" };
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

static void
print_figure (const char *kind, const char *name, gint64 usec)
{
  printf ("%s-%s %.2f\n", kind, name, (double) usec / 1000);
  fflush (stdout);
}

/* The window is ready with the screen that it opens on; what is measured afterwards are the certificates. */
static gboolean
is_about_home (CwBenchProbe *self)
{
  return g_str_equal (self->what, "ready");
}

static CwCertificateList *
get_list (CwBenchProbe *self)
{
  return cw_certificates_view_get_list (cw_window_get_certificates (self->window));
}

/* The rows have been read, not only counted. The rest of the order may still be coming. */
static gboolean
has_home_rows (CwBenchProbe *self)
{
  CwAssignmentsView *home = cw_window_get_assignments (self->window);

  return home != NULL && cw_assignments_view_is_ready (home);
}

static gboolean
has_rows (CwBenchProbe *self)
{
  CwCertificateList *list = get_list (self);
  g_autoptr (CwCertificateRow) row = NULL;

  if (list == NULL || !cw_certificate_list_is_ready (list) || (self->phase == PHASE_MEASURE && !self->answered))
    return FALSE;
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  return row != NULL ? cw_certificate_row_get_certificate (row) != NULL : !cw_certificate_list_is_busy (list);
}

static void
answered_cb (CwBenchProbe *self)
{
  self->answered = TRUE;
}

static gboolean
close_cb (gpointer user_data)
{
  CwBenchProbe *self = user_data;

  gtk_window_close (GTK_WINDOW (self->window));
  return G_SOURCE_REMOVE;
}

/* Called in the middle of a frame: the window is closed after it. */
static void
finish (CwBenchProbe *self)
{
  self->phase = PHASE_DONE;
  g_clear_handle_id (&self->tick, g_source_remove);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), self);
  g_signal_handlers_disconnect_by_data (get_list (self), self);
  g_idle_add (close_cb, self);
}

/* ---- rounds ---- */

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  CwBenchProbe *self = user_data;
  GtkScrollable *table = GTK_SCROLLABLE (cw_certificates_view_get_table (cw_window_get_certificates (self->window)));
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (table);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, end * self->frames / SCROLL_FRAMES);
  return self->phase == PHASE_MEASURE;
}

static void
begin_round (CwBenchProbe *self)
{
  CwCertificatesView *view = cw_window_get_certificates (self->window);

  if (g_str_equal (self->what, "scroll"))
    {
      gtk_widget_add_tick_callback (GTK_WIDGET (self->window), scroll_cb, self, NULL);
      return;
    }
  self->started = g_get_monotonic_time ();
  self->answered = FALSE;
  if (g_str_equal (self->what, "sort"))
    cw_certificates_view_sort (view, columns[self->round], FALSE);
  else
    cw_certificates_view_search (view, searches[self->round]);
}

/* A person looks at the answer before he asks again, and by then it is complete. */
static gboolean
next_round_cb (gpointer user_data)
{
  CwBenchProbe *self = user_data;
  GtkColumnView *table = cw_certificates_view_get_table (cw_window_get_certificates (self->window));
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table)));

  if (cw_certificate_list_is_busy (get_list (self)) || shown != g_list_model_get_n_items (G_LIST_MODEL (get_list (self))))
    return G_SOURCE_CONTINUE;
  self->resting = FALSE;
  begin_round (self);
  return G_SOURCE_REMOVE;
}

static void
end_round (CwBenchProbe *self, gint64 now)
{
  gboolean sort = g_str_equal (self->what, "sort");

  self->resting = TRUE;
  print_figure (self->what, sort ? columns[self->round] : searches[self->round], now - self->started);
  if (++self->round < (sort ? G_N_ELEMENTS (columns) : G_N_ELEMENTS (searches)))
    g_timeout_add (300, next_round_cb, self);
  else
    finish (self);
}

/* ---- scroll: the longest frame on the way from the top to the end ---- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
measure_frame (CwBenchProbe *self, gint64 now)
{
  gint64 taken = now - self->last_frame;

  g_array_append_val (self->taken, taken);
  if (++self->frames <= SCROLL_FRAMES)
    return;
  g_array_sort (self->taken, compare_times);
  print_figure ("scroll", "median-frame", g_array_index (self->taken, gint64, self->taken->len / 2));
  print_figure ("scroll", "longest-frame", g_array_index (self->taken, gint64, self->taken->len - 1));
  finish (self);
}

/* ---- loop: how long the main loop does not turn while workers work ---- */

static gboolean
tick_cb (gpointer user_data)
{
  CwBenchProbe *self = user_data;
  gint64 now = g_get_monotonic_time ();

  self->longest = MAX (self->longest, now - self->last_frame - 1000);
  self->last_frame = now;
  return G_SOURCE_CONTINUE;
}

static void
worked_cb (const char *name, gboolean last, gpointer user_data)
{
  CwBenchProbe *self = user_data;

  if (name != NULL)
    print_figure ("loop", name, self->longest);
  self->longest = 0;
  self->last_frame = g_get_monotonic_time ();
  if (last)
    finish (self);
}

/* ---- frames ---- */

/* The window stays: who measures looks at the memory now. */
static void
print_ready (CwBenchProbe *self, GListModel *rows)
{
  printf ("ready %" G_GINT64_FORMAT " rows=%u\n", get_age (), g_list_model_get_n_items (rows));
  fflush (stdout);
  self->phase = PHASE_DONE;
}

static void
begin (CwBenchProbe *self)
{
  if (is_about_home (self))
    {
      print_ready (self, G_LIST_MODEL (gtk_column_view_get_model (cw_assignments_view_get_table (cw_window_get_assignments (self->window)))));
      return;
    }
  self->phase = PHASE_MEASURE;
  g_signal_connect_swapped (get_list (self), "items-changed", G_CALLBACK (answered_cb), self);
  if (g_str_equal (self->what, "list"))
    print_ready (self, G_LIST_MODEL (get_list (self)));
  else if (g_str_equal (self->what, "loop"))
    {
      self->tick = g_timeout_add_full (G_PRIORITY_HIGH, 1, tick_cb, self, NULL);
      cw_bench_work_start (cw_window_get_context (self->window), GTK_WINDOW (self->window), worked_cb, self);
    }
  else
    {
      /* The rest of the first order may still be on its way, and the end of the list not there to be scrolled to. */
      self->resting = TRUE;
      g_timeout_add (300, next_round_cb, self);
    }
}

static void
before_paint_cb (GdkFrameClock *clock, CwBenchProbe *self)
{
  if (g_str_equal (self->what, "scroll"))
    self->last_frame = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, CwBenchProbe *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->phase == PHASE_DONE || self->resting)
    return;
  if (self->phase == PHASE_MEASURE && g_str_equal (self->what, "scroll"))
    measure_frame (self, now);
  else if (is_about_home (self) ? !has_home_rows (self) : !has_rows (self))
    return;
  else if (self->phase == PHASE_START)
    begin (self);
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
  static const char * const known[] = { "ready", "list", "sort", "search", "scroll", "loop", NULL };
  const char *what = g_getenv ("CERTWIZARD_BENCH");
  CwBenchProbe *self;

  if (what == NULL || !g_strv_contains (known, what))
    return NULL;
  self = g_new0 (CwBenchProbe, 1);
  self->what = g_strdup (what);
  self->taken = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
cw_bench_probe_free (CwBenchProbe *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_array_unref (self->taken);
  g_free (self->what);
  g_free (self);
}

void
cw_bench_probe_watch (CwBenchProbe *self, CwWindow *window)
{
  self->window = window;
  if (!is_about_home (self))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "certificates");
  g_signal_connect_after (window, "realize", G_CALLBACK (realized_cb), self);
}
