/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer of "scrolling": a bare GtkColumnView of seven columns of labels, with 100,000 rows that cost nothing to get, in a
 * window as large as ours and scrolled as ours is. Prints how long its longest frame took. */
#include <adwaita.h>
#include <stdio.h>
#include <string.h>

#define N_ROWS 100000
#define N_COLUMNS 7
#define FRAMES 240

/* ---- rows: what is shown in one follows from its position ---- */

#define BARE_TYPE_LIST (bare_list_get_type ())
G_DECLARE_FINAL_TYPE (BareList, bare_list, BARE, LIST, GObject)
struct _BareList
{
  GObject parent_instance;
};

static GType
get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return N_ROWS;
}

static gpointer
get_item (GListModel *model, guint position)
{
  g_autofree char *text = g_strdup_printf ("srv%06u.mail%u.example.org", position, position % 97);

  return position < N_ROWS ? gtk_string_object_new (text) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BareList, bare_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
bare_list_class_init (BareListClass *klass)
{
}

static void
bare_list_init (BareList *self)
{
}

/* ---- cells ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 13);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 13);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
make_table (void)
{
  GListModel *model = g_object_new (BARE_TYPE_LIST, NULL);
  GtkWidget *table = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_multi_selection_new (model)));

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      column = gtk_column_view_column_new ("Column", factory);
      gtk_column_view_column_set_expand (column, i > 0);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (table), column);
    }
  return table;
}

/* ---- scrolling ---- */

typedef struct
{
  GtkApplication *application;
  GtkAdjustment *adjustment;
  gint64 began;
  gint64 longest;
  guint frames;
} Scroll;

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Scroll *self = user_data;
  double end = gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment);

  gtk_adjustment_set_value (self->adjustment, end * self->frames / FRAMES);
  return G_SOURCE_CONTINUE;
}

static void
before_paint_cb (GdkFrameClock *clock, Scroll *self)
{
  self->began = g_get_monotonic_time ();
}

/* The first frame makes the widgets: no scrolling yet. */
static void
after_paint_cb (GdkFrameClock *clock, Scroll *self)
{
  if (self->frames > 0)
    self->longest = MAX (self->longest, g_get_monotonic_time () - self->began);
  if (self->frames++ <= FRAMES)
    return;
  printf ("longest-frame %.2f\n", (double) self->longest / 1000);
  fflush (stdout);
  g_application_quit (G_APPLICATION (self->application));
}

static void
activate_cb (GtkApplication *application, Scroll *self)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *table = make_table ();

  self->application = application;
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), table);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), self);
  gtk_widget_add_tick_callback (window, scroll_cb, self, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("org.certwizard.BareList", G_APPLICATION_NON_UNIQUE);
  Scroll scroll = { 0 };

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &scroll);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
