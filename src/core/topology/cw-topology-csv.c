/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-file.h"
#include "cw-key-text.h"
#include "cw-name.h"
#include "cw-paths.h"
#include "cw-topology-field.h"
#include "cw-topology-private.h"

/* Rows "kind,name,key=value,…", or a first row "kind,name,pool,external-web,…" that names the columns. Everything is checked before
 * anything is changed. */

#define FILE_MAX (16 * 1024 * 1024)

typedef struct {
  GPtrArray *cells;     /* of char* */
  guint      line;
} Row;

typedef struct {
  gpointer               item;       /* the one that is there, or a new one; NULL: the site */
  const CwTopologyField *field;      /* NULL: only to be there */
  char                  *value;
  gboolean               primary;
} Change;

typedef struct {
  CwTopology *topology;
  GPtrArray  *changes;       /* of Change, in order */
  GPtrArray  *added;         /* of new items */
  GHashTable *items;         /* "pool/key" → item, owned */
  GPtrArray  *problems;      /* or NULL */
  const char *path;
  guint       n_errors;
} Import;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_ptr_array_unref (row->cells);
  g_free (row);
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->item);
  g_free (change->value);
  g_free (change);
}

static void complain (Import *self, guint line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
complain (Import *self, guint line, const char *format, ...)
{
  g_autofree char *shown = g_filename_display_name (self->path != NULL ? self->path : "");
  g_autofree char *field = g_strdup_printf ("%s:%u", shown, line);
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->n_errors++;
  if (self->problems != NULL)
    g_ptr_array_add (self->problems, cw_problem_new (CW_SEVERITY_ERROR, field, "%s", sentence));
}

/* ---- rows and cells ---- */

/* Spreadsheets write commas, semicolons or tabs, as the language has it. */
static char
guess_separator (const char *text)
{
  gsize line;
  char best = ',';
  guint most = 0;

  while (*text == '#' || *text == '\r' || *text == '\n')
    text += *text == '#' ? strcspn (text, "\n") : 1;
  line = strcspn (text, "\r\n");
  for (const char *candidate = ",;\t"; *candidate != '\0'; candidate++)
    {
      guint n = 0;

      for (gsize i = 0; i < line; i++)
        n += text[i] == *candidate;
      if (n > most)
        {
          most = n;
          best = *candidate;
        }
    }
  return best;
}

/* One cell; quoted ones may hold anything, a quotation mark is doubled in them. Gives what follows it. */
static const char *
read_cell (const char *p, char separator, GString *cell, guint *line, gboolean *open)
{
  gboolean quoted = *p == '"';

  *open = FALSE;
  for (p += quoted; *p != '\0'; p++)
    {
      if (quoted && *p == '"' && p[1] == '"')
        p++;
      else if (quoted && *p == '"')
        {
          p++;
          quoted = FALSE;
          break;
        }
      else if (!quoted && (*p == separator || *p == '\n' || *p == '\r'))
        break;
      *line += *p == '\n';
      g_string_append_c (cell, *p);
    }
  *open = quoted;
  while (*p != '\0' && *p != separator && *p != '\n' && *p != '\r')
    p++;
  return p;
}

static gboolean
is_blank (Row *row)
{
  for (guint i = 0; i < row->cells->len; i++)
    if (*(const char *) g_ptr_array_index (row->cells, i) != '\0')
      return FALSE;
  return TRUE;
}

static GPtrArray *
read_rows (Import *self, const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  char separator = guess_separator (text);
  guint line = 1;

  while (*text != '\0')
    {
      Row *row = g_new0 (Row, 1);
      gboolean more = TRUE;

      row->cells = g_ptr_array_new_with_free_func (g_free);
      row->line = line;
      while (more)
        {
          GString *cell = g_string_new (NULL);
          gboolean open = FALSE;

          text = read_cell (text, separator, cell, &line, &open);
          if (open)
            complain (self, row->line, _("A quotation mark that begins here does not end."));
          g_ptr_array_add (row->cells, g_strstrip (g_string_free (cell, FALSE)));
          more = *text == separator;
          text += more;
        }
      text += *text == '\r';
      line += *text == '\n';
      text += *text == '\n';
      if (is_blank (row) || ((const char *) g_ptr_array_index (row->cells, 0))[0] == '#')
        row_free (row);
      else
        g_ptr_array_add (rows, row);
    }
  return rows;
}

/* ---- what a row wants ---- */

static GType
find_type (const char *word)
{
  static const struct { const char *word; GType (*get_type) (void); } words[] = {
    { "computer", cw_computer_get_type }, { "server", cw_computer_get_type }, { "pool", cw_pool_get_type },
    { "sip-domain", cw_sip_domain_get_type }, { "sipdomain", cw_sip_domain_get_type }, { "sip domain", cw_sip_domain_get_type },
    { "domain", cw_sip_domain_get_type }, { "site", cw_topology_get_type }, { "topology", cw_topology_get_type },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i].word, word) == 0)
      return words[i].get_type ();
  return G_TYPE_INVALID;
}

