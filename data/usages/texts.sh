#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# texts.sh [--check]: collects what a person reads in usage files into usages.pot, which po/POTFILES names: xgettext knows key files
# only when it is told so, and a list of files cannot tell it. The program translates these texts when it reads a file; a file of
# one's own brings translations along as Title[de]=… With --check nothing is written, and it fails when usages.pot lags behind.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
new=$(mktemp)
trap 'rm -f "$new"' EXIT
find data/usages -name '*.usage' | LC_ALL=C sort | xgettext --language=Desktop --from-code=UTF-8 --files-from=- --output=- \
    --keyword --keyword=Title --keyword=Description --keyword=GroupTitle --package-name=certwizard --add-location=file --no-wrap |
    sed -e 's/charset=CHARSET/charset=UTF-8/' -e '/^"POT-Creation-Date/d' -e '/^# SOME DESCRIPTIVE/,/^#, fuzzy/d' > "$new"
case ${1:-} in
    --check) cmp -s "$new" data/usages/usages.pot || { diff data/usages/usages.pot "$new" || :; echo "data/usages/usages.pot lags behind: run data/usages/texts.sh"; exit 1; } ;;
    *) cp "$new" data/usages/usages.pot ;;
esac
