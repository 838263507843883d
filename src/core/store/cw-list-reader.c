/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-list-reader.h"

#include "cw-clock.h"
#include "cw-id-set.h"
#include "cw-search.h"
#include "cw-store-private.h"

/* What is shown at once: more than fits on a screen. */
#define FIRST_IDS 256
/* Of these the summary comes along with the first answer. */
#define FIRST_CERTIFICATES 64
/* So many steps of a query pass until it looks whether there is something more urgent. */
#define STEPS_BETWEEN_LOOKS 256
/* How long a search walks along the sort order for its first rows before the trigram index is asked. */
#define WALK_USEC 1500
/* So many are shown while the others are being looked for; of fewer there are so few that all of them are found as fast. */
#define FIRST_MATCHES 8
/* From so many texts a search learns which of its parts are rare. */
#define LEARN_FROM 128

struct _CwListReader {
  CwStore         *store;
  CwListAnswerFunc func;
  gpointer         user_data;
  GThread         *thread;

  GMutex           mutex;        /* guards what follows up to the empty line */
  GCond            cond;
  gboolean         quit;
  gboolean         has_query;
  CwCertificateQuery query;
  guint            serial;
  GArray          *wanted;       /* ids of rows to read */
  gboolean         check;
  gboolean         check_always;

  /* Only of the thread. */
  CwDatabase      *database;
  CwCertificateQuery current;
  guint            current_serial;
  gboolean         is_refresh;
  gint64           version;      /* PRAGMA data_version of the order */
  GArray          *order;        /* every id, ascending by order_sort; NULL */
  CwCertificateSort order_sort;
  guint            steps;
};

void
cw_list_answer_free (CwListAnswer *self)
{
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* ---- rows ---- */

static CwStoredCertificate *
read_certificate (CwListReader *self, gint64 id)
{
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->database, "SELECT " CW_STORED_CERTIFICATE_COLUMNS " FROM certificate c WHERE c.id = :id", NULL);

  if (statement == NULL)
    return NULL;
  cw_statement_bind_int (statement, ":id", id);
  return cw_statement_step (statement, NULL) ? cw_stored_certificate_new_from_row (statement) : NULL;
}

static GPtrArray *
read_certificates (CwListReader *self, const gint64 *ids, guint n_ids)
{
  GPtrArray *certificates = g_ptr_array_new_full (n_ids, g_object_unref);

  for (guint i = 0; i < n_ids; i++)
    {
      CwStoredCertificate *certificate = read_certificate (self, ids[i]);
      if (certificate != NULL)
        g_ptr_array_add (certificates, certificate);
    }
  return certificates;
}

static void
serve_rows (CwListReader *self, GArray *ids)
{
  CwListAnswer *answer = g_new0 (CwListAnswer, 1);

  answer->certificates = read_certificates (self, (const gint64 *) ids->data, ids->len);
  self->func (answer, self->user_data);
}

