/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file-plan-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-bundle.h"
#include "cw-encode.h"
#include "cw-error.h"
#include "cw-manifest.h"

#define NOBODY ((guint) -1)

/* What must be there, and where what differs is noted. material and password may be NULL. */
typedef struct {
  CwFilePlan    *plan;
  guint64        generation;
  CwMaterial    *material;
  CwSecret      *password;
  CwCertificate *leaf;
  GPtrArray     *chain;
  GPtrArray     *manifest;       /* of the generation; NULL: it has none any more */
  GPtrArray     *problems;
} Comparison;

#define NOTE(comparison, severity, path, ...) g_ptr_array_add ((comparison)->problems, cw_problem_new (severity, path, __VA_ARGS__))

/* ---- content ---- */

/* The bytes that must be there, where they can be known. */
static CwSecret *
render_expected (Comparison *self, CwTargetFormat format)
{
  g_autoptr (GPtrArray) certificates = NULL;

  if (format == CW_TARGET_PKCS12)
    return NULL;
  if (self->material != NULL)
    return cw_material_render (self->material, format, NULL, NULL);
  if (format != CW_TARGET_CERTIFICATE && format != CW_TARGET_CHAIN && format != CW_TARGET_FULLCHAIN)
    return NULL;
  certificates = g_ptr_array_new ();
  if (format != CW_TARGET_CHAIN)
    g_ptr_array_add (certificates, self->leaf);
  for (guint i = 0; format != CW_TARGET_CERTIFICATE && i < self->chain->len; i++)
    g_ptr_array_add (certificates, g_ptr_array_index (self->chain, i));
  return cw_encode_pem (certificates, NULL, NULL, NULL);
}

static CwBundle *
read_bundle (GBytes *content, CwSecret *password, GError **error)
{
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  CwBundleOptions options = { .passwords = passwords };

  if (password != NULL)
    g_ptr_array_add (passwords, password);
  return cw_bundle_read (content, &options, NULL, error);
}

static CwPrivateKey *
find_key (CwBundle *bundle)
{
  for (guint i = 0; bundle != NULL && i < cw_bundle_get_n_items (bundle); i++)
    if (cw_bundle_item_get_kind (cw_bundle_get_item (bundle, i)) == CW_BUNDLE_ITEM_PRIVATE_KEY)
      return cw_bundle_item_get_private_key (cw_bundle_get_item (bundle, i));
  return NULL;
}

static CwCertificate *
load_first_certificate (CwBundle *bundle)
{
  for (guint i = 0; bundle != NULL && i < cw_bundle_get_n_items (bundle); i++)
    if (cw_bundle_item_get_kind (cw_bundle_get_item (bundle, i)) == CW_BUNDLE_ITEM_CERTIFICATE)
      return cw_bundle_item_load_certificate (cw_bundle_get_item (bundle, i), NULL);
  return NULL;
}

static gboolean
is_leaf (Comparison *self, CwCertificate *certificate)
{
  return strcmp (cw_certificate_get_sha256 (certificate), cw_certificate_get_sha256 (self->leaf)) == 0;
}

/* The certificates of a bundle are the leaf and its chain; of a PKCS #12 in whatever order. */
static gboolean
has_certificates (Comparison *self, CwBundle *bundle)
{
  guint found = 0, n = 0;

  for (guint i = 0; i < cw_bundle_get_n_items (bundle); i++)
    {
      GBytes *der = cw_bundle_item_get_der (cw_bundle_get_item (bundle, i));

      n += der != NULL ? 1 : 0;
      found += der != NULL && g_bytes_equal (der, cw_certificate_get_der (self->leaf)) ? 1 : 0;
      for (guint k = 0; der != NULL && k < self->chain->len; k++)
        found += g_bytes_equal (der, cw_certificate_get_der (g_ptr_array_index (self->chain, k))) ? 1 : 0;
    }
  return found == n && n == self->chain->len + 1;
}

/* As it was written: then it is the chain that has become another one, by a CA certificate that was renewed. */
static gboolean
is_as_written (Comparison *self, CwPlannedFile *file, GBytes *content)
{
  CwManifestEntry *entry = self->manifest != NULL ? cw_manifest_find_name (self->manifest, cw_planned_file_get_name (file)) : NULL;
  g_autofree char *hash = cw_manifest_hash (g_bytes_get_data (content, NULL), g_bytes_get_size (content));

  return entry != NULL && strcmp (entry->sha256, hash) == 0;
}

