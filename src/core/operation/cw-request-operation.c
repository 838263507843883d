/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-request-operation-private.h"
#include <glib/gi18n-lib.h>
#include "cw-error.h"
#include "cw-output-path.h"
#include "cw-paths.h"
#include "cw-request-plan.h"

enum { PROP_LOG = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwRequestOperation, cw_request_operation, CW_TYPE_OPERATION)

CwStoreAccess *
cw_request_operation_get_access (CwRequestOperation *self)
{
  return cw_authorities_get_access (self->authorities);
}

CwStore *
cw_request_operation_get_store (CwRequestOperation *self)
{
  return cw_store_access_get_store (cw_request_operation_get_access (self));
}

gboolean
cw_request_operation_is_online (CwRequestOperation *self)
{
  return (cw_authority_get_capabilities (self->authority) & CW_AUTHORITY_CAN_SUBMIT) != 0;
}

gboolean
cw_request_run_begin_step (CwRequestRun *run, CwPlanStep *step, GError **error)
{
  return cw_operation_begin_step (CW_OPERATION (run->self), step, run->cancellable, error);
}

/* ---- prepare ---- */

static void
add_key_steps (CwRequestOperation *self, CwPlan *plan)
{
  gboolean new_store = cw_store_get_protection (cw_request_operation_get_store (self), NULL) == CW_PROTECTION_NONE;
  g_autofree char *key = self->draft != NULL ? cw_request_draft_dup_key_words (self->draft) : NULL;
  g_autofree char *title = g_strdup_printf (_("Make a private key (%s) and the request, and keep both"), key != NULL ? key : "");

  self->unlock_step = cw_plan_add (plan, new_store, new_store ? _("Set up the protection of private keys") : _("Unlock the store"), NULL);
  if (self->record == NULL)
    self->key_step = cw_plan_add (plan, TRUE, title, _("Both are in the store, the key encrypted, before anything leaves this computer."));
  else
    self->key_step = cw_plan_add (plan, TRUE, _("Take the request and the private key that are in the store"), NULL);
}

static void
add_file_step (CwRequestOperation *self, CwPlan *plan)
{
  const char *output = self->record != NULL ? self->record->output : cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT);
  g_autofree char *display = output != NULL ? cw_paths_dup_display (output) : NULL;
  g_autofree char *title = g_strdup_printf (_("Write the request to %s"), display != NULL ? display : "");

  if (output == NULL)
    self->file_step = cw_plan_add (plan, TRUE, _("Hold the request ready to be copied or mailed"), _("The reply comes in by Import."));
  else if (g_str_equal (output, "-"))
    self->file_step = cw_plan_add (plan, TRUE, _("Print the request"), _("The reply comes in by Import."));
  else
    self->file_step = cw_plan_add (plan, TRUE, title, _("The reply of the certification authority comes in by Import and finds its key."));
}

static void
add_send_steps (CwRequestOperation *self, CwPlan *plan)
{
  g_autofree char *title = g_strdup_printf (_("Send the request to %s"), cw_authority_info_get_title (self->info));

  self->send_step = cw_plan_add (plan, TRUE, title, cw_authority_info_get_kind (self->info)->built_in ? NULL : cw_authority_info_get_address (self->info));
  self->store_step = cw_plan_add (plan, TRUE, _("Store the certificate and its issuers"),
                                  _("If the certification authority decides later, the request waits and is processed then."));
  self->check_step = cw_plan_add (plan, FALSE, _("Compare it with what was asked for, and check its chain"), NULL);
}

static gboolean
find_authority_of_draft (CwRequestOperation *self, GError **error)
{
  gboolean online = cw_request_draft_get_flag (self->draft, CW_WISH_ONLINE);

  self->info = cw_authorities_find (self->authorities, online ? cw_request_draft_get_text (self->draft, CW_WISH_AUTHORITY) : "offline", error);
  return self->info != NULL;
}

static CwPlan *
prepare_new (CwRequestOperation *self, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GPtrArray) usages = cw_request_draft_dup_usages (self->draft);
  g_autofree char *titles = cw_usage_list_dup_titles (usages);
  g_autofree char *title = g_strdup_printf (_("Request a certificate for %s"), titles);
  const char *output = cw_request_draft_get_text (self->draft, CW_WISH_OUTPUT);
  CwAuthorityCapabilities capabilities;

  plan = cw_plan_new (title);
  if ((output != NULL && !cw_output_path_check (cw_request_operation_get_store (self), output, error))
      || !cw_request_plan_check (plan, self->draft, cw_request_operation_get_store (self), error) || !find_authority_of_draft (self, error))
    return NULL;
  self->authority = cw_authorities_create (self->authorities, self->info, error);
  if (self->authority == NULL)
    return NULL;
  capabilities = cw_authority_get_capabilities (self->authority);
  cw_request_plan_add_advice (plan, self->draft, self->info, capabilities);
  cw_request_plan_add_facts (plan, self->draft, self->info, capabilities);
  return g_steal_pointer (&plan);
}

gboolean
cw_request_operation_check_again (CwRequestOperation *self, GError **error)
{
  g_autofree char *reference = cw_request_record_dup_reference (self->record);

  if (self->record->csr == NULL || self->record->cleared != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The request %s is in the trash or was never made."), reference);
      return FALSE;
    }
  if (self->record->state != CW_REQUEST_PENDING || g_strcmp0 (self->record->kind, "offline") == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_IN_USE, _("The request %s still waits at “%s”. Process it, or cancel it first."), reference, self->record->ca);
  return FALSE;
}

/* A CA that has decided about a request keeps its number: what is sent once more is then a request of its own, with the same key. */
static gboolean
is_decided (const CwRequestRecord *record)
{
  return record->state == CW_REQUEST_DENIED || record->state == CW_REQUEST_REVOKED || record->state == CW_REQUEST_ISSUED;
}

