/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-export-operation.h"
#include <glib/gi18n-lib.h>
#include "cw-draft-fields.h"
#include "cw-error.h"
#include "cw-export-private.h"
#include "cw-paths.h"

typedef struct {
  const char *nick;
  const char *label;
  const char *description;
  const char *extension;
  gboolean    can_hold_key;
} FormatInfo;

/* In the order of the enumeration. */
static const FormatInfo formats[] = {
  { "pem", N_("PEM, the certificate"), N_("For most services on Linux. Several certificates fit into one file."), ".pem", TRUE },
  { "pem-chain", N_("PEM, the issuers"), N_("The certificates between this one and the trusted root, for services that ask for a chain file."), ".pem", FALSE },
  { "pem-fullchain", N_("PEM, the certificate and its issuers"), N_("For services that want one file, such as nginx, Postfix and HAProxy."), ".pem", TRUE },
  { "der", N_("DER, the certificate"), N_("Binary, for Windows, Java and devices."), ".cer", FALSE },
  { "pkcs7", N_("PKCS #7, the certificate and its issuers"), N_("For Windows: a .p7b file, without the private key."), ".p7b", FALSE },
  { "pfx", N_("PFX (PKCS #12)"), N_("With the private key, for Windows Server 2019 and later, current macOS, Java and browsers: AES-256 and SHA-256."), ".pfx", TRUE },
  { "pfx-legacy", N_("PFX (PKCS #12) for old systems"),
    N_("For Windows Server 2016 and before, old macOS and appliances that call an AES file’s password wrong: 3DES and SHA-1."), ".pfx", TRUE },
};

struct _CwExportDraft {
  GObject        parent_instance;
  GArray        *ids;
  CwExportFormat format;
  gboolean       include_key;
  gboolean       overwrite;
  char          *path;
  CwSecret      *password;
};

enum { PROP_FORMAT = 1, PROP_INCLUDE_KEY, PROP_PATH, PROP_OVERWRITE, PROP_PASSWORD, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwExportDraft, cw_export_draft, G_TYPE_OBJECT)

static void
set_format (CwExportDraft *self, CwExportFormat format)
{
  if (self->format == format)
    return;
  self->format = format;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FORMAT]);
}

static void
cw_export_draft_finalize (GObject *object)
{
  CwExportDraft *self = CW_EXPORT_DRAFT (object);

  g_array_unref (self->ids);
  g_free (self->path);
  g_clear_pointer (&self->password, cw_secret_unref);
  G_OBJECT_CLASS (cw_export_draft_parent_class)->finalize (object);
}

