/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another process at the same live/: a service that reads its files, or a program that deploys and is killed.
 *   read LINK folder|path            reads until its input ends: "ROUNDS MISMATCHES GONE"
 *   deploy LIVE PKI NAME TIMES       assigns NAME to usage A that often
 *   change LIVE PKI NAME OUTSIDE RECORD AT  assigns NAME to the usages A and B (with files in OUTSIDE), or takes them away (NAME "-"), notes it in RECORD, and
 *                                    kills itself before its operation number AT; prints how many there are when it comes to the end */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cw-bundle.h"
#include "cw-file.h"
#include "deployed.h"

/* ---- a service ---- */

/* Relative to the folder that was opened, or to the link, each time anew. */
static GBytes *
read_at (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_CLOEXEC);
  g_autofree char *path = NULL;
  GBytes *bytes;

  if (fd < 0)
    return NULL;
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  bytes = cw_file_read (path, 65536, NULL);
  close (fd);
  return bytes;
}

static CwBundle *
read_bundle_at (int folder, const char *name)
{
  g_autoptr (GBytes) bytes = read_at (folder, name);
  g_autoptr (GError) error = NULL;
  CwBundle *bundle;

  if (bytes == NULL)
    return NULL;
  bundle = cw_bundle_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return bundle;
}

static CwCertificate *
first_certificate (CwBundle *bundle)
{
  return cw_bundle_item_load_certificate (cw_bundle_get_item (bundle, 0), NULL);
}

typedef enum { FITS, DIFFERS, GONE } Look;

