/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers.h"

#include "cw-error.h"
#include "pki.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

static char *leaf_key_id;

void
containers_setup (void)
{
  g_autoptr (CwCertificate) ca = NULL, leaf = NULL;

  pki_setup ();
  ca = pki_make ("ca", NULL, "/CN=Container CA", "ec:P-256", 3650, "basicConstraints = critical, CA:TRUE");
  leaf = pki_make ("leaf", "ca", "/CN=www.example.org", "rsa:2048", 365, "subjectAltName = DNS:www.example.org");
  leaf_key_id = g_strdup (cw_certificate_get_key_id (leaf));
}

void
containers_teardown (void)
{
  g_clear_pointer (&leaf_key_id, g_free);
  pki_teardown ();
}

GBytes *
containers_load (const char *name)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, size);
}

void
containers_save (const char *name, GBytes *content)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content), &error);
  g_assert_no_error (error);
}

CwBundle *
containers_read_bytes (GBytes *content, const char *password, GError **error)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  CwBundleOptions options = { .passwords = passwords };

  if (password != NULL)
    g_ptr_array_add (passwords, cw_secret_new_text (password));
  return cw_bundle_read (content, &options, NULL, error);
}

CwBundle *
containers_read (const char *name, const char *password, GError **error)
{
  g_autoptr (GBytes) content = containers_load (name);

  return containers_read_bytes (content, password, error);
}

guint
containers_count (CwBundle *bundle, CwBundleItemKind kind)
{
  guint n = 0;

  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    n += cw_bundle_item_get_kind (cw_bundle_get_item (bundle, i)) == kind;
  return n;
}

CwBundleItem *
containers_find (CwBundle *bundle, CwBundleItemKind kind)
{
  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    if (cw_bundle_item_get_kind (cw_bundle_get_item (bundle, i)) == kind)
      return cw_bundle_get_item (bundle, i);
  g_error ("There is no item of kind %d", kind);
}

void
containers_check_bundle (CwBundle *bundle, guint n_certificates, guint n_keys)
{
  gboolean found = FALSE;

  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_CERTIFICATE), ==, n_certificates);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_PRIVATE_KEY), ==, n_keys);
  g_assert_cmpuint (containers_count (bundle, CW_BUNDLE_ITEM_BROKEN), ==, 0);
  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    {
      CwBundleItem *item = cw_bundle_get_item (bundle, i);
      CwPrivateKey *key = cw_bundle_item_get_private_key (item);

      found |= key != NULL && g_strcmp0 (cw_private_key_get_key_id (key), leaf_key_id) == 0;
      if (cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_CERTIFICATE)
        {
          g_autoptr (GError) error = NULL;
          G_GNUC_UNUSED g_autoptr (CwCertificate) certificate = cw_bundle_item_load_certificate (item, &error);

          g_assert_no_error (error);
        }
    }
  g_assert_true (found == (n_keys > 0));
}

void
containers_check (const char *name, const char *password, guint n_certificates, guint n_keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = containers_read (name, password, &error);

  if (error != NULL)
    g_error ("%s: %s", name, error->message);
  containers_check_bundle (bundle, n_certificates, n_keys);
}

void
containers_check_bytes_error (GBytes *content, const char *password, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = containers_read_bytes (content, password, &error);

  g_assert_error (error, CW_ERROR, code);
  g_assert_null (bundle);
  g_assert_cmpuint (strlen (error->message), >, 10);
  if (password != NULL && password[0] != '\0')
    g_assert_null (strstr (error->message, password));
}

void
containers_check_error (const char *name, const char *password, int code)
{
  g_autoptr (GBytes) content = containers_load (name);

  g_test_message ("%s", name);
  containers_check_bytes_error (content, password, code);
}

/* ---- files by openssl ---- */

char *
containers_run (const char *const *argv, gboolean *succeeded)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, pki_get_folder ());
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  *succeeded = g_subprocess_get_successful (process);
  return g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
}

void
containers_export (const char *name, ...)
{
  const char *argv[32] = { "openssl", "pkcs12", "-export", "-provider", "default", "-provider", "legacy",
                           "-inkey", "leaf.key", "-in", "leaf.pem", "-out", name };
  guint n = 13;
  gboolean has_password = FALSE, succeeded;
  g_autofree char *output = NULL;
  va_list args;

  va_start (args, name);
  for (const char *argument = va_arg (args, const char *); argument != NULL; argument = va_arg (args, const char *))
    {
      has_password |= strcmp (argument, "-passout") == 0;
      argv[n++] = argument;
      g_assert_cmpuint (n, <, G_N_ELEMENTS (argv) - 3);
    }
  va_end (args);
  if (!has_password)
    {
      argv[n++] = "-passout";
      argv[n++] = "pass:secret";
    }
  output = containers_run (argv, &succeeded);
  if (!succeeded)
    g_error ("openssl does not write %s: %s", name, output);
}

static EVP_PKEY *
load_leaf_key (void)
{
  g_autoptr (GBytes) pem = containers_load ("leaf.key");
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int) g_bytes_get_size (pem));
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  g_assert_nonnull (key);
  BIO_free (bio);
  return key;
}

