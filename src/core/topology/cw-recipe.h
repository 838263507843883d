/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One recipe of a usage file for a name: text with at most one variable in it, "sip.{domains}", "{pool|computer}" (the first that is
 * known), "{domains?}" (left out without a word when there is none). Private to this folder. */

G_BEGIN_DECLS

typedef enum {
  CW_VARIABLE_COMPUTER,        /* the computer's FQDN */
  CW_VARIABLE_HOST,            /* … without its domain */
  CW_VARIABLE_DNS_DOMAIN,      /* … only its domain */
  CW_VARIABLE_ADDRESSES,       /* each IP address of the computer */
  CW_VARIABLE_POOL,
  CW_VARIABLE_WEB_INTERNAL,
  CW_VARIABLE_WEB_EXTERNAL,
  CW_VARIABLE_EDGE_INTERNAL,
  CW_VARIABLE_ACCESS_EDGE,
  CW_VARIABLE_DATA_EDGE,
  CW_VARIABLE_AV_EDGE,
  CW_VARIABLE_DOMAIN,          /* the primary SIP domain */
  CW_VARIABLE_DOMAINS,         /* each chosen SIP domain */
  CW_VARIABLE_MEET,            /* the meeting URL's host of each chosen SIP domain */
  CW_VARIABLE_DIALIN,
  CW_VARIABLE_ADMIN,
  CW_N_VARIABLES
} CwVariable;

typedef struct {
  char      *before;
  char      *after;
  CwVariable variables[CW_N_VARIABLES];
  guint      n_variables;      /* 0: a fixed name */
  gboolean   optional;
} CwRecipe;

/* CW_ERROR_NAME_INVALID with what is wrong. */
CwRecipe   *cw_recipe_parse (const char *text, GError **error);
void        cw_recipe_free  (CwRecipe *self);
const char *cw_variable_get_name (CwVariable variable);    /* "web-internal" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecipe, cw_recipe_free)

G_END_DECLS
