/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-error.h"
#include "cw-secret-memory.h"
#include "cw-secret.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static void
test_new (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new ("a\0b", 3);
  g_autoptr (CwSecret) empty = cw_secret_new (NULL, 0);
  g_autoptr (CwSecret) zeros = cw_secret_new (NULL, 2);

  g_assert_cmpmem (cw_secret_get_data (secret), cw_secret_get_size (secret), "a\0b", 3);
  g_assert_cmpint (cw_secret_get_data (secret)[3], ==, 0);
  g_assert_cmpuint (cw_secret_get_size (empty), ==, 0);
  g_assert_cmpstr (cw_secret_get_text (empty), ==, "");
  g_assert_cmpmem (cw_secret_get_data (zeros), cw_secret_get_size (zeros), "\0\0", 2);
}

static void
test_text (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new_text ("Grüße");

  g_assert_cmpstr (cw_secret_get_text (secret), ==, "Grüße");
  g_assert_cmpuint (cw_secret_get_size (secret), ==, strlen ("Grüße"));
}

static void
test_random (void)
{
  g_autoptr (CwSecret) a = cw_secret_new_random (32);
  g_autoptr (CwSecret) b = cw_secret_new_random (32);
  g_autoptr (CwSecret) large = cw_secret_new_random (100000);
  guint zeros = 0;

  g_assert_cmpuint (cw_secret_get_size (a), ==, 32);
  g_assert_false (cw_secret_equal (a, b));
  for (gsize i = 0; i < 100000; i++)
    zeros += cw_secret_get_data (large)[i] == 0;
  /* 391 are expected; so few or so many do not happen by chance. */
  g_assert_cmpuint (zeros, >, 200);
  g_assert_cmpuint (zeros, <, 700);
}

static void
test_truncate (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new_text ("password");

  cw_secret_truncate (secret, 4);
  g_assert_cmpstr (cw_secret_get_text (secret), ==, "pass");
  g_assert_cmpuint (cw_secret_get_size (secret), ==, 4);
  g_assert_cmpmem (cw_secret_get_data (secret) + 4, 5, "\0\0\0\0\0", 5);
  cw_secret_truncate (secret, 4);
  cw_secret_truncate (secret, 0);
  g_assert_cmpstr (cw_secret_get_text (secret), ==, "");
}

static void
test_equal (void)
{
  g_autoptr (CwSecret) a = cw_secret_new_text ("same");
  g_autoptr (CwSecret) b = cw_secret_new_text ("same");
  g_autoptr (CwSecret) other = cw_secret_new_text ("samE");
  g_autoptr (CwSecret) longer = cw_secret_new_text ("same ");
  g_autoptr (CwSecret) nothing = cw_secret_new (NULL, 0);

  g_assert_true (cw_secret_equal (a, a));
  g_assert_true (cw_secret_equal (a, b));
  g_assert_false (cw_secret_equal (a, other));
  g_assert_false (cw_secret_equal (a, longer));
  /* An empty password is not the same as none. */
  g_assert_false (cw_secret_equal (nothing, NULL));
  g_assert_false (cw_secret_equal (NULL, a));
  g_assert_true (cw_secret_equal (NULL, NULL));
}

static void
test_reference (void)
{
  CwSecret *secret = cw_secret_new_text ("x");
  CwSecret *copy = g_boxed_copy (CW_TYPE_SECRET, secret);

  g_assert_true (copy == secret);
  cw_secret_unref (secret);
  g_assert_cmpstr (cw_secret_get_text (copy), ==, "x");
  g_boxed_free (CW_TYPE_SECRET, copy);
}

static void
test_wipe (void)
{
  char text[] = "password";

  cw_secret_wipe (text, sizeof text);
  g_assert_cmpmem (text, sizeof text, "\0\0\0\0\0\0\0\0\0", 9);
  cw_secret_wipe (NULL, 0);
}

/* The other piece of the chunk keeps the page mapped, so what is left of a freed one can be looked at. */
static void
test_freed_memory_is_wiped (void)
{
  char *neighbour = cw_secret_memory_new (64);
  char *memory = cw_secret_memory_new (64);

  memset (memory, 'x', 64);
  cw_secret_memory_free (memory, 64);
  for (gsize i = 0; i < 64; i++)
    g_assert_cmpint (memory[i], !=, 'x');
  cw_secret_memory_free (neighbour, 64);
}

