/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-store.h"

/* The thread behind a certificate list: it has a connection of its own, answers the newest query only, the first rows before
 * all others, and reads rows in between. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  guint      serial;         /* of the query that it answers */
  gboolean   has_order;      /* ids is an answer to a query; otherwise only certificates were read */
  gboolean   complete;       /* otherwise the first ids, and the rest follows */
  gboolean   is_refresh;     /* the same query as before, after the store has changed */
  GArray    *ids;            /* of gint64 */
  guint      total;          /* certificates without search and filter; known when complete */
  GPtrArray *certificates;   /* of CwStoredCertificate */
  GError    *error;
} CwListAnswer;

void cw_list_answer_free (CwListAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwListAnswer, cw_list_answer_free)

/* Called in the reader's thread; takes the answer. */
typedef void (*CwListAnswerFunc) (CwListAnswer *answer, gpointer user_data);

typedef struct _CwListReader CwListReader;

CwListReader *cw_list_reader_new   (CwStore *store, CwListAnswerFunc func, gpointer user_data);
/* Ends what it is doing and waits for the thread; no call of func after it. */
void          cw_list_reader_free  (CwListReader *self);
void          cw_list_reader_query (CwListReader *self, const CwCertificateQuery *query, guint serial);
void          cw_list_reader_fetch (CwListReader *self, const gint64 *ids, guint n_ids);
/* Answers the last query again if the database has changed since, or always. */
void          cw_list_reader_check (CwListReader *self, gboolean always);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwListReader, cw_list_reader_free)

G_END_DECLS
