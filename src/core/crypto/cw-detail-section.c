/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-detail-section.h"
#include "cw-hex.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- one field ---- */

struct _CwDetailField {
  GObject  parent_instance;
  char    *label;
  char    *value;
  gboolean raw;
};

enum { FIELD_LABEL = 1, FIELD_VALUE, FIELD_RAW, FIELD_LAST };
static GParamSpec *field_properties[FIELD_LAST];

G_DEFINE_FINAL_TYPE (CwDetailField, cw_detail_field, G_TYPE_OBJECT)

static void
cw_detail_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CwDetailField *self = CW_DETAIL_FIELD (object);

  switch (id)
    {
    case FIELD_LABEL: g_value_set_string (value, self->label); break;
    case FIELD_VALUE: g_value_set_string (value, self->value); break;
    case FIELD_RAW:   g_value_set_boolean (value, self->raw); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
cw_detail_field_finalize (GObject *object)
{
  CwDetailField *self = CW_DETAIL_FIELD (object);

  g_free (self->label);
  g_free (self->value);
  G_OBJECT_CLASS (cw_detail_field_parent_class)->finalize (object);
}

static void
cw_detail_field_class_init (CwDetailFieldClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = cw_detail_field_get_property;
  G_OBJECT_CLASS (klass)->finalize = cw_detail_field_finalize;
  field_properties[FIELD_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  field_properties[FIELD_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  field_properties[FIELD_RAW] = g_param_spec_boolean ("raw", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), FIELD_LAST, field_properties);
}

static void
cw_detail_field_init (CwDetailField *self)
{
}

const char *
cw_detail_field_get_label (CwDetailField *self)
{
  return self->label;
}

const char *
cw_detail_field_get_value (CwDetailField *self)
{
  return self->value;
}

gboolean
cw_detail_field_is_raw (CwDetailField *self)
{
  return self->raw;
}

/* ---- a section of fields ---- */

struct _CwDetailSection {
  GObject    parent_instance;
  char      *title;
  char      *oid;
  gboolean   critical;
  GPtrArray *fields;
};

enum { SECTION_TITLE = 1, SECTION_OID, SECTION_CRITICAL, SECTION_LAST };
static GParamSpec *section_properties[SECTION_LAST];

static GType
cw_detail_section_get_item_type (GListModel *model)
{
  return CW_TYPE_DETAIL_FIELD;
}

static guint
cw_detail_section_get_n_items (GListModel *model)
{
  return CW_DETAIL_SECTION (model)->fields->len;
}

static gpointer
cw_detail_section_get_item (GListModel *model, guint position)
{
  GPtrArray *fields = CW_DETAIL_SECTION (model)->fields;

  return position < fields->len ? g_object_ref (g_ptr_array_index (fields, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_detail_section_get_item_type;
  iface->get_n_items = cw_detail_section_get_n_items;
  iface->get_item = cw_detail_section_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwDetailSection, cw_detail_section, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
cw_detail_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CwDetailSection *self = CW_DETAIL_SECTION (object);

  switch (id)
    {
    case SECTION_TITLE:    g_value_set_string (value, self->title); break;
    case SECTION_OID:      g_value_set_string (value, self->oid); break;
    case SECTION_CRITICAL: g_value_set_boolean (value, self->critical); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
cw_detail_section_finalize (GObject *object)
{
  CwDetailSection *self = CW_DETAIL_SECTION (object);

  g_free (self->title);
  g_free (self->oid);
  g_ptr_array_unref (self->fields);
  G_OBJECT_CLASS (cw_detail_section_parent_class)->finalize (object);
}

static void
cw_detail_section_class_init (CwDetailSectionClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = cw_detail_section_get_property;
  G_OBJECT_CLASS (klass)->finalize = cw_detail_section_finalize;
  section_properties[SECTION_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  section_properties[SECTION_OID] = g_param_spec_string ("oid", NULL, NULL, NULL, flags);
  section_properties[SECTION_CRITICAL] = g_param_spec_boolean ("critical", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), SECTION_LAST, section_properties);
}

static void
cw_detail_section_init (CwDetailSection *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

const char *
cw_detail_section_get_title (CwDetailSection *self)
{
  return self->title;
}

const char *
cw_detail_section_get_oid (CwDetailSection *self)
{
  return self->oid;
}

gboolean
cw_detail_section_get_critical (CwDetailSection *self)
{
  return self->critical;
}

/* ---- making them ---- */

static void
add_field (CwDetailSection *self, const char *label, char *value, gboolean raw)
{
  CwDetailField *field = g_object_new (CW_TYPE_DETAIL_FIELD, NULL);

  field->label = g_strdup (label);
  field->value = value;
  field->raw = raw;
  g_ptr_array_add (self->fields, field);
}

CwDetailSection *
cw_detail_section_new (const char *title, const char *oid, gboolean critical)
{
  CwDetailSection *self = g_object_new (CW_TYPE_DETAIL_SECTION, NULL);

  self->title = g_strdup (title);
  self->oid = g_strdup (oid);
  self->critical = critical;
  return self;
}

void
cw_detail_section_add (CwDetailSection *self, const char *label, const char *value)
{
  add_field (self, label, g_strdup (value), FALSE);
}

void
cw_detail_section_add_take (CwDetailSection *self, const char *label, char *value)
{
  add_field (self, label, value, FALSE);
}

void
cw_detail_section_add_format (CwDetailSection *self, const char *label, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  add_field (self, label, g_strdup_vprintf (format, args), FALSE);
  va_end (args);
}

void
cw_detail_section_add_id (CwDetailSection *self, const char *label, CwDer bytes)
{
  add_field (self, label, cw_hex_encode_spaced (bytes.data, bytes.size, ':'), FALSE);
}

void
cw_detail_section_add_raw (CwDetailSection *self, const char *label, CwDer bytes)
{
  g_autoptr(GString) lines = g_string_sized_new (bytes.size * 3);

  for (gsize at = 0; at < bytes.size; at += 16)
    {
      g_autofree char *line = cw_hex_encode_spaced (bytes.data + at, MIN (16, bytes.size - at), ' ');
      g_string_append_printf (lines, "%s%s", at > 0 ? "\n" : "", line);
    }
  add_field (self, label, g_string_free (g_steal_pointer (&lines), FALSE), TRUE);
}

void
cw_detail_section_add_time (CwDetailSection *self, const char *label, gint64 time)
{
  add_field (self, label, cw_time_to_exact (time), FALSE);
}

char *
cw_detail_dup_oid_text (const char *oid)
{
  const char *name = cw_oid_get_name (oid);

  return strcmp (name, oid) == 0 ? g_strdup (oid) : g_strdup_printf ("%s (%s)", name, oid);
}
