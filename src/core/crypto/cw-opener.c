/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-opener.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>

/* What a person waits for without being asked. */
#define PATIENCE_SECONDS 20.0
/* "Empty" and "absent" are tried beside a given password where they cost less than a person notices. */
#define CHEAP 2000000.0

typedef struct
{
  const CwPbeScheme *scheme;
  const CwBer *data;
  GCancellable *cancellable;
  CwSecret *clear;
} DecryptTry;

void
cw_opener_init (CwOpener *self, GPtrArray *passwords, gboolean allow_slow, GCancellable *cancellable)
{
  self->passwords = passwords ? g_ptr_array_ref (passwords) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (self->forms); i++)
    {
      self->forms[i] = NULL;
      self->has_rare[i] = FALSE;
    }
  self->has_passwords = passwords != NULL && passwords->len > 0;
  self->allow_slow = allow_slow;
  self->forms_only_given = FALSE;
  self->cost = 0;
  self->n_opened = 0;
  self->start = g_get_monotonic_time ();
  self->cancellable = cancellable;
}

void
cw_opener_clear (CwOpener *self)
{
  g_clear_pointer (&self->passwords, g_ptr_array_unref);
  g_clear_pointer (&self->forms[CW_PASSWORD_BMP], g_ptr_array_unref);
  g_clear_pointer (&self->forms[CW_PASSWORD_BYTES], g_ptr_array_unref);
}

static char *
describe_seconds (double seconds)
{
  if (seconds < 120)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u second", "%u seconds", (gulong) seconds), (guint) seconds);
  if (seconds < 7200)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", (gulong) (seconds / 60)), (guint) (seconds / 60));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", (gulong) (seconds / 3600)), (guint) MIN (seconds / 3600, 1e6));
}

gboolean
cw_opener_announce (CwOpener *self, const CwKdf *kdf, double cost, GError **error)
{
  g_autofree char *time = NULL;
  double seconds;

  self->cost += cost;
  seconds = self->allow_slow ? 0 : cw_kdf_seconds (kdf, self->cost);
  if (seconds <= PATIENCE_SECONDS)
    return TRUE;
  time = describe_seconds (seconds);
  g_set_error (error, CW_ERROR, CW_ERROR_TOO_SLOW,
               _("Opening it takes about %s on this computer, because its password is protected by very many rounds of key derivation"), time);
  return FALSE;
}

static gboolean
is_worth_it (const CwOpener *self, const CwPasswordForm *form, double cost)
{
  if (form->password != CW_PASSWORD_NONE || form->proven)
    return TRUE;
  return !self->forms_only_given && (!self->has_passwords || cost <= CHEAP);
}

static gboolean
is_out_of_time (const CwOpener *self)
{
  return !self->allow_slow && (double) (g_get_monotonic_time () - self->start) > PATIENCE_SECONDS * G_USEC_PER_SEC;
}

/* The next form to try; NULL when all are tried. */
static CwPasswordForm *
get_form (CwOpener *self, CwPasswordEncoding encoding, guint index)
{
  GPtrArray *forms = self->forms[encoding];

  if (index == forms->len && !self->has_rare[encoding])
    {
      cw_password_forms_add_rare (forms, self->passwords, encoding);
      self->has_rare[encoding] = TRUE;
    }
  return index < forms->len ? g_ptr_array_index (forms, index) : NULL;
}

static void
prepare_forms (CwOpener *self, CwPasswordEncoding encoding)
{
  if (self->forms[encoding] != NULL)
    return;
  self->forms[encoding] = cw_password_forms_new (self->passwords, encoding);
  if (self->n_opened > 0)
    cw_password_forms_prefer (self->forms[encoding], NULL, self->good_password);
}

static void
remember (CwOpener *self, CwPasswordEncoding encoding, const CwPasswordForm *form)
{
  guint password = form->password;

  self->n_opened++;
  self->good_password = password;
  cw_password_forms_prefer (self->forms[encoding], form, password);
  if (self->forms[!encoding] != NULL)
    cw_password_forms_prefer (self->forms[!encoding], NULL, password);
}

gboolean
cw_opener_try (CwOpener *self, CwPasswordEncoding encoding, double cost, CwOpenerTry function, gpointer user_data, GError **error)
{
  CwPasswordForm *form;

  prepare_forms (self, encoding);
  for (guint i = 0; (form = get_form (self, encoding, i)) != NULL; i++)
    {
      g_autoptr (GError) local = NULL;

      if (i > 0 && is_out_of_time (self))
        break;
      if (!is_worth_it (self, form, cost))
        continue;
      if (function (form->bytes, user_data, &local))
        {
          remember (self, encoding, form);
          return TRUE;
        }
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_WRONG))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (self->has_passwords)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG, _("The password is wrong"));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("It is protected by a password"));
  return FALSE;
}

gboolean
cw_opener_is_cancelled (CwOpener *self, GError **error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Reading the file was cancelled"));
  return TRUE;
}

static gboolean
try_decrypt (CwSecret *form, gpointer user_data, GError **error)
{
  DecryptTry *try = user_data;

  try->clear = cw_pbe_scheme_decrypt (try->scheme, form, try->data, try->cancellable, error);
  return try->clear != NULL;
}

CwSecret *
cw_opener_decrypt (CwOpener *self, const CwPbeScheme *scheme, const CwBer *data, GError **error)
{
  DecryptTry try = { scheme, data, self->cancellable, NULL };
  double cost = cw_pbe_scheme_cost (scheme);

  if (!cw_opener_announce (self, &scheme->kdf, cost, error) ||
      !cw_opener_try (self, scheme->encoding, cost, try_decrypt, &try, error))
    return NULL;
  return try.clear;
}
