/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-chain.h"
#include "pki.h"

#include <glib/gstdio.h>
#include <string.h>

#define CA "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n"
#define LEAF "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"
#define DAY G_GINT64_CONSTANT (86400)

/* The store, as far as a chain knows it. */
static GPtrArray *
lookup (GBytes *subject, gpointer store)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (CwCertificate **each = store; *each; each++)
    if (g_bytes_equal (cw_certificate_get_subject_der (*each), subject))
      g_ptr_array_add (found, g_object_ref (*each));
  return found;
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static CwChain *
build_at (gint64 when, CwCertificate *leaf, CwCertificate *anchor, CwCertificate **store)
{
  g_autoptr(GPtrArray) anchors = g_ptr_array_new ();

  if (anchor)
    g_ptr_array_add (anchors, anchor);
  return cw_chain_new (leaf, store ? lookup : NULL, store, anchors, when);
}

#define build(leaf, anchor, ...) build_at (now (), leaf, anchor, (CwCertificate *[]) { __VA_ARGS__ __VA_OPT__(,) NULL })

static CwChainLink *
get_link (CwChain *chain, guint position)
{
  g_autoptr(CwChainLink) link = g_list_model_get_item (G_LIST_MODEL (chain), position);

  g_assert_nonnull (link);
  return link;   /* the chain holds it */
}

static void
assert_link (CwChain *chain, guint position, CwVerdict verdict, const char *field, const char *sentence)
{
  CwChainLink *link = get_link (chain, position);
  GListModel *problems = cw_chain_link_get_problems (link);

  g_assert_cmpstr (cw_verdict_to_nick (cw_chain_link_get_verdict (link)), ==, cw_verdict_to_nick (verdict));
  if (!field)
    {
      g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 0);
      return;
    }
  g_autoptr(CwProblem) problem = g_list_model_get_item (problems, 0);
  g_assert_nonnull (problem);
  g_assert_cmpstr (cw_problem_get_field (problem), ==, field);
  if (!strstr (cw_problem_get_sentence (problem), sentence))
    g_error ("“%s” is not in “%s”", sentence, cw_problem_get_sentence (problem));
  g_assert_cmpint (cw_problem_get_severity (problem), ==, verdict == CW_VERDICT_GOOD ? CW_SEVERITY_WARNING : CW_SEVERITY_ERROR);
}

static void
assert_chain (CwChain *chain, CwVerdict verdict, guint length)
{
  g_assert_cmpstr (cw_verdict_to_nick (cw_chain_get_verdict (chain)), ==, cw_verdict_to_nick (verdict));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chain)), ==, length);
  g_assert_nonnull (cw_chain_get_summary (chain));
}

/* root → sub → leaf, which most tests start from; made once. */
static CwCertificate *root, *sub, *leaf;

static void
make_family (void)
{
  root = pki_make ("root", NULL, "/O=Example/CN=Root", "ec:P-256", 1000, CA);
  sub = pki_make ("sub", "root", "/O=Example/CN=Sub", "ec:P-384", 500, CA LEAF);
  leaf = pki_make ("leaf", "sub", "/CN=www.example.org", "rsa:2048", 100, LEAF "subjectAltName = DNS:www.example.org\n");
}

static void
test_good (void)
{
  g_autoptr(CwChain) chain = build (leaf, root, sub, root);

  assert_chain (chain, CW_VERDICT_GOOD, 3);
  for (guint i = 0; i < 3; i++)
    {
      assert_link (chain, i, CW_VERDICT_GOOD, NULL, NULL);
      g_assert_true (cw_chain_link_is_anchor (get_link (chain, i)) == (i == 2));
    }
  g_assert_true (cw_chain_link_get_certificate (get_link (chain, 0)) == leaf);
  g_assert_nonnull (strstr (cw_chain_get_summary (chain), "Root"));
  g_assert_true (cw_chain_issued (root, sub));
  g_assert_true (cw_chain_issued (root, root));
  g_assert_false (cw_chain_issued (root, leaf));
  g_assert_false (cw_chain_issued (leaf, root));

  g_autoptr(GPtrArray) all = cw_chain_dup_certificates (chain, TRUE);
  g_autoptr(GPtrArray) without = cw_chain_dup_certificates (chain, FALSE);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpuint (without->len, ==, 2);
  g_assert_true (g_ptr_array_index (without, 1) == sub);
  /* A certificate is never left out of its own chain. */
  g_autoptr(CwChain) alone = build (root, root);
  g_autoptr(GPtrArray) itself = cw_chain_dup_certificates (alone, FALSE);
  assert_chain (alone, CW_VERDICT_GOOD, 1);
  g_assert_cmpuint (itself->len, ==, 1);
}

