/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-secret.h"

/* A stream of any length, sealed by a passphrase: AES-256-GCM in chunks of 1 MiB, each bound to its place, the last one marked,
 * so that nothing can be changed, left out, moved or cut off unnoticed. The key comes from PBKDF2 with HMAC-SHA-256. */

G_BEGIN_DECLS

typedef struct _CwSealWriter CwSealWriter;
typedef struct _CwSealReader CwSealReader;

/* Writes to fd, which stays the caller's. rounds 0: our default. CW_ERROR_CANCELLED, CW_ERROR_DISK_FULL, … */
CwSealWriter *cw_seal_writer_new    (int fd, CwSecret *passphrase, guint rounds, GCancellable *cancellable, GError **error);
gboolean      cw_seal_writer_write  (CwSealWriter *self, gconstpointer data, gsize size, GError **error);
/* Without it the stream is not complete. */
gboolean      cw_seal_writer_finish (CwSealWriter *self, GError **error);
void          cw_seal_writer_free   (CwSealWriter *self);

/* CW_ERROR_NOT_RECOGNISED, CW_ERROR_DAMAGED, CW_ERROR_PASSWORD_WRONG, CW_ERROR_CANCELLED. */
CwSealReader *cw_seal_reader_new    (int fd, CwSecret *passphrase, GCancellable *cancellable, GError **error);
/* Exactly size bytes: CW_ERROR_DAMAGED when there are fewer. */
gboolean      cw_seal_reader_read   (CwSealReader *self, gpointer data, gsize size, GError **error);
/* Everything was read and was there. CW_ERROR_DAMAGED. */
gboolean      cw_seal_reader_finish (CwSealReader *self, GError **error);
void          cw_seal_reader_free   (CwSealReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSealWriter, cw_seal_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSealReader, cw_seal_reader_free)

G_END_DECLS
