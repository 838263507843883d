/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-text.h"

#include "cw-time.h"

#include <glib/gi18n-lib.h>

#define SOON (30 * 24 * 60 * 60)

CwCertificateState
cw_certificate_state_at (gint64 not_before, gint64 not_after, gint64 now)
{
  if (now < not_before)
    return CW_CERTIFICATE_NOT_YET_VALID;
  if (not_after == G_MAXINT64)
    return CW_CERTIFICATE_VALID;
  if (now > not_after)
    return CW_CERTIFICATE_EXPIRED;
  return not_after - now <= SOON ? CW_CERTIFICATE_EXPIRING : CW_CERTIFICATE_VALID;
}

const char *
cw_certificate_state_get_word (CwCertificateState state)
{
  switch (state)
    {
    case CW_CERTIFICATE_EXPIRING:
      return _("Expires soon");
    case CW_CERTIFICATE_EXPIRED:
      return _("Expired");
    case CW_CERTIFICATE_NOT_YET_VALID:
      return _("Not yet valid");
    case CW_CERTIFICATE_VALID:
    default:
      return _("Valid");
    }
}

const char *
cw_certificate_state_get_icon (CwCertificateState state)
{
  switch (state)
    {
    case CW_CERTIFICATE_EXPIRING:
      return "dialog-warning-symbolic";
    case CW_CERTIFICATE_EXPIRED:
      return "dialog-error-symbolic";
    case CW_CERTIFICATE_NOT_YET_VALID:
      return "appointment-soon-symbolic";
    case CW_CERTIFICATE_VALID:
    default:
      return "emblem-ok-symbolic";
    }
}

const char *
cw_certificate_state_get_style (CwCertificateState state)
{
  switch (state)
    {
    case CW_CERTIFICATE_EXPIRING:
      return "warning";
    case CW_CERTIFICATE_EXPIRED:
      return "error";
    case CW_CERTIFICATE_NOT_YET_VALID:
    case CW_CERTIFICATE_VALID:
    default:
      return NULL;
    }
}

char *
cw_certificate_dup_expires (gint64 not_after, gint64 now)
{
  return not_after == G_MAXINT64 ? g_strdup (_("Never")) : cw_time_to_relative (not_after, now);
}

char *
cw_certificate_dup_exact (gint64 time)
{
  return time == G_MAXINT64 ? g_strdup (_("Never")) : cw_time_to_exact (time);
}

const char *
cw_certificate_get_key_text (CwStoredCertificate *certificate)
{
  if (!cw_stored_certificate_has_private_key (certificate))
    return _("No private key");
  return cw_stored_certificate_is_exportable (certificate) ? _("Private key, exportable") : _("Private key, not exportable");
}

char *
cw_certificate_dup_names (CwStoredCertificate *certificate)
{
  const char * const *names = cw_stored_certificate_get_names (certificate);

  return names != NULL ? g_strjoinv (", ", (char **) names) : g_strdup ("");
}
