/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-pages.h"

#include "cw-adcs-text.h"
#include "cw-authority.h"
#include "cw-bundle.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_MESSAGE 1024
#define MAX_RENEWALS 1000
#define MAX_TEMPLATES 2000
#define MAX_CERTIFICATES 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

void
cw_adcs_page_free (CwAdcsPage *self)
{
  if (self == NULL)
    return;
  g_free (self->request_id);
  g_free (self->code);
  g_free (self->message);
  g_free (self->title);
  g_free (self);
}

/* ---- the tree ---- */

/* The next one in the order of the text; never recursive, since anybody can write a page that is as deep as it is long. */
static xmlNode *
next_node (xmlNode *node, const xmlNode *root)
{
  if (node->children != NULL && node->type != XML_ENTITY_REF_NODE)
    return node->children;
  while (node != NULL && node != root && node->next == NULL)
    node = node->parent;
  return node == NULL || node == root ? NULL : node->next;
}

static xmlNode *
skip_node (xmlNode *node)
{
  while (node != NULL && node->next == NULL)
    node = node->parent;
  return node != NULL ? node->next : NULL;
}

static gboolean
is_element (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp ((const char *) node->name, name) == 0;
}

/* Borrowed: a value without entities in it is one text. */
static const char *
get_attribute (xmlNode *node, const char *name)
{
  for (xmlAttr *attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL; attribute != NULL; attribute = attribute->next)
    if (g_ascii_strcasecmp ((const char *) attribute->name, name) == 0)
      return attribute->children != NULL && attribute->children->content != NULL ? (const char *) attribute->children->content : "";
  return NULL;
}

static char *
dup_text (xmlNode *element)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (element == NULL)
    return NULL;
  for (xmlNode *node = element; node != NULL; node = next_node (node, element))
    if (node->type == XML_TEXT_NODE && node->content != NULL)
      g_string_append (text, (const char *) node->content);
    else if (node->type == XML_ELEMENT_NODE)
      g_string_append_c (text, ' ');
  return cw_adcs_text_collapse (text->str, MAX_MESSAGE);
}

static xmlNode *
find_id (xmlNode *root, const char *id)
{
  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    if (g_strcmp0 (get_attribute (node, "id"), id) == 0)
      return node;
  return NULL;
}

/* What stands beside a label, in a list or in a table. */
static char *
dup_value (xmlNode *root, const char *label_id)
{
  xmlNode *label = find_id (root, label_id);

  for (xmlNode *node = label != NULL ? skip_node (label) : NULL; node != NULL; node = next_node (node, root))
    if (is_element (node, "dd") || is_element (node, "td"))
      return dup_text (node);
    else if (is_element (node, "dt"))
      return NULL;
  return NULL;
}

static xmlDoc *
parse (const char *text)
{
  static gsize ready;
  g_autofree char *stripped = NULL;

  if (g_once_init_enter (&ready))
    {
      xmlInitParser ();
      g_once_init_leave (&ready, 1);
    }
  if (strlen (text) > G_MAXINT / 2 || !g_utf8_validate (text, -1, NULL))
    return NULL;
  stripped = cw_adcs_text_strip (text);
  return htmlReadMemory (stripped, (int) strlen (stripped), NULL, "UTF-8",
                         HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
}

/* ---- what a page says ---- */

static char *
dup_link_id (const char *link)
{
  static const char mark[] = "certnew.cer?ReqID=";
  const char *at = strstr (link, mark);
  gsize n_digits;

  if (at == NULL)
    return NULL;
  at += sizeof mark - 1;
  n_digits = strspn (at, "0123456789");
  return n_digits > 0 && at[n_digits] == '&' ? cw_adcs_text_find_number (at) : NULL;
}

static gboolean
read_issued (CwAdcsPage *page, xmlNode *root)
{
  for (xmlNode *node = root; node != NULL && page->request_id == NULL; node = next_node (node, root))
    if (is_element (node, "a") && get_attribute (node, "href") != NULL)
      page->request_id = dup_link_id (get_attribute (node, "href"));
  page->kind = CW_ADCS_PAGE_ISSUED;
  return page->request_id != NULL;
}

static gboolean
read_denied (CwAdcsPage *page, xmlNode *root)
{
  g_autofree char *reason = dup_text (find_id (root, "locInfoReqIDandReason"));
  g_autofree char *everything = NULL;

  if (reason == NULL && find_id (root, "locDenied") == NULL)
    return FALSE;
  everything = dup_text (root);
  page->kind = CW_ADCS_PAGE_DENIED;
  page->request_id = cw_adcs_text_find_number (reason);
  page->code = cw_adcs_text_find_code (reason);
  if (page->code == NULL)
    page->code = cw_adcs_text_find_code (everything);
  page->message = reason != NULL ? cw_adcs_text_find_quoted (reason) : dup_text (find_id (root, "locDenied"));
  return TRUE;
}

static gboolean
read_pending (CwAdcsPage *page, xmlNode *root)
{
  static const char *const ids[] = { "locInfoReqID", "locInfoNewReq", "locInfoChkPnd" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ids) && page->request_id == NULL; i++)
    {
      xmlNode *element = find_id (root, ids[i]);
      g_autofree char *text = dup_text (element);

      found = found || element != NULL;
      page->request_id = cw_adcs_text_find_number (text);
    }
  page->message = dup_text (find_id (root, "locInfoNewReq"));
  if (page->message == NULL)
    page->message = dup_text (find_id (root, "locInfoChkPnd"));
  page->kind = CW_ADCS_PAGE_PENDING;
  return found;
}

