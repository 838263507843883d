/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-draft-private.h"
#include <string.h>
#include "cw-draft-fields.h"
#include "cw-error.h"

#define DEFAULT_KEY_SIZE 2048

struct _CwRequestDraft {
  GObject           parent_instance;
  CwTopology       *topology;
  CwUsageCatalogue *catalogue;
  gulong            topology_changed_id;   /* 0 in a copy, which may belong to another thread than the topology */
  GListStore       *usages;
  GListStore       *sip_domains;
  GListStore       *additions;
  CwNamePlan       *name_plan;             /* NULL: to be made */
  GPtrArray        *lost_usages;
  char             *texts[CW_N_WISH_TEXTS];
  gboolean          flags[CW_N_WISH_FLAGS];
  int               key_type;
  guint             key_size;
  CwSecret         *password;
};

static const char * const text_names[] = {
  [CW_WISH_COMPUTER] = "computer", [CW_WISH_AUTHORITY] = "authority", [CW_WISH_OUTPUT] = "output", [CW_WISH_ACCOUNT] = "account",
  [CW_WISH_TEMPLATE] = "template", [CW_WISH_FRIENDLY_NAME] = "friendly-name", [CW_WISH_ORGANIZATION] = "organization",
  [CW_WISH_UNIT] = "organizational-unit", [CW_WISH_COUNTRY] = "country", [CW_WISH_STATE] = "state", [CW_WISH_CITY] = "city",
};
static const char * const flag_names[] = {
  [CW_WISH_ONLINE] = "online", [CW_WISH_REMEMBER] = "remember", [CW_WISH_EXPORTABLE] = "exportable", [CW_WISH_CLIENT_AUTH] = "client-auth",
  [CW_WISH_ACCEPT_WEAK] = "accept-weak", [CW_WISH_ALL_SIP_DOMAINS] = "all-sip-domains",
};

/* Properties: first the texts, then the flags, then the rest. */
#define PROP_FIRST_TEXT 1
#define PROP_FIRST_FLAG (PROP_FIRST_TEXT + CW_N_WISH_TEXTS)
enum { PROP_KEY_TYPE = PROP_FIRST_FLAG + CW_N_WISH_FLAGS, PROP_KEY_SIZE, PROP_PASSWORD, PROP_NAME_PLAN, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwRequestDraft, cw_request_draft, G_TYPE_OBJECT)

/* ---- names: a plan that is thrown away when something it depends on changes ---- */

static void
names_changed (CwRequestDraft *self)
{
  g_clear_object (&self->name_plan);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME_PLAN]);
}

static void
tick_changed_cb (CwRequestDraft *self, GParamSpec *pspec, CwSipTick *tick)
{
  if (!cw_sip_tick_is_ticked (tick))
    cw_draft_set_boolean (self, &self->flags[CW_WISH_ALL_SIP_DOMAINS], FALSE, props[PROP_FIRST_FLAG + CW_WISH_ALL_SIP_DOMAINS]);
  names_changed (self);
}

static CwSipTick *
find_tick (GListModel *ticks, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (ticks); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (ticks, i);

      if (g_strcmp0 (cw_sip_tick_get_name (tick), name) == 0)
        return tick;   /* the list keeps it */
    }
  return NULL;
}

/* What was ticked stays ticked when the topology changes. */
static void
fill_sip_domains (CwRequestDraft *self)
{
  GListModel *domains = cw_topology_get_sip_domains (self->topology);
  g_autoptr (GPtrArray) ticks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (domains); i++)
    {
      g_autoptr (CwSipDomain) domain = g_list_model_get_item (domains, i);
      CwSipTick *before = find_tick (G_LIST_MODEL (self->sip_domains), cw_sip_domain_get_name (domain));
      gboolean primary = cw_sip_domain_is_primary (domain);
      gboolean ticked = before != NULL ? cw_sip_tick_is_ticked (before) : primary || self->flags[CW_WISH_ALL_SIP_DOMAINS];
      CwSipTick *tick = cw_sip_tick_new (cw_sip_domain_get_name (domain), primary, ticked);

      g_signal_connect_object (tick, "notify::ticked", G_CALLBACK (tick_changed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (ticks, tick);
    }
  g_list_store_splice (self->sip_domains, 0, g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)), ticks->pdata, ticks->len);
}

