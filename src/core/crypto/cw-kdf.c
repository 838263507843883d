/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-kdf.h"

#include "cw-error.h"
#include "cw-openssl.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha3.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

#define MAX_CONTEXT 512
#define MAX_DIGEST CW_KDF_MAX_DIGEST
#define MAX_BLOCK 256
#define MAX_ROUNDS G_GUINT64_CONSTANT (0x80000000)
/* Rounds between two looks at the cancellable: about a millisecond. */
#define BURST 4096

typedef struct
{
  _Alignas (16) guint8 bytes[MAX_CONTEXT];
} HashState;

/* The key is worked in once; every round starts from the two prepared states. */
typedef struct
{
  const struct nettle_hash *hash;
  HashState inner;
  HashState outer;
  HashState work;
} Hmac;

typedef struct
{
  const char *oid;
  const struct nettle_hash *hash;
} HashName;

static const HashName hashes[] = {
  { "1.2.840.113549.2.2", &nettle_md2 },
  { "1.2.840.113549.2.4", &nettle_md4 },
  { "1.2.840.113549.2.5", &nettle_md5 },
  { "1.3.14.3.2.26", &nettle_sha1 },
  { "1.3.36.3.2.1", &nettle_ripemd160 },
  { "2.16.840.1.101.3.4.2.4", &nettle_sha224 },
  { "2.16.840.1.101.3.4.2.1", &nettle_sha256 },
  { "2.16.840.1.101.3.4.2.2", &nettle_sha384 },
  { "2.16.840.1.101.3.4.2.3", &nettle_sha512 },
  { "2.16.840.1.101.3.4.2.5", &nettle_sha512_224 },
  { "2.16.840.1.101.3.4.2.6", &nettle_sha512_256 },
  { "2.16.840.1.101.3.4.2.7", &nettle_sha3_224 },
  { "2.16.840.1.101.3.4.2.8", &nettle_sha3_256 },
  { "2.16.840.1.101.3.4.2.9", &nettle_sha3_384 },
  { "2.16.840.1.101.3.4.2.10", &nettle_sha3_512 },
  { "1.2.156.10197.1.401", &nettle_sm3 },
  /* HMACs */
  { "1.2.840.113549.2.6", &nettle_md5 },
  { "1.2.840.113549.2.7", &nettle_sha1 },
  { "1.2.840.113549.2.8", &nettle_sha224 },
  { "1.2.840.113549.2.9", &nettle_sha256 },
  { "1.2.840.113549.2.10", &nettle_sha384 },
  { "1.2.840.113549.2.11", &nettle_sha512 },
  { "1.2.840.113549.2.12", &nettle_sha512_224 },
  { "1.2.840.113549.2.13", &nettle_sha512_256 },
  { "2.16.840.1.101.3.4.2.13", &nettle_sha3_224 },
  { "2.16.840.1.101.3.4.2.14", &nettle_sha3_256 },
  { "2.16.840.1.101.3.4.2.15", &nettle_sha3_384 },
  { "2.16.840.1.101.3.4.2.16", &nettle_sha3_512 },
  { "1.2.156.10197.1.401.2", &nettle_sm3 },
  { "1.3.6.1.5.5.8.1.1", &nettle_md5 },
  { "1.3.6.1.5.5.8.1.2", &nettle_sha1 },
};

const struct nettle_hash *
cw_kdf_find_hash (const char *oid)
{
  for (guint i = 0; oid != NULL && i < G_N_ELEMENTS (hashes); i++)
    if (strcmp (hashes[i].oid, oid) == 0)
      {
        g_assert (hashes[i].hash->context_size <= MAX_CONTEXT && hashes[i].hash->digest_size <= MAX_DIGEST &&
                  hashes[i].hash->block_size <= MAX_BLOCK);
        return hashes[i].hash;
      }
  return NULL;
}

const char *
cw_kdf_find_rare_hash (const char *oid, gsize *digest_size)
{
  int nid = OBJ_txt2nid (oid);
  const char *name = nid != NID_undef ? OBJ_nid2sn (nid) : NULL;
  g_autoptr (EVP_MD) md = name ? cw_openssl_fetch_hash (name) : NULL;

  cw_openssl_clear_errors ();
  if (md == NULL || EVP_MD_get_size (md) <= 0 || EVP_MD_get_size (md) > MAX_DIGEST)
    return NULL;
  *digest_size = (gsize) EVP_MD_get_size (md);
  return name;
}

