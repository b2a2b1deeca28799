# SPDX-License-Identifier: Apache-2.0
"""A provider of models that fails on request.

It speaks OpenAI's chat, completions, responses and embeddings and Anthropic's messages, each whole
and streamed. Prices follow from the model's name, so behaviour is asked for by marks in the text
itself, in the last message or in an embedding's input.

What is answered:

    [[chunks-40]]            words in the answer (5), in JSON where a schema is asked for
    [[late-500]]             milliseconds before the first byte
    [[slow-50]]              milliseconds before each chunk
    [[tool]]                 calls the request's first tool instead of writing words
    [[megabytes-100]]        so much more in the answer, in pieces that no model wrote

What is reported:

    [[usage-1000-200]]       all tokens read and all tokens written
    [[cached-600]]           of those read, how many came from a cache
    [[cache-write-300-200]]  of those read, how many were written to a cache for 5 minutes, 1 hour
    [[reasoning-150]]        of those written, how many were thought
    [[searches-3]]           searches that the provider made
    [[answers-as=vendor/m]]  the model that the answer says made it
    [[cost=0.0025]]          what the provider says that it takes, in dollars
    [[tier=priority]]        the tier that the answer says it was served in
    [[no-usage]]             nothing, although asked
    [[report=negative]]      counts that cannot be, see `usage.distorted`
    [[report=twice]]         the same in two events (chat)
    [[report=growing]]       in every event, as far as it has come (chat)

What fails:

    [[status-500]]           answers this status before the first byte
    [[fail-2-503]]           answers this status to the first two requests with this text
    [[silent]]               never answers
    [[reset-after-3]]        sends so many chunks, then resets the connection
    [[stall-after-3]]        sends so many chunks, then nothing for ever
    [[end-after-3]]          sends so many chunks, then ends without finish and [DONE]
    [[garbage-after-3]]      sends so many chunks, then an event that is not JSON
    [[error-after-3]]        sends so many chunks, then an error event as the API has it; in one
                             piece an error under the status of a success
    [[page]]                 answers 200 with a page of HTML
    [[other-form]]           one piece where a stream was asked, a stream where one piece was
    [[type=text/plain]]      says that the answer is of this type

How it is sent:

    [[packed]]               with gzip, although nobody asked
    [[pieces-7]]             so many bytes a chunk, each on its way before the next
    [[extensions]]           chunks with extensions, and trailers behind the last
    [[length-plus-100]]      a Content-Length that is so much longer than the body
    [[without-length]]       HTTP/1.0, and the connection's end is the body's

With several providers a mark may be for one of them: `[[second:status-500]]`.

A request is found again by `Upstream.requests(containing=...)`.
"""

from .provider import Received, Upstream

__all__ = ["Received", "Upstream"]
