# SPDX-License-Identifier: MIT-0
"""Small response bodies, to be changed in one place each."""

import json
from typing import Any

from .. import DATA

TYPICAL: dict[str, Any] = json.loads((DATA / "typical.json").read_bytes())
MESSAGE: dict[str, Any] = {"role": "assistant", "content": "Yes.", "refusal": None}
CHOICE: dict[str, Any] = {"index": 0, "message": MESSAGE, "finish_reason": "stop", "logprobs": None}
USUAL: dict[str, Any] = {"token": "a", "logprob": -0.5, "bytes": [97]}  # one of top_logprobs


def a_body(**members: Any) -> dict[str, Any]:
    """A body with these members, in place of its own or besides."""
    return {"id": "a", "object": "chat.completion", "created": 1, "model": "m", "choices": [CHOICE]} | members


def a_message(**members: Any) -> dict[str, Any]:
    """A body whose message has these members."""
    return a_body(choices=[CHOICE | {"message": MESSAGE | members}])


def a_token(**members: Any) -> dict[str, Any]:
    """A body with one token, which has these members."""
    entry = {"token": "a", "logprob": -0.5, "bytes": None, "top_logprobs": []} | members
    return a_body(choices=[CHOICE | {"logprobs": {"content": [entry], "refusal": None}}])