gboolean
cw_kdf_check_rounds (guint64 rounds, GError **error)
{
  g_autofree char *number = NULL;

  if (rounds <= MAX_ROUNDS)
    return TRUE;
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, rounds);
  g_set_error (error, CW_ERROR, CW_ERROR_TOO_LARGE, _("It asks for %s rounds of key derivation, which no honest file does"), number);
  return FALSE;
}

void
cw_kdf_clear (CwKdf *self)
{
  g_clear_pointer (&self->salt, g_bytes_unref);
}

static gboolean
cancelled (guint64 round, GCancellable *cancellable, GError **error)
{
  if (round % BURST != 0 || !g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _("Deriving the key from the password was cancelled"));
  return TRUE;
}

/* ---- HMAC ---- */

static void
hmac_absorb_pad (const struct nettle_hash *hash, HashState *state, const guint8 *key, gsize size, guint8 mask)
{
  guint8 pad[MAX_BLOCK];

  memset (pad, mask, sizeof pad);
  for (gsize i = 0; i < size; i++)
    pad[i] ^= key[i];
  hash->init (state->bytes);
  hash->update (state->bytes, hash->block_size, pad);
  cw_secret_wipe (pad, sizeof pad);
}

static void
hmac_set_key (Hmac *self, const struct nettle_hash *hash, const guint8 *key, gsize size)
{
  guint8 digest[MAX_DIGEST];

  self->hash = hash;
  if (size > hash->block_size)
    {
      hash->init (self->work.bytes);
      hash->update (self->work.bytes, size, key);
      hash->digest (self->work.bytes, hash->digest_size, digest);
      key = digest;
      size = hash->digest_size;
    }
  hmac_absorb_pad (hash, &self->inner, key, size, 0x36);
  hmac_absorb_pad (hash, &self->outer, key, size, 0x5c);
  cw_secret_wipe (digest, sizeof digest);
}

static void
hmac_start (Hmac *self)
{
  memcpy (self->work.bytes, self->inner.bytes, self->hash->context_size);
}

static void
hmac_finish (Hmac *self, guint8 *digest)
{
  const struct nettle_hash *hash = self->hash;

  hash->digest (self->work.bytes, hash->digest_size, digest);
  memcpy (self->work.bytes, self->outer.bytes, hash->context_size);
  hash->update (self->work.bytes, hash->digest_size, digest);
  hash->digest (self->work.bytes, hash->digest_size, digest);
}

gsize
cw_kdf_hmac (const struct nettle_hash *hash, const char *rare_hash, CwSecret *key, gconstpointer data, gsize size, guint8 *digest)
{
  size_t written = 0;
  Hmac hmac;

  if (hash == NULL)
    {
      EVP_Q_mac (cw_openssl_context (), "HMAC", NULL, rare_hash, NULL, cw_secret_get_data (key), cw_secret_get_size (key), data, size,
                 digest, MAX_DIGEST, &written);
      cw_openssl_clear_errors ();
      return written;
    }
  hmac_set_key (&hmac, hash, cw_secret_get_data (key), cw_secret_get_size (key));
  hmac_start (&hmac);
  hash->update (hmac.work.bytes, size, data);
  hmac_finish (&hmac, digest);
  cw_secret_wipe (&hmac, sizeof hmac);
  return hash->digest_size;
}

/* ---- PBKDF2 (RFC 8018) ---- */

