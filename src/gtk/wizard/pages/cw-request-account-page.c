/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-account-page.h"

#include <glib/gi18n-lib.h>

struct _CwRequestAccountPage
{
  CwRequestPage parent_instance;

  GPtrArray *accounts;         /* of CwAccountRecord, or NULL while they are not known */
  gint64 authority;            /* whose they are */
  guint question;
  gboolean filling;

  AdwActionRow *own_row;
  GtkCheckButton *own_check;
  GtkCheckButton *other_check;
  AdwPreferencesGroup *account_group;
  AdwComboRow *known_row;
  GtkStringList *known_names;
  GtkEditable *user_row;
  GtkLabel *user_label;
  GtkEditable *password_row;
  GtkLabel *password_label;
  GtkSwitch *remember_switch;
};

G_DEFINE_FINAL_TYPE (CwRequestAccountPage, cw_request_account_page, CW_TYPE_REQUEST_PAGE)

/* Seconds: account and authority are noted one after the other. */
#define SAME_USE 5

/* ---- what is chosen ---- */

static CwAccountRecord *
get_known (CwRequestAccountPage *self)
{
  guint position = adw_combo_row_get_selected (self->known_row);

  return self->accounts != NULL && position < self->accounts->len ? g_ptr_array_index (self->accounts, position) : NULL;
}

static const char *
find_user_fault (const char *user)
{
  if (strpbrk (user, "/:") != NULL || g_str_has_prefix (user, "\\") || g_str_has_suffix (user, "\\") || g_str_has_prefix (user, "@"))
    return _("Write it as user, domain\\user or user@REALM.");
  return NULL;
}

static void
show_password_title (CwRequestAccountPage *self)
{
  CwAccountRecord *known = get_known (self);
  g_autoptr (CwSecret) password = NULL;
  const char *title = _("_Password (asked for later)");

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "password", &password, NULL);
  if (password != NULL && *gtk_editable_get_text (self->password_row) == '\0')
    title = _("_Password (as entered before)");
  else if (known != NULL && known->remembered)
    title = _("_Password (from the keyring)");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row), title);
}

static void
update (CwRequestAccountPage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  gboolean other = gtk_check_button_get_active (self->other_check);
  const char *user = gtk_editable_get_text (self->user_row);
  const char *fault = other ? find_user_fault (user) : NULL;
  gboolean refused = cw_request_session_is_refused (session) && *gtk_editable_get_text (self->password_row) == '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->account_group), other);
  gtk_widget_set_visible (GTK_WIDGET (self->known_row), self->accounts != NULL && self->accounts->len > 0);
  cw_request_show_error (GTK_WIDGET (self->user_row), self->user_label, fault);
  cw_request_show_error (GTK_WIDGET (self->password_row), self->password_label,
                         refused && other ? _("The authority has refused this account. It is not tried again with the same password.") : NULL);
  show_password_title (self);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), !other || (fault == NULL && *user != '\0' && !refused));
}

static void
set_account (CwRequestAccountPage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  g_autofree char *user = g_strstrip (g_strdup (gtk_editable_get_text (self->user_row)));
  gboolean other = gtk_check_button_get_active (self->other_check);
  g_autofree char *before = NULL;

  g_object_get (draft, "account", &before, NULL);
  /* A password belongs to its account. */
  if (g_strcmp0 (before, other && *user != '\0' ? user : NULL) != 0)
    g_object_set (draft, "account", other && *user != '\0' ? user : NULL, "password", NULL, NULL);
}

static void
changed_cb (CwRequestAccountPage *self)
{
  if (self->filling || self->known_names == NULL)
    return;
  set_account (self);
  update (self);
}

static void
known_cb (CwRequestAccountPage *self)
{
  CwAccountRecord *known = get_known (self);

  if (self->filling)
    return;
  gtk_editable_set_text (self->user_row, known != NULL ? known->user : "");
  gtk_editable_set_text (self->password_row, "");
  changed_cb (self);
}

/* What was typed goes into a CwSecret, and out of the entry: nobody can read it there. */
static void
take_password (CwRequestAccountPage *self)
{
  const char *text = gtk_editable_get_text (self->password_row);
  g_autoptr (CwSecret) password = *text != '\0' && gtk_check_button_get_active (self->other_check) ? cw_secret_new_text (text) : NULL;

  if (password != NULL)
    g_object_set (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "password", password, NULL);
  gtk_editable_set_text (self->password_row, "");
  update (self);
}

static void
cw_request_account_page_apply (CwWizardPage *page)
{
  take_password (CW_REQUEST_ACCOUNT_PAGE (page));
}

static gboolean
cw_request_account_page_cancel (CwWizardPage *page)
{
  gtk_editable_set_text (CW_REQUEST_ACCOUNT_PAGE (page)->password_row, "");
  return FALSE;
}

/* ---- the accounts that are known there ---- */

typedef struct
{
  CwAuthorities *authorities;
  CwAuthorityInfo *info;
  guint question;
} AccountQuestion;

static void
account_question_free (AccountQuestion *self)
{
  g_object_unref (self->authorities);
  g_object_unref (self->info);
  g_free (self);
}

static void
accounts_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AccountQuestion *question = task_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *accounts = cw_authorities_list_accounts (question->authorities, question->info, &error);

  if (accounts != NULL)
    g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static guint
