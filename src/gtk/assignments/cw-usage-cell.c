/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-cell.h"

#include "cw-clock.h"
#include "cw-rows.h"
#include "cw-time.h"
#include "cw-usage-text.h"

#include <glib/gi18n-lib.h>

/* What stands beneath a usage begins where its name does. */
#define NO_CHECK_MARGIN 8
/* Where there is only one column. A sentence that is longer is in the tooltip, and opens. */
#define FINDING_LINES 3

struct _CwUsageCell
{
  GtkWidget parent_instance;

  CwUsageCellKind kind;
  CwUsageTicks *ticks;
  GtkTreeListRow *row;
  GListModel *group;           /* what is in the row, where that is a group */
  guint position;
  gboolean filling;            /* what the tick box says comes from us */
  gboolean spans;              /* the whole row, and not only its cell */

  GtkWidget *expander;         /* this and the next: TITLE and COMPACT only */
  GtkWidget *check;
  GtkWidget *severity;         /* of what was found; made when there is something */
  GtkWidget *lines;
  GtkWidget *second;           /* COMPACT only */
  GtkWidget *image;            /* where there may be an icon */
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CwUsageCell, cw_usage_cell, GTK_TYPE_WIDGET)

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* ---- what is in it ---- */

static void
set_text (CwUsageCell *self, const char *text, const char *tooltip)
{
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip != NULL && *tooltip != '\0' ? tooltip : NULL);
}

/* The icon is decoration, because its word stands beside it. */
static void
set_look (CwUsageCell *self, CwLook *look, const char *tooltip)
{
  gtk_widget_set_visible (self->image, look->icon != NULL);
  if (look->icon != NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->image), look->icon);
      gtk_widget_set_css_classes (self->image, (const char *[]) { look->style, NULL });
    }
  set_text (self, look->word, tooltip);
}

static gboolean
can_be_ticked (gpointer item)
{
  return CW_IS_USAGE_GROUP (item) || CW_IS_USAGE_ENTRY (item);
}

static void
show_tick (CwUsageCell *self, gpointer item)
{
  gboolean some = FALSE;
  gboolean ticked = FALSE;

  gtk_widget_set_visible (self->check, can_be_ticked (item));
  gtk_widget_set_margin_start (self->lines, CW_IS_ASSIGNED (item) ? NO_CHECK_MARGIN : 0);
  if (!can_be_ticked (item))
    return;
  if (CW_IS_USAGE_GROUP (item))
    ticked = cw_usage_ticks_has_all (self->ticks, item, &some);
  else
    ticked = cw_usage_ticks_has (self->ticks, cw_usage_get_id (cw_usage_entry_get_usage (item)));
  self->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), ticked);
  gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (self->check), some);
  self->filling = FALSE;
}

/* Where others have their tick box. Whoever only hears the row hears the word. */
static void
show_severity (CwUsageCell *self, gpointer item)
{
  gboolean found = CW_IS_FINDING (item);

  if (found && self->severity == NULL)
    {
      self->severity = gtk_image_new ();
      gtk_widget_set_valign (self->severity, self->kind == CW_USAGE_CELL_COMPACT ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
      gtk_widget_set_margin_start (self->severity, NO_CHECK_MARGIN);
      gtk_widget_insert_after (self->severity, gtk_widget_get_parent (self->check), self->check);
    }
  if (self->severity != NULL)
    gtk_widget_set_visible (self->severity, found);
  if (self->kind == CW_USAGE_CELL_COMPACT)
    {
      gtk_label_set_wrap (GTK_LABEL (self->label), found);
      gtk_label_set_lines (GTK_LABEL (self->label), found ? FINDING_LINES : 1);
    }
  if (!found)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->severity), cw_severity_get_icon (cw_finding_get_severity (item)));
  gtk_widget_set_css_classes (self->severity, (const char *[]) { cw_severity_get_style (cw_finding_get_severity (item)), NULL });
}

static char *
dup_description (gpointer item)
{
  if (CW_IS_USAGE_ENTRY (item))
    return g_strdup (cw_usage_get_description (cw_usage_entry_get_usage (item)));
  return CW_IS_ASSIGNED (item) ? cw_time_to_exact (cw_assigned_get_record (item)->effective) : NULL;
}

