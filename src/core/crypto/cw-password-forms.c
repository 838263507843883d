/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-password-forms.h"

#include <string.h>

void
cw_password_form_free (CwPasswordForm *self)
{
  cw_secret_unref (self->bytes);
  g_free (self);
}

/* Takes the bytes, unless another form has become the same. */
static void
add (GPtrArray *forms, guint password, CwSecret *bytes)
{
  CwPasswordForm *form;

  for (guint i = 0; i < forms->len; i++)
    if (cw_secret_equal (((CwPasswordForm *) g_ptr_array_index (forms, i))->bytes, bytes))
      {
        cw_secret_unref (bytes);
        return;
      }
  form = g_new0 (CwPasswordForm, 1);
  form->bytes = bytes;
  form->password = password;
  g_ptr_array_add (forms, form);
}

static gsize
put_unit (guint8 *to, gsize at, guint unit)
{
  to[at] = (guint8) (unit >> 8);
  to[at + 1] = (guint8) unit;
  return at + 2;
}

/* UTF-16 with surrogates; a letter outside the first plane takes four bytes in UTF-8 as well. */
static CwSecret *
to_utf16 (const char *text, gboolean terminated)
{
  CwSecret *wide = cw_secret_new (NULL, strlen (text) * 2 + 2);
  guint8 *to = cw_secret_get_writable (wide);
  gsize at = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x10000)
        at = put_unit (to, at, 0xd800 + ((c - 0x10000) >> 10));
      at = put_unit (to, at, c >= 0x10000 ? 0xdc00 + ((c - 0x10000) & 0x3ff) : c);
    }
  if (terminated)
    at = put_unit (to, at, 0);
  cw_secret_truncate (wide, at);
  return wide;
}

/* Each byte became a letter of its own: OpenSSL before 1.1.0, and tools in a one-byte locale. */
static CwSecret *
widen (const char *bytes)
{
  gsize size = strlen (bytes), at = 0;
  CwSecret *wide = cw_secret_new (NULL, size * 2 + 2);
  guint8 *to = cw_secret_get_writable (wide);

  for (gsize i = 0; i < size; i++)
    at = put_unit (to, at, (guint8) bytes[i]);
  put_unit (to, at, 0);
  return wide;
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((*text & 0x80) != 0)
      return FALSE;
  return TRUE;
}

/* A string of GLib's making, wiped after its copy is made. */
static CwSecret *
take_string (char *text)
{
  CwSecret *secret;

  if (text == NULL)
    return NULL;
  secret = cw_secret_new_text (text);
  cw_secret_wipe (text, strlen (text));
  g_free (text);
  return secret;
}

/* The password as it was typed, composed and decomposed; read as Latin-1 when it is no UTF-8. */
static GPtrArray *
list_texts (CwSecret *password)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  const char *typed = cw_secret_get_text (password);
  CwSecret *text;

  if (g_utf8_validate (typed, -1, NULL))
    text = cw_secret_ref (password);
  else
    text = take_string (g_convert (typed, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL));
  if (text == NULL)
    return texts;
  g_ptr_array_add (texts, text);
  if (!is_ascii (cw_secret_get_text (text)))
    {
      g_ptr_array_add (texts, take_string (g_utf8_normalize (cw_secret_get_text (text), -1, G_NORMALIZE_NFC)));
      g_ptr_array_add (texts, take_string (g_utf8_normalize (cw_secret_get_text (text), -1, G_NORMALIZE_NFD)));
    }
  return texts;
}

/* What the password is in the code pages that western Windows has in windows and in the console. */
static GPtrArray *
list_code_pages (GPtrArray *texts)
{
  static const char *const pages[] = { "ISO-8859-1", "CP1252", "CP850", "CP437" };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);

  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = cw_secret_get_text (g_ptr_array_index (texts, i));

      for (guint page = 0; !is_ascii (text) && page < G_N_ELEMENTS (pages); page++)
        {
          CwSecret *bytes = take_string (g_convert (text, -1, pages[page], "UTF-8", NULL, NULL, NULL));

          if (bytes != NULL)
            g_ptr_array_add (list, bytes);
        }
    }
  return list;
}

