/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-keyring.h"
#include "cw-resources.h"
#include "cw-topology-dialog.h"
#include "cw-topology-field-row.h"
#include "cw-topology-item-row.h"

#include <glib/gstdio.h>
#include <string.h>

/* The page of the topology without a desktop: what is typed is checked, what is saved is in the file, and nothing stays behind. */

typedef struct
{
  char *folder;
  char *path;
  CwContext *context;
  GtkWidget *dialog;
} Fixture;

static void
set_up (Fixture *self, gconstpointer text)
{
  g_autoptr (CwKeyring) keyring = cw_keyring_memory_new ();
  CwContextOptions options = { .keyring = keyring };
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("certwizard-test-XXXXXX", &error);
  g_assert_no_error (error);
  options.store_directory = self->folder;
  self->context = cw_context_new (&options, &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "topology.conf", NULL);
  if (text != NULL)
    g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  self->dialog = GTK_WIDGET (cw_topology_dialog_new (NULL, self->context));
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
turn (void)
{
  g_main_context_iteration (NULL, FALSE);
}

#define UNTIL(condition) \
  G_STMT_START { \
    gint64 end_ = g_get_monotonic_time () + 30 * G_USEC_PER_SEC; \
    while (!(condition) && g_get_monotonic_time () < end_) \
      turn (); \
    g_assert_true (condition); \
  } G_STMT_END

static void
tear_down (Fixture *self, gconstpointer text)
{
  g_autoptr (GDir) dir = NULL;

  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  UNTIL (self->dialog == NULL);
  g_object_unref (self->context);
  dir = g_dir_open (self->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* ---- finding ---- */

typedef gboolean (*Fits) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Fits fits, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (fits (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_entry (GtkWidget *widget, const char *title)
{
  return CW_IS_TOPOLOGY_FIELD_ROW (widget) && strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static gboolean
is_item (GtkWidget *widget, const char *title)
{
  return CW_IS_TOPOLOGY_ITEM_ROW (widget) && strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static gboolean
is_button (GtkWidget *widget, const char *action)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;
}

static GtkWidget *
need (GtkWidget *root, Fits fits, const char *text)
{
  UNTIL (find (root, fits, text) != NULL);
  return find (root, fits, text);
}

static gboolean
can_save (Fixture *self)
{
  return gtk_widget_get_sensitive (need (self->dialog, is_button, "topology.save"));
}

static GtkWidget *
open_item (Fixture *self, const char *name)
{
  GtkWidget *row = need (self->dialog, is_item, name);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return row;
}

static void
enter (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
add (Fixture *self, const char *title, const char *name)
{
  GtkWidget *row = need (self->dialog, is_entry, title);

  enter (row, name);
  g_signal_emit_by_name (row, "apply");
}

static char *
read_file (Fixture *self)
{
  char *text = NULL;

  g_file_get_contents (self->path, &text, NULL, NULL);
  return text;
}

static void
save (Fixture *self)
{
  UNTIL (can_save (self));
  gtk_widget_activate_action (self->dialog, "topology.save", NULL);
  UNTIL (self->dialog == NULL);
}

/* ---- tests ---- */

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  need (self->dialog, is_label, "No Topology Yet");
  g_assert_false (can_save (self));
  gtk_widget_activate_action (self->dialog, "topology.edit", NULL);
  need (self->dialog, is_item, "host.example.org");
  add (self, "Add SIP Domain", "EXAMPLE.org");
  add (self, "Add Pool", "pool1.example.org");
  enter (need (open_item (self, "pool1.example.org"), is_entry, "External web services"), "ext.example.org");
  enter (need (open_item (self, "host.example.org"), is_entry, "Pool"), "pool1.example.org");
  enter (need (self->dialog, is_entry, "Dial-in URL"), "call.example.org");
  save (self);
  text = read_file (self);
  g_assert_nonnull (strstr (text, "[SipDomain example.org]\nPrimary=true\n"));
  g_assert_nonnull (strstr (text, "[Pool pool1.example.org]\nExternalWeb=ext.example.org\n"));
  g_assert_nonnull (strstr (text, "[Computer host.example.org]\nPool=pool1.example.org\n"));
  g_assert_nonnull (strstr (text, "Dialin=call.example.org\n"));
  /* The rest of the program sees it. */
  g_assert_nonnull (cw_topology_find_pool (cw_context_get_topology (self->context), "pool1.example.org"));
}

static void
test_wrong (Fixture *self, gconstpointer data)
{
  GtkWidget *pool = open_item (self, "pool1.example.org");
  GtkWidget *entry = need (pool, is_entry, "Access edge");

  enter (entry, "my_host.example.org");
  need (pool, is_label, "an underscore (_) is not allowed");
  g_assert_true (cw_topology_field_row_is_wrong (CW_TOPOLOGY_FIELD_ROW (entry)));
  UNTIL (!can_save (self));
  enter (entry, "ap.example.org");
  UNTIL (can_save (self));
  g_assert_null (find (pool, is_label, "an underscore (_) is not allowed"));
  add (self, "Add Pool", "POOL1.example.org");
  need (self->dialog, is_label, "is there already");
  UNTIL (!can_save (self));
  add (self, "Add Pool", "");
  enter (need (pool, is_entry, "Name"), "");
  need (pool, is_label, "missing");
  enter (need (pool, is_entry, "Name"), "pool2.example.org");
  g_assert_nonnull (find (self->dialog, is_item, "pool2.example.org"));
  save (self);
  {
    g_autofree char *text = read_file (self);

    g_assert_null (strstr (text, "pool1"));
    g_assert_nonnull (strstr (text, "AccessEdge=ap.example.org"));
    g_assert_nonnull (strstr (text, "# by hand"));
  }
}

static void
test_primary (Fixture *self, gconstpointer data)
{
  g_autoptr (CwTopology) topology = NULL;

  add (self, "Add SIP Domain", "one.example.org");
  add (self, "Add SIP Domain", "two.example.org");
  need (self->dialog, is_item, "two.example.org");
  save (self);
  topology = cw_topology_load (self->path, NULL, NULL);
  g_assert_true (cw_sip_domain_is_primary (cw_topology_find_sip_domain (topology, "one.example.org")));
  g_assert_nonnull (cw_topology_find_sip_domain (topology, "two.example.org"));
}

static void
test_mistakes (Fixture *self, gconstpointer data)
{
  need (self->dialog, is_label, "Mistakes in the File");
  need (self->dialog, is_label, "hyphen");
  need (self->dialog, is_item, "pool1.example.org");
  g_assert_false (can_save (self));
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  need (self->dialog, is_label, "The Topology Cannot Be Read");
  g_assert_false (can_save (self));
}

/* A folder that cannot be written: said, and what was entered is still there. */
static void
test_cannot_save (Fixture *self, gconstpointer data)
{

  need (self->dialog, is_item, "pool1.example.org");
  add (self, "Add Pool", "pool3.example.org");
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  UNTIL (can_save (self));
  gtk_widget_activate_action (self->dialog, "topology.save", NULL);
  UNTIL (!can_save (self));
  UNTIL (can_save (self));
  need (self->dialog, is_item, "pool3.example.org");
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  need (self->dialog, is_item, "c150.example.org");
}

static char *
make_many (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "[Computer c%u.example.org]\nPool=p.example.org\n", i);
  return g_string_free (text, FALSE);
}

#define ADD(name, function, text) g_test_add (name, Fixture, text, set_up, function, tear_down)
#define ONE_POOL "# by hand\n[Pool pool1.example.org]\nExternalWeb=ext.example.org\n"

int
main (int argc, char **argv)
{
  g_autofree char *many = make_many ();

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  ADD ("/gtk/topology/empty", test_empty, NULL);
  ADD ("/gtk/topology/wrong", test_wrong, ONE_POOL);
  ADD ("/gtk/topology/primary", test_primary, ONE_POOL);
  ADD ("/gtk/topology/mistakes", test_mistakes, "[Pool pool1.example.org]\nExternalWeb=-x\n");
  ADD ("/gtk/topology/damaged", test_damaged, "This is a letter.\n");
  ADD ("/gtk/topology/cannot-save", test_cannot_save, ONE_POOL);
  ADD ("/gtk/topology/many", test_many, many);
  return g_test_run ();
}
