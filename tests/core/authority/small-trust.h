/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* GIO reads all that the computer trusts for every TLS connection, whatever it is then checked against; under a sanitizer that takes longer
 * than a connection may. Here the computer trusts one certificate, which is nobody's. To be called first. */

#include <gio/gio.h>

static inline void
trust_next_to_nothing (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("CERTWIZARD_FIXTURES"), "certificates", "everything.pem", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsDatabase) database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}
