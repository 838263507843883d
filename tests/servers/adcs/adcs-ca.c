/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adcs-ca.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#define DAY (24 * 60 * 60)
#define MAX_RENEWALS 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

struct _AdcsCa
{
  EVP_PKEY *root_key;
  X509 *root;
  EVP_PKEY *keys[MAX_RENEWALS + 1];    /* one for each renewal, the last one issues */
  X509 *certificates[MAX_RENEWALS + 1];
  X509 *stranger;
  guint renewals;
  char *issuer_uri;    /* or NULL */
};

static EVP_PKEY *
make_key (void)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  g_assert_nonnull (key);
  return key;
}

static X509_NAME *
make_name (const char *organization, const char *common_name)
{
  X509_NAME *name = X509_NAME_new ();

  X509_NAME_add_entry_by_txt (name, "O", MBSTRING_UTF8, (const guint8 *) organization, -1, -1, 0);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0);
  return name;
}

static void
add_extension (X509 *certificate, X509 *issuer, const char *name, const char *value)
{
  X509V3_CTX context;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf (NULL, &context, name, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

/* Without extensions and signature. */
static X509 *
begin (const X509_NAME *subject, EVP_PKEY *key, X509 *issuer, glong days)
{
  X509 *certificate = X509_new ();
  guint8 serial[16];

  g_assert_cmpint (RAND_bytes (serial, sizeof serial), ==, 1);
  serial[0] = (serial[0] & 0x3f) | 0x40;
  BIGNUM *number = BN_bin2bn (serial, sizeof serial, NULL);
  BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate));
  BN_free (number);
  X509_set_version (certificate, X509_VERSION_3);
  X509_set_subject_name (certificate, subject);
  X509_set_issuer_name (certificate, issuer != NULL ? X509_get_subject_name (issuer) : subject);
  X509_set_pubkey (certificate, key);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), days * DAY);
  return certificate;
}

static void
sign (X509 *certificate, EVP_PKEY *key)
{
  g_assert_cmpint (X509_sign (certificate, key, EVP_sha256 ()), >, 0);
}

/* "URI/ca.crt" for the leaf, "URI/root.crt" for the CA; a directory is named as well, as Windows does. */
static void
add_issuer_uri (X509 *certificate, X509 *issuer, const char *uri, const char *file)
{
  g_autofree char *value = g_strdup_printf ("caIssuers;URI:ldap:///CN%%3DStand-in,caIssuers;URI:%s/%s", uri, file);

  add_extension (certificate, issuer, "authorityInfoAccess", value);
}

static X509 *
make_ca (const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key, glong days, const char *issuer_uri)
{
  g_autoptr(X509_NAME) subject = make_name ("Stand-in", name);
  X509 *certificate = begin (subject, key, issuer, days);
  X509 *signer = issuer != NULL ? issuer : certificate;

  add_extension (certificate, signer, "basicConstraints", "critical,CA:TRUE");
  add_extension (certificate, signer, "keyUsage", "critical,digitalSignature,keyCertSign,cRLSign");
  add_extension (certificate, signer, "subjectKeyIdentifier", "hash");
  if (issuer != NULL)
    add_extension (certificate, signer, "authorityKeyIdentifier", "keyid");
  if (issuer_uri != NULL)
    add_issuer_uri (certificate, signer, issuer_uri, "root.crt");
  sign (certificate, issuer_key);
  return certificate;
}

static void
write_pem (const char *folder, const char *file, X509 *certificate, EVP_PKEY *key)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr(BIO) out = BIO_new_file (path, "w");

  g_assert_nonnull (out);
  PEM_write_bio_X509 (out, certificate);
  if (key != NULL)
    PEM_write_bio_PKCS8PrivateKey (out, key, NULL, NULL, 0, NULL, NULL);
}

