/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-gss.h"
#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <string.h>

static gss_OID_desc spnego_oid = { 6, (void *) "\x2b\x06\x01\x05\x05\x02" };
static gss_OID_desc ntlm_oid = { 10, (void *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };

struct _CwGss {
  gss_cred_id_t credential;
  gss_ctx_id_t  context;
  gss_name_t    target;
  gss_OID       mechanism;
  OM_uint32     flags;
  GBytes       *end_point;
  gboolean      complete;
};

void
cw_gss_free (CwGss *self)
{
  OM_uint32 minor;

  gss_delete_sec_context (&minor, &self->context, GSS_C_NO_BUFFER);
  gss_release_cred (&minor, &self->credential);
  gss_release_name (&minor, &self->target);
  g_clear_pointer (&self->end_point, g_bytes_unref);
  g_free (self);
}

static char *
dup_status (OM_uint32 status, int type, gss_OID mechanism)
{
  OM_uint32 minor, more = 0;
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

  if (GSS_ERROR (gss_display_status (&minor, status, type, mechanism, &more, &text)))
    return g_strdup ("");
  g_autofree char *copy = g_strndup (text.value, text.length);
  gss_release_buffer (&minor, &text);
  return g_utf8_make_valid (copy, -1);
}

static gboolean
fail (CwGss *self, CwError code, const char *sentence, OM_uint32 major, OM_uint32 minor, GError **error)
{
  g_autofree char *by_mechanism = minor != 0 ? dup_status (minor, GSS_C_MECH_CODE, self->mechanism) : g_strdup ("");
  g_autofree char *general = dup_status (major, GSS_C_GSS_CODE, GSS_C_NO_OID);

  g_set_error (error, CW_ERROR, (gint) code, sentence, *by_mechanism != '\0' ? by_mechanism : general);
  return FALSE;
}

static CwGss *
gss_new (gss_OID mechanism, OM_uint32 flags, const char *host, GBytes *end_point)
{
  CwGss *self = g_new0 (CwGss, 1);
  g_autofree char *service = g_strconcat ("HTTP@", host, NULL);
  gss_buffer_desc name = { strlen (service), service };
  OM_uint32 minor;

  self->credential = GSS_C_NO_CREDENTIAL;
  self->context = GSS_C_NO_CONTEXT;
  self->mechanism = mechanism;
  self->flags = flags;
  self->end_point = end_point ? g_bytes_ref (end_point) : NULL;
  gss_import_name (&minor, &name, GSS_C_NT_HOSTBASED_SERVICE, &self->target);
  return self;
}

/* Only Kerberos: otherwise SPNEGO may offer an NTLM account that it finds somewhere. */
static OM_uint32
acquire_kerberos (CwGss *self, CwKerberos *kerberos, OM_uint32 *minor)
{
  gss_key_value_element_desc element = { "ccache", cw_kerberos_get_cache (kerberos) };
  gss_key_value_set_desc store = { 1, &element };
  gss_OID_set_desc spnego = { 1, &spnego_oid }, only = { 1, (gss_OID) gss_mech_krb5 };
  OM_uint32 major = gss_acquire_cred_from (minor, GSS_C_NO_NAME, 0, &spnego, GSS_C_INITIATE, &store, &self->credential, NULL, NULL);

  return GSS_ERROR (major) ? major : gss_set_neg_mechs (minor, self->credential, &only);
}

CwGss *
cw_gss_new_kerberos (CwKerberos *kerberos, const char *host, GBytes *end_point, GError **error)
{
  g_autoptr(CwGss) self = gss_new (&spnego_oid, GSS_C_MUTUAL_FLAG, host, end_point);
  OM_uint32 minor = 0, major = acquire_kerberos (self, kerberos, &minor);

  if (!GSS_ERROR (major))
    return g_steal_pointer (&self);
  fail (self, CW_ERROR_NO_TICKET, _("The Kerberos ticket cannot be used: %s"), major, minor, error);
  return NULL;
}

gboolean
cw_gss_has_ntlm (void)
{
  gss_OID_set mechanisms = GSS_C_NO_OID_SET;
  OM_uint32 minor;
  int present = 0;

  if (!GSS_ERROR (gss_indicate_mechs (&minor, &mechanisms)))
    gss_test_oid_set_member (&minor, &ntlm_oid, mechanisms, &present);
  gss_release_oid_set (&minor, &mechanisms);
  return present != 0;
}

CwGss *
cw_gss_new_ntlm (const char *user, CwSecret *password, const char *host, GBytes *end_point, GError **error)
{
  g_autoptr(CwGss) self = gss_new (&ntlm_oid, 0, host, end_point);
  gss_buffer_desc name = { strlen (user), (void *) user };
  gss_buffer_desc secret = { cw_secret_get_size (password), (void *) cw_secret_get_data (password) };
  gss_OID_set_desc ntlm = { 1, &ntlm_oid };
  gss_name_t me = GSS_C_NO_NAME;
  OM_uint32 minor = 0, ignored;

  if (!cw_gss_has_ntlm ())
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_SUPPORTED, _("A login by NTLM needs the package gss-ntlmssp, which is not installed."));
      return NULL;
    }
  OM_uint32 major = gss_import_name (&minor, &name, GSS_C_NT_USER_NAME, &me);
  if (!GSS_ERROR (major))
    major = gss_acquire_cred_with_password (&minor, me, &secret, 0, &ntlm, GSS_C_INITIATE, &self->credential, NULL, NULL);
  gss_release_name (&ignored, &me);
  if (!GSS_ERROR (major))
    return g_steal_pointer (&self);
  fail (self, CW_ERROR_NOT_SUPPORTED, _("A login by NTLM cannot be prepared: %s"), major, minor, error);
  return NULL;
}

gboolean
cw_gss_step (CwGss *self, GBytes *in, GBytes **out, GError **error)
{
  struct gss_channel_bindings_struct bindings = { 0 };
  gss_buffer_desc input = GSS_C_EMPTY_BUFFER, output = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor = 0, ignored;

  *out = NULL;
  if (in)
    input.value = (void *) g_bytes_get_data (in, &input.length);
  if (self->end_point)
    bindings.application_data.value = (void *) g_bytes_get_data (self->end_point, &bindings.application_data.length);
  OM_uint32 major = gss_init_sec_context (&minor, self->credential, &self->context, self->target, self->mechanism, self->flags, 0,
                                          self->end_point ? &bindings : GSS_C_NO_CHANNEL_BINDINGS, in ? &input : GSS_C_NO_BUFFER, NULL,
                                          &output, NULL, NULL);
  if (output.length > 0)
    *out = g_bytes_new (output.value, output.length);
  gss_release_buffer (&ignored, &output);
  if (GSS_ERROR (major))
    {
      g_clear_pointer (out, g_bytes_unref);
      return fail (self, CW_ERROR_REPLY, _("The login cannot go on after what the server said: %s"), major, minor, error);
    }
  self->complete = major == GSS_S_COMPLETE;
  return TRUE;
}

gboolean
cw_gss_is_complete (CwGss *self)
{
  return self->complete;
}
