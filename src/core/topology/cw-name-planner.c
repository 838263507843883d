/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name-plan-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"

#define COMMON_NAME_MAX 64
#define MANY_NAMES      100
#define ADVICE_MAX      3

/* Why a name is in: one thing that several usages want. */
typedef struct {
  char      *what;
  GPtrArray *usages;        /* of CwUsage, borrowed */
} Reason;

typedef struct {
  CwAltName *name;
  GPtrArray *reasons;       /* of Reason */
  gboolean   addition;
} Entry;

typedef struct {
  char      *field;
  CwRecipe  *recipe;
  GPtrArray *usages;        /* of CwUsage, borrowed */
} Missing;

typedef struct {
  const CwNameWish *wish;
  CwNameSource     *source;
  GPtrArray        *entries;
  GHashTable       *by_name;     /* CwAltName → Entry */
  GPtrArray        *missing;     /* of Missing */
  GPtrArray        *problems;
  gboolean          wildcards;   /* every usage allows them */
} Planner;

static void
reason_free (gpointer data)
{
  Reason *reason = data;

  g_free (reason->what);
  g_ptr_array_unref (reason->usages);
  g_free (reason);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->name);
  g_ptr_array_unref (entry->reasons);
  g_free (entry);
}

static void
missing_free (gpointer data)
{
  Missing *missing = data;

  g_free (missing->field);
  cw_recipe_free (missing->recipe);
  g_ptr_array_unref (missing->usages);
  g_free (missing);
}

