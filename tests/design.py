#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""design.py SOURCE_DIR: src/DESIGN.md names exactly the folders that exist, and the files include what it allows, no more."""
import fnmatch
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# A library, and the only folder that may include it ('gtk' stands for all below it).
LIBRARIES = {
    'gnutls/': 'core/crypto', 'nettle/': 'core/crypto', 'openssl/': 'core/crypto', 'libtasn1.h': 'core/crypto',
    'sqlite3.h': 'core/store', 'libsecret/': 'core/credential',
    'libsoup/': 'core/http', 'gssapi/': 'core/http', 'krb5': 'core/http', 'libxml/': 'core/authority/adcs',
    'gtk/': 'gtk', 'gdk/': 'gtk', 'gsk/': 'gtk', 'adwaita.h': 'gtk', 'pango/': 'gtk',
}
GENERATED = {'cw-config.h', 'cw-resources.h', 'cw-background-resources.h'}


def read_design(path):
    """Folder → the folders that it may use, in the order of the page."""
    uses = {}
    for title, text in re.findall(r'^### `([^`]+)/`\n(.*?)(?=^##)', path.read_text() + '\n##', re.M | re.S):
        if '**Uses**' not in text:
            report(f'src/DESIGN.md: {title}/ does not say what it uses')
        uses[title] = set(re.findall(r'`([a-z/*]+)/`', text.partition('**Uses**')[2]))
    return {folder: expand(uses, patterns) for folder, patterns in uses.items()}


def expand(uses, patterns):
    """`core/*/` stands for every folder in core/."""
    return {name for pattern in patterns for name in fnmatch.filter(uses, pattern) or [pattern]}


ERRORS = []


def report(text):
    ERRORS.append(text)


def check_folders(source, uses):
    exist = {str(path.parent.relative_to(source)) for path in source.rglob('*') if path.suffix in ('.c', '.h', '.ui')}
    for folder in sorted(exist - set(uses) - {'.'}):
        report(f'src/DESIGN.md does not name {folder}/')
    for folder in sorted(set(uses) - exist):
        report(f'src/DESIGN.md names {folder}/, which has no sources')
    for folder, used in uses.items():
        for unknown in sorted(used - set(uses)):
            report(f'src/DESIGN.md: {folder}/ uses {unknown}/, which is not on the page')
    check_order(uses)


def check_order(uses):
    """In the core, what is used comes before on the page: so there can be no circle."""
    order = list(uses)
    for folder in order:
        for used in uses[folder]:
            if folder.startswith('core') and used in order and order.index(used) > order.index(folder):
                report(f'src/DESIGN.md: {folder}/ uses {used}/, which comes later')
            if used.startswith(('gtk', 'cli')) and not folder.startswith('gtk'):
                report(f'src/DESIGN.md: {folder}/ uses {used}/, which is above it')
            if folder.startswith('gtk') and used.startswith('cli'):
                report(f'src/DESIGN.md: the window uses {used}/')


def check_library(name, folder, header):
    for prefix, home in LIBRARIES.items():
        if header.startswith(prefix) and folder != home and not (home == 'gtk' and folder.startswith('gtk')):
            report(f'{name} includes <{header}>, which belongs to {home}/')


def check_includes(source, uses):
    homes = {}
    for path in source.rglob('*.h'):
        folder = str(path.parent.relative_to(source))
        if path.name in homes:
            report(f'{path.name} is there twice, in {homes[path.name]}/ and in {folder}/')
        homes[path.name] = folder
    for path in sorted([*source.rglob('*.c'), *source.rglob('*.h')]):
        folder = str(path.parent.relative_to(source))
        for kind, header in INCLUDE.findall(path.read_text()):
            name = path.relative_to(source)
            if kind == '<':
                check_library(name, folder, header)
            elif header not in GENERATED:
                home = homes.get(header)
                if home is None:
                    report(f'{name} includes "{header}", which does not exist')
                elif home != folder and home not in uses.get(folder, ()):
                    report(f'{name} includes "{header}" of {home}/, which {folder}/ may not use')


def main():
    source = pathlib.Path(sys.argv[1]) / 'src'
    uses = read_design(source / 'DESIGN.md')
    check_folders(source, uses)
    check_includes(source, uses)
    print('\n'.join(ERRORS) or f'{len(uses)} folders')
    return 1 if ERRORS else 0


if __name__ == '__main__':
    sys.exit(main())