static void
topology_changed_cb (CwRequestDraft *self)
{
  fill_sip_domains (self);
  names_changed (self);
}

static CwNamePlan *
make_name_plan (CwRequestDraft *self)
{
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self);
  g_autoptr (GPtrArray) additions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) domains = g_ptr_array_new ();
  CwNameWish wish = { .usages = usages, .computer = self->texts[CW_WISH_COMPUTER], .additions = additions,
                      .all_sip_domains = self->flags[CW_WISH_ALL_SIP_DOMAINS] };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->additions)); i++)
    g_ptr_array_add (additions, g_list_model_get_item (G_LIST_MODEL (self->additions), i));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (G_LIST_MODEL (self->sip_domains), i);

      if (cw_sip_tick_is_ticked (tick))
        g_ptr_array_add (domains, (gpointer) cw_sip_tick_get_name (tick));
    }
  g_ptr_array_add (domains, NULL);
  wish.sip_domains = (const char *const *) domains->pdata;
  return cw_name_plan_new (self->topology, &wish);
}

static void
tick_everything (CwRequestDraft *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sip_domains)); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (G_LIST_MODEL (self->sip_domains), i);

      g_object_set (tick, "ticked", TRUE, NULL);
    }
}

/* ---- object ---- */

static void
set_flag (CwRequestDraft *self, CwWishFlag flag, gboolean value)
{
  if (!cw_draft_set_boolean (self, &self->flags[flag], value, props[PROP_FIRST_FLAG + flag]) || flag != CW_WISH_ALL_SIP_DOMAINS)
    return;
  if (value)
    tick_everything (self);
  names_changed (self);
}

static void
cw_request_draft_finalize (GObject *object)
{
  CwRequestDraft *self = CW_REQUEST_DRAFT (object);

  if (self->topology_changed_id != 0)
    g_signal_handler_disconnect (self->topology, self->topology_changed_id);
  g_clear_object (&self->name_plan);
  g_clear_object (&self->topology);
  g_clear_object (&self->catalogue);
  g_object_unref (self->usages);
  g_object_unref (self->sip_domains);
  g_object_unref (self->additions);
  g_ptr_array_unref (self->lost_usages);
  for (guint i = 0; i < CW_N_WISH_TEXTS; i++)
    g_free (self->texts[i]);
  g_clear_pointer (&self->password, cw_secret_unref);
  G_OBJECT_CLASS (cw_request_draft_parent_class)->finalize (object);
}

