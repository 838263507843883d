/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-details.h"
#include "cw-certificate-parts.h"
#include "cw-chain-link.h"
#include "cw-name.h"
#include "cw-name-constraints.h"
#include "cw-signature.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is wrong with each certificate of a way, in words that an administrator understands. */

typedef struct {
  CwChainLink       *link;
  CwCertificate     *certificate;
  CwCertificateParts parts;
  gboolean           is_anchor;
  guint              depth;       /* 0: the leaf */
} Subject;

static void
check_validity (Subject *subject, gint64 now)
{
  gint64 from = cw_certificate_get_not_before (subject->certificate), until = cw_certificate_get_not_after (subject->certificate);

  if (now > until)
    {
      g_autofree char *date = cw_time_to_exact (until);
      cw_chain_link_add (subject->link, CW_VERDICT_EXPIRED, "validity", _("It expired on %s."), date);
    }
  else if (now < from)
    {
      g_autofree char *date = cw_time_to_exact (from);
      cw_chain_link_add (subject->link, CW_VERDICT_NOT_YET_VALID, "validity", _("It is not valid until %s."), date);
    }
}

/* An anchor is trusted as it is: nobody relies on the signature below its name. */
static void
check_algorithm (Subject *subject)
{
  if (subject->is_anchor || cw_certificate_is_self_signed (subject->certificate) || !cw_signature_is_weak (subject->certificate))
    return;
  cw_chain_link_add (subject->link, CW_VERDICT_BAD, "signature-algorithm",
                     _("It is signed with the weak algorithm %s, which can be forged: services and browsers refuse it."),
                     cw_signature_get_name (subject->certificate));
}

static void
check_key (Subject *subject)
{
  const char *words = cw_certificate_get_key_algorithm (subject->certificate);
  guint bits = cw_certificate_get_key_bits (subject->certificate);
  gboolean factored = g_str_has_prefix (words, "RSA") || g_str_has_prefix (words, "DSA");

  if (bits == 0 || strcmp (words, "RSA-OAEP") == 0)
    return;
  if (factored && bits < 1024)
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "key", _("Its key (%s) is so short that it can be broken."), words);
  else if (factored && bits < 2048)
    cw_chain_link_add (subject->link, CW_VERDICT_GOOD, "key", _("Its key (%s) is short: many programs refuse less than 2048 bits."), words);
  else if (!factored && bits < 224)
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "key", _("Its key (%s) is so short that it can be broken."), words);
}

/* Those whose meaning is kept here or checked by the service that uses the certificate. */
static gboolean
is_processed (const char *oid)
{
  static const char *const known[] = {
    "2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.18", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.35",
    "2.5.29.36", "2.5.29.37", "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.14", "1.3.6.1.5.5.7.1.24",
    "2.16.840.1.113730.1.1", "1.3.6.1.4.1.311.21.7", "1.3.6.1.4.1.311.21.10", NULL };

  return g_strv_contains (known, oid);
}

static void
check_extensions (Subject *subject)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CwDer rest = subject->parts.extensions;
  CwExtension extension;
  char oid[CW_DER_OID_MAX];

  while (cw_extension_next (&rest, &extension))
    {
      cw_der_to_oid (extension.oid, oid, sizeof oid);
      if (extension.critical && !is_processed (oid))
        cw_chain_link_add (subject->link, CW_VERDICT_BAD, "extensions",
                           _("It has the critical extension “%s”, which this program does not know and programs that do not know it must refuse."),
                           cw_oid_get_name (oid));
      if (!g_hash_table_add (seen, g_strdup (oid)))
        cw_chain_link_add (subject->link, CW_VERDICT_BAD, "extensions", _("It has the extension “%s” more than once."), cw_oid_get_name (oid));
    }
  if (rest.size > 0)
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "extensions", _("Its list of extensions is damaged."));
}

/* Whether it may sign certificates at all. A trusted one of version 1 knows no extensions: being trusted is enough. */
static void
check_authority (Subject *subject)
{
  CwExtension extension;
  CwDer bits;

  if (subject->depth == 0 || (subject->is_anchor && subject->parts.version < 3))
    return;
  if (!cw_certificate_is_ca (subject->certificate))
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "basic-constraints",
                       _("It is no certification authority (its basic constraints do not say so), and may not issue certificates."));
  if (cw_extension_find (subject->parts.extensions, CW_EXTENSION_KEY_USAGE, &extension) &&
      !(cw_der_take_bits (&extension.value, &bits) && bits.size > 0 && (bits.data[0] & 0x04)))
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "key-usage",
                       _("Its key may not sign certificates (its key usage does not say so)."));
}

/* FALSE when there is no limit. */
static gboolean
get_path_length (const CwCertificateParts *parts, guint *length)
{
  CwExtension extension;
  CwDer content, number;
  gboolean is_ca;

  return cw_extension_find (parts->extensions, CW_EXTENSION_BASIC_CONSTRAINTS, &extension) &&
         cw_der_open (extension.value, CW_DER_SEQUENCE, &content) && cw_der_take_boolean (&content, &is_ca) && is_ca &&
         cw_der_take (&content, CW_DER_INTEGER, &number) && cw_der_to_uint (number, length);
}

/* Authorities that only changed their own key do not count. */
static void
check_path_length (Subject *subject, GPtrArray *path)
{
  guint limit, below = 0;

  if (!get_path_length (&subject->parts, &limit))
    return;
  for (guint i = 1; i < subject->depth; i++)
    below += cw_certificate_is_self_signed (g_ptr_array_index (path, i)) ? 0 : 1;
  if (below > limit)
    cw_chain_link_add (subject->link, CW_VERDICT_BAD, "path-length",
                       ngettext ("It allows %u subordinate authority below it, and there are %u.",
                                 "It allows %u subordinate authorities below it, and there are %u.", limit), limit, below);
}