static void complain (Planner *self, CwSeverity severity, const char *field, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Each thing is said once. */
static void
complain (Planner *self, CwSeverity severity, const char *field, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (guint i = 0; i < self->problems->len; i++)
    if (g_str_equal (cw_problem_get_sentence (g_ptr_array_index (self->problems, i)), sentence))
      return;
  g_ptr_array_add (self->problems, cw_problem_new (severity, field, "%s", sentence));
}

/* ---- entries ---- */

static void
add_reason (Entry *entry, const char *what, CwUsage *usage)
{
  Reason *reason = NULL;

  for (guint i = 0; reason == NULL && i < entry->reasons->len; i++)
    {
      Reason *other = g_ptr_array_index (entry->reasons, i);

      if (g_str_equal (other->what, what))
        reason = other;
    }
  if (reason == NULL)
    {
      reason = g_new0 (Reason, 1);
      reason->what = g_strdup (what);
      reason->usages = g_ptr_array_new ();
      g_ptr_array_add (entry->reasons, reason);
    }
  if (usage != NULL && !g_ptr_array_find (reason->usages, usage, NULL))
    g_ptr_array_add (reason->usages, usage);
}

static Entry *
add_entry (Planner *self, CwAltName *name, gboolean first)
{
  Entry *entry = g_hash_table_lookup (self->by_name, name);

  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->name = g_object_ref (name);
  entry->reasons = g_ptr_array_new_with_free_func (reason_free);
  g_ptr_array_insert (self->entries, first ? 0 : -1, entry);
  g_hash_table_insert (self->by_name, entry->name, entry);
  return entry;
}

static gboolean
accepts (Planner *self, CwAltName *name, gboolean addition)
{
  if (self->wildcards || !cw_alt_name_is_wildcard (name))
    return TRUE;
  complain (self, addition ? CW_SEVERITY_ERROR : CW_SEVERITY_WARNING, cw_alt_name_get_text (name),
            _("“%s” is left out: not every chosen usage works with a wildcard."), cw_alt_name_get_text (name));
  return FALSE;
}

/* ---- recipes ---- */

static CwAltName *
make_name (Planner *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  CwAltName *name = cw_alt_name_parse (text, &error);

  if (name == NULL)
    {
      g_autofree char *shown = cw_text_to_printable (g_strdup (text));

      complain (self, CW_SEVERITY_ERROR, shown, "%s", error->message);
    }
  return name;
}

static void
note_missing (Planner *self, const char *text, const char *field, CwUsage *usage)
{
  Missing *missing = NULL;

  for (guint i = 0; missing == NULL && i < self->missing->len; i++)
    {
      Missing *other = g_ptr_array_index (self->missing, i);

      if (g_str_equal (other->field, field))
        missing = other;
    }
  if (missing == NULL)
    {
      missing = g_new0 (Missing, 1);
      missing->field = g_strdup (field);
      missing->recipe = cw_recipe_parse (text, NULL);
      missing->usages = g_ptr_array_new ();
      g_ptr_array_add (self->missing, missing);
    }
  if (!g_ptr_array_find (missing->usages, usage, NULL))
    g_ptr_array_add (missing->usages, usage);
}

/* Adds what a recipe gives; with only_first one name at the front at most. Gives the first entry, or NULL. */
static Entry *
add_recipe (Planner *self, CwUsage *usage, const char *text, gboolean only_first)
{
  g_autoptr (CwRecipe) recipe = cw_recipe_parse (text, NULL);
  g_autoptr (GPtrArray) values = recipe != NULL ? cw_name_source_expand (self->source, recipe) : NULL;
  const char *field = NULL;
  Entry *first = NULL;

  if (values == NULL)
    return NULL;
  if (values->len == 0 && !recipe->optional)
    {
      g_free (cw_name_source_dup_missing (self->source, recipe, "", &field));
      note_missing (self, text, field, usage);
    }
  for (guint i = 0; i < values->len && (first == NULL || !only_first); i++)
    {
      const CwNameValue *value = g_ptr_array_index (values, i);
      g_autoptr (CwAltName) name = make_name (self, value->text);

      if (name != NULL && accepts (self, name, FALSE))
        {
          Entry *entry = add_entry (self, name, only_first);

          add_reason (entry, value->reason, usage);
          first = first != NULL ? first : entry;
        }
    }
  return first;
}

static void
add_usage (Planner *self, CwUsage *usage)
{
  const char *const *recipes = cw_usage_get_name_recipes (usage);
  g_autoptr (CwAltName) name = NULL;
  gboolean any = FALSE;

  for (guint i = 0; recipes[i] != NULL; i++)
    any |= add_recipe (self, usage, recipes[i], FALSE) != NULL;
  if (any)
    return;
  /* A certificate for the computer is better than none, and it was said what is missing. */
  name = make_name (self, self->source->computer);
  if (name != NULL && (self->wildcards || !cw_alt_name_is_wildcard (name)))
    add_reason (add_entry (self, name, FALSE), _("The computer's name, as nothing better is known"), usage);
}

static void
complain_of_missing (Planner *self)
{
  for (guint i = 0; i < self->missing->len; i++)
    {
      const Missing *missing = g_ptr_array_index (self->missing, i);
      g_autofree char *titles = cw_usage_list_dup_titles (missing->usages);
      const char *field = NULL;
      g_autofree char *sentence = cw_name_source_dup_missing (self->source, missing->recipe, titles, &field);

      complain (self, CW_SEVERITY_WARNING, field, "%s", sentence);
    }
}

static void
add_additions (Planner *self)
{
  for (guint i = 0; self->wish->additions != NULL && i < self->wish->additions->len; i++)
    {
      CwAltName *name = g_ptr_array_index (self->wish->additions, i);
      Entry *entry;

      if (!accepts (self, name, TRUE))
        continue;
      entry = add_entry (self, name, FALSE);
      if (entry->reasons->len > 0)
        continue;
      entry->addition = TRUE;
      add_reason (entry, _("Added by you"), NULL);
    }
}

/* ---- words ---- */

static char *
dup_reason (Entry *entry)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entry->reasons->len; i++)
    {
      const Reason *reason = g_ptr_array_index (entry->reasons, i);
      g_autofree char *titles = cw_usage_list_dup_titles (reason->usages);

      if (i > 0)
        g_string_append (text, _("; "));
      if (reason->usages->len > 0)
        g_string_append_printf (text, _("%s, for %s"), reason->what, titles);
      else
        g_string_append (text, reason->what);
    }
  return g_string_free (text, FALSE);
}

/* Reserved and local names: said one by one while they are few. */
static void
advise (Planner *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CwAltName *name = ((Entry *) g_ptr_array_index (self->entries, i))->name;
      g_autofree char *advice = cw_alt_name_dup_advice (name);

      if (advice != NULL)
        g_ptr_array_add (names, (char *) cw_alt_name_get_text (name));
    }
  for (guint i = 0; names->len <= ADVICE_MAX && i < self->entries->len; i++)
    {
      CwAltName *name = ((Entry *) g_ptr_array_index (self->entries, i))->name;
      g_autofree char *advice = cw_alt_name_dup_advice (name);

      if (advice != NULL)
        complain (self, CW_SEVERITY_INFO, cw_alt_name_get_text (name), "%s", advice);
    }
  if (names->len <= ADVICE_MAX)
    return;
  g_ptr_array_set_size (names, ADVICE_MAX);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (_(", "), (char **) names->pdata);
  complain (self, CW_SEVERITY_INFO, "names", _("Several names are reserved for local use (%s and others): a public certification authority refuses them, one of "
                                               "your own may not."), list);
}

/* ---- subject ---- */

