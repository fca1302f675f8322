# SPDX-License-Identifier: MIT-0
"""The fuzzer: python3 -m tests.fuzz [--seconds 60] [--seed 1] [--found FOLDER] [--plain] [FILE ...]

It changes the texts in `seeds/` at random and tries each result: `target.py` says what has to hold. With atheris
installed, and without `--plain`, a text that reaches a new branch of the package is kept and changed further. If a
promise is broken, the text is written to FOLDER, and the exit status is not 0; give the file as FILE to try it again.
To use several processors, start it several times with different `--seed`.
"""
