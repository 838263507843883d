/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-narrow-bin.h"

/* A telephone. */
#define LEAST_WIDTH 340

struct _CwNarrowBin
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int threshold;
  gboolean narrow;
  guint update;
};

enum { PROP_CHILD = 1, PROP_THRESHOLD, PROP_NARROW, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwNarrowBin, cw_narrow_bin, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static GtkBuildableIface *parent_buildable;

static void
set_child (CwNarrowBin *self, GtkWidget *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    set_child (CW_NARROW_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static gboolean
is_too_narrow (CwNarrowBin *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return width > 0 && width < self->threshold;
}

static gboolean
update_cb (gpointer user_data)
{
  CwNarrowBin *self = user_data;
  gboolean narrow = is_too_narrow (self);

  self->update = 0;
  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (narrow)
        gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
    }
  return G_SOURCE_REMOVE;
}

/* What the child needs at least, in the shape that it has now. */
static int
get_child_width (CwNarrowBin *self)
{
  int minimum = 0;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
cw_narrow_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwNarrowBin *self = CW_NARROW_BIN (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, MAX (width, get_child_width (self)), height, baseline, NULL);
  /* Nothing may be shown or hidden while sizes are being given out. */
  if ((width < self->threshold) != self->narrow && self->update == 0)
    self->update = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, update_cb, self, NULL);
}

static void
cw_narrow_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  CwNarrowBin *self = CW_NARROW_BIN (widget);

  if (self->child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, get_child_width (self));
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  /* The wide shape must not keep the window from becoming narrow. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL && self->threshold > 0)
    {
      *minimum = MIN (*minimum, LEAST_WIDTH);
      *natural = MAX (*natural, *minimum);
    }
}

static GtkSizeRequestMode
cw_narrow_bin_get_request_mode (GtkWidget *widget)
{
  CwNarrowBin *self = CW_NARROW_BIN (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
cw_narrow_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwNarrowBin *self = CW_NARROW_BIN (object);

  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else if (id == PROP_THRESHOLD)
    g_value_set_int (value, self->threshold);
  else if (id == PROP_NARROW)
    g_value_set_boolean (value, self->narrow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_narrow_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwNarrowBin *self = CW_NARROW_BIN (object);

  if (id == PROP_CHILD)
    set_child (self, g_value_get_object (value));
  else if (id == PROP_THRESHOLD)
    self->threshold = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_narrow_bin_dispose (GObject *object)
{
  CwNarrowBin *self = CW_NARROW_BIN (object);

  g_clear_handle_id (&self->update, g_source_remove);
  set_child (self, NULL);
  G_OBJECT_CLASS (cw_narrow_bin_parent_class)->dispose (object);
}

static void
cw_narrow_bin_class_init (CwNarrowBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_narrow_bin_dispose;
  object_class->get_property = cw_narrow_bin_get_property;
  object_class->set_property = cw_narrow_bin_set_property;
  widget_class->measure = cw_narrow_bin_measure;
  widget_class->size_allocate = cw_narrow_bin_size_allocate;
  widget_class->get_request_mode = cw_narrow_bin_get_request_mode;
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "narrowbin");
}

static void
cw_narrow_bin_init (CwNarrowBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
cw_narrow_bin_is_narrow (CwNarrowBin *self)
{
  return self->narrow;
}