static void
test_incomplete (void)
{
  g_autoptr(CwChain) chain = build (leaf, root, root);

  assert_chain (chain, CW_VERDICT_INCOMPLETE, 1);
  assert_link (chain, 0, CW_VERDICT_INCOMPLETE, "issuer", "Its issuer “Sub” is neither in the store");
  g_autoptr(CwChain) further = build (leaf, NULL, sub);
  assert_chain (further, CW_VERDICT_INCOMPLETE, 2);
  assert_link (further, 0, CW_VERDICT_GOOD, NULL, NULL);
  assert_link (further, 1, CW_VERDICT_INCOMPLETE, "issuer", "“Root”");
  g_assert_true (g_str_has_prefix (cw_chain_get_summary (further), "Sub: "));
  /* The certificate itself may say where its issuer can be had. */
  g_autoptr(CwCertificate) helpful = pki_make ("helpful", "sub", "/CN=helpful", "ec:P-256", 10,
                                               "authorityInfoAccess = OCSP;URI:http://o.example/, caIssuers;URI:http://i.example/sub.cer\n");
  g_autoptr(CwChain) published = build (helpful, root, root);
  assert_link (published, 0, CW_VERDICT_INCOMPLETE, "issuer", "It is published at http://i.example/sub.cer.");
  /* Nothing to look in at all. */
  g_autoptr(CwChain) nowhere = cw_chain_new (leaf, NULL, NULL, NULL, now ());
  assert_chain (nowhere, CW_VERDICT_INCOMPLETE, 1);
}

static void
test_untrusted (void)
{
  g_autoptr(CwChain) chain = build (leaf, NULL, sub, root);
  g_autoptr(CwChain) alone = build (root, NULL);

  assert_chain (chain, CW_VERDICT_UNTRUSTED, 3);
  assert_link (chain, 2, CW_VERDICT_UNTRUSTED, "trust", "signed by itself");
  assert_chain (alone, CW_VERDICT_UNTRUSTED, 1);
  g_autoptr(GPtrArray) without = cw_chain_dup_certificates (chain, FALSE);
  g_assert_cmpuint (without->len, ==, 2);
}

/* An authority below a root can be trusted by itself. */
static void
test_anchor_in_the_middle (void)
{
  g_autoptr(CwChain) chain = build (leaf, sub, root);

  assert_chain (chain, CW_VERDICT_GOOD, 2);
  g_assert_true (cw_chain_link_is_anchor (get_link (chain, 1)));
}

static void
test_dates (void)
{
  CwCertificate *store[] = { sub, root, NULL };
  g_autoptr(CwChain) late = build_at (now () + 101 * DAY, leaf, root, store);
  g_autoptr(CwChain) later = build_at (now () + 501 * DAY, leaf, root, store);
  g_autoptr(CwChain) last = build_at (now () + 1001 * DAY, leaf, root, store);
  g_autoptr(CwChain) early = build_at (now () - DAY, leaf, root, store);

  assert_chain (late, CW_VERDICT_EXPIRED, 3);
  assert_link (late, 0, CW_VERDICT_EXPIRED, "validity", "It expired on ");
  assert_link (late, 1, CW_VERDICT_GOOD, NULL, NULL);
  assert_link (later, 1, CW_VERDICT_EXPIRED, "validity", "It expired on ");
  assert_link (last, 2, CW_VERDICT_EXPIRED, "validity", "It expired on ");
  assert_chain (early, CW_VERDICT_NOT_YET_VALID, 3);
  assert_link (early, 0, CW_VERDICT_NOT_YET_VALID, "validity", "It is not valid until ");
}

