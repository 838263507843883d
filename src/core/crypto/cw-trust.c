/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-trust.h"
#include "cw-gnutls-auto.h"

#include <string.h>

struct _CwTrust {
  char       *source;        /* the file, or "" for the system's */
  GHashTable *by_subject;    /* GBytes → GPtrArray of CwCertificate */
};

static GMutex lock;
static CwTrust *current;     /* guarded by lock; replaced only when CERTWIZARD_TRUST_FILE names another file */

static void
trust_clear (gpointer data)
{
  CwTrust *self = data;

  g_free (self->source);
  g_hash_table_unref (self->by_subject);
}

void
cw_trust_unref (CwTrust *self)
{
  g_atomic_rc_box_release_full (self, trust_clear);
}

static void
add (CwTrust *self, const gnutls_datum_t *der)
{
  g_autoptr(GBytes) bytes = g_bytes_new (der->data, der->size);
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (bytes, NULL);

  if (!certificate)
    return;
  GBytes *subject = cw_certificate_get_subject_der (certificate);
  GPtrArray *same = g_hash_table_lookup (self->by_subject, subject);
  if (!same)
    {
      same = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->by_subject, g_bytes_ref (subject), same);
    }
  g_ptr_array_add (same, g_steal_pointer (&certificate));
}

static void
add_list (CwTrust *self, gnutls_x509_trust_list_t list)
{
  g_auto(gnutls_x509_trust_list_iter_t) iterator = NULL;
  gnutls_x509_crt_t next;

  while (gnutls_x509_trust_list_iter_get_ca (list, &iterator, &next) >= 0)
    {
      g_auto(gnutls_x509_crt_t) certificate = next;
      g_auto(gnutls_datum_t) der = { NULL, 0 };
      if (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der) >= 0)
        add (self, &der);
    }
}

static CwTrust *
load (const char *file)
{
  CwTrust *self = g_atomic_rc_box_new0 (CwTrust);
  g_auto(gnutls_x509_trust_list_t) list = NULL;

  self->source = g_strdup (file);
  self->by_subject = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_ptr_array_unref);
  if (gnutls_x509_trust_list_init (&list, 0) < 0)
    return self;
  int n = *file ? gnutls_x509_trust_list_add_trust_file (list, file, NULL, GNUTLS_X509_FMT_PEM, 0, 0)
                : gnutls_x509_trust_list_add_system_trust (list, 0, 0);
  if (n > 0)
    add_list (self, list);
  return self;
}

CwTrust *
cw_trust_get_system (void)
{
  const char *variable = g_getenv ("CERTWIZARD_TRUST_FILE");
  const char *file = variable ? variable : "";
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);

  if (current && strcmp (current->source, file) != 0)
    g_clear_pointer (&current, cw_trust_unref);
  if (!current)
    current = load (file);
  return g_atomic_rc_box_acquire (current);
}

GPtrArray *
cw_trust_lookup (CwTrust *self, GBytes *subject_der)
{
  return g_hash_table_lookup (self->by_subject, subject_der);
}

gboolean
cw_trust_contains (CwTrust *self, CwCertificate *certificate)
{
  GPtrArray *same = cw_trust_lookup (self, cw_certificate_get_subject_der (certificate));

  for (guint i = 0; same && i < same->len; i++)
    if (strcmp (cw_certificate_get_sha256 (g_ptr_array_index (same, i)), cw_certificate_get_sha256 (certificate)) == 0)
      return TRUE;
  return FALSE;
}
