/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-chain-link.h"

/* Nobody reads more, and a certificate that is made to annoy could have a million of them. */
#define MAX_PROBLEMS 20

struct _CwChainLink {
  GObject        parent_instance;
  CwCertificate *certificate;
  GListStore    *problems;
  CwVerdict      verdict;
  gboolean       is_anchor;
};

G_DEFINE_FINAL_TYPE (CwChainLink, cw_chain_link, G_TYPE_OBJECT)

static void
cw_chain_link_finalize (GObject *object)
{
  CwChainLink *self = CW_CHAIN_LINK (object);

  g_clear_object (&self->certificate);
  g_clear_object (&self->problems);
  G_OBJECT_CLASS (cw_chain_link_parent_class)->finalize (object);
}

static void
cw_chain_link_class_init (CwChainLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_chain_link_finalize;
}

static void
cw_chain_link_init (CwChainLink *self)
{
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
}

CwChainLink *
cw_chain_link_new (CwCertificate *certificate, gboolean is_anchor)
{
  CwChainLink *self = g_object_new (CW_TYPE_CHAIN_LINK, NULL);

  self->certificate = g_object_ref (certificate);
  self->is_anchor = is_anchor;
  return self;
}

void
cw_chain_link_add (CwChainLink *self, CwVerdict verdict, const char *field, const char *format, ...)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  va_list args;

  if (n >= MAX_PROBLEMS && verdict <= self->verdict)
    return;
  va_start (args, format);
  g_autofree char *sentence = g_strdup_vprintf (format, args);
  va_end (args);
  CwSeverity severity = verdict == CW_VERDICT_GOOD ? CW_SEVERITY_WARNING : CW_SEVERITY_ERROR;
  g_autoptr(CwProblem) problem = cw_problem_new (severity, field, "%s", sentence);
  /* The worst reason comes first: it is the one that is read. */
  g_list_store_insert (self->problems, verdict > self->verdict ? 0 : n, problem);
  self->verdict = MAX (self->verdict, verdict);
}

CwCertificate *
cw_chain_link_get_certificate (CwChainLink *self)
{
  return self->certificate;
}

CwVerdict
cw_chain_link_get_verdict (CwChainLink *self)
{
  return self->verdict;
}

GListModel *
cw_chain_link_get_problems (CwChainLink *self)
{
  return G_LIST_MODEL (self->problems);
}

gboolean
cw_chain_link_is_anchor (CwChainLink *self)
{
  return self->is_anchor;
}

CwVerdict
cw_chain_link_get_worst (GPtrArray *links)
{
  CwVerdict worst = CW_VERDICT_GOOD;

  for (guint i = 0; i < links->len; i++)
    worst = MAX (worst, cw_chain_link_get_verdict (g_ptr_array_index (links, i)));
  return worst;
}
