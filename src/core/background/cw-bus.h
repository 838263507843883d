/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A connection to a message bus that nobody else has: it does not end the program when the bus goes away, and a bus that does not answer is
 * given up after some seconds. Only for this folder. */

G_BEGIN_DECLS

/* How long an answer may take, in milliseconds. */
#define CW_BUS_PATIENCE 5000

/* CW_ERROR_NOT_FOUND where there is none; never starts one. */
GDBusConnection *cw_bus_open (GBusType type, GError **error);

G_END_DECLS
