/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-target.h"
#include "cw-usage-private.h"

struct _CwUsageTarget
{
  GObject parent_instance;

  char *file;
  char *owner;
  char *group;
  char *password_file;
  CwTargetFormat format;
  guint mode;
};

G_DEFINE_FINAL_TYPE (CwUsageTarget, cw_usage_target, G_TYPE_OBJECT)

static const char *const nicks[] = { "certificate", "chain", "fullchain", "key", "combined", "root", "pkcs12", NULL };

static void
cw_usage_target_finalize (GObject *object)
{
  CwUsageTarget *self = CW_USAGE_TARGET (object);

  g_free (self->file);
  g_free (self->owner);
  g_free (self->group);
  g_free (self->password_file);
  G_OBJECT_CLASS (cw_usage_target_parent_class)->finalize (object);
}

static void
cw_usage_target_class_init (CwUsageTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_target_finalize;
}

static void
cw_usage_target_init (CwUsageTarget *self)
{
}

CwUsageTarget *
cw_usage_target_new (const char *file, CwTargetFormat format, const char *owner, const char *group, guint mode)
{
  CwUsageTarget *self = g_object_new (CW_TYPE_USAGE_TARGET, NULL);

  self->file = g_strdup (file);
  self->format = format;
  self->owner = g_strdup (owner);
  self->group = g_strdup (group);
  self->mode = mode;
  return self;
}

void
cw_usage_target_set_password_file (CwUsageTarget *self, const char *path)
{
  g_free (self->password_file);
  self->password_file = g_strdup (path);
}

const char *
cw_usage_target_get_file (CwUsageTarget *self)
{
  return self->file;
}

gboolean
cw_usage_target_is_live (CwUsageTarget *self)
{
  return self->file[0] != '/';
}

CwTargetFormat
cw_usage_target_get_format (CwUsageTarget *self)
{
  return self->format;
}

const char *
cw_usage_target_get_owner (CwUsageTarget *self)
{
  return self->owner;
}

const char *
cw_usage_target_get_group (CwUsageTarget *self)
{
  return self->group;
}

guint
cw_usage_target_get_mode (CwUsageTarget *self)
{
  return self->mode;
}

gboolean
cw_usage_target_has_key (CwUsageTarget *self)
{
  return self->format == CW_TARGET_KEY || self->format == CW_TARGET_COMBINED || self->format == CW_TARGET_PKCS12;
}

const char *
cw_usage_target_get_password_file (CwUsageTarget *self)
{
  return self->password_file;
}

const char *
cw_target_format_to_nick (CwTargetFormat format)
{
  return nicks[format];
}

gboolean
cw_target_format_from_nick (const char *nick, CwTargetFormat *format)
{
  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_ascii_strcasecmp (nicks[i], nick) == 0)
      {
        *format = (CwTargetFormat) i;
        return TRUE;
      }
  return FALSE;
}

const char *const *
cw_target_format_get_nicks (void)
{
  return nicks;
}
