/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-application.h"
#include "cw-config.h"
#include "cw-paths.h"
#include "cw-secret.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (CwApplication) application = NULL;

  cw_secret_harden_process ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, cw_paths_get_localedir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = cw_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
