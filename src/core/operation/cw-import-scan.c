/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-scan.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-paths.h"

/* So many certificates are parsed once and kept for run; a bigger bulk is parsed again there, so that 100,000 of them do not
 * all stand in memory. */
#define MAX_PARSED      20000
#define MAX_TRIES       3
#define PROGRESS_PERIOD (G_USEC_PER_SEC / 10)
/* "Already there as …" is looked up for so many; of a bulk nobody reads the name of each. */
#define MAX_NAMED_THERE 1000

static void
record_free (gpointer data)
{
  CwImportRecord *record = data;

  g_clear_pointer (&record->der, g_bytes_unref);
  g_clear_object (&record->certificate);
  g_clear_object (&record->key);
  g_free (record->friendly_name);
  g_free (record->sentence);
  g_free (record->completes);
  g_free (record);
}

static void
digest_from_hex (guint8 digest[32], const char *hex)
{
  for (gsize i = 0; i < 32 && hex[2 * i] != '\0' && hex[2 * i + 1] != '\0'; i++)
    digest[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
}

static CwImportRecord *
add_record (CwImportScan *self, CwImportFate fate, const char *sentence)
{
  CwImportRecord *record = g_new0 (CwImportRecord, 1);

  record->fate = fate;
  record->source = self->sources->len - 1;
  record->sentence = g_strdup (sentence);
  g_ptr_array_add (self->records, record);
  return record;
}

/* ---- one file ---- */

static gboolean
is_about_password (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED)
    || g_error_matches (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG)
    || g_error_matches (error, CW_ERROR, CW_ERROR_MAC_MISSING);
}

/* Asks for the password of the file that failed with REASON; the sentence of a wrong one is said with the next question. */
static gboolean
ask_password (CwImportScan *self, const char *label, const GError *reason, gboolean retry, GError **error)
{
  g_autofree char *body = retry ? g_strdup_printf (_("“%s”: %s"), label, reason->message)
                                : g_strdup_printf (_("“%s” is protected by a password."), label);
  CwSecretQuestion question = { .heading = _("The password of the file is needed"), .body = body, .retry = retry };
  CwSecret *password = cw_interaction_ask_secret (cw_operation_get_interaction (self->operation), &question, self->cancellable, error);

  if (password == NULL)
    return FALSE;
  g_ptr_array_insert (self->passwords, 0, password);
  return TRUE;
}

static gboolean
agree_to_wait (CwImportScan *self, const char *label, const GError *reason, GError **error)
{
  g_autofree char *heading = g_strdup_printf (_("Open “%s” although it will take long?"), label);
  CwQuestion question = { .heading = heading, .body = reason->message, .accept = _("_Open"), .severity = CW_SEVERITY_WARNING };

  return cw_operation_confirm_warning (self->operation, &question, self->cancellable, error);
}

static gboolean
nobody_answers (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED)
    || g_error_matches (error, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION);
}

static CwBundle *
read_bundle (CwImportScan *self, GBytes *bytes, const char *label, GError **error)
{
  CwBundleOptions options = { .passwords = self->passwords };
  gboolean asked = FALSE;

  for (guint tries = 0; ; )
    {
      g_autoptr (GError) reason = NULL;
      g_autoptr (GError) refusal = NULL;
      CwBundle *bundle = cw_bundle_read (bytes, &options, self->cancellable, &reason);

      if (bundle != NULL)
        return bundle;
      if (g_error_matches (reason, CW_ERROR, CW_ERROR_TOO_SLOW) && !options.allow_slow)
        options.allow_slow = agree_to_wait (self, label, reason, &refusal);
      else if (is_about_password (reason) && !self->asked_in_vain && tries++ < MAX_TRIES)
        asked |= ask_password (self, label, reason, asked || g_error_matches (reason, CW_ERROR, CW_ERROR_PASSWORD_WRONG), &refusal);
      else
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
      if (refusal == NULL)
        continue;
      /* Where nobody is there to ask, what is wrong with the file says more. */
      self->asked_in_vain |= is_about_password (reason);
      g_propagate_error (error, nobody_answers (refusal) ? g_steal_pointer (&reason) : g_steal_pointer (&refusal));
      return NULL;
    }
}

