/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name-constraints.h"
#include "cw-certificate-parts.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TAG_OTHER CW_DER_CONTEXT_CONSTRUCTED (0)
#define TAG_EMAIL CW_DER_CONTEXT (1)
#define TAG_DNS   CW_DER_CONTEXT (2)
#define TAG_NAME  CW_DER_CONTEXT_CONSTRUCTED (4)
#define TAG_URI   CW_DER_CONTEXT (6)
#define TAG_IP    CW_DER_CONTEXT (7)

typedef struct { guint tag; CwDer value; } GeneralName;

typedef gboolean (*Matcher) (CwDer name, CwDer constraint, gboolean excluded);

/* ---- one matcher per form ---- */

static gboolean
ends_with (CwDer text, CwDer end)
{
  return text.size >= end.size && g_ascii_strncasecmp ((const char *) text.data + text.size - end.size, (const char *) end.data, end.size) == 0;
}

static gboolean
same_text (CwDer a, CwDer b)
{
  return a.size == b.size && ends_with (a, b);
}

/* "example.org" allows itself and everything below; ".example.org" only what is below. */
static gboolean
match_dns (CwDer name, CwDer constraint, gboolean excluded)
{
  if (constraint.size == 0)
    return TRUE;
  /* A wildcard covers what is excluded below it, too. */
  if (excluded && name.size > 2 && name.data[0] == '*' && name.data[1] == '.' && ends_with (constraint, (CwDer) { name.data + 1, name.size - 1 }))
    return TRUE;
  if (!ends_with (name, constraint))
    return FALSE;
  return name.size == constraint.size || constraint.data[0] == '.' || name.data[name.size - constraint.size - 1] == '.';
}

/* "host" allows exactly that host, ".host" everything below it. */
static gboolean
match_host (CwDer host, CwDer constraint)
{
  if (constraint.size > 0 && constraint.data[0] == '.')
    return host.size > constraint.size && ends_with (host, constraint);
  return constraint.size == 0 || same_text (host, constraint);
}

static gboolean
match_email (CwDer name, CwDer constraint, gboolean excluded)
{
  gsize at = name.size;

  while (at > 0 && name.data[at - 1] != '@')
    at--;
  if (memchr (constraint.data ? (const void *) constraint.data : "", '@', constraint.size))
    return same_text (name, constraint);
  return at > 0 && match_host ((CwDer) { name.data + at, name.size - at }, constraint);
}

static gboolean
match_uri (CwDer name, CwDer constraint, gboolean excluded)
{
  g_autofree char *text = g_strndup ((const char *) name.data, name.size);
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri ? g_uri_get_host (uri) : NULL;

  /* Without a host there is nothing to compare: outside of what is permitted, and not what was excluded. */
  return host && match_host ((CwDer) { (const guint8 *) host, strlen (host) }, constraint);
}

static gboolean
match_address (CwDer name, CwDer constraint, gboolean excluded)
{
  if (constraint.size != name.size * 2)
    return FALSE;
  for (gsize i = 0; i < name.size; i++)
    if ((name.data[i] ^ constraint.data[i]) & constraint.data[name.size + i])
      return FALSE;
  return TRUE;
}

/* Equal in their encoding, or as text without regard to case: the same name is often written in two string types. */
static gboolean
same_attributes (CwDer a, CwDer b)
{
  if (cw_der_equal (a, b))
    return TRUE;
  g_autofree char *first = cw_name_dup_text (a);
  g_autofree char *second = cw_name_dup_text (b);
  g_autofree char *folded = g_utf8_casefold (first, -1);
  g_autofree char *other = g_utf8_casefold (second, -1);
  return strcmp (folded, other) == 0;
}

/* The constraint is a leading part of the name. */
static gboolean
match_name (CwDer name, CwDer constraint, gboolean excluded)
{
  CwDer set, wanted, whole;
  guint tag;

  if (!cw_der_open (name, CW_DER_SEQUENCE, &name) || !cw_der_open (constraint, CW_DER_SEQUENCE, &constraint))
    return FALSE;
  while (cw_der_next (&constraint, &tag, NULL, &wanted))
    if (!cw_der_next (&name, &tag, &set, &whole) || !same_attributes (whole, wanted))
      return FALSE;
  return TRUE;
}

static gboolean
split_other_name (CwDer name, CwDer *oid, CwDer *text)
{
  CwDer value;
  guint tag;

  return cw_der_take (&name, CW_DER_OID, oid) && cw_der_take (&name, CW_DER_CONTEXT_CONSTRUCTED (0), &value) &&
         cw_der_next (&value, &tag, text, NULL);
}

/* User principal names and service names are constrained by their end: "@example.org", ".example.org", "example.org". */
static gboolean
match_other (CwDer name, CwDer constraint, gboolean excluded)
{
  CwDer oid, text, end;

  if (!split_other_name (name, &oid, &text) || !split_other_name (constraint, &oid, &end) || !ends_with (text, end))
    return FALSE;
  return text.size == end.size || end.size == 0 || end.data[0] == '.' || end.data[0] == '@' ||
         text.data[text.size - end.size - 1] == '.' || text.data[text.size - end.size - 1] == '@';
}

/* A constraint says something about names of its own form only, and other names have as many forms as types. */
static gboolean
same_form (const GeneralName *name, guint tag, CwDer constraint)
{
  CwDer a, b, text;

  if (tag != name->tag || tag != TAG_OTHER)
    return tag == name->tag;
  return split_other_name (name->value, &a, &text) && split_other_name (constraint, &b, &text) && cw_der_equal (a, b);
}

