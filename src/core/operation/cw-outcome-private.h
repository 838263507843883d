/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-outcome.h"

/* What an outcome holds, for the file that writes it down. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  char                *usage;
  char                *title;
  CwPlace              place;
  CwStoredCertificate *before;
  CwStoredCertificate *after;
} CwOutcomeAssignment;

struct _CwOutcome {
  GObject     parent_instance;
  char       *operation;
  CwPlan     *plan;
  CwResult    result;
  char       *summary;
  GError     *error;
  gint64      started;
  gint64      finished;
  gint64      history_id;
  GListStore *certificates;
  GListStore *requests;
  char       *output;
  char       *log;
  GListStore *problems;
  GListStore *files;
  GPtrArray  *assignments;   /* of CwOutcomeAssignment */
  GListStore *findings;
  GPtrArray  *earlier;       /* of CwOutcome */
  GPtrArray  *count_names;   /* in the order they were said */
  GHashTable *counts;        /* name → guint64 */
};

G_END_DECLS