static void
cw_export_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CwExportDraft *self = CW_EXPORT_DRAFT (object);

  switch (id)
    {
    case PROP_FORMAT:
      g_value_set_int (value, (int) self->format);
      break;
    case PROP_INCLUDE_KEY:
      g_value_set_boolean (value, self->include_key);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_OVERWRITE:
      g_value_set_boolean (value, self->overwrite);
      break;
    case PROP_PASSWORD:
      g_value_set_boxed (value, self->password);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_export_draft_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CwExportDraft *self = CW_EXPORT_DRAFT (object);

  switch (id)
    {
    case PROP_FORMAT:
      set_format (self, (CwExportFormat) g_value_get_int (value));
      break;
    case PROP_INCLUDE_KEY:
      cw_draft_set_boolean (self, &self->include_key, g_value_get_boolean (value), pspec);
      break;
    case PROP_PATH:
      cw_draft_set_string (self, &self->path, g_value_get_string (value), pspec);
      break;
    case PROP_OVERWRITE:
      cw_draft_set_boolean (self, &self->overwrite, g_value_get_boolean (value), pspec);
      break;
    case PROP_PASSWORD:
      cw_draft_set_secret (self, &self->password, g_value_get_boxed (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_export_draft_class_init (CwExportDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cw_export_draft_finalize;
  object_class->get_property = cw_export_draft_get_property;
  object_class->set_property = cw_export_draft_set_property;
  props[PROP_FORMAT] = g_param_spec_int ("format", NULL, NULL, CW_EXPORT_PEM, CW_EXPORT_PFX_LEGACY, CW_EXPORT_PEM, flags);
  props[PROP_INCLUDE_KEY] = g_param_spec_boolean ("include-key", NULL, NULL, FALSE, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_OVERWRITE] = g_param_spec_boolean ("overwrite", NULL, NULL, FALSE, flags);
  props[PROP_PASSWORD] = g_param_spec_boxed ("password", NULL, NULL, CW_TYPE_SECRET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_export_draft_init (CwExportDraft *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* ---- validation: the same check gives a page its problems and the operation its error with the precise code ---- */

static gboolean
is_pfx (CwExportDraft *self)
{
  return self->format == CW_EXPORT_PFX || self->format == CW_EXPORT_PFX_LEGACY;
}

static void
check_key (CwExportDraft *self, CwStoredCertificate *row, CwDraftCheck *check)
{
  const char *name = cw_stored_certificate_get_friendly_name (row);
  gboolean has_key = cw_stored_certificate_has_private_key (row);
  g_autofree char *missing = g_strdup_printf (_("There is no private key for “%s” in the store."), name);
  g_autofree char *refused = g_strdup_printf (_("The private key of “%s” is not exportable."), name);
  g_autofree char *stays = g_strdup_printf (_("The private key of “%s” stays in the store: it was not asked for."), name);

  if (self->include_key && !has_key)
    cw_draft_check_fail (check, CW_ERROR_KEY_MISSING, "include-key", missing);
  else if (self->include_key && !cw_stored_certificate_is_exportable (row))
    cw_draft_check_fail (check, CW_ERROR_NOT_EXPORTABLE, "include-key", refused);
  else if (!self->include_key && has_key && is_pfx (self))
    cw_draft_check_say (check, CW_SEVERITY_INFO, "include-key", stays);
}

static void
check_rows (CwExportDraft *self, CwStore *store, CwDraftCheck *check)
{
  if (self->ids->len == 0)
    cw_draft_check_fail (check, CW_ERROR_USAGE, "certificates", _("Choose a certificate to export."));
  for (guint i = 0; i < self->ids->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwStoredCertificate) row = cw_store_find_by_id (store, g_array_index (self->ids, gint64, i), &error);

      if (row != NULL)
        check_key (self, row, check);
      else
        cw_draft_check_fail (check, error->code, "certificates", error->message);
    }
}

static void
check_password (CwExportDraft *self, CwDraftCheck *check)
{
  gboolean holds_key = self->include_key && formats[self->format].can_hold_key;

  if (is_pfx (self) && self->password == NULL)
    cw_draft_check_fail (check, CW_ERROR_PASSWORD_NEEDED, "password", _("A PFX file needs a password."));
  else if (is_pfx (self) && cw_secret_get_size (self->password) == 0)
    cw_draft_check_say (check, CW_SEVERITY_WARNING, "password", _("The password is empty: whoever gets the file can read it."));
  else if (!is_pfx (self) && holds_key && self->password == NULL)
    cw_draft_check_say (check, CW_SEVERITY_WARNING, "password",
                        _("The private key will be written without encryption; the mode of the file (0600) alone protects it."));
}

static void
check_format (CwExportDraft *self, CwDraftCheck *check)
{
  if (self->include_key && !formats[self->format].can_hold_key)
    cw_draft_check_fail (check, CW_ERROR_USAGE, "format", _("This format cannot hold a private key."));
  if (self->path == NULL || *self->path == '\0')
    cw_draft_check_fail (check, CW_ERROR_USAGE, "path", _("Choose the file to write."));
  if (self->format == CW_EXPORT_PFX_LEGACY)
    cw_draft_check_say (check, CW_SEVERITY_WARNING, "format",
                        _("3DES and SHA-1 are weak: use this file only where a modern one is refused, and remove it afterwards."));
}

GListModel *
cw_export_draft_check (CwExportDraft *self, CwStore *store, GError **error)
{
  CwDraftCheck check = { .problems = g_list_store_new (CW_TYPE_PROBLEM) };

  check_format (self, &check);
  check_rows (self, store, &check);
  check_password (self, &check);
  return cw_draft_check_end (&check, error);
}

CwExportDraft *
cw_export_draft_new (const gint64 *ids, gsize n_ids)
{
  CwExportDraft *self = g_object_new (CW_TYPE_EXPORT_DRAFT, NULL);

  g_array_append_vals (self->ids, ids, n_ids);
  return self;
}

gsize
cw_export_draft_get_n_ids (CwExportDraft *self)
{
  return self->ids->len;
}

const gint64 *
cw_export_draft_get_ids (CwExportDraft *self)
{
  return (const gint64 *) self->ids->data;
}

GListModel *
cw_export_draft_validate (CwExportDraft *self, CwStore *store)
{
  return cw_export_draft_check (self, store, NULL);
}

/* ---- formats ---- */

const char *
cw_export_format_to_nick (CwExportFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].nick;
}

gboolean
cw_export_format_from_nick (const char *nick, CwExportFormat *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (nick, formats[i].nick) == 0)
      {
        *format = (CwExportFormat) i;
        return TRUE;
      }
  return FALSE;
}

const char *
cw_export_format_get_label (CwExportFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (formats), NULL);
  return _(formats[format].label);
}

const char *
cw_export_format_get_description (CwExportFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (formats), NULL);
  return _(formats[format].description);
}

const char *
cw_export_format_get_extension (CwExportFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].extension;
}

gboolean
cw_export_format_can_hold_key (CwExportFormat format)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (formats), FALSE);
  return formats[format].can_hold_key;
}
