#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs in the booted machine, once for each boot; prints TAP.
phase=$(cat /root/phase)
all=nginx,Dovecot,PostgreSQL
live=/etc/certwizard/live
n=$(grep -c '^ok\|^not ok' /root/tap)

# check NAME COMMAND…
check() {
    name=$1
    shift
    n=$((n + 1))
    if "$@" >/root/said 2>&1; then echo "ok $n - $name"; else echo "not ok $n - $name"; sed 's/^/# /' /root/said; fi
}

# ends CODE COMMAND…
ends() {
    code=$1
    shift
    status=0
    "$@" || status=$?
    [ $status -eq "$code" ]
}

says() {
    text=$1
    shift
    "$@" 2>&1 | grep -F -e "$text"
}

assign() { certwizardctl set --reference "$1" --type "$2"; }

# serve NAME: all three ports have it, as openssl sees it.
serve() {
    wanted=$(openssl x509 -noout -serial -in "/root/$1.pem")
    for way in '443' '993' '5432 -starttls postgres'; do
        # shellcheck disable=SC2086
        served=$(openssl s_client -connect 127.0.0.1:$way </dev/null 2>/dev/null | openssl x509 -noout -serial)
        echo "$way: $served, wanted: $wanted"
        [ "$served" = "$wanted" ] || return 1
    done
}

new() {
    certwizardctl request --new --type $all --ca practice --friendly-name "$1" && certwizardctl export "$1" --path "/root/$1.pem" --force
}

# As the program says it.
configure() {
    sed -i 's/^ssl_cert /#&/; s/^ssl_key /#&/' /etc/dovecot/conf.d/10-ssl.conf
    printf 'ssl_cert = <%s/fullchain.pem\nssl_key = <%s/privkey.pem\n' $live/Dovecot $live/Dovecot >>/etc/dovecot/conf.d/10-ssl.conf
    printf "ssl = on\nssl_cert_file = '%s/fullchain.pem'\nssl_key_file = '%s/privkey.pem'\n" $live/PostgreSQL $live/PostgreSQL >>"$(echo /etc/postgresql/*/main/postgresql.conf)"
    printf 'server { listen 443 ssl; ssl_certificate %s/fullchain.pem; ssl_certificate_key %s/privkey.pem; }\n' $live/nginx $live/nginx >/etc/nginx/sites-available/default
    systemctl restart nginx dovecot postgresql
}

first() {
    check 'a request is issued' new one
    check 'the plan names the unit' says 'Reload nginx.service (systemd)' certwizardctl set --reference one --type nginx --what-if
    check 'a plan leaves nothing behind' test ! -e $live
    check 'who has to be told of the files is said' says "ssl_certificate $live/nginx/fullchain.pem" assign one $all
    configure
    check 'all is well from file to port' certwizardctl test
    check 'the ports serve it' serve one
    new two >/dev/null
    check 'another one is assigned to running services' assign two $all
    check 'the ports serve that one' serve two
    echo 'broken;' >/etc/nginx/conf.d/broken.conf
    check 'a broken configuration is refused' ends 21 assign one $all
    rm /etc/nginx/conf.d/broken.conf
    check 'and the ports serve what they served' serve two
    mkdir /run/systemd/system/nginx.service.d
    printf '[Service]\nExecReload=\nExecReload=/bin/false\n' >/run/systemd/system/nginx.service.d/broken.conf
    systemctl daemon-reload
    check 'a unit that cannot reload is refused' ends 21 assign one $all
    rm -r /run/systemd/system/nginx.service.d
    systemctl daemon-reload
    check 'and again the ports serve what they served' serve two
    check 'all is well' certwizardctl test
    check 'the timer is switched on' certwizardctl roll --enable
    date -d '+15 seconds' +%s >/root/date
    check 'the successor is staged' certwizardctl set --reference one --type $all --roll --effective-date "$(date -d "@$(cat /root/date)" +%Y-%m-%dT%H:%M:%S)"
}

# The timer has to notice by itself, within the minute that it is set to.
second() {
    end=$(($(date +%s) + 90))
    until serve one >/dev/null || [ "$(date +%s)" -gt $end ]; do sleep 1; done
    check 'after the boot the timer has put the successor in place' serve one
    check 'the journal tells of it' says 'was put in place' journalctl -b -t certwizard
    check 'all is well after it' certwizardctl test
    echo "1..$n"
}

$phase