static gboolean
is_said (const char *text)
{
  return text != NULL && *text != '\0' && strcmp (text, "(none)") != 0 && strcmp (text, "(never set)") != 0;
}

/* "5 - Taken Under Submission": the number is the same in every language. */
static gboolean
read_status (CwAdcsPage *page, xmlNode *root)
{
  g_autofree char *disposition = dup_value (root, "locDispLabel");
  g_autofree char *message = dup_value (root, "locDispMsgLabel");
  g_autofree char *last = dup_value (root, "locLastStatLabel");

  if (disposition == NULL || *disposition < '0' || *disposition > '6' || g_ascii_isdigit (disposition[1]))
    return FALSE;
  page->kind = CW_ADCS_PAGE_STATUS;
  page->disposition = *disposition - '0';
  page->request_id = dup_value (root, "locReqIDLabel");
  if (page->request_id != NULL && !cw_adcs_is_request_id (page->request_id))
    g_clear_pointer (&page->request_id, g_free);
  page->code = cw_adcs_text_find_code (last);
  if (page->code == NULL)
    page->code = cw_adcs_text_find_code (message);
  page->message = g_strdup (is_said (message) ? message : last);
  return TRUE;
}

/* An error page of AD CS, or of ASP when the script itself broke. */
static gboolean
read_failed (CwAdcsPage *page, xmlNode *root)
{
  for (xmlNode *node = root; node != NULL && page->code == NULL; node = next_node (node, root))
    if (node->type == XML_TEXT_NODE && node->content != NULL)
      {
        page->code = cw_adcs_text_find_code ((const char *) node->content);
        if (page->code != NULL)
          page->message = cw_adcs_text_collapse ((const char *) node->content, MAX_MESSAGE);
      }
  if (page->message == NULL)
    page->message = dup_text (find_id (root, "locErrorMsg"));
  page->kind = CW_ADCS_PAGE_FAILED;
  return page->code != NULL || page->message != NULL;
}

static gboolean
has_password_field (xmlNode *root)
{
  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    if (is_element (node, "input") && get_attribute (node, "type") != NULL && g_ascii_strcasecmp (get_attribute (node, "type"), "password") == 0)
      return TRUE;
  return FALSE;
}

/* All texts of AD CS have an id that starts so, since that is how they are translated. */
static gboolean
is_from_adcs (xmlNode *root)
{
  for (xmlNode *node = root; node != NULL; node = next_node (node, root))
    {
      const char *id = get_attribute (node, "id");

      if (id != NULL && strncmp (id, "loc", 3) == 0 && g_ascii_isupper (id[3]))
        return TRUE;
    }
  return FALSE;
}

static char *
dup_title (xmlNode *root)
{
  xmlNode *title = find_id (root, "locPageTitle");

  for (xmlNode *node = root; node != NULL && title == NULL; node = next_node (node, root))
    if (is_element (node, "title"))
      title = node;
  return dup_text (title);
}

/* The order is that of certainty: a denied page has a request id as well, and every page has links. */
static void
read_kind (CwAdcsPage *page, xmlNode *root)
{
  if (read_issued (page, root) || read_denied (page, root) || read_pending (page, root) || read_status (page, root))
    return;
  if (is_from_adcs (root))
    page->kind = read_failed (page, root) ? CW_ADCS_PAGE_FAILED : CW_ADCS_PAGE_OTHER;
  else if (has_password_field (root))
    page->kind = CW_ADCS_PAGE_LOGIN;
  else
    page->kind = read_failed (page, root) ? CW_ADCS_PAGE_FAILED : CW_ADCS_PAGE_FOREIGN;
}

