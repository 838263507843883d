/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-parts.h"
#include "cw-chain-link.h"
#include "cw-signature.h"
#include "cw-trust.h"

#include <string.h>

/* The search for the best way from a certificate to an anchor: depth first, because cross-signed authorities give several. */

#define MAX_DEPTH  16     /* certificates in a way */
#define MAX_CHECKS 200    /* signatures: a heap of authorities that all cross-sign each other must not take minutes */

typedef struct {
  CwChainLookup lookup;
  gpointer      user_data;
  GPtrArray    *extra_anchors;
  CwTrust      *trust;      /* NULL: only the extra anchors count */
  gint64        now;
  guint         n_checks;
  GPtrArray    *path;       /* of CwCertificate, borrowed from the candidates that are alive on the stack */
  GPtrArray    *best;       /* of CwChainLink */
  CwVerdict     best_verdict;
} Search;

static gboolean
same_certificate (CwCertificate *a, CwCertificate *b)
{
  return a == b || strcmp (cw_certificate_get_sha256 (a), cw_certificate_get_sha256 (b)) == 0;
}

static gboolean
contains (GPtrArray *certificates, CwCertificate *certificate)
{
  for (guint i = 0; certificates && i < certificates->len; i++)
    if (same_certificate (g_ptr_array_index (certificates, i), certificate))
      return TRUE;
  return FALSE;
}

static gboolean
is_anchor (Search *search, CwCertificate *certificate)
{
  return contains (search->extra_anchors, certificate) || (search->trust && cw_trust_contains (search->trust, certificate));
}

static void
finish (Search *search, CwChainEnd end)
{
  g_autoptr(GPtrArray) links = cw_chain_judge (search->path, end, search->now);
  CwVerdict verdict = cw_chain_link_get_worst (links);

  /* Of two equally bad ways the one that reaches further tells more; of two good ones the first, which is the preferred one. */
  if (search->best && (verdict > search->best_verdict ||
                       (verdict == search->best_verdict && (verdict == CW_VERDICT_GOOD || links->len <= search->best->len))))
    return;
  g_clear_pointer (&search->best, g_ptr_array_unref);
  search->best = g_steal_pointer (&links);
  search->best_verdict = verdict;
}

/* ---- candidates ---- */

static void
add_candidates (GPtrArray *candidates, GPtrArray *more, GBytes *subject)
{
  for (guint i = 0; more && i < more->len; i++)
    {
      CwCertificate *certificate = g_ptr_array_index (more, i);
      if (g_bytes_equal (cw_certificate_get_subject_der (certificate), subject) && !contains (candidates, certificate))
        g_ptr_array_add (candidates, g_object_ref (certificate));
    }
}

static gboolean
get_key_id (CwCertificate *certificate, gboolean of_authority, CwDer *id)
{
  CwCertificateParts parts;
  CwExtension extension;
  CwDer content;
  const char *problem;

  if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (certificate)), &parts, &problem))
    return FALSE;
  if (!of_authority)
    return cw_extension_find (parts.extensions, CW_EXTENSION_SUBJECT_KEY_ID, &extension) && cw_der_open (extension.value, CW_DER_OCTET_STRING, id);
  return cw_extension_find (parts.extensions, CW_EXTENSION_AUTHORITY_KEY_ID, &extension) &&
         cw_der_open (extension.value, CW_DER_SEQUENCE, &content) && cw_der_take (&content, CW_DER_CONTEXT (0), id);
}

/* FALSE only where both say which key it was, and they differ. */
static gboolean
may_be_issuer (CwCertificate *issuer, CwCertificate *subject, gboolean *certain)
{
  CwDer wanted, id;

  *certain = FALSE;
  if (!get_key_id (subject, TRUE, &wanted) || !get_key_id (issuer, FALSE, &id))
    return TRUE;
  *certain = cw_der_equal (wanted, id);
  return *certain;
}

static guint
get_preference (Search *search, CwCertificate *candidate, CwCertificate *subject)
{
  gboolean certain;
  guint points = is_anchor (search, candidate) ? 4 : 0;

  if (cw_certificate_get_not_before (candidate) <= search->now && search->now <= cw_certificate_get_not_after (candidate))
    points += 8;
  if (may_be_issuer (candidate, subject, &certain))
    points += certain ? 2 : 1;
  return points;
}

typedef struct { CwCertificate *certificate; guint points; } Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *first = a, *second = b;

  return first->points < second->points ? 1 : first->points > second->points ? -1 : 0;
}