static void
test_memory_is_zeroed_when_used_again (void)
{
  for (guint round = 0; round < 200; round++)
    {
      gsize size = (gsize) g_test_rand_int_range (1, 20000);
      guint8 *memory = cw_secret_memory_new (size);

      for (gsize i = 0; i < size; i++)
        g_assert_cmpint (memory[i], ==, 0);
      memset (memory, 0xee, size);
      cw_secret_memory_free (memory, size);
    }
}

/* Every secret keeps its own bytes while thousands of others come and go in any order; then all pages go back. */
static void
test_many (void)
{
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  gsize before = cw_secret_memory_get_mapped ();

  for (guint i = 0; i < 30000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u-%*s", i, g_test_rand_int_range (0, 2000), "");

      g_ptr_array_add (secrets, cw_secret_new_text (text));
      if (g_test_rand_bit ())
        g_ptr_array_remove_index_fast (secrets, (guint) g_test_rand_int_range (0, (gint32) secrets->len));
    }
  g_assert_cmpuint (secrets->len, >, 10000);
  for (guint i = 0; i < secrets->len; i++)
    {
      const char *text = cw_secret_get_text (secrets->pdata[i]);

      g_assert_true (g_ascii_isdigit (text[0]) && strchr (text, '-') != NULL);
      g_assert_cmpuint (strlen (text), ==, cw_secret_get_size (secrets->pdata[i]));
    }
  g_ptr_array_set_size (secrets, 0);
  g_assert_cmpuint (cw_secret_memory_get_mapped (), <=, before + 8 * 64 * 1024);
}

/* 20,000 keys of 32 bytes: a page for each would be 80 MB. */
static void
test_small_ones_share_pages (void)
{
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_secret_unref);
  gsize before = cw_secret_memory_get_mapped ();

  for (guint i = 0; i < 20000; i++)
    g_ptr_array_add (secrets, cw_secret_new (NULL, 32));
  g_assert_cmpuint (cw_secret_memory_get_mapped () - before, <, 2 * 1024 * 1024);
}

static gpointer
churn (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u %u", GPOINTER_TO_UINT (data), i);
      g_autoptr (CwSecret) secret = cw_secret_new_text (text);
      g_autoptr (CwSecret) again = cw_secret_ref (secret);

      g_assert_cmpstr (cw_secret_get_text (again), ==, text);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("churn", churn, GUINT_TO_POINTER (i * 1000000));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* The kernel's own word: the mapping of this address has the flags "lo" (locked) and "dd" (not in core dumps). */
static char *
dup_mapping_flags (gconstpointer address)
{
  g_autofree char *smaps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  lines = g_strsplit (smaps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *rest = NULL;
      guint64 start = g_ascii_strtoull (lines[i], &rest, 16);

      if (*rest == '-' && rest != lines[i])
        inside = start <= (gsize) address && (gsize) address < g_ascii_strtoull (rest + 1, NULL, 16);
      else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        return g_strconcat (lines[i] + strlen ("VmFlags:"), " ", NULL);
    }
  return g_strdup ("");
}

/* Under the sanitizers mlock() does nothing, and a limit of zero leaves nothing to lock: asked with a page of our own. */
static gboolean
can_lock (void)
{
  gsize size = (gsize) sysconf (_SC_PAGESIZE);
  gpointer page = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  gboolean locked = mlock (page, size) == 0;
  g_autofree char *flags = dup_mapping_flags (page);

  munmap (page, size);
  return locked && strstr (flags, " lo ") != NULL;
}

static void
test_locked_and_not_dumped (void)
{
  g_autoptr (CwSecret) small = cw_secret_new_text ("x");
  g_autoptr (CwSecret) large = cw_secret_new (NULL, 50000);
  g_autofree char *small_flags = dup_mapping_flags (cw_secret_get_data (small));
  g_autofree char *large_flags = dup_mapping_flags (cw_secret_get_data (large));

  g_test_message ("small:%s large:%s", small_flags, large_flags);
  g_assert_nonnull (strstr (small_flags, " dd "));
  g_assert_nonnull (strstr (large_flags, " dd "));
  if (can_lock ())
    g_assert_nonnull (strstr (small_flags, " lo "));
}

static void
test_over_the_limit_child (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_MEMLOCK, &none);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (CwSecret) secret = cw_secret_new_random (30000);

      g_assert_cmpuint (cw_secret_get_size (secret), ==, 30000);
    }
}

