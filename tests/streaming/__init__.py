# SPDX-License-Identifier: MIT-0
"""Chunks, event streams, assembling and splitting."""
