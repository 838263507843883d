/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-practice-book.h"

/* The practice CA's own certificates, and what it does with their key. The public side is in cw-practice-book.h; this is what the
 * authority shares with it. Private to this folder. */

G_BEGIN_DECLS

/* One transaction of the book: what is not committed is rolled back. */
typedef struct { CwPracticeBook *book; } CwPracticeTransaction;
gboolean cw_practice_transaction_begin  (CwPracticeTransaction *self, CwPracticeBook *book, GError **error);
gboolean cw_practice_transaction_commit (CwPracticeTransaction *self, GError **error);
void     cw_practice_transaction_clear  (CwPracticeTransaction *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPracticeTransaction, cw_practice_transaction_clear)

typedef struct {
  CwCertificate *root;
  CwCertificate *issuing;
  CwPrivateKey  *key;       /* of issuing */
} CwPracticeCa;
void     cw_practice_ca_clear (CwPracticeCa *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPracticeCa, cw_practice_ca_clear)

/* Inside a transaction: loads the CA, and makes one where there is none that can issue. */
gboolean cw_practice_ca_open  (CwPracticeCa *self, CwPracticeBook *book, GError **error);
/* Fills in what a record says about an issued one. csr: that of the record. */
gboolean cw_practice_ca_issue (CwPracticeCa *self, CwCsr *csr, CwPracticeRecord *record, GError **error);

G_END_DECLS
