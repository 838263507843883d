/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deadline.h"
#include "cw-http-challenge.h"

/* One account at one server: which kind of login is taken, and the words that it is made of. It never gives out a password a second
 * time once it was refused. Private to this folder. */

G_BEGIN_DECLS

typedef struct _CwHttpLogin CwHttpLogin;

CwHttpLogin *cw_http_login_new         (const char *user, CwSecret *password, CwHttpAuth allowed);
void         cw_http_login_free        (CwHttpLogin *self);
/* Whether the server offers what the account can do. CW_ERROR_AUTHENTICATION: what would help. */
gboolean     cw_http_login_choose      (CwHttpLogin *self, CwHttpChallenge *challenge, gboolean tls, const char *host, GError **error);
/* The value of Authorization to begin with. end_point: the channel binding, or NULL. Fails without anything having been given to the
 * server: CW_ERROR_NO_TICKET, CW_ERROR_AUTHENTICATION (the Kerberos server refused it), CW_ERROR_CANCELLED, CW_ERROR_TIMED_OUT. */
CwSecret    *cw_http_login_begin       (CwHttpLogin *self, const char *host, GBytes *end_point, CwDeadline *deadline, GError **error);
/* What follows the server's reply; NULL without an error when nothing is left to say, which is a refusal. */
CwSecret    *cw_http_login_continue    (CwHttpLogin *self, CwHttpChallenge *challenge, GError **error);
/* The server let us in; its last word is checked where there is one. CW_ERROR_REPLY when that is not from the right server. */
gboolean     cw_http_login_finish      (CwHttpLogin *self, CwHttpChallenge *challenge, const char *host, GError **error);
/* The server said no: from now on cw_http_login_begin() fails. Sets CW_ERROR_AUTHENTICATION. */
void         cw_http_login_refuse      (CwHttpLogin *self, const char *host, GError **error);
/* Whether it worked before. */
gboolean     cw_http_login_is_proven   (CwHttpLogin *self);
/* There is an account, and it cannot be given before the server has asked on this connection. */
gboolean     cw_http_login_needs_asking (CwHttpLogin *self);
/* A login that stays with its connection. */
gboolean     cw_http_login_is_bound    (CwHttpLogin *self);
CwHttpAuth   cw_http_login_get_kind    (CwHttpLogin *self);
/* "Kerberos with the ticket of alice@SIM.TEST", or NULL before it worked. */
const char  *cw_http_login_get_words   (CwHttpLogin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpLogin, cw_http_login_free)

G_END_DECLS
