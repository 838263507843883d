/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-error.h"
#include "cw-store.h"

/* Certificates to fill a store with, and folders for stores that are gone after the test. */

G_BEGIN_DECLS

typedef struct {
  const char         *subject;     /* "CN=…"; NULL: "CN=specimen" */
  const char         *issuer;      /* NULL: "CN=Specimen CA" */
  const char * const *names;       /* DNS names; NULL: none */
  gint64              not_before;  /* 0: 2026-01-01 */
  gint64              not_after;   /* 0: 2046-01-01 */
  gboolean            is_ca;
  CwPrivateKey       *key;         /* whose public key it has; NULL: one of its own */
  const char         *serial;      /* hex; NULL: random */
} Specimen;

CwCertificate *specimen_make      (const Specimen *specimen);
CwCertificate *specimen_simple    (const char *common_name);
CwPrivateKey  *specimen_key       (void);
/* The same certificate with other names, serial, key and dates; its signature is wrong, which no list looks at. Fast. */
GBytes        *specimen_der       (guint index);
CwCertificate *specimen_numbered  (guint index);

char          *specimen_folder_new    (void);
void           specimen_folder_remove (const char *folder);
/* A test that has a folder of its own, specimen_folder, while it runs. */
extern char   *specimen_folder;
void           specimen_test           (const char *path, void (*test) (void));
char          *specimen_dup_path       (const char *name);
/* Opens, or ends the test. */
CwStore       *specimen_open          (const char *folder);
/* Adds in a transaction of its own; the id. */
gint64         specimen_add           (CwStore *store, CwCertificate *certificate, const char *friendly_name);
/* Adds specimen_numbered() begin … begin + count - 1. */
void           specimen_fill          (CwStore *store, guint begin, guint count);
/* No problems, or the test ends with them. */
void           specimen_assert_sound  (CwStore *store);

G_END_DECLS
