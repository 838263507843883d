/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The program without its main(): options → verb → worker → exit code. */

G_BEGIN_DECLS

int cw_cli_run (const char *const *arguments);   /* without the program's name */

G_END_DECLS