static gboolean
fits_common_name (CwAltName *name)
{
  CwAltNameKind kind = cw_alt_name_get_kind (name);

  return (kind == CW_ALT_NAME_DNS || kind == CW_ALT_NAME_IP) && strlen (cw_alt_name_get_ascii (name)) <= COMMON_NAME_MAX;
}

static Entry *
find_candidate (Planner *self, CwAltNameKind kind)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (cw_alt_name_get_kind (entry->name) == kind && fits_common_name (entry->name))
        return entry;
    }
  return NULL;
}

static gboolean
has_host (Planner *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (cw_alt_name_get_kind (((Entry *) g_ptr_array_index (self->entries, i))->name) == CW_ALT_NAME_DNS)
      return TRUE;
  return FALSE;
}

static void
choose_subject (Planner *self, CwPlannedNames *plan, Entry *wanted)
{
  Entry *chosen = wanted != NULL && fits_common_name (wanted->name) ? wanted : NULL;
  const char *too_long = wanted != NULL && chosen == NULL ? cw_alt_name_get_text (wanted->name) : NULL;
  g_autofree char *reason = NULL;

  if (chosen == NULL)
    chosen = find_candidate (self, CW_ALT_NAME_DNS);
  if (chosen == NULL)
    chosen = find_candidate (self, CW_ALT_NAME_IP);
  if (chosen == NULL)
    {
      if (has_host (self))
        complain (self, CW_SEVERITY_WARNING, "common-name",
                  _("Every name is longer than 64 characters, the limit of a common name, so the subject has none; the names themselves are not affected."));
      plan->subject_reason = g_strdup (_("No name fits into 64 characters, the limit of a common name"));
      return;
    }
  reason = dup_reason (chosen);
  plan->common_name = g_strdup (cw_alt_name_get_ascii (chosen->name));
  if (too_long == NULL)
    {
      plan->subject_reason = g_steal_pointer (&reason);
      return;
    }
  complain (self, CW_SEVERITY_WARNING, "common-name", _("“%s” is longer than 64 characters, the limit of a common name, so “%s” is the subject; both are among the names."),
            too_long, cw_alt_name_get_text (chosen->name));
  plan->subject_reason = g_strdup_printf (_("%s; the name before it is longer than 64 characters"), reason);
}

/* ---- all of it ---- */

static void
plan_usages (Planner *self, CwPlannedNames *plan)
{
  GPtrArray *usages = self->wish->usages;
  guint n = usages != NULL ? usages->len : 0;
  gboolean in_pool = self->source->pool_name != NULL && g_ascii_strcasecmp (self->source->pool_name, self->source->computer) != 0;
  Entry *subject = NULL;

  for (guint i = 0; i < n; i++)
    {
      CwUsageKeyTravel travel = cw_usage_get_key_travel (g_ptr_array_index (usages, i));

      self->wildcards &= cw_usage_allows_wildcards (g_ptr_array_index (usages, i));
      plan->needs_exportable |= travel == CW_USAGE_KEY_TRAVELS || (travel == CW_USAGE_KEY_IN_POOL && in_pool);
    }
  for (guint i = 0; i < n; i++)
    add_usage (self, g_ptr_array_index (usages, i));
  if (n > 0)
    subject = add_recipe (self, g_ptr_array_index (usages, 0), cw_usage_get_subject_recipe (g_ptr_array_index (usages, 0)), TRUE);
  complain_of_missing (self);
  add_additions (self);
  choose_subject (self, plan, subject);
}

static void
fill (Planner *self, CwPlannedNames *plan)
{
  plan_usages (self, plan);
  advise (self);
  if (self->entries->len == 0)
    complain (self, CW_SEVERITY_ERROR, "names", _("There is no name for the certificate. Choose a usage or add a name."));
  if (self->entries->len > MANY_NAMES)
    complain (self, CW_SEVERITY_WARNING, "names", _("There are more than 100 names, which many certification authorities refuse."));
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *reason = dup_reason (entry);

      g_ptr_array_add (plan->names, cw_planned_name_new (entry->name, reason, entry->addition));
    }
  plan->computer = g_strdup (self->source->computer);
}

void
cw_planned_names_fill (CwPlannedNames *plan, CwTopology *topology, const CwNameWish *wish)
{
  g_autoptr (CwNameSource) source = cw_name_source_new (topology, wish, plan->problems);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new ((GHashFunc) cw_alt_name_hash, (GEqualFunc) cw_alt_name_equal);
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (missing_free);
  Planner planner = { wish, source, entries, by_name, missing, plan->problems, TRUE };

  fill (&planner, plan);
}
