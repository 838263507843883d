/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is assigned to what: in its place, safe from deletion, in lists and their filters, in a backup; what ports served, and notices. */
#include <string.h>

#include "cw-certificate-list.h"
#include "cw-store-assignments.h"
#include "specimen.h"

static void
put (CwStore *store, const CwAssignmentRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (cw_store_begin (store, &error));
  cw_store_put_assignment (store, record, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_commit (store, &error));
}

static void
assign (CwStore *store, const char *usage, CwPlace place, gint64 certificate)
{
  g_autoptr(CwAssignmentRecord) record = cw_assignment_record_new (usage, place, certificate);

  put (store, record);
}

static void
take_off (CwStore *store, const char *usage, CwPlace place)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_remove_assignment (store, usage, place, &error));
  g_assert_true (cw_store_commit (store, &error));
}

static gint64
add_simple (CwStore *store, const char *name)
{
  g_autoptr(CwCertificate) certificate = specimen_simple (name);
  return specimen_add (store, certificate, name);
}

/* "Default current 1, nginx next 2" */
static void
assert_assignments (GPtrArray *records, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const CwAssignmentRecord *record = g_ptr_array_index (records, i);
      g_string_append_printf (text, "%s%s %s %d", i > 0 ? ", " : "", record->usage, cw_place_to_nick (record->place), (int) record->certificate);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_all (CwStore *store, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = cw_store_list_assignments (store, &error);

  g_assert_no_error (error);
  assert_assignments (records, expected);
}

static void
assert_same (const CwAssignmentRecord *one, const CwAssignmentRecord *other)
{
  g_assert_cmpstr (one->usage, ==, other->usage);
  g_assert_cmpint (one->place, ==, other->place);
  g_assert_cmpint (one->certificate, ==, other->certificate);
  g_assert_cmpuint (one->generation, ==, other->generation);
  g_assert_cmpint (one->assigned, ==, other->assigned);
  g_assert_cmpint (one->effective, ==, other->effective);
  g_assert_cmpint (one->roll, ==, other->roll);
  g_assert_cmpuint (one->tries, ==, other->tries);
  g_assert_cmpint (one->next_try, ==, other->next_try);
  g_assert_cmpstr (one->message, ==, other->message);
  g_assert_cmpstr (one->code, ==, other->code);
}

static void
test_round_trip (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  gint64 id = add_simple (store, "one");
  g_autoptr(CwAssignmentRecord) record = cw_assignment_record_new ("nginx", CW_PLACE_NEXT, id);

  record->generation = 7;
  record->assigned = 1000;
  record->effective = 2000;
  record->roll = TRUE;
  record->tries = 3;
  record->next_try = 4000;
  record->message = g_strdup ("The port serves another certificate.");
  record->code = g_strdup ("service-port");
  put (store, record);
  g_autoptr(CwAssignmentRecord) found = cw_store_find_assignment (store, "nginx", CW_PLACE_NEXT, &error);
  g_assert_no_error (error);
  assert_same (record, found);
  g_autoptr(CwAssignmentRecord) copy = cw_assignment_record_copy (found);
  assert_same (found, copy);
  g_assert_null (cw_store_find_assignment (store, "nginx", CW_PLACE_CURRENT, &error));
  g_assert_null (cw_store_find_assignment (store, "other", CW_PLACE_NEXT, &error));
  g_assert_no_error (error);
}

static void
test_places (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  gint64 one = add_simple (store, "one"), two = add_simple (store, "two");
  CwPlace place = CW_PLACE_CURRENT;

  assign (store, "nginx", CW_PLACE_PREVIOUS, one);
  assign (store, "nginx", CW_PLACE_CURRENT, two);
  assign (store, "Default", CW_PLACE_CURRENT, one);
  assign (store, "nginx", CW_PLACE_NEXT, one);
  assert_all (store, "Default current 1, nginx current 2, nginx next 1, nginx previous 1");
  /* One place has one certificate. */
  assign (store, "nginx", CW_PLACE_CURRENT, one);
  assert_all (store, "Default current 1, nginx current 1, nginx next 1, nginx previous 1");
  take_off (store, "nginx", CW_PLACE_NEXT);
  take_off (store, "nginx", CW_PLACE_NEXT);
  g_autoptr(GPtrArray) of_one = cw_store_list_assignments_of (store, one, &error);
  assert_assignments (of_one, "Default current 1, nginx current 1, nginx previous 1");
  g_autoptr(GPtrArray) of_two = cw_store_list_assignments_of (store, two, &error);
  assert_assignments (of_two, "");
  g_assert_true (cw_place_from_nick ("previous", &place) && place == CW_PLACE_PREVIOUS);
  g_assert_false (cw_place_from_nick ("former", &place));
}

/* Times that nobody gave are now; a certificate that is not there is no certificate. */
static void
test_put (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwAssignmentRecord) nothing = cw_assignment_record_new ("nginx", CW_PLACE_CURRENT, 99);

  assign (store, "nginx", CW_PLACE_CURRENT, add_simple (store, "one"));
  g_autoptr(CwAssignmentRecord) record = cw_store_find_assignment (store, "nginx", CW_PLACE_CURRENT, &error);
  g_assert_cmpint (record->assigned, >, 1700000000);
  g_assert_cmpint (record->effective, ==, record->assigned);

  g_assert_true (cw_store_begin (store, &error));
  g_assert_false (cw_store_put_assignment (store, nothing, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  cw_store_rollback (store);
  assert_all (store, "nginx current 1");
}

static void
assert_cannot_trash (CwStore *store, const gint64 *ids, gsize n, const char *sentence)
{
  g_autoptr(GError) error = NULL;
  guint64 before = cw_store_count_certificates (store);

  g_assert_false (cw_store_trash (store, ids, n, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_IN_USE);
  g_assert_cmpstr (error->message, ==, sentence);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, before);
}

static void
test_delete (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  gint64 ids[6];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);
      ids[i] = add_simple (store, name);
    }
  assign (store, "nginx", CW_PLACE_PREVIOUS, ids[1]);
  assign (store, "Default", CW_PLACE_CURRENT, ids[1]);
  assert_cannot_trash (store, &ids[1], 1, "Nothing was deleted: “c1” is assigned to Default, nginx (previous).");
  /* All or nothing. */
  assert_cannot_trash (store, ids, 6, "Nothing was deleted: “c1” is assigned to Default, nginx (previous).");
  for (guint i = 2; i < 6; i++)
    {
      g_autofree char *usage = g_strdup_printf ("u%u", i);
      assign (store, usage, CW_PLACE_NEXT, ids[i]);
    }
  assert_cannot_trash (store, ids, 6, "Nothing was deleted: “c1” is assigned to Default, nginx (previous); “c2” is assigned to u2 (next); "
                       "“c3” is assigned to u3 (next); and 2 more are assigned.");
  g_assert_true (cw_store_trash (store, ids, 1, &error));
  g_assert_no_error (error);
  take_off (store, "Default", CW_PLACE_CURRENT);
  take_off (store, "nginx", CW_PLACE_PREVIOUS);
  g_assert_true (cw_store_trash (store, &ids[1], 1, &error));
  g_assert_no_error (error);
}

