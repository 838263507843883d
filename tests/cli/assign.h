/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl.h"

/* A site for the verbs about assignments: an authority of openssl with an issuing one below it, which this computer trusts, certificates
 * of it as PFX, and a look at what is in live/. */

#define ASSIGN_HOST "host.example.org"     /* this computer, as the tests say */

/* root.pem, sub.pem; the program trusts root.pem. Usage files are read from the test's folder as well. */
Ctl      *assign_new         (void);
/* NAME.key, NAME.pem, NAME.pfx with CTL_PASSWORD and the chain; names: "DNS:a.example.org,DNS:b.example.org". */
void      assign_make        (Ctl *ctl, const char *name, const char *names, int days);
/* The same, in the store. */
void      assign_import      (Ctl *ctl, const char *name, const char *names, int days);
/* The usages folder of the user of this test: NAME.usage. */
void      assign_write_usage (Ctl *ctl, const char *name, const char *text);
/* live/USAGE/FILE of the store. */
char     *assign_live        (Ctl *ctl, const char *usage, const char *file);
gboolean  assign_is_there    (Ctl *ctl, const char *usage, const char *file);
guint     assign_get_mode    (Ctl *ctl, const char *usage, const char *file);
/* That live/USAGE serves NAME: certificate, key, chain; by openssl. */
void      assign_check       (Ctl *ctl, const char *usage, const char *name);
/* Everything below the folder of the store and live/, without what a database does by itself: names, modes, contents. */
char     *assign_dup_tree    (Ctl *ctl);
char     *assign_thumbprint  (Ctl *ctl, const char *name);
/* "Default current", "Default previous": the certificate of that place by its friendly name, or NULL. */
char     *assign_get         (Ctl *ctl, const char *usage, const char *place);
