/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-columns.h"

#include "cw-certificate-cell.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *id;
  const char *title;
  CwCellKind kind;
  CwCertificateSort sort;
  gboolean expand;
} ColumnInfo;

static const ColumnInfo infos[] = {
  { "state", N_("State"), CW_CELL_STATE, CW_SORT_STATE, FALSE },
  { "name", N_("Friendly Name"), CW_CELL_FRIENDLY_NAME, CW_SORT_FRIENDLY_NAME, TRUE },
  { "subject", N_("Subject"), CW_CELL_SUBJECT, CW_SORT_SUBJECT, TRUE },
  { "issuer", N_("Issuer"), CW_CELL_ISSUER, CW_SORT_ISSUER, TRUE },
  { "expires", N_("Expires"), CW_CELL_EXPIRES, CW_SORT_EXPIRES, FALSE },
  { "key", N_("Key"), CW_CELL_KEY, CW_SORT_KEY, FALSE },
  { "names", N_("Names"), CW_CELL_NAMES, CW_SORT_NAMES, TRUE },
};
#define N_COLUMNS G_N_ELEMENTS (infos)
#define NAME_COLUMN 1

struct _CwCertificateColumns
{
  GObject parent_instance;

  GtkColumnView *view;                        /* owns us, in effect: not kept alive */
  GSettings *settings;
  CwCertificateList *list;
  GtkColumnViewColumn *columns[N_COLUMNS];    /* borrowed from the view */
  GtkColumnViewColumn *compact_column;
  GSimpleActionGroup *actions;
  CwCellCuller *culler;
  gboolean compact;
};

G_DEFINE_FINAL_TYPE (CwCertificateColumns, cw_certificate_columns, G_TYPE_OBJECT)

/* ---- which header was clicked ----
 * This GTK does not tell the primary sort column. But the view's sorter asks the primary column's sorter first, and turns its
 * answer round when it is descending: two objects that are not rows are compared, and the sorter that is asked says who it is. */

#define CW_TYPE_SORT_QUESTION (cw_sort_question_get_type ())
G_DECLARE_FINAL_TYPE (CwSortQuestion, cw_sort_question, CW, SORT_QUESTION, GObject)
struct _CwSortQuestion
{
  GObject parent_instance;
  const ColumnInfo *answer;
};
G_DEFINE_FINAL_TYPE (CwSortQuestion, cw_sort_question, G_TYPE_OBJECT)

static void
cw_sort_question_class_init (CwSortQuestionClass *klass)
{
}

static void
cw_sort_question_init (CwSortQuestion *self)
{
}

static int
answer_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CwSortQuestion *question = CW_SORT_QUESTION ((gpointer) a);

  if (question->answer == NULL)
    question->answer = user_data;
  return -1;
}

static const ColumnInfo *
find_sort_column (CwCertificateColumns *self, gboolean *descending)
{
  g_autoptr (CwSortQuestion) first = g_object_new (CW_TYPE_SORT_QUESTION, NULL);
  g_autoptr (CwSortQuestion) second = g_object_new (CW_TYPE_SORT_QUESTION, NULL);

  *descending = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), first, second) == GTK_ORDERING_LARGER;
  return first->answer;
}

static const ColumnInfo *
find_info (const char *id)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    if (g_strcmp0 (infos[i].id, id) == 0)
      return &infos[i];
  return &infos[NAME_COLUMN];
}

static void
set_state (CwCertificateColumns *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

static void
sorted_cb (CwCertificateColumns *self)
{
  gboolean descending = FALSE;
  const ColumnInfo *info = find_sort_column (self, &descending);

  if (info == NULL)
    return;
  if (self->list != NULL)
    cw_certificate_list_set_sort (self->list, info->sort, descending);
  set_state (self, "sort", g_variant_new_string (info->id));
  set_state (self, "descending", g_variant_new_boolean (descending));
  g_settings_set_string (self->settings, "sort-column", info->id);
  g_settings_set_boolean (self->settings, "sort-descending", descending);
}

/* ---- cells ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CwCertificateColumns *self)
{
  CwCellKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "cw-kind"));

  gtk_list_item_set_child (item, cw_certificate_cell_new (kind, item, self->culler));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cw_certificate_cell_set_slot (CW_CERTIFICATE_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  cw_certificate_cell_set_slot (CW_CERTIFICATE_CELL (gtk_list_item_get_child (item)), NULL);
}

static GtkColumnViewColumn *
add_column (CwCertificateColumns *self, const char *title, CwCellKind kind, const ColumnInfo *info, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (answer_cb, (gpointer) info, NULL));

  g_object_set_data (G_OBJECT (factory), "cw-kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, expand);
  return column;
}

/* ---- what is shown ---- */

static gboolean
is_hidden (CwCertificateColumns *self, const char *id)
{
  g_auto (GStrv) hidden = g_settings_get_strv (self->settings, "hidden-columns");

  return g_strv_contains ((const char * const *) hidden, id);
}

static void
update_visible (CwCertificateColumns *self)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    gtk_column_view_column_set_visible (self->columns[i], !self->compact && !is_hidden (self, infos[i].id));
  gtk_column_view_column_set_visible (self->compact_column, self->compact);
}

