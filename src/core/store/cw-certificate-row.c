/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-row-private.h"

struct _CwCertificateRow {
  GObject              parent_instance;

  gint64               id;
  CwStoredCertificate *certificate;
};

enum { PROP_0, PROP_CERTIFICATE, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwCertificateRow, cw_certificate_row, G_TYPE_OBJECT)

static void
cw_certificate_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_CERTIFICATE)
    g_value_set_object (value, CW_CERTIFICATE_ROW (object)->certificate);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
cw_certificate_row_finalize (GObject *object)
{
  g_clear_object (&CW_CERTIFICATE_ROW (object)->certificate);
  G_OBJECT_CLASS (cw_certificate_row_parent_class)->finalize (object);
}

static void
cw_certificate_row_class_init (CwCertificateRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_certificate_row_get_property;
  object_class->finalize = cw_certificate_row_finalize;
  properties[PROP_CERTIFICATE] = g_param_spec_object ("certificate", NULL, NULL, CW_TYPE_STORED_CERTIFICATE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_certificate_row_init (CwCertificateRow *self)
{
}

CwCertificateRow *
cw_certificate_row_new (gint64 id)
{
  CwCertificateRow *self = g_object_new (CW_TYPE_CERTIFICATE_ROW, NULL);
  self->id = id;
  return self;
}

void
cw_certificate_row_set_certificate (CwCertificateRow *self, CwStoredCertificate *certificate)
{
  if (self->certificate != NULL && cw_stored_certificate_equal (self->certificate, certificate))
    return;
  if (g_set_object (&self->certificate, certificate))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CERTIFICATE]);
}

gint64
cw_certificate_row_get_id (CwCertificateRow *self)
{
  return self->id;
}

CwStoredCertificate *
cw_certificate_row_get_certificate (CwCertificateRow *self)
{
  return self->certificate;
}
