/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-file-plan.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cw-file-plan-private.h"
#include "cw-paths.h"

#define NOBODY ((guint) -1)

struct _CwFilePlan {
  GObject    parent_instance;
  CwUsage   *usage;
  GPtrArray *files;
  char      *live;
  char      *link;
  gboolean   privileged;
  gboolean   needs_password;
};

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_PLANNED_FILE;
}

static guint
get_n_items (GListModel *model)
{
  return CW_FILE_PLAN (model)->files->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *files = CW_FILE_PLAN (model)->files;

  return position < files->len ? g_object_ref (g_ptr_array_index (files, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwFilePlan, cw_file_plan, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- accounts ---- */

static gboolean
find_user (const char *name, guint *uid)
{
  struct passwd entry, *found = NULL;
  g_autofree char *buffer = g_malloc (65536);

  if (getpwnam_r (name, &entry, buffer, 65536, &found) != 0 || found == NULL)
    return FALSE;
  *uid = found->pw_uid;
  return TRUE;
}

static gboolean
find_group (const char *name, guint *gid)
{
  struct group entry, *found = NULL;
  g_autofree char *buffer = g_malloc (65536);

  if (getgrnam_r (name, &entry, buffer, 65536, &found) != 0 || found == NULL)
    return FALSE;
  *gid = found->gr_gid;
  return TRUE;
}

static char *
dup_own_user (void)
{
  struct passwd entry, *found = NULL;
  g_autofree char *buffer = g_malloc (65536);

  if (getpwuid_r (geteuid (), &entry, buffer, 65536, &found) != 0 || found == NULL)
    return g_strdup_printf ("%u", (guint) geteuid ());
  return g_strdup (found->pw_name);
}

static char *
dup_own_group (void)
{
  struct group entry, *found = NULL;
  g_autofree char *buffer = g_malloc (65536);

  if (getgrgid_r (getegid (), &entry, buffer, 65536, &found) != 0 || found == NULL)
    return g_strdup_printf ("%u", (guint) getegid ());
  return g_strdup (found->gr_name);
}

static void
complain_of_user (CwFilePlan *self, const char *name, const char *path, GPtrArray *problems)
{
  const char *title = cw_usage_get_title (self->usage);

  if (cw_usage_is_absent (self->usage))
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (self->usage),
                                               _("%s is not installed on this computer, so there is no user “%s”, to whom %s shall belong."), title, name, path));
  else
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (self->usage),
                                               _("%s: this computer has no user “%s”, to whom %s shall belong."), title, name, path));
}

static void
complain_of_group (CwFilePlan *self, const char *name, const char *path, GPtrArray *problems)
{
  const char *title = cw_usage_get_title (self->usage);

  if (cw_usage_is_absent (self->usage))
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (self->usage),
                                               _("%s is not installed on this computer, so there is no group “%s”, which shall be able to read %s."),
                                               title, name, path));
  else
    g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (self->usage),
                                               _("%s: this computer has no group “%s”, which shall be able to read %s."), title, name, path));
}

/* ---- one target ---- */

/* The computer's name becomes part of a path, so it must be nothing but a name. */
static char *
dup_place (CwFilePlan *self, CwUsageTarget *target, const char *computer, GPtrArray *problems)
{
  const char *file = cw_usage_target_get_file (target);
  g_auto (GStrv) parts = g_strsplit (file, "{computer}", -1);

  if (parts[1] == NULL)
    return g_strdup (file);
  if (computer != NULL && *computer != '\0' && *computer != '.' && strchr (computer, '/') == NULL)
    return g_strjoinv (computer, parts);
  g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, cw_usage_get_id (self->usage),
                                             _("%s: the name of this computer is not known, and the file %s is named after it."),
                                             cw_usage_get_title (self->usage), file));
  return NULL;
}

static void
add_privileged (CwFilePlan *self, const char *path, const char *name, CwUsageTarget *target, GPtrArray *problems)
{
  const char *owner = cw_usage_target_get_owner (target), *group = cw_usage_target_get_group (target);
  guint uid = NOBODY, gid = NOBODY;

  if (!find_user (owner, &uid))
    complain_of_user (self, owner, path, problems);
  if (!find_group (group, &gid))
    complain_of_group (self, group, path, problems);
  g_ptr_array_add (self->files, cw_planned_file_new (path, name, !cw_usage_target_is_live (target), target, uid, gid, owner, group));
}

