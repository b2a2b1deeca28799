# SPDX-License-Identifier: Apache-2.0

import time
import zlib


class Wire:
    """An answer on its way: chunked unless its length is said, with the oddities that marks ask
    for."""

    def __init__(self, file, marks):
        self.file = file
        self.marks = marks
        self.has_end = "without-length" in marks
        self.is_chunked = False
        self.compressor = zlib.compressobj(wbits=31) if "packed" in marks else None

    def begin(self, status, content_type, headers=None, *, body=None):
        """Sends the head; with `body` the whole answer."""
        if body is not None:
            body = self.encoded(body, is_last=True)
        fields = {"Content-Type": content_type, **(headers or {})}
        if self.compressor:
            fields["Content-Encoding"] = "gzip"
        if not self.has_end:
            self.is_chunked = body is None or self.has_oddities
            if self.is_chunked:
                fields["Transfer-Encoding"] = "chunked"
            else:
                fields["Content-Length"] = len(body) + self.marks.number("length-plus", 0)
        version = "1.0" if self.has_end else "1.1"
        lines = [f"HTTP/{version} {status} Whatever",
                 *(f"{name}: {value}" for name, value in fields.items())]
        self.file.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        if body is not None:
            self.write(body)
            self.close()

    def send(self, data):
        """Sends a part of the body."""
        self.write(self.encoded(data))

    def end(self):
        if self.compressor:
            self.write(self.compressor.flush())
        self.close()

    @property
    def has_oddities(self):
        return "pieces" in self.marks or "extensions" in self.marks

    @property
    def ends_connection(self):
        """Whether the connection's end is the body's, or the body cannot be ended otherwise."""
        return self.has_end or "length-plus" in self.marks

    def encoded(self, data, *, is_last=False):
        if self.compressor is None:
            return data
        flush = zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
        return self.compressor.compress(data) + self.compressor.flush(flush)

    def write(self, data):
        size = self.marks.number("pieces") or len(data) or 1
        for start in range(0, len(data), size):
            self.file.write(self.framed(data[start:start + size]))
            if "pieces" in self.marks:
                # Yields, so that the other side reads what is there.
                time.sleep(0)

    def framed(self, data):
        if not self.is_chunked:
            return data
        extension = b';name="a;b";other' if "extensions" in self.marks else b""
        return b"%x%s\r\n%s\r\n" % (len(data), extension, data)

    def close(self):
        if self.is_chunked:
            trailer = b"X-Trailer: 1\r\n" if "extensions" in self.marks else b""
            self.file.write(b"0\r\n" + trailer + b"\r\n")