/* Why the content is not what it must be: the most that can be said. */
static void
note_other_content (Comparison *self, CwPlannedFile *file, const char *path, GBytes *content)
{
  CwTargetFormat format = cw_planned_file_get_format (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBundle) bundle = read_bundle (content, self->password, &error);
  g_autoptr (CwCertificate) certificate = load_first_certificate (bundle);
  CwPrivateKey *key = find_key (bundle);

  if (g_error_matches (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG))
    NOTE (self, CW_SEVERITY_ERROR, path, _("%s does not open with its password."), path);
  else if (cw_planned_file_has_key (file) && format != CW_TARGET_PKCS12 && key == NULL)
    NOTE (self, CW_SEVERITY_ERROR, path, _("There is no private key in %s."), path);
  else if (key != NULL && strcmp (cw_private_key_get_key_id (key), cw_certificate_get_key_id (self->leaf)) != 0)
    NOTE (self, CW_SEVERITY_ERROR, path, _("The private key in %s does not belong to the certificate."), path);
  else if (format != CW_TARGET_CHAIN && format != CW_TARGET_ROOT && certificate != NULL && !is_leaf (self, certificate))
    {
      g_autofree char *name = cw_certificate_dup_display_name (certificate);

      NOTE (self, CW_SEVERITY_ERROR, path, _("%s holds another certificate: %s."), path, name);
    }
  else if (is_as_written (self, file, content))
    NOTE (self, CW_SEVERITY_WARNING, path, _("%s was written with other CA certificates than the chain has now."), path);
  else
    NOTE (self, CW_SEVERITY_ERROR, path, _("%s was changed by hand."), path);
}

/* Bytes that cannot be known: the key is asked whether it fits, a PKCS #12 what is in it; else the hash of what was written. */
static gboolean
fits (Comparison *self, CwPlannedFile *file, GBytes *content)
{
  CwTargetFormat format = cw_planned_file_get_format (file);
  CwManifestEntry *entry = self->manifest != NULL ? cw_manifest_find_name (self->manifest, cw_planned_file_get_name (file)) : NULL;
  g_autofree char *hash = cw_manifest_hash (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  g_autoptr (CwBundle) bundle = NULL;
  CwPrivateKey *key;

  if (entry != NULL && strcmp (entry->sha256, hash) != 0)
    return FALSE;
  if (format == CW_TARGET_ROOT || (format == CW_TARGET_PKCS12 && self->password == NULL))
    return TRUE;
  bundle = read_bundle (content, self->password, NULL);
  key = find_key (bundle);
  return key != NULL && strcmp (cw_private_key_get_key_id (key), cw_certificate_get_key_id (self->leaf)) == 0
    && (format == CW_TARGET_KEY || has_certificates (self, bundle));
}

/* The usage file was changed since: nobody has touched the file itself. */
static gboolean
note_other_format (Comparison *self, CwPlannedFile *file, const char *path)
{
  CwManifestEntry *entry = self->manifest != NULL ? cw_manifest_find_name (self->manifest, cw_planned_file_get_name (file)) : NULL;

  if (entry == NULL || cw_manifest_has_format (entry, cw_planned_file_get_format (file)))
    return FALSE;
  NOTE (self, CW_SEVERITY_ERROR, path, _("%s was written in the form “%s”; its usage file asks for “%s” now."), path, entry->format,
        cw_target_format_to_nick (cw_planned_file_get_format (file)));
  return TRUE;
}

static void
compare_content (Comparison *self, CwPlannedFile *file, const char *path, GBytes *content)
{
  g_autoptr (CwSecret) expected = render_expected (self, cw_planned_file_get_format (file));
  gsize size = g_bytes_get_size (content);

  if (expected != NULL ? size == cw_secret_get_size (expected) && memcmp (g_bytes_get_data (content, NULL), cw_secret_get_data (expected), size) == 0
                       : fits (self, file, content))
    return;
  note_other_content (self, file, path, content);
}

/* ---- one file ---- */

static void
compare_access (Comparison *self, CwPlannedFile *file, const char *path, const struct stat *info)
{
  guint mode = info->st_mode & 07777, wanted = cw_planned_file_get_mode (file);
  guint uid = cw_planned_file_get_uid (file), gid = cw_planned_file_get_gid (file);

  if (cw_planned_file_has_key (file) && (mode & 0007) != 0)
    NOTE (self, CW_SEVERITY_ERROR, path, _("Everybody on this computer can read the private key in %s (mode %04o instead of %04o)."), path, mode, wanted);
  else if (mode != wanted)
    NOTE (self, CW_SEVERITY_WARNING, path, _("The mode of %s is %04o instead of %04o."), path, mode, wanted);
  if (uid != NOBODY && info->st_uid != uid)
    NOTE (self, CW_SEVERITY_WARNING, path, _("%s belongs to user number %u instead of “%s”."), path, (guint) info->st_uid, cw_planned_file_get_owner (file));
  if (gid != NOBODY && info->st_gid != gid)
    NOTE (self, CW_SEVERITY_WARNING, path, _("%s belongs to group number %u instead of “%s”."), path, (guint) info->st_gid, cw_planned_file_get_group (file));
}

/* at: where it is looked for; path: what it is called towards a person. */
static void
compare_file (Comparison *self, CwPlannedFile *file, const char *at, const char *path)
{
  g_autoptr (GError) error = NULL;
  struct stat info;
  g_autoptr (GBytes) content = cw_manifest_read_file (at, &info, &error);

  if (content == NULL)
    {
      if (g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND))
        NOTE (self, CW_SEVERITY_ERROR, path, _("%s is missing."), path);
      else if (g_error_matches (error, CW_ERROR, CW_ERROR_PERMISSION))
        NOTE (self, CW_SEVERITY_WARNING, path, _("%s cannot be read, so it was not compared."), path);
      else
        NOTE (self, CW_SEVERITY_ERROR, path, "%s.", error->message);
      return;
    }
  compare_access (self, file, path, &info);
  if (!note_other_format (self, file, path))
    compare_content (self, file, path, content);
}

