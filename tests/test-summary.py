#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that everybody looks at tells the truth: a failure, a crash, a time-out and a run without tests are none passed."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SUMMARY = pathlib.Path(__file__).with_name('summary.py')


class SummaryTest(unittest.TestCase):
    def summary(self, tests, fuzz=()):
        with tempfile.TemporaryDirectory() as folder:
            logs = pathlib.Path(folder, 'meson-logs')
            logs.mkdir()
            logs.joinpath('testlog.json').write_text('\n'.join(json.dumps(test) for test in tests))
            results = pathlib.Path(folder, 'results')
            results.mkdir()
            for name, result in fuzz:
                results.joinpath(name).write_text(result + '\n')
                results.joinpath(name + '.log').write_text('passed\n')
            run = subprocess.run([sys.executable, SUMMARY, folder], capture_output=True, text=True)
            return run.stdout, run.returncode

    def test_cases_are_counted(self):
        output = '1..4\n# message\nok 1 /a\nok 2 /b # SKIP no root\nok 3 /c\nnot ok 4 /d # TODO later\n'
        self.assertEqual(self.summary([{'result': 'OK', 'stdout': output}]), ('3 passed, 0 failed, 1 skipped\n', 0))

    def test_failed_case(self):
        output = '1..2\nok 1 /a\nnot ok 2 /b\n'
        self.assertEqual(self.summary([{'result': 'FAIL', 'stdout': output}]), ('1 passed, 1 failed\n', 1))

    def test_crash_counts_once(self):
        output = '1..3\nok 1 /a\nBail out! \n'
        self.assertEqual(self.summary([{'result': 'ERROR', 'stdout': output}]), ('1 passed, 1 failed\n', 1))

    def test_time_out(self):
        self.assertEqual(self.summary([{'result': 'TIMEOUT', 'stdout': 'ok 1 /a\n'}]), ('1 passed, 1 failed\n', 1))

    def test_leak_after_good_cases(self):
        self.assertEqual(self.summary([{'result': 'ERROR', 'stdout': '1..1\nok 1 /a\n'}]), ('1 passed, 1 failed\n', 1))

    def test_plain_programs(self):
        tests = [{'result': 'OK', 'stdout': 'all is well\n'}, {'result': 'OK'}, {'result': 'SKIP'}]
        self.assertEqual(self.summary(tests), ('2 passed, 0 failed, 1 skipped\n', 0))
        self.assertEqual(self.summary([{'result': 'FAIL', 'stdout': ''}]), ('0 passed, 1 failed\n', 1))

    def test_fuzzers(self):
        fuzz = [('fuzz-pfx', 'passed'), ('fuzz-row', 'failed')]
        self.assertEqual(self.summary([], fuzz), ('1 passed, 1 failed\n', 1))

    def test_nothing_is_no_success(self):
        self.assertEqual(self.summary([]), ('0 passed, 0 failed\n', 1))


if __name__ == '__main__':
    unittest.main()
