/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-test-dialog.h"

#include "cw-account-question.h"
#include "cw-authority-details.h"
#include "cw-authority-operations.h"
#include "cw-error.h"
#include "cw-fit.h"
#include "cw-gtk-interaction.h"
#include "cw-help.h"
#include "cw-operation-flow.h"
#include "cw-rows.h"

#include <glib/gi18n-lib.h>

typedef enum { STATE_WAITING, STATE_RUNNING, STATE_TRUSTING } State;

struct _CwAuthorityTestDialog
{
  AdwWindow parent_instance;

  CwContext *context;
  CwAuthorityInfo *info;
  CwLiveList *details;
  GPtrArray *users;            /* of char: what the rows of the choice stand for; NULL in it: own credentials; the last: typed */
  gboolean shows_accounts;
  CwOperationFlow *flow;
  GCancellable *cancellable;   /* of the question about trust */
  CwSecret *password;          /* typed; for the next test after that question, too */
  State state;

  GtkStack *button_stack;
  GtkSpinner *spinner;
  AdwPreferencesGroup *account_group;
  AdwComboRow *account_row;
  GtkEditable *user_row;
  GtkEditable *password_row;
  AdwPreferencesGroup *hint_group;
  AdwPreferencesGroup *result_group;
  GtkImage *result_image;
  GtkLabel *result_label;
  GtkWidget *trust_button;
  AdwPreferencesGroup *lines_group;
  GtkListBox *lines;
  GtkWidget *start_button;
  GtkWidget *stop_button;
};

G_DEFINE_FINAL_TYPE (CwAuthorityTestDialog, cw_authority_test_dialog, ADW_TYPE_WINDOW)

static CwAuthorities *
get_authorities (CwAuthorityTestDialog *self)
{
  return cw_context_get_authorities (self->context);
}

/* ---- the account ---- */

static gboolean
is_typed (CwAuthorityTestDialog *self)
{
  return self->shows_accounts && adw_combo_row_get_selected (self->account_row) == self->users->len;
}

/* NULL: own credentials. */
static char *
dup_user (CwAuthorityTestDialog *self)
{
  guint position = adw_combo_row_get_selected (self->account_row);

  if (!self->shows_accounts)
    return NULL;
  if (is_typed (self))
    return g_strstrip (g_strdup (gtk_editable_get_text (self->user_row)));
  return position < self->users->len ? g_strdup (g_ptr_array_index (self->users, position)) : NULL;
}

static gboolean
is_complete (CwAuthorityTestDialog *self)
{
  g_autofree char *user = dup_user (self);

  if (!is_typed (self))
    return TRUE;
  return *user != '\0' && cw_account_find_fault (user) == NULL && (self->password != NULL || *gtk_editable_get_text (self->password_row) != '\0');
}

static void
update (CwAuthorityTestDialog *self)
{
  g_autofree char *user = dup_user (self);
  const char *fault = is_typed (self) ? cw_account_find_fault (user) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->user_row), is_typed (self));
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), is_typed (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row), self->password != NULL && *gtk_editable_get_text (self->password_row) == '\0'
                                 ? _("_Password (as entered before)") : _("_Password (used for this test, not kept)"));
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->user_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->user_row), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->user_row), fault);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "test.start", self->state == STATE_WAITING && self->context != NULL && is_complete (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "test.stop", self->state == STATE_RUNNING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "test.trust", self->state == STATE_WAITING);
}

/* An entry that becomes insensitive with the focus in it goes on blinking: the focus leaves before. */
static void
set_state (CwAuthorityTestDialog *self, State state)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean was_waiting = self->state == STATE_WAITING;

  self->state = state;
  gtk_spinner_set_spinning (self->spinner, state != STATE_WAITING);
  gtk_stack_set_visible_child_name (self->button_stack, state == STATE_RUNNING ? "stop" : "start");
  update (self);
  if (state == STATE_RUNNING)
    gtk_widget_grab_focus (self->stop_button);
  else if (state == STATE_TRUSTING)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  else if (!was_waiting && (focus == NULL || focus == self->stop_button))
    gtk_widget_grab_focus (self->start_button);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_group), state == STATE_WAITING);
}

