/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-csr.h"

#include "cw-certificate-details.h"
#include "cw-clock.h"
#include "cw-csr-parts.h"
#include "cw-extension.h"
#include "cw-name.h"
#include "cw-problem.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A CA may change what it was asked for. Both sides are brought into the same form here, and then compared field by field. */

typedef struct
{
  char *subject;
  GPtrArray *attributes;    /* "2.5.4.3=www.example.org", folded */
  GPtrArray *names;         /* "2:www.example.org": kind and encoding, folded */
  GPtrArray *shown_names;   /* the same for a person */
  GPtrArray *purposes;
  char *key_usage;          /* in words; NULL without the extension */
  guint8 usage;
  gboolean is_ca;
} Side;

static void
side_clear (Side *self)
{
  g_free (self->subject);
  g_free (self->key_usage);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->shown_names, g_ptr_array_unref);
  g_clear_pointer (&self->purposes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* ---- into the same form ---- */

/* Names are the same whatever their case, as RFC 5280 compares them. */
static void
add_attribute_cb (const char *oid, const char *text, gpointer user_data)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  g_ptr_array_add (user_data, g_strdup_printf ("%s=%s", oid, folded));
}

static void
read_names (Side *self, CwDer extensions)
{
  CwExtension extension;
  CwDer list, value;
  guint tag;

  if (!cw_extension_find (extensions, CW_EXTENSION_SUBJECT_ALT_NAME, &extension) || !cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    return;
  while (cw_der_next (&list, &tag, &value, NULL))
    {
      g_autofree char *ascii = cw_general_name_dup_text (tag, value, TRUE);
      g_autofree char *folded = NULL;

      if (ascii == NULL)
        continue;
      folded = tag == CW_DER_CONTEXT (6) ? g_strdup (ascii) : g_utf8_casefold (ascii, -1);
      g_ptr_array_add (self->names, g_strdup_printf ("%u:%s", tag & 0x1f, folded));
      g_ptr_array_add (self->shown_names, cw_general_name_dup_text (tag, value, FALSE));
    }
}

static void
read_extensions (Side *self, CwDer extensions)
{
  char oid[CW_DER_OID_MAX];
  CwExtension extension;
  CwDer list;

  read_names (self, extensions);
  if (cw_extension_find (extensions, CW_EXTENSION_EXTENDED_KEY_USAGE, &extension) && cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    while (cw_der_take_oid (&list, oid, sizeof oid))
      g_ptr_array_add (self->purposes, g_strdup (oid));
  if (cw_extension_find (extensions, CW_EXTENSION_BASIC_CONSTRAINTS, &extension) && cw_der_take (&extension.value, CW_DER_SEQUENCE, &list))
    cw_der_take_boolean (&list, &self->is_ca);
  if (cw_extension_find (extensions, CW_EXTENSION_KEY_USAGE, &extension))
    self->key_usage = cw_extension_dup_key_usage (extension.value);
  if (!cw_key_usage_find (extensions, &self->usage))
    self->usage = 0xff;
}

static void
side_init (Side *self, CwDer subject, CwDer extensions)
{
  self->subject = cw_name_dup_text (subject);
  self->attributes = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->shown_names = g_ptr_array_new_with_free_func (g_free);
  self->purposes = g_ptr_array_new_with_free_func (g_free);
  cw_name_visit (subject, add_attribute_cb, self->attributes);
  read_extensions (self, extensions);
}

static void
read_sides (CwCsr *request, CwCertificate *certificate, Side *asked, Side *issued)
{
  CwCsrParts request_parts;
  CwCertificateParts parts;
  const char *problem;

  /* Both were read before, or there would be no objects. */
  if (!cw_csr_parts_read (cw_der (cw_csr_get_der (request)), &request_parts, &problem) ||
      !cw_certificate_parts_read (cw_der (cw_certificate_get_der (certificate)), &parts, &problem))
    g_assert_not_reached ();
  side_init (asked, request_parts.subject, request_parts.extensions);
  side_init (issued, parts.subject, parts.extensions);
}

/* ---- sets ---- */

static gboolean
contains (GPtrArray *set, const char *text)
{
  return g_ptr_array_find_with_equal_func (set, text, g_str_equal, NULL);
}

static gboolean
is_subset (GPtrArray *small, GPtrArray *large)
{
  for (guint i = 0; i < small->len; i++)
    if (!contains (large, g_ptr_array_index (small, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_set (GPtrArray *a, GPtrArray *b)
{
  return is_subset (a, b) && is_subset (b, a);
}

/* ---- problems ---- */

static void
compare_subject (const Side *asked, const Side *issued, GPtrArray *problems)
{
  if (is_same_set (asked->attributes, issued->attributes))
    return;
  if (is_subset (asked->attributes, issued->attributes))
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_INFO, "subject", _("The certification authority added to the subject, which is now “%s”."),
                                               issued->subject));
  else if (*issued->subject == '\0')
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, "subject", _("The certification authority left out the subject “%s”."),
                                               asked->subject));
  else
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, "subject", _("The subject is “%s”, and not “%s” as it was asked for."),
                                               issued->subject, asked->subject));
}

