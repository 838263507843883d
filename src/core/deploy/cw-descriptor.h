/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <unistd.h>

/* A file descriptor that is closed at the end of its block: g_auto (Descriptor) fd = open (…). Private to this folder. */

G_BEGIN_DECLS

typedef int Descriptor;

static inline void
descriptor_close (Descriptor *fd)
{
  if (*fd >= 0)
    close (*fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Descriptor, descriptor_close)

G_END_DECLS
