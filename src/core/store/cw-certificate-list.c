/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-list.h"

#include <string.h>

#include "cw-certificate-row-private.h"
#include "cw-error.h"
#include "cw-list-reader.h"
#include "cw-order-change.h"

/* Rows that are kept although nobody holds them: scrolling back finds them read. */
#define MAX_RECENT 400
/* Where the folder cannot be watched. */
#define POLL_SECONDS 2
#define MONITOR_RATE_MS 100
/* Stands for the rows that are still to come in an order of which only the beginning is there; no row has it in the database. */
#define UNKNOWN_ID 0

/* A commit reaches the log a little before readers can see it, and the file monitor may be told only of the former: so the
 * list looks again, some times, at growing intervals. */
static const guint look_again_ms[] = { 20, 80, 300, 1000 };

/* What other threads know of the list; outlives it. */
typedef struct {
  GMainContext      *context;
  CwCertificateList *list;      /* only looked at in its own thread; NULL once it has gone */
  GMutex             mutex;     /* guards what follows */
  CwListReader      *reader;    /* whoever commits something wakes it up */
  GQueue             answers;   /* of CwListAnswer: not delivered yet */
  GCond              arrived;
  gboolean           scheduled; /* somebody is going to deliver them */
} Mailbox;

struct _CwCertificateList {
  GObject             parent_instance;

  CwStore            *store;
  Mailbox            *mailbox;
  CwListReader       *reader;
  GFileMonitor       *monitor;
  gulong              changed_id;
  GSource            *poll_source;
  GSource            *look_source;
  guint               n_looks;

  char               *search;
  CwCertificateFilter filter;
  CwCertificateSort   sort;
  gboolean            descending;
  guint               serial;
  guint               answered;    /* the serial of the last query of which something has come */

  gboolean            ready;
  gboolean            busy;
  gboolean            known_size;  /* another order, the same certificates: as many as there are now */
  guint               total;
  GError             *error;

  GArray             *order;       /* of gint64 */
  GHashTable         *rows;        /* id → CwCertificateRow that is alive; not held */
  GQueue              recent;      /* of CwCertificateRow; held */
};

enum {
  PROP_0, PROP_SEARCH, PROP_FILTER, PROP_SORT, PROP_DESCENDING, PROP_READY, PROP_BUSY, PROP_TOTAL, PROP_ERROR, N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

enum { REPLACING, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCertificateList, cw_certificate_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- rows ---- */

static void
row_gone_cb (gpointer user_data, GObject *former_row)
{
  CwCertificateList *self = user_data;
  gint64 id = cw_certificate_row_get_id ((CwCertificateRow *) former_row);

  g_hash_table_remove (self->rows, &id);
}

static void
keep_for_a_while (CwCertificateList *self, CwCertificateRow *row)
{
  g_queue_push_head (&self->recent, g_object_ref (row));
  if (self->recent.length > MAX_RECENT)
    g_object_unref (g_queue_pop_tail (&self->recent));
}

/* The same id is the same row as long as somebody holds it. */
static CwCertificateRow *
dup_row (CwCertificateList *self, gint64 id, gboolean *was_new)
{
  CwCertificateRow *row = g_hash_table_lookup (self->rows, &id);

  *was_new = row == NULL;
  if (row != NULL)
    return g_object_ref (row);
  row = cw_certificate_row_new (id);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, self);
  g_hash_table_insert (self->rows, g_memdup2 (&id, sizeof id), row);
  keep_for_a_while (self, row);
  return row;
}

static void
fill_row (CwCertificateList *self, CwStoredCertificate *certificate, gboolean create)
{
  gint64 id = cw_stored_certificate_get_id (certificate);
  gboolean was_new = FALSE;

  if (!create && !g_hash_table_contains (self->rows, &id))
    return;
  g_autoptr(CwCertificateRow) row = dup_row (self, id, &was_new);
  cw_certificate_row_set_certificate (row, certificate);
}

/* After a change of the store: what is on the screen may say something else now. */
static void
fetch_rows_again (CwCertificateList *self)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (ids, id, 1);
  cw_list_reader_fetch (self->reader, (const gint64 *) ids->data, ids->len);
}

