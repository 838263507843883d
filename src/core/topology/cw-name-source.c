/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-name-plan-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-name.h"
#include "cw-topology-field.h"

/* ---- what was asked for ---- */

static void
warn (GPtrArray *problems, const char *field, const char *format, const char *name)
{
  g_autofree char *shown = cw_text_to_printable (g_strdup (name));

  g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_WARNING, field, format, shown));
}

static void
take_computer (CwNameSource *self, const char *wanted, GPtrArray *problems)
{
  g_autofree char *host = NULL;

  self->known = wanted != NULL ? cw_topology_find_computer (self->topology, wanted) : cw_topology_get_this (self->topology);
  if (self->known != NULL)
    self->computer = g_strdup (cw_computer_get_fqdn (self->known));
  else
    {
      host = cw_topology_dup_host (wanted, NULL);
      self->computer = host != NULL ? g_steal_pointer (&host) : g_strdup (wanted);
    }
  if (self->known != NULL && cw_computer_get_pool (self->known) != NULL)
    self->pool_name = g_strdup (cw_computer_get_pool (self->known));
  self->pool = cw_topology_find_pool (self->topology, self->pool_name != NULL ? self->pool_name : self->computer);
  /* A server that is a pool of its own has the same name for both. */
  if (self->pool != NULL && self->pool_name == NULL)
    self->pool_name = g_strdup (cw_pool_get_fqdn (self->pool));
  if (self->known == NULL && self->pool == NULL)
    warn (problems, "computer", _("The topology does not know the computer %s, so its pool and its web names are not known either. Add it to the topology if it has them."),
          self->computer);
}

static void
add_domain (CwNameSource *self, const char *wanted, GPtrArray *problems)
{
  CwSipDomain *domain = cw_topology_find_sip_domain (self->topology, wanted);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = domain != NULL ? g_strdup (cw_sip_domain_get_name (domain)) : cw_topology_dup_host (wanted, &error);

  if (name == NULL)
    {
      g_ptr_array_add (problems, cw_problem_new (CW_SEVERITY_ERROR, "sip-domains", "%s", error->message));
      return;
    }
  if (domain == NULL)
    warn (problems, "sip-domains", _("The topology does not know the SIP domain %s; it is taken as it is."), name);
  if (!g_ptr_array_find_with_equal_func (self->domains, name, g_str_equal, NULL))
    g_ptr_array_add (self->domains, g_steal_pointer (&name));
}

static void
take_domains (CwNameSource *self, const CwNameWish *wish, GPtrArray *problems)
{
  GListModel *all = cw_topology_get_sip_domains (self->topology);
  guint n = g_list_model_get_n_items (all);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwSipDomain) domain = g_list_model_get_item (all, i);

      if (cw_sip_domain_is_primary (domain))
        self->primary = g_strdup (cw_sip_domain_get_name (domain));
      if (wish->all_sip_domains || (wish->sip_domains == NULL && cw_sip_domain_is_primary (domain)))
        add_domain (self, cw_sip_domain_get_name (domain), problems);
    }
  for (guint i = 0; wish->sip_domains != NULL && wish->sip_domains[i] != NULL; i++)
    add_domain (self, wish->sip_domains[i], problems);
}

CwNameSource *
cw_name_source_new (CwTopology *topology, const CwNameWish *wish, GPtrArray *problems)
{
  CwNameSource *self = g_new0 (CwNameSource, 1);
  const char *computer = wish->computer != NULL && *wish->computer != '\0' ? wish->computer : NULL;

  self->topology = g_object_ref (topology);
  self->domains = g_ptr_array_new_with_free_func (g_free);
  take_computer (self, computer, problems);
  take_domains (self, wish, problems);
  return self;
}

void
cw_name_source_free (CwNameSource *self)
{
  g_object_unref (self->topology);
  g_free (self->computer);
  g_free (self->pool_name);
  g_ptr_array_unref (self->domains);
  g_free (self->primary);
  g_free (self);
}

/* ---- values ---- */

static void
value_free (gpointer data)
{
  CwNameValue *value = data;

  g_free (value->text);
  g_free (value->reason);
  g_free (value);
}

/* Takes the text; nothing for NULL. */
static void
add_value (GPtrArray *values, char *text, const char *reason)
{
  CwNameValue *value;

  if (text == NULL || *text == '\0')
    {
      g_free (text);
      return;
    }
  value = g_new0 (CwNameValue, 1);
  value->text = text;
  value->reason = g_strdup (reason);
  g_ptr_array_add (values, value);
}

