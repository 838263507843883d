/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-draft-private.h"
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-json.h"

/* A wish written down: what is kept beside a request, so that it can be edited and sent again. Never has a password. */

/* "friendly-name" → "friendlyName" */
static char *
dup_camel_case (const char *property)
{
  GString *text = g_string_new (NULL);

  for (const char *p = property; *p != '\0'; p++)
    if (*p == '-' && p[1] != '\0')
      g_string_append_c (text, g_ascii_toupper (*++p));
    else
      g_string_append_c (text, *p);
  return g_string_free (text, FALSE);
}

static void
add_texts (CwRequestDraft *self, JsonBuilder *builder)
{
  for (guint i = 0; i < CW_N_WISH_TEXTS; i++)
    {
      g_autofree char *member = dup_camel_case (cw_wish_text_get_property (i));
      g_autofree char *valid = NULL;
      const char *text = cw_request_draft_get_text (self, i);

      if (text == NULL)
        continue;
      valid = g_utf8_make_valid (text, -1);   /* a file name may be any bytes */
      json_builder_set_member_name (builder, member);
      json_builder_add_string_value (builder, valid);
    }
}

static void
add_flags (CwRequestDraft *self, JsonBuilder *builder)
{
  for (guint i = 0; i < CW_N_WISH_FLAGS; i++)
    {
      g_autofree char *member = dup_camel_case (cw_wish_flag_get_property (i));

      json_builder_set_member_name (builder, member);
      json_builder_add_boolean_value (builder, cw_request_draft_get_flag (self, i));
    }
}

static void
add_lists (CwRequestDraft *self, JsonBuilder *builder)
{
  GListModel *ticks = cw_request_draft_get_sip_domains (self);
  GListModel *additions = cw_request_draft_get_additions (self);
  GListModel *usages = cw_request_draft_get_usages (self);

  json_builder_set_member_name (builder, "usages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (usages); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (usages, i);

      json_builder_add_string_value (builder, cw_usage_get_id (usage));
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "sipDomains");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (ticks); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (ticks, i);

      if (cw_sip_tick_is_ticked (tick))
        json_builder_add_string_value (builder, cw_sip_tick_get_name (tick));
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "additions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (additions); i++)
    {
      static const char * const prefixes[] = { "DNS:", "IP:", "email:", "URI:" };
      g_autoptr (CwAltName) name = g_list_model_get_item (additions, i);
      g_autofree char *text = g_strconcat (prefixes[cw_alt_name_get_kind (name)], cw_alt_name_get_text (name), NULL);

      json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
}

char *
cw_request_draft_to_json (CwRequestDraft *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_lists (self, builder);
  add_texts (self, builder);
  add_flags (self, builder);
  json_builder_set_member_name (builder, "keyType");
  json_builder_add_string_value (builder, cw_key_type_to_word (cw_request_draft_get_key_type (self)));
  json_builder_set_member_name (builder, "keySize");
  json_builder_add_int_value (builder, cw_request_draft_get_key_size (self));
  json_builder_end_object (builder);
  return cw_json_print (builder);
}

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

static void
read_texts (CwRequestDraft *self, JsonObject *object)
{
  for (guint i = 0; i < CW_N_WISH_TEXTS; i++)
    {
      g_autofree char *member = dup_camel_case (cw_wish_text_get_property (i));
      const char *text = get_string (json_object_get_member (object, member));

      if (text != NULL)
        g_object_set (self, cw_wish_text_get_property (i), text, NULL);
    }
}

static void
read_flags (CwRequestDraft *self, JsonObject *object)
{
  for (guint i = 0; i < CW_N_WISH_FLAGS; i++)
    {
      g_autofree char *member = dup_camel_case (cw_wish_flag_get_property (i));
      JsonNode *node = json_object_get_member (object, member);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        g_object_set (self, cw_wish_flag_get_property (i), json_node_get_boolean (node), NULL);
    }
}

/* A usage that is gone is remembered, so that nobody asks for other names without knowing. */
static void
read_usages (CwRequestDraft *self, JsonObject *object)
{
  JsonArray *usages = get_array (object, "usages");

  for (guint i = 0; i < get_length (usages); i++)
    {
      const char *id = get_string (json_array_get_element (usages, i));
      CwUsage *usage = id != NULL ? cw_usage_catalogue_find (cw_request_draft_get_catalogue (self), id) : NULL;

      if (usage != NULL)
        cw_request_draft_set_usage (self, usage, TRUE);
      else if (id != NULL)
        g_ptr_array_add (cw_request_draft_get_lost_usages (self), g_strdup (id));
    }
}

static gboolean
contains_string (JsonArray *array, const char *text)
{
  for (guint i = 0; i < get_length (array); i++)
    if (g_strcmp0 (get_string (json_array_get_element (array, i)), text) == 0)
      return TRUE;
  return FALSE;
}

static void
read_sip_domains (CwRequestDraft *self, JsonObject *object)
{
  JsonArray *domains = get_array (object, "sipDomains");
  GListModel *ticks = cw_request_draft_get_sip_domains (self);

  for (guint i = 0; domains != NULL && i < g_list_model_get_n_items (ticks); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (ticks, i);

      g_object_set (tick, "ticked", contains_string (domains, cw_sip_tick_get_name (tick)), NULL);
    }
}

static gboolean
read_additions (CwRequestDraft *self, JsonObject *object, GError **error)
{
  JsonArray *additions = get_array (object, "additions");

  for (guint i = 0; i < get_length (additions); i++)
    {
      const char *text = get_string (json_array_get_element (additions, i));

      if (text != NULL && !cw_request_draft_add_names (self, text, error))
        return FALSE;
    }
  return TRUE;
}

static void
read_key (CwRequestDraft *self, JsonObject *object)
{
  const char *word = get_string (json_object_get_member (object, "keyType"));
  gint64 size = json_object_get_int_member_with_default (object, "keySize", 0);
  CwKeyType type;

  if (word != NULL && cw_key_type_from_word (word, &type))
    g_object_set (self, "key-type", (int) type, NULL);
  if (size > 0 && size <= G_MAXINT)
    g_object_set (self, "key-size", (guint) size, NULL);
}

static JsonObject *
parse_object (JsonParser *parser, const char *json, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_json_is_shallow (json) && json_parser_load_from_data (parser, json, -1, &local) && json_parser_get_root (parser) != NULL
      && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return json_node_get_object (json_parser_get_root (parser));
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("What was wished for cannot be read: %s"),
               local != NULL ? local->message : _("it is no JSON object."));
  return NULL;
}

