/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-tls-trust-private.h"
#include "cw-bundle.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No list of authorities is larger. */
#define MAX_FILE (16 * 1024 * 1024)
/* What servers send is rarely longer than four. */
#define MAX_CHAIN 20

struct _CwTlsTrust {
  CwTlsTrustKind kind;
  char         **pins;       /* upper-case hex */
  GPtrArray     *anchors;    /* of GTlsCertificate */
  char          *path;
};

static CwTlsTrust *
trust_new (CwTlsTrustKind kind)
{
  CwTlsTrust *self = g_atomic_rc_box_new0 (CwTlsTrust);

  self->kind = kind;
  return self;
}

static void
trust_clear (gpointer data)
{
  CwTlsTrust *self = data;

  g_strfreev (self->pins);
  g_clear_pointer (&self->anchors, g_ptr_array_unref);
  g_free (self->path);
}

CwTlsTrust *
cw_tls_trust_new_system (void)
{
  return trust_new (CW_TLS_TRUST_SYSTEM);
}

CwTlsTrust *
cw_tls_trust_new_pins (const char *const *sha256)
{
  g_autoptr(GStrvBuilder) pins = g_strv_builder_new ();
  CwTlsTrust *self = trust_new (CW_TLS_TRUST_PIN);

  for (guint i = 0; sha256 && sha256[i]; i++)
    {
      g_autofree char *pin = cw_hex_normalise (sha256[i]);
      if (pin)
        g_strv_builder_add (pins, pin);
    }
  self->pins = g_strv_builder_end (pins);
  return self;
}

static GTlsCertificate *
to_gio (CwCertificate *certificate)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (cw_certificate_get_der (certificate), &size);
  g_autoptr(GByteArray) der = g_byte_array_new ();

  g_byte_array_append (der, data, (guint) size);
  return g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), NULL, NULL, "certificate", der, NULL);
}

static GPtrArray *
load_anchors (GBytes *content, const char *path, GError **error)
{
  g_autoptr(CwBundle) bundle = cw_bundle_read (content, NULL, NULL, error);
  g_autoptr(GPtrArray) anchors = g_ptr_array_new_with_free_func (g_object_unref);

  if (!bundle)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    {
      CwBundleItem *item = cw_bundle_get_item (bundle, i);
      g_autoptr(CwCertificate) certificate =
        cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_CERTIFICATE ? cw_bundle_item_load_certificate (item, NULL) : NULL;
      GTlsCertificate *anchor = certificate ? to_gio (certificate) : NULL;
      if (anchor)
        g_ptr_array_add (anchors, anchor);
    }
  if (anchors->len > 0)
    return g_steal_pointer (&anchors);
  g_set_error (error, CW_ERROR, CW_ERROR_EMPTY, _("%s contains no certificate, so no server could be trusted by it."), path);
  return NULL;
}

CwTlsTrust *
cw_tls_trust_new_file (const char *path, GError **error)
{
  g_autoptr(GBytes) content = cw_file_read (path, MAX_FILE, error);
  g_autoptr(GPtrArray) anchors = content ? load_anchors (content, path, error) : NULL;

  if (!anchors)
    return NULL;
  CwTlsTrust *self = trust_new (CW_TLS_TRUST_FILE);
  self->anchors = g_steal_pointer (&anchors);
  self->path = g_strdup (path);
  return self;
}

