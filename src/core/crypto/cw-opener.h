/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-pbe-scheme.h"

/* Tries passwords, in all their forms, on the locked parts of one file. It remembers what has fitted, so that a right password
 * costs one derivation per part; and it adds up what all parts will cost, so that a file that takes minutes asks first.
 * Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  GPtrArray    *passwords;     /* of CwSecret, or NULL */
  GPtrArray    *forms[2];      /* by CwPasswordEncoding; NULL before the first use */
  gboolean      has_rare[2];   /* the unlikely forms are among them */
  gboolean      has_passwords; /* somebody gave one */
  gboolean      allow_slow;
  gboolean      forms_only_given;  /* leave out "empty" and "absent" */
  double        cost;
  guint         n_opened;      /* parts that a password has opened */
  guint         good_password; /* which, the last time */
  gint64        start;         /* a wrong password in all its forms must not try a person's patience either */
  GCancellable *cancellable;   /* borrowed */
} CwOpener;

/* TRUE: fits. FALSE with CW_ERROR_PASSWORD_WRONG: try the next. FALSE with anything else: stop. */
typedef gboolean (*CwOpenerTry) (CwSecret *form, gpointer user_data, GError **error);

void      cw_opener_init     (CwOpener *self, GPtrArray *passwords, gboolean allow_slow, GCancellable *cancellable);
void      cw_opener_clear    (CwOpener *self);
/* Adds what a part will cost: CW_ERROR_TOO_SLOW when it becomes too much. */
gboolean  cw_opener_announce (CwOpener *self, const CwKdf *kdf, double cost, GError **error);
/* CW_ERROR_PASSWORD_NEEDED, CW_ERROR_PASSWORD_WRONG, or what the function says. */
gboolean  cw_opener_try      (CwOpener *self, CwPasswordEncoding encoding, double cost, CwOpenerTry function, gpointer user_data, GError **error);
gboolean  cw_opener_is_cancelled (CwOpener *self, GError **error);
/* Announces and opens. */
CwSecret *cw_opener_decrypt  (CwOpener *self, const CwPbeScheme *scheme, const CwBer *data, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwOpener, cw_opener_clear)

G_END_DECLS
