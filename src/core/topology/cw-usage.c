/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-key-text.h"
#include "cw-name.h"
#include "cw-recipe.h"
#include "cw-usage-private.h"

#define GROUP       "Usage"
#define NAMES_GROUP "Names"
#define LEAD_MAX    (90 * G_GINT64_CONSTANT (86400))

struct _CwUsage
{
  GObject parent_instance;

  char *id;
  char *title;
  char *description;
  char *group;
  char *group_title;
  char *path;
  CwUsageScope scope;
  CwUsageKeyTravel key_travel;
  char **purposes;
  char **present;
  guint min_rsa_bits;
  guint order;
  gboolean wildcards;
  gint64 lead_time;
  char *subject_recipe;
  char **name_recipes;
  GPtrArray *targets;
  CwUsageService *service;
};

enum { PROP_TITLE = 1, PROP_ID, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (CwUsage, cw_usage, G_TYPE_OBJECT)

/* In the order in which they are shown. A file with a group that is not here brings a title for it along, and comes last. */
static const struct { const char *id; const char *title; } groups[] = {
  { "default", N_("Default certificate") },
  { "oauth", N_("OAuthTokenIssuer") },
  { "edge-internal", N_("Edge internal") },
  { "edge-external", N_("External Edge certificate") },
  { "online", N_("Online services") },
  { "service", N_("Services") },
};

static const struct { const char *word; const char *oid; } purposes[] = {
  { "serverAuth", "1.3.6.1.5.5.7.3.1" },
  { "clientAuth", "1.3.6.1.5.5.7.3.2" },
  { "codeSigning", "1.3.6.1.5.5.7.3.3" },
  { "emailProtection", "1.3.6.1.5.5.7.3.4" },
  { "timeStamping", "1.3.6.1.5.5.7.3.8" },
  { "OCSPSigning", "1.3.6.1.5.5.7.3.9" },
  { "eapOverLAN", "1.3.6.1.5.5.7.3.14" },
  { "sipDomain", "1.3.6.1.5.5.7.3.20" },
  { "kdc", "1.3.6.1.5.2.3.5" },
};

/* ---- GObject ---- */

static void
cw_usage_finalize (GObject *object)
{
  CwUsage *self = CW_USAGE (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->description);
  g_free (self->group);
  g_free (self->group_title);
  g_free (self->path);
  g_strfreev (self->purposes);
  g_strfreev (self->present);
  g_free (self->subject_recipe);
  g_strfreev (self->name_recipes);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (cw_usage_parent_class)->finalize (object);
}

static void
cw_usage_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, CW_USAGE (object)->title);
      break;
    case PROP_ID:
      g_value_set_string (value, CW_USAGE (object)->id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_usage_class_init (CwUsageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_usage_finalize;
  object_class->get_property = cw_usage_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cw_usage_init (CwUsage *self)
{
}

/* ---- [Usage] ---- */

static gboolean
is_id (const char *id)
{
  gsize length = strlen (id);

  return length > 0 && length <= 64 && g_ascii_isalnum (*id)
    && id[strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

/* The file's own Title[de]=… where there is one; else what the program's translation has for the texts that ship with it. */
static char *
dup_translated (CwKeyText *text, const char *key)
{
  g_autofree char *plain = cw_key_text_dup_string (text, GROUP, key);
  g_autofree char *locale = plain != NULL ? g_key_file_get_locale_for_key (cw_key_text_get_file (text), GROUP, key, NULL) : NULL;
  g_autofree char *local_key = locale != NULL ? g_strdup_printf ("%s[%s]", key, locale) : NULL;
  g_autofree char *local = local_key != NULL ? cw_key_text_dup_string (text, GROUP, local_key) : NULL;

  if (plain == NULL)
    return NULL;
  if (local != NULL)
    return cw_text_to_printable (g_steal_pointer (&local));
  return cw_text_to_printable (g_strdup (g_dgettext (GETTEXT_PACKAGE, plain)));
}

static void
read_group (CwUsage *self, CwKeyText *text)
{
  g_autofree char *group = cw_key_text_dup_string (text, GROUP, "Group");
  g_autofree char *title = dup_translated (text, "GroupTitle");

  if (group != NULL && !is_id (group))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Group", _("A group has a short name of letters, digits, dots, hyphens and underscores."));
  self->group = group != NULL ? g_steal_pointer (&group) : g_strdup ("service");
  for (gsize i = 0; title == NULL && i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].id, self->group))
      title = g_strdup (_(groups[i].title));
  if (title == NULL)
    cw_key_text_complain (text, CW_SEVERITY_WARNING, GROUP, "Group", _("The group is a new one, so “GroupTitle” should say what to call it."));
  self->group_title = title != NULL ? g_steal_pointer (&title) : cw_text_to_printable (g_strdup (self->group));
}

static void
read_scope (CwUsage *self, CwKeyText *text)
{
  g_autofree char *scope = cw_key_text_dup_string (text, GROUP, "Scope");

  self->scope = scope != NULL && g_ascii_strcasecmp (scope, "Global") == 0 ? CW_USAGE_GLOBAL : CW_USAGE_LOCAL;
  if (scope != NULL && self->scope == CW_USAGE_LOCAL && g_ascii_strcasecmp (scope, "Local") != 0)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Scope", _("“%s” is one of: %s."), "Scope", "Local, Global");
}

static void
read_key_travel (CwUsage *self, CwKeyText *text)
{
  g_autofree char *value = cw_key_text_dup_string (text, GROUP, "Exportable");

  if (value != NULL && g_ascii_strcasecmp (value, "pool") == 0)
    self->key_travel = CW_USAGE_KEY_IN_POOL;
  else if (cw_key_text_get_boolean (text, GROUP, "Exportable", FALSE))
    self->key_travel = CW_USAGE_KEY_TRAVELS;
}

static gboolean
is_oid (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 0, i == 0 ? 2 : G_MAXUINT32, NULL, NULL))
      return FALSE;
  return n >= 3 && strlen (text) <= 100;
}

