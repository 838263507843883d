/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timeline-view.h"

#include "cw-certificate-dialog.h"
#include "cw-clock.h"
#include "cw-narrow-bin.h"
#include "cw-timeline-bars.h"
#include "cw-timeline-row.h"

#include <glib/gi18n-lib.h>

struct _CwTimelineView
{
  AdwBin parent_instance;

  CwContext *context;
  GListModel *entries;
  CwTimelineScale scale;
  GHashTable *rows;            /* of CwTimelineRow: those that are there, borrowed */

  CwNarrowBin *narrow_bin;
  GtkStack *stack;
  GtkBox *axis;
  GtkLabel *axis_label;
  GtkWidget *axis_bars;
  GtkListView *list;
  GtkFlowBox *legend;
};

G_DEFINE_FINAL_TYPE (CwTimelineView, cw_timeline_view, ADW_TYPE_BIN)

/* ---- rows ---- */

static void
setup_cb (CwTimelineView *self, GtkListItem *item)
{
  GtkWidget *row = cw_timeline_row_new ();

  cw_timeline_row_set_narrow (CW_TIMELINE_ROW (row), cw_narrow_bin_is_narrow (self->narrow_bin));
  g_hash_table_add (self->rows, row);
  gtk_list_item_set_child (item, row);
}

static void
teardown_cb (CwTimelineView *self, GtkListItem *item)
{
  g_hash_table_remove (self->rows, gtk_list_item_get_child (item));
}

static void
bind_cb (CwTimelineView *self, GtkListItem *item)
{
  cw_timeline_row_set_entry (CW_TIMELINE_ROW (gtk_list_item_get_child (item)), &self->scale, gtk_list_item_get_item (item));
}

static void
activate_cb (CwTimelineView *self, guint position)
{
  g_autoptr (CwTimelineEntry) entry = g_list_model_get_item (self->entries, position);

  if (entry != NULL)
    cw_certificate_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->context,
                                cw_stored_certificate_get_id (cw_timeline_entry_get_certificate (entry)));
}

/* ---- the whole ---- */

/* Another certificate may lengthen the scale: all rows are drawn by the same one. */
static void
update (CwTimelineView *self)
{
  GHashTableIter iter;
  gpointer row;

  cw_timeline_scale_fit (&self->scale, self->entries, cw_clock_now ());
  cw_timeline_bars_set_entry (CW_TIMELINE_BARS (self->axis_bars), &self->scale, NULL);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    cw_timeline_row_set_scale (row, &self->scale);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (self->entries) > 0 ? "list" : "empty");
}

static void
narrow_cb (CwTimelineView *self)
{
  gboolean narrow = cw_narrow_bin_is_narrow (self->narrow_bin);
  GHashTableIter iter;
  gpointer row;

  gtk_widget_set_visible (GTK_WIDGET (self->axis_label), !narrow);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    cw_timeline_row_set_narrow (row, narrow);
}

static void
add_legend (CwTimelineView *self, CwBarSample sample, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  /* In two lines where there are two columns. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), cw_timeline_bars_new (sample));
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_append (self->legend, box);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
}

static void
make_legend (CwTimelineView *self)
{
  add_legend (self, CW_BAR_VALID, _("Valid"));
  add_legend (self, CW_BAR_EXPIRING, _("Expires within 30 days"));
  add_legend (self, CW_BAR_EXPIRED, _("Expired"));
  add_legend (self, CW_BAR_SUCCESSOR, _("Successor, from its date"));
  add_legend (self, CW_BAR_LEAD_TIME, _("Last moment to stage one"));
  add_legend (self, CW_BAR_TODAY, _("Today"));
}

static void
cw_timeline_view_dispose (GObject *object)
{
  CwTimelineView *self = CW_TIMELINE_VIEW (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->entries);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_timeline_view_parent_class)->dispose (object);
}

static void
cw_timeline_view_finalize (GObject *object)
{
  g_hash_table_unref (CW_TIMELINE_VIEW (object)->rows);
  G_OBJECT_CLASS (cw_timeline_view_parent_class)->finalize (object);
}

static void
cw_timeline_view_class_init (CwTimelineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_timeline_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_timeline_view_finalize;
  g_type_ensure (CW_TYPE_NARROW_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/assignments/cw-timeline-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, narrow_bin);
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, axis);
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, axis_label);
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, list);
  gtk_widget_class_bind_template_child (widget_class, CwTimelineView, legend);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
cw_timeline_view_init (CwTimelineView *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->rows = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->axis_bars = cw_timeline_bars_new (CW_BAR_ALL);
  gtk_widget_set_hexpand (self->axis_bars, TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self->axis_label), CW_TIMELINE_TEXT_WIDTH, -1);
  gtk_box_append (self->axis, self->axis_bars);
  make_legend (self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (teardown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_connect_swapped (self->narrow_bin, "notify::narrow", G_CALLBACK (narrow_cb), self);
}

void
cw_timeline_view_set_entries (CwTimelineView *self, CwContext *context, GListModel *entries)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_if_fail (self->entries == NULL);

  self->context = g_object_ref (context);
  self->entries = g_object_ref (entries);
  cw_timeline_scale_fit (&self->scale, entries, cw_clock_now ());
  selection = gtk_single_selection_new (g_object_ref (entries));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (entries, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update (self);
}
