/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-authority.h"

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-practice-ca.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

struct _CwPracticeAuthority
{
  CwAuthority parent_instance;
  CwPracticeBook *book;
};

G_DEFINE_FINAL_TYPE (CwPracticeAuthority, cw_practice_authority, CW_TYPE_AUTHORITY)

/* ---- answers ---- */

/* ca: where it is known already; it is loaded else. */
static CwEnrollment *
answer_issued (CwPracticeAuthority *self, const CwPracticeRecord *record, CwPracticeCa *ca, const char *handle, GError **error)
{
  g_autoptr (CwCertificate) certificate = cw_certificate_new_from_der (record->certificate, error);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);

  if (certificate == NULL || (ca->issuing == NULL && !cw_practice_book_load_ca (self->book, &ca->root, &ca->issuing, NULL, error)))
    return NULL;
  /* The CA may be a later one than that which issued this; a piece of its root's key is in its name. */
  if (ca->issuing != NULL && g_bytes_equal (cw_certificate_get_issuer_der (certificate), cw_certificate_get_subject_der (ca->issuing)))
    {
      g_ptr_array_add (chain, g_object_ref (ca->issuing));
      g_ptr_array_add (chain, g_object_ref (ca->root));
    }
  return cw_enrollment_new_issued (handle, certificate, chain);
}

static CwEnrollment *
answer (CwPracticeAuthority *self, const CwPracticeRecord *record, CwPracticeCa *ca, GError **error)
{
  g_autofree char *handle = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);

  switch (record->state)
    {
    case CW_PRACTICE_PENDING:
      return cw_enrollment_new_pending (handle, _("The request waits until it is approved in the practice CA."), 0);
    case CW_PRACTICE_ISSUED:
      return answer_issued (self, record, ca, handle, error);
    case CW_PRACTICE_DENIED:
      return cw_enrollment_new_denied (handle, record->reason ? record->reason : _("The request was denied without a reason."), NULL);
    case CW_PRACTICE_REVOKED:
      return cw_enrollment_new_revoked (handle, record->reason ? record->reason : _("The certificate was revoked without a reason."));
    case CW_PRACTICE_CANCELLED:
    default:
      return cw_enrollment_new_denied (handle, _("The request was cancelled."), NULL);
    }
}

/* ---- submit ---- */

static CwPracticeRecord *
new_record (CwCsr *csr)
{
  CwPracticeRecord *record = g_new0 (CwPracticeRecord, 1);

  record->state = CW_PRACTICE_PENDING;
  record->received = cw_clock_now ();
  record->csr = g_bytes_ref (cw_csr_get_der (csr));
  record->key_id = g_strdup (cw_csr_get_key_id (csr));
  record->subject = g_strdup (cw_csr_get_subject (csr));
  return record;
}

/* The same request once more: whoever asked did not get the answer, and gets the same one. */
static gboolean
is_answered (const CwPracticeRecord *earlier, CwCsr *csr)
{
  return earlier != NULL && (earlier->state == CW_PRACTICE_PENDING || earlier->state == CW_PRACTICE_ISSUED) &&
         g_bytes_equal (earlier->csr, cw_csr_get_der (csr));
}

/* Where one with this key waits, the new one takes its place, so that nobody approves what is not wanted any more. */
static gboolean
put_record (CwPracticeAuthority *self, CwPracticeCa *ca, CwCsr *csr, const CwPracticeRecord *earlier, CwPracticeRecord *record, GError **error)
{
  gboolean hold;

  if (!cw_practice_book_get_hold (self->book, &hold, error))
    return FALSE;
  if (!hold && (!cw_practice_ca_open (ca, self->book, error) || !cw_practice_ca_issue (ca, csr, record, error)))
    return FALSE;
  if (earlier != NULL && earlier->state == CW_PRACTICE_PENDING)
    {
      record->id = earlier->id;
      return cw_practice_book_update (self->book, record, error);
    }
  record->id = cw_practice_book_add (self->book, record, error);
  return record->id != 0;
}