/* Many at once, beside a thousand assignments of another one. */
static void
test_delete_many (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autofree gint64 *ids = g_new (gint64, 2000);

  specimen_fill (store, 0, 2000);
  gint64 kept = add_simple (store, "kept");
  for (guint i = 0; i < 2000; i++)
    ids[i] = i + 1;
  g_assert_true (cw_store_begin (store, &error));
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *usage = g_strdup_printf ("u%u", i);
      g_autoptr(CwAssignmentRecord) record = cw_assignment_record_new (usage, CW_PLACE_CURRENT, kept);
      g_assert_true (cw_store_put_assignment (store, record, &error));
    }
  g_assert_true (cw_store_commit (store, &error));
  g_assert_true (cw_store_trash (store, ids, 2000, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
}

static gboolean
append_name (CwStoredCertificate *certificate, gpointer text)
{
  g_autofree char *usages = g_strjoinv (" ", (char **) cw_stored_certificate_get_usages (certificate));

  g_string_append_printf (text, "%s[%s]%s;", cw_stored_certificate_get_friendly_name (certificate), usages,
                          cw_stored_certificate_is_assigned (certificate) ? "+" : "");
  return TRUE;
}

static void
assert_visit (CwStore *store, CwCertificateFilter filter, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  const CwCertificateQuery query = { .filter = filter };

  g_assert_true (cw_store_visit_certificates (store, &query, append_name, text, &error));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_filter (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  gint64 one = add_simple (store, "one"), two = add_simple (store, "two");

  add_simple (store, "zero");
  assign (store, "nginx", CW_PLACE_CURRENT, one);
  assign (store, "Default", CW_PLACE_CURRENT, one);
  assign (store, "nginx", CW_PLACE_PREVIOUS, two);
  assert_visit (store, CW_FILTER_NONE, "one[Default nginx]+;two[]+;zero[];");
  assert_visit (store, CW_FILTER_UNASSIGNED, "zero[];");
  assert_visit (store, CW_FILTER_ASSIGNED, "one[Default nginx]+;two[]+;");
  assert_visit (store, CW_FILTER_ASSIGNED | CW_FILTER_UNASSIGNED, "");
}

static void
wait_for_items (CwCertificateList *list, guint n)
{
  while (cw_certificate_list_is_busy (list) || g_list_model_get_n_items (G_LIST_MODEL (list)) != n)
    g_main_context_iteration (NULL, TRUE);
}

/* The window's list: its filter follows what another process assigns, and a row that is shown says what is so now. */
static void
test_list (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder), elsewhere = specimen_open (specimen_folder);
  g_autoptr(CwCertificateList) list = cw_certificate_list_new (store);
  gint64 one = add_simple (store, "one"), two = add_simple (store, "two");

  wait_for_items (list, 2);
  g_autoptr(CwCertificateRow) row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  assign (elsewhere, "nginx", CW_PLACE_CURRENT, one);
  while (cw_certificate_row_get_certificate (row) == NULL || !cw_stored_certificate_is_assigned (cw_certificate_row_get_certificate (row)))
    g_main_context_iteration (NULL, TRUE);
  cw_certificate_list_set_filter (list, CW_FILTER_UNASSIGNED);
  wait_for_items (list, 1);
  g_assert_cmpint (cw_certificate_list_get_id (list, 0), ==, two);
  assign (elsewhere, "Default", CW_PLACE_NEXT, two);
  wait_for_items (list, 0);
  cw_certificate_list_set_filter (list, CW_FILTER_ASSIGNED);
  wait_for_items (list, 2);
}

/* ---- beside it ---- */

static void
put_served (CwStore *store, const char *usage, guint port, const char *verdict)
{
  g_autoptr(GError) error = NULL;
  const CwServedRecord record = { (char *) usage, (char *) "tls", port, 1000, (char *) verdict, (char *) "ab", NULL };

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_put_served (store, &record, &error));
  g_assert_true (cw_store_commit (store, &error));
}

