/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A server in the process of the test that says what a script says, to the byte, whatever it is asked, and then ends as it is told. It
 * may go on to TLS. */

G_BEGIN_DECLS

typedef enum {
  TALKER_TLS,        /* shakes hands and stays */
  TALKER_CLOSE,
  TALKER_SILENCE,    /* stays, and says nothing more */
  TALKER_ENDLESS,    /* says the last thing again and again */
} TalkerEnd;

typedef struct {
  const char *await;    /* heard before it goes on; NULL: nothing */
  const char *say;
  gsize       size;     /* of say; 0: it is text */
} TalkerStep;

typedef struct _Talker Talker;

/* steps: the last one has neither await nor say. certificate, key: paths, only for TALKER_TLS. */
Talker *talker_start    (const TalkerStep *steps, TalkerEnd end, const char *certificate, const char *key);
/* There, and not at a free port of 127.0.0.1; NULL: this computer does not have that address. port 0: any. */
Talker *talker_start_at (const char *address, guint port, const TalkerStep *steps, TalkerEnd end, const char *certificate, const char *key);
void    talker_stop     (Talker *self);
guint   talker_get_port (Talker *self);
/* Returns when so many have come in all. */
void    talker_await    (Talker *self, guint n_guests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Talker, talker_stop)

G_END_DECLS
