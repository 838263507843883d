/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The one error domain. The message of a GError says what happened, where and why in one sentence that a person
 * understands; what to do about it follows from the code (cw_error_get_remedy). Tests assert the code. */

G_BEGIN_DECLS

typedef enum {
  CW_ERROR_FAILED,
  CW_ERROR_CANCELLED,              /* the user said no, or cancelled */
  CW_ERROR_USAGE,                  /* wrong option or parameter */
  CW_ERROR_NOT_FOUND,
  CW_ERROR_AMBIGUOUS,              /* more than one thing has that name */
  CW_ERROR_NAME_TAKEN,
  CW_ERROR_NAME_INVALID,
  CW_ERROR_IN_USE,
  CW_ERROR_NEEDS_CONFIRMATION,     /* asks, and nobody is there to answer */

  CW_ERROR_NOT_RECOGNISED,         /* the content is no certificate, key or container that we know */
  CW_ERROR_DAMAGED,                /* it is one, but broken */
  CW_ERROR_MISTAKE,                /* a file that people write, of a usage for example: which line, and what */
  CW_ERROR_EMPTY,                  /* a good container with nothing that can be imported */
  CW_ERROR_TOO_LARGE,
  CW_ERROR_TOO_SLOW,               /* opening it would take minutes: ask first */
  CW_ERROR_PASSWORD_NEEDED,
  CW_ERROR_PASSWORD_WRONG,
  CW_ERROR_MAC_MISSING,            /* a PFX without MAC whose content did not open: the password cannot be checked */
  CW_ERROR_ALGORITHM_UNSUPPORTED,
  CW_ERROR_KEY_MISMATCH,
  CW_ERROR_KEY_MISSING,            /* there is no private key */
  CW_ERROR_NOT_EXPORTABLE,

  CW_ERROR_STORE_DAMAGED,
  CW_ERROR_STORE_NEWER,            /* written by a later version of this program */
  CW_ERROR_STORE_PERMISSIONS,      /* wrong owner or mode */
  CW_ERROR_STORE_BUSY,             /* another program holds the write lock for too long */
  CW_ERROR_STORE_LOCKED,           /* a private key is needed and the store key is not there yet */
  CW_ERROR_STORE_KEY_MISSING,      /* the keyring does not have the item any more */
  CW_ERROR_STORE_KEY_WRONG,        /* a store key or passphrase that does not fit this store */
  CW_ERROR_KEYRING_LOCKED,         /* locked, or the prompt was dismissed */
  CW_ERROR_KEYRING_UNAVAILABLE,    /* no Secret Service at all */

  CW_ERROR_UNREACHABLE,            /* no such host, nobody listens, the network is down */
  CW_ERROR_TIMED_OUT,              /* connected, but no answer in time */
  CW_ERROR_TLS_UNTRUSTED,          /* the server's certificate leads to nothing that is trusted: can be pinned */
  CW_ERROR_TLS_BAD,                /* expired, for another name, or no TLS at all: cannot be pinned */
  CW_ERROR_AUTHENTICATION,         /* the account was refused; never tried a second time with the same password */
  CW_ERROR_NO_TICKET,              /* the logged-on user has no Kerberos ticket, or none for this server */
  CW_ERROR_FORBIDDEN,              /* known, and not allowed */
  CW_ERROR_REDIRECTED,             /* sent elsewhere, which an enrolment never follows */
  CW_ERROR_SERVER,                 /* the server says that it failed (HTTP 5xx), or that there is nothing here */
  CW_ERROR_REPLY,                  /* an answer that makes no sense: half, endless, a login page, not from a CA */
  CW_ERROR_UNCERTAIN,              /* the request went out and the answer was lost: the CA may have it */
  CW_ERROR_AUTHORITY_UNKNOWN,      /* no CA is configured, or none of that name */
  CW_ERROR_NOT_SUPPORTED,          /* this kind of CA cannot do that */

  CW_ERROR_NOT_SUITABLE,           /* this certificate cannot serve this usage: expired, no trusted chain, wrong purpose, … */
  CW_ERROR_NEEDS_FORCE,            /* only advice speaks against it, and nobody has said that it shall be done all the same */
  CW_ERROR_TOO_EARLY,              /* less than the minimum lead time before a roll */
  CW_ERROR_SERVICE_CONFIGURATION,  /* the service's own check refuses its configuration */
  CW_ERROR_SERVICE_RELOAD,         /* the service did not take it up, or did not come back */
  CW_ERROR_SERVICE_PORT,           /* the port serves something else, or nothing */

  CW_ERROR_DISK_FULL,
  CW_ERROR_READ_ONLY,
  CW_ERROR_PERMISSION,
  CW_ERROR_IO,
} CwError;

#define CW_ERROR (cw_error_quark ())
GQuark cw_error_quark (void);

/* "password-wrong": stable, for --json and reports. Works for any error. */
const char *cw_error_get_nick (const GError *error);
/* What to do, translated, or NULL where there is nothing to add. */
const char *cw_error_get_remedy (const GError *error);
/* Turns errno into a CwError: "SUBJECT: reason". */
void cw_error_set_from_errno (GError **error, int saved_errno, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Brings errors of other domains (GIO, file utilities) into ours; keeps ours as they are. Takes the error. */
void cw_error_propagate (GError **dest, GError *src);

G_END_DECLS
