/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pfx.h"

#include "cw-error.h"
#include "cw-pfx-bags.h"
#include "cw-pfx-mac.h"

#include <glib/gi18n-lib.h>

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_SIGNED "1.2.840.113549.1.7.2"

/* What is known of the MAC after it was tried. */
typedef enum {
  MAC_ABSENT,
  MAC_GOOD,
  MAC_WRONG,       /* no password fits it */
  MAC_UNKNOWN,     /* an algorithm that we do not have: the content must speak for itself */
} MacState;

/* PFX ::= SEQUENCE { version 3, ContentInfo, MacData OPTIONAL } */
typedef struct
{
  GBytes *content;
  CwBer safes;
  gboolean has_mac;
  CwBer mac_data;
} Pfx;

static void
pfx_clear (Pfx *self)
{
  g_clear_pointer (&self->content, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pfx, pfx_clear)

/* Only the beginning, so that a file that was cut off is still known for what it was meant to be. */
static gboolean
skip_header (CwBer *rest)
{
  gsize header = 2;

  if (rest->size < 2)
    return FALSE;
  if (rest->data[1] > 0x80)
    header += rest->data[1] & 0x7f;
  if (header > rest->size)
    return FALSE;
  rest->data += header;
  rest->size -= header;
  return TRUE;
}

gboolean
cw_pfx_looks_like (GBytes *data)
{
  CwBer rest = CW_BER_INIT (data);
  guint64 version;
  CwElement oid;
  guint8 id;

  if (!cw_ber_peek_id (&rest, &id) || id != CW_BER_SEQUENCE || !skip_header (&rest) ||
      !cw_ber_take_uint (&rest, 3, &version) || version != 3 || !cw_ber_peek_id (&rest, &id) || id != CW_BER_SEQUENCE ||
      !skip_header (&rest) || !cw_ber_take (&rest, CW_BER_OID, &oid))
    return FALSE;
  return cw_ber_is_oid (&oid, OID_DATA) || cw_ber_is_oid (&oid, OID_SIGNED);
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The PKCS #12 file is damaged: its structure is broken"));
  return FALSE;
}

static gboolean
check_complete (GBytes *data, GError **error)
{
  CwBer all = CW_BER_INIT (data);
  gsize claimed = cw_ber_claimed_size (&all);
  g_autofree char *expected = NULL, *found = NULL;

  if (claimed <= all.size)
    return TRUE;
  expected = g_format_size_full (claimed, G_FORMAT_SIZE_LONG_FORMAT);
  found = g_format_size_full (all.size, G_FORMAT_SIZE_LONG_FORMAT);
  g_set_error (error, CW_ERROR, CW_ERROR_DAMAGED, _("The PKCS #12 file is incomplete: it should have %s, and %s are there"), expected, found);
  return FALSE;
}

static gboolean
parse_pfx (Pfx *self, GBytes *data, GError **error)
{
  CwBer rest = CW_BER_INIT (data), pfx, info, wrapped;
  CwElement oid, octets;
  guint64 version;

  if (!check_complete (data, error))
    return FALSE;
  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &pfx) || !cw_ber_take_uint (&pfx, 3, &version) ||
      !cw_ber_enter (&pfx, CW_BER_SEQUENCE, &info) || !cw_ber_take (&info, CW_BER_OID, &oid))
    return damaged (error);
  if (cw_ber_is_oid (&oid, OID_SIGNED))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED,
                           _("The PKCS #12 file is signed with a certificate instead of protected by a password, which is not supported here"));
      return FALSE;
    }
  if (!cw_ber_enter (&info, CW_BER_CONTEXT_CONSTRUCTED, &wrapped) || !cw_ber_take (&wrapped, CW_BER_OCTETS, &octets) ||
      (self->content = cw_ber_octets (&octets)) == NULL)
    return damaged (error);
  rest = (CwBer) CW_BER_INIT (self->content);
  if (!cw_ber_enter (&rest, CW_BER_SEQUENCE, &self->safes))
    return damaged (error);
  self->has_mac = pfx.size > 0;
  return !self->has_mac || cw_ber_enter (&pfx, CW_BER_SEQUENCE, &self->mac_data) || damaged (error);
}

