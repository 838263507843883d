/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sealed comes back, and nothing that is not all of it, in its order, under its passphrase. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-seal.h"

#define HEAD 52
#define CHUNK (1024 * 1024)
#define ROUNDS 1000

static int
new_file (void)
{
  int fd = memfd_create ("seal", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static guint8 *
make_data (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  return data;
}

static int
seal (const guint8 *data, gsize size, gsize step, const char *passphrase)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) secret = cw_secret_new_text (passphrase);
  int fd = new_file ();
  g_autoptr(CwSealWriter) writer = cw_seal_writer_new (fd, secret, ROUNDS, NULL, &error);

  g_assert_no_error (error);
  for (gsize done = 0; done < size; done += step)
    g_assert_true (cw_seal_writer_write (writer, data + done, MIN (step, size - done), &error));
  g_assert_true (cw_seal_writer_finish (writer, &error));
  g_assert_no_error (error);
  return fd;
}

static gboolean
unseal (int fd, guint8 *data, gsize size, gsize step, const char *passphrase, GError **error)
{
  g_autoptr(CwSecret) secret = cw_secret_new_text (passphrase);

  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  g_autoptr(CwSealReader) reader = cw_seal_reader_new (fd, secret, NULL, error);
  if (reader == NULL)
    return FALSE;
  for (gsize done = 0; done < size; done += step)
    if (!cw_seal_reader_read (reader, data + done, MIN (step, size - done), error))
      return FALSE;
  return cw_seal_reader_finish (reader, error);
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 12345 };
  static const gsize steps[] = { 4096, 999983, 5 * CHUNK };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (steps); j++)
      {
        g_autoptr(GError) error = NULL;
        g_autofree guint8 *data = make_data (sizes[i]);
        g_autofree guint8 *back = g_malloc0 (sizes[i] + 1);
        int fd = seal (data, sizes[i], steps[j], "p");
        g_assert_true (unseal (fd, back, sizes[i], steps[(j + 1) % 3], "p", &error));
        g_assert_no_error (error);
        g_assert_cmpmem (data, sizes[i], back, sizes[i]);
        close (fd);
      }
}

static void
assert_refused (int fd, gsize size, const char *passphrase, CwError code)
{
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *back = g_malloc0 (size + 1);

  g_assert_false (unseal (fd, back, size, CHUNK, passphrase, &error));
  g_assert_error (error, CW_ERROR, (int) code);
}

static void
flip (int fd, off_t offset)
{
  guint8 byte = 0;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 0x40;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
}

static void
test_damage (void)
{
  const gsize size = 2 * CHUNK + 77;
  const off_t chunk = CHUNK + 4 + 16, end = HEAD + 2 * chunk + 4 + 77 + 16;
  const off_t places[] = { 8, 12, 30, 48, HEAD, HEAD + 3, HEAD + 4, HEAD + 100000, HEAD + chunk - 1, HEAD + chunk, HEAD + chunk + 50, end - 1 };
  g_autofree guint8 *data = make_data (size);
  int fd = seal (data, size, size, "right");

  g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, end);
  assert_refused (fd, size, "wrong", CW_ERROR_PASSWORD_WRONG);
  assert_refused (fd, size, "", CW_ERROR_PASSWORD_WRONG);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      flip (fd, places[i]);
      assert_refused (fd, size, "right", CW_ERROR_DAMAGED);
      flip (fd, places[i]);
    }
  flip (fd, 0);
  assert_refused (fd, size, "right", CW_ERROR_NOT_RECOGNISED);
  flip (fd, 0);
  /* More than was asked for, and less than there is. */
  assert_refused (fd, size + 1, "right", CW_ERROR_DAMAGED);
  assert_refused (fd, size - 1, "right", CW_ERROR_DAMAGED);
  assert_refused (fd, CHUNK, "right", CW_ERROR_DAMAGED);
  close (fd);
}

static void
test_cut (void)
{
  const gsize size = 2 * CHUNK;
  const off_t chunk = CHUNK + 4 + 16;
  const off_t lengths[] = { 0, 7, 8, HEAD - 1, HEAD, HEAD + 3, HEAD + chunk - 1, HEAD + chunk, HEAD + 2 * chunk - 1 };
  g_autofree guint8 *data = make_data (size);

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      int fd = seal (data, size, size, "p");
      g_assert_cmpint (ftruncate (fd, lengths[i]), ==, 0);
      assert_refused (fd, size, "p", lengths[i] < 8 ? CW_ERROR_NOT_RECOGNISED : CW_ERROR_DAMAGED);
      close (fd);
    }
  /* Something behind the end. */
  int fd = seal (data, size, size, "p");
  g_assert_cmpint (lseek (fd, 0, SEEK_END), >, 0);
  g_assert_cmpint (write (fd, "x", 1), ==, 1);
  assert_refused (fd, size, "p", CW_ERROR_DAMAGED);
  close (fd);
}

/* Two chunks of the same length change places; and chunks of two streams under one passphrase are mixed. */
static void
test_moved (void)
{
  const gsize size = 3 * CHUNK;
  const gsize chunk = CHUNK + 4 + 16;
  g_autofree guint8 *data = make_data (size);
  g_autofree guint8 *first = g_malloc (chunk), *second = g_malloc (chunk);
  int fd = seal (data, size, size, "p"), other = seal (data, size, size, "p");

  g_assert_cmpint (pread (fd, first, chunk, HEAD), ==, chunk);
  g_assert_cmpint (pread (fd, second, chunk, (off_t) (HEAD + chunk)), ==, chunk);
  g_assert_cmpint (pwrite (fd, second, chunk, HEAD), ==, chunk);
  g_assert_cmpint (pwrite (fd, first, chunk, (off_t) (HEAD + chunk)), ==, chunk);
  assert_refused (fd, size, "p", CW_ERROR_DAMAGED);
  g_assert_cmpint (pwrite (other, first, chunk, HEAD), ==, chunk);
  assert_refused (other, size, "p", CW_ERROR_DAMAGED);
  close (fd);
  close (other);
}

static void
test_cancelled (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) secret = cw_secret_new_text ("p");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  int fd = new_file ();

  g_cancellable_cancel (cancellable);
  g_assert_null (cw_seal_writer_new (fd, secret, 0, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  close (fd);
}

static void
test_full (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) secret = cw_secret_new_text ("p");
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  g_assert_null (cw_seal_writer_new (fd, secret, ROUNDS, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_DISK_FULL);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/round-trip", test_round_trip);
  g_test_add_func ("/seal/damage", test_damage);
  g_test_add_func ("/seal/cut", test_cut);
  g_test_add_func ("/seal/moved", test_moved);
  g_test_add_func ("/seal/cancelled", test_cancelled);
  g_test_add_func ("/seal/full", test_full);
  return g_test_run ();
}
