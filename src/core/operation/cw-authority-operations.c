/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-authority-operations.h"
#include <glib/gi18n-lib.h>
#include "cw-action.h"
#include "cw-authorities-private.h"
#include "cw-draft-fields.h"
#include "cw-error.h"
#include "cw-request-private.h"

/* ---- add and edit ---- */

typedef struct {
  const CwAuthorityKind *kind;         /* NULL: there is none of that id */
  char                  *kind_id;
  CwAuthorityInfo       *info;         /* NULL: a new one */
  char                  *name;
  GHashTable            *settings;
  gboolean               make_default;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->kind_id);
  g_clear_object (&edit->info);
  g_free (edit->name);
  g_hash_table_unref (edit->settings);
  g_free (edit);
}

static gboolean
check_edit (CwAction *self, Edit *edit, GError **error)
{
  if (edit->kind == NULL || edit->kind->built_in)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, edit->kind == NULL ? _("There is no kind of certification authority “%s”.")
                   : _("“%s” is always there and cannot be added or changed."), edit->kind_id);
      return FALSE;
    }
  if (edit->name != NULL && (!cw_draft_is_one_line (edit->name) || cw_authority_kinds_find (edit->name) != NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("“%s” cannot be the name of a certification authority: it is one line of text, and "
                                                             "not the name of a kind."), edit->name);
      return FALSE;
    }
  return cw_authority_settings_check (edit->kind, edit->settings, error);
}

/* "Example CA" of "ca.example.org\Example CA". */
static char *
make_up_name (CwAction *self, Edit *edit, GError **error)
{
  const char *ca_name = cw_authority_kind_get_value (edit->kind, edit->settings, "ca-name");
  g_autofree char *address = cw_authority_kind_dup_address (edit->kind, edit->settings);
  const char *wanted = ca_name != NULL ? ca_name : address != NULL ? address : edit->kind->id;

  return cw_authorities_dup_free_name (cw_action_get_authorities (self), wanted, error);
}

static gboolean
name_is_taken (CwAction *self, Edit *edit, GError **error)
{
  g_autoptr (GPtrArray) infos = cw_authorities_list (cw_action_get_authorities (self), error);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      CwAuthorityInfo *other = g_ptr_array_index (infos, i);

      if (edit->info != NULL && cw_authority_info_get_id (other) == cw_authority_info_get_id (edit->info))
        continue;
      if (g_strcmp0 (cw_authority_info_get_name (other), edit->name) != 0)
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_NAME_TAKEN, _("There is a certification authority named “%s” already."), edit->name);
      return TRUE;
    }
  return infos == NULL;
}

/* The first one that is added is the one that will be asked: nobody has to say so. */
static gboolean
has_default (CwAction *self)
{
  g_autoptr (CwAuthorityInfo) info = cw_authorities_find (cw_action_get_authorities (self), NULL, NULL);

  return info != NULL;
}

static void
add_setting_facts (CwPlan *plan, Edit *edit)
{
  for (const CwAuthorityField *field = edit->kind->fields; field != NULL && field->name != NULL; field++)
    {
      const char *value = g_hash_table_lookup (edit->settings, field->name);

      if (value != NULL && *value != '\0')
        cw_plan_add_fact (plan, _(field->title), value);
    }
}

static CwPlan *
edit_prepare (CwAction *self, GError **error)
{
  Edit *edit = cw_action_get_data (self);
  g_autoptr (CwPlan) plan = NULL;
  g_autofree char *title = NULL;

  if (!check_edit (self, edit, error))
    return NULL;
  if (edit->name == NULL)
    edit->name = edit->info != NULL ? g_strdup (cw_authority_info_get_name (edit->info)) : make_up_name (self, edit, error);
  if (edit->name == NULL || name_is_taken (self, edit, error))
    return NULL;
  title = g_strdup_printf (edit->info != NULL ? _("Change the certification authority “%s”") : _("Add the certification authority “%s”"), edit->name);
  plan = cw_plan_new (title);
  cw_plan_add (plan, TRUE, title, NULL);
  if (edit->info == NULL && !edit->make_default)
    edit->make_default = !has_default (self);
  if (edit->make_default)
    cw_plan_add (plan, TRUE, _("Make it the default: the one that is asked when none is named"), NULL);
  cw_plan_add_fact (plan, _("Kind"), _(edit->kind->title));
  cw_plan_add_fact (plan, _("Name"), edit->name);
  add_setting_facts (plan, edit);
  return g_steal_pointer (&plan);
}