CwAdcsPage *
cw_adcs_page_read (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_autoptr(CwAdcsPage) page = g_new0 (CwAdcsPage, 1);
  g_autoptr(xmlDoc) document = parse (text);
  xmlNode *root = document != NULL ? xmlDocGetRootElement (document) : NULL;

  page->kind = CW_ADCS_PAGE_FOREIGN;
  page->disposition = -1;
  if (root != NULL)
    {
      read_kind (page, root);
      page->title = dup_title (root);
    }
  return g_steal_pointer (&page);
}

gboolean
cw_adcs_read_renewals (const char *text, guint *renewals)
{
  g_return_val_if_fail (text != NULL && renewals != NULL, FALSE);
  static const char mark[] = "nRenewals";

  /* It is in a script: "var nRenewals=2;". */
  for (const char *at = strstr (text, mark); at != NULL; at = strstr (at, mark))
    {
      guint64 value;
      char *end;

      at += sizeof mark - 1;
      const char *number = at + strspn (at, " \t");
      if (*number != '=' || !g_ascii_isdigit (*(number += 1 + strspn (number + 1, " \t"))))
        continue;
      value = g_ascii_strtoull (number, &end, 10);
      if (value > MAX_RENEWALS)
        return FALSE;
      *renewals = (guint) value;
      return TRUE;
    }
  return FALSE;
}

/* Value="E;WebServer;1;…": a letter, the name, and what the page's script needs. */
static char *
dup_template_name (const char *value)
{
  const char *end;

  if (value == NULL || !g_ascii_isalpha (value[0]) || value[1] != ';')
    return NULL;
  end = strchr (value + 2, ';');
  g_autofree char *name = end != NULL ? g_strndup (value + 2, (gsize) (end - value - 2)) : g_strdup (value + 2);
  g_autofree char *clean = cw_adcs_text_collapse (name, MAX_MESSAGE);
  return *clean != '\0' && strcmp (clean, name) == 0 ? g_steal_pointer (&clean) : NULL;
}

GPtrArray *
cw_adcs_read_templates (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  GPtrArray *templates = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_authority_template_free);
  g_autoptr(xmlDoc) document = parse (text);
  xmlNode *root = document != NULL ? xmlDocGetRootElement (document) : NULL;

  for (xmlNode *node = root; node != NULL && templates->len < MAX_TEMPLATES; node = next_node (node, root))
    {
      g_autofree char *name = is_element (node, "option") ? dup_template_name (get_attribute (node, "value")) : NULL;

      if (name == NULL)
        continue;
      CwAuthorityTemplate *each = g_new0 (CwAuthorityTemplate, 1);
      g_autofree char *title = dup_text (node);
      each->name = g_steal_pointer (&name);
      each->title = *title != '\0' ? g_steal_pointer (&title) : NULL;
      g_ptr_array_add (templates, each);
    }
  return templates;
}

GPtrArray *
cw_adcs_read_certificates (GBytes *body)
{
  g_return_val_if_fail (body != NULL, NULL);
  CwBundleOptions options = { .skip_locked = TRUE };
  g_autoptr(CwBundle) bundle = cw_bundle_read (body, &options, NULL, NULL);
  g_autoptr(GPtrArray) certificates = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; bundle != NULL && i < cw_bundle_get_n_items (bundle) && certificates->len < MAX_CERTIFICATES; i++)
    {
      CwBundleItem *item = cw_bundle_get_item (bundle, i);
      CwCertificate *certificate = NULL;

      if (cw_bundle_item_get_kind (item) == CW_BUNDLE_ITEM_CERTIFICATE)
        certificate = cw_bundle_item_load_certificate (item, NULL);
      if (certificate != NULL)
        g_ptr_array_add (certificates, certificate);
    }
  return certificates->len > 0 ? g_steal_pointer (&certificates) : NULL;
}

static void
add_field (GString *form, const char *name, const char *value)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  g_string_append (form, name);
  g_string_append_c (form, '=');
  /* Everything: a plus sign that is left as it is arrives as a blank. */
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

GBytes *
cw_adcs_make_form (CwCsr *csr, const char *template_name)
{
  g_return_val_if_fail (CW_IS_CSR (csr) && template_name != NULL, NULL);
  GString *form = g_string_new (NULL);
  g_autofree char *pem = cw_csr_dup_pem (csr);
  g_autofree char *attributes = g_strdup_printf ("CertificateTemplate:%s\r\n", template_name);

  add_field (form, "Mode", "newreq");
  add_field (form, "CertRequest", pem);
  add_field (form, "CertAttrib", attributes);
  add_field (form, "FriendlyType", "Saved-Request Certificate");
  add_field (form, "ThumbPrint", "");
  add_field (form, "TargetStoreFlags", "0");
  add_field (form, "SaveCert", "yes");
  return g_string_free_to_bytes (form);
}