static const char *
find_purpose (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_ascii_strcasecmp (purposes[i].word, word) == 0)
      return purposes[i].oid;
  return is_oid (word) ? word : NULL;
}

static void
read_purposes (CwUsage *self, CwKeyText *text)
{
  g_auto (GStrv) words = cw_key_text_dup_list (text, GROUP, "Purposes");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (words[0] == NULL)
    g_strv_builder_add (builder, find_purpose ("serverAuth"));
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *oid = find_purpose (words[i]);
      g_autofree char *shown = cw_text_to_printable (g_strdup (words[i]));

      if (oid != NULL)
        g_strv_builder_add (builder, oid);
      else
        cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Purposes",
                              _("There is no purpose “%s”. It is serverAuth, clientAuth or another word of that kind, or an object identifier."), shown);
    }
  self->purposes = g_strv_builder_end (builder);
}

static guint
read_number (CwKeyText *text, const char *key, guint fallback, guint min, guint max)
{
  g_autofree char *value = cw_key_text_dup_string (text, GROUP, key);
  guint64 number = fallback;

  if (value != NULL && !g_ascii_string_to_unsigned (value, 10, min, max, &number, NULL))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, key, _("“%s” is a number from %u to %u."), key, min, max);
  return (guint) number;
}

/* "8h", "24 hours", "2d". */
static void
read_lead_time (CwUsage *self, CwKeyText *text)
{
  g_autofree char *value = cw_key_text_dup_string (text, GROUP, "LeadTime");
  char *end = NULL;
  gint64 number = value != NULL && g_ascii_isdigit (*value) ? g_ascii_strtoll (value, &end, 10) : 0;
  gint64 factor = 0;

  if (value == NULL)
    return;
  while (end != NULL && *end == ' ')
    end++;
  if (end != NULL && (g_str_equal (end, "h") || g_str_equal (end, "hours") || g_str_equal (end, "hour")))
    factor = 3600;
  else if (end != NULL && (g_str_equal (end, "d") || g_str_equal (end, "days") || g_str_equal (end, "day")))
    factor = 86400;
  else if (end != NULL && (g_str_equal (end, "min") || g_str_equal (end, "minutes")))
    factor = 60;
  if (factor == 0 || number > LEAD_MAX / factor)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "LeadTime", _("A lead time is a number of minutes, hours or days, such as “8h” or “2d”, and 90 days at most."));
  else
    self->lead_time = number * factor;
}

