# SPDX-License-Identifier: Apache-2.0
"""OpenAI's responses."""

from .dialect import Dialect, event


class Response(Dialect):
    def __init__(self, request, marks):
        super().__init__(request, marks)
        self.number = 0

    def whole(self):
        item = {**self.item, **self.written, "status": "completed"}
        searches = [{"id": f"ws_{index}", "type": "web_search_call", "status": "completed",
                     "action": {"type": "search", "query": "weather"}}
                    for index in range(self.used.searches)]
        return {**self.response("completed", [*searches, item]),
                **self.usage_of(self.used.response())}

    def opening(self):
        begun = self.response("in_progress", [])
        events = [self.event("response.created", response=begun),
                  self.event("response.in_progress", response=begun),
                  self.event("response.output_item.added", output_index=0, item=self.item)]
        if not self.calls_tool:
            events.append(self.event("response.content_part.added", **self.place, content_index=0,
                                     part=self.part("")))
        return events

    def piece(self, number, text):
        if self.calls_tool:
            return self.event("response.function_call_arguments.delta", **self.place, delta=text)
        return self.event("response.output_text.delta", **self.place, content_index=0, delta=text,
                          logprobs=[])

    def closing(self):
        item = {**self.item, **self.written, "status": "completed"}
        if self.calls_tool:
            ends = [self.event("response.function_call_arguments.done", **self.place,
                               name=self.tool_name, arguments=self.text)]
        else:
            ends = [self.event("response.output_text.done", **self.place, content_index=0,
                               text=self.text, logprobs=[]),
                    self.event("response.content_part.done", **self.place, content_index=0,
                               part=self.part(self.text))]
        return [*ends, self.event("response.output_item.done", output_index=0, item=item),
                self.event("response.completed", response=self.whole())]

    def failure(self):
        return self.event("error", code="server_error", message="the model fell over", param=None)

    @property
    def place(self):
        return {"item_id": self.item["id"], "output_index": 0}

    @property
    def item(self):
        """The one item of the output, as it begins."""
        if self.calls_tool:
            return {"id": "fc_upstream", "type": "function_call", "status": "in_progress",
                    "call_id": "call_upstream", "name": self.tool_name, "arguments": ""}
        return {"id": "msg_upstream", "type": "message", "status": "in_progress",
                "role": "assistant", "content": []}

    @property
    def written(self):
        if self.calls_tool:
            return {"arguments": self.text}
        return {"content": [self.part(self.text)]}

    @staticmethod
    def part(text):
        return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}

    def response(self, status, output):
        return {"id": "resp_upstream", "object": "response", "created_at": 1, "status": status,
                "model": self.model, "output": output, "error": None, "incomplete_details": None,
                "instructions": None, "metadata": {}, "parallel_tool_calls": True,
                "temperature": 1, "tool_choice": "auto", "tools": self.request.get("tools", []),
                "top_p": 1, "usage": None, **self.tier}

    def event(self, kind, **members):
        numbered = {"type": kind, "sequence_number": self.number, **members}
        self.number += 1
        return event(numbered, kind)
