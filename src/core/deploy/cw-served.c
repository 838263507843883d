/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe.h"

static const char *const nicks[] = { "right", "chain-short", "other", "nothing" };

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