/* ---- all of them ---- */

static void
compare_link (Comparison *self)
{
  const char *link = cw_file_plan_get_link (self->plan), *usage = cw_usage_get_id (cw_file_plan_get_usage (self->plan));
  g_autofree char *target = g_file_read_link (link, NULL);
  g_autofree char *wanted = g_strdup_printf (".generations/%s/%" G_GUINT64_FORMAT, usage, self->generation);

  if (target == NULL && !g_file_test (link, G_FILE_TEST_EXISTS))
    NOTE (self, CW_SEVERITY_ERROR, link, _("%s is missing, so no service finds the certificate there."), link);
  else if (target == NULL)
    NOTE (self, CW_SEVERITY_ERROR, link, _("%s is not a link any more: somebody put something else in its place."), link);
  else if (strcmp (target, wanted) != 0)
    NOTE (self, CW_SEVERITY_ERROR, link, _("%s leads to %s instead of %s."), link, target, wanted);
}

/* FALSE: there is nothing to compare. */
static gboolean
compare_folder (Comparison *self, const char *folder)
{
  struct stat info;

  if (lstat (folder, &info) != 0 || !S_ISDIR (info.st_mode))
    {
      NOTE (self, CW_SEVERITY_ERROR, folder, _("The folder %s with the files of this certificate is missing."), folder);
      return FALSE;
    }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    NOTE (self, CW_SEVERITY_ERROR, folder, _("Others can put files into %s (its mode is %04o)."), folder, (guint) (info.st_mode & 07777));
  else if ((info.st_mode & 0555) != 0555)
    NOTE (self, CW_SEVERITY_WARNING, folder, _("Services cannot look into %s (its mode is %04o instead of 0755)."), folder, (guint) (info.st_mode & 07777));
  return TRUE;
}

static gboolean
is_planned (Comparison *self, const CwManifestEntry *entry)
{
  GPtrArray *files = cw_file_plan_get_files (self->plan);

  for (guint i = 0; i < files->len; i++)
    {
      CwPlannedFile *file = g_ptr_array_index (files, i);

      if (cw_planned_file_is_outside (file) ? strcmp (cw_planned_file_get_path (file), entry->path) == 0
                                            : *entry->path == '\0' && strcmp (cw_planned_file_get_name (file), entry->name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What the usage file asked for when it was written, and does not any more: perhaps with the private key in it. */
static void
compare_surplus (Comparison *self)
{
  for (guint i = 0; self->manifest != NULL && i < self->manifest->len; i++)
    {
      const CwManifestEntry *entry = g_ptr_array_index (self->manifest, i);
      g_autofree char *path = *entry->path != '\0' ? g_strdup (entry->path) : g_build_filename (cw_file_plan_get_link (self->plan), entry->name, NULL);

      if (!is_planned (self, entry))
        NOTE (self, CW_SEVERITY_WARNING, path, _("%s is still there; its usage file does not ask for it any more."), path);
    }
}

static GPtrArray *
compare (Comparison *self)
{
  g_autofree char *folder = cw_file_plan_dup_generation (self->plan, self->generation);
  GPtrArray *files = cw_file_plan_get_files (self->plan);
  g_autoptr (GError) error = NULL;

  self->problems = g_ptr_array_new_with_free_func (g_object_unref);
  compare_link (self);
  if (!compare_folder (self, folder))
    return self->problems;
  self->manifest = cw_manifest_read (folder, &error);
  if (self->manifest == NULL)
    NOTE (self, CW_SEVERITY_WARNING, folder, "%s.", error->message);
  for (guint i = 0; i < files->len; i++)
    {
      CwPlannedFile *file = g_ptr_array_index (files, i);
      const char *path = cw_planned_file_get_path (file);
      g_autofree char *at = g_build_filename (folder, cw_planned_file_get_name (file), NULL);

      /* Of a copy outside both are looked at: from the one in the folder it is put back. The link is judged by itself. */
      compare_file (self, file, at, cw_planned_file_is_outside (file) ? at : path);
      if (cw_planned_file_is_outside (file))
        compare_file (self, file, path, path);
    }
  compare_surplus (self);
  g_clear_pointer (&self->manifest, g_ptr_array_unref);
  return self->problems;
}

GPtrArray *
cw_file_plan_compare (CwFilePlan *self, guint64 generation, CwMaterial *material, CwSecret *password)
{
  Comparison comparison = { .plan = self, .generation = generation, .material = material, .password = password,
                            .leaf = cw_material_get_leaf (material), .chain = cw_material_get_chain (material) };

  return compare (&comparison);
}

GPtrArray *
cw_file_plan_compare_public (CwFilePlan *self, guint64 generation, CwCertificate *leaf, GPtrArray *chain)
{
  Comparison comparison = { .plan = self, .generation = generation, .leaf = leaf, .chain = chain };

  return compare (&comparison);
}
