/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-text.h"

/* VALUES, not SELECT: a statement that might insert several rows opens a savepoint, and FTS5 answers each savepoint by writing
 * out what it has gathered. It halves the speed of a bulk import. */
#define INSERT_CERTIFICATE \
  "INSERT INTO certificate (id, sha256, thumbprint, friendly_name, friendly_fold, subject, issuer, issuer_name, common_name, serial," \
  " not_before, not_after, key_id, key_algorithm, names, is_ca, has_key, exportable, source, added, subject_hash," \
  " friendly_sort, subject_sort, issuer_sort, names_sort) " \
  "VALUES (nullif(:id, 0), :sha256, :thumbprint, :friendly_name, :friendly_fold, :subject, :issuer, :issuer_name, :common_name, :serial," \
  " :not_before, :not_after, :key_id, :key_algorithm, :names, :is_ca," \
  " EXISTS (SELECT 1 FROM private_key WHERE key_id = :key_id)," \
  " ifnull((SELECT exportable FROM private_key WHERE key_id = :key_id), 0), :source, :added, :subject_hash," \
  " :friendly_sort, :subject_sort, :issuer_sort, :names_sort)"

/* ---- names ---- */

static gboolean
is_name_taken (CwDatabase *database, const char *name, gint64 except, gboolean *taken, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *fold = cw_text_fold (name);
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "SELECT 1 FROM certificate WHERE friendly_fold = :fold AND id <> :except", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":fold", fold);
  cw_statement_bind_int (statement, ":except", except);
  *taken = cw_statement_step (statement, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
number_name (const char *base, guint number)
{
  return number < 2 ? g_strdup (base) : g_strdup_printf ("%s (%u)", base, number);
}

static gboolean
is_number_taken (CwDatabase *database, const char *base, guint number, gboolean *taken, GError **error)
{
  g_autofree char *name = number_name (base, number);
  return is_name_taken (database, name, 0, taken, error);
}

/* "name", "name (2)", …: doubles until one is free, then halves down to one whose predecessor is taken. A hundred thousand
 * certificates of the same name cost some thirty questions each, not a hundred thousand. */
static char *
make_up_name (CwDatabase *database, const char *base, GError **error)
{
  guint low = 0, high = 1;
  gboolean taken = TRUE;

  while (taken)
    {
      if (!is_number_taken (database, base, high, &taken, error))
        return NULL;
      if (taken)
        {
          low = high;
          high *= 2;
        }
    }
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      if (!is_number_taken (database, base, middle, &taken, error))
        return NULL;
      if (taken)
        low = middle;
      else
        high = middle;
    }
  return number_name (base, high);
}

static char *
choose_name (CwDatabase *database, CwCertificate *certificate, const char *wanted, GError **error)
{
  g_autofree char *clean = wanted != NULL ? cw_text_clean_name (wanted, NULL) : NULL;

  /* A name inside a PFX may be anything: one that is no name is as good as none. */
  if (clean == NULL)
    {
      g_autofree char *display = cw_certificate_dup_display_name (certificate);
      clean = cw_text_clean_name (display, NULL);
    }
  return make_up_name (database, clean != NULL ? clean : cw_certificate_get_thumbprint (certificate), error);
}

/* ---- the summary ---- */

static gint64
hash_subject (GBytes *subject_der)
{
  gsize size = 0, length = 32;
  const guchar *data = g_bytes_get_data (subject_der, &size);
  guint8 digest[32];
  gint64 hash = 0;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&hash, digest, sizeof hash);
  return GINT64_FROM_LE (hash);
}

static void
append_folded (GString *text, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_autofree char *folded = cw_text_fold (value);
  g_string_append (text, folded);
  g_string_append_c (text, '\n');
}

/* An international name is found as it is read and as it is in the certificate. */
static void
append_host (GString *text, const char *name)
{
  append_folded (text, name);
  if (g_hostname_is_non_ascii (name))
    {
      g_autofree char *ascii = g_hostname_to_ascii (name);
      append_folded (text, ascii);
    }
  else if (g_hostname_is_ascii_encoded (name))
    {
      g_autofree char *unicode = g_hostname_to_unicode (name);
      append_folded (text, unicode);
    }
}

char *
cw_store_make_search_text (CwCertificate *certificate, const char *friendly_name)
{
  GString *text = g_string_sized_new (512);
  const char *common_name = cw_certificate_get_common_name (certificate);
  const char * const *names = cw_certificate_get_names (certificate);

  append_folded (text, friendly_name);
  append_folded (text, cw_certificate_get_subject (certificate));
  if (common_name != NULL && (g_hostname_is_non_ascii (common_name) || g_hostname_is_ascii_encoded (common_name)))
    append_host (text, common_name);
  for (gsize i = 0; names[i] != NULL; i++)
    append_host (text, names[i]);
  append_folded (text, cw_certificate_get_issuer (certificate));
  append_folded (text, cw_certificate_get_serial (certificate));
  append_folded (text, cw_certificate_get_thumbprint (certificate));
  append_folded (text, cw_certificate_get_sha256 (certificate));
  return g_string_free (text, FALSE);
}

