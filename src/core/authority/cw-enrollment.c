/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-enrollment.h"

struct _CwEnrollment
{
  GObject parent_instance;

  CwEnrollmentState state;
  char *handle;
  CwCertificate *certificate;
  GPtrArray *chain;
  char *message;
  char *code;
  char *explanation;
  gint64 retry_after;
};

G_DEFINE_FINAL_TYPE (CwEnrollment, cw_enrollment, G_TYPE_OBJECT)

static void
cw_enrollment_finalize (GObject *object)
{
  CwEnrollment *self = CW_ENROLLMENT (object);

  g_free (self->handle);
  g_clear_object (&self->certificate);
  g_ptr_array_unref (self->chain);
  g_free (self->message);
  g_free (self->code);
  g_free (self->explanation);
  G_OBJECT_CLASS (cw_enrollment_parent_class)->finalize (object);
}

static void
cw_enrollment_class_init (CwEnrollmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_enrollment_finalize;
}

static void
cw_enrollment_init (CwEnrollment *self)
{
  self->chain = g_ptr_array_new_with_free_func (g_object_unref);
}

static char *
dup_text (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static CwEnrollment *
make (CwEnrollmentState state, const char *handle, const char *message)
{
  CwEnrollment *self = g_object_new (CW_TYPE_ENROLLMENT, NULL);

  self->state = state;
  self->handle = dup_text (handle);
  self->message = dup_text (message);
  return self;
}

CwEnrollment *
cw_enrollment_new_issued (const char *handle, CwCertificate *certificate, GPtrArray *chain)
{
  g_return_val_if_fail (CW_IS_CERTIFICATE (certificate), NULL);
  CwEnrollment *self = make (CW_ENROLLMENT_ISSUED, handle, NULL);

  self->certificate = g_object_ref (certificate);
  for (guint i = 0; chain != NULL && i < chain->len; i++)
    g_ptr_array_add (self->chain, g_object_ref (chain->pdata[i]));
  return self;
}

CwEnrollment *
cw_enrollment_new_pending (const char *handle, const char *message, gint64 retry_after)
{
  CwEnrollment *self = make (CW_ENROLLMENT_PENDING, handle, message);

  self->retry_after = MAX (retry_after, 0);
  return self;
}

CwEnrollment *
cw_enrollment_new_denied (const char *handle, const char *message, const char *code)
{
  CwEnrollment *self = make (CW_ENROLLMENT_DENIED, handle, message);

  self->code = dup_text (code);
  return self;
}

CwEnrollment *
cw_enrollment_new_revoked (const char *handle, const char *message)
{
  return make (CW_ENROLLMENT_REVOKED, handle, message);
}

CwEnrollmentState
cw_enrollment_get_state (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), CW_ENROLLMENT_PENDING);
  return self->state;
}

const char *
cw_enrollment_get_handle (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->handle;
}

CwCertificate *
cw_enrollment_get_certificate (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->certificate;
}

GPtrArray *
cw_enrollment_get_chain (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->chain;
}

const char *
cw_enrollment_get_message (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->message;
}

const char *
cw_enrollment_get_code (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->code;
}

const char *
cw_enrollment_get_explanation (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), NULL);
  return self->explanation;
}

void
cw_enrollment_set_explanation (CwEnrollment *self, const char *explanation)
{
  g_return_if_fail (CW_IS_ENROLLMENT (self));
  g_free (self->explanation);
  self->explanation = dup_text (explanation);
}

gint64
cw_enrollment_get_retry_after (CwEnrollment *self)
{
  g_return_val_if_fail (CW_IS_ENROLLMENT (self), 0);
  return self->retry_after;
}
