/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-candidate-columns.h"

#include "cw-certificate-text.h"
#include "cw-clock.h"
#include "cw-rows.h"
#include "cw-time.h"

#include <glib/gi18n-lib.h>

typedef enum { COLUMN_NAME, COLUMN_ISSUED_ON, COLUMN_ISSUED_BY, COLUMN_EXPIRES, COLUMN_COMPACT, N_COLUMNS } Column;

static const char *const titles[N_COLUMNS] = {
  N_("Friendly Name"), N_("Issued On"), N_("Issued By"), N_("Expires"), N_("Certificate"),
};

/* ---- texts ---- */

static char *
dup_text (CwCandidate *candidate, Column column)
{
  CwStoredCertificate *certificate = cw_candidate_get_certificate (candidate);

  switch (column)
    {
    case COLUMN_ISSUED_ON:
      return cw_time_to_date (cw_stored_certificate_get_not_before (certificate));
    case COLUMN_ISSUED_BY:
      return g_strdup (cw_stored_certificate_get_issuer_name (certificate));
    case COLUMN_EXPIRES:
      return cw_certificate_dup_expires (cw_stored_certificate_get_not_after (certificate), cw_clock_now ());
    case COLUMN_NAME:
    case COLUMN_COMPACT:
    default:
      return g_strdup (cw_stored_certificate_get_friendly_name (certificate));
    }
}

static char *
dup_tooltip (CwCandidate *candidate, Column column)
{
  CwStoredCertificate *certificate = cw_candidate_get_certificate (candidate);

  switch (column)
    {
    case COLUMN_ISSUED_ON:
      return cw_time_to_exact (cw_stored_certificate_get_not_before (certificate));
    case COLUMN_ISSUED_BY:
      return g_strdup (cw_stored_certificate_get_issuer (certificate));
    case COLUMN_EXPIRES:
      return cw_certificate_dup_exact (cw_stored_certificate_get_not_after (certificate));
    case COLUMN_NAME:
    case COLUMN_COMPACT:
    default:
      return cw_certificate_dup_names (certificate);
    }
}

/* What speaks against it; in a narrow window what has no column there comes first. */
static char *
dup_second_line (CwCandidate *candidate, Column column)
{
  g_autofree char *reasons = cw_candidate_dup_reasons (candidate);
  g_autofree char *line = NULL;
  g_autofree char *expires = NULL;

  if (column != COLUMN_COMPACT)
    return g_steal_pointer (&reasons);
  expires = dup_text (candidate, COLUMN_EXPIRES);
  line = g_strdup_printf (cw_stored_certificate_get_not_after (cw_candidate_get_certificate (candidate)) < cw_clock_now () ? _("%s, expired %s") : _("%s, expires %s"),
                          cw_stored_certificate_get_issuer_name (cw_candidate_get_certificate (candidate)), expires);
  return *reasons != '\0' ? g_strdup_printf ("%s\n%s", line, reasons) : g_steal_pointer (&line);
}

/* ---- cells ---- */

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

/* An icon, the name, and below it what is to be known before it is chosen. */
static GtkWidget *
make_name_cell (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *detail = make_label ();

  gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (detail), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (detail), 3);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_box_append (GTK_BOX (lines), make_label ());
  gtk_box_append (GTK_BOX (lines), detail);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), lines);
  return box;
}

static CwSeverity
get_worst (CwCandidate *candidate, gboolean *any)
{
  GListModel *problems = cw_candidate_get_problems (candidate);
  CwSeverity worst = CW_SEVERITY_INFO;

  *any = g_list_model_get_n_items (problems) > 0;
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      worst = MAX (worst, cw_problem_get_severity (problem));
    }
  return worst;
}