static void
add_likely (GPtrArray *forms, guint password, CwSecret *secret, CwPasswordEncoding encoding)
{
  g_autoptr (GPtrArray) texts = list_texts (secret);

  /* A passphrase file may hold any bytes, NUL among them. */
  if (encoding == CW_PASSWORD_BYTES)
    add (forms, password, cw_secret_ref (secret));
  for (guint i = 0; i < texts->len; i++)
    if (encoding == CW_PASSWORD_BYTES)
      add (forms, password, cw_secret_ref (g_ptr_array_index (texts, i)));
    else
      add (forms, password, to_utf16 (cw_secret_get_text (g_ptr_array_index (texts, i)), TRUE));
  if (encoding == CW_PASSWORD_BMP)
    add (forms, password, widen (cw_secret_get_text (secret)));
}

static void
add_rare (GPtrArray *forms, guint password, CwSecret *secret, CwPasswordEncoding encoding)
{
  g_autoptr (GPtrArray) texts = list_texts (secret);
  g_autoptr (GPtrArray) pages = list_code_pages (texts);

  for (guint i = 0; i < pages->len; i++)
    if (encoding == CW_PASSWORD_BYTES)
      add (forms, password, cw_secret_ref (g_ptr_array_index (pages, i)));
    else
      add (forms, password, widen (cw_secret_get_text (g_ptr_array_index (pages, i))));
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = cw_secret_get_text (g_ptr_array_index (texts, i));

      /* NSS gave PBKDF the password as PKCS #12 has it, others the same without its end. */
      if (encoding == CW_PASSWORD_BYTES)
        {
          add (forms, password, to_utf16 (text, TRUE));
          add (forms, password, to_utf16 (text, FALSE));
        }
      else
        add (forms, password, widen (text));
    }
}

static void
add_all (GPtrArray *forms, GPtrArray *passwords, CwPasswordEncoding encoding,
         void (*function) (GPtrArray *forms, guint password, CwSecret *secret, CwPasswordEncoding encoding))
{
  for (guint i = 0; passwords != NULL && i < passwords->len; i++)
    {
      CwSecret *password = g_ptr_array_index (passwords, i);

      if (cw_secret_get_size (password) > 0)
        function (forms, i, password, encoding);
    }
}

GPtrArray *
cw_password_forms_new (GPtrArray *passwords, CwPasswordEncoding encoding)
{
  GPtrArray *forms = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_password_form_free);

  add_all (forms, passwords, encoding, add_likely);
  if (encoding == CW_PASSWORD_BMP)
    add (forms, CW_PASSWORD_NONE, cw_secret_new ("\0", 2));
  add (forms, CW_PASSWORD_NONE, cw_secret_new (NULL, 0));
  if (encoding == CW_PASSWORD_BYTES)
    add (forms, CW_PASSWORD_NONE, cw_secret_new ("\0", 2));
  return forms;
}

void
cw_password_forms_add_rare (GPtrArray *forms, GPtrArray *passwords, CwPasswordEncoding encoding)
{
  add_all (forms, passwords, encoding, add_rare);
}

static void
move_to_front (GPtrArray *forms, guint index, guint place)
{
  gpointer form = forms->pdata[index];

  memmove (&forms->pdata[place + 1], &forms->pdata[place], (index - place) * sizeof (gpointer));
  forms->pdata[place] = form;
}

void
cw_password_forms_prefer (GPtrArray *forms, const CwPasswordForm *form, guint password)
{
  guint place = 0;

  for (guint i = 0; i < forms->len; i++)
    if (g_ptr_array_index (forms, i) == form)
      move_to_front (forms, i, place++);
  for (guint i = place; i < forms->len; i++)
    {
      CwPasswordForm *other = g_ptr_array_index (forms, i);

      if (other->password != password)
        continue;
      other->proven = TRUE;
      move_to_front (forms, i, place++);
    }
  if (place > 0)
    ((CwPasswordForm *) g_ptr_array_index (forms, 0))->proven = TRUE;
}
