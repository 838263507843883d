/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-operations.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-action.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-output-path.h"
#include "cw-paths.h"
#include "cw-request-private.h"

/* What somebody does who plays the certification authority. */

typedef struct {
  GArray   *ids;
  char     *text;     /* a reason, or a path */
  gboolean  hold;
} Practice;

static void
practice_free (gpointer data)
{
  Practice *practice = data;

  g_array_unref (practice->ids);
  g_free (practice->text);
  g_free (practice);
}

static Practice *
practice_new (const gint64 *ids, gsize n_ids, const char *text, gboolean hold)
{
  Practice *practice = g_new0 (Practice, 1);

  practice->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (n_ids > 0)
    g_array_append_vals (practice->ids, ids, n_ids);
  practice->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  practice->hold = hold;
  return practice;
}

static CwPracticeBook *
get_book (CwAction *self)
{
  return cw_authorities_get_practice (cw_action_get_authorities (self));
}

/* ---- ensure, policy ---- */

static CwPlan *
ensure_prepare (CwAction *self, GError **error)
{
  g_autoptr (CwPlan) plan = cw_plan_new (_("Set up the practice CA"));
  g_autoptr (CwCertificate) root = NULL;
  g_autoptr (CwCertificate) issuing = NULL;

  if (!cw_practice_book_load_ca (get_book (self), &root, &issuing, NULL, error))
    return NULL;
  if (root == NULL)
    cw_plan_add (plan, TRUE, _("Make the root and the issuing certificate of the practice CA"), _("Nobody but this program trusts them. Their keys are kept like any other."));
  return g_steal_pointer (&plan);
}

static char *
ensure_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwCertificate) root = NULL;
  g_autoptr (CwCertificate) issuing = NULL;

  return cw_practice_ensure (get_book (self), &root, &issuing, error) ? g_strdup (_("The practice CA is set up.")) : NULL;
}

CwOperation *
cw_practice_ensure_operation_new (CwAuthorities *authorities)
{
  static const CwActionKind kind = { .name = "practice-ensure", .needs_key = TRUE, .in_transaction = TRUE, .prepare = ensure_prepare, .run = ensure_run };

  return cw_action_new (&kind, authorities, NULL, NULL);
}

static CwPlan *
policy_prepare (CwAction *self, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Change the policy of the practice CA"));
  gboolean hold = FALSE;

  if (!cw_practice_book_get_hold (get_book (self), &hold, error))
    return NULL;
  if (hold != practice->hold)
    cw_plan_add (plan, TRUE, practice->hold ? _("Hold new requests until somebody approves them") : _("Issue at once what is requested"),
                 practice->hold ? NULL : _("What waits already goes on waiting."));
  return g_steal_pointer (&plan);
}

static char *
policy_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);

  if (!cw_practice_book_set_hold (get_book (self), practice->hold, error))
    return NULL;
  return g_strdup (practice->hold ? _("The practice CA holds new requests until they are approved.") : _("The practice CA issues new requests at once."));
}

CwOperation *
cw_practice_policy_operation_new (CwAuthorities *authorities, gboolean hold)
{
  static const CwActionKind kind = { .name = "practice-policy", .in_transaction = TRUE, .prepare = policy_prepare, .run = policy_run };

  return cw_action_new (&kind, authorities, practice_new (NULL, 0, NULL, hold), practice_free);
}

/* ---- approve, deny, revoke ---- */

static CwPlan *
decide_prepare (CwAction *self, const char *title, const char *form, CwPracticeState wanted, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  for (guint i = 0; i < practice->ids->len; i++)
    {
      g_autoptr (CwPracticeRecord) record = cw_practice_book_find (get_book (self), g_array_index (practice->ids, gint64, i), error);
      g_autofree char *number = record != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, record->id) : NULL;
      g_autofree char *step = NULL;

      if (record == NULL)
        return NULL;
      if (record->state != wanted)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, wanted == CW_PRACTICE_PENDING ? _("The request %s at the practice CA is decided already.")
                       : _("Nothing that could be revoked was issued for the request %s."), number);
          return NULL;
        }
      step = g_strdup_printf (form, number, record->subject);
      cw_plan_add (plan, TRUE, step, practice->text);
    }
  return g_steal_pointer (&plan);
}

static CwPlan *
approve_prepare (CwAction *self, GError **error)
{
  return decide_prepare (self, _("Approve requests at the practice CA"), _("Issue the certificate for request %s: %s"), CW_PRACTICE_PENDING, error);
}

