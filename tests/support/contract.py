# SPDX-License-Identifier: MIT-0
"""The contract, written independently of the package: for each class a full payload, and a rule for each field.

A rule is a JSON type, then `!` for a required field, `?` for an optional one, or `=` and the value of a constant.
The case of the type says what an object built by hand emits where the field is None: null for `string?`, nothing for
`STRING?`. `array=[]` is an empty array where the key is absent or null.
"""

from typing import Any

FUNCTION = {"name": "tide_table", "arguments": '{"harbour": "Brest"}'}
FUNCTION_CALL = {"name": "moon_phase", "arguments": "{}"}
CUSTOM = {"name": "note", "input": "high water at noon"}
CITATION = {"start_index": 4, "end_index": 13, "url": "https://example.org/chart", "title": "A chart"}
TOP_LOGPROB = {"token": "né", "logprob": -0.25, "bytes": [110, 195, 169]}
TOKEN_LOGPROB = {**TOP_LOGPROB, "top_logprobs": [TOP_LOGPROB, {"token": "<end>", "logprob": -2.5, "bytes": None}]}
LOGPROBS = {"content": [TOKEN_LOGPROB], "refusal": [TOKEN_LOGPROB, TOKEN_LOGPROB]}
FUNCTION_TOOL_CALL = {"id": "call_a", "type": "function", "function": FUNCTION}
CUSTOM_TOOL_CALL = {"id": "call_b", "type": "custom", "custom": CUSTOM}
ANNOTATION = {"type": "url_citation", "url_citation": CITATION}
AUDIO = {"id": "audio_1", "expires_at": 1790003600, "data": "UklGRg==", "transcript": "Yes."}
MESSAGE = {
    "role": "assistant",
    "content": "See the chart.",
    "refusal": "No.",
    "tool_calls": [FUNCTION_TOOL_CALL, CUSTOM_TOOL_CALL],
    "annotations": [ANNOTATION],
    "function_call": FUNCTION_CALL,
    "audio": AUDIO,
}
COMPLETION_DETAILS = {
    "accepted_prediction_tokens": 1,
    "audio_tokens": 2,
    "reasoning_tokens": 3,
    "rejected_prediction_tokens": 4,
    "text_tokens": 5,
}
PROMPT_DETAILS = {
    "audio_tokens": 1,
    "cached_tokens": 2,
    "text_tokens": 3,
    "image_tokens": 4,
    "cache_write_tokens": 5,
}
USAGE = {
    "completion_tokens": 15,
    "prompt_tokens": 15,
    "total_tokens": 30,
    "completion_tokens_details": COMPLETION_DETAILS,
    "prompt_tokens_details": PROMPT_DETAILS,
}
RESULT_BODY = {
    "type": "moderation_result",
    "model": "mod-1",
    "flagged": True,
    "categories": {"harm": True},
    "category_scores": {"harm": 0.5},
    "category_applied_input_types": {"harm": ["text", "image"]},
}
RESULTS = {"type": "moderation_results", "model": "mod-1", "results": [RESULT_BODY]}
MODERATION_ERROR = {"type": "error", "code": "timeout", "message": "It took too long."}
MODERATION = {"input": RESULTS, "output": MODERATION_ERROR}
CHOICE = {"index": 0, "message": MESSAGE, "finish_reason": "tool_calls", "logprobs": LOGPROBS}
RESPONSE: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1790000000,
    "model": "example-model-1",
    "choices": [CHOICE],
    "usage": USAGE,
    "service_tier": "default",
    "system_fingerprint": "fp_1",
    "metadata": {"ticket": "17"},
    "moderation": MODERATION,
}