static Matcher
get_matcher (guint tag)
{
  switch (tag)
    {
    case TAG_OTHER: return match_other;
    case TAG_EMAIL: return match_email;
    case TAG_DNS:   return match_dns;
    case TAG_NAME:  return match_name;
    case TAG_URI:   return match_uri;
    case TAG_IP:    return match_address;
    default:        return NULL;
    }
}

/* ---- the names of a certificate ---- */

static void
collect_alternative_names (GArray *names, CwDer extensions)
{
  CwExtension extension;
  GeneralName name;
  CwDer list;

  if (!cw_extension_find (extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &extension) || !cw_der_open (extension.value, CW_DER_SEQUENCE, &list))
    return;
  while (cw_der_next (&list, &name.tag, &name.value, NULL))
    g_array_append_val (names, name);
}

static gboolean
has_tag (GArray *names, guint tag)
{
  for (guint i = 0; i < names->len; i++)
    if (g_array_index (names, GeneralName, i).tag == tag)
      return TRUE;
  return FALSE;
}

static gboolean
looks_like_host (CwDer text)
{
  gboolean dot = FALSE;

  for (gsize i = 0; i < text.size; i++)
    {
      dot = dot || text.data[i] == '.';
      if (!g_ascii_isalnum (text.data[i]) && !strchr (".-*_", text.data[i]))
        return FALSE;
    }
  return dot;
}

/* What the subject holds in place of alternative names: e-mail addresses, and a host as common name, which some programs
 * still accept where no DNS name is given. */
static void
collect_subject_names (GArray *names, const CwCertificateParts *parts, gboolean with_host)
{
  static const CwDer email = { (const guint8 *) "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9 }, common_name = { (const guint8 *) "\x55\x04\x03", 3 };
  gboolean emails = !has_tag (names, TAG_EMAIL), hosts = with_host && !has_tag (names, TAG_DNS);
  CwDer rest = parts->subject, set, attribute, oid, text;
  guint tag;

  if (rest.size > 0)
    g_array_append_vals (names, &(GeneralName) { TAG_NAME, parts->subject_whole }, 1);
  while (cw_der_take (&rest, CW_DER_SET, &set))
    while (cw_der_take (&set, CW_DER_SEQUENCE, &attribute))
      if (!cw_der_take (&attribute, CW_DER_OID, &oid) || !cw_der_next (&attribute, &tag, &text, NULL))
        continue;
      else if (emails && cw_der_equal (oid, email))
        g_array_append_vals (names, &(GeneralName) { TAG_EMAIL, text }, 1);
      else if (hosts && cw_der_equal (oid, common_name) && looks_like_host (text))
        g_array_append_vals (names, &(GeneralName) { TAG_DNS, text }, 1);
}

/* ---- the check ---- */

/* For permitted subtrees, *any says whether there is one of this form at all. */
static gboolean
is_in_subtrees (const GeneralName *name, CwDer subtrees, gboolean excluded, gboolean *any)
{
  Matcher matcher = get_matcher (name->tag);
  CwDer subtree, value;
  guint tag;
  gboolean found = FALSE;

  *any = FALSE;
  while (cw_der_take (&subtrees, CW_DER_SEQUENCE, &subtree))
    if (cw_der_next (&subtree, &tag, &value, NULL) && same_form (name, tag, value))
      {
        *any = TRUE;
        /* A form without a matcher cannot be proved to be permitted, nor not to be excluded. */
        found = found || (matcher ? matcher (name->value, value, excluded) : excluded);
      }
  return found;
}

static gboolean
is_allowed (const GeneralName *name, CwDer permitted, CwDer excluded)
{
  gboolean any;

  if (is_in_subtrees (name, excluded, TRUE, &any))
    return FALSE;
  return is_in_subtrees (name, permitted, FALSE, &any) || !any;
}

/* Names times constraints: more than this is no certificate but an attempt to keep us busy. */
#define MAX_COMPARISONS (1 << 20)

static gsize
count_subtrees (CwDer subtrees)
{
  CwDer subtree;
  gsize n = 0;

  while (cw_der_take (&subtrees, CW_DER_SEQUENCE, &subtree))
    n++;
  return n;
}

static char *
dup_name (const GeneralName *name)
{
  char *text = cw_general_name_dup_text (name->tag, name->value, FALSE);

  return text ? text : g_strdup ("?");
}

char *
cw_name_constraints_dup_violation (CwCertificate *authority, CwCertificate *subject)
{
  CwCertificateParts parts, authority_parts;
  CwExtension extension;
  CwDer content, permitted = { NULL, 0 }, excluded = { NULL, 0 };
  const char *problem;

  if (!cw_certificate_parts_read (cw_der (cw_certificate_get_der (authority)), &authority_parts, &problem) ||
      !cw_certificate_parts_read (cw_der (cw_certificate_get_der (subject)), &parts, &problem) ||
      !cw_extension_find (authority_parts.extensions, CW_EXTENSION_NAME_CONSTRAINTS, &extension) ||
      !cw_der_open (extension.value, CW_DER_SEQUENCE, &content))
    return NULL;
  cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (0), &permitted);
  cw_der_take (&content, CW_DER_CONTEXT_CONSTRUCTED (1), &excluded);

  g_autoptr(GArray) names = g_array_new (FALSE, FALSE, sizeof (GeneralName));
  collect_alternative_names (names, parts.extensions);
  collect_subject_names (names, &parts, !cw_certificate_is_ca (subject));
  if (names->len > 0 && count_subtrees (permitted) + count_subtrees (excluded) > MAX_COMPARISONS / names->len)
    return g_strdup (_("(too many names to compare)"));
  for (guint i = 0; i < names->len; i++)
    if (!is_allowed (&g_array_index (names, GeneralName, i), permitted, excluded))
      return dup_name (&g_array_index (names, GeneralName, i));
  return NULL;
}
