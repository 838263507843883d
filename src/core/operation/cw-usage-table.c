/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-table-private.h"
#include "cw-clock.h"
#include "cw-error.h"

struct _CwUsageTable {
  GObject        parent_instance;
  CwAssignments *assignments;
  CwUsageLoader *loader;
  CwLiveList    *entries;       /* of CwUsageEntry: all of them */
  CwLiveList    *requests;      /* NULL until somebody asks for what waits */
  GHashTable    *by_usage;      /* id → CwUsageEntry, borrowed from shown_entries */
  GPtrArray     *known;         /* the same entries, held */
  GPtrArray     *groups;        /* of CwUsageGroup: those that are shown */
  GListStore    *warnings;
  GListStore    *timeline;
  GCancellable  *cancellable;
  gboolean       show_all;
  gboolean       checking;
  gboolean       checked;       /* all but reading what was found */
  guint          n_pending;
  GError        *error;         /* of the last check */
};

enum { PROP_0, PROP_READY, PROP_CHECKING, PROP_SHOW_ALL, PROP_ERROR, PROP_N_PENDING, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwUsageTable, cw_usage_table, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- list model ---- */

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_USAGE_GROUP;
}

static guint
get_n_items (GListModel *model)
{
  return CW_USAGE_TABLE (model)->groups->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwUsageTable *self = CW_USAGE_TABLE (model);

  return position < self->groups->len ? g_object_ref (g_ptr_array_index (self->groups, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- groups ---- */

static void
replace_groups (CwUsageTable *self, GPtrArray *fresh)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->groups);
  guint begin = 0;
  guint end = 0;

  self->groups = g_ptr_array_ref (fresh);
  while (begin < old->len && begin < fresh->len && old->pdata[begin] == fresh->pdata[begin])
    begin++;
  while (end < old->len - begin && end < fresh->len - begin && old->pdata[old->len - 1 - end] == fresh->pdata[fresh->len - 1 - end])
    end++;
  if (old->len - begin - end > 0 || fresh->len - begin - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, old->len - begin - end, fresh->len - begin - end);
}

static void
group_entries (CwUsageTable *self)
{
  g_autoptr (GPtrArray) groups = cw_usage_groups_arrange (self->groups, self->known, self->show_all);

  replace_groups (self, groups);
}

/* ---- what follows from the entries ---- */

static gboolean
findings_equal (gpointer a, gpointer b)
{
  return cw_finding_equal (a, b);
}

static gboolean
timeline_equal (gpointer a, gpointer b)
{
  return cw_timeline_entry_equal (a, b);
}

/* Also when nothing changed but the time. */
static void
update_lists (CwUsageTable *self)
{
  g_autoptr (GPtrArray) warnings = cw_attention_collect (self->known, cw_clock_now ());
  g_autoptr (GPtrArray) timeline = cw_timeline_collect (self->known);

  cw_list_store_update (self->warnings, warnings, findings_equal);
  cw_list_store_update (self->timeline, timeline, timeline_equal);
}

static void
entries_changed_cb (CwUsageTable *self)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *entries = G_LIST_MODEL (self->entries);

  g_hash_table_remove_all (self->by_usage);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      CwUsageEntry *entry = g_list_model_get_item (entries, i);

      g_ptr_array_add (known, entry);
      g_hash_table_insert (self->by_usage, (gpointer) cw_usage_get_id (cw_usage_entry_get_usage (entry)), entry);
    }
  g_ptr_array_unref (self->known);
  self->known = g_steal_pointer (&known);
  group_entries (self);
  update_lists (self);
}

static void
set_checking (CwUsageTable *self, gboolean checking)
{
  self->checking = checking;
  self->checked = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
}

/* Changed or not: some of the lists say how long it is from now. */
static void
loaded_cb (CwUsageTable *self)
{
  update_lists (self);
  if (self->checked)
    set_checking (self, FALSE);
}

static void
ready_cb (CwUsageTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
error_cb (CwUsageTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* ---- requests that wait ---- */

static void
count_pending (CwUsageTable *self)
{
  GListModel *requests = G_LIST_MODEL (self->requests);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (requests); i++)
    {
      g_autoptr (CwStoredRequest) request = g_list_model_get_item (requests, i);

      n += cw_stored_request_get_record (request)->state == CW_REQUEST_PENDING ? 1 : 0;
    }
  if (n == self->n_pending)
    return;
  self->n_pending = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PENDING]);
}

/* ---- refreshing ---- */

static void
set_error (CwUsageTable *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  error_cb (self);
}

typedef struct { CwAssignments *assignments; CwUsageLoader *loader; } Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->assignments);
  cw_usage_loader_unref (work->loader);
  g_free (work);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  const CwCheckOptions options = { NULL };
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cw_check_run (work->assignments, &options, cancellable, &error);

  if (results == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cw_usage_loader_set_results (work->loader, results);
  g_task_return_boolean (task, TRUE);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  CwUsageTable *self = CW_USAGE_TABLE (source);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_error (self, done ? NULL : error);
  self->checked = TRUE;
  cw_live_list_refresh (self->entries);
}

/* From then on the number follows: the button is dimmed again when they are processed. */
static void
look_for_requests (CwUsageTable *self)
{
  if (self->requests != NULL)
    {
      cw_live_list_refresh (self->requests);
      return;
    }
  self->requests = cw_request_list_new (cw_assignments_get_store (self->assignments));
  g_signal_connect_swapped (self->requests, "items-changed", G_CALLBACK (count_pending), self);
}

