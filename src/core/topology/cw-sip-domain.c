/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-private.h"

struct _CwSipDomain
{
  GObject parent_instance;

  char *name;
  char *meet;
  gboolean primary;
};

enum { PROP_NAME = 1, PROP_MEET, PROP_PRIMARY, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwSipDomain, cw_sip_domain, G_TYPE_OBJECT)

static void
cw_sip_domain_finalize (GObject *object)
{
  CwSipDomain *self = CW_SIP_DOMAIN (object);

  g_free (self->name);
  g_free (self->meet);
  G_OBJECT_CLASS (cw_sip_domain_parent_class)->finalize (object);
}

static void
cw_sip_domain_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwSipDomain *self = CW_SIP_DOMAIN (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_MEET:
      g_value_set_string (value, self->meet);
      break;
    case PROP_PRIMARY:
      g_value_set_boolean (value, self->primary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_sip_domain_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwSipDomain *self = CW_SIP_DOMAIN (object);

  if (cw_topology_replace_text (id == PROP_NAME ? &self->name : &self->meet, g_value_get_string (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
cw_sip_domain_class_init (CwSipDomainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_sip_domain_finalize;
  object_class->get_property = cw_sip_domain_get_property;
  object_class->set_property = cw_sip_domain_set_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_MEET] = g_param_spec_string ("meet", NULL, NULL, NULL, flags);
  /* There is exactly one, so the topology sets it: cw_topology_set_primary(). */
  properties[PROP_PRIMARY] = g_param_spec_boolean ("primary", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_sip_domain_init (CwSipDomain *self)
{
}

CwSipDomain *
cw_sip_domain_new (const char *name)
{
  return g_object_new (CW_TYPE_SIP_DOMAIN, "name", name, NULL);
}

const char *
cw_sip_domain_get_name (CwSipDomain *self)
{
  g_return_val_if_fail (CW_IS_SIP_DOMAIN (self), "");
  return self->name != NULL ? self->name : "";
}

gboolean
cw_sip_domain_is_primary (CwSipDomain *self)
{
  g_return_val_if_fail (CW_IS_SIP_DOMAIN (self), FALSE);
  return self->primary;
}

void
cw_sip_domain_set_primary (CwSipDomain *self, gboolean primary)
{
  if (self->primary == primary)
    return;
  self->primary = primary;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIMARY]);
}
