#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# verify-units.sh DATA_DIR PROGRAM: has systemd itself check the units that ship, as they are installed but for the path of the program.
skip() { echo "1..0 # SKIP $1"; exit 0; }
command -v systemd-analyze > /dev/null || skip "there is no systemd-analyze"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
unset G_DEBUG
echo "1..3"
n=0
for scope in user system; do
    n=$((n + 1))
    mkdir -p "$T/$scope"
    sed -e "s|@PROGRAM@|$2|" -e 's|@STORE@||' "$1/systemd/$scope/certwizard-roll.service.in" > "$T/$scope/certwizard-roll.service"
    cp "$1/systemd/certwizard-roll.timer" "$T/$scope/"
    # It complains and succeeds; other units of this computer are none of our business.
    XDG_RUNTIME_DIR=$T systemd-analyze "--$scope" verify --man=no "$T/$scope/certwizard-roll.timer" "$T/$scope/certwizard-roll.service" > "$T/log" 2>&1
    if [ $? -eq 0 ] && ! grep certwizard "$T/log"; then echo "ok $n - $scope"; else cat "$T/log" >&2; echo "not ok $n - $scope"; fi
done
if systemd-analyze calendar --iterations=2 "$(sed -n 's/^OnCalendar=//p' "$1/systemd/certwizard-roll.timer")" > "$T/log" 2>&1; then echo "ok 3 - calendar"; else echo "not ok 3 - calendar"; fi
