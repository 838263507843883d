/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* What every validate() and check gives: how bad, about which field or thing, and one sentence. Immutable. */

G_BEGIN_DECLS

typedef enum { CW_SEVERITY_INFO, CW_SEVERITY_WARNING, CW_SEVERITY_ERROR } CwSeverity;

#define CW_TYPE_PROBLEM (cw_problem_get_type ())
G_DECLARE_FINAL_TYPE (CwProblem, cw_problem, CW, PROBLEM, GObject)

CwProblem  *cw_problem_new          (CwSeverity severity, const char *field, const char *format, ...) G_GNUC_PRINTF (3, 4);
CwSeverity  cw_problem_get_severity (CwProblem *self);
const char *cw_problem_get_field    (CwProblem *self);   /* a property name, a file, a record: never NULL */
const char *cw_problem_get_sentence (CwProblem *self);
/* "error", "warning", "info": for --json. */
const char *cw_severity_to_nick     (CwSeverity severity);

G_END_DECLS
