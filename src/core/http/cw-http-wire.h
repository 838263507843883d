/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "cw-deadline.h"
#include "cw-http-client.h"
#include "cw-tls-trust-private.h"

/* One request and its answer, as they are: no login, no redirect, no second try. The only file that makes a SoupSession.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwHttpWire CwHttpWire;

typedef struct {
  const char *method;
  GUri       *uri;
  const char *accept;          /* or NULL */
  const char *content_type;
  GBytes     *body;            /* or NULL */
  CwSecret   *authorization;   /* the header's value, or NULL */
  gsize       max_size;
  gboolean    repeatable;      /* libsoup may send it again when an idle connection turns out to be closed */
} CwWireRequest;

typedef struct {
  guint               status;
  SoupMessageHeaders *headers;
  GBytes             *body;
  gboolean            closes;       /* the connection ends with it */
} CwWireReply;
void cw_wire_reply_clear (CwWireReply *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwWireReply, cw_wire_reply_clear)

CwHttpWire         *cw_http_wire_new         (CwTlsTrust *trust);
void                cw_http_wire_free        (CwHttpWire *self);
/* sent: whether anything of the request went out, also on failure. */
gboolean            cw_http_wire_exchange    (CwHttpWire *self, const CwWireRequest *request, CwDeadline *deadline, gboolean *sent,
                                              CwWireReply *reply, GError **error);
/* So that the next request has a fresh connection. */
void                cw_http_wire_disconnect  (CwHttpWire *self);
/* Of the last connection. */
const CwTlsVerdict *cw_http_wire_get_verdict (CwHttpWire *self);
const char         *cw_http_wire_get_version (CwHttpWire *self);   /* "TLS 1.3", or NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpWire, cw_http_wire_free)

G_END_DECLS