static void
account_cb (CwAuthorityTestDialog *self)
{
  g_clear_pointer (&self->password, cw_secret_unref);
  update (self);
  if (is_typed (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
}

/* A password belongs to its account. */
static void
user_cb (CwAuthorityTestDialog *self)
{
  g_clear_pointer (&self->password, cw_secret_unref);
  update (self);
}

static void
fill_accounts (CwAuthorityTestDialog *self, GPtrArray *accounts)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *own = g_strdup_printf (_("Own credentials of %s"), g_get_user_name ());

  g_ptr_array_set_size (self->users, 0);
  g_ptr_array_add (self->users, NULL);
  gtk_string_list_append (names, own);
  for (guint i = 0; i < accounts->len; i++)
    {
      const CwAccountRecord *account = g_ptr_array_index (accounts, i);

      g_ptr_array_add (self->users, g_strdup (account->user));
      gtk_string_list_append (names, account->user);
    }
  gtk_string_list_append (names, _("Another account"));
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (names));
  /* The one that worked last is proposed. */
  adw_combo_row_set_selected (self->account_row, accounts->len > 0 && ((CwAccountRecord *) g_ptr_array_index (accounts, 0))->last_used != 0 ? 1 : 0);
}

static void start (CwAuthorityTestDialog *self);

/* Where there is no account to choose, there is nothing to wait for. */
static void
details_cb (CwAuthorityTestDialog *self)
{
  g_autoptr (CwAuthorityDetails) details = g_list_model_get_item (G_LIST_MODEL (self->details), 0);

  if (details == NULL || self->users->len > 0)
    return;
  self->shows_accounts = (cw_authority_details_get_capabilities (details) & CW_AUTHORITY_HAS_ACCOUNTS) != 0;
  fill_accounts (self, cw_authority_details_get_accounts (details));
  gtk_widget_set_visible (GTK_WIDGET (self->account_group), self->shows_accounts);
  update (self);
  if (self->shows_accounts)
    gtk_widget_grab_focus (self->start_button);
  else
    start (self);
}

/* ---- lines ---- */

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} verdicts[] = {
  [CW_TEST_GOOD] = { "emblem-ok-symbolic", "success", N_("Good") },
  [CW_TEST_INFO] = { "dialog-information-symbolic", "accent", N_("Note") },
  [CW_TEST_WARNING] = { "dialog-warning-symbolic", "warning", N_("Warning") },
  [CW_TEST_BAD] = { "dialog-error-symbolic", "error", N_("Bad") },
  [CW_TEST_SKIPPED] = { "go-jump-symbolic", "dim-label", N_("Left out") },
};

static GtkWidget *
make_line_cb (gpointer item, gpointer user_data)
{
  CwTestLine *line = item;
  CwTestVerdict verdict = cw_test_line_get_verdict (line);
  const char *sentence = cw_test_line_get_sentence (line);
  const char *remedy = cw_test_line_get_remedy (line);
  const char *word = _(verdicts[verdict].word);
  g_autofree char *text = remedy != NULL ? g_strdup_printf ("%s\n→ %s", sentence, remedy) : g_strdup (sentence);
  g_autofree char *name = g_strdup_printf ("%s: %s", cw_test_line_get_subject (line), word);
  GtkWidget *row = cw_row_new (cw_test_line_get_subject (line), text);
  GtkWidget *image = gtk_image_new_from_icon_name (verdicts[verdict].icon);
  GtkWidget *label = gtk_label_new (word);

  gtk_widget_add_css_class (image, verdicts[verdict].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  gtk_widget_add_css_class (label, verdicts[verdict].style);
  gtk_widget_add_css_class (label, "caption-heading");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_widget_set_focusable (row, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return row;
}

static void
show_result (CwAuthorityTestDialog *self, const char *icon, const char *style, const char *sentence)
{
  gtk_image_set_from_icon_name (self->result_image, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->result_image), (const char *[]) { style, NULL });
  gtk_label_set_text (self->result_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), sentence != NULL);
}