static void
bind_sort_key (CwStatement *statement, const char *parameter, const char *text)
{
  g_autofree char *key = cw_text_sort_key (text);
  cw_statement_bind_text (statement, parameter, key);
}

static void
bind_summary (CwStatement *statement, CwCertificate *certificate)
{
  const char * const *names = cw_certificate_get_names (certificate);
  g_autofree char *joined = g_strjoinv ("\n", (char **) names);

  cw_statement_bind_text (statement, ":sha256", cw_certificate_get_sha256 (certificate));
  cw_statement_bind_text (statement, ":thumbprint", cw_certificate_get_thumbprint (certificate));
  cw_statement_bind_text (statement, ":subject", cw_certificate_get_subject (certificate));
  cw_statement_bind_text (statement, ":issuer", cw_certificate_get_issuer (certificate));
  cw_statement_bind_text (statement, ":issuer_name", cw_certificate_get_issuer_name (certificate));
  cw_statement_bind_text (statement, ":common_name", cw_certificate_get_common_name (certificate));
  cw_statement_bind_text (statement, ":serial", cw_certificate_get_serial (certificate));
  cw_statement_bind_int (statement, ":not_before", cw_certificate_get_not_before (certificate));
  cw_statement_bind_int (statement, ":not_after", cw_certificate_get_not_after (certificate));
  cw_statement_bind_text (statement, ":key_id", cw_certificate_get_key_id (certificate));
  cw_statement_bind_text (statement, ":key_algorithm", cw_certificate_get_key_algorithm (certificate));
  cw_statement_bind_text (statement, ":names", joined);
  cw_statement_bind_int (statement, ":is_ca", cw_certificate_is_ca (certificate));
  cw_statement_bind_int (statement, ":subject_hash", hash_subject (cw_certificate_get_subject_der (certificate)));
  bind_sort_key (statement, ":subject_sort", cw_certificate_get_subject (certificate));
  bind_sort_key (statement, ":issuer_sort", cw_certificate_get_issuer_name (certificate));
  bind_sort_key (statement, ":names_sort", names[0] != NULL ? names[0] : "");
}

/* ---- adding ---- */

static gboolean
insert_der (CwDatabase *database, gint64 id, GBytes *der, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (database, "INSERT INTO certificate_der (id, der) VALUES (:id, :der)", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  cw_statement_bind_bytes (statement, ":der", der);
  return cw_statement_run (statement, error);
}

static gboolean
insert_search_text (CwDatabase *database, gint64 id, CwCertificate *certificate, const char *friendly_name, GError **error)
{
  g_autofree char *text = cw_store_make_search_text (certificate, friendly_name);
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "INSERT INTO certificate_search (rowid, text) VALUES (:id, :text)", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  cw_statement_bind_text (statement, ":text", text);
  return cw_statement_run (statement, error);
}

static gboolean
insert_summary (CwDatabase *database, CwCertificate *certificate, const char *friendly_name, const char *source,
                gint64 id, gint64 added, GError **error)
{
  g_autofree char *fold = cw_text_fold (friendly_name);
  g_autoptr(CwStatement) statement = cw_database_prepare (database, INSERT_CERTIFICATE, error);

  if (statement == NULL)
    return FALSE;
  bind_summary (statement, certificate);
  cw_statement_bind_int (statement, ":id", id);
  cw_statement_bind_text (statement, ":friendly_name", friendly_name);
  cw_statement_bind_text (statement, ":friendly_fold", fold);
  bind_sort_key (statement, ":friendly_sort", friendly_name);
  cw_statement_bind_text (statement, ":source", source != NULL ? source : "");
  cw_statement_bind_int (statement, ":added", added != 0 ? added : cw_clock_now ());
  return cw_statement_run (statement, error);
}

gint64
cw_store_insert_certificate (CwStore *store, CwCertificate *certificate, const char *friendly_name, const char *source,
                             gint64 id, gint64 added, GError **error)
{
  CwDatabase *database = store->writer;
  g_autofree char *name = choose_name (database, certificate, friendly_name, error);

  if (name == NULL || !insert_summary (database, certificate, name, source, id, added, error))
    return 0;
  id = id != 0 ? id : cw_database_get_last_id (database);
  if (!insert_der (database, id, cw_certificate_get_der (certificate), error)
      || !insert_search_text (database, id, certificate, name, error))
    return 0;
  return id;
}

/* 0 without an error when there is none. */
static gint64
find_id (CwDatabase *database, const char *sql, const char *value, GError **error)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (database, sql, error);

  if (statement == NULL)
    return 0;
  cw_statement_bind_text (statement, ":value", value);
  return cw_statement_step (statement, error) ? cw_statement_get_int (statement, 0) : 0;
}

