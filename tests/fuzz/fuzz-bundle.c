/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes through the reader that recognises content: PEM soup, DER, PKCS#8, PKCS#7, PFX. */
#include "cw-bundle.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_read_bundle (data, size);
  return 0;
}