CLASSES: dict[str, tuple[dict[str, Any], Any]] = {
    "CreateChatCompletionResponse": (
        RESPONSE,
        {
            "id": "string!",
            "object": "string=chat.completion",
            "created": "integer!",
            "model": "string!",
            "choices": "array!",
            "usage": "OBJECT?",
            "service_tier": "STRING?",
            "system_fingerprint": "STRING?",
            "metadata": "OBJECT?",
            "moderation": "OBJECT?",
        },
    ),
    "Choice": (CHOICE, {"index": "integer!", "message": "object!", "finish_reason": "string?", "logprobs": "object?"}),
    "ChatCompletionResponseMessage": (
        MESSAGE,
        {
            "role": "string=assistant",
            "content": "string?",
            "refusal": "string?",
            "tool_calls": "ARRAY?",
            "annotations": "ARRAY?",
            "function_call": "OBJECT?",
            "audio": "OBJECT?",
        },
    ),
    "ChatCompletionMessageToolCall": (
        FUNCTION_TOOL_CALL,
        {"id": "string!", "type": "string=function", "function": "object!"},
    ),
    "Function": (FUNCTION, {"name": "string!", "arguments": "string!"}),
    "ChatCompletionMessageCustomToolCall": (
        CUSTOM_TOOL_CALL,
        {"id": "string!", "type": "string=custom", "custom": "object!"},
    ),
    "Custom": (CUSTOM, {"name": "string!", "input": "string!"}),
    "FunctionCall": (FUNCTION_CALL, {"name": "string!", "arguments": "string!"}),
    "UrlCitationAnnotation": (ANNOTATION, {"type": "string=url_citation", "url_citation": "object!"}),
    "UrlCitation": (
        CITATION,
        {"start_index": "integer!", "end_index": "integer!", "url": "string!", "title": "string!"},
    ),
    "Audio": (AUDIO, {"id": "string!", "expires_at": "integer!", "data": "string!", "transcript": "string!"}),
    "Logprobs": (LOGPROBS, {"content": "array?", "refusal": "array?"}),
    "ChatCompletionTokenLogprob": (
        TOKEN_LOGPROB,
        {"token": "string!", "logprob": "number!", "bytes": "bytes?", "top_logprobs": "array!"},
    ),
    "TopLogprob": (TOP_LOGPROB, {"token": "string!", "logprob": "number!", "bytes": "bytes?"}),
    "CompletionUsage": (
        USAGE,
        {
            "completion_tokens": "integer!",
            "prompt_tokens": "integer!",
            "total_tokens": "integer!",
            "completion_tokens_details": "OBJECT?",
            "prompt_tokens_details": "OBJECT?",
        },
    ),
    "CompletionTokensDetails": (COMPLETION_DETAILS, dict.fromkeys(COMPLETION_DETAILS, "INTEGER?")),
    "PromptTokensDetails": (PROMPT_DETAILS, dict.fromkeys(PROMPT_DETAILS, "INTEGER?")),
    "ChatCompletionModeration": (MODERATION, {"input": "object!", "output": "object!"}),
    "ChatCompletionModerationResults": (
        RESULTS,
        {"type": "string=moderation_results", "model": "string!", "results": "array!"},
    ),
    "ChatCompletionModerationError": (
        MODERATION_ERROR,
        {"type": "string=error", "code": "string!", "message": "string!"},
    ),
    "ModerationResultBody": (
        RESULT_BODY,
        {
            "type": "string=moderation_result",
            "model": "string!",
            "flagged": "boolean!",
            "categories": "object!",
            "category_scores": "object!",
            "category_applied_input_types": "object!",
        },
    ),
    "Unrecognized": ({"type": "teleport", "to": "Mars"}, {"type": "STRING?"}),
}

