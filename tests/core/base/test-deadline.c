/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-deadline.h"

#define LONG_MS 60000
#define SHORT_MS 50

/* Returns as soon as it is cancelled; the test's own end would come later. */
static void
wait_for_end (CwDeadline *deadline)
{
  GCancellable *cancellable = cw_deadline_get_cancellable (deadline);
  GPollFD poll;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &poll));
  while (!g_cancellable_is_cancelled (cancellable))
    g_assert_cmpint (g_poll (&poll, 1, LONG_MS), >, 0);
  g_cancellable_release_fd (cancellable);
}

static void
test_passes (void)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (CwDeadline) deadline = cw_deadline_start (SHORT_MS, NULL);
  g_autoptr (CwDeadline) none = cw_deadline_start (0, NULL);

  wait_for_end (deadline);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, SHORT_MS * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (cw_deadline_get_passed (deadline), ==, SHORT_MS);
  /* No time at all is over at once. */
  wait_for_end (none);
  g_assert_cmpuint (cw_deadline_get_passed (none), >, 0);
}

static void
test_follows_the_caller (void)
{
  g_autoptr (GCancellable) caller = g_cancellable_new ();
  g_autoptr (CwDeadline) deadline = cw_deadline_start (LONG_MS, caller);
  g_autoptr (CwDeadline) late = NULL;

  g_assert_false (g_cancellable_is_cancelled (cw_deadline_get_cancellable (deadline)));
  g_cancellable_cancel (caller);
  g_assert_true (g_cancellable_is_cancelled (cw_deadline_get_cancellable (deadline)));
  /* That was the caller, and not the time. */
  g_assert_cmpuint (cw_deadline_get_passed (deadline), ==, 0);
  late = cw_deadline_start (LONG_MS, caller);
  g_assert_true (g_cancellable_is_cancelled (cw_deadline_get_cancellable (late)));
}

/* Nor does its end reach the caller. */
static void
test_leaves_the_caller_alone (void)
{
  g_autoptr (GCancellable) caller = g_cancellable_new ();
  g_autoptr (CwDeadline) deadline = cw_deadline_start (SHORT_MS, caller);

  wait_for_end (deadline);
  g_assert_false (g_cancellable_is_cancelled (caller));
}

static void
test_limit (void)
{
  g_autoptr (CwDeadline) deadline = cw_deadline_start (LONG_MS, NULL);

  cw_deadline_limit (deadline, SHORT_MS);
  wait_for_end (deadline);
  g_assert_cmpuint (cw_deadline_get_passed (deadline), ==, SHORT_MS);
}

/* A limit that was lifted does not count, and a longer one than the whole neither. */
static void
test_limit_lifted (void)
{
  g_autoptr (CwDeadline) deadline = cw_deadline_start (4 * SHORT_MS, NULL);

  cw_deadline_limit (deadline, 2 * SHORT_MS);
  cw_deadline_limit (deadline, 0);
  wait_for_end (deadline);
  g_assert_cmpuint (cw_deadline_get_passed (deadline), ==, 4 * SHORT_MS);

  g_autoptr (CwDeadline) longer = cw_deadline_start (SHORT_MS, NULL);
  cw_deadline_limit (longer, LONG_MS);
  wait_for_end (longer);
  g_assert_cmpuint (cw_deadline_get_passed (longer), ==, SHORT_MS);
}

static gpointer
cancel_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_pause (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begin = g_get_monotonic_time ();
  GThread *thread;

  g_assert_true (cw_deadline_pause (SHORT_MS, NULL));
  g_assert_true (cw_deadline_pause (SHORT_MS, cancellable));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 2 * SHORT_MS * G_TIME_SPAN_MILLISECOND);
  begin = g_get_monotonic_time ();
  thread = g_thread_new ("cancels", cancel_thread, cancellable);
  g_assert_false (cw_deadline_pause (LONG_MS, cancellable));
  g_assert_false (cw_deadline_pause (LONG_MS, cancellable));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, LONG_MS / 2 * G_TIME_SPAN_MILLISECOND);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deadline/passes", test_passes);
  g_test_add_func ("/deadline/follows-the-caller", test_follows_the_caller);
  g_test_add_func ("/deadline/leaves-the-caller-alone", test_leaves_the_caller_alone);
  g_test_add_func ("/deadline/limit", test_limit);
  g_test_add_func ("/deadline/limit-lifted", test_limit_lifted);
  g_test_add_func ("/deadline/pause", test_pause);
  return g_test_run ();
}
