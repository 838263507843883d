/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-selection.h"

#include "cw-list-gate.h"

struct _CwCertificateSelection
{
  GObject parent_instance;

  CwCertificateList *list;
  GListModel *model;         /* of the same positions, though not always as many */
  GtkBitset *selected;       /* positions */
  GArray *sought;            /* of gint64, ascending: were selected, and have no position now. NULL: none */
  gboolean had_any;          /* before the change that is being told */
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCertificateSelection, cw_certificate_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* ---- the model, as it is ---- */

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (CW_CERTIFICATE_SELECTION (model)->model);
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (CW_CERTIFICATE_SELECTION (model)->model);
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (CW_CERTIFICATE_SELECTION (model)->model, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- what the view and the user do ---- */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (CW_CERTIFICATE_SELECTION (model)->selected, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_bitset_ref (CW_CERTIFICATE_SELECTION (model)->selected);
}

/* Only what is really there can be selected: not a row that is still to come, nor one that is just going. */
static void
keep_known (CwCertificateSelection *self, GtkBitset *positions)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  while (n > 0 && cw_certificate_list_get_id (self->list, n - 1) == 0)
    n--;
  gtk_bitset_remove_range (positions, n, G_MAXUINT - n);
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  CwCertificateSelection *self = CW_CERTIFICATE_SELECTION (model);
  g_autoptr (GtkBitset) after = gtk_bitset_copy (self->selected);
  g_autoptr (GtkBitset) chosen = gtk_bitset_copy (selected);
  g_autoptr (GtkBitset) changed = NULL;

  gtk_bitset_intersect (chosen, mask);
  gtk_bitset_subtract (after, mask);
  gtk_bitset_union (after, chosen);
  keep_known (self, after);
  /* A new choice, and not one more: what is being looked for is not meant any more. */
  if (gtk_bitset_get_size (mask) >= get_n_items (G_LIST_MODEL (self)))
    g_clear_pointer (&self->sought, g_array_unref);
  changed = gtk_bitset_copy (after);
  gtk_bitset_difference (changed, self->selected);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  self->selected = g_steal_pointer (&after);
  if (!gtk_bitset_is_empty (changed))
    gtk_selection_model_selection_changed (model, gtk_bitset_get_minimum (changed),
                                           gtk_bitset_get_maximum (changed) - gtk_bitset_get_minimum (changed) + 1);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

/* ---- following the certificates ---- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* The positions are about to mean something else. */
static void
replacing_cb (CwCertificateSelection *self)
{
  gsize n = 0;
  g_autofree gint64 *ids = NULL;

  if (gtk_bitset_is_empty (self->selected))
    return;
  ids = cw_certificate_selection_dup_ids (self, &n);
  if (self->sought == NULL)
    self->sought = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (self->sought, ids, n);
  g_array_sort (self->sought, compare_ids);
}

static void
find_sought (CwCertificateSelection *self, guint position, guint n)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree gboolean *seen = g_new0 (gboolean, self->sought->len);
  guint index = 0;

  for (guint i = position; i < position + n; i++)
    {
      gint64 id = cw_certificate_list_get_id (self->list, i);

      if (!g_array_binary_search (self->sought, &id, compare_ids, &index))
        continue;
      gtk_bitset_add (self->selected, i);
      seen[index] = TRUE;
    }
  for (guint i = 0; i < self->sought->len; i++)
    if (!seen[i])
      g_array_append_val (missing, g_array_index (self->sought, gint64, i));
  g_clear_pointer (&self->sought, g_array_unref);
  if (missing->len > 0)
    self->sought = g_steal_pointer (&missing);
}

/* Before the view hears of it. */
static void
list_changed_cb (CwCertificateSelection *self, guint position, guint removed, guint added)
{
  self->had_any = !gtk_bitset_is_empty (self->selected);
  if (removed > 0 && added > 0)
    gtk_bitset_remove_range (self->selected, position, G_MAXUINT - position);
  else
    gtk_bitset_splice (self->selected, position, removed, added);
  if (self->sought != NULL)
    find_sought (self, position, added);
}

static void
tell_all (CwCertificateSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

/* Those that are still missing are not in the list any more. */
static void
stop_seeking (CwCertificateSelection *self)
{
  if (cw_certificate_list_is_busy (self->list) || self->sought == NULL)
    return;
  g_clear_pointer (&self->sought, g_array_unref);
  tell_all (self);
}

/* After the view has heard of it. */
static void
list_changed_after_cb (CwCertificateSelection *self)
{
  if (self->had_any || !gtk_bitset_is_empty (self->selected))
    tell_all (self);
  stop_seeking (self);
}

static void
cw_certificate_selection_dispose (GObject *object)
{
  CwCertificateSelection *self = CW_CERTIFICATE_SELECTION (object);

  g_clear_object (&self->model);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (cw_certificate_selection_parent_class)->dispose (object);
}

static void
cw_certificate_selection_finalize (GObject *object)
{
  CwCertificateSelection *self = CW_CERTIFICATE_SELECTION (object);

  gtk_bitset_unref (self->selected);
  g_clear_pointer (&self->sought, g_array_unref);
  G_OBJECT_CLASS (cw_certificate_selection_parent_class)->finalize (object);
}

static void
cw_certificate_selection_class_init (CwCertificateSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_certificate_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_certificate_selection_finalize;
}

static void
cw_certificate_selection_init (CwCertificateSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

CwCertificateSelection *
cw_certificate_selection_new (CwCertificateList *list)
{
  CwCertificateSelection *self = g_object_new (CW_TYPE_CERTIFICATE_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "replacing", G_CALLBACK (replacing_cb), self, G_CONNECT_SWAPPED);
  /* Around the gate, which is connected in between. */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  self->model = G_LIST_MODEL (cw_list_gate_new (G_LIST_MODEL (list)));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (list_changed_after_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (list, "notify::busy", G_CALLBACK (stop_seeking), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
cw_certificate_selection_is_settled (CwCertificateSelection *self)
{
  return self->sought == NULL;
}

guint
cw_certificate_selection_get_n (CwCertificateSelection *self)
{
  return (guint) gtk_bitset_get_size (self->selected);
}

gint64 *
cw_certificate_selection_dup_ids (CwCertificateSelection *self, gsize *n)
{
  gint64 *ids = g_new0 (gint64, gtk_bitset_get_size (self->selected) + 1);
  GtkBitsetIter iter;
  guint position;

  *n = 0;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->selected, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    ids[(*n)++] = cw_certificate_list_get_id (self->list, position);
  return ids;
}
