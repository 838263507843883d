/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-topology-field.h"
#include "cw-topology-private.h"

/* What is wrong or odd in a topology as a whole. The field of a problem is "KIND/NAME/PROPERTY". */

static void complain (GListStore *problems, CwSeverity severity, gpointer item, const char *property, const char *format, ...) G_GNUC_PRINTF (5, 6);

static void
complain (GListStore *problems, CwSeverity severity, gpointer item, const char *property, const char *format, ...)
{
  g_autofree char *name = cw_topology_item_dup_name (item);
  g_autofree char *field = g_strdup_printf ("%s/%s/%s", cw_topology_get_word (G_OBJECT_TYPE (item)), name, property);
  g_autofree char *sentence = NULL;
  g_autoptr (CwProblem) problem = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  problem = cw_problem_new (severity, field, "%s", sentence);
  g_list_store_append (problems, problem);
}

static void
check_fields (gpointer item, GListStore *problems)
{
  for (const CwTopologyField *field = cw_topology_get_fields (G_OBJECT_TYPE (item)); field->property != NULL; field++)
    {
      g_autofree char *text = cw_topology_field_dup_text (field, item);
      g_autoptr (GError) error = NULL;

      if (!cw_topology_field_check (field, text, &error))
        complain (problems, CW_SEVERITY_ERROR, item, field->property, "%s", error->message);
    }
}

static void
check_name (gpointer item, GHashTable *seen, GListStore *problems)
{
  g_autofree char *name = cw_topology_item_dup_name (item);
  g_autoptr (GError) error = NULL;
  g_autofree char *host = cw_topology_dup_host (name, &error);
  const char *property = CW_IS_SIP_DOMAIN (item) ? "name" : "fqdn";
  g_autofree char *key = cw_topology_dup_host_key (name);

  if (host == NULL)
    complain (problems, CW_SEVERITY_ERROR, item, property, "%s", error->message);
  else if (!g_hash_table_add (seen, g_steal_pointer (&key)))
    complain (problems, CW_SEVERITY_ERROR, item, property, _("“%s” is there twice."), name);
  else if (strchr (host, '.') == NULL)
    complain (problems, CW_SEVERITY_WARNING, item, property, _("“%s” has no domain: certificates need the full name."), name);
}

static void
check_items (GListModel *items, GListStore *problems)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      check_name (item, seen, problems);
      check_fields (item, problems);
    }
}

/* Keys of the pools, whose computers are counted on the way. */
static GHashTable *
collect_pools (CwTopology *self)
{
  GHashTable *pools = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *items = cw_topology_get_pools (self);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CwPool) pool = g_list_model_get_item (items, i);

      g_hash_table_insert (pools, cw_topology_dup_host_key (cw_pool_get_fqdn (pool)), GUINT_TO_POINTER (0));
    }
  return pools;
}

static void
check_membership (CwTopology *self, GHashTable *pools, GListStore *problems)
{
  GListModel *computers = cw_topology_get_computers (self);

  for (guint i = 0; i < g_list_model_get_n_items (computers); i++)
    {
      g_autoptr (CwComputer) computer = g_list_model_get_item (computers, i);
      const char *pool = cw_computer_get_pool (computer);
      g_autofree char *key = cw_topology_dup_host_key (pool != NULL ? pool : cw_computer_get_fqdn (computer));

      if (g_hash_table_contains (pools, key))
        g_hash_table_replace (pools, g_steal_pointer (&key), GUINT_TO_POINTER (1));
      else if (pool != NULL)
        complain (problems, CW_SEVERITY_WARNING, computer, "pool", _("%s belongs to the pool %s, of which nothing is entered. Add that pool."),
                  cw_computer_get_fqdn (computer), pool);
    }
}

static void
check_pools (CwTopology *self, GListStore *problems)
{
  g_autoptr (GHashTable) pools = collect_pools (self);
  GListModel *items = cw_topology_get_pools (self);

  check_membership (self, pools, problems);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CwPool) pool = g_list_model_get_item (items, i);
      g_autofree char *key = cw_topology_dup_host_key (cw_pool_get_fqdn (pool));

      if (GPOINTER_TO_UINT (g_hash_table_lookup (pools, key)) == 0)
        complain (problems, CW_SEVERITY_INFO, pool, "fqdn", _("No computer belongs to the pool %s."), cw_pool_get_fqdn (pool));
    }
  if (g_list_model_get_n_items (items) > 0 && g_list_model_get_n_items (cw_topology_get_sip_domains (self)) == 0)
    complain (problems, CW_SEVERITY_WARNING, self, "sip-domains", _("There are pools, but no SIP domain. Add the domain of your SIP addresses."));
}

GListModel *
cw_topology_validate (CwTopology *self)
{
  GListStore *problems = g_list_store_new (CW_TYPE_PROBLEM);

  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  check_items (cw_topology_get_computers (self), problems);
  check_items (cw_topology_get_pools (self), problems);
  check_items (cw_topology_get_sip_domains (self), problems);
  check_fields (self, problems);
  check_pools (self, problems);
  return G_LIST_MODEL (problems);
}
