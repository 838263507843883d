/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-kinds.h"

#include "cw-hex.h"
#include "cw-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHA256_DIGITS 64

/* In the order of lists: what is only for trying out comes last. */
static const CwAuthorityKind *const kinds[] = { &cw_adcs_kind, &cw_offline_kind, &cw_practice_kind, NULL };

const CwAuthorityKind *const *
cw_authority_kinds_get_all (void)
{
  return kinds;
}

const CwAuthorityKind *
cw_authority_kinds_find (const char *id)
{
  for (gsize i = 0; kinds[i] != NULL; i++)
    if (g_strcmp0 (kinds[i]->id, id) == 0)
      return kinds[i];
  return NULL;
}

static const CwAuthorityField *
find_field (const CwAuthorityKind *kind, const char *name)
{
  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    if (strcmp (field->name, name) == 0)
      return field;
  return NULL;
}

static void G_GNUC_PRINTF (3, 4)
add_error (GPtrArray *problems, const CwAuthorityField *field, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, field->name, "%s", sentence));
}

/* Windows allows an underscore in the name of a computer. */
static gboolean
is_host (const char *text)
{
  if (g_hostname_is_ip_address (text))
    return TRUE;
  g_autofree char *ascii = g_hostname_to_ascii (text);
  if (ascii == NULL || *ascii == '\0' || *ascii == '.' || *ascii == '-' || strlen (ascii) > 253 || strstr (ascii, "..") != NULL)
    return FALSE;
  for (const char *c = ascii; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr (".-_", *c) == NULL)
      return FALSE;
  return TRUE;
}

static void
check_host (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  if (strstr (value, "://") != NULL)
    add_error (problems, field, _("“%s” is a web address; give only the name of the host here."), value);
  else if (strchr (value, '\\') != NULL)
    add_error (problems, field, _("“%s” has the name of the CA behind the name of the host; give them separately."), value);
  else if (!is_host (value))
    add_error (problems, field, _("“%s” is not the name or the address of a host."), value);
}

static void
check_uri (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  g_autoptr(GUri) uri = g_uri_parse (value, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL)
    add_error (problems, field, _("“%s” is not a web address; it has to look like https://HOST/certsrv/."), value);
  else if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    add_error (problems, field, _("The address “%s” does not start with https://, so anybody on the way could read and change what is sent."), value);
  else if (g_uri_get_userinfo (uri) != NULL)
    add_error (problems, field, _("The address has an account in it; accounts are kept in the keyring, never in an address."));
  else if (g_uri_get_host (uri) == NULL || !is_host (g_uri_get_host (uri)))
    add_error (problems, field, _("The address “%s” has no name of a host."), value);
  else if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    add_error (problems, field, _("The address “%s” has something behind “?” or “#”; leave it out."), value);
}

static void
check_file (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  if (!g_path_is_absolute (value))
    add_error (problems, field, _("“%s” is not a whole path; it has to start with “/”."), value);
  else if (!g_file_test (value, G_FILE_TEST_IS_REGULAR))
    add_error (problems, field, _("There is no file “%s”."), value);
}

static void
check_choice (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  if (g_strv_contains (field->choices, value))
    return;
  g_autofree char *known = g_strjoinv (", ", (char **) field->choices);
  add_error (problems, field, _("“%s” is none of the choices for “%s”: %s."), value, _(field->title), known);
}