static CwPlan *
prepare_again (CwRequestOperation *self, GError **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  self->record = cw_store_find_request (cw_request_operation_get_store (self), self->again, error);
  if (self->record == NULL || !cw_request_operation_check_again (self, error))
    return NULL;
  self->new_row = is_decided (self->record);
  name = cw_request_dup_title (self->record);
  title = g_strdup_printf (_("Request “%s” once more"), name);
  plan = cw_plan_new (title);
  self->info = cw_request_find_authority (self->authorities, self->record, error);
  self->authority = self->info != NULL ? cw_authorities_create (self->authorities, self->info, error) : NULL;
  if (self->authority == NULL)
    return NULL;
  cw_request_plan_add_record_facts (plan, self->record, self->info);
  if (cw_request_is_uncertain (self->record) && (cw_authority_get_capabilities (self->authority) & CW_AUTHORITY_FINDS_AGAIN) == 0)
    {
      g_autoptr (CwProblem) problem =
        cw_problem_new (CW_SEVERITY_WARNING, "request", _("It was sent before, and the answer was lost: “%s” may have it already."), self->record->ca);

      cw_plan_add_problem (plan, problem);
    }
  return g_steal_pointer (&plan);
}

static void
forget_preparation (CwRequestOperation *self)
{
  g_clear_object (&self->info);
  g_clear_object (&self->authority);
  g_clear_pointer (&self->record, cw_request_record_free);
  self->unlock_step = self->key_step = self->file_step = self->send_step = self->store_step = self->check_step = NULL;
}

static CwPlan *
request_prepare (CwOperation *operation, GCancellable *cancellable, GError **error)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (operation);
  g_autoptr (CwPlan) plan = NULL;

  forget_preparation (self);
  if (self->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (self->broken));
      return NULL;
    }
  plan = self->draft != NULL ? prepare_new (self, error) : prepare_again (self, error);
  if (plan == NULL)
    return NULL;
  add_key_steps (self, plan);
  if (cw_request_operation_is_online (self))
    add_send_steps (self, plan);
  else
    add_file_step (self, plan);
  return g_steal_pointer (&plan);
}

/* ---- object ---- */

static void
cw_request_operation_finalize (GObject *object)
{
  CwRequestOperation *self = CW_REQUEST_OPERATION (object);

  forget_preparation (self);
  g_clear_object (&self->draft);
  g_clear_error (&self->broken);
  g_clear_object (&self->csr);
  g_clear_object (&self->request);
  g_clear_object (&self->chain);
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  g_clear_pointer (&self->log, cw_request_log_free);
  g_clear_object (&self->authorities);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_request_operation_parent_class)->finalize (object);
}

static void
cw_request_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOG)
    g_value_set_string (value, cw_request_operation_get_log (CW_REQUEST_OPERATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_request_operation_class_init (CwRequestOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CwOperationClass *operation_class = CW_OPERATION_CLASS (klass);

  object_class->finalize = cw_request_operation_finalize;
  object_class->get_property = cw_request_operation_get_property;
  operation_class->name = "request";
  operation_class->prepare = request_prepare;
  operation_class->run = cw_request_operation_run;
  props[PROP_LOG] = g_param_spec_string ("log", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_request_operation_init (CwRequestOperation *self)
{
  g_mutex_init (&self->lock);
  self->log = cw_request_log_new (G_OBJECT (self), props[PROP_LOG]);
}

CwRequestOperation *
cw_request_operation_new (CwAuthorities *authorities, CwRequestDraft *draft)
{
  CwRequestOperation *self = g_object_new (CW_TYPE_REQUEST_OPERATION, NULL);

  self->authorities = g_object_ref (authorities);
  self->draft = cw_request_draft_copy (draft);
  cw_operation_set_store (CW_OPERATION (self), cw_request_operation_get_store (self));
  return self;
}

CwRequestOperation *
cw_request_operation_new_again (CwAuthorities *authorities, CwTopology *topology, CwUsageCatalogue *usages, gint64 request, gboolean new_key)
{
  CwStore *store = cw_store_access_get_store (cw_authorities_get_access (authorities));
  CwRequestOperation *self = g_object_new (CW_TYPE_REQUEST_OPERATION, NULL);
  g_autoptr (CwRequestRecord) record = new_key ? cw_store_find_request (store, request, &self->broken) : NULL;

  self->authorities = g_object_ref (authorities);
  self->again = new_key ? 0 : request;
  /* With another key it is another request: the wish decides what it is, and prepare says what is wrong with it. */
  if (record != NULL)
    self->draft = cw_request_draft_new_from_json (topology, usages, record->wish != NULL ? record->wish : "", &self->broken);
  cw_operation_set_store (CW_OPERATION (self), cw_request_operation_get_store (self));
  return self;
}

CwStoredRequest *
cw_request_operation_get_request (CwRequestOperation *self)
{
  return self->request;
}

GPtrArray *
cw_request_operation_get_differences (CwRequestOperation *self)
{
  return self->differences;
}

CwChain *
cw_request_operation_get_chain (CwRequestOperation *self)
{
  return self->chain;
}

char *
cw_request_operation_dup_csr (CwRequestOperation *self)
{
  g_autoptr (CwCsr) csr = NULL;

  g_mutex_lock (&self->lock);
  g_set_object (&csr, self->csr);
  g_mutex_unlock (&self->lock);
  return csr != NULL ? cw_csr_dup_pem (csr) : NULL;
}

const char *
cw_request_operation_get_log (CwRequestOperation *self)
{
  return cw_request_log_get (self->log);
}