FUNCTION_CHUNK = {"name": "tide_table", "arguments": '{"harb'}
TOOL_CALL_CHUNK = {"index": 0, "id": "call_a", "type": "function", "function": FUNCTION_CHUNK}
AUDIO_CHUNK = {"id": "audio_1", "data": "UklG", "transcript": "Ye", "expires_at": 1790003600}
DELTA = {
    "role": "assistant",
    "content": "See",
    "refusal": "N",
    "tool_calls": [TOOL_CALL_CHUNK],
    "function_call": FUNCTION_CHUNK,
    "audio": AUDIO_CHUNK,
}
STREAM_CHOICE = {"index": 0, "delta": DELTA, "finish_reason": "stop", "logprobs": LOGPROBS}
CHUNK: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1790000000,
    "model": "example-model-1",
    "choices": [STREAM_CHOICE],
    "usage": USAGE,
    "service_tier": "default",
    "system_fingerprint": "fp_1",
    "moderation": MODERATION,
    "obfuscation": "xK",
}

CHUNK_CLASSES: dict[str, tuple[dict[str, Any], Any]] = {
    "CreateChatCompletionStreamResponse": (
        CHUNK,
        {
            "id": "string!",
            "object": "string=chat.completion.chunk",
            "created": "integer!",
            "model": "string!",
            "choices": "array=[]",
            "usage": "OBJECT?",
            "service_tier": "STRING?",
            "system_fingerprint": "STRING?",
            "moderation": "OBJECT?",
            "obfuscation": "STRING?",
        },
    ),
    "StreamChoice": (
        STREAM_CHOICE,
        {"index": "integer!", "delta": "object?", "finish_reason": "STRING?", "logprobs": "OBJECT?"},
    ),
    "ChatCompletionStreamResponseDelta": (
        DELTA,
        {
            "role": "STRING?",
            "content": "STRING?",
            "refusal": "STRING?",
            "tool_calls": "ARRAY?",
            "function_call": "OBJECT?",
            "audio": "OBJECT?",
        },
    ),
    "ChatCompletionMessageToolCallChunk": (
        TOOL_CALL_CHUNK,
        {"index": "integer?", "id": "STRING?", "type": "STRING?", "function": "OBJECT?"},
    ),
    "FunctionChunk": (FUNCTION_CHUNK, {"name": "STRING?", "arguments": "STRING?"}),
    "AudioChunk": (
        AUDIO_CHUNK,
        {"id": "STRING?", "data": "STRING?", "transcript": "STRING?", "expires_at": "INTEGER?"},
    ),
}

EXPECTED = {"bytes": "array of integers from 0 to 255"}  # what an error calls a type, if not by its name

ENUMS = {
    "ObjectType": ["chat.completion", "chat.completion.chunk"],
    "FinishReason": ["stop", "length", "tool_calls", "content_filter", "function_call"],
    "ServiceTier": ["auto", "default", "flex", "scale", "priority", "fast"],
    "Role": ["developer", "system", "user", "assistant", "tool"],
    "ToolCallType": ["function", "custom"],
    "AnnotationType": ["url_citation"],
    "ModerationType": ["moderation_results", "error", "moderation_result"],
    "ModerationInputType": ["text", "image"],
}

ENUM_FIELDS = {
    ("CreateChatCompletionResponse", "object"): "ObjectType",
    ("CreateChatCompletionResponse", "service_tier"): "ServiceTier",
    ("Choice", "finish_reason"): "FinishReason",
    ("ChatCompletionResponseMessage", "role"): "Role",
    ("ChatCompletionMessageToolCall", "type"): "ToolCallType",
    ("ChatCompletionMessageCustomToolCall", "type"): "ToolCallType",
    ("UrlCitationAnnotation", "type"): "AnnotationType",
    ("ChatCompletionModerationResults", "type"): "ModerationType",
    ("ChatCompletionModerationError", "type"): "ModerationType",
    ("ModerationResultBody", "type"): "ModerationType",
    ("CreateChatCompletionStreamResponse", "object"): "ObjectType",
    ("CreateChatCompletionStreamResponse", "service_tier"): "ServiceTier",
    ("StreamChoice", "finish_reason"): "FinishReason",
    ("ChatCompletionStreamResponseDelta", "role"): "Role",
    ("ChatCompletionMessageToolCallChunk", "type"): "ToolCallType",
}
