// SPDX-License-Identifier: MIT-0
// Runs the test suite of the folder named in Pyodide, and ends with its status.
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.FS.mkdir("/repository");
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, "/repository");
const failed = python.runPython(`
import os, platform, sys, unittest

print(f"Python {platform.python_version()} on {sys.platform}")
os.chdir("/repository")
sys.path.insert(0, "/repository")
sys.dont_write_bytecode = True
run = unittest.main(module=None, argv=["unittest"], exit=False, testRunner=unittest.TextTestRunner(stream=sys.stdout))
print(f"Found {run.test.countTestCases()} tests")
int(not run.result.wasSuccessful())
`);
process.exit(failed);
