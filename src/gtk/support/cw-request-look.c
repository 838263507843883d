/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-look.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *icon;
  const char *style;
  const char *word;
} StateLook;

static const StateLook looks[] = {
  [CW_REQUEST_IN_DRAFT] = { "document-edit-symbolic", "dim-label", N_("Not sent") },
  [CW_REQUEST_PENDING] = { "content-loading-symbolic", "accent", N_("Pending") },
  [CW_REQUEST_ISSUED] = { "emblem-ok-symbolic", "success", N_("Issued") },
  [CW_REQUEST_DENIED] = { "action-unavailable-symbolic", "error", N_("Denied") },
  [CW_REQUEST_REVOKED] = { "action-unavailable-symbolic", "error", N_("Revoked") },
  [CW_REQUEST_FAILED] = { "dialog-error-symbolic", "error", N_("Failed") },
  [CW_REQUEST_CANCELLED] = { "process-stop-symbolic", "dim-label", N_("Cancelled") },
};
/* It went out, and the program ended before there was an answer. */
static const StateLook unknown_look = { "dialog-question-symbolic", "warning", N_("Sent, answer not known") };

static const StateLook *
get_look (const CwRequestRecord *record)
{
  if (record->state == CW_REQUEST_IN_DRAFT && record->sent != 0)
    return &unknown_look;
  return &looks[record->state];
}

char *
cw_request_look_dup_title (const CwRequestRecord *record)
{
  if (record->friendly_name != NULL && *record->friendly_name != '\0')
    return g_strdup (record->friendly_name);
  return g_strdup (g_str_has_prefix (record->subject, "CN=") ? record->subject + 3 : record->subject);
}

const char *
cw_request_get_word (const CwRequestRecord *record)
{
  return _(get_look (record)->word);
}

gboolean
cw_request_waits (const CwRequestRecord *record)
{
  return record->state == CW_REQUEST_PENDING || (record->state == CW_REQUEST_IN_DRAFT && record->sent != 0);
}

GtkWidget *
cw_request_make_icon (const CwRequestRecord *record)
{
  const StateLook *look = get_look (record);
  GtkWidget *image = gtk_image_new_from_icon_name (look->icon);

  gtk_widget_add_css_class (image, look->style);
  gtk_widget_set_tooltip_text (image, _(look->word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _(look->word), -1);
  return image;
}

GtkWidget *
cw_request_line_new (CwStoredRequest *request)
{
  const CwRequestRecord *record = cw_stored_request_get_record (request);
  gboolean says = record->message != NULL && *record->message != '\0' && record->state != CW_REQUEST_ISSUED;
  g_autofree char *title = cw_request_look_dup_title (record);
  g_autofree char *reference = cw_request_record_dup_reference (record);
  /* Translators: the state of a request, the number that the CA gave it, and the CA: "Pending · 89 · host\CA". */
  g_autofree char *line = g_strdup_printf (_("%s · %s · %s"), cw_request_get_word (record), reference, record->ca);
  g_autofree char *subtitle = says ? g_strdup_printf ("%s\n%s", line, record->message) : g_strdup (line);
  GtkWidget *row = cw_row_new (title, subtitle);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), cw_request_make_icon (record));
  return row;
}
