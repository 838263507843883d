/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-field.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-alt-name.h"
#include "cw-error.h"
#include "cw-name.h"
#include "cw-topology-private.h"

static const CwTopologyField computer_fields[] = {
  { "pool", "Pool", N_("Pool"), N_("The pool that this computer belongs to"), CW_TOPOLOGY_HOST },
  { "roles", "Roles", N_("Roles"), N_("What this computer does, for your own notes"), CW_TOPOLOGY_WORDS },
  { "addresses", "Addresses", N_("IP addresses"), N_("For usages that name addresses"), CW_TOPOLOGY_ADDRESSES },
  { NULL }
};

static const CwTopologyField pool_fields[] = {
  { "internal-web", "InternalWeb", N_("Internal web services"), N_("How clients inside reach the web services"), CW_TOPOLOGY_HOST },
  { "external-web", "ExternalWeb", N_("External web services"), N_("How clients outside reach the web services"), CW_TOPOLOGY_HOST },
  { "edge-internal", "EdgeInternal", N_("Edge, internal side"), N_("How servers inside reach the edge"), CW_TOPOLOGY_HOST },
  { "access-edge", "AccessEdge", N_("Access edge"), N_("How SIP reaches the edge from outside"), CW_TOPOLOGY_HOST },
  { "data-edge", "DataEdge", N_("Web conferencing edge"), N_("How web conferences reach the edge from outside"), CW_TOPOLOGY_HOST },
  { "av-edge", "AvEdge", N_("A/V edge"), N_("How audio and video reach the edge from outside"), CW_TOPOLOGY_HOST },
  { NULL }
};

static const CwTopologyField sip_domain_fields[] = {
  { "meet", "Meet", N_("Meeting URL"), N_("The host in the address of meetings; meet.DOMAIN when it is empty"), CW_TOPOLOGY_HOST },
  { NULL }
};

static const CwTopologyField site_fields[] = {
  { "dialin", "Dialin", N_("Dial-in URL"), N_("The host of the dial-in page; dialin.DOMAIN when it is empty"), CW_TOPOLOGY_HOST },
  { "admin", "Admin", N_("Administration URL"), N_("The host of the administration page; admin.DOMAIN when it is empty"), CW_TOPOLOGY_HOST },
  { NULL }
};

const CwTopologyField *
cw_topology_get_fields (GType type)
{
  if (type == CW_TYPE_COMPUTER)
    return computer_fields;
  if (type == CW_TYPE_POOL)
    return pool_fields;
  return type == CW_TYPE_SIP_DOMAIN ? sip_domain_fields : site_fields;
}

const CwTopologyField *
cw_topology_find_field (GType type, const char *property)
{
  for (const CwTopologyField *field = cw_topology_get_fields (type); field->property != NULL; field++)
    if (g_str_equal (field->property, property))
      return field;
  return NULL;
}

char *
cw_topology_dup_host (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (CwAltName) name = cw_alt_name_new (CW_ALT_NAME_DNS, trimmed, error);

  if (name == NULL)
    return NULL;
  if (!cw_alt_name_is_wildcard (name))
    return g_strdup (cw_alt_name_get_text (name));
  g_set_error (error, CW_ERROR, CW_ERROR_NAME_INVALID, _("“%s” is a wildcard, and a computer, pool or domain has a name of its own."), cw_alt_name_get_text (name));
  return NULL;
}

char *
cw_topology_dup_host_key (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (CwAltName) name = cw_alt_name_new (CW_ALT_NAME_DNS, trimmed, NULL);

  return name != NULL ? g_strdup (cw_alt_name_get_ascii (name)) : g_ascii_strdown (trimmed, -1);
}

static char *
dup_word (const CwTopologyField *self, const char *word, GError **error)
{
  g_autoptr (CwAltName) address = NULL;

  if (self->kind == CW_TOPOLOGY_WORDS)
    return cw_text_to_printable (g_strdup (word));
  address = cw_alt_name_new (CW_ALT_NAME_IP, word, error);
  return address != NULL ? g_strdup (cw_alt_name_get_text (address)) : NULL;
}

/* "a, b; c d" → each once, NULL for one that is wrong. */
static char **
dup_words (const CwTopologyField *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ",; \t|", -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = *words[i] != '\0' ? dup_word (self, words[i], error) : NULL;

      if (*words[i] != '\0' && word == NULL)
        return NULL;
      if (word != NULL && !g_ptr_array_find_with_equal_func (found, word, g_str_equal, NULL))
        g_ptr_array_add (found, g_steal_pointer (&word));
    }
  g_ptr_array_add (found, NULL);
  return g_strdupv ((char **) found->pdata);
}

char *
cw_topology_field_dup_text (const CwTopologyField *self, gpointer item)
{
  g_auto (GStrv) words = NULL;
  char *text = NULL;

  if (self->kind == CW_TOPOLOGY_HOST)
    {
      g_object_get (item, self->property, &text, NULL);
      return text != NULL ? text : g_strdup ("");
    }
  g_object_get (item, self->property, &words, NULL);
  return words != NULL ? g_strjoinv (", ", words) : g_strdup ("");
}

gboolean
cw_topology_field_set_text (const CwTopologyField *self, gpointer item, const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *host = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (self->kind == CW_TOPOLOGY_HOST)
    {
      host = *trimmed != '\0' ? cw_topology_dup_host (trimmed, error) : NULL;
      if (host == NULL && *trimmed != '\0')
        return FALSE;
      if (item != NULL)
        g_object_set (item, self->property, host, NULL);
      return TRUE;
    }
  words = dup_words (self, trimmed, error);
  if (words != NULL && item != NULL)
    g_object_set (item, self->property, words, NULL);
  return words != NULL;
}

gboolean
cw_topology_field_check (const CwTopologyField *self, const char *text, GError **error)
{
  return cw_topology_field_set_text (self, NULL, text, error);
}

gboolean
cw_topology_replace_text (char **place, const char *text)
{
  const char *filled = text != NULL && *text != '\0' ? text : NULL;

  if (g_strcmp0 (*place, filled) == 0)
    return FALSE;
  g_free (*place);
  *place = g_strdup (filled);
  return TRUE;
}