static gboolean
pbkdf2_block (Hmac *hmac, const CwKdf *kdf, guint32 number, guint8 *sum, GCancellable *cancellable, GError **error)
{
  const struct nettle_hash *hash = hmac->hash;
  const gsize size = hash->digest_size;
  guint32 counter = GUINT32_TO_BE (number);
  gsize salt_size;
  const guint8 *salt = g_bytes_get_data (kdf->salt, &salt_size);
  guint64 turn[MAX_DIGEST / 8], total[MAX_DIGEST / 8];

  memset (turn, 0, sizeof turn);
  hmac_start (hmac);
  hash->update (hmac->work.bytes, salt_size, salt);
  hash->update (hmac->work.bytes, sizeof counter, (const guint8 *) &counter);
  hmac_finish (hmac, (guint8 *) turn);
  memcpy (total, turn, sizeof total);
  for (guint64 round = 1; round < kdf->rounds; round++)
    {
      hmac_start (hmac);
      hash->update (hmac->work.bytes, size, (const guint8 *) turn);
      hmac_finish (hmac, (guint8 *) turn);
      for (guint i = 0; i < (size + 7) / 8; i++)
        total[i] ^= turn[i];
      if (cancelled (round, cancellable, error))
        return FALSE;
    }
  memcpy (sum, total, size);
  cw_secret_wipe (turn, sizeof turn);
  cw_secret_wipe (total, sizeof total);
  return TRUE;
}

static gboolean
pbkdf2 (const CwKdf *kdf, CwSecret *password, guint8 *key, gsize size, GCancellable *cancellable, GError **error)
{
  guint8 block[MAX_DIGEST];
  gboolean done = TRUE;
  Hmac hmac;

  hmac_set_key (&hmac, kdf->hash, cw_secret_get_data (password), cw_secret_get_size (password));
  for (guint32 number = 1; size > 0 && done; number++)
    {
      gsize n = MIN (size, kdf->hash->digest_size);

      done = pbkdf2_block (&hmac, kdf, number, block, cancellable, error);
      if (done)
        memcpy (key, block, n);
      key += n;
      size -= n;
    }
  cw_secret_wipe (block, sizeof block);
  cw_secret_wipe (&hmac, sizeof hmac);
  return done;
}

/* ---- PKCS #12 (RFC 7292, appendix B) ---- */

static gsize
fill (guint8 *to, gsize block, const guint8 *from, gsize size)
{
  gsize rounded = (size + block - 1) / block * block;

  for (gsize i = 0; i < rounded; i++)
    to[i] = from[i % size];
  return rounded;
}

/* I = (I + B + 1) mod 2^(8 * block), for each block of I. */
static void
add_block (guint8 *input, gsize size, const guint8 *b, gsize block)
{
  for (gsize start = 0; start < size; start += block)
    {
      guint carry = 1;

      for (gsize i = block; i-- > 0;)
        {
          carry += input[start + i] + b[i];
          input[start + i] = (guint8) carry;
          carry >>= 8;
        }
    }
}

