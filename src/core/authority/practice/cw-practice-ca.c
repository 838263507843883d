/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-practice-ca.h"

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-signer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY G_GINT64_CONSTANT (86400)
#define ROOT_LIFE (3653 * DAY)
#define ISSUING_LIFE (1826 * DAY)
/* What browsers accept of a server's certificate: 398 days, both ends counted. */
#define LEAF_LIFE (398 * DAY - 1)
/* Clocks differ, and what was issued now should be good everywhere now. */
#define CLOCK_SLACK 300
#define CRL_LIFE (7 * DAY)

/* ---- transactions ---- */

gboolean
cw_practice_transaction_begin (CwPracticeTransaction *self, CwPracticeBook *book, GError **error)
{
  if (!cw_practice_book_begin (book, error))
    return FALSE;
  self->book = book;
  return TRUE;
}

gboolean
cw_practice_transaction_commit (CwPracticeTransaction *self, GError **error)
{
  return cw_practice_book_commit (g_steal_pointer (&self->book), error);
}

void
cw_practice_transaction_clear (CwPracticeTransaction *self)
{
  if (self->book != NULL)
    cw_practice_book_rollback (g_steal_pointer (&self->book));
}

/* ---- the CA's certificates ---- */

void
cw_practice_ca_clear (CwPracticeCa *self)
{
  g_clear_object (&self->root);
  g_clear_object (&self->issuing);
  g_clear_object (&self->key);
}

/* Two practice CAs are told apart by a piece of the root's key, and nobody takes either for a real one. */
static CwCertificate *
make_certificate (const char *what, CwPrivateKey *root_key, CwCertificate *root, CwPrivateKey *key, gint64 life, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s (not for production) %.8s", what, cw_private_key_get_key_id (root_key));
  CwSubjectFields subject = { .common_name = name, .organization = "Certificate Wizard" };
  gint64 now = cw_clock_now ();

  return cw_signer_make_ca (root, root ? root_key : NULL, key, &subject, root ? 0 : 1, now - CLOCK_SLACK, now + life, error);
}

static gboolean
make_ca (CwPracticeCa *self, CwPracticeBook *book, GError **error)
{
  g_autoptr (CwPrivateKey) root_key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, error);

  cw_practice_ca_clear (self);
  if (root_key == NULL || (self->key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, error)) == NULL)
    return FALSE;
  self->root = make_certificate ("Practice Root CA", root_key, NULL, root_key, ROOT_LIFE, error);
  if (self->root == NULL)
    return FALSE;
  self->issuing = make_certificate ("Practice Issuing CA", root_key, self->root, self->key, ISSUING_LIFE, error);
  return self->issuing != NULL && cw_practice_book_save_ca (book, self->root, root_key, self->issuing, self->key, error);
}

/* One that ends tomorrow would issue what ends tomorrow. A clock that was set back long before its beginning is no better. */
static gboolean
is_usable (CwCertificate *issuing)
{
  gint64 now = cw_clock_now ();

  return issuing != NULL && cw_certificate_get_not_before (issuing) <= now && now + DAY < cw_certificate_get_not_after (issuing);
}

gboolean
cw_practice_ca_open (CwPracticeCa *self, CwPracticeBook *book, GError **error)
{
  if (!cw_practice_book_load_ca (book, &self->root, &self->issuing, &self->key, error))
    return FALSE;
  return is_usable (self->issuing) || make_ca (self, book, error);
}

gboolean
cw_practice_ca_issue (CwPracticeCa *self, CwCsr *csr, CwPracticeRecord *record, GError **error)
{
  gint64 now = cw_clock_now ();
  CwSignerProfile profile = { now - CLOCK_SLACK, now - CLOCK_SLACK + LEAF_LIFE, NULL };
  g_autoptr (CwCertificate) certificate = cw_signer_issue (self->issuing, self->key, csr, &profile, error);

  if (certificate == NULL)
    return FALSE;
  record->state = CW_PRACTICE_ISSUED;
  record->decided = now;
  record->certificate = g_bytes_ref (cw_certificate_get_der (certificate));
  record->serial = g_strdup (cw_certificate_get_serial (certificate));
  return TRUE;
}

/* ---- what the owner does ---- */

gboolean
cw_practice_ensure (CwPracticeBook *book, CwCertificate **root, CwCertificate **issuing, GError **error)
{
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_auto (CwPracticeCa) ca = { NULL };

  /* Mostly it is there, and then neither the key nor the right to write is needed. */
  if (!cw_practice_book_load_ca (book, &ca.root, &ca.issuing, NULL, error))
    return FALSE;
  if (!is_usable (ca.issuing))
    {
      cw_practice_ca_clear (&ca);
      if (!cw_practice_transaction_begin (&transaction, book, error) || !cw_practice_ca_open (&ca, book, error) ||
          !cw_practice_transaction_commit (&transaction, error))
        return FALSE;
    }
  if (root != NULL)
    *root = g_steal_pointer (&ca.root);
  if (issuing != NULL)
    *issuing = g_steal_pointer (&ca.issuing);
  return TRUE;
}

