/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "e2e.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/keysym.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* The display of the test: what a window manager would do (there is none), which key makes which letter, and pictures. */

#define SETTLE_TURNS 25

static Display *
get_display (void)
{
  static Display *display;

  if (display == NULL)
    display = XOpenDisplay (NULL);
  g_assert_nonnull (display);
  return display;
}

/* A window may go away between two questions about it. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

/* ---- windows ---- */

typedef struct {
  Window window;
  XWindowAttributes attributes;
} TopLevel;

/* Those that are shown, from the bottom. */
static GArray *
list_toplevels (void)
{
  Display *display = get_display ();
  GArray *list = g_array_new (FALSE, FALSE, sizeof (TopLevel));
  Window root, parent, *children = NULL;
  unsigned int n = 0;

  XSetErrorHandler (ignore_error);
  XQueryTree (display, DefaultRootWindow (display), &root, &parent, &children, &n);
  for (unsigned int i = 0; i < n; i++)
    {
      TopLevel top = { .window = children[i] };

      if (XGetWindowAttributes (display, children[i], &top.attributes) && top.attributes.map_state == IsViewable &&
          top.attributes.class == InputOutput && top.attributes.width > 1)
        g_array_append_val (list, top);
    }
  if (children != NULL)
    XFree (children);
  return list;
}

void
e2e_screen_focus (void)
{
  g_autoptr (GArray) list = list_toplevels ();
  Display *display = get_display ();
  TopLevel *top = list->len > 0 ? &g_array_index (list, TopLevel, list->len - 1) : NULL;
  Window focus;
  int revert;

  /* A menu takes the keys by itself. */
  if (top == NULL || top->attributes.override_redirect)
    return;
  XGetInputFocus (display, &focus, &revert);
  if (focus != PointerRoot && focus != None)
    {
      Window root, parent, *children = NULL;
      unsigned int n;

      if (focus == top->window || (XQueryTree (display, focus, &root, &parent, &children, &n) && parent == top->window))
        return;
    }
  XSetInputFocus (display, top->window, RevertToPointerRoot, CurrentTime);
  XSync (display, False);
}

/* ---- keys ---- */

guint
e2e_screen_keysym (const char *name)
{
  KeySym keysym = XStringToKeysym (name);

  if (keysym == NoSymbol)
    g_error ("there is no key “%s”", name);
  return (guint) keysym;
}

guint
e2e_screen_keycode (guint keysym, gboolean *shift)
{
  Display *display = get_display ();
  KeyCode code = XKeysymToKeycode (display, keysym);
  int per_code = 0;
  KeySym *symbols = XGetKeyboardMapping (display, code, 1, &per_code);

  *shift = per_code > 1 && symbols[0] != keysym && symbols[1] == keysym;
  XFree (symbols);
  return code;
}

/* ---- pictures ---- */

typedef struct {
  int x, y, width, height;
} Area;

static void
move (TopLevel *top, int x, int y)
{
  XMoveWindow (get_display (), top->window, x, y);
  XSync (get_display (), False);
}

/* The part of a window that is not the shadow around it (or, without a compositor, the border that takes its place). */
static Area
get_inside (const TopLevel *top)
{
  Display *display = get_display ();
  Area inside = { 0, 0, top->attributes.width, top->attributes.height };
  Atom type;
  int format;
  unsigned long n = 0, rest;
  unsigned char *data = NULL;

  XGetWindowProperty (display, top->window, XInternAtom (display, "_GTK_FRAME_EXTENTS", False), 0, 4, False, AnyPropertyType,
                      &type, &format, &n, &rest, &data);
  if (n == 4 && format == 32)
    {
      const long *extents = (const long *) (gpointer) data;

      inside.x = (int) extents[0];
      inside.y = (int) extents[2];
      inside.width -= (int) (extents[0] + extents[1]);
      inside.height -= (int) (extents[2] + extents[3]);
    }
  if (data != NULL)
    XFree (data);
  return inside;
}

static GdkPixbuf *
grab (const Area *area)
{
  Display *display = get_display ();
  int width = area->width, height = area->height;
  XImage *image = XGetImage (display, DefaultRootWindow (display), area->x, area->y, (unsigned) width, (unsigned) height, AllPlanes, ZPixmap);
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);

  g_assert_nonnull (image);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        unsigned long pixel = XGetPixel (image, x, y);
        guchar *to = pixels + y * stride + x * 3;

        to[0] = (guchar) (pixel >> 16);
        to[1] = (guchar) (pixel >> 8);
        to[2] = (guchar) pixel;
      }
  XDestroyImage (image);
  return pixbuf;
}

static gboolean
is_same (GdkPixbuf *a, GdkPixbuf *b)
{
  return gdk_pixbuf_get_byte_length (a) == gdk_pixbuf_get_byte_length (b) &&
         memcmp (gdk_pixbuf_read_pixels (a), gdk_pixbuf_read_pixels (b), gdk_pixbuf_get_byte_length (a)) == 0;
}

/* Until three pictures in a row are the same; what never rests (a cursor, a spinner) is taken as it is then. */
static GdkPixbuf *
grab_settled (const Area *area)
{
  GdkPixbuf *picture = grab (area);
  int same = 0;

  for (int i = 0; i < SETTLE_TURNS && same < 3; i++)
    {
      GdkPixbuf *next;

      e2e_turn (G_MAXINT64, G_STRLOC, "the picture to settle");
      next = grab (area);
      same = is_same (picture, next) ? same + 1 : 0;
      g_object_unref (picture);
      picture = next;
    }
  return picture;
}

static void
centre (TopLevel *base, TopLevel *dialog)
{
  move (dialog, MAX (0, (base->attributes.width - dialog->attributes.width) / 2), MAX (0, (base->attributes.height - dialog->attributes.height) / 2));
}

void
e2e_picture (const char *path)
{
  g_autoptr (GArray) list = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autoptr (GError) error = NULL;
  Area area;
  TopLevel *base;

  /* Out of the way: no tooltip, nothing that looks hovered. */
  e2e_device_mouse (DisplayWidth (get_display (), 0) - 1, DisplayHeight (get_display (), 0) - 1, "abs");
  list = list_toplevels ();
  g_assert_cmpuint (list->len, >, 0);
  base = &g_array_index (list, TopLevel, 0);
  area = get_inside (base);
  for (guint i = 0; i < list->len; i++)
    {
      TopLevel *top = &g_array_index (list, TopLevel, i);

      if (i > 0 && !top->attributes.override_redirect && top->attributes.x == 0 && top->attributes.y == 0)
        centre (base, top);
    }
  picture = grab_settled (&area);
  gdk_pixbuf_save (picture, path, "png", &error, NULL);
  g_assert_no_error (error);
  /* Clicks go to where the windows were. */
  for (guint i = 1; i < list->len; i++)
    if (!g_array_index (list, TopLevel, i).attributes.override_redirect)
      move (&g_array_index (list, TopLevel, i), 0, 0);
}
