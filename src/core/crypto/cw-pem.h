/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-ber.h"

/* Finds the blocks of PEM in any text, without copying. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  const char *start, *end;
  const char *at;            /* behind the last block */
  const char *counted;       /* lines are only counted when somebody asks, and never twice */
  guint       line;
} CwPemScanner;

typedef struct {
  const char *start;         /* of BEGIN */
  CwBer       label;
  CwBer       before;        /* the text since the last block */
  CwBer       headers;       /* "Proc-Type: …", empty mostly */
  CwBer       body;
  gboolean    complete;      /* has its END */
} CwPemBlock;

void     cw_pem_scanner_init (CwPemScanner *self, const CwBer *text);
gboolean cw_pem_scanner_next (CwPemScanner *self, CwPemBlock *block);
/* Of a block that is not before one that was asked for earlier. */
guint    cw_pem_scanner_get_line (CwPemScanner *self, const CwPemBlock *block);

gboolean cw_pem_label_is     (const CwPemBlock *block, const char *label);
/* The value of "NAME: value" in the headers, or of an attribute in the text before; NULL without. */
char    *cw_pem_dup_field    (const CwBer *text, const char *name);

G_END_DECLS
