/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority-kinds.h"
#include "cw-interaction.h"
#include "cw-keyring.h"
#include "cw-live-list.h"
#include "cw-practice-book.h"
#include "cw-store-access.h"
#include "cw-store-requests.h"

/* The authorities that this store knows, and the accounts there: the one place where authority, store and keyring meet. Functions
 * that read or write block; lists for a window are live. */

G_BEGIN_DECLS

/* One of them; immutable. */
#define CW_TYPE_AUTHORITY_INFO (cw_authority_info_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorityInfo, cw_authority_info, CW, AUTHORITY_INFO, GObject)
gint64                 cw_authority_info_get_id       (CwAuthorityInfo *self);    /* 0: built in, or not kept yet */
const CwAuthorityKind *cw_authority_info_get_kind     (CwAuthorityInfo *self);
const char            *cw_authority_info_get_name     (CwAuthorityInfo *self);    /* property "name": "practice", "Example CA" */
const char            *cw_authority_info_get_title    (CwAuthorityInfo *self);    /* property "title": for a person; of practice: that it is for trying out */
const char            *cw_authority_info_get_address  (CwAuthorityInfo *self);    /* "host\CA name"; the name for kinds without */
GHashTable            *cw_authority_info_get_settings (CwAuthorityInfo *self);
gboolean               cw_authority_info_is_default   (CwAuthorityInfo *self);
gint64                 cw_authority_info_get_last_used (CwAuthorityInfo *self);

#define CW_TYPE_AUTHORITIES (cw_authorities_get_type ())
G_DECLARE_FINAL_TYPE (CwAuthorities, cw_authorities, CW, AUTHORITIES, GObject)
CwAuthorities   *cw_authorities_new          (CwStoreAccess *access, CwKeyring *keyring);
CwStoreAccess   *cw_authorities_get_access   (CwAuthorities *self);
/* The default first, then by name, offline, practice last. Of CwAuthorityInfo. */
GPtrArray       *cw_authorities_list         (CwAuthorities *self, GError **error);
CwLiveList      *cw_authorities_list_live    (CwAuthorities *self);
/* A name, "practice", "offline", or "host\CA name"; one of those that nobody added is made up (an AD CS, id 0). NULL: the default.
 * CW_ERROR_AUTHORITY_UNKNOWN, naming what can be chosen. */
CwAuthorityInfo *cw_authorities_find         (CwAuthorities *self, const char *reference, GError **error);
/* Ready to be asked, but for the account. */
CwAuthority     *cw_authorities_create       (CwAuthorities *self, CwAuthorityInfo *info, GError **error);
CwPracticeBook  *cw_authorities_get_practice (CwAuthorities *self);
/* What only this program trusts: the practice CA's root, as soon as there is one. Of CwCertificate, for cw_chain_new(). */
GPtrArray       *cw_authorities_dup_anchors  (CwAuthorities *self, GError **error);

/* ---- accounts ---- */
/* Of CwAccountRecord, last used first. */
GPtrArray       *cw_authorities_list_accounts (CwAuthorities *self, CwAuthorityInfo *info, GError **error);
/* From the keyring. CW_ERROR_NOT_FOUND, CW_ERROR_KEYRING_LOCKED, _UNAVAILABLE. */
CwSecret        *cw_authorities_lookup_password (CwAuthorities *self, CwAuthorityInfo *info, const char *user, GCancellable *cancellable, GError **error);
gboolean         cw_authorities_remember     (CwAuthorities *self, CwAuthorityInfo *info, const char *user, CwSecret *password, GCancellable *cancellable, GError **error);
gboolean         cw_authorities_forget       (CwAuthorities *self, CwAuthorityInfo *info, const char *user, GCancellable *cancellable, GError **error);
/* Gives the authority its account: user NULL is the logged-on user; password NULL is looked up, else asked for (remember: kept after
 * it has worked, by cw_authorities_note_used()). */
gboolean         cw_authorities_prepare_account (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, const char *user, CwSecret *password,
                                                 CwInteraction *interaction, GCancellable *cancellable, GError **error);
/* The authority has answered: notes when, keeps one that was typed as host\CA, keeps a new password where it is to be remembered. */
gboolean         cw_authorities_note_used    (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, gboolean remember, GCancellable *cancellable, GError **error);
/* After CW_ERROR_TLS_UNTRUSTED: shows the fingerprints and asks; TRUE: pinned, and an info with the pin is given to try once more.
 * Never answered by --force: trust is not only a warning. */
CwAuthorityInfo *cw_authorities_ask_trust    (CwAuthorities *self, CwAuthorityInfo *info, CwAuthority *authority, CwInteraction *interaction,
                                              GCancellable *cancellable, GError **error);

G_END_DECLS
