/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-bundle-item.h"
#include "cw-opener.h"

/* The state of reading one file, shared by the readers of DER and PEM. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  const CwBundleOptions *options;    /* never NULL */
  GCancellable *cancellable;
  GPtrArray    *items;
  CwOpener      opener;
  gboolean      unchecked;           /* something opened without an integrity check */
  guint         n_notes;
  guint         n_good;
  GError       *first_problem;
} CwBundleReader;

/* Where a part comes from, for sentences and names; all may be NULL. */
typedef struct {
  const char *where;                 /* "“CERTIFICATE” in line 12" */
  const char *friendly_name;
  GBytes     *local_key_id;
} CwBundleOrigin;

/* Takes the item. */
void     cw_bundle_reader_add         (CwBundleReader *self, const CwBundleOrigin *origin, CwBundleItem *item);
void     cw_bundle_reader_add_note    (CwBundleReader *self, const CwBundleOrigin *origin, CwBundleItemKind kind, const char *sentence);
/* Takes the problem. TRUE: noted, go on. FALSE: it ends the reading. */
gboolean cw_bundle_reader_add_problem (CwBundleReader *self, const CwBundleOrigin *origin, GError *problem, GError **error);
/* A clear private key, from wherever. */
gboolean cw_bundle_reader_add_key     (CwBundleReader *self, const CwBundleOrigin *origin, CwSecret *der, gboolean encrypted, GError **error);

/* One element, whatever it is (cw-bundle-der.c). */
gboolean cw_bundle_read_element       (CwBundleReader *self, const CwBundleOrigin *origin, const CwElement *element, GError **error);
/* Everything that is PEM in a text (cw-bundle-pem.c). */
gboolean cw_bundle_read_pem           (CwBundleReader *self, const CwBer *text, GError **error);

G_END_DECLS
