/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authorities-view.h"

#include "cw-account-question.h"
#include "cw-authority-dialog.h"
#include "cw-authority-operations.h"
#include "cw-authority-row.h"
#include "cw-authority-test-dialog.h"
#include "cw-operation-here.h"
#include "cw-operation-wizard.h"
#include "cw-practice-panel.h"
#include "cw-say.h"

#include <glib/gi18n-lib.h>

struct _CwAuthoritiesView
{
  AdwBin parent_instance;

  CwContext *context;
  CwLiveList *list;
  GHashTable *unfolded;        /* names of rows that are open, and stay so when they change */
  char *acting;                /* the name of the row whose button was pressed last: it keeps the focus */

  AdwPreferencesGroup *authorities_group;
  GtkListBox *entries;
  CwPracticePanel *practice_panel;
};

G_DEFINE_FINAL_TYPE (CwAuthoritiesView, cw_authorities_view, ADW_TYPE_BIN)

static GtkWindow *
get_window (CwAuthoritiesView *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* NULL when it is not there any more. */
static CwAuthorityInfo *
find_info (CwAuthoritiesView *self, const char *name)
{
  g_free (self->acting);
  self->acting = g_strdup (name);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (CwAuthorityInfo) info = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_str_equal (cw_authority_info_get_name (info), name))
        return g_steal_pointer (&info);
    }
  return NULL;
}

static CwAuthorities *
get_authorities (CwAuthoritiesView *self)
{
  return cw_context_get_authorities (self->context);
}

/* ---- actions ---- */

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_authority_dialog_show (get_window (CW_AUTHORITIES_VIEW (widget)), CW_AUTHORITIES_VIEW (widget)->context, NULL);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = find_info (self, g_variant_get_string (parameter, NULL));

  if (info != NULL)
    cw_authority_dialog_show (get_window (self), self->context, info);
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = find_info (self, g_variant_get_string (parameter, NULL));

  if (info != NULL)
    cw_authority_test_dialog_show (get_window (self), self->context, info);
}

static void
default_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = find_info (self, g_variant_get_string (parameter, NULL));
  g_autoptr (CwOperation) operation = info != NULL ? cw_default_authority_operation_new (get_authorities (self), info) : NULL;

  if (operation != NULL)
    cw_operation_run_here (widget, self->context, operation, NULL);
}

static void
no_default_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwOperation) operation = cw_default_authority_operation_new (get_authorities (self), NULL);

  cw_operation_run_here (widget, self->context, operation, NULL);
}

/* The plan says what goes and what stays: it is the question. */
static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = find_info (self, g_variant_get_string (parameter, NULL));
  g_autoptr (CwOperation) operation = info != NULL ? cw_remove_authority_operation_new (get_authorities (self), info) : NULL;

  if (operation != NULL)
    cw_operation_wizard_show (get_window (self), self->context, operation, _("Remove Certification Authority"), _("_Remove"), _("Certification Authority Removed"));
}

/* ---- accounts ---- */

static void
account_entered_cb (const char *user, CwSecret *password, gpointer user_data, const char *name)
{
  CwAuthoritiesView *self = user_data;
  g_autoptr (CwAuthorityInfo) info = find_info (self, name);
  g_autoptr (CwOperation) operation = info != NULL ? cw_remember_account_operation_new (get_authorities (self), info, user, password) : NULL;

  if (operation != NULL)
    cw_operation_run_here (GTK_WIDGET (self), self->context, operation, NULL);
}

static void
add_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = find_info (self, g_variant_get_string (parameter, NULL));

  if (info != NULL)
    cw_account_question_ask (get_window (self), info, NULL, account_entered_cb, G_OBJECT (self));
}

static void
replace_password_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = NULL;
  const char *authority, *user;

  g_variant_get (parameter, "(&s&s)", &authority, &user);
  info = find_info (self, authority);
  if (info != NULL)
    cw_account_question_ask (get_window (self), info, user, account_entered_cb, G_OBJECT (self));
}

static void
forget_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);
  g_autoptr (CwAuthorityInfo) info = NULL;
  g_autoptr (CwOperation) operation = NULL;
  const char *authority, *user;

  g_variant_get (parameter, "(&s&s)", &authority, &user);
  info = find_info (self, authority);
  if (info == NULL)
    return;
  operation = cw_forget_account_operation_new (get_authorities (self), info, user);
  cw_operation_run_here (widget, self->context, operation, NULL);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (widget);

  cw_live_list_refresh (self->list);
  cw_practice_panel_refresh (self->practice_panel);
}

