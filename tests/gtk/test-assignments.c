/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-assignments-view.h"
#include "cw-background-dialog.h"
#include "cw-certificate-assignments.h"
#include "cw-clock.h"
#include "cw-direction.h"
#include "cw-keyring.h"
#include "cw-resources.h"
#include "cw-timeline-row.h"
#include "cw-usage-choice.h"
#include "cw-usage-text.h"

#include <glib/gstdio.h>

#include "specimen.h"

/* The home screen with a store and usages of its own: what is shown, what is dimmed and why, what a tick does, the timeline, and that nothing
 * is left behind. */

#define DAY (24 * 60 * 60)

typedef struct
{
  char *directory;
  char *usages;
  CwContext *context;
} Fixture;

/* Three services that are there (a shell is everywhere), one of them with a port; and two usages of one group. */
static const char *const usage_files[][2] = {
  { "One", "[Usage]\nId=One\nTitle=First service\nDescription=What is served first.\nGroup=service\nOrder=10\nPresent=/bin/sh;\n"
           "[Names]\nSubject={computer}\nNames={computer};\n[Service]\nUnits=one.service;\nAction=reload\nProbe=tls:443;\n" },
  { "Two", "[Usage]\nId=Two\nTitle=Second service with a name so long that it does not fit\nGroup=service\nOrder=20\nPresent=/bin/sh;\nLeadTime=8h\n"
           "[Names]\nSubject={computer}\nNames={computer};\n" },
  { "Absent", "[Usage]\nId=Absent\nTitle=Absent service\nGroup=service\nOrder=30\nPresent=/no/such/program;\n[Names]\nSubject={computer}\nNames={computer};\n" },
};

static void
write_usages (Fixture *self)
{
  self->usages = g_dir_make_tmp ("certwizard-usages-XXXXXX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (usage_files); i++)
    {
      g_autofree char *name = g_strconcat (usage_files[i][0], ".usage", NULL);
      g_autofree char *path = g_build_filename (self->usages, name, NULL);

      g_assert_true (g_file_set_contents (path, usage_files[i][1], -1, NULL));
    }
  g_setenv ("CERTWIZARD_USAGES", self->usages, TRUE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  g_autoptr (GError) error = NULL;
  CwContextOptions options = { .keyring = keyring };

  write_usages (self);
  self->directory = g_dir_make_tmp ("certwizard-test-XXXXXX", NULL);
  options.store_directory = self->directory;
  self->context = cw_context_new (&options, &error);
  g_assert_no_error (error);
}

static void
remove_folder (char *folder)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_free (folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->context);
  remove_folder (self->directory);
  remove_folder (self->usages);
}

/* ---- what is in the store ---- */

static gint64
add_certificate (Fixture *self, const char *name, gint64 days)
{
  gint64 now = cw_clock_now ();
  g_autofree char *subject = g_strdup_printf ("CN=%s", name);
  g_autoptr (CwPrivateKey) key = specimen_key ();
  Specimen specimen = { .subject = subject, .key = key, .not_before = now - 40 * DAY, .not_after = now + days * DAY };
  g_autoptr (CwCertificate) certificate = specimen_make (&specimen);

  return specimen_add (cw_context_get_store (self->context), certificate, name);
}

static void
assign (Fixture *self, const char *usage, CwPlace place, gint64 certificate, gint64 effective)
{
  CwStore *store = cw_context_get_store (self->context);
  g_autoptr (CwAssignmentRecord) record = cw_assignment_record_new (usage, place, certificate);
  g_autoptr (GError) error = NULL;

  record->effective = effective;
  record->roll = place == CW_PLACE_NEXT;
  g_assert_true (cw_store_begin (store, &error));
  g_assert_true (cw_store_put_assignment (store, record, &error));
  g_assert_true (cw_store_commit (store, &error));
  g_assert_no_error (error);
}

/* ---- looking ---- */

static GtkWidget *
find_label (GtkWidget *root, const char *part)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, part);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
wait_label_at (const char *where, GtkWidget *root, const char *part, gboolean there)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while ((find_label (root, part) != NULL) != there && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if ((find_label (root, part) != NULL) != there)
    g_error ("%s: “%s” is %s", where, part, there ? "not shown" : "still shown");
}

