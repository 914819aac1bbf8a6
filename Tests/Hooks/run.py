"""Runs the tests of the hooks that are named, and says in the last line what came of it."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    sys.path.insert(0, HERE)
    # Of what a test takes from another file nothing runs twice.
    suites = [unittest.defaultTestLoader.loadTestsFromName(f"test_{name}") for name in sys.argv[1:]]
    found = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(suites))
    failed, skipped = len(found.failures) + len(found.errors), len(found.skipped)
    print(f"test-hooks: {found.testsRun - skipped} checks, {failed} failed, {skipped} skipped", flush=True)
    sys.exit(0 if found.wasSuccessful() and found.testsRun else 1)
