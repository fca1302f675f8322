# SPDX-License-Identifier: MIT-0
"""Time and memory must grow no faster than the input, whatever the input and the operation.

`inputs.py` lists kinds of input, `operations.py` what is done with them. The test makes each input in a small size and
four times as large, and measures the operation with both. It takes minutes, and runs only if it is asked for:

CHATCOMPLETION_THOROUGH=1 python3 -m unittest tests.growth.test_growth
"""
