/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Names in another direction than the sentence that they are in: a certificate's name may be Arabic in an English window. */

G_BEGIN_DECLS

/* The sentence in the direction of the window, also when it begins with a name in the other one. */
char *cw_direction_dup_sentence (const char *sentence);

G_END_DECLS