static GObject *
find_item (Import *self, GType type, const char *host)
{
  if (type == CW_TYPE_COMPUTER)
    return (GObject *) cw_topology_find_computer (self->topology, host);
  return type == CW_TYPE_POOL ? (GObject *) cw_topology_find_pool (self->topology, host) : (GObject *) cw_topology_find_sip_domain (self->topology, host);
}

/* The item of the topology or of an earlier row, or a new one that is not in the topology yet. */
static GObject *
get_item (Import *self, GType type, const char *host)
{
  g_autofree char *key = cw_topology_dup_host_key (host);
  g_autofree char *place = g_strconcat (cw_topology_get_word (type), "/", key, NULL);
  GObject *item = g_hash_table_lookup (self->items, place);

  if (item != NULL)
    return item;
  item = find_item (self, type, host);
  if (item != NULL)
    g_object_ref (item);
  else
    {
      item = g_object_new (type, type == CW_TYPE_SIP_DOMAIN ? "name" : "fqdn", host, NULL);
      g_ptr_array_add (self->added, g_object_ref (item));
    }
  g_hash_table_insert (self->items, g_steal_pointer (&place), item);
  return item;
}

static void
add_change (Import *self, gpointer item, const CwTopologyField *field, const char *value, gboolean primary)
{
  Change *change = g_new0 (Change, 1);

  change->item = item != NULL ? g_object_ref (item) : NULL;
  change->field = field;
  change->value = g_strdup (value);
  change->primary = primary;
  g_ptr_array_add (self->changes, change);
}

static gboolean
is_yes (const char *value)
{
  static const char *const words[] = { "true", "yes", "1", "x", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);

  return g_strv_contains (words, lower);
}

static void
complain_of_key (Import *self, guint line, GType type, const char *key)
{
  g_autofree char *shown = cw_text_to_printable (g_strdup (key));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;

  for (const CwTopologyField *field = cw_topology_get_fields (type); field->property != NULL; field++)
    g_ptr_array_add (names, (char *) field->property);
  if (type == CW_TYPE_SIP_DOMAIN)
    g_ptr_array_add (names, (char *) "primary");
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  complain (self, line, _("A row of the kind “%s” knows no “%s”. There are: %s."), cw_topology_get_word (type), shown, all);
}

static void
read_value (Import *self, guint line, GType type, gpointer item, const char *key, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (key, -1);
  const CwTopologyField *field;
  g_autoptr (GError) error = NULL;

  g_strstrip (g_strdelimit (lower, " _", '-'));
  field = cw_topology_find_field (type, lower);
  if (type == CW_TYPE_SIP_DOMAIN && g_str_equal (lower, "primary"))
    add_change (self, item, NULL, "", is_yes (value));
  else if (field == NULL)
    complain_of_key (self, line, type, key);
  else if (!cw_topology_field_check (field, value, &error))
    complain (self, line, "%s", error->message);
  else
    add_change (self, item, field, value, FALSE);
}

static void
read_cells (Import *self, Row *row, Row *header, GType type, gpointer item)
{
  for (guint i = 2; i < row->cells->len; i++)
    {
      const char *cell = g_ptr_array_index (row->cells, i);
      const char *equals = strchr (cell, '=');
      g_autofree char *key = NULL;

      if (*cell == '\0')
        continue;
      if (equals == NULL && (header == NULL || i >= header->cells->len))
        {
          g_autofree char *shown = cw_text_to_printable (g_strdup (cell));

          complain (self, row->line, _("“%s” should be KEY=VALUE, or the first row has to name the columns."), shown);
          continue;
        }
      key = equals != NULL ? g_strndup (cell, (gsize) (equals - cell)) : g_strdup (g_ptr_array_index (header->cells, i));
      read_value (self, row->line, type, item, key, equals != NULL ? equals + 1 : cell);
    }
}