static X509 *
load_leaf (void)
{
  g_autoptr (GBytes) pem = containers_load ("leaf.pem");
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int) g_bytes_get_size (pem));
  X509 *x509 = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  g_assert_nonnull (x509);
  BIO_free (bio);
  return x509;
}

void
containers_export_mixed (const char *name, const char *key_password, const char *certificate_password, const char *mac_password)
{
  const int cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
  STACK_OF (PKCS12_SAFEBAG) *certificates = NULL, *keys = NULL;
  STACK_OF (PKCS7) *safes = NULL;
  EVP_PKEY *key = load_leaf_key ();
  X509 *x509 = load_leaf ();
  unsigned char *der = NULL;
  g_autoptr (GBytes) content = NULL;
  PKCS12 *pfx;
  int size;

  g_assert_nonnull (PKCS12_add_cert (&certificates, x509));
  g_assert_nonnull (PKCS12_add_key (&keys, key, 0, 2000, cipher, key_password));
  g_assert_true (PKCS12_add_safe (&safes, certificates, cipher, 2000, certificate_password));
  g_assert_true (PKCS12_add_safe (&safes, keys, -1, 0, NULL));
  pfx = PKCS12_add_safes (safes, 0);
  g_assert_true (PKCS12_set_mac (pfx, mac_password, -1, NULL, 0, 2000, EVP_sha1 ()));
  size = i2d_PKCS12 (pfx, &der);
  content = g_bytes_new (der, (gsize) size);
  containers_save (name, content);
  OPENSSL_free (der);
  PKCS12_free (pfx);
  sk_PKCS7_pop_free (safes, PKCS7_free);
  sk_PKCS12_SAFEBAG_pop_free (certificates, PKCS12_SAFEBAG_free);
  sk_PKCS12_SAFEBAG_pop_free (keys, PKCS12_SAFEBAG_free);
  EVP_PKEY_free (key);
  X509_free (x509);
}

/* ---- structures by hand ---- */

static void
append_header (GByteArray *out, guint tag, gsize size)
{
  guint8 header[6] = { (guint8) tag };
  guint n = 1;

  if (size < 0x80)
    header[n++] = (guint8) size;
  else
    {
      header[n++] = 0x83;
      header[n++] = (guint8) (size >> 16);
      header[n++] = (guint8) (size >> 8);
      header[n++] = (guint8) size;
    }
  g_byte_array_append (out, header, n);
}

/* Takes the parts. */
GBytes *
containers_der (guint tag, GBytes *first, ...)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  va_list args;

  va_start (args, first);
  for (GBytes *part = first; part != NULL; part = va_arg (args, GBytes *))
    {
      g_byte_array_append (content, g_bytes_get_data (part, NULL), (guint) g_bytes_get_size (part));
      g_bytes_unref (part);
    }
  va_end (args);
  append_header (out, tag, content->len);
  g_byte_array_append (out, content->data, content->len);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
containers_oid (const char *dotted)
{
  ASN1_OBJECT *object = OBJ_txt2obj (dotted, 1);
  unsigned char *der = NULL;
  int size = i2d_ASN1_OBJECT (object, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) size);

  OPENSSL_free (der);
  ASN1_OBJECT_free (object);
  return bytes;
}

GBytes *
containers_integer (guint64 value)
{
  guint8 bytes[9] = { 0 };
  guint start = 0;

  for (guint i = 0; i < 8; i++)
    bytes[8 - i] = (guint8) (value >> (8 * i));
  while (start < 8 && bytes[start] == 0 && (bytes[start + 1] & 0x80) == 0)
    start++;
  return containers_der (0x02, g_bytes_new (bytes + start, 9 - start), NULL);
}

GBytes *
containers_octets (gconstpointer data, gsize size)
{
  return containers_der (0x04, g_bytes_new (data, size), NULL);
}

static void
append_ber (GByteArray *out, const guint8 *data, gsize size)
{
  static const guint8 mark[2] = { 0, 0 };

  while (size > 0)
    {
      const guint8 *in = data;
      long length;
      int tag, class;
      int result = ASN1_get_object (&in, &length, &tag, &class, (long) size);
      guint8 start[2] = { data[0], 0x80 };
      gsize n = (gsize) length;

      g_assert_cmpint (result & 0x80, ==, 0);
      if ((result & V_ASN1_CONSTRUCTED) != 0)
        {
          g_byte_array_append (out, start, 2);
          append_ber (out, in, n);
          g_byte_array_append (out, mark, 2);
        }
      else if (data[0] == 0x04 && n > 40)
        {
          start[0] = 0x24;
          g_byte_array_append (out, start, 2);
          for (gsize at = 0; at < n; at += 1000)
            {
              append_header (out, 0x04, MIN (n - at, 1000));
              g_byte_array_append (out, in + at, (guint) MIN (n - at, 1000));
            }
          g_byte_array_append (out, mark, 2);
        }
      else
        {
          append_header (out, data[0], n);
          g_byte_array_append (out, in, (guint) n);
        }
      size -= (gsize) (in - data) + n;
      data = in + n;
    }
}

GBytes *
containers_to_ber (GBytes *der)
{
  GByteArray *out = g_byte_array_new ();

  append_ber (out, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return g_byte_array_free_to_bytes (out);
}