/* FALSE for what ends the reading; a MAC that does not fit is kept in *problem, to be explained after a look at the content. */
static gboolean
check_mac (const Pfx *pfx, CwOpener *opener, MacState *state, GError **problem, GError **error)
{
  g_auto (CwPfxMac) mac = { 0 };
  g_autoptr (GError) local = NULL;

  *state = MAC_ABSENT;
  if (!pfx->has_mac)
    return TRUE;
  *state = MAC_GOOD;
  if (cw_pfx_mac_parse (&mac, &pfx->mac_data, &local) && cw_opener_announce (opener, &mac.kdf, cw_pfx_mac_cost (&mac), &local) &&
      cw_pfx_mac_verify (&mac, pfx->content, opener, &local))
    return TRUE;
  *state = g_error_matches (local, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED) ? MAC_UNKNOWN : MAC_WRONG;
  if (*state == MAC_UNKNOWN || g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_WRONG) ||
      g_error_matches (local, CW_ERROR, CW_ERROR_PASSWORD_NEEDED))
    {
      g_propagate_error (problem, g_steal_pointer (&local));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* No password fits the MAC. If one opens the content, the file was changed; otherwise the password is wrong. */
static void
explain_wrong_mac (const Pfx *pfx, CwOpener *opener, GError *problem, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (CwPfxBags) bags = { .opener = opener, .items = items };
  g_autoptr (GError) local = NULL;

  opener->n_opened = 0;
  opener->forms_only_given = TRUE;
  if (opener->has_passwords && cw_pfx_bags_read (&bags, &pfx->safes, &local) && opener->n_opened > 0)
    {
      g_error_free (problem);
      g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED,
                           _("The PKCS #12 file is damaged: the password opens it, but its integrity check (MAC) does not fit"));
    }
  else if (g_error_matches (local, CW_ERROR, CW_ERROR_CANCELLED))
    {
      g_error_free (problem);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  else
    g_propagate_error (error, problem);
}

/* Says for the whole file what a part said of itself. */
static void
explain_locked (MacState state, GError *problem, GError **error)
{
  if (!g_error_matches (problem, CW_ERROR, CW_ERROR_PASSWORD_WRONG) || state == MAC_UNKNOWN)
    {
      g_propagate_error (error, problem);
      return;
    }
  g_error_free (problem);
  if (state == MAC_ABSENT)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_MAC_MISSING,
                         _("The PKCS #12 file did not open. It has no integrity check (MAC), so a wrong password cannot be told from a damaged file"));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG,
                         _("The password is right for the PKCS #12 file as a whole, but a part of it is encrypted with another one"));
}

static gboolean
check_found (CwPfxBags *bags, GError **error)
{
  if (bags->n_good > 0)
    return TRUE;
  if (bags->first_problem != NULL)
    g_propagate_error (error, g_steal_pointer (&bags->first_problem));
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_EMPTY, _("The PKCS #12 file is in order, but empty"));
  return FALSE;
}

gboolean
cw_pfx_read (GBytes *data, const CwBundleOptions *options, GPtrArray *items, gboolean *had_mac, GCancellable *cancellable, GError **error)
{
  g_auto (Pfx) pfx = { 0 };
  g_auto (CwOpener) opener = { 0 };
  g_auto (CwPfxBags) bags = { .opener = &opener, .items = items, .skip_locked = options && options->skip_locked };
  g_autoptr (GError) problem = NULL, locked = NULL;
  MacState state;

  cw_opener_init (&opener, options ? options->passwords : NULL, options && options->allow_slow, cancellable);
  if (!parse_pfx (&pfx, data, error) || !check_mac (&pfx, &opener, &state, &problem, error))
    return FALSE;
  if (state == MAC_WRONG)
    {
      explain_wrong_mac (&pfx, &opener, g_steal_pointer (&problem), error);
      return FALSE;
    }
  if (!cw_pfx_bags_read (&bags, &pfx.safes, &locked))
    {
      if (state == MAC_UNKNOWN && opener.n_opened == 0 && g_error_matches (locked, CW_ERROR, CW_ERROR_PASSWORD_WRONG))
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        explain_locked (state, g_steal_pointer (&locked), error);
      return FALSE;
    }
  *had_mac = state == MAC_GOOD;
  return check_found (&bags, error);
}
