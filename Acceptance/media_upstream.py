# SPDX-License-Identifier: Apache-2.0
"""An OpenAI-compatible provider of pictures, sound and rankings, beside upstream.py's of text.

Behaviour is asked for by the same marks, in the prompt or the text to speak:

    [[usage-50-1056]]     reported input and output tokens
    [[no-usage]]          reports nothing
    [[status-500]]        answers this status before the first byte
    [[bytes-48000]]       so many bytes of sound (9,600), or base64 of a picture (64)
    [[reset-after-3]]     sends so many pieces or events, then resets the connection
    [[slow-50]]           milliseconds before each piece
    [[size-1024-1536]]    the size that it says it chose
    [[seconds-9]]         reports so many seconds of sound
    [[heard-90-4-12]]     reports tokens of sound, of text, and written
"""

import base64
import json
import socket
import struct
import time

from upstream import Received
from upstream.marks import Marks
from upstream.serving import Conversation, Provider

PIECE = 4_800


class MediaUpstream(Provider):
    """The provider, on a free port."""

    def __init__(self):
        self.received = []
        super().__init__(_Conversation)


class _Conversation(Conversation):
    def do_POST(self):
        raw, fields = self.body()
        body = {name: len(value) if isinstance(value, bytes) else value
                for name, value in fields.items()}
        received = Received(self.path, dict(self.headers.items()), body)
        received.raw = raw
        self.upstream.received.append(received)
        try:
            self.reply(received)
        except OSError:
            self.close_connection = True

    def reply(self, received):
        body = received.json
        text = body.get("prompt") or body.get("input") or body.get("query") or ""
        marks = Marks(text if isinstance(text, str) else json.dumps(text))
        kind = self.path.removeprefix("/v1/")
        if status := marks.number("status"):
            return self.answer(status, {"error": {
                "message": f"upstream says {status}", "type": "server_error", "code": None}})
        if kind == "moderations":
            return self.moderate(body)
        if kind == "rerank":
            return self.rank(body, marks)
        if kind == "images/generations":
            return self.stream_pictures(received, marks) if body.get("stream") \
                else self.draw(body, marks)
        if kind in ("images/edits", "images/variations"):
            return self.draw(body, marks)
        if kind in ("audio/transcriptions", "audio/translations"):
            return self.hear(body, marks)
        if kind == "audio/speech":
            return self.stream_speech(received, marks) if body.get("stream_format") == "sse" \
                else self.speak(received, marks)
        return self.answer(404, {"error": {"message": "no such route", "type": "x"}})

    def moderate(self, body):
        self.answer(200, {"id": "modr-1", "model": body.get("model", "omni-moderation-latest"),
                          "results": [{"flagged": False, "categories": {}, "category_scores": {},
                                       "category_applied_input_types": {}}]})

    def rank(self, body, marks):
        results = [{"index": index, "relevance_score": 0.5}
                   for index in range(len(body["documents"]))]
        answer = {"id": "rank-1", "results": results, "model": body["model"]}
        if "searches" in marks:
            answer["meta"] = {"billed_units": {"search_units": marks.number("searches")}}
        if "usage" in marks:
            answer["usage"] = {"total_tokens": marks.number("usage")}
        self.answer(200, answer)

    def draw(self, body, marks):
        count = int(body.get("n") or 1)
        picture = base64.b64encode(b"p" * marks.number("bytes", 64)).decode()
        self.answer(200, {"created": 1, "data": [{"b64_json": picture}] * count,
                          **_size(marks), **_usage(marks)})

    def stream_pictures(self, received, marks):
        self.begin("text/event-stream")
        for number in range(received.json.get("partial_images") or 0):
            if number == marks.number("reset-after"):
                return self.reset(received)
            self.event({"type": "image_generation.partial_image", "b64_json": "cGFydA==",
                        "partial_image_index": number, "created_at": 1, "output_format": "png",
                        "background": "opaque", "size": "1024x1024", "quality": "low"})
        if "reset-after" in marks:
            return self.reset(received)
        self.event({"type": "image_generation.completed", "b64_json": "cGljdHVyZQ==",
                    "created_at": 1, "output_format": "png", "background": "opaque",
                    "size": "1024x1024", "quality": "low", **_size(marks), **_usage(marks)})
        self.end()

    def speak(self, received, marks):
        self.begin("audio/mpeg")
        left = marks.number("bytes", 2 * PIECE)
        number = 0
        while left > 0:
            if number == marks.number("reset-after"):
                return self.reset(received)
            time.sleep(marks.number("slow", 0) / 1000)
            self.data(b"s" * min(left, PIECE))
            left -= PIECE
            number += 1
        self.end()

    def stream_speech(self, received, marks):
        self.begin("text/event-stream")
        for number in range(marks.number("chunks", 3)):
            if number == marks.number("reset-after"):
                return self.reset(received)
            audio = base64.b64encode(b"s" * PIECE).decode()
            self.event({"type": "speech.audio.delta", "audio": audio})
        self.event({"type": "speech.audio.done", **_usage(marks)})
        self.end()

    def hear(self, body, marks):
        """Says what it was told to have heard: seconds, tokens, or nothing of it."""
        words = "the coin has a lily"
        usage = _heard(marks)
        kind = body.get("response_format", "json")
        if body.get("stream") == "true":
            self.begin("text/event-stream")
            for word in words.split():
                self.event({"type": "transcript.text.delta", "delta": word + " "})
            self.event({"type": "transcript.text.done", "text": words, **usage})
            return self.end()
        if kind in ("text", "srt", "vtt"):
            return self.text(words)
        verbose = {"duration": 8.47, "language": "english", "segments": [], "words": []}
        return self.answer(200, {"text": words, **(verbose if kind == "verbose_json" else {}),
                                 **usage})

    def text(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def reset(self, received):
        # A reset may overtake bytes that the other side has not read yet: let them arrive.
        time.sleep(0.1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def event(self, value):
        self.data(b"data: " + json.dumps(value).encode() + b"\n\n")

    def data(self, text):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))

    def begin(self, content_type):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def end(self):
        self.wfile.write(b"0\r\n\r\n")


def _usage(marks):
    if "usage" not in marks:
        return {}
    reading, writing = marks["usage"][:2]
    return {"usage": {
        "input_tokens": reading, "output_tokens": writing, "total_tokens": reading + writing,
        "input_tokens_details": {"text_tokens": reading, "image_tokens": 0}}}


def _heard(marks):
    if "seconds" in marks:
        return {"usage": {"type": "duration", "seconds": marks.number("seconds")}}
    if "heard" not in marks:
        return {}
    sound, text, written = marks["heard"]
    return {"usage": {
        "type": "tokens", "input_tokens": sound + text, "output_tokens": written,
        "total_tokens": sound + text + written,
        "input_token_details": {"audio_tokens": sound, "text_tokens": text}}}


def _size(marks):
    if "size" not in marks:
        return {}
    return {"size": "x".join(map(str, marks["size"])), "quality": "medium"}