/* The exact second counts as valid on both ends. */
static void
test_date_borders (void)
{
  CwCertificate *store[] = { sub, root, NULL };
  gint64 end = cw_certificate_get_not_after (leaf);
  g_autoptr(CwChain) inside = build_at (end, leaf, root, store);
  g_autoptr(CwChain) outside = build_at (end + 1, leaf, root, store);

  assert_chain (inside, CW_VERDICT_GOOD, 3);
  assert_chain (outside, CW_VERDICT_EXPIRED, 3);
}

static CwCertificate *
patch (CwCertificate *certificate, gconstpointer from, gconstpointer to, gsize size)
{
  g_autoptr(GBytes) der = pki_patch (cw_certificate_get_der (certificate), from, to, size);
  CwCertificate *patched = cw_certificate_new_from_der (der, NULL);

  g_assert_nonnull (patched);
  return patched;
}

static void
test_forged (void)
{
  g_autoptr(CwCertificate) forged = patch (leaf, "www.example.org", "wwx.example.org", 15);
  g_autoptr(CwChain) chain = build (forged, root, sub, root);

  assert_chain (chain, CW_VERDICT_BAD, 1);
  assert_link (chain, 0, CW_VERDICT_BAD, "signature", "not made with the key of its issuer “Sub”");
  g_autoptr(CwCertificate) forged_root = patch (root, "Example", "Exampel", 7);
  g_autoptr(CwCertificate) renamed = patch (forged_root, "Example", "Exampel", 7);
  g_autoptr(CwChain) self = build (renamed, NULL);
  assert_chain (self, CW_VERDICT_BAD, 1);
  assert_link (self, 0, CW_VERDICT_BAD, "signature", "not made with its own key");
}

/* An authority that was made anew under the same name, with another key: it is not the issuer, so the issuer is missing. */
static void
test_same_name (void)
{
  g_autoptr(CwCertificate) other = pki_make ("othersub", "root", "/O=Example/CN=Sub", "ec:P-256", 500, CA LEAF);
  g_autoptr(CwChain) chain = build (leaf, root, other, root);

  assert_chain (chain, CW_VERDICT_INCOMPLETE, 1);
  g_autoptr(CwChain) both = build (leaf, root, other, sub, root);
  assert_chain (both, CW_VERDICT_GOOD, 3);
}

static void
test_no_authority (void)
{
  g_autoptr(CwCertificate) plain = pki_make ("plain", "root", "/CN=Plain", "ec:P-256", 100, "basicConstraints = CA:FALSE\n");
  g_autoptr(CwCertificate) below = pki_make ("below", "plain", "/CN=below", "ec:P-256", 10, NULL);
  g_autoptr(CwChain) chain = build (below, root, plain, root);

  assert_chain (chain, CW_VERDICT_BAD, 3);
  assert_link (chain, 1, CW_VERDICT_BAD, "basic-constraints", "no certification authority");

  g_autoptr(CwCertificate) encipher = pki_make ("encipher", "root", "/CN=Encipher", "ec:P-256", 100,
                                                "basicConstraints = critical, CA:TRUE\nkeyUsage = digitalSignature\n");
  g_autoptr(CwCertificate) under = pki_make ("under", "encipher", "/CN=under", "ec:P-256", 10, NULL);
  g_autoptr(CwChain) usage = build (under, root, encipher, root);
  assert_chain (usage, CW_VERDICT_BAD, 3);
  assert_link (usage, 1, CW_VERDICT_BAD, "key-usage", "may not sign certificates");
}

