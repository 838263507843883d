/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-cell.h"

#include "cw-certificate-list.h"
#include "cw-certificate-text.h"
#include "cw-clock.h"

#include <glib/gi18n-lib.h>

#define ICON_SIZE 16
#define SPACING 6

/* A leaf that draws its text and icon by itself: with labels and images inside, the 200 rows that a GtkColumnView keeps would
 * be thousands of widgets. Layouts are made when they are drawn, and not before. */
struct _CwCertificateCell
{
  GtkWidget parent_instance;

  CwCellKind kind;
  GtkListItem *item;
  CwCellCuller *culler;
  CwListSlot *slot;          /* borrowed */
  CwSlotWatch watch;
  gboolean stale;            /* the texts are of something else */

  char *text;
  char *second;              /* COMPACT only */
  const char *icon;
  const char *style;
  gboolean told;             /* assistive technology knows the text */
  PangoLayout *layout;
  PangoLayout *second_layout;
};

G_DEFINE_FINAL_TYPE (CwCertificateCell, cw_certificate_cell, GTK_TYPE_WIDGET)

static void
set_icon (CwCertificateCell *self, const char *icon, const char *style)
{
  self->icon = icon;
  self->style = style;
}

static void
set_text (CwCertificateCell *self, const char *text)
{
  if (self->text != NULL && g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  if (self->layout != NULL)
    pango_layout_set_text (self->layout, self->text, -1);
  self->told = FALSE;
}

static void
set_second (CwCertificateCell *self, const char *text)
{
  g_free (self->second);
  self->second = g_strdup (text != NULL ? text : "");
  if (self->second_layout != NULL)
    pango_layout_set_text (self->second_layout, self->second, -1);
  self->told = FALSE;
}

/* Each text is a message on the accessibility bus: only what is on the screen is told. */
static void
tell (CwCertificateCell *self)
{
  if (self->told)
    return;
  self->told = TRUE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
  if (self->second != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->second, -1);
}

/* There is something else in a cell that is not on the screen any more: better no name than the one of another certificate. */
static void
take_back (CwCertificateCell *self)
{
  if (!self->told)
    return;
  self->told = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  if (self->second != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
}

static CwCertificateState
get_state (CwStoredCertificate *certificate)
{
  return cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate), cw_stored_certificate_get_not_after (certificate),
                                  cw_clock_now ());
}

static void
show_compact (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  CwCertificateState state = get_state (certificate);
  g_autofree char *expires = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), cw_clock_now ());
  /* Translators: state of a certificate and when it expires: "Valid, expires in 3 months". */
  g_autofree char *line = state == CW_CERTIFICATE_EXPIRED
                            ? g_strdup_printf (_("Expired %s"), expires)
                            : g_strdup_printf (_("%s, expires %s"), cw_certificate_state_get_word (state), expires);

  set_icon (self, cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state));
  set_text (self, cw_stored_certificate_get_friendly_name (certificate));
  set_second (self, line);
}

static void
show_key (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  set_icon (self, cw_stored_certificate_has_private_key (certificate) ? "dialog-password-symbolic" : NULL, NULL);
  set_text (self, cw_stored_certificate_get_key_algorithm (certificate));
}

static void
show_state (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  CwCertificateState state = get_state (certificate);

  set_icon (self, cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state));
  set_text (self, cw_certificate_state_get_word (state));
}

static void
show_certificate (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  g_autofree char *text = NULL;

  switch (self->kind)
    {
    case CW_CELL_STATE:
      show_state (self, certificate);
      break;
    case CW_CELL_FRIENDLY_NAME:
      set_text (self, cw_stored_certificate_get_friendly_name (certificate));
      break;
    case CW_CELL_SUBJECT:
      set_text (self, cw_stored_certificate_get_subject (certificate));
      break;
    case CW_CELL_ISSUER:
      set_text (self, cw_stored_certificate_get_issuer_name (certificate));
      break;
    case CW_CELL_EXPIRES:
      text = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), cw_clock_now ());
      set_text (self, text);
      break;
    case CW_CELL_KEY:
      show_key (self, certificate);
      break;
    case CW_CELL_NAMES:
      text = cw_certificate_dup_names (certificate);
      set_text (self, text);
      break;
    case CW_CELL_COMPACT:
    default:
      show_compact (self, certificate);
      break;
    }
}

static void
show_nothing (CwCertificateCell *self)
{
  set_icon (self, NULL, NULL);
  set_text (self, "");
  if (self->kind == CW_CELL_COMPACT)
    set_second (self, "");
}

static CwStoredCertificate *
get_certificate (CwCertificateCell *self)
{
  CwCertificateRow *row = self->slot != NULL ? cw_list_slot_get_item (self->slot) : NULL;

  return row != NULL ? cw_certificate_row_get_certificate (row) : NULL;
}

static void
refresh (CwCertificateCell *self)
{
  CwStoredCertificate *certificate = get_certificate (self);

  self->stale = FALSE;
  if (certificate != NULL)
    show_certificate (self, certificate);
  else
    show_nothing (self);
}

