/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-topology-private.h"
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the machine itself says of its name and its addresses. */

#define ASK_SECONDS 2
#define NAME_MAX_BYTES 256

/* ---- name ---- */

typedef struct {
  gatomicrefcount references;
  GMutex          mutex;
  GCond           cond;
  char           *host;
  char           *answer;
  gboolean        done;
} Question;

static void
question_unref (Question *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->host);
  g_free (self->answer);
  g_free (self);
}

static char *
ask_resolver (const char *host)
{
  const struct addrinfo hints = { .ai_flags = AI_CANONNAME, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  char *name = NULL;

  if (getaddrinfo (host, NULL, &hints, &found) != 0)
    return NULL;
  if (found->ai_canonname != NULL && strchr (found->ai_canonname, '.') != NULL)
    name = g_strdup (found->ai_canonname);
  freeaddrinfo (found);
  return name;
}

static gpointer
ask_thread (gpointer data)
{
  Question *question = data;
  char *answer = ask_resolver (question->host);

  g_mutex_lock (&question->mutex);
  question->answer = answer;
  question->done = TRUE;
  g_cond_signal (&question->cond);
  g_mutex_unlock (&question->mutex);
  question_unref (question);
  return NULL;
}

/* As "hostname --fqdn" does it, but a name server that does not answer costs two seconds, not half a minute. */
static char *
ask_for_fqdn (const char *host)
{
  Question *question = g_new0 (Question, 1);
  gint64 until = g_get_monotonic_time () + ASK_SECONDS * G_TIME_SPAN_SECOND;
  char *answer;

  g_atomic_ref_count_init (&question->references);
  g_atomic_ref_count_inc (&question->references);
  g_mutex_init (&question->mutex);
  g_cond_init (&question->cond);
  question->host = g_strdup (host);
  g_thread_unref (g_thread_new ("fqdn", ask_thread, question));
  g_mutex_lock (&question->mutex);
  while (!question->done)
    if (!g_cond_wait_until (&question->cond, &question->mutex, until))
      break;
  answer = g_steal_pointer (&question->answer);
  g_mutex_unlock (&question->mutex);
  question_unref (question);
  return answer;
}

static char *
find_fqdn (void)
{
  char host[NAME_MAX_BYTES + 1] = "";
  char *fqdn;

  if (gethostname (host, NAME_MAX_BYTES) != 0 || *host == '\0')
    return g_strdup ("localhost");
  if (strchr (host, '.') != NULL)
    return g_strdup (host);
  fqdn = ask_for_fqdn (host);
  return fqdn != NULL ? fqdn : g_strdup (host);
}

char *
cw_topology_dup_this_fqdn (void)
{
  static char *fqdn;
  static gsize asked;
  const char *other = g_getenv ("CERTWIZARD_FQDN");

  if (other != NULL && *other != '\0')
    return g_strdup (other);
  /* A computer does not change its name while a program runs, and asking may take a while. */
  if (g_once_init_enter (&asked))
    {
      g_autofree char *found = find_fqdn ();
      gsize length = strlen (found);

      if (length > 1 && found[length - 1] == '.')
        found[length - 1] = '\0';
      fqdn = g_utf8_validate (found, -1, NULL) ? g_ascii_strdown (found, -1) : g_strdup ("localhost");
      g_once_init_leave (&asked, 1);
    }
  return g_strdup (fqdn);
}

/* ---- addresses ---- */

static char *
dup_address (const struct ifaddrs *interface)
{
  char text[NI_MAXHOST];
  g_autoptr (GInetAddress) address = NULL;
  socklen_t size;

  if (interface->ifa_addr == NULL || (interface->ifa_flags & IFF_UP) == 0 || (interface->ifa_flags & IFF_LOOPBACK) != 0)
    return NULL;
  if (interface->ifa_addr->sa_family != AF_INET && interface->ifa_addr->sa_family != AF_INET6)
    return NULL;
  size = interface->ifa_addr->sa_family == AF_INET ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6);
  if (getnameinfo (interface->ifa_addr, size, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
    return NULL;
  address = g_inet_address_new_from_string (text);
  if (address == NULL || g_inet_address_get_is_link_local (address) || g_inet_address_get_is_loopback (address))
    return NULL;
  return g_inet_address_to_string (address);
}

/* IPv4 first, then by text: the order of the interfaces differs from one start of the machine to the next. */
static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  const char *one = *(const char *const *) a, *two = *(const char *const *) b;
  gboolean one_is_six = strchr (one, ':') != NULL, two_is_six = strchr (two, ':') != NULL;

  return one_is_six != two_is_six ? (one_is_six ? 1 : -1) : strcmp (one, two);
}

char **
cw_topology_dup_this_addresses (void)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) == 0)
    for (const struct ifaddrs *interface = interfaces; interface != NULL; interface = interface->ifa_next)
      {
        g_autofree char *address = dup_address (interface);

        if (address != NULL && !g_ptr_array_find_with_equal_func (found, address, g_str_equal, NULL))
          g_ptr_array_add (found, g_steal_pointer (&address));
      }
  if (interfaces != NULL)
    freeifaddrs (interfaces);
  g_ptr_array_sort (found, compare_addresses);
  g_ptr_array_add (found, NULL);
  return g_strdupv ((char **) found->pdata);
}
