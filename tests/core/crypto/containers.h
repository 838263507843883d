/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle.h"

/* What the tests of the containers share: files that other programs write into the temporary folder of pki.h, and what we must
 * find in them. */

G_BEGIN_DECLS

/* leaf.key (RSA 2048), leaf.pem and its issuer ca.pem; the folder is made, and removed at the end. */
void      containers_setup    (void);
void      containers_teardown (void);

/* The content of a file in the folder. */
GBytes   *containers_load     (const char *name);
void      containers_save     (const char *name, GBytes *content);
/* password may be NULL: none was given. */
CwBundle *containers_read     (const char *name, const char *password, GError **error);
CwBundle *containers_read_bytes (GBytes *content, const char *password, GError **error);
/* Opens it, and finds exactly so many certificates and keys; the key of leaf.key among them when there is one. */
void      containers_check    (const char *name, const char *password, guint n_certificates, guint n_keys);
void      containers_check_bundle (CwBundle *bundle, guint n_certificates, guint n_keys);
guint     containers_count    (CwBundle *bundle, CwBundleItemKind kind);
CwBundleItem *containers_find (CwBundle *bundle, CwBundleItemKind kind);
/* It does not open, for that reason, and says a sentence without the password in it. */
void      containers_check_error (const char *name, const char *password, int code);
void      containers_check_bytes_error (GBytes *content, const char *password, int code);
/* Runs a program in the folder and gives what it says. */
char     *containers_run      (const char *const *argv, gboolean *succeeded);
/* "openssl pkcs12 -export" of leaf.key and leaf.pem with these arguments, password "secret" unless "-passout" is among them. */
void      containers_export   (const char *name, ...) G_GNUC_NULL_TERMINATED;
/* leaf.key and leaf.pem as a PFX whose parts have passwords of their own (NULL is absent), 3DES and SHA-1. */
void      containers_export_mixed (const char *name, const char *key_password, const char *certificate_password, const char *mac_password);
/* The bytes of an element around others; parts: GBytes, NULL-terminated. */
GBytes   *containers_der      (guint tag, GBytes *first, ...) G_GNUC_NULL_TERMINATED;
GBytes   *containers_oid      (const char *dotted);
GBytes   *containers_integer  (guint64 value);
GBytes   *containers_octets   (gconstpointer data, gsize size);
/* The same structure with every length indefinite and every octet string in pieces. */
GBytes   *containers_to_ber   (GBytes *der);

G_END_DECLS
