/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-authorities.h"

/* Asks for the user name and the password of an account at an authority, in one question. */

G_BEGIN_DECLS

/* authority: its name. Not called when the user says no, nor when owner, which is user_data, is gone by then. */
typedef void (*CwAccountEntered) (const char *user, CwSecret *password, gpointer user_data, const char *authority);

/* user: whose password is replaced; NULL: another account. */
void        cw_account_question_ask   (GtkWindow *window, CwAuthorityInfo *info, const char *user, CwAccountEntered entered, GObject *owner);
/* What is wrong with a user name; NULL: nothing. */
const char *cw_account_find_fault     (const char *user);

G_END_DECLS