static void
read_id (CwUsage *self, CwKeyText *text)
{
  self->id = cw_key_text_dup_string (text, GROUP, "Id");
  if (!cw_key_text_has (text, GROUP, "Id"))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, NULL, _("“%s” is missing here."), "Id");
  else if (self->id == NULL || !is_id (self->id))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Id",
                          _("An id begins with a letter or digit and has at most 64 letters, digits, dots, hyphens and underscores: it names a folder, too."));
  self->title = dup_translated (text, "Title");
  if (self->title == NULL)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Title", _("“%s” is missing here."), "Title");
  self->description = dup_translated (text, "Description");
}

static void
read_usage (CwUsage *self, CwKeyText *text)
{
  static const char *const keys[] = {
    "Id", "Title", "Description", "Group", "GroupTitle", "Order", "Scope", "Purposes", "MinimumRsaBits", "Wildcards", "Exportable", "LeadTime",
    "Present", NULL };

  cw_key_text_check_keys (text, GROUP, keys);
  read_id (self, text);
  read_group (self, text);
  read_scope (self, text);
  read_key_travel (self, text);
  read_purposes (self, text);
  read_lead_time (self, text);
  self->order = read_number (text, "Order", 1000, 0, 1000000);
  self->min_rsa_bits = read_number (text, "MinimumRsaBits", 2048, 1024, 16384);
  self->wildcards = cw_key_text_get_boolean (text, GROUP, "Wildcards", FALSE);
  self->present = cw_key_text_dup_list (text, GROUP, "Present");
}

/* ---- [Names] ---- */

static void
check_recipe (CwKeyText *text, const char *key, const char *recipe, gboolean wildcards)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecipe) parsed = cw_recipe_parse (recipe, &error);

  if (parsed == NULL)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, NAMES_GROUP, key, "%s", error->message);
  else if (parsed->before[0] == '*' && !wildcards)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, NAMES_GROUP, key, _("“%s” is a wildcard, and the usage does not allow them (Wildcards=true)."), recipe);
}

static void
read_names (CwUsage *self, CwKeyText *text)
{
  static const char *const keys[] = { "Subject", "Names", NULL };

  self->name_recipes = cw_key_text_dup_list (text, NAMES_GROUP, "Names");
  self->subject_recipe = cw_key_text_dup_string (text, NAMES_GROUP, "Subject");
  if (g_key_file_has_group (cw_key_text_get_file (text), NAMES_GROUP))
    cw_key_text_check_keys (text, NAMES_GROUP, keys);
  if (self->name_recipes[0] == NULL)
    {
      g_strfreev (self->name_recipes);
      self->name_recipes = g_strsplit ("{computer}", ";", -1);
    }
  if (self->subject_recipe == NULL)
    self->subject_recipe = g_strdup (self->name_recipes[0]);
  else
    check_recipe (text, "Subject", self->subject_recipe, self->wildcards);
  for (guint i = 0; self->name_recipes[i] != NULL; i++)
    check_recipe (text, "Names", self->name_recipes[i], self->wildcards);
}

static void
check_groups (CwKeyText *text)
{
  static const char *const known[] = { "Usage", "Names", "Service", NULL };
  g_auto (GStrv) names = g_key_file_get_groups (cw_key_text_get_file (text), NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *shown = cw_text_to_printable (g_strdup (names[i]));

      if (!g_strv_contains (known, names[i]) && !cw_usage_targets_is_group (names[i]) && !g_str_has_prefix (names[i], "X-"))
        cw_key_text_complain (text, CW_SEVERITY_WARNING, names[i], NULL, _("There is no group [%s] in a usage file; it does nothing. There are: %s."), shown,
                              "[Usage], [Names], [Service], [Target …]");
    }
}

static gboolean
has_error (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    if (cw_problem_get_severity (g_ptr_array_index (problems, i)) == CW_SEVERITY_ERROR)
      return TRUE;
  return FALSE;
}

