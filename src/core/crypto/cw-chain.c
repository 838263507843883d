/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-chain-link.h"
#include "cw-signature.h"

#include <glib/gi18n-lib.h>

struct _CwChain {
  GObject    parent_instance;
  GPtrArray *links;
  CwVerdict  verdict;
  char      *summary;
};

static GType
cw_chain_get_item_type (GListModel *model)
{
  return CW_TYPE_CHAIN_LINK;
}

static guint
cw_chain_get_n_items (GListModel *model)
{
  return CW_CHAIN (model)->links->len;
}

static gpointer
cw_chain_get_item (GListModel *model, guint position)
{
  GPtrArray *links = CW_CHAIN (model)->links;

  return position < links->len ? g_object_ref (g_ptr_array_index (links, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_chain_get_item_type;
  iface->get_n_items = cw_chain_get_n_items;
  iface->get_item = cw_chain_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwChain, cw_chain, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
cw_chain_finalize (GObject *object)
{
  CwChain *self = CW_CHAIN (object);

  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_free (self->summary);
  G_OBJECT_CLASS (cw_chain_parent_class)->finalize (object);
}

static void
cw_chain_class_init (CwChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_chain_finalize;
}

static void
cw_chain_init (CwChain *self)
{
}

static char *
dup_summary (CwChain *self)
{
  CwChainLink *last = g_ptr_array_index (self->links, self->links->len - 1);

  for (guint i = 0; i < self->links->len; i++)
    {
      CwChainLink *link = g_ptr_array_index (self->links, i);
      if (self->verdict == CW_VERDICT_GOOD || cw_chain_link_get_verdict (link) != self->verdict)
        continue;
      g_autoptr(CwProblem) problem = g_list_model_get_item (cw_chain_link_get_problems (link), 0);
      g_autofree char *name = cw_certificate_dup_display_name (cw_chain_link_get_certificate (link));
      return g_strdup_printf ("%s: %s", name, cw_problem_get_sentence (problem));
    }
  g_autofree char *name = cw_certificate_dup_display_name (cw_chain_link_get_certificate (last));
  return self->links->len == 1 ? g_strdup (_("It is valid, and this computer trusts it."))
                               : g_strdup_printf (_("It is valid; its chain ends in “%s”, which this computer trusts."), name);
}

CwChain *
cw_chain_new (CwCertificate *leaf, CwChainLookup lookup, gpointer user_data, GPtrArray *extra_anchors, gint64 now)
{
  CwChain *self = g_object_new (CW_TYPE_CHAIN, NULL);

  self->links = cw_chain_search (leaf, lookup, user_data, extra_anchors, now);
  self->verdict = cw_chain_link_get_worst (self->links);
  self->summary = dup_summary (self);
  return self;
}

CwVerdict
cw_chain_get_verdict (CwChain *self)
{
  return self->verdict;
}

const char *
cw_chain_get_summary (CwChain *self)
{
  return self->summary;
}

GPtrArray *
cw_chain_dup_certificates (CwChain *self, gboolean with_anchor)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->links->len; i++)
    {
      CwChainLink *link = g_ptr_array_index (self->links, i);
      gboolean root = i > 0 && (cw_chain_link_is_anchor (link) || cw_certificate_is_self_signed (cw_chain_link_get_certificate (link)));
      if (with_anchor || !root)
        g_ptr_array_add (certificates, g_object_ref (cw_chain_link_get_certificate (link)));
    }
  return certificates;
}

gboolean
cw_chain_issued (CwCertificate *issuer, CwCertificate *subject)
{
  return cw_signature_check (issuer, subject) == CW_SIGNATURE_GOOD;
}

const char *
cw_verdict_to_nick (CwVerdict verdict)
{
  static const char *const nicks[] = { "good", "untrusted", "incomplete", "not-yet-valid", "expired", "bad" };

  return verdict < G_N_ELEMENTS (nicks) ? nicks[verdict] : "bad";
}