CwTlsTrust *
cw_tls_trust_ref (CwTlsTrust *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cw_tls_trust_unref (CwTlsTrust *self)
{
  g_atomic_rc_box_release_full (self, trust_clear);
}

GTlsDatabase *
cw_tls_trust_dup_database (CwTlsTrust *self)
{
  const char *file = g_getenv ("CERTWIZARD_TRUST_FILE");

  if (self->kind == CW_TLS_TRUST_FILE)
    return NULL;
  if (file)
    return g_tls_file_database_new (file, NULL);
  return g_tls_backend_get_default_database (g_tls_backend_get_default ());
}

/* ---- the verdict ---- */

void
cw_tls_verdict_clear (CwTlsVerdict *verdict)
{
  g_clear_pointer (&verdict->chain, g_ptr_array_unref);
  g_clear_pointer (&verdict->reason, g_free);
  verdict->trusted = FALSE;
  verdict->errors = 0;
}

void
cw_tls_verdict_set_error (CwTlsVerdict *verdict, GError **error)
{
  gboolean pinnable = (verdict->errors & ~G_TLS_CERTIFICATE_UNKNOWN_CA) == 0;

  g_set_error_literal (error, CW_ERROR, pinnable ? CW_ERROR_TLS_UNTRUSTED : CW_ERROR_TLS_BAD, verdict->reason);
}

static GPtrArray *
read_chain (GTlsCertificate *peer)
{
  g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func (g_object_unref);

  for (GTlsCertificate *at = peer; at && chain->len < MAX_CHAIN; at = g_tls_certificate_get_issuer (at))
    {
      g_autoptr(GByteArray) der = NULL;
      g_object_get (at, "certificate", &der, NULL);
      g_autoptr(GBytes) bytes = der ? g_bytes_new (der->data, der->len) : NULL;
      CwCertificate *certificate = bytes ? cw_certificate_new_from_der (bytes, NULL) : NULL;
      if (!certificate)
        break;
      g_ptr_array_add (chain, certificate);
    }
  return g_steal_pointer (&chain);
}

/* GnuTLS may stop before the dates once it knows of no issuer, and "expired" must not look like something to be pinned. */
static GTlsCertificateFlags
check_dates (CwCertificate *leaf)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (now > cw_certificate_get_not_after (leaf))
    return G_TLS_CERTIFICATE_EXPIRED;
  return now < cw_certificate_get_not_before (leaf) ? G_TLS_CERTIFICATE_NOT_ACTIVATED : 0;
}

/* What is wrong with the way from the server's certificate up to that anchor. */
static GTlsCertificateFlags
verify_up_to (GTlsCertificate *peer, GTlsCertificate *anchor)
{
  return g_tls_certificate_is_same (peer, anchor) ? 0 : g_tls_certificate_verify (peer, NULL, anchor);
}

