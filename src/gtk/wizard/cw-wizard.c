/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-wizard.h"

#include "cw-fit.h"
#include "cw-help.h"
#include "cw-narrow-bin.h"

#include <glib/gi18n-lib.h>

struct _CwWizard
{
  AdwWindow parent_instance;

  GPtrArray *pages;            /* borrowed from the stack, in their order */
  guint position;
  char *help_page;

  AdwWindowTitle *window_title;
  GtkStack *stack;
  GtkButton *help_button;
  GtkButton *skip_button;
  GtkButton *back_button;
  GtkButton *next_button;
  GtkButton *cancel_button;
};

G_DEFINE_FINAL_TYPE (CwWizard, cw_wizard, ADW_TYPE_WINDOW)

CwWizardPage *
cw_wizard_get_page (CwWizard *self)
{
  return self->position < self->pages->len ? g_ptr_array_index (self->pages, self->position) : NULL;
}

static CwWizardPage *
get_page_at (CwWizard *self, guint position)
{
  return g_ptr_array_index (self->pages, position);
}

/* The next page that applies; the number of pages when there is none. */
static guint
find_next (CwWizard *self)
{
  guint i = self->position + 1;

  while (i < self->pages->len && !cw_wizard_page_get_applicable (get_page_at (self, i)))
    i++;
  return i;
}

/* The page before that applies; this one when there is none. */
static guint
find_previous (CwWizard *self)
{
  for (guint i = self->position; i > 0; i--)
    if (cw_wizard_page_get_applicable (get_page_at (self, i - 1)))
      return i - 1;
  return self->position;
}

/* Where "Skip to Summary" leads: past everything that needs no entry. */
static guint
find_skip_target (CwWizard *self)
{
  guint i = find_next (self);

  for (; i + 1 < self->pages->len; i++)
    {
      CwWizardPage *page = get_page_at (self, i);

      if (cw_wizard_page_get_applicable (page) && !(cw_wizard_page_get_skippable (page) && cw_wizard_page_get_complete (page)))
        break;
    }
  return i;
}

static char *
dup_step (CwWizard *self)
{
  guint step = 0, n = 0;

  for (guint i = 0; i < self->pages->len; i++)
    {
      n += cw_wizard_page_get_applicable (get_page_at (self, i)) ? 1 : 0;
      step = i == self->position ? n : step;
    }
  return g_strdup_printf (_("Step %u of %u"), step, n);
}

static const char *
get_next_label (CwWizardPage *page)
{
  if (cw_wizard_page_get_next_label (page) != NULL)
    return cw_wizard_page_get_next_label (page);
  return cw_wizard_page_get_is_last (page) ? _("_Finish") : _("_Next");
}

static void
update (CwWizard *self)
{
  CwWizardPage *page = cw_wizard_get_page (self);
  gboolean last = cw_wizard_page_get_is_last (page);
  gboolean skippable = cw_wizard_page_get_skippable (page);
  g_autofree char *step = dup_step (self);

  adw_window_title_set_title (self->window_title, cw_wizard_page_get_title (page));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->window_title), cw_wizard_page_get_title (page));
  adw_window_title_set_subtitle (self->window_title, step);
  gtk_button_set_label (self->next_button, get_next_label (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.next", cw_wizard_page_get_complete (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.back", find_previous (self) != self->position && !last && cw_wizard_page_get_can_go_back (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.cancel", !last && cw_wizard_page_get_can_cancel (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wizard.skip", skippable && cw_wizard_page_get_complete (page));
  gtk_widget_set_visible (GTK_WIDGET (self->skip_button), skippable && find_skip_target (self) != find_next (self));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->next_button),
                               cw_wizard_page_get_complete (page) ? NULL : _("This page is not complete yet"));
}

/* Where there is something to enter, it is entered first; where there is not, Return goes on. */
static void
focus (CwWizard *self, CwWizardPage *page)
{
  if (cw_wizard_page_get_complete (page) || !gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
}

static void
changed_cb (CwWizard *self, GParamSpec *pspec, CwWizardPage *page)
{
  GtkWidget *focused = gtk_window_get_focus (GTK_WINDOW (self));

  /* What another page says changes at most the number of steps. */
  if (cw_wizard_get_page (self) != NULL)
    update (self);
  if (page != cw_wizard_get_page (self))
    return;
  /* A page that became complete by itself is left with Return. */
  if (g_str_equal (g_param_spec_get_name (pspec), "complete") && (focused == NULL || !gtk_widget_is_ancestor (focused, GTK_WIDGET (page))))
    focus (self, page);
}

static void
show_page (CwWizard *self, guint position)
{
  CwWizardPage *page;

  self->position = position;
  page = cw_wizard_get_page (self);
  /* An entry that is hidden while it has the focus keeps its page alive. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  /* Only the shown page is in the tree that a screen reader walks. */
  for (guint i = 0; i < self->pages->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->pages, i), i == position);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  update (self);
  focus (self, page);
}