gint64
cw_store_add_certificate (CwStore *self, CwCertificate *certificate, const char *friendly_name, const char *source,
                          gboolean *was_new, GError **error)
{
  g_autoptr(GError) local = NULL;
  const char *sha256 = cw_certificate_get_sha256 (certificate);

  *was_new = FALSE;
  if (!cw_store_require_transaction (self, error))
    return 0;

  gint64 id = find_id (self->writer, "SELECT id FROM certificate WHERE sha256 = :value", sha256, &local);
  gint64 trashed = id == 0 && local == NULL ? find_id (self->writer, "SELECT id FROM trash WHERE sha256 = :value", sha256, &local) : 0;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return 0;
    }
  if (id != 0)
    return id;
  *was_new = TRUE;
  if (trashed != 0)
    return cw_store_take_from_trash (self, trashed, friendly_name, error) ? trashed : 0;

  id = cw_store_insert_certificate (self, certificate, friendly_name, source, 0, 0, error);
  if (id == 0 || !cw_store_revive_key (self, cw_certificate_get_key_id (certificate), error))
    return 0;
  return id;
}

/* ---- renaming and deleting ---- */

static gboolean
update_name (CwDatabase *database, gint64 id, const char *name, GError **error)
{
  g_autofree char *fold = cw_text_fold (name);
  g_autoptr(CwStatement) statement =
    cw_database_prepare (database, "UPDATE certificate SET friendly_name = :name, friendly_fold = :fold, friendly_sort = :sort WHERE id = :id", error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_text (statement, ":name", name);
  cw_statement_bind_text (statement, ":fold", fold);
  bind_sort_key (statement, ":sort", name);
  cw_statement_bind_int (statement, ":id", id);
  return cw_statement_run (statement, error);
}

gboolean
cw_store_delete_certificate (CwStore *store, gint64 id, GError **error)
{
  return cw_database_run_with_id (store->writer, "DELETE FROM certificate_search WHERE rowid = :id", id, error)
         && cw_database_run_with_id (store->writer, "DELETE FROM certificate WHERE id = :id", id, error);
}

static gboolean
rename_in_transaction (CwStore *self, gint64 id, const char *name, GError **error)
{
  gboolean taken = FALSE;
  g_autoptr(CwCertificate) certificate = cw_store_load_certificate (self, id, error);

  if (certificate == NULL || !is_name_taken (self->writer, name, id, &taken, error))
    return FALSE;
  if (taken)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("There is already a certificate with the friendly name “%s”."), name);
      return FALSE;
    }
  return update_name (self->writer, id, name, error)
         && cw_database_run_with_id (self->writer, "DELETE FROM certificate_search WHERE rowid = :id", id, error)
         && insert_search_text (self->writer, id, certificate, name, error);
}

gboolean
cw_store_rename (CwStore *self, gint64 id, const char *friendly_name, GError **error)
{
  g_autofree char *name = cw_text_clean_name (friendly_name, error);

  if (name == NULL || !cw_store_begin (self, error))
    return FALSE;
  if (rename_in_transaction (self, id, name, error))
    return cw_store_commit (self, error);
  cw_store_rollback (self);
  return FALSE;
}

/* ---- loading ---- */

GError *
cw_store_not_found (gint64 id)
{
  return g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _("There is no certificate with the number %" PRId64 " in the store any more."), id);
}

CwCertificate *
cw_store_load_certificate (CwStore *self, gint64 id, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement = cw_database_prepare (reader.database, "SELECT der FROM certificate_der WHERE id = :id", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":id", id);
  if (!cw_statement_step (statement, &local))
    {
      g_propagate_error (error, local != NULL ? g_steal_pointer (&local) : cw_store_not_found (id));
      return NULL;
    }
  g_autoptr(GBytes) der = cw_statement_dup_bytes (statement, 0);
  return cw_certificate_new_from_der (der, error);
}

static void
add_if_subject (GPtrArray *found, GBytes *der, GBytes *subject_der)
{
  g_autoptr(CwCertificate) certificate = cw_certificate_new_from_der (der, NULL);

  if (certificate != NULL && g_bytes_equal (cw_certificate_get_subject_der (certificate), subject_der))
    g_ptr_array_add (found, g_steal_pointer (&certificate));
}

GPtrArray *
cw_store_find_by_subject (CwStore *self, GBytes *subject_der, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(CwStoreReader) reader = { 0 };

  if (!cw_store_reader_open (&reader, self, error))
    return NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (reader.database, "SELECT d.der FROM certificate c JOIN certificate_der d ON d.id = c.id "
                         "WHERE c.subject_hash = :hash ORDER BY c.id", error);
  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":hash", hash_subject (subject_der));
  while (cw_statement_step (statement, &local))
    {
      g_autoptr(GBytes) der = cw_statement_dup_bytes (statement, 0);
      add_if_subject (found, der, subject_der);
    }
  if (local == NULL)
    return g_steal_pointer (&found);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
cw_store_friendly_name_taken (CwStore *self, const char *friendly_name, GError **error)
{
  gboolean taken = FALSE;
  g_auto(CwStoreReader) reader = { 0 };

  return cw_store_reader_open (&reader, self, error) && is_name_taken (reader.database, friendly_name, 0, &taken, error) && taken;
}