static gboolean
hash_rounds (const CwKdf *kdf, HashState *state, guint8 *digest, guint64 rounds, GCancellable *cancellable, GError **error)
{
  const struct nettle_hash *hash = kdf->hash;

  for (guint64 round = 1; round < rounds; round++)
    {
      hash->update (state->bytes, hash->digest_size, digest);
      hash->digest (state->bytes, hash->digest_size, digest);
      if (cancelled (round, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
pkcs12 (const CwKdf *kdf, CwSecret *password, guint purpose, guint8 *key, gsize size, GCancellable *cancellable, GError **error)
{
  const struct nettle_hash *hash = kdf->hash;
  const gsize block = hash->block_size;
  gsize salt_size, input_size;
  const guint8 *salt = g_bytes_get_data (kdf->salt, &salt_size);
  g_autoptr (CwSecret) input = cw_secret_new (NULL, salt_size + cw_secret_get_size (password) + 2 * block);
  guint8 *in = cw_secret_get_writable (input);
  guint8 diversifier[MAX_BLOCK], digest[MAX_DIGEST], b[MAX_BLOCK];
  HashState state;

  memset (diversifier, (int) purpose, sizeof diversifier);
  input_size = fill (in, block, salt, salt_size);
  input_size += fill (in + input_size, block, cw_secret_get_data (password), cw_secret_get_size (password));
  for (;;)
    {
      gsize n = MIN (size, hash->digest_size);

      hash->init (state.bytes);
      hash->update (state.bytes, block, diversifier);
      hash->update (state.bytes, input_size, in);
      hash->digest (state.bytes, hash->digest_size, digest);
      if (!hash_rounds (kdf, &state, digest, kdf->rounds, cancellable, error))
        return FALSE;
      memcpy (key, digest, n);
      key += n;
      size -= n;
      if (size == 0)
        break;
      fill (b, block, digest, hash->digest_size);
      add_block (in, input_size, b, block);
    }
  cw_secret_wipe (digest, sizeof digest);
  cw_secret_wipe (b, sizeof b);
  return TRUE;
}

/* ---- PBKDF1 (RFC 8018) and EVP_BytesToKey ---- */

static gboolean
pbkdf1 (const CwKdf *kdf, CwSecret *password, guint8 *key, gsize size, GCancellable *cancellable, GError **error)
{
  const struct nettle_hash *hash = kdf->hash;
  gsize salt_size;
  const guint8 *salt = g_bytes_get_data (kdf->salt, &salt_size);
  guint8 digest[MAX_DIGEST] = { 0 };
  HashState state;

  hash->init (state.bytes);
  hash->update (state.bytes, cw_secret_get_size (password), cw_secret_get_data (password));
  hash->update (state.bytes, salt_size, salt);
  hash->digest (state.bytes, hash->digest_size, digest);
  if (!hash_rounds (kdf, &state, digest, kdf->rounds, cancellable, error))
    return FALSE;
  memcpy (key, digest, MIN (size, hash->digest_size));
  cw_secret_wipe (digest, sizeof digest);
  return TRUE;
}

static void
bytes_to_key (const CwKdf *kdf, CwSecret *password, guint8 *key, gsize size)
{
  const struct nettle_hash *hash = kdf->hash;
  gsize salt_size;
  const guint8 *salt = g_bytes_get_data (kdf->salt, &salt_size);
  guint8 digest[MAX_DIGEST];
  HashState state;

  hash->init (state.bytes);
  while (size > 0)
    {
      gsize n = MIN (size, hash->digest_size);

      hash->update (state.bytes, cw_secret_get_size (password), cw_secret_get_data (password));
      hash->update (state.bytes, salt_size, salt);
      hash->digest (state.bytes, hash->digest_size, digest);
      hash->update (state.bytes, hash->digest_size, digest);
      memcpy (key, digest, n);
      key += n;
      size -= n;
    }
  cw_secret_wipe (digest, sizeof digest);
  cw_secret_wipe (&state, sizeof state);
}

/* ---- scrypt (RFC 7914) ---- */

static gboolean
scrypt (const CwKdf *kdf, CwSecret *password, guint8 *key, gsize size, GError **error)
{
  g_autoptr (EVP_KDF) algorithm = EVP_KDF_fetch (cw_openssl_context (), "SCRYPT", NULL);
  g_autoptr (EVP_KDF_CTX) context = algorithm ? EVP_KDF_CTX_new (algorithm) : NULL;
  guint64 n = kdf->n, r = kdf->r, p = kdf->p, limit = G_GUINT64_CONSTANT (3) << 30;
  gsize salt_size;
  gconstpointer salt = g_bytes_get_data (kdf->salt, &salt_size);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_PASSWORD, (gpointer) cw_secret_get_data (password), cw_secret_get_size (password)),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, (gpointer) salt, salt_size),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_N, &n),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_R, &r),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_P, &p),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_MAXMEM, &limit),
    OSSL_PARAM_construct_end (),
  };

  if (context != NULL && EVP_KDF_derive (context, key, size, params) == 1)
    return TRUE;
  cw_openssl_clear_errors ();
  g_set_error_literal (error, CW_ERROR, CW_ERROR_DAMAGED, _("The parameters of the scrypt key derivation make no sense"));
  return FALSE;
}