static void
show_title (CwUsageCell *self, gpointer item)
{
  g_autofree char *title = cw_usage_row_dup_title (item);
  g_autofree char *line = cw_usage_row_dup_line (item, cw_clock_now ());
  g_autofree char *description = dup_description (item);
  /* Translators: the name of a row and a sentence about it, in a tooltip. */
  g_autofree char *tooltip = description != NULL ? g_strdup_printf (_("%s\n%s"), title, description) : g_strdup (title);
  g_autofree char *tick = g_strdup_printf (_("Tick %s"), title);

  set_text (self, title, tooltip);
  if (self->second != NULL)
    gtk_label_set_text (GTK_LABEL (self->second), line);
  gtk_widget_set_css_classes (self->label, (const char *[]) { CW_IS_USAGE_GROUP (item) ? "heading" : NULL, NULL });
  if (CW_IS_ASSIGNED (item))
    gtk_widget_add_css_class (self->label, "dim-label");
  set_name (self->check, tick);
  show_tick (self, item);
  show_severity (self, item);
  /* Whoever only hears the table hears all of the row where its first cell is. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, line, -1);
}

static void
show_name (CwUsageCell *self, gpointer item)
{
  g_autofree char *name = cw_usage_row_dup_name (item);

  set_text (self, name, name);
}

static void
show_expiry (CwUsageCell *self, gpointer item)
{
  g_auto (CwLook) look = cw_usage_row_expiry (item, cw_clock_now ());
  g_autofree char *exact = cw_usage_row_dup_exact (item);

  set_look (self, &look, exact);
}

static void
show_served (CwUsageCell *self, gpointer item)
{
  g_auto (CwLook) look = cw_usage_row_served (item);
  g_autofree char *exact = cw_usage_row_dup_served_exact (item, cw_clock_now ());

  set_look (self, &look, exact != NULL ? exact : look.word);
}

/* What was found takes the whole row: the other cells are beneath it, and empty. */
static void
show_covered (CwUsageCell *self, CwFinding *finding)
{
  if (self->image != NULL)
    gtk_widget_set_visible (self->image, FALSE);
  set_text (self, "", cw_finding_get_sentence (finding));
}

static void
show_item (CwUsageCell *self, gpointer item)
{
  g_auto (CwLook) look = { 0 };
  g_autofree char *location = NULL;

  if (CW_IS_FINDING (item) && self->expander == NULL)
    {
      show_covered (self, item);
      return;
    }
  switch (self->kind)
    {
    case CW_USAGE_CELL_TITLE:
    case CW_USAGE_CELL_COMPACT:
      show_title (self, item);
      break;
    case CW_USAGE_CELL_LOOK:
      look = cw_usage_row_look (item);
      set_look (self, &look, look.word);
      break;
    case CW_USAGE_CELL_NAME:
      show_name (self, item);
      break;
    case CW_USAGE_CELL_EXPIRES:
      show_expiry (self, item);
      break;
    case CW_USAGE_CELL_LOCATION:
      location = cw_usage_row_dup_location (item);
      set_text (self, location, NULL);
      break;
    case CW_USAGE_CELL_SERVED:
    default:
      show_served (self, item);
      break;
    }
}

/* ---- ticks ---- */

static void
ticks_changed_cb (CwUsageCell *self)
{
  g_autoptr (GObject) item = self->row != NULL ? gtk_tree_list_row_get_item (self->row) : NULL;

  if (item != NULL)
    show_tick (self, item);
}

static void
toggled_cb (CwUsageCell *self)
{
  g_autoptr (GObject) item = self->row != NULL ? gtk_tree_list_row_get_item (self->row) : NULL;
  gboolean ticked = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check));

  if (self->filling || item == NULL)
    return;
  if (CW_IS_USAGE_GROUP (item))
    cw_usage_ticks_set_all (self->ticks, CW_USAGE_GROUP (item), ticked);
  else
    cw_usage_ticks_set (self->ticks, cw_usage_get_id (cw_usage_entry_get_usage (CW_USAGE_ENTRY (item))), ticked);
}

/* ---- what it is made of ---- */

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
add_second (CwUsageCell *self)
{
  self->second = make_label ();
  gtk_widget_add_css_class (self->second, "caption");
  gtk_widget_add_css_class (self->second, "dim-label");
  gtk_box_append (GTK_BOX (self->lines), self->second);
}

