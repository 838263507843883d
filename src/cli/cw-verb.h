/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-exit.h"
#include "cw-invocation.h"
#include "cw-options.h"

/* A verb of the command line: what it takes, what is said of it, and the function that does it. One verb, one file: options → draft →
 * operation → exit code. */

G_BEGIN_DECLS

typedef enum {
  CW_VERB_REPORTS     = 1 << 0,   /* takes --report */
  CW_VERB_MAKES_STORE = 1 << 1,   /* --store may name a folder that is not there yet */
  CW_VERB_JUDGES      = 1 << 2,   /* "partly" says that something is wrong with what was looked at, and nothing else */
} CwVerbFlags;

/* Runs in a worker, and may block. -1 with an error, or an exit code. */
typedef int (*CwVerbRun) (CwInvocation *invocation, GError **error);

struct _CwVerb {
  const char          *name;
  const char          *arguments;      /* "FILE…", for translation; or NULL */
  const char          *summary;        /* one line; for translation, like the next */
  const char          *description;    /* or NULL */
  const CwOption      *options;        /* its own; NULL: none */
  const CwOption    *(*get_options) (void);   /* the same where they are made from another table */
  const CwVerb *const *verbs;          /* of a verb that is only a family: NULL-terminated */
  CwVerbRun            run;
  guint                min_arguments;
  guint                max_arguments;
  CwVerbFlags          flags;
};

extern const CwVerb cw_verb_request;
extern const CwVerb cw_verb_import;
extern const CwVerb cw_verb_get;
extern const CwVerb cw_verb_set;
extern const CwVerb cw_verb_remove;
extern const CwVerb cw_verb_test;
extern const CwVerb cw_verb_show;
extern const CwVerb cw_verb_export;
extern const CwVerb cw_verb_delete;
extern const CwVerb cw_verb_roll;
extern const CwVerb cw_verb_ca;
extern const CwVerb cw_verb_practice_ca;
extern const CwVerb cw_verb_store;
extern const CwVerb cw_verb_topology;
extern const CwVerb cw_verb_trash;
extern const CwVerb cw_verb_history;
extern const CwVerb cw_verb_help;
extern const CwVerb cw_verb_version;

/* All, in the order of --help. */
const CwVerb *const *cw_verbs_get_all (void);
const CwVerb    *cw_verb_find         (const CwVerb *const *verbs, const char *name);
/* The options that every verb takes. */
const CwOption  *cw_verb_get_common   (void);
/* All tables of a verb, NULL-terminated. tables has room for 4. */
void             cw_verb_fill_tables  (const CwVerb *verb, const CwOption *tables[4]);
/* Finds the verb at the head of the command line, whatever options come before or between; its words are left out of rest.
 * NULL with an error; verb NULL and no error: only options. */
gboolean         cw_verb_resolve      (const char *const *arguments, const CwVerb **verb, char **path, GStrv *rest, GError **error);

char            *cw_help_dup_program  (void);
char            *cw_help_dup_verb     (const CwVerb *verb, const char *path);
char            *cw_help_dup_exit_codes (void);
/* What could follow the words: one candidate a line; "<file>" and "<folder>" stand for names of files. */
char            *cw_help_dup_completion (const char *const *words);

G_END_DECLS
