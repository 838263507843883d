/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-private.h"

struct _CwComputer
{
  GObject parent_instance;

  char *fqdn;
  char *pool;
  char **roles;
  char **addresses;
  gboolean entered;         /* by a person, or in the file */
  gboolean own_addresses;
};

enum { PROP_FQDN = 1, PROP_POOL, PROP_ROLES, PROP_ADDRESSES, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwComputer, cw_computer, G_TYPE_OBJECT)

static gboolean
replace_list (char ***place, const char *const *value)
{
  static const char *const none[] = { NULL };

  if (value == NULL)
    value = none;
  if (g_strv_equal ((const char *const *) *place, value))
    return FALSE;
  g_strfreev (*place);
  *place = g_strdupv ((char **) value);
  return TRUE;
}

static void
cw_computer_finalize (GObject *object)
{
  CwComputer *self = CW_COMPUTER (object);

  g_free (self->fqdn);
  g_free (self->pool);
  g_strfreev (self->roles);
  g_strfreev (self->addresses);
  G_OBJECT_CLASS (cw_computer_parent_class)->finalize (object);
}

static void
cw_computer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwComputer *self = CW_COMPUTER (object);

  switch (id)
    {
    case PROP_FQDN:
      g_value_set_string (value, self->fqdn);
      break;
    case PROP_POOL:
      g_value_set_string (value, self->pool);
      break;
    case PROP_ROLES:
      g_value_set_boxed (value, self->roles);
      break;
    case PROP_ADDRESSES:
      g_value_set_boxed (value, self->addresses);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_computer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwComputer *self = CW_COMPUTER (object);
  gboolean changed = FALSE;

  switch (id)
    {
    case PROP_FQDN:
      changed = cw_topology_replace_text (&self->fqdn, g_value_get_string (value));
      break;
    case PROP_POOL:
      changed = cw_topology_replace_text (&self->pool, g_value_get_string (value));
      break;
    case PROP_ROLES:
      changed = replace_list (&self->roles, g_value_get_boxed (value));
      break;
    case PROP_ADDRESSES:
      changed = replace_list (&self->addresses, g_value_get_boxed (value));
      self->own_addresses = (changed || self->own_addresses) && self->addresses[0] != NULL;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  if (!changed)
    return;
  self->entered = TRUE;
  g_object_notify_by_pspec (object, pspec);
}

static void
cw_computer_class_init (CwComputerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_computer_finalize;
  object_class->get_property = cw_computer_get_property;
  object_class->set_property = cw_computer_set_property;
  properties[PROP_FQDN] = g_param_spec_string ("fqdn", NULL, NULL, NULL, flags);
  properties[PROP_POOL] = g_param_spec_string ("pool", NULL, NULL, NULL, flags);
  properties[PROP_ROLES] = g_param_spec_boxed ("roles", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_ADDRESSES] = g_param_spec_boxed ("addresses", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_computer_init (CwComputer *self)
{
  self->roles = g_new0 (char *, 1);
  self->addresses = g_new0 (char *, 1);
}

CwComputer *
cw_computer_new (const char *fqdn)
{
  return g_object_new (CW_TYPE_COMPUTER, "fqdn", fqdn, NULL);
}

CwComputer *
cw_computer_new_detected (const char *fqdn, const char *const *addresses)
{
  CwComputer *self = cw_computer_new (fqdn);

  cw_computer_take_detected (self, addresses);
  self->entered = FALSE;
  return self;
}

const char *
cw_computer_get_fqdn (CwComputer *self)
{
  g_return_val_if_fail (CW_IS_COMPUTER (self), "");
  return self->fqdn != NULL ? self->fqdn : "";
}

const char *
cw_computer_get_pool (CwComputer *self)
{
  g_return_val_if_fail (CW_IS_COMPUTER (self), NULL);
  return self->pool;
}

const char *const *
cw_computer_get_roles (CwComputer *self)
{
  g_return_val_if_fail (CW_IS_COMPUTER (self), NULL);
  return (const char *const *) self->roles;
}

const char *const *
cw_computer_get_addresses (CwComputer *self)
{
  g_return_val_if_fail (CW_IS_COMPUTER (self), NULL);
  return (const char *const *) self->addresses;
}

gboolean
cw_computer_is_entered (CwComputer *self)
{
  return self->entered;
}

void
cw_computer_set_entered (CwComputer *self)
{
  self->entered = TRUE;
}

gboolean
cw_computer_has_own_addresses (CwComputer *self)
{
  return self->own_addresses;
}

void
cw_computer_take_detected (CwComputer *self, const char *const *addresses)
{
  if (!self->own_addresses)
    replace_list (&self->addresses, addresses);
}
