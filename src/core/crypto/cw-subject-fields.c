/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-subject-fields.h"

#include "cw-der-writer.h"
#include "cw-error.h"
#include "cw-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the general to the particular, as it is encoded; the limits are those of RFC 5280, appendix A. */
static const struct
{
  const char *oid;
  const char *title;
  gsize offset;
  glong limit;
} attributes[] = {
  { "2.5.4.6", N_("country"), G_STRUCT_OFFSET (CwSubjectFields, country), 2 },
  { "2.5.4.8", N_("state or province"), G_STRUCT_OFFSET (CwSubjectFields, state), 128 },
  { "2.5.4.7", N_("city"), G_STRUCT_OFFSET (CwSubjectFields, locality), 128 },
  { "2.5.4.10", N_("organization"), G_STRUCT_OFFSET (CwSubjectFields, organization), 64 },
  { "2.5.4.11", N_("organizational unit"), G_STRUCT_OFFSET (CwSubjectFields, organizational_unit), 64 },
  { "2.5.4.3", N_("common name"), G_STRUCT_OFFSET (CwSubjectFields, common_name), 64 },
};

#define COUNTRY 0

/* Without the blanks that a copied text brings along; NULL for what is empty then. */
static char *
dup_value (const CwSubjectFields *fields, gsize i)
{
  const char *value = G_STRUCT_MEMBER (const char *, fields, attributes[i].offset);
  g_autofree char *text = value ? g_strstrip (g_strdup (value)) : NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  return i == COUNTRY ? g_ascii_strup (text, -1) : g_steal_pointer (&text);
}

static gboolean
check_text (const char *text, gsize i, GError **error)
{
  g_autofree char *printable = NULL;

  if (g_utf8_validate (text, -1, NULL))
    printable = cw_text_to_printable (g_strdup (text));
  if (g_strcmp0 (printable, text) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The %s has characters that cannot be shown."), _(attributes[i].title));
      return FALSE;
    }
  if (i == COUNTRY && (strlen (text) != 2 || !g_ascii_isalpha (text[0]) || !g_ascii_isalpha (text[1])))
    {
      g_autofree char *shown = cw_text_dup_shown (text);

      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("“%s” is no country code: it has two letters, such as DE, FR or US."), shown);
      return FALSE;
    }
  if (g_utf8_strlen (text, -1) > attributes[i].limit)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("The %s has %ld characters, and there is only room for %ld."), _(attributes[i].title),
                   g_utf8_strlen (text, -1), attributes[i].limit);
      return FALSE;
    }
  return TRUE;
}

gboolean
cw_subject_fields_check (const CwSubjectFields *fields, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *value = dup_value (fields, i);

      if (value != NULL && !check_text (value, i, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cw_subject_fields_write (const CwSubjectFields *fields, GByteArray *out)
{
  gsize name = cw_der_begin (out, CW_DER_SEQUENCE);
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *value = dup_value (fields, i);
      gsize set, attribute;

      if (value == NULL)
        continue;
      set = cw_der_begin (out, CW_DER_SET);
      attribute = cw_der_begin (out, CW_DER_SEQUENCE);
      cw_der_write_oid (out, attributes[i].oid);
      cw_der_write_text (out, i == COUNTRY ? CW_DER_PRINTABLE_STRING : CW_DER_UTF8_STRING, value);
      cw_der_end (out, attribute);
      cw_der_end (out, set);
      any = TRUE;
    }
  cw_der_end (out, name);
  return any;
}

char *
cw_subject_fields_dup_text (const CwSubjectFields *fields)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  CwDer name;

  g_return_val_if_fail (fields != NULL, NULL);
  cw_subject_fields_write (fields, out);
  return cw_der_open (cw_der_written (out), CW_DER_SEQUENCE, &name) ? cw_name_dup_text (name) : g_strdup ("");
}
