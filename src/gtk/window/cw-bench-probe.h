/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-window.h"

/* The performance probe, for "./dev bench": with CERTWIZARD_BENCH=ready|sort|search|scroll|loop in the environment the program
 * measures itself in its real window, prints "NAME MILLISECONDS" lines and ends; "ready MICROSECONDS rows=N" leaves the window open. */

G_BEGIN_DECLS

typedef struct _CwBenchProbe CwBenchProbe;

CwBenchProbe *cw_bench_probe_new_from_environment (void);   /* NULL without the variable */
void          cw_bench_probe_free                 (CwBenchProbe *self);
void          cw_bench_probe_watch                (CwBenchProbe *self, CwWindow *window);

G_END_DECLS