static void
finished_cb (CwWizard *self, CwWizardPage *page)
{
  if (page == cw_wizard_get_page (self))
    cw_wizard_next (self);
}

static void
go_on (CwWizard *self, guint position)
{
  show_page (self, position);
  cw_wizard_page_enter (cw_wizard_get_page (self));
}

void
cw_wizard_next (CwWizard *self)
{
  CwWizardPage *page = cw_wizard_get_page (self);

  if (!cw_wizard_page_get_complete (page))
    return;
  cw_wizard_page_apply (page);
  /* What it was given when it was applied does not do. */
  if (!cw_wizard_page_get_complete (page))
    return;
  if (find_next (self) >= self->pages->len)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  go_on (self, find_next (self));
}

void
cw_wizard_back (CwWizard *self)
{
  guint previous = find_previous (self);

  if (previous == self->position)
    return;
  cw_wizard_page_leave (cw_wizard_get_page (self));
  show_page (self, previous);
}

void
cw_wizard_skip (CwWizard *self)
{
  CwWizardPage *page = cw_wizard_get_page (self);

  if (!cw_wizard_page_get_complete (page) || !cw_wizard_page_get_skippable (page))
    return;
  cw_wizard_page_apply (page);
  if (cw_wizard_page_get_complete (page))
    go_on (self, find_skip_target (self));
}

void
cw_wizard_go_to (CwWizard *self, CwWizardPage *page)
{
  guint position;

  if (!g_ptr_array_find (self->pages, page, &position))
    return;
  cw_wizard_page_leave (cw_wizard_get_page (self));
  go_on (self, position);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_wizard_next (CW_WIZARD (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_wizard_back (CW_WIZARD (widget));
}

static void
skip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cw_wizard_skip (CW_WIZARD (widget));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwWizard *self = CW_WIZARD (widget);
  const char *page = cw_wizard_page_get_help_page (cw_wizard_get_page (self));

  cw_help_show (widget, page != NULL ? page : self->help_page);
}

static gboolean
cw_wizard_close_request (GtkWindow *window)
{
  CwWizard *self = CW_WIZARD (window);
  CwWizardPage *page = cw_wizard_get_page (self);

  if (page != NULL && cw_wizard_page_cancel (page))
    return TRUE;
  return GTK_WINDOW_CLASS (cw_wizard_parent_class)->close_request (window);
}

static void
cw_wizard_dispose (GObject *object)
{
  /* The pages say what changes about them while they go, and by then the buttons are gone. */
  g_ptr_array_set_size (CW_WIZARD (object)->pages, 0);
  /* An entry row that has the focus while its window goes is looked at by this libadwaita after it is gone. */
  gtk_window_set_focus (GTK_WINDOW (object), NULL);
  G_OBJECT_CLASS (cw_wizard_parent_class)->dispose (object);
}

static void
cw_wizard_finalize (GObject *object)
{
  CwWizard *self = CW_WIZARD (object);

  g_ptr_array_unref (self->pages);
  g_free (self->help_page);
  G_OBJECT_CLASS (cw_wizard_parent_class)->finalize (object);
}

static void
cw_wizard_class_init (CwWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_wizard_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_wizard_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_wizard_close_request;
  g_type_ensure (CW_TYPE_NARROW_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/certwizard/CertificateWizard/wizard/cw-wizard.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWizard, window_title);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, stack);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, help_button);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, skip_button);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, back_button);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, next_button);
  gtk_widget_class_bind_template_child (widget_class, CwWizard, cancel_button);
  gtk_widget_class_install_action (widget_class, "wizard.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "wizard.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "wizard.skip", NULL, skip_action);
  gtk_widget_class_install_action (widget_class, "wizard.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "wizard.help", NULL, help_action);
}

static void
cw_wizard_init (CwWizard *self)
{
  self->pages = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwWizard *
cw_wizard_new (GtkWindow *parent, const char *title, const char *help_page)
{
  CwWizard *self = g_object_new (CW_TYPE_WIZARD, "transient-for", parent, "title", title, NULL);

  self->help_page = g_strdup (help_page);
  return self;
}

void
cw_wizard_add_page (CwWizard *self, CwWizardPage *page)
{
  g_ptr_array_add (self->pages, page);
  gtk_stack_add_child (self->stack, GTK_WIDGET (page));
  g_signal_connect_object (page, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
}

void
cw_wizard_start (CwWizard *self)
{
  show_page (self, 0);
  cw_wizard_page_enter (cw_wizard_get_page (self));
  cw_fit_window (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
