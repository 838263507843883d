/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-interaction.h"

/* Answers the core's questions by asking on the terminal. */

G_BEGIN_DECLS

#define CW_TYPE_TERMINAL_INTERACTION (cw_terminal_interaction_get_type ())
G_DECLARE_FINAL_TYPE (CwTerminalInteraction, cw_terminal_interaction, CW, TERMINAL_INTERACTION, CwInteraction)

/* NULL when there is no terminal: then nobody is there to ask. */
CwInteraction *cw_terminal_interaction_new (void);
/* A password that was given and is wrong is an error at once: whoever gave it in a file expects no question. */
void           cw_terminal_interaction_set_mute (CwTerminalInteraction *self, gboolean mute);

G_END_DECLS
