/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-probe.h"
#include <string.h>
#include "cw-error.h"
#include "pki.h"
#include "talker.h"
#include "test-process.h"

/* What a port serves, by every protocol, and what comes of servers that are broken or malicious. */

#define IN_TIME_MS  20000
#define TOO_LONG_MS 400

static char *full_path, *key_path;
static CwCertificate *leaf, *middle;

#define XMPP_OPEN "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>"
#define XMPP_TLS  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
#define MYSQL_GREETING(low) "\x2a\0\0\0" "\x0a" "10.11\0" "\1\0\0\0" "12345678\0" low "\x21\2\0\xff\x81\x15\0\0\0\0\0\0\0\0\0\0" "1234"
#define BYTES(text) text, sizeof (text) - 1

typedef struct {
  const char     *name;
  CwProbeProtocol protocol;
  TalkerEnd       end;
  TalkerStep      steps[6];
  CwError         code;         /* of those that fail */
  const char     *sentence;
} Case;

static const Case good[] = {
  { "tls", CW_PROBE_TLS, TALKER_TLS, { { 0 } } },
  { "smtp", CW_PROBE_SMTP, TALKER_TLS,
    { { NULL, "220-mail ESMTP\r\n220 welcome\r\n" }, { "EHLO ", "250-mail\r\n250-SIZE 1\r\n250-STARTTLS\r\n250 8BITMIME\r\n" }, { "STARTTLS\r\n", "220 go\r\n" } } },
  { "smtp-last", CW_PROBE_SMTP, TALKER_TLS, { { NULL, "220 mail\r\n" }, { "EHLO ", "250-mail\r\n250 starttls\r\n" }, { "STARTTLS\r\n", "220 go\r\n" } } },
  { "imap", CW_PROBE_IMAP, TALKER_TLS, { { NULL, "* OK ready\r\n" }, { "a STARTTLS\r\n", "* BYE the way\r\na OK begin\r\n" } } },
  { "pop3", CW_PROBE_POP3, TALKER_TLS, { { NULL, "+OK ready\r\n" }, { "STLS\r\n", "+OK begin\r\n" } } },
  { "ldap", CW_PROBE_LDAP, TALKER_TLS, { { "1466.20037", BYTES ("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00") } } },
  { "ldap-long-lengths", CW_PROBE_LDAP, TALKER_TLS,
    { { "1466.20037", BYTES ("\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\x00\x04\x00\x04\x00") } } },
  { "xmpp-client", CW_PROBE_XMPP_CLIENT, TALKER_TLS,
    { { "to='service.example.org'", NULL }, { "jabber:client", XMPP_OPEN XMPP_TLS }, { "xmpp-tls'/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" } } },
  { "xmpp-server", CW_PROBE_XMPP_SERVER, TALKER_TLS,
    { { "jabber:server", XMPP_OPEN XMPP_TLS }, { "xmpp-tls'/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>" } } },
  { "postgresql", CW_PROBE_POSTGRESQL, TALKER_TLS, { { "/", "S" } } },
  { "mysql", CW_PROBE_MYSQL, TALKER_TLS, { { NULL, BYTES (MYSQL_GREETING ("\xff\xff")) }, { "!00000000000000000000000", NULL } } },
};

