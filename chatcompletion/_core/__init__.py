# SPDX-License-Identifier: MIT-0
"""What every class needs: the base class, the readers, JSON values and text, and telling bodies apart."""
