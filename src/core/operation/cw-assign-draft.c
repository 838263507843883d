/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assign-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-clock.h"
#include "cw-draft-fields.h"
#include "cw-error.h"
#include "cw-time.h"

struct _CwAssignDraft {
  GObject       parent_instance;
  CwAssignWish *wish;
};

enum {
  PROP_REFERENCE = 1, PROP_PATH, PROP_PASSWORD, PROP_EXPORTABLE, PROP_FRIENDLY_NAME, PROP_REQUEST, PROP_EFFECTIVE_DATE, PROP_ROLL, PROP_AGAIN,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwAssignDraft, cw_assign_draft, G_TYPE_OBJECT)

static void
changed (CwAssignDraft *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* ---- the wish ---- */

CwAssignWish *
cw_assign_wish_copy (const CwAssignWish *self)
{
  CwAssignWish *copy = g_memdup2 (self, sizeof *self);

  copy->assignments = g_object_ref (self->assignments);
  copy->usages = g_list_store_new (CW_TYPE_USAGE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (self->usages), i);

      g_list_store_append (copy->usages, usage);
    }
  copy->reference = g_strdup (self->reference);
  copy->path = g_strdup (self->path);
  copy->friendly_name = g_strdup (self->friendly_name);
  copy->password = self->password != NULL ? cw_secret_ref (self->password) : NULL;
  return copy;
}

void
cw_assign_wish_free (CwAssignWish *self)
{
  g_clear_object (&self->assignments);
  g_clear_object (&self->usages);
  g_clear_pointer (&self->password, cw_secret_unref);
  g_free (self->reference);
  g_free (self->path);
  g_free (self->friendly_name);
  g_free (self);
}

GPtrArray *
cw_assign_wish_dup_usages (const CwAssignWish *self)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    g_ptr_array_add (usages, g_list_model_get_item (G_LIST_MODEL (self->usages), i));
  return usages;
}

/* ---- validation ---- */

static void
check_source (const CwAssignWish *self, CwDraftCheck *check)
{
  guint n = (self->reference != NULL) + (self->path != NULL) + (self->request != 0);

  if (n == 0)
    cw_draft_check_fail (check, CW_ERROR_USAGE, "reference", _("Choose the certificate that is to be assigned."));
  else if (n > 1)
    cw_draft_check_fail (check, CW_ERROR_USAGE, "reference", _("Name the certificate in one way only: by its thumbprint or name, by a file, or by the request for it."));
}

static void
check_date (const CwAssignWish *self, CwDraftCheck *check)
{
  g_autofree char *date = cw_time_to_exact (self->effective_date);
  g_autofree char *past = g_strdup_printf (_("The effective date, %s, is in the past."), date);
  g_autofree char *hurry = cw_assign_wish_dup_hurry (self);

  if (self->roll && self->effective_date == 0)
    cw_draft_check_fail (check, CW_ERROR_USAGE, "effective-date", _("A roll needs the date on which the certificate takes over: give an effective date as well."));
  else if (self->effective_date != 0 && self->effective_date <= cw_clock_now ())
    cw_draft_check_fail (check, CW_ERROR_USAGE, "effective-date", past);
  else if (hurry != NULL)
    cw_draft_check_say (check, CW_SEVERITY_WARNING, "effective-date", hurry);
}

GListModel *
cw_assign_wish_check (const CwAssignWish *self, GError **error)
{
  CwDraftCheck check = { .problems = g_list_store_new (CW_TYPE_PROBLEM) };

  if (g_list_model_get_n_items (G_LIST_MODEL (self->usages)) == 0)
    cw_draft_check_fail (&check, CW_ERROR_USAGE, "usages", _("Choose at least one certificate usage."));
  check_source (self, &check);
  check_date (self, &check);
  return cw_draft_check_end (&check, error);
}

char *
cw_assign_wish_dup_hurry (const CwAssignWish *self)
{
  g_autoptr (CwUsage) slowest = NULL;
  guint hours;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (self->usages), i);

      if (slowest == NULL || cw_usage_get_lead_time (usage) > cw_usage_get_lead_time (slowest))
        g_set_object (&slowest, usage);
    }
  if (slowest == NULL || !self->roll || self->effective_date >= cw_clock_now () + cw_usage_get_lead_time (slowest))
    return NULL;
  hours = (guint) ((cw_usage_get_lead_time (slowest) + 3599) / 3600);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s has to know its next certificate at least %u hour before it takes over.",
                                       "%s has to know its next certificate at least %u hours before it takes over.", hours),
                          cw_usage_get_title (slowest), hours);
}

