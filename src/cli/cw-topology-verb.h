/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-topology.h"
#include "cw-verb.h"

/* What the verbs below "topology" share: which file it is, reading it with its mistakes told, and JSON. */

G_BEGIN_DECLS

extern const CwVerb cw_verb_topology_add;
extern const CwVerb cw_verb_topology_set;
extern const CwVerb cw_verb_topology_remove;
extern const CwVerb cw_verb_topology_import;
extern const CwVerb cw_verb_topology_names;
extern const CwVerb cw_verb_topology_usages;

/* No store is opened: the topology is a file of its own. */
char       *cw_topology_verb_dup_path (CwInvocation *invocation);
/* Complains of mistakes on standard error; with problems they are given instead. */
CwTopology *cw_topology_verb_load     (CwInvocation *invocation, GPtrArray *problems, GError **error);
void        cw_topology_verb_complain (GListModel *problems, GPtrArray *more);
/* "external-web" → "externalWeb". */
char       *cw_topology_verb_dup_camel (const char *property);
void        cw_topology_verb_add_string (JsonBuilder *builder, const char *member, const char *value);    /* null for NULL */
void        cw_topology_verb_add_strings (JsonBuilder *builder, const char *member, const char *const *values);
void        cw_topology_verb_add_problems (JsonBuilder *builder, GListModel *problems, GPtrArray *more);
/* The topology as the one document. */
void        cw_topology_verb_print_json (CwInvocation *invocation, CwTopology *topology, GPtrArray *problems, gboolean changed);
gboolean    cw_topology_verb_has_errors (GListModel *problems, GPtrArray *more);

G_END_DECLS
