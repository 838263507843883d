/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A service in the process of the test: TLS on a port, with the certificate that it last loaded, as nginx does it. The file "reload" in its
 * folder tells it to load anew before it answers; with "stop" it shuts the door on whoever comes. */

G_BEGIN_DECLS

typedef struct _Gate Gate;

/* live: where it finds fullchain.pem and privkey.pem. Has no certificate yet. */
Gate *gate_start    (const char *folder, const char *live);
void  gate_stop     (Gate *self);
guint gate_get_port (Gate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gate, gate_stop)

G_END_DECLS
