/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-cell.h"

#include "cw-certificate-text.h"
#include "cw-clock.h"

#include <glib/gi18n-lib.h>

struct _CwCertificateCell
{
  GtkWidget parent_instance;

  CwCellKind kind;
  GtkListItem *item;
  CwCertificateRow *row;
  gulong changed;

  GtkWidget *image;          /* NULL where the kind has none */
  GtkWidget *text;
  GtkWidget *second;         /* COMPACT only */
  const char *style;
};

G_DEFINE_FINAL_TYPE (CwCertificateCell, cw_certificate_cell, GTK_TYPE_WIDGET)

static void
set_style (GtkWidget *widget, const char *old, const char *style)
{
  if (old != NULL)
    gtk_widget_remove_css_class (widget, old);
  if (style != NULL)
    gtk_widget_add_css_class (widget, style);
}

static void
set_icon (CwCertificateCell *self, const char *icon, const char *style)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon);
  if (self->style == style)
    return;
  set_style (self->image, self->style, style);
  set_style (self->second != NULL ? self->second : self->text, self->style, style);
  self->style = style;
}

static void
set_text (CwCertificateCell *self, const char *text)
{
  gtk_inscription_set_text (GTK_INSCRIPTION (self->text), text);
}

static CwCertificateState
get_state (CwStoredCertificate *certificate)
{
  return cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate), cw_stored_certificate_get_not_after (certificate),
                                  cw_clock_now ());
}

static void
show_compact (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  CwCertificateState state = get_state (certificate);
  g_autofree char *expires = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), cw_clock_now ());
  /* Translators: state of a certificate and when it expires: "Valid, expires in 3 months". */
  g_autofree char *line = state == CW_CERTIFICATE_EXPIRED
                            ? g_strdup_printf (_("Expired %s"), expires)
                            : g_strdup_printf (_("%s, expires %s"), cw_certificate_state_get_word (state), expires);

  set_icon (self, cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state));
  set_text (self, cw_stored_certificate_get_friendly_name (certificate));
  gtk_inscription_set_text (GTK_INSCRIPTION (self->second), line);
}

static void
show_key (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  gboolean present = cw_stored_certificate_has_private_key (certificate);

  gtk_widget_set_visible (self->image, present);
  set_text (self, cw_stored_certificate_get_key_algorithm (certificate));
}

static void
show_state (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  CwCertificateState state = get_state (certificate);

  set_icon (self, cw_certificate_state_get_icon (state), cw_certificate_state_get_style (state));
  set_text (self, cw_certificate_state_get_word (state));
}

static void
show_certificate (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  g_autofree char *text = NULL;

  switch (self->kind)
    {
    case CW_CELL_STATE:
      show_state (self, certificate);
      break;
    case CW_CELL_FRIENDLY_NAME:
      set_text (self, cw_stored_certificate_get_friendly_name (certificate));
      break;
    case CW_CELL_SUBJECT:
      set_text (self, cw_stored_certificate_get_subject (certificate));
      break;
    case CW_CELL_ISSUER:
      set_text (self, cw_stored_certificate_get_issuer_name (certificate));
      break;
    case CW_CELL_EXPIRES:
      text = cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), cw_clock_now ());
      set_text (self, text);
      break;
    case CW_CELL_KEY:
      show_key (self, certificate);
      break;
    case CW_CELL_NAMES:
      text = cw_certificate_dup_names (certificate);
      set_text (self, text);
      break;
    case CW_CELL_COMPACT:
    default:
      show_compact (self, certificate);
      break;
    }
}

static void
show_nothing (CwCertificateCell *self)
{
  set_text (self, NULL);
  if (self->second != NULL)
    gtk_inscription_set_text (GTK_INSCRIPTION (self->second), NULL);
  if (self->kind == CW_CELL_KEY)
    gtk_widget_set_visible (self->image, FALSE);
  else if (self->image != NULL)
    set_icon (self, NULL, NULL);
}

static void
changed_cb (CwCertificateCell *self)
{
  CwStoredCertificate *certificate = self->row != NULL ? cw_certificate_row_get_certificate (self->row) : NULL;

  if (certificate != NULL)
    show_certificate (self, certificate);
  else
    show_nothing (self);
}

