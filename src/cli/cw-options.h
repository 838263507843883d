/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* The options of a verb: a table from which parsing, --help and completion are made. A parser of our own, because the vendor's
 * words need what GOption lacks: booleans such as $true, refusals with a reason, and suggestions. */

G_BEGIN_DECLS

typedef enum {
  CW_OPTION_FLAG,        /* stands alone; also --force=$false */
  CW_OPTION_BOOLEAN,     /* true|false|yes|no|1|0|$true|$false */
  CW_OPTION_TEXT,
  CW_OPTION_NUMBER,
  CW_OPTION_FILE,
  CW_OPTION_FOLDER,
  CW_OPTION_CHOICE,
  CW_OPTION_TYPES,       /* usages, as in "Default,WebServicesInternal"; "Default, WebServicesInternal" as the vendor writes it is the same */
  CW_OPTION_TIME,        /* a date, with or without a time */
  CW_OPTION_SECRET,      /* "-" and nothing else: everybody can read the command line of a process */
  CW_OPTION_LATER,       /* the vendor's, of a part that this version does not have: takes a value, and is refused, not ignored */
} CwOptionKind;

typedef struct {
  const char        *name;      /* without dashes; NULL ends a table */
  CwOptionKind       kind;
  const char        *value;     /* "FILE", for translation; or NULL */
  const char        *help;      /* for translation */
  const char        *vendor;    /* the vendor's name of it, "-Path", or NULL */
  const char *const *choices;   /* of CW_OPTION_CHOICE */
  gboolean           many;      /* may be given several times */
  const char        *alias;     /* another name of it, or NULL */
} CwOption;

typedef struct _CwOptions CwOptions;

/* tables: NULL-terminated. arguments: what follows the verb. CW_ERROR_USAGE with a sentence. */
CwOptions       *cw_options_parse         (const CwOption *const *tables, const char *const *arguments, GError **error);
void             cw_options_free          (CwOptions *self);
gboolean         cw_options_has           (CwOptions *self, const char *name);           /* a flag that is not switched off; any value */
const char      *cw_options_get           (CwOptions *self, const char *name);           /* or NULL */
GPtrArray       *cw_options_get_all       (CwOptions *self, const char *name);           /* of char*, borrowed, or NULL */
gboolean         cw_options_get_boolean   (CwOptions *self, const char *name, gboolean fallback);
guint            cw_options_get_number    (CwOptions *self, const char *name, guint fallback);
gint64           cw_options_get_time      (CwOptions *self, const char *name);           /* 0: not given */
const char      *cw_options_find_later    (CwOptions *self);                             /* the first option of a later version, or NULL */
/* What is no option. */
guint            cw_options_get_n_arguments (CwOptions *self);
const char      *cw_options_get_argument  (CwOptions *self, guint index);

const CwOption  *cw_option_find           (const CwOption *const *tables, const char *name);
gboolean         cw_option_takes_value    (const CwOption *option);
/* The nearest of the words, when it is near enough to be a slip; NULL else. */
const char      *cw_suggest               (const char *word, const char *const *words);
gboolean         cw_boolean_from_text     (const char *text, gboolean *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOptions, cw_options_free)

G_END_DECLS
