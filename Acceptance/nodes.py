# SPDX-License-Identifier: Apache-2.0
"""Several nodes on one PostgreSQL, as one service."""

import itertools

import pytest

from harness import POSTGRES

# What a log has when something went wrong that somebody should look into.
TROUBLE = (" warning ", " error ", " critical ")


def skip_without_postgresql():
    """For the head of a file: nodes share PostgreSQL."""
    if not POSTGRES:
        pytest.skip("several nodes share PostgreSQL, not a file", allow_module_level=True)


class Nodes(list):
    """Servers that share a database; the first one is asked what all would answer alike."""

    @classmethod
    def of(cls, count, make):
        """`make` makes a server from its number, for the others `beside` the first."""
        first = make(0)
        return cls([first, *(make(number, beside=first) for number in range(1, count))])

    def start(self):
        """The first one, which makes the tables, then all others together."""
        self[0].start()
        return self.start_at_once()

    def start_at_once(self):
        """All that do not run yet, at the same moment."""
        for node in self:
            if node.process is None:
                node.launch()
        for node in self:
            node.await_ready()
        return self

    def stop(self):
        """Each must end well."""
        for node in self:
            node.stop()

    def organization(self, credits=None, **options):
        return self[0].organization(credits, **options)

    def verify(self):
        return self[0].verify()

    def calls(self, organization, requests):
        """Pairs for `volley_at`: each request to the next node in turn."""
        return list(zip(itertools.cycle(organization.at(node).api for node in self), requests))

    def trouble(self):
        """Lines of any node's log that an operator would be called for."""
        return [line for node in self for line in node.log_tail().splitlines()
                if any(word in line for word in TROUBLE)]
