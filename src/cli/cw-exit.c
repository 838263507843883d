/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-exit.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

typedef struct {
  const char *nick;
  const char *description;
} ExitText;

static const ExitText texts[CW_N_EXITS] = {
  [CW_EXIT_DONE] = { "done", N_("Done.") },
  [CW_EXIT_FAILED] = { "failed", N_("Failed, for a reason that has no code of its own.") },
  [CW_EXIT_USAGE] = { "usage", N_("Wrong use: an unknown verb or option, a value that does not fit.") },
  [CW_EXIT_NOTHING] = { "nothing", N_("There was nothing to do, or nothing to list.") },
  [CW_EXIT_REFUSED] = { "refused", N_("The user said no, or cancelled with Ctrl+C. Nothing was changed.") },
  [CW_EXIT_NOT_FOUND] = { "not-found", N_("The certificate, file or number that was named is not there.") },
  [CW_EXIT_PENDING] = { "pending", N_("The request waits for approval.") },
  [CW_EXIT_DENIED] = { "denied", N_("The certification authority denied the request.") },
  [CW_EXIT_AUTHENTICATION] = { "authentication", N_("A password is wrong or missing, or the account is refused.") },
  [CW_EXIT_UNREACHABLE] = { "unreachable", N_("The certification authority cannot be reached.") },
  [CW_EXIT_STORE_DAMAGED] = { "store-damaged", N_("The store is damaged, or was written by a newer version.") },
  [CW_EXIT_STORE_LOCKED] = { "store-locked", N_("The key of the store is not available: keyring locked or absent, passphrase wrong or missing.") },
  [CW_EXIT_PARTLY] = { "partly", N_("Partly done: what could not be done is listed.") },
  [CW_EXIT_UNREADABLE] = { "unreadable", N_("The input is not recognised, damaged, empty, too large, has a mistake, or uses what is not supported.") },
  [CW_EXIT_KEY] = { "key", N_("The private key is missing, does not fit, or is not exportable.") },
  [CW_EXIT_DISK] = { "disk", N_("The disk is full, something is read-only, or permission is missing.") },
  [CW_EXIT_CONFLICT] = { "conflict", N_("A name or a file exists already, a name is ambiguous, or another program is using the store.") },
  [CW_EXIT_UNANSWERED] = { "unanswered", N_("A question has to be answered, and there is no terminal to ask on.") },
  [CW_EXIT_AUTHORITY] = { "authority", N_("The certification authority answered, but not so that it can be relied on: not trusted, redirected, an error, no sense.") },
  [CW_EXIT_UNCERTAIN] = { "uncertain", N_("The request went out and the answer was lost. Ask the authority before you send another one.") },
  [CW_EXIT_NOT_SUITABLE] = { "not-suitable", N_("The certificate cannot serve this usage, or only advice speaks against it and --force was not given.") },
  [CW_EXIT_SERVICE] = { "service", N_("A service refused its configuration, did not come back, or does not serve the certificate. What was there before is in place.") },
};