/* The certificate of the server's own chain that a person has confirmed. */
static GTlsCertificateFlags
verify_pins (CwTlsTrust *self, GTlsCertificate *peer, GPtrArray *chain, guint *found)
{
  GTlsCertificate *at = peer;

  for (guint i = 0; i < chain->len && at; i++, at = g_tls_certificate_get_issuer (at))
    if (g_strv_contains ((const char *const *) self->pins, cw_certificate_get_sha256 (g_ptr_array_index (chain, i))))
      {
        *found = i;
        return verify_up_to (peer, at);
      }
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static GTlsCertificateFlags
verify_anchors (CwTlsTrust *self, GTlsCertificate *peer)
{
  GTlsCertificateFlags least = G_TLS_CERTIFICATE_UNKNOWN_CA;

  for (guint i = 0; i < self->anchors->len; i++)
    {
      GTlsCertificateFlags flags = verify_up_to (peer, g_ptr_array_index (self->anchors, i));
      if (flags == 0)
        return 0;
      if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
        least = flags;
    }
  return least;
}

static char *
describe_names (CwCertificate *leaf)
{
  const char *const *names = cw_certificate_get_names (leaf);

  if (names[0])
    return g_strjoinv (", ", (char **) names);
  return cw_certificate_dup_display_name (leaf);
}

static char *
describe_date (const char *sentence, const char *host, gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_local (time);
  g_autofree char *text = date ? g_date_time_format (date, "%x") : g_strdup ("?");

  return g_strdup_printf (sentence, host, text);
}

static char *
describe_bad (GTlsCertificateFlags errors, CwCertificate *leaf, const char *host)
{
  if (errors & G_TLS_CERTIFICATE_BAD_IDENTITY)
    {
      g_autofree char *names = describe_names (leaf);
      return g_strdup_printf (_("The certificate of the server %s is not for this name, but for %s."), host, names);
    }
  if (check_dates (leaf) & G_TLS_CERTIFICATE_EXPIRED)
    return describe_date (_("The certificate of the server %s has expired on %s."), host, cw_certificate_get_not_after (leaf));
  if (check_dates (leaf) & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return describe_date (_("The certificate of the server %s is not valid before %s."), host, cw_certificate_get_not_before (leaf));
  if (errors & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return g_strdup_printf (_("A certificate above that of the server %s has expired, or is not valid yet."), host);
  if (errors & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup_printf (_("The certificate of the server %s was revoked by its issuer."), host);
  if (errors & G_TLS_CERTIFICATE_INSECURE)
    return g_strdup_printf (_("The certificate of the server %s is made with an algorithm that is not safe any more."), host);
  return g_strdup_printf (_("The certificate of the server %s is not made for servers, or is broken."), host);
}

static char *
describe_unknown (CwTlsTrust *self, CwCertificate *leaf, const char *host)
{
  if (self->kind == CW_TLS_TRUST_FILE)
    return g_strdup_printf (_("The certificate of the server %s, issued by “%s”, is not signed by those of %s."), host,
                            cw_certificate_get_issuer_name (leaf), self->path);
  if (cw_certificate_is_self_signed (leaf))
    return g_strdup_printf (_("The server %s signed its certificate itself, and this computer does not trust it."), host);
  return g_strdup_printf (_("The certificate of the server %s was issued by “%s”, which this computer does not trust."), host,
                          cw_certificate_get_issuer_name (leaf));
}

static char *
describe_trusted (CwTlsTrust *self, GPtrArray *chain, int pin)
{
  CwCertificate *leaf = g_ptr_array_index (chain, 0);

  if (pin == 0)
    return g_strdup (_("Trusted, because the fingerprint of its own certificate was confirmed."));
  if (pin > 0)
    return g_strdup_printf (_("Trusted, because the fingerprint of “%s”, which it leads to, was confirmed."),
                            cw_certificate_get_common_name (g_ptr_array_index (chain, pin)) ?: cw_certificate_get_issuer_name (leaf));
  if (self->kind == CW_TLS_TRUST_FILE)
    return g_strdup_printf (_("Trusted, because it is signed by a certificate of %s."), self->path);
  return g_strdup_printf (_("Trusted, because it was issued by “%s”, which this computer trusts."), cw_certificate_get_issuer_name (leaf));
}

void
cw_tls_trust_judge (CwTlsTrust *self, GTlsCertificate *peer, GTlsCertificateFlags flags, const char *host, CwTlsVerdict *verdict)
{
  g_autoptr(GPtrArray) chain = read_chain (peer);
  guint pin = G_MAXUINT;

  cw_tls_verdict_clear (verdict);
  if (chain->len == 0)
    {
      verdict->errors = flags | G_TLS_CERTIFICATE_GENERIC_ERROR;
      verdict->reason = g_strdup_printf (_("The certificate of the server %s cannot be read."), host);
      verdict->chain = g_steal_pointer (&chain);
      return;
    }
  CwCertificate *leaf = g_ptr_array_index (chain, 0);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    {
      flags &= ~G_TLS_CERTIFICATE_UNKNOWN_CA;
      flags |= self->kind == CW_TLS_TRUST_PIN    ? verify_pins (self, peer, chain, &pin)
               : self->kind == CW_TLS_TRUST_FILE ? verify_anchors (self, peer)
                                                 : G_TLS_CERTIFICATE_UNKNOWN_CA;
      flags |= check_dates (leaf);
    }
  verdict->errors = flags;
  verdict->trusted = flags == 0;
  if (flags == 0)
    verdict->reason = describe_trusted (self, chain, pin == G_MAXUINT ? -1 : (int) pin);
  else if (flags == G_TLS_CERTIFICATE_UNKNOWN_CA)
    verdict->reason = describe_unknown (self, leaf, host);
  else
    verdict->reason = describe_bad (flags, leaf, host);
  verdict->chain = g_steal_pointer (&chain);
}
