# SPDX-License-Identifier: Apache-2.0
"""What was used, in each API's words."""


class Usage:
    """What the marks say that a call used."""

    def __init__(self, marks):
        self.read, self.written = marks.get("usage") or [1000, 200]
        self.cached = marks.number("cached", 0)
        self.cache_write_5m, self.cache_write_1h = marks.get("cache-write") or [0, 0]
        self.reasoning = marks.number("reasoning", 0)
        self.searches = marks.number("searches", 0)

    def chat(self):
        usage = {"prompt_tokens": self.read, "completion_tokens": self.written,
                 "total_tokens": self.read + self.written}
        if self.cached:
            usage["prompt_tokens_details"] = {"cached_tokens": self.cached}
        if self.reasoning:
            usage["completion_tokens_details"] = {"reasoning_tokens": self.reasoning}
        return usage

    def response(self):
        return {"input_tokens": self.read, "output_tokens": self.written,
                "total_tokens": self.read + self.written,
                "input_tokens_details": {"cached_tokens": self.cached},
                "output_tokens_details": {"reasoning_tokens": self.reasoning}}

    def message(self):
        written = self.cache_write_5m + self.cache_write_1h
        usage = {"input_tokens": self.read - self.cached - written,
                 "output_tokens": self.written,
                 "cache_read_input_tokens": self.cached, "cache_creation_input_tokens": written,
                 "cache_creation": {"ephemeral_5m_input_tokens": self.cache_write_5m,
                                    "ephemeral_1h_input_tokens": self.cache_write_1h}}
        if self.searches:
            usage["server_tool_use"] = {"web_search_requests": self.searches}
        return usage


def distorted(usage, how):
    """A usage that cannot be, or says nothing: "null", "empty", "zero", "negative", "text",
    "fraction", "huge" or "contradictory" (parts above their whole)."""
    match how:
        case "null":
            return None
        case "empty":
            return {}
        case "zero":
            return _changed(usage, lambda count: 0)
        case "negative":
            return _changed(usage, lambda count: -count)
        case "text":
            return _changed(usage, str)
        case "fraction":
            return _changed(usage, lambda count: count + 0.5)
        case "huge":
            return _changed(usage, lambda count: 10 ** 30)
        case "contradictory":
            part = {"cached_tokens": 10 ** 6}
            return {**usage, "prompt_tokens_details": part, "input_tokens_details": part}
    return usage


def _changed(usage, change):
    return {name: change(value) if isinstance(value, int) else value
            for name, value in usage.items()}
