/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-private.h"

enum { PROP_FQDN = 1, PROP_INTERNAL_WEB, PROP_EXTERNAL_WEB, PROP_EDGE_INTERNAL, PROP_ACCESS_EDGE, PROP_DATA_EDGE, PROP_AV_EDGE, N_PROPERTIES };

struct _CwPool
{
  GObject parent_instance;

  char *hosts[N_PROPERTIES];
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwPool, cw_pool, G_TYPE_OBJECT)

static void
cw_pool_finalize (GObject *object)
{
  CwPool *self = CW_POOL (object);

  for (guint i = 0; i < N_PROPERTIES; i++)
    g_free (self->hosts[i]);
  G_OBJECT_CLASS (cw_pool_parent_class)->finalize (object);
}

static void
cw_pool_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, CW_POOL (object)->hosts[id]);
}

static void
cw_pool_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (cw_topology_replace_text (&CW_POOL (object)->hosts[id], g_value_get_string (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
cw_pool_class_init (CwPoolClass *klass)
{
  static const char *const names[N_PROPERTIES] = {
    NULL, "fqdn", "internal-web", "external-web", "edge-internal", "access-edge", "data-edge", "av-edge" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_pool_finalize;
  object_class->get_property = cw_pool_get_property;
  object_class->set_property = cw_pool_set_property;
  for (guint i = 1; i < N_PROPERTIES; i++)
    properties[i] = g_param_spec_string (names[i], NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_pool_init (CwPool *self)
{
}

CwPool *
cw_pool_new (const char *fqdn)
{
  return g_object_new (CW_TYPE_POOL, "fqdn", fqdn, NULL);
}

const char *
cw_pool_get_fqdn (CwPool *self)
{
  g_return_val_if_fail (CW_IS_POOL (self), "");
  return self->hosts[PROP_FQDN] != NULL ? self->hosts[PROP_FQDN] : "";
}