static gboolean
can_trust (CwAuthorityTestDialog *self)
{
  CwTestAuthorityOperation *operation = CW_TEST_AUTHORITY_OPERATION (cw_operation_flow_get_operation (self->flow));
  CwAuthority *authority = cw_test_authority_operation_get_authority (operation);
  const CwAuthorityKind *kind = cw_authority_info_get_kind (self->info);
  const char *trust = cw_authority_kind_get_value (kind, cw_authority_info_get_settings (self->info), "trust");

  return authority != NULL && cw_authority_get_peer_chain (authority) != NULL && g_strcmp0 (trust, "file") != 0;
}

/* ---- running ---- */

static void
state_cb (CwAuthorityTestDialog *self)
{
  CwFlowState state = cw_operation_flow_get_state (self->flow);
  CwOutcome *outcome = cw_operation_flow_get_outcome (self->flow);
  const GError *error = outcome != NULL ? cw_outcome_get_error (outcome) : cw_operation_flow_get_error (self->flow);

  if (state != CW_FLOW_DONE && state != CW_FLOW_NOT_PREPARED)
    return;
  if (error != NULL && g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    show_result (self, "process-stop-symbolic", "dim-label", _("The test was stopped."));
  else if (error != NULL)
    show_result (self, "dialog-error-symbolic", "error", error->message);
  else if (outcome != NULL && cw_outcome_get_result (outcome) == CW_RESULT_DONE)
    show_result (self, "emblem-ok-symbolic", "success", cw_outcome_get_summary (outcome));
  else if (outcome != NULL)
    show_result (self, "dialog-error-symbolic", "error", cw_outcome_get_summary (outcome));
  gtk_widget_set_visible (self->trust_button, outcome != NULL && can_trust (self));
  set_state (self, STATE_WAITING);
  if (gtk_widget_get_visible (self->trust_button))
    gtk_widget_grab_focus (self->trust_button);
}

/* What was typed goes into a CwSecret, and out of the entry. */
static void
take_password (CwAuthorityTestDialog *self)
{
  const char *text = gtk_editable_get_text (self->password_row);

  if (*text != '\0')
    {
      g_clear_pointer (&self->password, cw_secret_unref);
      self->password = cw_secret_new_text (text);
      gtk_editable_set_text (self->password_row, "");
    }
}

static void
start (CwAuthorityTestDialog *self)
{
  g_autofree char *user = dup_user (self);
  g_autoptr (CwTestAuthorityOperation) operation = NULL;

  take_password (self);
  operation = cw_test_authority_operation_new (get_authorities (self), self->info, user, is_typed (self) ? self->password : NULL);
  if (self->flow != NULL)
    g_signal_handlers_disconnect_by_data (self->flow, self);
  g_clear_object (&self->flow);
  self->flow = cw_operation_flow_new (self->context, GTK_WINDOW (self));
  cw_operation_flow_set_operation (self->flow, CW_OPERATION (operation));
  gtk_list_box_bind_model (self->lines, cw_test_authority_operation_get_lines (operation), make_line_cb, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), FALSE);
  gtk_widget_set_visible (self->trust_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->lines_group), TRUE);
  g_signal_connect_object (self->flow, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  set_state (self, STATE_RUNNING);
  cw_operation_flow_prepare_and_run (self->flow);
}

static void
activated_cb (CwAuthorityTestDialog *self)
{
  if (self->state == STATE_WAITING && is_complete (self))
    start (self);
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (CW_AUTHORITY_TEST_DIALOG (widget));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (widget);

  if (self->flow != NULL)
    cw_operation_flow_cancel (self->flow);
}

/* ---- trust ---- */

typedef struct
{
  CwAuthorities *authorities;
  CwAuthorityInfo *info;
  CwAuthority *authority;
  CwInteraction *interaction;
} Trust;

static void
trust_free (gpointer data)
{
  Trust *self = data;

  g_object_unref (self->authorities);
  g_object_unref (self->info);
  g_object_unref (self->authority);
  g_object_unref (self->interaction);
  g_free (self);
}

