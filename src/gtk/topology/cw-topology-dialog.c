/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-dialog.h"

#include "cw-file-chooser.h"
#include "cw-fit.h"
#include "cw-help.h"
#include "cw-paths.h"
#include "cw-rows.h"
#include "cw-say.h"
#include "cw-status-page.h"
#include "cw-topology-add-row.h"
#include "cw-topology-field-row.h"
#include "cw-topology-item-row.h"

#include <glib/gi18n-lib.h>

/* More rows than that are for the file and the command line. */
#define MAX_ROWS     300
#define MAX_PROBLEMS 50
#define MAX_SAID     8

typedef enum { STATE_LOADING, STATE_ERROR, STATE_EMPTY, STATE_EDIT, STATE_SAVING } State;

struct _CwTopologyDialog
{
  AdwWindow parent_instance;

  CwContext *context;
  GCancellable *cancellable;
  CwTopology *topology;         /* the copy that is edited; NULL until it is read */
  State state;
  gboolean is_leaving;          /* the question about changes was answered */
  guint check_source;

  GtkButton *save_button;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwBin *message_bin;
  GtkListBox *problems;
  GtkListBox *sip_domains;
  GtkListBox *pools;
  GtkListBox *computers;
  GtkListBox *site;
  GtkListBox *advice;
  GtkLabel *path_label;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *problem_group;
  AdwPreferencesGroup *advice_group;
};

G_DEFINE_FINAL_TYPE (CwTopologyDialog, cw_topology_dialog, ADW_TYPE_WINDOW)

/* ---- state ---- */

static gboolean
is_modified (CwTopologyDialog *self)
{
  gboolean modified = FALSE;

  if (self->topology != NULL)
    g_object_get (self->topology, "modified", &modified, NULL);
  return modified;
}

static gboolean
has_wrong_row (GtkWidget *widget)
{
  if (CW_IS_TOPOLOGY_FIELD_ROW (widget))
    return cw_topology_field_row_is_wrong (CW_TOPOLOGY_FIELD_ROW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_wrong_row (child))
      return TRUE;
  return FALSE;
}

static void
update_actions (CwTopologyDialog *self)
{
  gboolean editable = self->state == STATE_EDIT || self->state == STATE_EMPTY;
  gboolean wrong = has_wrong_row (GTK_WIDGET (self->page));
  gboolean modified = is_modified (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "topology.save", self->state == STATE_EDIT && modified && !wrong);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->save_button),
                               wrong ? _("Correct what is marked first") : modified ? _("Save (Ctrl+S)") : _("Nothing has been changed"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "topology.import", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "topology.edit", self->state == STATE_EMPTY);
}

static void
set_state (CwTopologyDialog *self, State state)
{
  static const char *const pages[] = { "loading", "message", "message", "edit", "edit" };

  self->state = state;
  gtk_stack_set_visible_child_name (self->stack, pages[state]);
  gtk_spinner_set_spinning (self->spinner, state == STATE_LOADING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->page), state != STATE_SAVING);
  update_actions (self);
}

/* What is odd about the whole, when nothing is typed for the moment. */
static gboolean
check_cb (gpointer user_data)
{
  CwTopologyDialog *self = user_data;
  g_autoptr (GListModel) problems = cw_topology_validate (self->topology);

  self->check_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->advice_group), g_list_model_get_n_items (problems) > 0);
  cw_fill_list_box (self->advice, problems, MAX_PROBLEMS, (GtkWidget *(*) (gpointer)) cw_problem_row_new);
  update_actions (self);
  return G_SOURCE_REMOVE;
}

static void
queue_check (CwTopologyDialog *self)
{
  if (self->topology != NULL && self->check_source == 0)
    self->check_source = g_idle_add (check_cb, self);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  queue_check (CW_TOPOLOGY_DIALOG (widget));
}

/* ---- lists ---- */

/* The end of a list, where something can be added; gives rows to what is no item. */
static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = g_object_get_data (item, "cw-row");

  /* What is not floating is taken as a reference. */
  return row != NULL ? g_object_ref (row) : cw_topology_item_row_new (CW_TOPOLOGY_DIALOG (user_data)->topology, item);
}

static void
append_row (GListStore *store, GtkWidget *row)
{
  g_autoptr (GObject) place = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data_full (place, "cw-row", g_object_ref_sink (row), g_object_unref);
  g_list_store_append (store, place);
}

static void
bind (CwTopologyDialog *self, GtkListBox *box, GListModel *items, GType type)
{
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GListStore) tail = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GtkSliceListModel) head = gtk_slice_list_model_new (g_object_ref (items), 0, MAX_ROWS);
  g_autoptr (GtkFlattenListModel) all = NULL;
  GtkWidget *note = NULL;

  append_row (tail, cw_topology_add_row_new (self->topology, type, &note));
  append_row (tail, note);
  if (g_list_model_get_n_items (items) > MAX_ROWS)
    append_row (tail, cw_row_new (_("There Are More"), _("The others can be changed in the file and by “certwizardctl topology”")));
  g_list_store_append (models, head);
  g_list_store_append (models, tail);
  all = gtk_flatten_list_model_new (G_LIST_MODEL (models));
  gtk_list_box_bind_model (box, G_LIST_MODEL (all), make_row, self, NULL);
  /* Binding shows every row. */
  gtk_widget_set_visible (note, FALSE);
}