static CwPlan *
deny_prepare (CwAction *self, GError **error)
{
  return decide_prepare (self, _("Deny requests at the practice CA"), _("Deny the request %s: %s"), CW_PRACTICE_PENDING, error);
}

static CwPlan *
revoke_prepare (CwAction *self, GError **error)
{
  return decide_prepare (self, _("Revoke a certificate of the practice CA"), _("Revoke the certificate of request %s: %s"), CW_PRACTICE_ISSUED, error);
}

static char *
approve_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  guint n = practice->ids->len;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwCertificate) certificate = cw_practice_approve (get_book (self), g_array_index (practice->ids, gint64, i), error);

      if (certificate == NULL)
        return NULL;
    }
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request was approved. Whoever made it can fetch the certificate now.",
                                       "%u requests were approved. Whoever made them can fetch the certificates now.", n), n);
}

static char *
deny_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  guint n = practice->ids->len;

  for (guint i = 0; i < n; i++)
    if (!cw_practice_deny (get_book (self), g_array_index (practice->ids, gint64, i), practice->text, error))
      return NULL;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u request was denied.", "%u requests were denied.", n), n);
}

/* Who made the request is in the same store: what became of the certificate is told there, too. Who still waits finds out when the
 * request is processed, as with any CA. */
static gboolean
tell_requester (CwAction *self, gint64 id, const char *reason, GError **error)
{
  CwStore *store = cw_action_get_store (self);
  g_autofree char *handle = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autoptr (GPtrArray) records = cw_store_list_requests (store, CW_REQUESTS_ALL, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      CwRequestRecord *record = g_ptr_array_index (records, i);

      if (record->state != CW_REQUEST_ISSUED || g_strcmp0 (record->kind, "practice") != 0 || g_strcmp0 (record->handle, handle) != 0)
        continue;
      record->state = CW_REQUEST_REVOKED;
      record->next_try = 0;
      cw_request_set_message (record, reason, NULL);
      if (!cw_store_update_request (store, record, error))
        return FALSE;
    }
  return records != NULL;
}

static char *
revoke_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);

  if (!cw_practice_revoke (get_book (self), g_array_index (practice->ids, gint64, 0), practice->text, error)
      || !tell_requester (self, g_array_index (practice->ids, gint64, 0), practice->text, error))
    return NULL;
  return g_strdup (_("The certificate was revoked. It is in the next revocation list."));
}

CwOperation *
cw_practice_approve_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids)
{
  static const CwActionKind kind = { .name = "practice-approve", .needs_key = TRUE, .in_transaction = TRUE, .prepare = approve_prepare, .run = approve_run };

  return cw_action_new (&kind, authorities, practice_new (ids, n_ids, NULL, FALSE), practice_free);
}

CwOperation *
cw_practice_deny_operation_new (CwAuthorities *authorities, const gint64 *ids, gsize n_ids, const char *reason)
{
  static const CwActionKind kind = { .name = "practice-deny", .in_transaction = TRUE, .prepare = deny_prepare, .run = deny_run };

  return cw_action_new (&kind, authorities, practice_new (ids, n_ids, reason, FALSE), practice_free);
}

CwOperation *
cw_practice_revoke_operation_new (CwAuthorities *authorities, gint64 id, const char *reason)
{
  static const CwActionKind kind = { .name = "practice-revoke", .in_transaction = TRUE, .prepare = revoke_prepare, .run = revoke_run };

  return cw_action_new (&kind, authorities, practice_new (&id, 1, reason, FALSE), practice_free);
}

/* ---- revocation list ---- */

static gboolean
is_replaced (const char *path)
{
  return !g_str_equal (path, "-") && g_file_test (path, G_FILE_TEST_EXISTS);
}

static CwPlan *
crl_prepare (CwAction *self, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  g_autofree char *display = practice->text != NULL ? cw_paths_dup_display (practice->text) : NULL;
  g_autofree char *title = g_strdup_printf (_("Write the revocation list of the practice CA to %s"), display);
  g_autoptr (CwPlan) plan = cw_plan_new (_("Write the revocation list of the practice CA"));

  if (practice->text == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, _("The revocation list needs a file to be written to."));
      return NULL;
    }
  if (!cw_output_path_check (cw_action_get_store (self), practice->text, error))
    return NULL;
  cw_plan_add (plan, TRUE, title, _("A file that is there is replaced."));
  if (is_replaced (practice->text))
    cw_plan_ask_consent (plan);
  return g_steal_pointer (&plan);
}