static void
add_of_pool (CwNameSource *self, GPtrArray *values, const char *property, const char *reason)
{
  char *host = NULL;

  if (self->pool != NULL)
    g_object_get (self->pool, property, &host, NULL);
  add_value (values, host, reason);
}

static const char *
get_domain_reason (const CwRecipe *recipe)
{
  if (*recipe->before == '\0')
    return _("The SIP domain %s");
  if (g_str_equal (recipe->before, "sip."))
    return _("Sign-in for the SIP domain %s");
  if (g_str_equal (recipe->before, "lyncdiscover."))
    return _("How clients outside find the SIP domain %s");
  if (g_str_equal (recipe->before, "lyncdiscoverinternal."))
    return _("How clients inside find the SIP domain %s");
  return _("A name in the SIP domain %s");
}

static void
add_domains (CwNameSource *self, GPtrArray *values, const CwRecipe *recipe)
{
  for (guint i = 0; i < self->domains->len; i++)
    {
      const char *domain = g_ptr_array_index (self->domains, i);
      g_autofree char *reason = g_strdup_printf (get_domain_reason (recipe), domain);

      add_value (values, g_strdup (domain), reason);
    }
}

static void
add_meetings (CwNameSource *self, GPtrArray *values)
{
  for (guint i = 0; i < self->domains->len; i++)
    {
      const char *name = g_ptr_array_index (self->domains, i);
      CwSipDomain *domain = cw_topology_find_sip_domain (self->topology, name);
      g_autofree char *reason = g_strdup_printf (_("Meetings of the SIP domain %s"), name);
      char *host = NULL;

      if (domain != NULL)
        g_object_get (domain, "meet", &host, NULL);
      add_value (values, host != NULL ? host : g_strconcat ("meet.", name, NULL), reason);
    }
}

/* A simple URL that the whole site shares. */
static void
add_shared (CwNameSource *self, GPtrArray *values, const char *property, const char *reason)
{
  char *host = NULL;

  g_object_get (self->topology, property, &host, NULL);
  if (host == NULL && self->primary != NULL)
    host = g_strconcat (property, ".", self->primary, NULL);
  add_value (values, host, reason);
}

static void
add_addresses (CwNameSource *self, GPtrArray *values)
{
  const char *const *addresses = self->known != NULL ? cw_computer_get_addresses (self->known) : NULL;

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    add_value (values, g_strdup (addresses[i]), _("An IP address of the computer"));
}

static void
add_of_computer (CwNameSource *self, GPtrArray *values, CwVariable variable)
{
  const char *dot = strchr (self->computer, '.');

  if (variable == CW_VARIABLE_COMPUTER)
    add_value (values, g_strdup (self->computer), _("The computer's name"));
  else if (variable == CW_VARIABLE_HOST)
    add_value (values, g_strndup (self->computer, strcspn (self->computer, ".")), _("The computer's short name"));
  else
    add_value (values, g_strdup (dot != NULL ? dot + 1 : NULL), _("A name in the computer's domain"));
}

static void
add_values (CwNameSource *self, GPtrArray *values, CwVariable variable, const CwRecipe *recipe)
{
  switch (variable)
    {
    case CW_VARIABLE_COMPUTER:
    case CW_VARIABLE_HOST:
    case CW_VARIABLE_DNS_DOMAIN:
      add_of_computer (self, values, variable);
      break;
    case CW_VARIABLE_ADDRESSES:
      add_addresses (self, values);
      break;
    case CW_VARIABLE_POOL:
      add_value (values, g_strdup (self->pool_name), _("The pool's name"));
      break;
    case CW_VARIABLE_WEB_INTERNAL:
      add_of_pool (self, values, "internal-web", _("The internal web services"));
      break;
    case CW_VARIABLE_WEB_EXTERNAL:
      add_of_pool (self, values, "external-web", _("The external web services"));
      break;
    case CW_VARIABLE_EDGE_INTERNAL:
      add_of_pool (self, values, "edge-internal", _("The internal side of the edge"));
      break;
    case CW_VARIABLE_ACCESS_EDGE:
      add_of_pool (self, values, "access-edge", _("The access edge"));
      break;
    case CW_VARIABLE_DATA_EDGE:
      add_of_pool (self, values, "data-edge", _("The web conferencing edge"));
      break;
    case CW_VARIABLE_AV_EDGE:
      add_of_pool (self, values, "av-edge", _("The A/V edge"));
      break;
    case CW_VARIABLE_DOMAIN:
      add_value (values, g_strdup (self->primary), _("The primary SIP domain"));
      break;
    case CW_VARIABLE_DOMAINS:
      add_domains (self, values, recipe);
      break;
    case CW_VARIABLE_MEET:
      add_meetings (self, values);
      break;
    case CW_VARIABLE_DIALIN:
      add_shared (self, values, "dialin", _("The dial-in page"));
      break;
    case CW_VARIABLE_ADMIN:
      add_shared (self, values, "admin", _("The administration page"));
      break;
    case CW_N_VARIABLES:
      break;
    }
}

