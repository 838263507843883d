/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The countries of ISO 3166-1 in the user's language, in the order of its alphabet; the first item is "not given". */

G_BEGIN_DECLS

#define CW_TYPE_COUNTRY (cw_country_get_type ())
G_DECLARE_FINAL_TYPE (CwCountry, cw_country, CW, COUNTRY, GObject)

GListModel *cw_countries_new    (void);                                     /* of CwCountry */
const char *cw_country_get_code (CwCountry *self);                          /* "DE", or NULL */
const char *cw_country_get_name (CwCountry *self);                          /* property "name": "Germany (DE)" */
guint       cw_countries_find   (GListModel *countries, const char *code);  /* its position; 0 when there is none */

G_END_DECLS
