/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-private.h"

#include <string.h>

struct _CwStoredCertificate {
  GObject  parent_instance;

  gint64   id;
  char    *friendly_name;
  char    *subject;
  char    *issuer;
  char    *issuer_name;
  char    *common_name;
  char    *serial;
  gint64   not_before;
  gint64   not_after;
  char    *thumbprint;
  char    *sha256;
  char    *key_id;
  char    *key_algorithm;
  char   **names;
  gboolean is_ca;
  gboolean has_private_key;
  gboolean exportable;
  char    *source;
  gint64   added;
  char    *assignments;   /* "current Default,previous nginx"; NULL */
  char   **usages;
};

G_DEFINE_FINAL_TYPE (CwStoredCertificate, cw_stored_certificate, G_TYPE_OBJECT)

static char **
split_names (const char *text)
{
  return *text == '\0' ? g_new0 (char *, 1) : g_strsplit (text, "\n", -1);
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char **) a, *(char **) b);
}

static char **
list_current_usages (const char *assignments)
{
  g_auto(GStrv) words = g_strsplit (assignments != NULL ? assignments : "", ",", -1);
  GPtrArray *usages = g_ptr_array_new ();

  for (gsize i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "current "))
      g_ptr_array_add (usages, g_strdup (words[i] + strlen ("current ")));
  g_ptr_array_sort (usages, compare_words);
  g_ptr_array_add (usages, NULL);
  return (char **) g_ptr_array_free (usages, FALSE);
}

CwStoredCertificate *
cw_stored_certificate_new_from_row (CwStatement *row)
{
  CwStoredCertificate *self = g_object_new (CW_TYPE_STORED_CERTIFICATE, NULL);

  self->id = cw_statement_get_int (row, 0);
  self->friendly_name = g_strdup (cw_statement_get_text (row, 1));
  self->subject = g_strdup (cw_statement_get_text (row, 2));
  self->issuer = g_strdup (cw_statement_get_text (row, 3));
  self->issuer_name = g_strdup (cw_statement_get_text (row, 4));
  self->common_name = cw_statement_is_null (row, 5) ? NULL : g_strdup (cw_statement_get_text (row, 5));
  self->serial = g_strdup (cw_statement_get_text (row, 6));
  self->not_before = cw_statement_get_int (row, 7);
  self->not_after = cw_statement_get_int (row, 8);
  self->thumbprint = g_strdup (cw_statement_get_text (row, 9));
  self->sha256 = g_strdup (cw_statement_get_text (row, 10));
  self->key_id = g_strdup (cw_statement_get_text (row, 11));
  self->key_algorithm = g_strdup (cw_statement_get_text (row, 12));
  self->names = split_names (cw_statement_get_text (row, 13));
  self->is_ca = cw_statement_get_int (row, 14) != 0;
  self->has_private_key = cw_statement_get_int (row, 15) != 0;
  self->exportable = cw_statement_get_int (row, 16) != 0;
  self->source = g_strdup (cw_statement_get_text (row, 17));
  self->added = cw_statement_get_int (row, 18);
  self->assignments = cw_statement_is_null (row, 19) ? NULL : g_strdup (cw_statement_get_text (row, 19));
  self->usages = self->assignments != NULL ? list_current_usages (self->assignments) : NULL;
  return self;
}

/* Only what can change while the id stays. */
gboolean
cw_stored_certificate_equal (CwStoredCertificate *a, CwStoredCertificate *b)
{
  return a->id == b->id && strcmp (a->sha256, b->sha256) == 0 && strcmp (a->friendly_name, b->friendly_name) == 0
         && a->has_private_key == b->has_private_key && a->exportable == b->exportable && g_strcmp0 (a->assignments, b->assignments) == 0;
}

static void
cw_stored_certificate_finalize (GObject *object)
{
  CwStoredCertificate *self = CW_STORED_CERTIFICATE (object);

  g_free (self->friendly_name);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->issuer_name);
  g_free (self->common_name);
  g_free (self->serial);
  g_free (self->thumbprint);
  g_free (self->sha256);
  g_free (self->key_id);
  g_free (self->key_algorithm);
  g_strfreev (self->names);
  g_free (self->source);
  g_free (self->assignments);
  g_strfreev (self->usages);
  G_OBJECT_CLASS (cw_stored_certificate_parent_class)->finalize (object);
}

static void
cw_stored_certificate_class_init (CwStoredCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_stored_certificate_finalize;
}

static void
cw_stored_certificate_init (CwStoredCertificate *self)
{
}

gint64
cw_stored_certificate_get_id (CwStoredCertificate *self)
{
  return self->id;
}

const char *
cw_stored_certificate_get_friendly_name (CwStoredCertificate *self)
{
  return self->friendly_name;
}

const char *
cw_stored_certificate_get_subject (CwStoredCertificate *self)
{
  return self->subject;
}

const char *
cw_stored_certificate_get_issuer (CwStoredCertificate *self)
{
  return self->issuer;
}

const char *
cw_stored_certificate_get_issuer_name (CwStoredCertificate *self)
{
  return self->issuer_name;
}

const char *
cw_stored_certificate_get_common_name (CwStoredCertificate *self)
{
  return self->common_name;
}

const char *
cw_stored_certificate_get_serial (CwStoredCertificate *self)
{
  return self->serial;
}

gint64
cw_stored_certificate_get_not_before (CwStoredCertificate *self)
{
  return self->not_before;
}

gint64
cw_stored_certificate_get_not_after (CwStoredCertificate *self)
{
  return self->not_after;
}

const char *
cw_stored_certificate_get_thumbprint (CwStoredCertificate *self)
{
  return self->thumbprint;
}

const char *
cw_stored_certificate_get_sha256 (CwStoredCertificate *self)
{
  return self->sha256;
}

const char *
cw_stored_certificate_get_key_id (CwStoredCertificate *self)
{
  return self->key_id;
}

const char *
cw_stored_certificate_get_key_algorithm (CwStoredCertificate *self)
{
  return self->key_algorithm;
}

const char * const *
cw_stored_certificate_get_names (CwStoredCertificate *self)
{
  return (const char * const *) self->names;
}

gboolean
cw_stored_certificate_is_ca (CwStoredCertificate *self)
{
  return self->is_ca;
}

gboolean
cw_stored_certificate_has_private_key (CwStoredCertificate *self)
{
  return self->has_private_key;
}

gboolean
cw_stored_certificate_is_exportable (CwStoredCertificate *self)
{
  return self->exportable;
}

const char *
cw_stored_certificate_get_source (CwStoredCertificate *self)
{
  return self->source;
}

gint64
cw_stored_certificate_get_added (CwStoredCertificate *self)
{
  return self->added;
}

const char * const *
cw_stored_certificate_get_usages (CwStoredCertificate *self)
{
  static const char * const none[] = { NULL };
  return self->usages != NULL ? (const char * const *) self->usages : none;
}

gboolean
cw_stored_certificate_is_assigned (CwStoredCertificate *self)
{
  return self->assignments != NULL;
}