static void
set_hidden (CwCertificateColumns *self, const char *id, gboolean hide)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) hidden = NULL;

  for (gsize i = 0; i < N_COLUMNS; i++)
    if (g_str_equal (infos[i].id, id) ? hide : is_hidden (self, infos[i].id))
      g_strv_builder_add (builder, infos[i].id);
  hidden = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "hidden-columns", (const char * const *) hidden);
  update_visible (self);
}

static void
show_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  g_simple_action_set_state (action, state);
  set_hidden (user_data, g_action_get_name (G_ACTION (action)) + strlen ("show-"), !g_variant_get_boolean (state));
}

static void
sort_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  cw_certificate_columns_sort_by (user_data, g_variant_get_string (state, NULL), FALSE);
}

static void
descending_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  CwCertificateColumns *self = user_data;
  g_autofree char *id = g_settings_get_string (self->settings, "sort-column");

  cw_certificate_columns_sort_by (self, id, g_variant_get_boolean (state));
}

static void
add_actions (CwCertificateColumns *self)
{
  static const GActionEntry entries[] = {
    { .name = "sort", .parameter_type = "s", .state = "'name'", .change_state = sort_changed_cb },
    { .name = "descending", .state = "false", .change_state = descending_changed_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      g_autofree char *name = g_strconcat ("show-", infos[i].id, NULL);
      g_autoptr (GSimpleAction) action = NULL;

      /* The name says which row is which: it always stays. */
      if (i == NAME_COLUMN)
        continue;
      action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (!is_hidden (self, infos[i].id)));
      g_signal_connect (action, "change-state", G_CALLBACK (show_changed_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

static void
add_columns (CwCertificateColumns *self)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    self->columns[i] = add_column (self, _(infos[i].title), infos[i].kind, &infos[i], infos[i].expand);
  self->compact_column = add_column (self, _("Certificate"), CW_CELL_COMPACT, &infos[NAME_COLUMN], TRUE);
  /* Hidden ones first, so that no cell is made in vain. */
  update_visible (self);
  for (gsize i = 0; i < N_COLUMNS; i++)
    gtk_column_view_append_column (self->view, self->columns[i]);
  gtk_column_view_append_column (self->view, self->compact_column);
}

static void
cw_certificate_columns_dispose (GObject *object)
{
  CwCertificateColumns *self = CW_CERTIFICATE_COLUMNS (object);

  for (gsize i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->compact_column);
  g_clear_object (&self->list);
  g_clear_object (&self->actions);
  g_clear_object (&self->culler);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (cw_certificate_columns_parent_class)->dispose (object);
}

static void
cw_certificate_columns_class_init (CwCertificateColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_certificate_columns_dispose;
}

static void
cw_certificate_columns_init (CwCertificateColumns *self)
{
}

CwCertificateColumns *
cw_certificate_columns_new (GtkColumnView *view, GSettings *settings)
{
  CwCertificateColumns *self = g_object_new (CW_TYPE_CERTIFICATE_COLUMNS, NULL);
  g_autofree char *id = NULL;

  self->view = view;
  self->culler = cw_cell_culler_new (view);
  self->settings = g_object_ref (settings);
  add_actions (self);
  add_columns (self);
  id = g_settings_get_string (settings, "sort-column");
  cw_certificate_columns_sort_by (self, id, g_settings_get_boolean (settings, "sort-descending"));
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorted_cb), self, G_CONNECT_SWAPPED);
  sorted_cb (self);
  return self;
}

void
cw_certificate_columns_set_list (CwCertificateColumns *self, CwCertificateList *list)
{
  if (g_set_object (&self->list, list) && list != NULL)
    sorted_cb (self);
}

void
cw_certificate_columns_set_compact (CwCertificateColumns *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  update_visible (self);
}

void
cw_certificate_columns_sort_by (CwCertificateColumns *self, const char *id, gboolean descending)
{
  const ColumnInfo *info = find_info (id);

  gtk_column_view_sort_by_column (self->view, self->columns[info - infos], descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

GActionGroup *
cw_certificate_columns_get_actions (CwCertificateColumns *self)
{
  return G_ACTION_GROUP (self->actions);
}

static GMenuModel *
make_sort_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(infos[i].title), NULL);

      g_menu_item_set_action_and_target (item, "columns.sort", "s", infos[i].id);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_show_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < N_COLUMNS; i++)
    {
      g_autofree char *action = g_strconcat ("columns.show-", infos[i].id, NULL);

      if (i != NAME_COLUMN)
        g_menu_append (menu, _(infos[i].title), action);
    }
  return G_MENU_MODEL (menu);
}

GMenuModel *
cw_certificate_columns_get_menu (CwCertificateColumns *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenuModel) sort = make_sort_menu ();
  g_autoptr (GMenuModel) show = make_show_menu ();

  g_menu_append (order, _("Descending"), "columns.descending");
  g_menu_append_section (menu, _("Sort By"), sort);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, _("Columns"), show);
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
