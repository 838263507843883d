#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cron-real.sh TEST: runs it with cron's own crontab, whose tables are in a mount namespace of their own: nothing of this computer is touched.
skip() { echo "1..0 # SKIP $1"; exit 0; }
command -v crontab > /dev/null || skip "there is no crontab"
[ "$(id -u)" -eq 0 ] || skip "only root can hide /var/spool/cron"
[ -d /var/spool/cron/crontabs ] || skip "cron keeps its tables somewhere else"
unshare --mount true 2> /dev/null || skip "no mount namespace can be made here"
exec unshare --mount sh -c '
    mount -t tmpfs tmpfs /var/spool/cron && mkdir -m 1730 /var/spool/cron/crontabs && chgrp crontab /var/spool/cron/crontabs && exec "$1" real' sh "$1"
