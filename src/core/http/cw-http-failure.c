/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-http-failure.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

static void
set_passed (const CwHttpFailure *self, guint seconds, GError **error)
{
  if (!self->connected)
    g_set_error (error, CW_ERROR, CW_ERROR_UNREACHABLE,
                 g_dngettext (GETTEXT_PACKAGE, "%s could not be reached within %u second.", "%s could not be reached within %u seconds.", seconds),
                 self->host, seconds);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
                 g_dngettext (GETTEXT_PACKAGE, "%s did not give a whole answer within %u second.",
                              "%s did not give a whole answer within %u seconds.", seconds),
                 self->host, seconds);
}

/* Nobody listens there, or the way is closed. */
static gboolean
set_unreachable (const CwHttpFailure *self, const GError *cause, GError **error)
{
  if (self->connected)
    return FALSE;
  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_UNREACHABLE, _("There is no computer called %s on this network."), self->host);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, CW_ERROR, CW_ERROR_UNREACHABLE, _("%s refused the connection: nothing listens there."), self->host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_UNREACHABLE, _("%s could not be reached: %s"), self->host, cause->message);
  return TRUE;
}

static gboolean
set_tls (const CwHttpFailure *self, const GError *cause, GError **error)
{
  if (self->started)
    return FALSE;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS))
    g_set_error (error, CW_ERROR, CW_ERROR_TLS_BAD, _("%s does not speak TLS at this address."), self->host);
  else if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    g_set_error (error, CW_ERROR, CW_ERROR_TLS_BAD, _("%s asks for a certificate of the client, and there is none."), self->host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TLS_BAD, _("No safe connection could be made to %s: %s"), self->host, cause->message);
  return TRUE;
}

static void
set_reply (const CwHttpFailure *self, const GError *cause, GError **error)
{
  if (cause->domain == SOUP_SESSION_ERROR)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("What %s answered is not HTTP."), self->host);
  else if (self->answered)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("The answer of %s was cut short."), self->host);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s closed the connection without an answer."), self->host);
}

void
cw_http_failure_take (const CwHttpFailure *self, GError *cause, GError **error)
{
  g_autoptr(GError) owned = cause ?: g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "");
  guint seconds = cw_deadline_get_passed (self->deadline) / 1000;

  if (self->verdict)
    cw_tls_verdict_set_error (self->verdict, error);
  else if (self->repeated)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s closed the connection without an answer."), self->host);
  else if (seconds > 0)
    set_passed (self, seconds, error);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, CW_ERROR, CW_ERROR_CANCELLED, _("The connection to %s was cancelled."), self->host);
  else if (owned->domain == CW_ERROR)
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (!set_unreachable (self, owned, error) && !set_tls (self, owned, error))
    set_reply (self, owned, error);
}
