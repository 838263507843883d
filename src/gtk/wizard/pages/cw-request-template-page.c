/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-template-page.h"

#include "cw-error.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

struct _CwRequestTemplatePage
{
  CwRequestPage parent_instance;

  GPtrArray *rows;             /* of GtkWidget, borrowed from the group */
  GCancellable *cancellable;   /* of the list that is being loaded */
  char *loaded_for;            /* authority and account whose list is shown */
  gboolean filling;

  AdwActionRow *default_row;
  GtkCheckButton *default_check;
  GtkCheckButton *other_check;
  AdwPreferencesGroup *name_group;
  GtkEditable *name_row;
  GtkLabel *name_label;
  AdwPreferencesGroup *list_group;
  AdwActionRow *state_row;
  GtkSpinner *spinner;
  GtkButton *retry_button;
};

G_DEFINE_FINAL_TYPE (CwRequestTemplatePage, cw_request_template_page, CW_TYPE_REQUEST_PAGE)

static void
update (CwRequestTemplatePage *self)
{
  gboolean other = gtk_check_button_get_active (self->other_check);
  const char *name = gtk_editable_get_text (self->name_row);
  CwAuthorityCapabilities capabilities = cw_request_session_get_capabilities (cw_request_page_get_session (CW_REQUEST_PAGE (self)));
  gboolean wrong = other && strpbrk (name, "\\/:;,\"<>|") != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->name_group), other);
  gtk_widget_set_visible (GTK_WIDGET (self->list_group), other && (capabilities & CW_AUTHORITY_LISTS_TEMPLATES));
  cw_request_show_error (GTK_WIDGET (self->name_row), self->name_label,
                         wrong ? _("A template’s name has no such characters. It is the name that is wanted, not the display name.") : NULL);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), !other || (*name != '\0' && !wrong));
}

static void
changed_cb (CwRequestTemplatePage *self)
{
  gboolean other = gtk_check_button_get_active (self->other_check);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  if (self->filling)
    return;
  g_object_set (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "template", other && *name != '\0' ? name : NULL, NULL);
  update (self);
}

/* ---- the list that the authority gives ---- */

typedef struct
{
  CwAuthorities *authorities;
  CwAuthorityInfo *info;
  char *user;
  CwSecret *password;
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->authorities);
  g_object_unref (self->info);
  g_free (self->user);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_free (self);
}

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthority) authority = cw_authorities_create (question->authorities, question->info, &error);
  GPtrArray *templates = NULL;

  /* Nobody is asked for a password only for a list: without one the name can be typed. */
  if (authority != NULL && cw_authorities_prepare_account (question->authorities, question->info, authority, question->user, question->password,
                                                           NULL, cancellable, &error))
    templates = cw_authority_list_templates (authority, cancellable, &error);
  if (templates != NULL)
    g_task_return_pointer (task, templates, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
chosen_cb (CwRequestTemplatePage *self, GtkWidget *row)
{
  gtk_editable_set_text (self->name_row, g_object_get_data (G_OBJECT (row), "cw-template"));
}

static void
add_template (CwRequestTemplatePage *self, CwAuthorityTemplate *template)
{
  gboolean same = template->title == NULL || g_str_equal (template->title, template->name);
  GtkWidget *row = cw_row_new (same ? template->name : template->title, same ? NULL : template->name);

  g_object_set_data_full (G_OBJECT (row), "cw-template", g_strdup (template->name), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_focusable (row, TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->list_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_list (CwRequestTemplatePage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
show_state (CwRequestTemplatePage *self, const char *title, const char *detail, gboolean working)
{
  gtk_widget_set_visible (GTK_WIDGET (self->state_row), title != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), title != NULL ? title : "");
  adw_action_row_set_subtitle (self->state_row, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), working);
  gtk_spinner_set_spinning (self->spinner, working);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), title != NULL && !working);
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwRequestTemplatePage *self = CW_REQUEST_TEMPLATE_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (templates == NULL)
    {
      /* It is not tried a second time with the same password, neither here nor when the request is sent. */
      if (g_error_matches (error, CW_ERROR, CW_ERROR_AUTHENTICATION))
        cw_request_session_note_refused (cw_request_page_get_session (CW_REQUEST_PAGE (self)));
      show_state (self, _("The list could not be loaded"), error->message, FALSE);
      return;
    }
  clear_list (self);
  for (guint i = 0; i < templates->len; i++)
    add_template (self, g_ptr_array_index (templates, i));
  show_state (self, templates->len == 0 ? _("The authority offers no templates to this account") : NULL, NULL, FALSE);
}

static void
load (CwRequestTemplatePage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  Question *question = g_new0 (Question, 1);
  g_autoptr (GTask) task = NULL;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  question->authorities = g_object_ref (cw_context_get_authorities (cw_request_session_get_context (session)));
  question->info = g_object_ref (cw_request_session_get_authority (session));
  g_object_get (cw_request_session_get_draft (session), "account", &question->user, "password", &question->password, NULL);
  show_state (self, _("Asking the authority for its templates…"), NULL, TRUE);
  task = g_task_new (self, self->cancellable, list_cb, NULL);
  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, list_thread);
}

