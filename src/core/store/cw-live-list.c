/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-live-list.h"

#include <string.h>

#include "cw-error.h"
#include "cw-store-private.h"
#include "cw-store-requests.h"

/* Where the folder cannot be watched. */
#define POLL_MS 2000
#define MONITOR_RATE_MS 100
/* A commit reaches the log a little before readers can see it: so the list looks once more. */
#define LOOK_AGAIN_MS 300

/* What loads; shared with the worker, which may outlive the list. */
typedef struct { CwLiveLoader load; gpointer user_data; GDestroyNotify destroy; } Loader;

/* How a thread that wrote reaches the list. */
typedef struct { GWeakRef list; GMainContext *context; } Mailbox;

struct _CwLiveList {
  GObject       parent_instance;

  CwStore      *store;
  GType         item_type;
  Loader       *loader;
  CwLiveEqual   equal;
  CwLiveId      id;
  GPtrArray    *items;
  GCancellable *cancellable;

  GFileMonitor *monitor;
  gulong        changed_id;
  GSource      *timer;        /* looks again, or polls */
  GMainContext *context;

  gboolean      ready;
  gboolean      loading;
  gboolean      again;        /* something changed while it was loading */
  GError       *error;
};

enum { PROP_0, PROP_READY, PROP_ERROR, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

enum { LOADED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwLiveList, cw_live_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
loader_clear (gpointer data)
{
  Loader *loader = data;

  if (loader->destroy != NULL)
    loader->destroy (loader->user_data);
}

static void
loader_release (gpointer loader)
{
  g_atomic_rc_box_release_full (loader, loader_clear);
}

static void
mailbox_clear (gpointer data)
{
  Mailbox *mailbox = data;

  g_weak_ref_clear (&mailbox->list);
  g_main_context_unref (mailbox->context);
}

static void
mailbox_release (gpointer mailbox)
{
  g_atomic_rc_box_release_full (mailbox, mailbox_clear);
}

/* ---- what is new ---- */

/* The old objects stay where the new ones say the same. */
static void
keep_old_objects (CwLiveList *self, GPtrArray *fresh)
{
  g_autoptr(GHashTable) old = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gint64 *ids = g_new (gint64, self->items->len + 1);

  for (guint i = 0; i < self->items->len; i++)
    {
      ids[i] = self->id (g_ptr_array_index (self->items, i));
      g_hash_table_insert (old, &ids[i], g_ptr_array_index (self->items, i));
    }
  for (guint i = 0; i < fresh->len; i++)
    {
      gint64 id = self->id (g_ptr_array_index (fresh, i));
      gpointer known = g_hash_table_lookup (old, &id);
      if (known == NULL || !self->equal (known, g_ptr_array_index (fresh, i)))
        continue;
      g_object_unref (fresh->pdata[i]);
      fresh->pdata[i] = g_object_ref (known);
    }
}

/* Only what is between the common beginning and the common end has changed. */
static void
replace_items (CwLiveList *self, GPtrArray *fresh)
{
  guint begin = 0, end = 0;

  keep_old_objects (self, fresh);
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->items);
  self->items = g_ptr_array_ref (fresh);
  while (begin < old->len && begin < fresh->len && old->pdata[begin] == fresh->pdata[begin])
    begin++;
  while (end < old->len - begin && end < fresh->len - begin
         && old->pdata[old->len - 1 - end] == fresh->pdata[fresh->len - 1 - end])
    end++;
  if (old->len - begin - end > 0 || fresh->len - begin - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, old->len - begin - end, fresh->len - begin - end);
}

static void
set_error (CwLiveList *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* ---- loading ---- */

static void load (CwLiveList *self);

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loader *loader = task_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *items = loader->load (loader->user_data, &error);

  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  CwLiveList *self = CW_LIVE_LIST (source);
  self->loading = FALSE;
  if (items != NULL)
    replace_items (self, items);
  set_error (self, g_steal_pointer (&error));
  if (!self->ready)
    {
      self->ready = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
    }
  if (self->again)
    load (self);
  else
    g_signal_emit (self, signals[LOADED], 0);
}

static void
load (CwLiveList *self)
{
  self->again = self->loading;
  if (self->loading || self->loader == NULL)
    return;
  self->loading = TRUE;
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, loaded_cb, NULL);
  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->loader), loader_release);
  g_task_run_in_thread (task, load_in_thread);
}

/* ---- changes ---- */

static void
clear_timer (CwLiveList *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
start_timer (CwLiveList *self, guint milliseconds, GSourceFunc func)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->context);
}

static gboolean
look_again_cb (gpointer user_data)
{
  CwLiveList *self = user_data;

  clear_timer (self);
  load (self);
  return G_SOURCE_REMOVE;
}

