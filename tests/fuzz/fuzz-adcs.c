/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzzer's bytes as every kind of answer that a Windows CA may give. */
#include "cw-adcs-pages.h"
#include "cw-authority.h"
#include "fuzz.h"

#include <string.h>

static void
read_page (const char *text)
{
  g_autoptr (CwAdcsPage) page = cw_adcs_page_read (text);

  g_assert_nonnull (page);
  g_assert_true (page->request_id == NULL || cw_adcs_is_request_id (page->request_id));
  g_assert_true (page->kind != CW_ADCS_PAGE_ISSUED || page->request_id != NULL);
  g_assert_true ((page->kind == CW_ADCS_PAGE_STATUS) == (page->disposition >= 0));
  g_assert_true (page->code == NULL || (strlen (page->code) == 10 && g_str_has_prefix (page->code, "0x8")));
  g_assert_true (page->message == NULL || g_utf8_validate (page->message, -1, NULL));
  g_assert_true (page->title == NULL || g_utf8_validate (page->title, -1, NULL));
  (void) cw_adcs_explain (page->code);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *trimmed = cw_adcs_dup_trimmed (text);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) templates = cw_adcs_read_templates (valid);
  g_autoptr (GPtrArray) certificates = cw_adcs_read_certificates (bytes);
  guint renewals = 0;

  read_page (text);
  read_page (valid);
  g_assert_true (g_utf8_validate (trimmed, -1, NULL));
  for (guint i = 0; i < templates->len; i++)
    g_assert_true (*((CwAuthorityTemplate *) templates->pdata[i])->name != '\0');
  g_assert_true (certificates == NULL || certificates->len > 0);
  if (cw_adcs_read_renewals (text, &renewals))
    g_assert_cmpuint (renewals, <=, 1000);
  return 0;
}