/* ---- draft ---- */

static void
set_date (CwAssignDraft *self, gint64 *field, gint64 value, GParamSpec *pspec)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
cw_assign_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const CwAssignWish *wish = CW_ASSIGN_DRAFT (object)->wish;

  switch (id)
    {
    case PROP_REFERENCE:
      g_value_set_string (value, wish->reference);
      break;
    case PROP_PATH:
      g_value_set_string (value, wish->path);
      break;
    case PROP_PASSWORD:
      g_value_set_boxed (value, wish->password);
      break;
    case PROP_EXPORTABLE:
      g_value_set_boolean (value, wish->exportable);
      break;
    case PROP_FRIENDLY_NAME:
      g_value_set_string (value, wish->friendly_name);
      break;
    case PROP_REQUEST:
      g_value_set_int64 (value, wish->request);
      break;
    case PROP_EFFECTIVE_DATE:
      g_value_set_int64 (value, wish->effective_date);
      break;
    case PROP_ROLL:
      g_value_set_boolean (value, wish->roll);
      break;
    case PROP_AGAIN:
      g_value_set_boolean (value, wish->again);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_assign_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwAssignDraft *self = CW_ASSIGN_DRAFT (object);

  switch (id)
    {
    case PROP_REFERENCE:
      cw_draft_set_string (self, &self->wish->reference, g_value_get_string (value), pspec);
      break;
    case PROP_PATH:
      cw_draft_set_string (self, &self->wish->path, g_value_get_string (value), pspec);
      break;
    case PROP_PASSWORD:
      cw_draft_set_secret (self, &self->wish->password, g_value_get_boxed (value), pspec);
      break;
    case PROP_EXPORTABLE:
      cw_draft_set_boolean (self, &self->wish->exportable, g_value_get_boolean (value), pspec);
      break;
    case PROP_FRIENDLY_NAME:
      cw_draft_set_string (self, &self->wish->friendly_name, g_value_get_string (value), pspec);
      break;
    case PROP_REQUEST:
      set_date (self, &self->wish->request, g_value_get_int64 (value), pspec);
      break;
    case PROP_EFFECTIVE_DATE:
      set_date (self, &self->wish->effective_date, g_value_get_int64 (value), pspec);
      break;
    case PROP_ROLL:
      cw_draft_set_boolean (self, &self->wish->roll, g_value_get_boolean (value), pspec);
      break;
    case PROP_AGAIN:
      cw_draft_set_boolean (self, &self->wish->again, g_value_get_boolean (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_assign_draft_finalize (GObject *object)
{
  cw_assign_wish_free (CW_ASSIGN_DRAFT (object)->wish);
  G_OBJECT_CLASS (cw_assign_draft_parent_class)->finalize (object);
}

static void
cw_assign_draft_class_init (CwAssignDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_assign_draft_finalize;
  object_class->get_property = cw_assign_draft_get_property;
  object_class->set_property = cw_assign_draft_set_property;
  props[PROP_REFERENCE] = g_param_spec_string ("reference", NULL, NULL, NULL, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_PASSWORD] = g_param_spec_boxed ("password", NULL, NULL, CW_TYPE_SECRET, flags);
  props[PROP_EXPORTABLE] = g_param_spec_boolean ("exportable", NULL, NULL, FALSE, flags);
  props[PROP_FRIENDLY_NAME] = g_param_spec_string ("friendly-name", NULL, NULL, NULL, flags);
  props[PROP_REQUEST] = g_param_spec_int64 ("request", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_EFFECTIVE_DATE] = g_param_spec_int64 ("effective-date", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_ROLL] = g_param_spec_boolean ("roll", NULL, NULL, FALSE, flags);
  props[PROP_AGAIN] = g_param_spec_boolean ("again", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_assign_draft_init (CwAssignDraft *self)
{
  self->wish = g_new0 (CwAssignWish, 1);
  self->wish->usages = g_list_store_new (CW_TYPE_USAGE);
  g_signal_connect (self, "notify", G_CALLBACK (changed), NULL);
}

CwAssignDraft *
cw_assign_draft_new (CwAssignments *assignments)
{
  CwAssignDraft *self = g_object_new (CW_TYPE_ASSIGN_DRAFT, NULL);

  self->wish->assignments = g_object_ref (assignments);
  return self;
}

const CwAssignWish *
cw_assign_draft_get_wish (CwAssignDraft *self)
{
  return self->wish;
}

CwAssignments *
cw_assign_draft_get_assignments (CwAssignDraft *self)
{
  return self->wish->assignments;
}

GListModel *
cw_assign_draft_get_usages (CwAssignDraft *self)
{
  return G_LIST_MODEL (self->wish->usages);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return cw_usage_compare (CW_USAGE ((gpointer) a), CW_USAGE ((gpointer) b));
}

static gboolean
find_usage (CwAssignDraft *self, CwUsage *usage, guint *position)
{
  GListModel *usages = G_LIST_MODEL (self->wish->usages);

  for (*position = 0; *position < g_list_model_get_n_items (usages); (*position)++)
    {
      g_autoptr (CwUsage) other = g_list_model_get_item (usages, *position);

      if (g_str_equal (cw_usage_get_id (other), cw_usage_get_id (usage)))
        return TRUE;
    }
  return FALSE;
}

void
cw_assign_draft_add_usage (CwAssignDraft *self, CwUsage *usage)
{
  guint position;

  if (find_usage (self, usage, &position))
    return;
  g_list_store_insert_sorted (self->wish->usages, usage, compare_cb, NULL);
  changed (self);
}

void
cw_assign_draft_remove_usage (CwAssignDraft *self, CwUsage *usage)
{
  guint position;

  if (!find_usage (self, usage, &position))
    return;
  g_list_store_remove (self->wish->usages, position);
  changed (self);
}

gboolean
cw_assign_draft_set_types (CwAssignDraft *self, const char *list, GError **error)
{
  g_autoptr (GPtrArray) usages = cw_usage_catalogue_parse (cw_assignments_get_usages (self->wish->assignments), list, error);

  if (usages == NULL)
    return FALSE;
  g_list_store_remove_all (self->wish->usages);
  for (guint i = 0; i < usages->len; i++)
    g_list_store_insert_sorted (self->wish->usages, g_ptr_array_index (usages, i), compare_cb, NULL);
  changed (self);
  return TRUE;
}

GListModel *
cw_assign_draft_validate (CwAssignDraft *self)
{
  return cw_assign_wish_check (self->wish, NULL);
}

/* ---- the same as a command ---- */

static gboolean
is_thumbprint (const char *text)
{
  return (strlen (text) == 40 || strlen (text) == 64) && strspn (text, "0123456789abcdefABCDEF") == strlen (text);
}

static void
append_source (const CwAssignWish *wish, GString *command)
{
  g_autofree char *request = wish->request != 0 ? g_strdup_printf ("r%" G_GINT64_FORMAT, wish->request) : NULL;

  if (wish->reference != NULL)
    cw_draft_append_option (command, is_thumbprint (wish->reference) ? "--thumbprint" : "--reference", wish->reference);
  cw_draft_append_option (command, "--request-id", request);
  cw_draft_append_option (command, "--path", wish->path);
  if (wish->path == NULL)
    return;
  if (wish->password != NULL)
    g_string_append (command, " --password -");
  if (wish->exportable)
    cw_draft_append_option (command, "--private-key-exportable", "true");
  cw_draft_append_option (command, "--friendly-name", wish->friendly_name);
}

char *
cw_assign_draft_dup_command (CwAssignDraft *self)
{
  const CwAssignWish *wish = self->wish;
  g_autoptr (GPtrArray) usages = cw_assign_wish_dup_usages (wish);
  g_autofree char *types = usages->len > 0 ? cw_usage_list_dup_ids (usages) : NULL;
  g_autofree char *date = wish->effective_date != 0 ? cw_time_to_rfc3339 (wish->effective_date) : NULL;
  GString *command = g_string_new ("certwizardctl set");

  append_source (wish, command);
  cw_draft_append_option (command, "--type", types);
  cw_draft_append_option (command, "--effective-date", date);
  if (wish->roll)
    g_string_append (command, " --roll");
  if (wish->again)
    g_string_append (command, " --again");
  return g_string_free (command, FALSE);
}