GPtrArray *
cw_name_source_expand (CwNameSource *self, const CwRecipe *recipe)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (value_free);

  if (recipe->n_variables == 0)
    add_value (values, g_strdup (recipe->before), _("A fixed name"));
  for (guint i = 0; values->len == 0 && i < recipe->n_variables; i++)
    add_values (self, values, recipe->variables[i], recipe);
  for (guint i = 0; recipe->n_variables > 0 && i < values->len; i++)
    {
      CwNameValue *value = g_ptr_array_index (values, i);
      char *whole = g_strconcat (recipe->before, value->text, recipe->after, NULL);

      g_free (value->text);
      value->text = whole;
    }
  return values;
}

/* ---- what is missing ---- */

static const char *
get_pool_property (CwVariable variable)
{
  switch (variable)
    {
    case CW_VARIABLE_WEB_INTERNAL:
      return "internal-web";
    case CW_VARIABLE_WEB_EXTERNAL:
      return "external-web";
    case CW_VARIABLE_EDGE_INTERNAL:
      return "edge-internal";
    case CW_VARIABLE_ACCESS_EDGE:
      return "access-edge";
    case CW_VARIABLE_DATA_EDGE:
      return "data-edge";
    case CW_VARIABLE_AV_EDGE:
      return "av-edge";
    default:
      return NULL;
    }
}

static char *
dup_missing_of_pool (CwNameSource *self, const char *property, const char *titles)
{
  const char *title = _(cw_topology_find_field (CW_TYPE_POOL, property)->title);

  if (self->pool != NULL)
    return g_strdup_printf (_("“%s” of the pool %s is not entered, and this is what %s is reached by. Enter it in the topology."), title,
                            cw_pool_get_fqdn (self->pool), titles);
  if (self->pool_name != NULL)
    return g_strdup_printf (_("“%s” is not known, which is what %s is reached by: of the pool %s nothing is entered. Add the pool to the topology."), title,
                            titles, self->pool_name);
  return g_strdup_printf (_("“%s” is not known, which is what %s is reached by: the computer %s belongs to no pool. Add a pool to the topology; a single "
                            "server is a pool of its own name."), title, titles, self->computer);
}

char *
cw_name_source_dup_missing (CwNameSource *self, const CwRecipe *recipe, const char *titles, const char **field)
{
  CwVariable variable = recipe->n_variables > 0 ? recipe->variables[0] : CW_VARIABLE_COMPUTER;
  const char *property = get_pool_property (variable);

  *field = property;
  if (property != NULL)
    return dup_missing_of_pool (self, property, titles);
  if (variable == CW_VARIABLE_ADDRESSES)
    {
      *field = "addresses";
      return g_strdup_printf (_("No IP address of the computer %s is known, and %s names them. Enter it in the topology."), self->computer, titles);
    }
  if (variable == CW_VARIABLE_DNS_DOMAIN || variable == CW_VARIABLE_HOST || variable == CW_VARIABLE_COMPUTER)
    {
      *field = "computer";
      return g_strdup_printf (_("The name of the computer, %s, has no domain, which %s needs."), self->computer, titles);
    }
  if (variable == CW_VARIABLE_POOL)
    {
      *field = "pool";
      return g_strdup_printf (_("The computer %s belongs to no pool, which %s needs. Enter it in the topology."), self->computer, titles);
    }
  *field = "sip-domains";
  if (self->primary != NULL)
    return g_strdup_printf (_("No SIP domain is chosen, so what %s needs for it is left out."), titles);
  return g_strdup_printf (_("No SIP domain is entered, so what %s needs for it is left out. Add the domain of your SIP addresses to the topology."), titles);
}
