/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cw-certificate-details.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What people call an object identifier. Names of algorithms and curves are the same in every language. */
static const struct { const char *oid, *name; } names[] = {
  /* attributes of names */
  { "2.5.4.3", N_("Common name (CN)") }, { "2.5.4.4", N_("Surname (SN)") }, { "2.5.4.5", N_("Serial number") },
  { "2.5.4.6", N_("Country (C)") }, { "2.5.4.7", N_("City (L)") }, { "2.5.4.8", N_("State or province (ST)") },
  { "2.5.4.9", N_("Street") }, { "2.5.4.10", N_("Organization (O)") }, { "2.5.4.11", N_("Organizational unit (OU)") },
  { "2.5.4.12", N_("Title") }, { "2.5.4.13", N_("Description") }, { "2.5.4.15", N_("Business category") },
  { "2.5.4.16", N_("Postal address") }, { "2.5.4.17", N_("Postal code") }, { "2.5.4.18", N_("Post office box") },
  { "2.5.4.20", N_("Telephone number") }, { "2.5.4.41", N_("Name") }, { "2.5.4.42", N_("Given name (GN)") },
  { "2.5.4.43", N_("Initials") }, { "2.5.4.44", N_("Generation qualifier") }, { "2.5.4.45", N_("Unique identifier") },
  { "2.5.4.46", N_("Name qualifier") }, { "2.5.4.65", N_("Pseudonym") }, { "2.5.4.72", N_("Role") },
  { "2.5.4.97", N_("Organization identifier") },
  { "0.9.2342.19200300.100.1.1", N_("User ID (UID)") }, { "0.9.2342.19200300.100.1.3", N_("Mail address") },
  { "0.9.2342.19200300.100.1.25", N_("Domain component (DC)") },
  { "1.2.840.113549.1.9.1", N_("E-mail address") }, { "1.2.840.113549.1.9.2", N_("Unstructured name") },
  { "1.2.840.113549.1.9.8", N_("Unstructured address") },
  { "1.3.6.1.4.1.311.60.2.1.1", N_("City of incorporation") }, { "1.3.6.1.4.1.311.60.2.1.2", N_("State of incorporation") },
  { "1.3.6.1.4.1.311.60.2.1.3", N_("Country of incorporation") },

  /* extensions */
  { "2.5.29.9", N_("Subject directory attributes") }, { "2.5.29.14", N_("Subject key identifier") }, { "2.5.29.15", N_("Key usage") },
  { "2.5.29.16", N_("Private key usage period") }, { "2.5.29.17", N_("Subject alternative names") },
  { "2.5.29.18", N_("Issuer alternative names") }, { "2.5.29.19", N_("Basic constraints") }, { "2.5.29.30", N_("Name constraints") },
  { "2.5.29.31", N_("CRL distribution points") }, { "2.5.29.32", N_("Certificate policies") }, { "2.5.29.33", N_("Policy mappings") },
  { "2.5.29.35", N_("Authority key identifier") }, { "2.5.29.36", N_("Policy constraints") }, { "2.5.29.37", N_("Extended key usage") },
  { "2.5.29.46", N_("Freshest CRL") }, { "2.5.29.54", N_("Inhibit any policy") },
  { "1.3.6.1.5.5.7.1.1", N_("Authority information access") }, { "1.3.6.1.5.5.7.1.2", N_("Biometric information") },
  { "1.3.6.1.5.5.7.1.3", N_("Qualified certificate statements") }, { "1.3.6.1.5.5.7.1.7", N_("IP address blocks") },
  { "1.3.6.1.5.5.7.1.8", N_("Autonomous system numbers") }, { "1.3.6.1.5.5.7.1.11", N_("Subject information access") },
  { "1.3.6.1.5.5.7.1.12", N_("Logotype") }, { "1.3.6.1.5.5.7.1.14", N_("Proxy certificate information") },
  { "1.3.6.1.5.5.7.1.24", N_("TLS feature") }, { "1.3.6.1.5.5.7.48.1.5", N_("OCSP: no revocation check") },
  { "1.3.6.1.4.1.11129.2.4.2", N_("Signed certificate timestamps") }, { "1.3.6.1.4.1.11129.2.4.3", N_("Certificate transparency poison") },
  { "2.16.840.1.113730.1.1", N_("Netscape certificate type") }, { "2.16.840.1.113730.1.2", N_("Netscape base URL") },
  { "2.16.840.1.113730.1.3", N_("Netscape revocation URL") }, { "2.16.840.1.113730.1.4", N_("Netscape CA revocation URL") },
  { "2.16.840.1.113730.1.7", N_("Netscape renewal URL") }, { "2.16.840.1.113730.1.8", N_("Netscape CA policy URL") },
  { "2.16.840.1.113730.1.12", N_("Netscape server name") }, { "2.16.840.1.113730.1.13", N_("Netscape comment") },
  { "1.3.6.1.4.1.311.20.2", N_("Microsoft certificate template name") },
  { "1.3.6.1.4.1.311.21.1", N_("Microsoft CA version") }, { "1.3.6.1.4.1.311.21.2", N_("Microsoft previous CA certificate hash") },
  { "1.3.6.1.4.1.311.21.7", N_("Microsoft certificate template") }, { "1.3.6.1.4.1.311.21.10", N_("Microsoft application policies") },
  { "1.3.6.1.4.1.311.21.11", N_("Microsoft application policy mappings") },
  { "1.3.6.1.4.1.311.21.12", N_("Microsoft application policy constraints") },
  { "1.3.6.1.4.1.311.21.4", N_("Microsoft next CRL publication") }, { "1.3.6.1.4.1.311.25.1", N_("Microsoft NTDS replication") },
  { "1.3.6.1.4.1.311.25.2", N_("Microsoft security identifier") },
  { "1.2.840.113549.1.9.15", N_("S/MIME capabilities") }, { "1.2.840.113533.7.65.0", N_("Entrust version") },
  { "1.3.6.1.4.1.45724.1.1.4", N_("FIDO authenticator AAGUID") }, { "1.3.6.1.4.1.34380.1.1.1", N_("Puppet node UUID") },
  { "2.23.140.3.1", N_("CA/Browser organization identifier") }, { "1.3.6.1.5.5.7.1.31", N_("ACME identifier") },

  /* purposes */
  { "2.5.29.37.0", N_("Any purpose") },
  { "1.3.6.1.5.5.7.3.1", N_("Server authentication") }, { "1.3.6.1.5.5.7.3.2", N_("Client authentication") },
  { "1.3.6.1.5.5.7.3.3", N_("Code signing") }, { "1.3.6.1.5.5.7.3.4", N_("E-mail protection") },
  { "1.3.6.1.5.5.7.3.5", N_("IPsec end system") }, { "1.3.6.1.5.5.7.3.6", N_("IPsec tunnel") }, { "1.3.6.1.5.5.7.3.7", N_("IPsec user") },
  { "1.3.6.1.5.5.7.3.8", N_("Time stamping") }, { "1.3.6.1.5.5.7.3.9", N_("OCSP signing") },
  { "1.3.6.1.5.5.7.3.10", N_("Data validation and certification") }, { "1.3.6.1.5.5.7.3.13", N_("EAP over PPP") },
  { "1.3.6.1.5.5.7.3.14", N_("EAP over LAN") }, { "1.3.6.1.5.5.7.3.15", N_("SCVP server") }, { "1.3.6.1.5.5.7.3.16", N_("SCVP client") },
  { "1.3.6.1.5.5.7.3.17", N_("IPsec key exchange") }, { "1.3.6.1.5.5.7.3.18", N_("Wireless access controller") },
  { "1.3.6.1.5.5.7.3.19", N_("Wireless termination point") }, { "1.3.6.1.5.5.7.3.20", N_("SIP domain") },
  { "1.3.6.1.5.5.7.3.21", N_("SSH client") }, { "1.3.6.1.5.5.7.3.22", N_("SSH server") }, { "1.3.6.1.5.5.7.3.23", N_("SEND router") },
  { "1.3.6.1.5.5.7.3.24", N_("SEND proxied router") }, { "1.3.6.1.5.5.7.3.25", N_("SEND owner") },
  { "1.3.6.1.5.5.7.3.26", N_("SEND proxied owner") }, { "1.3.6.1.5.5.7.3.27", N_("CMC certification authority") },
  { "1.3.6.1.5.5.7.3.28", N_("CMC registration authority") }, { "1.3.6.1.5.5.7.3.29", N_("CMC archive server") },
  { "1.3.6.1.5.5.7.3.30", N_("BGPsec router") }, { "1.3.6.1.5.5.7.3.31", N_("Brand indicator (BIMI)") },
  { "1.3.6.1.5.5.7.3.32", N_("Key generation authority") }, { "1.3.6.1.5.5.7.3.33", N_("RPC over TLS client") },
  { "1.3.6.1.5.5.7.3.34", N_("RPC over TLS server") }, { "1.3.6.1.5.5.7.3.35", N_("Bundle security") },
  { "1.3.6.1.5.5.7.3.36", N_("Document signing") },
  { "1.3.6.1.5.2.3.4", N_("Kerberos client authentication") }, { "1.3.6.1.5.2.3.5", N_("Kerberos authentication (KDC)") },
  { "1.3.6.1.5.5.8.2.2", N_("IKE intermediate") }, { "1.3.6.1.4.1.11129.2.4.4", N_("Certificate transparency precertificate signing") },
  { "1.3.6.1.4.1.311.2.1.21", N_("Individual code signing") }, { "1.3.6.1.4.1.311.2.1.22", N_("Commercial code signing") },
  { "1.3.6.1.4.1.311.10.3.1", N_("Microsoft trust list signing") }, { "1.3.6.1.4.1.311.10.3.2", N_("Microsoft time stamping") },
  { "1.3.6.1.4.1.311.10.3.3", N_("Microsoft server gated crypto") }, { "1.3.6.1.4.1.311.10.3.4", N_("Encrypting file system") },
  { "1.3.6.1.4.1.311.10.3.4.1", N_("File recovery") }, { "1.3.6.1.4.1.311.10.3.5", N_("Windows hardware driver verification") },
  { "1.3.6.1.4.1.311.10.3.6", N_("Windows system component verification") },
  { "1.3.6.1.4.1.311.10.3.7", N_("OEM Windows system component verification") },
  { "1.3.6.1.4.1.311.10.3.8", N_("Embedded Windows system component verification") }, { "1.3.6.1.4.1.311.10.3.9", N_("Root list signer") },
  { "1.3.6.1.4.1.311.10.3.10", N_("Qualified subordination") }, { "1.3.6.1.4.1.311.10.3.11", N_("Key recovery") },
  { "1.3.6.1.4.1.311.10.3.12", N_("Microsoft document signing") }, { "1.3.6.1.4.1.311.10.3.13", N_("Lifetime signing") },
  { "1.3.6.1.4.1.311.10.3.19", N_("Revoked list signer") }, { "1.3.6.1.4.1.311.10.3.30", N_("Disallowed list") },
  { "1.3.6.1.4.1.311.10.5.1", N_("Digital rights") }, { "1.3.6.1.4.1.311.10.6.1", N_("Key pack licenses") },
  { "1.3.6.1.4.1.311.10.6.2", N_("License server verification") }, { "1.3.6.1.4.1.311.10.12.1", N_("Any application policy") },
  { "1.3.6.1.4.1.311.20.1", N_("Automatic enrollment (CTL usage)") }, { "1.3.6.1.4.1.311.20.2.1", N_("Certificate request agent") },
  { "1.3.6.1.4.1.311.20.2.2", N_("Smart card logon") }, { "1.3.6.1.4.1.311.21.5", N_("Private key archival") },
  { "1.3.6.1.4.1.311.21.6", N_("Key recovery agent") }, { "1.3.6.1.4.1.311.21.19", N_("Directory service e-mail replication") },
  { "1.3.6.1.4.1.311.47.1.1", N_("System health authentication") }, { "1.3.6.1.4.1.311.54.1.2", N_("Remote desktop authentication") },
  { "1.3.6.1.4.1.311.61.1.1", N_("Kernel mode code signing") }, { "1.3.6.1.4.1.311.64.1.1", N_("DNS server trust") },
  { "1.3.6.1.4.1.311.67.1.1", N_("BitLocker drive encryption") }, { "1.3.6.1.4.1.311.67.1.2", N_("BitLocker data recovery agent") },
  { "1.3.6.1.4.1.311.76.3.1", N_("Windows Store") }, { "1.3.6.1.4.1.311.80.1", N_("Document encryption") },
  { "2.16.840.1.113730.4.1", N_("Netscape server gated crypto") }, { "2.16.840.1.113741.1.2.3", N_("Intel AMT provisioning") },
  { "1.2.840.113583.1.1.5", N_("PDF signing (Adobe)") }, { "0.4.0.2231.3.0", N_("Trust service list signing") },
  { "2.16.840.1.101.3.6.7", N_("PIV content signing") }, { "2.16.840.1.101.3.6.8", N_("PIV card authentication") },
  { "2.23.133.8.1", N_("TPM endorsement key") }, { "2.23.133.8.2", N_("TPM platform attributes") }, { "2.23.133.8.3", N_("TPM attestation key") },
  { "2.23.136.1.1.3", N_("ICAO master list signing") },

  /* access methods */
  { "1.3.6.1.5.5.7.48.1", N_("OCSP") }, { "1.3.6.1.5.5.7.48.2", N_("CA issuers") }, { "1.3.6.1.5.5.7.48.3", N_("Time stamping") },
  { "1.3.6.1.5.5.7.48.5", N_("CA repository") }, { "1.3.6.1.5.5.7.48.7", N_("HTTP certificates") }, { "1.3.6.1.5.5.7.48.8", N_("HTTP CRLs") },
  { "1.3.6.1.5.5.7.48.10", N_("RPKI manifest") }, { "1.3.6.1.5.5.7.48.11", N_("Signed object") },
  { "1.3.6.1.5.5.7.48.13", N_("RPKI notification") },

  /* other names */
  { "1.3.6.1.4.1.311.20.2.3", N_("User principal name") }, { "1.3.6.1.5.2.2", N_("Kerberos principal name") },
  { "1.3.6.1.5.5.7.8.4", N_("Hardware module name") }, { "1.3.6.1.5.5.7.8.5", N_("XMPP address") },
  { "1.3.6.1.5.5.7.8.7", N_("DNS service name (SRV)") }, { "1.3.6.1.5.5.7.8.8", N_("Network access identifier") },
  { "1.3.6.1.5.5.7.8.9", N_("E-mail address (SMTPUTF8)") }, { "1.3.6.1.5.5.7.8.3", N_("Permanent identifier") },
  { "1.3.6.1.4.1.311.25.2.1", N_("Security identifier") },

  /* policies */
  { "2.5.29.32.0", N_("Any policy") }, { "2.23.140.1.1", N_("CA/Browser: extended validation") },
  { "2.23.140.1.2.1", N_("CA/Browser: domain validated") }, { "2.23.140.1.2.2", N_("CA/Browser: organization validated") },
  { "2.23.140.1.2.3", N_("CA/Browser: individual validated") }, { "2.23.140.1.3", N_("CA/Browser: extended validation code signing") },
  { "2.23.140.1.4.1", N_("CA/Browser: code signing") }, { "2.23.140.1.4.2", N_("CA/Browser: time stamping") },
  { "2.23.140.1.5.1.1", N_("CA/Browser: S/MIME, mailbox validated, legacy") }, { "2.23.140.1.5.1.2", N_("CA/Browser: S/MIME, mailbox validated, multipurpose") },
  { "2.23.140.1.5.1.3", N_("CA/Browser: S/MIME, mailbox validated, strict") },
  { "2.23.140.1.31", N_("CA/Browser: onion name") },
  { "0.4.0.2042.1.1", N_("ETSI: normalized (NCP)") }, { "0.4.0.2042.1.2", N_("ETSI: normalized, secure device (NCP+)") },
  { "0.4.0.2042.1.3", N_("ETSI: lightweight (LCP)") }, { "0.4.0.2042.1.4", N_("ETSI: extended validation (EVCP)") },
  { "0.4.0.2042.1.6", N_("ETSI: domain validated (DVCP)") }, { "0.4.0.2042.1.7", N_("ETSI: organization validated (OVCP)") },
  { "0.4.0.194112.1.0", N_("ETSI: qualified, natural person") }, { "0.4.0.194112.1.1", N_("ETSI: qualified, legal person") },
  { "0.4.0.194112.1.2", N_("ETSI: qualified, natural person, secure device") },
  { "0.4.0.194112.1.3", N_("ETSI: qualified, legal person, secure device") }, { "0.4.0.194112.1.4", N_("ETSI: qualified web site") },
  { "1.3.6.1.5.5.7.2.1", N_("Practice statement") }, { "1.3.6.1.5.5.7.2.2", N_("User notice") },
  { "1.3.6.1.5.5.7.21.1", N_("Inherits all rights") }, { "1.3.6.1.5.5.7.21.0", N_("Any language") }, { "1.3.6.1.5.5.7.21.2", N_("Independent") },

  /* qualified certificate statements */
  { "1.3.6.1.5.5.7.11.1", N_("PKIX, version 1") }, { "1.3.6.1.5.5.7.11.2", N_("PKIX, version 2") },
  { "0.4.0.1862.1.1", N_("Qualified certificate (EU)") }, { "0.4.0.1862.1.2", N_("Limit of value") },
  { "0.4.0.1862.1.3", N_("Retention period in years") }, { "0.4.0.1862.1.4", N_("Key is in a secure device") },
  { "0.4.0.1862.1.5", N_("Disclosure statement") }, { "0.4.0.1862.1.6", N_("Type") }, { "0.4.0.1862.1.7", N_("Countries") },
  { "0.4.0.1862.1.6.1", N_("Electronic signature") }, { "0.4.0.1862.1.6.2", N_("Electronic seal") },
  { "0.4.0.1862.1.6.3", N_("Web site authentication") }, { "0.4.0.19495.2", N_("Payment services (PSD2)") },

  /* algorithms */
  { "1.2.840.113549.1.1.1", "RSA" }, { "1.2.840.113549.1.1.2", "MD2, RSA" }, { "1.2.840.113549.1.1.3", "MD4, RSA" },
  { "1.2.840.113549.1.1.4", "MD5, RSA" }, { "1.2.840.113549.1.1.5", "SHA-1, RSA" }, { "1.3.14.3.2.29", "SHA-1, RSA" },
  { "1.2.840.113549.1.1.7", "RSA-OAEP" }, { "1.2.840.113549.1.1.8", "MGF1" }, { "1.2.840.113549.1.1.10", "RSA-PSS" },
  { "1.2.840.113549.1.1.11", "SHA-256, RSA" }, { "1.2.840.113549.1.1.12", "SHA-384, RSA" }, { "1.2.840.113549.1.1.13", "SHA-512, RSA" },
  { "1.2.840.113549.1.1.14", "SHA-224, RSA" }, { "1.2.840.113549.1.1.15", "SHA-512/224, RSA" }, { "1.2.840.113549.1.1.16", "SHA-512/256, RSA" },
  { "2.16.840.1.101.3.4.3.13", "SHA3-224, RSA" }, { "2.16.840.1.101.3.4.3.14", "SHA3-256, RSA" },
  { "2.16.840.1.101.3.4.3.15", "SHA3-384, RSA" }, { "2.16.840.1.101.3.4.3.16", "SHA3-512, RSA" },
  { "1.2.840.10045.2.1", "EC" }, { "1.2.840.10045.4.1", "SHA-1, ECDSA" }, { "1.2.840.10045.4.3.1", "SHA-224, ECDSA" },
  { "1.2.840.10045.4.3.2", "SHA-256, ECDSA" }, { "1.2.840.10045.4.3.3", "SHA-384, ECDSA" }, { "1.2.840.10045.4.3.4", "SHA-512, ECDSA" },
  { "2.16.840.1.101.3.4.3.9", "SHA3-224, ECDSA" }, { "2.16.840.1.101.3.4.3.10", "SHA3-256, ECDSA" },
  { "2.16.840.1.101.3.4.3.11", "SHA3-384, ECDSA" }, { "2.16.840.1.101.3.4.3.12", "SHA3-512, ECDSA" },
  { "1.2.840.10040.4.1", "DSA" }, { "1.2.840.10040.4.3", "SHA-1, DSA" }, { "2.16.840.1.101.3.4.3.1", "SHA-224, DSA" },
  { "2.16.840.1.101.3.4.3.2", "SHA-256, DSA" }, { "2.16.840.1.101.3.4.3.3", "SHA-384, DSA" }, { "2.16.840.1.101.3.4.3.4", "SHA-512, DSA" },
  { "1.2.840.10046.2.1", "DH" }, { "1.3.101.110", "X25519" }, { "1.3.101.111", "X448" }, { "1.3.101.112", "Ed25519" }, { "1.3.101.113", "Ed448" },
  { "2.16.840.1.101.3.4.3.17", "ML-DSA-44" }, { "2.16.840.1.101.3.4.3.18", "ML-DSA-65" }, { "2.16.840.1.101.3.4.3.19", "ML-DSA-87" },
  { "1.2.643.2.2.3", "GOST R 34.11-94, GOST R 34.10-2001" }, { "1.2.643.7.1.1.3.2", "GOST R 34.10-2012 256" },
  { "1.2.643.7.1.1.3.3", "GOST R 34.10-2012 512" }, { "1.2.156.10197.1.501", "SM3, SM2" },
  { "1.2.840.113549.2.5", "MD5" }, { "1.3.14.3.2.26", "SHA-1" }, { "2.16.840.1.101.3.4.2.4", "SHA-224" },
  { "2.16.840.1.101.3.4.2.1", "SHA-256" }, { "2.16.840.1.101.3.4.2.2", "SHA-384" }, { "2.16.840.1.101.3.4.2.3", "SHA-512" },
  { "1.2.840.10045.3.1.7", "P-256 (prime256v1)" }, { "1.3.132.0.34", "P-384 (secp384r1)" }, { "1.3.132.0.35", "P-521 (secp521r1)" },
  { "1.2.840.10045.3.1.1", "P-192 (prime192v1)" }, { "1.3.132.0.33", "P-224 (secp224r1)" }, { "1.3.132.0.10", "secp256k1" },
  { "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1" }, { "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1" }, { "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1" },
};

const char *
cw_oid_get_name (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].oid, oid) == 0)
      return _(names[i].name);
  return g_intern_string (oid);
}