static char *
describe_there (CwImportScan *self, CwCertificate *certificate)
{
  g_autoptr (CwStoredCertificate) row = NULL;

  if (self->records->len > MAX_NAMED_THERE)
    return NULL;
  row = cw_store_find (self->store, cw_certificate_get_sha256 (certificate), NULL);
  return row == NULL ? NULL : g_strdup_printf (_("Already in the store as “%s”."), cw_stored_certificate_get_friendly_name (row));
}

static gboolean
judge_certificate (CwImportScan *self, CwImportRecord *record, CwCertificate *certificate, GError **error)
{
  gboolean in_trash = FALSE;
  gboolean there;
  g_autoptr (GError) local = NULL;

  if (g_hash_table_contains (self->certificates, record->sha256))
    {
      record->fate = CW_FATE_THERE;
      record->sentence = g_strdup (_("It comes more than once in this import, and is stored once."));
      return TRUE;
    }
  g_hash_table_add (self->certificates, record->sha256);
  there = cw_store_has_certificate (self->store, cw_certificate_get_sha256 (certificate), &in_trash, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  record->fate = in_trash ? CW_FATE_RESTORE : there ? CW_FATE_THERE : CW_FATE_ADD;
  if (record->fate == CW_FATE_THERE)
    record->sentence = describe_there (self, certificate);
  return TRUE;
}

static gboolean
add_certificate (CwImportScan *self, CwBundleItem *item, gboolean alone, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwCertificate) certificate = cw_bundle_item_load_certificate (item, &local);
  CwImportRecord *record;

  if (certificate == NULL)
    {
      add_record (self, CW_FATE_BROKEN, local->message);
      if (self->first_error == NULL)
        self->first_error = g_steal_pointer (&local);
      return TRUE;
    }
  record = add_record (self, CW_FATE_ADD, NULL);
  record->friendly_name = g_strdup (cw_bundle_item_get_friendly_name (item));
  digest_from_hex (record->sha256, cw_certificate_get_sha256 (certificate));
  digest_from_hex (record->key_id, cw_certificate_get_key_id (certificate));
  if (self->n_parsed < MAX_PARSED)
    {
      record->certificate = g_object_ref (certificate);
      self->n_parsed++;
    }
  else
    {
      GBytes *der = cw_bundle_item_get_der (item);

      /* A slice of a file of its own would keep that file mapped: there may be more of them than a process may map. */
      record->der = alone ? g_bytes_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der)) : g_bytes_ref (der);
    }
  return judge_certificate (self, record, certificate, error);
}

static gboolean
add_key (CwImportScan *self, CwBundleItem *item, GError **error)
{
  CwPrivateKey *key = cw_bundle_item_get_private_key (item);
  CwImportRecord *record = add_record (self, CW_FATE_ADD, NULL);
  g_autoptr (GError) local = NULL;

  record->key = g_object_ref (key);
  record->friendly_name = g_strdup (cw_bundle_item_get_friendly_name (item));
  digest_from_hex (record->key_id, cw_private_key_get_key_id (key));
  if (g_hash_table_contains (self->keys, record->key_id))
    {
      record->fate = CW_FATE_THERE;
      record->sentence = g_strdup (_("It comes more than once in this import, and is stored once."));
      return TRUE;
    }
  g_hash_table_insert (self->keys, record->key_id, record);
  if (cw_store_has_key (self->store, cw_private_key_get_key_id (key), &local))
    {
      record->fate = CW_FATE_THERE;
      record->sentence = g_strdup (_("This private key is already in the store."));
    }
  else if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_item (CwImportScan *self, CwBundleItem *item, gboolean alone, GError **error)
{
  switch (cw_bundle_item_get_kind (item))
    {
    case CW_BUNDLE_ITEM_CERTIFICATE:
      return add_certificate (self, item, alone, error);
    case CW_BUNDLE_ITEM_PRIVATE_KEY:
      return add_key (self, item, error);
    case CW_BUNDLE_ITEM_BROKEN:
      add_record (self, CW_FATE_BROKEN, cw_bundle_item_get_sentence (item));
      if (self->first_error == NULL)
        g_set_error_literal (&self->first_error, CW_ERROR, CW_ERROR_DAMAGED, cw_bundle_item_get_sentence (item));
      return TRUE;
    case CW_BUNDLE_ITEM_CRL:
    case CW_BUNDLE_ITEM_REQUEST:
    case CW_BUNDLE_ITEM_OTHER:
      break;
    }
  add_record (self, CW_FATE_SKIP, cw_bundle_item_get_sentence (item));
  return TRUE;
}

static void
report_items (CwImportScan *self, guint done, guint total, gint64 *last)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (now - *last < PROGRESS_PERIOD)
    return;
  *last = now;
  text = g_strdup_printf (_("Reading: %'u of %'u"), done, total);
  cw_operation_report_progress (self->operation, total > 0 ? (double) done / total : -1, text);
}

