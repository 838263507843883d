/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-authority-page.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestAuthorityPage
{
  CwRequestPage parent_instance;

  GPtrArray *checks;           /* of GtkCheckButton, borrowed; one for each authority that is shown */
  GPtrArray *rows;             /* of GtkWidget, borrowed from the group */
  gboolean filling;

  AdwPreferencesGroup *known_group;
  AdwActionRow *waiting_row;
  GtkLabel *problem_label;
  GtkCheckButton *other_check;
  GtkEditable *other_row;
  GtkLabel *other_label;
};

G_DEFINE_FINAL_TYPE (CwRequestAuthorityPage, cw_request_authority_page, CW_TYPE_REQUEST_PAGE)

/* ---- another one ---- */

static void
set_authority (CwRequestAuthorityPage *self, const char *reference)
{
  g_object_set (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "authority", reference, NULL);
}

static void
update (CwRequestAuthorityPage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  gboolean other = gtk_check_button_get_active (self->other_check);
  const char *problem = other ? NULL : cw_request_session_get_problem (session);
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;
  gboolean typed = cw_authority_parse_address (gtk_editable_get_text (self->other_row), &host, &ca_name);

  gtk_widget_set_visible (GTK_WIDGET (self->other_row), other);
  gtk_label_set_text (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), other ? typed : problem == NULL);
}

/* What is typed is complained about when it cannot become right by typing on. */
static void
other_cb (CwRequestAuthorityPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->other_row)));
  gboolean wrong = strpbrk (text, "/:?#@") != NULL || (strchr (text, '\\') == NULL && strchr (text, ' ') != NULL);
  g_autofree char *host = NULL;
  g_autofree char *ca_name = NULL;

  if (!gtk_check_button_get_active (self->other_check) || self->filling)
    return;
  cw_request_show_error (GTK_WIDGET (self->other_row), self->other_label,
                         wrong ? _("Write the computer and the name of the authority, separated by a backslash: ca.example.org\\Example CA") : NULL);
  if (cw_authority_parse_address (text, &host, &ca_name))
    set_authority (self, text);
  update (self);
}

static void
toggled_cb (GtkCheckButton *check, GParamSpec *pspec, CwRequestAuthorityPage *self)
{
  CwAuthorityInfo *info = g_object_get_data (G_OBJECT (check), "cw-authority");

  if (self->filling || !gtk_check_button_get_active (check))
    return;
  if (info != NULL)
    set_authority (self, cw_authority_info_is_default (info) ? NULL : cw_authority_info_get_name (info));
  update (self);
  if (info == NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->other_row));
      other_cb (self);
    }
}

/* ---- the known ones ---- */

static gboolean
is_chosen (CwAuthorityInfo *info, const char *reference)
{
  const char *address = cw_authority_info_get_address (info);

  if (reference == NULL)
    return cw_authority_info_is_default (info);
  return g_ascii_strcasecmp (cw_authority_info_get_name (info), reference) == 0 ||
         (address != NULL && g_ascii_strcasecmp (address, reference) == 0);
}

static void
show_choice (CwRequestAuthorityPage *self)
{
  g_autofree char *reference = NULL;
  gboolean known = FALSE;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "authority", &reference, NULL);
  self->filling = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (self->checks, i);

      if (!known && is_chosen (g_object_get_data (G_OBJECT (check), "cw-authority"), reference))
        {
          gtk_check_button_set_active (check, TRUE);
          known = TRUE;
        }
    }
  if (!known && reference != NULL && self->checks->len > 0)
    {
      gtk_check_button_set_active (self->other_check, TRUE);
      if (*gtk_editable_get_text (self->other_row) == '\0')
        gtk_editable_set_text (self->other_row, reference);
    }
  self->filling = FALSE;
  update (self);
}

static void
add_authority (CwRequestAuthorityPage *self, CwAuthorityInfo *info)
{
  const char *title = cw_authority_info_get_title (info);
  const CwAuthorityKind *kind = cw_authority_info_get_kind (info);
  const char *address = cw_authority_info_get_address (info);
  GtkWidget *row = cw_row_new (title, kind->built_in ? _(kind->summary) : g_strcmp0 (title, address) != 0 ? address : NULL);
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->other_check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (row, kind->built_in ? NULL : address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (check), "cw-authority", g_object_ref (info), g_object_unref);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), kind->built_in ? 0 : 1);
  if (cw_authority_info_is_default (info))
    {
      GtkWidget *badge = gtk_label_new (_("Default"));

      gtk_widget_add_css_class (badge, "caption");
      gtk_widget_add_css_class (badge, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), badge);
    }
  adw_preferences_group_add (self->known_group, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

static void
fill (CwRequestAuthorityPage *self)
{
  CwLiveList *list = cw_request_session_get_authorities (cw_request_page_get_session (CW_REQUEST_PAGE (self)));

  self->filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->known_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CwAuthorityInfo) info = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (!g_str_equal (cw_authority_info_get_kind (info)->id, "offline"))
        add_authority (self, info);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_row), !cw_live_list_is_ready (list));
  self->filling = FALSE;
  show_choice (self);
}

static void
cw_request_authority_page_set_up (CwRequestPage *page)
{
  CwRequestAuthorityPage *self = CW_REQUEST_AUTHORITY_PAGE (page);
  CwRequestSession *session = cw_request_page_get_session (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  CwLiveList *list = cw_request_session_get_authorities (session);

  g_object_bind_property (draft, "online", self, "applicable", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->other_check, "notify::active", G_CALLBACK (toggled_cb), self, 0);
  g_signal_connect_object (draft, "notify::authority", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::ready", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
cw_request_authority_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_REQUEST_AUTHORITY_PAGE (object)->checks);
  g_ptr_array_unref (CW_REQUEST_AUTHORITY_PAGE (object)->rows);
  G_OBJECT_CLASS (cw_request_authority_page_parent_class)->finalize (object);
}

static void
cw_request_authority_page_class_init (CwRequestAuthorityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_request_authority_page_finalize;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_authority_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-authority-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, known_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, other_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, other_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAuthorityPage, other_label);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
}

static void
cw_request_authority_page_init (CwRequestAuthorityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->checks = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
}
