# SPDX-License-Identifier: Apache-2.0
"""Servers and organizations for the tests."""

import shutil
from pathlib import Path

import pytest

from calls import CALLS
from gateways import gateway_to
from harness import POSTGRES, Server, binary_path, eventually
from harness.contract import Contract
from nodes import Nodes
from price_list import PriceList
from upstream import Upstream

NOTICES = "florin_notices"


def pytest_configure(config):
    config.addinivalue_line("markers", "sqlite(why): only where the data is a file")
    if not binary_path().is_file():
        raise pytest.UsageError(
            f"{binary_path()} does not exist: build it with `swift build -c release --product "
            "florin`, or name another by FLORIN_BINARY")


def pytest_runtest_setup(item):
    mark = item.get_closest_marker("sqlite")
    if mark and POSTGRES:
        pytest.skip(mark.args[0])


def pytest_terminal_summary(terminalreporter):
    """Whatever could not run as meant is named in the last lines."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, text in getattr(report, "user_properties", []):
                if name == NOTICES and getattr(report, "when", "") == "teardown":
                    terminalreporter.write_line(f"NOTICE {report.nodeid}: {text}")


@pytest.fixture
def notice(request):
    """Adds a line to the closing summary."""
    return lambda text: request.node.user_properties.append((NOTICES, text))


@pytest.fixture(scope="session")
def contract(tmp_path_factory):
    """The OpenAPI document as this binary serves it."""
    server = Server(tmp_path_factory.mktemp("openapi"))
    server.start()
    try:
        return Contract(server.api().get("/openapi.json").ok())
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def description(request):
    """Fails a test that is the first to see an answer which openapi.json describes differently."""
    yield
    if "contract" in request.fixturenames:
        news = request.getfixturevalue("contract").tell_news()
        assert not news, "openapi.json says otherwise:\n" + "\n".join(news)


@pytest.fixture(scope="session")
def server(tmp_path_factory, contract):
    """The one server that tests of this worker share; it must end well, and its books must hold."""
    server = Server(tmp_path_factory.mktemp("server"), contract=contract)
    server.start()
    yield server
    server.verify()
    server.stop()


@pytest.fixture
def organization(server):
    """An organization of the shared server, with no credits yet."""
    return server.organization()


@pytest.fixture
def make_server(tmp_path, contract):
    """Starts servers that a test has for itself; all of them must end well."""
    started = []

    def make(*, env=None, folder=None, start=True, **options):
        folder = Path(folder) if folder else tmp_path / f"server-{len(started)}"
        server = Server(folder, env=env, contract=contract, **options)
        started.append(server)
        if start:
            server.start()
        return server

    yield make
    try:
        for server in started:
            server.stop()
    finally:
        for server in started:
            if server.process:
                server.kill()
            shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def nodes(tmp_path_factory, contract):
    """Three nodes of one platform, which tests of this worker share."""
    nodes = Nodes.of(3, lambda number, **options: Server(
        tmp_path_factory.mktemp(f"node-{number}"), contract=contract, **options))
    yield nodes.start()
    nodes.verify()
    nodes.stop()


@pytest.fixture
def make_nodes(make_server):
    """Makes, without starting them, nodes that a test has for itself."""
    return lambda count=3, **options: Nodes.of(
        count, lambda _, **each: make_server(start=False, **options, **each))


@pytest.fixture(scope="session")
def upstream():
    """A provider of models that misbehaves on request (see upstream/)."""
    with Upstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def gateway(tmp_path_factory, contract, upstream):
    """A server whose gateway stands in front of `upstream`."""
    with gateway_to(upstream, tmp_path_factory.mktemp("gateway"), contract) as server:
        yield server


@pytest.fixture
def paying(gateway):
    """An organization with credits, in front of `upstream`."""
    return gateway.organization(10)


@pytest.fixture(params=CALLS, ids=str)
def call(request):
    """Each of the three ways to ask a model."""
    return request.param


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def stream(request):
    """Whether an answer is asked for as a stream."""
    return request.param


@pytest.fixture
def prices():
    """A price list that a test changes."""
    with PriceList() as prices:
        prices.sell("gpt-test-1", "0.0000025", "0.00001")
        prices.sell("gpt-test-2", "0.0000001", "0.0000004")
        yield prices


@pytest.fixture
def shop(make_server, prices):
    """A server that has looked at the list once."""
    shop = make_server(env={"FLORIN_PRICING_SOURCES": f"litellm={prices.url}"})
    eventually(lambda: prices.answers, what="the first look")
    eventually(lambda: shop.api().get("/api/v1/pricing/models/gpt-test-1").status == 200,
               what="the first prices")
    return shop