static char *
edit_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  Edit *edit = cw_action_get_data (self);
  CwStore *store = cw_action_get_store (self);
  g_autoptr (CwAuthorityRecord) record = cw_authority_record_new ();

  g_hash_table_unref (record->settings);
  record->settings = cw_authority_settings_copy (edit->settings);
  record->name = g_strdup (edit->name);
  record->kind = g_strdup (edit->kind->id);
  if (edit->info == NULL)
    {
      record->is_default = edit->make_default;
      return cw_store_add_authority (store, record, error) != 0 ? g_strdup_printf (_("The certification authority “%s” was added."), edit->name) : NULL;
    }
  record->id = cw_authority_info_get_id (edit->info);
  record->last_used = cw_authority_info_get_last_used (edit->info);
  record->is_default = cw_authority_info_is_default (edit->info);
  return cw_store_update_authority (store, record, error) ? g_strdup_printf (_("The certification authority “%s” was changed."), edit->name) : NULL;
}

static CwOperation *
edit_new (const CwActionKind *action, CwAuthorities *authorities, const char *kind, CwAuthorityInfo *info, const char *name, GHashTable *settings,
          gboolean make_default)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->kind = cw_authority_kinds_find (kind);
  edit->kind_id = g_strdup (kind);
  edit->info = info != NULL ? g_object_ref (info) : NULL;
  edit->name = name != NULL && *name != '\0' ? g_strdup (name) : NULL;
  edit->settings = cw_authority_settings_copy (settings);
  edit->make_default = make_default;
  return cw_action_new (action, authorities, edit, edit_free);
}

CwOperation *
cw_add_authority_operation_new (CwAuthorities *authorities, const char *kind, const char *name, GHashTable *settings, gboolean make_default)
{
  static const CwActionKind action = { .name = "add-authority", .in_transaction = TRUE, .prepare = edit_prepare, .run = edit_run };

  return edit_new (&action, authorities, kind, NULL, name, settings, make_default);
}

CwOperation *
cw_edit_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info, const char *name, GHashTable *settings)
{
  static const CwActionKind action = { .name = "edit-authority", .in_transaction = TRUE, .prepare = edit_prepare, .run = edit_run };

  return edit_new (&action, authorities, cw_authority_info_get_kind (info)->id, info, name, settings, FALSE);
}

/* ---- remove, default ---- */

static guint
count_waiting (CwStore *store, CwAuthorityInfo *info, GError **error)
{
  g_autoptr (GPtrArray) records = cw_store_list_requests (store, CW_REQUESTS_PENDING, error);
  guint n = 0;

  for (guint i = 0; records != NULL && i < records->len; i++)
    n += ((CwRequestRecord *) g_ptr_array_index (records, i))->authority == cw_authority_info_get_id (info);
  return n;
}

static gboolean
check_removal (CwAction *self, CwAuthorityInfo *info, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint n;

  if (cw_authority_info_get_id (info) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _("“%s” is always there and cannot be removed."), cw_authority_info_get_name (info));
      return FALSE;
    }
  n = count_waiting (cw_action_get_store (self), info, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (n > 0)
    g_set_error (error, CW_ERROR, CW_ERROR_IN_USE,
                 g_dngettext (GETTEXT_PACKAGE, "%u request still waits at “%s”. Process or clear it first.",
                              "%u requests still wait at “%s”. Process or clear them first.", n), n, cw_authority_info_get_name (info));
  else
    return TRUE;
  return FALSE;
}