/* *.example.org stands for www.example.org, but neither for example.org nor for a.b.example.org. */
static gboolean
is_covered (const char *name, GPtrArray *issued)
{
  const char *dot = g_str_has_prefix (name, "2:") ? strchr (name, '.') : NULL;
  g_autofree char *wildcard = dot ? g_strconcat ("2:*", dot, NULL) : NULL;

  return wildcard != NULL && name[2] != '*' && contains (issued, wildcard);
}

static void
append_name (GString *list, const char *name)
{
  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
}

static void
compare_names (const Side *asked, const Side *issued, GPtrArray *problems)
{
  g_autoptr (GString) missing = g_string_new (NULL), covered = g_string_new (NULL), added = g_string_new (NULL);

  for (guint i = 0; i < asked->names->len; i++)
    if (!contains (issued->names, g_ptr_array_index (asked->names, i)))
      append_name (is_covered (g_ptr_array_index (asked->names, i), issued->names) ? covered : missing, g_ptr_array_index (asked->shown_names, i));
  for (guint i = 0; i < issued->names->len; i++)
    if (!contains (asked->names, g_ptr_array_index (issued->names, i)))
      append_name (added, g_ptr_array_index (issued->shown_names, i));
  if (missing->len > 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "names", _("These names were asked for and are missing: %s."), missing->str));
  if (covered->len > 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, "names", _("These names are covered by a wildcard only: %s."), covered->str));
  if (added->len > 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_INFO, "names", _("The certification authority added these names: %s."), added->str));
}

/* A certificate without the extension, or with this purpose, serves every one. */
static gboolean
serves_all (const Side *issued)
{
  return issued->purposes->len == 0 || contains (issued->purposes, "2.5.29.37.0");
}

static void
compare_purposes (const Side *asked, const Side *issued, GPtrArray *problems)
{
  g_autoptr (GString) missing = g_string_new (NULL), added = g_string_new (NULL);
  gboolean essential = FALSE;
  guint n_missing = 0;

  if (asked->purposes->len == 0)
    return;
  for (guint i = 0; i < asked->purposes->len && !serves_all (issued); i++)
    {
      const char *purpose = g_ptr_array_index (asked->purposes, i);

      if (contains (issued->purposes, purpose))
        continue;
      essential = essential || strcmp (purpose, CW_PURPOSE_SERVER) == 0;
      append_name (missing, cw_oid_get_name (purpose));
      n_missing++;
    }
  for (guint i = 0; i < issued->purposes->len; i++)
    if (!contains (asked->purposes, g_ptr_array_index (issued->purposes, i)))
      append_name (added, cw_oid_get_name (g_ptr_array_index (issued->purposes, i)));
  if (n_missing > 0)
    g_ptr_array_add (problems, cw_problem_new (essential || n_missing == asked->purposes->len ? CW_SEVERITY_ERROR : CW_SEVERITY_WARNING, "purposes",
                                               _("These purposes were asked for and are missing: %s."), missing->str));
  if (added->len > 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_INFO, "purposes", _("The certification authority added these purposes: %s."), added->str));
  else if (issued->purposes->len == 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_INFO, "purposes", _("The certification authority did not limit the purposes.")));
}

static void
compare_key_usage (const Side *asked, const Side *issued, GPtrArray *problems)
{
  guint8 missing = (guint8) (asked->usage & ~issued->usage);

  if (asked->key_usage == NULL || issued->key_usage == NULL || asked->usage == issued->usage)
    return;
  if (missing & CW_KEY_USAGE_SIGNATURE)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "keyUsage",
                                               _("The key may not sign, so TLS with this certificate does not work with any recent software.")));
  else if (missing != 0)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, "keyUsage", _("The key may be used for less than was asked for.")));
  else
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_INFO, "keyUsage", _("The key may be used for more than was asked for.")));
}

