/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-page.h"

#include "cw-rows.h"

typedef struct
{
  CwRequestSession *session;
} CwRequestPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CwRequestPage, cw_request_page, CW_TYPE_WIZARD_PAGE)

static void
cw_request_page_dispose (GObject *object)
{
  CwRequestPagePrivate *priv = cw_request_page_get_instance_private (CW_REQUEST_PAGE (object));

  g_clear_object (&priv->session);
  G_OBJECT_CLASS (cw_request_page_parent_class)->dispose (object);
}

static void
cw_request_page_class_init (CwRequestPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_request_page_dispose;
}

static void
cw_request_page_init (CwRequestPage *self)
{
  /* Every page starts with what is right for most. */
  g_object_set (self, "skippable", TRUE, "complete", TRUE, NULL);
}

CwWizardPage *
cw_request_page_new (GType type, CwRequestSession *session)
{
  CwRequestPage *self = g_object_new (type, NULL);
  CwRequestPagePrivate *priv = cw_request_page_get_instance_private (self);

  priv->session = g_object_ref (session);
  CW_REQUEST_PAGE_GET_CLASS (self)->set_up (self);
  cw_name_groups (GTK_WIDGET (self), cw_wizard_page_get_title (CW_WIZARD_PAGE (self)));
  return CW_WIZARD_PAGE (self);
}

CwRequestSession *
cw_request_page_get_session (CwRequestPage *self)
{
  CwRequestPagePrivate *priv = cw_request_page_get_instance_private (self);

  return priv->session;
}

CwRequestDraft *
cw_request_page_get_draft (CwRequestPage *self)
{
  return cw_request_session_get_draft (cw_request_page_get_session (self));
}

static gboolean
to_entry_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *text = g_value_get_string (from);

  g_value_set_string (to, text != NULL ? text : "");
  return TRUE;
}

static gboolean
to_draft_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autofree char *text = g_strstrip (g_value_dup_string (from));

  g_value_take_string (to, *text != '\0' ? g_steal_pointer (&text) : NULL);
  return TRUE;
}

void
cw_request_bind_text (CwRequestPage *self, const char *property, GtkEditable *editable)
{
  g_object_bind_property_full (cw_request_page_get_draft (self), property, editable, "text",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, to_entry_cb, to_draft_cb, NULL, NULL);
}

void
cw_request_show_error (GtkWidget *entry, GtkLabel *label, const char *sentence)
{
  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence != NULL ? sentence : "", -1);
}

char *
cw_request_page_dup_fault (CwRequestPage *self, const char *property)
{
  g_autoptr (GListModel) problems = cw_request_draft_validate (cw_request_page_get_draft (self));

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      if (cw_problem_get_severity (problem) == CW_SEVERITY_ERROR && g_str_equal (cw_problem_get_field (problem), property))
        return g_strdup (cw_problem_get_sentence (problem));
    }
  return NULL;
}
