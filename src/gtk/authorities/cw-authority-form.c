/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-form.h"

#include "cw-file-chooser.h"
#include "cw-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One field, with its rows; an item of the form's array. */
typedef struct
{
  CwAuthorityForm *form;       /* not owned */
  const CwAuthorityField *field;
  GtkWidget *row;
  GtkWidget *note;             /* the row below it */
  GtkLabel *reason;
  GtkWidget *toggle;           /* of a switch */
  gsize length;                /* of the text before it was changed */
  gboolean touched;
} Field;

struct _CwAuthorityForm
{
  AdwBin parent_instance;

  const CwAuthorityKind *kind;
  GPtrArray *fields;
  GtkListBox *list;
  gboolean valid;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (CwAuthorityForm, cw_authority_form, ADW_TYPE_BIN)

enum { PROP_VALID = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* ---- values ---- */

static gboolean
is_entry (Field *field)
{
  return ADW_IS_ENTRY_ROW (field->row);
}

static char *
dup_value (Field *field)
{
  if (is_entry (field))
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field->row))));
  if (field->toggle != NULL)
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (field->toggle)) ? "true" : "false");
  return g_strdup (field->field->choices[adw_combo_row_get_selected (ADW_COMBO_ROW (field->row))]);
}

static void
set_value (Field *field, const char *value)
{
  if (is_entry (field))
    gtk_editable_set_text (GTK_EDITABLE (field->row), value != NULL ? value : "");
  else if (field->toggle != NULL)
    gtk_switch_set_active (GTK_SWITCH (field->toggle), g_strcmp0 (value, "true") == 0);
  else
    for (guint i = 0; value != NULL && field->field->choices[i] != NULL; i++)
      if (g_str_equal (field->field->choices[i], value))
        adw_combo_row_set_selected (ADW_COMBO_ROW (field->row), i);
}

static Field *
find_field (CwAuthorityForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      if (g_strcmp0 (field->field->name, name) == 0)
        return field;
    }
  return NULL;
}

/* "host\\CA name" that is still in the one entry is understood as well. */
static void
split_address (CwAuthorityForm *self, GHashTable *settings)
{
  const char *text = g_hash_table_lookup (settings, "host");
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;

  if (text == NULL || find_field (self, "ca-name") == NULL || !cw_authority_parse_address (text, &host, &ca_name))
    return;
  g_hash_table_replace (settings, g_strdup ("ca-name"), g_steal_pointer (&ca_name));
  g_hash_table_replace (settings, g_strdup ("host"), g_steal_pointer (&host));
}

static GHashTable *
dup_settings (CwAuthorityForm *self)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);
      g_autofree char *value = dup_value (field);

      if (*value != '\0' && g_strcmp0 (value, field->field->fallback) != 0)
        g_hash_table_replace (settings, g_strdup (field->field->name), g_steal_pointer (&value));
    }
  split_address (self, settings);
  return settings;
}

/* ---- what is wrong ---- */

static void
show_reason (Field *field, const char *reason)
{
  gtk_label_set_text (field->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (field->note, reason != NULL && gtk_widget_get_visible (field->row));
  if (reason != NULL)
    gtk_widget_add_css_class (field->row, "error");
  else
    gtk_widget_remove_css_class (field->row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->row), GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* What is only needed for another choice stays out of the way, unless something is in it. */
static void
show_needed (CwAuthorityForm *self)
{
  Field *trust = find_field (self, "trust");
  g_autofree char *chosen = trust != NULL ? dup_value (trust) : NULL;

  for (guint i = 0; chosen != NULL && i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);
      g_autofree char *value = dup_value (field);

      if (field->field->type == CW_FIELD_FINGERPRINTS)
        gtk_widget_set_visible (field->row, *value != '\0' || g_str_equal (chosen, "pinned"));
      else if (field->field->type == CW_FIELD_FILE)
        gtk_widget_set_visible (field->row, *value != '\0' || g_str_equal (chosen, "file"));
    }
}

static const char *
find_reason (GPtrArray *problems, const char *name)
{
  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR && g_strcmp0 (cw_problem_get_field (problem), name) == 0)
        return cw_problem_get_sentence (problem);
    }
  return NULL;
}

static gboolean
has_error (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (problems, i)) == CW_SEVERITY_ERROR)
      return TRUE;
  return FALSE;
}

/* Nobody is told that a field is empty before he has been there. */
static void
check (CwAuthorityForm *self)
{
  g_autoptr (GHashTable) settings = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  gboolean valid;

  if (self->filling)
    return;
  settings = dup_settings (self);
  problems = cw_authority_kind_validate (self->kind, settings);
  valid = !has_error (problems);
  show_needed (self);
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);
      const char *reason = find_reason (problems, field->field->name);
      g_autofree char *value = dup_value (field);

      show_reason (field, field->touched || *value != '\0' ? reason : NULL);
    }
  if (valid == self->valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

/* ---- what is typed ---- */

/* "ca.example.org\Example CA", as the vendor's pages write it: one part for each entry. */
static void
take_apart (CwAuthorityForm *self, Field *field)
{
  Field *name = find_field (self, "ca-name");
  g_autofree char *text = dup_value (field);
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;

  if (field->field->type != CW_FIELD_HOST || name == NULL || !cw_authority_parse_address (text, &host, &ca_name))
    return;
  self->filling = TRUE;
  set_value (name, ca_name);
  set_value (field, host);
  gtk_editable_set_position (GTK_EDITABLE (field->row), -1);
  self->filling = FALSE;
}

/* What is pasted is taken apart at once, what is typed when it is left: else the rest would go to the wrong entry. */
static void
changed_cb (Field *field)
{
  gsize length = strlen (gtk_editable_get_text (GTK_EDITABLE (field->row)));
  gboolean pasted = length > field->length + 4;

  field->touched = TRUE;
  field->length = length;
  if (field->form->filling)
    return;
  if (pasted)
    take_apart (field->form, field);
  check (field->form);
}

static void
left_cb (Field *field)
{
  if (field->form->filling)
    return;
  take_apart (field->form, field);
  check (field->form);
}

static void
chosen_cb (Field *field)
{
  field->touched = TRUE;
  check (field->form);
}

/* ---- rows ---- */

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);

  gtk_editable_set_text (GTK_EDITABLE (user_data), path != NULL ? path : "");
}

