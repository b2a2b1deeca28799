# SPDX-License-Identifier: Apache-2.0
"""Anthropic's messages."""

import json

from .dialect import Dialect, event


class Message(Dialect):
    def whole(self):
        if self.calls_tool:
            block = {**self.block, "input": json.loads(self.text)}
        else:
            block = {**self.block, "text": self.text}
        return {**self.message([block]), "stop_reason": self.reason, **self.usage}

    def opening(self):
        begun = self.message([])
        if usage := self.usage.get("usage"):
            begun["usage"] = {**usage, "output_tokens": 1}
        return [self.event("message_start", message=begun),
                self.event("content_block_start", index=0, content_block=self.block),
                self.event("ping")]

    def piece(self, number, text):
        delta = ({"type": "input_json_delta", "partial_json": text} if self.calls_tool
                 else {"type": "text_delta", "text": text})
        return self.event("content_block_delta", index=0, delta=delta)

    def closing(self):
        delta = {"stop_reason": self.reason, "stop_sequence": None}
        usage = self.usage.get("usage") or {}
        last = {name: usage[name] for name in ("output_tokens", "server_tool_use")
                if name in usage}
        return [self.event("content_block_stop", index=0),
                self.event("message_delta", delta=delta, **({"usage": last} if usage else {})),
                self.event("message_stop")]

    def failure(self):
        return event(self.refusal("the model fell over"), "error")

    @staticmethod
    def refusal(message, kind="api_error"):
        return {"type": "error", "error": {"type": kind, "message": message}}

    @property
    def usage(self):
        usage = self.usage_of(self.used.message())
        if usage.get("usage"):
            usage["usage"] |= self.tier
        return usage

    @property
    def reason(self):
        return "tool_use" if self.calls_tool else "end_turn"

    @property
    def block(self):
        """The one block of the content, as it begins."""
        if self.calls_tool:
            return {"type": "tool_use", "id": "toolu_upstream", "name": self.tool_name,
                    "input": {}}
        return {"type": "text", "text": ""}

    def message(self, content):
        return {"id": "msg_upstream", "type": "message", "role": "assistant", "model": self.model,
                "content": content, "stop_reason": None, "stop_sequence": None,
                "usage": {"input_tokens": 0, "output_tokens": 0}}

    def event(self, kind, **members):
        return event({"type": kind, **members}, kind)


class TokenCount(Message):
    def whole(self):
        return {"input_tokens": self.used.read}