static CwPlan *
remove_prepare (CwAction *self, GError **error)
{
  CwAuthorityInfo *info = cw_action_get_data (self);
  g_autofree char *title = g_strdup_printf (_("Remove the certification authority “%s”"), cw_authority_info_get_name (info));
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (CwPlan) plan = NULL;

  if (!check_removal (self, info, error))
    return NULL;
  accounts = cw_authorities_list_accounts (cw_action_get_authorities (self), info, error);
  if (accounts == NULL)
    return NULL;
  plan = cw_plan_new (title);
  cw_plan_add (plan, TRUE, title, _("Certificates and requests from there stay."));
  if (accounts->len > 0)
    cw_plan_add (plan, TRUE, _("Forget its accounts and take their passwords out of the keyring"), NULL);
  return g_steal_pointer (&plan);
}

/* Passwords first: one that stays behind in the keyring would be nobody's. */
static char *
remove_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwAuthorityInfo *info = cw_action_get_data (self);
  CwAuthorities *authorities = cw_action_get_authorities (self);
  CwStore *store = cw_action_get_store (self);
  g_autoptr (GPtrArray) accounts = cw_authorities_list_accounts (authorities, info, error);

  if (accounts == NULL || !check_removal (self, info, error))
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    if (!cw_authorities_forget (authorities, info, ((CwAccountRecord *) g_ptr_array_index (accounts, i))->user, cancellable, error))
      return NULL;
  if (!cw_store_begin (store, error))
    return NULL;
  if (!cw_store_remove_authority (store, cw_authority_info_get_id (info), error))
    {
      cw_store_rollback (store);
      return NULL;
    }
  return cw_store_commit (store, error) ? g_strdup_printf (_("The certification authority “%s” was removed."), cw_authority_info_get_name (info)) : NULL;
}

CwOperation *
cw_remove_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info)
{
  static const CwActionKind action = { .name = "remove-authority", .prepare = remove_prepare, .run = remove_run };

  return cw_action_new (&action, authorities, g_object_ref (info), g_object_unref);
}

static CwPlan *
default_prepare (CwAction *self, GError **error)
{
  CwAuthorityInfo *info = cw_action_get_data (self);
  g_autofree char *title = info != NULL ? g_strdup_printf (_("Make “%s” the default"), cw_authority_info_get_name (info))
                                        : g_strdup (_("Have no default certification authority"));
  g_autoptr (CwPlan) plan = cw_plan_new (title);

  if (info != NULL && cw_authority_info_get_id (info) == 0 && !cw_authority_info_get_kind (info)->built_in)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_AUTHORITY_UNKNOWN, _("“%s” is not in the list; add it first."), cw_authority_info_get_address (info));
      return NULL;
    }
  cw_plan_add (plan, TRUE, title, _("It is the one that is asked when none is named."));
  return g_steal_pointer (&plan);
}

static char *
default_run (CwAction *self, CwOutcome *outcome, GCancellable *cancellable, GError **error)
{
  CwAuthorityInfo *info = cw_action_get_data (self);
  gint64 id = info != NULL ? cw_authority_info_get_id (info) : 0;
  const char *builtin = info != NULL && id == 0 ? cw_authority_info_get_kind (info)->id : NULL;

  if (!cw_store_set_default_authority (cw_action_get_store (self), id, builtin, error))
    return NULL;
  return info != NULL ? g_strdup_printf (_("“%s” is the default now."), cw_authority_info_get_name (info))
                      : g_strdup (_("There is no default certification authority now."));
}

static void
maybe_unref (gpointer object)
{
  if (object != NULL)
    g_object_unref (object);
}

CwOperation *
cw_default_authority_operation_new (CwAuthorities *authorities, CwAuthorityInfo *info)
{
  static const CwActionKind action = { .name = "default-authority", .in_transaction = TRUE, .prepare = default_prepare, .run = default_run };

  return cw_action_new (&action, authorities, info != NULL ? g_object_ref (info) : NULL, maybe_unref);
}
