/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file-plan-private.h"
#include "cw-paths.h"

struct _CwPlannedFile {
  GObject        parent_instance;
  char          *path;
  char          *name;
  char          *owner;
  char          *group;
  CwTargetFormat format;
  guint          mode;
  guint          uid;
  guint          gid;
  gboolean       outside;
  gboolean       has_key;
};

G_DEFINE_FINAL_TYPE (CwPlannedFile, cw_planned_file, G_TYPE_OBJECT)

static void
cw_planned_file_finalize (GObject *object)
{
  CwPlannedFile *self = CW_PLANNED_FILE (object);

  g_free (self->path);
  g_free (self->name);
  g_free (self->owner);
  g_free (self->group);
  G_OBJECT_CLASS (cw_planned_file_parent_class)->finalize (object);
}

static void
cw_planned_file_class_init (CwPlannedFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_planned_file_finalize;
}

static void
cw_planned_file_init (CwPlannedFile *self)
{
}

CwPlannedFile *
cw_planned_file_new (const char *path, const char *name, gboolean outside, CwUsageTarget *target, guint uid, guint gid, const char *owner, const char *group)
{
  CwPlannedFile *self = g_object_new (CW_TYPE_PLANNED_FILE, NULL);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->outside = outside;
  self->format = cw_usage_target_get_format (target);
  self->has_key = cw_usage_target_has_key (target);
  self->mode = cw_usage_target_get_mode (target);
  self->uid = uid;
  self->gid = gid;
  self->owner = g_strdup (owner);
  self->group = g_strdup (group);
  return self;
}

const char *
cw_planned_file_get_path (CwPlannedFile *self)
{
  return self->path;
}

const char *
cw_planned_file_get_name (CwPlannedFile *self)
{
  return self->name;
}

gboolean
cw_planned_file_is_outside (CwPlannedFile *self)
{
  return self->outside;
}

CwTargetFormat
cw_planned_file_get_format (CwPlannedFile *self)
{
  return self->format;
}

gboolean
cw_planned_file_has_key (CwPlannedFile *self)
{
  return self->has_key;
}

guint
cw_planned_file_get_mode (CwPlannedFile *self)
{
  return self->mode;
}

guint
cw_planned_file_get_uid (CwPlannedFile *self)
{
  return self->uid;
}

guint
cw_planned_file_get_gid (CwPlannedFile *self)
{
  return self->gid;
}

char *
cw_planned_file_dup_text (CwPlannedFile *self)
{
  g_autofree char *shown = cw_paths_dup_display (self->path);
  char mode[] = "-rwxrwxrwx";

  for (guint i = 0; i < 9; i++)
    if ((self->mode & (0400u >> i)) == 0)
      mode[i + 1] = '-';
  return g_strdup_printf ("%s %s:%s %s", mode, self->owner, self->group, shown);
}

const char *
cw_planned_file_get_owner (CwPlannedFile *self)
{
  return self->owner;
}

const char *
cw_planned_file_get_group (CwPlannedFile *self)
{
  return self->group;
}
