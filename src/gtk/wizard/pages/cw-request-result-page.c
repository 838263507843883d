/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-result-page.h"

#include "cw-assign-wizard.h"
#include "cw-certificate-dialog.h"
#include "cw-error.h"
#include "cw-log-box.h"
#include "cw-narrow-bin.h"
#include "cw-paths.h"
#include "cw-report-opener.h"
#include "cw-request-text.h"
#include "cw-rows.h"
#include "cw-wizard.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 100

struct _CwRequestResultPage
{
  CwWizardPage parent_instance;

  CwRequestSession *session;
  CwWizardPage *edit_page;      /* borrowed: they and this one go together */
  CwWizardPage *summary_page;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *summary_label;
  GtkLabel *remedy_label;
  CwNarrowBin *button_bin;
  GtkBox *buttons;
  GtkButton *again_button;
  GtkButton *edit_button;
  GtkButton *view_button;
  GtkButton *text_button;
  GtkButton *copy_button;
  GtkButton *mail_button;
  GtkButton *log_button;
  GtkListBox *assign_box;
  GtkCheckButton *assign_check;
  GtkListBox *problems;
  GtkListBox *facts;
  GtkWidget *compare_box;
  GtkLabel *compare_label;
  GtkListBox *differences;
  CwLogBox *log_box;
};

G_DEFINE_FINAL_TYPE (CwRequestResultPage, cw_request_result_page, CW_TYPE_WIZARD_PAGE)

typedef enum { ENDED_ISSUED, ENDED_NOT_VALID, ENDED_PENDING, ENDED_DENIED, ENDED_FILE, ENDED_CANCELLED, ENDED_FAILED } End;

static const struct
{
  const char *icon;
  const char *style;
  const char *title;
} ends[] = {
  [ENDED_ISSUED] = { "emblem-ok-symbolic", "success", N_("Certificate Issued and Installed") },
  [ENDED_NOT_VALID] = { "dialog-warning-symbolic", "warning", N_("Installed, but Not Valid") },
  [ENDED_PENDING] = { "document-open-recent-symbolic", "accent", N_("The Request Is Pending") },
  [ENDED_DENIED] = { "action-unavailable-symbolic", "error", N_("The Request Was Denied") },
  [ENDED_FILE] = { "emblem-ok-symbolic", "success", N_("The Request File Is Ready") },
  [ENDED_CANCELLED] = { "process-stop-symbolic", "dim-label", N_("Cancelled") },
  [ENDED_FAILED] = { "dialog-error-symbolic", "error", N_("This Did Not Work") },
};

/* ---- what became of it ---- */

static CwOutcome *
get_outcome (CwRequestResultPage *self)
{
  return cw_operation_flow_get_outcome (cw_request_session_get_flow (self->session));
}

static CwRequestOperation *
get_operation (CwRequestResultPage *self)
{
  return CW_REQUEST_OPERATION (cw_operation_flow_get_operation (cw_request_session_get_flow (self->session)));
}

static const CwRequestRecord *
get_record (CwRequestResultPage *self)
{
  CwStoredRequest *request = cw_request_operation_get_request (get_operation (self));

  return request != NULL ? cw_stored_request_get_record (request) : NULL;
}

static gboolean
is_trusted (CwRequestResultPage *self)
{
  CwChain *chain = cw_request_operation_get_chain (get_operation (self));

  return chain == NULL || cw_chain_get_verdict (chain) == CW_VERDICT_GOOD;
}

static End
get_end (CwRequestResultPage *self)
{
  const CwRequestRecord *record = get_record (self);

  switch (cw_outcome_get_result (get_outcome (self)))
    {
    case CW_RESULT_CANCELLED:
      return ENDED_CANCELLED;
    case CW_RESULT_FAILED:
      return ENDED_FAILED;
    case CW_RESULT_DENIED:
      return ENDED_DENIED;
    case CW_RESULT_PENDING:
    case CW_RESULT_DONE:
    case CW_RESULT_NOTHING:
    case CW_RESULT_PARTLY:
    default:
      break;
    }
  if (record != NULL && g_strcmp0 (record->kind, "offline") == 0)
    return ENDED_FILE;
  if (cw_outcome_get_result (get_outcome (self)) == CW_RESULT_PENDING)
    return ENDED_PENDING;
  return is_trusted (self) ? ENDED_ISSUED : ENDED_NOT_VALID;
}

