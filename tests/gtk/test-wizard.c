/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-resources.h"
#include "cw-wizard.h"

/* A page that notes what the shell does with it. */
#define TEST_TYPE_PAGE (test_page_get_type ())
G_DECLARE_FINAL_TYPE (TestPage, test_page, TEST, PAGE, CwWizardPage)
struct _TestPage
{
  CwWizardPage parent_instance;
  GString *log;
  gboolean stays;            /* takes care of Cancel */
};
G_DEFINE_FINAL_TYPE (TestPage, test_page, CW_TYPE_WIZARD_PAGE)

static void
note (CwWizardPage *page, const char *what)
{
  g_string_append_printf (TEST_PAGE (page)->log, "%s %s;", cw_wizard_page_get_title (page), what);
}

static void
enter (CwWizardPage *page)
{
  note (page, "enter");
}

static void
apply (CwWizardPage *page)
{
  note (page, "apply");
}

static void
leave (CwWizardPage *page)
{
  note (page, "leave");
}

static gboolean
cancel (CwWizardPage *page)
{
  note (page, "cancel");
  return TEST_PAGE (page)->stays;
}

static void
test_page_class_init (TestPageClass *klass)
{
  CwWizardPageClass *page_class = CW_WIZARD_PAGE_CLASS (klass);

  page_class->enter = enter;
  page_class->apply = apply;
  page_class->leave = leave;
  page_class->cancel = cancel;
}

static void
test_page_init (TestPage *self)
{
}

static TestPage *
add_page (CwWizard *wizard, GString *log, const char *title, gboolean complete)
{
  TestPage *page = g_object_new (TEST_TYPE_PAGE, "title", title, "complete", complete, NULL);

  page->log = log;
  cw_wizard_add_page (wizard, CW_WIZARD_PAGE (page));
  return page;
}

static void
test_way (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  CwWizard *wizard = cw_wizard_new (NULL, "Test", "import");
  TestPage *first = add_page (wizard, log, "A", FALSE);
  TestPage *last;

  add_page (wizard, log, "B", TRUE);
  last = add_page (wizard, log, "C", TRUE);
  g_object_set (last, "is-last", TRUE, NULL);
  cw_wizard_start (wizard);
  /* Not complete: Next does nothing. */
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  g_assert_cmpstr (log->str, ==, "A enter;");
  cw_wizard_page_set_complete (CW_WIZARD_PAGE (first), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  g_assert_cmpstr (log->str, ==, "A enter;A apply;B enter;B leave;");
  cw_wizard_next (wizard);
  /* A page that is done by itself goes on. */
  cw_wizard_page_finish (cw_wizard_get_page (wizard));
  g_assert_true (cw_wizard_get_page (wizard) == CW_WIZARD_PAGE (last));
  /* The last page: nothing can be taken back, Next is Finish and closes. */
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  g_assert_true (cw_wizard_get_page (wizard) == CW_WIZARD_PAGE (last));
  g_object_add_weak_pointer (G_OBJECT (wizard), (gpointer *) &wizard);
  cw_wizard_next (wizard);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (wizard);
}

static void
test_cancel (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  CwWizard *wizard = cw_wizard_new (NULL, "Test", "import");
  TestPage *page = add_page (wizard, log, "A", TRUE);

  cw_wizard_start (wizard);
  page->stays = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.cancel", NULL);
  g_assert_cmpstr (log->str, ==, "A enter;A cancel;");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (wizard)));
  page->stays = FALSE;
  g_object_add_weak_pointer (G_OBJECT (wizard), (gpointer *) &wizard);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.cancel", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (wizard);
}

static void
test_properties (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  TestPage *page = g_object_ref_sink (g_object_new (TEST_TYPE_PAGE, NULL));
  g_autofree char *title = NULL;
  gboolean complete = FALSE, skippable = FALSE, back = TRUE, last = FALSE;

  page->log = log;
  g_object_set (page, "title", "T", "next-label", "_Go", "complete", TRUE, "skippable", TRUE, "can-go-back", FALSE, "is-last", TRUE, NULL);
  g_object_get (page, "title", &title, "complete", &complete, "skippable", &skippable, "can-go-back", &back, "is-last", &last, NULL);
  g_assert_cmpstr (title, ==, "T");
  g_assert_cmpstr (cw_wizard_page_get_next_label (CW_WIZARD_PAGE (page)), ==, "_Go");
  g_assert_true (complete && skippable && !back && last);
  g_assert_finalize_object (page);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cw_register_resource ();
  g_test_add_func ("/gtk/wizard/way", test_way);
  g_test_add_func ("/gtk/wizard/cancel", test_cancel);
  g_test_add_func ("/gtk/wizard/properties", test_properties);
  return g_test_run ();
}
