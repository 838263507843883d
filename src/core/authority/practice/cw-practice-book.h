/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"

/* What the practice CA remembers, as an interface: whoever owns the store implements it, since an authority never sees one. Every
 * function blocks; begin and commit make what is between them one transaction. */

G_BEGIN_DECLS

typedef enum { CW_PRACTICE_PENDING, CW_PRACTICE_ISSUED, CW_PRACTICE_DENIED, CW_PRACTICE_REVOKED, CW_PRACTICE_CANCELLED } CwPracticeState;

/* One request that was made of the practice CA. Immutable. */
typedef struct {
  gint64          id;             /* the request id */
  CwPracticeState state;
  gint64          received;
  gint64          decided;        /* 0 while pending; of a revoked one: when it was revoked */
  char           *reason;         /* of a denial or revocation, or NULL */
  GBytes         *csr;            /* DER */
  char           *key_id;
  char           *subject;
  GBytes         *certificate;    /* DER, or NULL */
  char           *serial;         /* or NULL */
} CwPracticeRecord;
CwPracticeRecord *cw_practice_record_copy (const CwPracticeRecord *self);
void              cw_practice_record_free (CwPracticeRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPracticeRecord, cw_practice_record_free)

#define CW_TYPE_PRACTICE_BOOK (cw_practice_book_get_type ())
G_DECLARE_INTERFACE (CwPracticeBook, cw_practice_book, CW, PRACTICE_BOOK, GObject)

struct _CwPracticeBookInterface {
  GTypeInterface parent;
  gboolean  (*begin)    (CwPracticeBook *self, GError **error);
  gboolean  (*commit)   (CwPracticeBook *self, GError **error);
  void      (*rollback) (CwPracticeBook *self);
  /* The CA's certificates and the issuing key; TRUE with all NULL: it was not made yet. What the caller does not want is NULL and is
   * not loaded: only the key needs an unlocked store. */
  gboolean  (*load_ca)  (CwPracticeBook *self, CwCertificate **root, CwCertificate **issuing, CwPrivateKey **issuing_key, GError **error);
  /* Takes the place of an earlier CA, whose requests stay. */
  gboolean  (*save_ca)  (CwPracticeBook *self, CwCertificate *root, CwPrivateKey *root_key, CwCertificate *issuing, CwPrivateKey *issuing_key, GError **error);
  gboolean  (*get_hold) (CwPracticeBook *self, gboolean *hold, GError **error);           /* TRUE: requests wait for approval */
  gboolean  (*set_hold) (CwPracticeBook *self, gboolean hold, GError **error);
  guint64   (*next_crl_number) (CwPracticeBook *self, GError **error);                    /* 0 on error */
  gint64    (*add)      (CwPracticeBook *self, const CwPracticeRecord *record, GError **error);          /* gives the id; 0 on error */
  gboolean  (*update)   (CwPracticeBook *self, const CwPracticeRecord *record, GError **error);
  CwPracticeRecord *(*find) (CwPracticeBook *self, gint64 id, GError **error);            /* CW_ERROR_NOT_FOUND */
  CwPracticeRecord *(*find_by_key) (CwPracticeBook *self, const char *key_id, GError **error);           /* the newest; NULL without error: none */
  GPtrArray *(*list)    (CwPracticeBook *self, GError **error);                           /* newest first */
};

gboolean  cw_practice_book_begin    (CwPracticeBook *self, GError **error);
gboolean  cw_practice_book_commit   (CwPracticeBook *self, GError **error);
void      cw_practice_book_rollback (CwPracticeBook *self);
gboolean  cw_practice_book_load_ca  (CwPracticeBook *self, CwCertificate **root, CwCertificate **issuing, CwPrivateKey **issuing_key, GError **error);
gboolean  cw_practice_book_save_ca  (CwPracticeBook *self, CwCertificate *root, CwPrivateKey *root_key, CwCertificate *issuing, CwPrivateKey *issuing_key, GError **error);
gboolean  cw_practice_book_get_hold (CwPracticeBook *self, gboolean *hold, GError **error);
gboolean  cw_practice_book_set_hold (CwPracticeBook *self, gboolean hold, GError **error);
guint64   cw_practice_book_next_crl_number (CwPracticeBook *self, GError **error);
gint64    cw_practice_book_add      (CwPracticeBook *self, const CwPracticeRecord *record, GError **error);
gboolean  cw_practice_book_update   (CwPracticeBook *self, const CwPracticeRecord *record, GError **error);
CwPracticeRecord *cw_practice_book_find (CwPracticeBook *self, gint64 id, GError **error);
CwPracticeRecord *cw_practice_book_find_by_key (CwPracticeBook *self, const char *key_id, GError **error);
GPtrArray *cw_practice_book_list    (CwPracticeBook *self, GError **error);

/* ---- what the owner of the practice CA does; each is one transaction ---- */
/* Makes root and issuing CA when they are not there, or have come to their end: named as practice, trusted by nobody but this program. */
gboolean  cw_practice_ensure   (CwPracticeBook *book, CwCertificate **root, CwCertificate **issuing, GError **error);
/* Issues what waits. CW_ERROR_NOT_FOUND, CW_ERROR_IN_USE (decided already). */
CwCertificate *cw_practice_approve (CwPracticeBook *book, gint64 id, GError **error);
/* reason: any words, or NULL. */
gboolean  cw_practice_deny     (CwPracticeBook *book, gint64 id, const char *reason, GError **error);
/* A reason that RFC 5280 has a code for ("keyCompromise", "superseded", …) stands in the revocation list. */
gboolean  cw_practice_revoke   (CwPracticeBook *book, gint64 id, const char *reason, GError **error);
/* The revocation list as of now, for a week, DER. CW_ERROR_NOT_FOUND: there is no practice CA yet. */
GBytes   *cw_practice_make_crl (CwPracticeBook *book, GError **error);
const char *cw_practice_state_to_nick (CwPracticeState state);

G_END_DECLS
