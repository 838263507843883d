/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-row.h"

#include "cw-clock.h"
#include "cw-request-look.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

struct _CwRequestRow
{
  AdwExpanderRow parent_instance;

  gint64 id;
};

G_DEFINE_FINAL_TYPE (CwRequestRow, cw_request_row, ADW_TYPE_EXPANDER_ROW)

/* ---- the line ---- */

static char *
dup_subtitle (const CwRequestRecord *record)
{
  g_autofree char *when = cw_time_to_relative (record->changed, cw_clock_now ());
  const char *word = cw_request_get_word (record);

  if (record->handle != NULL)
    /* Translators: the state of a request, the number that the CA gave it, the CA, and when: "Pending · 89 · host\CA · 3 minutes ago". */
    return g_strdup_printf (_("%s · %s · %s · %s"), word, record->handle, record->ca, when);
  return g_strdup_printf (_("%s · %s · %s"), word, record->ca, when);
}

/* ---- unfolded ---- */

static void
add_fact (CwRequestRow *self, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self), cw_fact_row_new (property, value));
}

static void
add_time (CwRequestRow *self, const char *property, gint64 time)
{
  g_autofree char *exact = time != 0 ? cw_time_to_exact (time) : NULL;

  add_fact (self, property, exact);
}

static void
add_next_try (CwRequestRow *self, const CwRequestRecord *record)
{
  g_autofree char *when = NULL;

  if (!cw_request_waits (record) || record->next_try == 0)
    return;
  when = record->next_try > cw_clock_now () ? cw_time_to_relative (record->next_try, cw_clock_now ()) : g_strdup (_("now"));
  add_fact (self, _("Next Try"), when);
}

static void
add_facts (CwRequestRow *self, const CwRequestRecord *record)
{
  g_autofree char *own = g_strdup_printf ("r%" G_GINT64_FORMAT, record->id);

  add_fact (self, _("Message"), record->message);
  add_fact (self, _("Code"), record->code);
  add_fact (self, _("Request ID"), record->handle != NULL ? record->handle : own);
  add_fact (self, _("Certification Authority"), record->ca);
  add_fact (self, _("Certification Authority Account"), record->account);
  add_fact (self, _("Certificate Template"), record->template_name);
  add_fact (self, _("Certificate Use"), record->usages);
  add_fact (self, _("Subject Name"), record->subject);
  add_fact (self, _("Subject Alternative Names"), record->names);
  add_fact (self, _("Key"), record->key_algorithm);
  add_fact (self, _("Request File"), record->output);
  add_time (self, _("Made"), record->created);
  add_time (self, _("Sent"), record->sent);
  add_time (self, _("Last Asked"), record->asked);
  add_next_try (self, record);
}

static void
add_button (GtkWidget *box, const char *label, const char *action, gint64 id, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_flow_box_append (GTK_FLOW_BOX (box), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static void
fill_buttons (GtkWidget *box, const CwRequestRecord *record)
{
  gboolean at_ca = cw_request_waits (record) && !g_str_equal (record->kind, "offline");

  if (record->state == CW_REQUEST_ISSUED && record->certificate != 0)
    {
      add_button (box, _("_View Certificate"), "requests.view", record->id, NULL);
      add_button (box, _("_Assign…"), "requests.assign", record->id, _("Put the certificate in place for the usages that it was requested for"));
    }
  if (at_ca)
    add_button (box, _("_Process"), "requests.retrieve", record->id, _("Ask the certification authority about this request now"));
  if (record->state == CW_REQUEST_FAILED || record->state == CW_REQUEST_IN_DRAFT)
    add_button (box, _("_Try Again…"), "requests.again", record->id, _("Send the same request once more"));
  if (!cw_request_waits (record))
    add_button (box, _("_Edit and Resubmit…"), "requests.edit", record->id, _("Open the wizard with what was entered; a new request is made"));
  if (record->csr != NULL)
    add_button (box, _("_Copy Request"), "requests.copy", record->id, _("Copy the request as PEM to the clipboard"));
  if (cw_request_waits (record))
    add_button (box, _("C_ancel Request"), "requests.cancel", record->id, _("Do not wait any longer; the authority is told where that is possible"));
  add_button (box, _("C_lear…"), "requests.clear", record->id, _("Put it in the trash, with its private key when no certificate needs that"));
}

static void
add_buttons (CwRequestRow *self, const CwRequestRecord *record)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_add_css_class (box, "row-buttons");
  fill_buttons (box, record);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("What can be done"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What can be done"), -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* A list of a thousand requests is not to be made of twenty thousand widgets: what is folded is empty. */
static void
expanded_cb (CwRequestRow *self, GParamSpec *pspec, CwStoredRequest *request)
{
  const CwRequestRecord *record = cw_stored_request_get_record (request);

  g_signal_handlers_disconnect_by_func (self, expanded_cb, request);
  add_buttons (self, record);
  add_facts (self, record);
}

static void
cw_request_row_class_init (CwRequestRowClass *klass)
{
}

static void
cw_request_row_init (CwRequestRow *self)
{
}

GtkWidget *
cw_request_row_new (CwStoredRequest *request)
{
  const CwRequestRecord *record = cw_stored_request_get_record (request);
  CwRequestRow *self = g_object_new (CW_TYPE_REQUEST_ROW, "use-markup", FALSE, NULL);
  g_autofree char *title = cw_request_look_dup_title (record);
  g_autofree char *subtitle = dup_subtitle (record);

  self->id = record->id;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), record->message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), cw_request_make_icon (record));
  g_signal_connect_object (self, "notify::expanded", G_CALLBACK (expanded_cb), request, 0);
  /* Kept for as long as the row may need it. */
  g_object_set_data_full (G_OBJECT (self), "cw-request", g_object_ref (request), g_object_unref);
  return GTK_WIDGET (self);
}

gint64
cw_request_row_get_id (CwRequestRow *self)
{
  return self->id;
}