static void
make_web_server (const char *folder)
{
  g_autoptr(EVP_PKEY) ca_key = make_key ();
  g_autoptr(EVP_PKEY) key = make_key ();
  g_autoptr(X509) ca = make_ca ("Stand-in TLS CA", ca_key, NULL, ca_key, 30, NULL);
  g_autoptr(X509_NAME) subject = make_name ("Stand-in", "localhost");
  g_autoptr(X509) server = begin (subject, key, ca, 20);

  add_extension (server, ca, "basicConstraints", "critical,CA:FALSE");
  add_extension (server, ca, "keyUsage", "critical,digitalSignature");
  add_extension (server, ca, "extendedKeyUsage", "serverAuth");
  add_extension (server, ca, "subjectAltName", "DNS:localhost,IP:127.0.0.1,IP:::1");
  add_extension (server, ca, "subjectKeyIdentifier", "hash");
  add_extension (server, ca, "authorityKeyIdentifier", "keyid");
  sign (server, ca_key);
  write_pem (folder, "tls-ca.pem", ca, NULL);
  write_pem (folder, "tls-server.pem", server, key);
}

static void
write_der (const char *folder, const char *file, X509 *certificate)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr(BIO) out = BIO_new_file (path, "w");

  g_assert_nonnull (out);
  i2d_X509_bio (out, certificate);
}

AdcsCa *
adcs_ca_new (const char *folder, const char *name, guint renewals, const char *issuer_uri)
{
  AdcsCa *self = g_new0 (AdcsCa, 1);
  g_autofree char *root_name = g_strconcat (name, " Root", NULL);
  g_autoptr(EVP_PKEY) stranger_key = make_key ();

  self->renewals = MIN (renewals, MAX_RENEWALS);
  self->issuer_uri = g_strdup (issuer_uri);
  self->root_key = make_key ();
  self->root = make_ca (root_name, self->root_key, NULL, self->root_key, 3650, NULL);
  for (guint i = 0; i <= self->renewals; i++)
    {
      self->keys[i] = make_key ();
      self->certificates[i] = make_ca (name, self->keys[i], self->root, self->root_key, 1000 + 100 * (glong) i, issuer_uri);
    }
  /* The name of the CA and the key of another: only a signature tells them apart. */
  self->stranger = make_ca (name, stranger_key, NULL, stranger_key, 3000, NULL);
  make_web_server (folder);
  write_pem (folder, "root.pem", self->root, NULL);
  write_der (folder, "root.crt", self->root);
  write_der (folder, "ca.crt", self->certificates[self->renewals]);
  return self;
}

void
adcs_ca_free (AdcsCa *self)
{
  EVP_PKEY_free (self->root_key);
  X509_free (self->root);
  for (guint i = 0; i <= self->renewals; i++)
    {
      EVP_PKEY_free (self->keys[i]);
      X509_free (self->certificates[i]);
    }
  X509_free (self->stranger);
  g_free (self->issuer_uri);
  g_free (self);
}

guint
adcs_ca_get_renewals (AdcsCa *self)
{
  return self->renewals;
}

static X509_REQ *
read_request (const char *text)
{
  g_autofree char *pem = NULL;

  if (strstr (text, "-----BEGIN") == NULL)
    {
      /* A blank was a plus sign once: Windows does not guess either. */
      if (strchr (text, ' ') != NULL)
        return NULL;
      text = pem = g_strdup_printf ("-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n", text);
    }
  g_autoptr(BIO) in = BIO_new_mem_buf (text, -1);
  g_autoptr(X509_REQ) request = PEM_read_bio_X509_REQ (in, NULL, NULL, NULL);
  if (request == NULL || X509_REQ_verify (request, X509_REQ_get0_pubkey (request)) != 1)
    return NULL;
  return g_steal_pointer (&request);
}

char *
adcs_ca_dup_name (const char *text)
{
  g_autoptr(X509_REQ) request = read_request (text);
  char name[128];

  if (request == NULL)
    return NULL;
  if (X509_NAME_get_text_by_NID (X509_REQ_get_subject_name (request), NID_commonName, name, sizeof name) < 0)
    name[0] = '\0';
  return g_strdup (name);
}

