/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-alt-name.h"

/* What the kinds of names share: how each is checked and brought into its two forms. Private to this folder. */

G_BEGIN_DECLS

struct _CwAltName
{
  GObject parent_instance;

  CwAltNameKind kind;
  char *text;
  char *ascii;
};

/* Sets both forms, or says what is wrong with the text. */
gboolean cw_alt_name_fill_dns    (CwAltName *self, const char *text, GError **error);
gboolean cw_alt_name_fill_ip     (CwAltName *self, const char *text, GError **error);
gboolean cw_alt_name_fill_email  (CwAltName *self, const char *text, GError **error);
gboolean cw_alt_name_fill_uri    (CwAltName *self, const char *text, GError **error);
/* The name in A-labels and lower case, without the dot at its end; shown is the whole, for the sentence. */
char    *cw_alt_name_encode_host (const char *text, const char *shown, GError **error);
/* CW_ERROR_NAME_INVALID; always FALSE. */
gboolean cw_alt_name_refuse      (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
