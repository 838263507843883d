/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>
#include "service.h"
#include "talker.h"

/* Commands that misbehave, and who may manage what. No service is needed for that. */

static CwServiceManager *
make_manager (void)
{
  return cw_service_manager_new (geteuid () == 0);
}

static GError *
check (const char *command, GCancellable *cancellable)
{
  g_autoptr (CwServiceManager) manager = make_manager ();
  g_autoptr (CwUsage) usage = service_usage_new ("door", "[Service]\nCheck=%s\nReload=/bin/true\n", command);
  GError *error = NULL;

  cw_service_manager_check (manager, usage, cancellable, &error);
  if (error != NULL)
    g_test_message ("%s", error->message);
  return error;
}

static void
assert_check (const char *command, const char *words)
{
  g_autoptr (GError) error = check (command, NULL);

  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_words (void)
{
  GError *error = check ("/bin/true", NULL);

  g_assert_no_error (error);
  assert_check ("/bin/false", "exit status 1");
  assert_check ("/nowhere/door --check", "/nowhere/door cannot be run");
  assert_check ("/bin/sh -c 'echo out; echo err >&2; exit 3'", "“err”");
  assert_check ("/bin/sh -c 'echo one; echo two; echo three; echo four; exit 3'", "“two / three / four”");
  assert_check ("/bin/sh -c 'echo Welcome >&2; echo; echo Error: door open; exit 3'", "“Error: door open”");
  assert_check ("/bin/sh -c 'kill -9 $$'", "signal 9");
  assert_check ("/bin/sh -c 'printf \"a\\\\033[31m\\\\377b\" >&2; exit 1'", "a\xef\xbf\xbd[31m\xef\xbf\xbd" "b");
}

/* Nothing of it goes into a message, which is kept in reports. */
static void
test_secrets (void)
{
  static const char *const commands[] = {
    "/bin/sh -c 'echo Error: door_password = hunter2 >&2; echo Error: line 2 >&2; exit 1'",
    "/bin/sh -c 'echo Error: Secret hunter2 >&2; echo Error: line 2 >&2; exit 1'",
    "/bin/sh -c 'echo \"-----BEGIN RSA PRIVATE KEY-----\" >&2; echo Error: line 2 >&2; exit 1'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (GError) error = check (commands[i], NULL);

      g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
      g_assert_nonnull (strstr (error->message, "line 2"));
      g_assert_null (strstr (error->message, "hunter2"));
      g_assert_null (strstr (error->message, "BEGIN"));
    }
}

/* A great deal of it is neither kept nor waited for to the end. */
static void
test_much (void)
{
  g_autoptr (GError) error = check ("/bin/sh -c 'head -c 50000000 /dev/zero | tr \"\\\\0\" x; echo; exit 1'", NULL);

  g_assert_error (error, CW_ERROR, CW_ERROR_SERVICE_CONFIGURATION);
  g_assert_cmpuint (strlen (error->message), <, 1000);
}

/* It starts something that goes on, and keeps what it was given to write to. */
static void
test_daemon (void)
{
  g_autofree char *fifo = g_build_filename (service_folder, "fifo", NULL);
  g_autofree char *command = g_strdup_printf ("/bin/sh -c 'setsid cat %s &'", fifo);
  gint64 begin = g_get_monotonic_time ();
  GError *error;
  int fd;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  error = check (command, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 30 * G_TIME_SPAN_SECOND);
  fd = g_open (fifo, O_WRONLY);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
}

static gpointer
cancel_when_written (gpointer data)
{
  gpointer *pair = data;
  char buffer[16];
  int fd = g_open (pair[0], O_RDONLY);

  /* The command is under way. */
  g_assert_cmpint (read (fd, buffer, sizeof buffer), >, 0);
  g_cancellable_cancel (pair[1]);
  /* And now it has ended, with all that it had started. */
  g_assert_cmpint (read (fd, buffer, sizeof buffer), ==, 0);
  close (fd);
  return NULL;
}

static void
test_cancel (void)
{
  g_autofree char *fifo = g_build_filename (service_folder, "cancel", NULL);
  g_autofree char *command = g_strdup_printf ("/bin/sh -c 'exec 3>%s; echo begun >&3; sleep 1000; true'", fifo);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer pair[] = { fifo, cancellable };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  thread = g_thread_new ("cancel", cancel_when_written, pair);
  error = check (command, cancellable);
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_thread_join (thread);
}

/* ---- who may ---- */

static void
assert_may_not (CwServiceManager *manager, CwUsage *usage, const char *words)
{
  g_autofree char *why_not = NULL, *check_text = cw_service_manager_dup_check_text (manager, usage);
  g_autofree char *reload_text = cw_service_manager_dup_reload_text (manager, usage);

  g_assert_false (cw_service_manager_may_manage (manager, usage, &why_not));
  g_test_message ("%s", why_not);
  g_assert_nonnull (strstr (why_not, words));
  g_assert_null (check_text);
  g_assert_null (reload_text);
}

static void
test_may (void)
{
  g_autoptr (CwServiceManager) user = cw_service_manager_new (FALSE), root = cw_service_manager_new (TRUE);
  g_autoptr (CwUsage) own = service_usage_new ("own", "[Service]\nCheck=/bin/sh -c 'a b'\nReload=/bin/true -r\n");
  g_autoptr (CwUsage) plain = service_usage_new ("plain", "\n");
  g_autoptr (CwUsage) absent = service_usage_new ("absent", "Present=/nowhere/at/all;\n[Service]\nReload=/bin/true\n");
  g_autoptr (CwUsage) mute = service_usage_new ("mute", "[Service]\nCheck=/bin/true\n");
  g_autoptr (CwUsage) system = cw_usage_new_from_text ("[Usage]\nId=s\nTitle=s\n[Service]\nReload=/bin/true\n", "/etc/certwizard/usages/s.usage", NULL);
  g_autofree char *check_text = cw_service_manager_dup_check_text (user, own), *reload_text = cw_service_manager_dup_reload_text (user, own);

  g_assert_true (cw_service_manager_may_manage (user, own, NULL));
  g_assert_true (cw_service_manager_may_manage (root, system, NULL));
  g_assert_cmpstr (check_text, ==, "/bin/sh -c 'a b'");
  g_assert_cmpstr (reload_text, ==, "/bin/true -r");
  assert_may_not (user, system, "Only the administrator");
  assert_may_not (user, plain, "Nothing is known of a service");
  assert_may_not (root, absent, "not installed");
  assert_may_not (user, mute, "by hand");
  g_assert_cmpint (g_chmod (cw_usage_get_path (own), 0666), ==, 0);
  assert_may_not (user, own, "others can change them");
}

/* What is not there to be done is no failure, what must not be done is one. */
static void
test_refused (void)
{
  g_autoptr (CwServiceManager) user = cw_service_manager_new (FALSE);
  g_autoptr (CwUsage) plain = service_usage_new ("plain", "\n");
  g_autoptr (CwUsage) system = cw_usage_new_from_text ("[Usage]\nId=s\nTitle=s\n[Service]\nCheck=/bin/true\nReload=/bin/true\n", "/etc/s.usage", NULL);
  g_autoptr (GPtrArray) served = cw_service_manager_probe (user, plain, NULL, NULL, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_service_manager_check (user, plain, NULL, NULL));
  g_assert_true (cw_service_manager_reload (user, plain, NULL, NULL));
  g_assert_cmpint (cw_service_manager_get_state (user, plain, NULL), ==, CW_SERVICE_UNKNOWN);
  g_assert_cmpuint (served->len, ==, 0);
  g_assert_false (cw_service_manager_check (user, system, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_false (cw_service_manager_reload (user, system, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PERMISSION);
}

/* ---- ports ---- */

static void
assert_verdicts (GPtrArray *served, CwServedVerdict first, CwServedVerdict second)
{
  g_assert_cmpuint (served->len, ==, 2);
  g_assert_cmpint (cw_served_get_verdict (g_ptr_array_index (served, 0)), ==, first);
  g_assert_cmpint (cw_served_get_verdict (g_ptr_array_index (served, 1)), ==, second);
}

/* A closed port beside a good one is not waited for as long as the good one would be. */
static void
test_ports (void)
{
  static const TalkerStep none[] = { { 0 } };
  g_autoptr (CwServiceManager) manager = make_manager ();
  g_autofree char *certificate = service_dup_pem ("first"), *key = service_dup_key ("first");
  g_autoptr (Talker) talker = talker_start (none, TALKER_TLS, certificate, key);
  g_autoptr (CwUsage) usage = service_usage_new ("door", "[Service]\nReload=/bin/true\nProbe=tls:%u;smtp:%u;\n", talker_get_port (talker), test_free_port ());
  CwCertificate *first = cw_material_get_leaf (service_first), *second = cw_material_get_leaf (service_second);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GPtrArray) good = cw_service_manager_probe (manager, usage, first, NULL, 600000, NULL);
  g_autoptr (GPtrArray) other = cw_service_manager_probe (manager, usage, second, NULL, 300, NULL);
  g_autoptr (GPtrArray) of_nobody = cw_service_manager_probe (manager, usage, NULL, NULL, 600000, NULL);

  g_assert_cmpint (g_get_monotonic_time () - begin, <, 300 * G_TIME_SPAN_SECOND);
  assert_verdicts (good, CW_SERVED_RIGHT, CW_SERVED_NOTHING);
  assert_verdicts (other, CW_SERVED_OTHER, CW_SERVED_NOTHING);
  assert_verdicts (of_nobody, CW_SERVED_OTHER, CW_SERVED_NOTHING);
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_RUNNING);
}

/* What is said of one port that two talkers have, at two addresses; the second one may be NULL. */
static void
assert_port (Talker *first, Talker *second, CwMaterial *expected, CwServedVerdict verdict, const char *words)
{
  g_autoptr (CwServiceManager) manager = make_manager ();
  g_autoptr (CwUsage) usage = service_usage_new ("door", "[Service]\nReload=/bin/true\nProbe=tls:%u;\n", talker_get_port (first));
  g_autoptr (GPtrArray) served = cw_service_manager_probe (manager, usage, cw_material_get_leaf (expected), NULL, 0, NULL);
  const char *message = cw_served_get_message (g_ptr_array_index (served, 0));

  g_test_message ("%s", message);
  g_assert_cmpint (cw_served_get_verdict (g_ptr_array_index (served, 0)), ==, verdict);
  g_assert_nonnull (strstr (message, words));
  g_assert_cmpint (cw_service_manager_get_state (manager, usage, NULL), ==, CW_SERVICE_RUNNING);
  talker_stop (first);
  g_clear_pointer (&second, talker_stop);
}

/* By IPv6 alone, and by both with different answers. */
static void
test_two_families (void)
{
  static const TalkerStep none[] = { { 0 } };
  g_autofree char *certificate = service_dup_pem ("first"), *key = service_dup_key ("first");
  g_autofree char *other = service_dup_pem ("second"), *other_key = service_dup_key ("second");
  Talker *six = talker_start_at ("::1", 0, none, TALKER_TLS, certificate, key), *four;

  if (six == NULL)
    {
      g_test_skip ("no IPv6 here");
      return;
    }
  assert_port (six, NULL, service_first, CW_SERVED_RIGHT, "serves this certificate");
  four = talker_start (none, TALKER_TLS, certificate, key);
  six = talker_start_at ("::1", talker_get_port (four), none, TALKER_TLS, other, other_key);
  assert_port (four, six, service_first, CW_SERVED_OTHER, "(IPv6) serves another certificate");
  four = talker_start (none, TALKER_TLS, other, other_key);
  six = talker_start_at ("::1", talker_get_port (four), none, TALKER_TLS, certificate, key);
  assert_port (four, six, service_first, CW_SERVED_OTHER, "Port ");
  /* Whoever speaks no TLS there is somebody else. */
  four = talker_start (none, TALKER_TLS, certificate, key);
  six = talker_start_at ("::1", talker_get_port (four), none, TALKER_CLOSE, NULL, NULL);
  assert_port (four, six, service_first, CW_SERVED_RIGHT, "serves this certificate");
}

static char *
dup_own_address (void)
{
  g_autofree char *address = NULL;
  struct ifaddrs *all = NULL;

  g_assert_cmpint (getifaddrs (&all), ==, 0);
  for (const struct ifaddrs *entry = all; entry != NULL && address == NULL; entry = entry->ifa_next)
    if (entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET && (entry->ifa_flags & (IFF_UP | IFF_LOOPBACK)) == IFF_UP)
      {
        g_autoptr (GSocketAddress) found = g_socket_address_new_from_native (entry->ifa_addr, sizeof (struct sockaddr_in));

        address = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (found)));
      }
  freeifaddrs (all);
  return g_steal_pointer (&address);
}

