/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle.h"

/* How the readers of the formats hand over what they find. Private to this folder. */

G_BEGIN_DECLS

CwBundleItem *cw_bundle_item_new_certificate (GBytes *der);
CwBundleItem *cw_bundle_item_new_private_key (CwPrivateKey *key);
/* CRL, request, other, broken: only the sentence. */
CwBundleItem *cw_bundle_item_new_note        (CwBundleItemKind kind, const char *format, ...) G_GNUC_PRINTF (2, 3);
void          cw_bundle_item_set_names       (CwBundleItem *self, const char *friendly_name, GBytes *local_key_id);
void          cw_bundle_item_set_encrypted   (CwBundleItem *self, gboolean encrypted);
/* A small file can claim to hold very many things: so many are listed, and no more are taken. */
#define CW_BUNDLE_MAX_NOTES 10000
#define CW_BUNDLE_MAX_ITEMS 1000000
/* FALSE and CW_ERROR_TOO_LARGE when there is no room for another one. */
gboolean      cw_bundle_item_check_room      (GPtrArray *items, GError **error);
/* Reads bytes as text for a person: UTF-8, else Latin-1; without control characters; at most 256 letters. NULL when nothing is left. */
char         *cw_bundle_item_clean_name      (const char *text, gssize size);

G_END_DECLS