static void
browse_cb (Field *field)
{
  cw_file_chooser_open (GTK_WINDOW (gtk_widget_get_root (field->row)), _(field->field->title), file_chosen_cb, G_OBJECT (field->row));
}

static void
add_browse_button (Field *field)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Choose a File…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a File…"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (browse_cb), field);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (field->row), button);
}

static void
make_entry (Field *field)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  field->row = adw_entry_row_new ();
  g_signal_connect_swapped (field->row, "changed", G_CALLBACK (changed_cb), field);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), field);
  gtk_widget_add_controller (field->row, focus);
  if (field->field->type == CW_FIELD_FILE)
    add_browse_button (field);
}

static void
make_choice (Field *field)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; field->field->choice_titles[i] != NULL; i++)
    gtk_string_list_append (titles, _(field->field->choice_titles[i]));
  field->row = adw_combo_row_new ();
  adw_combo_row_set_model (ADW_COMBO_ROW (field->row), G_LIST_MODEL (titles));
  /* Beside the title there is no room for a whole sentence. */
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (field->row), TRUE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (field->row), 0);
  g_signal_connect_swapped (field->row, "notify::selected", G_CALLBACK (chosen_cb), field);
}

static void
make_switch (Field *field)
{
  field->row = adw_action_row_new ();
  field->toggle = gtk_switch_new ();
  gtk_widget_set_valign (field->toggle, GTK_ALIGN_CENTER);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (field->row), _(field->field->help));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (field->row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (field->row), field->toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (field->row), field->toggle);
  g_signal_connect_swapped (field->toggle, "notify::active", G_CALLBACK (chosen_cb), field);
}

static void
make_note (Field *field)
{
  GtkWidget *label = gtk_label_new (NULL);

  field->note = gtk_list_box_row_new ();
  field->reason = GTK_LABEL (label);
  gtk_label_set_wrap (field->reason, TRUE);
  gtk_label_set_wrap_mode (field->reason, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (field->reason, 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "field-note");
  gtk_widget_add_css_class (label, "error");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (field->note), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (field->note), FALSE);
  gtk_widget_set_focusable (field->note, FALSE);
  gtk_widget_set_visible (field->note, FALSE);
}

static void
add_field (CwAuthorityForm *self, const CwAuthorityField *description)
{
  Field *field = g_new0 (Field, 1);

  field->form = self;
  field->field = description;
  if (description->type == CW_FIELD_CHOICE)
    make_choice (field);
  else if (description->type == CW_FIELD_BOOLEAN)
    make_switch (field);
  else
    make_entry (field);
  make_note (field);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (field->row), _(description->title));
  gtk_widget_set_tooltip_text (field->row, _(description->help));
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(description->title),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(description->help), -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (field->row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, field->reason, NULL, -1);
  gtk_list_box_append (self->list, field->row);
  gtk_list_box_append (self->list, field->note);
  g_ptr_array_add (self->fields, field);
}

/* ---- class ---- */

static void
cw_authority_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALID)
    g_value_set_boolean (value, CW_AUTHORITY_FORM (object)->valid);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_authority_form_dispose (GObject *object)
{
  CwAuthorityForm *self = CW_AUTHORITY_FORM (object);

  /* What leaves on the way out is not looked at any more. */
  self->filling = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      if (field->row != NULL)
        g_signal_handlers_disconnect_by_data (field->row, field);
    }
  G_OBJECT_CLASS (cw_authority_form_parent_class)->dispose (object);
}

static void
cw_authority_form_finalize (GObject *object)
{
  g_ptr_array_unref (CW_AUTHORITY_FORM (object)->fields);
  G_OBJECT_CLASS (cw_authority_form_parent_class)->finalize (object);
}

static void
cw_authority_form_class_init (CwAuthorityFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_authority_form_get_property;
  object_class->dispose = cw_authority_form_dispose;
  object_class->finalize = cw_authority_form_finalize;
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cw_authority_form_init (CwAuthorityForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Settings"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

GtkWidget *
cw_authority_form_new (const CwAuthorityKind *kind, GHashTable *settings)
{
  CwAuthorityForm *self = g_object_new (CW_TYPE_AUTHORITY_FORM, NULL);

  self->kind = kind;
  self->filling = TRUE;
  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    add_field (self, field);
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = g_ptr_array_index (self->fields, i);

      set_value (field, cw_authority_kind_get_value (kind, settings, field->field->name));
      field->touched = FALSE;
    }
  self->filling = FALSE;
  check (self);
  return GTK_WIDGET (self);
}

gboolean
cw_authority_form_is_valid (CwAuthorityForm *self)
{
  return self->valid;
}

GHashTable *
cw_authority_form_dup_settings (CwAuthorityForm *self)
{
  return dup_settings (self);
}
