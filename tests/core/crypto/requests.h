/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"

/* What the tests of requests and of those who sign them share: requests in short form, and what other programs say about them in the
 * temporary folder of pki.h. */

G_BEGIN_DECLS

/* "www.example.org,192.0.2.1,a@example.org": of CwAltName. */
GPtrArray     *requests_names   (const char *list);
/* names may be NULL; server authentication. */
CwCsr         *requests_make    (CwPrivateKey *key, const char *common_name, const char *names);
CwPrivateKey  *requests_key     (CwKeyType type, guint bits);

void           requests_save    (const char *name, GBytes *content);
void           requests_save_pem (const char *name, CwCsr *csr);
void           requests_save_certificate (const char *name, CwCertificate *certificate);   /* PEM */
void           requests_save_key (const char *name, CwPrivateKey *key);                    /* PEM */
GBytes        *requests_load    (const char *name);
CwCsr         *requests_read    (const char *name);
/* Runs a program in the folder and gives what it says; its failure ends the test. */
char          *requests_say     (const char *program, ...) G_GNUC_NULL_TERMINATED;
/* The same, but it may fail. */
gboolean       requests_try     (char **output, const char *program, ...) G_GNUC_NULL_TERMINATED;
void           requests_assert_contains (const char *text, const char *part);

G_END_DECLS
