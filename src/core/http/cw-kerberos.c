/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-kerberos.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <krb5.h>
#include <string.h>

/* A ticket that ends while it is being used is of no use. */
#define SPARE_SECONDS 120

struct _CwKerberos {
  krb5_context   context;
  krb5_ccache    cache;
  gboolean       own;         /* made here, so it is destroyed here */
  krb5_principal client;
  char          *principal;
  char          *cache_name;
  gint64         expires;     /* 0: whoever made it looks after it */
};

static CwKerberos *
kerberos_new (GError **error)
{
  g_autoptr(CwKerberos) self = g_new0 (CwKerberos, 1);

  if (krb5_init_context (&self->context) == 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("Kerberos cannot be used: its configuration (krb5.conf) cannot be read."));
  return NULL;
}

void
cw_kerberos_free (CwKerberos *self)
{
  if (self->cache && self->own)
    krb5_cc_destroy (self->context, self->cache);
  else if (self->cache)
    krb5_cc_close (self->context, self->cache);
  if (self->client)
    krb5_free_principal (self->context, self->client);
  if (self->context)
    krb5_free_context (self->context);
  g_free (self->principal);
  g_free (self->cache_name);
  g_free (self);
}

static gboolean
note_names (CwKerberos *self)
{
  char *principal = NULL, *cache = NULL;

  if (krb5_unparse_name (self->context, self->client, &principal) == 0)
    self->principal = g_strdup (principal);
  if (krb5_cc_get_full_name (self->context, self->cache, &cache) == 0)
    self->cache_name = g_strdup (cache);
  krb5_free_unparsed_name (self->context, principal);
  krb5_free_string (self->context, cache);
  return self->principal && self->cache_name;
}

/* ---- why not ---- */

static char *
dup_message (CwKerberos *self, krb5_error_code code)
{
  const char *text = krb5_get_error_message (self->context, code);
  char *message = g_utf8_make_valid (text, -1);

  krb5_free_error_message (self->context, text);
  return message;
}

/* The ticket server cannot be found or does not answer. */
static gboolean
is_unreachable (krb5_error_code code)
{
  return code == KRB5_KDC_UNREACH || code == KRB5_REALM_UNKNOWN || code == KRB5_REALM_CANT_RESOLVE || code == KRB5_CONFIG_NODEFREALM ||
         code == KRB5_ERR_HOST_REALM_UNKNOWN || code == KRB5KDC_ERR_SVC_UNAVAILABLE;
}

static void
set_unreachable (CwKerberos *self, krb5_error_code code, GError **error)
{
  g_autofree char *message = dup_message (self, code);

  g_set_error (error, CW_ERROR, CW_ERROR_UNREACHABLE, _("No Kerberos server could be asked for a ticket: %s"), message);
}

static void
set_password_error (CwKerberos *self, const char *name, krb5_error_code code, GError **error)
{
  g_autofree char *message = dup_message (self, code);

  if (is_unreachable (code))
    set_unreachable (self, code, error);
  else if (code == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN || code == KRB5KDC_ERR_ETYPE_NOSUPP)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("The Kerberos server cannot log in %s: %s"), name, message);
  else if (code == KRB5KDC_ERR_PREAUTH_FAILED || code == KRB5KRB_AP_ERR_BAD_INTEGRITY)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("The Kerberos server refused the password of %s."), name);
  else if (code == KRB5KDC_ERR_KEY_EXP)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("The password of %s has expired and must be changed first."), name);
  else if (code == KRB5KDC_ERR_CLIENT_REVOKED || code == KRB5KDC_ERR_NAME_EXP)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("The account %s is locked, disabled or expired."), name);
  else if (code == KRB5KRB_AP_ERR_SKEW)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION,
                 _("The clock of this computer and that of the Kerberos server differ too much to log in %s."), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTHENTICATION, _("The Kerberos server did not log in %s: %s"), name, message);
}

static void
set_ticket_error (CwKerberos *self, const char *host, krb5_error_code code, GError **error)
{
  g_autofree char *message = dup_message (self, code);
  const char *name = self->principal ?: "";

  if (is_unreachable (code))
    set_unreachable (self, code, error);
  else if (code == KRB5KRB_AP_ERR_TKT_EXPIRED)
    g_set_error (error, CW_ERROR, CW_ERROR_NO_TICKET, _("The Kerberos ticket of %s has expired."), name);
  else if (code == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN)
    g_set_error (error, CW_ERROR, CW_ERROR_NO_TICKET, _("The Kerberos server does not know the web server %s, so %s gets no ticket for it."), host, name);
  else if (code == KRB5_CC_NOTFOUND || code == KRB5_FCC_NOFILE)
    g_set_error (error, CW_ERROR, CW_ERROR_NO_TICKET, _("There is no Kerberos ticket for %s."), host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NO_TICKET, _("%s gets no Kerberos ticket for %s: %s"), name, host, message);
}

