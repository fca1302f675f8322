# SPDX-License-Identifier: MIT-0
"""Where the package must run.

The test files need only an interpreter. noxfile.py sets up the other places: nox -f tests/places/noxfile.py [-s NAME]
"""