static GBytes *
to_der (X509 *certificate)
{
  guint8 *der = NULL;
  int size = i2d_X509 (certificate, &der);

  g_assert_cmpint (size, >, 0);
  GBytes *bytes = g_bytes_new (der, (gsize) size);
  OPENSSL_free (der);
  return bytes;
}

/* What the request asks for, but for what a CA decides itself. */
static void
copy_extensions (X509 *certificate, X509_REQ *request)
{
  static const int own[] = { NID_basic_constraints, NID_subject_key_identifier, NID_authority_key_identifier };
  STACK_OF (X509_EXTENSION) *wishes = X509_REQ_get_extensions (request);

  for (int i = 0; i < sk_X509_EXTENSION_num (wishes); i++)
    {
      X509_EXTENSION *wish = sk_X509_EXTENSION_value (wishes, i);
      gboolean is_own = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (own); j++)
        is_own = is_own || OBJ_obj2nid (X509_EXTENSION_get_object (wish)) == own[j];
      if (!is_own)
        X509_add_ext (certificate, wish, -1);
    }
  sk_X509_EXTENSION_pop_free (wishes, X509_EXTENSION_free);
}

GBytes *
adcs_ca_issue (AdcsCa *self, const char *text, gboolean other_key)
{
  g_autoptr(X509_REQ) request = read_request (text);
  g_autoptr(EVP_PKEY) other = other_key ? make_key () : NULL;
  X509 *ca = self->certificates[self->renewals];

  if (request == NULL)
    return NULL;
  g_autoptr(X509) certificate = begin (X509_REQ_get_subject_name (request), other != NULL ? other : X509_REQ_get0_pubkey (request), ca, 365);
  copy_extensions (certificate, request);
  add_extension (certificate, ca, "basicConstraints", "critical,CA:FALSE");
  add_extension (certificate, ca, "subjectKeyIdentifier", "hash");
  add_extension (certificate, ca, "authorityKeyIdentifier", "keyid");
  if (self->issuer_uri != NULL)
    add_issuer_uri (certificate, ca, self->issuer_uri, "ca.crt");
  sign (certificate, self->keys[self->renewals]);
  return to_der (certificate);
}

GBytes *
adcs_ca_get_certificate (AdcsCa *self, guint renewal)
{
  return to_der (self->certificates[MIN (renewal, self->renewals)]);
}

GBytes *
adcs_ca_make_chain (AdcsCa *self, GBytes *leaf, guint renewal)
{
  g_autoptr(PKCS7) container = PKCS7_new ();
  const guint8 *der = leaf != NULL ? g_bytes_get_data (leaf, NULL) : NULL;
  g_autoptr(X509) certificate = leaf != NULL ? d2i_X509 (NULL, &der, (glong) g_bytes_get_size (leaf)) : NULL;
  guint8 *out = NULL;

  PKCS7_set_type (container, NID_pkcs7_signed);
  PKCS7_content_new (container, NID_pkcs7_data);
  PKCS7_add_certificate (container, self->root);
  PKCS7_add_certificate (container, self->stranger);
  if (certificate != NULL)
    PKCS7_add_certificate (container, certificate);
  PKCS7_add_certificate (container, self->certificates[MIN (renewal, self->renewals)]);
  int size = i2d_PKCS7 (container, &out);
  g_assert_cmpint (size, >, 0);
  GBytes *bytes = g_bytes_new (out, (gsize) size);
  OPENSSL_free (out);
  return bytes;
}

char *
adcs_dup_pem (GBytes *certificate)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  GString *pem = g_string_new ("-----BEGIN CERTIFICATE-----\r\n");

  for (gsize i = 0; i < strlen (base64); i += 64)
    g_string_append_printf (pem, "%.64s\r\n", base64 + i);
  g_string_append (pem, "-----END CERTIFICATE-----\r\n");
  return g_string_free (pem, FALSE);
}