static void
test_path_length (void)
{
  g_autoptr(CwCertificate) narrow = pki_make ("narrow", NULL, "/CN=Narrow", "ec:P-256", 100, "basicConstraints = critical, CA:TRUE, pathlen:0\n");
  g_autoptr(CwCertificate) middle = pki_make ("middle", "narrow", "/CN=Middle", "ec:P-256", 100, CA);
  g_autoptr(CwCertificate) direct = pki_make ("direct", "narrow", "/CN=direct", "ec:P-256", 10, NULL);
  g_autoptr(CwCertificate) deep = pki_make ("deep", "middle", "/CN=deep", "ec:P-256", 10, NULL);
  g_autoptr(CwChain) allowed = build (direct, narrow);
  g_autoptr(CwChain) exceeded = build (deep, narrow, middle);

  assert_chain (allowed, CW_VERDICT_GOOD, 2);
  assert_chain (exceeded, CW_VERDICT_BAD, 3);
  assert_link (exceeded, 2, CW_VERDICT_BAD, "path-length", "allows 0 subordinate authorities below it, and there are 1");
}

static void
assert_constrained (const char *constraints, const char *subject, const char *names, const char *violation)
{
  g_autofree char *authority = g_strdup_printf (CA "nameConstraints = %s\n", constraints);
  g_autofree char *extensions = names ? g_strdup_printf ("subjectAltName = %s\n", names) : NULL;
  g_autoptr(CwCertificate) constrained = pki_make ("nc", NULL, "/CN=NC", "root", 100, authority);
  g_autoptr(CwCertificate) below = pki_make ("ncleaf", "nc", subject, "root", 10, extensions);
  g_autoptr(CwChain) chain = build (below, constrained);

  if (violation)
    {
      g_autofree char *quoted = g_strdup_printf ("the name “%s”", violation);
      assert_link (chain, 1, CW_VERDICT_BAD, "name-constraints", quoted);
    }
  else
    assert_chain (chain, CW_VERDICT_GOOD, 2);
}

static void
test_name_constraints (void)
{
  assert_constrained ("permitted;DNS:example.org", "/CN=x", "DNS:example.org, DNS:a.b.example.org", NULL);
  assert_constrained ("permitted;DNS:example.org", "/CN=x", "DNS:www.EXAMPLE.org", NULL);
  assert_constrained ("permitted;DNS:example.org", "/CN=x", "DNS:badexample.org", "badexample.org");
  assert_constrained ("permitted;DNS:.example.org", "/CN=x", "DNS:example.org", "example.org");
  assert_constrained ("permitted;DNS:example.org", "/CN=www.example.com", NULL, "www.example.com");
  assert_constrained ("permitted;DNS:example.org", "/CN=A person", "IP:192.0.2.1", NULL);
  assert_constrained ("excluded;DNS:example.com", "/CN=x", "DNS:www.example.com", "www.example.com");
  assert_constrained ("excluded;DNS:secret.example.com", "/CN=x", "DNS:*.example.com", "*.example.com");
  assert_constrained ("permitted;IP:192.0.2.0/255.255.255.0", "/CN=x", "IP:192.0.2.200", NULL);
  assert_constrained ("permitted;IP:192.0.2.0/255.255.255.0", "/CN=x", "IP:192.0.3.1", "192.0.3.1");
  assert_constrained ("permitted;IP:192.0.2.0/255.255.255.0", "/CN=x", "IP:2001:db8::1", "2001:db8::1");
  assert_constrained ("permitted;email:example.org", "/CN=x", "email:a@example.org", NULL);
  assert_constrained ("permitted;email:example.org", "/CN=x", "email:a@mail.example.org", "a@mail.example.org");
  assert_constrained ("permitted;email:.example.org", "/CN=x", "email:a@mail.example.org", NULL);
  assert_constrained ("permitted;email:a@example.org", "/CN=x/emailAddress=b@example.org", NULL, "b@example.org");
  assert_constrained ("permitted;URI:.example.org", "/CN=x", "URI:https://www.example.org/a", NULL);
  assert_constrained ("permitted;URI:.example.org", "/CN=x", "URI:https://www.example.com/a", "https://www.example.com/a");
  assert_constrained ("permitted;dirName:dir\n[dir]\nO = Example", "/O=EXAMPLE/CN=x", NULL, NULL);
  assert_constrained ("permitted;dirName:dir\n[dir]\nO = Example", "/O=Other/CN=x", NULL, "CN=x,O=Other");
  assert_constrained ("permitted;otherName:1.3.6.1.4.1.311.20.2.3;UTF8:@example.org", "/CN=x",
                      "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:u@example.org, otherName:1.3.6.1.5.5.7.8.7;IA5:_sip.example.com", NULL);
  assert_constrained ("permitted;otherName:1.3.6.1.4.1.311.20.2.3;UTF8:@example.org", "/CN=x",
                      "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:u@example.com", "u@example.com");
}

