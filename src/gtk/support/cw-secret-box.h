/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-secret.h"

/* Where a password is entered: once for a password that exists, twice and with its strength for a new one. What is typed stays in
 * GTK's locked memory, leaves as CwSecret, and is wiped. */

G_BEGIN_DECLS

#define CW_TYPE_SECRET_BOX (cw_secret_box_get_type ())
G_DECLARE_FINAL_TYPE (CwSecretBox, cw_secret_box, CW, SECRET_BOX, AdwBin)

/* Property "complete" (boolean, notified): what is there can be used. */
GtkWidget *cw_secret_box_new         (gboolean is_new);
gboolean   cw_secret_box_is_complete (CwSecretBox *self);
void       cw_secret_box_set_retry   (CwSecretBox *self, gboolean retry);
CwSecret  *cw_secret_box_dup_secret  (CwSecretBox *self);
void       cw_secret_box_wipe        (CwSecretBox *self);

/* How strong a new passphrase is, 0…4, and the word for it. Counts characters and kinds of characters: a hint, not a judgement. */
guint       cw_passphrase_strength   (const char *text);
const char *cw_passphrase_word       (guint strength);

G_END_DECLS
