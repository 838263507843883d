/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-clock.h"

#include <stdatomic.h>

/* Thousand years either way: enough for every test, and no sum of it can overflow. */
#define OFFSET_LIMIT (G_GINT64_CONSTANT (1000) * 366 * 24 * 60 * 60)

static _Atomic gint64 clock_offset;

static void
read_environment (void)
{
  static gsize done;
  gint64 seconds;

  if (!g_once_init_enter (&done))
    return;
  if (g_ascii_string_to_signed (g_getenv ("CERTWIZARD_CLOCK_OFFSET") ? g_getenv ("CERTWIZARD_CLOCK_OFFSET") : "",
                                10, -OFFSET_LIMIT, OFFSET_LIMIT, &seconds, NULL))
    atomic_store (&clock_offset, seconds);
  g_once_init_leave (&done, 1);
}

gint64
cw_clock_now (void)
{
  return cw_clock_now_usec () / G_USEC_PER_SEC;
}

gint64
cw_clock_now_usec (void)
{
  read_environment ();
  return g_get_real_time () + atomic_load (&clock_offset) * G_USEC_PER_SEC;
}

void
cw_clock_set_offset (gint64 seconds)
{
  read_environment ();
  atomic_store (&clock_offset, CLAMP (seconds, -OFFSET_LIMIT, OFFSET_LIMIT));
}