/* ---- the ticket for the web server ---- */

static krb5_error_code
fetch (CwKerberos *self, krb5_principal server)
{
  krb5_creds wanted = { .client = self->client, .server = server }, *found = NULL;
  krb5_error_code code = krb5_get_credentials (self->context, 0, self->cache, &wanted, &found);

  if (code == 0)
    krb5_free_creds (self->context, found);
  return code;
}

gboolean
cw_kerberos_fetch_service (CwKerberos *self, const char *host, GError **error)
{
  krb5_principal server = NULL;
  krb5_error_code code = krb5_sname_to_principal (self->context, host, "HTTP", KRB5_NT_SRV_HST, &server);

  if (code == 0)
    code = fetch (self, server);
  krb5_free_principal (self->context, server);
  if (code != 0)
    set_ticket_error (self, host, code, error);
  return code == 0;
}

/* ---- the tickets of whoever is logged on ---- */

/* Who has several identities has one that fits the server's realm. */
static krb5_error_code
select_cache (CwKerberos *self, const char *host)
{
  krb5_principal server = NULL;
  krb5_error_code code = krb5_sname_to_principal (self->context, host, "HTTP", KRB5_NT_SRV_HST, &server);

  if (code == 0)
    code = krb5_cc_select (self->context, server, &self->cache, &self->client);
  krb5_free_principal (self->context, server);
  if (code == 0 && self->cache)
    return 0;
  if (self->client)
    krb5_free_principal (self->context, self->client);
  self->client = NULL;
  code = krb5_cc_default (self->context, &self->cache);
  return code != 0 ? code : krb5_cc_get_principal (self->context, self->cache, &self->client);
}

CwKerberos *
cw_kerberos_new_from_tickets (const char *host, GError **error)
{
  g_autoptr(CwKerberos) self = kerberos_new (error);

  if (!self)
    return NULL;
  if (select_cache (self, host) != 0 || !note_names (self))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NO_TICKET, _("The user who is logged on has no Kerberos ticket."));
      return NULL;
    }
  return cw_kerberos_fetch_service (self, host, error) ? g_steal_pointer (&self) : NULL;
}

/* ---- a password ---- */

static char *
dup_default_realm (CwKerberos *self)
{
  char *realm = NULL, *copy = NULL;

  if (krb5_get_default_realm (self->context, &realm) == 0)
    copy = g_strdup (realm);
  krb5_free_default_realm (self->context, realm);
  return copy;
}

/* By [domain_realm], or as most are named: DNS domain in capitals. */
static char *
dup_host_realm (CwKerberos *self, const char *host)
{
  char **realms = NULL, *copy = NULL;
  const char *dot = strchr (host, '.');

  if (krb5_get_host_realm (self->context, host, &realms) == 0 && realms && realms[0] && *realms[0])
    copy = g_strdup (realms[0]);
  else if (dot && strchr (dot + 1, '.') && !g_hostname_is_ip_address (host))
    copy = g_ascii_strup (dot + 1, -1);
  if (realms)
    krb5_free_host_realm (self->context, realms);
  return copy;
}

/* The NetBIOS name of a domain is nearly always the first label of its realm. Of another realm we know nothing, and a user of the same name
 * there must not be locked by our try. */
static gboolean
is_realm_of (const char *realm, const char *domain)
{
  gsize length = strlen (domain);

  return realm && length > 0 && g_ascii_strncasecmp (realm, domain, length) == 0 && (realm[length] == '\0' || realm[length] == '.');
}