CwRequestDraft *
cw_request_draft_new_from_json (CwTopology *topology, CwUsageCatalogue *usages, const char *json, GError **error)
{
  g_autoptr (CwRequestDraft) self = cw_request_draft_new (topology, usages);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = parse_object (parser, json, error);

  if (object == NULL)
    return NULL;
  read_usages (self, object);
  read_texts (self, object);
  read_sip_domains (self, object);
  read_flags (self, object);
  read_key (self, object);
  if (!read_additions (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_request_draft_recall (CwRequestDraft *self, CwStore *store)
{
  static const CwWishText recalled[] = { CW_WISH_ORGANIZATION, CW_WISH_UNIT, CW_WISH_COUNTRY, CW_WISH_STATE, CW_WISH_CITY };
  g_autoptr (GPtrArray) requests = cw_store_list_requests (store, CW_REQUESTS_ALL, NULL);

  for (guint i = 0; requests != NULL && i < requests->len; i++)
    {
      const CwRequestRecord *record = g_ptr_array_index (requests, i);
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *object = record->wish != NULL ? parse_object (parser, record->wish, NULL) : NULL;

      if (object == NULL)
        continue;
      for (gsize k = 0; k < G_N_ELEMENTS (recalled); k++)
        {
          const char *property = cw_wish_text_get_property (recalled[k]);
          g_autofree char *member = dup_camel_case (property);

          if (cw_request_draft_get_text (self, recalled[k]) == NULL)
            g_object_set (self, property, get_string (json_object_get_member (object, member)), NULL);
        }
      return;
    }
}
