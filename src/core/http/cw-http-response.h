/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "cw-http-client.h"

/* How an answer is made from what libsoup has read. Private to this folder. */

G_BEGIN_DECLS

CwHttpResponse *cw_http_response_new (guint status, SoupMessageHeaders *headers, GBytes *body, GUri *uri);

G_END_DECLS
