/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "requests.h"

#include "pki.h"

#include <gio/gio.h>
#include <string.h>

GPtrArray *
requests_names (const char *list)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) texts = g_strsplit (list, ",", -1);

  for (guint i = 0; texts[i]; i++)
    {
      g_autoptr (GError) error = NULL;
      CwAltName *name = cw_alt_name_parse (texts[i], &error);

      g_assert_no_error (error);
      g_ptr_array_add (names, name);
    }
  return g_steal_pointer (&names);
}

CwCsr *
requests_make (CwPrivateKey *key, const char *common_name, const char *names)
{
  static const char *const purposes[] = { CW_PURPOSE_SERVER, NULL };
  g_autoptr (GPtrArray) list = names ? requests_names (names) : NULL;
  CwCsrFields fields = { .subject.common_name = common_name, .names = list, .purposes = purposes };
  g_autoptr (GError) error = NULL;
  CwCsr *csr = cw_csr_new (&fields, key, &error);

  g_assert_no_error (error);
  return csr;
}

CwPrivateKey *
requests_key (CwKeyType type, guint bits)
{
  g_autoptr (GError) error = NULL;
  CwPrivateKey *key = cw_private_key_generate (type, bits, &error);

  g_assert_no_error (error);
  return key;
}

void
requests_save (const char *name, GBytes *content)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content), &error);
  g_assert_no_error (error);
}

void
requests_save_pem (const char *name, CwCsr *csr)
{
  g_autofree char *pem = cw_csr_dup_pem (csr);

  pki_write (name, pem);
}

void
requests_save_certificate (const char *name, CwCertificate *certificate)
{
  requests_save ("certificate.der", cw_certificate_get_der (certificate));
  pki_run ("openssl", "x509", "-inform", "DER", "-in", "certificate.der", "-out", name, NULL);
}

void
requests_save_key (const char *name, CwPrivateKey *key)
{
  CwSecret *pkcs8 = cw_private_key_get_pkcs8 (key);
  g_autoptr (GBytes) der = g_bytes_new (cw_secret_get_data (pkcs8), cw_secret_get_size (pkcs8));

  requests_save ("key.der", der);
  pki_run ("openssl", "pkey", "-inform", "DER", "-in", "key.der", "-out", name, NULL);
}

GBytes *
requests_load (const char *name)
{
  g_autofree char *path = pki_dup_path (name);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, size);
}

CwCsr *
requests_read (const char *name)
{
  g_autoptr (GBytes) data = requests_load (name);
  g_autoptr (GError) error = NULL;
  CwCsr *csr = cw_csr_new_from_data (data, &error);

  g_assert_no_error (error);
  return csr;
}

static gboolean
run (char **output, const char *program, va_list args)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) said = NULL;

  for (const char *argument = program; argument; argument = va_arg (args, const char *))
    g_ptr_array_add (argv, (char *) argument);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, pki_get_folder ());
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  *output = g_strndup (g_bytes_get_data (said, NULL), g_bytes_get_size (said));
  return g_subprocess_get_successful (process);
}

char *
requests_say (const char *program, ...)
{
  char *output;
  va_list args;

  va_start (args, program);
  if (!run (&output, program, args))
    g_error ("%s failed: %s", program, output);
  va_end (args);
  return output;
}

gboolean
requests_try (char **output, const char *program, ...)
{
  gboolean good;
  va_list args;

  va_start (args, program);
  good = run (output, program, args);
  va_end (args);
  return good;
}

void
requests_assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}
