/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding, naming, finding and listing certificates. */
#include <string.h>

#include "specimen.h"

static void
assert_error_and_clear (GError **error, CwError code)
{
  g_assert_error (*error, CW_ERROR, (int) code);
  g_clear_error (error);
}

static void
assert_same (CwStoredCertificate *row, CwCertificate *certificate)
{
  const char * const *names = cw_stored_certificate_get_names (row);

  g_assert_cmpstr (cw_stored_certificate_get_subject (row), ==, cw_certificate_get_subject (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_issuer (row), ==, cw_certificate_get_issuer (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_issuer_name (row), ==, cw_certificate_get_issuer_name (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_common_name (row), ==, cw_certificate_get_common_name (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_serial (row), ==, cw_certificate_get_serial (certificate));
  g_assert_cmpint (cw_stored_certificate_get_not_before (row), ==, cw_certificate_get_not_before (certificate));
  g_assert_cmpint (cw_stored_certificate_get_not_after (row), ==, cw_certificate_get_not_after (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_thumbprint (row), ==, cw_certificate_get_thumbprint (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_sha256 (row), ==, cw_certificate_get_sha256 (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_key_id (row), ==, cw_certificate_get_key_id (certificate));
  g_assert_cmpstr (cw_stored_certificate_get_key_algorithm (row), ==, cw_certificate_get_key_algorithm (certificate));
  g_assert_cmpint (cw_stored_certificate_is_ca (row), ==, cw_certificate_is_ca (certificate));
  g_assert_true (g_strv_equal (names, cw_certificate_get_names (certificate)));
}

static void
test_round_trip (void)
{
  static const char * const names[] = { "www.example.org", "xn--bcher-kva.example", NULL };
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) certificate = specimen_make (&(Specimen) { .subject = "CN=www.example.org,O=Ex & Söhne", .names = names, .is_ca = TRUE });
  gint64 id = specimen_add (store, certificate, "Our web server");
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, id, &error);
  g_autoptr(CwCertificate) loaded = cw_store_load_certificate (store, id, &error);

  g_assert_no_error (error);
  assert_same (row, certificate);
  g_assert_cmpint (cw_stored_certificate_get_id (row), ==, id);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "Our web server");
  g_assert_cmpstr (cw_stored_certificate_get_source (row), ==, "specimen");
  g_assert_cmpint (cw_stored_certificate_get_added (row), >, 1700000000);
  g_assert_false (cw_stored_certificate_has_private_key (row));
  g_assert_false (cw_stored_certificate_is_exportable (row));
  g_assert_true (g_bytes_equal (cw_certificate_get_der (loaded), cw_certificate_get_der (certificate)));
  specimen_assert_sound (store);
}

static void
test_once (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) certificate = specimen_simple ("once");
  gint64 id = specimen_add (store, certificate, "First name");
  gboolean was_new = TRUE, in_trash = TRUE;

  g_assert_true (cw_store_begin (store, &error));
  g_assert_cmpint (cw_store_add_certificate (store, certificate, "Second name", "y", &was_new, &error), ==, id);
  g_assert_true (cw_store_commit (store, &error));
  g_assert_false (was_new);
  g_assert_cmpuint (cw_store_count_certificates (store), ==, 1);
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, id, &error);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, "First name");
  g_assert_true (cw_store_has_certificate (store, cw_certificate_get_sha256 (certificate), &in_trash, &error));
  g_assert_false (in_trash);
  g_assert_false (cw_store_has_certificate (store, "00", &in_trash, &error));
  g_assert_no_error (error);
}

static void
assert_name (CwStore *store, gint64 id, const char *name)
{
  g_autoptr(CwStoredCertificate) row = cw_store_find_by_id (store, id, NULL);
  g_assert_cmpstr (cw_stored_certificate_get_friendly_name (row), ==, name);
}

static void
add_named (CwStore *store, const char *common_name, const char *friendly_name, const char *expected)
{
  g_autoptr(CwCertificate) certificate = specimen_simple (common_name);
  assert_name (store, specimen_add (store, certificate, friendly_name), expected);
}

static void
test_names (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;

  add_named (store, "web", NULL, "web");
  add_named (store, "web", NULL, "web (2)");
  add_named (store, "web", "WEB", "WEB (3)");
  add_named (store, "x", "  trimmed ", "trimmed");
  add_named (store, "fallback", "   ", "fallback");
  add_named (store, "fallback2", "a\nb", "fallback2");
  /* The same to a person, in two spellings of Unicode and in capitals. */
  add_named (store, "x", "Stra\xc3\x9f" "e M\xc3\xbcller", "Straße Müller");
  add_named (store, "x", "STRASSE Mu\xcc\x88LLER", "STRASSE MüLLER (2)");
  g_assert_true (cw_store_friendly_name_taken (store, "strasse m\xc3\xbcller", &error));
  g_assert_true (cw_store_friendly_name_taken (store, "Web (2)", &error));
  g_assert_false (cw_store_friendly_name_taken (store, "web (4)", &error));
  g_assert_no_error (error);
  for (guint i = 4; i < 40; i++)
    {
      g_autofree char *expected = g_strdup_printf ("web (%u)", i);
      add_named (store, "web", NULL, expected);
    }
  specimen_assert_sound (store);
}

static void
test_rename (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) first = specimen_simple ("first");
  g_autoptr(CwCertificate) second = specimen_simple ("second");
  gint64 id = specimen_add (store, first, NULL);

  specimen_add (store, second, NULL);
  g_assert_true (cw_store_rename (store, id, "Neuer Name", &error));
  assert_name (store, id, "Neuer Name");
  /* The same in capitals is its own. */
  g_assert_true (cw_store_rename (store, id, "NEUER NAME", &error));
  g_assert_no_error (error);
  g_assert_false (cw_store_rename (store, id, "SECOND", &error));
  assert_error_and_clear (&error, CW_ERROR_NAME_TAKEN);
  g_assert_false (cw_store_rename (store, id, " ", &error));
  assert_error_and_clear (&error, CW_ERROR_NAME_INVALID);
  g_assert_false (cw_store_rename (store, id, "tab\there", &error));
  assert_error_and_clear (&error, CW_ERROR_NAME_INVALID);
  g_assert_false (cw_store_rename (store, 4711, "other", &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  assert_name (store, id, "NEUER NAME");
  specimen_assert_sound (store);
}

static void
assert_found (CwStore *store, const char *reference, gint64 id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CwStoredCertificate) row = cw_store_find (store, reference, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_stored_certificate_get_id (row), ==, id);
}

static void
test_find (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) one = specimen_make (&(Specimen) { .subject = "CN=one", .serial = "4A0B" });
  g_autoptr(CwCertificate) two = specimen_make (&(Specimen) { .subject = "CN=two", .serial = "4C0D" });
  g_autoptr(CwCertificate) three = specimen_make (&(Specimen) { .subject = "CN=three", .serial = "4C0D" });
  gint64 id = specimen_add (store, one, "One"), id_two = specimen_add (store, two, NULL);
  g_autofree char *lower = g_ascii_strdown (cw_certificate_get_thumbprint (one), -1);
  g_autoptr(GString) colons = g_string_new (NULL);
  g_autofree char *number = g_strdup_printf ("%d", (int) id);

  specimen_add (store, three, NULL);
  for (const char *p = cw_certificate_get_sha256 (one); *p != '\0'; p += 2)
    g_string_append_printf (colons, "%s%.2s", colons->len > 0 ? ":" : "", p);
  assert_found (store, cw_certificate_get_thumbprint (one), id);
  assert_found (store, lower, id);
  assert_found (store, colons->str, id);
  assert_found (store, "one", id);
  assert_found (store, number, id);
  assert_found (store, "4a:0b", id);
  assert_found (store, "TWO", id_two);
  g_assert_null (cw_store_find (store, "4C0D", &error));
  assert_error_and_clear (&error, CW_ERROR_AMBIGUOUS);
  g_assert_null (cw_store_find (store, "nobody", &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  g_assert_null (cw_store_find (store, "", &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  g_assert_null (cw_store_find_by_id (store, 4711, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  g_assert_null (cw_store_load_certificate (store, 4711, &error));
  assert_error_and_clear (&error, CW_ERROR_NOT_FOUND);
  /* A name that is another one's number. */
  g_assert_true (cw_store_rename (store, id_two, number, &error));
  g_assert_null (cw_store_find (store, number, &error));
  assert_error_and_clear (&error, CW_ERROR_AMBIGUOUS);
}

static void
test_find_by_subject (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(CwCertificate) old_ca = specimen_make (&(Specimen) { .subject = "CN=CA,O=X", .is_ca = TRUE });
  g_autoptr(CwCertificate) new_ca = specimen_make (&(Specimen) { .subject = "CN=CA,O=X", .is_ca = TRUE });
  g_autoptr(CwCertificate) other = specimen_make (&(Specimen) { .subject = "CN=ca,O=X", .is_ca = TRUE });

  specimen_add (store, old_ca, NULL);
  specimen_add (store, new_ca, NULL);
  specimen_add (store, other, NULL);
  g_autoptr(GPtrArray) found = cw_store_find_by_subject (store, cw_certificate_get_subject_der (old_ca), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (cw_certificate_get_sha256 (g_ptr_array_index (found, 0)), ==, cw_certificate_get_sha256 (old_ca));
  g_assert_cmpstr (cw_certificate_get_sha256 (g_ptr_array_index (found, 1)), ==, cw_certificate_get_sha256 (new_ca));
}

/* ---- queries ---- */

static gboolean
append_name (CwStoredCertificate *certificate, gpointer user_data)
{
  GString *names = user_data;

  g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", cw_stored_certificate_get_friendly_name (certificate));
  return TRUE;
}

static gboolean
append_one (CwStoredCertificate *certificate, gpointer user_data)
{
  append_name (certificate, user_data);
  return FALSE;
}

static void
assert_query (CwStore *store, const CwCertificateQuery *query, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) names = g_string_new (NULL);

  g_assert_true (cw_store_visit_certificates (store, query, append_name, names, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
fill_for_queries (CwStore *store)
{
  static const char * const names_b[] = { "b\xc3\xbc" "cher.example", "zz.example", NULL };
  static const char * const names_c[] = { "aa.example", NULL };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC, day = 86400;
  g_autoptr(CwCertificate) a = specimen_make (&(Specimen) { .subject = "CN=host10,O=Org", .issuer = "CN=Z CA", .not_before = 1000, .not_after = now - day });
  g_autoptr(CwCertificate) b = specimen_make (&(Specimen) { .subject = "CN=host2,O=Org", .issuer = "CN=M CA", .names = names_b, .not_after = now + 5 * day,
                                                            .serial = "41ABCDEF0123" });
  g_autoptr(CwCertificate) c = specimen_make (&(Specimen) { .subject = "CN=\xc3\x84pfel 100%_'\",O=Org", .issuer = "CN=A CA", .names = names_c, .is_ca = TRUE });

  specimen_add (store, a, "gamma");
  specimen_add (store, b, "\xc3\xa4lpha");
  specimen_add (store, c, "beta");
}

static void
test_sort (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  fill_for_queries (store);
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_FRIENDLY_NAME }, "älpha,beta,gamma");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_FRIENDLY_NAME, .descending = TRUE }, "gamma,beta,älpha");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_ISSUER }, "beta,älpha,gamma");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_EXPIRES }, "gamma,älpha,beta");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_STATE, .descending = TRUE }, "beta,älpha,gamma");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_ADDED }, "gamma,älpha,beta");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_NAMES }, "gamma,beta,älpha");
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_KEY }, "gamma,älpha,beta");
  /* Numbers by their value, accents aside. */
  assert_query (store, &(CwCertificateQuery) { .sort = CW_SORT_SUBJECT }, "beta,älpha,gamma");
}

