/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-seal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-pbe.h"

/* The head: magic, rounds, salt, a value that tells a wrong passphrase, and a sum over all this that tells damage from it.
 * A chunk: its length with the mark of the last one in the highest bit, the cipher text, the tag. */
#define MAGIC "CWSEAL\0\1"
#define MAGIC_SIZE 8
#define SALT_SIZE 16
#define CHECK_SIZE 16
#define SUM_SIZE 8
#define CHECK_OFFSET (MAGIC_SIZE + 4 + SALT_SIZE)
#define SUM_OFFSET (CHECK_OFFSET + CHECK_SIZE)
#define HEAD_SIZE (SUM_OFFSET + SUM_SIZE)
#define CHUNK_SIZE (1024 * 1024)
#define LAST_CHUNK 0x80000000u
#define TAG_SIZE 16
#define KEY_SIZE 32
#define NONCE_SIZE 12
#define DEFAULT_ROUNDS 600000
/* A head that asks for more was not written by this program. */
#define MAX_ROUNDS 20000000

typedef struct {
  int                         fd;
  guint8                      head[HEAD_SIZE];
  gnutls_aead_cipher_hd_t     cipher;
  guint64                     counter;
  CwSecret                   *clear;       /* one chunk */
  guint8                     *sealed;
  gsize                       used;        /* of clear: filled by the writer, taken by the reader */
  gsize                       filled;      /* of clear: by the reader */
  gboolean                    last;
} Seal;

struct _CwSealWriter { Seal seal; };
struct _CwSealReader { Seal seal; };

static void
seal_clear (Seal *seal)
{
  if (seal->cipher != NULL)
    gnutls_aead_cipher_deinit (seal->cipher);
  g_clear_pointer (&seal->clear, cw_secret_unref);
  g_free (seal->sealed);
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The backup is damaged or incomplete."));
  return FALSE;
}

static void
store_number (guint8 *to, guint32 number)
{
  number = GUINT32_TO_BE (number);
  memcpy (to, &number, sizeof number);
}

static guint32
load_number (const guint8 *from)
{
  guint32 number = 0;

  memcpy (&number, from, sizeof number);
  return GUINT32_FROM_BE (number);
}

/* ---- files ---- */

static gboolean
write_all (int fd, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      ssize_t n = write (fd, data, size);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          cw_error_set_from_errno (error, errno, "%s", _("The backup cannot be written"));
          return FALSE;
        }
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* As much as there is, up to size. */
static gboolean
read_some (int fd, guint8 *data, gsize size, gsize *length, GError **error)
{
  *length = 0;
  while (*length < size)
    {
      ssize_t n = read (fd, data + *length, size - *length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          cw_error_set_from_errno (error, errno, "%s", _("The backup cannot be read"));
          return FALSE;
        }
      if (n == 0)
        return TRUE;
      *length += (gsize) n;
    }
  return TRUE;
}

static gboolean
read_exactly (int fd, guint8 *data, gsize size, GError **error)
{
  gsize length = 0;

  if (!read_some (fd, data, size, &length, error))
    return FALSE;
  return length == size || set_damaged (error);
}

/* ---- keys ---- */

static CwSecret *
derive_label (CwSecret *master, const char *label)
{
  gsize size = KEY_SIZE;
  CwSecret *derived = cw_secret_new (NULL, KEY_SIZE);
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, cw_secret_get_data (master), cw_secret_get_size (master));

  g_hmac_update (hmac, (const guchar *) label, -1);
  g_hmac_get_digest (hmac, cw_secret_get_writable (derived), &size);
  return derived;
}

static void
make_sum (const guint8 *head, guint8 *sum)
{
  guint8 digest[32];
  gsize size = sizeof digest;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, head, SUM_OFFSET);
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (sum, digest, SUM_SIZE);
}

