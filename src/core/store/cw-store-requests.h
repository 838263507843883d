/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-store.h"

/* Requests, the authorities that they went to, the accounts there, and what the practice CA remembers: the tables of the second
 * schema. Plain records, since operations read one, change it and write it back. Functions that write need a transaction. */

G_BEGIN_DECLS

/* ---- requests: cw-store-requests.c ---- */
typedef enum {
  CW_REQUEST_IN_DRAFT,       /* key and wish are safe; with "sent" set: it went out, and what became of it is not known */
  CW_REQUEST_PENDING,
  CW_REQUEST_ISSUED,
  CW_REQUEST_DENIED,
  CW_REQUEST_REVOKED,
  CW_REQUEST_FAILED,
  CW_REQUEST_CANCELLED,
} CwRequestState;
const char *cw_request_state_to_nick   (CwRequestState state);
gboolean    cw_request_state_from_nick (const char *nick, CwRequestState *state);

typedef struct {
  gint64          id;              /* 0: not stored yet */
  CwRequestState  state;
  gint64          created;
  gint64          changed;
  char           *friendly_name;   /* what the certificate will be called, or NULL */
  char           *usages;          /* "Default,WebServicesInternal" */
  char           *subject;         /* RFC 4514 */
  char           *names;           /* one a line, for a person and for searching */
  char           *key_id;
  char           *key_algorithm;
  gboolean        exportable;
  GBytes         *csr;             /* DER; NULL before it was made */
  gint64          authority;       /* id, 0: practice, offline, or one that was removed */
  char           *kind;            /* "adcs", "practice", "offline" */
  char           *ca;              /* "ca.example.org\Example CA", "practice", "offline": what --ca takes */
  char           *account;         /* user name, NULL: the logged-on user */
  char           *template_name;
  char           *output;          /* offline: the file that was written */
  char           *handle;          /* what the CA knows it by, or NULL */
  char           *message;         /* the CA's last words, or why it failed */
  char           *code;            /* the CA's code ("0x80094014"), or a nick of CwError */
  gint64          sent;            /* when it went out, 0: never */
  gint64          asked;           /* when the CA was last asked about it */
  gint64          next_try;        /* 0: only when somebody asks */
  guint           tries;
  gint64          certificate;     /* id of what was issued, or 0 */
  gint64          cleared;         /* in the trash since, or 0 */
  char           *wish;            /* the draft as JSON, to edit and try again; without secrets */
} CwRequestRecord;
CwRequestRecord *cw_request_record_new  (void);
CwRequestRecord *cw_request_record_copy (const CwRequestRecord *self);
void             cw_request_record_free (CwRequestRecord *self);
/* What a person and a script name it by: the CA's id where there is one ("89"), else ours ("r5"). */
char            *cw_request_record_dup_reference (const CwRequestRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRequestRecord, cw_request_record_free)

/* The same as an object that a list can hold; immutable. */
#define CW_TYPE_STORED_REQUEST (cw_stored_request_get_type ())
G_DECLARE_FINAL_TYPE (CwStoredRequest, cw_stored_request, CW, STORED_REQUEST, GObject)
CwStoredRequest       *cw_stored_request_new        (CwRequestRecord *record);          /* takes */
const CwRequestRecord *cw_stored_request_get_record (CwStoredRequest *self);

gint64           cw_store_add_request    (CwStore *self, const CwRequestRecord *record, GError **error);   /* 0 on error */
gboolean         cw_store_update_request (CwStore *self, const CwRequestRecord *record, GError **error);   /* CW_ERROR_NOT_FOUND */
CwRequestRecord *cw_store_find_request   (CwStore *self, gint64 id, GError **error);
/* "89" (the CA's), "r5" (ours). CW_ERROR_NOT_FOUND, CW_ERROR_AMBIGUOUS. Cleared ones only by ours. */
CwRequestRecord *cw_store_find_request_by_reference (CwStore *self, const char *reference, GError **error);
/* The newest that waits (pending, draft or failed) for a certificate with that key; NULL without an error: none. */
CwRequestRecord *cw_store_find_request_by_key (CwStore *self, const char *key_id, GError **error);
typedef enum { CW_REQUESTS_ALL, CW_REQUESTS_PENDING, CW_REQUESTS_CLEARED } CwRequestFilter;                 /* ALL: but the cleared */
GPtrArray       *cw_store_list_requests  (CwStore *self, CwRequestFilter filter, GError **error);           /* of CwRequestRecord; newest first */
/* The key of a request, before there is a certificate. CW_ERROR_KEY_MISSING, CW_ERROR_STORE_LOCKED. */
CwPrivateKey    *cw_store_load_key_by_id (CwStore *self, const char *key_id, GError **error);

