/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-chain.h"

/* How the links of a chain are made and judged; only while the chain is being made. */

G_BEGIN_DECLS

CwChainLink *cw_chain_link_new (CwCertificate *certificate, gboolean is_anchor);
/* The verdict becomes the worse of the two. With CW_VERDICT_GOOD it is a warning. */
void         cw_chain_link_add (CwChainLink *self, CwVerdict verdict, const char *field, const char *format, ...) G_GNUC_PRINTF (4, 5);

CwVerdict    cw_chain_link_get_worst (GPtrArray *links);

/* Why a way goes no further than its last certificate. */
typedef enum {
  CW_CHAIN_END_ANCHOR,
  CW_CHAIN_END_SELF_SIGNED,
  CW_CHAIN_END_SELF_SIGNATURE,     /* calls itself its issuer, and its key did not sign it */
  CW_CHAIN_END_MISSING,
  CW_CHAIN_END_SIGNATURE,          /* the issuer is there, but its key did not sign this */
  CW_CHAIN_END_UNSUPPORTED,        /* the signature cannot be checked */
  CW_CHAIN_END_TOO_LONG,
} CwChainEnd;

/* path: of CwCertificate, leaf first. Gives CwChainLinks. */
GPtrArray   *cw_chain_judge    (GPtrArray *path, CwChainEnd end, gint64 now);
/* The best way that there is. Gives CwChainLinks, at least one. */
GPtrArray   *cw_chain_search   (CwCertificate *leaf, CwChainLookup lookup, gpointer user_data, GPtrArray *extra_anchors, gint64 now);

G_END_DECLS