static void
test_weak_signature (void)
{
  pki_write ("weak.cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
  pki_run ("openssl", "req", "-x509", "-new", "-config", "weak.cnf", "-key", "root.key", "-subj", "/CN=weak", "-days", "10", "-sha1", "-out", "weak.pem",
           "-CA", "sub.pem", "-CAkey", "sub.key", NULL);
  g_autofree char *path = pki_dup_path ("weak.pem");
  g_autoptr(CwCertificate) weak = pki_load (path);
  g_autoptr(CwChain) chain = build (weak, root, sub, root);

  assert_chain (chain, CW_VERDICT_BAD, 3);
  assert_link (chain, 0, CW_VERDICT_BAD, "signature-algorithm", "SHA-1, ECDSA");

  /* Below its own name a signature is worth nothing anyway. */
  pki_run ("openssl", "req", "-x509", "-new", "-config", "weak.cnf", "-key", "leaf.key", "-subj", "/CN=old root", "-days", "10", "-md5", "-out", "old.pem", NULL);
  g_autofree char *old_path = pki_dup_path ("old.pem");
  g_autoptr(CwCertificate) old = pki_load (old_path);
  g_autoptr(CwChain) trusted = build (old, old);
  assert_chain (trusted, CW_VERDICT_GOOD, 1);
}

static void
test_short_keys (void)
{
  g_autoptr(CwCertificate) tiny = pki_make ("tiny", "sub", "/CN=tiny", "rsa:768", 10, NULL);
  g_autoptr(CwCertificate) small = pki_make ("small", "sub", "/CN=small", "rsa:1024", 10, NULL);
  g_autoptr(CwCertificate) curve = pki_make ("curve", "sub", "/CN=curve", "ec:P-192", 10, NULL);
  g_autoptr(CwChain) bad = build (tiny, root, sub);
  g_autoptr(CwChain) warned = build (small, root, sub);
  g_autoptr(CwChain) weak = build (curve, root, sub);

  assert_link (bad, 0, CW_VERDICT_BAD, "key", "RSA 768");
  assert_chain (warned, CW_VERDICT_GOOD, 3);
  assert_link (warned, 0, CW_VERDICT_GOOD, "key", "RSA 1024");
  assert_link (weak, 0, CW_VERDICT_BAD, "key", "192");
}

static void
test_extensions (void)
{
  g_autoptr(CwCertificate) unknown = pki_make ("unknown", "sub", "/CN=unknown", "ec:P-256", 10, "1.2.3.4 = critical, DER:0500\n");
  g_autoptr(CwCertificate) harmless = pki_make ("harmless", "sub", "/CN=harmless", "ec:P-256", 10, "1.2.3.4 = DER:0500\n");
  g_autoptr(GBytes) der = pki_make_odd (&(PkiOdd) { .until = "GENTIME:99991231235959Z", .extensions = "SEQUENCE:exts", .sections =
    "[exts]\na = SEQUENCE:ext\nb = SEQUENCE:ext\n[ext]\noid = OID:2.5.29.54\nvalue = FORMAT:HEX,OCT:020100\n" });
  g_autoptr(CwCertificate) twice = cw_certificate_new_from_der (der, NULL);
  g_autoptr(CwChain) bad = build (unknown, root, sub);
  g_autoptr(CwChain) good = build (harmless, root, sub);
  g_autoptr(CwChain) doubled = build (twice, twice);

  assert_link (bad, 0, CW_VERDICT_BAD, "extensions", "critical extension “1.2.3.4”");
  assert_chain (good, CW_VERDICT_GOOD, 3);
  assert_link (doubled, 0, CW_VERDICT_BAD, "extensions", "“Inhibit any policy” more than once");
}

/* What an authority is not for, what it issues is not for, either: some programs say so, so it is a warning. */
static void
test_purposes (void)
{
  g_autoptr(CwCertificate) limited = pki_make ("limited", "root", "/CN=Limited", "ec:P-256", 100, CA "extendedKeyUsage = clientAuth\n");
  g_autoptr(CwCertificate) server = pki_make ("server", "limited", "/CN=server", "ec:P-256", 10, "extendedKeyUsage = serverAuth, clientAuth\n");
  g_autoptr(CwCertificate) client = pki_make ("client", "limited", "/CN=client", "ec:P-256", 10, "extendedKeyUsage = clientAuth\n");
  g_autoptr(CwChain) warned = build (server, root, limited);
  g_autoptr(CwChain) good = build (client, root, limited);

  assert_chain (warned, CW_VERDICT_GOOD, 3);
  assert_link (warned, 1, CW_VERDICT_GOOD, "purposes", "“Server authentication”");
  assert_link (good, 1, CW_VERDICT_GOOD, NULL, NULL);
}

/* The same authority certified by two roots: one expired, one fine. */
static void
test_cross_signed (void)
{
  g_autoptr(CwCertificate) old_root = pki_make ("oldroot", NULL, "/CN=Old Root", "ec:P-256", 1, CA);
  g_autoptr(CwCertificate) new_root = pki_make ("newroot", NULL, "/CN=New Root", "ec:P-256", 1000, CA);
  g_autoptr(CwCertificate) by_old = pki_make ("cross", "oldroot", "/CN=Cross", "ec:P-256", 500, CA LEAF);
  g_autoptr(CwCertificate) by_new = pki_make ("cross2", "newroot", "/CN=Cross", "cross", 400, CA LEAF);
  g_autoptr(CwCertificate) below = pki_make ("crossleaf", "cross", "/CN=below", "ec:P-256", 100, LEAF);
  g_autoptr(GPtrArray) anchors = g_ptr_array_new ();
  CwCertificate *stores[][5] = { { by_old, by_new, old_root, new_root, NULL }, { new_root, old_root, by_new, by_old, NULL } };

  g_ptr_array_add (anchors, old_root);
  g_ptr_array_add (anchors, new_root);
  for (gsize i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      g_autoptr(CwChain) chain = cw_chain_new (below, lookup, stores[i], anchors, now () + 2 * DAY);
      assert_chain (chain, CW_VERDICT_GOOD, 3);
      g_assert_true (cw_chain_link_get_certificate (get_link (chain, 2)) == new_root);
    }
  /* And when the good way is not there, the other one is what is shown. */
  CwCertificate *without[] = { by_old, old_root, NULL };
  g_autoptr(CwChain) expired = cw_chain_new (below, lookup, without, anchors, now () + 2 * DAY);
  assert_chain (expired, CW_VERDICT_EXPIRED, 3);
  assert_link (expired, 2, CW_VERDICT_EXPIRED, "validity", "It expired on ");
}

/* Two authorities that certify each other, and nothing else: it ends, and says what is missing. */
static void
test_loop (void)
{
  g_autoptr(CwCertificate) a_root = pki_make ("a", NULL, "/CN=A", "ec:P-256", 100, CA);
  g_autoptr(CwCertificate) b_root = pki_make ("b", NULL, "/CN=B", "ec:P-256", 100, CA);
  g_autoptr(CwCertificate) a_by_b = pki_make ("ab", "b", "/CN=A", "a", 100, CA);
  g_autoptr(CwCertificate) b_by_a = pki_make ("ba", "a", "/CN=B", "b", 100, CA);
  g_autoptr(CwCertificate) below = pki_make ("loopleaf", "a", "/CN=below", "ec:P-256", 10, NULL);
  g_autoptr(CwChain) chain = build (below, NULL, a_by_b, b_by_a);

  g_assert_cmpint (cw_chain_get_verdict (chain), ==, CW_VERDICT_INCOMPLETE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chain)), ==, 3);
  g_autoptr(CwChain) out = build (below, b_root, a_by_b, b_by_a, a_root);
  assert_chain (out, CW_VERDICT_GOOD, 3);
}