/* What to do next, in one or two sentences. */
static const char *
get_advice (CwRequestResultPage *self, End end)
{
  const GError *error = cw_outcome_get_error (get_outcome (self));

  switch (end)
    {
    case ENDED_NOT_VALID:
      return _("Import the certificate of the issuer that is missing or not trusted. It cannot be used before.");
    case ENDED_PENDING:
      return _("Somebody at the authority has to approve it. The request and its key are safe in the store, also when this program is closed. "
               "“Process Pending Certificates” fetches the certificate when it is issued.");
    case ENDED_DENIED:
      return _("The key stays in the store. What the authority did not like can be changed, and the request made again.");
    case ENDED_FILE:
      return _("Hand the file to the authority. When the certificate comes back, import it: it is matched to the key that waits here, and the request is complete.");
    case ENDED_CANCELLED:
      return _("The authority has not been asked.");
    case ENDED_FAILED:
      return error != NULL ? cw_error_get_remedy (error) : NULL;
    case ENDED_ISSUED:
    default:
      return NULL;
    }
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_end (CwRequestResultPage *self, End end)
{
  gtk_image_set_from_icon_name (self->icon, ends[end].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]) { ends[end].style, NULL });
  gtk_label_set_text (self->title_label, _(ends[end].title));
  cw_wizard_page_set_title (CW_WIZARD_PAGE (self), end == ENDED_FILE ? _("Certificate Request File") : _("Online Certificate Request Status"));
  set_text (self->summary_label, cw_outcome_get_summary (get_outcome (self)));
  set_text (self->remedy_label, get_advice (self, end));
}

/* ---- facts ---- */

static void
add_fact (CwRequestResultPage *self, const char *property, const char *value)
{
  if (value != NULL && *value != '\0')
    gtk_list_box_append (self->facts, cw_fact_row_new (property, value));
}

static void
add_certificate_facts (CwRequestResultPage *self)
{
  g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (cw_outcome_get_certificates (get_outcome (self)), 0);

  if (certificate == NULL)
    return;
  add_fact (self, _("Friendly Name"), cw_stored_certificate_get_friendly_name (certificate));
  add_fact (self, _("Thumbprint"), cw_stored_certificate_get_thumbprint (certificate));
}

static void
show_facts (CwRequestResultPage *self, End end)
{
  const CwRequestRecord *record = get_record (self);
  g_autofree char *reference = record != NULL ? cw_request_record_dup_reference (record) : NULL;
  CwAuthorityInfo *info = cw_request_session_get_authority (self->session);
  g_autofree char *path = record != NULL && record->output != NULL ? cw_paths_dup_display (record->output) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_list_box_remove (self->facts, child);
  if (end == ENDED_ISSUED || end == ENDED_NOT_VALID)
    add_certificate_facts (self);
  if (end == ENDED_FILE)
    add_fact (self, _("Certificate Request File"), path);
  if (record != NULL)
    {
      add_fact (self, _("Request ID"), reference);
      if (end != ENDED_FILE)
        add_fact (self, _("Certification Authority"), info != NULL ? cw_authority_info_get_title (info) : record->ca);
    }
  if (record != NULL && end == ENDED_DENIED)
    {
      add_fact (self, _("What the Authority Says"), record->message);
      add_fact (self, _("Code"), record->code);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->facts), gtk_widget_get_first_child (GTK_WIDGET (self->facts)) != NULL);
}

/* ---- asked and issued ---- */

static const struct
{
  const char *field;
  const char *title;
} field_titles[] = {
  { "subject", N_("Subject Name") },
  { "names", N_("Subject Alternative Names") },
  { "key", N_("Key") },
  { "keyUsage", N_("Key Usage") },
  { "purposes", N_("Purposes") },
  { "validity", N_("Validity") },
};

