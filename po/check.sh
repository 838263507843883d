#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check.sh SOURCE_DIR: every file with a text for people is in POTFILES, POTFILES names no other, the texts can be extracted
# without a complaint, and the translations that there are fit them.
set -eu
cd "$1"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
export LC_ALL=C.UTF-8

grep -rlE --include='*.c' --include='*.h' '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2) ?\("' src > "$T/found" || :
grep -rlE --include='*.ui' 'translatable="(yes|true|1)"' src >> "$T/found" || :
find data -name '*.desktop.in' -o -name '*.metainfo.xml.in' -o -name '*.policy.in' >> "$T/found"
# What is read in usage files; the list of it has to be up to date.
data/usages/texts.sh --check
echo data/usages/usages.pot >> "$T/found"
# The summaries of the settings are read by nobody but dconf-editor; they are in, as everywhere in GNOME.
find data -name '*.gschema.xml' >> "$T/found"
sort -u "$T/found" > "$T/have"
grep -vE '^(#|$)' po/POTFILES > "$T/listed"
status=0

if ! sort -u -c "$T/listed" 2> "$T/order"; then echo "po/POTFILES is not sorted, or names a file twice: $(cat "$T/order")"; status=1; fi
sort -u "$T/listed" > "$T/list"
comm -23 "$T/have" "$T/list" | sed 's/^/not in po\/POTFILES: /' > "$T/missing"
comm -13 "$T/have" "$T/list" | sed 's/^/in po\/POTFILES, but has no text or does not exist: /' > "$T/needless"
if [ -s "$T/missing" ] || [ -s "$T/needless" ]; then cat "$T/missing" "$T/needless"; status=1; fi
if [ $status -ne 0 ]; then exit 1; fi

xgettext --from-code=UTF-8 --add-comments --package-name=certwizard --output="$T/new.pot" --files-from="$T/list" \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
    --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
    --flag=g_strdup_printf:1:c-format --flag=g_set_error:4:c-format --flag=g_error_new:3:c-format \
    --flag=g_string_append_printf:2:c-format --flag=cw_problem_new:3:c-format 2> "$T/complaints" ||
    { cat "$T/complaints"; exit 1; }
if grep -v '^$' "$T/complaints"; then echo "xgettext complains (see above): a macro like G_GUINT64_FORMAT cuts a text in two; make the number a text of its own first"; exit 1; fi
msgfmt --check-format --output-file=/dev/null "$T/new.pot"
echo "$(grep -c '^msgid ' "$T/new.pot") texts in $(wc -l < "$T/list") files"

# One way to write them, so that no text is there twice in two spellings.
if grep -nE '^msg(id|ctxt) ".*[^.]\.\.\.[^.]' "$T/new.pot"; then echo "three dots instead of an ellipsis (see above)"; exit 1; fi

for language in $(grep -v '^#' po/LINGUAS); do
    msgfmt --check --output-file=/dev/null "po/$language.po" || status=1
    msgcmp --use-untranslated --no-fuzzy-matching "po/$language.po" "$T/new.pot" || { echo "po/$language.po lacks texts"; status=1; }
done
exit $status