find_account (CwRequestAccountPage *self, const char *user)
{
  for (guint i = 0; self->accounts != NULL && user != NULL && i < self->accounts->len; i++)
    if (g_ascii_strcasecmp (((CwAccountRecord *) g_ptr_array_index (self->accounts, i))->user, user) == 0)
      return i;
  return self->accounts != NULL ? self->accounts->len : 0;
}

/* The account that worked the last time is proposed, nobody has to choose it again; but not when own credentials did since. */
static const char *
get_proposal (CwRequestAccountPage *self, CwAuthorityInfo *info)
{
  CwAccountRecord *account = self->accounts->len > 0 ? g_ptr_array_index (self->accounts, 0) : NULL;

  if (account == NULL || account->last_used + SAME_USE < cw_authority_info_get_last_used (info))
    return NULL;
  return account->user;
}

static void
show_accounts (CwRequestAccountPage *self, const char *proposal)
{
  g_autofree char *user = NULL;
  guint position;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "account", &user, NULL);
  if (user == NULL)
    user = g_strdup (proposal);
  self->filling = TRUE;
  while (g_list_model_get_n_items (G_LIST_MODEL (self->known_names)) > 0)
    gtk_string_list_remove (self->known_names, 0);
  for (guint i = 0; i < self->accounts->len; i++)
    gtk_string_list_append (self->known_names, ((CwAccountRecord *) g_ptr_array_index (self->accounts, i))->user);
  gtk_string_list_append (self->known_names, _("Another account"));
  position = find_account (self, user);
  adw_combo_row_set_selected (self->known_row, position);
  gtk_check_button_set_active (user != NULL ? self->other_check : self->own_check, TRUE);
  gtk_editable_set_text (self->user_row, user != NULL ? user : "");
  self->filling = FALSE;
  changed_cb (self);
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwRequestAccountPage *self = CW_REQUEST_ACCOUNT_PAGE (source);
  AccountQuestion *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) accounts = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean first;

  /* Without the list an account can be typed all the same. */
  if (question->question != self->question || accounts == NULL)
    return;
  first = self->authority != cw_authority_info_get_id (question->info);
  self->authority = cw_authority_info_get_id (question->info);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = g_steal_pointer (&accounts);
  show_accounts (self, first ? get_proposal (self, question->info) : NULL);
}

static void
authority_cb (CwRequestAccountPage *self)
{
  CwRequestSession *session = cw_request_page_get_session (CW_REQUEST_PAGE (self));
  CwAuthorityInfo *info = cw_request_session_get_authority (session);
  gboolean online, applies = cw_request_session_get_capabilities (session) & CW_AUTHORITY_HAS_ACCOUNTS;
  g_autoptr (GTask) task = NULL;
  AccountQuestion *question;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "online", &online, NULL);
  cw_wizard_page_set_applicable (CW_WIZARD_PAGE (self), online && applies);
  if (!online || !applies || info == NULL)
    return;
  question = g_new0 (AccountQuestion, 1);
  question->authorities = g_object_ref (cw_context_get_authorities (cw_request_session_get_context (session)));
  question->info = g_object_ref (info);
  question->question = ++self->question;
  task = g_task_new (self, NULL, accounts_cb, NULL);
  g_task_set_source_tag (task, authority_cb);
  g_task_set_task_data (task, question, (GDestroyNotify) account_question_free);
  g_task_run_in_thread (task, accounts_thread);
}

static void
cw_request_account_page_enter (CwWizardPage *page)
{
  update (CW_REQUEST_ACCOUNT_PAGE (page));
}

static void
cw_request_account_page_set_up (CwRequestPage *page)
{
  CwRequestAccountPage *self = CW_REQUEST_ACCOUNT_PAGE (page);
  CwRequestSession *session = cw_request_page_get_session (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  g_autofree char *user = NULL;

  g_object_get (draft, "account", &user, NULL);
  adw_action_row_set_subtitle (self->own_row, g_get_user_name ());
  self->filling = TRUE;
  gtk_check_button_set_active (user != NULL ? self->other_check : self->own_check, TRUE);
  gtk_editable_set_text (self->user_row, user != NULL ? user : "");
  self->filling = FALSE;
  g_object_bind_property (draft, "remember", self->remember_switch, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (session, "notify::authority", G_CALLBACK (authority_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::capabilities", G_CALLBACK (authority_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::online", G_CALLBACK (authority_cb), self, G_CONNECT_SWAPPED);
  authority_cb (self);
  update (self);
}

static void
cw_request_account_page_finalize (GObject *object)
{
  g_clear_pointer (&CW_REQUEST_ACCOUNT_PAGE (object)->accounts, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_request_account_page_parent_class)->finalize (object);
}

static void
cw_request_account_page_class_init (CwRequestAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_request_account_page_finalize;
  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_account_page_set_up;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_request_account_page_enter;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_request_account_page_apply;
  CW_WIZARD_PAGE_CLASS (klass)->leave = cw_request_account_page_apply;
  CW_WIZARD_PAGE_CLASS (klass)->cancel = cw_request_account_page_cancel;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, own_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, own_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, other_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, known_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, known_names);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, user_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, password_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestAccountPage, remember_switch);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, known_cb);
}

static void
cw_request_account_page_init (CwRequestAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->authority = -1;
}
