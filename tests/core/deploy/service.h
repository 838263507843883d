/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deployment.h"
#include "cw-error.h"
#include "test-process.h"

/* What the tests with real services share: certificates of a practice hierarchy, a live/ of their own, usage files in the user's own folder,
 * and assigning for real. The services are ordinary processes on loopback, with free ports and all of their files in one folder. */

G_BEGIN_DECLS

/* Of a root with one CA between, for service.example.org and example.org. */
extern CwMaterial *service_first, *service_second;
/* Another one with a key of the same kind as that of the first (EC; the second has RSA). */
extern CwMaterial *service_third;
/* RSA with 1024 bits, which OpenSSL does not serve with. */
extern CwMaterial *service_weak;
extern const char *service_folder;
/* The files of "first", "second", "weak". */
char       *service_dup_pem   (const char *name);
char       *service_dup_key   (const char *name);

/* Before anything of GLib asks for the folders of the user. */
void        service_setup     (const char *name);
void        service_teardown  (void);
/* "/usr/bin/setpriv --reuid … " for a command of a service that refuses root: of the first account that exists. "" for a user who is not root. */
char       *service_dup_as    (const char *account);
/* Starts "AS PROGRAM ARGUMENTS" in the folder. */
TestProcess *service_start    (const char *command, const char *marker);
/* The group of that account, or of nobody. */
const char *service_get_group (const char *account);
/* Gives it to that account; does nothing for a user who is not root. */
void        service_give      (const char *path, const char *account);

/* Written to ID.usage in the user's own folder, and read. */
CwUsage    *service_usage_new (const char *id, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* live/ID of the folder, where the service's configuration finds the files. */
char       *service_dup_live  (const char *id);
/* What is there before the service starts. */
void        service_place     (CwUsage *usage, CwMaterial *material);
/* NULL: it was assigned and committed. */
GError     *service_assign    (CwUsage *usage, CwMaterial *material, guint patience_ms);
void        service_assert_served (CwUsage *usage, CwMaterial *material, CwServedVerdict verdict);

/* ---- what is the same for all of them; first is served ---- */

/* The second is assigned and served, then the first again. */
void        service_check_change   (CwUsage *usage);
/* The file gets a line that its check refuses. */
void        service_check_broken   (CwUsage *usage, const char *path, const char *line);
/* It must end with that code, and with the first in place and served. */
/* FALSE: only root can make a file that the service cannot read, and the test is skipped. */
gboolean    service_can_hide_files (void);
void        service_check_failure  (CwUsage *usage, CwMaterial *material, CwError code);

G_END_DECLS
