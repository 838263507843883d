/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-adcs-pages.h"
#include "cw-authority-kinds.h"
#include "cw-http-client.h"

/* The AD CS kind, as its files share it: settings, one connection, and the ways to ask for a page. Private to this folder. */

G_BEGIN_DECLS

#define CW_TYPE_ADCS (cw_adcs_get_type ())
G_DECLARE_FINAL_TYPE (CwAdcs, cw_adcs, CW, ADCS, CwAuthority)

struct _CwAdcs
{
  CwAuthority parent_instance;

  char *host;              /* as it was given: for a person */
  char *ca_name;           /* or NULL */
  char *base;              /* "https://ca.example.org/certsrv/" */
  char *authentication;
  char *template_name;
  CwTlsTrust *trust;
  CwHttpClient *client;    /* made by the first call */
};

CwAuthority    *cw_adcs_new    (GHashTable *settings, CwPracticeBook *book, GError **error);
void            cw_adcs_check  (GHashTable *settings, GPtrArray *problems);

/* ---- asking: cw-adcs-wire.c ---- */
/* path NULL: the entrance. form NULL: reads; else it is sent, once. */
CwHttpResponse *cw_adcs_ask    (CwAdcs *self, const char *path, GBytes *form, GCancellable *cancellable, GError **error);
CwHttpClient   *cw_adcs_get_client (CwAdcs *self, GError **error);
/* The answer as a page, noted in the log. */
CwAdcsPage     *cw_adcs_read_page (CwAdcs *self, const CwHttpResponse *response);
/* Proves that the account is let in, before anything is sent. */
gboolean        cw_adcs_enter  (CwAdcs *self, GCancellable *cancellable, GError **error);
/* What an answer says that is no answer to what was asked: always sets the error. */
void            cw_adcs_set_unexpected (CwAdcs *self, CwHttpResponse *response, const CwAdcsPage *page, GError **error);

/* ---- chains: cw-adcs-chain.c ---- */
GPtrArray      *cw_adcs_fetch_ca_chain (CwAdcs *self, GCancellable *cancellable, GError **error);
/* found: what came with the leaf. Never fails: what cannot be had is missing, and said in the log. */
GPtrArray      *cw_adcs_find_chain     (CwAdcs *self, CwCertificate *leaf, GPtrArray *found, const char *request_id, GCancellable *cancellable);

/* ---- Test this CA: cw-adcs-test.c ---- */
void            cw_adcs_test   (CwAuthority *authority, CwAuthorityTestLine line, gpointer user_data, GCancellable *cancellable);

G_END_DECLS