/* A service may listen at the address that the world sees, and nowhere else. */
static void
test_own_address (void)
{
  static const TalkerStep none[] = { { 0 } };
  g_autofree char *certificate = service_dup_pem ("first"), *key = service_dup_key ("first"), *address = dup_own_address ();
  Talker *talker = address != NULL ? talker_start_at (address, 0, none, TALKER_TLS, certificate, key) : NULL;

  if (talker != NULL)
    assert_port (talker, NULL, service_first, CW_SERVED_RIGHT, "serves this certificate");
  else
    g_test_skip ("no address but loopback");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  service_setup ("services");
  g_test_add_func ("/service-manager/words", test_words);
  g_test_add_func ("/service-manager/secrets", test_secrets);
  g_test_add_func ("/service-manager/much", test_much);
  g_test_add_func ("/service-manager/daemon", test_daemon);
  g_test_add_func ("/service-manager/cancel", test_cancel);
  g_test_add_func ("/service-manager/may", test_may);
  g_test_add_func ("/service-manager/refused", test_refused);
  g_test_add_func ("/service-manager/ports", test_ports);
  g_test_add_func ("/service-manager/two-families", test_two_families);
  g_test_add_func ("/service-manager/own-address", test_own_address);
  result = g_test_run ();
  service_teardown ();
  return result;
}
