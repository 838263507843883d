/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-finding-button.h"

#include <glib/gi18n-lib.h>

static gboolean
can_renew (CwFinding *finding)
{
  return cw_finding_get_mend (finding) == CW_MEND_NOTHING && cw_finding_get_usage (finding) != NULL
         && cw_finding_get_severity (finding) >= CW_SEVERITY_WARNING && g_strcmp0 (cw_finding_get_place (finding), "validity") == 0;
}

static const char *
get_mend_label (CwFinding *finding)
{
  switch (cw_finding_get_mend (finding))
    {
    case CW_MEND_ASSIGN_AGAIN:
      return _("_Mend");
    case CW_MEND_RELOAD:
      return _("_Reload");
    case CW_MEND_ROLL_NOW:
      return _("R_oll Now");
    case CW_MEND_NOTHING:
    default:
      return can_renew (finding) ? _("Re_quest…") : NULL;
    }
}

static const char *
get_mend_tooltip (CwFinding *finding)
{
  switch (cw_finding_get_mend (finding))
    {
    case CW_MEND_ASSIGN_AGAIN:
      return _("Write the files of this usage anew, and reload the service");
    case CW_MEND_RELOAD:
      return _("Let the service read its files again");
    case CW_MEND_ROLL_NOW:
      return _("Put the next certificate in place now");
    case CW_MEND_NOTHING:
    default:
      return _("Request a successor");
    }
}

void
cw_finding_button_set (GtkWidget *button, CwFinding *finding)
{
  const char *label = get_mend_label (finding);

  gtk_widget_set_visible (button, label != NULL && cw_finding_get_usage (finding) != NULL);
  if (label == NULL || cw_finding_get_usage (finding) == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, get_mend_tooltip (finding));
  /* Between the two, the target of one action would belong to the other. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  if (can_renew (finding))
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", cw_finding_get_usage (finding));
  else
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(si)", cw_finding_get_usage (finding), (int) cw_finding_get_mend (finding));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), can_renew (finding) ? "assignments.renew" : "assignments.mend");
}
