/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-adcs-pages.h"

#include <glib/gi18n-lib.h>

/* What the codes of a Windows CA mean for the person who asked: why, and what helps. */

typedef struct
{
  const char *code;
  gboolean permission;
  const char *text;
} Code;

static const Code codes[] = {
  { "0x80094001", FALSE, N_("The CA does not accept the subject of the request. Give the fields that its administrator asks for (often a common name), or leave out what it does not allow.") },
  { "0x80094002", FALSE, N_("The CA found no request in what it was sent. Something on the way may change what is sent; make the request anew.") },
  { "0x80094003", FALSE, N_("The request is in a state in which this cannot be done: it was decided already.") },
  { "0x80094004", FALSE, N_("The CA knows no request with this number. It may have been deleted there, or it belongs to another CA.") },
  { "0x80094005", FALSE, N_("The CA's own certificate is missing or not in order. Ask its administrator.") },
  { "0x80094006", FALSE, N_("The CA is suspended and issues nothing at the moment. Ask its administrator, then try again.") },
  { "0x80094008", TRUE, N_("Windows refused, since the account has several roles at the CA that exclude each other. Ask its administrator, or use another account.") },
  { "0x80094009", TRUE, N_("The CA restricts who may manage certificates of whom, and this account is not among them. Ask its administrator.") },
  { "0x8009400A", FALSE, N_("The template has the private key archived, which this CA is not set up for, and which this program does not do. Ask for another template.") },
  { "0x8009400F", FALSE, N_("The CA is too busy: it has no free connection to its database. Try again later.") },
  { "0x80094011", TRUE, N_("This account may not request certificates from this CA. Ask its administrator for the permission “Request Certificates”, or use another account.") },
  { "0x80094012", TRUE, N_("This account may not enrol for this template. Ask for the permission “Enroll” on the template, or use another account or template.") },
  { "0x80094014", FALSE, N_("A certificate manager of the CA has denied the request. Ask why, then make a new request.") },
  { "0x80094800", FALSE, N_("The CA does not offer this template. Give the name of one that it issues (its name, not what is displayed), or ask its administrator to publish it.") },
  { "0x80094801", FALSE, N_("The request names no template, and this CA needs one. Choose a template.") },
  { "0x80094802", FALSE, N_("The request names two different templates. Use the same one in the request and for the CA.") },
  { "0x80094803", FALSE, N_("The template needs a subject alternative name, and the request has none. Add one.") },
  { "0x80094804", FALSE, N_("The template has the private key archived, which this program does not do. Ask for another template.") },
  { "0x80094805", FALSE, N_("The template is for S/MIME and needs more than the request has. Ask for another template.") },
  { "0x80094806", FALSE, N_("A renewal must have the subject of the old certificate, and this request does not. Make a new request instead.") },
  { "0x80094807", FALSE, N_("The template has changed since the request was made. Make the request anew.") },
  { "0x80094808", FALSE, N_("The signature on the request lacks a purpose that the template requires. Web enrolment cannot give it: ask for another template.") },
  { "0x80094809", FALSE, N_("The template wants the request signed by a registration authority. Web enrolment cannot do that: ask for another template.") },
  { "0x8009480A", FALSE, N_("The template wants more signatures of a registration authority than the request has. Web enrolment cannot give them: ask for another template.") },
  { "0x8009480B", FALSE, N_("The CA did not accept a signature of a registration authority on the request. Ask for another template.") },
  { "0x8009480C", FALSE, N_("The signature on the request lacks an issuance policy that the template requires. Ask for another template.") },
  { "0x8009480D", FALSE, N_("The template takes the user's principal name from the directory, and the account has none there. Ask for a template that takes the names from the request.") },
  { "0x8009480E", FALSE, N_("The template takes an identifier from the directory, and the account has none there. Ask for a template that takes the names from the request.") },
  { "0x8009480F", FALSE, N_("The template takes the DNS name from the directory, and the account has none there. Ask for a template that takes the names from the request.") },
  { "0x80094810", FALSE, N_("The request brings a private key to archive, which the template does not want. Make the request anew.") },
  { "0x80094811", FALSE, N_("The key is too short for the template. Make a new request with a longer key.") },
  { "0x80094812", FALSE, N_("The template takes the mail address from the directory, and the account has none there. Ask for a template that takes the names from the request.") },
  { "0x80094813", FALSE, N_("The CA does not know the kind of certificate that the template is for. Ask for another template.") },
  { "0x80094814", FALSE, N_("The CA's own certificate does not live long enough for this template. Ask its administrator.") },
  { "0x80070005", TRUE, N_("Windows refused access. Ask for the permission to request certificates and to enrol for the template, or use another account.") },
  { "0x80070002", FALSE, N_("The web pages do not find their CA. Ask the administrator of the web server to set them up again.") },
  { "0x800706BA", FALSE, N_("The web pages do not reach the CA: its service is not running, or a firewall is in between. Ask its administrator, then try again.") },
  { "0x8007000D", FALSE, N_("The CA could not read the request. Make it anew.") },
  { "0x80070057", FALSE, N_("The CA did not accept a value in the request. Make it anew, without unusual names.") },
  { "0x80092012", FALSE, N_("The CA could not check whether a certificate was revoked. Ask its administrator to publish the revocation list.") },
  { "0x80092013", FALSE, N_("The CA could not check its own revocation list, since the server for it is offline or the list has expired. Ask its administrator.") },
  { "0x8009310B", FALSE, N_("The request arrived in a form that the CA could not read. Make it anew; if that does not help, something on the way changes what is sent.") },
  { "0x80093005", FALSE, N_("The request arrived in a form that the CA could not read. Make it anew; if that does not help, something on the way changes what is sent.") },
  { "0x80090008", FALSE, N_("The CA does not support the algorithm of the key or of the signature. Choose RSA with SHA-256.") },
  { "0x80090006", FALSE, N_("The CA found the signature of the request to be wrong. Make the request anew.") },
  { "0x800B0101", FALSE, N_("A certificate of the CA is no longer, or not yet, valid. Ask its administrator.") },
};

static const Code *
find (const char *code)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_ascii_strcasecmp (codes[i].code, code) == 0)
      return &codes[i];
  return NULL;
}

const char *
cw_adcs_explain (const char *code)
{
  const Code *known = find (code);

  return known != NULL ? _(known->text) : NULL;
}

gboolean
cw_adcs_is_permission (const char *code)
{
  const Code *known = find (code);

  return known != NULL && known->permission;
}
