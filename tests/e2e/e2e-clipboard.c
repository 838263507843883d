/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <glib-unix.h>
#include <string.h>

/* Another program that owns the clipboard: a window of ours that answers whoever asks for the text. */

static Display *display;
static Window owner;
static char *clipboard_text;
static guint source;

static void
answer (const XSelectionRequestEvent *request)
{
  Atom utf8 = XInternAtom (display, "UTF8_STRING", False);
  Atom targets = XInternAtom (display, "TARGETS", False);
  XSelectionEvent reply = { .type = SelectionNotify, .requestor = request->requestor, .selection = request->selection,
                            .target = request->target, .property = request->property, .time = request->time };

  if (request->target == targets)
    XChangeProperty (display, request->requestor, request->property, XA_ATOM, 32, PropModeReplace,
                     (guchar *) (Atom[]) { targets, utf8 }, 2);
  else if (request->target == utf8)
    XChangeProperty (display, request->requestor, request->property, utf8, 8, PropModeReplace,
                     (guchar *) clipboard_text, (int) strlen (clipboard_text));
  else
    reply.property = None;
  XSendEvent (display, request->requestor, False, 0, (XEvent *) &reply);
  XFlush (display);
}

static gboolean
event_cb (int fd, GIOCondition condition, gpointer user_data)
{
  while (XPending (display) > 0)
    {
      XEvent event;

      XNextEvent (display, &event);
      if (event.type == SelectionRequest)
        answer (&event.xselectionrequest);
    }
  return G_SOURCE_CONTINUE;
}

void
e2e_set_clipboard (const char *text)
{
  g_clear_handle_id (&source, g_source_remove);
  g_clear_pointer (&display, XCloseDisplay);
  g_clear_pointer (&clipboard_text, g_free);
  if (text == NULL)
    return;
  clipboard_text = g_strdup (text);
  display = XOpenDisplay (NULL);
  g_assert_nonnull (display);
  owner = XCreateSimpleWindow (display, DefaultRootWindow (display), 0, 0, 1, 1, 0, 0, 0);
  XSetSelectionOwner (display, XInternAtom (display, "CLIPBOARD", False), owner, CurrentTime);
  g_assert_true (XGetSelectionOwner (display, XInternAtom (display, "CLIPBOARD", False)) == owner);
  source = g_unix_fd_add (ConnectionNumber (display), G_IO_IN, event_cb, NULL);
}
