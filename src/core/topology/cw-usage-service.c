/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-usage-service.h"
#include <glib/gi18n-lib.h>
#include <glob.h>
#include <string.h>
#include "cw-name.h"
#include "cw-usage-private.h"

#define GROUP "Service"

struct _CwUsageService
{
  GObject parent_instance;

  char **units;
  char **check;
  char **reload;
  char **configuration;
  char *configuration_file;
  GArray *probes;
  CwServiceAction action;
};

G_DEFINE_FINAL_TYPE (CwUsageService, cw_usage_service, G_TYPE_OBJECT)

static const char *const actions[] = { "reload", "restart", "command", NULL };
static const char *const protocols[] = { "tls", "smtp", "imap", "pop3", "ldap", "xmpp-client", "xmpp-server", "postgresql", "mysql", NULL };

static void
cw_usage_service_finalize (GObject *object)
{
  CwUsageService *self = CW_USAGE_SERVICE (object);

  g_strfreev (self->units);
  g_strfreev (self->check);
  g_strfreev (self->reload);
  g_strfreev (self->configuration);
  g_free (self->configuration_file);
  g_array_unref (self->probes);
  G_OBJECT_CLASS (cw_usage_service_parent_class)->finalize (object);
}

static void
cw_usage_service_class_init (CwUsageServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_usage_service_finalize;
}

static void
cw_usage_service_init (CwUsageService *self)
{
  self->probes = g_array_new (FALSE, FALSE, sizeof (CwProbe));
}

/* ---- reading ---- */

static guint
find_word (const char *word, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0)
      return i;
  return G_MAXUINT;
}

static void
complain_of_word (CwKeyText *text, const char *key, const char *word, const char *const *words)
{
  g_autofree char *shown = cw_text_to_printable (g_strdup (word));
  g_autofree char *all = g_strjoinv (", ", (char **) words);

  cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, key, _("“%s” knows no “%s”. It is one of: %s."), key, shown, all);
}

/* A command is run without a shell, so it is a whole path and its arguments. */
static char **
read_command (CwKeyText *text, const char *key)
{
  g_autofree char *line = cw_key_text_dup_string (text, GROUP, key);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) command = NULL;

  if (line == NULL)
    return NULL;
  if (!g_shell_parse_argv (line, NULL, &command, &error))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, key, _("The command of “%s” has quotation marks that do not belong together."), key);
  else if (command[0][0] != '/')
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, key, _("The command of “%s” has to be a whole path from / on; it is run without a shell."), key);
  else
    return g_steal_pointer (&command);
  return NULL;
}

static char **
read_units (CwKeyText *text)
{
  g_auto (GStrv) units = cw_key_text_dup_list (text, GROUP, "Units");

  for (guint i = 0; units[i] != NULL; i++)
    if (strlen (units[i]) > 255 || units[i][strspn (units[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@")] != '\0'
        || !(g_str_has_suffix (units[i], ".service") || g_str_has_suffix (units[i], ".socket") || g_str_has_suffix (units[i], ".target")))
      {
        g_autofree char *shown = cw_text_to_printable (g_strdup (units[i]));

        cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Units", _("“%s” is not the name of a unit of systemd, such as nginx.service."), shown);
      }
  return g_steal_pointer (&units);
}

static CwServiceAction
read_action (CwKeyText *text)
{
  g_autofree char *word = cw_key_text_dup_string (text, GROUP, "Action");
  guint found = word != NULL ? find_word (word, actions) : 0;

  if (found != G_MAXUINT)
    return (CwServiceAction) found;
  complain_of_word (text, "Action", word, actions);
  return CW_SERVICE_RELOAD;
}

/* "smtp:25". */
static void
read_probe (CwKeyText *text, const char *entry, GArray *probes)
{
  const char *colon = strchr (entry, ':');
  g_autofree char *word = colon != NULL ? g_strndup (entry, (gsize) (colon - entry)) : g_strdup (entry);
  guint protocol = find_word (word, protocols);
  guint64 port = 0;

  if (protocol == G_MAXUINT)
    complain_of_word (text, "Probe", word, protocols);
  else if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Probe", _("A probe is a protocol, a colon and a port from 1 to 65535, such as “tls:443”."));
  else
    {
      CwProbe probe = { (CwProbeProtocol) protocol, (guint) port };

      g_array_append_val (probes, probe);
    }
}

/* A version may be part of the path: of several the last one is meant. */
static char *
read_configuration_file (CwKeyText *text)
{
  g_autofree char *pattern = cw_key_text_dup_string (text, GROUP, "ConfigurationFile");
  glob_t paths = { 0 };

  if (pattern != NULL && strchr (pattern, '*') != NULL && glob (pattern, 0, NULL, &paths) == 0 && paths.gl_pathc > 0)
    {
      g_free (pattern);
      pattern = g_strdup (paths.gl_pathv[paths.gl_pathc - 1]);
    }
  globfree (&paths);
  return g_steal_pointer (&pattern);
}

CwUsageService *
cw_usage_service_read (CwKeyText *text)
{
  static const char *const keys[] = { "Units", "Action", "Check", "Reload", "Probe", "ConfigurationFile", "Configuration", NULL };
  g_autoptr (CwUsageService) self = NULL;
  g_auto (GStrv) probes = NULL;

  if (!g_key_file_has_group (cw_key_text_get_file (text), GROUP))
    return NULL;
  self = g_object_new (CW_TYPE_USAGE_SERVICE, NULL);
  cw_key_text_check_keys (text, GROUP, keys);
  self->units = read_units (text);
  self->action = read_action (text);
  self->check = read_command (text, "Check");
  self->reload = read_command (text, "Reload");
  if (self->action == CW_SERVICE_COMMAND && self->reload == NULL)
    cw_key_text_complain (text, CW_SEVERITY_ERROR, GROUP, "Action", _("“Action=command” needs a command in “Reload”."));
  probes = cw_key_text_dup_list (text, GROUP, "Probe");
  for (guint i = 0; probes[i] != NULL; i++)
    read_probe (text, probes[i], self->probes);
  self->configuration_file = read_configuration_file (text);
  self->configuration = cw_key_text_dup_list (text, GROUP, "Configuration");
  return g_steal_pointer (&self);
}

/* ---- getters ---- */

const char *const *
cw_usage_service_get_units (CwUsageService *self)
{
  return (const char *const *) self->units;
}

CwServiceAction
cw_usage_service_get_action (CwUsageService *self)
{
  return self->action;
}

const char *const *
cw_usage_service_get_check (CwUsageService *self)
{
  return (const char *const *) self->check;
}

const char *const *
cw_usage_service_get_reload (CwUsageService *self)
{
  return (const char *const *) self->reload;
}

guint
cw_usage_service_get_n_probes (CwUsageService *self)
{
  return self->probes->len;
}

const CwProbe *
cw_usage_service_get_probe (CwUsageService *self, guint index)
{
  g_return_val_if_fail (index < self->probes->len, NULL);
  return &g_array_index (self->probes, CwProbe, index);
}

const char *
cw_usage_service_get_configuration_file (CwUsageService *self)
{
  return self->configuration_file;
}

const char *const *
cw_usage_service_get_configuration (CwUsageService *self)
{
  return (const char *const *) self->configuration;
}

const char *
cw_probe_protocol_to_nick (CwProbeProtocol protocol)
{
  return protocols[protocol];
}