/* Between the steps of a query: rows that are looked at come first. FALSE: the query is not wanted any more. */
static gboolean
look_up (CwListReader *self)
{
  g_autoptr(GArray) wanted = NULL;

  if (++self->steps % STEPS_BETWEEN_LOOKS != 0)
    return TRUE;
  g_mutex_lock (&self->mutex);
  gboolean go_on = !self->quit && !self->has_query;
  if (go_on && self->wanted->len > 0)
    {
      wanted = g_steal_pointer (&self->wanted);
      self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  g_mutex_unlock (&self->mutex);
  if (wanted != NULL)
    serve_rows (self, wanted);
  return go_on;
}

/* ---- answers ---- */

static void
publish (CwListReader *self, GArray *ids, gboolean complete)
{
  CwListAnswer *answer = g_new0 (CwListAnswer, 1);

  answer->serial = self->current_serial;
  answer->has_order = TRUE;
  answer->complete = complete;
  answer->is_refresh = self->is_refresh;
  answer->ids = g_array_ref (ids);
  answer->total = complete ? self->order->len : 0;
  if (!self->is_refresh)
    answer->certificates = read_certificates (self, (const gint64 *) ids->data, MIN (ids->len, FIRST_CERTIFICATES));
  self->func (answer, self->user_data);
}

static void
publish_error (CwListReader *self, GError *error)
{
  CwListAnswer *answer = g_new0 (CwListAnswer, 1);

  answer->serial = self->current_serial;
  answer->error = error;
  self->func (answer, self->user_data);
}

/* ---- the order ---- */

/* FALSE: an error, or not wanted any more. */
static gboolean
collect_ids (CwListReader *self, CwStatement *statement, GArray *ids, GError **error)
{
  g_autoptr(GError) local = NULL;

  while (cw_statement_step (statement, &local))
    {
      gint64 id = cw_statement_get_int (statement, 0);
      g_array_append_val (ids, id);
      if (!look_up (self))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
publish_first_ids (CwListReader *self, GError **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *sql = g_strdup_printf ("SELECT c.id FROM certificate c ORDER BY %s LIMIT %d",
                                          cw_certificate_sort_get_order (self->current.sort, self->current.descending), FIRST_IDS);
  g_autoptr(CwStatement) statement = cw_database_prepare (self->database, sql, error);

  if (statement == NULL || !collect_ids (self, statement, ids, error))
    return FALSE;
  if (ids->len == FIRST_IDS)
    publish (self, ids, FALSE);
  return TRUE;
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;
  return first < second ? -1 : first > second;
}

/* By id alone SQLite would walk along the certificates themselves: a small index and sorting here touches a tenth of the pages. */
static char *
build_order_select (CwCertificateSort sort)
{
  if (sort == CW_SORT_ADDED)
    return g_strdup ("SELECT c.id FROM certificate c INDEXED BY certificate_ca");
  return g_strdup_printf ("SELECT c.id FROM certificate c ORDER BY %s", cw_certificate_sort_get_order (sort, FALSE));
}

static gboolean
load_order (CwListReader *self, GError **error)
{
  g_autoptr(GArray) ids = NULL;

  if (self->order != NULL && self->order_sort == self->current.sort)
    return TRUE;
  ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), self->order != NULL ? self->order->len : FIRST_IDS);
  g_autofree char *sql = build_order_select (self->current.sort);
  g_autoptr(CwStatement) statement = cw_database_prepare (self->database, sql, error);
  if (statement == NULL || !collect_ids (self, statement, ids, error))
    return FALSE;
  if (self->current.sort == CW_SORT_ADDED)
    g_array_sort (ids, compare_ids);
  g_clear_pointer (&self->order, g_array_unref);
  self->order = g_steal_pointer (&ids);
  self->order_sort = self->current.sort;
  return TRUE;
}

static gint64
get_ordered_id (CwListReader *self, guint position)
{
  return g_array_index (self->order, gint64, self->current.descending ? self->order->len - 1 - position : position);
}

static GArray *
pick_in_order (CwListReader *self, CwIdSet *set)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->order->len; i++)
    {
      gint64 id = get_ordered_id (self, i);
      if (set == NULL || cw_id_set_contains (set, id))
        g_array_append_val (ids, id);
    }
  return ids;
}

/* ---- filter ---- */

