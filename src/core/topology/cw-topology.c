/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology.h"
#include <string.h>
#include "cw-topology-field.h"
#include "cw-topology-private.h"

struct _CwTopology
{
  GObject parent_instance;

  GListStore *computers;
  GListStore *pools;
  GListStore *sip_domains;
  CwComputer *this_computer;    /* also in computers */
  char *dialin;
  char *admin;
  GKeyFile *file;               /* or NULL */
  gboolean modified;
};

enum { PROP_DIALIN = 1, PROP_ADMIN, PROP_MODIFIED, N_PROPERTIES };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwTopology, cw_topology, G_TYPE_OBJECT)

static void
touch (CwTopology *self)
{
  cw_topology_set_modified (self, TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
item_notify_cb (GObject *item, GParamSpec *pspec, gpointer user_data)
{
  touch (user_data);
}

static void
watch (CwTopology *self, gpointer item)
{
  g_signal_connect_object (item, "notify", G_CALLBACK (item_notify_cb), self, 0);
}

/* ---- GObject ---- */

static void
cw_topology_finalize (GObject *object)
{
  CwTopology *self = CW_TOPOLOGY (object);

  g_clear_object (&self->computers);
  g_clear_object (&self->pools);
  g_clear_object (&self->sip_domains);
  g_clear_object (&self->this_computer);
  g_clear_pointer (&self->file, g_key_file_unref);
  g_free (self->dialin);
  g_free (self->admin);
  G_OBJECT_CLASS (cw_topology_parent_class)->finalize (object);
}

static void
cw_topology_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwTopology *self = CW_TOPOLOGY (object);

  switch (id)
    {
    case PROP_DIALIN:
      g_value_set_string (value, self->dialin);
      break;
    case PROP_ADMIN:
      g_value_set_string (value, self->admin);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_topology_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwTopology *self = CW_TOPOLOGY (object);

  if (!cw_topology_replace_text (id == PROP_DIALIN ? &self->dialin : &self->admin, g_value_get_string (value)))
    return;
  g_object_notify_by_pspec (object, pspec);
  touch (self);
}

static void
cw_topology_class_init (CwTopologyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_topology_finalize;
  object_class->get_property = cw_topology_get_property;
  object_class->set_property = cw_topology_set_property;
  properties[PROP_DIALIN] = g_param_spec_string ("dialin", NULL, NULL, NULL, flags);
  properties[PROP_ADMIN] = g_param_spec_string ("admin", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_TOPOLOGY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_topology_init (CwTopology *self)
{
  self->computers = g_list_store_new (CW_TYPE_COMPUTER);
  self->pools = g_list_store_new (CW_TYPE_POOL);
  self->sip_domains = g_list_store_new (CW_TYPE_SIP_DOMAIN);
}

static void
add_this_computer (CwTopology *self)
{
  g_autofree char *fqdn = cw_topology_dup_this_fqdn ();
  g_auto (GStrv) addresses = cw_topology_dup_this_addresses ();

  self->this_computer = cw_computer_new_detected (fqdn, (const char *const *) addresses);
  g_list_store_insert (self->computers, 0, self->this_computer);
  watch (self, self->this_computer);
}

CwTopology *
cw_topology_new (void)
{
  CwTopology *self = g_object_new (CW_TYPE_TOPOLOGY, NULL);

  add_this_computer (self);
  return self;
}

/* ---- lists ---- */

GListModel *
cw_topology_get_computers (CwTopology *self)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  return G_LIST_MODEL (self->computers);
}

GListModel *
cw_topology_get_pools (CwTopology *self)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  return G_LIST_MODEL (self->pools);
}

GListModel *
cw_topology_get_sip_domains (CwTopology *self)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  return G_LIST_MODEL (self->sip_domains);
}

/* What the file says of this computer takes the place of what was only detected. */
static void
take_this_computer (CwTopology *self, CwComputer *computer)
{
  guint position;

  cw_computer_take_detected (computer, cw_computer_get_addresses (self->this_computer));
  if (g_list_store_find (self->computers, self->this_computer, &position))
    g_list_store_remove (self->computers, position);
  g_signal_handlers_disconnect_by_func (self->this_computer, item_notify_cb, self);
  g_set_object (&self->this_computer, computer);
  g_list_store_insert (self->computers, 0, computer);
}

void
cw_topology_add_computer (CwTopology *self, CwComputer *computer)
{
  g_return_if_fail (CW_IS_TOPOLOGY (self) && CW_IS_COMPUTER (computer));
  cw_computer_set_entered (computer);
  if (cw_topology_find_computer (self, cw_computer_get_fqdn (computer)) == self->this_computer)
    take_this_computer (self, computer);
  else
    g_list_store_append (self->computers, computer);
  watch (self, computer);
  touch (self);
}

void
cw_topology_add_pool (CwTopology *self, CwPool *pool)
{
  g_return_if_fail (CW_IS_TOPOLOGY (self) && CW_IS_POOL (pool));
  g_list_store_append (self->pools, pool);
  watch (self, pool);
  touch (self);
}

void
cw_topology_add_sip_domain (CwTopology *self, CwSipDomain *domain)
{
  gboolean first;

  g_return_if_fail (CW_IS_TOPOLOGY (self) && CW_IS_SIP_DOMAIN (domain));
  first = g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)) == 0;
  cw_sip_domain_set_primary (domain, first);
  g_list_store_append (self->sip_domains, domain);
  watch (self, domain);
  touch (self);
}