/* One that waits to be seen is drawn then, anyhow. */
static void
set_stale (CwCertificateCell *self)
{
  if (self->stale)
    return;
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
changed_cb (CwSlotWatch *watch)
{
  set_stale (CW_CERTIFICATE_CELL ((gpointer) ((guint8 *) watch - G_STRUCT_OFFSET (CwCertificateCell, watch))));
}

/* What the columns shorten: told when it is asked for, because making it for each bind would cost. */
static char *
dup_tooltip (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *dates = NULL;

  switch (self->kind)
    {
    case CW_CELL_FRIENDLY_NAME:
      return g_strdup (cw_stored_certificate_get_friendly_name (certificate));
    case CW_CELL_SUBJECT:
      return g_strdup (cw_stored_certificate_get_subject (certificate));
    case CW_CELL_ISSUER:
      return g_strdup (cw_stored_certificate_get_issuer (certificate));
    case CW_CELL_KEY:
      return g_strdup (cw_certificate_get_key_text (certificate));
    case CW_CELL_NAMES:
      return g_strjoinv ("\n", (char **) cw_stored_certificate_get_names (certificate));
    case CW_CELL_STATE:
    case CW_CELL_EXPIRES:
    case CW_CELL_COMPACT:
    default:
      before = cw_certificate_dup_exact (cw_stored_certificate_get_not_before (certificate));
      after = cw_certificate_dup_exact (cw_stored_certificate_get_not_after (certificate));
      dates = g_strdup_printf (_("Valid from %s\nExpires %s"), before, after);
      if (self->kind != CW_CELL_COMPACT)
        return g_steal_pointer (&dates);
      return g_strdup_printf ("%s\n%s", cw_stored_certificate_get_friendly_name (certificate), dates);
    }
}

static gboolean
cw_certificate_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (widget);
  CwStoredCertificate *certificate = get_certificate (self);
  g_autofree char *text = certificate != NULL ? dup_tooltip (self, certificate) : NULL;

  if (text == NULL || *text == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* ---- drawing ---- */

static PangoLayout *
make_layout (CwCertificateCell *self, const char *text, double scale)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (scale < 1)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
      pango_layout_set_attributes (layout, attributes);
    }
  return layout;
}

typedef struct
{
  PangoFontDescription *font;
  int ascent;
  int descent;
} Metrics;

/* All cells have the same font, and asking Pango costs more than all the rest of a cell: the last answer is kept. */
static const Metrics *
get_metrics (GtkWidget *widget)
{
  static Metrics last;
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  PangoFontMetrics *metrics;

  if (last.font != NULL && pango_font_description_equal (last.font, font))
    return &last;
  metrics = pango_context_get_metrics (context, NULL, NULL);
  g_clear_pointer (&last.font, pango_font_description_free);
  last.font = pango_font_description_copy (font);
  last.ascent = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics));
  last.descent = PANGO_PIXELS_CEIL (pango_font_metrics_get_descent (metrics));
  pango_font_metrics_unref (metrics);
  return &last;
}

/* Columns are aligned as the window goes, whatever the direction of the text in them. */
static void
draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, int x, int baseline, int width, gboolean rtl, const GdkRGBA *color)
{
  PangoRectangle logical;

  pango_layout_set_width (layout, MAX (width, 0) * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  x += rtl ? width - logical.width - logical.x : -logical.x;
  /* The baseline decides, so that a letter from another font does not push the others down. */
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, baseline - PANGO_PIXELS (pango_layout_get_baseline (layout))));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_icon (GtkWidget *widget, GtkSnapshot *snapshot, const char *icon, int x, int y, const GdkRGBA *color)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) paintable = gtk_icon_theme_lookup_icon (theme, icon, NULL, ICON_SIZE, gtk_widget_get_scale_factor (widget),
                                                                       gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, ICON_SIZE, ICON_SIZE, color, 1);
  gtk_snapshot_restore (snapshot);
}

/* Where a line of text has its baseline when it is in the middle of that height. */
static int
get_baseline (GtkWidget *widget, int middle)
{
  const Metrics *metrics = get_metrics (widget);

  return middle + (metrics->ascent - metrics->descent) / 2;
}

static gboolean
has_icon_place (CwCertificateCell *self)
{
  return self->kind == CW_CELL_STATE || self->kind == CW_CELL_COMPACT || self->kind == CW_CELL_KEY;
}

static gboolean
is_rtl (GtkWidget *widget)
{
  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
}

/* The colours of the style classes with these names: setting a class for each row that scrolls by would cost more than drawing. */
static GdkRGBA
get_color (CwCertificateCell *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  g_autofree char *name = self->style != NULL ? g_strconcat (self->style, "_color", NULL) : NULL;
  GdkRGBA color;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  return color;
}