static CwPracticeRecord *
find_in_state (CwPracticeBook *book, gint64 id, CwPracticeState state, GError **error)
{
  static const char *const sentences[] = {
    [CW_PRACTICE_PENDING] = N_("Request %s of the practice CA is still pending."),
    [CW_PRACTICE_ISSUED] = N_("Request %s of the practice CA was issued already."),
    [CW_PRACTICE_DENIED] = N_("Request %s of the practice CA was denied already."),
    [CW_PRACTICE_REVOKED] = N_("The certificate of request %s of the practice CA was revoked already."),
    [CW_PRACTICE_CANCELLED] = N_("Request %s of the practice CA was cancelled by whoever made it."),
  };
  g_autoptr (CwPracticeRecord) record = cw_practice_book_find (book, id, error);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (record == NULL || record->state == state)
    return g_steal_pointer (&record);
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _(sentences[record->state]), number);
  return NULL;
}

CwCertificate *
cw_practice_approve (CwPracticeBook *book, gint64 id, GError **error)
{
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_autoptr (CwPracticeRecord) record = NULL;
  g_autoptr (CwCsr) csr = NULL;
  g_auto (CwPracticeCa) ca = { NULL };

  if (!cw_practice_transaction_begin (&transaction, book, error) ||
      (record = find_in_state (book, id, CW_PRACTICE_PENDING, error)) == NULL ||
      (csr = cw_csr_new_from_data (record->csr, error)) == NULL ||
      !cw_practice_ca_open (&ca, book, error) || !cw_practice_ca_issue (&ca, csr, record, error) ||
      !cw_practice_book_update (book, record, error) || !cw_practice_transaction_commit (&transaction, error))
    return NULL;
  return cw_certificate_new_from_der (record->certificate, error);
}

static gboolean
decide (CwPracticeBook *book, gint64 id, CwPracticeState from, CwPracticeState to, const char *reason, GError **error)
{
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_autoptr (CwPracticeRecord) record = NULL;

  if (!cw_practice_transaction_begin (&transaction, book, error) || (record = find_in_state (book, id, from, error)) == NULL)
    return FALSE;
  record->state = to;
  record->decided = cw_clock_now ();
  g_free (record->reason);
  record->reason = reason != NULL && *reason ? g_strdup (reason) : NULL;
  return cw_practice_book_update (book, record, error) && cw_practice_transaction_commit (&transaction, error);
}

gboolean
cw_practice_deny (CwPracticeBook *book, gint64 id, const char *reason, GError **error)
{
  return decide (book, id, CW_PRACTICE_PENDING, CW_PRACTICE_DENIED, reason, error);
}

gboolean
cw_practice_revoke (CwPracticeBook *book, gint64 id, const char *reason, GError **error)
{
  return decide (book, id, CW_PRACTICE_ISSUED, CW_PRACTICE_REVOKED, reason, error);
}

/* ---- the revocation list ---- */

static int
find_reason_code (const char *reason)
{
  static const struct { const char *name; int code; } codes[] = {
    { "keyCompromise", 1 }, { "cACompromise", 2 }, { "affiliationChanged", 3 }, { "superseded", 4 }, { "cessationOfOperation", 5 },
    { "certificateHold", 6 }, { "privilegeWithdrawn", 9 }, { "aACompromise", 10 },
  };

  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_ascii_strcasecmp (codes[i].name, reason) == 0)
      return codes[i].code;
  return -1;
}

/* A certificate of an earlier practice CA has no place in the list of this one. */
static gboolean
is_issued_by (const CwPracticeRecord *record, CwCertificate *ca)
{
  g_autoptr (CwCertificate) certificate = record->certificate ? cw_certificate_new_from_der (record->certificate, NULL) : NULL;

  return certificate != NULL && g_bytes_equal (cw_certificate_get_issuer_der (certificate), cw_certificate_get_subject_der (ca));
}

static GArray *
collect_revocations (GPtrArray *records, CwCertificate *ca)
{
  g_autoptr (GArray) revocations = g_array_new (FALSE, FALSE, sizeof (CwRevocation));

  for (guint i = 0; i < records->len; i++)
    {
      const CwPracticeRecord *record = g_ptr_array_index (records, i);
      CwRevocation revocation = { record->serial, record->decided, find_reason_code (record->reason) };

      if (record->state == CW_PRACTICE_REVOKED && is_issued_by (record, ca))
        g_array_append_val (revocations, revocation);
    }
  return g_steal_pointer (&revocations);
}

GBytes *
cw_practice_make_crl (CwPracticeBook *book, GError **error)
{
  g_auto (CwPracticeTransaction) transaction = { NULL };
  g_auto (CwPracticeCa) ca = { NULL };
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GArray) revocations = NULL;
  g_autoptr (GBytes) crl = NULL;
  gint64 now = cw_clock_now ();
  guint64 number;

  if (!cw_practice_transaction_begin (&transaction, book, error) ||
      !cw_practice_book_load_ca (book, &ca.root, &ca.issuing, &ca.key, error))
    return NULL;
  if (ca.issuing == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The practice CA was not used yet, so it has no revocation list."));
      return NULL;
    }
  if ((records = cw_practice_book_list (book, error)) == NULL || (number = cw_practice_book_next_crl_number (book, error)) == 0)
    return NULL;
  revocations = collect_revocations (records, ca.issuing);
  crl = cw_signer_make_crl (ca.issuing, ca.key, revocations, number, now, now + CRL_LIFE, error);
  return crl && cw_practice_transaction_commit (&transaction, error) ? g_steal_pointer (&crl) : NULL;
}
