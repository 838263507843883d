/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-practice-book.h"
#include "cw-store-requests.h"

/* The practice CA's book over a store: its keys are kept like any other private key, its certificates like any other. */

G_BEGIN_DECLS

#define CW_TYPE_STORE_PRACTICE_BOOK (cw_store_practice_book_get_type ())
G_DECLARE_FINAL_TYPE (CwStorePracticeBook, cw_store_practice_book, CW, STORE_PRACTICE_BOOK, GObject)
/* The store must be unlocked where the issuing key is loaded or saved. */
CwPracticeBook *cw_store_practice_book_new (CwStore *store);

G_END_DECLS
