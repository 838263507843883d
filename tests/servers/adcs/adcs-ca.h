/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The CA behind the stand-in for AD CS, by libcrypto alone, so that what the program reads was not written by its own code: a root,
 * an issuing CA that was renewed with a new key, and a TLS CA of its own for the web server. */

G_BEGIN_DECLS

typedef struct _AdcsCa AdcsCa;

/* folder: where tls-ca.pem (for the client to trust), tls-server.pem and root.pem are written. renewals: how often the CA was renewed.
 * issuer_uri: where what is issued says that its issuer is, or NULL; ca.crt and root.crt (DER) are written into the folder. */
AdcsCa *adcs_ca_new         (const char *folder, const char *name, guint renewals, const char *issuer_uri);
void    adcs_ca_free        (AdcsCa *self);
guint   adcs_ca_get_renewals (AdcsCa *self);
/* Issues from a request (PEM or bare base64); DER. other_key: not for the key of the request. NULL: it cannot be read. */
GBytes *adcs_ca_issue       (AdcsCa *self, const char *request, gboolean other_key);
/* The CN of a request, "" without one; NULL: it cannot be read. */
char   *adcs_ca_dup_name    (const char *request);
/* DER of the CA's own certificate, of a renewal. */
GBytes *adcs_ca_get_certificate (AdcsCa *self, guint renewal);
/* A degenerate PKCS #7, DER: with the leaf if there is one, the issuers in no order, and a stranger among them. */
GBytes *adcs_ca_make_chain  (AdcsCa *self, GBytes *leaf, guint renewal);
char   *adcs_dup_pem        (GBytes *certificate);

G_END_DECLS
