# SPDX-License-Identifier: MIT-0
"""What the package costs beside its peers: python3 -m tests.benchmarks [--brief] [--check] [--json]"""
