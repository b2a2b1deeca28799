# SPDX-License-Identifier: Apache-2.0
"""The three ways to ask a model for an answer, as one test asks them all."""

import uuid

from harness import EventStream, published_price


class Call:
    """One API: the same marks (see `upstream`) make the same answer of it."""

    def __init__(self, name, path, model):
        self.name = name
        self.path = path
        self.model = model

    def __repr__(self):
        return self.name

    def body(self, text, *, stream, **more):
        request = {"model": self.model, "stream": stream, **more}
        if self.name == "responses":
            return {**request, "input": text}
        if self.name == "messages":
            request.setdefault("max_tokens", 100_000)
        return {**request, "messages": [{"role": "user", "content": text}]}

    def begin(self, organization, marks, *, stream, **more):
        """Sends a call and reads the head of its answer."""
        return EventStream(organization.api, self.path, self.body(marks, stream=stream, **more))

    def price(self, **quantities):
        return published_price(self.model, **quantities)

    def is_whole(self, answer):
        """Whether a stream ended as the API ends those that went well."""
        last = {"chat": "[DONE]", "responses": '"response.completed"',
                "messages": '"message_stop"'}[self.name]
        data = [line for line in answer.lines if line.startswith("data:")]
        return answer.ended and bool(data) and last in data[-1]


CALLS = [Call("chat", "/v1/chat/completions", "gpt-4o-mini"),
         Call("responses", "/v1/responses", "gpt-4o-mini"),
         Call("messages", "/v1/messages", "claude-haiku-4-5")]


def tagged(marks):
    """A word by which the upstream finds a text again, and a text with it and these marks."""
    tag = uuid.uuid4().hex
    return tag, f"{tag} {marks}"
