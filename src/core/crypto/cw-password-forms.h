/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "cw-secret.h"

/* The bytes that a typed password may have become on its way into a container: UTF-8, UTF-16, composed or decomposed, or
 * what a tool that knew only one byte per letter made of it. Likely ones first, none twice. Private to this folder. */

G_BEGIN_DECLS

typedef enum {
  CW_PASSWORD_BMP,      /* PKCS #12: big-endian UTF-16 with two zero bytes behind */
  CW_PASSWORD_BYTES,    /* everything else */
} CwPasswordEncoding;

/* Which password a form belongs to: the index among those that were given, or "none". */
#define CW_PASSWORD_NONE G_MAXUINT

typedef struct {
  CwSecret *bytes;
  guint     password;
  gboolean  proven;     /* has opened something of this file */
} CwPasswordForm;

void       cw_password_form_free (CwPasswordForm *self);
/* passwords: of CwSecret, or NULL. The likely forms, then those of "empty" and "absent". */
GPtrArray *cw_password_forms_new (GPtrArray *passwords, CwPasswordEncoding encoding);
/* Appends the unlikely ones: made only when no other has fitted. */
void       cw_password_forms_add_rare (GPtrArray *forms, GPtrArray *passwords, CwPasswordEncoding encoding);
/* What has just opened something is tried first from now on; then the other forms of the same password. */
void       cw_password_forms_prefer (GPtrArray *forms, const CwPasswordForm *form, guint password);

G_END_DECLS