/* Gives the check value that belongs to the passphrase. */
static CwSecret *
start_cipher (Seal *seal, CwSecret *passphrase, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) salt = g_bytes_new (seal->head + MAGIC_SIZE + 4, SALT_SIZE);
  g_autoptr(CwSecret) master = cw_pbe_derive (passphrase, salt, load_number (seal->head + MAGIC_SIZE), KEY_SIZE, cancellable, error);
  if (master == NULL)
    return NULL;
  g_autoptr(CwSecret) key = derive_label (master, "certwizard seal encryption");
  const gnutls_datum_t datum = { (guint8 *) cw_secret_get_data (key), KEY_SIZE };

  if (gnutls_aead_cipher_init (&seal->cipher, GNUTLS_CIPHER_AES_256_GCM, &datum) < 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("AES-256-GCM is not available on this computer."));
      return NULL;
    }
  seal->clear = cw_secret_new (NULL, CHUNK_SIZE);
  seal->sealed = g_malloc (CHUNK_SIZE + TAG_SIZE);
  return derive_label (master, "certwizard seal check");
}

/* The key is used for one stream only (its salt is random), so counting makes nonces that never repeat. */
static void
make_nonce (Seal *seal, guint8 *nonce)
{
  guint64 counter = GUINT64_TO_BE (seal->counter);

  memset (nonce, 0, NONCE_SIZE);
  memcpy (nonce + NONCE_SIZE - sizeof counter, &counter, sizeof counter);
  seal->counter++;
}

/* What is authenticated beside the content: the whole head, and the chunk's length and mark. */
static void
make_associated (Seal *seal, const guint8 *chunk_head, guint8 *associated)
{
  memcpy (associated, seal->head, HEAD_SIZE);
  memcpy (associated + HEAD_SIZE, chunk_head, 4);
}

/* ---- writing ---- */

static gboolean
write_chunk (Seal *seal, gboolean last, GError **error)
{
  guint8 chunk_head[4], nonce[NONCE_SIZE], associated[HEAD_SIZE + 4];
  size_t size = CHUNK_SIZE + TAG_SIZE;

  store_number (chunk_head, (guint32) seal->used | (last ? LAST_CHUNK : 0));
  make_nonce (seal, nonce);
  make_associated (seal, chunk_head, associated);
  if (gnutls_aead_cipher_encrypt (seal->cipher, nonce, NONCE_SIZE, associated, sizeof associated, TAG_SIZE,
                                  cw_secret_get_data (seal->clear), seal->used, seal->sealed, &size) < 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The backup cannot be encrypted."));
      return FALSE;
    }
  seal->used = 0;
  return write_all (seal->fd, chunk_head, sizeof chunk_head, error) && write_all (seal->fd, seal->sealed, size, error);
}

static void
fill_head (Seal *seal, guint rounds)
{
  g_autoptr(CwSecret) salt = cw_secret_new_random (SALT_SIZE);

  memcpy (seal->head, MAGIC, MAGIC_SIZE);
  store_number (seal->head + MAGIC_SIZE, rounds > 0 ? rounds : DEFAULT_ROUNDS);
  memcpy (seal->head + MAGIC_SIZE + 4, cw_secret_get_data (salt), SALT_SIZE);
}

CwSealWriter *
cw_seal_writer_new (int fd, CwSecret *passphrase, guint rounds, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSealWriter) self = g_new0 (CwSealWriter, 1);

  self->seal.fd = fd;
  fill_head (&self->seal, rounds);
  g_autoptr(CwSecret) check = start_cipher (&self->seal, passphrase, cancellable, error);
  if (check == NULL)
    return NULL;
  memcpy (self->seal.head + CHECK_OFFSET, cw_secret_get_data (check), CHECK_SIZE);
  make_sum (self->seal.head, self->seal.head + SUM_OFFSET);
  return write_all (fd, self->seal.head, HEAD_SIZE, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
cw_seal_writer_write (CwSealWriter *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      if (self->seal.used == CHUNK_SIZE && !write_chunk (&self->seal, FALSE, error))
        return FALSE;
      gsize part = MIN (size, CHUNK_SIZE - self->seal.used);
      memcpy (cw_secret_get_writable (self->seal.clear) + self->seal.used, bytes, part);
      self->seal.used += part;
      bytes += part;
      size -= part;
    }
  return TRUE;
}

gboolean
cw_seal_writer_finish (CwSealWriter *self, GError **error)
{
  return write_chunk (&self->seal, TRUE, error);
}

void
cw_seal_writer_free (CwSealWriter *self)
{
  seal_clear (&self->seal);
  g_free (self);
}

