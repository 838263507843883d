/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>
#include "cw-database.h"

/* What the connection and its statements know of each other. */

struct _CwDatabase {
  sqlite3    *handle;
  char       *path;
  GHashTable *statements;     /* sql → CwStatement */
};

struct _CwStatement {
  CwDatabase   *database;
  sqlite3_stmt *handle;
  gboolean      cached;
  gboolean      in_use;
  int           failed_bind;  /* the first bind that failed, told by the next step */
};

void cw_statement_destroy (CwStatement *self);