static CwEnrollment *
cw_practice_authority_submit (CwAuthority *authority, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error)
{
  CwPracticeAuthority *self = CW_PRACTICE_AUTHORITY (authority);
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_autoptr (CwPracticeRecord) earlier = NULL, record = NULL;
  g_auto (CwPracticeCa) ca = { NULL };
  g_autoptr (GError) problem = NULL;

  if (!cw_practice_transaction_begin (&transaction, self->book, error))
    return NULL;
  earlier = cw_practice_book_find_by_key (self->book, cw_csr_get_key_id (csr), &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (is_answered (earlier, csr))
    return answer (self, earlier, &ca, error);
  record = new_record (csr);
  if (!put_record (self, &ca, csr, earlier, record, error))
    return NULL;
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled before the practice CA took the request"));
      return NULL;
    }
  if (!cw_practice_transaction_commit (&transaction, error))
    return NULL;
  cw_authority_log (authority, "practice CA: request %" G_GINT64_FORMAT " is %s", record->id, cw_practice_state_to_nick (record->state));
  return answer (self, record, &ca, error);
}

/* ---- the other functions ---- */

static CwAuthorityCapabilities
cw_practice_authority_get_capabilities (CwAuthority *authority)
{
  return CW_AUTHORITY_CAN_SUBMIT | CW_AUTHORITY_CAN_RETRIEVE | CW_AUTHORITY_CAN_TEST | CW_AUTHORITY_CAN_CANCEL
    | CW_AUTHORITY_FINDS_AGAIN;
}

static CwPracticeRecord *
find_handle (CwPracticeAuthority *self, const char *handle, GError **error)
{
  gint64 id;

  if (handle != NULL && g_ascii_string_to_signed (handle, 10, 1, G_MAXINT64, &id, NULL))
    return cw_practice_book_find (self->book, id, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The practice CA has no request “%s”."), handle ? handle : "");
  return NULL;
}

static CwEnrollment *
cw_practice_authority_retrieve (CwAuthority *authority, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error)
{
  CwPracticeAuthority *self = CW_PRACTICE_AUTHORITY (authority);
  g_autoptr (CwPracticeRecord) record = find_handle (self, handle, error);
  g_auto (CwPracticeCa) ca = { NULL };

  return record ? answer (self, record, &ca, error) : NULL;
}

static gboolean
cw_practice_authority_cancel (CwAuthority *authority, const char *handle, GCancellable *cancellable, GError **error)
{
  CwPracticeAuthority *self = CW_PRACTICE_AUTHORITY (authority);
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_autoptr (CwPracticeRecord) record = NULL;

  if (!cw_practice_transaction_begin (&transaction, self->book, error) || (record = find_handle (self, handle, error)) == NULL)
    return FALSE;
  if (record->state == CW_PRACTICE_CANCELLED)
    return TRUE;
  if (record->state != CW_PRACTICE_PENDING)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("Request %s of the practice CA was decided already, so it cannot be cancelled."), handle);
      return FALSE;
    }
  record->state = CW_PRACTICE_CANCELLED;
  record->decided = cw_clock_now ();
  return cw_practice_book_update (self->book, record, error) && cw_practice_transaction_commit (&transaction, error);
}

static GPtrArray *
cw_practice_authority_fetch_chain (CwAuthority *authority, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwCertificate) root = NULL, issuing = NULL;

  if (!cw_practice_ensure (CW_PRACTICE_AUTHORITY (authority)->book, &root, &issuing, error))
    return NULL;
  g_ptr_array_add (chain, g_steal_pointer (&issuing));
  g_ptr_array_add (chain, g_steal_pointer (&root));
  return g_steal_pointer (&chain);
}

/* ---- test ---- */

