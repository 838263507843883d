#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# valgrind.sh PROGRAM [ARGUMENTS]: under valgrind; what runs in a session is looked at itself, not the session around it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wrap="valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9
    --num-callers=30 --suppressions=$here/valgrind.supp"
for file in /usr/share/glib-2.0/valgrind/glib.supp /usr/share/gtk-4.0/valgrind/gtk.supp; do
    if [ -e "$file" ]; then wrap="$wrap --suppressions=$file"; fi
done
case $1 in
    */session.sh)
        export CW_SESSION_WRAP="$wrap"
        exec "$@" ;;
    # Scripts are tests of scripts.
    *.sh | *.py | */python3*) exec "$@" ;;
esac
# shellcheck disable=SC2086
exec $wrap "$@"