void
cw_usage_table_refresh (CwUsageTable *self)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  cw_live_list_refresh (self->entries);
  look_for_requests (self);
  if (self->checking)
    return;
  set_checking (self, TRUE);
  work = g_new0 (Work, 1);
  work->assignments = g_object_ref (self->assignments);
  work->loader = cw_usage_loader_ref (self->loader);
  task = g_task_new (self, self->cancellable, checked_cb, NULL);
  g_task_set_source_tag (task, cw_usage_table_refresh);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, check_in_thread);
}

/* ---- the type ---- */

static void
cw_usage_table_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CwUsageTable *self = CW_USAGE_TABLE (object);

  switch (property_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, cw_usage_table_is_ready (self));
      break;
    case PROP_CHECKING:
      g_value_set_boolean (value, self->checking);
      break;
    case PROP_SHOW_ALL:
      g_value_set_boolean (value, self->show_all);
      break;
    case PROP_ERROR:
      if (self->error != NULL)
        g_value_set_boxed (value, self->error);
      else
        g_object_get_property (G_OBJECT (self->entries), "error", value);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cw_usage_table_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CwUsageTable *self = CW_USAGE_TABLE (object);

  if (property_id != PROP_SHOW_ALL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      return;
    }
  if (self->show_all == g_value_get_boolean (value))
    return;
  self->show_all = g_value_get_boolean (value);
  group_entries (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
cw_usage_table_dispose (GObject *object)
{
  CwUsageTable *self = CW_USAGE_TABLE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->entries != NULL)
    g_signal_handlers_disconnect_by_data (self->entries, self);
  if (self->requests != NULL)
    g_signal_handlers_disconnect_by_data (self->requests, self);
  g_clear_object (&self->entries);
  g_clear_object (&self->requests);
  g_clear_pointer (&self->loader, cw_usage_loader_unref);
  g_clear_object (&self->assignments);
  G_OBJECT_CLASS (cw_usage_table_parent_class)->dispose (object);
}

static void
cw_usage_table_finalize (GObject *object)
{
  CwUsageTable *self = CW_USAGE_TABLE (object);

  g_hash_table_unref (self->by_usage);
  g_ptr_array_unref (self->known);
  g_ptr_array_unref (self->groups);
  g_object_unref (self->warnings);
  g_object_unref (self->timeline);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (cw_usage_table_parent_class)->finalize (object);
}

static void
cw_usage_table_class_init (CwUsageTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = cw_usage_table_get_property;
  object_class->set_property = cw_usage_table_set_property;
  object_class->dispose = cw_usage_table_dispose;
  object_class->finalize = cw_usage_table_finalize;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, readable);
  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE, readable);
  properties[PROP_SHOW_ALL] = g_param_spec_boolean ("show-all", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_usage_table_init (CwUsageTable *self)
{
  self->by_usage = g_hash_table_new (g_str_hash, g_str_equal);
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
  self->warnings = g_list_store_new (CW_TYPE_FINDING);
  self->timeline = g_list_store_new (CW_TYPE_TIMELINE_ENTRY);
  self->cancellable = g_cancellable_new ();
}

static GPtrArray *
load_entries (gpointer loader, GError **error)
{
  return cw_usage_loader_load (loader, error);
}

static gboolean
entries_equal (gpointer a, gpointer b)
{
  return cw_usage_entry_equal (a, b);
}

/* A usage keeps its number as long as the process lives. */
static gint64
get_entry_id (gpointer item)
{
  return g_quark_from_string (cw_usage_get_id (cw_usage_entry_get_usage (item)));
}

static void
unref_loader (gpointer loader)
{
  cw_usage_loader_unref (loader);
}

CwUsageTable *
cw_usage_table_new (CwAssignments *assignments)
{
  CwUsageTable *self = g_object_new (CW_TYPE_USAGE_TABLE, NULL);
  CwStore *store = cw_assignments_get_store (assignments);

  self->assignments = g_object_ref (assignments);
  self->loader = cw_usage_loader_new (assignments);
  self->entries = cw_live_list_new (store, CW_TYPE_USAGE_ENTRY, load_entries, entries_equal, get_entry_id, cw_usage_loader_ref (self->loader), unref_loader);
  g_signal_connect_swapped (self->entries, "items-changed", G_CALLBACK (entries_changed_cb), self);
  g_signal_connect_swapped (self->entries, "loaded", G_CALLBACK (loaded_cb), self);
  g_signal_connect_swapped (self->entries, "notify::ready", G_CALLBACK (ready_cb), self);
  g_signal_connect_swapped (self->entries, "notify::error", G_CALLBACK (error_cb), self);
  return self;
}

gboolean
cw_usage_table_is_ready (CwUsageTable *self)
{
  return cw_live_list_is_ready (self->entries);
}

CwUsageEntry *
cw_usage_table_find (CwUsageTable *self, const char *usage)
{
  return g_hash_table_lookup (self->by_usage, usage);
}

gboolean
cw_usage_table_is_checking (CwUsageTable *self)
{
  return self->checking;
}

guint
cw_usage_table_get_n_pending (CwUsageTable *self)
{
  return self->n_pending;
}

GListModel *
cw_usage_table_get_warnings (CwUsageTable *self)
{
  return G_LIST_MODEL (self->warnings);
}

GListModel *
cw_usage_table_get_timeline (CwUsageTable *self)
{
  return G_LIST_MODEL (self->timeline);
}