#define wait_label(root, part) wait_label_at (G_STRLOC, root, part, TRUE)
#define wait_no_label(root, part) wait_label_at (G_STRLOC, root, part, FALSE)

static GtkWidget *
find_button (GtkWidget *root, const char *action)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Follows in an idle: waits until it is so, or ends the test. */
static void
wait_sensitive_at (const char *where, GtkWidget *root, const char *action, gboolean sensitive)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  GtkWidget *button = find_button (root, action);

  g_assert_nonnull (button);
  while (gtk_widget_get_sensitive (button) != sensitive && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if (gtk_widget_get_sensitive (button) != sensitive)
    g_error ("%s: %s is %s", where, action, sensitive ? "dimmed" : "not dimmed");
}

#define wait_sensitive(root, action, sensitive) wait_sensitive_at (G_STRLOC, root, action, sensitive)

/* The reason follows in an idle, too; and it is told to who does not see it. */
static void
wait_tooltip_at (const char *where, GtkWidget *root, const char *action, const char *part)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  GtkWidget *button = find_button (root, action);
  const char *text = gtk_widget_get_tooltip_text (button);

  while ((text == NULL || strstr (text, part) == NULL) && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      text = gtk_widget_get_tooltip_text (button);
    }
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("%s: %s says “%s”, not “%s”", where, action, text, part);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

#define wait_tooltip(root, action, part) wait_tooltip_at (G_STRLOC, root, action, part)

static GtkWidget *
show (GtkWidget *child, int width)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, 640);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
destroy (gpointer window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; weak != NULL && i < 2000; i++)
    g_main_context_iteration (NULL, i % 10 == 9);
  g_assert_null (weak);
}

static GtkWidget *
show_view (Fixture *self, GtkWidget **view, int width)
{
  GtkWidget *window;

  *view = g_object_new (CW_TYPE_ASSIGNMENTS_VIEW, NULL);
  window = show (*view, width);
  cw_assignments_view_set_context (CW_ASSIGNMENTS_VIEW (*view), self->context);
  return window;
}

static GtkWidget *
get_table (GtkWidget *view)
{
  return GTK_WIDGET (cw_assignments_view_get_table (CW_ASSIGNMENTS_VIEW (view)));
}

/* The row of the table whose first column says this. */
static void
choose (GtkWidget *view, const char *title)
{
  GtkSelectionModel *model = gtk_column_view_get_model (cw_assignments_view_get_table (CW_ASSIGNMENTS_VIEW (view)));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);
      g_autofree char *text = cw_usage_row_dup_title (item);

      if (g_str_has_prefix (text, title))
        {
          gtk_selection_model_select_item (model, i, TRUE);
          return;
        }
    }
  g_error ("There is no row “%s”", title);
}

/* ---- the view ---- */

/* What is installed is shown, and nothing else, until all is wished for. */
static void
test_useful (Fixture *self, gconstpointer data)
{
  GtkWidget *view, *window = show_view (self, &view, 1000);

  wait_label (view, "First service");
  wait_label (view, "Second service");
  g_assert_null (find_label (view, "Absent service"));
  gtk_widget_activate_action (view, "assignments.show-all", NULL);
  wait_label (view, "Absent service");
  gtk_widget_activate_action (view, "assignments.show-all", NULL);
  wait_no_label (view, "Absent service");
  destroy (window);
}

/* Nothing here needs a certificate: a page that says what to do. */
static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *one = g_build_filename (self->usages, "One.usage", NULL);
  g_autofree char *two = g_build_filename (self->usages, "Two.usage", NULL);
  GtkWidget *view, *window;

  g_assert_cmpint (g_unlink (one), ==, 0);
  g_assert_cmpint (g_unlink (two), ==, 0);
  window = show_view (self, &view, 1000);
  wait_label (view, "Nothing Needs a Certificate Yet");
  g_assert_nonnull (find_button (view, "win.request"));
  g_assert_nonnull (find_button (view, "win.import"));
  destroy (window);
}

