/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-bench-work.h"

#include "cw-bundle.h"
#include "cw-delete-operation.h"
#include "cw-encode.h"
#include "cw-export-operation.h"
#include "cw-import-operation.h"
#include "cw-operation-flow.h"

#include <glib/gstdio.h>

#define PBKDF2_ROUNDS 600000

typedef enum { PIECE_KEY, PIECE_PBKDF2, PIECE_EXPORT, PIECE_TRASH, PIECE_IMPORT, N_PIECES } Piece;

typedef struct
{
  CwContext *context;
  GtkWindow *window;
  CwBenchWorked worked;
  gpointer user_data;
  Piece piece;
  CwOperationFlow *flow;
  GArray *ids;               /* of gint64: everything in the store */
  char *folder;
  char *path;                /* everything in one PEM file */
} Work;

static void begin (Work *self);

static void
work_free (Work *self)
{
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_clear_object (&self->flow);
  g_array_unref (self->ids);
  g_object_unref (self->context);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

static void
next (Work *self)
{
  static const char *names[N_PIECES] = { "rsa-4096", "pbkdf2-600000", NULL, "delete-all", "import-all" };
  gboolean last = self->piece + 1 == N_PIECES;

  self->worked (names[self->piece], last, self->user_data);
  self->piece++;
  if (last)
    work_free (self);
  else
    begin (self);
}

/* ---- a key, and a PFX that is slow to open ---- */

static void
key_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (CwPrivateKey) key = cw_private_key_generate (CW_KEY_RSA, 4096, NULL);

  g_task_return_boolean (task, key != NULL);
}

static gboolean
collect_cb (CwStoredCertificate *certificate, gpointer user_data)
{
  gint64 id = cw_stored_certificate_get_id (certificate);

  g_array_append_val ((GArray *) user_data, id);
  return TRUE;
}

static void
pbkdf2_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *self = task_data;
  CwStore *store = cw_context_get_store (self->context);
  CwCertificateQuery query = { .sort = CW_SORT_ADDED };
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwSecret) password = cw_secret_new_text ("bench");
  g_autoptr (CwPrivateKey) key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, NULL);
  g_autoptr (CwSecret) pfx = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) passwords = g_ptr_array_new ();
  CwBundleOptions options = { .passwords = passwords, .allow_slow = TRUE };
  g_autoptr (CwBundle) bundle = NULL;

  cw_store_visit_certificates (store, &query, collect_cb, self->ids, NULL);
  if (self->ids->len > 0)
    g_ptr_array_add (certificates, cw_store_load_certificate (store, g_array_index (self->ids, gint64, 0), NULL));
  pfx = cw_encode_pfx (certificates, key, "bench", password, CW_PFX_MODERN, PBKDF2_ROUNDS, NULL);
  if (pfx != NULL)
    {
      bytes = g_bytes_new (cw_secret_get_data (pfx), cw_secret_get_size (pfx));
      g_ptr_array_add (passwords, password);
      bundle = cw_bundle_read (bytes, &options, NULL, NULL);
    }
  g_task_return_boolean (task, bundle != NULL);
}

static void
task_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  next (user_data);
}

static void
run_task (Work *self, GTaskThreadFunc function)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, task_cb, self);

  g_task_set_source_tag (task, run_task);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, function);
}

/* ---- everything out, away, and in again ---- */

static void
state_cb (Work *self)
{
  CwFlowState state = cw_operation_flow_get_state (self->flow);

  if (state == CW_FLOW_DONE || state == CW_FLOW_NOT_PREPARED)
    next (self);
}

static void
run_operation (Work *self, CwOperation *operation)
{
  g_clear_object (&self->flow);
  self->flow = cw_operation_flow_new (self->context, self->window);
  g_signal_connect_swapped (self->flow, "notify::state", G_CALLBACK (state_cb), self);
  cw_operation_flow_set_operation (self->flow, operation);
  cw_operation_flow_prepare_and_run (self->flow);
}

static CwOperation *
make_export (Work *self)
{
  g_autoptr (CwExportDraft) draft = cw_export_draft_new ((const gint64 *) self->ids->data, self->ids->len);

  g_object_set (draft, "format", CW_EXPORT_PEM, "path", self->path, "overwrite", TRUE, NULL);
  return CW_OPERATION (cw_export_operation_new (cw_context_get_access (self->context), draft));
}

static CwOperation *
make_import (Work *self)
{
  g_autoptr (CwImportDraft) draft = cw_import_draft_new ();

  cw_import_draft_add_path (draft, self->path);
  return CW_OPERATION (cw_import_operation_new (cw_context_get_access (self->context), draft));
}

static CwOperation *
make_trash (Work *self)
{
  return CW_OPERATION (cw_delete_operation_new (cw_context_get_access (self->context), (const gint64 *) self->ids->data, self->ids->len));
}

static void
begin (Work *self)
{
  g_autoptr (CwOperation) operation = NULL;

  if (self->piece == PIECE_KEY)
    run_task (self, key_thread);
  else if (self->piece == PIECE_PBKDF2)
    run_task (self, pbkdf2_thread);
  else
    {
      operation = self->piece == PIECE_EXPORT ? make_export (self) : self->piece == PIECE_TRASH ? make_trash (self) : make_import (self);
      run_operation (self, operation);
    }
}

void
cw_bench_work_start (CwContext *context, GtkWindow *window, CwBenchWorked worked, gpointer user_data)
{
  Work *self = g_new0 (Work, 1);

  self->context = g_object_ref (context);
  self->window = window;
  self->worked = worked;
  self->user_data = user_data;
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->folder = g_dir_make_tmp ("certwizard-bench-XXXXXX", NULL);
  self->path = g_build_filename (self->folder != NULL ? self->folder : g_get_tmp_dir (), "all.pem", NULL);
  worked (NULL, FALSE, user_data);
  begin (self);
}
