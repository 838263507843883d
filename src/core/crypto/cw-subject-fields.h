/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-csr.h"

/* A distinguished name written from its fields. Private to this folder. */

G_BEGIN_DECLS

/* Appends the whole Name; the fields have passed cw_subject_fields_check(). FALSE when it is empty. */
gboolean cw_subject_fields_write (const CwSubjectFields *fields, GByteArray *out);

G_END_DECLS
