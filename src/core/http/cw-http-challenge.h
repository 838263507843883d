/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "cw-http-client.h"

/* What a server asks for in WWW-Authenticate (RFC 9110, 11.6.1): several schemes may share a line, separated by the same comma
 * that separates their parameters. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  CwHttpAuth offered;
  char      *others;       /* "Digest, Bearer": schemes that we do not know, or NULL */
  char      *negotiate;    /* what follows the word, "" for nothing; NULL when it is not offered */
  char      *ntlm;
} CwHttpChallenge;

void cw_http_challenge_add   (CwHttpChallenge *self, const char *value);   /* of one header line */
void cw_http_challenge_clear (CwHttpChallenge *self);
/* "Negotiate, NTLM, Basic", "" for none: names that are the same in every language. */
char *cw_http_challenge_dup_words (CwHttpChallenge *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwHttpChallenge, cw_http_challenge_clear)

G_END_DECLS
