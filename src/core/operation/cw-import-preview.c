/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-scan.h"
#include <glib/gi18n-lib.h>
#include "cw-clock.h"
#include "cw-time.h"

struct _CwImportItem {
  GObject        parent_instance;
  CwImportFate   fate;
  gboolean       is_key;
  char          *title;
  char          *detail;
  char          *source;
  CwCertificate *certificate;
};

G_DEFINE_FINAL_TYPE (CwImportItem, cw_import_item, G_TYPE_OBJECT)

static void
cw_import_item_finalize (GObject *object)
{
  CwImportItem *self = CW_IMPORT_ITEM (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->source);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (cw_import_item_parent_class)->finalize (object);
}

static void
cw_import_item_class_init (CwImportItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_import_item_finalize;
}

static void
cw_import_item_init (CwImportItem *self)
{
}

static char *
dup_title (const CwImportRecord *record, CwCertificate *certificate, const char *source)
{
  if (certificate != NULL)
    return cw_certificate_dup_display_name (certificate);
  if (record->key != NULL)
    return g_strdup_printf (_("Private key %s"), cw_private_key_get_algorithm (record->key));
  return g_strdup (source);
}

static const char *
get_certificate_fate_text (const CwImportRecord *record)
{
  if (record->fate == CW_FATE_THERE)
    return _("Already in the store.");
  if (record->joins_import)
    return _("Will be joined to its private key, which is in this import.");
  if (record->joins_store)
    return _("Will be joined to its private key, which is already in the store.");
  if (record->fate == CW_FATE_RESTORE)
    return _("Comes back from the trash.");
  return _("Will be stored without a private key.");
}

static const char *
get_key_fate_text (const CwImportRecord *record)
{
  if (record->joins_import)
    return _("Will be joined to its certificate, which is in this import.");
  if (record->joins_store)
    return _("Will be joined to its certificate, which is already in the store.");
  return _("Will be kept until its certificate comes.");
}

static char *
dup_detail (const CwImportRecord *record, CwCertificate *certificate)
{
  g_autofree char *when = NULL;
  g_autofree char *completes = NULL;
  gint64 now = cw_clock_now ();
  const char *text;

  if (record->sentence != NULL)
    return g_strdup (record->sentence);
  if (record->key != NULL)
    return g_strdup (get_key_fate_text (record));
  if (certificate == NULL)
    return NULL;
  if (record->completes != NULL)
    completes = g_strdup_printf (_("Completes the request for “%s”."), record->completes);
  text = completes != NULL ? completes : get_certificate_fate_text (record);
  if (cw_certificate_get_not_after (certificate) < now)
    {
      when = cw_time_to_date (cw_certificate_get_not_after (certificate));
      return g_strdup_printf (_("%s It expired on %s."), text, when);
    }
  if (cw_certificate_get_not_before (certificate) > now)
    {
      when = cw_time_to_date (cw_certificate_get_not_before (certificate));
      return g_strdup_printf (_("%s It is not valid before %s."), text, when);
    }
  return g_strdup (text);
}

static CwImportItem *
item_new (CwImportRecord *record, const char *source)
{
  CwImportItem *self = g_object_new (CW_TYPE_IMPORT_ITEM, NULL);

  if (record->certificate != NULL || record->der != NULL)
    self->certificate = cw_import_record_load (record, NULL);
  self->fate = record->fate;
  self->is_key = record->key != NULL;
  self->title = dup_title (record, self->certificate, source);
  self->detail = dup_detail (record, self->certificate);
  self->source = g_strdup (source);
  return self;
}

CwImportFate
cw_import_item_get_fate (CwImportItem *self)
{
  return self->fate;
}

gboolean
cw_import_item_is_key (CwImportItem *self)
{
  return self->is_key;
}

const char *
cw_import_item_get_title (CwImportItem *self)
{
  return self->title;
}

const char *
cw_import_item_get_detail (CwImportItem *self)
{
  return self->detail;
}

const char *
cw_import_item_get_source (CwImportItem *self)
{
  return self->source;
}

CwCertificate *
cw_import_item_get_certificate (CwImportItem *self)
{
  return self->certificate;
}

/* ---- the list: an item lives only as long as somebody holds it ---- */

#define CW_TYPE_IMPORT_PREVIEW (cw_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (CwImportPreview, cw_import_preview, CW, IMPORT_PREVIEW, GObject)

struct _CwImportPreview {
  GObject     parent_instance;
  GPtrArray  *sources;
  GPtrArray  *records;
  GHashTable *alive;      /* record → CwImportItem, not owned */
};

static void cw_import_preview_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwImportPreview, cw_import_preview, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_import_preview_list_model_init))

static GType
preview_get_item_type (GListModel *model)
{
  return CW_TYPE_IMPORT_ITEM;
}

static guint
preview_get_n_items (GListModel *model)
{
  return CW_IMPORT_PREVIEW (model)->records->len;
}

static void
item_gone_cb (gpointer data, GObject *where_the_object_was)
{
  CwImportPreview *self = data;
  GHashTableIter iter;
  gpointer record, item;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, &record, &item))
    if (item == (gpointer) where_the_object_was)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static gpointer
preview_get_item (GListModel *model, guint position)
{
  CwImportPreview *self = CW_IMPORT_PREVIEW (model);
  CwImportRecord *record;
  CwImportItem *item;

  if (position >= self->records->len)
    return NULL;
  record = g_ptr_array_index (self->records, position);
  item = g_hash_table_lookup (self->alive, record);
  if (item != NULL)
    return g_object_ref (item);
  item = item_new (record, g_ptr_array_index (self->sources, record->source));
  g_hash_table_insert (self->alive, record, item);
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, self);
  return item;
}

static void
cw_import_preview_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = preview_get_item_type;
  iface->get_n_items = preview_get_n_items;
  iface->get_item = preview_get_item;
}

static void
cw_import_preview_finalize (GObject *object)
{
  CwImportPreview *self = CW_IMPORT_PREVIEW (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_object_weak_unref (item, item_gone_cb, self);
  g_hash_table_unref (self->alive);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->records);
  G_OBJECT_CLASS (cw_import_preview_parent_class)->finalize (object);
}

static void
cw_import_preview_class_init (CwImportPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_import_preview_finalize;
}

static void
cw_import_preview_init (CwImportPreview *self)
{
  self->alive = g_hash_table_new (NULL, NULL);
}

GListModel *
cw_import_preview_new (CwImportScan *scan)
{
  CwImportPreview *self = g_object_new (CW_TYPE_IMPORT_PREVIEW, NULL);

  self->sources = g_ptr_array_ref (scan->sources);
  self->records = g_ptr_array_ref (scan->records);
  return G_LIST_MODEL (self);
}
