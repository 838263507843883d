/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-service-manager.h"
#include <string.h>
#include "cw-deadline.h"
#include "cw-error.h"
#include "cw-topology.h"

/* Asking every port of a usage, and asking again while the service may still be about to take up its new certificate. */

#define FIRST_PAUSE_MS 50
#define MOST_PAUSE_MS  1000
/* So long, what is only likely to stay as it is may still change. */
#define SETTLE_MS      1000
#define CHAIN_MS       3000
#define ASK_MS         5000
#define NAMES_MOST     4

typedef struct {
  const CwProbe *probe;
  CwServed      *served;
  gboolean       unreachable;
} Port;

typedef struct {
  char         **names;        /* whom the server is asked for; never empty */
  CwCertificate *expected;
  GPtrArray     *chain;
  GCancellable  *cancellable;
} Inquiry;

/* ---- names ---- */

static gboolean
is_host (const char *name)
{
  return strchr (name, '.') != NULL && strpbrk (name, "@/: ") == NULL && !g_hostname_is_ip_address (name);
}

/* A server with several names shows each its own certificate, and a chat server speaks for its domains only: so the names of the
 * certificate are tried one after the other. */
static char **
dup_names (CwCertificate *expected)
{
  const char *const *names = expected != NULL ? cw_certificate_get_ascii_names (expected) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (; names != NULL && *names != NULL && all->len < NAMES_MOST; names++)
    if (is_host (*names))
      g_ptr_array_add (all, g_str_has_prefix (*names, "*.") ? g_strconcat ("www", *names + 1, NULL) : g_strdup (*names));
  if (all->len == 0)
    g_ptr_array_add (all, cw_topology_dup_this_fqdn ());
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_steal (all, NULL);
}

/* ---- asking ---- */

static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_UNREACHABLE) || g_error_matches (error, CW_ERROR, CW_ERROR_TIMED_OUT) ||
         g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* A chat server does not have every name; what it says of the one that it has says more. */
static gboolean
is_better (CwServed *served, const GError *error, CwServed *than)
{
  return than == NULL || cw_served_get_verdict (served) < cw_served_get_verdict (than) ||
         (error != NULL && cw_served_get_verdict (than) == CW_SERVED_NOTHING && !g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND));
}

static gboolean
serves_us (const Port *port)
{
  return cw_served_get_verdict (port->served) <= CW_SERVED_CHAIN_SHORT;
}

/* By every name until one is answered rightly; the best answer. */
static CwServed *
ask_host (const CwProbe *probe, const char *host, const Inquiry *inquiry, gboolean *unreachable)
{
  g_autoptr (CwServed) best = NULL;
  gboolean hopeless = FALSE;

  for (guint i = 0; inquiry->names[i] != NULL && !hopeless; i++)
    {
      CwProbeQuestion question = { host, probe->port, probe->protocol, inquiry->names[i], ASK_MS };
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) sent = cw_probe_ask (&question, inquiry->cancellable, &error);
      g_autoptr (CwServed) served = cw_served_new (probe, g_strcmp0 (host, CW_PROBE_HERE_6) == 0 ? "IPv6" : NULL, sent, error, inquiry->expected,
                                                   inquiry->chain);

      if (is_better (served, error, best))
        g_set_object (&best, served);
      hopeless = is_hopeless (error) || cw_served_get_verdict (served) == CW_SERVED_RIGHT;
      *unreachable = g_error_matches (error, CW_ERROR, CW_ERROR_UNREACHABLE);
    }
  return g_steal_pointer (&best);
}

/* Another server, or another part of its configuration, may answer by IPv6, and whoever comes that way sees that. */
static void
ask_by_both (Port *port, const Inquiry *inquiry)
{
  gboolean unreachable = FALSE;
  g_autoptr (CwServed) served = ask_host (port->probe, CW_PROBE_HERE_6, inquiry, &unreachable);

  if (cw_served_get_verdict (served) != CW_SERVED_NOTHING && cw_served_get_verdict (served) > cw_served_get_verdict (port->served))
    g_set_object (&port->served, served);
}

static void
ask_port (Port *port, const Inquiry *inquiry)
{
  g_clear_object (&port->served);
  port->served = ask_host (port->probe, CW_PROBE_HERE, inquiry, &port->unreachable);
  if (port->unreachable)
    {
      g_clear_object (&port->served);
      port->served = ask_host (port->probe, NULL, inquiry, &port->unreachable);
    }
  else if (inquiry->expected != NULL && serves_us (port))
    ask_by_both (port, inquiry);
}

/* ---- patience ---- */

static gboolean
any_serves_us (const Port *ports, guint n)
{
  for (guint i = 0; i < n; i++)
    if (serves_us (&ports[i]))
      return TRUE;
  return FALSE;
}

/* Nothing is waited for where nothing is expected; and a port that is closed while another one serves us is probably not in use at all. */
static gboolean
may_change (const Port *port, gboolean any_good, guint passed_ms, const Inquiry *inquiry)
{
  if (inquiry->expected == NULL)
    return FALSE;
  switch (cw_served_get_verdict (port->served))
    {
    case CW_SERVED_RIGHT:
      return FALSE;
    case CW_SERVED_CHAIN_SHORT:
      return passed_ms < CHAIN_MS;
    case CW_SERVED_OTHER:
      return TRUE;
    case CW_SERVED_NOTHING:
      return !(any_good && port->unreachable && passed_ms >= SETTLE_MS);
    }
  return FALSE;
}

/* FALSE: nothing is left that could change. */
static gboolean
ask_again (Port *ports, guint n, guint passed_ms, const Inquiry *inquiry)
{
  gboolean any_good = any_serves_us (ports, n);
  gboolean asked = FALSE;

  for (guint i = 0; i < n && !g_cancellable_is_cancelled (inquiry->cancellable); i++)
    if (may_change (&ports[i], any_good, passed_ms, inquiry))
      {
        ask_port (&ports[i], inquiry);
        asked = TRUE;
      }
  return asked;
}

static void
ask_patiently (Port *ports, guint n, guint patience_ms, const Inquiry *inquiry)
{
  gint64 begin = g_get_monotonic_time ();
  guint pause = FIRST_PAUSE_MS;

  for (guint i = 0; i < n; i++)
    ask_port (&ports[i], inquiry);
  for (;;)
    {
      guint passed = (guint) ((g_get_monotonic_time () - begin) / 1000);

      if (passed >= patience_ms || !cw_deadline_pause (MIN (pause, patience_ms - passed), inquiry->cancellable) ||
          !ask_again (ports, n, passed, inquiry))
        return;
      pause = MIN (pause * 3 / 2, MOST_PAUSE_MS);
    }
}

GPtrArray *
cw_service_manager_probe (CwServiceManager *self, CwUsage *usage, CwCertificate *expected, GPtrArray *chain, guint patience_ms, GCancellable *cancellable)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  CwUsageService *service = cw_usage_get_service (usage);
  guint n = service != NULL ? cw_usage_service_get_n_probes (service) : 0;
  g_autofree Port *ports = g_new0 (Port, MAX (n, 1));
  g_auto (GStrv) names = n > 0 ? dup_names (expected) : NULL;
  Inquiry inquiry = { names, expected, chain, cancellable };

  g_return_val_if_fail (CW_IS_SERVICE_MANAGER (self) && CW_IS_USAGE (usage), all);
  for (guint i = 0; i < n; i++)
    ports[i].probe = cw_usage_service_get_probe (service, i);
  if (n > 0)
    ask_patiently (ports, n, patience_ms, &inquiry);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, ports[i].served);
  return all;
}
