/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes COUNT different certificates of usual shape and size (RSA-2048 subject keys with random moduli, signed by one EC
 * authority), as one PEM bundle or as a DER file each: make-certificates COUNT bundle.pem | make-certificates COUNT folder/ */
#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  gnutls_x509_crt_t     ca;
  gnutls_x509_privkey_t ca_key;
} Authority;

static const char *departments[] = { "Accounts", "Buildings", "Customer Care", "Design", "Engineering", "Field Service", "Grants", "Harbour" };

static void
authority_init (Authority *self)
{
  gnutls_x509_privkey_init (&self->ca_key);
  gnutls_x509_privkey_generate (self->ca_key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  gnutls_x509_crt_init (&self->ca);
  gnutls_x509_crt_set_version (self->ca, 3);
  gnutls_x509_crt_set_dn (self->ca, "CN=Example Issuing CA 3,O=Example Harbour Authority,C=DE", NULL);
  gnutls_x509_crt_set_serial (self->ca, "\1", 1);
  gnutls_x509_crt_set_activation_time (self->ca, 1700000000);
  gnutls_x509_crt_set_expiration_time (self->ca, 2300000000);
  gnutls_x509_crt_set_basic_constraints (self->ca, 1, 0);
  gnutls_x509_crt_set_key (self->ca, self->ca_key);
  gnutls_x509_crt_sign2 (self->ca, self->ca, self->ca_key, GNUTLS_DIG_SHA256, 0);
}

static void
authority_clear (Authority *self)
{
  gnutls_x509_crt_deinit (self->ca);
  gnutls_x509_privkey_deinit (self->ca_key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Authority, authority_clear)

static void
set_random_key (gnutls_x509_crt_t certificate)
{
  gnutls_pubkey_t key;
  guint8 modulus[256], exponent[] = { 1, 0, 1 };

  gnutls_rnd (GNUTLS_RND_NONCE, modulus, sizeof modulus);
  modulus[0] |= 0x80;
  modulus[255] |= 1;
  gnutls_pubkey_init (&key);
  gnutls_pubkey_import_rsa_raw (key, &(gnutls_datum_t) { modulus, sizeof modulus }, &(gnutls_datum_t) { exponent, sizeof exponent });
  gnutls_x509_crt_set_pubkey (certificate, key);
  gnutls_pubkey_deinit (key);
}

static void
set_names (gnutls_x509_crt_t certificate, guint index)
{
  g_autofree char *host = g_strdup_printf ("srv%06u.%s%u.example.org", index, index % 3 ? "mail" : "web", index % 97);
  g_autofree char *alias = g_strdup_printf ("alias-%x.example.net", index * 2654435761u);
  g_autofree char *dn = g_strdup_printf ("CN=%s,OU=%s,O=Example Harbour Authority,L=Hamburg,C=DE", host,
                                         departments[(index * 7) % G_N_ELEMENTS (departments)]);

  gnutls_x509_crt_set_dn (certificate, dn, NULL);
  gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, host, strlen (host), GNUTLS_FSAN_SET);
  gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, alias, strlen (alias), GNUTLS_FSAN_APPEND);
}

static GBytes *
make_one (Authority *authority, guint index, gnutls_x509_crt_fmt_t format)
{
  gnutls_x509_crt_t certificate;
  gnutls_datum_t out;
  guint8 serial[16], id[20];
  GBytes *bytes;

  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);
  serial[0] &= 0x7f;
  gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  set_names (certificate, index);
  set_random_key (certificate);
  gnutls_x509_crt_set_activation_time (certificate, 1750000000 + (index % 1000) * 86400 / 4);
  gnutls_x509_crt_set_expiration_time (certificate, 1780000000 + (index % 2000) * 86400 / 4);
  gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);
  gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT);
  gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
  gnutls_rnd (GNUTLS_RND_NONCE, id, sizeof id);
  gnutls_x509_crt_set_subject_key_id (certificate, id, sizeof id);
  gnutls_x509_crt_sign2 (certificate, authority->ca, authority->ca_key, GNUTLS_DIG_SHA256, 0);
  gnutls_x509_crt_export2 (certificate, format, &out);
  gnutls_x509_crt_deinit (certificate);
  bytes = g_bytes_new (out.data, out.size);
  gnutls_free (out.data);
  return bytes;
}

int
main (int argc, char **argv)
{
  g_auto (Authority) authority = { 0 };
  guint count = argc == 3 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 0;
  gboolean folder = argc == 3 && g_str_has_suffix (argv[2], "/");
  FILE *bundle = NULL;

  if (count == 0)
    {
      g_printerr ("usage: make-certificates COUNT bundle.pem|folder/\n");
      return 2;
    }
  if (folder)
    g_mkdir_with_parents (argv[2], 0700);
  else if (!(bundle = fopen (argv[2], "we")))
    return 1;
  authority_init (&authority);
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GBytes) one = make_one (&authority, i, folder ? GNUTLS_X509_FMT_DER : GNUTLS_X509_FMT_PEM);
      g_autofree char *path = folder ? g_strdup_printf ("%s%06u.cer", argv[2], i) : NULL;

      if (folder && !g_file_set_contents (path, g_bytes_get_data (one, NULL), (gssize) g_bytes_get_size (one), NULL))
        return 1;
      if (!folder && fwrite (g_bytes_get_data (one, NULL), g_bytes_get_size (one), 1, bundle) != 1)
        return 1;
    }
  return bundle && fclose (bundle) != 0;
}
