/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-problem.h"

struct _CwProblem
{
  GObject parent_instance;

  CwSeverity severity;
  char *field;
  char *sentence;
};

G_DEFINE_FINAL_TYPE (CwProblem, cw_problem, G_TYPE_OBJECT)

static void
cw_problem_finalize (GObject *object)
{
  CwProblem *self = CW_PROBLEM (object);

  g_free (self->field);
  g_free (self->sentence);
  G_OBJECT_CLASS (cw_problem_parent_class)->finalize (object);
}

static void
cw_problem_class_init (CwProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_problem_finalize;
}

static void
cw_problem_init (CwProblem *self)
{
}

CwProblem *
cw_problem_new (CwSeverity severity, const char *field, const char *format, ...)
{
  CwProblem *self = g_object_new (CW_TYPE_PROBLEM, NULL);
  va_list arguments;

  self->severity = severity;
  self->field = g_strdup (field != NULL ? field : "");
  va_start (arguments, format);
  self->sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self;
}

CwSeverity
cw_problem_get_severity (CwProblem *self)
{
  g_return_val_if_fail (CW_IS_PROBLEM (self), CW_SEVERITY_ERROR);
  return self->severity;
}

const char *
cw_problem_get_field (CwProblem *self)
{
  g_return_val_if_fail (CW_IS_PROBLEM (self), "");
  return self->field;
}

const char *
cw_problem_get_sentence (CwProblem *self)
{
  g_return_val_if_fail (CW_IS_PROBLEM (self), "");
  return self->sentence;
}

const char *
cw_severity_to_nick (CwSeverity severity)
{
  switch (severity)
    {
    case CW_SEVERITY_INFO:
      return "info";
    case CW_SEVERITY_WARNING:
      return "warning";
    case CW_SEVERITY_ERROR:
    default:
      return "error";
    }
}
