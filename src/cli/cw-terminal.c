/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "cw-error.h"

#define MAX_LINE 4096

/* A process has one controlling terminal. Written by the thread that asks, read by the main thread when the user insists on the end. */
static GMutex lock;
static struct termios saved;
static int hidden_fd = -1;

static int
open_terminal (void)
{
  return open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

gboolean
cw_terminal_is_there (void)
{
  int fd = open_terminal ();

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

guint
cw_terminal_get_width (int fd)
{
  struct winsize size = { 0 };

  if (!isatty (fd))
    return 0;
  if (ioctl (fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

static void
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      ssize_t n = write (fd, text, length);

      if (n < 0 && errno != EINTR)
        return;
      if (n > 0)
        {
          text += n;
          length -= (gsize) n;
        }
    }
}

void
cw_terminal_write (const char *text)
{
  int fd = open_terminal ();

  if (fd < 0)
    return;
  write_all (fd, text);
  close (fd);
}

/* Without echo, and without Ctrl+Z: a shell would come back to a terminal that shows nothing. */
static void
hide (int fd)
{
  struct termios silent;

  g_mutex_lock (&lock);
  if (tcgetattr (fd, &saved) == 0)
    {
      hidden_fd = fd;
      silent = saved;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      silent.c_lflag |= ICANON | ISIG | ECHONL;
      silent.c_cc[VSUSP] = _POSIX_VDISABLE;
      tcsetattr (fd, TCSAFLUSH, &silent);
    }
  g_mutex_unlock (&lock);
}

void
cw_terminal_restore (void)
{
  g_mutex_lock (&lock);
  if (hidden_fd >= 0)
    tcsetattr (hidden_fd, TCSAFLUSH, &saved);
  hidden_fd = -1;
  g_mutex_unlock (&lock);
}

static gboolean
set_cancelled (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("The question was not answered; nothing was changed."));
  return FALSE;
}

static gboolean
wait_for_input (int fd, GCancellable *cancellable, GError **error)
{
  struct pollfd fds[2] = { { .fd = fd, .events = POLLIN }, { .fd = -1, .events = POLLIN } };
  int n;

  fds[1].fd = g_cancellable_get_fd (cancellable);
  do
    n = poll (fds, 2, -1);
  while (n < 0 && errno == EINTR);
  if (fds[1].fd >= 0)
    g_cancellable_release_fd (cancellable);
  return g_cancellable_is_cancelled (cancellable) ? set_cancelled (error) : TRUE;
}

/* FALSE: cancelled, or nothing more comes. */
static gboolean
read_line (int fd, CwSecret *line, GCancellable *cancellable, GError **error)
{
  gsize length = 0;

  while (length < MAX_LINE)
    {
      guint8 *next = cw_secret_get_writable (line) + length;
      ssize_t n;

      if (!wait_for_input (fd, cancellable, error))
        return FALSE;
      n = read (fd, next, 1);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 && length == 0)
        return set_cancelled (error);
      if (n <= 0 || *next == '\n' || *next == '\r')
        break;
      length++;
    }
  cw_secret_truncate (line, length);
  return TRUE;
}

CwSecret *
cw_terminal_read (const char *prompt, gboolean echo, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) line = cw_secret_new (NULL, MAX_LINE);
  int fd = open_terminal ();
  gboolean ok;

  if (fd < 0)
    {
      cw_error_set_from_errno (error, errno, _("The terminal cannot be asked"));
      return NULL;
    }
  if (!echo)
    hide (fd);
  write_all (fd, prompt);
  ok = read_line (fd, line, cancellable, error);
  if (!echo)
    cw_terminal_restore ();
  if (!ok)
    write_all (fd, "\n");
  close (fd);
  return ok ? cw_secret_new (cw_secret_get_data (line), cw_secret_get_size (line)) : NULL;
}
