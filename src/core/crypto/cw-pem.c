/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-pem.h"

#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define MAX_LABEL 64

void
cw_pem_scanner_init (CwPemScanner *self, const CwBer *text)
{
  self->start = (const char *) text->data;
  self->end = self->start + text->size;
  self->at = self->counted = self->start;
  self->line = 1;
}

static gboolean
starts_with (const char *at, const char *end, const char *prefix)
{
  gsize size = strlen (prefix);

  return (gsize) (end - at) >= size && memcmp (at, prefix, size) == 0;
}

static CwBer
span (const char *from, const char *to)
{
  return (CwBer) { (const guint8 *) from, (gsize) (to - from) };
}

/* The label of BEGIN; FALSE when the line is only a text that mentions it. */
static gboolean
read_label (const char *at, const char *end, CwBer *label, const char **behind)
{
  const char *limit = MIN (end, at + MAX_LABEL + strlen (DASHES));

  for (const char *p = at; p < limit && *p != '\n'; p++)
    if (starts_with (p, limit, DASHES))
      {
        *label = span (at, p);
        *behind = p + strlen (DASHES);
        return TRUE;
      }
  return FALSE;
}

/* Base64 has no dash, so this looks at few of them. */
static const char *
find_end (const char *at, const char *end, gboolean *complete)
{
  while (at < end && (at = memchr (at, '-', (gsize) (end - at))) != NULL)
    {
      if (starts_with (at, end, END))
        {
          *complete = TRUE;
          return at;
        }
      if (starts_with (at, end, BEGIN))
        break;
      at++;
    }
  *complete = FALSE;
  return at && at < end ? at : end;
}

/* Lines with a colon, up to an empty one. */
static void
split_headers (CwPemBlock *block)
{
  const char *at = (const char *) block->body.data, *end = at + block->body.size;
  const char *first = at, *newline, *line;

  while (first < end && g_ascii_isspace (*first))
    first++;
  newline = first < end ? memchr (first, '\n', (gsize) (end - first)) : NULL;
  if (newline == NULL || memchr (first, ':', (gsize) (newline - first)) == NULL)
    return;
  for (line = first; line < end; line = newline + 1)
    {
      newline = memchr (line, '\n', (gsize) (end - line));
      if (newline == NULL)
        return;
      if (newline == line || (newline == line + 1 && *line == '\r'))
        break;
    }
  block->headers = span (first, MIN (line, end));
  block->body = span (MIN (line, end), end);
}

static const char *
skip_end_line (const char *at, const char *end)
{
  CwBer label;
  const char *behind;

  at += strlen (END);
  return read_label (at, end, &label, &behind) ? behind : at;
}

gboolean
cw_pem_scanner_next (CwPemScanner *self, CwPemBlock *block)
{
  const char *at = self->at, *behind, *end;

  while (at < self->end && (at = memmem (at, (gsize) (self->end - at), BEGIN, strlen (BEGIN))) != NULL)
    {
      if (!read_label (at + strlen (BEGIN), self->end, &block->label, &behind))
        {
          at += strlen (BEGIN);
          continue;
        }
      end = find_end (behind, self->end, &block->complete);
      block->start = at;
      block->before = span (self->at, at);
      block->headers = (CwBer) { NULL, 0 };
      block->body = span (behind, end);
      split_headers (block);
      self->at = block->complete ? skip_end_line (end, self->end) : end;
      return TRUE;
    }
  return FALSE;
}

guint
cw_pem_scanner_get_line (CwPemScanner *self, const CwPemBlock *block)
{
  while (self->counted < block->start)
    {
      const char *newline = memchr (self->counted, '\n', (gsize) (block->start - self->counted));

      if (newline == NULL)
        break;
      self->line++;
      self->counted = newline + 1;
    }
  return self->line;
}

gboolean
cw_pem_label_is (const CwPemBlock *block, const char *label)
{
  return block->label.size == strlen (label) && memcmp (block->label.data, label, block->label.size) == 0;
}

char *
cw_pem_dup_field (const CwBer *text, const char *name)
{
  const char *at = (const char *) text->data, *end = at + text->size;
  gsize size = strlen (name);

  while (at != NULL && at < end && (at = memmem (at, (gsize) (end - at), name, size)) != NULL)
    {
      const char *value = at + size, *newline;

      while (value < end && *value == ' ')
        value++;
      if (value < end && *value == ':')
        {
          newline = memchr (value, '\n', (gsize) (end - value));
          return g_strstrip (g_strndup (value + 1, (gsize) ((newline ? newline : end) - value - 1)));
        }
      at += size;
    }
  return NULL;
}
