/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  const char *nick;
  const char *remedy;
} ErrorText;

/* One line per code, in the order of the enum; the compiler places each by its name. */
static const ErrorText texts[] = {
  [CW_ERROR_FAILED] = { "failed", NULL },
  [CW_ERROR_CANCELLED] = { "cancelled", NULL },
  [CW_ERROR_USAGE] = { "usage", N_("Run the command with --help to see its options.") },
  [CW_ERROR_NOT_FOUND] = { "not-found", N_("Check the spelling and that it is still there.") },
  [CW_ERROR_AMBIGUOUS] = { "ambiguous", N_("Name it by its full thumbprint.") },
  [CW_ERROR_NAME_TAKEN] = { "name-taken", N_("Choose another name.") },
  [CW_ERROR_NAME_INVALID] = { "name-invalid", N_("Correct the name, then try again.") },
  [CW_ERROR_IN_USE] = { "in-use", N_("Look at what uses it, or at what became of it, before you try again.") },
  [CW_ERROR_NEEDS_CONFIRMATION] = { "needs-confirmation", N_("Run it where you can answer, or with --force, which answers whatever is only a warning.") },

  [CW_ERROR_NOT_RECOGNISED] = { "not-recognised", N_("Check that you chose the right file: a certificate, a private key, or a PFX, PKCS #7 or PEM file.") },
  [CW_ERROR_DAMAGED] = { "damaged", N_("Get the file once more from where it came from; copy it in binary form.") },
  [CW_ERROR_MISTAKE] = { "mistake", N_("Correct the file at the line that is named.") },
  [CW_ERROR_EMPTY] = { "empty", N_("Have the file exported again, with the certificates in it.") },
  [CW_ERROR_TOO_LARGE] = { "too-large", N_("Check that you chose the right file, or split it into smaller ones.") },
  [CW_ERROR_TOO_SLOW] = { "too-slow", N_("Confirm that you want to wait, or have the file exported with a smaller iteration count.") },
  [CW_ERROR_PASSWORD_NEEDED] = { "password-needed", N_("Run it where the password can be asked for, or give it by the option that reads it from a file.") },
  [CW_ERROR_PASSWORD_WRONG] = { "password-wrong", N_("Check upper and lower case and the keyboard layout, then try again.") },
  [CW_ERROR_MAC_MISSING] = { "mac-missing", N_("Check the password; if it is right, have the file exported again with integrity protection.") },
  [CW_ERROR_ALGORITHM_UNSUPPORTED] = { "algorithm-unsupported", N_("Have the file exported again with AES-256 and SHA-256.") },
  [CW_ERROR_KEY_MISMATCH] = { "key-mismatch", N_("Look for the private key that the certificate was requested with.") },
  [CW_ERROR_KEY_MISSING] = { "key-missing", N_("Import the private key, or a PFX file that contains it.") },
  [CW_ERROR_NOT_EXPORTABLE] = { "not-exportable", N_("Export it without its private key, or take the key from the file that it was imported from.") },

  [CW_ERROR_STORE_DAMAGED] = { "store-damaged", N_("Do not delete anything. Copy the store's folder, then restore a backup with “certwizardctl store restore”.") },
  [CW_ERROR_STORE_NEWER] = { "store-newer", N_("Use the newer version of Certificate Wizard that wrote it.") },
  [CW_ERROR_STORE_PERMISSIONS] = { "store-permissions", N_("Run it as the user whose store it is; that of the computer is root's. If it is your own, make yourself the owner, and set the modes to 0700 for the folder and 0600 for the files.") },
  [CW_ERROR_STORE_BUSY] = { "store-busy", N_("Wait until the other program has finished, then try again.") },
  [CW_ERROR_STORE_LOCKED] = { "store-locked", N_("Unlock the keyring, or give the passphrase of the store.") },
  [CW_ERROR_STORE_KEY_MISSING] = { "store-key-missing", N_("Restore the keyring or a backup of the store. Certificates can still be viewed and exported without their keys.") },
  [CW_ERROR_STORE_KEY_WRONG] = { "store-key-wrong", N_("Check the passphrase, and that the store and the keyring belong together.") },
  [CW_ERROR_KEYRING_LOCKED] = { "keyring-locked", N_("Unlock the keyring and try again.") },
  [CW_ERROR_KEYRING_UNAVAILABLE] = { "keyring-unavailable", N_("Start a keyring service, or protect the store by a passphrase.") },

  [CW_ERROR_UNREACHABLE] = { "unreachable", N_("Check the name of the certification authority, the network and the firewall, then try again.") },
  [CW_ERROR_TIMED_OUT] = { "timed-out", N_("Try again later, or ask whoever runs the certification authority.") },
  [CW_ERROR_TLS_UNTRUSTED] = { "tls-untrusted", N_("Compare the fingerprint with the one that the authority's administrator tells you; then trust it with “certwizardctl ca set CA --trust pinned --fingerprints FINGERPRINT”, or where the window asks.") },
  [CW_ERROR_TLS_BAD] = { "tls-bad", N_("Have the server's certificate mended; this program does not send anything to a server that it cannot be sure of.") },
  [CW_ERROR_AUTHENTICATION] = { "authentication", N_("Check the user name and the password. They are not tried again, so that the account is not locked.") },
  [CW_ERROR_NO_TICKET] = { "no-ticket", N_("Get a Kerberos ticket with kinit, or give a user name and a password (--ca-account).") },
  [CW_ERROR_FORBIDDEN] = { "forbidden", N_("Ask the authority's administrator for the permission, or use another account.") },
  [CW_ERROR_REDIRECTED] = { "redirected", N_("Enter the address at which the certification authority itself answers.") },
  [CW_ERROR_SERVER] = { "server", N_("Look at the address; if it is right, ask whoever runs the certification authority.") },
  [CW_ERROR_REPLY] = { "reply", N_("Check that the address is that of a certification authority. The log has what was answered.") },
  [CW_ERROR_UNCERTAIN] = { "uncertain", N_("Ask the certification authority whether it has the request before you send another one.") },
  [CW_ERROR_AUTHORITY_UNKNOWN] = { "authority-unknown", N_("Add the certification authority with “certwizardctl ca add”, or choose one of “certwizardctl ca list”.") },
  [CW_ERROR_NOT_SUPPORTED] = { "not-supported", N_("Choose another certification authority, or leave this part out.") },

  [CW_ERROR_NOT_SUITABLE] = { "not-suitable", N_("Choose another certificate, or request a new one for these usages.") },
  [CW_ERROR_NEEDS_FORCE] = { "needs-force", N_("Read what speaks against it; if you want it all the same, say so with --force.") },
  [CW_ERROR_TOO_EARLY] = { "too-early", N_("Choose a later date, or say with --force that the lead time does not matter.") },
  [CW_ERROR_SERVICE_CONFIGURATION] = { "service-configuration", N_("Mend the configuration of the service, then try again. What was there before is in place.") },
  [CW_ERROR_SERVICE_RELOAD] = { "service-reload", N_("Look into the log of the service. What was there before is in place.") },
  [CW_ERROR_SERVICE_PORT] = { "service-port", N_("Check that the configuration of the service names the files in live/, and no other program has the port.") },

  [CW_ERROR_DISK_FULL] = { "disk-full", N_("Make room on the disk, then try again.") },
  [CW_ERROR_READ_ONLY] = { "read-only", N_("Choose a place that can be written to.") },
  [CW_ERROR_PERMISSION] = { "permission", N_("Check the owner and the permissions, or choose another place.") },
  [CW_ERROR_IO] = { "io", N_("Check the disk or the connection, then try again.") },
};

