#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py FLATPAK_BUILDER MANIFEST APPLICATION_ID COMMAND: what flatpak-builder itself lets pass.

It parses a manifest, but accepts unknown keys and any permission. Here: the names fit the project, the sandbox is no wider
than it has to be, and every source is either this tree or pinned by a checksum."""
import json
import subprocess
import sys

KEYS = {'id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules'}
MODULE_KEYS = {'name', 'buildsystem', 'config-opts', 'sources', 'cleanup'}
SYSTEMS = {'meson', 'autotools', 'cmake', 'cmake-ninja', 'simple', 'qmake'}
PERMISSIONS = {'--share=ipc', '--share=network', '--socket=wayland', '--socket=fallback-x11', '--device=dri'}


def problems(manifest, application_id, command):
    if manifest.get('id') != application_id:
        yield f'the id is {manifest.get("id")}, not {application_id}'
    if manifest.get('command') != command:
        yield f'the command is {manifest.get("command")}, not {command}'
    if (manifest.get('runtime'), manifest.get('sdk')) != ('org.gnome.Platform', 'org.gnome.Sdk'):
        yield 'runtime and SDK are not those of GNOME'
    if not str(manifest.get('runtime-version', '')).isdigit():
        yield 'the version of the runtime is no released one'
    for key in set(manifest) - KEYS:
        yield f'unknown key {key}'
    for permission in set(manifest.get('finish-args', [])) - PERMISSIONS:
        yield f'the sandbox is wider than needed: {permission}'
    if not manifest.get('modules'):
        yield 'nothing is built'
    for module in manifest.get('modules', []):
        yield from module_problems(module)


def module_problems(module):
    name = module.get('name', '?')
    for key in set(module) - MODULE_KEYS:
        yield f'{name}: unknown key {key}'
    if module.get('buildsystem') not in SYSTEMS:
        yield f'{name}: unknown build system {module.get("buildsystem")}'
    if not module.get('sources'):
        yield f'{name}: no sources'
    for source in module.get('sources', []):
        kind = source.get('type')
        if kind == 'dir' and source.get('path') != '..':
            yield f'{name}: a folder outside of this tree'
        elif kind == 'git' and len(source.get('commit', '')) != 40:
            yield f'{name}: a git source without a commit'
        elif kind in ('archive', 'file') and len(source.get('sha256', '')) != 64:
            yield f'{name}: a download without a checksum'
        elif kind not in ('dir', 'git', 'archive', 'file'):
            yield f'{name}: unknown source {kind}'


def main():
    builder, path, application_id, command = sys.argv[1:]
    shown = subprocess.run([builder, '--show-manifest', path], check=True, capture_output=True, text=True).stdout
    found = list(problems(json.loads(shown), application_id, command))
    for problem in found:
        print(f'{path}: {problem}')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
