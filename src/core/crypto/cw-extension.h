/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-detail-section.h"

/* The content of certificate extensions in words: one function per extension, each adds its fields and says FALSE when the
 * content is not what it should be (what was read until then stays). */

G_BEGIN_DECLS

typedef gboolean (*CwExtensionDecoder) (CwDetailSection *section, CwDer value);

/* NULL for an extension that nobody here knows. */
CwExtensionDecoder cw_extension_get_decoder (const char *oid);

/* cw-extension-usage.c */
gboolean cw_extension_basic_constraints   (CwDetailSection *section, CwDer value);
gboolean cw_extension_key_usage           (CwDetailSection *section, CwDer value);
gboolean cw_extension_extended_key_usage  (CwDetailSection *section, CwDer value);
gboolean cw_extension_private_key_period  (CwDetailSection *section, CwDer value);
gboolean cw_extension_tls_feature         (CwDetailSection *section, CwDer value);
gboolean cw_extension_netscape_type       (CwDetailSection *section, CwDer value);
gboolean cw_extension_proxy               (CwDetailSection *section, CwDer value);

/* cw-extension-names.c */
gboolean cw_extension_alternative_names   (CwDetailSection *section, CwDer value);
gboolean cw_extension_name_constraints    (CwDetailSection *section, CwDer value);
gboolean cw_extension_authority_key       (CwDetailSection *section, CwDer value);
gboolean cw_extension_distribution_points (CwDetailSection *section, CwDer value);
gboolean cw_extension_access              (CwDetailSection *section, CwDer value);

/* cw-extension-policies.c */
gboolean cw_extension_policies            (CwDetailSection *section, CwDer value);
gboolean cw_extension_policy_mappings     (CwDetailSection *section, CwDer value);
gboolean cw_extension_policy_constraints  (CwDetailSection *section, CwDer value);
gboolean cw_extension_inhibit_any_policy  (CwDetailSection *section, CwDer value);
gboolean cw_extension_qc_statements       (CwDetailSection *section, CwDer value);

/* cw-extension-microsoft.c */
gboolean cw_extension_template_information (CwDetailSection *section, CwDer value);
gboolean cw_extension_ca_version          (CwDetailSection *section, CwDer value);

/* cw-extension-timestamps.c */
gboolean cw_extension_sct_list            (CwDetailSection *section, CwDer value);

/* What several of them need. Adds one GeneralName with a label for its kind, after prefix where there is one. network: an IP
 * address comes with its mask. */
gboolean cw_extension_add_general_name    (CwDetailSection *section, const char *prefix, guint tag, CwDer value, gboolean network);
gboolean cw_extension_add_general_names   (CwDetailSection *section, const char *prefix, CwDer list);
/* The words whose bits are set in a BIT STRING's content, one to a line. */
char    *cw_extension_dup_flags           (CwDer content, const char *const *words, gsize n_words);
/* The value of a key usage in words, one to a line; NULL when it is none. */
char    *cw_extension_dup_key_usage       (CwDer value);

G_END_DECLS
