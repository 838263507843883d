/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name-plan.h"
#include "cw-name-plan-private.h"

/* ---- one name ---- */

struct _CwPlannedName
{
  GObject parent_instance;

  CwAltName *name;
  char *reason;
  gboolean addition;
};

enum { PROP_TEXT = 1, PROP_REASON, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwPlannedName, cw_planned_name, G_TYPE_OBJECT)

static void
cw_planned_name_finalize (GObject *object)
{
  CwPlannedName *self = CW_PLANNED_NAME (object);

  g_clear_object (&self->name);
  g_free (self->reason);
  G_OBJECT_CLASS (cw_planned_name_parent_class)->finalize (object);
}

static void
cw_planned_name_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwPlannedName *self = CW_PLANNED_NAME (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, cw_alt_name_get_text (self->name));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_planned_name_class_init (CwPlannedNameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_planned_name_finalize;
  object_class->get_property = cw_planned_name_get_property;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_planned_name_init (CwPlannedName *self)
{
}

CwPlannedName *
cw_planned_name_new (CwAltName *name, const char *reason, gboolean addition)
{
  CwPlannedName *self = g_object_new (CW_TYPE_PLANNED_NAME, NULL);

  self->name = g_object_ref (name);
  self->reason = g_strdup (reason);
  self->addition = addition;
  return self;
}

CwAltName *
cw_planned_name_get_name (CwPlannedName *self)
{
  g_return_val_if_fail (CW_IS_PLANNED_NAME (self), NULL);
  return self->name;
}

const char *
cw_planned_name_get_text (CwPlannedName *self)
{
  g_return_val_if_fail (CW_IS_PLANNED_NAME (self), "");
  return cw_alt_name_get_text (self->name);
}

const char *
cw_planned_name_get_reason (CwPlannedName *self)
{
  g_return_val_if_fail (CW_IS_PLANNED_NAME (self), "");
  return self->reason;
}

gboolean
cw_planned_name_is_addition (CwPlannedName *self)
{
  g_return_val_if_fail (CW_IS_PLANNED_NAME (self), FALSE);
  return self->addition;
}

/* ---- the plan ---- */

struct _CwNamePlan
{
  GObject parent_instance;

  CwPlannedNames content;
  GListStore *problems;
};

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_PLANNED_NAME;
}

static guint
get_n_items (GListModel *model)
{
  return CW_NAME_PLAN (model)->content.names->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *names = CW_NAME_PLAN (model)->content.names;

  return position < names->len ? g_object_ref (g_ptr_array_index (names, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwNamePlan, cw_name_plan, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
cw_name_plan_finalize (GObject *object)
{
  CwNamePlan *self = CW_NAME_PLAN (object);

  g_ptr_array_unref (self->content.names);
  g_ptr_array_unref (self->content.problems);
  g_free (self->content.common_name);
  g_free (self->content.subject_reason);
  g_free (self->content.computer);
  g_object_unref (self->problems);
  G_OBJECT_CLASS (cw_name_plan_parent_class)->finalize (object);
}

static void
cw_name_plan_class_init (CwNamePlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_name_plan_finalize;
}

static void
cw_name_plan_init (CwNamePlan *self)
{
  self->content.names = g_ptr_array_new_with_free_func (g_object_unref);
  self->content.problems = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_list_store_new (CW_TYPE_PROBLEM);
}

CwNamePlan *
cw_name_plan_new (CwTopology *topology, const CwNameWish *wish)
{
  CwNamePlan *self;

  g_return_val_if_fail (CW_IS_TOPOLOGY (topology) && wish != NULL, NULL);
  self = g_object_new (CW_TYPE_NAME_PLAN, NULL);
  cw_planned_names_fill (&self->content, topology, wish);
  for (guint i = 0; i < self->content.problems->len; i++)
    g_list_store_append (self->problems, g_ptr_array_index (self->content.problems, i));
  return self;
}

const char *
cw_name_plan_get_common_name (CwNamePlan *self)
{
  g_return_val_if_fail (CW_IS_NAME_PLAN (self), NULL);
  return self->content.common_name;
}

const char *
cw_name_plan_get_subject_reason (CwNamePlan *self)
{
  g_return_val_if_fail (CW_IS_NAME_PLAN (self), "");
  return self->content.subject_reason;
}

GPtrArray *
cw_name_plan_dup_names (CwNamePlan *self)
{
  GPtrArray *names;

  g_return_val_if_fail (CW_IS_NAME_PLAN (self), NULL);
  names = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->content.names->len; i++)
    g_ptr_array_add (names, g_object_ref (cw_planned_name_get_name (g_ptr_array_index (self->content.names, i))));
  return names;
}

GListModel *
cw_name_plan_get_problems (CwNamePlan *self)
{
  g_return_val_if_fail (CW_IS_NAME_PLAN (self), NULL);
  return G_LIST_MODEL (self->problems);
}

const char *
cw_name_plan_get_computer (CwNamePlan *self)
{
  g_return_val_if_fail (CW_IS_NAME_PLAN (self), "");
  return self->content.computer;
}

gboolean
cw_name_plan_needs_exportable (CwNamePlan *self)
{
  g_return_val_if_fail (CW_IS_NAME_PLAN (self), FALSE);
  return self->content.needs_exportable;
}