static void
test_over_the_limit (void)
{
  g_test_trap_subprocess ("/secret/over-the-limit/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

/* Is there only under a leak checker, which has to trace its own process. */
extern void __lsan_do_leak_check (void) __attribute__ ((weak));

static void
test_harden_child (void)
{
  struct rlimit core;

  cw_secret_harden_process ();
  g_assert_no_errno (getrlimit (RLIMIT_CORE, &core));
  g_assert_cmpuint (core.rlim_max, ==, 0);
  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, __lsan_do_leak_check != NULL);
}

static void
test_harden (void)
{
  g_test_trap_subprocess ("/secret/harden/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

static CwSecret *
secret_from (const char *content, gssize size, GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("secret-XXXXXX", &path, NULL);
  CwSecret *secret;

  close (fd);
  g_assert_true (g_file_set_contents (path, content, size, NULL));
  secret = cw_secret_new_from_file (path, error);
  g_unlink (path);
  return secret;
}

static void
assert_from (const char *content, gssize size, const char *expected, gsize expected_size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) secret = secret_from (content, size, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (cw_secret_get_data (secret), cw_secret_get_size (secret), expected, expected_size);
}

static void
test_from_file (void)
{
  assert_from ("password", -1, "password", 8);
  assert_from ("password\n", -1, "password", 8);
  assert_from ("password\r\nsecond line\n", -1, "password", 8);
  assert_from (" with blanks \n", -1, " with blanks ", 13);
  assert_from ("", -1, "", 0);
  assert_from ("\n", -1, "", 0);
  assert_from ("a\0b\n", 4, "a\0b", 3);
  assert_from ("Grüße\n", -1, "Grüße", strlen ("Grüße"));
}

static void
test_from_file_errors (void)
{
  g_autofree char *line = g_strnfill (5000, 'x');
  g_autoptr (GError) too_long = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (secret_from (line, -1, &too_long));
  g_assert_error (too_long, CW_ERROR, CW_ERROR_TOO_LARGE);
  g_assert_null (strstr (too_long->message, "xxxx"));
  g_assert_null (cw_secret_new_from_file ("/nonexistent/file", &missing));
  g_assert_error (missing, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "/nonexistent/file"));
  g_assert_null (cw_secret_new_from_file ("/", &folder));
  g_assert_error (folder, CW_ERROR, CW_ERROR_USAGE);
}

/* What comes behind the line is left to the next reader: a second password, or the data. */
static void
test_from_descriptor (void)
{
  int ends[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) first = NULL;
  g_autoptr (CwSecret) second = NULL;
  g_autoptr (CwSecret) closed = NULL;

  g_assert_no_errno (pipe (ends));
  g_assert_cmpint (write (ends[1], "first\nsecond", 12), ==, 12);
  close (ends[1]);
  first = cw_secret_new_from_fd (ends[0], &error);
  g_assert_no_error (error);
  second = cw_secret_new_from_fd (ends[0], &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_secret_get_text (first), ==, "first");
  g_assert_cmpstr (cw_secret_get_text (second), ==, "second");
  close (ends[0]);
  closed = cw_secret_new_from_fd (ends[0], &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_IO);
  g_assert_null (closed);
}

static void
add_memory_tests (void)
{
  g_test_add_func ("/secret/freed-memory-is-wiped", test_freed_memory_is_wiped);
  g_test_add_func ("/secret/zeroed-when-used-again", test_memory_is_zeroed_when_used_again);
  g_test_add_func ("/secret/many", test_many);
  g_test_add_func ("/secret/small-ones-share-pages", test_small_ones_share_pages);
  g_test_add_func ("/secret/threads", test_threads);
  g_test_add_func ("/secret/locked-and-not-dumped", test_locked_and_not_dumped);
  g_test_add_func ("/secret/over-the-limit", test_over_the_limit);
  g_test_add_func ("/secret/harden", test_harden);
  g_test_add_func ("/secret/over-the-limit/subprocess", test_over_the_limit_child);
  g_test_add_func ("/secret/harden/subprocess", test_harden_child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/new", test_new);
  g_test_add_func ("/secret/text", test_text);
  g_test_add_func ("/secret/random", test_random);
  g_test_add_func ("/secret/truncate", test_truncate);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/reference", test_reference);
  g_test_add_func ("/secret/wipe", test_wipe);
  g_test_add_func ("/secret/from-file", test_from_file);
  g_test_add_func ("/secret/from-file-errors", test_from_file_errors);
  g_test_add_func ("/secret/from-descriptor", test_from_descriptor);
  add_memory_tests ();
  return g_test_run ();
}
