/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzzer's bytes as the content of a PKCS#7 SignedData, beside the bytes as they are. */
#include "cw-bundle.h"
#include "fuzz.h"

/* ContentInfo { signedData, [0] … } with BER's indefinite lengths, so that no length has to be right. */
static const guint8 head[] = { 0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x80 };
static const guint8 tail[] = { 0x00, 0x00, 0x00, 0x00 };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) wrapped = g_byte_array_new ();

  fuzz_read_bundle (data, size);
  g_byte_array_append (wrapped, head, sizeof head);
  g_byte_array_append (wrapped, data, (guint) size);
  g_byte_array_append (wrapped, tail, sizeof tail);
  fuzz_read_bundle (wrapped->data, wrapped->len);
  return 0;
}
