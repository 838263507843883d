/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assign.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void
make_authority (Ctl *ctl)
{
  ctl_write (ctl, "sub.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n", -1);
  g_free (ctl_tool (ctl, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "root.key", "-out", "root.pem",
                    "-days", "4000", "-subj", "/O=Example Harbour Authority/CN=Harbour Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign", NULL));
  g_free (ctl_tool (ctl, "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "sub.key", "-out", "sub.csr",
                    "-subj", "/O=Example Harbour Authority/CN=Harbour Issuing", NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", "sub.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3900",
                    "-extfile", "sub.ext", "-out", "sub.pem", NULL));
}

Ctl *
assign_new (void)
{
  Ctl *ctl = ctl_new ();
  g_autofree char *trusted = ctl_path (ctl, "root.pem");
  g_autofree char *config = ctl_path (ctl, "config");

  make_authority (ctl);
  g_setenv ("CERTWIZARD_TRUST_FILE", trusted, TRUE);
  g_setenv ("CERTWIZARD_FQDN", ASSIGN_HOST, TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  return ctl;
}

void
assign_make (Ctl *ctl, const char *name, const char *names, int days)
{
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *csr = g_strconcat (name, ".csr", NULL);
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *pfx = g_strconcat (name, ".pfx", NULL);
  g_autofree char *extensions = g_strconcat (name, ".ext", NULL);
  g_autofree char *text = g_strdup_printf ("subjectAltName=%s\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n",
                                           names);
  g_autofree char *duration = g_strdup_printf ("%d", days);
  g_autofree char *subject = g_strconcat ("/O=Example Harbour/CN=", name, NULL);

  ctl_write (ctl, extensions, text, -1);
  g_free (ctl_tool (ctl, "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", csr,
                    "-subj", subject, NULL));
  g_free (ctl_tool (ctl, "openssl", "x509", "-req", "-in", csr, "-CA", "sub.pem", "-CAkey", "sub.key", "-CAcreateserial", "-days", duration,
                    "-extfile", extensions, "-out", pem, NULL));
  g_free (ctl_tool (ctl, "openssl", "pkcs12", "-export", "-in", pem, "-inkey", key, "-certfile", "sub.pem", "-name", name, "-out", pfx,
                    "-passout", "file:password", NULL));
}

void
assign_import (Ctl *ctl, const char *name, const char *names, int days)
{
  g_autofree char *pfx = g_strconcat (name, ".pfx", NULL);
  g_autoptr (CtlResult) result = NULL;

  assign_make (ctl, name, names, days);
  result = ctl_run (ctl, "import", pfx, "--password-file", "password", NULL);
  ctl_assert (result, 0);
}

void
assign_write_usage (Ctl *ctl, const char *name, const char *text)
{
  g_autofree char *folder = ctl_path (ctl, "config/certwizard/usages");
  g_autofree char *file = g_strconcat ("config/certwizard/usages/", name, ".usage", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  ctl_write (ctl, file, text, -1);
}

char *
assign_live (Ctl *ctl, const char *usage, const char *file)
{
  return g_build_filename (ctl->folder, "store", "live", usage, file, NULL);
}

gboolean
assign_is_there (Ctl *ctl, const char *usage, const char *file)
{
  g_autofree char *path = assign_live (ctl, usage, file);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

guint
assign_get_mode (Ctl *ctl, const char *usage, const char *file)
{
  g_autofree char *path = assign_live (ctl, usage, file);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

static char *
dup_public_key (Ctl *ctl, const char *kind, const char *path)
{
  if (g_str_equal (kind, "x509"))
    return ctl_tool (ctl, "openssl", "x509", "-in", path, "-noout", "-pubkey", NULL);
  return ctl_tool (ctl, "openssl", "pkey", "-in", path, "-pubout", NULL);
}

static char *
dup_fingerprint (Ctl *ctl, const char *path)
{
  return ctl_tool (ctl, "openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256", NULL);
}

void
assign_check (Ctl *ctl, const char *usage, const char *name)
{
  g_autofree char *certificate = assign_live (ctl, usage, "cert.pem");
  g_autofree char *chain = assign_live (ctl, usage, "chain.pem");
  g_autofree char *fullchain = assign_live (ctl, usage, "fullchain.pem");
  g_autofree char *key = assign_live (ctl, usage, "privkey.pem");
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *expected = dup_fingerprint (ctl, pem);
  g_autofree char *found = dup_fingerprint (ctl, certificate);
  g_autofree char *first = dup_fingerprint (ctl, fullchain);
  g_autofree char *of_certificate = dup_public_key (ctl, "x509", certificate);
  g_autofree char *of_key = dup_public_key (ctl, "pkey", key);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpstr (first, ==, expected);
  g_assert_cmpstr (of_key, ==, of_certificate);
  g_free (ctl_tool (ctl, "openssl", "verify", "-CAfile", "root.pem", "-untrusted", chain, certificate, NULL));
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_tree (GString *text, const char *path)
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  GStatBuf info;

  g_assert_cmpint (g_lstat (path, &info), ==, 0);
  g_string_append_printf (text, "%s %o", path, info.st_mode);
  if (S_ISLNK (info.st_mode))
    {
      g_autofree char *target = g_file_read_link (path, NULL);

      g_string_append_printf (text, " -> %s\n", target);
      return;
    }
  if (S_ISREG (info.st_mode))
    {
      g_autofree char *content = NULL;
      g_autofree char *sum = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
      g_string_append_printf (text, " %s\n", sum);
      return;
    }
  g_string_append_c (text, '\n');
  folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    /* Readers of a database leave their marks there. */
    if (!g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm"))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    append_tree (text, g_ptr_array_index (names, i));
}

char *
assign_dup_tree (Ctl *ctl)
{
  g_autofree char *store = ctl_path (ctl, "store");
  GString *text = g_string_new (NULL);

  append_tree (text, store);
  return g_string_free (text, FALSE);
}

char *
assign_thumbprint (Ctl *ctl, const char *name)
{
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *line = ctl_tool (ctl, "openssl", "x509", "-in", pem, "-noout", "-fingerprint", "-sha1", NULL);
  GString *digits = g_string_new (NULL);

  for (const char *p = strchr (line, '=') + 1; *p != '\0'; p++)
    if (g_ascii_isxdigit (*p))
      g_string_append_c (digits, *p);
  g_assert_cmpuint (digits->len, ==, 40);
  return g_string_free (digits, FALSE);
}

/* The number of a certificate → its friendly name. */
static char *
dup_name (JsonObject *root, gint64 id)
{
  JsonArray *certificates = json_object_get_array_member (root, "certificates");

  for (guint i = 0; i < json_array_get_length (certificates); i++)
    {
      JsonObject *certificate = json_array_get_object_element (certificates, i);

      if (json_object_get_int_member (certificate, "id") == id)
        return g_strdup (json_object_get_string_member (certificate, "friendlyName"));
    }
  g_error ("certificate %d is not in the list", (int) id);
}

char *
assign_get (Ctl *ctl, const char *usage, const char *place)
{
  g_autoptr (CtlResult) result = ctl_run (ctl, "get", "--json", NULL);
  g_autoptr (JsonObject) root = ctl_json (result);
  JsonArray *assignments = json_object_get_array_member (root, "assignments");

  for (guint i = 0; i < json_array_get_length (assignments); i++)
    {
      JsonObject *assignment = json_array_get_object_element (assignments, i);

      if (g_str_equal (json_object_get_string_member (assignment, "usage"), usage)
          && g_str_equal (json_object_get_string_member (assignment, "place"), place))
        return dup_name (root, json_object_get_int_member (assignment, "certificate"));
    }
  return NULL;
}