static void
cw_request_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwRequestDraft *self = CW_REQUEST_DRAFT (object);

  if (id >= PROP_FIRST_TEXT && id < PROP_FIRST_FLAG)
    g_value_set_string (value, self->texts[id - PROP_FIRST_TEXT]);
  else if (id >= PROP_FIRST_FLAG && id < PROP_KEY_TYPE)
    g_value_set_boolean (value, self->flags[id - PROP_FIRST_FLAG]);
  else if (id == PROP_KEY_TYPE)
    g_value_set_int (value, self->key_type);
  else if (id == PROP_KEY_SIZE)
    g_value_set_uint (value, self->key_size);
  else if (id == PROP_PASSWORD)
    g_value_set_boxed (value, self->password);
  else if (id == PROP_NAME_PLAN)
    g_value_set_object (value, cw_request_draft_get_name_plan (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_request_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwRequestDraft *self = CW_REQUEST_DRAFT (object);

  if (id >= PROP_FIRST_TEXT && id < PROP_FIRST_FLAG)
    {
      if (cw_draft_set_string (self, &self->texts[id - PROP_FIRST_TEXT], g_value_get_string (value), pspec)
          && id == PROP_FIRST_TEXT + CW_WISH_COMPUTER)
        names_changed (self);
    }
  else if (id >= PROP_FIRST_FLAG && id < PROP_KEY_TYPE)
    set_flag (self, id - PROP_FIRST_FLAG, g_value_get_boolean (value));
  else if (id == PROP_KEY_TYPE)
    cw_draft_set_int (self, &self->key_type, g_value_get_int (value), pspec);
  else if (id == PROP_KEY_SIZE)
    cw_draft_set_uint (self, &self->key_size, g_value_get_uint (value), pspec);
  else if (id == PROP_PASSWORD)
    cw_draft_set_secret (self, &self->password, g_value_get_boxed (value), pspec);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_request_draft_class_init (CwRequestDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_request_draft_finalize;
  object_class->get_property = cw_request_draft_get_property;
  object_class->set_property = cw_request_draft_set_property;
  for (guint i = 0; i < CW_N_WISH_TEXTS; i++)
    props[PROP_FIRST_TEXT + i] = g_param_spec_string (text_names[i], NULL, NULL, NULL, flags);
  for (guint i = 0; i < CW_N_WISH_FLAGS; i++)
    props[PROP_FIRST_FLAG + i] = g_param_spec_boolean (flag_names[i], NULL, NULL, i == CW_WISH_ONLINE || i == CW_WISH_REMEMBER, flags);
  props[PROP_KEY_TYPE] = g_param_spec_int ("key-type", NULL, NULL, CW_KEY_RSA, CW_KEY_ED25519, CW_KEY_RSA, flags);
  props[PROP_KEY_SIZE] = g_param_spec_uint ("key-size", NULL, NULL, 0, G_MAXUINT, DEFAULT_KEY_SIZE, flags);
  props[PROP_PASSWORD] = g_param_spec_boxed ("password", NULL, NULL, CW_TYPE_SECRET, flags);
  props[PROP_NAME_PLAN] = g_param_spec_object ("name-plan", NULL, NULL, CW_TYPE_NAME_PLAN, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_request_draft_init (CwRequestDraft *self)
{
  self->usages = g_list_store_new (CW_TYPE_USAGE);
  self->sip_domains = g_list_store_new (CW_TYPE_SIP_TICK);
  self->additions = g_list_store_new (CW_TYPE_ALT_NAME);
  self->lost_usages = g_ptr_array_new_with_free_func (g_free);
  self->flags[CW_WISH_ONLINE] = self->flags[CW_WISH_REMEMBER] = TRUE;
  self->key_type = CW_KEY_RSA;
  self->key_size = DEFAULT_KEY_SIZE;
}

CwRequestDraft *
cw_request_draft_new (CwTopology *topology, CwUsageCatalogue *usages)
{
  CwRequestDraft *self = g_object_new (CW_TYPE_REQUEST_DRAFT, NULL);

  self->topology = g_object_ref (topology);
  self->catalogue = g_object_ref (usages);
  fill_sip_domains (self);
  self->topology_changed_id = g_signal_connect_swapped (topology, "changed", G_CALLBACK (topology_changed_cb), self);
  return self;
}

/* The plan of the names goes along as it is: whatever happens to the topology, the copy means what its maker saw. */
CwRequestDraft *
cw_request_draft_copy (CwRequestDraft *self)
{
  CwRequestDraft *copy = g_object_new (CW_TYPE_REQUEST_DRAFT, NULL);
  GListModel *ticks = G_LIST_MODEL (self->sip_domains);

  copy->topology = g_object_ref (self->topology);
  copy->catalogue = g_object_ref (self->catalogue);
  for (guint i = 0; i < CW_N_WISH_TEXTS; i++)
    copy->texts[i] = g_strdup (self->texts[i]);
  memcpy (copy->flags, self->flags, sizeof copy->flags);
  copy->key_type = self->key_type;
  copy->key_size = self->key_size;
  copy->password = self->password != NULL ? cw_secret_ref (self->password) : NULL;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    {
      g_autoptr (CwUsage) usage = g_list_model_get_item (G_LIST_MODEL (self->usages), i);

      g_list_store_append (copy->usages, usage);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->additions)); i++)
    {
      g_autoptr (CwAltName) name = g_list_model_get_item (G_LIST_MODEL (self->additions), i);

      g_list_store_append (copy->additions, name);
    }
  for (guint i = 0; i < g_list_model_get_n_items (ticks); i++)
    {
      g_autoptr (CwSipTick) tick = g_list_model_get_item (ticks, i);
      g_autoptr (CwSipTick) other = cw_sip_tick_new (cw_sip_tick_get_name (tick), cw_sip_tick_is_primary (tick), cw_sip_tick_is_ticked (tick));

      g_signal_connect_object (other, "notify::ticked", G_CALLBACK (tick_changed_cb), copy, G_CONNECT_SWAPPED);
      g_list_store_append (copy->sip_domains, other);
    }
  copy->name_plan = g_object_ref (cw_request_draft_get_name_plan (self));
  return copy;
}

GListModel *
cw_request_draft_get_usages (CwRequestDraft *self)
{
  return G_LIST_MODEL (self->usages);
}

static gboolean
find_usage (CwRequestDraft *self, CwUsage *usage, guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    {
      g_autoptr (CwUsage) other = g_list_model_get_item (G_LIST_MODEL (self->usages), i);

      if (!g_str_equal (cw_usage_get_id (usage), cw_usage_get_id (other)))
        continue;
      *position = i;
      return TRUE;
    }
  return FALSE;
}

void
cw_request_draft_set_usage (CwRequestDraft *self, CwUsage *usage, gboolean wanted)
{
  guint position = 0;
  gboolean there = find_usage (self, usage, &position);

  if (there == !!wanted)
    return;
  if (wanted)
    g_list_store_append (self->usages, usage);
  else
    g_list_store_remove (self->usages, position);
  names_changed (self);
}

gboolean
cw_request_draft_has_usage (CwRequestDraft *self, CwUsage *usage)
{
  guint position;

  return find_usage (self, usage, &position);
}

CwUsageCatalogue *
cw_request_draft_get_catalogue (CwRequestDraft *self)
{
  return self->catalogue;
}

CwTopology *
cw_request_draft_get_topology (CwRequestDraft *self)
{
  return self->topology;
}

GListModel *
cw_request_draft_get_sip_domains (CwRequestDraft *self)
{
  return G_LIST_MODEL (self->sip_domains);
}

void
cw_request_draft_tick_all (CwRequestDraft *self)
{
  set_flag (self, CW_WISH_ALL_SIP_DOMAINS, TRUE);
}

GListModel *
cw_request_draft_get_additions (CwRequestDraft *self)
{
  return G_LIST_MODEL (self->additions);
}

static gboolean
has_name (GListModel *names, CwAltName *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      g_autoptr (CwAltName) other = g_list_model_get_item (names, i);

      if (cw_alt_name_equal (other, name))
        return TRUE;
    }
  return FALSE;
}

gboolean
cw_request_draft_add_names (CwRequestDraft *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", \t\r\n", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean changed = FALSE;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      CwAltName *name = *words[i] != '\0' ? cw_alt_name_parse (words[i], error) : NULL;

      if (*words[i] == '\0')
        continue;
      if (name == NULL)
        return FALSE;
      g_ptr_array_add (names, name);
    }
  for (guint i = 0; i < names->len; i++)
    if (!has_name (G_LIST_MODEL (self->additions), g_ptr_array_index (names, i)))
      {
        g_list_store_append (self->additions, g_ptr_array_index (names, i));
        changed = TRUE;
      }
  if (changed)
    names_changed (self);
  return TRUE;
}