static Look
look (const char *link, gboolean by_path)
{
  int folder = open (link, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *prefix = by_path ? g_strconcat (link, "/", NULL) : g_strdup ("");
  g_autofree char *key_name = g_strconcat (prefix, "privkey.pem", NULL), *cert_name = g_strconcat (prefix, "cert.pem", NULL);
  g_autofree char *chain_name = g_strconcat (prefix, "fullchain.pem", NULL);
  g_autoptr (CwBundle) key = read_bundle_at (folder, key_name), cert = read_bundle_at (folder, cert_name), chain = read_bundle_at (folder, chain_name);
  g_autoptr (CwCertificate) leaf = NULL, first = NULL;

  if (folder >= 0)
    close (folder);
  if (key == NULL || cert == NULL || chain == NULL)
    return GONE;
  leaf = first_certificate (cert);
  first = first_certificate (chain);
  return strcmp (cw_private_key_get_key_id (cw_bundle_item_get_private_key (cw_bundle_get_item (key, 0))), cw_certificate_get_key_id (leaf)) == 0
    && strcmp (cw_certificate_get_sha256 (leaf), cw_certificate_get_sha256 (first)) == 0 ? FITS : DIFFERS;
}

static gboolean
input_ended (void)
{
  struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
  char byte;

  return poll (&input, 1, 0) > 0 && read (STDIN_FILENO, &byte, 1) == 0;
}

static int
do_read (const char *link, const char *how)
{
  guint rounds = 0, mismatches = 0, gone = 0;

  while (!input_ended ())
    {
      Look found = look (link, strcmp (how, "path") == 0);

      rounds++;
      mismatches += found == DIFFERS ? 1 : 0;
      gone += found == GONE ? 1 : 0;
    }
  g_print ("%u %u %u\n", rounds, mismatches, gone);
  return 0;
}

/* ---- a writer that is killed ---- */

#define TYPE_KILLER (killer_get_type ())
G_DECLARE_FINAL_TYPE (Killer, killer, TEST, KILLER, CwWriter)

struct _Killer { CwWriter parent_instance; CwWriter *writer; };

G_DEFINE_FINAL_TYPE (Killer, killer, CW_TYPE_WRITER)

static guint n_operations, kill_at = G_MAXUINT;

/* Before one operation is after the one before it. */
static void
count (void)
{
  if (n_operations++ == kill_at)
    kill (getpid (), SIGKILL);
}

static gboolean
killer_make_folder (CwWriter *writer, const char *path, guint mode, GError **error)
{
  count ();
  return cw_writer_make_folder (TEST_KILLER (writer)->writer, path, mode, error);
}

static gboolean
killer_write_file (CwWriter *writer, const char *path, guint mode, guint uid, guint gid, CwSecret *content, GError **error)
{
  count ();
  return cw_writer_write_file (TEST_KILLER (writer)->writer, path, mode, uid, gid, content, error);
}

static gboolean
killer_write_folder (CwWriter *writer, const char *path, guint mode, const CwWriterFile *files, gsize n_files, GError **error)
{
  count ();
  return cw_writer_write_folder (TEST_KILLER (writer)->writer, path, mode, files, n_files, error);
}

static gboolean
killer_make_link (CwWriter *writer, const char *path, const char *target, GError **error)
{
  count ();
  return cw_writer_make_link (TEST_KILLER (writer)->writer, path, target, error);
}

static gboolean
killer_remove_file (CwWriter *writer, const char *path, GError **error)
{
  count ();
  return cw_writer_remove_file (TEST_KILLER (writer)->writer, path, error);
}

static gboolean
killer_remove_tree (CwWriter *writer, const char *path, GError **error)
{
  count ();
  return cw_writer_remove_tree (TEST_KILLER (writer)->writer, path, error);
}

static gboolean
killer_set_mark (CwWriter *writer, const char *path, CwSecret *content, GError **error)
{
  count ();
  return cw_writer_set_mark (TEST_KILLER (writer)->writer, path, content, error);
}

static void
killer_class_init (KillerClass *klass)
{
  CwWriterClass *writer_class = CW_WRITER_CLASS (klass);

  writer_class->make_folder = killer_make_folder;
  writer_class->write_file = killer_write_file;
  writer_class->write_folder = killer_write_folder;
  writer_class->make_link = killer_make_link;
  writer_class->remove_file = killer_remove_file;
  writer_class->remove_tree = killer_remove_tree;
  writer_class->set_mark = killer_set_mark;
}

static void
killer_init (Killer *self)
{
  self->writer = cw_local_writer_new ();
}

static gboolean
count_cb (CwDeployStep *step, CwDeployEvent event, const char *message, gpointer user_data, GError **error)
{
  count ();
  return TRUE;
}

/* ---- deploying ---- */

static int
do_deploy (const char *folder, const char *pki, const char *name, int times)
{
  g_autoptr (CwWriter) writer = cw_local_writer_new ();
  g_autoptr (CwLive) live = cw_live_new (folder, writer);
  g_autoptr (CwServiceManager) services = cw_service_manager_new (FALSE);
  g_autoptr (CwUsage) usage = deployed_usage ("A", NULL);
  g_autoptr (CwFilePlan) plan = deployed_plan (folder, usage);
  g_autoptr (CwMaterial) material = deployed_load (pki, name);

  for (int i = 0; i < times; i++)
    {
      g_autoptr (CwDeployment) deployment = cw_deployment_new (live, services);
      g_autoptr (GError) error = NULL;

      cw_deployment_add (deployment, plan);
      cw_deployment_set_material (deployment, material);
      cw_deployment_run (deployment, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      deployed_assert_in_place (plan, cw_deployment_get_generation (deployment, "A"), material);
      cw_live_keep_only (live, "A", NULL, 0, &error);
      g_assert_no_error (error);
      cw_deployment_commit (deployment, &error);
      g_assert_no_error (error);
    }
  return 0;
}

static void
add (CwDeployment *deployment, CwFilePlan *plan, gboolean remove)
{
  if (remove)
    cw_deployment_add_remove (deployment, plan);
  else
    cw_deployment_add (deployment, plan);
}

static int
do_change (const char *folder, const char *pki, const char *name, const char *outside, const char *record)
{
  g_autoptr (Killer) killer = g_object_new (TYPE_KILLER, NULL);
  g_autoptr (CwLive) live = cw_live_new (folder, CW_WRITER (killer));
  g_autoptr (CwServiceManager) services = cw_service_manager_new (FALSE);
  g_autofree char *more = deployed_dup_outside (outside);
  g_autoptr (CwUsage) a = deployed_usage ("A", NULL), b = deployed_usage ("B", more);
  g_autoptr (CwFilePlan) plan_a = deployed_plan (folder, a), plan_b = deployed_plan (folder, b);
  g_autoptr (CwDeployment) deployment = cw_deployment_new (live, services);
  gboolean remove = strcmp (name, "-") == 0;
  g_autoptr (CwMaterial) material = remove ? NULL : deployed_load (pki, name);
  g_autoptr (GError) error = NULL;

  add (deployment, plan_a, remove);
  add (deployment, plan_b, remove);
  cw_deployment_set_material (deployment, material);
  cw_deployment_run (deployment, count_cb, NULL, NULL, &error);
  g_assert_no_error (error);
  count ();
  g_assert_true (g_file_set_contents (record, name, -1, NULL));
  count ();
  cw_deployment_commit (deployment, &error);
  g_assert_no_error (error);
  g_print ("%u\n", n_operations);
  g_object_unref (killer->writer);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "read") == 0)
    return do_read (argv[2], argv[3]);
  if (argc == 6 && strcmp (argv[1], "deploy") == 0)
    return do_deploy (argv[2], argv[3], argv[4], atoi (argv[5]));
  if (argc == 8 && strcmp (argv[1], "change") == 0)
    {
      kill_at = (guint) atoi (argv[7]);
      return do_change (argv[2], argv[3], argv[4], argv[5], argv[6]);
    }
  return 2;
}
