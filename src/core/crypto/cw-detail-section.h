/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-certificate-details.h"
#include "cw-der.h"

/* How a section of details is filled; only while it is being made. */

G_BEGIN_DECLS

/* oid NULL: a section that is no extension. */
CwDetailSection *cw_detail_section_new        (const char *title, const char *oid, gboolean critical);
void             cw_detail_section_add        (CwDetailSection *self, const char *label, const char *value);
void             cw_detail_section_add_take   (CwDetailSection *self, const char *label, char *value);
void             cw_detail_section_add_format (CwDetailSection *self, const char *label, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* "AA:BB:CC": a hash or an identifier, to be read and compared. */
void             cw_detail_section_add_id     (CwDetailSection *self, const char *label, CwDer bytes);
/* Sixteen bytes to a line, shown on demand. */
void             cw_detail_section_add_raw    (CwDetailSection *self, const char *label, CwDer bytes);
/* The local date and time of a GeneralizedTime or UTCTime. */
void             cw_detail_section_add_time   (CwDetailSection *self, const char *label, gint64 time);
/* "Server authentication (1.3.6.1.5.5.7.3.1)", or the OID alone. */
char            *cw_detail_dup_oid_text       (const char *oid);

G_END_DECLS