static void
test_filter (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  fill_for_queries (store);
  assert_query (store, &(CwCertificateQuery) { .filter = CW_FILTER_EXPIRED }, "gamma");
  assert_query (store, &(CwCertificateQuery) { .filter = CW_FILTER_EXPIRING }, "älpha");
  assert_query (store, &(CwCertificateQuery) { .filter = CW_FILTER_CA }, "beta");
  assert_query (store, &(CwCertificateQuery) { .filter = CW_FILTER_WITH_KEY }, "");
  assert_query (store, &(CwCertificateQuery) { .filter = CW_FILTER_CA | CW_FILTER_EXPIRED }, "");
}

static void
test_search (void)
{
  static const struct { const char *search; const char *found; } cases[] = {
    { "host", "älpha,gamma" }, { "HOST1", "gamma" }, { "org", "älpha,beta,gamma" }, { "", "älpha,beta,gamma" }, { "  ", "älpha,beta,gamma" },
    { "b\xc3\xbc" "cher", "älpha" }, { "xn--bcher", "älpha" }, { "B\xc3\x9c" "CHER", "älpha" }, { "zz.example", "älpha" },
    { "cn=m ca", "älpha" }, { "host example", "älpha" }, { "example host nothing", "" },
    { "a", "älpha,beta,gamma" }, { "zz", "älpha" }, { "\xc3\x84pfel", "beta" }, { "%", "beta" }, { "_'", "beta" }, { "'\"", "beta" },
    { "100%_'\"", "beta" }, { "* OR *", "" }, { "\"", "beta" }, { "NEAR(", "" },
    { "41abcdef0123", "älpha" }, { "41:AB:CD:EF:01:23", "älpha" }, { "ab cd ef", "älpha" }, { "CD:EF", "älpha" }, { "ff:ff:ff:ff:ff:ff:ff:ff:ff", "" },
    { "gamma", "gamma" }, { "\xc3\xa4lp", "älpha" },
  };
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  fill_for_queries (store);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("search for “%s”", cases[i].search);
      assert_query (store, &(CwCertificateQuery) { .search = cases[i].search }, cases[i].found);
    }
  assert_query (store, &(CwCertificateQuery) { .search = "host", .filter = CW_FILTER_EXPIRED }, "gamma");
}

