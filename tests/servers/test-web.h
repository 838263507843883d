/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A web server in the process of the test that does exactly what the test tells it, byte for byte, also what no decent server does.
 * It counts what it was asked. */

G_BEGIN_DECLS

typedef struct _TestWeb TestWeb;

typedef struct {
  char       *method, *target;
  GHashTable *headers;      /* lower-case name → value */
  GBytes     *body;
  guint       connection;   /* which one, from 1 on */
} TestWebRequest;

/* Called in a thread for every request that was read whole. TRUE: the connection goes on; FALSE: it is cut here and now. */
typedef gboolean (*TestWebAnswer) (TestWeb *self, const TestWebRequest *request, gpointer data, GIOStream *stream);

/* certificate and key: paths of PEM files, or NULL for plain HTTP. */
TestWeb    *test_web_start      (const char *certificate, const char *key, TestWebAnswer answer, gpointer data);
void        test_web_stop       (TestWeb *self);
/* "https://localhost:PORT/a"; host NULL: localhost. */
char       *test_web_dup_uri    (TestWeb *self, const char *host, const char *path);
/* Requests so far: method NULL for any; only those that had an Authorization. */
guint       test_web_count      (TestWeb *self, const char *method, gboolean with_login);
guint       test_web_connections (TestWeb *self);
/* The last request, without its connection; owned by the server, valid until it stops. */
const TestWebRequest *test_web_get_last (TestWeb *self, const char *method);
/* "http/1.1" or "h2", what was agreed on last; NULL for nothing. */
char       *test_web_dup_protocol (TestWeb *self);

/* For answers. FALSE when the other side is gone. */
gboolean    test_web_say        (GIOStream *stream, const char *text, gssize size);
/* headers: lines that end in CR LF, or NULL. Adds Content-Length. */
gboolean    test_web_reply      (GIOStream *stream, guint status, const char *headers, const char *body);
/* Ends the connection as TLS wants it. */
void        test_web_end        (GIOStream *stream);
/* Until the other side has closed, or the server is stopped. */
void        test_web_wait_end   (TestWeb *self, GIOStream *stream);
/* The event that a request is there: waits until so many have come in. */
void        test_web_wait       (TestWeb *self, guint requests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestWeb, test_web_stop)

G_END_DECLS
