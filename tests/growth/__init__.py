# SPDX-License-Identifier: MIT-0
"""Time, memory and function calls must grow no faster than the input, whatever the input and the operation.

`inputs.py` lists kinds of input, `operations.py` what is done with them. The test makes each input in a small size and
four times as large, and measures the operation with both. Run it with: python3 -m unittest tests.growth.test_growth
With CHATCOMPLETION_THOROUGH in the environment every operation is tried with every input, and the inputs are larger.
"""