static gboolean
add_bundle (CwImportScan *self, CwBundle *bundle, GError **error)
{
  guint n = cw_bundle_get_n_items (bundle);
  gint64 last = g_get_monotonic_time ();

  if (self->format == NULL)
    self->format = g_strdup (cw_bundle_get_format (bundle));
  for (guint i = 0; i < n; i++)
    {
      if (!cw_import_scan_check_cancelled (self, error) || !add_item (self, cw_bundle_get_item (bundle, i), n == 1, error))
        return FALSE;
      report_items (self, i, n, &last);
    }
  if (!cw_bundle_had_integrity_check (bundle))
    {
      const char *label = g_ptr_array_index (self->sources, self->sources->len - 1);
      CwProblem *notice = cw_problem_new (CW_SEVERITY_INFO, label, _("“%s” has no integrity check of its own (MAC); its content was read "
                                                                     "without one."), label);

      g_ptr_array_add (self->notices, notice);
    }
  return TRUE;
}

/* In a folder lies what is no certificate at all; only what claims by its name to be one is worth a warning. */
static gboolean
looks_like_certificate_file (const char *name)
{
  static const char * const endings[] = {
    ".pem", ".crt", ".cer", ".cert", ".der", ".p7b", ".p7c", ".p7s", ".spc", ".p12", ".pfx", ".key", ".p8", ".pk8", ".ca-bundle",
  };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static void
add_failure (CwImportScan *self, const char *label, gboolean in_folder, GError *reason)
{
  if (in_folder && g_error_matches (reason, CW_ERROR, CW_ERROR_NOT_RECOGNISED) && !looks_like_certificate_file (label))
    {
      add_record (self, CW_FATE_SKIP, reason->message);
      g_error_free (reason);
      return;
    }
  add_record (self, CW_FATE_BROKEN, reason->message);
  if (self->first_error == NULL)
    self->first_error = reason;
  else
    g_error_free (reason);
}

/* Dismissing the question for one of many files skips that file; for a single one it ends the import. */
static gboolean
ends_import (CwImportScan *self, const GError *error, gboolean single)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  return single && g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED);
}

static gboolean
scan_bytes (CwImportScan *self, GBytes *bytes, const char *path, const char *label, gboolean in_folder, gboolean single, GError **error)
{
  g_autoptr (GBytes) content = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_autoptr (CwBundle) bundle = NULL;
  g_autoptr (GError) local = NULL;

  if (!cw_import_scan_check_cancelled (self, error))
    return FALSE;
  g_ptr_array_add (self->sources, g_strdup (label));
  if (content == NULL)
    content = cw_file_read (path, CW_BUNDLE_MAX_SIZE, &local);
  if (content != NULL)
    bundle = read_bundle (self, content, label, &local);
  if (bundle != NULL)
    return add_bundle (self, bundle, error);
  if (ends_import (self, local, single))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  add_failure (self, label, in_folder, g_steal_pointer (&local));
  return TRUE;
}

/* ---- folders ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Every regular file below, in the order of names; links to files are followed, links to folders are not (they may go round). */
static void
collect_files (GPtrArray *files, const char *folder, GPtrArray *failures)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (directory == NULL)
    {
      g_ptr_array_add (failures, g_strdup (error->message));
      return;
    }
  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (files, g_steal_pointer (&path));
      else if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        collect_files (files, path, failures);
    }
}

