/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <atspi/atspi-constants.h>
#include <gio/gio.h>
#include <string.h>

/* Drives the real window as a user does: through its accessible tree, and with keys and clicks where that has no action. Every
 * function that looks for something waits until it is there (and shown), and ends the test with the whole tree when it does not
 * come. Nothing sleeps. Wants tests/session.sh around it. */

G_BEGIN_DECLS

/* Something in the accessible tree of a program: where it is on the accessibility bus. */
typedef struct {
  char *bus;
  char *path;
} E2eNode;

/* ---- waiting ---- */

/* Turns the main loop until the condition holds. */
#define e2e_until(condition) \
  G_STMT_START { \
    gint64 e2e_end_ = e2e_deadline (); \
    while (!(condition)) \
      e2e_turn (e2e_end_, G_STRLOC, #condition); \
  } G_STMT_END

gint64 e2e_deadline (void);
void   e2e_turn     (gint64 deadline, const char *where, const char *what);
G_NORETURN void e2e_fail (const char *where, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* ---- the window program ---- */

/* A place to work in, and the window that a test drives. */
typedef struct {
  char *folder;              /* goes away with the test */
  char *store;               /* a store that is not there yet */
  GSubprocess *process;
  E2eNode *app;      /* the root of everything below */
  gboolean may_fail;         /* for a test that kills the window */
  gboolean at_home;          /* the window stays on the home screen, and does not go to the certificates at once */
} E2e;

/* A fixture for g_test_add(). */
void  e2e_set_up      (E2e *self, gconstpointer data);
void  e2e_tear_down   (E2e *self, gconstpointer data);
#define E2E_ADD(path, function) g_test_add (path, E2e, NULL, e2e_set_up, function, e2e_tear_down)
/* Starts everything; before any test is added. */
void  e2e_init        (int *argc, char ***argv);

/* Another window on the same store, with a process of its own. */
E2e  *e2e_new_beside  (E2e *other);
void  e2e_free        (E2e *self);

/* Starts the window on the store; more arguments until NULL. Without any it goes to the Certificates, unless the test is about what it
 * opens on. */
void  e2e_start       (E2e *self, ...) G_GNUC_NULL_TERMINATED;
/* As "NAME=VALUE", for the windows that are started from now on; NULL forgets all. */
void  e2e_setenv      (const char *assignment);
/* Closes the window as its button does, and checks that the program ends well. */
void  e2e_close       (E2e *self);
/* Waits for the end that was brought about in another way. */
void  e2e_wait_end    (E2e *self);

/* A file that make-pki.sh made: "web.pfx". */
const char *e2e_pki   (const char *name);
const char *e2e_path  (E2e *self, const char *name);           /* in the folder of the test */
/* Runs a program until NULL, checks that it succeeds, and gives its output. */
char *e2e_run         (const char *program, ...) G_GNUC_NULL_TERMINATED;
/* certwizardctl VERB --store STORE …: another process at the same store. */
char *e2e_ctl         (E2e *self, const char *verb, ...) G_GNUC_NULL_TERMINATED;
/* The same, for what a test needs to begin with: imports these files of make-pki.sh, until NULL. */
void  e2e_fill        (E2e *self, ...) G_GNUC_NULL_TERMINATED;

/* ---- finding ----
 * What is found stays alive until the window is closed: nobody has to free it. A name is a pattern with * and ?, without the
 * underscores of mnemonics. */

#define e2e_need(root, role, name) e2e_need_at (G_STRLOC, root, role, name)
#define e2e_gone(root, role, name) e2e_gone_at (G_STRLOC, root, role, name)
#define e2e_label(root, name) e2e_need_at (G_STRLOC, root, ATSPI_ROLE_LABEL, name)
#define e2e_button(root, name) e2e_need_at (G_STRLOC, root, ATSPI_ROLE_PUSH_BUTTON, name)
#define e2e_toplevel(self, title) e2e_toplevel_at (G_STRLOC, self, title)
#define e2e_toplevel_gone(self, title) e2e_toplevel_gone_at (G_STRLOC, self, title)

E2eNode *e2e_find           (E2eNode *root, AtspiRole role, const char *name);   /* or NULL, at once */
E2eNode *e2e_need_at        (const char *where, E2eNode *root, AtspiRole role, const char *name);
void             e2e_gone_at        (const char *where, E2eNode *root, AtspiRole role, const char *name);
E2eNode *e2e_find_toplevel  (E2e *self, const char *title);
E2eNode *e2e_toplevel_at    (const char *where, E2e *self, const char *title);
void             e2e_toplevel_gone_at (const char *where, E2e *self, const char *title);
E2eNode *e2e_main_window    (E2e *self);
GPtrArray       *e2e_find_all       (E2eNode *root, AtspiRole role, const char *name);

gboolean e2e_is_shown  (E2eNode *node);
gboolean e2e_has_state (E2eNode *node, AtspiStateType state);
char    *e2e_name      (E2eNode *node);
char    *e2e_text      (E2eNode *node);      /* what is in an entry or a label */
gboolean e2e_is_sensitive (E2eNode *node);
/* The texts of all labels that are shown below, a line each. */
char    *e2e_labels    (E2eNode *root);
char    *e2e_dump      (E2eNode *root);
void     e2e_forget_nodes (void);
const char *e2e_role_name (AtspiRole role);
/* One call to a node, checked where it has to succeed: an answer, or NULL. */
GVariant *e2e_call     (E2eNode *node, const char *interface, const char *method, GVariant *parameters, const char *type);
AtspiRole e2e_role     (E2eNode *node);
GPtrArray *e2e_children (E2eNode *node);
/* Many questions at once; each takes one from PENDING when its answer is there. */
void      e2e_ask_name     (E2eNode *node, char **name, guint *pending);
void      e2e_ask_role     (E2eNode *node, AtspiRole *role, guint *pending);
void      e2e_ask_children (E2eNode *node, GPtrArray *children, gpointer (*make) (E2eNode *node), guint *pending);
E2eNode  *e2e_find_application (guint pid);
/* Where it is in its window. */
gboolean e2e_get_area  (E2eNode *node, int *x, int *y, int *width, int *height);
/* Input as from a device, by the registry of accessibility. */
void     e2e_device_key   (guint keycode, gboolean press);
void     e2e_device_mouse (int x, int y, const char *event);

/* ---- doing ---- */

#define e2e_click(root, name) e2e_click_at (G_STRLOC, root, name)
#define e2e_enter(root, name, text) e2e_enter_at (G_STRLOC, root, name, text)
#define e2e_toggle(root, name) e2e_toggle_at (G_STRLOC, root, name)
#define e2e_act(node, action) e2e_act_at (G_STRLOC, node, action)
#define e2e_choose_menu(self, button, item) e2e_choose_menu_at (G_STRLOC, self, button, item)

void e2e_click_at       (const char *where, E2eNode *root, const char *name);   /* a button, when it is sensitive */
void e2e_enter_at       (const char *where, E2eNode *root, const char *name, const char *text);
void e2e_toggle_at      (const char *where, E2eNode *root, const char *name);   /* a switch or a check box */
gboolean e2e_try_act    (E2eNode *node, const char *action);
void e2e_act_at         (const char *where, E2eNode *node, const char *action);
void e2e_choose_menu_at (const char *where, E2e *self, const char *button, const char *item);
void e2e_point          (E2eNode *node);          /* mouse click in its middle */
void e2e_point_right    (E2eNode *node);
/* Turns the wheel in the middle of a window that lists more than it shows, until all of the node is in its middle part. */
#define e2e_scroll_to(window, node) e2e_scroll_to_at (G_STRLOC, window, node)
void e2e_scroll_to_at   (const char *where, E2eNode *window, E2eNode *node);

/* "Return", "Control+l", "Shift+Tab": names of X keys. */
void e2e_key            (const char *key);
void e2e_type_keys      (const char *ascii);

/* The file choosers of GTK. */
void e2e_open_file      (E2e *self, const char *title, const char *path);
void e2e_save_file      (E2e *self, const char *title, const char *path);

/* ---- the certificates' table ---- */

char    *e2e_rows        (E2e *self);      /* the friendly names that are shown, from the top, a line each */
char    *e2e_column      (E2e *self, const char *title);
gboolean e2e_has_column  (E2e *self, const char *title);
gboolean e2e_has_row     (E2e *self, const char *friendly_name);
gboolean e2e_rows_are    (E2e *self, const char *expected);
void     e2e_select_named (E2e *self, const char *friendly_name);
void     e2e_sort_by     (E2e *self, const char *title);

/* ---- views and tabs ---- */

void     e2e_show_view   (E2e *self, const char *title);
void     e2e_show_tab    (E2eNode *dialog, const char *title);

/* ---- the import wizard ---- */

/* The wizard, with this file chosen by the file chooser. */
E2eNode *e2e_begin_import (E2e *self, const char *path);
void     e2e_answer_password (E2e *self, const char *password);
/* From the main window to the result; password NULL where there is none to ask for. */
void     e2e_import      (E2e *self, const char *path, const char *password);

/* ---- the screen ---- */

/* Another program puts this text into the clipboard; NULL: it goes away. */
void  e2e_set_clipboard (const char *text);

/* Saves what the window shows, dialogs in its middle included, when the picture has come to rest. */
void  e2e_picture       (const char *path);
void  e2e_screen_focus  (void);
guint e2e_screen_keycode (guint keysym, gboolean *shift);
guint e2e_screen_keysym  (const char *name);

G_END_DECLS
