# SPDX-License-Identifier: MIT-0
"""Real client libraries read our responses: python3 -m tests.clients [--newest | --here]

A server on this machine answers with what our objects emit, whole and as a stream. Each client asks it for each
response of `scenarios.py`. The test compares what the client's objects hold with what ours hold, and our classes read
back what the client dumps. `known_differences.py` lists what is known to differ; the test fails for any other
difference, and for a known one that is gone.

The command installs the clients into a temporary folder, with pip and npm, and runs the tests there. `--newest`
installs their newest releases instead of those that the known differences are for. `--here` uses what is installed. A
client that cannot be tested is a failure.
"""
