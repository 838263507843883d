/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe-wire.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "cw-error.h"
#include "cw-name.h"

#define MOST       (64 * 1024)
#define SHOWN_MOST 120

gboolean
cw_probe_wire_send (CwProbeWire *self, gconstpointer bytes, gsize size, GError **error)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), bytes, size, NULL, self->cancellable, error);
}

gboolean
cw_probe_wire_say (CwProbeWire *self, const char *text, GError **error)
{
  return cw_probe_wire_send (self, text, strlen (text), error);
}

static gboolean
is_bounded (CwProbeWire *self, gsize size, GError **error)
{
  if (size <= MOST - self->taken)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s says much before TLS begins, and comes to no end."), self->name);
  return FALSE;
}

gboolean
cw_probe_wire_read (CwProbeWire *self, guint8 *bytes, gsize size, GError **error)
{
  gsize done = 0;

  if (!is_bounded (self, size, error))
    return FALSE;
  self->taken += size;
  if (!g_input_stream_read_all (g_io_stream_get_input_stream (self->stream), bytes, size, &done, self->cancellable, error))
    return FALSE;
  if (done < size)
    g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s closed the connection before TLS began."), self->name);
  return done == size;
}

guint8 *
cw_probe_wire_dup (CwProbeWire *self, gsize size, GError **error)
{
  g_autofree guint8 *bytes = NULL;

  if (!is_bounded (self, size, error))
    return NULL;
  bytes = g_malloc (MAX (size, 1));
  return cw_probe_wire_read (self, bytes, size, error) ? g_steal_pointer (&bytes) : NULL;
}

/* Byte by byte: what follows the text may be the beginning of TLS, which is not ours to read. */
static char *
read_until (CwProbeWire *self, gboolean (*is_end) (GString *text, gconstpointer data), gconstpointer data, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 byte;

  while (!is_end (text, data))
    {
      if (!cw_probe_wire_read (self, &byte, 1, error))
        return NULL;
      g_string_append_c (text, byte != '\0' ? (char) byte : '?');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
ends_line (GString *text, gconstpointer data)
{
  return text->len > 0 && text->str[text->len - 1] == '\n';
}

static gboolean
ends_with_one (GString *text, gconstpointer data)
{
  for (const char *const *end = data; *end != NULL; end++)
    if (g_str_has_suffix (text->str, *end))
      return TRUE;
  return FALSE;
}

char *
cw_probe_wire_read_line (CwProbeWire *self, GError **error)
{
  char *line = read_until (self, ends_line, NULL, error);

  return line != NULL ? g_strchomp (line) : NULL;
}

char *
cw_probe_wire_read_until (CwProbeWire *self, const char *const *ends, GError **error)
{
  return read_until (self, ends_with_one, ends, error);
}

gboolean
cw_probe_wire_refuse (CwProbeWire *self, const char *said, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (said, (gssize) MIN (strlen (said), SHOWN_MOST));
  g_autofree char *shown = cw_text_to_printable (g_steal_pointer (&valid));

  g_set_error (error, CW_ERROR, CW_ERROR_REPLY, _("%s does not begin TLS. It says: “%s”."), self->name, g_strstrip (shown));
  return FALSE;
}