/* What the columns shorten: told when it is asked for, because making it for each bind would cost. */
static char *
dup_tooltip (CwCertificateCell *self, CwStoredCertificate *certificate)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  switch (self->kind)
    {
    case CW_CELL_FRIENDLY_NAME:
      return g_strdup (cw_stored_certificate_get_friendly_name (certificate));
    case CW_CELL_SUBJECT:
      return g_strdup (cw_stored_certificate_get_subject (certificate));
    case CW_CELL_ISSUER:
      return g_strdup (cw_stored_certificate_get_issuer (certificate));
    case CW_CELL_KEY:
      return g_strdup (cw_certificate_get_key_text (certificate));
    case CW_CELL_NAMES:
      return g_strjoinv ("\n", (char **) cw_stored_certificate_get_names (certificate));
    case CW_CELL_STATE:
    case CW_CELL_EXPIRES:
    case CW_CELL_COMPACT:
    default:
      before = cw_certificate_dup_exact (cw_stored_certificate_get_not_before (certificate));
      after = cw_certificate_dup_exact (cw_stored_certificate_get_not_after (certificate));
      return g_strdup_printf (_("Valid from %s\nExpires %s"), before, after);
    }
}

static gboolean
cw_certificate_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (widget);
  CwStoredCertificate *certificate = self->row != NULL ? cw_certificate_row_get_certificate (self->row) : NULL;
  g_autofree char *text = certificate != NULL ? dup_tooltip (self, certificate) : NULL;

  if (text == NULL || *text == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
cw_certificate_cell_dispose (GObject *object)
{
  CwCertificateCell *self = CW_CERTIFICATE_CELL (object);
  GtkWidget *child;

  if (self->row != NULL)
    g_clear_signal_handler (&self->changed, self->row);
  g_clear_object (&self->row);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->image = self->text = self->second = NULL;
  G_OBJECT_CLASS (cw_certificate_cell_parent_class)->dispose (object);
}

static void
cw_certificate_cell_class_init (CwCertificateCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_certificate_cell_dispose;
  widget_class->query_tooltip = cw_certificate_cell_query_tooltip;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "certificate-cell");
}

static void
cw_certificate_cell_init (CwCertificateCell *self)
{
}

static GtkWidget *
make_text (int min_chars)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), (guint) min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), (guint) min_chars);
  gtk_widget_set_hexpand (text, TRUE);
  return text;
}

/* How many characters a column shows when nobody has resized it. */
static int
get_min_chars (CwCellKind kind)
{
  switch (kind)
    {
    case CW_CELL_STATE:
      return 10;
    case CW_CELL_EXPIRES:
    case CW_CELL_KEY:
      return 12;
    case CW_CELL_FRIENDLY_NAME:
    case CW_CELL_SUBJECT:
    case CW_CELL_ISSUER:
    case CW_CELL_NAMES:
    case CW_CELL_COMPACT:
    default:
      return 16;
    }
}

static void
build (CwCertificateCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->kind == CW_CELL_STATE || self->kind == CW_CELL_KEY || self->kind == CW_CELL_COMPACT)
    {
      self->image = gtk_image_new_from_icon_name (self->kind == CW_CELL_KEY ? "dialog-password-symbolic" : NULL);
      gtk_widget_set_parent (self->image, widget);
    }
  self->text = make_text (get_min_chars (self->kind));
  if (self->kind != CW_CELL_COMPACT)
    {
      gtk_widget_set_parent (self->text, widget);
      return;
    }
  self->second = make_text (16);
  gtk_widget_add_css_class (self->second, "caption");
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (lines), self->text);
  gtk_box_append (GTK_BOX (lines), self->second);
  gtk_widget_set_parent (lines, widget);
}

GtkWidget *
cw_certificate_cell_new (CwCellKind kind, GtkListItem *item)
{
  CwCertificateCell *self = g_object_new (CW_TYPE_CERTIFICATE_CELL, "has-tooltip", TRUE, NULL);

  self->kind = kind;
  self->item = item;
  build (self);
  return GTK_WIDGET (self);
}

void
cw_certificate_cell_set_row (CwCertificateCell *self, CwCertificateRow *row)
{
  if (self->row == row)
    return;
  if (self->row != NULL)
    g_clear_signal_handler (&self->changed, self->row);
  g_set_object (&self->row, row);
  if (row != NULL)
    {
      self->changed = g_signal_connect_swapped (row, "notify::certificate", G_CALLBACK (changed_cb), self);
      changed_cb (self);
    }
}

guint
cw_certificate_cell_get_position (CwCertificateCell *self)
{
  return gtk_list_item_get_position (self->item);
}