static CwUsage *
read_all (const char *text, const char *path, GPtrArray *problems)
{
  g_autoptr (CwUsage) self = g_object_new (CW_TYPE_USAGE, NULL);
  g_autoptr (CwKeyText) keys = cw_key_text_new (text, path, problems);

  if (keys == NULL)
    return NULL;
  self->path = g_strdup (path != NULL ? path : "");
  if (!g_key_file_has_group (cw_key_text_get_file (keys), GROUP))
    {
      cw_key_text_complain (keys, CW_SEVERITY_ERROR, GROUP, NULL, _("This is no usage file: it has no group [Usage]."));
      return NULL;
    }
  read_usage (self, keys);
  read_names (self, keys);
  self->targets = cw_usage_targets_read (keys);
  self->service = cw_usage_service_read (keys);
  check_groups (keys);
  return g_steal_pointer (&self);
}

CwUsage *
cw_usage_new_from_text (const char *text, const char *path, GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwUsage) self = NULL;
  gboolean good;

  g_return_val_if_fail (text != NULL, NULL);
  self = read_all (text, path, found);
  good = self != NULL && !has_error (found);
  if (problems != NULL)
    g_ptr_array_extend_and_steal (problems, g_steal_pointer (&found));
  return good ? g_steal_pointer (&self) : NULL;
}

/* ---- getters ---- */

const char *
cw_usage_get_id (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->id;
}

const char *
cw_usage_get_title (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->title;
}

const char *
cw_usage_get_description (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), NULL);
  return self->description;
}

const char *
cw_usage_get_group (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->group;
}

const char *
cw_usage_get_group_title (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->group_title;
}

CwUsageScope
cw_usage_get_scope (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), CW_USAGE_LOCAL);
  return self->scope;
}

const char *const *
cw_usage_get_purposes (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), NULL);
  return (const char *const *) self->purposes;
}

guint
cw_usage_get_min_rsa_bits (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), 0);
  return self->min_rsa_bits;
}

gboolean
cw_usage_allows_wildcards (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), FALSE);
  return self->wildcards;
}

gboolean
cw_usage_needs_exportable (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), FALSE);
  return self->key_travel == CW_USAGE_KEY_TRAVELS;
}

CwUsageKeyTravel
cw_usage_get_key_travel (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), CW_USAGE_KEY_STAYS);
  return self->key_travel;
}

gint64
cw_usage_get_lead_time (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), 0);
  return self->lead_time;
}

/* The folders of administration are not in everybody's PATH. */
static gboolean
is_there (const char *thing)
{
  static const char *const folders[] = { "/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", NULL };
  g_autofree char *program = NULL;

  if (strchr (thing, '/') != NULL)
    return g_file_test (thing, G_FILE_TEST_EXISTS);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], thing, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return TRUE;
    }
  program = g_find_program_in_path (thing);
  return program != NULL;
}

gboolean
cw_usage_is_present (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), FALSE);
  for (guint i = 0; self->present[i] != NULL; i++)
    if (is_there (self->present[i]))
      return TRUE;
  return FALSE;
}

gboolean
cw_usage_is_absent (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), FALSE);
  return self->present[0] != NULL && !cw_usage_is_present (self);
}

const char *
cw_usage_get_path (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->path;
}

const char *
cw_usage_get_subject_recipe (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), "");
  return self->subject_recipe;
}

const char *const *
cw_usage_get_name_recipes (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), NULL);
  return (const char *const *) self->name_recipes;
}

GPtrArray *
cw_usage_get_targets (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), NULL);
  return self->targets;
}

CwUsageService *
cw_usage_get_service (CwUsage *self)
{
  g_return_val_if_fail (CW_IS_USAGE (self), NULL);
  return self->service;
}

static guint
get_group_order (CwUsage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].id, self->group))
      return i;
  return G_N_ELEMENTS (groups);
}

int
cw_usage_compare (CwUsage *self, CwUsage *other)
{
  guint a = get_group_order (self), b = get_group_order (other);
  int order;

  if (a != b)
    return a < b ? -1 : 1;
  order = strcmp (self->group, other->group);
  if (order != 0)
    return order;
  if (self->order != other->order)
    return self->order < other->order ? -1 : 1;
  order = g_utf8_collate (self->title, other->title);
  return order != 0 ? order : strcmp (self->id, other->id);
}
