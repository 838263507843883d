/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-authority.h"

/* The table of kinds: what each is called, which fields describe one of it, and how one is made. The editor in the window and the
 * options of "certwizardctl ca add" are both made from it: a new kind is one folder and one row here. */

G_BEGIN_DECLS

typedef enum { CW_FIELD_TEXT, CW_FIELD_HOST, CW_FIELD_URI, CW_FIELD_FILE, CW_FIELD_CHOICE, CW_FIELD_BOOLEAN, CW_FIELD_FINGERPRINTS } CwFieldType;

typedef struct {
  const char        *name;       /* "host": also the option's name, --host */
  const char        *title;      /* for translation */
  const char        *help;       /* for translation, one sentence */
  CwFieldType        type;
  gboolean           required;
  const char        *fallback;   /* the default, or NULL */
  const char *const *choices;    /* of CW_FIELD_CHOICE: nicks; their titles are in choice_titles */
  const char *const *choice_titles;
} CwAuthorityField;

/* What the practice CA keeps, as its owner gives it; see practice/cw-practice-book.h. */
typedef struct _CwPracticeBook CwPracticeBook;

typedef struct {
  const char                *id;            /* "adcs" */
  const char                *title;         /* for translation: "Active Directory Certificate Services" */
  const char                *summary;       /* for translation, one sentence */
  const CwAuthorityField    *fields;        /* ends with a NULL name */
  gboolean                   built_in;      /* always there, cannot be added: practice, offline */
  gboolean                   wants_template_extension;   /* the template goes into the CSR as well */
  const char                *default_template;           /* "WebServer", or NULL */
  /* settings: name → value, validated. book: for practice, else NULL. */
  CwAuthority             *(*create) (GHashTable *settings, CwPracticeBook *book, GError **error);
  /* What no field can say alone: adds CwProblems. Or NULL. */
  void                     (*check) (GHashTable *settings, GPtrArray *problems);
} CwAuthorityKind;

/* Each in its folder. */
extern const CwAuthorityKind cw_adcs_kind;
extern const CwAuthorityKind cw_offline_kind;
extern const CwAuthorityKind cw_practice_kind;

const CwAuthorityKind *const *cw_authority_kinds_get_all (void);          /* NULL-terminated, in the order of lists */
const CwAuthorityKind *cw_authority_kinds_find     (const char *id);      /* NULL */
/* Of CwProblem; field is the field's name. */
GPtrArray             *cw_authority_kind_validate  (const CwAuthorityKind *kind, GHashTable *settings);
/* The value, or the field's fallback, or NULL. */
const char            *cw_authority_kind_get_value (const CwAuthorityKind *kind, GHashTable *settings, const char *name);
/* "ca.example.org\Example CA", as on the vendor pages; also what --ca is compared with. NULL for kinds without. */
char                  *cw_authority_kind_dup_address (const CwAuthorityKind *kind, GHashTable *settings);
/* "host\CA name" taken apart. FALSE: it is no such thing. */
gboolean               cw_authority_parse_address  (const char *text, char **host, char **ca_name);
/* Of CW_FIELD_FINGERPRINTS: SHA-256, upper-case hex, apart at commas, semicolons and ends of lines. NULL: one of them is none. */
char                 **cw_authority_parse_fingerprints (const char *text);

G_END_DECLS