static void
make_title (CwUsageCell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->expander = gtk_tree_expander_new ();
  gtk_widget_set_focusable (self->expander, FALSE);
  self->check = gtk_check_button_new ();
  self->label = make_label ();
  /* By keyboard the space bar ticks the row: one place to go to less in each. */
  gtk_widget_set_focusable (self->check, FALSE);
  gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->lines, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (GTK_BOX (self->lines), self->label);
  if (self->kind == CW_USAGE_CELL_COMPACT)
    add_second (self);
  gtk_box_append (GTK_BOX (box), self->check);
  gtk_box_append (GTK_BOX (box), self->lines);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (self->expander), box);
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  g_signal_connect_object (self->ticks, "changed", G_CALLBACK (ticks_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
make_plain (CwUsageCell *self)
{
  GtkWidget *box;

  self->label = make_label ();
  if (self->kind == CW_USAGE_CELL_NAME || self->kind == CW_USAGE_CELL_LOCATION)
    {
      gtk_widget_set_parent (self->label, GTK_WIDGET (self));
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->image = gtk_image_new ();
  gtk_widget_set_visible (self->image, FALSE);
  gtk_box_append (GTK_BOX (box), self->image);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/* A group stays the same while its usages change, and with them what it says. */
static void
group_changed_cb (CwUsageCell *self)
{
  show_item (self, self->group);
}

static void
watch_group (CwUsageCell *self, gpointer item)
{
  GListModel *group = CW_IS_USAGE_GROUP (item) ? G_LIST_MODEL (item) : NULL;

  if (self->group == group)
    return;
  if (self->group != NULL)
    g_signal_handlers_disconnect_by_func (self->group, group_changed_cb, self);
  g_set_object (&self->group, group);
  if (group != NULL)
    g_signal_connect_object (group, "items-changed", G_CALLBACK (group_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* ---- its place ---- */

static void
cw_usage_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

/* How much wider than its cell it is, so that a sentence ends where the row does. */
static int
get_overhang (CwUsageCell *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  graphene_rect_t bounds;

  if (!self->spans || row == NULL || !gtk_widget_compute_bounds (cell, row, &bounds))
    return 0;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    return MAX (0, (int) bounds.origin.x);
  return MAX (0, gtk_widget_get_width (row) - (int) (bounds.origin.x + bounds.size.width));
}

static void
cw_usage_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int overhang = get_overhang (CW_USAGE_CELL (widget));
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation allocation = { rtl ? -overhang : 0, 0, width + overhang, height };

  gtk_widget_size_allocate (gtk_widget_get_first_child (widget), &allocation, baseline);
}

/* A cell of the table clips what it holds, unless it is told not to. */
static void
set_spans (CwUsageCell *self, gboolean spans)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->spans == spans)
    return;
  self->spans = spans;
  if (cell != NULL)
    gtk_widget_set_overflow (cell, spans ? GTK_OVERFLOW_VISIBLE : GTK_OVERFLOW_HIDDEN);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
cw_usage_cell_dispose (GObject *object)
{
  CwUsageCell *self = CW_USAGE_CELL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  watch_group (self, NULL);
  g_clear_object (&self->row);
  g_clear_object (&self->ticks);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (cw_usage_cell_parent_class)->dispose (object);
}

static void
cw_usage_cell_class_init (CwUsageCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_usage_cell_dispose;
  widget_class->measure = cw_usage_cell_measure;
  widget_class->size_allocate = cw_usage_cell_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_usage_cell_init (CwUsageCell *self)
{
}

GtkWidget *
cw_usage_cell_new (CwUsageCellKind kind, CwUsageTicks *ticks)
{
  CwUsageCell *self = g_object_new (CW_TYPE_USAGE_CELL, NULL);

  self->kind = kind;
  self->ticks = g_object_ref (ticks);
  if (kind == CW_USAGE_CELL_TITLE || kind == CW_USAGE_CELL_COMPACT)
    make_title (self);
  else
    make_plain (self);
  return GTK_WIDGET (self);
}

void
cw_usage_cell_set_row (CwUsageCell *self, GtkTreeListRow *row, guint position)
{
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  self->position = position;
  g_set_object (&self->row, row);
  watch_group (self, item);
  if (self->expander != NULL)
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (self->expander), row);
  if (item != NULL)
    show_item (self, item);
  set_spans (self, self->kind == CW_USAGE_CELL_TITLE && CW_IS_FINDING (item));
}

guint
cw_usage_cell_get_position (CwUsageCell *self)
{
  return self->position;
}
