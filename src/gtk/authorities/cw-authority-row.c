/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-row.h"

#include "cw-authority-details.h"
#include "cw-buttons-row.h"
#include "cw-clock.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

struct _CwAuthorityRow
{
  AdwExpanderRow parent_instance;

  CwAuthorities *authorities;
  CwAuthorityInfo *info;
  CwLiveList *details;         /* NULL until it is unfolded for the first time */
  GPtrArray *rows;             /* of GtkWidget, borrowed: what is there when unfolded */
};

G_DEFINE_FINAL_TYPE (CwAuthorityRow, cw_authority_row, ADW_TYPE_EXPANDER_ROW)

static void
add_row (CwAuthorityRow *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static gboolean
is_built_in (CwAuthorityRow *self)
{
  return cw_authority_info_get_kind (self->info)->built_in;
}

/* ---- what can be done ---- */

static void
add_buttons (CwAuthorityRow *self, CwAuthorityDetails *details)
{
  CwButtonsRow *row = cw_buttons_row_new ();
  CwAuthorityCapabilities can = details != NULL ? cw_authority_details_get_capabilities (details) : 0;
  gboolean is_default = cw_authority_info_is_default (self->info);
  GVariant *name = g_variant_ref_sink (g_variant_new_string (cw_authority_info_get_name (self->info)));

  if ((can & CW_AUTHORITY_CAN_TEST) != 0)
    cw_buttons_row_add (row, _("_Test…"), "authorities.test", name, _("See whether it can be used, step by step, and which templates it has; nothing is requested"));
  if ((can & CW_AUTHORITY_HAS_ACCOUNTS) != 0)
    cw_buttons_row_add (row, _("Add Acc_ount…"), "authorities.add-account", name, _("Keep a user name here, and its password in the keyring"));
  if (!is_built_in (self))
    cw_buttons_row_add (row, _("_Edit…"), "authorities.edit", name, NULL);
  if (is_default)
    cw_buttons_row_add (row, _("_No Default"), "authorities.no-default", NULL, _("Then nobody is asked when none is named"));
  else
    cw_buttons_row_add (row, _("Make _Default"), "authorities.default", name, _("The default is the one that is asked when none is named"));
  if (!is_built_in (self))
    cw_buttons_row_add (row, _("_Remove…"), "authorities.remove", name, NULL);
  add_row (self, GTK_WIDGET (row));
  g_variant_unref (name);
}

/* ---- accounts ---- */

static char *
dup_account_state (const CwAccountRecord *account)
{
  g_autofree char *when = account->last_used != 0 ? cw_time_to_relative (account->last_used, cw_clock_now ()) : g_strdup (_("never"));
  const char *where = account->remembered ? _("Password in the keyring") : _("Password asked for each time");

  /* Translators: where the password of an account is, and when the account was used. */
  return g_strdup_printf (_("%s · last used: %s"), where, when);
}

static GtkWidget *
make_account_button (const char *icon, const char *action, GVariant *target, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
add_account (CwAuthorityRow *self, const CwAccountRecord *account)
{
  g_autofree char *state = dup_account_state (account);
  g_autofree char *replace = g_strdup_printf (_("Replace the Password of %s…"), account->user);
  g_autofree char *forget = g_strdup_printf (_("Forget %s"), account->user);
  g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new ("(ss)", cw_authority_info_get_name (self->info), account->user));
  GtkWidget *row = cw_row_new (account->user, state);
  GtkWidget *image = gtk_image_new_from_icon_name ("avatar-default-symbolic");

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Account"), -1);
  gtk_widget_set_tooltip_text (image, _("Account"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_account_button ("dialog-password-symbolic", "authorities.replace-password", target, replace));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_account_button ("user-trash-symbolic", "authorities.forget", target, forget));
  add_row (self, row);
}

static void
add_accounts (CwAuthorityRow *self, CwAuthorityDetails *details)
{
  GPtrArray *accounts = cw_authority_details_get_accounts (details);

  if ((cw_authority_details_get_capabilities (details) & CW_AUTHORITY_HAS_ACCOUNTS) == 0)
    return;
  for (guint i = 0; i < accounts->len; i++)
    add_account (self, g_ptr_array_index (accounts, i));
  if (accounts->len == 0)
    add_row (self, cw_fact_row_new (_("Accounts"), _("None: asked with the logged-on user’s own credentials")));
}

/* ---- facts ---- */

static void
add_fact (CwAuthorityRow *self, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    add_row (self, cw_fact_row_new (property, value));
}

/* The words of a choice, not its nick. */
static const char *
get_shown_value (const CwAuthorityField *field, const char *value)
{
  for (guint i = 0; field->type == CW_FIELD_CHOICE && field->choices[i] != NULL; i++)
    if (g_str_equal (field->choices[i], value))
      return _(field->choice_titles[i]);
  if (field->type == CW_FIELD_BOOLEAN)
    return g_str_equal (value, "true") ? _("yes") : _("no");
  return value;
}

static void
add_facts (CwAuthorityRow *self)
{
  const CwAuthorityKind *kind = cw_authority_info_get_kind (self->info);
  gint64 used = cw_authority_info_get_last_used (self->info);
  g_autofree char *when = used != 0 ? cw_time_to_exact (used) : g_strdup (_("never"));

  add_fact (self, _("Kind"), _(kind->title));
  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    {
      const char *value = cw_authority_kind_get_value (kind, cw_authority_info_get_settings (self->info), field->name);

      if (value != NULL)
        add_fact (self, _(field->title), get_shown_value (field, value));
    }
  if (!kind->built_in)
    add_fact (self, _("Last Used"), when);
}

/* ---- unfolded ---- */

static void
fill_cb (CwAuthorityRow *self)
{
  g_autoptr (CwAuthorityDetails) details = g_list_model_get_item (G_LIST_MODEL (self->details), 0);
  const char *fault = details != NULL ? cw_authority_details_get_fault (details) : NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (details == NULL)
    {
      add_row (self, cw_row_new (_("Reading…"), NULL));
      return;
    }
  add_buttons (self, details);
  if (fault != NULL)
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, NULL, "%s", fault);

      add_row (self, cw_problem_row_new (problem));
    }
  add_accounts (self, details);
  add_facts (self);
}