/* A heap of authorities of two names that all certify each other must not take for ever. */
static void
test_thicket (void)
{
  CwCertificate *store[25] = { NULL };

  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", i);
      g_autofree char *subject = g_strdup_printf ("/CN=T%u", i % 2);
      if (i < 2)
        store[i] = pki_make (name, NULL, subject, "root", 100, CA);
      else
        store[i] = pki_make (name, i % 2 ? "t0" : "t1", subject, "root", 100, CA);
    }
  /* Without the two roots every way runs in a circle. */
  gint64 start = g_get_monotonic_time ();
  g_autoptr(CwChain) chain = cw_chain_new (store[23], lookup, store + 2, NULL, now ());
  g_assert_cmpint (cw_chain_get_verdict (chain), !=, CW_VERDICT_GOOD);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i < 24; i++)
    g_object_unref (store[i]);
}

static void
test_too_long (void)
{
  CwCertificate *store[21] = { NULL };

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("l%u", i);
      g_autofree char *issuer = i > 0 ? g_strdup_printf ("l%u", i - 1) : NULL;
      g_autofree char *subject = g_strdup_printf ("/CN=L%u", i);
      store[i] = pki_make (name, issuer, subject, "root", 100, CA);
    }
  g_autoptr(CwChain) chain = build_at (now (), store[19], store[0], store);
  g_assert_cmpint (cw_chain_get_verdict (chain), ==, CW_VERDICT_BAD);
  assert_link (chain, g_list_model_get_n_items (G_LIST_MODEL (chain)) - 1, CW_VERDICT_BAD, "path-length", "too long");
  g_autoptr(CwChain) shorter = build_at (now (), store[12], store[0], store);
  assert_chain (shorter, CW_VERDICT_GOOD, 13);
  for (guint i = 0; i < 20; i++)
    g_object_unref (store[i]);
}