/* BLAKE2, Whirlpool …: OpenSSL writes them when it is asked to. Cannot be interrupted. */
static gboolean
pkcs12_rare (const CwKdf *kdf, CwSecret *password, guint purpose, guint8 *key, gsize size, GError **error)
{
  g_autoptr (EVP_KDF) algorithm = EVP_KDF_fetch (cw_openssl_context (), "PKCS12KDF", NULL);
  g_autoptr (EVP_KDF_CTX) context = algorithm ? EVP_KDF_CTX_new (algorithm) : NULL;
  int id = (int) purpose;
  guint64 rounds = kdf->rounds;
  gsize salt_size;
  gconstpointer salt = g_bytes_get_data (kdf->salt, &salt_size);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_PASSWORD, (gpointer) cw_secret_get_data (password), cw_secret_get_size (password)),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, (gpointer) salt, salt_size),
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) kdf->rare_hash, 0),
    OSSL_PARAM_construct_int (OSSL_KDF_PARAM_PKCS12_ID, &id),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_ITER, &rounds),
    OSSL_PARAM_construct_end (),
  };

  if (context != NULL && EVP_KDF_derive (context, key, size, params) == 1)
    return TRUE;
  cw_openssl_clear_errors ();
  g_set_error_literal (error, CW_ERROR, CW_ERROR_ALGORITHM_UNSUPPORTED, _("The hash of the integrity check (MAC) is not supported here"));
  return FALSE;
}

CwSecret *
cw_kdf_derive (const CwKdf *self, CwSecret *password, guint purpose, gsize size, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) key = cw_secret_new (NULL, size);
  guint8 *out = cw_secret_get_writable (key);
  gboolean done = TRUE;

  if (cancelled (0, cancellable, error))
    return NULL;
  switch (self->kind)
    {
    case CW_KDF_PBKDF2:
      done = pbkdf2 (self, password, out, size, cancellable, error);
      break;
    case CW_KDF_PKCS12:
      done = self->hash ? pkcs12 (self, password, purpose, out, size, cancellable, error)
                        : pkcs12_rare (self, password, purpose, out, size, error);
      break;
    case CW_KDF_PBKDF1:
      done = pbkdf1 (self, password, out, size, cancellable, error);
      break;
    case CW_KDF_OPENSSL:
      bytes_to_key (self, password, out, size);
      break;
    case CW_KDF_SCRYPT:
      done = scrypt (self, password, out, size, error);
      break;
    default:
      g_assert_not_reached ();
    }
  return done ? g_steal_pointer (&key) : NULL;
}

double
cw_kdf_cost (const CwKdf *self, gsize size)
{
  double blocks = self->hash ? (double) ((size + self->hash->digest_size - 1) / self->hash->digest_size) : 1;

  switch (self->kind)
    {
    case CW_KDF_PBKDF2:
      return 2 * blocks * (double) self->rounds;
    case CW_KDF_PKCS12:
      return blocks * (double) self->rounds;
    case CW_KDF_PBKDF1:
      return (double) self->rounds;
    case CW_KDF_SCRYPT:
      return (double) self->n * (double) self->r * (double) self->p;
    case CW_KDF_OPENSSL:
    default:
      return blocks;
    }
}

static double
measure (const struct nettle_hash *hash)
{
  guint8 digest[MAX_DIGEST] = { 0 };
  double best = G_MAXDOUBLE;
  HashState state;

  hash->init (state.bytes);
  /* The best of three: a computer that is busy for a moment is no reason to ask the user. */
  for (guint attempt = 0; attempt < 3; attempt++)
    {
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < 4000; i++)
        {
          hash->update (state.bytes, hash->digest_size, digest);
          hash->digest (state.bytes, hash->digest_size, digest);
        }
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 4000 / G_USEC_PER_SEC);
    }
  return best;
}

/* Measured once per hash; two threads that do it at the same time find about the same. */
static double
seconds_per_round (const struct nettle_hash *hash)
{
  static gint picoseconds[G_N_ELEMENTS (hashes)];
  guint i = 0;

  while (hashes[i].hash != hash)
    i++;
  if (g_atomic_int_get (&picoseconds[i]) == 0)
    g_atomic_int_set (&picoseconds[i], (gint) CLAMP (measure (hash) * 1e12, 1, G_MAXINT));
  return g_atomic_int_get (&picoseconds[i]) * 1e-12;
}

double
cw_kdf_seconds (const CwKdf *self, double cost)
{
  /* What is always quick is not measured. */
  if (cost < 3e6)
    return cost * 1e-6;
  /* scrypt's inner loop, or a rare hash: as on a slow computer. */
  if (self->hash == NULL)
    return cost * 0.6e-6;
  return cost * seconds_per_round (self->hash);
}
