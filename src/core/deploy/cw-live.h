/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-file-plan.h"
#include "cw-writer.h"

/* The folder live/. live/ID is a symbolic link to the folder of one generation, live/.generations/ID/N, which is written once and never
 * changed: a reader that opens live/ID once sees one certificate with its own key and chain, and putting another one in its place is one
 * rename. Files outside live/ are kept in the generation, too, so that they can be put back. A journal in live/.journal says what is
 * under way, so that whoever comes next after a power cut can finish or undo it. Blocks. */

G_BEGIN_DECLS

#define CW_TYPE_LIVE (cw_live_get_type ())
G_DECLARE_FINAL_TYPE (CwLive, cw_live, CW, LIVE, GObject)

CwLive     *cw_live_new            (const char *folder, CwWriter *writer);    /* touches nothing */
const char *cw_live_get_folder     (CwLive *self);
/* One process, and one thread of it, deploys at a time. Waits for another one; CW_ERROR_CANCELLED. */
gboolean    cw_live_lock           (CwLive *self, GCancellable *cancellable, GError **error);
void        cw_live_unlock         (CwLive *self);

/* ---- with the lock ---- */
/* Writes a new generation beside the others. Gives its number, which no other had before; 0 on error. */
guint64     cw_live_stage          (CwLive *self, CwFilePlan *plan, CwMaterial *material, CwSecret *password, GError **error);
/* The files of a generation are still as they were written. CW_ERROR_NOT_FOUND, CW_ERROR_DAMAGED. */
gboolean    cw_live_verify         (CwLive *self, const char *usage, guint64 generation, GError **error);
/* They are those that the plan has, each with its form, owner and mode: the usage file may have changed since. CW_ERROR_NOT_FOUND, CW_ERROR_DAMAGED. */
gboolean    cw_live_fits           (CwLive *self, CwFilePlan *plan, guint64 generation, GError **error);
/* live/ID is our link, or nothing. CW_ERROR_IN_USE: somebody put something else there, which is never replaced. */
gboolean    cw_live_check_link     (CwLive *self, const char *usage, GError **error);
/* Makes it the one that is seen: the link, then the files outside. generation 0: nothing is seen any more; foreign files that were outside
 * before us come back. What is so already is not written again. */
gboolean    cw_live_switch         (CwLive *self, const char *usage, guint64 generation, GError **error);
/* The same after a switch that failed or is taken back: files outside that were not touched since the lock was taken stay as they are. */
gboolean    cw_live_switch_back    (CwLive *self, const char *usage, guint64 generation, GError **error);
/* Not the one that is seen: CW_ERROR_IN_USE. Not there: fine. */
gboolean    cw_live_drop           (CwLive *self, const char *usage, guint64 generation, GError **error);
/* Drops every generation of the usage but these and the one that is seen (0 among them means nothing). */
gboolean    cw_live_keep_only      (CwLive *self, const char *usage, const guint64 *generations, gsize n_generations, GError **error);

/* Deletes what killed processes left half written, of every usage. */
void        cw_live_sweep_locked   (CwLive *self);

/* ---- without it ---- */
/* The same, where there is any and nobody has the lock. Cheap: for every start. */
void        cw_live_sweep          (CwLive *self);
guint64     cw_live_get_generation (CwLive *self, const char *usage);                       /* what is seen now; 0: nothing */
GPtrArray  *cw_live_list_usages    (CwLive *self);                                          /* of char *: that have, or had, generations */
char       *cw_live_dup_folder     (CwLive *self, const char *usage, guint64 generation);   /* of its files */

/* ---- the journal: what is under way ---- */
typedef struct { char *usage; guint64 from; guint64 to; } CwLiveChange;     /* generations; 0: nothing */
CwLiveChange *cw_live_change_new   (const char *usage, guint64 from, guint64 to);
void        cw_live_change_free    (CwLiveChange *self);
gboolean    cw_live_write_journal  (CwLive *self, GPtrArray *changes, GError **error);      /* of CwLiveChange */
/* NULL without an error: nothing is under way. A journal that is cut short is none: it was not yet in force. */
GPtrArray  *cw_live_read_journal   (CwLive *self, GError **error);
gboolean    cw_live_clear_journal  (CwLive *self, GError **error);
gboolean    cw_live_has_journal    (CwLive *self);                                          /* cheap: for every start */
/* What could not be finished or undone stays in the journal, and stands in the way of its own usages only. CW_ERROR_IN_USE. */
gboolean    cw_live_check_journal  (CwLive *self, const char *usage, GError **error);
gboolean    cw_live_begin_changes  (CwLive *self, GPtrArray *changes, GError **error);      /* added to what is left; CW_ERROR_IN_USE */
gboolean    cw_live_end_changes    (CwLive *self, GPtrArray *changes, GError **error);      /* what is left of others stays */

G_END_DECLS