/* ---- reading ---- */

static gboolean
check_head (Seal *seal, gsize length, GError **error)
{
  guint8 sum[SUM_SIZE];

  if (length < MAGIC_SIZE || memcmp (seal->head, MAGIC, MAGIC_SIZE) != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_RECOGNISED, _("This is not a backup of a certificate store."));
      return FALSE;
    }
  make_sum (seal->head, sum);
  guint32 rounds = load_number (seal->head + MAGIC_SIZE);
  return (length == HEAD_SIZE && memcmp (sum, seal->head + SUM_OFFSET, SUM_SIZE) == 0 && rounds > 0 && rounds <= MAX_ROUNDS)
         || set_damaged (error);
}

CwSealReader *
cw_seal_reader_new (int fd, CwSecret *passphrase, GCancellable *cancellable, GError **error)
{
  g_autoptr(CwSealReader) self = g_new0 (CwSealReader, 1);
  gsize length = 0;

  self->seal.fd = fd;
  if (!read_some (fd, self->seal.head, HEAD_SIZE, &length, error) || !check_head (&self->seal, length, error))
    return NULL;
  g_autoptr(CwSecret) check = start_cipher (&self->seal, passphrase, cancellable, error);
  if (check == NULL)
    return NULL;
  if (gnutls_memcmp (self->seal.head + CHECK_OFFSET, cw_secret_get_data (check), CHECK_SIZE) != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PASSWORD_WRONG, _("The passphrase does not open this backup."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

static gboolean
open_chunk (Seal *seal, const guint8 *chunk_head, gsize size, GError **error)
{
  guint8 nonce[NONCE_SIZE], associated[HEAD_SIZE + 4];
  size_t clear_size = CHUNK_SIZE;

  make_nonce (seal, nonce);
  make_associated (seal, chunk_head, associated);
  if (gnutls_aead_cipher_decrypt (seal->cipher, nonce, NONCE_SIZE, associated, sizeof associated, TAG_SIZE,
                                  seal->sealed, size + TAG_SIZE, cw_secret_get_writable (seal->clear), &clear_size) < 0
      || clear_size != size)
    return set_damaged (error);
  seal->used = 0;
  seal->filled = size;
  return TRUE;
}

static gboolean
read_chunk (Seal *seal, GError **error)
{
  guint8 chunk_head[4];

  if (seal->last || !read_exactly (seal->fd, chunk_head, sizeof chunk_head, error))
    return seal->last ? set_damaged (error) : FALSE;
  gsize size = load_number (chunk_head) & ~LAST_CHUNK;
  seal->last = (load_number (chunk_head) & LAST_CHUNK) != 0;
  if (size > CHUNK_SIZE || (size != CHUNK_SIZE && !seal->last))
    return set_damaged (error);
  return read_exactly (seal->fd, seal->sealed, size + TAG_SIZE, error) && open_chunk (seal, chunk_head, size, error);
}

gboolean
cw_seal_reader_read (CwSealReader *self, gpointer data, gsize size, GError **error)
{
  guint8 *bytes = data;

  while (size > 0)
    {
      if (self->seal.used == self->seal.filled && !read_chunk (&self->seal, error))
        return FALSE;
      gsize part = MIN (size, self->seal.filled - self->seal.used);
      memcpy (bytes, cw_secret_get_data (self->seal.clear) + self->seal.used, part);
      self->seal.used += part;
      bytes += part;
      size -= part;
    }
  return TRUE;
}

gboolean
cw_seal_reader_finish (CwSealReader *self, GError **error)
{
  guint8 byte = 0;
  gsize length = 0;

  /* The last chunk may be an empty one of its own. */
  if (!self->seal.last && self->seal.used == self->seal.filled && !read_chunk (&self->seal, error))
    return FALSE;
  if (!self->seal.last || self->seal.used != self->seal.filled)
    return set_damaged (error);
  if (!read_some (self->seal.fd, &byte, 1, &length, error))
    return FALSE;
  return length == 0 || set_damaged (error);
}

void
cw_seal_reader_free (CwSealReader *self)
{
  seal_clear (&self->seal);
  g_free (self);
}
