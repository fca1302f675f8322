# SPDX-License-Identifier: MIT-0
"""How fast the package is, compared with its peers: python3 -m tests.benchmarks [--brief] [--check]

It measures time, memory and import time of the package and of each library beside it, and prints the ratio of the two.
Less is better. `costs.py` lists the ratios that are promised. `--brief` takes about a minute; without it the same takes
three minutes and is less noisy. `--check` exits with 1 if a ratio exceeds its limit or cannot be measured.

Peers that are not installed are skipped. CHATCOMPLETION_CORPUS names a folder of recorded bodies; without it bodies
are made that resemble them (`imitation.py`).
"""
