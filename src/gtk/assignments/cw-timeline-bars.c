/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timeline-bars.h"

#include "cw-certificate-text.h"

#include <glib/gi18n-lib.h>

#define BAR_HEIGHT 10
#define GAP 4
#define HEIGHT (2 * BAR_HEIGHT + GAP + 12)
#define RADIUS 3
#define MARK 8
/* Of "Jul 2027", and the space beside it. */
#define TICK_CHARS 8
#define TICK_SPACE 30

struct _CwTimelineBars
{
  GtkWidget parent_instance;

  CwBarSample sample;
  CwTimelineScale scale;
  CwTimelineEntry *entry;
};

G_DEFINE_FINAL_TYPE (CwTimelineBars, cw_timeline_bars, GTK_TYPE_WIDGET)

/* ---- colours, as the theme has them ---- */

static GdkRGBA
get_color (CwTimelineBars *self, const char *name, float alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  color.alpha *= alpha;
  return color;
}

static const char *
get_bar_color (CwCertificateState state)
{
  switch (state)
    {
    case CW_CERTIFICATE_EXPIRED:
      return "error_color";
    case CW_CERTIFICATE_EXPIRING:
      return "warning_color";
    case CW_CERTIFICATE_NOT_YET_VALID:
    case CW_CERTIFICATE_VALID:
    default:
      return "accent_color";
    }
}

/* ---- shapes; all of them are mirrored where the text goes the other way ---- */

static double
get_x (CwTimelineBars *self, gint64 time)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double x = cw_timeline_scale_place (&self->scale, time) * width;

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? width - x : x;
}

static graphene_rect_t
make_bar (double from, double to, double y)
{
  double left = MIN (from, to);

  return GRAPHENE_RECT_INIT ((float) left, (float) y, (float) MAX (ABS (to - from), 3), BAR_HEIGHT);
}

static void
draw_full (GtkSnapshot *snapshot, const graphene_rect_t *bar, const GdkRGBA *color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bar, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, bar);
  gtk_snapshot_pop (snapshot);
}

static void
draw_hollow (GtkSnapshot *snapshot, const graphene_rect_t *bar, const GdkRGBA *color)
{
  const float widths[] = { 1.5f, 1.5f, 1.5f, 1.5f };
  const GdkRGBA colors[] = { *color, *color, *color, *color };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bar, RADIUS);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

/* Slanted lines: it is seen without its colour, too. */
static void
draw_hatched (GtkSnapshot *snapshot, const graphene_rect_t *bar, const GdkRGBA *color)
{
  GskRoundedRect outline;
  cairo_t *cr;

  gsk_rounded_rect_init_from_rect (&outline, bar, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  cr = gtk_snapshot_append_cairo (snapshot, bar);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 2);
  for (float x = bar->origin.x - BAR_HEIGHT; x < bar->origin.x + bar->size.width; x += 5)
    {
      cairo_move_to (cr, x, bar->origin.y + BAR_HEIGHT);
      cairo_line_to (cr, x + BAR_HEIGHT, bar->origin.y);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
  draw_hollow (snapshot, bar, color);
}

/* Solid: valid. Hatched: expires soon. Hollow: expired. */
static void
draw_bar (CwTimelineBars *self, GtkSnapshot *snapshot, const graphene_rect_t *bar, CwCertificateState state)
{
  GdkRGBA color = get_color (self, get_bar_color (state), 1);

  if (state == CW_CERTIFICATE_EXPIRED)
    draw_hollow (snapshot, bar, &color);
  else if (state == CW_CERTIFICATE_EXPIRING)
    draw_hatched (snapshot, bar, &color);
  else
    draw_full (snapshot, bar, &color);
}

static void
draw_successor (CwTimelineBars *self, GtkSnapshot *snapshot, const graphene_rect_t *bar)
{
  GdkRGBA line = get_color (self, "success_color", 1);
  GdkRGBA inside = get_color (self, "success_color", 0.3f);

  draw_full (snapshot, bar, &inside);
  draw_hollow (snapshot, bar, &line);
}

/* Points down at the bar. */
static void
draw_mark (CwTimelineBars *self, GtkSnapshot *snapshot, double x, double y)
{
  GdkRGBA color = get_color (self, NULL, 1);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) x - MARK, (float) y - MARK, 2 * MARK, MARK + 2));

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_move_to (cr, x - MARK / 2.0, y - MARK + 1);
  cairo_line_to (cr, x + MARK / 2.0, y - MARK + 1);
  cairo_line_to (cr, x, y);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_line (GtkSnapshot *snapshot, double x, double height, double width, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT ((float) (x - width / 2), 0, (float) width, (float) height));
}

/* ---- what is drawn ---- */

static void
draw_today (CwTimelineBars *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = get_color (self, NULL, 0.8f);

  draw_line (snapshot, get_x (self, self->scale.now), gtk_widget_get_height (GTK_WIDGET (self)), 2, &color);
}

/* Large text wants fewer of them. */
static int
get_tick_width (CwTimelineBars *self)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self)), NULL, NULL);
  int width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics)) * TICK_CHARS + TICK_SPACE;

  pango_font_metrics_unref (metrics);
  return width;
}

static GArray *
list_ticks (CwTimelineBars *self)
{
  return cw_timeline_scale_list_ticks (&self->scale, (guint) MAX (gtk_widget_get_width (GTK_WIDGET (self)) / get_tick_width (self), 1));
}

static void
draw_grid (CwTimelineBars *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = get_color (self, NULL, 0.12f);
  g_autoptr (GArray) ticks = list_ticks (self);

  for (guint i = 0; i < ticks->len; i++)
    draw_line (snapshot, get_x (self, g_array_index (ticks, gint64, i)), gtk_widget_get_height (GTK_WIDGET (self)), 1, &color);
}

