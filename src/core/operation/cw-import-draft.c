/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-import-scan.h"
#include <glib/gi18n-lib.h>
#include "cw-draft-fields.h"
#include "cw-error.h"
#include "cw-paths.h"

struct _CwImportSource {
  GObject parent_instance;
  char   *path;
  char   *label;
  GBytes *bytes;
};

G_DEFINE_FINAL_TYPE (CwImportSource, cw_import_source, G_TYPE_OBJECT)

struct _CwImportDraft {
  GObject     parent_instance;
  GListStore *sources;
  char       *friendly_name;
  gboolean    exportable;
  gboolean    has_private_key;
  CwSecret   *password;
};

enum { PROP_FRIENDLY_NAME = 1, PROP_EXPORTABLE, PROP_HAS_PRIVATE_KEY, PROP_PASSWORD, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwImportDraft, cw_import_draft, G_TYPE_OBJECT)

/* ---- source ---- */

static void
cw_import_source_finalize (GObject *object)
{
  CwImportSource *self = CW_IMPORT_SOURCE (object);

  g_free (self->path);
  g_free (self->label);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (cw_import_source_parent_class)->finalize (object);
}

static void
cw_import_source_class_init (CwImportSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_import_source_finalize;
}

static void
cw_import_source_init (CwImportSource *self)
{
}

const char *
cw_import_source_get_label (CwImportSource *self)
{
  return self->label;
}

const char *
cw_import_source_get_path (CwImportSource *self)
{
  return self->path;
}

GBytes *
cw_import_source_get_bytes (CwImportSource *self)
{
  return self->bytes;
}

/* ---- draft ---- */

static void
cw_import_draft_finalize (GObject *object)
{
  CwImportDraft *self = CW_IMPORT_DRAFT (object);

  g_object_unref (self->sources);
  g_free (self->friendly_name);
  g_clear_pointer (&self->password, cw_secret_unref);
  G_OBJECT_CLASS (cw_import_draft_parent_class)->finalize (object);
}

static void
cw_import_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwImportDraft *self = CW_IMPORT_DRAFT (object);

  switch (id)
    {
    case PROP_FRIENDLY_NAME:
      g_value_set_string (value, self->friendly_name);
      break;
    case PROP_EXPORTABLE:
      g_value_set_boolean (value, self->exportable);
      break;
    case PROP_HAS_PRIVATE_KEY:
      g_value_set_boolean (value, self->has_private_key);
      break;
    case PROP_PASSWORD:
      g_value_set_boxed (value, self->password);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_import_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwImportDraft *self = CW_IMPORT_DRAFT (object);

  switch (id)
    {
    case PROP_FRIENDLY_NAME:
      cw_draft_set_string (self, &self->friendly_name, g_value_get_string (value), pspec);
      break;
    case PROP_EXPORTABLE:
      cw_draft_set_boolean (self, &self->exportable, g_value_get_boolean (value), pspec);
      break;
    case PROP_HAS_PRIVATE_KEY:
      cw_draft_set_boolean (self, &self->has_private_key, g_value_get_boolean (value), pspec);
      break;
    case PROP_PASSWORD:
      cw_draft_set_secret (self, &self->password, g_value_get_boxed (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_import_draft_class_init (CwImportDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_import_draft_finalize;
  object_class->get_property = cw_import_draft_get_property;
  object_class->set_property = cw_import_draft_set_property;
  props[PROP_FRIENDLY_NAME] = g_param_spec_string ("friendly-name", NULL, NULL, NULL, flags);
  props[PROP_EXPORTABLE] = g_param_spec_boolean ("exportable", NULL, NULL, FALSE, flags);
  props[PROP_HAS_PRIVATE_KEY] = g_param_spec_boolean ("has-private-key", NULL, NULL, FALSE, flags);
  props[PROP_PASSWORD] = g_param_spec_boxed ("password", NULL, NULL, CW_TYPE_SECRET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_import_draft_init (CwImportDraft *self)
{
  self->sources = g_list_store_new (CW_TYPE_IMPORT_SOURCE);
}

static gboolean
has_path (CwImportDraft *self, const char *path)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sources)); i++)
    {
      g_autoptr (CwImportSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

      if (g_strcmp0 (source->path, path) == 0)
        return TRUE;
    }
  return FALSE;
}

CwImportDraft *
cw_import_draft_new (void)
{
  return g_object_new (CW_TYPE_IMPORT_DRAFT, NULL);
}

void
cw_import_draft_add_path (CwImportDraft *self, const char *path)
{
  g_autoptr (CwImportSource) source = NULL;

  if (has_path (self, path))
    return;
  source = g_object_new (CW_TYPE_IMPORT_SOURCE, NULL);
  source->path = g_strdup (path);
  source->label = g_str_equal (path, "-") ? g_strdup (_("Standard input")) : g_filename_display_basename (path);
  g_list_store_append (self->sources, source);
}

void
cw_import_draft_add_bytes (CwImportDraft *self, GBytes *bytes, const char *label)
{
  g_autoptr (CwImportSource) source = g_object_new (CW_TYPE_IMPORT_SOURCE, NULL);

  source->bytes = g_bytes_ref (bytes);
  source->label = g_strdup (label);
  g_list_store_append (self->sources, source);
}

void
cw_import_draft_clear (CwImportDraft *self)
{
  g_list_store_remove_all (self->sources);
}

GListModel *
cw_import_draft_get_sources (CwImportDraft *self)
{
  return G_LIST_MODEL (self->sources);
}

void
cw_import_draft_remove_source (CwImportDraft *self, guint position)
{
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->sources)))
    g_list_store_remove (self->sources, position);
}

static void
check_source (CwImportSource *source, GListStore *problems)
{
  g_autofree char *display = source->path != NULL ? cw_paths_dup_display (source->path) : NULL;
  g_autoptr (CwProblem) problem = NULL;

  if (source->path == NULL || g_str_equal (source->path, "-") || g_file_test (source->path, G_FILE_TEST_EXISTS))
    return;
  problem = cw_problem_new (CW_SEVERITY_ERROR, "path", _("There is no file or folder %s."), display);
  g_list_store_append (problems, problem);
}

GListModel *
cw_import_draft_validate (CwImportDraft *self)
{
  g_autofree char *wrong_name = cw_draft_dup_name_problem (self->friendly_name);
  GListStore *problems = g_list_store_new (CW_TYPE_PROBLEM);
  guint n_sources = g_list_model_get_n_items (G_LIST_MODEL (self->sources));

  if (n_sources == 0)
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, "path", _("Choose a file with a certificate."));

      g_list_store_append (problems, problem);
    }
  for (guint i = 0; i < n_sources; i++)
    {
      g_autoptr (CwImportSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

      check_source (source, problems);
    }
  if (wrong_name != NULL)
    {
      g_autoptr (CwProblem) problem = cw_problem_new (CW_SEVERITY_ERROR, "friendly-name", "%s", wrong_name);

      g_list_store_append (problems, problem);
    }
  return G_LIST_MODEL (problems);
}
