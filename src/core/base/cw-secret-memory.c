/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-secret-memory.h"
#include "cw-secret.h"

#include <sys/mman.h>

/* Pieces of one power of two are cut from chunks that are aligned to their own size, so the chunk of a piece is found by
 * masking its address. What is too large for a chunk gets a mapping of its own. */
#define CHUNK_SIZE ((gsize) 64 * 1024)
#define MIN_SHIFT 6
#define MAX_SHIFT 13
#define N_CLASSES (MAX_SHIFT - MIN_SHIFT + 1)

typedef struct _Piece Piece;
struct _Piece
{
  Piece *next;
};

typedef struct _Chunk Chunk;
struct _Chunk
{
  Chunk *previous;     /* in the list of chunks of this class that have room */
  Chunk *next;
  Piece *free;         /* given back before */
  gsize fresh;         /* offset of what was never given out */
  guint used;
  guint shift;
};

static GMutex lock;
static Chunk *with_room[N_CLASSES];
static gsize mapped;

static guint
shift_for (gsize size)
{
  guint shift = MIN_SHIFT;

  while (((gsize) 1 << shift) < size)
    shift++;
  return shift;
}

static gpointer
map (gsize size)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    g_error ("Out of memory: %" G_GSIZE_FORMAT " bytes", size);
  return memory;
}

/* Over RLIMIT_MEMLOCK the memory stays unlocked: better a key that might reach the swap than no key. */
static void
protect (gpointer memory, gsize size)
{
  if (mlock (memory, size) != 0)
    g_debug ("Memory for secrets is not locked: the limit is reached");
  madvise (memory, size, MADV_DONTDUMP);
  mapped += size;
}

static void
unmap (gpointer memory, gsize size)
{
  munmap (memory, size);
  mapped -= size;
}

/* Twice the size always holds an aligned chunk; the margins go back at once. */
static Chunk *
chunk_new (guint shift)
{
  guint8 *area = map (CHUNK_SIZE * 2);
  gsize margin = (CHUNK_SIZE - (gsize) area % CHUNK_SIZE) % CHUNK_SIZE;
  Chunk *chunk = (Chunk *) (gpointer) (area + margin);

  if (margin > 0)
    munmap (area, margin);
  munmap (area + margin + CHUNK_SIZE, CHUNK_SIZE - margin);
  protect (chunk, CHUNK_SIZE);
  chunk->shift = shift;
  chunk->fresh = MAX (sizeof (Chunk), (gsize) 1 << shift);
  return chunk;
}

static gboolean
chunk_has_room (Chunk *chunk)
{
  return chunk->free != NULL || chunk->fresh + ((gsize) 1 << chunk->shift) <= CHUNK_SIZE;
}

static void
list_insert (Chunk *chunk)
{
  Chunk **head = &with_room[chunk->shift - MIN_SHIFT];

  chunk->previous = NULL;
  chunk->next = *head;
  if (*head != NULL)
    (*head)->previous = chunk;
  *head = chunk;
}

static void
list_remove (Chunk *chunk)
{
  if (chunk->previous != NULL)
    chunk->previous->next = chunk->next;
  else
    with_room[chunk->shift - MIN_SHIFT] = chunk->next;
  if (chunk->next != NULL)
    chunk->next->previous = chunk->previous;
  chunk->previous = chunk->next = NULL;
}

static gpointer
chunk_take (Chunk *chunk)
{
  gpointer piece;

  if (chunk->free != NULL)
    {
      piece = chunk->free;
      chunk->free = chunk->free->next;
      ((Piece *) piece)->next = NULL;
    }
  else
    {
      piece = (guint8 *) chunk + chunk->fresh;
      chunk->fresh += (gsize) 1 << chunk->shift;
    }
  chunk->used++;
  if (!chunk_has_room (chunk))
    list_remove (chunk);
  return piece;
}

/* An empty chunk goes back to the system, except the last of its class: the next secret is probably on its way. */
static void
chunk_give (Chunk *chunk, gpointer memory)
{
  gboolean had_room = chunk_has_room (chunk);
  Piece *piece = memory;

  piece->next = chunk->free;
  chunk->free = piece;
  chunk->used--;
  if (!had_room)
    list_insert (chunk);
  if (chunk->used == 0 && (chunk->previous != NULL || chunk->next != NULL))
    {
      list_remove (chunk);
      unmap (chunk, CHUNK_SIZE);
    }
}

gpointer
cw_secret_memory_new (gsize size)
{
  guint shift = size <= ((gsize) 1 << MAX_SHIFT) ? shift_for (size) : 0;
  gpointer memory;

  g_mutex_lock (&lock);
  if (shift == 0)
    {
      memory = map (size);
      protect (memory, size);
    }
  else
    {
      if (with_room[shift - MIN_SHIFT] == NULL)
        list_insert (chunk_new (shift));
      memory = chunk_take (with_room[shift - MIN_SHIFT]);
    }
  g_mutex_unlock (&lock);
  return memory;
}

void
cw_secret_memory_free (gpointer memory, gsize size)
{
  cw_secret_wipe (memory, size);
  g_mutex_lock (&lock);
  if (size > ((gsize) 1 << MAX_SHIFT))
    unmap (memory, size);
  else
    chunk_give ((Chunk *) ((gsize) memory & ~(CHUNK_SIZE - 1)), memory);
  g_mutex_unlock (&lock);
}

gsize
cw_secret_memory_get_mapped (void)
{
  gsize result;

  g_mutex_lock (&lock);
  result = mapped;
  g_mutex_unlock (&lock);
  return result;
}