/* "user", "DOMAIN\user", "user@REALM" as a principal, or NULL when the realm is not known. */
static char *
dup_principal (CwKerberos *self, const char *user, const char *host)
{
  g_autofree char *standard = dup_default_realm (self), *of_host = dup_host_realm (self, host);
  const char *at = strrchr (user, '@'), *slash = strchr (user, '\\');

  if (slash)
    {
      g_autofree char *domain = g_strndup (user, slash - user);
      const char *realm = is_realm_of (standard, domain) ? standard : is_realm_of (of_host, domain) ? of_host : NULL;
      return realm ? g_strdup_printf ("%s@%s", slash + 1, realm) : NULL;
    }
  if (at)
    {
      g_autofree char *name = g_strndup (user, at - user), *realm = g_ascii_strup (at + 1, -1);
      return g_strdup_printf ("%s@%s", name, realm);
    }
  return standard || of_host ? g_strdup_printf ("%s@%s", user, standard ?: of_host) : NULL;
}

/* By steps and not with krb5_get_init_creds_password(), which gives a refused password to the primary server once more. */
static krb5_error_code
ask_for_credentials (CwKerberos *self, CwSecret *password, krb5_creds *credentials)
{
  krb5_init_creds_context steps = NULL;
  krb5_error_code code = krb5_init_creds_init (self->context, self->client, NULL, NULL, 0, NULL, &steps);

  if (code == 0)
    code = krb5_init_creds_set_password (self->context, steps, cw_secret_get_text (password));
  if (code == 0)
    code = krb5_init_creds_get (self->context, steps);
  if (code == 0)
    code = krb5_init_creds_get_creds (self->context, steps, credentials);
  if (steps)
    krb5_init_creds_free (self->context, steps);
  return code;
}

static krb5_error_code
keep_in_memory (CwKerberos *self, krb5_creds *credentials)
{
  krb5_error_code code = krb5_cc_new_unique (self->context, "MEMORY", NULL, &self->cache);

  self->own = code == 0;
  if (code == 0)
    code = krb5_cc_initialize (self->context, self->cache, credentials->client);
  if (code == 0)
    code = krb5_cc_store_cred (self->context, self->cache, credentials);
  return code;
}

/* flags: of krb5_parse_name_flags(). */
static krb5_error_code
log_in (CwKerberos *self, const char *name, int flags, CwSecret *password)
{
  krb5_creds credentials = { 0 };

  krb5_free_principal (self->context, self->client);
  self->client = NULL;
  krb5_error_code code = krb5_parse_name_flags (self->context, name, flags, &self->client);
  if (code == 0)
    code = ask_for_credentials (self, password, &credentials);
  if (code != 0)
    return code;
  self->expires = credentials.times.endtime;
  /* The server may know the user by another name. */
  krb5_free_principal (self->context, self->client);
  self->client = NULL;
  code = krb5_copy_principal (self->context, credentials.client, &self->client);
  if (code == 0)
    code = keep_in_memory (self, &credentials);
  krb5_free_cred_contents (self->context, &credentials);
  return code;
}

/* What is behind the @ may be no realm but a suffix that an Active Directory allows for its users: then it is for the own realm to know
 * the name, whole as it is. */
static krb5_error_code
log_in_by_suffix (CwKerberos *self, const char *user, CwSecret *password, krb5_error_code before)
{
  g_autofree char *standard = dup_default_realm (self);
  const char *at = strrchr (user, '@');

  if (!is_unreachable (before) || !at || strchr (user, '\\') || !standard || g_ascii_strcasecmp (standard, at + 1) == 0)
    return before;
  krb5_error_code code = log_in (self, user, KRB5_PRINCIPAL_PARSE_ENTERPRISE, password);
  return code == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN ? before : code;
}

CwKerberos *
cw_kerberos_new_from_password (const char *user, CwSecret *password, const char *host, GError **error)
{
  g_autoptr(CwKerberos) self = kerberos_new (error);
  g_autofree char *name = self ? dup_principal (self, user, host) : NULL;

  if (!self)
    return NULL;
  if (!name)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("The Kerberos realm of %s is not known; user@REALM names it."), user);
      return NULL;
    }
  krb5_error_code code = log_in_by_suffix (self, user, password, log_in (self, name, 0, password));
  if (code != 0 || !note_names (self))
    {
      set_password_error (self, name, code, error);
      return NULL;
    }
  return cw_kerberos_fetch_service (self, host, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
cw_kerberos_is_current (CwKerberos *self)
{
  return self->expires == 0 || self->expires - SPARE_SECONDS > g_get_real_time () / G_USEC_PER_SEC;
}

const char *
cw_kerberos_get_principal (CwKerberos *self)
{
  return self->principal;
}

const char *
cw_kerberos_get_cache (CwKerberos *self)
{
  return self->cache_name;
}
