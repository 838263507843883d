/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-wizard-page.h"

typedef struct
{
  char *title;
  char *next_label;
  char *help_page;
  gboolean complete;
  gboolean skippable;
  gboolean can_go_back;
  gboolean can_cancel;
  gboolean applicable;
  gboolean is_last;
} CwWizardPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CwWizardPage, cw_wizard_page, ADW_TYPE_BIN)

enum { PROP_TITLE = 1, PROP_COMPLETE, PROP_SKIPPABLE, PROP_CAN_GO_BACK, PROP_IS_LAST, PROP_NEXT_LABEL, PROP_HELP_PAGE, PROP_CAN_CANCEL, PROP_APPLICABLE,
       N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_boolean (CwWizardPage *self, gboolean *field, gboolean value, guint prop)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_string (CwWizardPage *self, char **field, const char *value, guint prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
cw_wizard_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (CW_WIZARD_PAGE (object));

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_NEXT_LABEL:
      g_value_set_string (value, priv->next_label);
      break;
    case PROP_HELP_PAGE:
      g_value_set_string (value, priv->help_page);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, priv->complete);
      break;
    case PROP_SKIPPABLE:
      g_value_set_boolean (value, priv->skippable);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, priv->can_go_back);
      break;
    case PROP_CAN_CANCEL:
      g_value_set_boolean (value, priv->can_cancel);
      break;
    case PROP_APPLICABLE:
      g_value_set_boolean (value, priv->applicable);
      break;
    case PROP_IS_LAST:
      g_value_set_boolean (value, priv->is_last);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_wizard_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwWizardPage *self = CW_WIZARD_PAGE (object);
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  switch (id)
    {
    case PROP_TITLE:
      set_string (self, &priv->title, g_value_get_string (value), id);
      break;
    case PROP_NEXT_LABEL:
      set_string (self, &priv->next_label, g_value_get_string (value), id);
      break;
    case PROP_HELP_PAGE:
      set_string (self, &priv->help_page, g_value_get_string (value), id);
      break;
    case PROP_COMPLETE:
      set_boolean (self, &priv->complete, g_value_get_boolean (value), id);
      break;
    case PROP_SKIPPABLE:
      set_boolean (self, &priv->skippable, g_value_get_boolean (value), id);
      break;
    case PROP_CAN_GO_BACK:
      set_boolean (self, &priv->can_go_back, g_value_get_boolean (value), id);
      break;
    case PROP_CAN_CANCEL:
      set_boolean (self, &priv->can_cancel, g_value_get_boolean (value), id);
      break;
    case PROP_APPLICABLE:
      set_boolean (self, &priv->applicable, g_value_get_boolean (value), id);
      break;
    case PROP_IS_LAST:
      set_boolean (self, &priv->is_last, g_value_get_boolean (value), id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_wizard_page_finalize (GObject *object)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (CW_WIZARD_PAGE (object));

  g_free (priv->title);
  g_free (priv->next_label);
  g_free (priv->help_page);
  G_OBJECT_CLASS (cw_wizard_page_parent_class)->finalize (object);
}

static void
cw_wizard_page_class_init (CwWizardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_wizard_page_finalize;
  object_class->get_property = cw_wizard_page_get_property;
  object_class->set_property = cw_wizard_page_set_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_NEXT_LABEL] = g_param_spec_string ("next-label", NULL, NULL, NULL, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_SKIPPABLE] = g_param_spec_boolean ("skippable", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, TRUE, flags);
  properties[PROP_HELP_PAGE] = g_param_spec_string ("help-page", NULL, NULL, NULL, flags);
  properties[PROP_CAN_CANCEL] = g_param_spec_boolean ("can-cancel", NULL, NULL, TRUE, flags);
  properties[PROP_APPLICABLE] = g_param_spec_boolean ("applicable", NULL, NULL, TRUE, flags);
  properties[PROP_IS_LAST] = g_param_spec_boolean ("is-last", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FINISHED] = g_signal_new ("finished", CW_TYPE_WIZARD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_wizard_page_init (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  priv->can_go_back = TRUE;
  priv->can_cancel = TRUE;
  priv->applicable = TRUE;
}

void
cw_wizard_page_set_title (CwWizardPage *self, const char *title)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_string (self, &priv->title, title, PROP_TITLE);
}

const char *
cw_wizard_page_get_title (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->title;
}

void
cw_wizard_page_set_complete (CwWizardPage *self, gboolean complete)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_boolean (self, &priv->complete, complete, PROP_COMPLETE);
}

gboolean
cw_wizard_page_get_complete (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->complete;
}

gboolean
cw_wizard_page_get_skippable (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->skippable;
}

void
cw_wizard_page_set_can_go_back (CwWizardPage *self, gboolean can_go_back)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_boolean (self, &priv->can_go_back, can_go_back, PROP_CAN_GO_BACK);
}

gboolean
cw_wizard_page_get_can_go_back (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->can_go_back;
}

void
cw_wizard_page_set_can_cancel (CwWizardPage *self, gboolean can_cancel)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_boolean (self, &priv->can_cancel, can_cancel, PROP_CAN_CANCEL);
}

gboolean
cw_wizard_page_get_can_cancel (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->can_cancel;
}

void
cw_wizard_page_set_applicable (CwWizardPage *self, gboolean applicable)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_boolean (self, &priv->applicable, applicable, PROP_APPLICABLE);
}

gboolean
cw_wizard_page_get_applicable (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->applicable;
}

const char *
cw_wizard_page_get_help_page (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->help_page;
}

gboolean
cw_wizard_page_get_is_last (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->is_last;
}

void
cw_wizard_page_set_next_label (CwWizardPage *self, const char *label)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  set_string (self, &priv->next_label, label, PROP_NEXT_LABEL);
}

const char *
cw_wizard_page_get_next_label (CwWizardPage *self)
{
  CwWizardPagePrivate *priv = cw_wizard_page_get_instance_private (self);

  return priv->next_label;
}

void
cw_wizard_page_finish (CwWizardPage *self)
{
  g_signal_emit (self, signals[FINISHED], 0);
}

void
cw_wizard_page_enter (CwWizardPage *self)
{
  CwWizardPageClass *klass = CW_WIZARD_PAGE_GET_CLASS (self);

  if (klass->enter != NULL)
    klass->enter (self);
}

void
cw_wizard_page_apply (CwWizardPage *self)
{
  CwWizardPageClass *klass = CW_WIZARD_PAGE_GET_CLASS (self);

  if (klass->apply != NULL)
    klass->apply (self);
}

void
cw_wizard_page_leave (CwWizardPage *self)
{
  CwWizardPageClass *klass = CW_WIZARD_PAGE_GET_CLASS (self);

  if (klass->leave != NULL)
    klass->leave (self);
}

gboolean
cw_wizard_page_cancel (CwWizardPage *self)
{
  CwWizardPageClass *klass = CW_WIZARD_PAGE_GET_CLASS (self);

  return klass->cancel != NULL && klass->cancel (self);
}
