/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe.h"
#include <glib/gi18n-lib.h>
#include "cw-time.h"

struct _CwServed {
  GObject         parent_instance;
  CwProbe         probe;
  CwServedVerdict verdict;
  CwCertificate  *leaf;
  char           *message;
};

G_DEFINE_FINAL_TYPE (CwServed, cw_served, G_TYPE_OBJECT)

static const char *const nicks[] = { "right", "chain-short", "other", "nothing" };

static gboolean
are_equal (CwCertificate *a, CwCertificate *b)
{
  return g_bytes_equal (cw_certificate_get_der (a), cw_certificate_get_der (b));
}

/* The first of the chain that was not sent, or NULL. The order is left to the client, as TLS 1.3 does. */
static CwCertificate *
find_missing (GPtrArray *chain, GPtrArray *sent)
{
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < sent->len && !found; j++)
        found = are_equal (g_ptr_array_index (chain, i), g_ptr_array_index (sent, j));
      if (!found)
        return g_ptr_array_index (chain, i);
    }
  return NULL;
}

static void
judge (CwServed *self, const char *port, GPtrArray *sent, CwCertificate *expected, GPtrArray *chain)
{
  CwCertificate *missing = find_missing (chain, sent);
  g_autofree char *missing_name = missing != NULL ? cw_certificate_dup_display_name (missing) : NULL;
  g_autofree char *name = NULL, *until = NULL;

  self->leaf = g_object_ref (g_ptr_array_index (sent, 0));
  name = cw_certificate_dup_display_name (self->leaf);
  until = cw_time_to_date (cw_certificate_get_not_after (self->leaf));
  if (expected == NULL || !are_equal (self->leaf, expected))
    {
      self->verdict = CW_SERVED_OTHER;
      self->message = expected == NULL ? g_strdup_printf (_("%s serves a certificate that was not assigned here: %s, which expires on %s."), port, name, until)
                                       : g_strdup_printf (_("%s serves another certificate: %s, which expires on %s."), port, name, until);
    }
  else if (missing != NULL)
    {
      self->verdict = CW_SERVED_CHAIN_SHORT;
      self->message = g_strdup_printf (_("%s serves this certificate without the CA certificate %s, so that not every client can verify it."),
                                       port, missing_name);
    }
  else
    {
      self->verdict = CW_SERVED_RIGHT;
      self->message = g_strdup_printf (_("%s serves this certificate and its chain."), port);
    }
}

static void
cw_served_finalize (GObject *object)
{
  CwServed *self = CW_SERVED (object);

  g_clear_object (&self->leaf);
  g_free (self->message);
  G_OBJECT_CLASS (cw_served_parent_class)->finalize (object);
}

static void
cw_served_class_init (CwServedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_served_finalize;
}

static void
cw_served_init (CwServed *self)
{
}

CwServed *
cw_served_new (const CwProbe *probe, const char *way, GPtrArray *sent, const GError *failure, CwCertificate *expected, GPtrArray *chain)
{
  g_autofree char *port = NULL;
  CwServed *self;

  g_return_val_if_fail (probe != NULL && ((sent != NULL && sent->len > 0) || failure != NULL), NULL);
  self = g_object_new (CW_TYPE_SERVED, NULL);
  self->probe = *probe;
  if (sent != NULL && sent->len > 0)
    {
      port = way != NULL ? g_strdup_printf (_("Port %u (%s)"), probe->port, way) : g_strdup_printf (_("Port %u"), probe->port);
      judge (self, port, sent, expected, chain);
    }
  else
    {
      self->verdict = CW_SERVED_NOTHING;
      self->message = g_strdup (failure->message);
    }
  return self;
}

const CwProbe *
cw_served_get_probe (CwServed *self)
{
  g_return_val_if_fail (CW_IS_SERVED (self), NULL);
  return &self->probe;
}

CwServedVerdict
cw_served_get_verdict (CwServed *self)
{
  g_return_val_if_fail (CW_IS_SERVED (self), CW_SERVED_NOTHING);
  return self->verdict;
}

CwCertificate *
cw_served_get_leaf (CwServed *self)
{
  g_return_val_if_fail (CW_IS_SERVED (self), NULL);
  return self->leaf;
}

const char *
cw_served_get_message (CwServed *self)
{
  g_return_val_if_fail (CW_IS_SERVED (self), NULL);
  return self->message;
}

const char *
cw_served_verdict_to_nick (CwServedVerdict verdict)
{
  g_return_val_if_fail ((gsize) verdict < G_N_ELEMENTS (nicks), NULL);
  return nicks[verdict];
}

gboolean
cw_served_verdict_from_nick (const char *nick, CwServedVerdict *verdict)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_strcmp0 (nicks[i], nick) == 0)
      {
        *verdict = (CwServedVerdict) i;
        return TRUE;
      }
  return FALSE;
}
