#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# systemd.sh TEST [ARGUMENTS]: runs a test (TAP) beside a real systemd --user of its own, on a bus of its own, with a home of its own. The manager
# wants a mount and a cgroup namespace, which only root makes; elsewhere the test is skipped. Many may run at once; nothing of them stays.
skip() { echo "1..0 # SKIP $1"; exit 0; }
systemd=
for path in /usr/lib/systemd/systemd /lib/systemd/systemd; do if [ -x $path ]; then systemd=$path; break; fi; done
[ -n "$systemd" ] || skip "there is no systemd"
[ "$(id -u)" -eq 0 ] || skip "only root can give systemd a place of its own"
unshare --mount --cgroup true 2> /dev/null || skip "no namespaces can be made here"

T=$(mktemp -d "${TMPDIR:-/tmp}/cw-systemd.XXXXXX")
trap 'rm -rf "$T"' EXIT
mkdir -p "$T/home/.config/systemd/user" "$T/run"
chmod 700 "$T/run"
# The bus is one that the manager itself starts: it only speaks on such a one.
cat > "$T/home/.config/systemd/user/dbus.socket" <<'UNIT'
[Socket]
ListenStream=%t/bus
UNIT
cat > "$T/home/.config/systemd/user/dbus.service" <<'UNIT'
[Unit]
Requires=dbus.socket
[Service]
Type=notify
NotifyAccess=main
ExecStart=/usr/bin/dbus-daemon --config-file=@T@/bus.conf --address=systemd: --nofork --nopidfile --systemd-activation
UNIT
sed -i "s|@T@|$T|" "$T/home/.config/systemd/user/dbus.service"
# Nothing of the machine's desktop can be started on it, above all no keyring that would ask.
mkdir "$T/services"
sed -e "s|@TMP@|$T/run|" -e "s|@SERVICES@|$T/services|" "$(dirname "$0")/session-bus.conf.in" > "$T/bus.conf"
cat > "$T/inside" <<'INSIDE'
systemd=$1
shift
mount -t tmpfs tmpfs /run/systemd 2> /dev/null || { mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd; } || exit 99
mkdir -p /run/systemd/system
# What it says is no part of the test's output, and it does not die of a warning.
debug=${G_DEBUG:-}
unset G_DEBUG
setpriv --pdeathsig KILL "$systemd" --user --log-target=console > "$T/systemd.log" 2>&1 4>&- &
manager=$!
# There is nothing to wait on before it listens.
n=0
until systemctl --user start dbus.service 2> "$T/start.log" || [ $n -ge 600 ]; do sleep 0.1; n=$((n + 1)); done
status=99
if gdbus wait --session --timeout 60 org.freedesktop.systemd1 >&2; then
    if [ -n "$debug" ]; then export G_DEBUG="$debug"; fi
    "$@" >&4 4>&-
    status=$?
fi
kill "$manager"
wait "$manager"
exit $status
INSIDE
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_CURRENT_DESKTOP DISPLAY WAYLAND_DISPLAY
export T HOME="$T/home" XDG_RUNTIME_DIR="$T/run" DBUS_SESSION_BUS_ADDRESS="unix:path=$T/run/bus"
exec 4>&1
status=0
unshare --mount --cgroup --fork --kill-child sh "$T/inside" "$systemd" "$@" > "$T/inside.log" || status=$?
if [ $status -eq 99 ]; then skip "systemd --user does not start here"; fi
if [ $status -ne 0 ]; then cat "$T"/*.log >&2; fi
exit $status
