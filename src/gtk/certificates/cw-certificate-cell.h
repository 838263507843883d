/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-cell-culler.h"
#include "cw-list-slot.h"

/* One cell of the certificates' table. Cheap to bind, because scrolling binds a thousand of them in a frame: what it says is only
 * made when it is drawn, and again when there is something else in its slot. */

G_BEGIN_DECLS

typedef enum {
  CW_CELL_STATE,
  CW_CELL_FRIENDLY_NAME,
  CW_CELL_SUBJECT,
  CW_CELL_ISSUER,
  CW_CELL_EXPIRES,
  CW_CELL_KEY,
  CW_CELL_NAMES,
  CW_CELL_COMPACT,       /* name, state and expiry on two lines: a narrow window's only column */
} CwCellKind;

#define CW_TYPE_CERTIFICATE_CELL (cw_certificate_cell_get_type ())
G_DECLARE_FINAL_TYPE (CwCertificateCell, cw_certificate_cell, CW, CERTIFICATE_CELL, GtkWidget)

/* item outlives the cell, and is not kept alive. culler may be NULL. */
GtkWidget   *cw_certificate_cell_new      (CwCellKind kind, GtkListItem *item, CwCellCuller *culler);
/* A slot with a CwCertificateRow in it, which must stay as long; NULL: none. */
void         cw_certificate_cell_set_slot (CwCertificateCell *self, CwListSlot *slot);
guint        cw_certificate_cell_get_position (CwCertificateCell *self);

G_END_DECLS