/* A switch without a default, so that the compiler names the code that was forgotten: in a table that would exit with 0. */
static CwExit
from_code (CwError code)
{
  switch (code)
    {
    case CW_ERROR_CANCELLED:
      return CW_EXIT_REFUSED;
    case CW_ERROR_USAGE:
    case CW_ERROR_NAME_INVALID:
    case CW_ERROR_NOT_SUPPORTED:
      return CW_EXIT_USAGE;
    case CW_ERROR_NOT_FOUND:
    case CW_ERROR_AUTHORITY_UNKNOWN:
      return CW_EXIT_NOT_FOUND;
    case CW_ERROR_UNREACHABLE:
    case CW_ERROR_TIMED_OUT:
      return CW_EXIT_UNREACHABLE;
    case CW_ERROR_AUTHENTICATION:
    case CW_ERROR_NO_TICKET:
    case CW_ERROR_FORBIDDEN:
    case CW_ERROR_PASSWORD_NEEDED:
    case CW_ERROR_PASSWORD_WRONG:
      return CW_EXIT_AUTHENTICATION;
    case CW_ERROR_TLS_UNTRUSTED:
    case CW_ERROR_TLS_BAD:
    case CW_ERROR_REDIRECTED:
    case CW_ERROR_SERVER:
    case CW_ERROR_REPLY:
      return CW_EXIT_AUTHORITY;
    case CW_ERROR_UNCERTAIN:
      return CW_EXIT_UNCERTAIN;
    case CW_ERROR_AMBIGUOUS:
    case CW_ERROR_NAME_TAKEN:
    case CW_ERROR_IN_USE:
    case CW_ERROR_STORE_BUSY:
      return CW_EXIT_CONFLICT;
    case CW_ERROR_NEEDS_CONFIRMATION:
    case CW_ERROR_TOO_SLOW:
      return CW_EXIT_UNANSWERED;
    case CW_ERROR_NOT_RECOGNISED:
    case CW_ERROR_DAMAGED:
    case CW_ERROR_MISTAKE:
    case CW_ERROR_EMPTY:
    case CW_ERROR_TOO_LARGE:
    case CW_ERROR_ALGORITHM_UNSUPPORTED:
    case CW_ERROR_MAC_MISSING:
      return CW_EXIT_UNREADABLE;
    case CW_ERROR_KEY_MISMATCH:
    case CW_ERROR_KEY_MISSING:
    case CW_ERROR_NOT_EXPORTABLE:
      return CW_EXIT_KEY;
    case CW_ERROR_STORE_DAMAGED:
    case CW_ERROR_STORE_NEWER:
      return CW_EXIT_STORE_DAMAGED;
    case CW_ERROR_STORE_LOCKED:
    case CW_ERROR_STORE_KEY_MISSING:
    case CW_ERROR_STORE_KEY_WRONG:
    case CW_ERROR_KEYRING_LOCKED:
    case CW_ERROR_KEYRING_UNAVAILABLE:
      return CW_EXIT_STORE_LOCKED;
    case CW_ERROR_NOT_SUITABLE:
    case CW_ERROR_NEEDS_FORCE:
    case CW_ERROR_TOO_EARLY:
      return CW_EXIT_NOT_SUITABLE;
    case CW_ERROR_SERVICE_CONFIGURATION:
    case CW_ERROR_SERVICE_RELOAD:
    case CW_ERROR_SERVICE_PORT:
      return CW_EXIT_SERVICE;
    case CW_ERROR_STORE_PERMISSIONS:
    case CW_ERROR_DISK_FULL:
    case CW_ERROR_READ_ONLY:
    case CW_ERROR_PERMISSION:
    case CW_ERROR_IO:
      return CW_EXIT_DISK;
    case CW_ERROR_FAILED:
      break;
    }
  return CW_EXIT_FAILED;
}

CwExit
cw_exit_from_error (const GError *error)
{
  return error->domain == CW_ERROR ? from_code ((CwError) error->code) : CW_EXIT_FAILED;
}

CwExit
cw_exit_from_outcome (CwOutcome *outcome)
{
  switch (cw_outcome_get_result (outcome))
    {
    case CW_RESULT_DONE:
      return CW_EXIT_DONE;
    case CW_RESULT_NOTHING:
      return CW_EXIT_NOTHING;
    case CW_RESULT_PARTLY:
      return CW_EXIT_PARTLY;
    case CW_RESULT_CANCELLED:
      return CW_EXIT_REFUSED;
    case CW_RESULT_PENDING:
      return CW_EXIT_PENDING;
    case CW_RESULT_DENIED:
      return CW_EXIT_DENIED;
    case CW_RESULT_FAILED:
      break;
    }
  return cw_outcome_get_error (outcome) != NULL ? cw_exit_from_error (cw_outcome_get_error (outcome)) : CW_EXIT_FAILED;
}

const char *
cw_exit_get_nick (CwExit code)
{
  g_return_val_if_fail ((gsize) code < CW_N_EXITS, NULL);
  return texts[code].nick;
}

const char *
cw_exit_get_description (CwExit code)
{
  g_return_val_if_fail ((gsize) code < CW_N_EXITS, NULL);
  return _(texts[code].description);
}
