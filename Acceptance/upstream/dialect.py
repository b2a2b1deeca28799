# SPDX-License-Identifier: Apache-2.0

import json

from .usage import Usage, distorted


class Dialect:
    """One call in the words of one API. Subclasses say what is written and how it is wrapped."""

    def __init__(self, request, marks):
        self.request = request
        self.marks = marks
        self.model = marks.word("answers-as") or request.get("model")
        self.used = Usage(marks)

    @property
    def pieces(self):
        """What the model writes, piece by piece: words, or JSON for a tool or a schema."""
        words = [f"word{number} " for number in range(self.marks.number("chunks", 5))]
        has_schema = '"json_schema"' in json.dumps(self.request)
        return ['{"words": "', *words, '"}'] if self.calls_tool or has_schema else words

    @property
    def text(self):
        return "".join(self.pieces)

    @property
    def calls_tool(self):
        return "tool" in self.marks

    @property
    def tool_name(self):
        tool = self.request["tools"][0]
        return tool.get("function", tool)["name"]

    @property
    def tier(self):
        """`service_tier` as a member of an answer, where the marks ask for one."""
        tier = self.marks.word("tier")
        return {"service_tier": tier} if tier else {}

    def usage_of(self, usage):
        """`usage` as a member of an answer, as the marks ask for it."""
        if "no-usage" in self.marks:
            return {}
        cost = self.marks.word("cost")
        if cost:
            usage = {**usage, "cost": float(cost)}
        return {"usage": distorted(usage, self.marks.word("report"))}

    def whole(self):
        """The answer in one piece."""
        raise NotImplementedError

    def opening(self):
        """The events before the first piece."""
        return []

    def piece(self, number, text):
        """The event that carries a piece."""
        raise NotImplementedError

    def closing(self):
        """The events behind the last piece."""
        raise NotImplementedError

    def filling(self, size):
        """An event of some bytes that no model wrote, and that clients overlook."""
        return b": %s\n\n" % (b"." * (size - 4))

    def failure(self):
        """The event that says that the answer has failed."""
        return event(self.refusal("the model fell over"))

    @staticmethod
    def refusal(message, kind="server_error"):
        """The body of an error."""
        return {"error": {"message": message, "type": kind, "code": None}}


def event(data, name=None):
    """A server-sent event."""
    line = b"data: " + (data if isinstance(data, bytes) else json.dumps(data).encode())
    return (b"event: %s\n" % name.encode() if name else b"") + line + b"\n\n"
