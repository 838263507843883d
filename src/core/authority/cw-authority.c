/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority.h"

#include "cw-chain.h"
#include "cw-clock.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No real chain is as long. */
#define MAX_CHAIN 16

typedef struct
{
  char *user;
  CwSecret *password;
  CwAuthorityLog log;
  gpointer log_data;
  CwAuthorityLeaving leaving;
  gpointer leaving_data;
  GPtrArray *peer_chain;
  int test_failure;
} CwAuthorityPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CwAuthority, cw_authority, G_TYPE_OBJECT)

static CwAuthorityPrivate *
get_private (CwAuthority *self)
{
  return cw_authority_get_instance_private (self);
}

void
cw_authority_template_free (CwAuthorityTemplate *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->title);
  g_free (self);
}

static void
cw_authority_finalize (GObject *object)
{
  CwAuthorityPrivate *priv = get_private (CW_AUTHORITY (object));

  g_free (priv->user);
  g_clear_pointer (&priv->password, cw_secret_unref);
  g_clear_pointer (&priv->peer_chain, g_ptr_array_unref);
  G_OBJECT_CLASS (cw_authority_parent_class)->finalize (object);
}

static CwAuthorityCapabilities
no_capabilities (CwAuthority *self)
{
  return 0;
}

static void
cw_authority_class_init (CwAuthorityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_authority_finalize;
  klass->get_capabilities = no_capabilities;
}

static void
cw_authority_init (CwAuthority *self)
{
  get_private (self)->test_failure = -1;
}

static gboolean
check_supported (gboolean supported, const char *what, GCancellable *cancellable, GError **error)
{
  if (!supported)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("This kind of certification authority cannot do that: %s."), what);
      return FALSE;
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Cancelled before the certification authority was asked."));
      return FALSE;
    }
  return TRUE;
}

/* The one check that no kind may leave out: a certificate for another key is of no use, and may be somebody else's. */
static CwEnrollment *
check_key (CwEnrollment *enrollment, CwCsr *csr, GError **error)
{
  g_autoptr(CwEnrollment) answer = enrollment;
  CwCertificate *certificate = answer != NULL ? cw_enrollment_get_certificate (answer) : NULL;

  if (certificate == NULL || strcmp (cw_certificate_get_key_id (certificate), cw_csr_get_key_id (csr)) == 0)
    return g_steal_pointer (&answer);
  g_autofree char *name = cw_certificate_dup_display_name (certificate);
  if (cw_enrollment_get_handle (answer) != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH,
                 _("The certification authority answered request %s with the certificate “%s”, which belongs to another key. It was not taken."),
                 cw_enrollment_get_handle (answer), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISMATCH,
                 _("The certification authority answered with the certificate “%s”, which belongs to another key. It was not taken."), name);
  return NULL;
}

CwAuthorityCapabilities
cw_authority_get_capabilities (CwAuthority *self)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), 0);
  return CW_AUTHORITY_GET_CLASS (self)->get_capabilities (self);
}

CwEnrollment *
cw_authority_submit (CwAuthority *self, CwCsr *csr, const char *template_name, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self) && CW_IS_CSR (csr), NULL);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  if (!check_supported (klass->submit != NULL, _("take a request"), cancellable, error)
      || (!klass->announces_leaving && !cw_authority_leave (self, error)))
    return NULL;
  return check_key (klass->submit (self, csr, template_name, cancellable, error), csr, error);
}

CwEnrollment *
cw_authority_retrieve (CwAuthority *self, const char *handle, CwCsr *csr, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self) && CW_IS_CSR (csr), NULL);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  if (!check_supported (klass->retrieve != NULL, _("be asked about a request"), cancellable, error))
    return NULL;
  return check_key (klass->retrieve (self, handle, csr, cancellable, error), csr, error);
}

gboolean
cw_authority_cancel (CwAuthority *self, const char *handle, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), FALSE);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  return check_supported (klass->cancel != NULL, _("withdraw a request"), cancellable, error)
         && klass->cancel (self, handle, cancellable, error);
}

GPtrArray *
cw_authority_fetch_chain (CwAuthority *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), NULL);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  return check_supported (klass->fetch_chain != NULL, _("show its certificate"), cancellable, error) ? klass->fetch_chain (self, cancellable, error) : NULL;
}

GPtrArray *
cw_authority_list_templates (CwAuthority *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), NULL);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  return check_supported (klass->list_templates != NULL, _("list its templates"), cancellable, error) ? klass->list_templates (self, cancellable, error) : NULL;
}

void
cw_authority_test (CwAuthority *self, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable)
{
  g_return_if_fail (CW_IS_AUTHORITY (self) && line != NULL);
  CwAuthorityClass *klass = CW_AUTHORITY_GET_CLASS (self);

  if (klass->test != NULL)
    klass->test (self, line, user_data, cancellable);
  else
    line (_("Test"), CW_TEST_INFO, _("There is nothing to test with this kind of certification authority."), NULL, user_data);
}

void
cw_authority_set_account (CwAuthority *self, const char *user, CwSecret *password)
{
  g_return_if_fail (CW_IS_AUTHORITY (self));
  CwAuthorityPrivate *priv = get_private (self);

  g_free (priv->user);
  priv->user = user != NULL && *user != '\0' ? g_strdup (user) : NULL;
  g_clear_pointer (&priv->password, cw_secret_unref);
  priv->password = password != NULL ? cw_secret_ref (password) : NULL;
}

