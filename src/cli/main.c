/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>
#include "cw-cli.h"
#include "cw-paths.h"
#include "cw-secret.h"

/* A database that were opened as file 1 or 2 would be written into by every message. */
static void
open_standard_files (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= 2);
  if (fd > 2)
    close (fd);
}

int
main (int argc, char *argv[])
{
  open_standard_files ();
  cw_secret_harden_process ();
  /* Whoever reads our output may go: an import is finished all the same. */
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, cw_paths_get_localedir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  return argc > 0 ? cw_cli_run ((const char *const *) argv + 1) : 2;
}
