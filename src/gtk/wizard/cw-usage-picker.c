/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-picker.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwUsagePicker
{
  GObject parent_instance;

  AdwPreferencesPage *page;    /* owns us, in effect: not kept alive */
  GListModel *chosen;
  CwUsageTicked ticked;
  gpointer user_data;
  GPtrArray *rows;             /* of UsageRow */
  GPtrArray *groups;           /* of AdwPreferencesGroup, borrowed from the page */
};

G_DEFINE_FINAL_TYPE (CwUsagePicker, cw_usage_picker, G_TYPE_OBJECT)

typedef struct
{
  CwUsage *usage;
  GtkWidget *row;
  GtkCheckButton *check;
  AdwPreferencesGroup *group;
  char *text;                  /* what is searched, folded */
} UsageRow;

static void
usage_row_free (UsageRow *self)
{
  g_object_unref (self->usage);
  g_free (self->text);
  g_free (self);
}

static gboolean
is_chosen (CwUsagePicker *self, CwUsage *usage)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->chosen); i++)
    {
      g_autoptr (CwUsage) chosen = g_list_model_get_item (self->chosen, i);

      if (g_str_equal (cw_usage_get_id (chosen), cw_usage_get_id (usage)))
        return TRUE;
    }
  return FALSE;
}

static void
toggled_cb (GtkCheckButton *check, CwUsagePicker *self)
{
  CwUsage *usage = g_object_get_data (G_OBJECT (check), "cw-usage");
  gboolean ticked = gtk_check_button_get_active (check);

  if (ticked != is_chosen (self, usage))
    self->ticked (usage, ticked, self->user_data);
}

static void
chosen_changed_cb (CwUsagePicker *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);

      gtk_check_button_set_active (row->check, is_chosen (self, row->usage));
    }
}

/* ---- rows ---- */

static char *
dup_search_text (CwUsage *usage)
{
  const char *description = cw_usage_get_description (usage);
  g_autofree char *text = g_strjoin ("\n", cw_usage_get_title (usage), cw_usage_get_id (usage), cw_usage_get_group_title (usage),
                                     description != NULL ? description : "", NULL);

  return g_utf8_casefold (text, -1);
}

static GtkWidget *
make_check (CwUsagePicker *self, CwUsage *usage)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, usage));
  g_object_set_data (G_OBJECT (check), "cw-usage", usage);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_usage_get_title (usage), -1);
  return check;
}

static void
add_usage (CwUsagePicker *self, CwUsage *usage, AdwPreferencesGroup *group)
{
  UsageRow *row = g_new0 (UsageRow, 1);
  GtkWidget *check = make_check (self, usage);

  row->usage = g_object_ref (usage);
  row->row = cw_row_new (cw_usage_get_title (usage), cw_usage_get_description (usage));
  row->check = GTK_CHECK_BUTTON (check);
  row->group = group;
  row->text = dup_search_text (usage);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row->row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), TRUE);
  adw_preferences_group_add (group, row->row);
  g_ptr_array_add (self->rows, row);
}

static AdwPreferencesGroup *
add_group (CwUsagePicker *self, const char *title)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), markup);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

/* What somebody came for stands first, wherever it belongs. */
static void
add_chosen (CwUsagePicker *self)
{
  AdwPreferencesGroup *group = g_list_model_get_n_items (self->chosen) > 0 ? add_group (self, _("Chosen")) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (self->chosen); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (self->chosen, i);

      add_usage (self, usage, group);
    }
}

static gboolean
has_row (CwUsagePicker *self, CwUsage *usage)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (cw_usage_get_id (row->usage), cw_usage_get_id (usage)))
        return TRUE;
    }
  return FALSE;
}

/* Services that are on this computer come next: most likely one of them is what somebody came for. */
static void
add_present (CwUsagePicker *self, GListModel *catalogue)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (catalogue); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (catalogue, i);

      if (!cw_usage_is_present (usage) || has_row (self, usage))
        continue;
      if (group == NULL)
        group = add_group (self, _("On This Computer"));
      add_usage (self, usage, group);
    }
}

static void
add_others (CwUsagePicker *self, GListModel *catalogue)
{
  AdwPreferencesGroup *group = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (catalogue); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (catalogue, i);

      if (cw_usage_is_present (usage) || has_row (self, usage))
        continue;
      if (g_strcmp0 (id, cw_usage_get_group (usage)) != 0)
        {
          g_free (id);
          id = g_strdup (cw_usage_get_group (usage));
          group = add_group (self, cw_usage_get_group_title (usage));
        }
      add_usage (self, usage, group);
    }
}

/* ---- class ---- */

static void
cw_usage_picker_finalize (GObject *object)
{
  CwUsagePicker *self = CW_USAGE_PICKER (object);

  g_object_unref (self->chosen);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->groups);
  G_OBJECT_CLASS (cw_usage_picker_parent_class)->finalize (object);
}

static void
cw_usage_picker_class_init (CwUsagePickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_picker_finalize;
}

static void
cw_usage_picker_init (CwUsagePicker *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) usage_row_free);
  self->groups = g_ptr_array_new ();
}

CwUsagePicker *
cw_usage_picker_new (AdwPreferencesPage *page, CwUsageCatalogue *catalogue, GListModel *chosen, CwUsageTicked ticked, gpointer user_data)
{
  CwUsagePicker *self = g_object_new (CW_TYPE_USAGE_PICKER, NULL);

  self->page = page;
  self->chosen = g_object_ref (chosen);
  self->ticked = ticked;
  self->user_data = user_data;
  add_chosen (self);
  add_present (self, G_LIST_MODEL (catalogue));
  add_others (self, G_LIST_MODEL (catalogue));
  g_signal_connect_object (chosen, "items-changed", G_CALLBACK (chosen_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

guint
cw_usage_picker_get_n (CwUsagePicker *self)
{
  return self->rows->len;
}

void
cw_usage_picker_set_detail (CwUsagePicker *self, const char *usage, const char *detail)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);
      const char *text = detail != NULL ? detail : cw_usage_get_description (row->usage);

      if (g_str_equal (cw_usage_get_id (row->usage), usage))
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), text != NULL ? text : "");
    }
}

gboolean
cw_usage_picker_search (CwUsagePicker *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      UsageRow *row = g_ptr_array_index (self->rows, i);
      gboolean found = strstr (row->text, folded) != NULL;

      gtk_widget_set_visible (row->row, found);
      if (found)
        g_hash_table_add (shown, row->group);
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      gpointer group = g_ptr_array_index (self->groups, i);

      gtk_widget_set_visible (group, g_hash_table_contains (shown, group));
    }
  return g_hash_table_size (shown) > 0;
}
