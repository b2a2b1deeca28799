# SPDX-License-Identifier: Apache-2.0
"""OpenAI's chat, completions and embeddings."""

from .dialect import Dialect, event
from .usage import Usage


class Chat(Dialect):
    kind = "chat.completion"

    def whole(self):
        message = {"role": "assistant", "content": None if self.calls_tool else self.text}
        if self.calls_tool:
            message["tool_calls"] = [self.call(self.text)]
        choice = {"index": 0, "finish_reason": self.reason, "message": message}
        return {**self.envelope(self.kind, [choice]), **self.usage_of(self.used.chat())}

    def opening(self):
        if not self.calls_tool:
            return []
        return [self.chunk({"role": "assistant", "tool_calls": [{"index": 0, **self.call("")}]})]

    def piece(self, number, text):
        if self.calls_tool:
            return self.chunk({"tool_calls": [{"index": 0, "function": {"arguments": text}}]})
        growing = self.marks.word("report") == "growing"
        return self.chunk({"content": text}, {"usage": {
            "prompt_tokens": self.used.read, "completion_tokens": number + 1,
            "total_tokens": self.used.read + number + 1}} if growing else {})

    def closing(self):
        events = [self.chunk({}, finish=self.reason)]
        if (self.request.get("stream_options") or {}).get("include_usage"):
            usage = self.usage_of(self.used.chat())
            times = 2 if self.marks.word("report") == "twice" else 1
            if usage:
                events += [event({**self.envelope(self.chunk_kind, []), **usage})] * times
        return [*events, event(b"[DONE]")]

    @property
    def reason(self):
        return "tool_calls" if self.calls_tool else "stop"

    @property
    def chunk_kind(self):
        return self.kind + ".chunk"

    def call(self, arguments):
        return {"id": "call_upstream", "type": "function",
                "function": {"name": self.tool_name, "arguments": arguments}}

    def chunk(self, delta, more=None, finish=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return event({**self.envelope(self.chunk_kind, [choice]), **(more or {})})

    def envelope(self, kind, choices):
        return {"id": "chatcmpl-upstream", "object": kind, "created": 1, "model": self.model,
                **self.tier, "choices": choices}


class Completion(Chat):
    kind = chunk_kind = "text_completion"

    def whole(self):
        choice = {"index": 0, "finish_reason": "stop", "text": self.text}
        return {**self.envelope(self.kind, [choice]), **self.usage_of(self.used.chat())}

    def chunk(self, delta, more=None, finish=None):
        choice = {"index": 0, "text": delta.get("content", ""), "finish_reason": finish}
        return event({**self.envelope(self.kind, [choice]), **(more or {})})


class Embedding(Dialect):
    def whole(self):
        inputs = self.request["input"]
        count = len(inputs) if isinstance(inputs, list) else 1
        tokens = Usage(self.marks).read if "usage" in self.marks else 8
        return {"object": "list", "model": self.model,
                "data": [{"object": "embedding", "index": index, "embedding": [0.25, -0.5, 0.125]}
                         for index in range(count)],
                **self.usage_of({"prompt_tokens": tokens, "total_tokens": tokens})}