/* Every part of both thumbprints, in every spelling. */
static void
test_search_thumbprint (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(CwCertificate) certificate = specimen_simple ("print");
  g_autofree char *part = g_strndup (cw_certificate_get_sha256 (certificate) + 20, 12);
  g_autofree char *spaced = g_strdup_printf ("%.2s %.2s %.2s %.2s", part, part + 2, part + 4, part + 6);

  specimen_fill (store, 0, 50);
  specimen_add (store, certificate, NULL);
  assert_query (store, &(CwCertificateQuery) { .search = cw_certificate_get_sha256 (certificate) }, "print");
  assert_query (store, &(CwCertificateQuery) { .search = cw_certificate_get_thumbprint (certificate) }, "print");
  assert_query (store, &(CwCertificateQuery) { .search = part }, "print");
  assert_query (store, &(CwCertificateQuery) { .search = spaced }, "print");
}

static void
test_visitor_stops (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);
  g_autoptr(GString) names = g_string_new (NULL);

  fill_for_queries (store);
  g_assert_true (cw_store_visit_certificates (store, &(CwCertificateQuery) { 0 }, append_one, names, NULL));
  g_assert_cmpstr (names->str, ==, "älpha");
}

static gboolean
look_up_cb (CwStoredCertificate *certificate, gpointer user_data)
{
  g_autoptr(CwStoredCertificate) again = cw_store_find_by_id (user_data, cw_stored_certificate_get_id (certificate), NULL);
  g_assert_nonnull (again);
  return TRUE;
}

/* A visitor may ask the store. */
static void
test_visitor_asks (void)
{
  g_autoptr(CwStore) store = specimen_open (specimen_folder);

  specimen_fill (store, 0, 20);
  g_assert_true (cw_store_visit_certificates (store, &(CwCertificateQuery) { 0 }, look_up_cb, store, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  specimen_test ("/certificates/round-trip", test_round_trip);
  specimen_test ("/certificates/once", test_once);
  specimen_test ("/certificates/names", test_names);
  specimen_test ("/certificates/rename", test_rename);
  specimen_test ("/certificates/find", test_find);
  specimen_test ("/certificates/find-by-subject", test_find_by_subject);
  specimen_test ("/certificates/sort", test_sort);
  specimen_test ("/certificates/filter", test_filter);
  specimen_test ("/certificates/search", test_search);
  specimen_test ("/certificates/search-thumbprint", test_search_thumbprint);
  specimen_test ("/certificates/visitor-stops", test_visitor_stops);
  specimen_test ("/certificates/visitor-asks", test_visitor_asks);
  return g_test_run ();
}