static void
test_certificate (CwCertificate *certificate, CwAuthorityTestLine line, gpointer user_data)
{
  g_autofree char *until = cw_time_to_exact (cw_certificate_get_not_after (certificate));
  g_autofree char *sentence = g_strdup_printf (_("“%s” is valid until %s."), cw_certificate_get_common_name (certificate), until);

  if (cw_certificate_get_not_after (certificate) > cw_clock_now ())
    line (_("Certificate"), CW_TEST_GOOD, sentence, NULL, user_data);
  else
    line (_("Certificate"), CW_TEST_INFO, _("The practice CA has expired; a new one is made with the next request."), NULL, user_data);
}

static void
cw_practice_authority_test (CwAuthority *authority, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable)
{
  CwPracticeAuthority *self = CW_PRACTICE_AUTHORITY (authority);
  g_autoptr (GError) error = NULL;
  g_auto (CwPracticeCa) ca = { NULL };
  gboolean hold;

  if (!cw_practice_book_load_ca (self->book, &ca.root, &ca.issuing, NULL, &error) || !cw_practice_book_get_hold (self->book, &hold, &error))
    {
      line (_("Practice CA"), CW_TEST_BAD, error->message, cw_error_get_remedy (error), user_data);
      return;
    }
  if (ca.issuing != NULL)
    test_certificate (ca.issuing, line, user_data);
  else
    line (_("Certificate"), CW_TEST_INFO, _("The practice CA is made with the first request."), NULL, user_data);
  if (hold)
    line (_("Policy"), CW_TEST_GOOD, _("Requests wait until they are approved."),
          _("Approve or deny them in the Authorities view or with “certwizardctl practice-ca”."), user_data);
  else
    line (_("Policy"), CW_TEST_GOOD, _("Requests are issued at once."), NULL, user_data);
  line (_("Trust"), CW_TEST_WARNING, _("Its certificates are for trying out: nobody but this program trusts them."),
        _("Use another certification authority for anything that others connect to."), user_data);
}

/* ---- the object ---- */

static void
cw_practice_authority_finalize (GObject *object)
{
  g_clear_object (&CW_PRACTICE_AUTHORITY (object)->book);
  G_OBJECT_CLASS (cw_practice_authority_parent_class)->finalize (object);
}

static void
cw_practice_authority_class_init (CwPracticeAuthorityClass *klass)
{
  CwAuthorityClass *authority_class = CW_AUTHORITY_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_practice_authority_finalize;
  authority_class->get_capabilities = cw_practice_authority_get_capabilities;
  authority_class->submit = cw_practice_authority_submit;
  authority_class->retrieve = cw_practice_authority_retrieve;
  authority_class->cancel = cw_practice_authority_cancel;
  authority_class->fetch_chain = cw_practice_authority_fetch_chain;
  authority_class->test = cw_practice_authority_test;
}

static void
cw_practice_authority_init (CwPracticeAuthority *self)
{
}

CwAuthority *
cw_practice_authority_new (CwPracticeBook *book)
{
  CwPracticeAuthority *self;

  g_return_val_if_fail (CW_IS_PRACTICE_BOOK (book), NULL);
  self = g_object_new (CW_TYPE_PRACTICE_AUTHORITY, NULL);
  self->book = g_object_ref (book);
  return CW_AUTHORITY (self);
}

/* ---- the kind ---- */

static CwAuthority *
create (GHashTable *settings, CwPracticeBook *book, GError **error)
{
  if (book != NULL)
    return cw_practice_authority_new (book);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("The practice CA needs a store."));
  return NULL;
}

static const CwAuthorityField no_fields[] = { { NULL } };

const CwAuthorityKind cw_practice_kind = {
  .id = "practice",
  .title = N_("Practice CA"),
  .summary = N_("A certification authority of its own inside the store, for trying out. Nobody but this program trusts it."),
  .fields = no_fields,
  .built_in = TRUE,
  .create = create,
};