/* This computer stays; what was entered of it goes. */
static void
reset_this_computer (CwTopology *self)
{
  guint position = 0;

  g_list_store_find (self->computers, self->this_computer, &position);
  g_signal_handlers_disconnect_by_func (self->this_computer, item_notify_cb, self);
  g_list_store_remove (self->computers, position);
  g_clear_object (&self->this_computer);
  add_this_computer (self);
}

gboolean
cw_topology_remove (CwTopology *self, gpointer item)
{
  GListStore *store;
  guint position;

  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && G_IS_OBJECT (item), FALSE);
  store = G_LIST_STORE (cw_topology_get_items (self, G_OBJECT_TYPE (item)));
  if (store == NULL || !g_list_store_find (store, item, &position))
    return FALSE;
  if (item == self->this_computer)
    reset_this_computer (self);
  else
    {
      g_autoptr (GObject) removed = g_object_ref (item);

      g_signal_handlers_disconnect_by_func (removed, item_notify_cb, self);
      g_list_store_remove (store, position);
      if (CW_IS_SIP_DOMAIN (removed) && cw_sip_domain_is_primary (CW_SIP_DOMAIN (removed)))
        {
          g_autoptr (CwSipDomain) next = g_list_model_get_item (G_LIST_MODEL (store), 0);

          cw_sip_domain_set_primary (CW_SIP_DOMAIN (removed), FALSE);
          if (next != NULL)
            cw_sip_domain_set_primary (next, TRUE);
        }
    }
  touch (self);
  return TRUE;
}

void
cw_topology_set_primary (CwTopology *self, CwSipDomain *domain)
{
  guint position;

  g_return_if_fail (CW_IS_TOPOLOGY (self) && CW_IS_SIP_DOMAIN (domain));
  if (cw_sip_domain_is_primary (domain) || !g_list_store_find (self->sip_domains, domain, &position))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)); i++)
    {
      g_autoptr (CwSipDomain) other = g_list_model_get_item (G_LIST_MODEL (self->sip_domains), i);

      cw_sip_domain_set_primary (other, other == domain);
    }
  g_object_ref (domain);
  g_list_store_remove (self->sip_domains, position);
  g_list_store_insert (self->sip_domains, 0, domain);
  g_object_unref (domain);
  touch (self);
}

/* ---- finding ---- */

static gboolean
is_same_host (const char *one, const char *two, const char *key_of_two)
{
  g_autofree char *key = NULL;

  if (g_ascii_strcasecmp (one, two) == 0)
    return TRUE;
  if (g_str_is_ascii (one) && strstr (one, "xn--") == NULL && !g_str_has_suffix (one, "."))
    return g_ascii_strcasecmp (one, key_of_two) == 0;
  key = cw_topology_dup_host_key (one);
  return g_str_equal (key, key_of_two);
}

static gpointer
find (GListModel *model, const char *name)
{
  g_autofree char *key = cw_topology_dup_host_key (name);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      g_autofree char *own = cw_topology_item_dup_name (item);

      if (is_same_host (own, name, key))
        return item;
    }
  return NULL;
}

CwComputer *
cw_topology_find_computer (CwTopology *self, const char *fqdn)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && fqdn != NULL, NULL);
  return find (G_LIST_MODEL (self->computers), fqdn);
}

CwPool *
cw_topology_find_pool (CwTopology *self, const char *fqdn)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && fqdn != NULL, NULL);
  return find (G_LIST_MODEL (self->pools), fqdn);
}

CwSipDomain *
cw_topology_find_sip_domain (CwTopology *self, const char *name)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self) && name != NULL, NULL);
  return find (G_LIST_MODEL (self->sip_domains), name);
}

CwComputer *
cw_topology_get_this (CwTopology *self)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self), NULL);
  return self->this_computer;
}

gboolean
cw_topology_is_empty (CwTopology *self)
{
  g_return_val_if_fail (CW_IS_TOPOLOGY (self), TRUE);
  return g_list_model_get_n_items (G_LIST_MODEL (self->computers)) == 1 && !cw_computer_is_entered (self->this_computer)
    && g_list_model_get_n_items (G_LIST_MODEL (self->pools)) == 0 && g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)) == 0
    && self->dialin == NULL && self->admin == NULL;
}

/* ---- for the files of this folder ---- */

GKeyFile *
cw_topology_get_file (CwTopology *self)
{
  return self->file;
}

void
cw_topology_set_file (CwTopology *self, GKeyFile *file)
{
  g_clear_pointer (&self->file, g_key_file_unref);
  self->file = file != NULL ? g_key_file_ref (file) : NULL;
}

void
cw_topology_set_modified (CwTopology *self, gboolean modified)
{
  if (self->modified == modified)
    return;
  self->modified = modified;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

GListModel *
cw_topology_get_items (CwTopology *self, GType type)
{
  if (type == CW_TYPE_COMPUTER)
    return G_LIST_MODEL (self->computers);
  if (type == CW_TYPE_POOL)
    return G_LIST_MODEL (self->pools);
  return type == CW_TYPE_SIP_DOMAIN ? G_LIST_MODEL (self->sip_domains) : NULL;
}

const char *
cw_topology_get_word (GType type)
{
  if (type == CW_TYPE_COMPUTER)
    return "computer";
  if (type == CW_TYPE_POOL)
    return "pool";
  return type == CW_TYPE_SIP_DOMAIN ? "sip-domain" : "site";
}

char *
cw_topology_item_dup_name (gpointer item)
{
  if (CW_IS_COMPUTER (item))
    return g_strdup (cw_computer_get_fqdn (item));
  if (CW_IS_POOL (item))
    return g_strdup (cw_pool_get_fqdn (item));
  return g_strdup (CW_IS_SIP_DOMAIN (item) ? cw_sip_domain_get_name (item) : "");
}