/* ---- the list ---- */

static const char *
get_row_name (GtkWidget *row)
{
  return cw_authority_info_get_name (cw_authority_row_get_info (CW_AUTHORITY_ROW (row)));
}

static void
unfolded_cb (CwAuthoritiesView *self, GParamSpec *pspec, GtkWidget *row)
{
  if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)))
    g_hash_table_add (self->unfolded, g_strdup (get_row_name (row)));
  else
    g_hash_table_remove (self->unfolded, get_row_name (row));
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  CwAuthoritiesView *self = user_data;
  GtkWidget *row = cw_authority_row_new (get_authorities (self), item);

  if (g_hash_table_contains (self->unfolded, get_row_name (row)))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (unfolded_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static gboolean
has_own (CwAuthoritiesView *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (CwAuthorityInfo) info = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (!cw_authority_info_get_kind (info)->built_in)
        return TRUE;
    }
  return FALSE;
}

/* The row that was changed by its own button is a new one now: whoever works with the keyboard stays there. */
static void
keep_focus (CwAuthoritiesView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkListBoxRow *row;

  if (self->acting == NULL || root == NULL || gtk_root_get_focus (root) != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->entries, i)) != NULL; i++)
    if (g_str_equal (get_row_name (GTK_WIDGET (row)), self->acting))
      gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

static void
changed_cb (CwAuthoritiesView *self)
{
  if (!cw_live_list_is_ready (self->list))
    return;
  adw_preferences_group_set_description (self->authorities_group, has_own (self) ? NULL
    : _("No certification authority has been added yet. Add the one of your organization; until then, requests can be prepared as files, or tried out."));
  keep_focus (self);
}

static void
error_cb (CwAuthoritiesView *self)
{
  g_autoptr (GError) error = NULL;

  g_object_get (self->list, "error", &error, NULL);
  if (error != NULL)
    cw_say (GTK_WIDGET (self), error->message);
}

/* ---- class ---- */

static void
cw_authorities_view_dispose (GObject *object)
{
  CwAuthoritiesView *self = CW_AUTHORITIES_VIEW (object);

  if (self->entries != NULL)
    gtk_list_box_bind_model (self->entries, NULL, NULL, NULL, NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->context);
  g_clear_pointer (&self->unfolded, g_hash_table_unref);
  g_clear_pointer (&self->acting, g_free);
  G_OBJECT_CLASS (cw_authorities_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "authorities.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "authorities.edit", "s", edit_action);
  gtk_widget_class_install_action (widget_class, "authorities.test", "s", test_action);
  gtk_widget_class_install_action (widget_class, "authorities.default", "s", default_action);
  gtk_widget_class_install_action (widget_class, "authorities.no-default", NULL, no_default_action);
  gtk_widget_class_install_action (widget_class, "authorities.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "authorities.add-account", "s", add_account_action);
  gtk_widget_class_install_action (widget_class, "authorities.replace-password", "(ss)", replace_password_action);
  gtk_widget_class_install_action (widget_class, "authorities.forget", "(ss)", forget_action);
  gtk_widget_class_install_action (widget_class, "authorities.refresh", NULL, refresh_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "authorities.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "authorities.add", NULL);
}

static void
cw_authorities_view_class_init (CwAuthoritiesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_authorities_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/authorities/cw-authorities-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAuthoritiesView, authorities_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthoritiesView, entries);
  gtk_widget_class_bind_template_child (widget_class, CwAuthoritiesView, practice_panel);
  install_actions (widget_class);
}

static void
cw_authorities_view_init (CwAuthoritiesView *self)
{
  g_type_ensure (CW_TYPE_PRACTICE_PANEL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unfolded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
cw_authorities_view_set_context (CwAuthoritiesView *self, CwContext *context)
{
  if (!g_set_object (&self->context, context))
    return;
  self->list = cw_authorities_list_live (cw_context_get_authorities (context));
  gtk_list_box_bind_model (self->entries, G_LIST_MODEL (self->list), create_row_cb, self, NULL);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list, "notify::ready", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  cw_practice_panel_set_context (self->practice_panel, context);
}
