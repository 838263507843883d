/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-database.h"

/* The tables, as numbered migrations: each runs in a transaction of its own that also raises user_version, after a copy of
 * the database was put beside it. Private to this folder. */

G_BEGIN_DECLS

/* What marks a file as ours: "CWiz". */
#define CW_SCHEMA_APPLICATION_ID 0x4357697a

typedef struct {
  guint       version;      /* what the database is afterwards */
  const char *sql;
} CwMigration;

extern const CwMigration cw_schema_migrations[];
extern const guint cw_schema_n_migrations;

/* The schema that this program writes. */
guint    cw_schema_get_current (void);
/* CW_ERROR_STORE_DAMAGED when it is a database of something else. 0 for an empty one. */
gboolean cw_schema_read        (CwDatabase *database, guint *version, GError **error);
/* Brings the database to the last of these migrations, from wherever it is. CW_ERROR_STORE_NEWER. */
gboolean cw_schema_migrate     (CwDatabase *database, const CwMigration *migrations, guint n_migrations, GError **error);
/* The error of a database that is newer than this program. */
void     cw_schema_set_newer   (CwDatabase *database, guint version, GError **error);

G_END_DECLS