static const char *
get_field_title (const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (field_titles); i++)
    if (g_str_equal (field_titles[i].field, field))
      return _(field_titles[i].title);
  return field;
}

static void
add_difference (CwRequestResultPage *self, CwCsrDifference *difference)
{
  const char *none = _("nothing");
  const char *asked = difference->asked != NULL && *difference->asked != '\0' ? difference->asked : none;
  const char *issued = difference->issued != NULL && *difference->issued != '\0' ? difference->issued : none;
  g_autofree char *text = difference->same ? g_strdup (issued) : g_strdup_printf (_("Asked for: %s\nIssued: %s"), asked, issued);
  GtkWidget *row = cw_row_new (get_field_title (difference->field), text);
  GtkWidget *image = gtk_image_new_from_icon_name (difference->same ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  const char *word = difference->same ? _("As asked for") : _("Different");

  gtk_widget_add_css_class (image, difference->same ? "success" : "warning");
  gtk_widget_set_tooltip_text (image, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_append (self->differences, row);
}

static void
show_differences (CwRequestResultPage *self)
{
  GPtrArray *differences = cw_request_operation_get_differences (get_operation (self));
  guint different = 0;
  g_autofree char *title = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->differences))) != NULL)
    gtk_list_box_remove (self->differences, child);
  for (guint pass = 0; differences != NULL && pass < 2; pass++)
    for (guint i = 0; i < differences->len; i++)
      {
        CwCsrDifference *difference = g_ptr_array_index (differences, i);

        /* What is different comes first: it is what has to be read. */
        if (difference->same != (pass == 1))
          continue;
        different += difference->same ? 0 : 1;
        add_difference (self, difference);
      }
  title = different == 0 ? g_strdup (_("Issued as Asked For"))
                         : g_strdup_printf (ngettext ("%u Difference From What Was Asked For", "%u Differences From What Was Asked For", different), different);
  gtk_label_set_text (self->compare_label, title);
  gtk_widget_set_visible (self->compare_box, differences != NULL && differences->len > 0);
}

/* ---- buttons ---- */

static gboolean
has_csr (CwRequestResultPage *self)
{
  g_autofree char *csr = cw_request_operation_dup_csr (get_operation (self));

  return csr != NULL;
}

static void
show_buttons (CwRequestResultPage *self, End end)
{
  gboolean issued = end == ENDED_ISSUED || end == ENDED_NOT_VALID;
  gboolean file = end == ENDED_FILE && has_csr (self);
  gboolean failed = end == ENDED_FAILED || end == ENDED_CANCELLED;

  gtk_widget_set_visible (GTK_WIDGET (self->again_button), failed);
  gtk_widget_set_visible (GTK_WIDGET (self->edit_button), failed || end == ENDED_DENIED);
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), issued && g_list_model_get_n_items (cw_outcome_get_certificates (get_outcome (self))) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->text_button), file);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), file);
  gtk_widget_set_visible (GTK_WIDGET (self->mail_button), file);
  gtk_widget_set_visible (GTK_WIDGET (self->log_button), cw_outcome_get_history_id (get_outcome (self)) != 0);
}

static CwWizard *
get_wizard (CwRequestResultPage *self)
{
  return CW_WIZARD (gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WIZARD));
}

static void
again_cb (CwRequestResultPage *self)
{
  const CwRequestRecord *record = get_record (self);

  /* The one that is there goes on; a second one beside it would be one too many. */
  cw_request_session_set_again (self->session, record != NULL ? record->id : 0);
  cw_wizard_go_to (get_wizard (self), self->summary_page);
}

static void
edit_cb (CwRequestResultPage *self)
{
  cw_request_session_set_again (self->session, 0);
  cw_wizard_go_to (get_wizard (self), self->edit_page);
}

static void
view_cb (CwRequestResultPage *self)
{
  g_autoptr (CwStoredCertificate) certificate = g_list_model_get_item (cw_outcome_get_certificates (get_outcome (self)), 0);

  if (certificate != NULL)
    cw_certificate_dialog_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), cw_request_session_get_context (self->session),
                                cw_stored_certificate_get_id (certificate));
}