/* Everything with the name of the issuer, the most promising first. */
static GArray *
rank_candidates (Search *search, GPtrArray *candidates, CwCertificate *subject)
{
  GArray *ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));

  for (guint i = 0; i < candidates->len; i++)
    {
      CwCertificate *candidate = g_ptr_array_index (candidates, i);
      Ranked entry = { candidate, get_preference (search, candidate, subject) };
      g_array_append_val (ranked, entry);
    }
  g_array_sort (ranked, compare_ranked);
  return ranked;
}

static GPtrArray *
find_candidates (Search *search, CwCertificate *subject)
{
  GBytes *issuer = cw_certificate_get_issuer_der (subject);
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) known = search->lookup ? search->lookup (issuer, search->user_data) : NULL;

  add_candidates (candidates, search->extra_anchors, issuer);
  if (search->trust)
    add_candidates (candidates, cw_trust_lookup (search->trust, issuer), issuer);
  add_candidates (candidates, known, issuer);
  return candidates;
}

static void explore (Search *search);

/* Goes on with every candidate that really signed subject. Gives TRUE if there was one; else *why. */
static gboolean
explore_issuers (Search *search, CwCertificate *subject, GPtrArray *candidates, CwChainEnd *why)
{
  g_autoptr(GArray) ranked = rank_candidates (search, candidates, subject);
  gboolean found = FALSE;

  *why = CW_CHAIN_END_MISSING;
  for (guint i = 0; i < ranked->len && search->n_checks < MAX_CHECKS; i++)
    {
      CwCertificate *candidate = g_array_index (ranked, Ranked, i).certificate;
      gboolean certain;
      if (contains (search->path, candidate) || (found && search->best && search->best_verdict == CW_VERDICT_GOOD))
        continue;
      search->n_checks++;
      switch (cw_signature_check (candidate, subject))
        {
        case CW_SIGNATURE_GOOD:
          found = TRUE;
          g_ptr_array_add (search->path, candidate);
          explore (search);
          g_ptr_array_set_size (search->path, (int) search->path->len - 1);
          break;
        case CW_SIGNATURE_WRONG:
          /* An authority of the same name with another key is not the issuer: that one is missing. */
          if (may_be_issuer (candidate, subject, &certain) && *why == CW_CHAIN_END_MISSING)
            *why = CW_CHAIN_END_SIGNATURE;
          break;
        case CW_SIGNATURE_UNSUPPORTED:
          *why = CW_CHAIN_END_UNSUPPORTED;
          break;
        }
    }
  return found;
}

static void
explore (Search *search)
{
  CwCertificate *last = g_ptr_array_index (search->path, search->path->len - 1);
  CwChainEnd why, otherwise = CW_CHAIN_END_MISSING;

  if (is_anchor (search, last))
    {
      finish (search, CW_CHAIN_END_ANCHOR);
      return;
    }
  if (search->path->len >= MAX_DEPTH)
    {
      finish (search, CW_CHAIN_END_TOO_LONG);
      return;
    }
  if (cw_certificate_is_self_signed (last))
    {
      search->n_checks++;
      CwSignatureResult result = cw_signature_check (last, last);
      if (result == CW_SIGNATURE_GOOD)
        {
          finish (search, CW_CHAIN_END_SELF_SIGNED);
          return;
        }
      otherwise = result == CW_SIGNATURE_WRONG ? CW_CHAIN_END_SELF_SIGNATURE : CW_CHAIN_END_UNSUPPORTED;
    }
  g_autoptr(GPtrArray) candidates = find_candidates (search, last);
  if (!explore_issuers (search, last, candidates, &why))
    finish (search, why == CW_CHAIN_END_MISSING ? otherwise : why);
}

static void
begin (Search *search, CwCertificate *leaf)
{
  g_autoptr(GPtrArray) path = g_ptr_array_new ();

  search->path = path;
  search->n_checks = 0;
  g_ptr_array_add (path, leaf);
  explore (search);
}

GPtrArray *
cw_chain_search (CwCertificate *leaf, CwChainLookup lookup, gpointer user_data, GPtrArray *extra_anchors, gint64 now)
{
  Search search = { .lookup = lookup, .user_data = user_data, .extra_anchors = extra_anchors, .now = now };

  /* Reading what this computer trusts takes longer than all the rest, and is of no use where our own anchors do. */
  if (extra_anchors && extra_anchors->len > 0)
    begin (&search, leaf);
  if (search.best && search.best_verdict == CW_VERDICT_GOOD)
    return search.best;
  g_autoptr(CwTrust) trust = cw_trust_get_system ();
  search.trust = trust;
  g_clear_pointer (&search.best, g_ptr_array_unref);
  begin (&search, leaf);
  return search.best;
}
