/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-name-plan.h"

/* What the tests of topologies share: a site as the vendor's pages have it, problems, and folders that vanish. */

#define SITE_TEXT \
  "[Topology]\n" \
  "Admin=admin.litwareinc.com\n" \
  "\n" \
  "[SipDomain fabrikam.com]\n" \
  "\n" \
  "[SipDomain litwareinc.com]\n" \
  "Primary=true\n" \
  "Meet=join.litwareinc.com\n" \
  "\n" \
  "[Pool pool1.litwareinc.com]\n" \
  "InternalWeb=pool1int.litwareinc.com\n" \
  "ExternalWeb=pool1ext.litwareinc.com\n" \
  "\n" \
  "[Pool edge.litwareinc.com]\n" \
  "EdgeInternal=edge-int.litwareinc.com\n" \
  "AccessEdge=ap.litwareinc.com\n" \
  "DataEdge=dp.litwareinc.com\n" \
  "AvEdge=av.litwareinc.com\n" \
  "\n" \
  "[Computer atl-cs-001.litwareinc.com]\n" \
  "Pool=pool1.litwareinc.com\n" \
  "Roles=FrontEnd;Mediation;\n" \
  "Addresses=10.0.0.1;2001:db8::1;\n" \
  "\n" \
  "[Computer atl-edge-001.litwareinc.com]\n" \
  "Pool=edge.litwareinc.com\n"

/* Loads the text, which has to be without mistakes unless problems is given. */
CwTopology *site_new            (const char *text);
CwTopology *site_load           (const char *text, GPtrArray *problems, GError **error);
GPtrArray  *site_problems_new   (void);
/* Fails unless a problem about the field (NULL: any) has the word in its sentence. */
void        site_assert_problem (GPtrArray *problems, const char *field, const char *word);
void        site_assert_listed  (GListModel *problems, CwSeverity severity, const char *field, const char *word);
/* A folder of its own, and a file in it. */
char       *site_make_folder    (void);
void        site_write          (const char *folder, const char *name, const char *text);
void        site_remove_folder  (const char *folder);