/* Every kind of key signs, those that GnuTLS does not know included. */
static void
test_algorithms (void)
{
  static const char *const keys[] = { "rsa:2048", "rsa-pss:2048", "ec:P-521", "ec:secp256k1", "ec:brainpoolP256r1", "ed25519", "ed448" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(CwCertificate) authority = pki_make ("alg", NULL, "/CN=Alg", keys[i], 100, CA);
      g_autoptr(CwCertificate) below = pki_make ("algleaf", "alg", "/CN=below", "root", 10, LEAF);
      g_autoptr(CwChain) chain = build (below, authority);
      assert_chain (chain, CW_VERDICT_GOOD, 2);
    }
}

static void
test_unsupported (void)
{
  g_autoptr(CwCertificate) odd = patch (leaf, "\x2a\x86\x48\xce\x3d\x04\x03", "\x2a\x86\x48\xce\x3d\x04\x7f", 7);
  g_autoptr(CwCertificate) both = patch (odd, "\x2a\x86\x48\xce\x3d\x04\x03", "\x2a\x86\x48\xce\x3d\x04\x7f", 7);
  g_autoptr(CwChain) chain = build (both, root, sub);

  assert_chain (chain, CW_VERDICT_BAD, 1);
  assert_link (chain, 0, CW_VERDICT_BAD, "signature", "cannot be checked by this program");
}

static void
test_version_1_anchor (void)
{
  pki_run ("cp", "root.key", "v1.key", NULL);
  g_autoptr(CwCertificate) old = pki_make_version_1 ("v1", "V1");
  g_autoptr(CwCertificate) below = pki_make ("v1leaf", "v1", "/CN=below", "ec:P-256", 10, NULL);
  g_autoptr(CwChain) trusted = build (below, old);
  g_autoptr(CwChain) untrusted = build (below, NULL, old);

  assert_chain (trusted, CW_VERDICT_GOOD, 2);
  assert_chain (untrusted, CW_VERDICT_BAD, 2);
}

