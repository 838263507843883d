/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-interaction.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"

G_DEFINE_ABSTRACT_TYPE (CwInteraction, cw_interaction, G_TYPE_OBJECT)

static void
cw_interaction_class_init (CwInteractionClass *klass)
{
}

static void
cw_interaction_init (CwInteraction *self)
{
}

static gboolean
nobody_to_ask (const char *heading, GError **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_CONFIRMATION,
               _("“%s” has to be confirmed, and there is nobody to ask."), heading);
  return FALSE;
}

gboolean
cw_interaction_confirm (CwInteraction *self, const CwQuestion *question, GCancellable *cancellable, GError **error)
{
  if (self == NULL || CW_INTERACTION_GET_CLASS (self)->confirm == NULL)
    return nobody_to_ask (question->heading, error);
  return CW_INTERACTION_GET_CLASS (self)->confirm (self, question, cancellable, error);
}

CwSecret *
cw_interaction_ask_secret (CwInteraction *self, const CwSecretQuestion *question, GCancellable *cancellable, GError **error)
{
  if (self != NULL && CW_INTERACTION_GET_CLASS (self)->ask_secret != NULL)
    return CW_INTERACTION_GET_CLASS (self)->ask_secret (self, question, cancellable, error);
  g_set_error (error, CW_ERROR, CW_ERROR_PASSWORD_NEEDED, _("%s, and there is nobody to ask."), question->heading);
  return NULL;
}

int
cw_interaction_choose (CwInteraction *self, const CwQuestion *question, const char * const *choices, int preselected,
                       GCancellable *cancellable, GError **error)
{
  if (self != NULL && CW_INTERACTION_GET_CLASS (self)->choose != NULL)
    return CW_INTERACTION_GET_CLASS (self)->choose (self, question, choices, preselected, cancellable, error);
  nobody_to_ask (question->heading, error);
  return -1;
}
