/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-timeline-row.h"

#include "cw-certificate-text.h"
#include "cw-timeline-bars.h"
#include "cw-usage-text.h"

#include <glib/gi18n-lib.h>

struct _CwTimelineRow
{
  GtkBox parent_instance;

  CwTimelineEntry *entry;
  GtkWidget *words;
  GtkWidget *image;
  GtkWidget *name;
  GtkWidget *line;
  GtkWidget *bars;
};

G_DEFINE_FINAL_TYPE (CwTimelineRow, cw_timeline_row, GTK_TYPE_BOX)

static GtkWidget *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
cw_timeline_row_dispose (GObject *object)
{
  g_clear_object (&CW_TIMELINE_ROW (object)->entry);
  G_OBJECT_CLASS (cw_timeline_row_parent_class)->dispose (object);
}

static void
cw_timeline_row_class_init (CwTimelineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_timeline_row_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_timeline_row_init (CwTimelineRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->image = gtk_image_new ();
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (self->words), self->image);
  gtk_box_append (GTK_BOX (self->words), lines);
  self->name = add_label (lines);
  self->line = add_label (lines);
  gtk_widget_add_css_class (self->line, "caption");
  gtk_widget_add_css_class (self->line, "dim-label");
  self->bars = cw_timeline_bars_new (CW_BAR_ALL);
  gtk_widget_set_hexpand (self->bars, TRUE);
  gtk_box_append (GTK_BOX (self), self->words);
  gtk_box_append (GTK_BOX (self), self->bars);
  cw_timeline_row_set_narrow (self, FALSE);
}

GtkWidget *
cw_timeline_row_new (void)
{
  return g_object_new (CW_TYPE_TIMELINE_ROW, NULL);
}

static char *
dup_line (CwTimelineEntry *entry, CwCertificateState state, gint64 now)
{
  gint64 end = cw_stored_certificate_get_not_after (cw_timeline_entry_get_certificate (entry));
  g_autofree char *expires = cw_certificate_dup_expires (end, now);

  if (end == G_MAXINT64)
    return g_strdup_printf (_("never expires · %s"), cw_timeline_entry_get_usages (entry));
  /* Translators: when a certificate expires, and which usages have it. */
  return g_strdup_printf (state == CW_CERTIFICATE_EXPIRED ? _("expired %s · %s") : _("expires %s · %s"), expires, cw_timeline_entry_get_usages (entry));
}

void
cw_timeline_row_set_entry (CwTimelineRow *self, const CwTimelineScale *scale, CwTimelineEntry *entry)
{
  CwStoredCertificate *certificate = cw_timeline_entry_get_certificate (entry);
  CwCertificateState state = cw_certificate_state_at (cw_stored_certificate_get_not_before (certificate),
                                                      cw_stored_certificate_get_not_after (certificate), scale->now);
  g_autofree char *line = dup_line (entry, state, scale->now);
  g_autofree char *sentence = cw_timeline_entry_dup_sentence (entry, scale->now);
  const char *style = cw_certificate_state_get_style (state);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  g_set_object (&self->entry, entry);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), cw_certificate_state_get_icon (state));
  gtk_widget_set_css_classes (self->image, (const char *[]) { style != NULL ? style : "success", NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_certificate_state_get_word (state), -1);
  gtk_label_set_text (GTK_LABEL (self->name), cw_stored_certificate_get_friendly_name (certificate));
  gtk_label_set_text (GTK_LABEL (self->line), line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  /* The focus is on the row of the list, which is not ours: it says the same. */
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  cw_timeline_bars_set_entry (CW_TIMELINE_BARS (self->bars), scale, entry);
}

void
cw_timeline_row_set_scale (CwTimelineRow *self, const CwTimelineScale *scale)
{
  if (self->entry != NULL)
    cw_timeline_row_set_entry (self, scale, self->entry);
}

void
cw_timeline_row_set_narrow (CwTimelineRow *self, gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self), narrow ? 3 : 0);
  gtk_widget_set_size_request (self->words, narrow ? -1 : CW_TIMELINE_TEXT_WIDTH, -1);
  /* Beside the picture they are as wide as they are told, however long a name is. */
  gtk_widget_set_hexpand (self->words, narrow);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), narrow ? -1 : 1);
  gtk_label_set_max_width_chars (GTK_LABEL (self->line), narrow ? -1 : 1);
}
