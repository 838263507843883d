/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What can be entered of a computer, a pool, a SIP domain and the site: one table from which the file, the CSV import, the command
 * line and the window's form are made. */

G_BEGIN_DECLS

typedef enum {
  CW_TOPOLOGY_HOST,         /* a host name */
  CW_TOPOLOGY_WORDS,        /* words, one or several */
  CW_TOPOLOGY_ADDRESSES,    /* IP addresses, one or several */
} CwTopologyFieldKind;

typedef struct {
  const char *property;   /* "external-web": property, CSV and command line; NULL ends a table */
  const char *key;        /* "ExternalWeb": in the file */
  const char *title;      /* for translation: "External web services" */
  const char *hint;       /* for translation: what it is for */
  CwTopologyFieldKind kind;
} CwTopologyField;

/* type: of CwComputer, CwPool, CwSipDomain or CwTopology (what the whole site shares). */
const CwTopologyField *cw_topology_get_fields     (GType type);
const CwTopologyField *cw_topology_find_field     (GType type, const char *property);
/* The value as it is entered: several are separated by commas; "" for none. */
char                  *cw_topology_field_dup_text (const CwTopologyField *self, gpointer item);
/* Checks, brings into the usual form and sets; "" clears. CW_ERROR_NAME_INVALID with the reason, and nothing is set. */
gboolean               cw_topology_field_set_text (const CwTopologyField *self, gpointer item, const char *text, GError **error);
gboolean               cw_topology_field_check    (const CwTopologyField *self, const char *text, GError **error);
/* A host name in the form in which it is kept, no wildcard; NULL with CW_ERROR_NAME_INVALID. */
char                  *cw_topology_dup_host       (const char *text, GError **error);
/* The same name always has the same key, however it is written. Never NULL. */
char                  *cw_topology_dup_host_key   (const char *text);

G_END_DECLS
