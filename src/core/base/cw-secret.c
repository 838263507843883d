/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-secret.h"
#include "cw-error.h"
#include "cw-secret-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

/* Longer than any passphrase that a person or a program makes. */
#define MAX_LINE 4096

/* Is there only under a leak checker. */
extern void __lsan_do_leak_check (void) __attribute__ ((weak));

struct _CwSecret
{
  gatomicrefcount references;
  gsize size;
  gsize capacity;      /* with the NUL behind */
  guint8 *data;
};

G_DEFINE_BOXED_TYPE (CwSecret, cw_secret, cw_secret_ref, cw_secret_unref)

CwSecret *
cw_secret_new (gconstpointer data, gsize size)
{
  CwSecret *self;

  if (size >= G_MAXSIZE / 2)
    g_error ("Out of memory: %" G_GSIZE_FORMAT " bytes", size);
  self = g_new0 (CwSecret, 1);
  g_atomic_ref_count_init (&self->references);
  self->size = size;
  self->capacity = size + 1;
  self->data = cw_secret_memory_new (self->capacity);
  if (data != NULL && size > 0)
    memcpy (self->data, data, size);
  return self;
}

CwSecret *
cw_secret_new_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return cw_secret_new (text, strlen (text));
}

CwSecret *
cw_secret_new_random (gsize size)
{
  CwSecret *self = cw_secret_new (NULL, size);
  gsize filled = 0;

  while (filled < size)
    {
      ssize_t n = getrandom (self->data + filled, size - filled, 0);

      if (n > 0)
        filled += (gsize) n;
      else if (errno != EINTR)
        g_error ("The system gives no random numbers: %s", g_strerror (errno));
    }
  return self;
}

/* Byte by byte, because what follows the line belongs to the next reader. */
static gssize
read_line (int fd, guint8 *buffer, gsize capacity)
{
  gsize length = 0;

  while (length < capacity)
    {
      ssize_t n = read (fd, buffer + length, 1);

      if (n == 0 || (n == 1 && buffer[length] == '\n'))
        break;
      if (n == 1)
        length++;
      else if (errno != EINTR)
        return -1;
    }
  return (gssize) length;
}

static CwSecret *
read_secret (int fd, const char *subject, GError **error)
{
  g_autoptr (CwSecret) line = cw_secret_new (NULL, MAX_LINE + 1);
  gssize length = read_line (fd, line->data, line->size);

  if (length < 0)
    {
      cw_error_set_from_errno (error, errno, "%s", subject);
      return NULL;
    }
  if (length > MAX_LINE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE,
                   _("%s: the first line is longer than %d bytes, which is no password"), subject, MAX_LINE);
      return NULL;
    }
  if (length > 0 && line->data[length - 1] == '\r')
    length--;
  /* A copy, so that a short password does not keep the whole buffer. */
  return cw_secret_new (line->data, (gsize) length);
}

CwSecret *
cw_secret_new_from_fd (int fd, GError **error)
{
  return read_secret (fd, fd == STDIN_FILENO ? _("Standard input") : _("The password"), error);
}

CwSecret *
cw_secret_new_from_file (const char *path, GError **error)
{
  g_autofree char *subject = g_filename_display_name (path);
  CwSecret *self;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    {
      cw_error_set_from_errno (error, errno, "%s", subject);
      return NULL;
    }
  self = read_secret (fd, subject, error);
  close (fd);
  return self;
}

CwSecret *
cw_secret_ref (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
cw_secret_unref (CwSecret *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  cw_secret_memory_free (self->data, self->capacity);
  g_free (self);
}

gsize
cw_secret_get_size (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->size;
}

const guint8 *
cw_secret_get_data (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->data;
}

guint8 *
cw_secret_get_writable (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->data;
}

void
cw_secret_truncate (CwSecret *self, gsize size)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (size <= self->size);
  cw_secret_wipe (self->data + size, self->size - size);
  self->size = size;
}

const char *
cw_secret_get_text (CwSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *) self->data;
}

/* The length is no secret, every byte is. */
gboolean
cw_secret_equal (CwSecret *a, CwSecret *b)
{
  volatile guint8 difference = 0;

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->size != b->size)
    return FALSE;
  for (gsize i = 0; i < a->size; i++)
    difference |= a->data[i] ^ b->data[i];
  return difference == 0;
}

void
cw_secret_harden_process (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  /* The leak checker traces its own process, which this forbids. */
  if (__lsan_do_leak_check == NULL)
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
cw_secret_wipe (gpointer data, gsize size)
{
  if (data != NULL && size > 0)
    explicit_bzero (data, size);
}