void
cw_authority_set_log (CwAuthority *self, CwAuthorityLog log, gpointer user_data)
{
  g_return_if_fail (CW_IS_AUTHORITY (self));
  CwAuthorityPrivate *priv = get_private (self);

  priv->log = log;
  priv->log_data = user_data;
}

void
cw_authority_set_leaving (CwAuthority *self, CwAuthorityLeaving leaving, gpointer user_data)
{
  CwAuthorityPrivate *priv = get_private (self);

  priv->leaving = leaving;
  priv->leaving_data = user_data;
}

gboolean
cw_authority_leave (CwAuthority *self, GError **error)
{
  CwAuthorityPrivate *priv = get_private (self);

  return priv->leaving == NULL || priv->leaving (priv->leaving_data, error);
}

GPtrArray *
cw_authority_get_peer_chain (CwAuthority *self)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), NULL);
  return get_private (self)->peer_chain;
}

const char *
cw_authority_get_user (CwAuthority *self)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), NULL);
  return get_private (self)->user;
}

CwSecret *
cw_authority_get_password (CwAuthority *self)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), NULL);
  return get_private (self)->password;
}

/* A server that sends the password back must not get it into a log. */
static char *
redact (CwAuthorityPrivate *priv, char *text)
{
  const char *password = priv->password != NULL ? cw_secret_get_text (priv->password) : "";

  if (*password == '\0' || strstr (text, password) == NULL)
    return text;
  g_autoptr(GString) line = g_string_new (text);
  g_string_replace (line, password, "[…]", 0);
  g_free (text);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

void
cw_authority_log (CwAuthority *self, const char *format, ...)
{
  g_return_if_fail (CW_IS_AUTHORITY (self));
  CwAuthorityPrivate *priv = get_private (self);
  va_list arguments;

  if (priv->log == NULL)
    return;
  va_start (arguments, format);
  g_autofree char *line = redact (priv, g_strdup_vprintf (format, arguments));
  va_end (arguments);
  priv->log (line, priv->log_data);
}

int
cw_authority_get_test_failure (CwAuthority *self)
{
  g_return_val_if_fail (CW_IS_AUTHORITY (self), -1);
  return get_private (self)->test_failure;
}

void
cw_authority_note_test_failure (CwAuthority *self, int code)
{
  g_return_if_fail (CW_IS_AUTHORITY (self));
  if (get_private (self)->test_failure < 0)
    get_private (self)->test_failure = code;
}

void
cw_authority_set_peer_chain (CwAuthority *self, GPtrArray *chain)
{
  g_return_if_fail (CW_IS_AUTHORITY (self));
  CwAuthorityPrivate *priv = get_private (self);
  GPtrArray *old = priv->peer_chain;

  priv->peer_chain = chain != NULL ? g_ptr_array_ref (chain) : NULL;
  g_clear_pointer (&old, g_ptr_array_unref);
}

static gboolean
is_current (CwCertificate *certificate)
{
  gint64 now = cw_clock_now ();

  return cw_certificate_get_not_before (certificate) <= now && now <= cw_certificate_get_not_after (certificate);
}

/* A renewed CA has several certificates for one key, and cross certificates share the subject: one that is in date goes first, then
 * the one that lasts longest. */
static gboolean
is_better (CwCertificate *candidate, CwCertificate *than)
{
  if (is_current (candidate) != is_current (than))
    return is_current (candidate);
  return cw_certificate_get_not_after (candidate) > cw_certificate_get_not_after (than);
}

static gboolean
contains (GPtrArray *certificates, CwCertificate *certificate)
{
  for (guint i = 0; i < certificates->len; i++)
    if (strcmp (cw_certificate_get_sha256 (certificates->pdata[i]), cw_certificate_get_sha256 (certificate)) == 0)
      return TRUE;
  return FALSE;
}

static CwCertificate *
find_issuer (CwCertificate *subject, GPtrArray *candidates, GPtrArray *used)
{
  CwCertificate *best = NULL;

  for (guint i = 0; i < candidates->len; i++)
    {
      CwCertificate *each = candidates->pdata[i];

      if (g_bytes_equal (cw_certificate_get_subject_der (each), cw_certificate_get_issuer_der (subject))
          && (best == NULL || is_better (each, best)) && !contains (used, each) && cw_chain_issued (each, subject))
        best = each;
    }
  return best;
}

GPtrArray *
cw_authority_order_chain (CwCertificate *leaf, GPtrArray *candidates)
{
  g_return_val_if_fail (CW_IS_CERTIFICATE (leaf), NULL);
  g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);
  CwCertificate *last = leaf;

  while (candidates != NULL && chain->len < MAX_CHAIN && !cw_certificate_is_self_signed (last))
    {
      CwCertificate *issuer = find_issuer (last, candidates, chain);

      if (issuer == NULL || strcmp (cw_certificate_get_sha256 (issuer), cw_certificate_get_sha256 (leaf)) == 0)
        break;
      g_ptr_array_add (chain, g_object_ref (issuer));
      last = issuer;
    }
  return g_steal_pointer (&chain);
}