/* The computer's own authorities, here from a file. */
static void
test_system_trust (void)
{
  g_autofree char *path = pki_dup_path ("root.pem");
  g_autofree char *missing = pki_dup_path ("missing.pem");

  g_setenv ("CERTWIZARD_TRUST_FILE", path, TRUE);
  g_autoptr(CwChain) trusted = build (leaf, NULL, sub);
  assert_chain (trusted, CW_VERDICT_GOOD, 3);
  g_assert_true (cw_chain_link_is_anchor (get_link (trusted, 2)));
  g_setenv ("CERTWIZARD_TRUST_FILE", missing, TRUE);
  g_autoptr(CwChain) untrusted = build (leaf, NULL, sub);
  assert_chain (untrusted, CW_VERDICT_INCOMPLETE, 2);
}

static gpointer
build_many (gpointer store)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(CwChain) chain = build_at (now (), leaf, root, store);
      g_assert_cmpint (cw_chain_get_verdict (chain), ==, CW_VERDICT_GOOD);
    }
  return NULL;
}

static void
test_threads (void)
{
  CwCertificate *store[] = { sub, root, NULL };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("chain", build_many, store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_finalize (void)
{
  CwChain *chain = build (leaf, root, sub);
  CwChainLink *link = g_list_model_get_item (G_LIST_MODEL (chain), 1);

  g_object_add_weak_pointer (G_OBJECT (chain), (gpointer *) &chain);
  g_object_add_weak_pointer (G_OBJECT (link), (gpointer *) &link);
  g_object_unref (link);
  g_assert_nonnull (link);
  g_object_unref (chain);
  g_assert_null (chain);
  g_assert_null (link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pki_setup ();
  /* No authority of the machine that runs this. */
  g_autofree char *nobody = pki_dup_path ("nobody.pem");
  g_setenv ("CERTWIZARD_TRUST_FILE", nobody, TRUE);
  make_family ();
  g_test_add_func ("/chain/good", test_good);
  g_test_add_func ("/chain/incomplete", test_incomplete);
  g_test_add_func ("/chain/untrusted", test_untrusted);
  g_test_add_func ("/chain/anchor-in-the-middle", test_anchor_in_the_middle);
  g_test_add_func ("/chain/dates", test_dates);
  g_test_add_func ("/chain/date-borders", test_date_borders);
  g_test_add_func ("/chain/forged", test_forged);
  g_test_add_func ("/chain/same-name", test_same_name);
  g_test_add_func ("/chain/no-authority", test_no_authority);
  g_test_add_func ("/chain/path-length", test_path_length);
  g_test_add_func ("/chain/name-constraints", test_name_constraints);
  g_test_add_func ("/chain/weak-signature", test_weak_signature);
  g_test_add_func ("/chain/short-keys", test_short_keys);
  g_test_add_func ("/chain/extensions", test_extensions);
  g_test_add_func ("/chain/purposes", test_purposes);
  g_test_add_func ("/chain/cross-signed", test_cross_signed);
  g_test_add_func ("/chain/loop", test_loop);
  g_test_add_func ("/chain/thicket", test_thicket);
  g_test_add_func ("/chain/too-long", test_too_long);
  g_test_add_func ("/chain/algorithms", test_algorithms);
  g_test_add_func ("/chain/unsupported", test_unsupported);
  g_test_add_func ("/chain/version-1-anchor", test_version_1_anchor);
  g_test_add_func ("/chain/system-trust", test_system_trust);
  g_test_add_func ("/chain/threads", test_threads);
  g_test_add_func ("/chain/finalize", test_finalize);
  int result = g_test_run ();
  g_object_unref (root);
  g_object_unref (sub);
  g_object_unref (leaf);
  pki_teardown ();
  return result;
}