/* ---- list model ---- */

static GType
get_item_type (GListModel *model)
{
  return CW_TYPE_CERTIFICATE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return CW_CERTIFICATE_LIST (model)->order->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CwCertificateList *self = CW_CERTIFICATE_LIST (model);
  gboolean was_new = FALSE;

  if (position >= self->order->len)
    return NULL;
  gint64 id = g_array_index (self->order, gint64, position);
  CwCertificateRow *row = dup_row (self, id, &was_new);
  if (was_new && id != UNKNOWN_ID)
    cw_list_reader_fetch (self->reader, &id, 1);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
take_step (CwCertificateList *self, GArray *to, const CwOrderStep *step)
{
  if (step->removed > 0)
    g_array_remove_range (self->order, step->position, step->removed);
  if (step->added > 0)
    g_array_insert_vals (self->order, step->position, &g_array_index (to, gint64, step->position), step->added);
  g_list_model_items_changed (G_LIST_MODEL (self), step->position, step->removed, step->added);
}

/* A refresh says what came and what went; the answer to a new query is another list. */
static void
change_order (CwCertificateList *self, GArray *to, gboolean is_refresh)
{
  g_autoptr(GArray) steps = is_refresh ? cw_order_change_new (self->order, to) : cw_order_change_new_replacement (self->order, to);
  gboolean replaces = !is_refresh;

  for (guint i = 0; i < steps->len; i++)
    {
      const CwOrderStep *step = &g_array_index (steps, CwOrderStep, i);
      replaces = replaces || (step->removed > 0 && step->added > 0);
    }
  if (replaces && steps->len > 0)
    g_signal_emit (self, signals[REPLACING], 0, self->answered != self->serial);
  for (guint i = 0; i < steps->len; i++)
    take_step (self, to, &g_array_index (steps, CwOrderStep, i));
}

/* The length does not change with the order: so the view stays as it is while the rest is on its way. */
static GArray *
pad_order (CwCertificateList *self, GArray *first)
{
  GArray *order = NULL;

  if (!self->known_size || first->len >= self->order->len)
    return g_array_ref (first);
  order = g_array_sized_new (FALSE, TRUE, sizeof (gint64), self->order->len);
  g_array_append_vals (order, first->data, first->len);
  g_array_set_size (order, self->order->len);
  return order;
}

/* The rest does not come. */
static void
drop_unknown (CwCertificateList *self)
{
  guint known = self->order->len;

  while (known > 0 && g_array_index (self->order, gint64, known - 1) == UNKNOWN_ID)
    known--;
  if (known == self->order->len)
    return;
  const CwOrderStep step = { known, self->order->len - known, 0 };
  take_step (self, self->order, &step);
}

/* ---- answers ---- */

static void
set_flag (CwCertificateList *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_error (CwCertificateList *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_total (CwCertificateList *self, guint total)
{
  if (self->total == total)
    return;
  self->total = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
}

static void
apply_certificates (CwCertificateList *self, const CwListAnswer *answer)
{
  for (guint i = 0; answer->certificates != NULL && i < answer->certificates->len; i++)
    fill_row (self, g_ptr_array_index (answer->certificates, i), answer->has_order);
}

static void
apply_order (CwCertificateList *self, const CwListAnswer *answer)
{
  g_autoptr(GArray) order = answer->complete ? g_array_ref (answer->ids) : pad_order (self, answer->ids);

  set_total (self, answer->complete ? answer->total : MAX (self->total, answer->ids->len));
  change_order (self, order, answer->is_refresh);
  self->known_size = self->known_size || answer->complete;
  self->answered = self->serial;
  if (answer->is_refresh)
    fetch_rows_again (self);
  set_error (self, NULL);
  set_flag (self, &self->ready, TRUE, PROP_READY);
  if (answer->complete)
    set_flag (self, &self->busy, FALSE, PROP_BUSY);
}

static void
apply_answer (CwCertificateList *self, const CwListAnswer *answer)
{
  gboolean is_newest = answer->serial == self->serial;

  if (answer->error != NULL && is_newest)
    {
      set_error (self, answer->error);
      drop_unknown (self);
      set_flag (self, &self->busy, FALSE, PROP_BUSY);
    }
  if (!answer->has_order || is_newest)
    apply_certificates (self, answer);
  if (answer->has_order && is_newest)
    apply_order (self, answer);
}

static void
mailbox_clear (gpointer data)
{
  Mailbox *mailbox = data;

  g_queue_clear_full (&mailbox->answers, (GDestroyNotify) cw_list_answer_free);
  g_main_context_unref (mailbox->context);
  g_mutex_clear (&mailbox->mutex);
  g_cond_clear (&mailbox->arrived);
}

static void
mailbox_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, mailbox_clear);
}

static CwListAnswer *
mailbox_take (Mailbox *mailbox)
{
  g_mutex_lock (&mailbox->mutex);
  CwListAnswer *answer = g_queue_pop_head (&mailbox->answers);
  mailbox->scheduled = answer != NULL;
  g_mutex_unlock (&mailbox->mutex);
  return answer;
}

/* What is told to others may end the list. */
static void
mailbox_deliver (Mailbox *mailbox)
{
  g_autoptr(CwListAnswer) answer = NULL;

  while ((answer = mailbox_take (mailbox)) != NULL)
    {
      g_autoptr(CwCertificateList) self = mailbox->list != NULL ? g_object_ref (mailbox->list) : NULL;
      if (self != NULL)
        apply_answer (self, answer);
      g_clear_pointer (&answer, cw_list_answer_free);
    }
}

static gboolean
deliver_cb (gpointer data)
{
  mailbox_deliver (data);
  return G_SOURCE_REMOVE;
}

static void
schedule_delivery (Mailbox *mailbox)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, g_atomic_rc_box_acquire (mailbox), mailbox_release);
  g_source_attach (source, mailbox->context);
}

