#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-pki.sh FOLDER: an authority and the certificates of a small harbour, made by openssl, as an administrator would meet them.
# Everything is new each time; the keys are worth nothing. What becomes of it in FOLDER:
#   root.pem issuing.pem         two authorities
#   web.pfx                      www.example.org with key and chain; the password is in web.password
#   mail.pem … others.pem        single certificates, and all of them but web in one bundle
#   crl.pem broken.pem           a revocation list, and a certificate that is cut in half
set -eu
mkdir -p "$1"
cd "$1"
: > log

config() {
    cat > ca.cnf <<CNF
[ca]
default_ca = here
[here]
dir = .
new_certs_dir = .
database = index.txt
serial = serial
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
unique_subject = no
policy = any
copy_extensions = copy
[any]
commonName = supplied
countryName = optional
organizationName = optional
organizationalUnitName = optional
localityName = optional
emailAddress = optional
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = caIssuers;URI:http://pki.example.org/issuing.crt
crlDistributionPoints = URI:http://pki.example.org/issuing.crl
[person]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth, emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF
    : > index.txt
    echo 1F00A001 > serial
    echo 01 > crlnumber
}

moment() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>> log; }

# certificate NAME SUBJECT EXTENSIONS FROM UNTIL [SUBJECT ALTERNATIVE NAMES]
certificate() {
    key "$1"
    openssl req -new -utf8 -config ca.cnf -key "$1.key" -subj "$2" ${6:+-addext "subjectAltName=$6"} -out "$1.csr" 2>> log
    openssl ca -batch -preserveDN -utf8 -notext -config ca.cnf -name here -cert issuing.pem -keyfile issuing.key -extensions "$3" -in "$1.csr" \
        -startdate "$(moment "$4")" -enddate "$(moment "$5")" -out "$1.pem" 2>> log
}

config
harbour='/C=DE/O=Example Harbour Authority'
key root
openssl req -new -x509 -config ca.cnf -extensions authority -key root.key -days 5400 -set_serial 1 -subj "$harbour/CN=Example Root CA" -out root.pem 2>> log
key issuing
openssl req -new -config ca.cnf -key issuing.key -subj "$harbour/CN=Example Issuing CA 3" -out issuing.csr 2>> log
openssl x509 -req -in issuing.csr -CA root.pem -CAkey root.key -extfile ca.cnf -extensions authority -days 2900 -set_serial 7 -out issuing.pem 2>> log

certificate web "$harbour/CN=www.example.org" server '-20 days' '+370 days' 'DNS:www.example.org,DNS:example.org,DNS:booking.example.org'
certificate mail "$harbour/CN=mail.example.org" server '-353 days' '+12 days 6 hours' 'DNS:mail.example.org,DNS:imap.example.org,DNS:smtp.example.org'
certificate old "$harbour/CN=old.example.org" server '-400 days' '-35 days' 'DNS:old.example.org'
certificate next "$harbour/CN=next.example.org" server '+9 days' '+400 days' 'DNS:next.example.org'
certificate idn "$harbour/CN=xn--hafengebhren-klb.example.org" server '-5 days' '+85 days' 'DNS:xn--hafengebhren-klb.example.org'
certificate wild "$harbour/CN=*.apps.example.org" server '-60 days' '+305 days' 'DNS:*.apps.example.org'
certificate long "$harbour/OU=Vessel Traffic Service and Berth Planning/CN=vessel-traffic-service-and-berth-planning-gateway.example.org" \
    server '-10 days' '+355 days' 'DNS:vessel-traffic-service-and-berth-planning-gateway.example.org,DNS:vts.example.org,DNS:berths.example.org,IP:192.0.2.17,IP:2001:db8::17'
certificate clerk "$harbour/OU=Buchhaltung/CN=Zahlstelle Süd/emailAddress=zahlstelle@example.org" person '-100 days' '+265 days' 'email:zahlstelle@example.org'

printf 'correct horse' > web.password
openssl pkcs12 -export -name www.example.org -inkey web.key -in web.pem -certfile issuing.pem -passout file:web.password -out web.pfx 2>> log
cat mail.pem old.pem next.pem idn.pem wild.pem long.pem clerk.pem > others.pem
openssl ca -gencrl -config ca.cnf -name here -cert issuing.pem -keyfile issuing.key -out crl.pem 2>> log
head -n 6 mail.pem > broken.pem