static void
read_row (Import *self, Row *row, Row *header)
{
  const char *word = g_ptr_array_index (row->cells, 0);
  const char *name = row->cells->len > 1 ? g_ptr_array_index (row->cells, 1) : "";
  GType type = find_type (word);
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;
  GObject *item = NULL;

  if (type == G_TYPE_INVALID)
    {
      g_autofree char *shown = cw_text_to_printable (g_strdup (word));

      complain (self, row->line, _("There is no kind “%s”. There are: %s."), shown, "computer, pool, sip-domain, site");
      return;
    }
  if (type != CW_TYPE_TOPOLOGY)
    {
      host = cw_topology_dup_host (name, &error);
      if (host == NULL)
        {
          complain (self, row->line, "%s", error->message);
          return;
        }
      item = get_item (self, type, host);
      add_change (self, item, NULL, "", FALSE);
    }
  read_cells (self, row, header, type, item);
}

static gboolean
is_header (Row *row)
{
  const char *first = g_ptr_array_index (row->cells, 0);

  return g_ascii_strcasecmp (first, "kind") == 0 || g_ascii_strcasecmp (first, "type") == 0;
}

/* ---- applying ---- */

static void
apply (Import *self)
{
  for (guint i = 0; i < self->added->len; i++)
    {
      gpointer item = g_ptr_array_index (self->added, i);

      if (CW_IS_COMPUTER (item))
        cw_topology_add_computer (self->topology, item);
      else if (CW_IS_POOL (item))
        cw_topology_add_pool (self->topology, item);
      else
        cw_topology_add_sip_domain (self->topology, item);
    }
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (change->field != NULL)
        cw_topology_field_set_text (change->field, change->item != NULL ? change->item : (gpointer) self->topology, change->value, NULL);
      else if (change->primary)
        cw_topology_set_primary (self->topology, change->item);
      else if (CW_IS_COMPUTER (change->item))
        cw_computer_set_entered (change->item);
    }
}

/* Excel writes the code page of the country where it does not write UTF-8. */
static char *
dup_utf8 (const char *text)
{
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  if (g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  return g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
}

gboolean
cw_topology_import_csv (CwTopology *self, const char *text, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *utf8 = dup_utf8 (text);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (change_free);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *shown = cw_paths_dup_display (path != NULL ? path : "");
  Import import = { self, changes, added, items, problems, path, 0 };
  Row *header = NULL;

  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && text != NULL, FALSE);
  rows = read_rows (&import, utf8 != NULL ? utf8 : "");
  if (rows->len > 0 && is_header (g_ptr_array_index (rows, 0)))
    header = g_ptr_array_index (rows, 0);
  for (guint i = header != NULL ? 1 : 0; i < rows->len; i++)
    read_row (&import, g_ptr_array_index (rows, i), header);
  if (import.n_errors > 0)
    g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED,
                 g_dngettext (GETTEXT_PACKAGE, "%s has a mistake, so nothing was imported from it.", "%s has mistakes, so nothing was imported from it.",
                              import.n_errors), shown);
  else if (changes->len == 0)
    g_set_error (error, CW_ERROR, CW_ERROR_EMPTY, _("%s has no rows that could be imported."), shown);
  else
    apply (&import);
  return import.n_errors == 0 && changes->len > 0;
}

/* "Unicode text" of spreadsheets is UTF-16 with a mark at its beginning. */
static char *
decode (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size >= 2 && memcmp (data, "\xff\xfe", 2) == 0)
    return g_convert (data + 2, (gssize) (size - 2), "UTF-8", "UTF-16LE", NULL, NULL, NULL);
  if (size >= 2 && memcmp (data, "\xfe\xff", 2) == 0)
    return g_convert (data + 2, (gssize) (size - 2), "UTF-8", "UTF-16BE", NULL, NULL, NULL);
  return size > 0 && memchr (data, '\0', size) == NULL ? g_strndup (data, size) : NULL;
}

gboolean
cw_topology_import_csv_bytes (CwTopology *self, GBytes *bytes, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *text = g_bytes_get_size (bytes) <= FILE_MAX ? decode (bytes) : NULL;
  g_autofree char *shown = cw_paths_dup_display (path);

  if (text != NULL)
    return cw_topology_import_csv (self, text, path, problems, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("%s is no table in text form (CSV)."), shown);
  return FALSE;
}

gboolean
cw_topology_import_csv_file (CwTopology *self, const char *path, GPtrArray *problems, GError **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, FILE_MAX, error);

  return bytes != NULL && cw_topology_import_csv_bytes (self, bytes, path, problems, error);
}
