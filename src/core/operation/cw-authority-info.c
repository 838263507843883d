/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authorities-private.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

struct _CwAuthorityInfo {
  GObject                parent_instance;
  const CwAuthorityKind *kind;
  gint64                 id;
  char                  *name;
  char                  *address;
  GHashTable            *settings;
  gboolean               is_default;
  gint64                 last_used;
};

enum { PROP_NAME = 1, PROP_TITLE, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwAuthorityInfo, cw_authority_info, G_TYPE_OBJECT)

static void
cw_authority_info_finalize (GObject *object)
{
  CwAuthorityInfo *self = CW_AUTHORITY_INFO (object);

  g_free (self->name);
  g_free (self->address);
  g_hash_table_unref (self->settings);
  G_OBJECT_CLASS (cw_authority_info_parent_class)->finalize (object);
}

static void
cw_authority_info_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwAuthorityInfo *self = CW_AUTHORITY_INFO (object);

  if (id == PROP_NAME)
    g_value_set_string (value, self->name);
  else if (id == PROP_TITLE)
    g_value_set_string (value, cw_authority_info_get_title (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_authority_info_class_init (CwAuthorityInfoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_authority_info_finalize;
  object_class->get_property = cw_authority_info_get_property;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_authority_info_init (CwAuthorityInfo *self)
{
}

GHashTable *
cw_authority_settings_copy (GHashTable *settings)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  if (settings == NULL)
    return copy;
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (value != NULL && *(char *) value != '\0')
      g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  return copy;
}

gboolean
cw_authority_settings_check (const CwAuthorityKind *kind, GHashTable *settings, GError **error)
{
  g_autoptr (GPtrArray) problems = cw_authority_kind_validate (kind, settings);

  for (guint i = 0; i < problems->len; i++)
    {
      CwProblem *problem = g_ptr_array_index (problems, i);

      if (cw_problem_get_severity (problem) != CW_SEVERITY_ERROR)
        continue;
      g_set_error_literal (error, CW_ERROR, CW_ERROR_USAGE, cw_problem_get_sentence (problem));
      return FALSE;
    }
  return TRUE;
}

CwAuthorityInfo *
cw_authority_info_new (const CwAuthorityKind *kind, gint64 id, const char *name, GHashTable *settings, gboolean is_default, gint64 last_used)
{
  CwAuthorityInfo *self = g_object_new (CW_TYPE_AUTHORITY_INFO, NULL);

  self->kind = kind;
  self->id = id;
  self->name = g_strdup (name);
  self->settings = cw_authority_settings_copy (settings);
  self->address = kind->built_in ? NULL : cw_authority_kind_dup_address (kind, self->settings);
  if (self->address == NULL)
    self->address = g_strdup (name);
  self->is_default = is_default;
  self->last_used = last_used;
  return self;
}

CwAuthorityInfo *
cw_authority_info_new_from_record (const CwAuthorityRecord *record)
{
  const CwAuthorityKind *kind = cw_authority_kinds_find (record->kind);

  if (kind == NULL)
    return NULL;
  return cw_authority_info_new (kind, record->id, record->name, record->settings, record->is_default, record->last_used);
}

static gboolean
settings_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer name, value;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strcmp0 (value, g_hash_table_lookup (b, name)) != 0)
      return FALSE;
  return TRUE;
}

gboolean
cw_authority_info_equal (CwAuthorityInfo *self, CwAuthorityInfo *other)
{
  return self->kind == other->kind && self->id == other->id && g_strcmp0 (self->name, other->name) == 0
    && self->is_default == other->is_default && self->last_used == other->last_used && settings_equal (self->settings, other->settings);
}

gint64
cw_authority_info_get_id (CwAuthorityInfo *self)
{
  return self->id;
}

const CwAuthorityKind *
cw_authority_info_get_kind (CwAuthorityInfo *self)
{
  return self->kind;
}

const char *
cw_authority_info_get_name (CwAuthorityInfo *self)
{
  return self->name;
}

const char *
cw_authority_info_get_title (CwAuthorityInfo *self)
{
  return self->kind->built_in ? _(self->kind->title) : self->name;
}

const char *
cw_authority_info_get_address (CwAuthorityInfo *self)
{
  return self->address;
}

GHashTable *
cw_authority_info_get_settings (CwAuthorityInfo *self)
{
  return self->settings;
}

gboolean
cw_authority_info_is_default (CwAuthorityInfo *self)
{
  return self->is_default;
}

gint64
cw_authority_info_get_last_used (CwAuthorityInfo *self)
{
  return self->last_used;
}