static const Case bad[] = {
  { "tls-closed", CW_PROBE_TLS, TALKER_CLOSE, { { 0 } }, CW_ERROR_TLS_BAD, "no TLS that this program" },
  { "tls-silent", CW_PROBE_TLS, TALKER_SILENCE, { { 0 } }, CW_ERROR_TIMED_OUT, "in time" },
  { "tls-plain", CW_PROBE_TLS, TALKER_CLOSE, { { NULL, "HTTP/1.1 400 Bad Request\r\n\r\n" } }, CW_ERROR_TLS_BAD, "no TLS that this program" },
  { "tls-endless", CW_PROBE_TLS, TALKER_ENDLESS, { { NULL, "hello hello " } }, CW_ERROR_TLS_BAD, "no TLS that this program" },
  /* The beginning of a record, and nothing more. */
  { "tls-trickle", CW_PROBE_TLS, TALKER_SILENCE, { { NULL, BYTES ("\x16\x03\x03\x00\x50\x02") } }, CW_ERROR_TIMED_OUT, "in time" },
  { "smtp-silent", CW_PROBE_SMTP, TALKER_SILENCE, { { 0 } }, CW_ERROR_TIMED_OUT, "in time" },
  { "smtp-closed", CW_PROBE_SMTP, TALKER_CLOSE, { { 0 } }, CW_ERROR_REPLY, "before TLS began" },
  { "smtp-half", CW_PROBE_SMTP, TALKER_CLOSE, { { NULL, "220 mai" } }, CW_ERROR_REPLY, "before TLS began" },
  { "smtp-endless-line", CW_PROBE_SMTP, TALKER_ENDLESS, { { NULL, "220-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }, CW_ERROR_REPLY, "no end" },
  { "smtp-endless-lines", CW_PROBE_SMTP, TALKER_ENDLESS, { { NULL, "220-again\r\n" } }, CW_ERROR_REPLY, "no end" },
  { "smtp-zeros", CW_PROBE_SMTP, TALKER_ENDLESS, { { NULL, BYTES ("\0\0\0\0\0\0\0\0") } }, CW_ERROR_REPLY, "no end" },
  { "smtp-busy", CW_PROBE_SMTP, TALKER_CLOSE, { { NULL, "421 too busy\x1b[31m\xe2\x80\xae\r\n" } }, CW_ERROR_REPLY, "421 too busy" },
  { "smtp-no-tls", CW_PROBE_SMTP, TALKER_SILENCE, { { NULL, "220 mail\r\n" }, { "EHLO ", "250-mail\r\n250 NOSTARTTLS\r\n" } }, CW_ERROR_REPLY, "does not offer STARTTLS" },
  { "smtp-not-now", CW_PROBE_SMTP, TALKER_SILENCE,
    { { NULL, "220 mail\r\n" }, { "EHLO ", "250 STARTTLS\r\n" }, { "STARTTLS\r\n", "454 TLS not available\r\n" } }, CW_ERROR_REPLY, "454 TLS not available" },
  { "smtp-then-plain", CW_PROBE_SMTP, TALKER_CLOSE,
    { { NULL, "220 mail\r\n" }, { "EHLO ", "250 STARTTLS\r\n" }, { "STARTTLS\r\n", "220 go\r\n220 what\r\n" } }, CW_ERROR_TLS_BAD, "no TLS that this program" },
  { "imap-bye", CW_PROBE_IMAP, TALKER_CLOSE, { { NULL, "* BYE go away\r\n" } }, CW_ERROR_REPLY, "go away" },
  { "imap-no", CW_PROBE_IMAP, TALKER_SILENCE, { { NULL, "* OK\r\n" }, { "STARTTLS", "a BAD TLS is not active\r\n" } }, CW_ERROR_REPLY, "not active" },
  { "imap-endless", CW_PROBE_IMAP, TALKER_ENDLESS, { { NULL, "* OK\r\n" }, { "STARTTLS", "* 1 EXISTS\r\n" } }, CW_ERROR_REPLY, "no end" },
  { "pop3-err", CW_PROBE_POP3, TALKER_SILENCE, { { NULL, "+OK\r\n" }, { "STLS", "-ERR no\r\n" } }, CW_ERROR_REPLY, "-ERR no" },
  { "ldap-refused", CW_PROBE_LDAP, TALKER_SILENCE,
    { { "1466.20037", BYTES ("\x30\x13\x02\x01\x01\x78\x0e\x0a\x01\x02\x04\x00\x04\x07nothing") } }, CW_ERROR_REPLY, "nothing" },
  { "ldap-refused-silently", CW_PROBE_LDAP, TALKER_SILENCE, { { "1466.20037", BYTES ("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x35\x04\x00\x04\x00") } }, CW_ERROR_REPLY, "53" },
  { "ldap-half", CW_PROBE_LDAP, TALKER_CLOSE, { { "1466.20037", BYTES ("\x30\x0c\x02\x01\x01\x78") } }, CW_ERROR_REPLY, "before TLS began" },
  { "ldap-lying-length", CW_PROBE_LDAP, TALKER_SILENCE, { { "1466.20037", BYTES ("\x30\x0c\x02\x01\x01\x78\x70\x0a\x01\x00\x04\x00\x04\x00") } }, CW_ERROR_REPLY, "no sense" },
  { "ldap-huge", CW_PROBE_LDAP, TALKER_SILENCE, { { "1466.20037", BYTES ("\x30\x84\x7f\xff\xff\xff") } }, CW_ERROR_REPLY, "no end" },
  { "ldap-huger", CW_PROBE_LDAP, TALKER_SILENCE, { { "1466.20037", BYTES ("\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff") } }, CW_ERROR_REPLY, "no sense" },
  { "ldap-http", CW_PROBE_LDAP, TALKER_SILENCE, { { "1466.20037", "HTTP/1.1 400 Bad Request\r\n\r\n" } }, CW_ERROR_REPLY, "no sense" },
  { "xmpp-unknown", CW_PROBE_XMPP_CLIENT, TALKER_CLOSE,
    { { "version", XMPP_OPEN "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>" } },
    CW_ERROR_NOT_FOUND, "does not serve the domain service.example.org" },
  { "xmpp-no-tls", CW_PROBE_XMPP_CLIENT, TALKER_SILENCE, { { "version", XMPP_OPEN "<stream:features></stream:features>" } }, CW_ERROR_REPLY, "does not offer STARTTLS" },
  { "xmpp-failure", CW_PROBE_XMPP_SERVER, TALKER_SILENCE,
    { { "version", XMPP_OPEN XMPP_TLS }, { "xmpp-tls'/>", "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>" } }, CW_ERROR_REPLY, "does not begin TLS" },
  { "xmpp-endless", CW_PROBE_XMPP_CLIENT, TALKER_ENDLESS, { { "version", XMPP_OPEN }, { NULL, "<x>" } }, CW_ERROR_REPLY, "no end" },
  { "xmpp-silent", CW_PROBE_XMPP_CLIENT, TALKER_SILENCE, { { "version", XMPP_OPEN } }, CW_ERROR_TIMED_OUT, "in time" },
  { "postgresql-no", CW_PROBE_POSTGRESQL, TALKER_SILENCE, { { "/", "N" } }, CW_ERROR_REPLY, "does not offer TLS" },
  { "postgresql-error", CW_PROBE_POSTGRESQL, TALKER_SILENCE, { { "/", "EFATAL" } }, CW_ERROR_REPLY, "no sense" },
  { "mysql-no", CW_PROBE_MYSQL, TALKER_SILENCE, { { NULL, BYTES (MYSQL_GREETING ("\xff\xf7")) } }, CW_ERROR_REPLY, "does not offer TLS" },
  { "mysql-blocked", CW_PROBE_MYSQL, TALKER_CLOSE, { { NULL, BYTES ("\x0a\0\0\0\xff\x69\x04" "blocked") } }, CW_ERROR_REPLY, "blocked" },
  { "mysql-half", CW_PROBE_MYSQL, TALKER_CLOSE, { { NULL, BYTES ("\x2c\0\0\0\x0a" "10.11\0") } }, CW_ERROR_REPLY, "before TLS began" },
  { "mysql-short", CW_PROBE_MYSQL, TALKER_SILENCE, { { NULL, BYTES ("\3\0\0\0\x0a" "1\0") } }, CW_ERROR_REPLY, "no sense" },
  { "mysql-empty", CW_PROBE_MYSQL, TALKER_SILENCE, { { NULL, BYTES ("\0\0\0\0") } }, CW_ERROR_REPLY, "no sense" },
  { "mysql-huge", CW_PROBE_MYSQL, TALKER_ENDLESS, { { NULL, BYTES ("\xff\xff\xff\0") } }, CW_ERROR_REPLY, "no end" },
};

static GPtrArray *
ask (Talker *talker, CwProbeProtocol protocol, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  CwProbeQuestion question = { NULL, talker_get_port (talker), protocol, "service.example.org", timeout_ms };

  return cw_probe_ask (&question, cancellable, error);
}

static gboolean
is_same (CwCertificate *a, CwCertificate *b)
{
  return strcmp (cw_certificate_get_sha256 (a), cw_certificate_get_sha256 (b)) == 0;
}

static void
test_good (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Talker) talker = talker_start (c->steps, c->end, full_path, key_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sent = ask (talker, c->protocol, IN_TIME_MS, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sent->len, ==, 2);
  g_assert_true (is_same (g_ptr_array_index (sent, 0), leaf));
  g_assert_true (is_same (g_ptr_array_index (sent, 1), middle));
}

static void
test_bad (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Talker) talker = talker_start (c->steps, c->end, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (talker, c->protocol, c->code == CW_ERROR_TIMED_OUT ? TOO_LONG_MS : IN_TIME_MS, NULL, &error));
  g_assert_error (error, CW_ERROR, (int) c->code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, c->sentence));
  g_assert_null (strpbrk (error->message, "\r\n\x1b"));
}

static void
test_nobody (void)
{
  CwProbeQuestion question = { .port = test_free_port () };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_probe_ask (&question, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNREACHABLE);
  g_assert_false (cw_probe_listens (question.port, NULL));
}

typedef struct { Talker *talker; GCancellable *cancellable; } Canceller;

/* The first one only looks whether anybody listens. */
static gpointer
cancel_thread (gpointer data)
{
  const Canceller *self = data;

  talker_await (self->talker, 2);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  static const TalkerStep none[] = { { 0 } };
  g_autoptr (Talker) talker = talker_start (none, TALKER_SILENCE, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Canceller canceller = { talker, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_thread, &canceller);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_probe_listens (talker_get_port (talker), NULL));
  g_assert_null (ask (talker, CW_PROBE_SMTP, 600000, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_null (ask (talker, CW_PROBE_TLS, 600000, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

/* ---- what is said of it ---- */

static void
assert_served (GPtrArray *sent, CwCertificate *expected, GPtrArray *chain, CwServedVerdict verdict, const char *words)
{
  const CwProbe probe = { CW_PROBE_TLS, 443 };
  g_autoptr (CwServed) served = cw_served_new (&probe, NULL, sent, NULL, expected, chain);

  g_assert_cmpint (cw_served_get_verdict (served), ==, verdict);
  g_test_message ("%s", cw_served_get_message (served));
  g_assert_nonnull (strstr (cw_served_get_message (served), words));
  g_assert_true (cw_served_get_leaf (served) == g_ptr_array_index (sent, 0));
  g_assert_cmpuint (cw_served_get_probe (served)->port, ==, 443);
}

static void
test_served (void)
{
  const CwProbe probe = { CW_PROBE_TLS, 443 };
  g_autoptr (GPtrArray) both = g_ptr_array_new (), alone = g_ptr_array_new (), chain = g_ptr_array_new ();
  g_autoptr (GError) failure = g_error_new_literal (CW_ERROR, CW_ERROR_UNREACHABLE, "Nothing listens on port 443.");
  g_autoptr (CwServed) nothing = cw_served_new (&probe, NULL, NULL, failure, leaf, chain);

  g_ptr_array_add (both, leaf);
  g_ptr_array_add (both, middle);
  g_ptr_array_add (alone, leaf);
  g_ptr_array_add (chain, middle);
  assert_served (both, leaf, chain, CW_SERVED_RIGHT, "this certificate and its chain");
  assert_served (both, leaf, NULL, CW_SERVED_RIGHT, "443");
  assert_served (alone, leaf, chain, CW_SERVED_CHAIN_SHORT, "Middle CA");
  assert_served (both, middle, NULL, CW_SERVED_OTHER, "another certificate: service.example.org");
  assert_served (both, NULL, NULL, CW_SERVED_OTHER, "not assigned here: service.example.org");
  g_assert_cmpint (cw_served_get_verdict (nothing), ==, CW_SERVED_NOTHING);
  g_assert_null (cw_served_get_leaf (nothing));
  g_assert_cmpstr (cw_served_get_message (nothing), ==, failure->message);
}

static void
test_nicks (void)
{
  CwServedVerdict verdict;

  for (int i = CW_SERVED_RIGHT; i <= CW_SERVED_NOTHING; i++)
    {
      g_assert_true (cw_served_verdict_from_nick (cw_served_verdict_to_nick ((CwServedVerdict) i), &verdict));
      g_assert_cmpint (verdict, ==, i);
    }
  g_assert_false (cw_served_verdict_from_nick ("perhaps", &verdict));
  g_assert_false (cw_served_verdict_from_nick (NULL, &verdict));
}

static void
make_certificates (void)
{
  g_autofree char *top = NULL, *below = NULL, *both = NULL;

  g_object_unref (pki_make ("root", NULL, "/CN=Root CA", "ec:P-256", 30, "basicConstraints=critical,CA:TRUE\n"));
  middle = pki_make ("middle", "root", "/CN=Middle CA", "ec:P-256", 20, "basicConstraints=critical,CA:TRUE\n");
  leaf = pki_make ("leaf", "middle", "/CN=service.example.org", "ec:P-256", 10, "subjectAltName=DNS:service.example.org\n");
  key_path = pki_dup_path ("leaf.key");
  full_path = pki_dup_path ("leaf.pem");
  below = pki_dup_path ("middle.pem");
  g_assert_true (g_file_get_contents (full_path, &both, NULL, NULL));
  g_assert_true (g_file_get_contents (below, &top, NULL, NULL));
  g_free (full_path);
  full_path = pki_dup_path ("full.pem");
  g_autofree char *full = g_strconcat (both, top, NULL);
  pki_write ("full.pem", full);
}

static void
add_cases (const char *folder, const Case *cases, gsize n, GTestDataFunc function)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/probe/%s/%s", folder, cases[i].name);

      g_test_add_data_func (path, &cases[i], function);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  make_certificates ();
  add_cases ("good", good, G_N_ELEMENTS (good), test_good);
  add_cases ("bad", bad, G_N_ELEMENTS (bad), test_bad);
  g_test_add_func ("/probe/nobody", test_nobody);
  g_test_add_func ("/probe/cancel", test_cancel);
  g_test_add_func ("/probe/served", test_served);
  g_test_add_func ("/probe/nicks", test_nicks);
  result = g_test_run ();
  g_clear_object (&leaf);
  g_clear_object (&middle);
  g_free (full_path);
  g_free (key_path);
  pki_teardown ();
  return result;
}