/* What a user makes is his; he can only give it to a group that he is in. unset: what he cannot do, of char *. */
static void
add_own (CwFilePlan *self, const char *path, const char *name, CwUsageTarget *target, GPtrArray *unset)
{
  g_autofree char *own_user = dup_own_user (), *own_group = dup_own_group ();
  const char *owner = cw_usage_target_get_owner (target), *group = cw_usage_target_get_group (target);
  gboolean others = strcmp (owner, "root") != 0 && strcmp (owner, own_user) != 0;
  guint gid = NOBODY;

  if (strcmp (group, "root") == 0 || strcmp (group, own_group) == 0 || !find_group (group, &gid) || !group_member (gid))
    {
      others = others || (strcmp (group, "root") != 0 && strcmp (group, own_group) != 0);
      gid = NOBODY;
    }
  if (others)
    g_ptr_array_add (unset, g_strdup_printf ("%s:%s %s", owner, group, cw_usage_target_get_file (target)));
  g_ptr_array_add (self->files, cw_planned_file_new (path, name, !cw_usage_target_is_live (target), target, NOBODY, gid, own_user,
                                                     gid != NOBODY ? group : own_group));
}

static void
add_target (CwFilePlan *self, CwUsageTarget *target, guint index, const CwFilePlanOptions *options, GPtrArray *problems, GPtrArray *unset)
{
  g_autofree char *place = dup_place (self, target, options->computer, problems);
  g_autofree char *path = NULL, *name = NULL, *last = NULL;

  if (place == NULL)
    return;
  if (cw_usage_target_is_live (target))
    {
      path = g_build_filename (self->link, place, NULL);
      name = g_strdup (place);
    }
  else
    {
      path = g_strdup (place);
      last = g_path_get_basename (place);
      /* No target of live/ID/ begins with a dot. */
      name = g_strdup_printf (".outside-%u-%s", index, last);
      cw_file_plan_check_outside (self, path, options->reserved, problems);
    }
  if (options->privileged)
    add_privileged (self, path, name, target, problems);
  else
    add_own (self, path, name, target, unset);
  self->needs_password = self->needs_password || cw_usage_target_get_format (target) == CW_TARGET_PKCS12;
}

static void
warn_of_owners (CwFilePlan *self, GPtrArray *unset, GPtrArray *problems)
{
  g_autofree char *files = NULL;

  if (unset->len == 0)
    return;
  g_ptr_array_add (unset, NULL);
  files = g_strjoinv (", ", (char **) unset->pdata);
  g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, cw_usage_get_id (self->usage),
                                             _("%s: the files are yours; only root can give them to whom they are meant for (%s)."),
                                             cw_usage_get_title (self->usage), files));
}

static void
cw_file_plan_finalize (GObject *object)
{
  CwFilePlan *self = CW_FILE_PLAN (object);

  g_clear_object (&self->usage);
  g_ptr_array_unref (self->files);
  g_free (self->live);
  g_free (self->link);
  G_OBJECT_CLASS (cw_file_plan_parent_class)->finalize (object);
}

static void
cw_file_plan_class_init (CwFilePlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_file_plan_finalize;
}

static void
cw_file_plan_init (CwFilePlan *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
}

CwFilePlan *
cw_file_plan_new (CwUsage *usage, const CwFilePlanOptions *options, GPtrArray *problems)
{
  CwFilePlan *self = g_object_new (CW_TYPE_FILE_PLAN, NULL);
  g_autoptr (GPtrArray) unset = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unheard = problems == NULL ? g_ptr_array_new_with_free_func (g_object_unref) : NULL;
  GPtrArray *targets = cw_usage_get_targets (usage);

  self->usage = g_object_ref (usage);
  self->live = g_canonicalize_filename (options->live, NULL);
  self->link = g_build_filename (self->live, cw_usage_get_id (usage), NULL);
  self->privileged = options->privileged;
  for (guint i = 0; i < targets->len; i++)
    add_target (self, g_ptr_array_index (targets, i), i, options, problems != NULL ? problems : unheard, unset);
  warn_of_owners (self, unset, problems != NULL ? problems : unheard);
  return self;
}

CwUsage *
cw_file_plan_get_usage (CwFilePlan *self)
{
  return self->usage;
}

const char *
cw_file_plan_get_link (CwFilePlan *self)
{
  return self->link;
}

gboolean
cw_file_plan_needs_password (CwFilePlan *self)
{
  return self->needs_password;
}

char *
cw_file_plan_dup_generation (CwFilePlan *self, guint64 generation)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, generation);

  return g_build_filename (self->live, ".generations", cw_usage_get_id (self->usage), number, NULL);
}

GPtrArray *
cw_file_plan_get_files (CwFilePlan *self)
{
  return self->files;
}

gboolean
cw_file_plan_is_privileged (CwFilePlan *self)
{
  return self->privileged;
}
