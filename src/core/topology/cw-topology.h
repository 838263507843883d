/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "cw-problem.h"

/* Which computers, pools, SIP domains and web host names the site has: what the names in a certificate are derived from. One text
 * file that a person can read (key file). Editable: a page and the command line change it through these objects and save it.
 * Without a file: this computer, its real FQDN and its addresses. */

G_BEGIN_DECLS

/* What is known of one computer; properties "fqdn", "pool" (FQDN of its pool or NULL), "roles" (strv), "addresses" (strv), read-write. */
#define CW_TYPE_COMPUTER (cw_computer_get_type ())
G_DECLARE_FINAL_TYPE (CwComputer, cw_computer, CW, COMPUTER, GObject)
CwComputer *cw_computer_new      (const char *fqdn);
const char *cw_computer_get_fqdn (CwComputer *self);
const char *cw_computer_get_pool (CwComputer *self);
const char *const *cw_computer_get_roles     (CwComputer *self);
const char *const *cw_computer_get_addresses (CwComputer *self);

/* Properties "fqdn", "internal-web", "external-web", "edge-internal", "access-edge", "data-edge", "av-edge": host names or NULL. */
#define CW_TYPE_POOL (cw_pool_get_type ())
G_DECLARE_FINAL_TYPE (CwPool, cw_pool, CW, POOL, GObject)
CwPool     *cw_pool_new      (const char *fqdn);
const char *cw_pool_get_fqdn (CwPool *self);

/* Properties "name", "primary", "meet" (simple URL's host, NULL: meet.<name>). */
#define CW_TYPE_SIP_DOMAIN (cw_sip_domain_get_type ())
G_DECLARE_FINAL_TYPE (CwSipDomain, cw_sip_domain, CW, SIP_DOMAIN, GObject)
CwSipDomain *cw_sip_domain_new        (const char *name);
const char  *cw_sip_domain_get_name   (CwSipDomain *self);
gboolean     cw_sip_domain_is_primary (CwSipDomain *self);

#define CW_TYPE_TOPOLOGY (cw_topology_get_type ())
G_DECLARE_FINAL_TYPE (CwTopology, cw_topology, CW, TOPOLOGY, GObject)
/* Properties: "dialin", "admin" (hosts of the shared simple URLs, NULL: dialin.<primary domain>, admin.<primary domain>), "modified". Signal "changed". */

CwTopology  *cw_topology_new            (void);      /* this computer alone */
/* A missing file is cw_topology_new(), but the user's own is the computer's first. Mistakes: problems (field "FILE:LINE"), the rest is read. CW_ERROR_DAMAGED when it is no key file. */
CwTopology  *cw_topology_load           (const char *path, GPtrArray *problems, GError **error);
gboolean     cw_topology_save           (CwTopology *self, const char *path, GError **error);
/* The same with the text of before: for a worker, while the object stays where it is edited. */
gboolean     cw_topology_write          (const char *text, const char *path, GError **error);
char        *cw_topology_to_text        (CwTopology *self);
/* Rows "kind,name,key=value,…", as spreadsheets write them: adds and changes. All or nothing; problems as above. */
gboolean     cw_topology_import_csv     (CwTopology *self, const char *text, const char *path, GPtrArray *problems, GError **error);
/* Reads the file, in whatever encoding a spreadsheet wrote it. Blocks. */
gboolean     cw_topology_import_csv_file (CwTopology *self, const char *path, GPtrArray *problems, GError **error);
gboolean     cw_topology_import_csv_bytes (CwTopology *self, GBytes *bytes, const char *path, GPtrArray *problems, GError **error);
GListModel  *cw_topology_get_computers   (CwTopology *self);     /* of CwComputer; this computer first */
GListModel  *cw_topology_get_pools       (CwTopology *self);     /* of CwPool */
GListModel  *cw_topology_get_sip_domains (CwTopology *self);     /* of CwSipDomain; the primary one first */
void         cw_topology_add_computer    (CwTopology *self, CwComputer *computer);
void         cw_topology_add_pool        (CwTopology *self, CwPool *pool);
void         cw_topology_add_sip_domain  (CwTopology *self, CwSipDomain *domain);
gboolean     cw_topology_remove          (CwTopology *self, gpointer item);                 /* any of the three */
void         cw_topology_set_primary     (CwTopology *self, CwSipDomain *domain);
CwComputer  *cw_topology_find_computer   (CwTopology *self, const char *fqdn);              /* borrowed, NULL */
CwPool      *cw_topology_find_pool       (CwTopology *self, const char *fqdn);
CwSipDomain *cw_topology_find_sip_domain (CwTopology *self, const char *name);
CwComputer  *cw_topology_get_this        (CwTopology *self);                                /* this computer; always there */
GListModel  *cw_topology_validate        (CwTopology *self);                                /* of CwProblem */
gboolean     cw_topology_is_empty        (CwTopology *self);                                /* nobody has entered anything yet */
/* The real FQDN of this computer (CERTWIZARD_FQDN in tests), never empty. */
char        *cw_topology_dup_this_fqdn   (void);

G_END_DECLS