static void
show_verdict (GtkImage *image, CwCandidate *candidate)
{
  gboolean any = FALSE;
  CwSeverity worst = get_worst (candidate, &any);
  const char *word = _("Can be chosen");
  const char *style = any ? cw_severity_get_style (worst) : "success";

  if (any)
    word = worst == CW_SEVERITY_ERROR ? _("Cannot be chosen") : _("Can be chosen, but read why not");
  gtk_image_set_from_icon_name (image, any ? cw_severity_get_icon (worst) : "emblem-ok-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (image), (const char *[]) { style != NULL ? style : "dim-label", NULL });
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

/* What cannot be chosen stands back; why, does not. */
static void
set_dim (GtkWidget *label, CwCandidate *candidate)
{
  if (cw_candidate_can_serve (candidate))
    gtk_widget_remove_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "dim-label");
}

static void
bind_name_cell (GtkWidget *box, CwCandidate *candidate, Column column)
{
  GtkWidget *image = gtk_widget_get_first_child (box);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_next_sibling (image));
  GtkWidget *detail = gtk_widget_get_next_sibling (title);
  g_autofree char *text = dup_text (candidate, column);
  g_autofree char *line = dup_second_line (candidate, column);

  show_verdict (GTK_IMAGE (image), candidate);
  gtk_label_set_text (GTK_LABEL (title), text);
  set_dim (title, candidate);
  gtk_label_set_text (GTK_LABEL (detail), line);
  gtk_widget_set_visible (detail, *line != '\0');
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Column column = GPOINTER_TO_INT (user_data);

  gtk_list_item_set_child (item, column == COLUMN_NAME || column == COLUMN_COMPACT ? make_name_cell () : make_label ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Column column = GPOINTER_TO_INT (user_data);
  CwCandidate *candidate = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autofree char *tooltip = dup_tooltip (candidate, column);
  g_autofree char *text = dup_text (candidate, column);

  gtk_widget_set_tooltip_text (child, tooltip);
  if (!GTK_IS_LABEL (child))
    {
      bind_name_cell (child, candidate, column);
      return;
    }
  gtk_label_set_text (GTK_LABEL (child), text);
  set_dim (child, candidate);
}

/* ---- order ---- */

static int
compare_times (gint64 a, gint64 b)
{
  return a < b ? GTK_ORDERING_SMALLER : a > b ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CwStoredCertificate *first = cw_candidate_get_certificate ((gpointer) a);
  CwStoredCertificate *second = cw_candidate_get_certificate ((gpointer) b);

  switch ((Column) GPOINTER_TO_INT (user_data))
    {
    case COLUMN_ISSUED_ON:
      return compare_times (cw_stored_certificate_get_not_before (first), cw_stored_certificate_get_not_before (second));
    case COLUMN_EXPIRES:
      return compare_times (cw_stored_certificate_get_not_after (first), cw_stored_certificate_get_not_after (second));
    case COLUMN_ISSUED_BY:
      return gtk_ordering_from_cmpfunc (g_utf8_collate (cw_stored_certificate_get_issuer_name (first), cw_stored_certificate_get_issuer_name (second)));
    case COLUMN_NAME:
    case COLUMN_COMPACT:
    case N_COLUMNS:
    default:
      return gtk_ordering_from_cmpfunc (g_utf8_collate (cw_stored_certificate_get_friendly_name (first),
                                                        cw_stored_certificate_get_friendly_name (second)));
    }
}

/* ---- columns ---- */

static GtkColumnViewColumn *
make_column (Column column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made = gtk_column_view_column_new (_(titles[column]), factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, GINT_TO_POINTER (column), NULL));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (column));
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column == COLUMN_NAME || column == COLUMN_COMPACT);
  return made;
}

void
cw_candidate_columns_add (GtkColumnView *view)
{
  for (Column column = 0; column < N_COLUMNS; column++)
    {
      g_autoptr (GtkColumnViewColumn) made = make_column (column);

      gtk_column_view_column_set_visible (made, column != COLUMN_COMPACT);
      gtk_column_view_append_column (view, made);
    }
}

void
cw_candidate_columns_set_compact (GtkColumnView *view, gboolean compact)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_column_set_visible (column, (i == COLUMN_COMPACT) == compact);
    }
}

static gboolean
has_text (const char *text, const char *folded)
{
  g_autofree char *own = g_utf8_casefold (text, -1);

  return strstr (own, folded) != NULL;
}

gboolean
cw_candidate_matches (CwCandidate *candidate, const char *folded)
{
  CwStoredCertificate *certificate = cw_candidate_get_certificate (candidate);
  g_autofree char *names = cw_certificate_dup_names (certificate);

  return has_text (cw_stored_certificate_get_friendly_name (certificate), folded)
         || has_text (cw_stored_certificate_get_issuer_name (certificate), folded) || has_text (cw_stored_certificate_get_thumbprint (certificate), folded)
         || has_text (names, folded);
}