static gboolean
crl_ask (CwAction *self, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  g_autofree char *display = cw_paths_dup_display (practice->text);
  g_autofree char *body = g_strdup_printf (_("There is a file %s already. What is in it would be lost."), display);
  const CwQuestion question = { .heading = _("Replace the file?"), .body = body, .accept = _("_Replace"), .severity = CW_SEVERITY_WARNING };

  if (!is_replaced (practice->text))
    return TRUE;
  return cw_operation_confirm_warning (CW_OPERATION (self), &question, cancellable, error);
}

static char *
dup_pem (GBytes *der)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (der, &size);
  g_autofree char *base64 = g_base64_encode (data, size);
  GString *pem = g_string_new ("-----BEGIN X509 CRL-----\n");

  for (gsize i = 0; i < strlen (base64); i += 64)
    g_string_append_printf (pem, "%.64s\n", base64 + i);
  g_string_append (pem, "-----END X509 CRL-----\n");
  return g_string_free (pem, FALSE);
}

static char *
crl_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Practice *practice = cw_action_get_data (self);
  g_autoptr (GBytes) crl = cw_practice_make_crl (get_book (self), error);
  g_autofree char *pem = crl != NULL ? dup_pem (crl) : NULL;
  g_autofree char *lower = g_ascii_strdown (practice->text, -1);
  g_autofree char *display = cw_paths_dup_display (practice->text);
  gboolean der = g_str_has_suffix (lower, ".der") || g_str_has_suffix (lower, ".crl");
  g_autoptr (GFile) file = g_file_new_for_path (practice->text);

  if (crl == NULL)
    return NULL;
  cw_outcome_set_output (outcome, pem);
  if (g_str_equal (practice->text, "-"))
    return g_strdup (_("This is the revocation list of the practice CA."));
  if (!cw_file_replace (practice->text, der ? g_bytes_get_data (crl, NULL) : pem, der ? g_bytes_get_size (crl) : strlen (pem), 0644, error))
    return NULL;
  cw_outcome_add_file (outcome, file);
  return g_strdup_printf (_("The revocation list is in %s."), display);
}

CwOperation *
cw_practice_crl_operation_new (CwAuthorities *authorities, const char *output)
{
  static const CwActionKind kind = { .name = "practice-crl", .needs_key = TRUE, .prepare = crl_prepare, .ask = crl_ask, .run = crl_run };

  return cw_action_new (&kind, authorities, practice_new (NULL, 0, output, FALSE), practice_free);
}

/* ---- the list ---- */

struct _CwPracticeItem {
  GObject           parent_instance;
  CwPracticeRecord *record;
};

G_DEFINE_FINAL_TYPE (CwPracticeItem, cw_practice_item, G_TYPE_OBJECT)

static void
cw_practice_item_finalize (GObject *object)
{
  cw_practice_record_free (CW_PRACTICE_ITEM (object)->record);
  G_OBJECT_CLASS (cw_practice_item_parent_class)->finalize (object);
}

static void
cw_practice_item_class_init (CwPracticeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_practice_item_finalize;
}

static void
cw_practice_item_init (CwPracticeItem *self)
{
}

const CwPracticeRecord *
cw_practice_item_get_record (CwPracticeItem *self)
{
  return self->record;
}

static GPtrArray *
load_cb (gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) records = cw_practice_book_list (cw_authorities_get_practice (user_data), error);
  GPtrArray *items;

  if (records == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < records->len; i++)
    {
      CwPracticeItem *item = g_object_new (CW_TYPE_PRACTICE_ITEM, NULL);

      item->record = cw_practice_record_copy (g_ptr_array_index (records, i));
      g_ptr_array_add (items, item);
    }
  return items;
}

/* What was asked for and what was issued never change. */
static gboolean
equal_cb (gpointer a, gpointer b)
{
  const CwPracticeRecord *one = cw_practice_item_get_record (a);
  const CwPracticeRecord *two = cw_practice_item_get_record (b);

  return one->id == two->id && one->state == two->state && one->decided == two->decided && g_strcmp0 (one->reason, two->reason) == 0;
}

static gint64
id_cb (gpointer item)
{
  return cw_practice_item_get_record (item)->id;
}

CwLiveList *
cw_practice_list_new (CwAuthorities *authorities)
{
  CwStore *store = cw_store_access_get_store (cw_authorities_get_access (authorities));

  return cw_live_list_new (store, CW_TYPE_PRACTICE_ITEM, load_cb, equal_cb, id_cb, g_object_ref (authorities), g_object_unref);
}
