#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary.py BUILD_DIR…: counts test cases, not programs, and ends with “N passed, N failed” (and “, N skipped”).

The cases of a TAP program come from its own output, because a program that dies half way has passed what it passed and
failed once. A build folder of the fuzzers has a file per target in results/."""
import json
import pathlib
import re
import sys

CASE = re.compile(r'^(not )?ok\b(?P<rest>.*)$')
SKIP = re.compile(r'#\s*skip', re.I)
TODO = re.compile(r'#\s*todo', re.I)
GOOD = ('OK', 'EXPECTEDFAIL')


def count_cases(output):
    passed = failed = skipped = 0
    for line in output.splitlines():
        case = CASE.match(line)
        if not case:
            continue
        if SKIP.search(case['rest']):
            skipped += 1
        elif case[1] and not TODO.search(case['rest']):
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_test(test):
    """A program without cases of its own is one case."""
    passed, failed, skipped = count_cases(test.get('stdout', ''))
    if test['result'] == 'SKIP':
        return (passed, failed, skipped) if passed + failed + skipped else (0, 0, 1)
    if test['result'] in GOOD:
        return (passed, failed, skipped) if passed + failed + skipped else (1, 0, 0)
    return passed, max(failed, 1), skipped


def count_folder(folder):
    logs = [path for path in (folder / 'meson-logs').glob('testlog*.json')]
    results = [count_test(json.loads(line)) for path in logs for line in path.read_text().splitlines() if line.strip()]
    for path in sorted((folder / 'results').glob('fuzz-*')):
        if path.suffix != '.log':
            results.append((1, 0, 0) if path.read_text().strip() == 'passed' else (0, 1, 0))
    return results


def main():
    results = [result for folder in sys.argv[1:] for result in count_folder(pathlib.Path(folder))]
    passed, failed, skipped = (sum(column) for column in zip(*results)) if results else (0, 0, 0)
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''), flush=True)
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