G_DEFINE_QUARK (cw-error-quark, cw_error)

static CwError
code_from_errno (int number)
{
  switch (number)
    {
    case ENOENT:
    case ENOTDIR:
      return CW_ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
      return CW_ERROR_PERMISSION;
    case ENOSPC:
    case EDQUOT:
      return CW_ERROR_DISK_FULL;
    case EROFS:
      return CW_ERROR_READ_ONLY;
    case EFBIG:
      return CW_ERROR_TOO_LARGE;
    case EBUSY:
    case ETXTBSY:
      return CW_ERROR_IN_USE;
    case ECANCELED:
      return CW_ERROR_CANCELLED;
    case EISDIR:
    case EINVAL:
    case ENAMETOOLONG:
    case ELOOP:
      return CW_ERROR_USAGE;
    case ENOMEM:
      return CW_ERROR_FAILED;
    default:
      return CW_ERROR_IO;
    }
}

static CwError
code_from_gio (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return CW_ERROR_CANCELLED;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_NOT_DIRECTORY:
      return CW_ERROR_NOT_FOUND;
    case G_IO_ERROR_PERMISSION_DENIED:
      return CW_ERROR_PERMISSION;
    case G_IO_ERROR_NO_SPACE:
      return CW_ERROR_DISK_FULL;
    case G_IO_ERROR_READ_ONLY:
      return CW_ERROR_READ_ONLY;
    case G_IO_ERROR_BUSY:
      return CW_ERROR_IN_USE;
    case G_IO_ERROR_INVALID_ARGUMENT:
    case G_IO_ERROR_INVALID_FILENAME:
    case G_IO_ERROR_FILENAME_TOO_LONG:
    case G_IO_ERROR_IS_DIRECTORY:
      return CW_ERROR_USAGE;
    default:
      return CW_ERROR_IO;
    }
}

