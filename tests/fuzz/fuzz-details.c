/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate, everything that is shown of it, and a chain of it alone: once untrusted, once as its own anchor, so that every
 * check of a chain is run although no fuzzer can sign. */
#include "cw-certificate-details.h"
#include "cw-chain.h"

#include <string.h>

#define NOON G_GINT64_CONSTANT (1795262400)   /* the time does not change what is found */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
assert_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* The fixtures are PEM, the fuzzer's own inputs mostly DER. */
static GBytes *
unwrap (const guint8 *data, gsize size)
{
  static const char begin[] = "-----BEGIN CERTIFICATE-----";
  gsize decoded;

  if (size < sizeof begin || memcmp (data, begin, sizeof begin - 1) != 0)
    return g_bytes_new (data, size);
  g_autofree char *text = g_strndup ((const char *) data + sizeof begin - 1, size - sizeof begin + 1);
  char *end = strstr (text, "-----END");
  if (end)
    *end = '\0';
  guint8 *der = g_base64_decode (text, &decoded);
  return g_bytes_new_take (der, decoded);
}

static void
read_details (CwCertificate *certificate)
{
  g_autoptr (GListModel) details = cw_certificate_details_new (certificate);
  g_autofree char *purposes = cw_certificate_dup_purposes_text (certificate);
  g_autofree char *name = cw_certificate_dup_display_name (certificate);

  assert_text (purposes);
  assert_text (name);
  for (guint i = 0; i < g_list_model_get_n_items (details); i++)
    {
      g_autoptr (CwDetailSection) section = g_list_model_get_item (details, i);
      assert_text (cw_detail_section_get_title (section));
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (section)); k++)
        {
          g_autoptr (CwDetailField) field = g_list_model_get_item (G_LIST_MODEL (section), k);
          assert_text (cw_detail_field_get_label (field));
          assert_text (cw_detail_field_get_value (field));
        }
    }
}

static void
judge (CwCertificate *certificate, GPtrArray *anchors)
{
  g_autoptr (CwChain) chain = cw_chain_new (certificate, NULL, NULL, anchors, NOON);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chain)), >, 0);
  assert_text (cw_chain_get_summary (chain));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) der = unwrap (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCertificate) certificate = cw_certificate_new_from_der (der, &error);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();

  g_assert_true ((certificate != NULL) == (error == NULL));
  if (!certificate)
    return 0;
  read_details (certificate);
  judge (certificate, NULL);
  g_ptr_array_add (anchors, certificate);
  judge (certificate, anchors);
  return 0;
}
