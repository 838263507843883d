/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-draft-private.h"
#include "cw-draft-fields.h"

struct _CwSipTick {
  GObject   parent_instance;
  char     *name;
  gboolean  primary;
  gboolean  ticked;
};

enum { TICK_PROP_NAME = 1, TICK_PROP_PRIMARY, TICK_PROP_TICKED, N_TICK_PROPS };
static GParamSpec *tick_props[N_TICK_PROPS];

G_DEFINE_FINAL_TYPE (CwSipTick, cw_sip_tick, G_TYPE_OBJECT)

static void
cw_sip_tick_finalize (GObject *object)
{
  g_free (CW_SIP_TICK (object)->name);
  G_OBJECT_CLASS (cw_sip_tick_parent_class)->finalize (object);
}

static void
cw_sip_tick_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwSipTick *self = CW_SIP_TICK (object);

  if (id == TICK_PROP_NAME)
    g_value_set_string (value, self->name);
  else if (id == TICK_PROP_PRIMARY)
    g_value_set_boolean (value, self->primary);
  else if (id == TICK_PROP_TICKED)
    g_value_set_boolean (value, self->ticked);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_sip_tick_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwSipTick *self = CW_SIP_TICK (object);

  if (id == TICK_PROP_TICKED)
    cw_draft_set_boolean (self, &self->ticked, g_value_get_boolean (value), pspec);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_sip_tick_class_init (CwSipTickClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_sip_tick_finalize;
  object_class->get_property = cw_sip_tick_get_property;
  object_class->set_property = cw_sip_tick_set_property;
  tick_props[TICK_PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  tick_props[TICK_PROP_PRIMARY] = g_param_spec_boolean ("primary", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  tick_props[TICK_PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_TICK_PROPS, tick_props);
}

static void
cw_sip_tick_init (CwSipTick *self)
{
}

CwSipTick *
cw_sip_tick_new (const char *name, gboolean primary, gboolean ticked)
{
  CwSipTick *self = g_object_new (CW_TYPE_SIP_TICK, NULL);

  self->name = g_strdup (name);
  self->primary = primary;
  self->ticked = ticked;
  return self;
}

const char *
cw_sip_tick_get_name (CwSipTick *self)
{
  return self->name;
}

gboolean
cw_sip_tick_is_primary (CwSipTick *self)
{
  return self->primary;
}

gboolean
cw_sip_tick_is_ticked (CwSipTick *self)
{
  return self->ticked;
}