static void
fill_site (CwTopologyDialog *self)
{
  for (const CwTopologyField *field = cw_topology_get_fields (CW_TYPE_TOPOLOGY); field->property != NULL; field++)
    {
      CwTopologyFieldRow *row = cw_topology_field_row_new (field, self->topology);

      gtk_list_box_append (self->site, GTK_WIDGET (row));
      gtk_list_box_append (self->site, cw_topology_field_row_get_note (row));
    }
}

static void
show_problems (CwTopologyDialog *self, GPtrArray *found)
{
  g_autoptr (GListStore) model = g_list_store_new (G_TYPE_OBJECT);

  for (guint i = 0; i < found->len; i++)
    g_list_store_append (model, g_ptr_array_index (found, i));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), found->len > 0);
  cw_fill_list_box (self->problems, G_LIST_MODEL (model), MAX_PROBLEMS, (GtkWidget *(*) (gpointer)) cw_problem_row_new);
}

static void
show_empty (CwTopologyDialog *self)
{
  GtkWidget *page = cw_status_page_new ("network-server-symbolic", _("No Topology Yet"),
                                        _("A single server needs none: certificates get its name. Enter the SIP domains, pools and host names of your site, and "
                                          "the names in certificates follow from them."));

  cw_status_page_add_button (page, _("_Enter Topology"), "topology.edit", TRUE);
  cw_status_page_add_button (page, _("_Import a Table…"), "topology.import", FALSE);
  adw_bin_set_child (self->message_bin, page);
  set_state (self, STATE_EMPTY);
}

static void
show_topology (CwTopologyDialog *self, GPtrArray *found)
{
  bind (self, self->sip_domains, cw_topology_get_sip_domains (self->topology), CW_TYPE_SIP_DOMAIN);
  bind (self, self->pools, cw_topology_get_pools (self->topology), CW_TYPE_POOL);
  bind (self, self->computers, cw_topology_get_computers (self->topology), CW_TYPE_COMPUTER);
  fill_site (self);
  show_problems (self, found);
  g_signal_connect_object (self->topology, "changed", G_CALLBACK (queue_check), self, G_CONNECT_SWAPPED);
  if (cw_topology_is_empty (self->topology) && found->len == 0)
    show_empty (self);
  else
    set_state (self, STATE_EDIT);
  queue_check (self);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwTopologyDialog *self = CW_TOPOLOGY_DIALOG (widget);

  set_state (self, STATE_EDIT);
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
}

/* ---- reading ---- */

typedef struct
{
  CwTopology *topology;
  GPtrArray *problems;
} Loaded;

static void
loaded_free (Loaded *self)
{
  g_clear_object (&self->topology);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, loaded_free)

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (Loaded) loaded = g_new0 (Loaded, 1);
  g_autoptr (GError) error = NULL;

  loaded->problems = g_ptr_array_new_with_free_func (g_object_unref);
  loaded->topology = cw_topology_load (task_data, loaded->problems, &error);
  if (loaded->topology != NULL)
    g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) loaded_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwTopologyDialog *self = CW_TOPOLOGY_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Loaded) loaded = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (loaded == NULL)
    {
      adw_bin_set_child (self->message_bin, cw_status_page_new ("dialog-error-symbolic", _("The Topology Cannot Be Read"), error->message));
      set_state (self, STATE_ERROR);
      return;
    }
  self->topology = g_object_ref (loaded->topology);
  show_topology (self, loaded->problems);
}

static void
load (CwTopologyDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, loaded_cb, NULL);

  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, g_strdup (cw_context_get_topology_path (self->context)), g_free);
  g_task_run_in_thread (task, load_thread);
}

/* ---- saving ---- */

