/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deadline.h"
#include "cw-tls-trust-private.h"

/* Why there is no answer, in our codes and in words. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  const char     *host;
  CwDeadline     *deadline;
  CwTlsVerdict   *verdict;     /* the certificate was refused */
  gboolean        connected;   /* somebody listens there */
  gboolean        started;     /* TLS stands as well */
  gboolean        sent;        /* bytes of the request went out */
  gboolean        answered;    /* the head of an answer came in */
  gboolean        repeated;    /* stopped by us, before it was sent twice */
} CwHttpFailure;

/* Takes the cause. */
void cw_http_failure_take (const CwHttpFailure *self, GError *cause, GError **error);

G_END_DECLS