static CwError
code_from_file_utilities (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_NOENT:
    case G_FILE_ERROR_NOTDIR:
      return CW_ERROR_NOT_FOUND;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
      return CW_ERROR_PERMISSION;
    case G_FILE_ERROR_NOSPC:
      return CW_ERROR_DISK_FULL;
    case G_FILE_ERROR_ROFS:
      return CW_ERROR_READ_ONLY;
    case G_FILE_ERROR_ISDIR:
    case G_FILE_ERROR_INVAL:
    case G_FILE_ERROR_NAMETOOLONG:
      return CW_ERROR_USAGE;
    default:
      return CW_ERROR_IO;
    }
}

static CwError
code_of (const GError *error)
{
  if (error->domain == CW_ERROR)
    return error->code >= 0 && error->code < (int) G_N_ELEMENTS (texts) ? (CwError) error->code : CW_ERROR_FAILED;
  if (error->domain == G_IO_ERROR)
    return code_from_gio (error->code);
  if (error->domain == G_FILE_ERROR)
    return code_from_file_utilities (error->code);
  if (error->domain == G_OPTION_ERROR)
    return CW_ERROR_USAGE;
  return CW_ERROR_FAILED;
}

const char *
cw_error_get_nick (const GError *error)
{
  return texts[error != NULL ? code_of (error) : CW_ERROR_FAILED].nick;
}

const char *
cw_error_get_remedy (const GError *error)
{
  const char *remedy = error != NULL ? texts[code_of (error)].remedy : NULL;

  return remedy != NULL ? _(remedy) : NULL;
}

void
cw_error_set_from_errno (GError **error, int saved_errno, const char *format, ...)
{
  g_autofree char *subject = NULL;
  va_list arguments;

  va_start (arguments, format);
  subject = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_ERROR, (gint) code_from_errno (saved_errno), "%s: %s", subject, g_strerror (saved_errno));
}

void
cw_error_propagate (GError **dest, GError *src)
{
  g_return_if_fail (src != NULL);
  if (src->domain != CW_ERROR)
    {
      CwError code = code_of (src);

      src->domain = CW_ERROR;
      src->code = code;
    }
  g_propagate_error (dest, src);
}
