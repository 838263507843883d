/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* Counted bytes that are locked in memory, left out of core dumps and wiped: the only type that a password, a passphrase or
 * a private key's encoding ever has. There is always a NUL behind the bytes, so a text can be read as a string. */

G_BEGIN_DECLS

#define CW_TYPE_SECRET (cw_secret_get_type ())
typedef struct _CwSecret CwSecret;

GType       cw_secret_get_type   (void);
CwSecret   *cw_secret_new        (gconstpointer data, gsize size);   /* copies */
CwSecret   *cw_secret_new_text   (const char *text);                 /* copies */
CwSecret   *cw_secret_new_random (gsize size);
/* One line from a file descriptor, without its end of line; never through stdio buffers. */
CwSecret   *cw_secret_new_from_fd   (int fd, GError **error);
CwSecret   *cw_secret_new_from_file (const char *path, GError **error);
CwSecret   *cw_secret_ref        (CwSecret *self);
void        cw_secret_unref      (CwSecret *self);
gsize       cw_secret_get_size   (CwSecret *self);
const guint8 *cw_secret_get_data (CwSecret *self);
guint8     *cw_secret_get_writable (CwSecret *self);                 /* only while it is being filled */
void        cw_secret_truncate   (CwSecret *self, gsize size);       /* wipes the rest */
const char *cw_secret_get_text   (CwSecret *self);
gboolean    cw_secret_equal      (CwSecret *a, CwSecret *b);         /* constant time */
/* Called once by each program: no core dumps, no ptrace by others. */
void        cw_secret_harden_process (void);
void        cw_secret_wipe       (gpointer data, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSecret, cw_secret_unref)

G_END_DECLS