static void
draw_lines (CwCertificateCell *self, GtkSnapshot *snapshot, int x, int width, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int height = gtk_widget_get_height (widget);
  GdkRGBA plain, dim = *color;

  if (self->kind != CW_CELL_COMPACT)
    {
      draw_layout (snapshot, self->layout, x, get_baseline (widget, height / 2), width, is_rtl (widget), color);
      return;
    }
  /* The colour of a state is for its line; the name has the colour of the row. */
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &plain);
  if (self->style == NULL)
    dim.alpha *= 0.55f;
  if (self->second_layout == NULL)
    self->second_layout = make_layout (self, self->second, PANGO_SCALE_SMALL);
  draw_layout (snapshot, self->layout, x, get_baseline (widget, height / 4), width, is_rtl (widget), &plain);
  draw_layout (snapshot, self->second_layout, x, get_baseline (widget, height * 3 / 4), width, is_rtl (widget), &dim);
}

static void
cw_certificate_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (widget);
  gboolean rtl = is_rtl (widget);
  int width = gtk_widget_get_width (widget);
  int used = has_icon_place (self) ? ICON_SIZE + SPACING : 0;
  GdkRGBA color;

  if (self->culler != NULL && !cw_cell_culler_sees (self->culler, widget))
    {
      if (self->stale)
        take_back (self);
      return;
    }
  if (self->stale)
    refresh (self);
  if (self->text == NULL)
    return;
  tell (self);
  if (*self->text == '\0')
    return;
  if (self->layout == NULL)
    {
      self->layout = make_layout (self, self->text, 1);
      /* There is room for little, and names often differ at their end: "… CA 3", "… 2026". */
      if (self->kind == CW_CELL_COMPACT)
        pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_MIDDLE);
    }
  color = get_color (self);
  if (self->icon != NULL)
    draw_icon (widget, snapshot, self->icon, rtl ? width - ICON_SIZE : 0, (gtk_widget_get_height (widget) - ICON_SIZE) / 2, &color);
  draw_lines (self, snapshot, rtl ? 0 : used, width - used, &color);
}

/* How many characters a column shows when nobody has resized it. */
static int
get_chars (CwCellKind kind)
{
  switch (kind)
    {
    case CW_CELL_STATE:
    case CW_CELL_EXPIRES:
    case CW_CELL_KEY:
      return 13;
    case CW_CELL_FRIENDLY_NAME:
    case CW_CELL_SUBJECT:
    case CW_CELL_ISSUER:
    case CW_CELL_NAMES:
    case CW_CELL_COMPACT:
    default:
      return 16;
    }
}

static void
cw_certificate_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (widget);
  const Metrics *metrics = get_metrics (widget);
  int line = metrics->ascent + metrics->descent;

  /* The same for every row: nothing is to be measured anew when a row is filled. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = self->kind == CW_CELL_COMPACT ? line * 2 + SPACING : MAX (line, ICON_SIZE);
  else
    *minimum = *natural = get_chars (self->kind) * line / 2;
}

static void
forget_layouts (CwCertificateCell *self)
{
  g_clear_object (&self->layout);
  g_clear_object (&self->second_layout);
}

static void
cw_certificate_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (cw_certificate_cell_parent_class)->css_changed (widget, change);
  /* The font may be another one now. */
  forget_layouts (CW_CERTIFICATE_CELL (widget));
}

static void
cw_certificate_cell_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (cw_certificate_cell_parent_class)->direction_changed (widget, previous);
  forget_layouts (CW_CERTIFICATE_CELL (widget));
}

/* ---- class ---- */

static void
cw_certificate_cell_dispose (GObject *object)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (object);

  cw_certificate_cell_set_slot (self, NULL);
  if (self->culler != NULL)
    cw_cell_culler_forget (self->culler, GTK_WIDGET (self));
  g_clear_object (&self->culler);
  forget_layouts (self);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->second, g_free);
  G_OBJECT_CLASS (cw_certificate_cell_parent_class)->dispose (object);
}

static void
cw_certificate_cell_class_init (CwCertificateCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_certificate_cell_dispose;
  widget_class->measure = cw_certificate_cell_measure;
  widget_class->snapshot = cw_certificate_cell_snapshot;
  widget_class->query_tooltip = cw_certificate_cell_query_tooltip;
  widget_class->css_changed = cw_certificate_cell_css_changed;
  widget_class->direction_changed = cw_certificate_cell_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "certificate-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
cw_certificate_cell_init (CwCertificateCell *self)
{
}

GtkWidget *
cw_certificate_cell_new (CwCellKind kind, GtkListItem *item, CwCellCuller *culler)
{
  CwCertificateCell *self = g_object_new (CW_TYPE_CERTIFICATE_CELL, NULL);

  self->kind = kind;
  self->item = item;
  self->watch.changed = changed_cb;
  g_set_object (&self->culler, culler);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  return GTK_WIDGET (self);
}

void
cw_certificate_cell_set_slot (CwCertificateCell *self, CwListSlot *slot)
{
  if (self->slot == slot)
    return;
  if (self->slot != NULL)
    cw_list_slot_unwatch (self->slot, &self->watch);
  self->slot = slot;
  if (slot == NULL)
    return;
  cw_list_slot_watch (slot, &self->watch);
  set_stale (self);
}

guint
cw_certificate_cell_get_position (CwCertificateCell *self)
{
  return gtk_list_item_get_position (self->item);
}
