/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-path.h"

#include "cw-rows.h"

#include <glib/gi18n-lib.h>

/* How far each certificate stands further in than its issuer. */
#define INDENT 20

struct _CwCertificatePath
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwActionRow *verdict_row;
  GtkImage *verdict_image;
  AdwPreferencesGroup *links;
};

G_DEFINE_FINAL_TYPE (CwCertificatePath, cw_certificate_path, ADW_TYPE_BIN)

static const struct
{
  const char *word;
  const char *icon;
  const char *style;
} verdicts[] = {
  [CW_VERDICT_GOOD] = { N_("Good"), "emblem-ok-symbolic", "success" },
  [CW_VERDICT_UNTRUSTED] = { N_("Not trusted by this computer"), "dialog-warning-symbolic", "warning" },
  [CW_VERDICT_INCOMPLETE] = { N_("Incomplete: an issuer is missing"), "dialog-warning-symbolic", "warning" },
  [CW_VERDICT_NOT_YET_VALID] = { N_("Not yet valid"), "appointment-soon-symbolic", "warning" },
  [CW_VERDICT_EXPIRED] = { N_("Expired"), "dialog-error-symbolic", "error" },
  [CW_VERDICT_BAD] = { N_("Not acceptable"), "dialog-error-symbolic", "error" },
};

const char *
cw_verdict_get_word (CwVerdict verdict)
{
  return _(verdicts[verdict].word);
}

static void
show_verdict (GtkImage *image, CwVerdict verdict)
{
  gtk_image_set_from_icon_name (image, verdicts[verdict].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (image), (const char *[]) { verdicts[verdict].style, NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, cw_verdict_get_word (verdict), -1);
}

/* "Good, trust anchor", and a sentence for each reason. */
static char *
dup_reasons (CwChainLink *link)
{
  g_autoptr (GString) text = g_string_new (cw_verdict_get_word (cw_chain_link_get_verdict (link)));
  GListModel *problems = cw_chain_link_get_problems (link);

  if (cw_chain_link_is_anchor (link))
    g_string_append_printf (text, ", %s", _("trusted by this computer"));
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (CwProblem) problem = g_list_model_get_item (problems, i);

      g_string_append_printf (text, "\n%s", cw_problem_get_sentence (problem));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (CwChainLink *link, guint depth)
{
  g_autofree char *name = cw_certificate_dup_display_name (cw_chain_link_get_certificate (link));
  g_autofree char *reasons = dup_reasons (link);
  GtkWidget *row = cw_row_new (name, reasons);
  GtkWidget *image = gtk_image_new ();

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, cw_certificate_get_subject (cw_chain_link_get_certificate (link)));
  show_verdict (GTK_IMAGE (image), cw_chain_link_get_verdict (link));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  if (depth > 0)
    {
      GtkWidget *branch = gtk_image_new_from_icon_name ("certwizard-branch-symbolic");

      gtk_widget_set_margin_start (branch, (int) (depth - 1) * INDENT);
      gtk_widget_add_css_class (branch, "dim-label");
      g_object_set (branch, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), branch);
    }
  return row;
}

static void
cw_certificate_path_dispose (GObject *object)
{
  G_OBJECT_CLASS (cw_certificate_path_parent_class)->dispose (object);
}

static void
cw_certificate_path_class_init (CwCertificatePathClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_certificate_path_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/certificates/cw-certificate-path.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCertificatePath, stack);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatePath, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatePath, verdict_image);
  gtk_widget_class_bind_template_child (widget_class, CwCertificatePath, links);
}

static void
cw_certificate_path_init (CwCertificatePath *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cw_certificate_path_set_chain (CwCertificatePath *self, CwChain *chain)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chain));
  CwVerdict verdict = cw_chain_get_verdict (chain);

  show_verdict (self->verdict_image, verdict);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->verdict_row), cw_verdict_get_word (verdict));
  adw_action_row_set_subtitle (self->verdict_row, cw_chain_get_summary (chain));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwChainLink) link = g_list_model_get_item (G_LIST_MODEL (chain), n - 1 - i);

      adw_preferences_group_add (self->links, make_row (link, i));
    }
  gtk_stack_set_visible_child_name (self->stack, "chain");
}
