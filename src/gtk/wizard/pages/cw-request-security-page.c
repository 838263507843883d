/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-security-page.h"

#include <glib/gi18n-lib.h>

struct _CwRequestSecurityPage
{
  CwRequestPage parent_instance;

  guint question;              /* about the friendly name: the latest */
  gboolean proposed;           /* what this page has said about "exportable" by itself */

  GtkEditable *name_row;
  GtkLabel *name_label;
  AdwComboRow *algorithm_row;
  AdwComboRow *size_row;
  AdwActionRow *weak_row;
  GtkCheckButton *weak_check;
  AdwActionRow *exportable_row;
  GtkSwitch *exportable_switch;
  GtkSwitch *client_switch;
};

G_DEFINE_FINAL_TYPE (CwRequestSecurityPage, cw_request_security_page, CW_TYPE_REQUEST_PAGE)

static const guint sizes[] = { 1024, 2048, 3072, 4096 };

static void
update (CwRequestSecurityPage *self)
{
  int type;
  guint size;
  gboolean accepted, weak;

  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "key-type", &type, "key-size", &size, "accept-weak", &accepted, NULL);
  weak = type == CW_KEY_RSA && size < 2048;
  gtk_widget_set_visible (GTK_WIDGET (self->size_row), type == CW_KEY_RSA);
  gtk_widget_set_visible (GTK_WIDGET (self->weak_row), weak);
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (self), (!weak || accepted) && !gtk_widget_get_visible (GTK_WIDGET (self->name_label)));
}

/* A key that several computers share has to travel; whoever decides otherwise is not decided over. */
static void
propose_exportable (CwRequestSecurityPage *self)
{
  CwRequestDraft *draft = cw_request_page_get_draft (CW_REQUEST_PAGE (self));
  gboolean needed = cw_name_plan_needs_exportable (cw_request_draft_get_name_plan (draft));
  gboolean exportable;

  g_object_get (draft, "exportable", &exportable, NULL);
  if (exportable == self->proposed && exportable != needed)
    {
      self->proposed = needed;
      g_object_set (draft, "exportable", needed, NULL);
    }
  adw_action_row_set_subtitle (self->exportable_row,
                               needed ? _("The computers of the pool share this certificate, so its key has to get to all of them.")
                                      : _("Needed when the certificate is to be used on several computers. Whoever exports the key can act in the name of this certificate."));
}

/* ---- a friendly name is unique in the store ---- */

typedef struct
{
  CwStore *store;
  char *name;
  guint question;
} NameQuestion;

static void
name_question_free (NameQuestion *self)
{
  g_object_unref (self->store);
  g_free (self->name);
  g_free (self);
}

static void
name_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  NameQuestion *question = task_data;

  g_task_return_boolean (task, cw_store_friendly_name_taken (question->store, question->name, NULL));
}

static void
name_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CwRequestSecurityPage *self = CW_REQUEST_SECURITY_PAGE (source);
  NameQuestion *question = g_task_get_task_data (G_TASK (result));

  if (question->question != self->question)
    return;
  cw_request_show_error (GTK_WIDGET (self->name_row), self->name_label,
                         g_task_propagate_boolean (G_TASK (result), NULL) ? _("A certificate in the store has this name already.") : NULL);
  update (self);
}

static void
check_name (CwRequestSecurityPage *self)
{
  NameQuestion *question;
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;

  self->question++;
  g_object_get (cw_request_page_get_draft (CW_REQUEST_PAGE (self)), "friendly-name", &name, NULL);
  if (name == NULL)
    {
      cw_request_show_error (GTK_WIDGET (self->name_row), self->name_label, NULL);
      update (self);
      return;
    }
  question = g_new0 (NameQuestion, 1);
  question->store = g_object_ref (cw_context_get_store (cw_request_session_get_context (cw_request_page_get_session (CW_REQUEST_PAGE (self)))));
  question->name = g_steal_pointer (&name);
  question->question = self->question;
  task = g_task_new (self, NULL, name_cb, NULL);
  g_task_set_source_tag (task, check_name);
  g_task_set_task_data (task, question, (GDestroyNotify) name_question_free);
  g_task_run_in_thread (task, name_thread);
}

/* ---- combo rows and the draft ---- */

static gboolean
type_to_row_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_uint (to, (guint) g_value_get_int (from));
  return TRUE;
}

static gboolean
row_to_type_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  if (g_value_get_uint (from) == GTK_INVALID_LIST_POSITION)
    return FALSE;
  g_value_set_int (to, (int) g_value_get_uint (from));
  return TRUE;
}

static gboolean
size_to_row_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] == g_value_get_uint (from))
      {
        g_value_set_uint (to, i);
        return TRUE;
      }
  return FALSE;
}

static gboolean
row_to_size_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  if (g_value_get_uint (from) >= G_N_ELEMENTS (sizes))
    return FALSE;
  g_value_set_uint (to, sizes[g_value_get_uint (from)]);
  return TRUE;
}

static void
cw_request_security_page_set_up (CwRequestPage *page)
{
  CwRequestSecurityPage *self = CW_REQUEST_SECURITY_PAGE (page);
  CwRequestDraft *draft = cw_request_page_get_draft (page);
  const GBindingFlags both = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  cw_request_bind_text (page, "friendly-name", self->name_row);
  g_object_bind_property_full (draft, "key-type", self->algorithm_row, "selected", both, type_to_row_cb, row_to_type_cb, NULL, NULL);
  g_object_bind_property_full (draft, "key-size", self->size_row, "selected", both, size_to_row_cb, row_to_size_cb, NULL, NULL);
  g_object_bind_property (draft, "accept-weak", self->weak_check, "active", both);
  g_object_bind_property (draft, "exportable", self->exportable_switch, "active", both);
  g_object_bind_property (draft, "client-auth", self->client_switch, "active", both);
  g_signal_connect_object (draft, "notify::friendly-name", G_CALLBACK (check_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::key-type", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::key-size", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::accept-weak", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "notify::name-plan", G_CALLBACK (propose_exportable), self, G_CONNECT_SWAPPED);
  propose_exportable (self);
  check_name (self);
}

static void
cw_request_security_page_class_init (CwRequestSecurityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CW_REQUEST_PAGE_CLASS (klass)->set_up = cw_request_security_page_set_up;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-security-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, algorithm_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, size_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, weak_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, weak_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, exportable_row);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, exportable_switch);
  gtk_widget_class_bind_template_child (widget_class, CwRequestSecurityPage, client_switch);
}

static void
cw_request_security_page_init (CwRequestSecurityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
