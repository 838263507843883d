/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-practice-book.h"

/* A book of the practice CA in memory, with real transactions, for tests that are about the CA and not about the store. Any write can
 * be made to fail, as it does on a full disk. */

G_BEGIN_DECLS

#define MEMORY_TYPE_BOOK (memory_book_get_type ())
G_DECLARE_FINAL_TYPE (MemoryBook, memory_book, MEMORY, BOOK, GObject)

MemoryBook   *memory_book_new          (void);
/* The nth step from now that could fail on a disk fails with CW_ERROR_DISK_FULL: begin, commit and every write. 0: none. */
void          memory_book_fail_at      (MemoryBook *self, guint n);
guint         memory_book_count_steps  (MemoryBook *self);       /* since the last memory_book_fail_at() */
gboolean      memory_book_is_open      (MemoryBook *self);       /* a transaction was left behind */
CwPrivateKey *memory_book_get_root_key (MemoryBook *self);
/* Everything in it as one text: to see whether anything changed. */
char         *memory_book_dup_content  (MemoryBook *self);

G_END_DECLS
