/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-secret-box.h"

#include <glib/gi18n-lib.h>

struct _CwSecretBox
{
  AdwBin parent_instance;

  GtkWidget *first;
  GtkWidget *second;         /* NULL unless new */
  GtkLabel *hint;
  GtkLevelBar *level;
  gboolean complete;
};

G_DEFINE_FINAL_TYPE (CwSecretBox, cw_secret_box, ADW_TYPE_BIN)

enum { PROP_COMPLETE = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

guint
cw_passphrase_strength (const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  gboolean lower = FALSE, upper = FALSE, digit = FALSE, other = FALSE;
  guint kinds;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      lower |= g_unichar_islower (c);
      upper |= g_unichar_isupper (c);
      digit |= g_unichar_isdigit (c);
      other |= !g_unichar_isalnum (c);
    }
  kinds = (guint) lower + (guint) upper + (guint) digit + (guint) other;
  if (length == 0)
    return 0;
  if (length < 8)
    return 1;
  if (length >= 20 || (length >= 16 && kinds >= 2))
    return 4;
  return length >= 12 && kinds >= 2 ? 3 : 2;
}

const char *
cw_passphrase_word (guint strength)
{
  static const char *words[] = { N_("Empty"), N_("Weak: use at least 8 characters"), N_("Fair"), N_("Good"), N_("Strong") };

  return _(words[MIN (strength, G_N_ELEMENTS (words) - 1)]);
}

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
find_complete (CwSecretBox *self)
{
  /* A password that exists may well be empty: some tools write files like that. */
  if (self->second == NULL)
    return TRUE;
  return *get_text (self->first) != '\0' && g_str_equal (get_text (self->first), get_text (self->second));
}

static void
show_strength (CwSecretBox *self)
{
  guint strength = cw_passphrase_strength (get_text (self->first));
  gboolean different = *get_text (self->second) != '\0' && !g_str_equal (get_text (self->first), get_text (self->second));

  gtk_level_bar_set_value (self->level, strength);
  if (different)
    gtk_widget_add_css_class (self->second, "error");
  else
    gtk_widget_remove_css_class (self->second, "error");
  gtk_label_set_text (self->hint, different ? _("The two passphrases differ") : cw_passphrase_word (strength));
}

static void
changed_cb (CwSecretBox *self)
{
  gboolean complete = find_complete (self);

  if (self->second != NULL)
    show_strength (self);
  else
    gtk_widget_remove_css_class (self->first, "error");
  if (complete == self->complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
cw_secret_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COMPLETE)
    g_value_set_boolean (value, CW_SECRET_BOX (object)->complete);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_secret_box_class_init (CwSecretBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_secret_box_get_property;
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cw_secret_box_init (CwSecretBox *self)
{
}

static GtkWidget *
add_row (CwSecretBox *self, GtkListBox *list, const char *title)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (list, row);
  return row;
}

GtkWidget *
cw_secret_box_new (gboolean is_new)
{
  CwSecretBox *self = g_object_new (CW_TYPE_SECRET_BOX, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, is_new ? _("Passphrase") : _("Password"), -1);
  gtk_box_append (GTK_BOX (box), list);
  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_label_set_xalign (self->hint, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "caption");
  adw_bin_set_child (ADW_BIN (self), box);
  self->first = add_row (self, GTK_LIST_BOX (list), is_new ? _("Passphrase") : _("Password"));
  if (is_new)
    {
      self->second = add_row (self, GTK_LIST_BOX (list), _("Repeat the Passphrase"));
      self->level = GTK_LEVEL_BAR (gtk_level_bar_new_for_interval (0, 4));
      gtk_level_bar_set_mode (self->level, GTK_LEVEL_BAR_MODE_DISCRETE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->level), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Strength of the passphrase"), -1);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->level));
    }
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  gtk_widget_set_visible (GTK_WIDGET (self->hint), is_new);
  changed_cb (self);
  return GTK_WIDGET (self);
}

gboolean
cw_secret_box_is_complete (CwSecretBox *self)
{
  return self->complete;
}

void
cw_secret_box_set_retry (CwSecretBox *self, gboolean retry)
{
  if (!retry)
    return;
  gtk_widget_add_css_class (self->first, "error");
  gtk_label_set_text (self->hint, _("This was not right: please try again."));
  gtk_widget_set_visible (GTK_WIDGET (self->hint), TRUE);
}

CwSecret *
cw_secret_box_dup_secret (CwSecretBox *self)
{
  return cw_secret_new_text (get_text (self->first));
}

void
cw_secret_box_wipe (CwSecretBox *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->first), "");
  if (self->second != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->second), "");
}