static void
check_boolean (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  if (strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    add_error (problems, field, _("“%s” has to be true or false, not “%s”."), _(field->title), value);
}

static void
check_fingerprints (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  g_auto(GStrv) fingerprints = cw_authority_parse_fingerprints (value);

  if (fingerprints == NULL)
    add_error (problems, field, _("“%s” is no list of SHA-256 fingerprints; each has 64 hexadecimal digits."), value);
}

static void
check_text (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  for (const char *c = value; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      {
        add_error (problems, field, _("“%s” must not have control characters or ends of lines in it."), _(field->title));
        return;
      }
}

static void
check_value (const CwAuthorityField *field, const char *value, GPtrArray *problems)
{
  static void (*const checks[]) (const CwAuthorityField *, const char *, GPtrArray *) = {
    [CW_FIELD_TEXT] = check_text,
    [CW_FIELD_HOST] = check_host,
    [CW_FIELD_URI] = check_uri,
    [CW_FIELD_FILE] = check_file,
    [CW_FIELD_CHOICE] = check_choice,
    [CW_FIELD_BOOLEAN] = check_boolean,
    [CW_FIELD_FINGERPRINTS] = check_fingerprints,
  };

  if (g_utf8_validate (value, -1, NULL))
    checks[field->type] (field, value, problems);
  else
    add_error (problems, field, _("“%s” is not readable text (UTF-8)."), _(field->title));
}

GPtrArray *
cw_authority_kind_validate (const CwAuthorityKind *kind, GHashTable *settings)
{
  g_return_val_if_fail (kind != NULL && settings != NULL, NULL);
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer name;

  for (const CwAuthorityField *field = kind->fields; field != NULL && field->name != NULL; field++)
    {
      const char *value = g_hash_table_lookup (settings, field->name);

      if (value != NULL && *value != '\0')
        check_value (field, value, problems);
      else if (field->required)
        add_error (problems, field, _("“%s” is missing."), _(field->title));
    }
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_field (kind, name) == NULL)
      g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, name, _("This kind of certification authority has no setting “%s”."), (char *) name));
  if (kind->check != NULL && problems->len == 0)
    kind->check (settings, problems);
  return problems;
}

const char *
cw_authority_kind_get_value (const CwAuthorityKind *kind, GHashTable *settings, const char *name)
{
  g_return_val_if_fail (kind != NULL && name != NULL, NULL);
  const char *value = settings != NULL ? g_hash_table_lookup (settings, name) : NULL;
  const CwAuthorityField *field = find_field (kind, name);

  if (value != NULL && *value != '\0')
    return value;
  return field != NULL ? field->fallback : NULL;
}

char *
cw_authority_kind_dup_address (const CwAuthorityKind *kind, GHashTable *settings)
{
  g_return_val_if_fail (kind != NULL, NULL);
  const char *host = cw_authority_kind_get_value (kind, settings, "host");
  const char *ca_name = cw_authority_kind_get_value (kind, settings, "ca-name");

  if (find_field (kind, "host") == NULL || host == NULL)
    return NULL;
  return ca_name != NULL ? g_strdup_printf ("%s\\%s", host, ca_name) : g_strdup (host);
}

gboolean
cw_authority_parse_address (const char *text, char **host, char **ca_name)
{
  g_return_val_if_fail (text != NULL, FALSE);
  const char *separator = strchr (text, '\\');

  if (separator == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  g_autofree char *before = g_strstrip (g_strndup (text, (gsize) (separator - text)));
  /* Copied from something that writes a backslash twice. */
  g_autofree char *after = g_strstrip (g_strdup (separator + strspn (separator, "\\")));
  if (!is_host (before) || *after == '\0' || strpbrk (after, "\\\n\r\t") != NULL)
    return FALSE;
  if (host != NULL)
    *host = g_steal_pointer (&before);
  if (ca_name != NULL)
    *ca_name = g_steal_pointer (&after);
  return TRUE;
}

char **
cw_authority_parse_fingerprints (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_autoptr(GStrvBuilder) found = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit_set (text, ",;\n\r", -1);
  guint n_found = 0;

  for (char **part = parts; *part != NULL; part++)
    {
      g_autofree char *hex = *g_strstrip (*part) != '\0' ? cw_hex_normalise (*part) : g_strdup ("");

      if (hex == NULL || (*hex != '\0' && strlen (hex) != SHA256_DIGITS))
        return NULL;
      if (*hex != '\0')
        {
          g_strv_builder_add (found, hex);
          n_found++;
        }
    }
  return n_found > 0 ? g_strv_builder_end (found) : NULL;
}