static void
draw_entry (CwTimelineBars *self, GtkSnapshot *snapshot)
{
  CwStoredCertificate *certificate = cw_timeline_entry_get_certificate (self->entry);
  CwStoredCertificate *successor = cw_timeline_entry_get_successor (self->entry);
  gint64 now = self->scale.now;
  gint64 end = cw_stored_certificate_get_not_after (certificate);
  gint64 lead = cw_timeline_entry_get_lead_time (self->entry);
  double middle = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  double y = successor != NULL ? middle - BAR_HEIGHT - GAP / 2.0 + 2 : middle - BAR_HEIGHT / 2.0;
  CwCertificateState state = cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate), end, now);
  graphene_rect_t bar = make_bar (get_x (self, now), get_x (self, end), y);

  draw_bar (self, snapshot, &bar, state);
  if (lead > 0 && end != G_MAXINT64 && end - lead > self->scale.start && end - lead < self->scale.end)
    draw_mark (self, snapshot, get_x (self, end - lead), y);
  if (successor == NULL)
    return;
  bar = make_bar (get_x (self, MAX (cw_timeline_entry_get_effective (self->entry), self->scale.start)),
                  get_x (self, cw_stored_certificate_get_not_after (successor)), y + BAR_HEIGHT + GAP);
  draw_successor (self, snapshot, &bar);
}

static void
draw_text (CwTimelineBars *self, GtkSnapshot *snapshot, double x, const char *text, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  PangoRectangle logical;

  pango_layout_get_pixel_extents (layout, NULL, &logical);
  x = CLAMP (x - logical.width / 2.0, 0, MAX (width - logical.width, 0));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) (gtk_widget_get_height (GTK_WIDGET (self)) - logical.height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_scale (CwTimelineBars *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = get_color (self, NULL, 1);
  GdkRGBA dim = get_color (self, NULL, 0.7f);
  g_autoptr (GArray) ticks = list_ticks (self);
  int room = get_tick_width (self);
  double today = get_x (self, self->scale.now);

  draw_text (self, snapshot, today, _("Today"), &color);
  for (guint i = 0; i < ticks->len; i++)
    {
      double x = get_x (self, g_array_index (ticks, gint64, i));
      g_autofree char *label = cw_timeline_scale_dup_label (&self->scale, g_array_index (ticks, gint64, i));

      /* Not over "Today", nor beyond the border. */
      if (ABS (x - today) > room && x > room / 2.0 && x < gtk_widget_get_width (GTK_WIDGET (self)) - room / 2.0)
        draw_text (self, snapshot, x, label, &dim);
    }
}

static void
draw_sample (CwTimelineBars *self, GtkSnapshot *snapshot)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double y = (gtk_widget_get_height (GTK_WIDGET (self)) - BAR_HEIGHT) / 2.0;
  graphene_rect_t bar = make_bar (0, width, y);
  GdkRGBA color = get_color (self, NULL, 0.8f);

  if (self->sample == CW_BAR_LEAD_TIME)
    draw_mark (self, snapshot, width / 2, y + BAR_HEIGHT - 1);
  else if (self->sample == CW_BAR_TODAY)
    draw_line (snapshot, width / 2, gtk_widget_get_height (GTK_WIDGET (self)), 2, &color);
  else if (self->sample == CW_BAR_SUCCESSOR)
    draw_successor (self, snapshot, &bar);
  else
    draw_bar (self, snapshot, &bar, self->sample == CW_BAR_EXPIRED ? CW_CERTIFICATE_EXPIRED
                                    : self->sample == CW_BAR_EXPIRING ? CW_CERTIFICATE_EXPIRING : CW_CERTIFICATE_VALID);
}

static void
cw_timeline_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CwTimelineBars *self = CW_TIMELINE_BARS (widget);

  if (self->sample != CW_BAR_ALL)
    draw_sample (self, snapshot);
  else if (self->scale.end > self->scale.start && self->entry == NULL)
    draw_scale (self, snapshot);
  else if (self->scale.end > self->scale.start)
    {
      draw_grid (self, snapshot);
      draw_entry (self, snapshot);
      draw_today (self, snapshot);
    }
}

static void
cw_timeline_bars_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  gboolean sample = CW_TIMELINE_BARS (widget)->sample != CW_BAR_ALL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = sample ? 28 : 120;
  else
    *minimum = *natural = sample ? 16 : HEIGHT;
}

static void
cw_timeline_bars_dispose (GObject *object)
{
  g_clear_object (&CW_TIMELINE_BARS (object)->entry);
  G_OBJECT_CLASS (cw_timeline_bars_parent_class)->dispose (object);
}

static void
cw_timeline_bars_class_init (CwTimelineBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_timeline_bars_dispose;
  widget_class->snapshot = cw_timeline_bars_snapshot;
  widget_class->measure = cw_timeline_bars_measure;
  gtk_widget_class_set_css_name (widget_class, "timelinebars");
  /* The words beside it say the same. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cw_timeline_bars_init (CwTimelineBars *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), TRUE);
}

GtkWidget *
cw_timeline_bars_new (CwBarSample sample)
{
  CwTimelineBars *self = g_object_new (CW_TYPE_TIMELINE_BARS, NULL);

  self->sample = sample;
  return GTK_WIDGET (self);
}

void
cw_timeline_bars_set_entry (CwTimelineBars *self, const CwTimelineScale *scale, CwTimelineEntry *entry)
{
  self->scale = *scale;
  g_set_object (&self->entry, entry);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