static void
assert_served (CwStore *store, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = cw_store_list_served (store, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      const CwServedRecord *record = g_ptr_array_index (records, i);
      g_assert_cmpstr (record->protocol, ==, "tls");
      g_assert_cmpstr (record->sha256, ==, "ab");
      g_assert_null (record->message);
      g_assert_cmpint (record->asked, ==, 1000);
      g_string_append_printf (text, "%s:%u=%s;", record->usage, record->port, record->verdict);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_served (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  put_served (store, "nginx", 8443, "nothing");
  put_served (store, "nginx", 443, "right");
  put_served (store, "apache", 443, "other");
  put_served (store, "nginx", 8443, "right");
  assert_served (store, "apache:443=other;nginx:443=right;nginx:8443=right;");
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_forget_served (store, "nginx", &error));
  g_assert_true (cw_store_commit (store, &error));
  assert_served (store, "apache:443=other;");
}

static void
count_cb (CwStore *store, guint *n)
{
  (*n)++;
}

static void
test_note_once (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder), elsewhere = specimen_open (specimen_folder);
  gboolean first = FALSE;
  guint changes = 0;

  g_signal_connect (store, "changed", G_CALLBACK (count_cb), &changes);
  g_assert_true (cw_store_note_once (store, "expires-1-30", &first, &error));
  g_assert_true (first);
  g_assert_true (cw_store_note_once (elsewhere, "expires-1-30", &first, &error));
  g_assert_false (first);
  g_assert_true (cw_store_note_once (store, "expires-1-30", &first, &error));
  g_assert_false (first);
  g_assert_true (cw_store_note_once (store, "expires-1-14", &first, &error));
  g_assert_true (first);
  g_assert_no_error (error);
  g_assert_cmpuint (changes, ==, 2);
}