static void
test_buttons (Fixture *self, gconstpointer data)
{
  gint64 id = add_certificate (self, "www.example.org", 200);
  GtkWidget *view, *window;

  assign (self, "One", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  window = show_view (self, &view, 1000);
  wait_label (view, "www.example.org");
  choose (view, "First service");
  wait_sensitive (view, "assignments.view", TRUE);
  wait_sensitive (view, "assignments.remove", TRUE);
  wait_sensitive (view, "assignments.assign", TRUE);
  wait_tooltip (view, "assignments.remove", "Take the certificate off: First service");
  choose (view, "Second service");
  wait_sensitive (view, "assignments.view", FALSE);
  wait_sensitive (view, "assignments.remove", FALSE);
  wait_sensitive (view, "assignments.assign", TRUE);
  wait_tooltip (view, "assignments.remove", "Not possible: nothing is assigned to: Second service");
  wait_tooltip (view, "assignments.view", "Not possible: nothing is assigned to: Second service");
  wait_sensitive (view, "assignments.process", FALSE);
  wait_tooltip (view, "assignments.process", "Not possible: Refresh has not found a pending request");
  destroy (window);
}

static void
test_ticks (Fixture *self, gconstpointer data)
{
  gint64 id = add_certificate (self, "www.example.org", 200);
  GtkWidget *view, *window;

  assign (self, "One", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  window = show_view (self, &view, 1000);
  wait_label (view, "www.example.org");
  choose (view, "Second service");
  wait_sensitive (view, "assignments.remove", FALSE);
  gtk_widget_activate_action (get_table (view), "assignments.tick", NULL);
  wait_label (view, "1 ticked usage");
  choose (view, "First service");
  /* What is ticked counts, and not what is selected. */
  wait_sensitive (view, "assignments.remove", FALSE);
  gtk_widget_activate_action (get_table (view), "assignments.tick", NULL);
  wait_label (view, "2 ticked usages");
  wait_sensitive (view, "assignments.remove", TRUE);
  /* They stay when the table is read anew. */
  add_certificate (self, "mail.example.org", 100);
  assign (self, "Two", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  wait_label (view, "2 ticked usages");
  gtk_widget_activate_action (view, "assignments.untick", NULL);
  wait_no_label (view, "ticked");
  destroy (window);
}

static gboolean
is_in_table (GtkWidget *view)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (view)));

  return focus != NULL && gtk_widget_is_ancestor (focus, get_table (view));
}

