/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* What the sections of the page are made of, and the sections that have a file of their own. A document may say anything: what is not
 * there, or something else than expected, is an empty text. Private to this folder. */

G_BEGIN_DECLS

typedef struct {
  const char *nick;
  const char *text;
  const char *class_name;
  const char *mark;
} CwReportState;

/* cw-report-pieces.c */
const char *cw_report_get_string     (JsonObject *object, const char *member);
JsonArray  *cw_report_get_array      (JsonObject *object, const char *member);
JsonObject *cw_report_get_object     (JsonObject *object, const char *member);
JsonObject *cw_report_get_element    (JsonArray *array, guint index);
void        cw_report_append_escaped (GString *html, const char *text);
void        cw_report_append_cell    (GString *html, const char *text, const char *class_name);
void        cw_report_begin_section  (GString *html, const char *title, const char * const *titles);
void        cw_report_end_section    (GString *html);
void        cw_report_append_state   (GString *html, const CwReportState *states, gsize n_states, const char *nick, const char *element,
                                      const char *extra_class);
char       *cw_report_dup_local_time (const char *rfc3339);
char       *cw_report_dup_joined     (JsonArray *names);

/* cw-report-findings.c */
void        cw_report_append_assignments (GString *html, JsonObject *root);
void        cw_report_append_findings    (GString *html, JsonObject *root);
void        cw_report_append_problems    (GString *html, JsonObject *root);

G_END_DECLS
