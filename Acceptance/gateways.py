# SPDX-License-Identifier: Apache-2.0
"""Servers whose gateway stands in front of one provider."""

from contextlib import contextmanager

from harness import Server


def in_front_of(provider):
    """The settings that make a provider the one upstream."""
    return {"FLORIN_UPSTREAM_URL": provider.url, "FLORIN_UPSTREAM_KEY": provider.key}


@contextmanager
def gateway_to(provider, folder, contract):
    """A running server in front of a provider; it must end well, and its books must hold."""
    server = Server(folder, contract=contract, env=in_front_of(provider))
    server.start()
    yield server
    server.verify()
    server.stop()