typedef struct
{
  char *path;
  char *text;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *self = data;

  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

static void
save_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Saving *saving = task_data;
  g_autoptr (GError) error = NULL;

  if (cw_topology_write (saving->text, saving->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
leave (CwTopologyDialog *self)
{
  self->is_leaving = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwTopologyDialog *self = CW_TOPOLOGY_DIALOG (source);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autofree char *sentence = g_strdup_printf (_("The topology could not be saved: %s"), error->message);

      set_state (self, STATE_EDIT);
      cw_say (GTK_WIDGET (self), sentence);
      return;
    }
  cw_context_reload_topology (self->context);
  if (parent != NULL)
    cw_say (GTK_WIDGET (parent), _("Topology saved"));
  leave (self);
}

/* Once it has begun it is not cancelled: a file is written whole. */
static void
save (CwTopologyDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  /* An entry that becomes insensitive while it has the focus is not told that it lost it. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  set_state (self, STATE_SAVING);
  saving->path = g_strdup (cw_context_get_topology_path (self->context));
  saving->text = cw_topology_to_text (self->topology);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (CW_TOPOLOGY_DIALOG (widget));
}

/* ---- importing ---- */

static char *
dup_mistakes (const char *sentence, GPtrArray *problems)
{
  GString *text = g_string_new (sentence);

  for (guint i = 0; i < MIN (problems->len, MAX_SAID); i++)
    {
      const char *field = cw_problem_get_field (g_ptr_array_index (problems, i));
      g_autofree char *place = g_path_get_basename (field);

      g_string_append_printf (text, "\n%s: %s", place, cw_problem_get_sentence (g_ptr_array_index (problems, i)));
    }
  if (problems->len > MAX_SAID)
    g_string_append_printf (text, "\n%s", _("…and more."));
  return g_string_free (text, FALSE);
}

static void
import_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CwTopologyDialog) self = user_data;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autofree char *path = g_file_get_path (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || self->topology == NULL)
    return;
  if (bytes != NULL && cw_topology_import_csv_bytes (self->topology, bytes, path, problems, &error))
    {
      set_state (self, STATE_EDIT);
      return;
    }
  text = dup_mistakes (error->message, problems);
  cw_say (GTK_WIDGET (self), text);
}

static void
import_chosen_cb (GFile *file, gpointer user_data)
{
  CwTopologyDialog *self = user_data;

  g_file_load_bytes_async (file, self->cancellable, import_read_cb, g_object_ref (self));
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_file_chooser_open (GTK_WINDOW (widget), _("Import a Table"), import_chosen_cb, G_OBJECT (widget));
}

/* ---- leaving ---- */

static gboolean
leave_cb (gpointer user_data)
{
  leave (user_data);
  return G_SOURCE_REMOVE;
}

/* The question goes with the window that it is about, so it has to have ended first. */
static void
answered_cb (AdwMessageDialog *dialog, const char *response, CwTopologyDialog *self)
{
  if (g_str_equal (response, "discard"))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, leave_cb, g_object_ref (self), g_object_unref);
  else if (g_str_equal (response, "save"))
    save (self);
}

static void
ask_about_changes (CwTopologyDialog *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Save Changes?"), _("What was entered is lost when it is not saved."));
  gboolean savable = !has_wrong_row (GTK_WIDGET (self->page));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "discard", _("_Discard"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "save", savable);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), savable ? "save" : "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
cw_topology_dialog_close_request (GtkWindow *window)
{
  CwTopologyDialog *self = CW_TOPOLOGY_DIALOG (window);

  if (self->state == STATE_SAVING && !self->is_leaving)
    return TRUE;
  if (!self->is_leaving && (is_modified (self) || (self->topology != NULL && has_wrong_row (GTK_WIDGET (self->page)))))
    {
      ask_about_changes (self);
      return TRUE;
    }
  g_cancellable_cancel (self->cancellable);
  gtk_window_set_focus (window, NULL);
  return GTK_WINDOW_CLASS (cw_topology_dialog_parent_class)->close_request (window);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_help_show (widget, "topology");
}

/* ---- class ---- */

static void
cw_topology_dialog_dispose (GObject *object)
{
  CwTopologyDialog *self = CW_TOPOLOGY_DIALOG (object);

  g_clear_handle_id (&self->check_source, g_source_remove);
  g_clear_object (&self->topology);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (cw_topology_dialog_parent_class)->dispose (object);
}

static void
cw_topology_dialog_finalize (GObject *object)
{
  g_object_unref (CW_TOPOLOGY_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (cw_topology_dialog_parent_class)->finalize (object);
}

static void
cw_topology_dialog_class_init (CwTopologyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_topology_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_topology_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_topology_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/topology/cw-topology-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, message_bin);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, page);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, problem_group);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, sip_domains);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, pools);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, computers);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, site);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, advice_group);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, advice);
  gtk_widget_class_bind_template_child (widget_class, CwTopologyDialog, path_label);
  gtk_widget_class_install_action (widget_class, "topology.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "topology.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "topology.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "topology.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "topology.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "topology.help", NULL, help_action);
}

static void
cw_topology_dialog_init (CwTopologyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_state (self, STATE_LOADING);
}

CwTopologyDialog *
cw_topology_dialog_new (GtkWindow *parent, CwContext *context)
{
  CwTopologyDialog *self = g_object_new (CW_TYPE_TOPOLOGY_DIALOG, "transient-for", parent, NULL);
  g_autofree char *path = cw_paths_dup_display (cw_context_get_topology_path (context));
  g_autofree char *kept = g_strdup_printf (_("Kept in %s"), path);

  self->context = g_object_ref (context);
  gtk_label_set_text (self->path_label, kept);
  load (self);
  return self;
}

void
cw_topology_dialog_show (GtkWindow *parent, CwContext *context)
{
  CwTopologyDialog *self = cw_topology_dialog_new (parent, context);

  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
