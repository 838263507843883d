/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-certificate.h"
#include "cw-problem.h"

/* The way from a certificate to an anchor, with a verdict per certificate and a sentence for each reason. */

G_BEGIN_DECLS

typedef enum {
  CW_VERDICT_GOOD,
  CW_VERDICT_UNTRUSTED,       /* all in order, but ends in nothing that this computer trusts */
  CW_VERDICT_INCOMPLETE,      /* an issuer is missing */
  CW_VERDICT_NOT_YET_VALID,
  CW_VERDICT_EXPIRED,
  CW_VERDICT_BAD,             /* signature wrong, not a CA, path length or name constraint broken, too weak, unknown critical extension */
} CwVerdict;

#define CW_TYPE_CHAIN_LINK (cw_chain_link_get_type ())
G_DECLARE_FINAL_TYPE (CwChainLink, cw_chain_link, CW, CHAIN_LINK, GObject)
CwCertificate *cw_chain_link_get_certificate (CwChainLink *self);
CwVerdict      cw_chain_link_get_verdict     (CwChainLink *self);
/* Of CwProblem: a sentence for each reason. A good one has at most warnings (a short key, …). */
GListModel    *cw_chain_link_get_problems    (CwChainLink *self);
gboolean       cw_chain_link_is_anchor       (CwChainLink *self);

/* Gives the known certificates with that subject (DER), e.g. from the store. */
typedef GPtrArray *(*CwChainLookup) (GBytes *subject_der, gpointer user_data);

#define CW_TYPE_CHAIN (cw_chain_get_type ())
G_DECLARE_FINAL_TYPE (CwChain, cw_chain, CW, CHAIN, GObject)   /* is a GListModel of CwChainLink, leaf first */
/* Blocks (reads the system's anchors the first time): call it in a worker. extra_anchors: of CwCertificate, or NULL. */
CwChain    *cw_chain_new          (CwCertificate *leaf, CwChainLookup lookup, gpointer user_data, GPtrArray *extra_anchors, gint64 now);
CwVerdict   cw_chain_get_verdict  (CwChain *self);                /* of the whole: the worst */
const char *cw_chain_get_summary  (CwChain *self);                /* one sentence */
GPtrArray  *cw_chain_dup_certificates (CwChain *self, gboolean with_anchor);

/* TRUE when this CA certificate's key really signed that certificate. */
gboolean    cw_chain_issued (CwCertificate *issuer, CwCertificate *subject);
const char *cw_verdict_to_nick (CwVerdict verdict);

G_END_DECLS