static void
trust_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Trust *trust = task_data;
  g_autoptr (GError) error = NULL;
  CwAuthorityInfo *info = cw_authorities_ask_trust (trust->authorities, trust->info, trust->authority, trust->interaction, cancellable, &error);

  if (info != NULL)
    g_task_return_pointer (task, info, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
trusted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAuthorityInfo) info = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state != STATE_TRUSTING || g_cancellable_is_cancelled (self->cancellable))
    return;
  set_state (self, STATE_WAITING);
  if (info != NULL)
    {
      g_set_object (&self->info, info);
      start (self);
    }
  else if (!g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED))
    show_result (self, "dialog-error-symbolic", "error", error->message);
}

static void
trust_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (widget);
  CwTestAuthorityOperation *operation = CW_TEST_AUTHORITY_OPERATION (cw_operation_flow_get_operation (self->flow));
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, trusted_cb, NULL);
  Trust *trust = g_new0 (Trust, 1);

  trust->authorities = g_object_ref (get_authorities (self));
  trust->info = g_object_ref (self->info);
  trust->authority = g_object_ref (cw_test_authority_operation_get_authority (operation));
  trust->interaction = cw_gtk_interaction_new (GTK_WINDOW (self));
  set_state (self, STATE_TRUSTING);
  g_task_set_source_tag (task, trust_action);
  g_task_set_task_data (task, trust, trust_free);
  g_task_run_in_thread (task, trust_thread);
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_help_show (widget, "authorities");
}

/* ---- class ---- */

/* Nobody looks at the answer any more: the test ends, and so does the wait for it. */
static gboolean
cw_authority_test_dialog_close_request (GtkWindow *window)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (self->flow != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->flow, self);
      cw_operation_flow_cancel (self->flow);
    }
  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (window, NULL);
  gtk_editable_set_text (self->password_row, "");
  return GTK_WINDOW_CLASS (cw_authority_test_dialog_parent_class)->close_request (window);
}

static void
cw_authority_test_dialog_dispose (GObject *object)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (object);

  if (self->lines != NULL)
    gtk_list_box_bind_model (self->lines, NULL, NULL, NULL, NULL);
  self->lines = NULL;
  g_clear_pointer (&self->password, cw_secret_unref);
  g_clear_object (&self->flow);
  g_clear_object (&self->details);
  g_clear_object (&self->info);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_authority_test_dialog_parent_class)->dispose (object);
}

static void
cw_authority_test_dialog_finalize (GObject *object)
{
  CwAuthorityTestDialog *self = CW_AUTHORITY_TEST_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->users);
  G_OBJECT_CLASS (cw_authority_test_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, button_stack);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, account_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, hint_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, result_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, result_image);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, result_label);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, trust_button);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, lines_group);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, lines);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, CwAuthorityTestDialog, stop_button);
}

static void
cw_authority_test_dialog_class_init (CwAuthorityTestDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_authority_test_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_authority_test_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_authority_test_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/authorities/cw-authority-test-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, account_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "test.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "test.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "test.trust", NULL, trust_action);
  gtk_widget_class_install_action (widget_class, "test.help", NULL, help_action);
}

static void
cw_authority_test_dialog_init (CwAuthorityTestDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->users = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Where the focus goes when it is over, the result is told. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->start_button), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->result_label, NULL, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->trust_button), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->result_label, NULL, -1);
  update (self);
}

CwAuthorityTestDialog *
cw_authority_test_dialog_new (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info)
{
  CwAuthorityTestDialog *self = g_object_new (CW_TYPE_AUTHORITY_TEST_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = g_strdup_printf (_("Test %s"), cw_authority_info_get_title (info));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->context = g_object_ref (context);
  self->info = g_object_ref (info);
  self->details = cw_authority_details_watch (get_authorities (self), info);
  g_signal_connect_object (self->details, "items-changed", G_CALLBACK (details_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
cw_authority_test_dialog_show (GtkWindow *parent, CwContext *context, CwAuthorityInfo *info)
{
  CwAuthorityTestDialog *self = cw_authority_test_dialog_new (parent, context, info);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