/* ---- health and backup ---- */

static void
protect (CwStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("specimen");

  cw_store_protect (store, CW_PROTECTION_PASSPHRASE, NULL, passphrase, NULL, &error);
  g_assert_no_error (error);
}

static gint64
add_with_key (CwStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwPrivateKey) key = specimen_key ();
  g_autoptr(CwCertificate) certificate = specimen_make (&(Specimen) { .key = key });
  gboolean was_new = FALSE;
  gint64 id = specimen_add (store, certificate, "with key");

  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_add_key (store, key, FALSE, &was_new, &error));
  g_assert_true (cw_store_commit (store, &error));
  return id;
}

static void
test_check (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  protect (store);
  assign (store, "nginx", CW_PLACE_CURRENT, add_with_key (store));
  specimen_assert_sound (store);
  assign (store, "Default", CW_PLACE_CURRENT, add_simple (store, "without key"));
  g_autoptr(GPtrArray) problems = cw_store_check (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (cw_problem_get_field (g_ptr_array_index (problems, 0)), ==, "without key");
}

static void
test_backup (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwSecret) passphrase = cw_secret_new_text ("backup");
  g_autofree char *file = specimen_dup_path ("x.cwb");
  g_autofree char *folder = specimen_dup_path ("other");
  gboolean first = FALSE;

  protect (store);
  assign (store, "nginx", CW_PLACE_CURRENT, add_with_key (store));
  put_served (store, "nginx", 443, "right");
  g_assert_true (cw_store_note_once (store, "told", &first, &error));
  g_assert_true (cw_store_backup (store, file, passphrase, NULL, NULL, NULL, &error));
  g_assert_no_error (error);

  g_autoptr(CwStore) other = specimen_open (folder);
  g_assert_true (cw_store_restore (other, file, passphrase, FALSE, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_all (other, "nginx current 1");
  /* What the ports served then says nothing about now. */
  assert_served (other, "");
  g_assert_true (cw_store_note_once (other, "told", &first, &error));
  g_assert_false (first);
  specimen_assert_sound (other);
  assert_cannot_trash (other, (gint64[]) { 1 }, 1, "Nothing was deleted: “with key” is assigned to nginx.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/assignments/round-trip", test_round_trip);
  specimen_test ("/assignments/places", test_places);
  specimen_test ("/assignments/put", test_put);
  specimen_test ("/assignments/delete", test_delete);
  specimen_test ("/assignments/delete-many", test_delete_many);
  specimen_test ("/assignments/filter", test_filter);
  specimen_test ("/assignments/list", test_list);
  specimen_test ("/assignments/served", test_served);
  specimen_test ("/assignments/note-once", test_note_once);
  specimen_test ("/assignments/check", test_check);
  specimen_test ("/assignments/backup", test_backup);
  return g_test_run ();
}
