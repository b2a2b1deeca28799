# SPDX-License-Identifier: Apache-2.0
"""An OpenAI-compatible provider of videos. What it does is asked for by marks in the prompt:

    [[looks-3]]       completed at the third look; at the first unless said otherwise
    [[seconds-4]]     reports so many seconds instead of those that were asked for
    [[fails]]         fails instead of being completed
    [[status-400]]    refuses the job with this status
    [[loses]]         takes the job, and closes the connection without an answer
    [[slow-2000]]     milliseconds before it answers a new job
    [[bytes-5000]]    length of the film; 1,000 unless said otherwise
    [[reset]]         breaks off in the middle of the film

`is_away` makes it answer 500 to every question until it is back.
"""

import threading
import time
import uuid
from urllib.parse import unquote, urlsplit

from upstream.marks import Marks
from upstream.serving import Conversation, Provider


class VideoUpstream(Provider):
    """The provider, on a free port."""

    def __init__(self):
        self.jobs = {}
        self.asked = []
        self.is_away = False
        self.lock = threading.Lock()
        super().__init__(_Conversation)

    def of(self, tag):
        """The jobs whose prompt has this word."""
        return [job for job in list(self.jobs.values()) if tag in job.prompt]


class Job:
    """One video that is made."""

    def __init__(self, fields):
        # No provider promises an id that needs no escaping.
        self.id = f"vid/{uuid.uuid4().hex}"
        self.fields = fields
        self.prompt = fields["prompt"]
        self.marks = Marks(self.prompt)
        self.looks = 0
        self.is_deleted = False

    @property
    def is_over(self):
        return self.looks >= self.marks.number("looks", 1)

    @property
    def film(self):
        return bytes(range(256)) * (self.marks.number("bytes", 1000) // 256 + 1)

    @property
    def json(self):
        failed = self.is_over and "fails" in self.marks
        status = "failed" if failed else "completed" if self.is_over else (
            "in_progress" if self.looks else "queued")
        seconds = self.marks.number("seconds") or self.fields.get("seconds") or 4
        error = {"code": "moderation_blocked", "message": "No such film."} if failed else None
        return {
            "id": self.id, "object": "video", "model": self.fields["model"], "status": status,
            "progress": 100 if self.is_over else 10 * self.looks, "created_at": 1795655024,
            "completed_at": 1795655099 if self.is_over and not failed else None,
            "expires_at": None, "seconds": str(seconds),
            "size": self.fields.get("size") or "720x1280", "prompt": self.prompt, "error": error,
            "remixed_from_video_id": None, "x_unknown": {"kept": True}}


class _Conversation(Conversation):
    def do_POST(self):
        _, fields = self.body()
        job = Job(fields)
        if status := job.marks.number("status"):
            return self.refuse(status)
        with self.upstream.lock:
            self.upstream.jobs[job.id] = job
        if "loses" in job.marks:
            self.close_connection = True
            return None
        time.sleep(job.marks.number("slow", 0) / 1000)
        return self.answer(200, job.json)

    def do_GET(self):
        self.upstream.asked.append((self.path, dict(self.headers.items())))
        job, rest = self.job()
        if self.upstream.is_away:
            return self.refuse(500)
        if job is None:
            return self.refuse(404)
        if rest == "content":
            return self.film(job)
        job.looks += 1
        return self.answer(200, job.json)

    def do_DELETE(self):
        job, _ = self.job()
        job.is_deleted = True
        self.answer(200, {"id": job.id, "object": "video.deleted", "deleted": True})

    def job(self):
        """The job that the path names, and what stands behind it."""
        identity, _, rest = urlsplit(self.path).path.removeprefix("/v1/videos/").partition("/")
        return self.upstream.jobs.get(unquote(identity)), rest

    def film(self, job):
        film, asked = job.film, self.headers.get("Range")
        start, end = 0, len(film)
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), int(last) + 1
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(end - start))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(film)}")
        self.end_headers()
        if "reset" in job.marks:
            end = (start + end) // 2
            self.close_connection = True
        self.wfile.write(film[start:end])

    def refuse(self, status):
        self.answer(status, {"error": {
            "message": f"upstream says {status}", "type": "invalid_request_error",
            "code": None, "param": "prompt"}})
