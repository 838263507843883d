/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-error.h"
#include "cw-http-client.h"
#include "test-process.h"
#include "test-tls.h"
#include "test-web.h"

/* What the tests of the HTTP client share: certificates, short requests, and everything that was said, to look for secrets in it. */

G_BEGIN_DECLS

extern TestTls *tls;     /* between fixture_setup() and fixture_teardown() */

void            fixture_setup      (void);
void            fixture_teardown   (void);
/* Trusts the authority of tls, and logs. */
CwHttpClient   *fixture_client_new (void);
CwHttpClient   *fixture_client_with (const char *user, const char *password, CwHttpAuth allowed);
CwHttpClient   *fixture_client_trusting (CwTlsTrust *trust);   /* takes it */
CwHttpResponse *fixture_get        (CwHttpClient *client, const char *uri, GError **error);
CwHttpResponse *fixture_post       (CwHttpClient *client, const char *uri, const char *body, GError **error);
/* With a time limit in seconds. */
CwHttpResponse *fixture_get_within  (CwHttpClient *client, const char *uri, guint seconds, GError **error);
CwHttpResponse *fixture_post_within (CwHttpClient *client, const char *uri, const char *body, guint seconds, GError **error);
/* Longer than what is there takes to come, and short enough to wait for what never comes. */
guint           fixture_get_seconds (void);
/* Both fail with that code and a sentence that has the text in it; the error is kept with the log and cleared. */
void            fixture_assert_error (GError **error, CwError code, const char *text);
/* The body, as text. */
void            fixture_assert_body (CwHttpResponse *response, guint status, const char *body);
/* Everything logged and every message so far. */
char           *fixture_dup_said   (void);
/* Neither the text nor its base64, in whatever position of three, was ever said. */
void            fixture_assert_never_said (const char *secret);

G_END_DECLS