/* The row that has the focus gets a certificate, so it is another row: the keyboard stays there. */
static void
test_focus (Fixture *self, gconstpointer data)
{
  gint64 id = add_certificate (self, "www.example.org", 200);
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  GtkWidget *row, *view, *window = show_view (self, &view, 1000);

  wait_label (view, "First service");
  /* Of an empty table: what to do first. */
  wait_label (view, "from the practice CA");
  for (row = find_label (view, "First service"); !gtk_widget_get_focusable (row); row = gtk_widget_get_parent (row))
    ;
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (is_in_table (view));
  assign (self, "One", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  assign (self, "Two", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  wait_label (view, "www.example.org");
  wait_no_label (view, "from the practice CA");
  while (!is_in_table (view) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (is_in_table (view));
  destroy (window);
}

/* A group says what its usages have, and its buttons follow, when somebody else assigns. */
static void
test_group (Fixture *self, gconstpointer data)
{
  gint64 id = add_certificate (self, "www.example.org", 200);
  GtkWidget *view, *window = show_view (self, &view, 1000);

  wait_label (view, "Not assigned");
  choose (view, "Services");
  wait_sensitive (view, "assignments.remove", FALSE);
  assign (self, "One", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  wait_label (view, "1 of 2");
  wait_sensitive (view, "assignments.remove", TRUE);
  assign (self, "Two", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  wait_no_label (view, "1 of 2");
  wait_no_label (view, "Not assigned");
  wait_sensitive (view, "assignments.view", TRUE);
  destroy (window);
}

/* Beneath a usage: what comes next, with its date, and what was before. */
static void
test_places (Fixture *self, gconstpointer data)
{
  gint64 now = cw_clock_now ();
  GtkWidget *view, *window;

  assign (self, "Two", CW_PLACE_PREVIOUS, add_certificate (self, "before.example.org", 5), now - 90 * DAY);
  assign (self, "Two", CW_PLACE_CURRENT, add_certificate (self, "now.example.org", 12), now - DAY);
  assign (self, "Two", CW_PLACE_NEXT, add_certificate (self, "next.example.org", 400), now + 3 * DAY);
  window = show_view (self, &view, 1000);
  wait_label (view, "now.example.org");
  wait_label (view, "Next, from");
  wait_label (view, "next.example.org");
  wait_label (view, "Previous");
  wait_label (view, "before.example.org");
  /* The next one can be looked at, too. */
  choose (view, "Next, from");
  wait_sensitive (view, "assignments.view", TRUE);
  /* It is said that the current one expires soon. */
  wait_label (view, "“now.example.org” (Second service with a name so long that it does not fit) expires in ");
  /* Folded it stays, when something changes. */
  choose (view, "Second service");
  gtk_widget_activate_action (get_table (view), "assignments.unfold", "b", FALSE);
  wait_no_label (view, "before.example.org");
  assign (self, "Two", CW_PLACE_PREVIOUS, add_certificate (self, "other.example.org", 5), now - 80 * DAY);
  assign (self, "One", CW_PLACE_CURRENT, add_certificate (self, "one.example.org", 300), now - DAY);
  wait_label (view, "one.example.org");
  wait_no_label (view, "other.example.org");
  destroy (window);
}

/* The new shape gets its sizes with the next frame. */
static void
wait_inside (GtkWidget *widget, GtkWidget *window)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  graphene_rect_t bounds;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      g_assert_true (gtk_widget_compute_bounds (widget, window, &bounds));
    }
  while (bounds.origin.x + bounds.size.width > 360 && g_get_monotonic_time () < end);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, 360);
}

/* 360 pixels: one column, everything else on its second line, and all buttons inside. */
static void
test_narrow (Fixture *self, gconstpointer data)
{
  GtkWidget *view, *window;

  assign (self, "One", CW_PLACE_CURRENT, add_certificate (self, "www.example.org", 200), cw_clock_now () - DAY);
  window = show_view (self, &view, 360);
  wait_label (view, "Assigned · expires in 6 months · www.example.org");
  g_assert_null (find_label (view, "Expiration Date"));
  wait_inside (find_button (view, "assignments.view"), window);
  wait_inside (find_button (view, "assignments.help"), window);
  destroy (window);
}

static GtkWidget *
find_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
wait_popover (GtkWidget *view, gboolean there)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while ((find_type (view, GTK_TYPE_POPOVER) != NULL) != there && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true ((find_type (view, GTK_TYPE_POPOVER) != NULL) == there);
}

/* The row that is selected, as by Return: it has to have the focus first. */
static void
open_row (GtkWidget *view)
{
  GtkColumnView *table = cw_assignments_view_get_table (CW_ASSIGNMENTS_VIEW (view));
  guint position = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (table)));

  gtk_widget_grab_focus (GTK_WIDGET (table));
  g_signal_emit_by_name (table, "activate", position);
}

/* A row that is new, or has another shape, gets its size with the next frame. */
static GtkWidget *
wait_width (GtkWidget *root, const char *part, double least, double room)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT_ZERO;
  GtkWidget *label;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      label = find_label (root, part);
      g_assert_true (label == NULL || gtk_widget_compute_bounds (label, root, &bounds));
    }
  while ((label == NULL || bounds.size.width < least || bounds.origin.x + bounds.size.width > room) && g_get_monotonic_time () < end);
  g_assert_nonnull (label);
  g_assert_cmpfloat (bounds.size.width, >=, least);
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, room);
  return label;
}

