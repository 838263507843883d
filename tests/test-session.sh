#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# test-session.sh SESSION: the session itself keeps its promises; everything else stands on it.
set -u
session=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
export TMPDIR="$T"
n=0
check() {
    what=$1
    shift
    n=$((n + 1))
    if "$@"; then echo "ok $n $what"; else echo "not ok $n $what"; fi
}

"$session" sh -c 'echo out; echo err >&2; echo "$HOME" > "$0"; exit 7' "$T/home" > "$T/out" 2> "$T/err" </dev/null
check 'exit status is kept' test $? -eq 7
check 'output is the command’s' test "$(cat "$T/out")" = out
check 'errors are the command’s' test "$(cat "$T/err")" = err
check 'home is of its own' test "$(cat "$T/home")" != "${HOME:-}"
check 'nothing is left' test -z "$(find "$T" -maxdepth 1 -name 'certwizard-session.*')"

has_owner='gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus
    --method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets'
activatable='gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus
    --method org.freedesktop.DBus.ListActivatableNames'
check 'there is no Secret Service' test "$("$session" $has_owner 2>/dev/null </dev/null)" = '(false,)'
check 'none can be started' test -z "$("$session" $activatable 2>/dev/null </dev/null | grep secrets)"
check 'there is one when wanted' test "$(CW_SESSION_KEYRING=1 "$session" $has_owner 2>/dev/null </dev/null)" = '(true,)'
check 'there is a display' test -n "$("$session" sh -c 'echo "$DISPLAY"' </dev/null)"
check 'and none when not wanted' test -z "$(CW_SESSION_DISPLAY=0 "$session" sh -c 'echo "${DISPLAY:-}"' </dev/null)"
echo "1..$n"