/* What is folded is empty, and looks at nothing. */
static void
expanded_cb (CwAuthorityRow *self)
{
  if (self->details != NULL || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  self->details = cw_authority_details_watch (self->authorities, self->info);
  g_signal_connect_object (self->details, "items-changed", G_CALLBACK (fill_cb), self, G_CONNECT_SWAPPED);
  fill_cb (self);
}

/* ---- the line ---- */

static void
add_icon (CwAuthorityRow *self)
{
  const CwAuthorityKind *kind = cw_authority_info_get_kind (self->info);
  const char *icon = g_str_equal (kind->id, "practice") ? "applications-science-symbolic"
                   : g_str_equal (kind->id, "offline") ? "text-x-generic-symbolic" : "network-server-symbolic";
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (image, _(kind->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _(kind->title), -1);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), image);
}

static char *
dup_subtitle (CwAuthorityInfo *info)
{
  const CwAuthorityKind *kind = cw_authority_info_get_kind (info);
  const char *text = kind->built_in ? _(kind->summary) : cw_authority_info_get_address (info);

  /* Translators: in the list of authorities: "Default · ca.example.org\Example CA". */
  return cw_authority_info_is_default (info) ? g_strdup_printf (_("Default · %s"), text) : g_strdup (text);
}

static void
show_line (CwAuthorityRow *self)
{
  const char *title = cw_authority_info_get_title (self->info);
  g_autofree char *subtitle = dup_subtitle (self->info);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  add_icon (self);
}

/* ---- class ---- */

static void
cw_authority_row_dispose (GObject *object)
{
  CwAuthorityRow *self = CW_AUTHORITY_ROW (object);

  g_clear_object (&self->details);
  g_clear_object (&self->info);
  g_clear_object (&self->authorities);
  G_OBJECT_CLASS (cw_authority_row_parent_class)->dispose (object);
}

static void
cw_authority_row_finalize (GObject *object)
{
  g_ptr_array_unref (CW_AUTHORITY_ROW (object)->rows);
  G_OBJECT_CLASS (cw_authority_row_parent_class)->finalize (object);
}

static void
cw_authority_row_class_init (CwAuthorityRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_authority_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_authority_row_finalize;
}

static void
cw_authority_row_init (CwAuthorityRow *self)
{
  self->rows = g_ptr_array_new ();
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

GtkWidget *
cw_authority_row_new (CwAuthorities *authorities, CwAuthorityInfo *info)
{
  CwAuthorityRow *self = g_object_new (CW_TYPE_AUTHORITY_ROW, "use-markup", FALSE, NULL);

  self->authorities = g_object_ref (authorities);
  self->info = g_object_ref (info);
  show_line (self);
  return GTK_WIDGET (self);
}

CwAuthorityInfo *
cw_authority_row_get_info (CwAuthorityRow *self)
{
  return self->info;
}