/* What a check found stands beneath its usage, over all of the columns, and opens with what can be done. */
static void
show_finding (Fixture *self, int width)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  GtkWidget *view, *window, *table, *label, *popover;
  g_autofree char *finding = NULL;

  assign (self, "Two", CW_PLACE_CURRENT, add_certificate (self, "now.example.org", 200), cw_clock_now () - DAY);
  window = show_view (self, &view, width);
  table = get_table (view);
  wait_label (table, "Second service");
  g_assert_null (find_label (table, "/live/Two"));
  cw_assignments_view_refresh (CW_ASSIGNMENTS_VIEW (view));
  label = wait_width (table, "/live/Two", width / 2.0, width);
  finding = g_strdup (gtk_label_get_text (GTK_LABEL (label)));
  choose (view, finding);
  /* The buttons are about its usage. */
  wait_tooltip (view, "assignments.remove", "Take the certificate off: Second service");
  open_row (view);
  wait_popover (view, TRUE);
  popover = find_type (view, GTK_TYPE_POPOVER);
  g_assert_nonnull (find_label (popover, "/live/Two"));
  g_assert_nonnull (find_label (popover, "Error"));
  g_assert_nonnull (find_button (popover, "assignments.mend"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  wait_popover (view, FALSE);
  /* The group says it, too, also when it is folded. */
  choose (view, "Services");
  gtk_widget_activate_action (get_table (view), "assignments.unfold", "b", rtl);
  wait_no_label (table, "/live/Two");
  wait_label (table, "Look at it");
  gtk_widget_activate_action (get_table (view), "assignments.unfold", "b", !rtl);
  wait_label (table, "/live/Two");
  choose (view, finding);
  /* And with it open. */
  open_row (view);
  wait_popover (view, TRUE);
  destroy (window);
}

static void
test_finding (Fixture *self, gconstpointer data)
{
  show_finding (self, 1000);
}

static void
test_finding_narrow (Fixture *self, gconstpointer data)
{
  show_finding (self, 360);
}

static void
test_finding_rtl (Fixture *self, gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show_finding (self, 1000);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* ---- the timeline ---- */

static void
test_timeline (Fixture *self, gconstpointer data)
{
  gint64 now = cw_clock_now ();
  GtkWidget *view, *window, *row;

  window = show_view (self, &view, 1000);
  wait_label (view, "First service");
  gtk_widget_activate_action (view, "assignments.timeline", NULL);
  wait_label (view, "Nothing Is Assigned");
  assign (self, "Two", CW_PLACE_CURRENT, add_certificate (self, "now.example.org", 12), now - DAY);
  assign (self, "Two", CW_PLACE_NEXT, add_certificate (self, "next.example.org", 400), now + 3 * DAY);
  wait_label (view, "now.example.org");
  wait_label (view, "Expires within 30 days");
  /* Who does not see the picture hears the same. */
  row = find_type (view, cw_timeline_row_get_type ());
  g_assert_nonnull (row);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (row), "now.example.org, used by Second service"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (row), "Its successor next.example.org takes over on"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (row), "at least 8 hours ahead"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_widget_get_tooltip_text (row));
  gtk_widget_activate_action (view, "assignments.timeline", NULL);
  wait_label (view, "Friendly Name");
  destroy (window);
}

static void
test_scale (void)
{
  CwTimelineScale scale = { .now = 1798761600, .start = 1798761600 - 10 * DAY, .end = 1798761600 + 90 * DAY };
  g_autoptr (GArray) many = cw_timeline_scale_list_ticks (&scale, 12);
  g_autoptr (GArray) few = cw_timeline_scale_list_ticks (&scale, 2);

  g_assert_cmpfloat (cw_timeline_scale_place (&scale, scale.start), ==, 0);
  g_assert_cmpfloat (cw_timeline_scale_place (&scale, scale.end), ==, 1);
  g_assert_cmpfloat_with_epsilon (cw_timeline_scale_place (&scale, scale.now), 0.1, 0.0001);
  g_assert_cmpfloat (cw_timeline_scale_place (&scale, G_MAXINT64), ==, 1);
  g_assert_cmpfloat (cw_timeline_scale_place (&scale, 0), ==, 0);
  g_assert_cmpuint (many->len, >=, 3);
  g_assert_cmpuint (few->len, <=, 2);
  for (guint i = 0; i < many->len; i++)
    g_assert_cmpint (g_array_index (many, gint64, i), <, scale.end);
}

static void
test_words (void)
{
  g_autofree char *hours = cw_duration_dup_words (8 * 60 * 60);
  g_autofree char *days = cw_duration_dup_words (72 * 60 * 60);
  g_autofree char *day = cw_duration_dup_words (24 * 60 * 60);

  g_assert_cmpstr (hours, ==, "8 hours");
  g_assert_cmpstr (day, ==, "24 hours");
  g_assert_cmpstr (days, ==, "3 days");
}

static void
assert_directed (const char *sentence, const char *mark)
{
  g_autofree char *expected = g_strconcat (mark, sentence, NULL);
  g_autofree char *directed = cw_direction_dup_sentence (sentence);

  g_assert_cmpstr (directed, ==, expected);
}

/* A name in another direction does not turn the sentence that it begins. */
static void
test_direction (void)
{
  assert_directed ("", "");
  assert_directed ("www.example.org expires.", "");
  assert_directed ("“\327\251\327\250\327\252” expires.", "\342\200\216");
  assert_directed ("www.example.org “\327\251\327\250\327\252” expires.", "");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_directed ("www.example.org expires.", "");
  assert_directed ("www.example.org \327\251\327\250\327\252", "\342\200\217");
  assert_directed ("\327\251\327\250\327\252 www.example.org", "");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* ---- a certificate's usages ---- */

static GtkWidget *
show_usages (Fixture *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStoredCertificate) certificate = cw_store_find_by_id (cw_context_get_store (self->context), id, &error);
  GtkWidget *usages = g_object_new (CW_TYPE_CERTIFICATE_ASSIGNMENTS, NULL);
  GtkWidget *window = show (usages, 600);

  g_assert_no_error (error);
  cw_certificate_assignments_set_certificate (CW_CERTIFICATE_ASSIGNMENTS (usages), self->context, certificate);
  return window;
}

/* Its files are described in a worker; it follows what others assign, and may be closed at any time. */
static void
test_usages (Fixture *self, gconstpointer data)
{
  gint64 id = add_certificate (self, "www.example.org", 200);
  GtkWidget *window = show_usages (self, id);

  wait_label (window, "No usage has this certificate, and without its private key none can.");
  assign (self, "One", CW_PLACE_CURRENT, id, cw_clock_now () - DAY);
  wait_label (window, "First service: Current");
  wait_label (window, "live/One/");
  assign (self, "Two", CW_PLACE_PREVIOUS, id, cw_clock_now () - DAY);
  wait_label (window, "Previous");
  wait_label (window, "live/One/");
  g_assert_null (find_label (window, "live/Two/"));
  destroy (window);
  destroy (show_usages (self, id));
}

/* ---- the background ---- */

/* Where there is neither systemd nor cron, the switch is dimmed and the sentence says so; else it can be moved. */
static void
test_background (Fixture *self, gconstpointer data)
{
  CwBackgroundDialog *dialog = cw_background_dialog_new (NULL, self->context);
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  GtkWidget *row;

  gtk_window_present (GTK_WINDOW (dialog));
  row = find_type (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW);
  while ((row == NULL || *adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) == '\0') && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      row = find_type (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW);
    }
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "");
  destroy (dialog);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

/* As an application does by itself. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/certwizard/CertificateWizard/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  load_style ();
  g_test_add_func ("/gtk/assignments/scale", test_scale);
  g_test_add_func ("/gtk/assignments/words", test_words);
  g_test_add_func ("/gtk/assignments/direction", test_direction);
  ADD ("/gtk/assignments/useful", test_useful);
  ADD ("/gtk/assignments/empty", test_empty);
  ADD ("/gtk/assignments/buttons", test_buttons);
  ADD ("/gtk/assignments/ticks", test_ticks);
  ADD ("/gtk/assignments/focus", test_focus);
  ADD ("/gtk/assignments/group", test_group);
  ADD ("/gtk/assignments/places", test_places);
  ADD ("/gtk/assignments/narrow", test_narrow);
  ADD ("/gtk/assignments/finding", test_finding);
  ADD ("/gtk/assignments/finding-narrow", test_finding_narrow);
  ADD ("/gtk/assignments/finding-rtl", test_finding_rtl);
  ADD ("/gtk/assignments/timeline", test_timeline);
  ADD ("/gtk/assignments/usages", test_usages);
  ADD ("/gtk/assignments/background", test_background);
  return g_test_run ();
}