static gboolean
poll_cb (gpointer user_data)
{
  load (user_data);
  return G_SOURCE_CONTINUE;
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  CwLiveList *self = user_data;
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_has_prefix (name, CW_STORE_FILE))
    return;
  load (self);
  start_timer (self, LOOK_AGAIN_MS, look_again_cb);
}

static gboolean
wake_cb (gpointer user_data)
{
  Mailbox *mailbox = user_data;
  g_autoptr(CwLiveList) self = g_weak_ref_get (&mailbox->list);

  if (self != NULL)
    load (self);
  return G_SOURCE_REMOVE;
}

/* In whatever thread of this process wrote. */
static void
store_changed_cb (CwStore *store, gpointer user_data)
{
  Mailbox *mailbox = user_data;
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, wake_cb, g_atomic_rc_box_acquire (mailbox), mailbox_release);
  g_source_attach (source, mailbox->context);
}

static void
release_closure_cb (gpointer data, GClosure *closure)
{
  mailbox_release (data);
}

static void
watch_store (CwLiveList *self)
{
  g_autoptr(GFile) directory = g_file_new_for_path (cw_store_get_directory (self->store));
  Mailbox *mailbox = g_atomic_rc_box_new0 (Mailbox);

  g_weak_ref_init (&mailbox->list, self);
  mailbox->context = g_main_context_ref (self->context);
  self->changed_id = g_signal_connect_data (self->store, "changed", G_CALLBACK (store_changed_cb), mailbox, release_closure_cb, G_CONNECT_DEFAULT);
  self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL)
    {
      start_timer (self, POLL_MS, poll_cb);
      return;
    }
  g_file_monitor_set_rate_limit (self->monitor, MONITOR_RATE_MS);
  g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

/* ---- the type ---- */

static GType
get_item_type (GListModel *model)
{
  return CW_LIVE_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return CW_LIVE_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwLiveList *self = CW_LIVE_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
cw_live_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CwLiveList *self = CW_LIVE_LIST (object);

  switch (property_id)
    {
    case PROP_READY: g_value_set_boolean (value, self->ready); break;
    case PROP_ERROR: g_value_set_boxed (value, self->error); break;
    default:         G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cw_live_list_dispose (GObject *object)
{
  CwLiveList *self = CW_LIVE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  clear_timer (self);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->loader, loader_release);
  G_OBJECT_CLASS (cw_live_list_parent_class)->dispose (object);
}

static void
cw_live_list_finalize (GObject *object)
{
  CwLiveList *self = CW_LIVE_LIST (object);

  g_ptr_array_unref (self->items);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (cw_live_list_parent_class)->finalize (object);
}

static void
cw_live_list_class_init (CwLiveListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = cw_live_list_get_property;
  object_class->dispose = cw_live_list_dispose;
  object_class->finalize = cw_live_list_finalize;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, readable);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[LOADED] = g_signal_new ("loaded", CW_TYPE_LIVE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_live_list_init (CwLiveList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
}

CwLiveList *
cw_live_list_new (CwStore *store, GType item_type, CwLiveLoader loader, CwLiveEqual equal, CwLiveId id, gpointer user_data, GDestroyNotify destroy)
{
  CwLiveList *self = g_object_new (CW_TYPE_LIVE_LIST, NULL);

  self->store = g_object_ref (store);
  self->item_type = item_type;
  self->loader = g_atomic_rc_box_new0 (Loader);
  *self->loader = (Loader) { loader, user_data, destroy };
  self->equal = equal;
  self->id = id;
  watch_store (self);
  load (self);
  return self;
}

gboolean
cw_live_list_is_ready (CwLiveList *self)
{
  return self->ready;
}

void
cw_live_list_refresh (CwLiveList *self)
{
  load (self);
}

/* ---- requests ---- */

static GPtrArray *
load_requests (gpointer store, GError **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) records = cw_store_list_requests (store, CW_REQUESTS_ALL, error);

  if (records == NULL)
    return NULL;
  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (items, cw_stored_request_new (g_ptr_array_index (records, i)));
  return g_steal_pointer (&items);
}

static gint64
get_request_id (gpointer item)
{
  return cw_stored_request_get_record (item)->id;
}

/* Whoever writes a request notes when. */
static gboolean
requests_equal (gpointer a, gpointer b)
{
  const CwRequestRecord *one = cw_stored_request_get_record (a), *other = cw_stored_request_get_record (b);

  return one->state == other->state && one->changed == other->changed && one->asked == other->asked && one->tries == other->tries
         && one->sent == other->sent && one->certificate == other->certificate && g_strcmp0 (one->message, other->message) == 0
         && g_strcmp0 (one->handle, other->handle) == 0 && one->next_try == other->next_try;
}

CwLiveList *
cw_request_list_new (CwStore *store)
{
  return cw_live_list_new (store, CW_TYPE_STORED_REQUEST, load_requests, requests_equal, get_request_id, g_object_ref (store), g_object_unref);
}
