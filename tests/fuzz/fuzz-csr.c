/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate request in whatever shape it comes. No fuzzer can sign, so whatever has the structure of a request is also taken for
 * a good one, issued for and compared with what was issued: a CA copies what it does not write itself. */
#include "cw-csr-parts.h"
#include "cw-public-key.h"
#include "cw-signer.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static CwCertificate *ca;
static CwPrivateKey *ca_key;

static void
make_ca (void)
{
  CwSubjectFields name = { .common_name = "Fuzz" };

  if (ca != NULL)
    return;
  ca_key = cw_private_key_generate (CW_KEY_ECDH_P256, 0, NULL);
  ca = cw_signer_make_ca (NULL, NULL, ca_key, &name, -1, 0, G_MAXUINT32, NULL);
  g_assert_nonnull (ca);
}

static void
assert_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
look_at (CwCsr *csr)
{
  g_autofree char *pem = cw_csr_dup_pem (csr);

  assert_text (pem);
  assert_text (cw_csr_get_subject (csr));
  assert_text (cw_csr_get_key_id (csr));
  assert_text (cw_csr_get_key_algorithm (csr));
  if (cw_csr_get_common_name (csr))
    assert_text (cw_csr_get_common_name (csr));
  if (cw_csr_get_template (csr))
    assert_text (cw_csr_get_template (csr));
  for (guint i = 0; i < cw_csr_get_names (csr)->len; i++)
    assert_text (cw_alt_name_get_text (g_ptr_array_index (cw_csr_get_names (csr), i)));
  for (guint i = 0; cw_csr_get_purposes (csr)[i]; i++)
    assert_text (cw_csr_get_purposes (csr)[i]);
}

static void
issue (CwCsr *csr)
{
  CwSignerProfile profile = { 1000, 2000, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCertificate) certificate = cw_signer_issue (ca, ca_key, csr, &profile, &error);
  g_autoptr (GPtrArray) problems = NULL, rows = NULL;

  g_assert_true ((certificate != NULL) == (error == NULL));
  if (certificate == NULL)
    return;
  g_assert_false (cw_certificate_is_ca (certificate));
  g_assert_cmpstr (cw_certificate_get_key_id (certificate), ==, cw_csr_get_key_id (csr));
  problems = cw_csr_compare (csr, certificate);
  rows = cw_csr_list_differences (csr, certificate);
  for (guint i = 0; i < rows->len; i++)
    {
      CwCsrDifference *row = g_ptr_array_index (rows, i);
      assert_text (row->asked);
      assert_text (row->issued);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCsr) csr = cw_csr_new_from_data (bytes, &error), unsigned_csr = NULL;
  g_autoptr (GBytes) whole = NULL;
  CwPublicKeyInfo info;
  const char *problem;
  CwCsrParts parts;

  make_ca ();
  g_assert_true ((csr != NULL) == (error == NULL));
  if (csr)
    look_at (csr);
  if (!cw_csr_parts_read ((CwDer) { data, size }, &parts, &problem) || !cw_public_key_read (parts.spki, &info))
    return 0;
  whole = g_bytes_new (parts.whole.data, parts.whole.size);
  unsigned_csr = cw_csr_new_signed (whole);
  look_at (unsigned_csr);
  issue (unsigned_csr);
  return 0;
}