static char *
dup_label_below (const char *folder, const char *path)
{
  gsize length = strlen (folder);

  while (length > 1 && folder[length - 1] == '/')
    length--;
  return g_filename_display_name (path + length + 1);
}

static gboolean
scan_folder (CwImportScan *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func (g_free);
  gint64 last = g_get_monotonic_time ();

  collect_files (files, folder, failures);
  for (guint i = 0; i < failures->len; i++)
    {
      g_ptr_array_add (self->sources, g_filename_display_name (folder));
      add_record (self, CW_FATE_BROKEN, g_ptr_array_index (failures, i));
    }
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *label = dup_label_below (folder, path);

      if (!scan_bytes (self, NULL, path, label, TRUE, FALSE, error))
        return FALSE;
      report_items (self, i, files->len, &last);
    }
  return TRUE;
}

CwImportScan *
cw_import_scan_new (CwOperation *operation, CwStore *store)
{
  CwImportScan *self = g_new0 (CwImportScan, 1);

  self->operation = operation;
  self->store = store;
  self->sources = g_ptr_array_new_with_free_func (g_free);
  self->records = g_ptr_array_new_with_free_func (record_free);
  self->passwords = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  self->certificates = g_hash_table_new (cw_import_digest_hash, cw_import_digest_equal);
  self->keys = g_hash_table_new (cw_import_digest_hash, cw_import_digest_equal);
  self->notices = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
cw_import_scan_free (CwImportScan *self)
{
  g_hash_table_unref (self->certificates);
  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->passwords);
  g_ptr_array_unref (self->notices);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_free (self->format);
  g_clear_error (&self->first_error);
  g_free (self);
}

gboolean
cw_import_scan_read (CwImportScan *self, CwImportDraft *draft, GCancellable *cancellable, GError **error)
{
  GListModel *sources = cw_import_draft_get_sources (draft);
  guint n = g_list_model_get_n_items (sources);
  CwSecret *password = NULL;

  self->cancellable = cancellable;
  g_object_get (draft, "password", &password, NULL);
  if (password != NULL)
    g_ptr_array_add (self->passwords, password);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwImportSource) source = g_list_model_get_item (sources, i);
      const char *path = cw_import_source_get_path (source);
      gboolean ok = path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR)
        ? scan_folder (self, path, error)
        : scan_bytes (self, cw_import_source_get_bytes (source), path, cw_import_source_get_label (source), FALSE, n == 1, error);

      if (!ok)
        return FALSE;
    }
  return cw_import_scan_join (self, error);
}

guint
cw_import_scan_count (CwImportScan *self, gboolean keys, CwImportFate fate)
{
  guint count = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const CwImportRecord *record = g_ptr_array_index (self->records, i);

      count += record->fate == fate && (record->key != NULL) == keys;
    }
  return count;
}

CwCertificate *
cw_import_record_load (CwImportRecord *record, GError **error)
{
  if (record->certificate != NULL)
    return g_object_ref (record->certificate);
  g_return_val_if_fail (record->der != NULL, NULL);
  return cw_certificate_new_from_der (record->der, error);
}

CwImportRecord *
cw_import_scan_find_leaf (CwImportScan *self)
{
  CwImportRecord *first = NULL;
  CwImportRecord *no_ca = NULL;

  for (guint i = 0; i < self->records->len; i++)
    {
      CwImportRecord *record = g_ptr_array_index (self->records, i);
      g_autoptr (CwCertificate) certificate = NULL;

      if (record->fate != CW_FATE_ADD || (record->certificate == NULL && record->der == NULL))
        continue;
      if (record->joins_import)
        return record;
      if (first == NULL)
        first = record;
      certificate = no_ca == NULL ? cw_import_record_load (record, NULL) : NULL;
      if (certificate != NULL && !cw_certificate_is_ca (certificate))
        no_ca = record;
    }
  return no_ca != NULL ? no_ca : first;
}