/* ---- authorities and accounts: cw-store-authorities.c ---- */
typedef struct {
  gint64      id;
  char       *name;            /* unique; a person's name for it */
  char       *kind;
  GHashTable *settings;        /* char * → char *: the fields of the kind, and "trust-pins" */
  gboolean    is_default;
  gint64      added;
  gint64      last_used;       /* 0: never */
} CwAuthorityRecord;
CwAuthorityRecord *cw_authority_record_new  (void);
CwAuthorityRecord *cw_authority_record_copy (const CwAuthorityRecord *self);
void               cw_authority_record_free (CwAuthorityRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAuthorityRecord, cw_authority_record_free)
gint64     cw_store_add_authority    (CwStore *self, const CwAuthorityRecord *record, GError **error);      /* CW_ERROR_NAME_TAKEN */
gboolean   cw_store_update_authority (CwStore *self, const CwAuthorityRecord *record, GError **error);
gboolean   cw_store_remove_authority (CwStore *self, gint64 id, GError **error);                            /* with its accounts */
GPtrArray *cw_store_list_authorities (CwStore *self, GError **error);                                       /* the default first, then by name */
/* id: of a record, or 0 with one of "practice", "offline" in builtin; both 0/NULL: no default. */
gboolean   cw_store_set_default_authority (CwStore *self, gint64 id, const char *builtin, GError **error);
char      *cw_store_dup_default_builtin   (CwStore *self, GError **error);                                  /* NULL: none, or a record is it */

typedef struct {
  gint64    authority;
  char     *user;
  gboolean  remembered;        /* its password is in the keyring */
  gint64    last_used;
} CwAccountRecord;
void       cw_account_record_free    (CwAccountRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccountRecord, cw_account_record_free)
gboolean   cw_store_put_account      (CwStore *self, const CwAccountRecord *record, GError **error);        /* adds or changes */
gboolean   cw_store_remove_account   (CwStore *self, gint64 authority, const char *user, GError **error);
GPtrArray *cw_store_list_accounts    (CwStore *self, gint64 authority, GError **error);                     /* last used first */

/* ---- the practice CA: cw-store-practice.c ---- */
typedef struct {
  gint64 id; int state; gint64 received; gint64 decided; char *reason; GBytes *csr; char *key_id; char *subject; GBytes *certificate; char *serial;
} CwStorePracticeRow;
void                cw_store_practice_row_free (CwStorePracticeRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStorePracticeRow, cw_store_practice_row_free)
typedef struct { gint64 root; gint64 issuing; gboolean hold; guint64 crl_number; } CwStorePractice;         /* ids of certificates, 0: none */
gboolean            cw_store_get_practice      (CwStore *self, CwStorePractice *practice, GError **error);
gboolean            cw_store_set_practice      (CwStore *self, const CwStorePractice *practice, GError **error);
gint64              cw_store_put_practice_row  (CwStore *self, const CwStorePracticeRow *row, GError **error);     /* id 0: adds */
CwStorePracticeRow *cw_store_find_practice_row (CwStore *self, gint64 id, GError **error);
CwStorePracticeRow *cw_store_find_practice_row_by_key (CwStore *self, const char *key_id, GError **error);         /* NULL without error: none */
GPtrArray          *cw_store_list_practice_rows (CwStore *self, GError **error);                                   /* newest first */

G_END_DECLS
