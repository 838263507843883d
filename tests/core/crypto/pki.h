/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate.h"

/* Certificates made by openssl while a test runs, in a temporary folder of its own: what we read was then written by somebody else. */

G_BEGIN_DECLS

void           pki_setup      (void);      /* makes the folder */
void           pki_teardown   (void);      /* removes it */
const char    *pki_get_folder (void);
char          *pki_dup_path   (const char *name);
/* Runs a program in the folder; its failure ends the test with what it said. */
void           pki_run        (const char *program, ...) G_GNUC_NULL_TERMINATED;
void           pki_write      (const char *name, const char *content);

/* NAME.key and NAME.pem. issuer: the NAME of another one, or NULL for self-signed. key: "rsa:2048", "ec:P-256", "ed25519", … or the NAME
 * of one whose key is taken. extensions: lines of an openssl configuration, more sections may follow. */
CwCertificate *pki_make       (const char *name, const char *issuer, const char *subject, const char *key, guint days, const char *extensions);
/* NAME.pem for NAME.key, self-signed, of version 1, which has no extensions: made by certtool, as newer versions of openssl make none. */
CwCertificate *pki_make_version_1 (const char *name, const char *common_name);
/* Any certificate at all, from an openssl ASN.1 configuration: replaces these lines of a plain one. All may be NULL. */
typedef struct { const char *version, *serial, *issuer, *from, *until, *subject, *key, *extensions, *sections; } PkiOdd;
GBytes        *pki_make_odd   (const PkiOdd *odd);
/* One certificate of a PEM file, and its bytes. */
GBytes        *pki_load_der   (const char *path);
CwCertificate *pki_load       (const char *path);
/* tests/fixtures/certificates/NAME */
char          *pki_dup_fixture (const char *name);
/* A copy of the bytes with one text replaced by another of the same length. */
GBytes        *pki_patch      (GBytes *der, gconstpointer from, gconstpointer to, gsize size);

G_END_DECLS
