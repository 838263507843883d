/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-finding.h"

struct _CwFinding {
  GObject    parent_instance;
  char      *usage;
  CwSeverity severity;
  char      *place;
  char      *sentence;
  CwMend     mend;
};

G_DEFINE_FINAL_TYPE (CwFinding, cw_finding, G_TYPE_OBJECT)

static void
cw_finding_finalize (GObject *object)
{
  CwFinding *self = CW_FINDING (object);

  g_free (self->usage);
  g_free (self->place);
  g_free (self->sentence);
  G_OBJECT_CLASS (cw_finding_parent_class)->finalize (object);
}

static void
cw_finding_class_init (CwFindingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_finding_finalize;
}

static void
cw_finding_init (CwFinding *self)
{
}

const char *
cw_mend_to_nick (CwMend mend)
{
  static const char * const nicks[] = { "nothing", "assign-again", "reload", "roll-now" };

  g_return_val_if_fail ((gsize) mend < G_N_ELEMENTS (nicks), nicks[0]);
  return nicks[mend];
}

CwFinding *
cw_finding_new (const char *usage, CwSeverity severity, const char *place, CwMend mend, const char *sentence)
{
  CwFinding *self = g_object_new (CW_TYPE_FINDING, NULL);

  self->usage = g_strdup (usage);
  self->severity = severity;
  self->place = g_strdup (place != NULL ? place : "");
  self->mend = mend;
  self->sentence = g_strdup (sentence);
  return self;
}

const char *
cw_finding_get_usage (CwFinding *self)
{
  return self->usage;
}

CwSeverity
cw_finding_get_severity (CwFinding *self)
{
  return self->severity;
}

const char *
cw_finding_get_place (CwFinding *self)
{
  return self->place;
}

const char *
cw_finding_get_sentence (CwFinding *self)
{
  return self->sentence;
}

CwMend
cw_finding_get_mend (CwFinding *self)
{
  return self->mend;
}

gboolean
cw_finding_equal (CwFinding *a, CwFinding *b)
{
  return a->severity == b->severity && a->mend == b->mend && g_strcmp0 (a->usage, b->usage) == 0
    && g_strcmp0 (a->place, b->place) == 0 && g_strcmp0 (a->sentence, b->sentence) == 0;
}

int
cw_finding_compare (CwFinding *a, CwFinding *b)
{
  int order;

  if (a->severity != b->severity)
    return a->severity > b->severity ? -1 : 1;
  order = g_strcmp0 (a->usage, b->usage);
  return order != 0 ? order : g_strcmp0 (a->place, b->place);
}
