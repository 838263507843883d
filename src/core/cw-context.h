/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-assignments.h"
#include "cw-topology.h"
#include "cw-usage-catalogue.h"

/* The composition root: opens the store and the credentials, and holds them. No logic; passed in, never a global. */

G_BEGIN_DECLS

typedef struct {
  const char *store_directory;     /* --store; NULL: by scope */
  gboolean    system_scope;        /* --system; root's default */
  CwSecret   *store_passphrase;    /* --store-passphrase-file, or NULL */
  CwKeyring  *keyring;             /* NULL: the Secret Service */
} CwContextOptions;

#define CW_TYPE_CONTEXT (cw_context_get_type ())
G_DECLARE_FINAL_TYPE (CwContext, cw_context, CW, CONTEXT, GObject)
CwContext     *cw_context_new         (const CwContextOptions *options, GError **error);   /* blocks: opens the store */
CwStore       *cw_context_get_store   (CwContext *self);
CwStoreAccess *cw_context_get_access  (CwContext *self);
CwKeyring     *cw_context_get_keyring (CwContext *self);
CwAuthorities *cw_context_get_authorities (CwContext *self);
/* Read once, and again after cw_context_reload_topology(); main thread only. Mistakes in the files are in the problems. */
CwTopology       *cw_context_get_topology      (CwContext *self);
CwUsageCatalogue *cw_context_get_usages        (CwContext *self);
const char       *cw_context_get_topology_path (CwContext *self);
/* Made when it is first asked for, main thread only; it may be used in any thread. */
CwAssignments    *cw_context_get_assignments   (CwContext *self);
GListModel       *cw_context_get_topology_problems (CwContext *self);   /* of CwProblem */
void              cw_context_reload_topology   (CwContext *self);
gboolean       cw_context_is_system   (CwContext *self);

G_END_DECLS
