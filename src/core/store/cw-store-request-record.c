/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-store-requests.h"

#include <inttypes.h>
#include <string.h>

static const char * const nicks[] = {
  [CW_REQUEST_IN_DRAFT] = "draft",
  [CW_REQUEST_PENDING] = "pending",
  [CW_REQUEST_ISSUED] = "issued",
  [CW_REQUEST_DENIED] = "denied",
  [CW_REQUEST_REVOKED] = "revoked",
  [CW_REQUEST_FAILED] = "failed",
  [CW_REQUEST_CANCELLED] = "cancelled",
};

const char *
cw_request_state_to_nick (CwRequestState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (nicks), nicks[CW_REQUEST_FAILED]);
  return nicks[state];
}

gboolean
cw_request_state_from_nick (const char *nick, CwRequestState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *state = (CwRequestState) i;
        return TRUE;
      }
  return FALSE;
}

CwRequestRecord *
cw_request_record_new (void)
{
  return g_new0 (CwRequestRecord, 1);
}

CwRequestRecord *
cw_request_record_copy (const CwRequestRecord *self)
{
  CwRequestRecord *copy = g_memdup2 (self, sizeof *self);

  copy->friendly_name = g_strdup (self->friendly_name);
  copy->usages = g_strdup (self->usages);
  copy->subject = g_strdup (self->subject);
  copy->names = g_strdup (self->names);
  copy->key_id = g_strdup (self->key_id);
  copy->key_algorithm = g_strdup (self->key_algorithm);
  copy->csr = self->csr != NULL ? g_bytes_ref (self->csr) : NULL;
  copy->kind = g_strdup (self->kind);
  copy->ca = g_strdup (self->ca);
  copy->account = g_strdup (self->account);
  copy->template_name = g_strdup (self->template_name);
  copy->output = g_strdup (self->output);
  copy->handle = g_strdup (self->handle);
  copy->message = g_strdup (self->message);
  copy->code = g_strdup (self->code);
  copy->wish = g_strdup (self->wish);
  return copy;
}

void
cw_request_record_free (CwRequestRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->friendly_name);
  g_free (self->usages);
  g_free (self->subject);
  g_free (self->names);
  g_free (self->key_id);
  g_free (self->key_algorithm);
  g_clear_pointer (&self->csr, g_bytes_unref);
  g_free (self->kind);
  g_free (self->ca);
  g_free (self->account);
  g_free (self->template_name);
  g_free (self->output);
  g_free (self->handle);
  g_free (self->message);
  g_free (self->code);
  g_free (self->wish);
  g_free (self);
}

char *
cw_request_record_dup_reference (const CwRequestRecord *self)
{
  return self->handle != NULL ? g_strdup (self->handle) : g_strdup_printf ("r%" PRId64, self->id);
}

/* ---- as an object ---- */

struct _CwStoredRequest {
  GObject          parent_instance;
  CwRequestRecord *record;
};

G_DEFINE_FINAL_TYPE (CwStoredRequest, cw_stored_request, G_TYPE_OBJECT)

static void
cw_stored_request_finalize (GObject *object)
{
  cw_request_record_free (CW_STORED_REQUEST (object)->record);
  G_OBJECT_CLASS (cw_stored_request_parent_class)->finalize (object);
}

static void
cw_stored_request_class_init (CwStoredRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_stored_request_finalize;
}

static void
cw_stored_request_init (CwStoredRequest *self)
{
}

CwStoredRequest *
cw_stored_request_new (CwRequestRecord *record)
{
  CwStoredRequest *self = g_object_new (CW_TYPE_STORED_REQUEST, NULL);

  self->record = record;
  return self;
}

const CwRequestRecord *
cw_stored_request_get_record (CwStoredRequest *self)
{
  return self->record;
}
