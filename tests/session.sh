#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# session.sh COMMAND [ARGUMENTS]: runs it in a private headless desktop session: own home, display, D-Bus session.
# Standard output carries only what the command writes, and its exit status is kept. Many may run at once, as any user.
#   CW_SESSION_KEYRING=1     with an unlocked throw-away gnome-keyring
#   CW_SESSION_KEYRING=none  with a bus on which no Secret Service can be started (this is also what happens by default)
#   CW_SESSION_DISPLAY=0     without a display, for what needs a bus only
#   CW_SESSION_SIZE=1280x900 the size of the screen
#   CW_SESSION_KEEP=DIR      leaves the logs of the session there
#   CW_SESSION_WRAP=COMMAND  runs the command by this one, for example valgrind, but not the session around it
set -eu
here=$(cd "$(dirname "$0")" && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/certwizard-session.XXXXXX")
X=
finish() {
    status=$?
    trap '' INT TERM
    if [ -n "$X" ]; then kill "$X" 2>/dev/null || :; wait "$X" 2>/dev/null || :; fi
    if [ -n "${CW_SESSION_KEEP:-}" ]; then
        mkdir -p "$CW_SESSION_KEEP"
        cp "$T"/*.log "$CW_SESSION_KEEP/" 2>/dev/null || :
    fi
    rm -rf "$T"
    exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$T/home/.config/gtk-4.0" "$T/run" "$T/tmp"
chmod 700 "$T/run"
printf '[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n' > "$T/home/.config/gtk-4.0/settings.ini"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS DISPLAY XAUTHORITY \
    XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_CURRENT_DESKTOP GNOME_KEYRING_CONTROL
export HOME="$T/home" XDG_RUNTIME_DIR="$T/run" GSETTINGS_BACKEND=memory LC_ALL="${LC_ALL:-C.UTF-8}"

if [ "${CW_SESSION_DISPLAY:-1}" != 0 ]; then
    # The server chooses its own number, so that parallel sessions do not meet. Without -noreset it starts over whenever
    # the accessibility bus hangs up, and a program that is just starting dies.
    mkfifo "$T/number"
    Xvfb -displayfd 3 -screen 0 "${CW_SESSION_SIZE:-1280x900}x24" -nolisten tcp -noreset 3> "$T/number" > "$T/xvfb.log" 2>&1 &
    X=$!
    read -r number < "$T/number" || { echo "session.sh: Xvfb did not start" >&2; cat "$T/xvfb.log" >&2; exit 1; }
    export DISPLAY=":$number" GDK_BACKEND=x11 GSK_RENDERER=cairo
    # GTK 4.8 opens EGL even for the cairo renderer, and the driver leaks.
    export GDK_DEBUG="${GDK_DEBUG:-gl-disable}"
fi

# A bus of our own kind: accessibility can be started on it, but nothing that belongs to the machine's desktop. Above all
# no Secret Service: a plain bus starts gnome-keyring, whose prompt nobody would answer.
mkdir -p "$T/services"
for dir in /usr/share/dbus-1/services /usr/local/share/dbus-1/services; do
    if [ -e "$dir/org.a11y.Bus.service" ]; then cp "$dir/org.a11y.Bus.service" "$T/services/"; fi
done
sed -e "s|@TMP@|$T/run|" -e "s|@SERVICES@|$T/services|" "$here/session-bus.conf.in" > "$T/bus.conf"

# What the daemons say stays out of the command's output, and they do not die of a warning of theirs.
cat > "$T/inside" <<'INSIDE'
#!/bin/sh
debug=${G_DEBUG:-}
case "${CW_SESSION_KEYRING:-none}" in
    1)
        unset G_DEBUG
        printf 'throw-away' | gnome-keyring-daemon --unlock --components=secrets >&2 || exit 1
        # Nobody listens before the daemon owns its name.
        gdbus wait --session --timeout 30 org.freedesktop.secrets >&2 ||
            { echo "session.sh: gnome-keyring did not start" >&5; exit 1; }
        if [ -n "$debug" ]; then export G_DEBUG="$debug"; fi ;;
esac
# Words, on purpose: the wrapper has arguments of its own.
# shellcheck disable=SC2086
exec ${CW_SESSION_WRAP:-} "$@" >&4 2>&5 4>&- 5>&-
INSIDE
exec 4>&1 5>&2
status=0
dbus-run-session --config-file="$T/bus.conf" -- sh "$T/inside" "$@" > "$T/daemons.log" 2> "$T/bus.log" || status=$?
exit $status
