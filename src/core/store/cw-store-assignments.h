/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-store.h"

/* Which certificate each usage has, now, next and before; what its ports were last seen to serve; what somebody was already told of. The
 * tables of the third schema. Functions that write need a transaction, but cw_store_note_once(). */

G_BEGIN_DECLS

typedef enum { CW_PLACE_CURRENT, CW_PLACE_NEXT, CW_PLACE_PREVIOUS } CwPlace;
const char *cw_place_to_nick   (CwPlace place);                        /* "current", "next", "previous" */
gboolean    cw_place_from_nick (const char *nick, CwPlace *place);

typedef struct {
  char    *usage;           /* id of the usage */
  CwPlace  place;
  gint64   certificate;     /* id in the store; an assigned certificate cannot be deleted: CW_ERROR_IN_USE */
  guint64  generation;      /* of its files below live/ */
  gint64   assigned;        /* when somebody assigned it */
  gint64   effective;       /* NEXT: when it takes over; else when it did */
  gboolean roll;            /* NEXT: takes the place of a current one */
  guint    tries;           /* NEXT: attempts that failed, when the next one is, and why */
  gint64   next_try;
  char    *message;
  char    *code;
} CwAssignmentRecord;
CwAssignmentRecord *cw_assignment_record_new  (const char *usage, CwPlace place, gint64 certificate);
CwAssignmentRecord *cw_assignment_record_copy (const CwAssignmentRecord *self);
void                cw_assignment_record_free (CwAssignmentRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAssignmentRecord, cw_assignment_record_free)

gboolean   cw_store_put_assignment    (CwStore *self, const CwAssignmentRecord *record, GError **error);   /* in its place, whatever was there */
gboolean   cw_store_remove_assignment (CwStore *self, const char *usage, CwPlace place, GError **error);   /* none there: fine */
/* NULL without an error: none. */
CwAssignmentRecord *cw_store_find_assignment (CwStore *self, const char *usage, CwPlace place, GError **error);
GPtrArray *cw_store_list_assignments  (CwStore *self, GError **error);                                     /* of CwAssignmentRecord; by usage, then place */
GPtrArray *cw_store_list_assignments_of (CwStore *self, gint64 certificate, GError **error);

/* CW_ERROR_IN_USE when one of these certificates is assigned; says which, and to what. In a transaction it stays so. */
gboolean   cw_store_require_unassigned (CwStore *self, const gint64 *ids, gsize n_ids, GError **error);

/* What a port was last seen to serve. */
typedef struct { char *usage; char *protocol; guint port; gint64 asked; char *verdict; char *sha256; char *message; } CwServedRecord;
void       cw_served_record_free      (CwServedRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwServedRecord, cw_served_record_free)
gboolean   cw_store_put_served        (CwStore *self, const CwServedRecord *record, GError **error);
GPtrArray *cw_store_list_served       (CwStore *self, GError **error);                                     /* of CwServedRecord; by usage, protocol, port */
gboolean   cw_store_forget_served     (CwStore *self, const char *usage, GError **error);

/* TRUE in *first the first time that this name is noted ("expires-12-7"): each thing is told once, whoever looks and however often. */
gboolean   cw_store_note_once         (CwStore *self, const char *name, gboolean *first, GError **error);
gboolean   cw_store_is_noted          (CwStore *self, const char *name);   /* whether it was; FALSE too when that cannot be found out */

G_END_DECLS