void
cw_request_draft_remove_addition (CwRequestDraft *self, guint position)
{
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->additions)))
    return;
  g_list_store_remove (self->additions, position);
  names_changed (self);
}

void
cw_request_draft_clear_additions (CwRequestDraft *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->additions)) == 0)
    return;
  g_list_store_remove_all (self->additions);
  names_changed (self);
}

CwNamePlan *
cw_request_draft_get_name_plan (CwRequestDraft *self)
{
  if (self->name_plan == NULL)
    self->name_plan = make_name_plan (self);
  return self->name_plan;
}

/* ---- private ---- */

const char *
cw_request_draft_get_text (CwRequestDraft *self, CwWishText which)
{
  return self->texts[which];
}

gboolean
cw_request_draft_get_flag (CwRequestDraft *self, CwWishFlag which)
{
  return self->flags[which];
}

const char *
cw_wish_text_get_property (CwWishText which)
{
  return text_names[which];
}

const char *
cw_wish_flag_get_property (CwWishFlag which)
{
  return flag_names[which];
}

CwKeyType
cw_request_draft_get_key_type (CwRequestDraft *self)
{
  return self->key_type;
}

guint
cw_request_draft_get_key_size (CwRequestDraft *self)
{
  return self->key_size;
}

CwSecret *
cw_request_draft_get_password (CwRequestDraft *self)
{
  return self->password;
}

GPtrArray *
cw_request_draft_get_lost_usages (CwRequestDraft *self)
{
  return self->lost_usages;
}

GPtrArray *
cw_request_draft_dup_usages (CwRequestDraft *self)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->usages)); i++)
    g_ptr_array_add (usages, g_list_model_get_item (G_LIST_MODEL (self->usages), i));
  return usages;
}