static gboolean
load_filter (CwListReader *self, CwCertificateFilter filter, CwIdSet *set, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *sql = g_strconcat ("SELECT c.id FROM certificate c WHERE :now = :now", cw_certificate_filter_get_condition (filter), NULL);
  g_autoptr(CwStatement) statement = cw_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":now", cw_clock_now ());
  while (cw_statement_step (statement, &local))
    {
      cw_id_set_add (set, cw_statement_get_int (statement, 0));
      if (!look_up (self))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* NULL in *result: no filter at all. */
static gboolean
load_filters (CwListReader *self, CwIdSet **result, GError **error)
{
  for (guint filter = CW_FILTER_WITH_KEY; filter <= CW_FILTER_LAST; filter <<= 1)
    {
      if ((self->current.filter & filter) == 0)
        continue;
      g_autoptr(CwIdSet) set = cw_id_set_new ();
      if (!load_filter (self, filter, set, error))
        return FALSE;
      if (*result == NULL)
        *result = g_steal_pointer (&set);
      else
        cw_id_set_intersect (*result, set);
    }
  return TRUE;
}

/* ---- search ---- */

typedef enum { WALK_ABANDONED, WALK_COMPLETE, WALK_PARTIAL } WalkResult;

static gboolean
text_matches (CwListReader *self, CwSearch *search, gint64 id, gboolean learn)
{
  g_autoptr(CwStatement) statement = cw_database_prepare (self->database, "SELECT c0 FROM certificate_search_content WHERE id = :id", NULL);

  if (statement == NULL)
    return FALSE;
  cw_statement_bind_int (statement, ":id", id);
  if (!cw_statement_step (statement, NULL))
    return FALSE;
  const char *text = cw_statement_get_text (statement, 0);
  if (learn)
    cw_search_learn (search, text);
  return cw_search_matches (search, text);
}

/* Along the order for a few milliseconds: what many certificates have is found here at once, and what hardly one has costs
 * only that little. */
static WalkResult
walk_order (CwListReader *self, CwSearch *search, CwIdSet *filter, GArray *ids, guint *walked)
{
  gint64 deadline = g_get_monotonic_time () + WALK_USEC;

  for (guint i = 0; i < self->order->len; i++)
    {
      *walked = i + 1;
      gint64 id = get_ordered_id (self, i);
      if ((filter == NULL || cw_id_set_contains (filter, id)) && text_matches (self, search, id, i < LEARN_FROM))
        g_array_append_val (ids, id);
      if (ids->len >= FIRST_CERTIFICATES || (i % 64 == 63 && g_get_monotonic_time () > deadline))
        return WALK_PARTIAL;
      if (!look_up (self))
        return WALK_ABANDONED;
    }
  return WALK_COMPLETE;
}

/* match NULL: looks at every text. */
static gboolean
find_matches (CwListReader *self, CwSearch *search, const char *match, CwIdSet *filter, CwIdSet *found, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CwStatement) statement =
    cw_database_prepare (self->database, match != NULL
                         ? "SELECT s.rowid, t.c0 FROM certificate_search s JOIN certificate_search_content t ON t.id = s.rowid "
                           "WHERE s.certificate_search MATCH :match"
                         : "SELECT t.id, t.c0 FROM certificate_search_content t", error);

  if (statement == NULL)
    return FALSE;
  if (match != NULL)
    cw_statement_bind_text (statement, ":match", match);
  while (cw_statement_step (statement, &local))
    {
      gint64 id = cw_statement_get_int (statement, 0);
      if ((filter == NULL || cw_id_set_contains (filter, id)) && cw_search_matches (search, cw_statement_get_text (statement, 1)))
        cw_id_set_add (found, id);
      if (!look_up (self))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
answer_search (CwListReader *self, CwSearch *search, CwIdSet *filter, GError **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(CwIdSet) found = cw_id_set_new ();
  guint walked = 0;

  if (!self->is_refresh)
    {
      WalkResult result = walk_order (self, search, filter, ids, &walked);
      if (result == WALK_ABANDONED)
        return FALSE;
      if (result == WALK_COMPLETE || ids->len >= FIRST_MATCHES)
        publish (self, ids, result == WALK_COMPLETE);
      if (result == WALK_COMPLETE)
        return TRUE;
    }
  /* Where most have it, the index would only be a detour. */
  const char *match = ids->len > walked / 2 ? NULL : cw_search_get_match (search);
  if (!find_matches (self, search, match, filter, found, error))
    return FALSE;
  g_autoptr(GArray) all = pick_in_order (self, found);
  publish (self, all, TRUE);
  return TRUE;
}

/* ---- the thread ---- */

static gboolean
answer_in_snapshot (CwListReader *self, GError **error)
{
  g_autoptr(CwSearch) search = cw_search_new (self->current.search);
  g_autoptr(CwIdSet) filter = NULL;
  gint64 version = 0;

  if (!cw_database_get_int (self->database, "PRAGMA data_version", &version, error))
    return FALSE;
  if (version != self->version)
    g_clear_pointer (&self->order, g_array_unref);
  self->version = version;

  gboolean plain = search == NULL && self->current.filter == CW_FILTER_NONE;
  gboolean known = self->order != NULL && self->order_sort == self->current.sort;
  if (plain && !known && !self->is_refresh && !publish_first_ids (self, error))
    return FALSE;
  if (!load_order (self, error) || !load_filters (self, &filter, error))
    return FALSE;
  if (search != NULL)
    return answer_search (self, search, filter, error);
  g_autoptr(GArray) ids = pick_in_order (self, filter);
  publish (self, ids, TRUE);
  return TRUE;
}

static void
answer_query (CwListReader *self)
{
  g_autoptr(GError) error = NULL;

  if (self->database == NULL)
    self->database = cw_store_connect (self->store, &error);
  if (self->database != NULL && cw_database_exec (self->database, "BEGIN", &error))
    {
      answer_in_snapshot (self, &error);
      cw_database_exec (self->database, "COMMIT", NULL);
    }
  if (error != NULL)
    publish_error (self, g_steal_pointer (&error));
}

static void
check_version (CwListReader *self, gboolean always)
{
  gint64 version = 0;

  if (self->current_serial == 0 || self->database == NULL)
    return;
  if (!always && (!cw_database_get_int (self->database, "PRAGMA data_version", &version, NULL) || version == self->version))
    return;
  self->is_refresh = TRUE;
  answer_query (self);
}

typedef struct { gboolean quit; GArray *wanted; gboolean has_query; gboolean check; gboolean always; } Work;

static Work
wait_for_work (CwListReader *self)
{
  Work work = { 0 };

  g_mutex_lock (&self->mutex);
  while (!self->quit && self->wanted->len == 0 && !self->has_query && !self->check)
    g_cond_wait (&self->cond, &self->mutex);
  work.quit = self->quit;
  if (self->database == NULL)
    g_array_set_size (self->wanted, 0);
  if (self->wanted->len > 0)
    {
      work.wanted = g_steal_pointer (&self->wanted);
      self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  else if (self->has_query)
    {
      g_free ((char *) self->current.search);
      self->current = self->query;
      self->query.search = NULL;
      self->current_serial = self->serial;
      self->has_query = FALSE;
      work.has_query = TRUE;
    }
  else
    {
      work.check = self->check;
      work.always = self->check_always;
      self->check = self->check_always = FALSE;
    }
  g_mutex_unlock (&self->mutex);
  return work;
}

static gpointer
run (gpointer data)
{
  CwListReader *self = data;

  while (TRUE)
    {
      Work work = wait_for_work (self);
      if (work.quit)
        {
          g_clear_pointer (&work.wanted, g_array_unref);
          break;
        }
      if (work.wanted != NULL)
        {
          serve_rows (self, work.wanted);
          g_array_unref (work.wanted);
        }
      else if (work.has_query)
        {
          self->is_refresh = FALSE;
          answer_query (self);
        }
      else if (work.check)
        check_version (self, work.always);
    }
  g_clear_pointer (&self->database, cw_database_free);
  return NULL;
}

/* ---- for the list ---- */

CwListReader *
cw_list_reader_new (CwStore *store, CwListAnswerFunc func, gpointer user_data)
{
  CwListReader *self = g_new0 (CwListReader, 1);

  self->store = g_object_ref (store);
  self->func = func;
  self->user_data = user_data;
  self->version = -1;
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("certificate-list", run, self);
  return self;
}

void
cw_list_reader_free (CwListReader *self)
{
  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  g_clear_pointer (&self->order, g_array_unref);
  g_array_unref (self->wanted);
  g_free ((char *) self->query.search);
  g_free ((char *) self->current.search);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_object_unref (self->store);
  g_free (self);
}

void
cw_list_reader_query (CwListReader *self, const CwCertificateQuery *query, guint serial)
{
  g_mutex_lock (&self->mutex);
  g_free ((char *) self->query.search);
  self->query = *query;
  self->query.search = g_strdup (query->search);
  self->serial = serial;
  self->has_query = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
cw_list_reader_fetch (CwListReader *self, const gint64 *ids, guint n_ids)
{
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->wanted, ids, n_ids);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
cw_list_reader_check (CwListReader *self, gboolean always)
{
  g_mutex_lock (&self->mutex);
  self->check = TRUE;
  self->check_always = self->check_always || always;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}
