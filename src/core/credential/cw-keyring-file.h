/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The file that libsecret keeps secrets in where it does not ask the Secret Service: in a Flatpak, or with SECRET_BACKEND=file.
 * Private to this folder. */

G_BEGIN_DECLS

gboolean cw_keyring_file_is_used (void);
/* libsecret ends the program at a file that was cut off: such a one is refused before. CW_ERROR_DAMAGED. */
gboolean cw_keyring_file_check   (GError **error);

G_END_DECLS