/* Once for each authority and account, and when somebody is going to choose from it. */
static void
load_when_wanted (CwRequestTemplatePage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  CwAuthorityInfo *info = cw_request_session_get_authority (session);
  g_autofree char *user = NULL;
  g_autofree char *key = NULL;

  g_object_get (cw_request_session_get_draft (session), "account", &user, NULL);
  if (info == NULL || !(cw_request_session_get_capabilities (session) & CW_AUTHORITY_LISTS_TEMPLATES) ||
      !gtk_check_button_get_active (self->other_check) || cw_request_session_is_refused (session))
    return;
  key = g_strjoin ("\n", cw_authority_info_get_name (info), user != NULL ? user : "", NULL);
  if (g_strcmp0 (key, self->loaded_for) == 0)
    return;
  g_free (self->loaded_for);
  self->loaded_for = g_steal_pointer (&key);
  clear_list (self);
  load (self);
}

static void
retry_cb (CwRequestTemplatePage *self)
{
  if (cw_request_session_is_refused (cw_request_page_get_session (CW_REQUEST_PAGE (self))))
    show_state (self, _("The authority has refused this account"), _("Go back and enter another password."), FALSE);
  else
    load (self);
}

static void
other_cb (CwRequestTemplatePage *self)
{
  changed_cb (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    load_when_wanted (self);
}

static void
authority_cb (CwRequestTemplatePage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  CwAuthorityInfo *info = cw_request_session_get_authority (session);
  const char *template = info != NULL ? cw_authority_info_get_kind (info)->default_template : NULL;

  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), (cw_request_session_get_capabilities (session) & CW_AUTHORITY_HAS_TEMPLATES) != 0);
  adw_action_row_set_subtitle (self->default_row, template != NULL ? template : _("What the authority takes by itself"));
  update (self);
}

static void
cw_request_template_page_enter (CwWizardPage *page)
{
  load_when_wanted (CW_REQUEST_TEMPLATE_PAGE (page));
}

static void
cw_request_template_page_set_up (CwRequestPage *page)
{
  CwRequestTemplatePage *self = CW_REQUEST_TEMPLATE_PAGE (page);
  CwRequestSession *session = cw_request_page_get_session (page);
  g_autofree char *template = NULL;

  g_object_get (cw_request_page_get_draft (page), "template", &template, NULL);
  self->filling = TRUE;
  gtk_check_button_set_active (template != NULL ? self->other_check : self->default_check, TRUE);
  gtk_editable_set_text (self->name_row, template != NULL ? template : "");
  self->filling = FALSE;
  g_signal_connect_object (self->other_check, "notify::active", G_CALLBACK (other_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify", G_CALLBACK (authority_cb), self, G_CONNECT_SWAPPED);
  show_state (self, NULL, NULL, FALSE);
  authority_cb (self);
}

static void
cw_request_template_page_dispose (GObject *object)
{
  CwRequestTemplatePage *self = CW_REQUEST_TEMPLATE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cw_request_template_page_parent_class)->dispose (object);
}

static void
cw_request_template_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_REQUEST_TEMPLATE_PAGE (object)->rows);
  g_free (CW_REQUEST_TEMPLATE_PAGE (object)->loaded_for);
  G_OBJECT_CLASS (cw_request_template_page_parent_class)->finalize (object);
}

static void
cw_request_template_page_class_init (CwRequestTemplatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_request_template_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_request_template_page_finalize;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_template_page_set_up;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_request_template_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-template-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, default_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, default_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, other_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, name_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, list_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, state_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwRequestTemplatePage, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
cw_request_template_page_init (CwRequestTemplatePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
}
