# SPDX-License-Identifier: Apache-2.0
"""The vendors' packages, blocking and asynchronous, behind the same functions.

A resource is named as in the package: "chat.completions", "responses", "messages".
"""

import asyncio
from operator import attrgetter


class Blocking:
    """Calls by a client that blocks."""

    def __init__(self, kind, path=""):
        self.kind = kind
        self.path = path

    def client(self, organization, **options):
        options = {"max_retries": 0, "timeout": 30, "api_key": organization.key, **options}
        return self.kind(base_url=organization.api.base_url + self.path, **options)

    def whole(self, organization, resource, *, options=None, **request):
        """The answer in one piece and its headers."""
        with self.client(organization, **(options or {})) as client:
            raw = attrgetter(resource)(client).with_raw_response.create(**request)
            return raw.parse(), raw.headers

    def events(self, organization, resource, *, options=None, **request):
        """The events of a stream."""
        with self.client(organization, **(options or {})) as client:
            return list(attrgetter(resource)(client).create(stream=True, **request))

    def final(self, organization, resource, finish, **request):
        """What the package's own reader of streams makes of one; `finish` names its method."""
        with (self.client(organization) as client,
              attrgetter(resource)(client).stream(**request) as stream):
            return getattr(stream, finish)()

    def call(self, organization, method, **request):
        """What any other method returns, such as "responses.parse"."""
        with self.client(organization) as client:
            return attrgetter(method)(client)(**request)


class Asynchronous(Blocking):
    """The same by a client that does not."""

    def whole(self, organization, resource, *, options=None, **request):
        async def ask():
            async with self.client(organization, **(options or {})) as client:
                raw = await attrgetter(resource)(client).with_raw_response.create(**request)
                return raw.parse(), raw.headers
        return asyncio.run(ask())

    def events(self, organization, resource, *, options=None, **request):
        async def ask():
            async with self.client(organization, **(options or {})) as client:
                stream = await attrgetter(resource)(client).create(stream=True, **request)
                return [event async for event in stream]
        return asyncio.run(ask())

    def final(self, organization, resource, finish, **request):
        async def ask():
            async with (self.client(organization) as client,
                        attrgetter(resource)(client).stream(**request) as stream):
                return await getattr(stream, finish)()
        return asyncio.run(ask())

    def call(self, organization, method, **request):
        async def ask():
            async with self.client(organization) as client:
                return await attrgetter(method)(client)(**request)
        return asyncio.run(ask())