static void
text_cb (CwRequestResultPage *self)
{
  g_autofree char *csr = cw_request_operation_dup_csr (get_operation (self));

  cw_request_text_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Certificate Request"), csr);
}

static void
copy_cb (CwRequestResultPage *self)
{
  g_autofree char *csr = cw_request_operation_dup_csr (get_operation (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), csr);
  gtk_button_set_label (self->copy_button, _("_Copied"));
}

static void
mail_cb (CwRequestResultPage *self)
{
  g_autofree char *csr = cw_request_operation_dup_csr (get_operation (self));

  cw_request_text_mail (GTK_WIDGET (self), csr);
}

static void
log_cb (CwRequestResultPage *self)
{
  cw_report_opener_show (GTK_WIDGET (self), cw_request_session_get_context (self->session), cw_outcome_get_history_id (get_outcome (self)));
}

static gboolean
to_orientation_cb (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_enum (to, g_value_get_boolean (from) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  return TRUE;
}

/* ---- class ---- */

static GtkWidget *
make_problem_row (gpointer item)
{
  return cw_problem_row_new (item);
}

static void
cw_request_result_page_enter (CwWizardPage *page)
{
  CwRequestResultPage *self = CW_REQUEST_RESULT_PAGE (page);
  End end = get_end (self);

  show_end (self, end);
  show_facts (self, end);
  show_differences (self);
  show_buttons (self, end);
  /* What does not verify cannot be assigned. */
  gtk_widget_set_visible (GTK_WIDGET (self->assign_box), end == ENDED_ISSUED);
  gtk_button_set_label (self->copy_button, _("_Copy"));
  cw_fill_list_box (self->problems, cw_outcome_get_problems (get_outcome (self)), MAX_ROWS, make_problem_row);
  cw_log_box_set_operation (self->log_box, CW_OPERATION (get_operation (self)));
  /* An account that was refused is not tried once more as it is. */
  if (g_error_matches (cw_outcome_get_error (get_outcome (self)), CW_ERROR, CW_ERROR_AUTHENTICATION))
    cw_request_session_note_refused (self->session);
}

/* Finish: the assignment wizard goes on where this one ends. */
static void
cw_request_result_page_apply (CwWizardPage *page)
{
  CwRequestResultPage *self = CW_REQUEST_RESULT_PAGE (page);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  if (get_end (self) == ENDED_ISSUED && gtk_check_button_get_active (self->assign_check))
    cw_assign_wizard_show_request (gtk_window_get_transient_for (window), cw_request_session_get_context (self->session), get_record (self));
}

static void
cw_request_result_page_dispose (GObject *object)
{
  g_clear_object (&CW_REQUEST_RESULT_PAGE (object)->session);
  G_OBJECT_CLASS (cw_request_result_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, icon);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, remedy_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, button_bin);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, view_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, text_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, mail_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, log_button);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, assign_box);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, assign_check);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, compare_box);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, compare_label);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, differences);
  gtk_widget_class_bind_template_child (widget_class, CwRequestResultPage, log_box);
}

static void
cw_request_result_page_class_init (CwRequestResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_request_result_page_dispose;
  CW_WIZARD_PAGE_CLASS (klass)->enter = cw_request_result_page_enter;
  CW_WIZARD_PAGE_CLASS (klass)->apply = cw_request_result_page_apply;
  g_type_ensure (CW_TYPE_LOG_BOX);
  g_type_ensure (CW_TYPE_NARROW_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/pages/cw-request-result-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, mail_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_cb);
}

static void
cw_request_result_page_init (CwRequestResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property_full (self->button_bin, "narrow", self->buttons, "orientation", G_BINDING_SYNC_CREATE, to_orientation_cb, NULL, NULL, NULL);
}

CwRequestResultPage *
cw_request_result_page_new (CwRequestSession *session, CwWizardPage *edit, CwWizardPage *summary)
{
  CwRequestResultPage *self = g_object_new (CW_TYPE_REQUEST_RESULT_PAGE, NULL);

  self->session = g_object_ref (session);
  self->edit_page = edit;
  self->summary_page = summary;
  return self;
}