static void
check_name_constraints (Subject *subject, GPtrArray *path)
{
  for (guint i = 0; i < subject->depth; i++)
    {
      CwCertificate *below = g_ptr_array_index (path, i);
      if (i > 0 && cw_certificate_is_self_signed (below))
        continue;
      g_autofree char *name = cw_name_constraints_dup_violation (subject->certificate, below);
      g_autofree char *holder = name ? cw_certificate_dup_display_name (below) : NULL;
      if (name)
        cw_chain_link_add (subject->link, CW_VERDICT_BAD, "name-constraints",
                           _("Its name constraints do not allow the name “%s” in the certificate of “%s”."), name, holder);
    }
}

/* Windows and browsers want the purposes of a certificate in each authority that lists purposes at all; others do not care. */
static void
check_purposes (Subject *subject, CwCertificate *leaf)
{
  const char *const *own = cw_certificate_get_purposes (subject->certificate);

  if (subject->depth == 0 || !own[0] || g_strv_contains (own, "2.5.29.37.0"))
    return;
  for (const char *const *each = cw_certificate_get_purposes (leaf); *each; each++)
    if (!g_strv_contains (own, *each))
      cw_chain_link_add (subject->link, CW_VERDICT_GOOD, "purposes",
                         _("It may not issue certificates for the purpose “%s”: some programs refuse the certificate for that."),
                         cw_oid_get_name (*each));
}

/* Where the issuer's certificate can be had, as the authority information access says; NULL when it does not. */
static char *
dup_issuer_address (const CwCertificateParts *parts)
{
  CwExtension extension;
  CwDer list, access, name;
  char method[CW_DER_OID_MAX];
  guint tag;

  if (!cw_extension_find (parts->extensions, CW_EXTENSION_AUTHORITY_ACCESS, &extension) || !cw_der_open (extension.value, CW_DER_SEQUENCE, &list))
    return NULL;
  while (cw_der_take (&list, CW_DER_SEQUENCE, &access))
    if (cw_der_take_oid (&access, method, sizeof method) && strcmp (method, "1.3.6.1.5.5.7.48.2") == 0 &&
        cw_der_next (&access, &tag, &name, NULL) && tag == CW_DER_CONTEXT (6))
      return cw_general_name_dup_text (tag, name, TRUE);
  return NULL;
}

static void
add_missing_issuer (Subject *subject, const char *issuer)
{
  g_autofree char *address = dup_issuer_address (&subject->parts);

  if (address)
    cw_chain_link_add (subject->link, CW_VERDICT_INCOMPLETE, "issuer",
                       _("Its issuer “%s” is neither in the store nor among the authorities that this computer trusts. It is published at %s."),
                       issuer, address);
  else
    cw_chain_link_add (subject->link, CW_VERDICT_INCOMPLETE, "issuer",
                       _("Its issuer “%s” is neither in the store nor among the authorities that this computer trusts."), issuer);
}

static void
check_end (Subject *subject, CwChainEnd end)
{
  CwChainLink *link = subject->link;
  CwCertificate *last = subject->certificate;
  const char *issuer = cw_certificate_get_issuer_name (last);

  switch (end)
    {
    case CW_CHAIN_END_ANCHOR:
      break;
    case CW_CHAIN_END_SELF_SIGNED:
      cw_chain_link_add (link, CW_VERDICT_UNTRUSTED, "trust", _("It is signed by itself, and this computer does not trust it."));
      break;
    case CW_CHAIN_END_SELF_SIGNATURE:
      cw_chain_link_add (link, CW_VERDICT_BAD, "signature", _("It names itself as its issuer, but its signature was not made with its own key."));
      break;
    case CW_CHAIN_END_MISSING:
      add_missing_issuer (subject, *issuer ? issuer : "?");
      break;
    case CW_CHAIN_END_SIGNATURE:
      cw_chain_link_add (link, CW_VERDICT_BAD, "signature", _("Its signature was not made with the key of its issuer “%s”: it is damaged or forged."), issuer);
      break;
    case CW_CHAIN_END_UNSUPPORTED:
      cw_chain_link_add (link, CW_VERDICT_BAD, "signature", _("Its signature (%s) cannot be checked by this program."), cw_signature_get_name (last));
      break;
    case CW_CHAIN_END_TOO_LONG:
      cw_chain_link_add (link, CW_VERDICT_BAD, "path-length", _("The chain of authorities above it is too long."));
      break;
    }
}

GPtrArray *
cw_chain_judge (GPtrArray *path, CwChainEnd end, gint64 now)
{
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func (g_object_unref);
  const char *problem;

  for (guint i = 0; i < path->len; i++)
    {
      Subject subject = { .certificate = g_ptr_array_index (path, i), .depth = i };
      subject.is_anchor = end == CW_CHAIN_END_ANCHOR && i == path->len - 1;
      subject.link = cw_chain_link_new (subject.certificate, subject.is_anchor);
      g_ptr_array_add (links, subject.link);
      if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (subject.certificate)), &subject.parts, &problem))
        continue;
      if (i == path->len - 1)
        check_end (&subject, end);
      check_validity (&subject, now);
      check_algorithm (&subject);
      check_key (&subject);
      check_extensions (&subject);
      check_authority (&subject);
      check_path_length (&subject, path);
      check_name_constraints (&subject, path);
      check_purposes (&subject, g_ptr_array_index (path, 0));
    }
  return g_steal_pointer (&links);
}