/* In the reader's thread. */
static void
answer_cb (CwListAnswer *answer, gpointer user_data)
{
  Mailbox *mailbox = user_data;

  g_mutex_lock (&mailbox->mutex);
  g_queue_push_tail (&mailbox->answers, answer);
  g_cond_signal (&mailbox->arrived);
  gboolean schedule = !mailbox->scheduled;
  mailbox->scheduled = TRUE;
  g_mutex_unlock (&mailbox->mutex);
  if (schedule)
    schedule_delivery (mailbox);
}

/* ---- queries ---- */

static void
start_query (CwCertificateList *self)
{
  const CwCertificateQuery query = { self->search, self->filter, self->sort, self->descending };

  self->serial++;
  set_flag (self, &self->busy, TRUE, PROP_BUSY);
  cw_list_reader_query (self->reader, &query, self->serial);
}

void
cw_certificate_list_set_search (CwCertificateList *self, const char *search)
{
  const char *text = search != NULL ? search : "";

  if (strcmp (self->search, text) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (text);
  self->known_size = FALSE;
  start_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

void
cw_certificate_list_set_filter (CwCertificateList *self, CwCertificateFilter filter)
{
  if (self->filter == filter)
    return;
  self->filter = filter;
  self->known_size = FALSE;
  start_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

void
cw_certificate_list_set_sort (CwCertificateList *self, CwCertificateSort sort, gboolean descending)
{
  gboolean other_sort = self->sort != sort, other_direction = self->descending != !!descending;

  if (!other_sort && !other_direction)
    return;
  self->sort = sort;
  self->descending = !!descending;
  start_query (self);
  if (other_sort)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  if (other_direction)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
}

static gboolean
is_answered (CwCertificateList *self)
{
  for (GList *link = self->mailbox->answers.head; link != NULL; link = link->next)
    {
      const CwListAnswer *answer = link->data;
      if (answer->serial == self->serial && (answer->has_order || answer->error != NULL))
        return TRUE;
    }
  return self->answered == self->serial;
}

void
cw_certificate_list_wait (CwCertificateList *self, gint64 usec)
{
  const gint64 deadline = g_get_monotonic_time () + usec;
  gboolean in_time = TRUE;

  if (!self->busy)
    return;
  /* It is needed until the end, whoever lets the list go. */
  Mailbox *mailbox = g_atomic_rc_box_acquire (self->mailbox);
  g_mutex_lock (&mailbox->mutex);
  while (in_time && !is_answered (self))
    in_time = g_cond_wait_until (&mailbox->arrived, &mailbox->mutex, deadline);
  g_mutex_unlock (&mailbox->mutex);
  mailbox_deliver (mailbox);
  mailbox_release (mailbox);
}

void
cw_certificate_list_refresh (CwCertificateList *self)
{
  cw_list_reader_check (self->reader, TRUE);
}

/* ---- changes ---- */

static GSource *
attach_timeout (CwCertificateList *self, guint milliseconds, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->mailbox->context);
  return source;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
look_again_cb (gpointer user_data)
{
  CwCertificateList *self = user_data;

  cw_list_reader_check (self->reader, FALSE);
  clear_source (&self->look_source);
  self->n_looks++;
  if (self->n_looks < G_N_ELEMENTS (look_again_ms))
    self->look_source = attach_timeout (self, look_again_ms[self->n_looks], look_again_cb);
  return G_SOURCE_REMOVE;
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  CwCertificateList *self = user_data;
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_has_prefix (name, CW_STORE_FILE))
    return;
  self->n_looks = 0;
  cw_list_reader_check (self->reader, FALSE);
  clear_source (&self->look_source);
  self->look_source = attach_timeout (self, look_again_ms[0], look_again_cb);
}

static gboolean
poll_cb (gpointer user_data)
{
  cw_list_reader_check (CW_CERTIFICATE_LIST (user_data)->reader, FALSE);
  return G_SOURCE_CONTINUE;
}

/* In whatever thread of this process wrote. */
static void
store_changed_cb (CwStore *store, gpointer user_data)
{
  Mailbox *mailbox = user_data;

  g_mutex_lock (&mailbox->mutex);
  if (mailbox->reader != NULL)
    cw_list_reader_check (mailbox->reader, FALSE);
  g_mutex_unlock (&mailbox->mutex);
}

static void
release_closure_cb (gpointer data, GClosure *closure)
{
  mailbox_release (data);
}

/* Takes it away from the other threads first. */
static void
stop_reader (CwCertificateList *self)
{
  if (self->mailbox == NULL)
    return;
  self->mailbox->list = NULL;
  g_mutex_lock (&self->mailbox->mutex);
  self->mailbox->reader = NULL;
  g_mutex_unlock (&self->mailbox->mutex);
  g_clear_pointer (&self->reader, cw_list_reader_free);
  g_clear_pointer (&self->mailbox, mailbox_release);
}

static void
watch_store (CwCertificateList *self)
{
  g_autoptr(GFile) directory = g_file_new_for_path (cw_store_get_directory (self->store));

  self->changed_id = g_signal_connect_data (self->store, "changed", G_CALLBACK (store_changed_cb),
                                            g_atomic_rc_box_acquire (self->mailbox), release_closure_cb, G_CONNECT_DEFAULT);
  self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL)
    {
      self->poll_source = attach_timeout (self, POLL_SECONDS * 1000, poll_cb);
      return;
    }
  g_file_monitor_set_rate_limit (self->monitor, MONITOR_RATE_MS);
  g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

/* ---- the type ---- */

static void
cw_certificate_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CwCertificateList *self = CW_CERTIFICATE_LIST (object);

  switch (property_id)
    {
    case PROP_SEARCH:     g_value_set_string (value, self->search); break;
    case PROP_FILTER:     g_value_set_uint (value, self->filter); break;
    case PROP_SORT:       g_value_set_uint (value, self->sort); break;
    case PROP_DESCENDING: g_value_set_boolean (value, self->descending); break;
    case PROP_READY:      g_value_set_boolean (value, self->ready); break;
    case PROP_BUSY:       g_value_set_boolean (value, self->busy); break;
    case PROP_TOTAL:      g_value_set_uint (value, self->total); break;
    case PROP_ERROR:      g_value_set_boxed (value, self->error); break;
    default:              G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cw_certificate_list_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CwCertificateList *self = CW_CERTIFICATE_LIST (object);

  switch (property_id)
    {
    case PROP_SEARCH:     cw_certificate_list_set_search (self, g_value_get_string (value)); break;
    case PROP_FILTER:     cw_certificate_list_set_filter (self, g_value_get_uint (value)); break;
    case PROP_SORT:       cw_certificate_list_set_sort (self, g_value_get_uint (value), self->descending); break;
    case PROP_DESCENDING: cw_certificate_list_set_sort (self, self->sort, g_value_get_boolean (value)); break;
    default:              G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
forget_rows (CwCertificateList *self)
{
  GHashTableIter iter;
  gpointer row = NULL;

  g_queue_clear_full (&self->recent, g_object_unref);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, row_gone_cb, self);
  g_hash_table_remove_all (self->rows);
}

static void
cw_certificate_list_dispose (GObject *object)
{
  CwCertificateList *self = CW_CERTIFICATE_LIST (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  clear_source (&self->look_source);
  clear_source (&self->poll_source);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  stop_reader (self);
  g_clear_object (&self->store);
  forget_rows (self);
  G_OBJECT_CLASS (cw_certificate_list_parent_class)->dispose (object);
}

static void
cw_certificate_list_finalize (GObject *object)
{
  CwCertificateList *self = CW_CERTIFICATE_LIST (object);

  g_array_unref (self->order);
  g_hash_table_unref (self->rows);
  g_clear_error (&self->error);
  g_free (self->search);
  G_OBJECT_CLASS (cw_certificate_list_parent_class)->finalize (object);
}

static void
cw_certificate_list_class_init (CwCertificateListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = cw_certificate_list_get_property;
  object_class->set_property = cw_certificate_list_set_property;
  object_class->dispose = cw_certificate_list_dispose;
  object_class->finalize = cw_certificate_list_finalize;

  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, "", writable);
  properties[PROP_FILTER] = g_param_spec_uint ("filter", NULL, NULL, 0, G_MAXUINT, CW_FILTER_NONE, writable);
  properties[PROP_SORT] = g_param_spec_uint ("sort", NULL, NULL, 0, CW_SORT_NAMES, CW_SORT_FRIENDLY_NAME, writable);
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending", NULL, NULL, FALSE, writable);
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, readable);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[REPLACING] = g_signal_new ("replacing", CW_TYPE_CERTIFICATE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_BOOLEAN);
}

static void
cw_certificate_list_init (CwCertificateList *self)
{
  self->search = g_strdup ("");
  self->order = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->recent);
}

CwCertificateList *
cw_certificate_list_new (CwStore *store)
{
  CwCertificateList *self = g_object_new (CW_TYPE_CERTIFICATE_LIST, NULL);

  self->store = g_object_ref (store);
  self->mailbox = g_atomic_rc_box_new0 (Mailbox);
  self->mailbox->list = self;
  self->mailbox->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mailbox->mutex);
  g_cond_init (&self->mailbox->arrived);
  g_queue_init (&self->mailbox->answers);
  self->reader = self->mailbox->reader = cw_list_reader_new (store, answer_cb, self->mailbox);
  watch_store (self);
  start_query (self);
  return self;
}

const char *
cw_certificate_list_get_search (CwCertificateList *self)
{
  return self->search;
}

CwCertificateFilter
cw_certificate_list_get_filter (CwCertificateList *self)
{
  return self->filter;
}

CwCertificateSort
cw_certificate_list_get_sort (CwCertificateList *self)
{
  return self->sort;
}

gboolean
cw_certificate_list_get_descending (CwCertificateList *self)
{
  return self->descending;
}

gboolean
cw_certificate_list_is_ready (CwCertificateList *self)
{
  return self->ready;
}

gboolean
cw_certificate_list_is_busy (CwCertificateList *self)
{
  return self->busy;
}

guint
cw_certificate_list_get_total (CwCertificateList *self)
{
  return self->total;
}

gint64
cw_certificate_list_get_id (CwCertificateList *self, guint position)
{
  g_return_val_if_fail (position < self->order->len, 0);
  return g_array_index (self->order, gint64, position);
}

guint
cw_certificate_list_find (CwCertificateList *self, gint64 id)
{
  for (guint i = 0; i < self->order->len; i++)
    if (g_array_index (self->order, gint64, i) == id)
      return i;
  return G_MAXUINT;
}