static void
compare_validity (CwCertificate *issued, GPtrArray *problems)
{
  g_autofree char *from = cw_time_to_exact (cw_certificate_get_not_before (issued));
  g_autofree char *until = cw_time_to_exact (cw_certificate_get_not_after (issued));
  gint64 now = cw_clock_now ();

  if (cw_certificate_get_not_after (issued) < now)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "validity", _("The certificate expired on %s."), until));
  else if (cw_certificate_get_not_before (issued) > now)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, "validity", _("The certificate is not valid before %s."), from));
}

GPtrArray *
cw_csr_compare (CwCsr *self, CwCertificate *issued)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (Side) asked = { 0 }, given = { 0 };

  g_return_val_if_fail (CW_IS_CSR (self) && CW_IS_CERTIFICATE (issued), NULL);
  read_sides (self, issued, &asked, &given);
  compare_subject (&asked, &given, problems);
  compare_names (&asked, &given, problems);
  compare_purposes (&asked, &given, problems);
  compare_key_usage (&asked, &given, problems);
  if (given.is_ca && !asked.is_ca)
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "ca",
                                               _("The certificate is one of a certification authority, which clients refuse in a server.")));
  compare_validity (issued, problems);
  return g_steal_pointer (&problems);
}

/* ---- the table ---- */

void
cw_csr_difference_free (CwCsrDifference *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->title);
  g_free (self->asked);
  g_free (self->issued);
  g_free (self);
}

static void
add_row (GPtrArray *rows, const char *field, const char *title, const char *asked, const char *issued, gboolean same)
{
  CwCsrDifference *row = g_new0 (CwCsrDifference, 1);

  row->field = g_strdup (field);
  row->title = g_strdup (title);
  row->asked = g_strdup (asked);
  row->issued = g_strdup (issued);
  row->same = same;
  g_ptr_array_add (rows, row);
}

static char *
dup_lines (GPtrArray *texts, const char *(*name) (const char *text), const char *none)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", name ? name (g_ptr_array_index (texts, i)) : (const char *) g_ptr_array_index (texts, i));
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : g_strdup (none);
}

static void
add_purposes (GPtrArray *rows, const Side *asked, const Side *issued)
{
  g_autofree char *left = dup_lines (asked->purposes, cw_oid_get_name, _("Not asked for"));
  g_autofree char *right = dup_lines (issued->purposes, cw_oid_get_name, _("All purposes"));

  add_row (rows, "purposes", _("Purposes"), left, right, asked->purposes->len == 0 || is_same_set (asked->purposes, issued->purposes));
}

static void
add_validity (GPtrArray *rows, CwCertificate *issued)
{
  g_autofree char *from = cw_time_to_exact (cw_certificate_get_not_before (issued));
  g_autofree char *until = cw_time_to_exact (cw_certificate_get_not_after (issued));
  g_autofree char *period = g_strdup_printf (_("From %s\nuntil %s"), from, until);
  gint64 now = cw_clock_now ();

  add_row (rows, "validity", _("Validity"), _("As the authority decides"), period,
           cw_certificate_get_not_before (issued) <= now && now <= cw_certificate_get_not_after (issued));
}

GPtrArray *
cw_csr_list_differences (CwCsr *self, CwCertificate *issued)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_csr_difference_free);
  g_auto (Side) asked = { 0 }, given = { 0 };
  g_autofree char *asked_names = NULL;
  g_autofree char *given_names = NULL;

  g_return_val_if_fail (CW_IS_CSR (self) && CW_IS_CERTIFICATE (issued), NULL);
  read_sides (self, issued, &asked, &given);
  asked_names = dup_lines (asked.shown_names, NULL, _("None"));
  given_names = dup_lines (given.shown_names, NULL, _("None"));
  add_row (rows, "subject", _("Subject"), asked.subject, given.subject, is_same_set (asked.attributes, given.attributes));
  add_row (rows, "names", _("Alternative names"), asked_names, given_names, is_same_set (asked.names, given.names));
  add_row (rows, "key", _("Key"), cw_csr_get_key_algorithm (self), cw_certificate_get_key_algorithm (issued),
           strcmp (cw_csr_get_key_id (self), cw_certificate_get_key_id (issued)) == 0);
  add_row (rows, "keyUsage", _("Key usage"), asked.key_usage ? asked.key_usage : _("Not asked for"), given.key_usage ? given.key_usage : _("Not limited"),
           asked.key_usage == NULL || given.key_usage == NULL || strcmp (asked.key_usage, given.key_usage) == 0);
  add_purposes (rows, &asked, &given);
  add_row (rows, "ca", _("Certification authority"), asked.is_ca ? _("Yes") : _("No"), given.is_ca ? _("Yes") : _("No"), asked.is_ca == given.is_ca);
  add_validity (rows, issued);
  return g_steal_pointer (&rows);
}
